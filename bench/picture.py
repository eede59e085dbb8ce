"""The figures as a picture: a bar each, its length the share of what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

ROW, LEFT, WIDE, MOST = 30, 640, 300, 2.0
"""Pixels of a row, of the words, of a share of 1; and the share at which a bar is cut off."""
STYLE = "text{font:13px sans-serif;fill:#222}.ok{fill:#2d7d46}.no{fill:#b3362b}.bar{stroke:#222;stroke-dasharray:4 3}"


def draw(results: Sequence[dict[str, Any]], about: str) -> str:
    """An SVG text. What is better when it is more is shown by what it lacks: the bar over the figure."""
    height = ROW * (len(results) + 3)
    width = LEFT + int(WIDE * MOST) + 220
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<style>{STYLE}</style><rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="10" y="{ROW - 8}">{escape(about)}</text>',
    ]
    for index, one in enumerate(results, 1):
        share = one["bar"] / one["value"] if one["better"] == "more" else one["value"] / one["bar"]
        y = ROW * (index + 1)
        length = max(2.0, WIDE * min(share, MOST))
        lines += [
            f'<text x="10" y="{y + 14}">{escape(_cut(one["title"]))}</text>',
            f'<rect class="{"ok" if one["reached"] else "no"}" x="{LEFT}" y="{y}" width="{length:.0f}" height="18"/>',
            f'<text x="{LEFT + length + 6:.0f}" y="{y + 14}">{escape(told(one))}</text>',
        ]
    lines += [
        f'<line class="bar" x1="{LEFT + WIDE}" x2="{LEFT + WIDE}" y1="{ROW * 2 - 8}" y2="{height - ROW}"/>',
        f'<text x="{LEFT + WIDE - 30}" y="{height - 12}">the bar</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def told(one: dict[str, Any]) -> str:
    """`0.08 of it (at most 0.12)`."""
    bound = "at least" if one["better"] == "more" else "at most"
    return f"{one['value']:.3g} {one['unit']} ({bound} {one['bar']:g})"


def _cut(title: str) -> str:
    return title if len(title) <= 88 else title[:87] + "\u2026"
