"""A report -> GitHub's workflow commands: annotations at the examples' own lines.

Source: docs.github.com, "Workflow commands for GitHub Actions". A step may show ten errors and ten warnings; what comes
after is dropped without a word, so what is told first counts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from harness.model import Verdict
from harness.report.plain import cut
from harness.report.same_cause import Cause, causes
from harness.report.shape import CaseRecord, FindingRecord, Report

SHOWN = 10
"""Annotations of one kind that a step shows."""
TEXT_SHOWN = 3000
"""Characters of one annotation: GitHub cuts them at 4 KiB."""
KINDS = {"error": "error", "warning": "warning"}
"""Severity -> kind of annotation. Notes have none: a run that is as it should be leaves no mark on anyone's lines."""


def commands(document: Report, prefix: str = "") -> Iterator[str]:
    """Workflow commands, one a place: the worst cause first, and each cause's first place before another's second.

    The last of a kind counts those that are left. `prefix` leads from the repository's root to the project, such as
    `docs/`.
    """
    found = causes(document["cases"], document["findings"])
    for severity, kind in KINDS.items():
        mine = [cause for cause in found if cause.severity == severity]
        places = [[_at(cause, finding, kind, prefix) for finding in cause.places.values()] for cause in mine]
        made = [one for row in zip_longest(*places) for one in row if one]
        if severity == "error":
            made = _without_finding(document["cases"]) + made
        yield from _limited(made, kind)


def command(kind: str, message: str, **properties: str | int | None) -> str:
    """`::error file=a.go,line=3::text`, escaped so that no text can be a property, a second line or a command."""
    given = [f"{name}={_property(str(value))}" for name, value in properties.items() if value not in (None, "")]
    return f"::{kind}{' ' + ','.join(given) if given else ''}::{_data(message)}"


def _at(cause: Cause, finding: FindingRecord, kind: str, prefix: str) -> str:
    lines = [finding["message"]]
    lines += [f"{label}: {cut(finding[label], 600)}" for label in ("expected", "actual", "hint") if finding[label]]
    lines += ["seen on a second look, with a good answer"] if finding.get("second_look") else []
    lines += [f"repeat: {finding['reproduce']}"] if finding["reproduce"] else []
    if len(cause.cases) > 1:
        lines.append(f"shown by {len(cause.cases)} cases ({', '.join(cause.languages)})")
    file = finding["file"] and posixpath.join(prefix, finding["file"])
    return command(kind, cut("\n".join(lines), TEXT_SHOWN), file=file, line=finding["line"], title=finding["code"])


def _without_finding(cases: Sequence[CaseRecord]) -> list[str]:
    """What fails a run and has no finding: a known failure that passed, and what could not run."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for record in cases:
        if record["verdict"] in (Verdict.UNEXPECTED_PASS, Verdict.COULD_NOT_RUN) and not record["findings"]:
            reasons.setdefault((record["verdict"], record["reason"]), []).append(record["name"])
    return [
        command("error", f"{', '.join(names[:5])}{f' and {len(names) - 5} more' if len(names) > 5 else ''}: {reason}",
                title=verdict)
        for (verdict, reason), names in reasons.items()
    ]  # fmt: skip


def _limited(commands: Sequence[str], kind: str) -> Iterator[str]:
    if len(commands) <= SHOWN:
        yield from commands
        return
    yield from commands[: SHOWN - 1]
    yield command(kind, f"{len(commands) - SHOWN + 1} more: see the summary of this run", title="and more")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
