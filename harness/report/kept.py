"""What a page shows beside the records, kept from run to run: a case answered from the cache has its pictures too."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from harness.common import own_folder
from harness.report.details import Details, ExchangeDetails
from harness.report.shape import CaseRecord

VERSION = 1
"""Of the file's form; a file of another one is none."""
MOST = 10_000
"""Cases that are kept: those that ran longest ago are forgotten first."""


def recall(details: Details, path: Path, records: Iterable[CaseRecord]) -> None:
    """Gives the cases that this process did not see run what was kept when they ran.

    What belongs to another run of a case, by the digests of its requests, is left; a file that is broken is none.
    """
    unseen = [record for record in records if record["exchanges"] and not details.exchanges(record["name"])]
    if not unseen:
        return
    cases, pictures = _read(path)
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        for record in unseen:
            case = cases.get(record["name"])
            if case and case["requests"] == _requests(record):
                details.put(record["name"], [_exchange(one) for one in case["exchanges"]])
                for digest in _digests(case):
                    if digest in pictures:
                        details.put_thumbnail(digest, base64.b64decode(pictures[digest], validate=True))


def keep(details: Details, path: Path, records: Iterable[CaseRecord]) -> None:
    """Adds what was seen of a run's cases. A folder that can't be written costs pictures, nothing else."""
    ran = [record for record in records if record["exchanges"] and not record["cached"]]
    if not ran:
        return
    cases, pictures = _read(path)
    for record in ran:
        cases.pop(record["name"], None)
        cases[record["name"]] = {
            "requests": _requests(record),
            "exchanges": [_entry(one) for one in details.exchanges(record["name"])],
            "written": [file["sha256"] for file in record["outcome"].get("outputs", [])],
        }
    cases = dict(list(cases.items())[-MOST:])
    kept: dict[str, str] = {}
    for digest in {digest for case in cases.values() for digest in _digests(case)}:
        small = details.thumbnail(digest)
        if small or digest in pictures:
            kept[digest] = base64.b64encode(small).decode() if small else pictures[digest]
    with contextlib.suppress(OSError):
        own_folder.write(path, json.dumps({"version": VERSION, "cases": cases, "pictures": kept}))


def _read(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The cases and the pictures of a file; nothing of one that is missing, broken or of another form."""
    try:
        found = json.loads(path.read_text("utf-8"))
        if found["version"] != VERSION:
            return {}, {}
        cases = {name: case for name, case in found["cases"].items() if isinstance(_digests(case), list)}
        return cases, dict(found["pictures"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, {}


def _requests(record: CaseRecord) -> list[str]:
    return [exchange["request"]["raw_sha256"] for exchange in record["exchanges"]]


def _digests(case: dict[str, Any]) -> list[str]:
    return [*case["written"], *(digest for one in case["exchanges"] for digest in one["pictures"])]


def _entry(one: ExchangeDetails) -> dict[str, Any]:
    heads: Sequence[bytes] = (one.request_head, one.response_head)
    return {"wait": one.wait, "heads": [base64.b64encode(head).decode() for head in heads], "pictures": one.pictures}


def _exchange(entry: dict[str, Any]) -> ExchangeDetails:
    request, response = (base64.b64decode(head, validate=True) for head in entry["heads"])
    return ExchangeDetails(float(entry["wait"]), request, response, tuple(entry["pictures"]))
