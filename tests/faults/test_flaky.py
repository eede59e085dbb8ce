"""Programs whose end depends on chance: repeated often enough, each is flaky, whatever its language."""

from __future__ import annotations

import pytest
from support.runs import Record, errors, records
from support.trees import Program, make_tree

from faults.test_ending import LAST
from harness.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options

REPEAT = 40
"""Runs of each: all of them end alike once in a million million times."""
CHANCE = {
    "python": 'import random\nif random.random() < 0.5:\n    sys.exit("The answer was lost.")\n',
    "ts": 'if (Math.random() < 0.5) {\n      throw new Error("the answer was lost");\n    }\n    ',
    "go": 'if time.Now().UnixMicro()%2 == 0 {\n\t\tlog.Fatal("The answer was lost.")\n\t}\n\t',
    "curl": 'if [ "$(od -An -N1 -tu1 /dev/urandom)" -lt 128 ]; then\n  echo "The answer was lost." >&2\n  exit 1\nfi\n',
}
"""What stands before the last step of get_balance."""
PROGRAMS = [
    Program(language, "get_balance", ((LAST[language], f"{chance}{LAST[language]}"),))
    for language, chance in CHANCE.items()
]


@pytest.fixture(scope="module")
def repeated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    """The records of all these programs."""
    tree = make_tree(tmp_path_factory.mktemp("flaky") / "tree", *PROGRAMS)
    session = open_session(tree.root, filters=Filters(scenarios=("success",)))
    return records(session, Options(jobs=2, strict=True, repeat=REPEAT))


@pytest.mark.xdist_group("flaky")
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.language)
def test_a_program_that_depends_on_chance_is_flaky(program: Program, repeated: dict[str, Record]) -> None:
    record = repeated[f"{program.id}/success"]
    assert ("flaky", "flaky") == (record["verdict"], errors(record)[0])
    assert {"passed", "failed"} == {one["verdict"] for one in record["repeats"]}
