"""What the product does, in its own words; never imports discord or a database driver."""
