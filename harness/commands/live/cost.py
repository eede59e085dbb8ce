"""What a live run will cost, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from harness.commands.live.plan import forwards
from harness.errors import UserError, nearest
from harness.plan import Plan
from harness.settings import LiveSettings


def told(plan: Plan, live: LiveSettings) -> str:
    """Requests and cost of each operation, and their sums, a line each."""
    requests = Counter((planned.case.group, planned.case.example.name) for planned in plan.cases if forwards(planned))
    rows = [
        (group, _requests(count), _amount(live.cost[name] * count, live.unit) if name in live.cost else "no estimate")
        for (group, name), count in requests.items()
    ]
    known = sum(live.cost.get(name, 0.0) * count for (_, name), count in requests.items())
    unknown = any(name not in live.cost for _, name in requests)
    rows.append(("in all", _requests(requests.total()), ("at least " if unknown else "") + _amount(known, live.unit)))
    wide, middle = (max(len(row[column]) for row in rows) for column in (0, 1))
    lines = [f"  {name:<{wide}}  {count:>{middle}}  {amount}" for name, count, amount in rows]
    return "\n".join([f"This run calls {live.host}, and will cost about:", *lines])


def check(live: LiveSettings, shown: str, names: Iterable[str]) -> None:
    """Raises UserError for an estimate that is for no program."""
    known = sorted(set(names))
    for name in live.cost:
        if name not in known:
            raise UserError(f'{shown}: "live.cost.{name}": expected the name of a program{nearest(name, known)}')


def _requests(count: int) -> str:
    return f"{count} request{'' if count == 1 else 's'}"


def _amount(amount: float, unit: str) -> str:
    return f"{amount:.6g} {unit}"
