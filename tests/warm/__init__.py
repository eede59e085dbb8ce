"""Warm starts: whatever a program does, it must end, print and write as from a cold start."""
