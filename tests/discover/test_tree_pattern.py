"""A pattern with places, matched against paths."""

from __future__ import annotations

import pytest

from harness.discover.tree_pattern import TreePattern, main_files


@pytest.mark.parametrize(
    ("pattern", "path", "parts"),
    [
        ("{operation}.{ext}", "a.b.py", {"operation": "a", "ext": "b.py"}),
        ("{operation}.{ext}", "a/b.py", None),
        ("*/{operation}.{ext}", "x/b.py", {"operation": "b", "ext": "py"}),
        ("*/{operation}.{ext}", "x/y/b.py", None),
        ("**/{operation}.{ext}", "b.py", {"operation": "b", "ext": "py"}),
        ("**/{operation}.{ext}", "x/y/b.py", {"operation": "b", "ext": "py"}),
        ("a.c/{operation}.{ext}", "abc/b.py", None),
        ("{group}/{operation}.{ext}", "x/y/b.py", {"operation": "x-y-b", "ext": "py"}),
        ("{group}/{operation}/", "x/b", {"operation": "x-b"}),
        ("{operation}/**", "a/x/y", {"operation": "a"}),
    ],
)
def test_a_path_is_taken_apart(pattern: str, path: str, parts: dict[str, str] | None) -> None:
    assert parts == TreePattern(pattern).match(path)


@pytest.mark.parametrize(
    ("pattern", "operation", "path"),
    [
        ("{operation}.{ext}", "pets-get", "pets-get.js"),
        ("{operation}/", "get", "get/main.js"),
        ("{group}/{operation}.{ext}", "pets-get-all", "pets/get-all.js"),
        ("{group}/{operation}.{ext}", "get", None),
        ("*/{operation}.{ext}", "get", None),
    ],
)
def test_a_new_program_has_its_place(pattern: str, operation: str, path: str | None) -> None:
    assert path == TreePattern(pattern).path({"operation": operation, "ext": "js"})


@pytest.mark.parametrize(("pattern", "folders"), [("{operation}/", True), ("{operation}.{ext}", False)])
def test_a_slash_at_the_end_says_that_a_program_is_a_folder(pattern: str, folders: bool) -> None:
    assert folders == TreePattern(pattern).of_folders


EXTENSIONS = {"ts": ("ts", "mts"), "python": ("py",), "none": ()}


@pytest.mark.parametrize(
    ("names", "language", "files"),
    [
        (["index.ts", "main.ts"], None, ["main.ts"]),
        (["index.ts", "main.mts", "app.py"], None, ["main.mts", "app.py"]),
        (["index.ts", "app.py"], "python", ["app.py"]),
        (["a.ts", "b.ts", "c.py"], None, ["c.py"]),
        (["a.ts", "c.py"], None, ["a.ts"]),
        (["a.ts", "b.ts"], None, []),
        (["a.ts", "app.py"], None, ["app.py"]),
        (["a.ts"], "go", []),
        (["maints", "a.ts.bak"], None, []),
        (["a.x"], "none", []),
        ([], None, []),
    ],
)
def test_a_folder_begins_in_its_main_file(names: list[str], language: str | None, files: list[str]) -> None:
    assert files == main_files(names, EXTENSIONS, language)
