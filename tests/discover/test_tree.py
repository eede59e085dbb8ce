"""Settings and files -> examples."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.discover import NothingFound, check_floor, discover, missed, unreadable, walk
from harness.languages import Language
from harness.languages.scripts import command
from harness.model import Example
from harness.settings import ApiSettings, Settings

LANGUAGES = {
    "python": Language("python", "Python", ("py", "pyw"), "python", (), command(())),
    "go": Language("go", "Go", ("go",), ".", (), command(())),
}


def found(root: Path, *files: str, **settings: object) -> list[Example]:
    """The examples in a tree of empty files."""
    (root / "examples").mkdir(exist_ok=True)
    for name in files:
        (root / "examples" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "examples" / name).touch()
    made = Settings(root, root / "harness.toml", root / "examples", **settings)  # type: ignore[arg-type]
    examples = discover(made, LANGUAGES)
    check_floor(made, examples)
    return examples


def refusal(root: Path, *files: str, **settings: object) -> str:
    """What is said of a tree that can't be used."""
    with pytest.raises(NothingFound) as raised:
        found(root, *files, **settings)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_examples_come_by_version_name_and_language_in_the_settings_order(tmp_path: Path) -> None:
    files = [
        f"{lang}/code/{api}/{name}.{ext}"
        for lang, ext in (("go", "go"), ("python", "py"))
        for api in ("v2", "v1")
        for name in ("b", "a")
    ]
    ids = [example.id for example in found(tmp_path, *files)]
    assert [f"{api}/{name}/{lang}" for api in ("v1", "v2") for name in ("a", "b") for lang in ("python", "go")] == ids


def test_an_example_knows_its_file_as_people_see_it_and_where_it_runs_from(tmp_path: Path) -> None:
    (example,) = found(tmp_path, "python/code/v1/a.py")
    assert "examples/python/code/v1/a.py" == example.shown
    assert tmp_path / "examples/python" == example.workdir


@pytest.mark.parametrize(
    ("pattern", "file"),
    [
        ("{api}/{operation}/{language}.{ext}", "v1/masking/python.py"),
        ("{operation}-{api}-{language}.{ext}", "masking-v1-python.py"),
        ("{language}/{api}.{operation}.py", "python/v1.masking.py"),
        ("src/{api}/{language}/{operation}/main.{ext}", "src/v1/python/masking/main.py"),
        ("{api}/{language}-{operation}.{ext}", "v1/python-masking.py"),
    ],
)
def test_a_tree_may_name_its_parts_in_any_order(tmp_path: Path, pattern: str, file: str) -> None:
    assert ["v1/masking/python"] == [example.id for example in found(tmp_path, file, pattern=pattern)]


def test_signs_of_regular_expressions_in_a_pattern_are_plain_signs(tmp_path: Path) -> None:
    files = ("a+b/python/v1/x.py", "aab/python/v1/y.py")
    assert ["v1/x/python"] == [e.id for e in found(tmp_path, *files, pattern="a+b/{language}/{api}/{operation}.{ext}")]


def test_files_of_other_languages_extensions_and_depths_are_no_examples(tmp_path: Path) -> None:
    others = ("python/code/v1/a.go", "ruby/code/v1/a.rb", "python/code/v1/deep/a.py", "python/code/a.py", "readme.md")
    assert ["v1/a/python"] == [example.id for example in found(tmp_path, "python/code/v1/a.py", *others)]


def test_ignored_hidden_and_installed_files_are_no_examples(tmp_path: Path) -> None:
    others = [
        "python/code/v1/__init__.py",
        "python/.venv/v1/b.py",
        "python/node_modules/v1/b.py",
        "python/code/v2/b.py",
    ]
    pattern = "{language}/{folder}/{api}/{operation}.{ext}".replace("{folder}", "code")
    examples = found(tmp_path, "python/code/v1/a.py", *others, ignore=("**/__init__.py", "*/code/v2"), pattern=pattern)
    assert ["v1/a/python"] == [example.id for example in examples]


def test_fewer_examples_than_the_floor_are_an_error_with_both_numbers(tmp_path: Path) -> None:
    said = refusal(tmp_path, "go/code/v1/a.go", minimum_examples=2)
    assert 'harness.toml: "minimum_examples": expected at least 2 examples below examples, found 1' == said


def test_an_empty_tree_is_an_error_that_shows_the_pattern(tmp_path: Path) -> None:
    said = 'examples: expected programs at "{language}/code/{api}/{operation}.{ext}" in python, go, found none'
    assert said == refusal(tmp_path)


