"""What a program may use up."""

MAX_FILE = 64 * 1024 * 1024
"""Bytes that a program may write to one file, its output included."""
GRACE = 0.5
"""Seconds between SIGTERM and SIGKILL: enough for an interpreter to run its handlers, too little to be waited for."""
