"""The pages that people read are in plain English: short sentences, and the field's words."""

from __future__ import annotations

import ast
import io
import re
import statistics
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from support.trees import ROOT

from harness.cli.main import COMMANDS, main
from harness.codes import Code, all_codes

LONGEST = 40
MEDIAN = 18
BANNED = re.compile(
    r"\b(told|stands|comes? to|mend(s|ed|ing)?|where there is none|that (is|are) left|gives? way)\b", re.IGNORECASE
)
END = re.compile(r"""(?<=[.!?])["')]*\s+(?=["'(]*[A-Z0-9])""")
NAMED = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")
PAGES = sorted(path.relative_to(ROOT) for name in ("docs", "docs/guides") for path in (ROOT / name).glob("*.md"))
MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a page; a code span counts as one word, and code blocks as none."""

    page: Path
    line: int
    text: str
    cell: bool

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.words} words: {self.text}"


def sentences(page: Path) -> Iterator[Sentence]:
    """The sentences of a page's paragraphs, list items and table cells; headings are none."""
    tokens = MARKDOWN.parse((ROOT / page).read_text("utf-8"))
    line = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        line = token.map[0] + 1 if token.map else line
        if token.type != "inline" or (before and before.type == "heading_open"):
            continue
        shown = {"text": lambda part: part.content, "code_inline": lambda _: "CODE", "softbreak": lambda _: " "}
        text = "".join(shown[part.type](part) for part in token.children or () if part.type in shown)
        cell = bool(before and before.type in ("td_open", "th_open"))
        yield from (Sentence(page, line, one, cell) for one in END.split(text) if one)


@pytest.mark.parametrize("page", [*map(Path, NAMED), *PAGES], ids=str)
def test_a_page_is_in_short_sentences_and_plain_words(page: Path) -> None:
    found = list(sentences(page))
    assert [] == [str(one) for one in found if one.words > LONGEST or BANNED.search(one.text)]
    prose = [one.words for one in found if not one.cell]
    assert MEDIAN >= statistics.median(prose)


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in all_codes().items()])
def test_what_a_code_says_is_in_short_sentences_and_plain_words(code: Code) -> None:
    found = [one for text in (code.title, code.meaning, code.hint) for one in END.split(text)]
    assert [] == [one for one in found if len(one.split()) > LONGEST or BANNED.search(one)]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_is_in_plain_words(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert not BANNED.search(text), text


MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "harness").rglob("*.py"))


def prose_of(source: str) -> Iterator[str]:
    """The docstrings and comments of a module, code spans left out."""
    for node in ast.walk(ast.parse(source)):
        for part in getattr(node, "body", ()) if not isinstance(node, ast.Lambda | ast.IfExp) else ():
            if (
                isinstance(part, ast.Expr)
                and isinstance(part.value, ast.Constant)
                and isinstance(part.value.value, str)
            ):
                yield part.value.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_docstrings_and_comments_are_in_plain_words(module: Path) -> None:
    texts = (re.sub("`[^`]*`", "CODE", text) for text in prose_of((ROOT / module).read_text("utf-8")))
    assert [] == [text for text in texts if BANNED.search(text)]
