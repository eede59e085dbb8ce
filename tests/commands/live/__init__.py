"""Live runs, against a second mock on loopback in the place of the real host."""
