"""The mock for a person who tries a program by hand, and the page that shows each request as it comes."""

from harness.commands.serving.desk import Desk
from harness.commands.serving.front import Front

__all__ = ["Desk", "Front"]
