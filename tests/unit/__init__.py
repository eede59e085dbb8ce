"""Each module of the harness by itself."""
