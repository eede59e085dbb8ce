"""The libraries that a work folder's own manifest names, resolved once by the language's own tool, and kept.

Resolving may reach a registry. It is done while programs are prepared, and again only when the manifest changes; the
programs themselves reach no host but the mock.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.common.cells import Reach, run_in_cell
from harness.common.tools import ToolTrouble
from harness.model import CouldNotStart

RESOLVE_LIMIT = 600.0
"""Seconds for one download of all libraries."""
MADE = "made"
NOTHING = Path()
"""The folder of libraries of a work folder without a manifest."""


def resolved(
    workdir: Path,
    manifests: Sequence[str],
    command: Callable[[Path], Sequence[str]],
    build: Path,
    reach: Reach,
    variables: Callable[[Path], Mapping[str, str]] = lambda _: {},
) -> Path | CouldNotStart:
    """The folder that has the libraries; `NOTHING` if the work folder has none of the manifests.

    `command` is given the folder to fill, and so is `variables`, its own beside those of `reach`. It may run code that
    a manifest names, so it runs in a cell; `reach` is what it reaches besides. Why the folder could not be filled is
    what keeps the programs from starting.
    """
    files = [workdir / name for name in manifests if (workdir / name).is_file()]
    if not files:
        return NOTHING
    digest = hashlib.sha256(b"\0".join(file.name.encode() + b"\0" + file.read_bytes() for file in files)).hexdigest()
    kept = build / f"libraries-{digest[:24]}" / MADE  # as deep as where it is made: what is made may look upwards
    if kept.is_dir():
        return kept
    build.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        made = Path(scratch, MADE)
        argv = command(made)
        if shutil.which(argv[0]) is None:
            return CouldNotStart(f"{files[0].name} needs {argv[0]}, and there is none", missing_toolchain=True)
        try:
            given = {**reach.variables, **variables(made)}
            own = replace(reach, writes=(*reach.writes, Path(scratch)), variables=given, network=True)
            done = run_in_cell(argv, RESOLVE_LIMIT, own, folder=workdir)
        except ToolTrouble as trouble:
            return CouldNotStart(f"{argv[0]}: {trouble}")
        if done.returncode:
            said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()] or ["it said nothing"]
            told = said[:2] if said[0].rstrip().endswith(":") else said[:1]
            return CouldNotStart(f"{files[0].name}: {argv[0]}: {' '.join(map(str.strip, told))}")
        made.mkdir(exist_ok=True)
        if not kept.is_dir():  # another run may have been quicker
            kept.parent.mkdir(exist_ok=True)
            made.rename(kept)
    return kept
