"""The toolchains, and one trivial request from each language."""
