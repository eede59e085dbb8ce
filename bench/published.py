"""How a tree made as published sets usually are comes out: causes, blocks, lines; what becomes green, what stays red.

.venv/bin/python bench/published.py [--seed 1] [--faults 30] [--keep DIR]

The bundled programs are rewritten: files are uploaded without name and type, Python checks no status, Go panics, shells
use `curl -f`, nothing has a time limit, the runner makes `out/`, and Go has no go.mod. The tree runs under every
scenario. Then the suggested known failures are listed, and it runs again: the status must be 0. Then each of the new
faults (bench/faults.py) is put into one of these programs, and must fail a case that the list does not cover.
"""

# ruff: noqa: T201, S603 - a script that prints, and runs the command

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.faults import FAULTS, Fault
from bench.machine import ROOT, machine, write
from bench.variants import Edit, Program, Rule, bundled, make_tree
from harness.plan.plan import Filters
from harness.plan.session import open_session
from harness.report.same_cause import causes
from harness.run.options import Options
from harness.run.run import Run

BY_HAND = {
    "python: no status is checked, so that an error's body is used as an answer": ("python",),
    "python: files are uploaded without name and type": ("python",),
    "ts: files are uploaded without name and type": ("ts",),
    "curl: -f throws the server's words away": ("curl",),
    "curl: a cut answer stays in out/": ("curl",),
}
"""The causes of errors, as a person counts them who knows what was rewritten."""
EDITS: dict[str, tuple[Edit, ...]] = {
    "python": (
        (r'\("\w+\.png", (\w+), "image/png"\)', r"\1"),
        (r"if response\.status_code != 200:\n    sys\.exit\(.*\n", ""),
        (r" +timeout=15,\n", ""),
        (r'Path\("out"\)\.mkdir\(exist_ok=True\)\n', ""),
    ),
    "ts": (
        (r', \{\s*type: "image/png",?\s*\}', ""),
        (r', "\w+\.png"\)', ")"),
        (r"\n +signal: AbortSignal\.timeout\(15_000\),", ""),
        (r' *await mkdir\("out", \{ recursive: true \}\);\n', ""),
        (r"import \{ mkdir, ", "import { "),
    ),
    "go": (
        (r'log\.Fatalf\("HTTP %d: %s", resp\.StatusCode, body\)', 'panic("Non-200 response: " + string(body))'),
        (r'log\.Fatal\("Set [^"]*"\)', 'panic("STABILITY_API_KEY is not set")'),
        (r'log\.Fatalf\("[^"]*%v", err\)|log\.Fatal\(err\)', "panic(err)"),
        (r"Timeout: 15 \* time\.Second", ""),
        (r'\t"time"\n', ""),
        (r'\tif err := os\.MkdirAll\("out", 0o755\); err != nil \{\n.*\n\t\}\n', ""),
    ),
}
SCRIPT = """\
#!/bin/sh
if [ -z "$STABILITY_API_KEY" ]; then
  echo "STABILITY_API_KEY is not set" >&2
  exit 1
fi
api_host=${{API_HOST:-https://api.stability.ai}}

curl -f -sS {options} \\
  "$api_host{path}"{output}
"""


def published() -> Iterator[Program]:
    """The bundled programs, rewritten."""
    for program in bundled():
        text = program.source
        if program.language == "curl":
            text = _script(text)
        for pattern, new in EDITS.get(program.language, ()):
            text = re.sub(pattern, new, text)
        if program.language == "go" and "log." not in text.replace("log.SetFlags(0)", ""):
            text = text.replace("\tlog.SetFlags(0)\n\n", "").replace('\t"log"\n', "")
        yield Program(program.language, program.name, api=program.api, text=text)


def _script(text: str) -> str:
    """One call of curl with -f, and nothing around it."""
    given = re.findall(
        r"^    (--(?:header|form|form-string|data|json)\b(?s:.*?)) \\\n(?=    [-\"])", text, re.MULTILINE
    )
    path = re.search(r'"\$api_host(/[^"]+)"', text)
    file = re.search(r"out/v1\S*\.png", text)
    assert path  # noqa: S101 - every bundled script calls the API
    output = f" \\\n  -o {file[0]}" if file else ""
    return SCRIPT.format(options=" \\\n  ".join(given), path=path[1], output=output)


