"""The mock on its port: desk, doors and stations, opened together and closed together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from harness import scenarios
from harness.commands.serving.basis import Basis
from harness.commands.serving.desk import Desk, Unknown
from harness.commands.serving.doors import open_doors
from harness.commands.serving.front import Front
from harness.commands.serving.lookup import Lookup
from harness.commands.serving.mock import HandMock
from harness.commands.serving.seen import Judge, Seen
from harness.errors import UserError
from harness.mock import Station
from harness.plan.resources import things
from harness.plan.scripts import scripted


@dataclass(frozen=True)
class Served:
    """Where the mock is, and what has come."""

    port: int
    desk: Desk


@asynccontextmanager
async def serving(
    basis: Basis,
    *,
    scenario: str,
    port: int = 0,
    address: str | None = None,
    strict: bool = False,
    told: Callable[[Seen], None] = lambda _: None,
    turned_away: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Served]:
    """Answers for all documents until the block ends, on a port of the loopback addresses or of another one.

    `told` is given each request as the page shows it, `turned_away` a line for whoever may not ask. Raises UserError
    for a scenario that can't be played and for documents without operations, EnvironmentTrouble for a port that is
    taken.
    """
    desk = Desk(scenarios.all_scenarios(basis.settings.scenarios))
    try:
        desk.choose(scenario, "always")
    except Unknown as error:
        raise UserError(f"--scenario: {error}") from None
    if not any(api.operations for api in basis.catalogue.apis.values()):
        raise UserError("expected a document with operations to answer for, found none: see the setting apis")
    doors = open_doors(port, address)
    port = doors[0].getsockname()[1]
    settings = basis.settings
    judge = Judge(settings, basis.catalogue, f"http://localhost:{port}", strict)
    own = tuple(filter(None, map(os.environ.get, settings.key_variables)))
    scripts = scripted(settings, basis.examples, basis.catalogue)
    kept = things(settings, basis.catalogue)
    hand = HandMock(Lookup(basis.catalogue, basis.examples), judge, desk, own, told, strict, scripts, kept)
    front = Front(port, desk, hand, turned_away, any_host=address is not None)
    stations = [Station(front, bounded=False, keeping=False) for _ in doors]
    for station, door in zip(stations, doors, strict=True):
        await station.open(door)
    try:
        yield Served(port, desk)
    finally:
        await asyncio.gather(*(station.close() for station in stations))
