"""The files of a tree, and the samples of documents and pages -> examples."""

from harness.discover.tree import SKIPPED_FOLDERS, NothingFound, check_floor, discover, missed, unreadable, walk

__all__ = ["SKIPPED_FOLDERS", "NothingFound", "check_floor", "discover", "missed", "unreadable", "walk"]
