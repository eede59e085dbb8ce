"""A schema -> a value that it takes."""
