"""One run of the harness that tells what its own process took: `python -m bench.one_run USAGE.json run ...`."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from harness.cli.main import main

if __name__ == "__main__":
    try:
        status = main(sys.argv[2:])
    finally:
        used = resource.getrusage(resource.RUSAGE_SELF)
        told = {"seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}
        Path(sys.argv[1]).write_text(json.dumps(told), "utf-8")
    sys.exit(status)
