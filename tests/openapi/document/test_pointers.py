"""Pointers into documents, and their servers."""

from __future__ import annotations

from typing import Any

import pytest

from harness.openapi.document import pointers, servers
from harness.openapi.request.bases import base_paths


def test_pointers_escape_and_follow() -> None:
    assert "/a~1b/~0c/0" == pointers.join("", "a/b", "~c", 0)
    assert ["a/b", "~c", "0"] == pointers.tokens_of("/a~1b/~0c/0")
    assert "~1" == pointers.unescape("~01")
    assert 7 == pointers.get({"a/b": {"~c": [7]}}, "/a~1b/~0c/0")
    for wrong in ("/x", "/a~1b/~0c/1", "/a~1b/~0c/-1", "/a~1b/~0c/\u0660", "/a~1b/~0c/0/x"):
        with pytest.raises(LookupError):
            pointers.get({"a/b": {"~c": [7]}}, wrong)


def server(url: str, **variables: Any) -> list[dict[str, Any]]:
    """One server."""
    return [{"url": url, "variables": variables}]


@pytest.mark.parametrize(
    ("declared", "urls", "paths"),
    [
        (server("https://a.example/v1/"), ("https://a.example/v1/",), ("/v1",)),
        (server("https://a.example"), ("https://a.example",), ("",)),
        (server("/v1"), (), ("/v1",)),
        (server("v1"), (), ("/v1",)),
        (
            server("https://a.example/{v}", v={"default": "v1", "enum": ["v1", "v2"]}),
            ("https://a.example/v1", "https://a.example/v2"),
            ("/v1", "/v2"),
        ),
        (server("https://a.example/{v}", v={"default": "v1"}), ("https://a.example/v1",), ("/v1", "/{v}")),
        (
            server("https://{tenant}.example/v1", tenant={"default": "acme"}),
            ("https://acme.example/v1", "https://*.example/v1"),
            ("/v1",),
        ),
        (
            server("https://{region}.example", region={"enum": ["eu", "us"]}),
            ("https://eu.example", "https://us.example"),
            ("",),
        ),
        ([1, {"url": 7}], (), ()),
        ([], (), ()),
    ],
)
def test_servers_are_expanded_by_their_variables(declared: Any, urls: tuple[str, ...], paths: tuple[str, ...]) -> None:
    assert urls == servers.urls(declared)
    assert paths == base_paths(declared)
