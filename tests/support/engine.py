"""A container engine of the tests' own, and an image that needs no registry: made of this machine's own files."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.languages.node import NODE
from harness.languages.toolchain import find
from support.machine import command

IMAGE = "example-harness-tests"
TOOLS = (
    "sh",
    "curl",
    "cat",
    "mkdir",
    "mktemp",
    "mv",
    "rm",
    "cp",
    "grep",
    "sleep",
    "env",
    "touch",
    "chmod",
    "id",
    "ls",
    "df",
)
NOT_COPIED = re.compile(
    r"/(test|tests|idlelib|__pycache__|site-packages|dist-packages|config-[^/]*|ensurepip|tkinter)(/|$)"
)
START_LIMIT = 60.0
ATTEMPTS = 3
"""Times that an engine is started: it gives its own containerd 15 s, which a busy machine may not have."""


class Engine:
    """A running engine; `env` is what a client needs to find it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "engine.sock"
        self.env = {"DOCKER_HOST": f"unix://{self._socket}"}
        self._log = (folder / "log").open("wb")
        ends_with_us = [command("setpriv"), "--pdeathsig", "TERM"]  # pytest itself may be killed
        argv = [
            *ends_with_us,
            command("dockerd"),
            "--data-root",
            str(folder / "data"),
            "--exec-root",
            str(folder / "exec"),
        ]
        argv += ["--pidfile", str(folder / "pid"), "-H", self.env["DOCKER_HOST"], "--bridge", "none"]
        for attempt in range(ATTEMPTS):
            self._process = subprocess.Popen(argv, stdout=self._log, stderr=self._log, start_new_session=True)
            if self._answers():
                return
            assert attempt < ATTEMPTS - 1, (folder / "log").read_text("utf-8", "replace")[-2000:]

    def client(self, *arguments: str, stdin: bytes | None = None) -> str:
        """Runs the engine's command line."""
        argv = [command("docker"), "--host", self.env["DOCKER_HOST"], *arguments]
        return subprocess.run(argv, input=stdin, capture_output=True, check=True, timeout=120).stdout.decode()

    def left(self) -> list[str]:
        """The containers, networks of our own, and volumes that there are."""
        containers = self.client("ps", "--all", "--quiet").split()
        networks = self.client("network", "ls", "--filter", "driver=bridge", "--quiet").split()
        return [*containers, *networks, *self.client("volume", "ls", "--quiet").split()]

    def kill(self) -> None:
        """Ends the engine at once, as a crash would."""
        self._process.kill()
        self._process.wait()
        self._log.close()

    def start_again(self) -> None:
        """Starts it anew on what is left, as after a crash of the whole machine: its helpers are ended too."""
        self._end_helpers()
        shutil.rmtree(self._folder / "exec", ignore_errors=True)
        Path(self._folder, "pid").unlink(missing_ok=True)
        self.__init__(self._folder)  # type: ignore[misc]

    def close(self) -> None:
        """Ends the engine and all that it started."""
        self._process.terminate()
        self._process.wait(timeout=60)
        self._log.close()
        self._end_helpers()
        for kind in ("data", "exec"):
            shutil.rmtree(self._folder / kind, ignore_errors=True)

    def _end_helpers(self) -> None:
        """Ends what an engine that was killed leaves running, and takes its mounts away."""
        subprocess.run([command("pkill"), "-KILL", "-f", str(self._folder / "exec")], check=False)
        mounts = [line.split()[1] for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
        for mount in reversed([place for place in mounts if place.startswith(f"{self._folder}/")]):
            subprocess.run([command("umount"), "--lazy", mount], check=False, capture_output=True)

    def _answers(self) -> bool:
        """Waits until the engine answers; False where it ends instead."""
        until = time.monotonic() + START_LIMIT
        asked = [command("docker"), "--host", self.env["DOCKER_HOST"], "version"]
        while subprocess.run(asked, capture_output=True, check=False).returncode:
            if self._process.poll() is not None:
                return False
            assert time.monotonic() < until, "the engine does not answer"
        return True


@contextmanager
def running_engine(folder: Path) -> Iterator[Engine]:
    """An engine with the image in it."""
    engine = Engine(folder)
    try:
        engine.client("import", "-", IMAGE, stdin=image())
        yield engine
    finally:
        engine.close()


def image() -> bytes:
    """A root file system as a tar: a shell, curl, Python without libraries, Node.js, and what these are linked to."""
    node = find(NODE)
    assert node
    python = Path(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
    stdlib = Path(sysconfig.get_path("stdlib"))
    programs = [Path(command(tool)) for tool in TOOLS]
    files = {
        path
        for path in stdlib.rglob("*")
        if path.is_file() and not NOT_COPIED.search(str(path.relative_to(stdlib.parent)))
    }
    linked = [*programs, python, Path(node.path), *(path for path in files if path.suffix == ".so")]
    files |= {python, *_libraries(linked)}
    links = {"/usr/bin/python3": str(python), "/bin": "usr/bin", "/lib": "usr/lib", "/lib64": "usr/lib64"}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for folder in ("usr", "usr/bin", "usr/lib", "usr/lib64", "var", "etc", "proc", "dev", "sys", "run"):
            _add_folder(archive, folder)
        for folder in ("tmp", "var/tmp"):
            _add_folder(archive, folder, 0o1777)
        for name, target in links.items():
            entry = tarfile.TarInfo(name.lstrip("/"))
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
        for path in programs:
            _add_file(archive, Path("/usr/bin") / path.name, path)
        _add_file(archive, Path("/usr/bin/node"), Path(node.path))
        for path in sorted(files):
            _add_file(archive, _merged(path), path)
    return buffer.getvalue()


def _libraries(programs: Iterable[Path]) -> set[Path]:
    """The shared libraries that programs are linked to, by the names that they are looked for under."""
    found: set[Path] = set()
    for program in programs:
        said = subprocess.run([command("ldd"), str(program)], capture_output=True, text=True, check=False).stdout
        found |= {Path(match) for match in re.findall(r"(/\S+) \(0x", said)}
    return found


def _merged(path: Path) -> Path:
    """Where a file of `/lib`, `/lib64` or `/bin` lies in a system whose roots are merged."""
    return Path("/usr", *path.parts[1:]) if path.parts[1] in ("lib", "lib64", "bin") else path


def _add_folder(archive: tarfile.TarFile, name: str, mode: int = 0o755) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode = tarfile.DIRTYPE, mode
    archive.addfile(entry)


def _add_file(archive: tarfile.TarFile, name: Path, path: Path) -> None:
    entry = tarfile.TarInfo(str(name).lstrip("/"))
    with path.open("rb") as stream:
        entry.size = os.fstat(stream.fileno()).st_size
        entry.mode = 0o755 if os.access(path, os.X_OK) else 0o644
        archive.addfile(entry, stream)
