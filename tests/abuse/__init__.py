"""Programs that do what no example would, and what the harness must stand."""
