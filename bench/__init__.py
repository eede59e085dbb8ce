"""Benchmarks: speed, faults found, false alarms."""
