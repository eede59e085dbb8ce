"""The folder and the pattern that are proposed for programs."""

from __future__ import annotations

import pytest

from harness.commands.init.layout import DEEPEST, Layout, layout
from harness.commands.init.repository import Program

LANGUAGES = {"py": "python", "go": "go", "sh": "curl"}
WORDS = {"python": ("py",), "go": ("golang",), "curl": ("shell",)}
KNOWN = ("get_pet", "add_pet")


def found(*paths: str) -> Layout | None:
    programs = [Program(path, LANGUAGES[path.rpartition(".")[2]], "") for path in paths]
    return layout(programs, WORDS, lambda name: name == "pets-api", lambda name: name in KNOWN)


def proposed(*paths: str) -> tuple[str, str]:
    one = found(*paths)
    assert one is not None
    return one.root, one.pattern


def both(*patterns: str) -> list[str]:
    """The paths of two operations in two languages."""
    return [
        pattern.format(language=language, word=WORDS[language][0], operation=name, ext=ext)
        for pattern in patterns
        for ext, language in (("py", "python"), ("go", "go"))
        for name in KNOWN
    ]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["get_pet.py", "add_pet.py"], (".", "{operation}.{ext}")),
        (["examples/get_pet.py", "examples/add_pet.py"], ("examples", "{operation}.{ext}")),
        (both("examples/{language}/{operation}.{ext}"), ("examples", "{language}/{operation}.{ext}")),
        (both("examples/{word}/{operation}.{ext}"), ("examples", "*/{operation}.{ext}")),
        (both("{operation}/main.{ext}"), (".", "{operation}/")),
        (both("v1/{operation}.{ext}", "v2/{operation}.{ext}"), (".", "{api}/{operation}.{ext}")),
        (both("pets-api/x/{operation}.{ext}", "pets-api/y/{operation}.{ext}")[:4], ("pets-api/x", "{operation}.{ext}")),
        (["samples/a/get_pet.py", "src/tool.py"], ("samples", "a/{operation}.{ext}")),
    ],
)
def test_the_pattern_names_most_programs_after_an_operation(paths: list[str], expected: tuple[str, str]) -> None:
    assert expected == proposed(*paths)


def test_a_layout_says_version_and_name_of_each_program() -> None:
    one = found(*both("v1/{operation}.{ext}", "v2/{operation}.{ext}"))
    assert one is not None
    assert ("v1", "get_pet") == one.named["v1/get_pet.go"]
    assert ("v1", "v2") == one.versions


def test_programs_without_a_version_have_none() -> None:
    one = found("get_pet.py")
    assert one is not None
    assert ({"get_pet.py": (None, "get_pet")}, ()) == (one.named, one.versions)


def test_of_no_program_there_is_no_layout() -> None:
    assert found() is None


def test_the_deepest_folders_that_are_named_one_by_one() -> None:
    folders = "/".join("abcdefgh"[:DEEPEST])
    assert (folders, "{operation}.{ext}") == proposed(f"{folders}/get_pet.py")
