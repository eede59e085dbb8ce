"""How Go's programs are built."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.languages import Preparation, go, go_modules
from harness.languages.toolchain import find
from harness.model import Example, Owes

PROGRAM = "package main\n\nfunc main() {\n\tprintln(1)\n}\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The argument lists of all builds; the commands themselves are run."""
    argvs: list[list[str]] = []
    run = go.run_in_cell

    def told(argv: list[str], *rest: Any, **named: Any) -> object:
        argvs.append(argv)
        return run(argv, *rest, **named)

    monkeypatch.setattr(go, "run_in_cell", told)
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


def test_a_home_that_can_not_be_written_costs_no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOCACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/dev/null/home")
    (binary,) = build(tmp_path).values()
    assert "1\n" == subprocess.run(binary, capture_output=True, text=True, check=True).stderr


def test_a_build_that_finds_the_standard_library_uses_it_as_it_is(tmp_path: Path, asked: list[list[str]]) -> None:
    tool = find(go.GO_TOOL)
    assert tool
    subprocess.run([tool.path, "build", "net/http"], check=True, env={**os.environ, **go_modules.FIXED})
    build(tmp_path)
    assert go.UNCACHED[0] not in asked[-1]


def build_all(root: Path, programs: dict[str, str], **owes: bool) -> Preparation:
    """Programs by name, built below `root` from a folder without a go.mod."""
    folder = root / "programs"
    folder.mkdir()
    examples = []
    for name, text in programs.items():
        file = folder / f"{name}.go"
        file.write_text(text)
        examples.append(Example("go", "v1", name, name, file, file.name, folder, owes=Owes(**owes)))
    tool = find(go.GO_TOOL)
    assert tool
    return go.GO.prepare(examples, {"go": tool}, root / "build")


def printed(done: Preparation, name: str) -> str:
    return subprocess.run(done.commands[f"v1/{name}/go"], capture_output=True, text=True, check=True).stderr


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (PROGRAM.replace("main\n", 'main\n\nimport "example.invalid/none"\n', 1), 3, "example.invalid/none"),
        (PROGRAM.replace("main\n", 'main\n\nimport "net/htp"\n', 1), 3, "net/htp"),
        (PROGRAM.replace("println(1)", "x := 1"), 4, "declared and not used"),
        (PROGRAM.replace("println(1)", "println(1"), 4, "syntax error"),
        (PROGRAM.replace("package main", "package notes"), None, "not a main package"),
        ("", 1, "EOF"),
    ],
)
def test_a_program_that_can_not_be_built_leaves_the_others_as_they_are(
    tmp_path: Path, text: str, line: int | None, said: str
) -> None:
    done = build_all(tmp_path, {"wrong": text, "right": PROGRAM})
    (finding,) = done.failures["v1/wrong/go"].findings
    assert (finding.file, finding.line, said in finding.message) == ("wrong.go", line, True), finding
    assert "1\n" == printed(done, "right")


@pytest.mark.parametrize(
    "constraint",
    ["//go:build ignore", "// +build ignore", "//go:build windows && !linux", "// A tool.\n\n//go:build x"],
)
def test_a_build_constraint_keeps_no_program_from_its_run(tmp_path: Path, constraint: str) -> None:
    assert "1\n" == printed(build_all(tmp_path, {"tool": f"{constraint}\n\n{PROGRAM}"}), "tool")


def test_a_program_with_a_build_constraint_is_blamed_at_its_own_line(tmp_path: Path) -> None:
    wrong = "//go:build ignore\n\n" + PROGRAM.replace("println(1)", "x := 1")
    (finding,) = build_all(tmp_path, {"tool": wrong}).failures["v1/tool/go"].findings
    assert (6, "go run tool.go shows the same words") == (finding.line, finding.hint)


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (None, "012"),
        (go.MODULE, "012"),
        ("module example\n\ngo 1.22\n", "012"),
        ("module example\n\ngo 1.21\n", "333"),
    ],
)
def test_a_program_outside_of_modules_has_the_newest_language_and_another_that_of_its_module(
    tmp_path: Path, module: str | None, said: str
) -> None:
    """A loop has one variable for each turn since Go 1.22 (go.dev/ref/spec, "For statements with for clause")."""
    if module:
        (tmp_path / "go.mod").write_text(module)
    later = "var later []func()\n\tfor i := 0; i < 3; i++ {\n\t\tlater = append(later, func() { print(i) })\n\t}"
    text = PROGRAM.replace("println(1)", f"{later}\n\tfor _, each := range later {{\n\t\teach()\n\t}}")
    assert said == printed(build_all(tmp_path, {"loop": text}), "loop")


def test_a_name_that_no_import_path_holds_is_built(tmp_path: Path) -> None:
    done = build_all(tmp_path, {"crée note": PROGRAM, "_note": PROGRAM, "note_test": PROGRAM})
    assert ["1\n"] * 3 == [printed(done, name) for name in ("crée note", "_note", "note_test")]


def test_a_library_that_a_sample_asks_for_is_no_fault_of_the_sample(tmp_path: Path) -> None:
    text = PROGRAM.replace("main\n", 'main\n\nimport "example.invalid/none"\n', 1)
    done = build_all(tmp_path, {"sample": text}, brings_libraries=False)
    assert "the sample needs the library example.invalid/none" in done.failures["v1/sample/go"].reason
    assert () == done.failures["v1/sample/go"].findings


def test_a_repository_that_git_refuses_keeps_no_program_from_its_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOENV", "off")  # the user's own settings may say the same
    (tmp_path / ".git").mkdir()
    (tmp_path / "go.mod").write_text("module example\n\ngo 1.21\n")
    for name in ("HEAD", "config"):
        (tmp_path / ".git" / name).write_text("nothing of git's\n")
    assert "1\n" == printed(build_all(tmp_path, {"note": PROGRAM}), "note")


def test_the_go_mod_of_a_tree_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example\n\ngo 1.21\n")
    text = PROGRAM.replace("main\n", 'main\n\nimport "example.invalid/none"\n', 1)
    build_all(tmp_path, {"wrong": text})
    assert "module example\n\ngo 1.21\n" == (tmp_path / "go.mod").read_text()
