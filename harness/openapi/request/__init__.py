"""A request -> its operation, its values, and what is wrong with them."""
