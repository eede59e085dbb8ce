"""Whether programs that use a vendor's SDK or a retry helper, as published, pass under every scenario.

.venv/bin/python bench/sdks.py [--only NAME]

Each folder of bench/sdks is copied, its pinned packages are installed into the copy, and the harness runs it. The SDKs
name their hosts themselves and are not changed. `--only` takes one folder. A program named `Faulty...` has one fault,
which must be named under `success`.
"""

# ruff: noqa: T201, S603 - a script that prints, and that installs packages by their own tools

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
DOCUMENTS = {
    "helpers": ROOT / "tests" / "retries" / "tree" / "shop.yaml",
    "frameworks": ROOT / "tests" / "conversations" / "receivers" / "pay.yaml",
}
"""Tree -> its document, where the tests have it too."""
RUBY, SINATRA = "ruby", 'require "sinatra/base"'
FAULT = "unknown-field"
"""The code of the fault that faulty programs have."""


def main() -> int:
    """Runs the folders; 1 where a case is not right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="NAME")
    arguments = parser.parse_args()
    names = sorted(one.name for one in TREES.iterdir() if arguments.only in (None, one.name))
    if not names:
        parser.error(f"--only: expected one of {', '.join(sorted(one.name for one in TREES.iterdir()))}")
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:  # a program's own /tmp hides what lies in ours
        roots = {name: _installed(name, Path(folder)) for name in names}
        cases = {name: _cases(root) for name, root in roots.items() if root}
    table(["tree", "cases", "right", "with a warning"], [_row(name, found) for name, found in cases.items()])
    failed = [one for found in cases.values() for one in found if not _is_right(one)]
    for one in failed:
        print(f"{one['name']}: {one['reason'] or ''}", *(f"    {told}" for told in _told(one)), sep="\n")
    left_out = [name for name, root in roots.items() if root is None]
    if left_out:
        print(f"left out, as their packages can't be installed: {', '.join(left_out)}")
    if not arguments.only:
        trees = {name: _figures(one) for name, one in cases.items()}
        print(write("sdks", {"machine": machine(), "trees": trees, "left_out": left_out}))
    return int(bool(failed))


def _installed(name: str, folder: Path) -> Path | None:
    """A copy of a tree with its packages; None where they can't be had."""
    root = Path(shutil.copytree(TREES / name, folder / name))
    try:
        if (root / "requirements.txt").is_file():
            venv.create(root / "venv", with_pip=True, symlinks=True)
            pip = [root / "venv" / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, "-r", root / "requirements.txt"], check=True)
        if (root / "javascript").is_dir():
            npm = ["npm", "install", "--ignore-scripts", "--silent", "--no-audit"]
            subprocess.run(npm, cwd=root / "javascript", check=True)
    except (subprocess.CalledProcessError, OSError):  # its own words are printed
        return None
    if name in DOCUMENTS:
        shutil.copy(DOCUMENTS[name], root)
    if (root / "ruby").is_dir() and subprocess.run([RUBY, "-e", SINATRA], check=False).returncode:
        print(f"{name}: left out ruby: install ruby-sinatra and ruby-webrick by apt-get")
        shutil.rmtree(root / "ruby")
    return root


def _cases(root: Path) -> list[dict[str, Any]]:
    report = root / "report.json"
    harness = [sys.executable, "-m", "harness", "run", "--no-cache", "--config", root / "harness.toml"]
    subprocess.run([*harness, "--json", report], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    found: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["cases"]
    return found


def _is_right(case: dict[str, Any]) -> bool:
    """True for a sound program that passed, and for a faulty one whose fault is named."""
    _, program, _, scenario = case["name"].split("/")
    if not program.startswith("Faulty"):
        return bool(case["verdict"] == "passed")
    return scenario != "success" or FAULT in [finding["code"] for finding in case["findings"]]


def _told(case: dict[str, Any]) -> list[str]:
    return [f"{one['code']} ({one['severity']}): {one['message']}: {one['actual']}" for one in case["findings"]]


def _figures(found: list[dict[str, Any]]) -> dict[str, Any]:
    codes = Counter(f"{one['code']}/{one['severity']}" for case in found for one in case["findings"])
    right = sum(map(_is_right, found))
    return {"cases": len(found), "right": right, "findings": dict(sorted(codes.items()))}


def _row(name: str, found: list[dict[str, Any]]) -> list[str]:
    warned = sum(any(one["severity"] == "warning" for one in case["findings"]) for case in found)
    return [name, str(len(found)), str(sum(map(_is_right, found))), str(warned)]


if __name__ == "__main__":
    sys.exit(main())
