"""From saving a program to its new verdict: `harness watch`, against what the program's own case takes.

For each language the program is saved in turn as it is and with a comment more, as editors do it (written beside it,
then renamed). The time runs from the rename to the line that sums the round up. The case's own time is what its
program's preparation and its run take in a plain `harness run`'s own report, where the same edit was made before.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HARNESS = Path(sys.executable).with_name("harness")
PROGRAMS = {"python": "py", "ts": "ts", "go": "go", "curl": "sh"}
ALLOWED, CONSTANT = 1.5, 0.3
"""The bar: at most 1.5 times the case's own time plus 0.3 s."""


def main() -> None:
    """Measures and prints a line a language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=10)
    parser.add_argument("--scenario", default="success")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path(folder))
        show("language", *(f"{head:>8}" for head in ("case", "bar", "median", "worst")))
        for language, extension in PROGRAMS.items():
            file = tree / "examples" / language / "code" / "v1" / f"text_to_image.{extension}"
            own = case_time(tree, file, language, options.scenario)
            took = saves(tree, file, options.scenario, options.saves)
            bar, median, worst = ALLOWED * own + CONSTANT, statistics.median(took), max(took)
            show(
                language,
                *(f"{seconds:8.3f}" for seconds in (own, bar, median, worst)),
                "held" if worst <= bar else "missed",
            )


def show(first: str, *cells: str) -> None:
    """One line of the table."""
    sys.stdout.write(f"{first:<10}{' '.join(cells)}\n")
    sys.stdout.flush()


def copied(folder: Path) -> Path:
    """The bundled tree, in a folder of its own."""
    for name in ("examples", "fixtures"):
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=shutil.ignore_patterns("out", "__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def save(file: Path, number: int) -> None:
    """Saves a program with another comment at its end, by renaming."""
    comment = "//" if file.suffix in (".ts", ".go") else "#"
    lines = [line for line in file.read_text("utf-8").splitlines() if "saved again" not in line]
    beside = file.with_name(f".{file.name}.new")
    beside.write_text("\n".join([*lines, f"{comment} saved again, {number}", ""]), "utf-8")
    beside.replace(file)


def case_time(tree: Path, file: Path, language: str, scenario: str) -> float:
    """The median seconds of one case after an edit: its preparation, as the toolchain alone takes it, and its run."""
    found = []
    for number in range(3):
        save(file, -1 - number)
        prepared = prepare_time(tree, file) if language == "go" else 0.0
        name = f"v1/text_to_image/{language}/{scenario}"
        subprocess.run([HARNESS, "run", name], cwd=tree, env=environment(), capture_output=True, check=True)  # noqa: S603
        (record,) = json.loads((tree / ".harness" / "last-run.json").read_text("utf-8"))["cases"]
        found.append(prepared + record["duration_ms"] / 1000)
    return statistics.median(found)


def prepare_time(tree: Path, file: Path) -> float:
    """Seconds of a plain `go build` of one program that has changed."""
    clock = time.monotonic()
    argv = ["go", "build", "-ldflags=-s -w", "-o", str(tree / "built"), str(file)]
    subprocess.run(argv, cwd=tree / "examples" / "go", env=environment(), check=True)  # noqa: S603
    return time.monotonic() - clock


def environment() -> dict[str, str]:
    """This environment, with the packaged toolchains on PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {name: value for name, value in os.environ.items() if name != "CI"} | {"PATH": path}


def saves(tree: Path, file: Path, scenario: str, count: int) -> list[float]:
    """Seconds from each save to its verdict; the first one, which runs the other languages too, is left out."""
    argv = [str(HARNESS), "watch", "--scenario", scenario]
    with subprocess.Popen(argv, cwd=tree, env=environment(), stdout=subprocess.PIPE, text=True) as watching:  # noqa: S603
        assert watching.stdout  # noqa: S101 - it is a pipe
        next(line for line in watching.stdout if line.startswith("watching"))
        time.sleep(3)  # what is built beforehand
        took = []
        for number in range(count + 1):
            clock = time.monotonic()
            save(file, number)
            told = next(line for line in watching.stdout if " in " in line and "saved" not in line)
            took.append(time.monotonic() - clock)
            assert "1 passing" in told, told  # noqa: S101 - a benchmark of failures would say nothing
            time.sleep(0.3)
        watching.terminate()
    return took[1:]


if __name__ == "__main__":
    main()
