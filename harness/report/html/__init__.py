"""The HTML report: one file that asks no other host for anything, and is readable without scripts."""
