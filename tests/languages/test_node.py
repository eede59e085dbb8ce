"""What the modules that a program of Node.js imports say about how it is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.languages.node import imports, needs_node_alone, uses_libraries

OWN = 'import fs from "node:fs";\n'
FETCHED = "import { get } from 'axios';\n"


@pytest.mark.parametrize(
    ("source", "names", "alone", "libraries"),
    [
        ("await fetch(url);\n", [], True, False),
        (OWN, ["node:fs"], True, False),
        (FETCHED, ["axios"], False, True),
        (OWN + FETCHED, ["node:fs", "axios"], False, True),
        ('import fs from "fs";\n', ["fs"], False, True),
        ('export * from "./own.mjs";\n', ["./own.mjs"], False, True),
        ('const fs = require("node:fs");\n', [], True, True),
    ],
)
def test_a_program_needs_libraries_by_what_it_imports(
    tmp_path: Path, source: str, names: list[str], alone: bool, libraries: bool
) -> None:
    file = tmp_path / "a.mjs"
    file.write_text(source)
    assert names == imports(source)
    assert alone == needs_node_alone(source)
    assert libraries == uses_libraries(file)


def test_a_program_that_can_not_be_read_is_taken_to_need_them(tmp_path: Path) -> None:
    assert uses_libraries(tmp_path / "gone.mjs")
