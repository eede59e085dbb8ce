"""The mocks, and how each is started on a document."""

# ruff: noqa: S603, S607 - it runs the servers that are compared

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.machine import ROOT

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
PATIENCE = 60.0
Argv = Callable[[Path, int], list[str]]


def _node(script: str, *arguments: str) -> Argv:
    """A command of Node.js; `{document}` and `{port}` in its arguments are filled in."""
    return lambda document, port: [
        "node",
        str(FOLDER / script),
        *(one.format(document=document, port=port) for one in arguments),
    ]


SERVERS: dict[str, Argv] = {
    "harness": lambda document, port: [sys.executable, "-m", "harness", "serve", str(document), "--port", str(port)],
    "prism": _node(
        "node_modules/@stoplight/prism-cli/dist/index.js", "mock", "--errors", "--port={port}", "{document}"
    ),
    "steady": _node("node_modules/@stdy/cli/steady.js", "--port={port}", "{document}"),
    "scalar": _node("scalar.mjs", "{document}", "{port}"),
    "mockoon": _node(
        "node_modules/@mockoon/cli/bin/run.js", "start", "--data={document}", "--port={port}", "--disable-log-to-file"
    ),
}
"""By name; ours by its own command, with nothing but the document."""


def install() -> None:
    """Installs what is compared, by its lock file, where it is not there."""
    if not (MODULES / "@mockoon").is_dir():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=True)


@contextlib.contextmanager
def serving(name: str, document: Path) -> Iterator[tuple[int, float]]:
    """The port of a mock, and the seconds from its command to its first good answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        server = subprocess.Popen(
            SERVERS[name](document, port),
            cwd=ROOT,
            env=os.environ | {"NO_COLOR": "1"},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while not _up(port):
                if server.poll() is not None or time.perf_counter() - begun > PATIENCE:
                    said.seek(0)
                    raise SystemExit(f"bench: {name} did not start:\n{said.read().decode(errors='replace')[-2000:]}")
                time.sleep(0.01)
            yield port, time.perf_counter() - begun
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _up(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/up")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
