"""Tabs and notes of Python-Markdown (MkDocs), in which everything is indented by four."""

from __future__ import annotations

import pytest

from harness.discover.sources import Block, Page
from harness.discover.sources.markdown import blocks


def found(text: str) -> list[Block]:
    return [*blocks(Page("a.md", text))]


@pytest.mark.parametrize("opens", ['=== "curl"', '===! "curl"', "!!! note", '??? example "More"', "???+ tip"])
def test_a_block_in_a_tab_or_note_is_found_with_its_lines(opens: str) -> None:
    (block,) = found(f"# Read\n\n{opens}\n\n    ```sh\n    ls \\\n      -a\n    ```\n\nText.\n")
    assert ("sh", "ls \\\n  -a\n", (6, 7)) == (block.word, block.text, block.lines)


def test_tabs_may_be_in_a_note_and_in_an_item_of_a_list() -> None:
    tabs = [f'    === "{name}"\n        ```{name}\n        x\n        ```\n' for name in ("sh", "go")]
    item = '1. Call it.\n\n    === "a"\n\n        ```php\n        y\n        ```\n'
    assert [("sh", "x\n"), ("go", "x\n"), ("php", "y\n")] == [
        (block.word, block.text) for block in found("!!! note\n" + "".join(tabs) + "\n" + item)
    ]


def test_a_heading_below_a_tab_is_not_in_it() -> None:
    text = '## A\n\n=== "a"\n\n    ```sh\n    ls\n    ```\n\n## B\n\n```sh\nls\n```\n'
    assert [("A",), ("B",)] == [block.headings for block in found(text)]


def test_what_is_indented_elsewhere_stays_code() -> None:
    assert [] == found('Text.\n\n    ```sh\n    ls\n    ```\n\n```\n=== "a"\n\n    kept\n```\n')[1:]


def test_what_looks_like_a_tab_in_a_block_is_text_of_it() -> None:
    (block,) = found('```md\n=== "a"\n\n    ls\n```\n')
    assert '=== "a"\n\n    ls\n' == block.text
