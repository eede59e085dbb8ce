"""Whether programs that use a vendor's SDK or a retry helper, as published, pass under every scenario.

.venv/bin/python bench/sdks.py [--only NAME]

Each folder of bench/sdks is copied, its pinned packages are installed into the copy, and the harness runs it. The SDKs
name their hosts themselves and are not changed. `--only` takes one folder.
"""

# ruff: noqa: T201, S603, S607 - a script that prints, and that installs packages by their own tools

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import ROOT, machine, table, write

TREES = ROOT / "bench" / "sdks"
SHOP = ROOT / "tests" / "retries" / "tree" / "shop.yaml"
"""The document of the helpers' programs, which the tests have too."""


def main() -> int:
    """Runs the folders; 1 where a case did not pass."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="NAME")
    arguments = parser.parse_args()
    names = sorted(one.name for one in TREES.iterdir() if arguments.only in (None, one.name))
    if not names:
        parser.error(f"--only: expected one of {', '.join(sorted(one.name for one in TREES.iterdir()))}")
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:  # a program's own /tmp hides what lies in ours
        cases = {name: _cases(_installed(name, Path(folder))) for name in names}
    table(["tree", "cases", "passed", "with a warning"], [_row(name, found) for name, found in cases.items()])
    failed = [one for found in cases.values() for one in found if one["verdict"] != "passed"]
    for one in failed:
        print(f"{one['name']}: {', '.join(finding['code'] for finding in one['findings'])}")
    if not arguments.only:
        print(write("sdks", {"machine": machine(), "trees": {name: _figures(one) for name, one in cases.items()}}))
    return int(bool(failed))


def _installed(name: str, folder: Path) -> Path:
    """A copy of a tree with its packages."""
    root = Path(shutil.copytree(TREES / name, folder / name))
    venv.create(root / "venv", with_pip=True, symlinks=True)
    pip = [root / "venv" / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", root / "requirements.txt"], check=True)
    if (root / "javascript").is_dir():
        subprocess.run(["npm", "install", "--silent", "--no-audit"], cwd=root / "javascript", check=True)
    if not list(root.glob("*.yaml")):
        shutil.copyfile(SHOP, root / SHOP.name)
    return root


def _cases(root: Path) -> list[dict[str, Any]]:
    report = root / "report.json"
    harness = [sys.executable, "-m", "harness", "run", "--no-cache", "--config", root / "harness.toml"]
    subprocess.run([*harness, "--json", report], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    found: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["cases"]
    return found


def _figures(found: list[dict[str, Any]]) -> dict[str, Any]:
    codes = Counter(f"{one['code']}/{one['severity']}" for case in found for one in case["findings"])
    passed = sum(case["verdict"] == "passed" for case in found)
    return {"cases": len(found), "passed": passed, "findings": dict(sorted(codes.items()))}


def _row(name: str, found: list[dict[str, Any]]) -> list[str]:
    warned = sum(any(one["severity"] == "warning" for one in case["findings"]) for case in found)
    passed = sum(case["verdict"] == "passed" for case in found)
    return [name, str(len(found)), str(passed), str(warned)]


if __name__ == "__main__":
    sys.exit(main())
