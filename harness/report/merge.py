"""Shards' reports -> the one report that a run of the whole plan would have given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from harness.errors import UserError
from harness.model import Verdict
from harness.report import coverage_record
from harness.report.document import SCHEMA_VERSION
from harness.report.shape import FindingRecord, Report


class Unmergeable(UserError):
    """Reports that don't make one: one line that names the report and the shard or case."""


def merge(reports: Mapping[str, Report]) -> Report:
    """One report out of several, by the names that people know them by.

    Cases stand in the order of the shards, findings and coverage are united. Raises Unmergeable for a shard or a case
    that comes twice, and for a shard that is missing.
    """
    _check_shards(reports)
    _check_cases(reports)
    parts = sorted(reports.values(), key=lambda report: report.get("shard", {"index": 0})["index"])
    cases = [case for part in parts for case in part["cases"]]
    summary = {verdict.value: sum(case["verdict"] == verdict for case in cases) for verdict in Verdict}
    guards = sorted({guard for part in parts for guard in part.get("guard", "").split(", ") if guard})
    merged: Report = {
        "schema_version": SCHEMA_VERSION,
        "tool": parts[0]["tool"],
        "started": min(part["started"] for part in parts),
        "duration_ms": max(part["duration_ms"] for part in parts),
        "planned": sum(part["planned"] for part in parts),
        "summary": summary,
        "cases": cases,
        "findings": _once([finding for part in parts for finding in part["findings"]]),
        "coverage": coverage_record.united([part["coverage"] for part in parts]),
    }
    if any("whole" in part for part in parts):
        merged["whole"] = all(part.get("whole", True) for part in parts)
    projects = [part["project"] for part in parts if "project" in part]
    merged |= {"project": projects[0]} if projects else {}
    matrix = {name: one for part in parts for name, one in part.get("matrix", {}).items()}
    merged |= {"matrix": matrix} if matrix else {}
    left_out = {json.dumps(one): one for part in parts for one in part.get("left_out", ())}
    merged |= {"left_out": [*left_out.values()]} if left_out else {}
    return merged | {"guard": ", ".join(guards)} if guards else merged


def _check_shards(reports: Mapping[str, Report]) -> None:
    sharded = {name: report["shard"] for name, report in reports.items() if "shard" in report}
    if not sharded:
        return
    whole = next((name for name in reports if name not in sharded), None)
    if whole:
        raise Unmergeable(f"{whole}: expected a shard like the others, got a report of no shard")
    totals = sorted({shard["total"] for shard in sharded.values()})
    if len(totals) > 1:
        raise Unmergeable(f"expected shards of one run, got shards of {' and of '.join(map(str, totals))}")
    seen: dict[int, str] = {}
    for name, shard in sharded.items():
        if shard["index"] in seen:
            shown = f"{shard['index']}/{shard['total']}"
            raise Unmergeable(f"{name}: expected each shard once, got {shown} again, after {seen[shard['index']]}")
        seen[shard["index"]] = name
    missing = [f"{index}/{totals[0]}" for index in range(1, totals[0] + 1) if index not in seen]
    if missing:
        raise Unmergeable(f"expected the reports of all {totals[0]} shards, found none of {', '.join(missing)}")


def _check_cases(reports: Mapping[str, Report]) -> None:
    seen: dict[str, str] = {}
    for name, report in reports.items():
        for case in report["cases"]:
            if case["name"] in seen:
                where = seen[case["name"]]
                raise Unmergeable(f"{name}: expected each case once, got {case['name']} again, after {where}")
            seen[case["name"]] = name


def _once(findings: Sequence[FindingRecord]) -> list[FindingRecord]:
    """Each finding once: every shard reads the same documents and lists."""
    return list({json.dumps(finding, sort_keys=True): finding for finding in findings}.values())
