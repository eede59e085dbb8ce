"""Reading documents: what a good one gives, and the one line that each bad one ends with."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import openapi
from harness.openapi import DocumentError

GOOD = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n"


def load(folder: Path, text: str | bytes) -> openapi.Document:
    file = folder / "api.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return openapi.load(file, "spec/api.yaml")


def troubles(document: openapi.Document) -> list[str]:
    """What was left out of a document, as lines."""
    return [f"{one.file}:{one.line}: {one.message}" for one in document.troubles]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff\xfe\x00", "spec/api.yaml:1: expected UTF-8 text, got byte 0xff"),
        ("", "spec/api.yaml:1: expected an OpenAPI document (a mapping), got an empty file"),
        ("- 1", "spec/api.yaml:1: expected an OpenAPI document (a mapping), got a list"),
        ("hello", "spec/api.yaml:1: expected an OpenAPI document (a mapping), got text"),
        ("a: 1", 'spec/api.yaml:1: expected OpenAPI 3.x, got a mapping without the key "openapi"'),
        ("info: {}\nswagger: '1.2'", 'spec/api.yaml:2: expected OpenAPI 3.x or Swagger 2.0, got "1.2"'),
        ("info: {}\nopenapi: 4.0.0", 'spec/api.yaml:2: expected OpenAPI 3.x, got "4.0.0"'),
        ("openapi: [3]", "spec/api.yaml:1: expected OpenAPI 3.x, got \"['3']\"".replace("'3'", "3")),
        (GOOD + "a: {", "spec/api.yaml:5: not YAML"),
        (GOOD + "? [1, 2]\n: 3", "spec/api.yaml:4: expected a plain key, got a mapping or a list as a key"),
        (GOOD + "---\n" + GOOD, "expected one YAML document, got several"),
        ("[" * 100_000, "spec/api.yaml:1: expected at most 200 levels of nesting, got more"),
    ],
)
def test_a_document_that_cannot_be_used_is_told_of_in_one_line_with_its_place(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    with pytest.raises(DocumentError) as raised:
        load(tmp_path, text)

    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_document_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^spec/none.yaml: expected a readable file, got: No such file"):
        openapi.load(tmp_path / "none.yaml", "spec/none.yaml")


def test_an_error_says_file_and_line_apart(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as raised:
        load(tmp_path, GOOD + "a: 1\nb: {")

    assert ("spec/api.yaml", 6) == (raised.value.file, raised.value.line)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ('"#/components/none"', 'spec/api.yaml:5: expected a $ref to something that exists, got "#/components/none"'),
        ("none.yaml", 'spec/api.yaml:5: expected a $ref to a file that exists, got "none.yaml"'),
        ("https://example.com/a.yaml", "expected a $ref within the document or to a file"),
        ('"#/x/a"', 'expected a $ref that ends somewhere, got a circle at "#/x/a"'),
        ('"#/paths/0"', "expected a $ref to something that exists"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_of(tmp_path: Path, reference: str, message: str) -> None:
    (told,) = troubles(load(tmp_path, GOOD + f"x:\n  a: {{$ref: {reference}}}\n"))

    assert message in told


def test_a_schema_that_contains_itself_is_no_circle(tmp_path: Path) -> None:
    text = 'components: {schemas: {Node: {properties: {next: {$ref: "#/components/schemas/Node"}}}}}'
    assert load(tmp_path, GOOD + text).version == "3.0.3"


@pytest.mark.parametrize(
    "place",
    [
        "components: {examples: {a: {value: {$ref: nowhere.yaml}}}}",
        "components: {schemas: {a: {example: {$ref: nowhere.yaml}}}}",
        "components: {schemas: {a: {default: {$ref: nowhere.yaml}}}}",
        "components: {schemas: {a: {enum: [{$ref: nowhere.yaml}]}}}",
        "x-codeSamples: [{$ref: nowhere.py}]",
    ],
)
def test_a_reference_in_plain_data_means_nothing(tmp_path: Path, place: str) -> None:
    assert [] == troubles(load(tmp_path, GOOD + place))


@pytest.mark.parametrize(
    "place",
    [
        "components: {responses: {default: {$ref: nowhere.yaml}}}",
        "components: {schemas: {a: {properties: {example: {$ref: nowhere.yaml}}}}}",
        "components: {schemas: {a: {properties: {enum: {$ref: nowhere.yaml}}}}}",
    ],
)
def test_a_name_that_looks_like_a_keyword_for_data_hides_no_reference(tmp_path: Path, place: str) -> None:
    (told,) = troubles(load(tmp_path, GOOD + place))
    assert "nowhere.yaml" in told


def test_a_file_that_is_referred_to_becomes_part_of_the_document_and_keeps_its_lines(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/shared.yaml").write_text("a:\n  b: {$ref: '#/c'}\nc:\n  d: {$ref: ../api.yaml#/info}\n")
    document = load(tmp_path, GOOD + "x: {$ref: 'parts/shared.yaml#/a/b'}\n")

    assert document.follow(document.data["x"]) == {"d": {"$ref": "#/info"}}
    assert document.place("/x-files/parts~1shared.yaml/c/d") == ("spec/parts/shared.yaml", 4)


def test_an_error_in_a_file_that_is_referred_to_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("a: 1\na: 2\n")
    text = GOOD + "x: {$ref: 'shared.yaml#/a'}"
    (told,) = troubles(load(tmp_path, text))
    assert told.startswith('spec/shared.yaml:2: expected each key once, got "a" on line 1 and line 2')

    (tmp_path / "shared.yaml").write_text("a:\n  $ref: '#/none'\n")
    (told,) = troubles(load(tmp_path, text))
    assert told.startswith("spec/shared.yaml:1:")
    assert told.endswith('got "shared.yaml#/none"')


def test_yaml_is_read_as_version_1_2_has_it_and_keys_are_strings(tmp_path: Path) -> None:
    text = "x: {401: a, no: no, time: 1:30, day: 2020-01-01, eq: =, octal: 0o17, ten: 010, big: 1e3, t: true, n: ~}"
    assert load(tmp_path, GOOD + text).data["x"] == {
        "401": "a",
        "no": "no",
        "time": "1:30",
        "day": "2020-01-01",
        "eq": "=",
        "octal": 15,
        "ten": 10,
        "big": 1000.0,
        "t": True,
        "n": None,
    }


def test_quoted_and_tagged_scalars_are_not_guessed_at(tmp_path: Path) -> None:
    text = "x: {a: '1', b: !!str 1, c: \"true\", d: !!int '3', e: !other 4, f: !!null x}"
    expected = {"a": "1", "b": "1", "c": "true", "d": 3, "e": "4", "f": None}
    assert load(tmp_path, GOOD + text).data["x"] == expected


def test_anchors_and_merges_are_expanded(tmp_path: Path) -> None:
    text = "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {<<: [*x, {c: 4}]}\n"
    data = load(tmp_path, GOOD + text).data
    assert ({"a": 1, "b": 3}, {"a": 1, "b": 2, "c": 4}) == (data["y"], data["z"])


def test_json_is_read_with_what_yaml_forbids(tmp_path: Path) -> None:
    text = '{"openapi": "3.1.0",\n\t"info": {"title": "\\ud83d\\ude00", "version": "a\\/b"}, "paths": {}}'
    assert load(tmp_path, text).data["info"] == {"title": "\U0001f600", "version": "a/b"}


@pytest.mark.parametrize(
    ("servers", "base_path"),
    [
        ("", ""),
        ("servers: [{url: https://a.example/v1/}]", "/v1"),
        ("servers: [{url: /v2}]", "/v2"),
        ("servers: [{url: https://a.example}]", ""),
        (
            "servers: [{url: '{scheme}://a.example/{v}', variables: {v: {default: v3}, scheme: {default: https}}}]",
            "/v3",
        ),
    ],
)
def test_the_base_path_is_that_of_the_first_server(tmp_path: Path, servers: str, base_path: str) -> None:
    assert base_path == load(tmp_path, GOOD + servers).base_path


def test_operations_come_in_document_order_with_their_lines(tmp_path: Path) -> None:
    first = "openapi: 3.1.0\ninfo: {}\npaths:\n  /b:\n    post: {operationId: two}\n    get: {}\n"
    second = "  /a:\n    parameters: []\n    delete:\n      operationId: three\n"
    operations = load(tmp_path, first + second).operations("v1")

    assert [("two", "POST", "/b", 5), ("GET /b", "GET", "/b", 6), ("three", "DELETE", "/a", 9)] == [
        (one.id, one.method, one.path, one.line) for one in operations
    ]


def test_a_line_is_that_of_the_key_or_of_the_nearest_place_that_exists(tmp_path: Path) -> None:
    document = load(tmp_path, GOOD + "x:\n  - a\n  - b: 1\n    c: 2\n")
    lines = [document.line(pointer) for pointer in ("", "/x", "/x/0", "/x/1/c", "/x/1/none/deeper", "/none")]
    assert lines == [1, 4, 5, 7, 6, 1]


def test_sample_links_are_resolved_against_the_document(tmp_path: Path) -> None:
    text = """
paths:
  /a:
    get:
      operationId: a
      x-codeSamples:
        - {lang: Python, source: {$ref: ../examples/a.py}}
        - {lang: Go, $ref: a.go}
        - {lang: Shell, source: curl example.com}
"""
    links = load(tmp_path, GOOD.replace("paths: {}\n", "") + text).sample_links()

    assert [("Python", tmp_path.parent / "examples/a.py", 9), ("Go", tmp_path / "a.go", 10)] == [
        (link.lang, link.target, link.line) for link in links
    ]
    assert {"a"} == {link.operation_id for link in links}


YAML = st.one_of(
    st.binary(max_size=60),
    st.text(st.sampled_from("openapi:3.0&*<>!|-?[]{},'\"#% \n\ta$refx~1/"), max_size=80).map(str.encode),
    st.text(st.sampled_from("&*<>!|-?[]{},'\"#:% \nab$ref/"), max_size=60).map(lambda text: (GOOD + text).encode()),
)


@given(YAML)
@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_arbitrary_bytes_raise_nothing_but_a_document_error(tmp_path: Path, content: bytes) -> None:
    with contextlib.suppress(DocumentError):
        assert load(tmp_path, content).version.startswith("3.")
