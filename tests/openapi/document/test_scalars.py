"""Scalars, JSON in the words of YAML, sample links and errors: what a document is read from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.openapi.document.errors import DocumentError
from harness.openapi.document.json_text import as_yaml
from harness.openapi.document.sample_links import links, target
from harness.openapi.document.scalars import plain_value, tagged_value

YAML = "tag:yaml.org,2002:"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("NULL", None),
        ("nUll", "nUll"),
        ("True", True),
        ("FALSE", False),
        ("no", "no"),
        ("yes", "yes"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-7", -7),
        ("+7", 7),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("-1.5E-1", -0.15),
        ("1e999", "1e999"),
        ("-1e999", "-1e999"),
        (".inf", ".inf"),
        (".", "."),
        ("-", "-"),
        ("1.2.3", "1.2.3"),
        ("2026-01-01", "2026-01-01"),
        ("9" * 4000, int("9" * 4000)),
        ("9" * 4001, "9" * 4001),
    ],
)
def test_a_plain_scalar_is_read_by_yaml_s_core_schema(text: str, value: object) -> None:
    found = plain_value(text)
    assert value == found
    assert type(value) is type(found)


@pytest.mark.parametrize(
    ("text", "tag", "value"),
    [
        ("x", "null", None),
        ("7", "int", 7),
        ("7.5", "float", 7.5),
        ("true", "bool", True),
        ("7", "str", "7"),
        ("2026-01-01", "timestamp", "2026-01-01"),
    ],
)
def test_a_scalar_with_a_tag_has_the_tag_s_type_or_is_a_text(text: str, tag: str, value: object) -> None:
    assert value == tagged_value(text, f"{YAML}{tag}")


@pytest.mark.parametrize(
    ("text", "yaml"),
    [
        ('{"a":\t1}', '{"a": 1}'),
        ('"a\\/b"', '"a/b"'),
        ('"a\\"b\\n"', '"a\\"b\\n"'),
        ('"\\ud83d\\ude00"', '"\U0001f600"'),
        ('"\\ud83d x"', '"\\ufffd x"'),
        ('"\\ude00"', '"\\ufffd"'),
        ('"\\u00e4"', '"\\u00e4"'),
        ('"\x7f"', '"\\U0000007f"'),
        ("\ufeff1", " 1"),
        ('"tab\there"', '"tab\there"'),
    ],
)
def test_json_is_put_in_words_that_yaml_takes(text: str, yaml: str) -> None:
    assert yaml == as_yaml(text)


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        ({}, []),
        ({"x-codeSamples": {}}, []),
        ({"x-codeSamples": ["a", {"lang": "Go", "source": "code"}]}, []),
        ({"x-codeSamples": ["a", {"source": {"$ref": "a.go"}}]}, [("", "a.go", "/p/x-codeSamples/1")]),
        ({"x-codeSamples": [{}, {"lang": "Go", "source": {"$ref": "a.go"}}]}, [("Go", "a.go", "/p/x-codeSamples/1")]),
        ({"x-code-samples": [{"$ref": "a.go"}]}, [("", "a.go", "/p/x-code-samples/0")]),
        ({"x-codeSamples": [{"source": {"$ref": 7}}]}, []),
    ],
)
def test_a_sample_with_a_reference_is_a_link(operation: dict[str, Any], found: list[tuple[str, str, str]]) -> None:
    assert found == list(links(operation, "/p"))


def test_a_link_leads_from_the_document_s_folder(tmp_path: Path) -> None:
    assert tmp_path / "examples" / "a.go" == target(tmp_path / "spec", "../examples/./a.go")


@pytest.mark.parametrize(("line", "shown"), [(12, "a.yaml:12: x y"), (None, "a.yaml: x y"), (0, "a.yaml:0: x y")])
def test_an_error_of_a_document_is_one_line(line: int | None, shown: str) -> None:
    error = DocumentError("a.yaml", line, "x\n  y")
    assert (shown, "x y", line) == (str(error), error.message, error.line)
