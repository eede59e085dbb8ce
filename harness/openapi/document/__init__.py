"""Files and overlays -> one document whose references lead somewhere."""
