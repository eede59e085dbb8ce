"""A program's text, read and never run."""
