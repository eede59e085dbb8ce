"""A scenario and an operation -> the callable that answers requests as the API would."""

from harness.respond.additions import NOTHING_ADDED, Additions
from harness.respond.respond import Answerer, AsNamed, InOrder, like

__all__ = ["NOTHING_ADDED", "Additions", "Answerer", "AsNamed", "InOrder", "like"]
