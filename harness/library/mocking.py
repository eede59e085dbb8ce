"""The mock of a project's documents, or of documents alone, while a block of Python runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness.commands.serving.basis import Basis, of_documents
from harness.commands.serving.desk import Unknown
from harness.commands.serving.serving import Served, serving
from harness.errors import UserError
from harness.plan.session import open_session
from harness.report.shape import FindingRecord


class MockServer:
    """A mock that answers. Its methods may be called from any thread."""

    def __init__(self, served: Served, loop: asyncio.AbstractEventLoop) -> None:
        self._served, self._loop = served, loop

    @property
    def url(self) -> str:
        """Where it listens, such as `http://localhost:40123`: what a program reads from the variable of its host."""
        return f"http://localhost:{self._served.port}"

    def play(self, scenario: str, *, once: bool = False) -> None:
        """Answers in a scenario from now on, or with `once` the next request alone. Raises UserError."""

        async def choose() -> None:
            self._served.desk.choose(scenario, "once" if once else "always")

        try:
            asyncio.run_coroutine_threadsafe(choose(), self._loop).result()
        except Unknown as error:
            raise UserError(str(error)) from None

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The last 200 requests, the oldest first: `operation`, `scenario`, `request`, `response`, `findings`."""

        async def kept() -> list[dict[str, Any]]:
            return list(self._served.desk.kept)

        return asyncio.run_coroutine_threadsafe(kept(), self._loop).result()

    @property
    def errors(self) -> list[FindingRecord]:
        """What is wrong with the requests that came, notes and warnings left out."""
        return [one for seen in self.requests for one in seen["findings"] if one["severity"] == "error"]


@contextmanager
def mock_server(
    *documents: str | Path,
    folder: str | Path = ".",
    config: str | Path | None = None,
    scenario: str = "success",
    strict: bool = False,
    port: int = 0,
) -> Iterator[MockServer]:
    """Answers as the API would while the block runs, as `harness serve` does.

    Serves OpenAPI documents, or without any those of the project at `folder`. Raises UserError for settings and
    documents that are wrong.

        with mock_server("openapi.yaml") as mock:
            create_order(base_url=mock.url)
        assert not mock.errors
    """
    here = Path(folder).absolute()
    if documents:
        basis = of_documents([here / one for one in documents], here)
    else:
        session = open_session(here, Path(config) if config else None)
        basis = Basis(session.settings, session.catalogue, session.examples)
    ready: Future[tuple[Served, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        stopped = asyncio.Event()
        async with serving(basis, scenario=scenario, strict=strict, port=port) as served:
            ready.set_result((served, asyncio.get_running_loop(), stopped))
            await stopped.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # whoever waits for the mock gets it
            if ready.done():
                raise
            ready.set_exception(error)

    thread = threading.Thread(target=run, name="mock", daemon=True)
    thread.start()
    served, loop, stopped = ready.result()
    try:
        yield MockServer(served, loop)
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
