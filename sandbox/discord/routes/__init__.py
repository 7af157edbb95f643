"""The REST operations, one module per kind of resource."""
