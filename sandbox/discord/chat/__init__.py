"""The chat page: what each viewer may see, and what they do there."""
