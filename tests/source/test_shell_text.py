"""What a shell reads otherwise than it looks."""

from __future__ import annotations

import pytest

from harness.source.shell_text import certain, eaten

CERTAIN = {
    "a byte order mark": ("\ufeffcurl u\n", [(1, "U+FEFF")]),
    "line ends of Windows": ("ls\ncurl u\r\nls\r\n", [(2, "CR LF")]),
    "typographic quotes": ("curl -H “a: b” u", [(1, "“a:")]),
    "a typographic quote behind a sign": ("a=1\ncurl --header=‘a’ u", [(2, "--header=‘a’")]),  # noqa: RUF001
    "a typographic dash": ("curl —header a u", [(1, "—header")]),
    "JSON with typographic quotes": ("curl -d '{“a”: 1}' u", [(1, "'{“a”: 1}'")]),
    "typographic signs in a text": ('curl -d \'{"a": "“b” – c"}\' "u – v" # “x”', []),  # noqa: RUF001
}


@pytest.mark.parametrize(("source", "wanted"), CERTAIN.values(), ids=CERTAIN)
def test_some_signs_are_never_what_they_look_like(source: str, wanted: list[tuple[int, str]]) -> None:
    assert wanted == [(one.line, one.seen) for one in certain(source)]


EATEN = {
    "apostrophes": ('curl \\\n -d \'{"a":"it\'s","b":"that\'s"}\'', [(2, "it's", '{"a":"its,b:thats"}')]),
    "an apostrophe that is open": ('curl -d \'{"a":"it\'s"}\' u\n', [(1, "it's", '{"a":"its}\' u\n')]),
    "an amount": ('curl -d "$10.00" u', [(1, "$10.00", "0.00")]),
    "an amount in a here-document": ("curl -d @- u <<EOF\n$1,500\nEOF\n", [(2, "$1,500", ",500")]),
    "backticks": ('curl -d "use `code` now" u', [(1, "`code`", "")]),
    "an apostrophe that is kept": ("curl -d 'it'\\''s' \"it's\" u", []),
    "a variable between quotes": ("curl -d '{\"a\":\"'$X'\"}' u", []),
    "amounts that are kept": ("curl -d '$10.00' -d \"\\$10.00\" u <<'EOF'\n$10.00\nEOF\n", []),
    "an argument": ('curl -d "$1" -d "${1}0" u', []),
    "backticks that are kept": ("curl -d 'use `code`' -d \"\\`code\\`\" u", []),
}


@pytest.mark.parametrize(("source", "wanted"), EATEN.values(), ids=EATEN)
def test_the_shell_takes_signs_out_of_a_text(source: str, wanted: list[tuple[int, str, str]]) -> None:
    assert wanted == [(one.line, one.seen, one.became) for one in eaten(source)]
