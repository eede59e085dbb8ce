"""Rust: a single file by `rustc`, or a package's binary by `cargo`; built once for each content."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.common.cells import Reach
from harness.languages import scripts
from harness.languages.compiled import build_error, build_name, run_compilers
from harness.languages.language import Language, Preparation
from harness.languages.toolchain import Requirement, Tool, find, numbers
from harness.model import CouldNotStart, Dialect, Example

EDITION = "2021"
MADE = "example"
"""What a compiler calls its result."""
PACKAGE = "Cargo.toml"
CARGO = Requirement("cargo", chosen_by_tree=True, advice="install cargo, which builds packages of Rust")
KEEP_GOING = (1, 74)
"""The cargo from which on one program that does not compile keeps no other from being built."""
_UNLOCKED = re.compile(r"lock file .*--locked was passed")
"""What cargo says where it would have to write the lock file."""
_COMPLAINT = re.compile(r"(?m)^.+?:(?P<line>\d+):\d+: error(?:\[\w+\])?: (?P<said>.*)$")


@dataclass
class _Built:
    """Example id -> its binary, and the compiler's complaint, line and words, where it made one."""

    binaries: dict[str, Path] = field(default_factory=dict)
    complaints: dict[str, tuple[int | None, str]] = field(default_factory=dict)


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    build.mkdir(parents=True, exist_ok=True)
    packages = {example.id: _package(example) for example in examples}
    built = _Built()
    _build_files([example for example in examples if not packages[example.id]], tools["rustc"], build, built)
    for folder in dict.fromkeys(filter(None, packages.values())):
        _build_package(folder, [example for example in examples if packages[example.id] == folder], build, built)
    made = {name: binary for name, binary in built.binaries.items() if binary.exists()}
    failures = {
        example.id: _failure(example, *built.complaints.get(example.id, (None, "it gave no binary")))
        for example in examples
        if example.id not in made
    }
    return Preparation({name: (str(binary),) for name, binary in made.items()}, failures)


def _failure(example: Example, line: int | None, said: str) -> CouldNotStart:
    return build_error(example, "rustc", said, line, f"rustc {example.file.name} shows all of it")


def _package(example: Example) -> Path | None:
    """The folder of the package that a program belongs to; None for a program that is alone."""
    for folder in example.file.parents:
        if (folder / PACKAGE).is_file():
            return folder
        if folder == example.workdir:
            break
    return None


def _build_files(examples: Sequence[Example], rustc: Tool, build: Path, built: _Built) -> None:
    """Builds what changed, one compiler a program; the files beside a program, which may be its modules, count too."""
    for example in examples:
        name = build_name(example, rustc.version, example.file.parent.glob("**/*.rs"))
        built.binaries[example.id] = build / name
    argv = (rustc.path, "--edition", EDITION, "--crate-name", "example", "--error-format=short", "-o")
    stale = [example for example in examples if not built.binaries[example.id].exists()]
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        made = {example.id: Path(scratch, str(number)) for number, example in enumerate(stale)}
        for folder in made.values():
            folder.mkdir()
        told = run_compilers(
            {e.id: ((*argv, str(made[e.id] / MADE), str(e.file)), build, _reach(made[e.id], build)) for e in stale}
        )
        for name, folder in made.items():
            if (folder / MADE).is_file():
                (folder / MADE).rename(built.binaries[name])
    for name, words in told.items():
        found = _COMPLAINT.search(words)
        last = (words.strip().splitlines() or ["it gave no binary"])[-1]
        built.complaints[name] = (int(found["line"]), found["said"]) if found else (None, last)


