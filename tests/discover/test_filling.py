"""Placeholders of samples, and the values that take their place."""

from __future__ import annotations

import pytest

from harness.discover.filling import Filled, Known, fill, values, with_key
from harness.languages.registry import BUNDLED
from harness.model import Dialect

SHELL, PYTHON = (next(one.dialect for one in BUNDLED if one.name == name) for name in ("curl", "python"))
EXAMPLES = {"id": "n 1/x", "owner": "me"}


def filled(source: str, dialect: Dialect = SHELL, **own: str) -> str:
    return fill(source, dialect, Known("/v1/notes/{id}", own, lambda: EXAMPLES)).text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("curl https://a.example/v1/notes/{note_id}\n", "curl https://a.example/v1/notes/n%201%2Fx\n"),
        ("curl https://a.example/v1/notes/$NOTE\n", "curl https://a.example/v1/notes/n%201%2Fx\n"),
        ("curl https://a.example/v1/notes/${NOTE}\n", "curl https://a.example/v1/notes/n%201%2Fx\n"),
        ("curl https://a.example/v1/{note_id}\n", "curl https://a.example/v1/{note_id}\n"),
        ("curl https://a.example/v1/{other}/{note_id}\n", "curl https://a.example/v1/{other}/n%201%2Fx\n"),
        ("curl https://a.example/v1/notes/1?owner=$WHO\n", "curl https://a.example/v1/notes/1?owner=me\n"),
        ("echo $NOTE\n", "echo $NOTE\n"),
    ],
)
def test_a_place_of_the_path_has_the_documents_example_in_the_form_of_an_address(source: str, expected: str) -> None:
    assert expected == filled(source)


def test_a_field_has_the_documents_example_as_it_is() -> None:
    assert '{"id": "n 1/x"}' == filled('{"id": "<your-id>"}', PYTHON)
    assert '{"another": "<your-id>"}' == filled('{"another": "<your-id>"}', PYTHON)


def test_a_value_of_the_settings_wins_by_the_placeholders_name_and_by_the_fields() -> None:
    assert "curl https://a.example/v1/notes/mine\n" == filled(
        "curl https://a.example/v1/notes/{note_id}\n", note_id="mine"
    )
    assert "curl https://a.example/v1/notes/mine\n" == filled("curl https://a.example/v1/notes/{note_id}\n", id="mine")


def test_several_placeholders_are_filled_in_their_order_and_noted_with_their_lines() -> None:
    source = 'curl https://a.example/v1/notes/{note_id} \\\n  -d \'{"owner": "<your-owner>"}\'\n'
    known = Known("/v1/notes/{id}", {}, lambda: EXAMPLES)
    done = fill(source, SHELL, known)
    assert 'curl https://a.example/v1/notes/n%201%2Fx \\\n  -d \'{"owner": "me"}\'\n' == done.text
    assert [(1, "{note_id} was taken for n%201%2Fx"), (2, "<your-owner> was taken for me")] == [
        (note.at, note.message) for note in done.notes
    ]
    assert ["the document's example of id", "the document's example of owner"] == [
        one.origin for one in values(source, SHELL, known)
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('curl -H "Authorization: Bearer $API_TOKEN"\n', 'curl -H "Authorization: Bearer ${MY_KEY}"\n'),
        ('curl -H "Authorization: Bearer ${API_TOKEN}"\n', 'curl -H "Authorization: Bearer ${MY_KEY}"\n'),
        ('curl -H "Authorization: Bearer $KNOWN"\n', 'curl -H "Authorization: Bearer $KNOWN"\n'),
        ("curl -H 'Authorization: Bearer $API_TOKEN'\n", "curl -H 'Authorization: Bearer $API_TOKEN'\n"),
    ],
)
def test_a_variable_that_a_sample_calls_the_key_becomes_that_of_the_key(source: str, expected: str) -> None:
    assert expected == with_key(Filled(source), SHELL, "MY_KEY", {"KNOWN"}).text
    assert source == with_key(Filled(source), PYTHON, "MY_KEY", {"KNOWN"}).text
