"""The project's own checks, one after another: formatters, linters and type checkers, then the tests.

Run by `./run-all.sh test`, which makes the environment first. Arguments go to pytest; with any, only pytest runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def environment() -> dict[str, str]:
    """This environment's tools first, then the packaged toolchains behind what PATH has."""
    from harness.languages.go import GO_TOOL
    from harness.languages.node import NODE
    from harness.languages.toolchain import find

    env = dict(os.environ)
    folders = [str(BIN)]
    for need in (NODE, GO_TOOL):
        tool = find(need)
        if tool is None:
            sys.exit(f"tests/run.py: {need.name}: {need.advice}")
        folders.append(str(Path(tool.path).parent))
    env["PATH"] = os.pathsep.join([*folders, env.get("PATH", os.defpath)])
    return env


def checks() -> list[tuple[str, Path, list[str]]]:
    """Name, folder, and command of each check."""
    scripts = [
        str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("*.sh")) + sorted(ROOT.glob("requirements/*.sh"))
    ]
    scripts += [str(path.relative_to(ROOT)) for path in sorted((ROOT / "examples").glob("*.sh"))]
    scripts += [str(path.relative_to(ROOT)) for path in sorted((ROOT / "examples").glob("*/run-all.sh"))]
    scripts += [str(path.relative_to(ROOT)) for path in sorted((ROOT / "examples/curl/code").glob("*/*.sh"))]
    programs = [str(path) for path in sorted((ROOT / "examples/go/code").glob("*/*.go"))]
    ts = ROOT / "examples/ts"
    python = ROOT / "examples/python"
    return [
        ("ruff format", ROOT, ["ruff", "format", "--check", "--quiet", "."]),
        ("ruff check", ROOT, ["ruff", "check", "--quiet", "."]),
        ("mypy", ROOT, ["mypy", "--no-error-summary"]),
        ("documents: lint", ROOT, ["harness", "spec", "lint"]),
        ("documents: generated", ROOT, ["harness", "spec", "bundle", "--check"]),
        ("python examples: format", python, ["ruff", "format", "--check", "--quiet", "code"]),
        ("python examples: lint", python, ["ruff", "check", "--quiet", "code"]),
        ("shell: format", ROOT, ["shfmt", "-i", "2", "-d", *scripts]),
        ("shell: lint", ROOT, ["shellcheck", *scripts]),
        ("ts examples: types", ts, ["node_modules/.bin/tsc", "--noEmit"]),
        ("ts examples: format", ts, ["node_modules/.bin/prettier", "--check", "--log-level=warn", "."]),
        ("go examples: format", ROOT, ["gofmt", "-l", *programs]),
        *(("go vet " + path.rsplit("/code/", 1)[1], ROOT / "examples/go", ["go", "vet", path]) for path in programs),
    ]


def main() -> int:
    """0 if everything is clean; the first failing status otherwise, after all checks have run."""
    env = environment()
    failed = []
    for name, folder, argv in [] if sys.argv[1:] else checks():
        started = time.monotonic()
        program = shutil.which(argv[0], path=env["PATH"]) or str(folder / argv[0])
        done = subprocess.run([program, *argv[1:]], cwd=folder, env=env, capture_output=True, text=True, check=False)
        bad = done.returncode != 0 or (argv[0] == "gofmt" and done.stdout)
        print(f"{'FAILED' if bad else 'ok':<7}{name} ({time.monotonic() - started:.1f} s)", flush=True)
        if bad:
            print(done.stdout + done.stderr, flush=True)
            failed.append(name)
    arguments = sys.argv[1:] or ["-n", "auto", "--dist", "loadgroup", "-q"]
    status = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=env, check=False).returncode
    if failed:
        print(f"failed: {', '.join(failed)}", flush=True)
    return status or bool(failed)


if __name__ == "__main__":
    sys.exit(main())
