"""Code of a tree that runs while its programs are made ready."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.runs import Record, run

from harness.languages.toolchain import find
from harness.launch.confined import ConfinedLauncher, Unavailable

DOCUMENT = """\
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /v1/things:
    get:
      operationId: listThings
      responses:
        "200": {description: Things., content: {application/json: {schema: {type: array, items: {type: string}}}}}
"""
SETTINGS = """\
examples = "examples"
pattern = "{language}/{operation}.{ext}"
operations_by_request = true
host_env = "API_HOST"
compare = false

[apis.v1]
spec = "api.yaml"
"""
DEEDS = """\
home=@home@
python3 - "$home" @port@ <<'EOF'
import glob, os, pathlib, socket, sys
home, port = sys.argv[1:]
done = []
for path in (f"{home}/.ssh/id_ed25519", f"{home}/project/.git/config"):
    done += [path] if os.path.exists(path) else []
for path in (f"{home}/marks", f"{home}/project/examples", *glob.glob(f"{home}/project/.harness/build/*/*")):
    try:
        pathlib.Path(path, "planted").write_text("planted")
        done += [path] if os.path.isdir(f"{home}/marks") else []
    except OSError:
        pass
try:
    socket.create_connection(("127.0.0.1", int(port)), 2)
except OSError:
    pass
if "canary" in str(dict(os.environ)):
    pathlib.Path(os.environ.get("OUT_DIR", "/tmp"), "secret").write_text("canary")
EOF
"""
"""What a build that is hostile does: it reads a key, writes where others read, and calls a host."""
BUILD_RS = """\
fn main() {
    let done = std::process::Command::new("/bin/sh").arg("deeds.sh").status().unwrap();
    let out = std::env::var("OUT_DIR").unwrap();
    let seen = if std::path::Path::new(&out).join("secret").exists() { "secret" } else { "nothing" };
    std::fs::write(format!("{}/seen.txt", out), format!("{} {}", done.code().unwrap(), seen)).unwrap();
}
"""
MAIN_RS = """\
use std::io::{Read, Write};

fn main() {
    let host = std::env::var("API_HOST").unwrap().replace("http://", "");
    let mut stream = std::net::TcpStream::connect(&host).unwrap();
    write!(stream, "GET /v1/things HTTP/1.1\\r\\nHost: {}\\r\\nConnection: close\\r\\n\\r\\n", host).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    println!("{}", include_str!(concat!(env!("OUT_DIR"), "/seen.txt")));
}
"""
CARGO = """\
[package]
name = "things"
version = "0.1.0"
edition = "2021"
build = "script/build.rs"

