"""Attributes of AsciiDoc pages in source blocks."""

from __future__ import annotations

import pytest

from harness.discover.sources import Page
from harness.discover.sources.asciidoc import blocks


def text(attributes: str, page: str = ":host: https://a.example\n:base: {host}/v1\n") -> str:
    """The one block of a page."""
    (block,) = blocks(Page("a.adoc", f"= Notes\n{page}\n[source,sh{attributes}]\n----\ncurl {{base}}/{{id}}\n----\n"))
    return block.text


@pytest.mark.parametrize(
    "subs", ["attributes", "attributes+", "+attributes", '"verbatim,attributes"', '"attributes"', "normal"]
)
def test_an_attribute_of_the_page_has_its_value_where_a_block_asks_for_it(subs: str) -> None:
    assert text(f",subs={subs}") == "curl https://a.example/v1/{id}\n"


@pytest.mark.parametrize("attributes", ["", ",subs=quotes", ',subs="-x",title="attributes"'])
def test_other_blocks_stay_as_they_are(attributes: str) -> None:
    assert text(attributes) == "curl {base}/{id}\n"


def test_an_attribute_that_the_page_gives_no_value_stays() -> None:
    assert text(",subs=attributes", "") == "curl {base}/{id}\n"
