"""curl: shell scripts, each run by the shell that its first line asks for, else by the system's POSIX shell."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.languages import transcripts
from harness.languages.fragments import Completed, as_it_is
from harness.languages.language import Language, Preparation
from harness.languages.toolchain import Requirement, Tool
from harness.model import CouldNotStart, Dialect, Example

POSIX = "/bin/sh"
_ASKED = re.compile(rb"#!\s*(?:\S*/env\s+(?:-S\s+)?)?(?:\S*/)?(?P<shell>\w+)(?P<options>(?:\s+-\S*(?:\s+\w+)?)*)")
_OF_BASH = re.compile(rb"[<>]\(|<<<|(?m:^|[;&|({]|\bif|\bwhile)[ \t]*\[\[\s|&>|\$'|(?m:^)[ \t]*\w+\+?=\(")
"""What bash and zsh read, and a POSIX shell does not."""
SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"})


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:  # noqa: ARG001 - the shape of Prepare
    commands, failures = {}, {}
    for example in examples:
        name, options = _shell(example)
        path = POSIX if name == "sh" else shutil.which(name)
        if path:
            commands[example.id] = (path, *options, str(example.file))
        else:
            reason = f"{example.shown} asks for {name}, which is not on PATH"
            failures[example.id] = CouldNotStart(reason, missing_toolchain=True)
    return Preparation(commands, failures)


def _shell(example: Example) -> tuple[str, list[str]]:
    """The shell that the first line names, and its options there; `sh` where it names none, or no shell.

    A sample that names none is pasted into whatever shell its reader has: where it has the syntax of bash, that is it.
    """
    text = example.file.read_bytes()
    found = _ASKED.match(text[:200].partition(b"\n")[0].rstrip(b"\r"))
    if found:
        name = found["shell"].decode()
        return (name, found["options"].decode().split()) if name in SHELLS else ("sh", [])
    bash = not example.owes.own_file and _OF_BASH.search(text) and shutil.which("bash")
    return "bash" if bash else "sh", []


PING = """\
set -eu
curl --silent --show-error --fail --max-time 10 --header "Authorization: Bearer $@KEY@" "$@HOST@@PATH@"
"""
DIALECT = Dialect(
    words=("curl", "shell", "bash", "sh", "console", "zsh", "shell-session", "shellsession", "sh-session"),
    comments=("#",),
    is_shell=True,
    calls=("curl ", "wget "),
    statuses=(r"\b(\w+)=[\"']?\$\(\s*(?:\w+=\S+\s+)*curl\b.*?^[ \t]*(?:if|elif|case|test|\[)[^\n]*\$\{?\1\b",),
    crashes=((r"(?m)^\S+: (?:line )?\d+: (?:Syntax error: |syntax error )", "a fault of syntax"),),
    head=r"#!.*",
    siblings=(r"(?m)^[ \t]*(?:\.|source)[ \t]+[^\n;]*?([\w-]+(?:\.\w+)?)[\"']?[ \t]*(?:$|;)",),
    missing_library=r"(?m)^\S+: (?:line )?\d+: ([A-Za-z][\w.+-]*): (?:command )?not found$",
    bodies=("--data", "-d ", "--json", "--form", "-F ", "--post-data", "--body-data"),
    headers=("--header", "-H "),
    own_hosts=("packages.httpie.io",),
    prints=("echo", "printf"),
    complains=("stderr", ">&2"),
    changes=("mv", "rm"),
)


def _complete(source: str) -> Completed:
    whole = as_it_is(source)
    if not transcripts.is_session(source):
        return whole
    return Completed(transcripts.commands(source), whole.origin, "run without its prompts and what was printed")


CURL = Language(
    name="curl",
    title="curl",
    extensions=("sh",),
    workdir="curl",
    requirements=(Requirement("curl", minimum=(7, 76), advice="install curl 7.76 or newer"),),
    prepare=_prepare,
    dialect=DIALECT,
    ping=PING,
    complete=_complete,
    writer="harness.commands.scaffold.curl:write",
    image="buildpack-deps:stable-curl",
)
