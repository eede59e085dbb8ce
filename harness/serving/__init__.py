"""The mock for a person who tries a program by hand, and the page that shows each request as it comes."""

from harness.serving.desk import Desk
from harness.serving.front import Front

__all__ = ["Desk", "Front"]
