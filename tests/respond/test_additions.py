"""What a client library adds to a request, by the sample's text."""

from __future__ import annotations

import pytest

from harness.model import Request
from harness.openapi import Violation
from harness.respond.additions import Additions

TEXT = "update := &acme.Update{IsDefault: nil, Name: name}\nclient.Update(ctx, update)\n"
SENT = Request("POST", "/v1/notes?per_page=1", (("Content-Type", "application/json"),), b"{}")


@pytest.mark.parametrize(
    ("violation", "added"),
    [
        (Violation("body-schema", "", pointer="/description", value="null"), True),
        (Violation("body-schema", "", pointer="/is_default", value="null"), False),
        (Violation("body-schema", "", pointer="/description", value='"a"'), False),
        (Violation("body-schema", "", pointer="/description"), False),
        (Violation("unknown-field", "", pointer="/telemetry", value="1"), True),
        (Violation("unknown-field", "", pointer="/name", value="1"), False),
        (Violation("query-parameter", "", pointer="per_page"), True),
    ],
)
def test_a_name_that_the_text_does_not_hold_is_the_library_s(violation: Violation, added: bool) -> None:
    assert added == Additions(TEXT).hold(violation, SENT)


def test_a_name_is_the_same_however_a_language_writes_it() -> None:
    violation = Violation("query-parameter", "", pointer="per_page")
    assert not Additions("List(&Options{PerPage: 1})").hold(violation, SENT)


def test_settings_name_fields_of_bodies() -> None:
    violation = Violation("body-schema", "", pointer="/is_default", value="null")
    assert Additions(TEXT, frozenset(("body.is_default",))).names(violation)
