"""How often the harness finds fault with sound programs of many clients, in nine languages.

.venv/bin/python -m bench.sound [--only WORD] [--scenario NAME] [--keep FOLDER]

bench/sound/programs.py has twenty ways to send each of ten requests: JSON, forms, multipart, arrays in a query, paths
to be escaped, headers, a cookie, HTTP Basic, server-sent events and a download. They run under `success` against
bench/sound/api.yaml. Each finding of severity error is a false alarm. What could not run is named, and counts too.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Container
from pathlib import Path

from bench.machine import ROOT, machine, table, write
from bench.sound.programs import FILE, REQUESTS, WAYS, programs
from bench.variants import Record, errors
from harness.plan.session import open_session
from harness.run.options import Options
from harness.run.run import Run

SETTINGS = """\
examples = "programs"
pattern = "{language}/{operation}.{ext}"
host_env = "API_HOST"
outputs = "out"
env = {}
minimum_examples = 1

[credentials.key]
env = "API_KEY"
scheme = "bearer"

[credentials.session]
env = "SESSION"
scheme = "session"

[credentials.user]
env = "USER_ID"
scheme = "basic"
part = "username"

[credentials.secret]
env = "USER_SECRET"
scheme = "basic"
part = "password"

[apis.v2]
spec = "api.yaml"

[languages.javascript]
extensions = ["js", "mjs"]
"""


def make(folder: Path, only: str = "", languages: Container[str] = frozenset(WAYS)) -> int:
    """Writes the tree of programs, and gives back how many there are."""
    tables = []
    for language, operation, way, extension, text in programs():
        name = f"{operation}_{way}"
        if only not in f"{language}/{name}" or language not in languages:
            continue
        file = folder / "programs" / language / f"{name}.{extension}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        (file.parent / FILE).write_text("Hello\n")
        (file.parent / "out").mkdir(exist_ok=True)
        writes = '\nwrites = {"application/octet-stream" = "report.bin"}' if REQUESTS[operation].writes else ""
        tables.append(f'[operations.{name}]\noperation_id = "{operation}"{writes}\n')
    shutil.copy(Path(__file__).with_name("api.yaml"), folder)
    (folder / "harness.toml").write_text("\n".join([SETTINGS, *dict.fromkeys(tables)]))
    return len(tables)


def run(folder: Path, scenarios: Container[str] = ("success",)) -> list[Record]:
    """The records of all programs of a tree."""
    session = open_session(folder)
    planned = [case for case in session.plan.cases if case.case.scenario in scenarios]
    one = Run(session, Options(strict=True))
    try:
        one.start(planned)
        return [one.record(case.case.name) for case in planned]
    finally:
        one.stop()


def main() -> int:
    """Runs the programs, prints and writes the false alarms; 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="only programs whose name has this word")
    parser.add_argument("--scenario", action="append", metavar="NAME", help="run under this one (repeatable)")
    parser.add_argument("--keep", metavar="FOLDER", help="write the tree there, and leave it")
    arguments = parser.parse_args()
    about, start = machine(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-sound-") as temporary:
        folder = Path(arguments.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        count = make(folder, arguments.only)
        records = run(folder, arguments.scenario or ("success",))
    wrong = [
        f"{record['name']}: {record['reason']}"
        for record in records
        if record["verdict"] in ("could-not-run", "skipped")
    ]
    wrong += [
        f"{record['name']}:{finding['line']}: {finding['code']}: {finding['message']}\n"
        f"    expected: {finding['expected']}\n    actual:   {finding['actual']}"
        for record in records
        for finding in errors(record)
    ]
    print(*wrong, sep="\n")
    languages = Counter(record["language"] for record in records)
    passed = Counter(record["language"] for record in records if record["verdict"] == "passed")
    table(["language", "programs", "passed"], [[name, str(languages[name]), str(passed[name])] for name in languages])
    seconds = round(time.perf_counter() - start, 1)
    print(f"{count} programs, {len(records)} cases, {seconds} s: {len(wrong)} false alarms")
    if not (arguments.only or arguments.scenario):
        figures = {"machine": about, "seconds": seconds, "languages": languages, "passed": passed, "wrong": wrong}
        print(f"written: {write('sound', figures).relative_to(ROOT)}")
    return 1 if wrong or not records else 0


if __name__ == "__main__":
    sys.exit(main())
