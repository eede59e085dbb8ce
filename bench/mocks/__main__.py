"""How many hard requests does each mock answer rightly, does it explain its refusals, and how soon does it answer?

python -m bench.mocks [--only NAME] [--starts 5]
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import ROOT, machine, table, write
from bench.mocks.rows import ROWS, Row, document
from bench.mocks.servers import SERVERS, install, serving

REFUSAL = 400


@dataclass(frozen=True)
class Answer:
    """What a mock said."""

    status: int
    text: str
    """Headers and body."""
    body: str

    def right(self, row: Row) -> bool:
        """True for a status that the specification allows, and the body that it asks for."""
        if self.status not in row.right:
            return False
        return row.test is None or self._passes(row)

    def _passes(self, row: Row) -> bool:
        assert row.test is not None  # noqa: S101 - `right` has looked
        try:
            found: Any = json.loads(self.body)
        except ValueError:
            found = self.body
        try:
            return bool(row.test(found))
        except (AttributeError, TypeError):
            return False

    def explains(self, row: Row) -> bool:
        """True if the answer names what is wrong."""
        return row.names.lower() in self.text.lower()


def ask(port: int, number: int, row: Row) -> Answer:
    """Sends a request as it is written down; status 0 where no answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        target = f"/r{number}{row.target if row.target.startswith('/') or not row.path else row.path + row.target}"
        connection.request(row.method, target, row.body.encode() or None, {"Accept": "*/*", **row.headers})
        reply = connection.getresponse()
        body = reply.read().decode(errors="replace")
        heads = "\n".join(f"{name}: {value}" for name, value in reply.getheaders() if name.lower() != "location")
        return Answer(reply.status, f"{heads}\n{body}", body)
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, str(error), "")
    finally:
        connection.close()


def asked(name: str, path: Path, starts: int) -> dict[str, Any]:
    """What a mock came to: right answers, explained refusals, seconds to the first answer, and what was wrong."""
    seconds = []
    for _ in range(starts - 1):
        with serving(name, path) as (_, took):
            seconds.append(took)
    with serving(name, path) as (port, took):
        answers = [ask(port, number, row) for number, row in enumerate(ROWS)]
    both = list(zip(ROWS, answers, strict=True))
    refusals = [(row, answer) for row, answer in both if row.names]
    wrong = [f"{row.name}: {answer.status}" for row, answer in both if not answer.right(row)]
    silent = [row.name for row, answer in refusals if answer.right(row) and not answer.explains(row)]
    return {
        "right": len(ROWS) - len(wrong),
        "explained": sum(answer.right(row) and answer.explains(row) for row, answer in refusals),
        "refusals": len(refusals),
        "seconds": round(statistics.median([*seconds, took]), 3),
        "wrong": wrong,
        "silent": silent,
    }


def main() -> int:
    """Prints and writes the table; 1 where the harness is wrong once, or refuses without a word."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=SERVERS, help="one mock alone; nothing is written")
    parser.add_argument("--starts", type=int, default=5, metavar="N", help="how often each is started (default: 5)")
    arguments = parser.parse_args()
    if arguments.only != "harness":
        install()
    about = machine()
    with tempfile.TemporaryDirectory(prefix="bench-mocks-") as folder:
        path = Path(folder) / "openapi.json"
        path.write_text(json.dumps(document()), "utf-8")
        names = [arguments.only] if arguments.only else list(SERVERS)
        found = {name: asked(name, path, arguments.starts) for name in names}
    quickest = min(one["seconds"] for one in found.values())
    for one in found.values():
        one["ratio"] = round(one["seconds"] / quickest, 2)
    rows = [
        [name, f"{one['right']} of {len(ROWS)}", f"{one['explained']} of {one['refusals']}", f"{one['seconds']:.2f} s",
         f"{one['ratio']:.2f}"]
        for name, one in found.items()
    ]  # fmt: skip
    table(["mock", "right", "refusals explained", "first answer", "to the quickest"], rows)
    for name in names if arguments.only else ["harness"]:
        print(*(f"{name}: {kind}: {row}" for kind in ("wrong", "silent") for row in found[name][kind]), sep="\n")
    if not arguments.only:
        print(f"written: {write('mocks', {'machine': about, 'requests': len(ROWS), 'mocks': found}).relative_to(ROOT)}")
    ours = found.get("harness")
    return 1 if ours and (ours["wrong"] or ours["silent"]) else 0


if __name__ == "__main__":
    sys.exit(main())
