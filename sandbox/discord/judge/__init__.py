"""Discord's OpenAPI file as a judge over every exchange."""
