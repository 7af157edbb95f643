"""What Discord refuses in a body, field by field."""
