"""Blocks beside samples that show what a sample prints, or what the API answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from harness.discover.sources import Block
from harness.model import ShownOutput
from harness.openapi import InlineSample

RESPONSE = re.compile(r"(?i)\b(?:responses?|answers?|returns?|responds?)\b")
OUTPUT = re.compile(r"(?i)\b(?:outputs?|prints?|printed|results?|stdout)\b")
OTHERWISE = re.compile(r"(?i)\b(?:requests?|errors?|fails?|failures?|failed|body to send|[45]\d\d|[45]xx)\b")
"""What is shown is something else: what is sent, or an answer to a request that failed."""
WORDS = frozenset(("", "json", "jsonc", "json5", "text", "txt", "plain", "plaintext", "output", "none", "http"))
"""Words for languages in which nothing runs."""
HEAD = re.compile(r"HTTP/[\d.]+ 2\d\d")
"""How the head of a successful answer begins."""


def output_of(block: Block) -> ShownOutput | None:
    """What a block shows, where its title or the nearest heading calls it a response or an output; None for others."""
    if block.word.lower() not in WORDS or not block.text.strip():
        return None
    told = next((text for text in (block.title, *block.headings[:1]) if _kind(text)), "")
    kind = "output" if block.word.lower() == "output" and not told else _kind(told)
    if not kind or OTHERWISE.search(told):
        return None
    text, lines = block.text, block.lines
    if block.word.lower() == "http" or HEAD.match(text):
        rows = text.splitlines(keepends=True)
        body = next((at + 1 for at, row in enumerate(rows) if not row.strip()), len(rows))
        if not HEAD.match(text):
            return None
        text, lines = "".join(rows[body:]), lines[body:]
    return ShownOutput(text, tuple(lines), kind == "response") if text.strip() else None


def _kind(text: str) -> str:
    return "response" if RESPONSE.search(text) else "output" if OUTPUT.search(text) else ""


class Beside:
    """Gives outputs to the samples that stand before them on a page: those since the last output."""

    def __init__(self) -> None:
        self.samples: list[InlineSample] = []
        self._group: list[int] = []
        self._closed = False

    def add(self, sample: InlineSample) -> None:
        """Takes a sample."""
        if self._closed:
            self._group, self._closed = [], False
        if sample.operation_id:
            self._group.append(len(self.samples))
        self.samples.append(sample)

    def show(self, output: ShownOutput, operation: str) -> None:
        """Gives an output to the samples of the same operation; an empty one is whatever came last."""
        self._closed = True
        for index in self._group:
            sample = self.samples[index]
            if operation in ("", sample.operation_id):
                self.samples[index] = replace(sample, outputs=(*sample.outputs, output))


def rewritten(text: str, changes: Sequence[tuple[ShownOutput, str]]) -> str:
    """A page with other texts in some of its blocks, each line indented as the block's first one was."""
    rows = text.splitlines(keepends=True)
    for output, new in sorted(changes, key=lambda change: -change[0].lines[0]):
        first, last = output.lines[0] - 1, output.lines[-1]
        start = output.text.splitlines()[0]
        indent = rows[first][: rows[first].find(start)] if start.strip() else ""
        rows[first:last] = [f"{indent}{line}".rstrip() + "\n" for line in new.rstrip("\n").splitlines()]
    return "".join(rows)


def is_whole(output: ShownOutput) -> bool:
    """True for a block whose lines follow each other, as on a page of text: it can be written anew."""
    first = output.lines[0] if output.lines else 0
    return bool(output.lines) and output.lines == tuple(range(first, first + len(output.text.splitlines())))
