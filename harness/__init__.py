"""A judge for published API examples: runs them against a mock of the API and says whether they keep their word."""

__version__ = "0.1.0"
