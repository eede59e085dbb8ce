"""Programs that take host or key from elsewhere than the settings name: one cause, not its many symptoms.

A host in the source is a try at another host, which is told as that.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.table import Fault, check, rows

NOWHERE = "http://127.0.0.1:2"
"""A port at which nothing listens, and that fetch does not refuse by itself."""
HOST = {
    "python": 'os.getenv("API_HOST") or "https://api.stability.ai"',
    "ts": 'process.env.API_HOST || "https://api.stability.ai"',
    "go": 'os.Getenv("API_HOST")\n\tif host == "" {\n\t\thost = "https://api.stability.ai"\n\t}',
    "curl": "${API_HOST:-https://api.stability.ai}",
}
READS = {
    "python": ('os.getenv("STABILITY_API_KEY")', "Set STABILITY_API_KEY"),
    "ts": ("process.env.STABILITY_API_KEY", "Set STABILITY_API_KEY"),
    "go": ('os.Getenv("STABILITY_API_KEY")', "Set STABILITY_API_KEY"),
    "curl": ("Bearer $STABILITY_API_KEY", "${STABILITY_API_KEY:-}", "Set STABILITY_API_KEY"),
}


def key(language: str) -> Fault:
    """A row for get_balance that reads a variable of another name."""
    edits = tuple((old, old.replace("STABILITY_API_KEY", "STABILITY_KEY")) for old in READS[language])
    return Fault("reads another variable", "key-variable", language, "get_balance", edits, edits[0][1])


def host(language: str) -> Fault:
    """A row for get_balance with its host in the source."""
    quoted = NOWHERE if language == "curl" else f'"{NOWHERE}"'
    edits = ((HOST[language], quoted),)
    return Fault("names its host itself", "network-escape", language, "get_balance", edits, NOWHERE)


FAULTS = (
    *(key(language) for language in READS),
    *(host(language) for language in HOST),
)


@pytest.mark.parametrize("fault", rows(FAULTS))
def test_a_program_that_reads_host_or_key_elsewhere_is_told_so_by_one_code(fault: Fault, tmp_path: Path) -> None:
    check(fault, tmp_path / "tree")
