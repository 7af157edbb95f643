"""The hands of a test or of another process on this Discord."""
