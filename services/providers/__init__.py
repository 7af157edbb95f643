"""One adapter per kind of engine API: the only place with a vendor's addresses, words and codes."""
