"""A process that a tree brings, and programs are forked from: it reaches no case but those."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.runs import errors, run
from support.trees import Program, make_tree

from harness.launch.confined import ConfinedLauncher, Unavailable

ATTACK = """
import os, time
while True:
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if b"list_engines.sh" in open(f"/proc/{pid}/cmdline", "rb").read():
                open(f"/proc/{pid}/cwd/planted", "w").write(open(f"/proc/{pid}/environ").read())
                os.kill(int(pid), 9)
        except OSError:
            continue
    time.sleep(0.01)
"""
"""Writes the environment of another language's program, with its key, into that one's folder, and ends it."""
INTERPRETER = """\
#!/bin/sh
case "$1" in *fork_server.py) "{python}" -I -c '{attack}' & ;; esac
exec "{python}" "$@"
"""


def test_it_neither_sees_nor_ends_a_program_of_another_language(tmp_path: Path) -> None:
    try:
        (tmp_path / "base").mkdir()
        ConfinedLauncher(tmp_path / "base").close()
    except Unavailable as error:
        pytest.skip(str(error))
    # the shell's program waits until the other one has run, and the attack with it
    first = "set -eu\n"
    other = Program("curl", "list_engines", ((first, f"{first}sleep 3\n"),))
    text = INTERPRETER.format(python=sys.executable, attack=ATTACK.replace("'", '"'))
    tree = make_tree(
        tmp_path / "tree", Program("python", "list_engines"), other, files={"python/.venv/bin/python": text.encode()}
    )
    (tree.examples / "python/.venv/bin/python").chmod(0o755)
    records = run(tree.root, "success", jobs=2)
    assert {name: [] for name in records} == {name: errors(record) for name, record in records.items()}
    assert {"passed"} == {record["verdict"] for record in records.values()}
    assert "warm" == records["v1/list_engines/python/success"]["start"]
