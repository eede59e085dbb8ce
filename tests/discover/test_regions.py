"""Copies of regions on pages: a right and a stale one, the stale one named at its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.command import harness, report, write_own

from discover.notes import KEY, document, write
from harness.discover.regions import regions

CALL = f'curl -sS --fail-with-body --max-time 5 {KEY} "$API_HOST/v1/notes/n1"'
MARKS = {
    "Google": ("# [START read]", "# [END read]"),
    "Bluehawk": ("# :snippet-start: read", "# :snippet-end:"),
    "Snipsync": ("# @@@SNIPSTART read", "# @@@SNIPEND"),
    "MarkdownSnippets": ("# begin-snippet: read", "# end-snippet"),
    "Asciidoctor": ("# tag::read[]", "# end::read[]"),
    "editors": ("#region read", "#endregion"),
}
PAGES = {
    "a.md": "# Read\n\n<!-- region: read -->\n\n```bash\n{}\n```\n",
    "b.md": "# Read\n\n```bash region=read\n{}\n```\n",
    "a.mdx": "<Tab>\n  {{/* snippet: read */}}\n  ```bash\n  {}\n  ```\n</Tab>\n",
    "a.rst": "Read\n====\n\n.. code-block:: bash\n   :region: read\n\n   {}\n",
    "b.rst": "Read\n====\n\n.. region: read\n\n.. code-block:: bash\n\n   {}\n",
    "a.adoc": "= Read\n\n// region: read\n[source,bash]\n----\n{}\n----\n",
    "b.adoc": "= Read\n\n[source,bash,region=read]\n----\n{}\n----\n",
}


def findings(root: Path, name: str, page: str, marks: tuple[str, str] = MARKS["Google"]) -> list[dict[str, Any]]:
    """What a run says of a page with a copy."""
    write(root, document(), f'pages = ["{name}"]\n')
    settings = (root / "harness.toml").read_text("utf-8")
    program = f"set -eu\n{marks[0]}\nread_note() {{\n  {CALL}\n}}\n{marks[1]}\nread_note\n"
    write_own(root, f'pattern = "{{operation}}.{{ext}}"\n[languages.curl]\nextensions = ["sh"]\n{settings}'.replace(
        'key_env = "NOTES_KEY"\n', ''), {"examples/getNote.sh": program, name: page})  # fmt: skip
    text = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(f'key_env = "NOTES_KEY"\n{text}', "utf-8")
    done = harness(root, "run", "--json", "out.json")
    assert done.returncode in (0, 1), done.stderr
    return [one for one in report(root / "out.json")["findings"] if one["code"] == "region-stale"]


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
    assert [] == findings(tmp_path / "right", name, copy_of(PAGES[name], RIGHT))
    page = copy_of(PAGES[name], STALE)
    (found,) = findings(tmp_path / "stale", name, page)
    assert (name, "error") == (found["file"], found["severity"])
    assert "/note/n1" in page.splitlines()[found["line"] - 1]
    assert "examples/getNote.sh:4" in found["message"]


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_regions_are_marked_in_the_ways_of_the_usual_tools(marks: tuple[str, str]) -> None:
    text = f"a\n  {marks[0]}\n    b\n      c\n  {marks[1]}\nd\n"
    assert {"read": ("b\n  c", 3)} == {name: (one.text, one.first) for name, one in regions(text).items()}


def test_regions_may_lie_in_each_other() -> None:
    found = regions("# [START a]\n1\n# [START b]\n2\n# [END b]\n3\n# [END a]\n# [START open]\n4\n")
    assert {"a": "1\n2\n3", "b": "2", "open": "4"} == {name: one.text for name, one in found.items()}


def test_a_region_that_no_program_has_is_named(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "a.md", "Text.\n\n```bash region=reed\nls\n```\n")
    assert ("a.md", 3) == (found["file"], found["line"])
    assert 'did you mean "read"' in found["message"]
