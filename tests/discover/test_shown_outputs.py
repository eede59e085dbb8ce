"""Blocks beside samples that show an answer or an output: a right and a stale one, the stale one named at its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.command import harness
from support.runs import Record, run

from discover.notes import KEY, document, write

CALL = f'curl -sS {KEY} "$API_HOST/v1/notes/n1"'
RIGHT = '{\n  "id": "n7",\n  "text": "hello"\n}'
STALE = '{\n  "text": "hello",\n  "ident": "n7"\n}'
SAYS = 'printf "Read note %s\\nDone: 3 lines\\n" "$(' + CALL + ' | sed "s/.*\\"id\\": *\\"\\([^\\"]*\\)\\".*/\\1/")"'
"""A sample that prints a value of the answer in words of its own."""


def page(block: str, title: str = "Response:", word: str = "json", call: str = CALL) -> str:
    return f"# Read: `getNote`\n\n```bash\n{call}\n```\n\n{title}\n\n```{word}\n{block}\n```\n"


def record_of(root: Path, text: str, name: str = "a.md") -> Record:
    write(root, document(), f'pages = ["{name}"]\n')
    (root / name).write_text(text, "utf-8")
    (record,) = run(root, "success").values()
    return record


def stale(record: Record) -> list[dict[str, Any]]:
    return [one for one in record["findings"] if one["code"] == "output-stale"]


@pytest.mark.parametrize("title", ["Response:", "#### Response", "This returns the note:", "**Answer** (200)"])
def test_an_answer_that_the_document_allows_is_right(title: str, tmp_path: Path) -> None:
    record = record_of(tmp_path, page(RIGHT, title))
    assert ("passed", []) == (record["verdict"], stale(record))


def test_an_answer_that_lacks_a_field_is_stale_at_its_line(tmp_path: Path) -> None:
    text = page(STALE)
    record = record_of(tmp_path, text)
    (error,) = (one for one in stale(record) if one["severity"] == "error")
    first = next(at for at, row in enumerate(text.splitlines(), 1) if row == "{")
    assert ("failed", "a.md", first) == (record["verdict"], error["file"], error["line"])
    assert "id" in error["message"]


def test_a_value_of_another_type_is_stale_at_its_line(tmp_path: Path) -> None:
    text = page('{\n  "id": "n7",\n  "text": 3\n}')
    (error,) = stale(record_of(tmp_path, text))
    assert '"text": 3' in text.splitlines()[error["line"] - 1]


@pytest.mark.parametrize(
    "block",
    [
        '{"id": "n7", ...}',
        '{\n  "id": "n7",\n  ...\n}',
        '{\n  "text": "hello",\n  "...": "..."\n}',
        '{\n  // more\n  "id": "n7" // its name\n}',
        "{…}",
    ],
)
def test_what_is_left_out_is_tolerated(block: str, tmp_path: Path) -> None:
    assert [] == stale(record_of(tmp_path, page(block)))


def test_what_is_left_out_hides_no_wrong_value(tmp_path: Path) -> None:
    assert 1 == len(stale(record_of(tmp_path, page('{\n  "id": 7,\n  ...\n}'))))


@pytest.mark.parametrize(
    ("title", "word"),
    [("Error response (404):", "json"), ("Request body:", "json"), ("Another text.", "json"), ("Response:", "yaml")],
)
def test_what_is_no_answer_to_the_sample_is_not_compared(title: str, word: str, tmp_path: Path) -> None:
    assert [] == stale(record_of(tmp_path, page(STALE, title, word)))


def test_a_response_with_its_head_is_read(tmp_path: Path) -> None:
    head = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"
    assert [] == stale(record_of(tmp_path / "right", page(head + RIGHT, word="http")))
    text = page(head + STALE, word="http")
    lines = {one["line"] for one in stale(record_of(tmp_path / "stale", text))}
    assert {text.splitlines().index("{") + 1, text.splitlines().index('  "ident": "n7"') + 1} == lines
    refused = page("HTTP/1.1 404 Not Found\n\n" + STALE, word="http")
    assert [] == stale(record_of(tmp_path / "refused", refused))


@pytest.mark.parametrize(
    "output",
    [
        "Read note n7\nDone: 12 lines",
        "Read note n1\n\nDone: 3 lines\n",
        "Read note ...\nDone: 3 lines",
        "Read note n7\n...",
        "...\nDone: 3 lines",
    ],
)
def test_an_output_with_other_values_or_less_is_right(output: str, tmp_path: Path) -> None:
    record = record_of(tmp_path, page(output, "Output:", "text", SAYS))
    assert ("passed", []) == (record["verdict"], stale(record)), record["outcome"]


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("Read note n7\nFinished: 3 lines", "Finished: 3 lines"),
        ("Note n7 is read\nDone: 3 lines", "Note n7 is read"),
        ("Read note n7", "Read note n7"),
        ("Read note n7\nDone: 3 lines\nBye", "Bye"),
        ("...\nBye", "Bye"),
    ],
)
def test_an_output_in_other_words_is_stale_at_its_line(output: str, line: str, tmp_path: Path) -> None:
    text = page(output, "It prints:", "", SAYS)
    (error,) = stale(record_of(tmp_path, text))
    assert line == text.splitlines()[error["line"] - 1]


def test_one_block_stands_for_all_languages_above_it(tmp_path: Path) -> None:
    python = (
        "import os, urllib.request as u\n"
        'r = u.Request(os.environ["API_HOST"] + "/v1/notes/n1", headers={"Authorization": "Bearer " + '
        'os.environ["NOTES_KEY"]})\nprint(u.urlopen(r).read().decode())'
    )
    text = f"# `getNote`\n\n```bash\n{CALL}\n```\n\n```python\n{python}\n```\n\nResponse:\n\n```json\n{STALE}\n```\n"
    write(tmp_path, document(), 'pages = ["a.md"]\n')
    (tmp_path / "a.md").write_text(text, "utf-8")
    assert [2, 2] == [len(stale(record)) for record in run(tmp_path, "success").values()]


PAGES = {
    "a.md": page("OLD", "Output:", "text", SAYS),
    "a.mdx": f"# `getNote`\n\n  ```bash\n  {SAYS}\n  ```\n\n  Output:\n\n  ```text\n  OLD\n  ```\n",
    "a.rst": (
        f".. code-block:: bash\n   :operation: getNote\n\n   {SAYS}\n\n"
        "Output:\n\n.. code-block:: text\n\n   OLD\n\nEnd.\n"
    ),
    "a.adoc": f"== `getNote`\n\n[source,bash]\n----\n{SAYS}\n----\n\n.Output\n----\nOLD\n----\n\nEnd.\n",
}


@pytest.mark.parametrize("name", PAGES)
def test_stale_outputs_are_written_anew_where_they_stand(name: str, tmp_path: Path) -> None:
    write(tmp_path, document(), f'pages = ["{name}"]\n')
    (tmp_path / name).write_text(PAGES[name], "utf-8")
    done = harness(tmp_path, "run", "--update-outputs")
    assert (1, True) == (done.returncode, f"wrote {name}" in done.stdout), done.stdout + done.stderr
    old = next(row for row in PAGES[name].splitlines() if row.strip() == "OLD")
    new = [old.replace("OLD", row) for row in ("Read note n1", "Done: 3 lines")]
    assert PAGES[name].replace(old, "\n".join(new)) == (tmp_path / name).read_text("utf-8")
    assert 0 == harness(tmp_path, "run").returncode


def test_a_stale_answer_is_written_anew_from_the_documents(tmp_path: Path) -> None:
    write(tmp_path, document(), 'pages = ["a.md"]\n')
    (tmp_path / "a.md").write_text(page(STALE), "utf-8")
    assert 1 == harness(tmp_path, "run", "--update-outputs").returncode
    assert page('{\n  "id": "n1",\n  "text": "hello"\n}') == (tmp_path / "a.md").read_text("utf-8")
    assert 0 == harness(tmp_path, "run").returncode


def test_the_output_of_a_cell_is_compared_and_left_as_it_is(tmp_path: Path) -> None:
    source = ['print("Hi there")\n', f"import subprocess, os\nprint(subprocess.check_output('{CALL}', shell=True)[:1])"]
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["Hi all\n", "b'{'\n"]}]
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# `getNote`"]},
        {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": source, "outputs": outputs},
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    write(tmp_path, document(), 'pages = ["a.ipynb"]\n')
    (tmp_path / "a.ipynb").write_text(text, "utf-8")
    (record,) = run(tmp_path, "success").values()
    (error,) = stale(record)
    assert "Hi all" in text.splitlines()[error["line"] - 1]


def test_a_line_of_many_numbers_with_another_end_is_judged_as_quickly_as_a_short_one(tmp_path: Path) -> None:
    numbers = "7 " * 300
    call = f'{CALL} >/dev/null && echo "{numbers}cups"'
    (error,) = stale(record_of(tmp_path, page(f"{numbers}plates", "Output:", "text", call)))
    assert numbers + "cups" == error["expected"]


def test_several_lines_of_dots_are_any_lines_each(tmp_path: Path) -> None:
    call = f"{CALL} >/dev/null && printf 'a\\nb\\nc\\nd\\ne\\n'"
    assert [] == stale(record_of(tmp_path / "right", page("a\n...\nc\n...\ne", "Output:", "text", call)))
    (error,) = stale(record_of(tmp_path / "stale", page("a\n...\nd\n...\nc", "Output:", "text", call)))
    assert "stale" in error["code"]
