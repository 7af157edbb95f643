"""The Gateway: connections, sessions to resume, and events on their way to the bot."""
