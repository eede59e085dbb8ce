"""Repositories that `harness init` was not built by."""
