"""How Go's programs are built."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.languages import go
from harness.languages.toolchain import find
from harness.model import Example

PROGRAM = "package main\n\nfunc main() {\n\tprintln(1)\n}\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The argument lists of all builds; the commands themselves are run."""
    argvs: list[list[str]] = []
    run = go.run_tool

    def told(argv: list[str], *rest: Any, **named: Any) -> object:
        argvs.append(argv)
        return run(argv, *rest, **named)

    monkeypatch.setattr(go, "run_tool", told)
    return argvs


def build(root: Path) -> dict[str, tuple[str, ...]]:
    """One program, built below `root`."""
    (root / "go").mkdir()
    (root / "go" / "go.mod").write_text("module example\n\ngo 1.21\n")
    file = root / "go" / "note.go"
    file.write_text(PROGRAM)
    tool = find(go.GO_TOOL)
    assert tool
    example = Example("go", "v1", "note", "note", file, "note.go", root / "go", root)
    return dict(go.GO.prepare([example], {"go": tool}, root / "build").commands)


def test_a_build_that_begins_with_the_standard_library_leaves_inlining_out(
    tmp_path: Path, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOCACHE", str(tmp_path / "cache"))
    (binary,) = build(tmp_path).values()
    assert go.UNCACHED[0] in asked[-1], json.dumps(asked)
    assert "1\n" == subprocess.run(binary, capture_output=True, text=True, check=True).stderr


def test_a_build_that_finds_the_standard_library_uses_it_as_it_is(tmp_path: Path, asked: list[list[str]]) -> None:
    tool = find(go.GO_TOOL)
    assert tool
    subprocess.run([tool.path, "build", "net/http"], check=True, env=go._env(tmp_path))
    build(tmp_path)
    assert go.UNCACHED[0] not in asked[-1]
