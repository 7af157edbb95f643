"""Words, buttons and forms: from values to what people see."""
