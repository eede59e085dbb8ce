"""Programs that name their host themselves, and name the wrong one, in the languages of the bundled examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import Record, errors, run
from support.trees import EXTENSIONS, ROOT, Program, make_tree

from faults.table import Fault, check, rows

NAMED = "https://api.stability.ai"
"""What the bundled programs call where their variable is not set: the server of their documents."""
NO_VARIABLE = {"host_env": ""}
OTHER = f"""
[tool.harness.apis.v1beta]
spec = "{ROOT}/fixtures/spec/v1beta.yaml"
hosts = ["https://upload.stability.ai"]
"""
"""Another API, with a host that is its alone."""


class HostFault(Fault):
    """A bundled program with another host in its source, in a tree with two APIs."""

    def record(self, root: Path) -> Record:
        """See Fault."""
        make_tree(root, self.program, settings=NO_VARIABLE)
        with (root / "pyproject.toml").open("a", encoding="utf-8") as settings:
            settings.write(OTHER)
        return run(root, self.scenario)[f"{self.program.id}/{self.scenario}"]


def row(what: str, code: str, language: str, host: str) -> Fault:
    """A row for get_balance."""
    return HostFault(what, code, language, "get_balance", ((NAMED, host),), host)


FAULTS = (
    *(row("leaves out the s", "plain-http", language, "http://api.stability.ai") for language in EXTENSIONS),
    *(row("calls another API", "wrong-server", language, "https://upload.stability.ai") for language in EXTENSIONS),
)


@pytest.mark.parametrize("fault", rows(FAULTS))
def test_a_program_that_names_a_host_that_is_not_its_operations_is_told_so(fault: Fault, tmp_path: Path) -> None:
    check(fault, tmp_path / "tree")


@pytest.mark.parametrize("language", EXTENSIONS)
def test_a_program_that_names_the_documents_server_passes(language: str, tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", Program(language, "get_balance"), settings=NO_VARIABLE)
    records = run(tmp_path / "tree")
    assert {} == {name: errors(record) for name, record in records.items() if record["verdict"] != "passed"}
    assert {NAMED} == {e["request"]["origin"] for record in records.values() for e in record["exchanges"]}
