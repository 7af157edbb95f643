"""The bot killed again and again under load, its story compared with what both stand-ins saw."""
