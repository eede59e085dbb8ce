"""Documents, pages and samples that are none: sound ones with parts taken away, changed and put in, by a seed."""

from __future__ import annotations

import json
import random
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.discover import filling, pages
from harness.discover.sources import Page
from harness.errors import UserError
from harness.languages import Language
from harness.languages.registry import BUNDLED
from harness.languages.scripts import command
from harness.model import Operation
from harness.openapi import DocumentError, load
from harness.openapi.document import inline
from harness.source import placeholders
from harness.source.keys import key_placeholder

SLOWEST = 2.0
"""Seconds of processor time that one input may take."""
SHELL = "curl -X POST \"https://api.example.invalid/v1/a/{id}/:name/<x>/[Y]?b=$C\" \\\n  -H 'K: $D' -d @file.json\n"
SOURCES = (
    SHELL,
    'import os\nprint(os.environ["A"], open("a.txt").read())\n',
    "const a = await fetch(`https://x.invalid/${process.env.B}`);\n",
    'import (\n\t"os"\n)\nfmt.Println(os.Getenv("A"))\n',
    "<?php echo getenv('A');\n",
)
SCRAPS = (
    *(
        "{",
        "}",
        "{{",
        "<",
        ">",
        "[",
        "]",
        "'",
        '"',
        "\\",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "$",
        "${",
        "`",
        "```sh\n",
        "#",
        "~~~",
    ),
    *(
        "\u2028",
        "\x85",
        "\ud800",
        "é" * 40,
        "https://",
        "http://[",
        ":",
        "@",
        "import ",
        "await ",
        "a" * 3000,
        " " * 500,
    ),
    *(
        "{" * 300,
        "$(" * 100,
        "<a" * 200,
        "YOUR_API_KEY",
        "Bearer ",
        "<!-- operation: a -->",
        "## GET /a/{b}\n",
        "|-\n",
        ">\n",
    ),
)
KNOWN = filling.Known("/v1/a/{id}/{name}/{x}/{y}", {"id": "1"}, lambda: {"x": "2"})
OPERATIONS = (Operation("v1", "a", "GET", "/a/{b}"), Operation("v1", "c", "POST", "/c"))
LANGUAGES = (*BUNDLED, Language("other", "Other", ("other",), ".", (), command(())))


@dataclass
class Fuzzed:
    """What came of many inputs."""

    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    samples: int = 0
    """How many samples were found in all."""


def extractor(count: int, seed: int, folder: Path) -> Fuzzed:
    """Gives inputs to all that reads samples: nothing may break but by a message, go to the network or take long."""
    chance, found = random.Random(seed), Fuzzed()  # noqa: S311 - nothing is kept secret by it
    connect, socket.socket.connect = socket.socket.connect, _refuse  # type: ignore[method-assign,assignment]
    try:
        for number in range(count):
            play = chance.choices(tuple(PLAYS), weights=tuple(PLAYS.values()))[0]
            before = time.process_time()
            state = chance.getstate()
            try:
                found.samples += play(chance, folder)
            except (UserError, DocumentError):
                pass  # a mistake, told in a line
            except Exception as error:  # whatever breaks is what is looked for
                found.wrong.append(f"seed {seed}, input {number}, {play.__name__}: {error!r}")
            took = time.process_time() - before
            found.slowest = max(found.slowest, took)
            if took > SLOWEST:
                found.wrong.append(f"seed {seed}, input {number}, {play.__name__}: {took:.1f} s, {hash(state)}")
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
    return found


def _refuse(*_: object) -> None:
    raise AssertionError("a try at the network")


def _document(chance: random.Random, folder: Path) -> int:
    """A whole document in a file, its text changed."""
    text = json.dumps(_skeleton(_operation(chance)), indent=chance.choice((None, 1)))
    if chance.random() < 0.5:
        text = _as_yaml(chance)
    path = folder / "document.yaml"
    path.write_text(_changed(chance, text), "utf-8", errors="surrogatepass")
    samples = load(path).inline_samples()
    for sample in samples:
        if len(sample.lines) != len(sample.source.splitlines()) or any(line < 1 for line in sample.lines):
            raise AssertionError(f"{len(sample.lines)} lines for {sample.source!r}")
    return len(samples)


def _shapes(chance: random.Random, folder: Path) -> int:  # noqa: ARG001 - the shape of a play
    """An operation object that holds anything."""
    return len(list(inline.written(_operation(chance), "/paths/~1a/get")))


