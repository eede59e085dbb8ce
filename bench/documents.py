"""What the document loader stands: documents that are none, each refused by one line or used.

.venv/bin/python bench/documents.py [--count 100000] [--seed 1]

Sound documents (OpenAPI 3.0, 3.1 and 3.2, Swagger 2.0) are changed as data and as text, and used. No stack trace, no
attempt to reach the network or to start a program, no document that takes long, and a bounded memory: a process that
is about to grow beyond its limit ends with a MemoryError.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from abuse import documents

from bench.machine import ROOT, machine, table, write

MEMORY = 300
"""MB that the process may have at its highest."""


def main() -> int:
    """Runs it, prints and writes what came of it; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (4 * 1024**3, 4 * 1024**3))
    start, processor = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory(prefix="bench-documents-") as folder:
        found = documents.fuzz(Path(folder), arguments.count, arguments.seed)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures: dict[str, Any] = {
        "machine": machine(),
        "count": arguments.count,
        "seed": arguments.seed,
        "seconds": round(time.monotonic() - start, 1),
        "processor_seconds": round(time.process_time() - processor, 1),
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
