"""A plan in parts, for machines that share a run."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from harness.errors import UserError
from harness.plan import Plan


@dataclass(frozen=True)
class Shard:
    """Part `index`, counted from 1, of `total`."""

    index: int
    total: int

    @property
    def shown(self) -> str:
        """`2/3`."""
        return f"{self.index}/{self.total}"


def parse(text: str) -> Shard:
    """`2/3`. Raises ValueError for anything else."""
    found = re.fullmatch(r"([1-9]\d{0,5})/([1-9]\d{0,5})", text)
    if not found or int(found[1]) > int(found[2]):
        raise ValueError(f'expected a part such as "1/3", got {text!r}')
    return Shard(int(found[1]), int(found[2]))


def part(plan: Plan, shard: Shard) -> Plan:
    """The plan's cases of one shard: its groups are dealt out in turn, for parity needs each of them whole.

    Raises UserError where none is left for it.
    """
    groups = list(dict.fromkeys(planned.case.group for planned in plan.cases))
    mine = set(groups[shard.index - 1 :: shard.total])
    if not mine:
        raise UserError(f"--shard {shard.shown}: expected at most {len(groups)} shards, for so many groups are planned")
    return replace(plan, cases=tuple(planned for planned in plan.cases if planned.case.group in mine))
