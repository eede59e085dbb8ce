"""One run in progress: cases are executed side by side, judged as they come in, and recorded."""
