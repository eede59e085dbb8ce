"""A report -> what the top of the page says: the verdict in a line, and what was run."""

from __future__ import annotations

from harness.common.guards import unguarded
from harness.report.document import errors_of_no_case
from harness.report.shape import Report

SHORT = 10
"""Characters of a commit that people read."""
WORDS = {
    "failed": "{count} of {planned} cases failed",
    "flaky": "{count} of {planned} cases are flaky",
    "unexpected-pass": "{count} known failures passed",
    "could-not-run": "{count} of {planned} cases could not run",
}
ONE = {"flaky": "1 of {planned} cases is flaky", "unexpected-pass": "1 known failure passed"}


def verdict(document: Report) -> tuple[str, bool]:
    """The verdict in a line, such as `3 of 48 cases failed`, and whether all is as expected."""
    counts, planned = document["summary"], document["planned"]
    said = [
        (ONE.get(name, words) if count == 1 else words).format(count=count, planned=planned)
        for name, words in WORDS.items()
        if (count := counts.get(name, 0))
    ]
    beside = len(errors_of_no_case(document))
    if beside:
        said.append(f"{beside} {'error belongs' if beside == 1 else 'errors belong'} to no case")
    if said:
        return "; ".join(said), False
    left = counts["skipped"]
    fine = f"{planned - left} of {planned} cases" if left else f"all {planned} cases" if planned > 1 else "1 case"
    return (f"{fine} as expected" if planned else "no case was run"), True


def about(document: Report) -> list[tuple[str, str]]:
    """What was run, and how: a label and a value each, those left out that the report does not know."""
    project = document.get("project")
    shard = document.get("shard")
    cases = f"{document['planned']}{'' if document.get('whole', True) else ', a part of the plan'}"
    rows = [
        ("project", project["name"] if project else ""),
        ("branch", (project["branch"] or "") if project else ""),
        ("commit", (project["commit"] or "")[:SHORT] if project else ""),
        ("settings", project["settings"] if project else ""),
        ("cases", cases),
        ("shard", f"{shard['index']} of {shard['total']}" if shard else ""),
        ("guard", unguarded(document.get("guard", "")) or document.get("guard", "")),
        ("made by", f"{document['tool']['name']} {document['tool']['version']}"),
    ]
    return [(label, value) for label, value in rows if value]
