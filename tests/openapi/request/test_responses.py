"""The responses of an operation: which one a status has, and what is usual."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.openapi import Document
from harness.openapi.request.responses import Responses
from openapi.helpers import document


@pytest.fixture
def known(tmp_path: Path) -> Document:
    return document(tmp_path, "paths: {}\ncomponents: {responses: {Gone: {description: gone}}}")


def of(known: Document, *names: str) -> Responses:
    """Responses that are told by their own names."""
    return Responses(known, {"responses": {name: {"description": name} for name in names}})


def told(response: Any) -> Any:
    return response and response["description"]


@pytest.mark.parametrize(
    ("names", "status", "name"),
    [
        (("200", "2XX", "default"), 200, "200"),
        (("200", "2XX", "default"), 201, "2XX"),
        (("2xx", "default"), 201, "2xx"),
        (("2XX", "default"), 404, "default"),
        (("200",), 404, None),
    ],
)
def test_a_status_has_its_own_response_or_that_of_its_range(
    known: Document, names: tuple[str, ...], status: int, name: str | None
) -> None:
    assert name == told(of(known, *names).exact(status))


@pytest.mark.parametrize(
    ("names", "status", "name"),
    [
        (("200", "400", "500"), 401, "400"),
        (("200", "400", "500"), 503, "500"),
        (("200", "499", "500"), 503, "500"),
        (("200", "404", "422"), 420, "422"),
        (("200", "299"), 201, "200"),
        (("200",), 404, None),
        (("404",), 200, None),
        (("200", "302"), 301, None),
        (("200", "404"), 399, None),
        (("302", "404"), 200, "302"),
        (("4XX",), 404, "4XX"),
    ],
)
def test_a_status_that_is_not_declared_has_the_nearest(
    known: Document, names: tuple[str, ...], status: int, name: str | None
) -> None:
    assert name == told(of(known, *names).nearest(status))


@pytest.mark.parametrize(
    ("names", "good", "status"),
    [
        (("201", "200", "404"), ["201", "200"], 200),
        (("204", "404"), ["204"], 204),
        (("201", "202"), ["201", "202"], 201),
        (("2XX", "404"), ["2XX"], 200),
        (("2xx", "201"), ["2xx", "201"], 200),
        (("default",), ["default"], 200),
        (("default", "404"), ["default"], 200),
        (("404", "default", "204"), ["204"], 204),
        (("302", "404"), [], 302),
        (("404", "399"), [], 399),
        (("404",), [], 404),
        (("404", "500"), [], 200),
        (("400", "299"), ["299"], 299),
        ((), [], 200),
    ],
)
def test_a_good_answer_has_its_status(known: Document, names: tuple[str, ...], good: list[str], status: int) -> None:
    responses = of(known, *names)
    assert (good, status) == ([told(one) for one in responses.successes()], responses.success_status())


@pytest.mark.parametrize(
    ("names", "usual", "status"),
    [
        (("200",), 400, 400),
        (("200",), 415, 415),
        (("400", "422"), 422, 422),
        (("400", "422"), 415, 400),
        (("422",), 400, 422),
        (("422",), 415, 422),
        (("400",), 415, 400),
        (("400", "415"), 415, 415),
    ],
)
def test_a_refusal_has_the_status_that_the_document_prefers(
    known: Document, names: tuple[str, ...], usual: int, status: int
) -> None:
    assert status == of(known, *names).refusal_status(usual)


def test_what_is_no_object_has_no_content(known: Document) -> None:
    declared = {"200": {"$ref": "#/components/responses/Gone"}, "201": "text", "202": {"content": []}}
    responses = Responses(known, {"responses": declared})
    assert ["gone", None, None] == [one.get("description") for one in responses.successes()]
    assert [{}, {}, {}] == [responses.content(one) for one in responses.successes()]
    assert {} == Responses(known, {"responses": []}).declared


def test_the_media_types_of_all_good_answers_are_offered(known: Document) -> None:
    declared = {"200": {"content": {"a/a": {"schema": {}}, "a/b": None}}, "201": {"content": {"a/c": {}, "a/a": {}}}}
    responses = Responses(known, {"responses": declared})
    assert ("a/a", "a/b", "a/c") == responses.offers()
    assert {"a/a": {"schema": {}}, "a/b": {}} == responses.content(responses.successes()[0])
