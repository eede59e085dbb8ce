"""Interrupts the set-up at random moments: the next one must end well, and run a case of each language.

    python bench/interrupts.py [--times 30] [--seed 1] [--within 40]

Works in a copy of the project's tracked files, in a temporary folder. Two of three interruptions are a Ctrl-C, which
the terminal sends to the whole group; the third kills the group outright, as a lost machine does.
"""

# ruff: noqa: T201, S603, S311 - a script that prints, runs the set-up, and draws moments
from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE = (".venv", ".venv.discarded", "examples/python/.venv", "examples/ts/node_modules", ".harness")
CASES = [f"v1/get_balance/{language}/success" for language in ("python", "ts", "go", "curl")]


def copy(folder: Path) -> None:
    """The tracked files as they are now, and new ones that are not ignored."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def interrupted(folder: Path, after: float, number: signal.Signals) -> bool:
    """Starts the set-up and interrupts it; False where it had ended by itself, or came to its end."""
    process = subprocess.Popen(
        ["./run-all.sh", "setup"],
        cwd=folder,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, number)
        return process.wait() != 0  # 0: it was through at that very moment, or took no notice
    return False


def main() -> int:
    """Prints a line an interruption; 1 where one of the next set-ups or runs did not end well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--within", type=float, default=40, help="seconds of a whole set-up")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # else a bench in the background passes "ignore" on
    moments = random.Random(arguments.seed)
    bad = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        copy(folder)
        for time_of in range(1, arguments.times + 1):
            for name in MADE:
                shutil.rmtree(folder / name, ignore_errors=True)
            number = signal.SIGKILL if time_of % 3 == 0 else signal.SIGINT
            after = moments.uniform(0.1, arguments.within)
            cut = interrupted(folder, after, number)
            began = time.monotonic()
            ended = subprocess.run(
                ["./run-all.sh", *CASES, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
            )
            fine = ended.returncode == 0 and "4 passed" in ended.stdout
            bad += not fine
            said = f"{number.name} after {after:.1f} s" if cut else f"ended by itself before {after:.1f} s"
            print(
                f"{time_of:2} {said}: next: {'ok' if fine else 'BAD'}, {time.monotonic() - began:.0f} s",
                flush=True,
            )
            if not fine:
                print(ended.stdout[-2000:], ended.stderr[-2000:], flush=True)
    print(f"{arguments.times - bad} of {arguments.times} ended well")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