@pytest.mark.parametrize("near", ["go/cod/v1/a.go", "golang/code/v1/a.go", "go/code/v1/a.c"])
def test_where_nothing_fits_the_nearest_file_is_named(tmp_path: Path, near: str) -> None:
    assert refusal(tmp_path, "README.md", "z/a", "deep/a/b/c/d/e/f.go", near).endswith(f'of 4 files is "{near}"')


def test_two_programs_of_one_name_are_an_error_that_names_both(tmp_path: Path) -> None:
    said = refusal(tmp_path, "python/code/v1/a.py", "python/code/v1/a.pyw")
    assert "examples/python/code/v1/a.pyw: expected one program for v1/a/python, found" in said
    assert said.endswith("examples/python/code/v1/a.py too")


KEYS = {
    "token = 'YOUR_SECRET_KEY'": "YOUR_SECRET_KEY",
    "headers = {'Api-Token': '<<apiKey>>'}": "<<apiKey>>",
    "token = os.environ['API_KEY']  # Bearer YOUR_API_KEY": None,
    "token = read()": None,
}


@pytest.mark.parametrize(("source", "key"), KEYS.items(), ids=range(len(KEYS)))
def test_a_program_may_hold_a_text_that_stands_for_its_key(source: str, key: str | None, tmp_path: Path) -> None:
    path = tmp_path / "examples/python/code/v1/a.py"
    path.parent.mkdir(parents=True)
    path.write_text(f"import os\n{source}\n")
    (example,) = found(tmp_path)
    assert (key, [2] if key else []) == (example.key, [note.line for note in example.notes])


@pytest.mark.parametrize(
    ("pattern", "file", "name"),
    [
        ("{group}/{operation}/index.{ext}", "transfers/create/index.py", "transfers-create"),
        ("{group}/{operation}/index.{ext}", "pay/out/transfers/create/index.py", "pay-out-transfers-create"),
        ("{group}/{operation}.{ext}", "transfers/create.py", "transfers-create"),
        ("{group}/{operation}/", "transfers/create/main.py", "transfers-create"),
        ("**/{operation}.{ext}", "create.py", "create"),
        ("**/{operation}.{ext}", "a/b/c/create.py", "create"),
        ("src/**/{operation}/index.{ext}", "src/a/create/index.py", "create"),
        ("src/**/samples/{operation}.{ext}", "src/samples/create.py", "create"),
    ],
)
def test_folders_are_a_part_of_the_name_or_any_number(tmp_path: Path, pattern: str, file: str, name: str) -> None:
    assert [f"v1/{name}/python"] == [
        example.id for example in found(tmp_path, file, pattern=pattern, apis={"v1": ApiSettings(tmp_path)})
    ]


def missing(root: Path, *files: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """What is left out of a tree."""
    examples = found(root, "python/code/v1/masking.py", *files)
    settings = Settings(root, root / "harness.toml", root / "examples")
    left_out = missed(settings, LANGUAGES, examples, walk(settings, LANGUAGES))
    return [(left.what, left.count, left.names) for left in left_out]


def test_files_that_the_pattern_misses_are_counted_and_named(tmp_path: Path) -> None:
    files = ("python/masking.py", "go/code/v1/deep/masking.go")
    assert [("file", 2, ("examples/go/code/v1/deep/masking.go", "examples/python/masking.py"))] == missing(
        tmp_path, *files
    )


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the tree that can't be read; root can read any."""
    folder = tmp_path / "examples" / "python" / "closed"
    scandir = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if path == str(folder):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return scandir(path)

    folder.mkdir(parents=True)
    monkeypatch.setattr(os, "scandir", refuse)
    return tmp_path


@pytest.mark.parametrize(
    ("ignore", "told"),
    [((), [("folder-unreadable", "examples/python/closed", "Permission denied")]), (("python/closed/**",), [])],
)
def test_a_folder_that_can_not_be_read_is_found_unless_it_is_ignored(
    closed: Path, ignore: tuple[str, ...], told: list[tuple[str, str, str]]
) -> None:
    settings = Settings(closed, closed / "harness.toml", closed / "examples", ignore=ignore)
    findings = unreadable(settings, walk(settings, LANGUAGES))
    assert told == [(finding.code, finding.file, finding.actual) for finding in findings]


def test_a_tree_of_nothing_but_closed_folders_is_told_with_the_first_of_them(closed: Path) -> None:
    assert "; examples/python/closed can't be read: Permission denied" in refusal(closed)


def test_files_of_no_language_and_those_that_the_settings_ignore_are_not_missed(tmp_path: Path) -> None:
    assert [] == missing(tmp_path, "mask.png", "python/__init__.py", "node_modules/a/b.py")
