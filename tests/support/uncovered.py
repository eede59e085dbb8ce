"""Trees whose settings a test completes itself."""

from __future__ import annotations

import re

from support.command import Tree


def without_coverage(tree: Tree) -> Tree:
    """The tree, its settings asking for no coverage."""
    file = tree.root / "pyproject.toml"
    file.write_text(re.sub(r"(?m)^\[tool\.harness\.coverage\]\n(?:[^\[\n].*\n|\n)*", "", file.read_text()))
    return tree