def _lines(chance: random.Random, folder: Path) -> int:  # noqa: ARG001 - the shape of a play
    """A text, and a document that may hold it."""
    source = _changed(chance, chance.choice(SOURCES))
    text = _changed(chance, source).splitlines()
    found = inline.lines_of(source, text, chance.randrange(len(text) + 2))
    if len(found) != len(source.splitlines()):
        raise AssertionError(f"{len(found)} lines for {source!r}")
    return 0


def _page(chance: random.Random, folder: Path) -> int:  # noqa: ARG001 - the shape of a play
    """A Markdown page."""
    page = f"# Title\n\n## GET /a/{{x}}\n\n```sh\n{SHELL}```\n\n<!-- operation: c -->\n~~~python\nprint(1)\n~~~\n"
    return len(list(pages.blocks(Page("page.md", _changed(chance, page)), OPERATIONS)))


def _source(chance: random.Random, folder: Path) -> int:  # noqa: ARG001 - the shape of a play
    """A sample in some language."""
    source, language = _changed(chance, chance.choice(SOURCES)), chance.choice(LANGUAGES)
    filled = filling.fill(source, language.dialect, KNOWN)
    done = language.complete(filled.text)
    if len(done.origin) != len(done.text.splitlines()):
        raise AssertionError(f"{len(done.origin)} origins for {done.text!r}")
    for text in (source, done.text):
        placeholders.placeholders(text, language.dialect)
        placeholders.variables(text, language.dialect)
        placeholders.files(text, language.dialect)
        key_placeholder(text)
    return 0


PLAYS: Mapping[Callable[[random.Random, Path], int], int] = {_document: 2, _shapes: 2, _lines: 2, _page: 2, _source: 4}
"""What is done with inputs, and how often."""


def _skeleton(operation: Mapping[str, Any]) -> dict[str, Any]:
    answer = {"responses": {"200": {"description": ""}}}
    return {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {"/a": {"get": {**answer, **operation}}}}


def _operation(chance: random.Random) -> dict[str, Any]:
    sample = {"lang": "curl", "language": "curl", "label": "a", "name": "b", "source": SHELL, "code": SHELL}
    sound: dict[str, Any] = {
        "x-codeSamples": [sample],
        "x-code-samples": [sample, sample],
        "x-oaiMeta": {"examples": chance.choice(({"request": {"curl": SHELL}}, [{"title": "t", "request": SHELL}]))},
        "x-fern-examples": [{"code-samples": [sample]}],
        "x-readme": {"code-samples": [sample]},
    }
    return {key: _bent(chance, value, 0) for key, value in sound.items() if chance.random() < 0.7}


def _bent(chance: random.Random, value: Any, depth: int) -> Any:
    """A value with anything in the place of some of its parts."""
    if chance.random() < 0.08 or depth > 8:
        return chance.choice((None, True, 7, -1.5, "", "text", [], {}, [None], {"a": []}, {"$ref": "#/x"}, [[[]]]))
    if isinstance(value, dict):
        return {key: _bent(chance, item, depth + 1) for key, item in value.items() if chance.random() < 0.95}
    if isinstance(value, list):
        return [_bent(chance, item, depth + 1) for item in value for _ in range(chance.choice((1, 1, 2, 0)))]
    return _changed(chance, value) if isinstance(value, str) and chance.random() < 0.3 else value


def _as_yaml(chance: random.Random) -> str:
    """A document whose sample is a block, literal or folded."""
    block = "".join(f"            {line}\n" for line in chance.choice(SOURCES).splitlines())
    style = chance.choice(("|", ">", "|-", ">-", "|+", ">2"))
    head = "openapi: 3.1.0\ninfo: {title: a, version: b}\npaths:\n  /a:\n    get:\n      responses: {}\n"
    return f"{head}      x-codeSamples:\n        - lang: curl\n          source: {style}\n{block}"


def _changed(chance: random.Random, text: str) -> str:
    """A text with up to 6 changes."""
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        position = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text = text[:position] + text[position + chance.randrange(1, 30) :]
            case 1:
                text = text[:position] + chance.choice(SCRAPS) + text[position:]
            case 2:
                text = text[:position] + chr(chance.randrange(1, 0x3000)) + text[position + 1 :]
            case _:
                text = text[:position] + text[chance.randrange(len(text) + 1) :]
    return text
