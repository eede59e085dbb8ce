"""Reports made by hand, as large and as hostile as a test needs them."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.common.shown import shown
from harness.model import Exchange, Reply, Request, WrittenFile
from harness.report import document
from harness.report.details import Details
from harness.report.html import page
from harness.report.sources import Sources
from harness.respond.pictures import draw

Record = dict[str, Any]
LANGUAGES = ("python", "ts", "go", "curl")
SCENARIOS = (
    *("success", "success-closed", "success-compressed", "success-chunked", "many-artifacts", "unauthorized"),
    *("bad-request", "rate-limited", "server-error", "gateway-error", "malformed-body", "truncated", "reset"),
    *("refused", "hang", "missing-key", "empty-key"),
)
PICTURE = draw(64, 64, "a picture")
DIGEST = hashlib.sha256(PICTURE).hexdigest()


def finding(**changed: Any) -> Record:
    """One entry of a case's `findings`."""
    return {
        "code": "body-schema",
        "severity": "error",
        "blame": "example",
        "message": 'steps: expected an integer, got "30"',
        "expected": "an integer",
        "actual": '"30"',
        "file": "examples/go/masking.go",
        "line": 3,
        "hint": "Send what the document allows.",
        "reproduce": "harness run v1/masking/go/success",
    } | changed


def exchange(**body: Any) -> Record:
    """One entry of a case's `exchanges`: a JSON body, or the body that is given."""
    sent = '{"samples":1,"steps":30,"text_prompts":[{"text":"A lighthouse on a cliff at dawn"}]}'
    return {
        "request": {
            "method": "POST",
            "target": "/v1/generation/engine/masking?sort=up",
            "headers": [
                ["Host", "127.0.0.1:50000"],
                ["User-Agent", "client/1"],
                ["Authorization", "Bearer [key]"],
                ["Accept", "application/json"],
                ["Content-Type", "application/json"],
            ],
            "body": body or {"kind": "text", "media_type": "application/json", "text": sent, "bytes": len(sent)},
            "fault": None,
            "raw_bytes": 400,
            "raw_sha256": "0" * 64,
        },
        "response": {
            "status": 200,
            "headers": [["Content-Type", "application/json"]],
            "body": {"kind": "text", "media_type": "application/json", "text": '{"artifacts": []}', "bytes": 17},
            "fault": None,
        },
    }


def case(name: str, **changed: Any) -> Record:
    """One entry of `cases`, which passed unless `changed` says otherwise."""
    api, operation, language, scenario = name.split("/")
    return {
        "name": name,
        "api": api,
        "operation": operation,
        "language": language,
        "scenario": scenario,
        "file": f"examples/{language}/{operation}.{language}",
        "verdict": "passed",
        "reason": "",
        "duration_ms": 27,
        "cached": False,
        "command": {"argv": ["$TOOL/run", "masking"], "env": {"API_HOST": "http://127.0.0.1:$PORT"}, "folder": "$WORK"},
        "outcome": {"kind": "finished", "exit_status": 0, "stdout": "done\n", "stderr": "", "outputs": []},
        "exchanges": [exchange()],
        "findings": [],
    } | changed


def report(*cases: Record, **changed: Any) -> Record:
    """A report of these cases."""
    operations = {f"{one['api']}/{one['operation']}": dict.fromkeys(LANGUAGES, True) for one in cases}
    fields = {name: {"steps": {"exercised": ["(sent)"], "never": []}} for name in operations}
    covered = {"operations": operations, "fields": fields, "scenarios": {}}
    names = [one["name"] for one in cases]
    built = document.build(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), 12.5, names, cases, [], covered)
    return built | {"guard": "namespaces"} | changed


def large(count: int, one_in: int = 50) -> Record:
    """A report of at least `count` cases, one in so many of which failed, each at a line of its own."""
    cases: list[Record] = []
    number = 0
    while len(cases) < count:
        for language in LANGUAGES:
            for scenario in SCENARIOS:
                name = f"v{number % 3}/operation_{number}/{language}/{scenario}"
                wrong = {
                    "verdict": "failed",
                    "findings": [finding(file=f"examples/{language}/operation_{number}.x", line=len(cases) + 1)],
                }
                stdout = "".join(f"{len(cases)} line {line} of what it printed\n" for line in range(40))
                outcome = {"kind": "finished", "exit_status": 0, "stdout": stdout, "stderr": "", "outputs": []}
                cases.append(case(name, outcome=outcome, **(wrong if len(cases) % one_in == 0 else {})))
        number += 1
    return report(*cases)


def with_picture(name: str) -> tuple[Record, Details]:
    """A case that wrote the image it was sent, and what the run has kept of it."""
    output = {"path": "out/a.png", "bytes": len(PICTURE), "sha256": DIGEST, "width": 64, "height": 64}
    outcome = {"kind": "finished", "exit_status": 0, "stdout": "", "stderr": "", "outputs": [output]}
    long = "a_name_without_any_place_to_break_it_" * 4
    parts = [
        {"name": "init_image", "filename": "a.png", "content_type": "image/png", "bytes": 1, "sha256": DIGEST},
        {"name": long, "filename": None, "content_type": None, "bytes": 5, "text": "value"},
        {"name": "other", "filename": long, "content_type": "image/png", "bytes": 5, "sha256": "0" * 64},
    ]
    details = Details()
    request = Request("POST", "/", (), b"the body")
    sent = Exchange(request, Reply(200, (("Content-Type", "image/png"),), PICTURE), 0.0, 0.0015)
    details.add(name, [shown(sent, "sk-nothing-of-it")], [WrittenFile("out/a.png", PICTURE)])
    return case(name, outcome=outcome, exchanges=[exchange(kind="multipart", parts=parts)]), details


def write(path: Path, found: Record, details: Details | None = None) -> str:
    """Writes the page of a report to `path/report.html` and gives back its address."""
    program = path / "examples" / "go" / "masking.go"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text('package main\n\nsteps := "30" // <b>\n\nfunc main() {}\n', "utf-8")
    file = path / "report.html"
    file.write_text(page.render(found, Sources(path), details), "utf-8")
    return file.as_uri()


def bomb(side: int) -> bytes:
    """A small PNG that says it has `side` x `side` pixels."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG", optimize=True)
    return out.getvalue()
