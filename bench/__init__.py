"""Benchmarks: speed and size, faults found, false alarms, hostile programs."""
