"""The command `harness`, as a user calls it."""
