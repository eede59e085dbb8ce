"""Cases that pytest-xdist's workers on other hosts share get the verdicts that they get in one process."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import BALANCE, Program, make_tree

from bench import hosts, workers
from bench.machine import ROOT

WRONG = Program("curl", "list_engines", (("v1/engines/list", "v1/engines/lost"),))
CHOSEN = ("-k", "success-closed or unauthorized or missing-key or refused")


@pytest.mark.needs_machine("ip", root=True)
def test_two_hosts_give_the_verdicts_of_one_process(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, Program("go", "get_balance"), WRONG)
    alone, _ = workers.verdicts([*workers.PYTEST, *CHOSEN], tree.root)
    shared, used = workers.verdicts(workers.on_hosts(tree.root, *CHOSEN), tree.root)
    assert {"passed", "failed"} == set(alone.values())
    assert (alone, {"gw0", "gw1"}) == (shared, used)
    assert [] == [path for name in ("pytest", "_pytest") for path in (tree.root / name).rglob("*")]


def test_the_guide_shows_the_options_that_are_tried() -> None:
    text = (ROOT / "docs" / "guides" / "many-machines.md").read_text("utf-8")
    guide = " ".join(text.replace("\\\n", "").replace("'", "").split())
    assert " ".join(hosts.xdist(2, Path("/srv/project"))) in guide
    assert f"-m execnet.script.socketserver {hosts.address(1)}" in guide
