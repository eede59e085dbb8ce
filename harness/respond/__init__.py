"""A scenario and an operation -> the callable that answers requests as the API would."""

from harness.respond.respond import Answerer, AsNamed, InOrder, like

__all__ = ["Answerer", "AsNamed", "InOrder", "like"]
