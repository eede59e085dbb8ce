"""The documents' own pipeline: linted, bundled, merged, and compared with those of another revision."""
