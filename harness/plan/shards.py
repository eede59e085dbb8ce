"""A plan in parts, for machines that share a run."""

from __future__ import annotations

import heapq
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from harness.errors import UserError
from harness.plan.durations import work
from harness.plan.plan import Plan, Planned

_Unit = tuple[str, str]
"""An operation and a scenario: what one shard has whole."""


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


def part(plan: Plan, shard: Shard, known: Mapping[str, float] | None = None) -> Plan:
    """The plan's cases of one shard. `known` are durations of earlier runs, the same ones for every shard.

    Cases that parity compares, an operation in one scenario, stay together. Those in which programs wait are dealt out
    evenly, since waits overlap; of the others the longest goes to the shard that has least to do. Raises UserError
    where none is left for it.
    """
    units: dict[_Unit, list[Planned]] = {}
    for planned in plan.cases:
        units.setdefault((planned.case.group, planned.case.scenario), []).append(planned)
    weights = {name: sum(work(planned, known or {}) for planned in unit) for name, unit in units.items()}
    order = sorted(units, key=lambda name: (-units[name][0].scenario.waits, -weights[name], name))
    mine = _dealt(order, units, weights, shard)
    if not mine:
        raise UserError(f"--shard {shard.shown}: expected at most {len(units)} shards, for the plan has no more parts")
    cases = tuple(planned for planned in plan.cases if (planned.case.group, planned.case.scenario) in mine)
    return replace(plan, cases=cases)


def _dealt(
    order: Sequence[_Unit], units: Mapping[_Unit, Sequence[Planned]], weights: Mapping[_Unit, float], shard: Shard
) -> set[_Unit]:
    """The names of one shard's units, dealt out in `order`, in which those that wait come first."""
    waiting = [name for name in order if units[name][0].scenario.waits]
    busy = [0.0] * shard.total
    dealt: dict[_Unit, int] = {}
    for turn, name in enumerate(waiting):
        dealt[name] = turn % shard.total
        busy[dealt[name]] += weights[name]
    loads = [(seconds, index) for index, seconds in enumerate(busy)]
    heapq.heapify(loads)
    for name in order[len(waiting) :]:
        seconds, index = heapq.heappop(loads)
        dealt[name] = index
        heapq.heappush(loads, (seconds + weights[name], index))
    return {name for name, index in dealt.items() if index == shard.index - 1}
