"""The tools that the pipeline uses, pinned by version and hash, in a folder of the project's own.

Redocly CLI (MIT) lints and bundles, oasdiff (Apache-2.0) finds breaking changes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from harness.common import own_folder, own_key, sealed
from harness.common.tools import ToolTrouble, run_tool
from harness.errors import EnvironmentTrouble
from harness.languages.go import GO_TOOL
from harness.languages.node import NODE
from harness.languages.toolchain import Tool, find

SETUP = 'expected the tools of the documents, found none: "harness spec setup" gets them'
NO_KEY = "expected a home folder, or $XDG_STATE_HOME, for the key by which the tools are known again, found none"
SETUP_LIMIT = 600.0
"""Seconds that one step of the set-up may take: oasdiff builds in some 30."""
RUN_LIMIT = 120.0
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NODE_NO_WARNINGS": "1", "CI": "true"}
"""Redocly CLI calls nobody with these."""
_PINNED = ("package.json", "package-lock.json", "go.mod", "go.sum")


@dataclass(frozen=True)
class Toolbox:
    """Where the tools lie: `.harness/tools` below the project's root."""

    folder: Path

    def set_up(self, say: Callable[[str], None]) -> None:
        """Gets what is missing. Raises EnvironmentTrouble where it can't be had."""
        own_folder.make(self.folder)
        pinned = resources.files("harness.commands.spec").joinpath("pinned")
        stale = self._stale()
        if stale:
            shutil.rmtree(self.folder)
            own_folder.make(self.folder)
        for name in _PINNED:
            (self.folder / name).write_bytes(pinned.joinpath(name).read_bytes())
        if stale or not self._redocly.exists():
            say("Getting Redocly CLI ...")
            self._step([*self._npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        if stale or not self._oasdiff.exists():
            say("Building oasdiff ...")
            go = _tool(find(GO_TOOL), "go")
            self._step([go.path, "build", "-o", str(self._oasdiff), "github.com/oasdiff/oasdiff"])
        sealed.write_seal(self.folder)

    def redocly(self, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Runs Redocly CLI. Raises EnvironmentTrouble where it is not there."""
        return self._run([_tool(find(NODE), "node").path, str(self._redocly), *arguments], self._redocly, folder)

    def oasdiff(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs oasdiff. Raises EnvironmentTrouble where it is not there."""
        return self._run([str(self._oasdiff), *arguments], self._oasdiff, None)

    @property
    def _redocly(self) -> Path:
        return self.folder / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"

    @property
    def _oasdiff(self) -> Path:
        return self.folder / "oasdiff"

    def _stale(self) -> bool:
        pinned = resources.files("harness.commands.spec").joinpath("pinned")
        return not sealed.is_sealed(self.folder.resolve()) or any(
            not (self.folder / name).exists() or (self.folder / name).read_bytes() != pinned.joinpath(name).read_bytes()
            for name in _PINNED
        )

    def _run(self, argv: Sequence[str], needed: Path, folder: Path | None) -> subprocess.CompletedProcess[str]:
        if not own_key.lasts():
            raise EnvironmentTrouble(NO_KEY)
        if not needed.exists() or not sealed.is_sealed(self.folder.resolve()):  # others may have put them there
            raise EnvironmentTrouble(SETUP)
        try:
            return run_tool(argv, RUN_LIMIT, folder=folder, env={**os.environ, **QUIET})
        except ToolTrouble as error:
            raise EnvironmentTrouble(f"{Path(argv[0]).name}: {error}") from None

    def _npm(self) -> list[str]:
        """npm of the Node.js that is used, started as the script that it is; else the one on PATH."""
        node = _tool(find(NODE), "node")
        own = Path(node.path).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm = shutil.which("npm")
        if not own.exists() and npm is None:
            raise EnvironmentTrouble("expected npm beside Node.js or on PATH, found none")
        return [node.path, str(own)] if own.exists() else [str(npm)]

    def _step(self, argv: Sequence[str]) -> None:
        path = f"{Path(argv[0]).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        try:
            env = {**os.environ, "PATH": path, "GOFLAGS": "-mod=readonly"}
            done = run_tool(argv, SETUP_LIMIT, folder=self.folder, env=env)
        except ToolTrouble as error:
            raise EnvironmentTrouble(f"{Path(argv[0]).name}: {error}") from None
        if done.returncode:
            words = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()
            raise EnvironmentTrouble(f"{Path(argv[0]).name}: exit status {done.returncode}: {words[-1]}")


def _tool(tool: Tool | None, name: str) -> Tool:
    if tool is None:
        raise EnvironmentTrouble(f"the tools of the documents need {name}, which was not found")
    return tool
