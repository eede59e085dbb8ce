"""A language under several versions and library sets: its variants, by literals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UserError
from harness.languages.registry import BUNDLED
from harness.model import CouldNotStart, Example, Owes
from harness.plan.matrix import Ready, Variant, expanded, variants
from harness.settings import Settings
from harness.settings.settings import MatrixSettings

LANGUAGES = {language.name: language for language in BUNDLED}
ROOT = Path("/project/examples")


def cells(**matrix: MatrixSettings) -> list[str]:
    """The names of the variants."""
    return [one.name for one in variants(replace(Settings(Path()), matrix=matrix), LANGUAGES)]


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ({"version": ("3.9", "3.13")}, ["python@3.9", "python@3.13"]),
        ({"libraries": ("locked", "newest")}, ["python@locked", "python@newest"]),
        (
            {"version": ("3.9", "3.13"), "libraries": ("locked", "lowest")},
            ["python@3.9-locked", "python@3.9-lowest", "python@3.13-locked", "python@3.13-lowest"],
        ),
    ],
)
def test_a_variant_is_named_by_what_tells_it_from_others(table: dict[str, Any], names: list[str]) -> None:
    assert names == cells(python=MatrixSettings(**table))


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ({"pyton": MatrixSettings(version=("3.9",))}, '"matrix.pyton": expected one of python, '),
        ({"python": MatrixSettings()}, '"matrix.python": expected versions, or several library sets'),
        ({"python": MatrixSettings(libraries=("newest",))}, '"matrix.python": expected versions, or several library'),
    ],
)
def test_a_table_that_makes_no_variants_is_one_line(matrix: dict[str, MatrixSettings], said: str) -> None:
    with pytest.raises(UserError) as caught:
        cells(**matrix)
    assert said in str(caught.value)


def ready(version: str, **more: Any) -> Ready:
    """A variant of Python."""
    return Ready(Variant("python", version, "locked"), **more)


def example(language: str = "python", **owes: bool) -> Example:
    """A program of the tree."""
    file = ROOT / language / "code" / "a.py"
    return Example(language, "v1", "a", "a", file, "a.py", ROOT / language, owes=Owes(**owes))


def spread(*ones: Ready, uses: bool = True, examples: tuple[Example, ...] = (example(),)) -> tuple[Any, list[Example]]:
    """Languages and examples with the variants."""
    settings = replace(Settings(Path("/project")), examples=ROOT)
    known = {**LANGUAGES, "python": replace(LANGUAGES["python"], uses_libraries=lambda _: uses)}
    return expanded(settings, known, examples, ones)


def test_each_program_runs_under_each_variant_and_others_once() -> None:
    _, found = spread(ready("3.9"), ready("3.13"), examples=(example(), example("go")))
    assert [("python@3.9", True), ("python@3.13", False), ("go", True)] == [
        (one.language, one.owes.in_catalogue) for one in found
    ]


def test_a_sample_of_a_document_has_no_variants() -> None:
    _, found = spread(ready("3.9"), ready("3.13"), examples=(example(own_file=False),))
    assert ["python"] == [one.language for one in found]


@pytest.mark.parametrize(("uses", "names"), [(True, ["python@3", "python@3"]), (False, ["python@3"])])
def test_a_program_without_libraries_does_not_differ_between_their_sets(uses: bool, names: list[str]) -> None:
    two = (ready("3", libraries={"a": "1"}), ready("3", libraries={"a": "2"}))
    assert names == [one.language for one in spread(*two, uses=uses)[1]]


def test_sets_of_the_same_versions_are_one_case() -> None:
    two = (ready("3", libraries={"a": "1", "b": "2"}), ready("3", libraries={"b": "2", "a": "1"}))
    assert 1 == len(spread(*two)[1])


def test_a_variant_has_its_own_tool_and_runs_where_its_libraries_are() -> None:
    known, (found,) = spread(ready("3.9", tool="/opt/python3.9", tree=Path("/copy")))
    language = known["python@3.9"]
    assert ("python@3.9", "Python 3.9") == (language.name, language.title)
    assert ("/opt/python3.9", ()) == (language.requirements[0].at, language.requirements[0].minimum)
    assert (Path("/copy"), Path("/copy/python/code/a.py"), Path("/copy/python")) == (
        found.tree,
        found.file,
        found.workdir,
    )


def test_a_variant_whose_toolchain_is_not_there_could_not_run() -> None:
    known, (found,) = spread(ready("3.9", trouble="no Python 3.9"))
    language = known["python@3.9"]
    prepared = language.prepare([found], {}, Path())
    assert () == language.requirements
    assert {found.id: CouldNotStart("no Python 3.9")} == prepared.failures
