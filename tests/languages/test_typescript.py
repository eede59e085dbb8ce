"""TypeScript whose types are stripped beforehand behaves as Node.js's own stripping does."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import errors, run
from support.trees import Program, make_tree

TELLING = {
    "imports another file": 'import "./other.ts";\n',
    "asks where it lies": "console.log(import.meta.url);\n",
    "needs a package": 'import "#package";\n',
}


def prepared(root: Path, program: Program) -> str:
    """The file that Node.js is started with."""
    make_tree(root, program)
    record = run(root, "success")["v1/get_balance/ts/success"]
    return str(record["command"]["argv"][1])


def test_a_program_that_stands_alone_is_stripped_once(tmp_path: Path) -> None:
    assert prepared(tmp_path / "tree", Program("ts", "get_balance")).endswith("get_balance.ts.mjs")


@pytest.mark.parametrize("line", TELLING.values(), ids=TELLING)
def test_a_program_that_could_tell_the_difference_is_run_as_it_is(line: str, tmp_path: Path) -> None:
    first = "// Show the credit balance of the account.\n"
    program = Program("ts", "get_balance", ((first, first + line),))
    assert prepared(tmp_path / "tree", program).endswith("get_balance.ts")


def test_a_program_that_is_no_typescript_is_told_so_by_node(tmp_path: Path) -> None:
    first = "// Show the credit balance of the account.\n"
    program = Program("ts", "get_balance", ((first, first + "const = ;\n"),))
    make_tree(tmp_path / "tree", program)
    record = run(tmp_path / "tree", "success")["v1/get_balance/ts/success"]
    assert (["build-error"], "could-not-run") == (errors(record), record["verdict"])
    assert 2 == record["findings"][0]["line"]
