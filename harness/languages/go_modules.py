"""What a build of Go's reaches: its caches, and modules that were fetched before; it calls no other host."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from harness.common.cells import Reach
from harness.common.tools import ToolTrouble, run_tool
from harness.languages.toolchain import Tool

FETCH_LIMIT = 600.0
"""Seconds for one download of all modules."""
ENV_LIMIT = 20.0
"""Seconds in which the go command tells its environment."""
FIXED = {"GOTOOLCHAIN": "local", "GOFLAGS": "", "CGO_ENABLED": "0"}
"""Variables of every build, whatever the user's own are."""
ASKED = ("GOCACHE", "GOMODCACHE", "GOOS", "GOARCH", "GOAMD64", "GOARM64", "GOEXPERIMENT")
"""What the user may have set in Go's own file of settings, which a build does not see."""
OFF = "module lookup disabled by GOPROXY=off"
"""What the go command says in a build of a module that is not there."""
_REQUIRES = re.compile(r"(?m)^\s*require\b")


def reach(go: Tool, build: Path, scratch: Path) -> Reach:
    """What the go command reaches: Go's own cache, the modules that are there, and no host. Raises ToolTrouble."""
    env = {name: value for name, value in os.environ.items() if name.startswith("GO")} | FIXED
    if "GOCACHE" not in env and not _has_cache():
        env["GOCACHE"] = str(build / "cache")
    asked = run_tool([go.path, "env", "-json", *ASKED], ENV_LIMIT, folder=scratch, env={**os.environ, **env})
    env |= {name: value for name, value in json.loads(asked.stdout or "{}").items() if value}
    cache, modules = Path(env["GOCACHE"]), Path(env["GOMODCACHE"])
    cache.mkdir(parents=True, exist_ok=True)
    return Reach(
        writes=(scratch,),
        caches=(cache,),
        reads=[path for path in (Path(go.path).resolve().parents[1], modules) if path.is_dir()],
        variables=env | {"GOENV": "off", "GOPROXY": "off"},
    )


def _has_cache() -> bool:
    """True if Go can keep its cache in its usual place, which a read-only home has none of."""
    given = os.environ
    if "HOME" not in given and "XDG_CACHE_HOME" not in given:
        return False
    place = Path(given.get("XDG_CACHE_HOME") or f"{given['HOME']}/.cache", "go-build")
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def fetch(go: Tool, root: Path, scratch: Path) -> str:
    """Downloads what the go.mod of `root` needs into Go's own cache, where it is not there; why it could not be.

    That runs no code of a module (go.dev/ref/mod, "go mod download"), and writes nothing in the tree. `scratch` is a
    folder to work in. The result is empty where all is there.
    """
    module = module_of(root)
    if module is None or (module / "vendor").is_dir() or not _REQUIRES.search(text_of(module / "go.mod")):
        return ""
    argv = [go.path, "mod", "download"]
    if not any((folder / "go.work").is_file() for folder in (module, *module.parents)):
        for end in ("mod", "sum"):
            (scratch / f"fetched.{end}").write_text(text_of(module / f"go.{end}"), "utf-8")
        argv.append(f"-modfile={scratch / 'fetched.mod'}")
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    try:
        done = run_tool(argv, FETCH_LIMIT, folder=module, env=env)
    except ToolTrouble as error:
        return f"go mod download: {error}"
    said = [line for line in done.stderr.splitlines() if line.strip()]
    return f"go mod download: {said[-1].strip()}" if done.returncode and said else ""


def module_of(root: Path) -> Path | None:
    """The nearest folder with a go.mod, from a folder up (go.dev/ref/mod, "Modules, packages, and versions")."""
    return next((folder for folder in (root, *root.parents) if (folder / "go.mod").is_file()), None)


def text_of(file: Path) -> str:
    """A file's text; empty where it can't be read."""
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""
