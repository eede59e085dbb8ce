"""The project's own checks, one after another: formatters, linters and type checkers, then the tests.

Run by `./run-all.sh`, which makes the environment first:

    tests/run.py [ARGUMENTS]            all checks and tests; arguments go to pytest, and with any, only pytest runs
    tests/run.py --fast [ARGUMENTS]     the checks of Python, shell and workflows, and the tests that start no program
    tests/run.py --format               formats every file
    tests/run.py --coverage [ARGUMENTS] the tests under branch coverage, with the floor of pyproject.toml if all ran
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7"
"""By Go's own tool: the package of PyPI downloads a binary while it is installed."""
FAST = ("ruff ", "mypy", "shell: ", "workflows: ")
"""How the names of the checks begin that `--fast` runs."""
STARTS_PROGRAMS = re.compile(
    r"\bsubprocess\b|\bbench\.sound\b|\bsupport\.(browser|command|engine|machine|outside|runs)\b"
    r"|\bharness\.(launch\.(builds|confined)|run\.run)\b"
)
"""What a test file imports that starts programs, or the harness as a command."""
ALL = ["-n", "auto", "--dist", "loadgroup", "-q", "-rs"]
"""pytest's arguments where none are given; what was skipped is counted, with its reason."""
WORKERS = 2 * (os.cpu_count() or 1)
"""Processes that run tests, where nobody says how many: programs that wait for an answer that never comes, and limits
that must be reached, take time and no processor."""
THEMES = ("abuse", "containers", "docs", "faults", "hosts", "scale", "trees", "warm")
"""Folders of tests whose subject is whole runs, or what takes long."""


Step = tuple[str, Path, list[str]]
"""Name, folder, and command."""


def environment() -> dict[str, str]:
    """This environment's tools first, then the packaged toolchains behind what PATH has."""
    from harness.languages.go import GO_TOOL
    from harness.languages.node import NODE
    from harness.languages.toolchain import find

    env = {"PYTEST_XDIST_AUTO_NUM_WORKERS": str(WORKERS), **os.environ}
    folders = [str(BIN)]
    for need in (NODE, GO_TOOL):
        tool = find(need)
        if tool is None:
            sys.exit(f"tests/run.py: {need.name}: {need.advice}")
        folders.append(str(Path(tool.path).parent))
    env["PATH"] = os.pathsep.join([*folders, env.get("PATH", os.defpath)])
    return env


def scripts() -> list[str]:
    """The project's scripts for a shell."""
    patterns = ("*.sh", "requirements/*.sh", "tests/*/*.sh", "examples/*.sh", "examples/*/run-all.sh")
    patterns += ("examples/curl/code/*/*.sh",)
    return [str(path.relative_to(ROOT)) for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def workflows() -> list[str]:
    """The workflows, by name: actionlint itself looks for them in a repository of git, which an archive is not."""
    return [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob(".github/workflows/*.yml"))]


def go_programs() -> list[str]:
    """The bundled programs in Go."""
    return [str(path) for path in sorted((ROOT / "examples/go/code").glob("*/*.go"))]


def checks() -> list[Step]:
    """What must be clean."""
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
        ("shell: format", ROOT, ["shfmt", "-i", "2", "-d", *scripts()]),
        ("shell: lint", ROOT, ["shellcheck", *scripts()]),
        ("workflows: lint", ROOT, ["go", "run", ACTIONLINT, *workflows()]),
        ("workflows: security", ROOT, ["zizmor", "--offline", "--quiet", ".github", "action.yml"]),
        ("ts examples: types", ts, ["node_modules/.bin/tsc", "--noEmit"]),
        ("ts examples: format", ts, ["node_modules/.bin/prettier", "--check", "--log-level=warn", "."]),
        ("go examples: format", ROOT, ["gofmt", "-l", *go_programs()]),
        *(
            ("go vet " + path.rsplit("/code/", 1)[1], ROOT / "examples/go", ["go", "vet", path])
            for path in go_programs()
        ),
    ]


def formatters() -> list[Step]:
    """What makes the checks of formats clean."""
    return [
        ("ruff format", ROOT, ["ruff", "format", "--quiet", "."]),
        ("python examples", ROOT / "examples/python", ["ruff", "format", "--quiet", "code"]),
        ("shell", ROOT, ["shfmt", "-i", "2", "-w", *scripts()]),
        ("ts examples", ROOT / "examples/ts", ["node_modules/.bin/prettier", "--write", "--log-level=warn", "."]),
        ("go examples", ROOT, ["gofmt", "-w", *go_programs()]),
    ]


def failing(steps: list[Step], env: dict[str, str]) -> list[str]:
    """Runs all steps; the names of those that failed."""
    failed = []
    for name, folder, argv in steps:
        started = time.monotonic()
        program = shutil.which(argv[0], path=env["PATH"]) or str(folder / argv[0])
        done = subprocess.run([program, *argv[1:]], cwd=folder, env=env, capture_output=True, text=True, check=False)
        bad = done.returncode != 0 or (argv[:2] == ["gofmt", "-l"] and done.stdout)
        print(f"{'FAILED' if bad else 'ok':<7}{name} ({time.monotonic() - started:.1f} s)", flush=True)
        if bad:
            print(done.stdout + done.stderr, flush=True)
            failed.append(name)
    return failed


def quick_tests() -> list[str]:
    """The test files that start no program."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    inside = [path.relative_to(ROOT) for path in files if not STARTS_PROGRAMS.search(path.read_text("utf-8"))]
    return [str(path) for path in inside if path.parts[1] not in THEMES]


def tests(python: list[str], arguments: list[str], env: dict[str, str]) -> int:
    """The status of pytest."""
    return subprocess.run([*python, "-m", "pytest", *arguments], cwd=ROOT, env=env, check=False).returncode


def coverage(arguments: list[str], env: dict[str, str]) -> int:
    """The status of the tests under coverage, or of a table below the floor; a part of the tests has no floor."""
    tool = [sys.executable, "-m", "coverage"]
    subprocess.run([*tool, "erase"], cwd=ROOT, check=True)
    status = tests([*tool, "run"], arguments or ALL, env)
    subprocess.run([*tool, "combine", "--quiet"], cwd=ROOT, check=True)
    floor = ["--fail-under=0"] if arguments else []
    shown = subprocess.run([*tool, "report", *floor], cwd=ROOT, check=False)
    return status or shown.returncode


def main() -> int:
    """0 if everything is clean; the first failing status otherwise, after all checks have run."""
    mode, arguments = "", sys.argv[1:]
    if arguments and arguments[0] in ("--fast", "--format", "--coverage"):
        mode, arguments = arguments[0], arguments[1:]
    env = environment()
    if mode == "--coverage":
        return coverage(arguments, env)
    if mode == "--format":
        return bool(failing(formatters(), env))
    steps = [step for step in checks() if step[0].startswith(FAST)] if mode else [] if arguments else checks()
    failed = failing(steps, env)
    if mode:
        env["PYTEST_XDIST_AUTO_NUM_WORKERS"] = str(os.cpu_count() or 1)  # these tests wait for nothing
        arguments = [*ALL, "--hypothesis-profile=quick", *quick_tests(), *arguments]
    status = tests([sys.executable], arguments or ALL, env)
    if failed:
        print(f"failed: {', '.join(failed)}", flush=True)
    return status or bool(failed)


if __name__ == "__main__":
    sys.exit(main())
