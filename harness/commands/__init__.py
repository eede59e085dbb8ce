"""The commands that are more than a run: one room each."""
