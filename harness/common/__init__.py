"""What several rooms need and none owns: hosts, whole files, redaction, replies read, patterns."""
