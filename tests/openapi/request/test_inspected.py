"""What is kept of a request."""

from __future__ import annotations

import gc

from harness.model import Operation, Request
from harness.openapi.request.inspected import Inspected
from harness.openapi.schema.violation import Inspection

OPERATION = Operation("v1", "listEngines", "GET", "/engines")


def request() -> Request:
    return Request("GET", "/v1/engines", (), b"")


def test_what_was_found_of_a_request_is_known_as_long_as_it_is_there() -> None:
    inspected, one = Inspected(), request()
    found = inspected.of(one)[OPERATION] = Inspection(None)
    assert inspected.of(one) == {OPERATION: found}


def test_an_equal_request_is_another_one() -> None:
    inspected, one = Inspected(), request()
    inspected.of(one)[OPERATION] = Inspection(None)
    assert not inspected.of(request())


def test_nothing_is_kept_of_a_request_that_is_gone() -> None:
    inspected = Inspected()
    inspected.of(request())[OPERATION] = Inspection(None)
    gc.collect()
    assert not inspected._kept
