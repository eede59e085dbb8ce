"""Every case of one version of the bundled examples that may start warm, judged as from a cold start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support.runs import Record
from support.runs import records as records_of

from harness.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options

ROOT = Path(__file__).resolve().parents[2]
VERSION = "v1"
"""One that has every operation. Programs of the others differ in paths and names alone: bench/cold_warm.py tries what
differs."""
BOUNDARY = re.compile(r"boundary=\"?([-\w]+)")


def records(language: str, *, cold: bool) -> dict[str, Record]:
    """The records of a language's cases in all scenarios, by name."""
    session = open_session(ROOT, filters=Filters(languages=(language,), apis=(VERSION,)))
    return records_of(session, Options(strict=True, cold=cold))


def plain(value: Any) -> Any:
    """A part of a record without what differs between any two runs: times, ports, boundaries, digests of all bytes."""
    if isinstance(value, dict):
        left_out = ("duration_ms", "start", "raw_sha256", "raw_bytes")
        return {name: plain(item) for name, item in value.items() if name not in left_out}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, str):
        return value
    for boundary in BOUNDARY.findall(value):
        value = value.replace(boundary, "BOUNDARY")
    value = re.sub(r"\bport=\d+|(?<=127\.0\.0\.1:)\d+", "PORT", value)
    return re.sub(r"\bobject at 0x[0-9a-f]+", "object at", value)


@pytest.mark.parametrize("language", ["python", "ts"])
def test_verdicts_requests_outputs_and_messages_equal_those_of_a_cold_start(language: str) -> None:
    warm, cold = records(language, cold=False), records(language, cold=True)
    assert {"warm"} == {record["start"] for record in warm.values()}
    assert {"cold"} == {record["start"] for record in cold.values()}
    assert {name: plain(record) for name, record in cold.items()} == {name: plain(r) for name, r in warm.items()}
