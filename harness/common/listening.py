"""How sockets listen. It imports nothing: the warden loads this file, and programs pay for what the warden loads."""

BACKLOG = 1024
"""Connections that wait to be accepted before the kernel lets a client try again after a second."""
