"""How fast Greenlight is, always as a ratio to a baseline of the same run: `make bench`."""
