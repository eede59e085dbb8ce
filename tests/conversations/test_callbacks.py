"""Programs that call an API, name an address of their own, and wait there until the API calls back."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import Edits, codes, copied, programs, tree_with
from support.runs import run

TREE = Path(__file__).parent / "callbacks"
SCENARIOS = ("success", "success-closed", "unauthorized", "bad-request", "server-error", "refused", "slow", "reset")


@pytest.mark.xdist_group("callbacks")
def test_sound_programs_are_called_back_and_get_no_finding(tmp_path: Path) -> None:
    found = run(copied(TREE, tmp_path / "tree"), *SCENARIOS, jobs=4)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    good = [record for name, record in found.items() if name.endswith("/success")]
    assert ["job_55 done"] * len(programs(TREE)) == [record["outcome"]["stdout"].strip() for record in good]
    assert [["good", None]] * len(good) == [[one.get("delivery") for one in record["exchanges"]] for record in good]


FAULTS: dict[str, tuple[str, Edits]] = {
    "python/start_job.py": ("delivery-refused", (("if hmac.compare_digest(", "if not hmac.compare_digest("),)),
    "ts/start_job.ts": ("delivery-refused", (("if (made !== ", "if (made === "),)),
    "go/start_job.go": ("delivery-refused", (("mac.Write(body)", "mac.Write(body[1:])"),)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_program_that_refuses_the_call_that_it_waits_for_is_found(name: str, tmp_path: Path) -> None:
    code, edits = FAULTS[name]
    (record,) = run(tree_with(TREE, tmp_path / "tree", name, edits), "success").values()
    assert code in codes(record), record["findings"]


def test_an_address_that_is_not_the_programs_own_is_not_called(tmp_path: Path) -> None:
    edits: Edits = (
        ('f"http://127.0.0.1:{server.server_port}/done"', '"https://example.com/done"'),
        ('sys.exit("The job did not call back.")', "sys.exit(0)"),
        ("server.timeout = 5", "server.timeout = 0.3"),
    )
    (record,) = run(tree_with(TREE, tmp_path / "tree", "python/start_job.py", edits), "success").values()
    assert ("passed", [None]) == (record["verdict"], [one.get("delivery") for one in record["exchanges"]])
