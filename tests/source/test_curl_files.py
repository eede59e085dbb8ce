"""Which files curl is to send."""

from __future__ import annotations

import pytest

from harness.source.curl_files import curl_files

NAMED = {
    "data": ("curl -d @a.json u", ["a.json"]),
    "data in one word": ("curl -sSd@a.json u", ["a.json"]),
    "data behind others": ("curl -sSd @a.json u", ["a.json"]),
    "data in quotes": ("curl --data-binary '@a b.json' u", ["a b.json"]),
    "json": ("curl --json @a.json u", ["a.json"]),
    "a form": ("curl -F 'note=@a.png;type=image/png' --form 'text=<b.txt' u", ["a.png", "b.txt"]),
    "a form with a name in quotes": ("curl -F 'note=@\"a;b.png\"' -Fx=@c u", ["a", "c"]),
    "an upload": ("curl -T a.txt u", ["a.txt"]),
    "an upload of what comes": ("curl -T - u", []),
    "a name before the file": ("curl --data-urlencode text@a.txt u", ["a.txt"]),
    "a value with an at": ("curl --data-urlencode mail=a@b.example u", []),
    "raw data": ("curl --data-raw '@alice hello' u", []),
    "a form's text": ("curl --form-string text=@alice u", []),
    "a mail address": ("curl -d mail=a@b.example -u me@b.example:x u", []),
    "a header": ("curl -H 'X-Note: =@alice' -HF=@x u", []),
    "another program": ("http POST u -d @a.json", []),
}


@pytest.mark.parametrize(("source", "names"), NAMED.values(), ids=NAMED)
def test_a_file_is_what_an_option_of_curl_names(source: str, names: list[str]) -> None:
    assert names == [word.text for word in curl_files(source)]


def test_a_file_stands_at_the_line_of_its_word() -> None:
    assert [3] == [word.line for word in curl_files("curl \\\n  -d \\\n  @a u")]
