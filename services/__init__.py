"""What the product does, in its own words; knows neither Discord nor SQL."""
