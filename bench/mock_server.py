"""The harness's mock alone, answering one case's requests with full validation: `python -m bench.mock_server CASE`."""

# ruff: noqa: T201 - it prints its port

from __future__ import annotations

import asyncio
import socket
import sys

from bench.machine import ROOT
from harness.mock import Station
from harness.plan import Filters
from harness.plan.session import open_session


async def _serve(name: str) -> None:
    session = open_session(ROOT, filters=Filters(patterns=(name,)))
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    station = Station(session.plan.cases[0].responder, bounded=False, keeping=False)
    await station.open(listener)
    print(listener.getsockname()[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
