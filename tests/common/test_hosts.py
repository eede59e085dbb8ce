"""Hosts, as they are read from URLs."""

from __future__ import annotations

import pytest

from harness.common.hosts import Host, host_of, hosts_of

API = Host("https", "api.example.com", 443)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.example.com", API),
        ("https://api.example.com/v1", API),
        ("https://api.example.com?a=1", API),
        ("https://api.example.com#a", API),
        ("HTTPS://API.Example.COM.", API),
        ("https://api.example.com:443", API),
        ("https://api.example.com:8443/v1", Host("https", "api.example.com", 8443)),
        ("http://localhost:80", Host("http", "localhost", 80)),
        ("http://127.0.0.1:65535", Host("http", "127.0.0.1", 65535)),
        ("https://*.example.com", Host("https", "*.example.com", 443)),
        ("wss://api.example.com/v1", API),
        ("WS://localhost:8080", Host("http", "localhost", 8080)),
        ("https://a_b.example.com", Host("https", "a_b.example.com", 443)),
    ],
)
def test_a_host_is_a_scheme_a_name_and_a_port(url: str, host: Host) -> None:
    assert host == host_of(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/v1",
        "api.example.com",
        "ftp://api.example.com",
        "https://",
        "https://api.example.com:0",
        "https://api.example.com:65536",
        "https://api.example.com:443x",
        "https://user@api.example.com",
        "https://-a.example.com",
        "https://a-.example.com",
        "https://a..example.com",
        f"https://{'a' * 64}.com",
        "https://" + ".".join(["a" * 63] * 4),
        "https://api.example.com\\n",
    ],
)
def test_any_other_text_has_no_host(url: str) -> None:
    assert host_of(url) is None


def test_a_label_may_have_63_characters_and_a_name_253() -> None:
    assert host_of(f"https://{'a' * 63}.com") is not None
    name = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61])
    assert 253 == len(name)
    assert host_of(f"https://{name}") is not None
    assert host_of(f"https://{name}d") is None


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        (API, "https://api.example.com"),
        (Host("https", "a.example", 80), "https://a.example:80"),
        (Host("http", "a.example", 80), "http://a.example"),
    ],
)
def test_a_host_is_shown_without_the_port_that_a_url_need_not_name(host: Host, shown: str) -> None:
    assert shown == str(host)


@pytest.mark.parametrize(
    ("name", "covered"),
    [
        ("api.example.com", True),
        ("b.example.com", True),
        ("a.b.example.com", False),
        ("example.com", False),
        ("api.example.org", False),
    ],
)
def test_a_star_stands_for_one_label(name: str, covered: bool) -> None:
    assert covered is Host("https", "*.example.com", 443).covers_name(name)
    assert covered is Host("https", "*.example.com", 443).covers(Host("https", name, 443))


@pytest.mark.parametrize(
    "other", [Host("http", API.name, 443), Host("https", API.name, 80), Host("https", "a.com", 443)]
)
def test_a_host_covers_no_other_scheme_port_or_name(other: Host) -> None:
    assert API.covers(API)
    assert not API.covers(other)


def test_each_host_is_listed_once_in_order() -> None:
    urls = ["https://b.example", "/v1", "https://api.example.com", "https://b.example/x"]
    assert (Host("https", "b.example", 443), API) == hosts_of(urls)
