"""Where programs are started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.root import Visible


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[ConfinedLauncher]:
    (tmp_path / "base").mkdir()
    try:
        made = ConfinedLauncher(tmp_path / "base", visible=Visible((str(tmp_path),)))
    except Unavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()
