"""What programs say of the base path of a document."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from harness.commands.init.descriptions import Description
from harness.commands.init.evidence import holds_base
from harness.commands.init.repository import Program
from harness.commands.init.variables import Variable


@pytest.mark.parametrize(
    ("base", "default", "text", "expected"),
    [
        ("/v2", "https://api.example.com/v2", "", True),
        ("/v2/", "https://api.example.com/v2", "", True),
        ("/v2", "https://api.example.com", 'f"{HOST}/v2/notes"', False),
        ("/v2", "", 'f"{HOST}/notes"', True),
        ("/v2", "", 'curl "$HOST/notes"', True),
        ("/v2", "", 'f"{HOST}/v2/notes"', False),
        ("/v2", "", 'f"{HOST}/v2/notes", f"{HOST}/notes"', False),
        ("/v2", "", 'f"{HOST}/others"', False),
        ("", "https://api.example.com", 'f"{HOST}/notes"', False),
        ("/", "https://api.example.com/", 'f"{HOST}/notes"', False),
    ],
)
def test_the_variable_holds_the_base_path_by_its_default_or_where_no_program_writes_it(
    base: str, default: str, text: str, expected: bool
) -> None:
    paths = [SimpleNamespace(path="/notes/{id}"), SimpleNamespace(path="/")]
    one = cast("Description", SimpleNamespace(base_path=base, operations=paths))
    assert expected == holds_base(one, Variable("HOST", 1, "a.py:1", default), [Program("a.py", "python", text)])
