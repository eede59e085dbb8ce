"""The documents of all API versions, their rules and hosts, and which operation each example shows."""

from harness.catalogue.catalogue import Catalogue

__all__ = ["Catalogue"]
