"""Rounds of cases, one after another, as files are saved: what a save touches, and what it changed."""
