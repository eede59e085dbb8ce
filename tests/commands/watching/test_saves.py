"""What the system says of saved files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from harness.commands.watching import saves
from harness.errors import EnvironmentTrouble


def test_a_system_that_lets_no_more_be_watched_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        async def watching() -> Any:
            raise OSError("too many")
            yield

        return watching()

    async def first() -> None:
        async for _ in saves.saves([tmp_path], []):
            pass

    monkeypatch.setattr(saves, "awatch", refused)
    with pytest.raises(EnvironmentTrouble, match="watching the files: too many"):
        asyncio.run(asyncio.wait_for(first(), 10))
