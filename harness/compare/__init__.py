"""The languages of one operation in one scenario, compared when all are there."""
