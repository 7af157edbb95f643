"""The REST side: a request on its way in, past its stations, and its answer as Discord words it."""
