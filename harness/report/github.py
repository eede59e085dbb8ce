"""A report -> GitHub's workflow commands: annotations at the examples' own lines.

Source: docs.github.com, "Workflow commands for GitHub Actions". A step may show ten errors and ten warnings; what comes
after is dropped without a word, so what is reported first counts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from harness.common.changed_lines import Changed
from harness.common.guards import unguarded
from harness.common.printable import no_markers, printable
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


def commands(document: Report, prefix: str = "", changed: Changed | None = None) -> Iterator[str]:
    """Workflow commands, one a place: the worst cause first, and each cause's first place before another's second.

    The last of a kind counts those that remain. `prefix` leads from the repository's root to the project, such as
    `docs/`. `changed` are the lines of a pull request: what is elsewhere names the nearest of them, since a reviewer
    sees an annotation only where something has changed.
    """
    found = causes(document["cases"], document["findings"])
    for severity, kind in KINDS.items():
        mine = [cause for cause in found if cause.severity == severity]
        places = [
            [_at(cause, finding, kind, prefix, changed or {}) for finding in cause.places.values()] for cause in mine
        ]
        made = [one for row in zip_longest(*places) for one in row if one]
        if severity == "error":
            made = _without_finding(document["cases"]) + made
        elif told := unguarded(document.get("guard", "")):
            made.insert(0, command(kind, told, title="guard"))
        yield from _limited(made, kind)


def command(kind: str, message: str, **properties: str | int | None) -> str:
    """`::error file=a.go,line=3::text`, escaped so that no text can be a property, a second line or a command."""
    given = [f"{name}={_property(str(value))}" for name, value in properties.items() if value not in (None, "")]
    return f"::{kind}{' ' + ','.join(given) if given else ''}::{_data(message)}"


def _at(cause: Cause, finding: FindingRecord, kind: str, prefix: str, changed: Changed) -> str:
    lines = [finding["message"]]
    lines += [f"{label}: {cut(finding[label], 600)}" for label in ("expected", "actual", "hint") if finding[label]]
    lines += ["seen on a second look, with a good answer"] if finding.get("second_look") else []
    lines += [f"repeat: {finding['reproduce']}"] if finding["reproduce"] else []
    if len(cause.cases) > 1:
        lines.append(f"shown by {len(cause.cases)} cases ({', '.join(cause.languages)})")
    file = finding["file"] and posixpath.join(prefix, finding["file"])
    if near := nearest_changed(file or "", finding["line"] or 1, changed):
        lines.insert(1, f"not on a line that this pull request changes; the nearest: {near}")
    return command(kind, cut("\n".join(lines), TEXT_SHOWN), file=file, line=finding["line"], title=finding["code"])


def nearest_changed(file: str, line: int, changed: Changed) -> str:
    """`a.go:12`: in the same file the line that is nearest, else one of the same program in another language, else one
    of the file that is nearest in the tree. Empty for a line that is changed itself, and without any that is near.
    """
    if line in changed.get(file, ()):
        return ""
    if file in changed:
        return f"{file}:{min(changed[file], key=lambda one: abs(one - line))}"

    def near(other: str) -> tuple[bool, int]:
        same = posixpath.splitext(posixpath.basename(other))[0] == posixpath.splitext(posixpath.basename(file))[0]
        return same, len(posixpath.commonpath([posixpath.dirname(file), posixpath.dirname(other)]))

    best = max(changed, key=near, default="")
    return f"{best}:{changed[best][0]}" if best and near(best) > (False, 0) else ""


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
    shown = no_markers(printable(text, keep="\r\n\t"))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
