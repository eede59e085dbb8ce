"""Sound programs of several clients are found no fault with: a part of what bench/sound runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.sound.__main__ import make, run
from bench.sound.programs import programs
from bench.variants import errors

LANGUAGES = frozenset(("python", "javascript", "ts", "go"))
"""Those that need nothing of the machine; the whole has nine."""


@pytest.mark.parametrize("operation", ["account", "login", "search", "upload", "events"])
def test_each_way_to_send_a_request_passes_beside_the_others(operation: str, tmp_path: Path) -> None:
    count = make(tmp_path, f"/{operation}_", LANGUAGES)
    records = run(tmp_path)
    assert [] == [(record["name"], errors(record)) for record in records if record["verdict"] != "passed"]
    assert 10 == count == len(records)


def test_there_are_twenty_ways_to_send_each_of_ten_requests() -> None:
    ways = [(operation, f"{language}/{way}") for language, operation, way, _, _ in programs()]
    assert 200 == len(set(ways))
    assert {20} == {sum(one == operation for one, _ in ways) for operation, _ in ways}
