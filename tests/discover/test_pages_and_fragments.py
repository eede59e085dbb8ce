"""Fenced blocks of Markdown pages, and samples that are no whole programs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.runs import Record, errors, run

from discover.notes import GET, KEY, code, document, line_of, run_samples, write
from harness.discover import pages
from harness.discover.samples import operation_of
from harness.errors import UserError
from harness.languages.registry import BUNDLED
from harness.openapi import Api, load
from harness.plan.session import open_session

WRONG = f'curl -sS {KEY} "$API_HOST/v1/note/n1"\n'
WAYS = {
    "its info string": "Text.\n\n```bash operation=getNote\n{}```\n",
    "a comment above it": "Text.\n\n<!-- operation: getNote -->\n```sh\n{}```\n",
    "a heading with the route": "# Notes\n\n## GET /notes/{{id}}\n\nText.\n\n### Shell\n\n```shell\n{}```\n",
    "a heading with the whole path": "# Notes\n\n## **GET** `/v1/notes/:id`\n\n```console\n{}```\n",
    "a heading with an address": "## GET https://api.example.invalid/v1/notes/{{id}}?x=1\n\n```shell-session\n{}```\n",
    "a heading with the id": "# Notes\n\n## Read: `getNote`\n\n~~~curl\n{}~~~\n",
}


def of_page(root: Path, page: str) -> dict[str, Record]:
    """The records of a page's samples."""
    write(root, document(), 'pages = ["docs/*.md"]\n')
    (root / "docs").mkdir()
    (root / "docs" / "a.md").write_text(page, "utf-8")
    return run(root)


def test_a_block_without_a_name_shows_the_operation_that_its_code_calls(tmp_path: Path) -> None:
    call = GET.replace("$API_HOST", "https://api.example.invalid")
    other = GET.replace("$API_HOST", "https://other.example.invalid")
    (tmp_path / "page.md").write_text(f"# Begin\n\n```sh\n{call}```\n\n```sh\n{other}```\n", "utf-8")
    api = Api("v1", load(write(tmp_path, document())))
    blocks = pages.samples(tmp_path / "page.md", "page.md", api.operations, find=partial(operation_of, api))
    assert ["getNote", ""] == [block.operation_id for block in blocks]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_block_names_its_operation_in_several_ways(way: str, tmp_path: Path) -> None:
    assert {"v1/getNote/curl/success": "passed"} == {
        name: record["verdict"] for name, record in of_page(tmp_path, way.format(GET)).items()
    }


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_faulty_block_is_told_of_at_its_line_of_the_page(way: str, tmp_path: Path) -> None:
    page = way.format(WRONG)
    (record,) = of_page(tmp_path, page).values()
    line = next(number for number, text in enumerate(page.splitlines(), 1) if "/note/n1" in text)
    assert ["unknown-operation"] == errors(record)
    assert [("docs/a.md", line)] == [(found["file"], found["line"]) for found in record["findings"]]


def test_blocks_that_name_no_operation_or_no_language_are_no_samples(tmp_path: Path) -> None:
    page = "# Notes\n\n```sh\nls\n```\n\n## `getNote`\n\n```\nplain\n```\n\n"
    page += "```http\nGET /v1/notes/n1 HTTP/1.1\n```\n\n"
    page += f"```sh\n{GET}```\n\n## Other\n\n```sh\nls\n```\n"
    assert ["v1/getNote/curl/success"] == list(of_page(tmp_path, page))


def test_a_block_that_names_an_unknown_operation_is_an_error_with_its_line(tmp_path: Path) -> None:
    page = "Text.\n\n```sh operation=getNotes\nls\n```\n"
    with pytest.raises(UserError, match=r'docs/a\.md:3: expected an operation .* got "getNotes" \(did you mean "getN'):
        of_page(tmp_path, page)


@pytest.mark.parametrize(
    ("pages", "said"),
    [("none/*.md", "found none"), ("../*.md", "below the project's root"), ("/etc/*.md", "below the project's root")],
)
def test_a_pattern_for_pages_that_can_not_be_used_is_an_error(pages: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, document(), f'pages = ["{pages}"]\n')
    with pytest.raises(UserError, match=said):
        run(tmp_path)


def test_a_page_that_is_no_text_is_an_error_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, document(), 'pages = ["a.md"]\n')
    (tmp_path / "a.md").write_bytes(b"fine\n\xff\n")
    with pytest.raises(UserError, match=r"a\.md:2: expected UTF-8 text, got byte 0xff"):
        run(tmp_path)


def test_a_page_that_leads_out_of_the_project_is_no_page_of_samples(tmp_path: Path) -> None:
    page = WAYS["its info string"].format(GET)
    (tmp_path / "outside.md").write_text(page, "utf-8")
    root = tmp_path / "project"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "b.md").symlink_to(tmp_path / "outside.md")
    write(root, document(), 'pages = ["docs/*.md"]\n')
    (root / "docs" / "a.md").write_text(page, "utf-8")
    session = open_session(root)
    assert ["docs/a.md"] == [example.shown for example in session.examples]
    assert ["docs/b.md"] == [place for left in session.left_out for place in left.names]


