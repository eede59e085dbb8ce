"""A report -> SARIF 2.1.0 (OASIS, errata 01), as code scanning services read it.

Results carry the examples' own files and lines, relative to the repository's root.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from harness.codes import Code, all_codes
from harness.common.guards import unguarded
from harness.model import Verdict
from harness.report.shape import CaseRecord, FindingRecord, Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "SRCROOT"
"""The name of the repository's root in artifact locations, SARIF 2.1.0 section 3.4.4."""
HOME = "https://pypi.org/project/example-harness/"
"""Where people find out what the tool is."""
FINGERPRINT = "primaryLocationLineHash"
"""The one key that code scanning of GitHub knows a result by (its "SARIF support for code scanning")."""


def log(document: Report, sources: Mapping[str, Sequence[str]], prefix: str = "") -> dict[str, Any]:
    """The log: one run, one rule a code that was found, one result a finding at a line.

    A fault that several cases show at one line is one result that names them all. `sources` are the lines of the files
    that findings name, by which a result is known again when lines above it move; `prefix` leads from the repository's
    root to the project, such as `docs/`.
    """
    groups = _grouped(document)
    codes = list(dict.fromkeys(str(finding["code"]) for _, finding, _ in groups))
    seen: dict[str, int] = {}
    results = [_result(record, finding, names, codes, sources, prefix, seen) for record, finding, names in groups]
    run = {
        "tool": {
            "driver": {
                "name": document["tool"]["name"],
                "version": document["tool"]["version"],
                "semanticVersion": document["tool"]["version"],
                "informationUri": HOME,
                "rules": [_rule(code) for code in codes],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not document["summary"][Verdict.COULD_NOT_RUN],
                "startTimeUtc": document["started"],
                "toolExecutionNotifications": [*_guard(document), *_could_not_run(document["cases"])],
                "properties": {"guard": document.get("guard", "")},
            }
        ],
        "originalUriBaseIds": {BASE: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _grouped(document: Report) -> list[tuple[CaseRecord | None, FindingRecord, list[str]]]:
    """Findings with the names of all cases that show them; a known failure is apart from what is none."""
    groups: dict[tuple[Any, ...], tuple[CaseRecord | None, FindingRecord, list[str]]] = {}
    findings: Iterable[tuple[CaseRecord | None, FindingRecord]] = (
        *((None, finding) for finding in document["findings"]),
        *((record, finding) for record in document["cases"] for finding in record["findings"]),
    )
    for record, finding in findings:
        known = _is_known(record, finding)
        words = "" if finding["line"] else finding["message"]
        key = (finding["code"], finding["severity"], finding["file"], finding["line"], known, words)
        _, _, names = groups.setdefault(key, (record, finding, []))
        if record:
            names.append(record["name"])
    return list(groups.values())


def _result(
    record: CaseRecord | None,
    finding: FindingRecord,
    names: Sequence[str],
    codes: Sequence[str],
    sources: Mapping[str, Sequence[str]],
    prefix: str,
    seen: dict[str, int],
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": finding["code"],
        "ruleIndex": codes.index(finding["code"]),
        "level": finding["severity"],
        "message": {"text": _message(finding, names)},
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding, sources, prefix, seen)},
        # sarif-tools takes `blame` for the answer of `git blame`, and reads it as a table.
        "properties": {"blame": {"party": finding["blame"]}, "cases": list(names)},
    }
    if finding.get("second_look"):
        found["properties"]["second_look"] = True
    file = finding["file"] or (record and record["file"])
    if file:
        location = {"artifactLocation": _artifact(file, prefix), "region": {"startLine": finding["line"] or 1}}
        found["locations"] = [{"physicalLocation": location}]
    if _is_known(record, finding):
        why = finding.get("accepted") or (record["reason"] if record else "")
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return found


def _guard(document: Report) -> Iterator[dict[str, Any]]:
    if told := unguarded(document.get("guard", "")):
        yield {"level": "warning", "message": {"text": f"guard: {told}"}}


def _is_known(record: CaseRecord | None, finding: FindingRecord) -> bool:
    """True for what is accepted; older reports say it of whole cases."""
    return bool(finding.get("accepted") or (record and record["verdict"] == Verdict.KNOWN_FAILURE))


def _artifact(file: str, prefix: str) -> dict[str, Any]:
    """Where a file lies: below the repository's root, or, for a document from elsewhere, by its whole path."""
    if PurePath(file).is_absolute():
        return {"uri": PurePath(file).as_uri()}
    return {"uri": quote(posixpath.normpath(prefix + file), errors="surrogateescape"), "uriBaseId": BASE}


def _message(finding: FindingRecord, names: Sequence[str]) -> str:
    lines = [str(finding["message"])]
    lines += [f"{label}: {finding[label]}" for label in ("expected", "actual", "hint") if finding[label]]
    if finding["reproduce"]:
        lines.append(f"repeat: {finding['reproduce']}")
    if len(names) > 1:
        lines.append(f"and {len(names) - 1} more case{'' if len(names) == 2 else 's'}")
    return "\n".join(lines)


def _fingerprint(
    finding: FindingRecord, sources: Mapping[str, Sequence[str]], prefix: str, seen: dict[str, int]
) -> str:
    """The same from run to run while the file, the code and the line's text are: not its number, nor the case."""
    lines = sources.get(finding["file"] or "", ())
    line = finding["line"]
    text = lines[line - 1].strip() if line and line <= len(lines) else finding["message"]
    words = (finding["code"], prefix + (finding["file"] or ""), text)
    digest = hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    seen[digest] = seen.get(digest, 0) + 1  # two lines with the same text are two results
    return f"{digest}:{seen[digest]}"


def _rule(name: str) -> dict[str, Any]:
    code = all_codes().get(name)
    if code is None:  # a code of a later harness, in a report that was merged
        text = {"text": f"A finding that this version of the harness does not know: {name}."}
        return {"id": name, "shortDescription": text, "fullDescription": text, "help": text}
    return {
        "id": name,
        # With its group, since a name must be another word than the id (SARIF 2.1.0, 3.49.7).
        "name": "".join(word.capitalize() for word in (code.group, *name.split("-"))),
        "shortDescription": {"text": f"{code.title}."},
        "fullDescription": {"text": code.meaning},
        "help": {"text": _help(code), "markdown": _help_markdown(code)},
        "defaultConfiguration": {"level": code.severity},
        "properties": {"tags": ["examples", code.group]},
    }


def _help(code: Code) -> str:
    return f"{code.meaning}\n\nWrong:\n{code.wrong}\nRight:\n{code.right}\n{code.hint}"


def _help_markdown(code: Code) -> str:
    wrong, right = (f"```{code.language}\n{text.strip(chr(10))}\n```" for text in (code.wrong, code.right))
    return f"{code.meaning}\n\n**Wrong**\n\n{wrong}\n\n**Right**\n\n{right}\n\n{code.hint}"


def _could_not_run(cases: Iterable[CaseRecord]) -> Iterable[dict[str, Any]]:
    """What kept programs from running, reported as the tool's own trouble: no example is at fault."""
    reasons: dict[str, list[str]] = {}
    for record in cases:
        if record["verdict"] == Verdict.COULD_NOT_RUN and not record["findings"]:
            reasons.setdefault(record["reason"], []).append(record["name"])
    for reason, names in reasons.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield {"level": "error", "message": {"text": f"{names[0]}{more} could not run: {reason}"}}
