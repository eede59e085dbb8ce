"""A report -> what people and machines read."""
