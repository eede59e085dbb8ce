"""What several rooms need and none owns: hosts, whole files, redaction, replies, printable text, tools that are run."""