[[bin]]
name = "list_things"
path = "list_things.rs"
"""


class World:
    """A home with a project in it, and a host that nothing is to call."""

    def __init__(self, home: Path, listener: socket.socket) -> None:
        self.home, self.listener = home, listener
        for name in (".ssh/id_ed25519", "project/.git/config", "marks/is"):
            self.write(name, "canary")
        self.write("project/api.yaml", DOCUMENT)
        self.write("project/harness.toml", SETTINGS)

    def write(self, name: str, text: str) -> Path:
        file = self.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    @property
    def deeds(self) -> str:
        return DEEDS.replace("@home@", str(self.home)).replace("@port@", str(self.listener.getsockname()[1]))

    def run(self) -> dict[str, Record]:
        return run(self.home / "project", "success")

    def harmed(self) -> list[str]:
        """What was written where it must not be, and whether the host was called."""
        done = [str(path) for path in self.home.rglob("planted") if "tmp" not in path.parts[len(self.home.parts) :]]
        try:
            self.listener.accept()[0].close()
            done.append("called")
        except BlockingIOError:
            pass
        return done


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    try:
        (tmp_path / "base").mkdir()
        ConfinedLauncher(tmp_path / "base").close()
    except Unavailable as error:
        pytest.skip(str(error))
    for name, below in (("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")):
        monkeypatch.setenv(name, str(Path.home() / below))
    monkeypatch.setenv("SECRET", "canary")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield World(tmp_path / "home", listener)


def rust(world: World) -> None:
    """A package of one program, whose build does the deeds."""
    files = {"Cargo.toml": CARGO, "script/build.rs": BUILD_RS, "list_things.rs": MAIN_RS, "deeds.sh": world.deeds}
    for name, text in files.items():
        world.write(f"project/examples/rust/{name}", text)
    world.write("project/examples/rust/Cargo.lock", 'version = 3\n\n[[package]]\nname = "things"\nversion = "0.1.0"\n')


@pytest.mark.skipif(not shutil.which("cargo"), reason="needs cargo")
def test_a_build_script_of_rust_harms_nothing_and_its_program_runs(world: World) -> None:
    rust(world)
    (record,) = world.run().values()
    assert "0 nothing\n" == record["outcome"].get("stdout"), (record["reason"], record["findings"])
    assert "passed" == record["verdict"], record["findings"]
    assert [] == world.harmed()


@pytest.mark.skipif(not shutil.which("cargo"), reason="needs cargo")
def test_a_package_without_a_lock_file_is_told_how_to_get_one(world: World) -> None:
    rust(world)
    (world.home / "project/examples/rust/Cargo.lock").unlink()
    (record,) = world.run().values()
    assert "cargo generate-lockfile" in record["reason"]
    assert not (world.home / "project/examples/rust/Cargo.lock").exists()


@pytest.mark.skipif(not shutil.which("cargo"), reason="needs cargo")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".cargo/config.toml", '[build]\nrustc-wrapper = "{tool}"\n'),
        ("rust-toolchain.toml", '[toolchain]\npath = "{toolchain}"\n'),
    ],
)
def test_a_compiler_that_a_package_brings_harms_nothing(
    world: World, name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rust(world)
    folder = world.home / "project/examples/rust"
    toolchain = folder / "toolchain"
    for tool in ("rustc", "cargo"):
        script = world.write(f"project/examples/rust/toolchain/bin/{tool}", f"#!/bin/sh\n{world.deeds}\nexit 1\n")
        script.chmod(0o755)
    world.write(f"project/examples/rust/{name}", text.format(tool=toolchain / "bin" / "rustc", toolchain=toolchain))
    monkeypatch.chdir(folder)
    find.cache_clear()
    (record,) = world.run().values()
    assert "passed" != record["verdict"]
    assert [] == world.harmed()


def test_an_interpreter_of_the_tree_that_is_asked_whether_a_program_compiles_harms_nothing(world: World) -> None:
    world.write("project/examples/python/list_things.py", 'print "for Python 2"\n')
    tool = world.write("project/examples/python/.venv/bin/python", f"#!/bin/sh\n{world.deeds}\nexit 1\n")
    tool.chmod(0o755)
    (record,) = world.run().values()
    assert "passed" != record["verdict"]
    assert [] == world.harmed()


MAIN_PY = """\
import os, urllib.request

print(urllib.request.urlopen(os.environ["API_HOST"] + "/v1/things").read().decode())
"""


def prepared(world: World, workdir: str, reach: str, script: str, settings: str = SETTINGS) -> Record:
    """The record of a program, before which a script runs in its work folder."""
    tree = world.home / "project" / ("." if settings != SETTINGS else "examples")
    world.write(f"{tree}/python/list_things.py", MAIN_PY)
    world.write(f"{tree}/{workdir}/deeds.sh", f"{script}\ntouch prepared\n")
    table = {"workdir": workdir, "prepare": [["sh", "deeds.sh"]], "prepare_reach": reach}
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    world.write("project/harness.toml", "\n".join([settings, "[languages.python]", *lines, ""]))
    (record,) = world.run().values()
    return record


@pytest.mark.parametrize("workdir", ["python", "."])
@pytest.mark.parametrize("reach", ["tree", "network", "machine"])
def test_a_command_that_prepares_reaches_what_the_settings_say(world: World, reach: str, workdir: str) -> None:
    record = prepared(world, workdir, reach, world.deeds)
    assert "passed" == record["verdict"], record["reason"]
    assert (world.home / "project/examples" / workdir / "prepared").exists()
    harmed = world.harmed()
    assert ("called" in harmed) == (reach != "tree")
    assert (str(world.home / "marks/planted") in harmed) == (reach == "machine")


def test_a_project_whose_programs_run_from_its_root_keeps_its_hidden_folders_from_what_prepares(world: World) -> None:
    """`.git` lies in the folder that is written to."""
    script = "echo x > .git/planted\necho y > .harness/planted\n:"
    record = prepared(world, ".", "tree", script, SETTINGS.replace('examples = "examples"', 'examples = "."'))
    assert "passed" == record["verdict"], record["reason"]
    assert (world.home / "project/prepared").exists()
    assert [] == world.harmed()


def test_a_command_that_fails_in_its_cell_names_the_setting(world: World) -> None:
    reason = prepared(world, "python", "tree", "exit 7")["reason"]
    assert "exit status 7" in reason
    assert 'no network, a home of its own, and wrote to its work folder alone: "prepare_reach" opens more' in reason
