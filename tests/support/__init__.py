"""What several test modules need: small example trees, and runs of them in this process."""
