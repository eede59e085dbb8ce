"""What is wrong with the document itself."""
