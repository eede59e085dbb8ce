"""Small reports, made by hand."""

from __future__ import annotations

from typing import Any

from harness.model import Verdict

Record = dict[str, Any]


def finding(code: str = "error-swallowed", **changed: Any) -> Record:
    """One finding at a line of the Go program."""
    return {
        "code": code,
        "severity": "error",
        "blame": "example",
        "message": "it ended with status 0 though the server answered 401",
        "expected": "an exit status that is not 0",
        "actual": "exit status 0",
        "file": "examples/go/a.go",
        "line": 3,
        "hint": "Check the status.",
        "reproduce": "harness run v1/a/go/success",
    } | changed


def case(name: str = "v1/a/go/success", *findings: Record, verdict: str | None = None, **changed: Any) -> Record:
    """One case: failed where it has findings, else passed."""
    api, operation, language, scenario = name.split("/")
    return {
        "name": name,
        "api": api,
        "operation": operation,
        "language": language,
        "scenario": scenario,
        "file": f"examples/{language}/a.{language}",
        "verdict": verdict or ("failed" if findings else "passed"),
        "reason": "",
        "duration_ms": 120,
        "cached": False,
        "outcome": {"kind": "finished", "exit_status": 0, "stdout": "", "stderr": "", "outputs": []},
        "exchanges": [],
        "findings": list(findings),
    } | changed


def document(*cases: Record, findings: tuple[Record, ...] = ()) -> Record:
    """A whole report."""
    return {
        "schema_version": 1,
        "tool": {"name": "harness", "version": "0.1.0"},
        "started": "2026-01-01T00:00:00.000Z",
        "duration_ms": 1500,
        "planned": len(cases),
        "summary": {verdict.value: sum(one["verdict"] == verdict for one in cases) for verdict in Verdict},
        "cases": list(cases),
        "findings": list(findings),
        "coverage": {"operations": {"v1/a": {"go": True}}, "fields": {}},
    }
