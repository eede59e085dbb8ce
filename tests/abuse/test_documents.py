"""A sample of what `bench/documents.py` does a hundred thousand times."""

from __future__ import annotations

from pathlib import Path

import pytest

from abuse import documents


@pytest.mark.parametrize("seed", [7, 8])
def test_documents_that_are_none_are_refused_by_one_line_or_used(tmp_path: Path, seed: int) -> None:
    found = documents.fuzz(tmp_path, 500, seed)

    assert [] == found.wrong
    assert {"refused", "used", "used in part"} == set(found.ends)
    assert len(found.messages) > 15


def test_the_watch_sees_an_attempt_to_reach_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def reach(*_: object) -> None:
        with socket.socket() as one:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", 1))
            raise RuntimeError("broken")

    monkeypatch.setattr(documents, "_use", reach)
    found = documents.fuzz(tmp_path, 1, 1)

    assert "RuntimeError: broken" in found.wrong[0]
    assert found.wrong[1].startswith("socket.connect")
