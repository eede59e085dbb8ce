"""Runs of hostile programs, and what is left behind by them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from support.runs import Record, errors, run
from support.trees import Program, make_tree

from abuse.hostile import Hostile

TIME_LIMIT = 5.0
"""Seconds that a program has: enough for one that is only slow, little for one that never ends."""


def play(root: Path, hostile: Iterable[Hostile], jobs: int = 4, copies: int = 1, **settings: object) -> list[str]:
    """Runs programs under `success`, and tells of each that was not judged as it should be."""
    members = [(one, one.program(number)) for one in hostile for number in range(copies)]
    records = _run(root, members, jobs, settings)
    return [wrong for one, program in members if (wrong := misjudged(one, records[f"{program.id}/success"]))]


def played(root: Path, hostile: Iterable[Hostile], jobs: int = 4, **settings: object) -> dict[str, Record]:
    """The records of programs under `success`, by their names."""
    members = [(one, one.program()) for one in hostile]
    records = _run(root, members, jobs, settings)
    return {one.name: records[f"{program.id}/success"] for one, program in members}


def _run(
    root: Path, members: Sequence[tuple[Hostile, Program]], jobs: int, settings: Mapping[str, object]
) -> dict[str, Record]:
    operations = {program.name: one.operation for one, program in members}
    make_tree(root, *(program for _, program in members), settings={"time_limit": TIME_LIMIT, **settings})
    _add_operations(root / "pyproject.toml", operations)
    return run(root, "success", jobs=jobs)


def misjudged(one: Hostile, record: Record) -> str:
    """What is wrong with the verdict on a program; empty where it is right."""
    found = sorted(set(errors(record)))
    if found == sorted(one.codes) and record["verdict"] == ("failed" if found else "passed"):
        return ""
    shown = record["outcome"].get("stderr", "")[-300:]
    return f"{one.name}: expected {sorted(one.codes)}, got {record['verdict']} {found} {record['reason']} {shown!r}"


def processes_in(folder: Path) -> Mapping[int, str]:
    """The processes that have a folder's name in their environment, command line, working folder or open files."""
    wanted, found = os.fsencode(folder), {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            texts = [(process / "cmdline").read_bytes(), (process / "environ").read_bytes()]
            texts += [os.fsencode(link.readlink()) for link in (process / "cwd", *(process / "fd").iterdir())]
        except OSError:  # it has ended, or is another user's
            continue
        if int(process.name) != os.getpid() and any(wanted in text for text in texts):
            found[int(process.name)] = texts[0].decode("utf-8", "replace")
    return found


def _add_operations(file: Path, operations: Mapping[str, str]) -> None:
    """Every program shows the operation of the bundled one that it is named after."""
    lines = [f'[tool.harness.operations.{name}]\noperation_id = "listEngines"\nprints = true\n' for name in operations]
    file.write_text(file.read_text("utf-8") + "\n" + "\n".join(lines), "utf-8")
