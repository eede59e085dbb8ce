"""The words of the project."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from harness.model import Finding


def test_a_finding_goes_through_json_and_back() -> None:
    finding = Finding("accept", "m", line=3, words=("a", "b"), at=2, names=("Accept",), values=("x",), host="h")
    assert finding == Finding.read(json.loads(json.dumps(asdict(finding))))


def test_an_entry_of_another_form_is_no_finding() -> None:
    with pytest.raises(TypeError):
        Finding.read({"code": "accept"})
