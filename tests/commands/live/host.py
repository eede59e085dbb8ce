"""The real host's stand-in: a second mock on loopback that knows one key, and trees whose live runs call it."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from support.runs import records
from support.trees import Program, Tree, make_tree

from harness.catalogue import Catalogue
from harness.commands.live import LIVE, live_plan
from harness.credentials import Keyring, of_key
from harness.mock import Station
from harness.model import Exchange, Reply, Request, Responder
from harness.plan import Filters
from harness.plan.session import Session, open_session
from harness.respond import Answerer
from harness.run.options import Options
from harness.scenarios import BUNDLED

REAL_KEY = "sk-the-real-key-which-only-the-real-host-sees"
REAL = Keyring(of_key("", REAL_KEY))
PATIENCE = 20
"""Seconds after which a test fails instead of waiting for ever."""
JSON = (("Content-Type", "application/json"),)
Record = dict[str, Any]


class Host:
    """A host that answers on a loop and a port of its own, until `close`."""

    def __init__(self, responder: Responder | Reply) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._station = Station(responder if callable(responder) else lambda _: responder)
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._wait(self._station.open(listener))

    @property
    def exchanges(self) -> list[Exchange]:
        """What it was asked so far, and what it answered."""
        return self._station.exchanges

    @property
    def requests(self) -> list[Request]:
        """What it was asked so far."""
        return [exchange.request for exchange in self.exchanges]

    def close(self) -> None:
        """Answers no more."""
        self._wait(self._station.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def _wait(self, work: Any) -> None:
        done: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)
        done.result(PATIENCE)


def true_host(root: Path) -> Host:
    """A host that answers as the documents of the tree at `root` say, to the real key alone."""
    catalogue = open_session(root).catalogue

    def respond(request: Request) -> Reply:
        return _answerer(catalogue, request)(request)

    return Host(respond)


def _answerer(catalogue: Catalogue, request: Request) -> Answerer:
    for api in catalogue.apis.values():
        route = api.route(request.method, request.target)
        if route:
            return Answerer(api, route.operation, BUNDLED[0], catalogue.rules, REAL, "the real host")
    raise AssertionError(f"expected a documented request, got {request.method} {request.target}")


def closed_port() -> str:
    """The address of a host that nobody is behind."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{bound.getsockname()[1]}"


def live_tree(root: Path, *programs: Program, host: str | None = None, live: Mapping[str, str] | None = None) -> Tree:
    """A tree with live settings of its own, and never the project's; `live` are more keys, as TOML."""
    tree = make_tree(root, *programs)
    set_live(root, host, live)
    return tree


def set_live(root: Path, host: str | None, live: Mapping[str, str] | None = None) -> None:
    """Writes the live settings of a tree anew."""
    file = root / "pyproject.toml"
    text = re.sub(r"(?ms)^\[tool\.harness\.live[\].].*?(?=^\[|\Z)", "", file.read_text("utf-8"))
    assert "tool.harness.live" not in text
    values = {**({"host": f'"{host}"'} if host else {}), **(live or {})}
    lines = [f"{name} = {value}" for name, value in values.items()]
    file.write_text("\n".join([text.rstrip(), "", "[tool.harness.live]", *lines, ""]), "utf-8")


def live_session(root: Path, url: str, *scenarios: str, patience: float = PATIENCE) -> Session:
    """The session of a tree, its good cases answered by the host at `url`."""
    session = open_session(root, filters=Filters(scenarios=scenarios or ("success",)))
    plan = live_plan(session.plan, session.catalogue, url, {session.settings.key_env: REAL_KEY}, patience)
    return replace(session, plan=plan)


def run_live(root: Path, url: str, *scenarios: str, recordings: Path | None = None) -> dict[str, Record]:
    """The records of a live run in this process, by case name."""
    session = live_session(root, url, *scenarios)
    return records(session, Options(jobs=2, strict=True, world=LIVE, recordings=recordings))


def run_one(root: Path, program: Program, reply: Responder | Reply) -> tuple[Record, Host]:
    """The record of one program's live run against a host that answers so, and the host."""
    host = Host(reply)
    try:
        make_tree(root, program)
        return run_live(root, host.url)[f"{program.id}/success"], host
    finally:
        host.close()
