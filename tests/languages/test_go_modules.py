"""Modules of Go are fetched before a build, which calls no host."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from harness.languages import go, go_modules
from harness.languages.toolchain import Tool, find
from harness.model import CouldNotStart, Example

LIB, VERSION = "example.invalid/lib", "v1.0.0"
MODULE = f"module example\n\ngo 1.21\n\nrequire {LIB} {VERSION}\n"
PROGRAM = f'package main\n\nimport "{LIB}"\n\nfunc main() {{\n\tprintln(lib.Answer)\n}}\n'


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """The go command, with a cache of modules that is empty, and a proxy that is a folder."""
    found = find(go.GO_TOOL)
    if found is None:
        pytest.skip("needs go")
    versions = tmp_path / "proxy" / LIB / "@v"
    versions.mkdir(parents=True)
    (versions / "list").write_text(f"{VERSION}\n")
    (versions / f"{VERSION}.info").write_text(f'{{"Version": "{VERSION}"}}')
    (versions / f"{VERSION}.mod").write_text(f"module {LIB}\n")
    with zipfile.ZipFile(versions / f"{VERSION}.zip", "w") as archive:
        archive.writestr(f"{LIB}@{VERSION}/go.mod", f"module {LIB}\n")
        archive.writestr(f"{LIB}@{VERSION}/lib.go", "package lib\n\nconst Answer = 42\n")
    values = {
        "GOPROXY": (tmp_path / "proxy").as_uri(),
        "GONOSUMDB": "*",
        "GOMODCACHE": str(tmp_path / "modules"),
        "GOFLAGS": "-modcacherw",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return found


def tree(root: Path, tool: Tool) -> Example:
    """A program that needs the module, with a go.sum; the cache is empty again."""
    (root / "go").mkdir()
    (root / "go" / "go.mod").write_text(MODULE)
    file = root / "go" / "note.go"
    file.write_text(PROGRAM)
    env = {**os.environ, "GOMODCACHE": str(root / "others"), "GOTOOLCHAIN": "local"}
    subprocess.run([tool.path, "mod", "tidy"], cwd=root / "go", check=True, env=env, capture_output=True)
    return Example("go", "v1", "note", "note", file, "note.go", root / "go", root)


def test_a_module_is_fetched_before_the_build_which_fetches_nothing(tmp_path: Path, tool: Tool) -> None:
    example = tree(tmp_path, tool)
    prepared = go.GO.prepare([example], {"go": tool}, tmp_path / "build")
    assert {} == prepared.failures
    done = subprocess.run(prepared.commands[example.id], capture_output=True, text=True, check=True)
    assert "42\n" == done.stderr


def test_a_module_that_can_not_be_fetched_is_named_with_the_reason(tmp_path: Path, tool: Tool) -> None:
    example = tree(tmp_path, tool)
    (tmp_path / "proxy" / LIB / "@v" / f"{VERSION}.zip").unlink()
    failure = go.GO.prepare([example], {"go": tool}, tmp_path / "build").failures[example.id]
    assert isinstance(failure, CouldNotStart)
    assert "go mod download" in failure.reason, failure.reason


def test_nothing_is_asked_for_where_a_folder_names_no_module(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example\n\ngo 1.21\n")
    assert "" == go_modules.fetch(Tool("/no/such/go", ""), tmp_path, tmp_path)
