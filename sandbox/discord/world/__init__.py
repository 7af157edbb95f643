"""The world: servers, channels, people, messages, and who is told of what changes."""
