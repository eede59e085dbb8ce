"""`harness serve` in a tree, and plain requests to it."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.command import HARNESS, PATIENCE, environment
from support.trees import ROOT

KEY = "sk-0123456789abcdef"
BEARER = {"Authorization": f"Bearer {KEY}"}


@dataclass
class Served:
    """A mock that serves, and where."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list)
    """What it has printed so far, as far as it was read."""

    @property
    def host(self) -> str:
        """As the mock names itself."""
        return f"http://localhost:{self.port}"

    def ask(
        self, method: str, target: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Status, body and headers of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, target, body, {**(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def choose(self, scenario: str, lasts: str = "once") -> None:
        """Sets what is next, as the page does."""
        body = json.dumps({"scenario": scenario, "lasts": lasts})
        status, said, _ = self.ask("POST", "/_harness/scenario", body, {"Content-Type": "application/json"})
        assert 200 == status, said

    def seen(self) -> list[dict[str, Any]]:
        """The requests on the desk."""
        found: list[dict[str, Any]] = json.loads(self.ask("GET", "/_harness/requests")[1])
        return found

    def printed(self, text: str) -> str:
        """Waits for a line with a text in it."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if text in line:
                return line
        raise AssertionError(f"expected a line with {text!r}, got {self.lines}")


@contextmanager
def serving(root: Path = ROOT, *arguments: str, **env: str) -> Iterator[Served]:
    """`harness serve` on a free port, once it serves."""
    process = subprocess.Popen(
        [HARNESS, "serve", "--port", "0", *arguments],
        cwd=root,
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        served = Served(process, 0)
        found = re.search(r"http://localhost:(\d+)/_harness/", served.printed("/_harness/"))
        assert found
        served.port = int(found[1])
        yield served
    finally:
        process.kill()
        process.communicate()
