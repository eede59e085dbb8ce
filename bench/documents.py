"""What the document loader stands: documents that are none, each refused by one line or used.

.venv/bin/python bench/documents.py [--count 100000] [--seed 1]

Sound documents (OpenAPI 3.0, 3.1 and 3.2, Swagger 2.0) are changed as data and as text, and used. No stack trace, no
attempt to reach the network or to start a program, no document that takes long, and a bounded memory.

Each lot of documents has a process of its own, two at once: the validator that the linter stands on remembers every
document that it has seen, which a run that lints a handful does not notice.
"""

# ruff: noqa: T201, S603 - a script that prints, and runs itself

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from abuse import documents
from abuse.documents import Fuzzed

from bench.machine import ROOT, machine, table, write

MEMORY = 300
"""MB that a process may have at its highest."""


LOT = 5000


def main() -> int:
    """Runs it, prints and writes what came of it; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        return _inside(arguments.count, arguments.seed)
    start = time.monotonic()
    sizes = [min(LOT, arguments.count - begin) for begin in range(0, arguments.count, LOT)]
    lots: list[dict[str, Any]] = []
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(_lot, size, arguments.seed + number) for number, size in enumerate(sizes)]
        try:
            for done in as_completed(waiting):
                lots.append(done.result())
                print(f"{sum(lot['count'] for lot in lots)} documents", file=sys.stderr, flush=True)
        except KeyboardInterrupt:  # what is done is told
            pool.shutdown(wait=False, cancel_futures=True)
    found = Fuzzed([one for lot in lots for one in lot["wrong"]], Counter(), set(), max(lot["slowest"] for lot in lots))
    for lot in lots:
        found.ends.update(lot["ends"])
        found.messages.update(lot["messages"])
    arguments.count = sum(lot["count"] for lot in lots)
    return _tell(arguments, found, max(lot["memory_mb"] for lot in lots), time.monotonic() - start)


def _lot(count: int, seed: int) -> dict[str, Any]:
    """What came of one lot, by a process of its own."""
    argv = [sys.executable, __file__, "--inside", "--count", str(count), "--seed", str(seed)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        wrong = [f"seed {seed}: the process ended with {done.returncode}: {done.stderr[-500:]}"]
        return {"count": 0, "wrong": wrong, "ends": {}, "messages": [], "slowest": 0.0, "memory_mb": 0}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _inside(count: int, seed: int) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-documents-") as folder:
        found = documents.fuzz(Path(folder), count, seed)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {
        "count": count,
        "wrong": found.wrong,
        "ends": found.ends,
        "messages": sorted(found.messages),
        "slowest": found.slowest,
    }
    print(json.dumps({**told, "memory_mb": memory}))
    return 0


def _tell(arguments: argparse.Namespace, found: Fuzzed, memory: int, seconds: float) -> int:
    figures: dict[str, Any] = {
        "machine": machine(),
        "count": arguments.count,
        "seed": arguments.seed,
        "lots_of": LOT,
        "seconds": round(seconds, 1),
        "slowest_seconds": round(found.slowest, 3),
        "memory_mb": memory,
        "ends": dict(found.ends),
        "messages": len(found.messages),
        "wrong": found.wrong[:50],
        "met": not found.wrong and memory < MEMORY,
    }
    ends = [[name, str(count)] for name, count in sorted(found.ends.items())]
    limits = [["slowest", f"{found.slowest:.2f} s"], ["memory", f"{memory} MB"], ["wrong", str(len(found.wrong))]]
    table(["documents", str(arguments.count)], [*ends, *limits])
    print(*found.wrong[:5], sep="\n")
    print(f"written: {write('documents', figures).relative_to(ROOT)}")
    return 0 if figures["met"] else 1


if __name__ == "__main__":
    sys.exit(main())
