"""A repository that has no settings -> proposed settings, each with the evidence for it."""

from harness.commands.init.proposal import Proposal, propose
from harness.commands.init.repository import Repository, read

__all__ = ["Proposal", "Repository", "propose", "read"]
