"""Schemas: converted to JSON Schema 2020-12, validated, and their faults put into words."""
