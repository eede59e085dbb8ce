"""Two hundred sound programs: twenty ways to send each of ten requests, in nine languages (README.md, `sound`)."""