def main() -> int:
    """Runs the tree three ways, prints and writes the figures; 1 where something is not as it is to be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="chooses the new faults (default 1)")
    parser.add_argument("--faults", type=int, default=30, metavar="N", help="new faults (default 30)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the tree here, and leave it")
    arguments = parser.parse_args()
    about, start = machine(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-published-") as folder:
        root = arguments.keep or Path(folder) / "tree"
        figures = {"machine": about, "seed": arguments.seed, **_figures(root, arguments.seed, arguments.faults)}
    figures["seconds"] = round(time.perf_counter() - start, 1)
    _show(figures)
    print(f"written: {write('published', figures).relative_to(ROOT)}")
    return 0 if figures["status_with_list"] == 0 and not figures["missed"] else 1


def _figures(root: Path, seed: int, count: int) -> dict[str, Any]:
    programs = list(published())
    settings = {"requests": str(ROOT / "fixtures" / "requests"), "time_limit": 6, "outputs": "out"}
    make_tree(root, *programs, settings=settings)
    (root / "examples" / "go" / "go.mod").unlink()
    first = _harness(root, "run", "--json", "report.json")
    report = json.loads((root / "report.json").read_text("utf-8"))
    found = [cause for cause in causes(report["cases"], report["findings"]) if cause.severity == "error"]
    quiet = _harness(root, "run", "-q")
    listed = _harness(root, "run", "--suggest-known-failures")
    (root / "known-failures.toml").write_text(listed.stdout, "utf-8")
    second = _harness(root, "run", "--json", "again.json")
    caught = dict(_caught(root, programs, seed, count))
    return {
        "cases": report["planned"],
        "summary": report["summary"],
        "status": first.returncode,
        "causes_by_hand": len(BY_HAND),
        "blocks": [
            f"{cause.finding['code']} ({', '.join(cause.languages)}): {cause.finding['message']} x{len(cause.cases)}"
            for cause in found
        ],
        "lines": len(first.stdout.splitlines()),
        "lines_quiet": len(quiet.stdout.splitlines()),
        "entries": listed.stdout.count("[[failure]]"),
        "status_with_list": second.returncode,
        "still": [line for line in second.stdout.splitlines() if line.startswith(("FAILED", "UNEXPECTED"))][:20],
        "faults": len(caught),
        "caught": sum(bool(codes) for codes in caught.values()),
        "missed": [name for name, codes in caught.items() if not codes],
        "found": caught,
    }


def _harness(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "harness", *words]
    return subprocess.run(argv, cwd=root, capture_output=True, text=True, check=False)


def _caught(root: Path, programs: list[Program], seed: int, count: int) -> Iterator[tuple[str, list[str]]]:
    """Each new fault by its name, and the codes of what it shows that the list does not cover."""
    fitting = [
        (fault, rule, program, text)
        for fault in FAULTS
        for rule in fault.rules
        for program in programs
        if rule.language == program.language and (text := _applied(rule, program))
    ]
    kinds = sorted({(fault.kind, rule.language) for fault, rule, _, _ in fitting})
    draw = random.Random(seed)  # noqa: S311 - a draw of programs
    for kind, language in draw.sample(kinds, min(count, len(kinds))):
        fault, _, program, text = draw.choice(
            [one for one in fitting if (one[0].kind, one[1].language) == (kind, language)]
        )
        yield f"{kind} {program.id}", _shown(root, program, text, fault)


def _applied(rule: Rule, program: Program) -> str | None:
    """The program with a fault put in, where that is one here: what is rewritten already has some of them."""
    text = rule.apply(program.path, program.source)
    return text if text != program.source else None


def _shown(root: Path, program: Program, text: str, fault: Fault) -> list[str]:
    file = root / "examples" / program.path
    file.write_text(text, "utf-8")
    patterns = (program.id.rsplit("/", 1)[0],)
    run = Run(open_session(root, filters=Filters(patterns=patterns, scenarios=fault.scenarios)), Options(strict=True))
    try:
        records = [run.record(planned.case.name) for planned in run.begin(take=False)]
    finally:
        run.stop()
        file.write_text(program.source, "utf-8")
    mine = [record for record in records if record["name"].startswith(f"{program.id}/")]
    due = fault.codes if fault.codes == ("no-client-timeout",) else ()  # a note is all that it comes to
    found = [one for record in mine for one in record["findings"] if one["severity"] == "error" or one["code"] in due]
    broken = [record["verdict"] for record in mine if record["verdict"] == "could-not-run"]
    return [one["code"] for one in found if not one.get("accepted")] + broken


def _show(figures: dict[str, Any]) -> None:
    print(f"{figures['cases']} cases: {figures['summary']}")
    print(f"causes by hand: {figures['causes_by_hand']}; blocks of errors: {len(figures['blocks'])}")
    for block in figures["blocks"]:
        print(f"  {block[:150]}")
    print(f"lines of the terminal: {figures['lines']}; with -q: {figures['lines_quiet']}")
    print(f"entries suggested: {figures['entries']}; status of the next run: {figures['status_with_list']}")
    for line in figures["still"]:
        print(f"  {line}")
    print(f"new faults: {figures['faults']}, caught {figures['caught']}")
    for line in figures["missed"]:
        print(f"  missed: {line}")
    print(f"{figures['seconds']} s")


if __name__ == "__main__":
    sys.exit(main())