COMPLETE = {language.name: language.complete for language in BUNDLED}
GO = 'import "os"\n\nif len(os.Args) > 9 {\n\tos.Exit(1)\n}\n'


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("go", GO, 'package main\n\nimport "os"\nfunc main() {\n\nif len(os.Args) > 9 {\n\tos.Exit(1)\n}\n}\n'),
        ("go", "func main() {\n}\n", "package main\n\nfunc main() {\n}\n"),
        ("go", "package main\n\nfunc main() {}\n", "package main\n\nfunc main() {}\n"),
        ("php", "echo 1;\n", "<?php\necho 1;\n"),
        ("php", "<?php echo 1;\n", "<?php echo 1;\n"),
        ("curl", "$ curl a \\\n  -b\n$ ls\n", "curl a \\\n  -b\nls\n"),
        ("curl", "$ curl a\nits output\n# then\n$ ls\na  b\n", "curl a\n\n# then\nls\n\n"),
        ("curl", "$ curl a \\\n>   -b\n{}\n", "curl a \\\n  -b\n\n"),
        ("curl", "$ curl -d '{\n  \"a\": 1\n}' b\n{}\n", "curl -d '{\n  \"a\": 1\n}' b\n\n"),
        ("curl", "$ curl -d @- b <<EOF\nx\nEOF\nx\n", "curl -d @- b <<EOF\nx\nEOF\n\n"),
        ("curl", "curl a\n$ curl b\n", "curl a\n$ curl b\n"),
        (
            "go",
            "a, _, err := f(&x{\n\tb: 1,\n})\n",
            "package main\n\nfunc main() {\na, _, err := f(&x{\n\tb: 1,\n})\n_ = a; _ = err\n}\n",
        ),
        ("go", "a := f()\ng(a)\n", "package main\n\nfunc main() {\na := f()\ng(a)\n}\n"),
        ("go", "a := x{1}\n", "package main\n\nfunc main() {\na := x{1}\n}\n"),
        ("go", "package main\n\nfunc main() {\n\ta := f()\n}\n", "package main\n\nfunc main() {\n\ta := f()\n}\n"),
        ("python", "print(1)", "print(1)"),
    ],
)
def test_a_fragment_gets_what_it_certainly_lacks_and_no_more(language: str, source: str, text: str) -> None:
    assert text == COMPLETE[language](source).text


@pytest.mark.parametrize(
    ("source", "extension", "added"),
    [
        ("const x = await fetch('a');\n", "mjs", True),
        ("import a from 'a';\nawait a();\n", "mjs", False),
        ("const a = require('a');\n", "cjs", False),
        ("async function f() {\n  await g();\n}\nf();\n", None, False),
        ("console.log(1);\n", None, False),
    ],
)
def test_a_script_is_a_module_where_it_says_so_or_waits_outside_of_functions(
    source: str, extension: str | None, added: bool
) -> None:
    done = COMPLETE["javascript"](source)
    assert (extension, added) == (done.extension, bool(done.added))


@pytest.mark.parametrize(
    "source", [GO, "func main() {}\n", "x := 1\n", "", 'import (\n\t"a"\n)\n', 'import "a"\nx := f(\n"(",\n)\nf()\n']
)
def test_every_line_of_a_completed_fragment_stands_for_one_of_the_sample(source: str) -> None:
    done = COMPLETE["go"](source)
    assert len(done.text.splitlines()) == len(done.origin)
    lines = source.splitlines()
    for line, origin in zip(done.text.splitlines(), done.origin, strict=True):
        assert line in (lines[origin : origin + 1] or [""]) or line in (
            "package main",
            "",
            "func main() {",
            "}",
            "_ = x",
        )


UNUSED = """\
import (
\t"net/http"
\t"os"
)

func main() {
\trequest, _ := http.NewRequest("GET", os.Getenv("API_HOST")+"/v1/notes/n1", nil)
\trequest.Header.Set("Authorization", "Bearer "+os.Getenv("NOTES_KEY"))
\tanswer, err := http.DefaultClient.Do(request)
}
"""


def test_an_answer_that_a_fragment_of_go_leaves_to_its_reader_is_used(tmp_path: Path) -> None:
    (record,) = run_samples(tmp_path / "fine", getNote=code(UNUSED, lang="Go")).values()
    assert ("passed", ["sample-completed"]) == (record["verdict"], [found["code"] for found in record["findings"]])
    (record,) = run_samples(tmp_path / "wrong", getNote=code(UNUSED.replace("notes/n1", "note/n1"), lang="Go")).values()
    assert ["unknown-operation"] == errors(record)


def test_what_a_compiler_says_of_a_sample_stands_at_its_line_of_the_document(tmp_path: Path) -> None:
    wrong = UNUSED.replace("http.DefaultClient", "http.Client")
    (record,) = run_samples(tmp_path, getNote=code(wrong, lang="Go")).values()
    assert ["build-error"] == errors(record)
    assert line_of(tmp_path, "http.Client") == record["findings"][0]["line"]


JAVASCRIPT = """\
const answer = await fetch(process.env.API_HOST + "/v1/notes/n1", {
  headers: { Authorization: `Bearer ${process.env.NOTES_KEY}` },
});
if (!answer.ok) throw new Error(await answer.text());
"""


def test_what_was_added_to_a_sample_is_told_as_a_note(tmp_path: Path) -> None:
    more: dict[str, Any] = code(JAVASCRIPT, lang="node.js")
    (record,) = run_samples(tmp_path / "fine", getNote=more).values()
    assert ("passed", ["sample-completed"]) == (record["verdict"], [found["code"] for found in record["findings"]])
    wrong = code(JAVASCRIPT.replace("notes/n1", "note/n1"), lang="node.js")
    (record,) = run_samples(tmp_path / "wrong", getNote=wrong).values()
    assert ["unknown-operation"] == errors(record)