def _build_package(folder: Path, examples: Sequence[Example], build: Path, built: _Built) -> None:
    """Builds a package's binaries by one cargo, which knows by itself what is stale.

    Nothing is fetched, nor is the lock file written: what it names is there already, by a `cargo fetch` before.
    Its build scripts can write to this package's own folder of results, and see no other's.
    """
    cargo = find(CARGO)
    if cargo is None:
        built.complaints.update(dict.fromkeys((e.id for e in examples), (None, f"cargo not found: {CARGO.advice}")))
        return
    going = ("--keep-going",) if numbers(cargo.version) >= KEEP_GOING else ()
    argv = (cargo.path, "build", "--bins", "--offline", "--locked", "--quiet", "--message-format=json", *going)
    target = build / f"cargo-{hashlib.sha256(bytes(folder)).hexdigest()[:16]}"
    target.mkdir(exist_ok=True)
    words = run_compilers({"package": ((*argv, "--target-dir", str(target)), folder, _reach(target, build))})["package"]
    ids = {str(example.file): example.id for example in examples}
    for message in _messages(words):
        name = ids.get(message.get("target", {}).get("src_path", ""))
        if name and message.get("executable"):
            built.binaries[name] = Path(message["executable"])
        elif name and message.get("message", {}).get("level") == "error":
            told = message["message"]
            line = next((span["line_start"] for span in told["spans"] if span["is_primary"]), None)
            built.complaints.setdefault(name, (line, told["message"]))
    trouble = next((line for line in reversed(words.splitlines()) if line.strip()), "cargo said nothing")
    if _UNLOCKED.search(words):
        trouble = (
            f"{PACKAGE} needs a Cargo.lock that fits: run cargo generate-lockfile in its folder, and commit the file"
        )
    for name in ids.values():
        if name not in built.binaries:
            built.complaints.setdefault(name, (None, f"cargo build: {trouble}"))


def _reach(target: Path, build: Path) -> Reach:
    """What a compiler reaches: a folder for its results; the toolchains, and the packages that cargo has fetched."""
    fetched = build / scripts.HOME / ".cargo"
    cargo = fetched if fetched.is_dir() else Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    rustup = Path(os.environ.get("RUSTUP_HOME") or Path.home() / ".rustup")
    reads = (cargo / "bin", cargo / "registry", cargo / "git", rustup)
    return Reach(
        (target,),
        reads=[path for path in reads if path.is_dir()],
        variables={"CARGO_HOME": str(cargo), "RUSTUP_HOME": str(rustup)},
    )


def _messages(words: str) -> Iterator[dict[str, Any]]:
    """What cargo tells, one JSON object a line (https://doc.rust-lang.org/cargo/reference/external-tools.html)."""
    for line in words.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


PING = """\
use std::io::{Read, Write};

fn main() {
    let host = std::env::var("@HOST@").unwrap().replace("http://", "");
    let key = std::env::var("@KEY@").unwrap();
    let mut stream = std::net::TcpStream::connect(&host).unwrap();
    let head = format!("GET @PATH@ HTTP/1.1\\r\\nHost: {}\\r\\nAuthorization: Bearer {}", host, key);
    write!(stream, "{}\\r\\nConnection: close\\r\\n\\r\\n", head).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{}", answer);
}
"""
DIALECT = Dialect(
    words=("rust", "rs"),
    comments=("//",),
    variables=(r"env::var\(\s*\"([^\"]+)\"\s*\)",),
    calls=(".send()", "reqwest::", "ureq::", "http."),
    statuses=(r"\b(?:if|match)\b[^\n]*\.status\(",),
    answers=(r"\.(?:text|json|bytes|into_string|into_json)(?:::<[^\n]*>)?\(",),
    bodies=(".json(", ".form(", ".body(", "write_all("),
    headers=(".header(", ".headers("),
    prints=("print!", "println!"),
    complains=("eprintln!", "stderr"),
    changes=("write", "create", "remove_file"),
    whole=r"\bfn\s+main\b",
    undefined=(r"cannot find value `(\w+)` in this scope",),
    crashes=((r"index out of bounds|Option::unwrap\(\)|attempt to \w+ with overflow", "a crash"),),
    stack_traces=((r"(?m)^thread '.*' (?:\(\d+\) )?panicked at ", "a panic"),),
    missing_library=(
        r"(?:unresolved import|can't find crate for|use of un(?:declared|resolved) (?:crate or |module or )*"
        r"(?:crate|module|unlinked crate)) `(?!(?:std|core|alloc|crate|self|super)\b)(\w+)"
    ),
    install="cargo add {name}",
)
RUST = Language(
    name="rust",
    title="Rust",
    extensions=("rs",),
    workdir="rust",
    requirements=(Requirement("rustc", minimum=(1, 56), advice="install Rust 1.56 or newer", chosen_by_tree=True),),
    prepare=_prepare,
    builds=True,
    dialect=DIALECT,
    ping=PING,
    image="debian:stable-slim",
)
