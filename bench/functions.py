"""Draws functions of the harness by a seed, for people to judge: does the name alone give away the folder?

python -m bench.functions --seed 7 --count 40           the names
python -m bench.functions --seed 7 --count 40 --where   the names and where they are
"""

from __future__ import annotations

import argparse
import ast
import random
import sys
from collections.abc import Iterator
from pathlib import Path

HARNESS = Path(__file__).resolve().parents[1] / "harness"


def functions() -> Iterator[tuple[str, str]]:
    """The name of each function, with the class that it belongs to, and its file below `harness/`."""
    for path in sorted(HARNESS.rglob("*.py")):
        where = path.relative_to(HARNESS).as_posix()
        yield from ((name, where) for name in _named(ast.parse(path.read_text("utf-8")), ""))


def _named(node: ast.AST, prefix: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _named(child, f"{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("__"):
            yield prefix + child.name


def main() -> None:
    """Prints what was drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--where", action="store_true", help="print the file of each")
    arguments = parser.parse_args()
    drawn = random.Random(arguments.seed).sample(list(functions()), arguments.count)  # noqa: S311 - no secret
    for name, where in drawn:
        sys.stdout.write(f"{name:<45} {where}\n" if arguments.where else f"{name}\n")


if __name__ == "__main__":
    main()
