"""Copies of regions on pages: a right and a stale one, the stale one named at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import harness, report, write_own

from discover.notes import KEY, document, write
from harness.discover.regions import ShownRegion, regions, stale
from harness.model import Example, Finding
from harness.plan.session import open_session

CALL = f'curl -sS --fail-with-body --max-time 5 {KEY} "$API_HOST/v1/notes/n1"'
MARKS = {
    "Google": ("# [START read]", "# [END read]"),
    "Bluehawk": ("# :snippet-start: read", "# :snippet-end:"),
    "Snipsync": ("# @@@SNIPSTART read", "# @@@SNIPEND"),
    "MarkdownSnippets": ("# begin-snippet: read", "# end-snippet"),
    "Asciidoctor": ("# tag::read[]", "# end::read[]"),
    "editors": ("#region read", "#endregion"),
}
START, END = MARKS["Google"]
PAGES = {
    "a.md": "# Read\n\n<!-- region: read -->\n\n```bash\n{}\n```\n",
    "b.md": "# Read\n\n```bash region=read\n{}\n```\n",
    "a.mdx": "<Tab>\n  {{/* snippet: read */}}\n  ```bash\n  {}\n  ```\n</Tab>\n",
    "a.rst": "Read\n====\n\n.. code-block:: bash\n   :region: read\n\n   {}\n",
    "b.rst": "Read\n====\n\n.. region: read\n\n.. code-block:: bash\n\n   {}\n",
    "a.adoc": "= Read\n\n// region: read\n[source,bash]\n----\n{}\n----\n",
    "b.adoc": "= Read\n\n[source,bash,region=read]\n----\n{}\n----\n",
}


def project(root: Path, name: str, page: str) -> None:
    """A project with a program that has a region, and a page with a copy of it."""
    write(root, document(), f'pages = ["{name}"]\n')
    settings = (root / "harness.toml").read_text("utf-8")
    program = f"set -eu\n{START}\nread_note() {{\n  {CALL}\n}}\n{END}\nread_note\n"
    write_own(root, f'pattern = "{{operation}}.{{ext}}"\n[languages.curl]\nextensions = ["sh"]\n{settings}'.replace(
        'key_env = "NOTES_KEY"\n', ''), {"examples/getNote.sh": program, name: page})  # fmt: skip
    text = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(f'key_env = "NOTES_KEY"\n{text}', "utf-8")


def found_in(root: Path, name: str, page: str) -> list[Finding]:
    """What is said of a page with a copy."""
    project(root, name, page)
    session = open_session(root)
    return list(stale(session.regions, session.examples))


def copy_of(page: str, text: str) -> str:
    """A page with the text in the place of its hole, indented as that is."""
    row = next(row for row in page.splitlines() if "{}" in row)
    indent = row[: row.index("{}")]
    filled = page.replace("{{", "{").replace("}}", "}")
    return filled.replace(row, "\n".join(f"{indent}{line}".rstrip() for line in text.splitlines()))


RIGHT = f"read_note() {{\n  {CALL}\n}}"
STALE = f"read_note() {{\n  {CALL.replace('notes', 'note')}\n}}"


@pytest.mark.parametrize("name", PAGES)
def test_a_right_copy_is_not_named_and_a_stale_one_is_at_its_line(name: str, tmp_path: Path) -> None:
    assert [] == found_in(tmp_path / "right", name, copy_of(PAGES[name], RIGHT))
    page = copy_of(PAGES[name], STALE)
    (found,) = found_in(tmp_path / "stale", name, page)
    assert ("region-stale", name, "error") == (found.code, found.file, found.severity)
    assert "/note/n1" in page.splitlines()[(found.line or 0) - 1]
    assert "examples/getNote.sh:4" in found.message
    assert (f"  {CALL}", f"  {CALL.replace('notes', 'note')}") == (found.expected, found.actual)


def test_a_run_reports_a_stale_copy(tmp_path: Path) -> None:
    project(tmp_path, "a.md", copy_of(PAGES["a.md"], STALE))
    assert 1 == harness(tmp_path, "run", "--json", "out.json").returncode
    (found,) = [one for one in report(tmp_path / "out.json")["findings"] if one["code"] == "region-stale"]
    assert ("a.md", "error", 7) == (found["file"], found["severity"], found["line"])


@pytest.mark.parametrize(
    ("shown", "line", "expected", "actual"),
    [
        ("a\nb", 11, "c", "no further line"),
        ("a\nb\nc\nd", 13, "no further line", "d"),
        ("\na\nx\nc", 12, "b", "x"),
    ],
)
def test_the_first_line_that_differs_is_named(
    tmp_path: Path, shown: str, line: int, expected: str, actual: str
) -> None:
    program = tmp_path / "a.sh"
    program.write_text("# [START r]\na\nb\nc\n# [END r]\n")
    example = Example("curl", "v1", "a", "a", program, "a.sh", tmp_path)
    lines = tuple(range(10, 10 + len(shown.splitlines())))
    copy = ShownRegion("r", "curl", shown, "a.md", lines)
    (found,) = stale([copy], [example])
    assert (line, expected, actual) == (found.line, found.expected, found.actual)


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_regions_are_marked_in_the_ways_of_the_usual_tools(marks: tuple[str, str]) -> None:
    text = f"a\n  {marks[0]}\n    b\n      c\n  {marks[1]}\nd\n"
    assert {"read": ("b\n  c", 3)} == {name: (one.text, one.first) for name, one in regions(text).items()}


def test_regions_may_lie_in_each_other() -> None:
    found = regions("# [START a]\n1\n# [START b]\n2\n# [END b]\n3\n# [END a]\n# [START open]\n4\n")
    assert {"a": "1\n2\n3", "b": "2", "open": "4"} == {name: one.text for name, one in found.items()}


def test_a_region_that_no_program_has_is_named(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, "a.md", "Text.\n\n```bash region=reed\nls\n```\n")
    assert ("a.md", 3) == (found.file, found.line)
    assert 'did you mean "read"' in found.message
