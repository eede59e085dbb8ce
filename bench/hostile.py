"""Whether programs that attack get what SECURITY.md says that they do not.

.venv/bin/python bench/hostile.py [--guard NAME] [ATTACK ...]

Every attack of bench/attacks is a program in each of its languages. It runs in a project with canaries beside it: in
the home, in `.git`, in another folder, in the environment, behind sockets. After the run the reports are searched for
them, and what was reached or changed outside is looked at. Ends with 1 where something succeeded that is promised
against.
Containers are tried where an engine can be started (Debian's docker.io, as root). As root it moves into mounts and
processes of its own first: without a guard, programs that attack could end others, and mount over /tmp.
"""

# ruff: noqa: T201, S603, S607 - a script that prints, and runs the commands that it tries

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from bench.attacks import ATTACKS, CONTAINERS, DEEDS, LANGUAGES, NAMESPACES, PLAIN, Attack
from bench.machine import ROOT, earlier, machine, table, write

GUARDS = (NAMESPACES, PLAIN, CONTAINERS)
NAMED = {NAMESPACES: "namespaces", PLAIN: "proxy variables", CONTAINERS: "containers"}
"""What a report calls the guard that a run had."""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Things, version: "1"}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
security: [{key: []}]
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
key_env = "API_KEY"
compare = false

[apis.v1]
spec = "api.yaml"

[languages.sh]
extensions = ["sh"]
workdir = "sh"
command = ["/bin/sh", "{file}"]
"""
COMMAND = 'command = ["/bin/sh", "{file}"]\n'
PREPARE = 'prepare = [["/bin/sh", "-c", "/bin/sh ./deed >said 2>&1; :"]]\n'
PROGRAM = f"#!/bin/sh\ncat said\n{(DEEDS / 'sh' / 'tail').read_text('utf-8')}"
"""A program that shows what a command that prepared it has printed."""
SHOWN_RAW = re.compile(
    rb"[\x00-\x08\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b\][^\x07]*hostile|\x1b\[2J|\xc2\x9b|(?m:^(?:::|##\[)error)"
)
"""What a program's words must not become in a terminal or a log."""


class Idle(Exception):
    """A trial that says nothing, and why."""


@dataclass
class Planted:
    """The places that programs must not reach, with what is found there."""

    root: Path
    token: str = field(default_factory=lambda: secrets.token_hex(12))
    touched: list[str] = field(default_factory=list)
    """What a listener of this machine saw."""

    @property
    def words(self) -> dict[str, str]:
        """What takes the place of `@word@` in an attack."""
        return {
            "home": str(self.root / "home"),
            "elsewhere": str(self.root / "elsewhere"),
            "project": str(self.root / "project"),
            "token": self.token,
            "address": _address(),
            "port": str(self.port),
        }

    def canary(self, name: str) -> str:
        """What stands in a place."""
        return f"CANARY-{name}-{self.token}"

    def plant(self, stack: ExitStack) -> None:
        """Makes the places, and listens where nobody is to call."""
        for folder, name in (
            ("home/.ssh/id_canary", "home"),
            ("elsewhere/secret.txt", "checkout"),
            ("project/.git/config", "git"),
            ("project/.git/HEAD", "git"),
            ("project/.harness/canary", "harness-folder"),
            ("project/.github/workflows/ci.yml", "ci"),
        ):
            place = self.root / folder
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(self.canary(name) + "\n", "utf-8")
        (self.root / "project" / ".git" / "hooks").mkdir()
        sockets = [self.root / place for place in ("home/agent.sock", "elsewhere/tmux.sock", "project/dev.sock")]
        for address in [*map(str, sockets), "/run/hostile.sock", f"\0hostile-{self.token}"]:
            self._listen(stack, socket.AF_UNIX, address)
        self.port = self._listen(stack, socket.AF_INET, ("0.0.0.0", 0))  # noqa: S104 - all of the machine's addresses
        self._listen(stack, socket.AF_INET6, ("::1", self.port))
        self._listen(stack, socket.AF_INET, ("0.0.0.0", self.port), socket.SOCK_DGRAM)  # noqa: S104 - as above

    def _listen(self, stack: ExitStack, family: int, address: Any, kind: int = socket.SOCK_STREAM) -> int:
        line = stack.enter_context(socket.socket(family, kind))
        if isinstance(address, str) and address.startswith("/"):
            Path(address).unlink(missing_ok=True)
            stack.callback(Path(address).unlink, missing_ok=True)
        line.bind(address)
        if isinstance(address, str) and address.startswith("/"):
            Path(address).chmod(0o777)
        if kind == socket.SOCK_STREAM:
            line.listen(64)
        threading.Thread(target=self._watch, args=(line, repr(address)), daemon=True).start()
        return line.getsockname()[1] if family != socket.AF_UNIX else 0

    def _watch(self, line: socket.socket, name: str) -> None:
        while True:
            try:
                if line.type == socket.SOCK_STREAM:
                    line.accept()[0].close()
                else:
                    line.recvfrom(100)
            except OSError:
                return
            self.touched.append(name)

    def state(self) -> dict[str, str]:
        """All files but those of the harness and of the toolchains that it calls, with what is in them."""
        kept = (
            "project/.harness/",
            "project/examples/",
            "home/.config/go/",
            "home/go/",
            "home/.cache/",
            "home/.local/",
        )
        files = {str(path.relative_to(self.root)): path for path in self.root.rglob("*") if path.is_file()}
        own = {name: path.read_text("utf-8", "replace") for name, path in files.items() if not name.startswith(kept)}
        planted = self.root / "project" / ".harness" / "planted"
        return own | {str(path): path.read_text() for path in (planted, Path("/etc/hostile-mark")) if path.exists()}


def main() -> int:
    """Tries all; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attacks", nargs="*", metavar="ATTACK")
    parser.add_argument("--guard", choices=GUARDS, action="append")
    arguments = parser.parse_args()
    if os.getuid() == 0 and os.environ.pop(APART, "") != "yes":
        os.environ[APART] = "yes"
        return subprocess.run([*ALONE, sys.executable, __file__, *sys.argv[1:]], check=False).returncode
    chosen = [one for one in ATTACKS if not arguments.attacks or one.name in arguments.attacks]
    rows, figures = [], earlier("hostile")
    for guard in arguments.guard or GUARDS:
        own = [one for one in chosen if guard in one.tried]
        began, found = machine(), _tried(guard, own)
        told = _told(guard, own, found)
        rows.append(_row(guard, own, found))
        for name, (promised, seen) in told.items():
            print(f"{guard}: {name}: promised: {promised} Seen: {seen.partition(chr(10))[0]}.", flush=True)
        figures |= {"machine": began, guard: {"machine": began, **_counts(rows[-1]), "promised and seen": told}}
        if not arguments.attacks:
            print(write("hostile", figures))
    table(HEAD, rows)
    return int(any(row[-2:] != ["0", "0"] for row in rows))


APART = "HOSTILE_APART"
ALONE = ("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc")
HEAD = ["guard", "attacks", "held", "open, not promised", "broken promises", "did nothing"]
IDLE = "did nothing"


def _counts(row: Sequence[str]) -> dict[str, int]:
    return dict(zip(HEAD[1:], map(int, row[1:]), strict=True))


def _told(guard: str, chosen: Sequence[Attack], found: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Program -> what is promised of it under a guard, and what was seen."""
    return {
        name: (one.promise if guard in one.promised else "nothing.", found.get(name, "held"))
        for one in chosen
        for name in (f"{one.name}.{language}" for language in one.languages)
    }


def _row(guard: str, chosen: Sequence[Attack], found: dict[str, str]) -> list[str]:
    programs = {f"{one.name}.{language}": guard in one.promised for one in chosen for language in one.languages}
    idle = sum(how.startswith(IDLE) for how in found.values())
    broken = sum(programs[name] for name, how in found.items() if not how.startswith(IDLE))
    counts = (len(programs), len(programs) - len(found), len(found) - broken - idle, broken, idle)
    return [guard, *map(str, counts)]


def _tried(guard: str, chosen: Sequence[Attack]) -> dict[str, str]:
    """Program -> what it got. Each is a run of its own, so that what is seen outside was nobody else's deed."""
    found: dict[str, str] = {}
    with ExitStack() as stack:
        env, settings = dict(os.environ), SETTINGS
        if guard == PLAIN:
            settings = f'ports = "42000-49000"\n{SETTINGS}'
        if guard == CONTAINERS:
            from support.engine import IMAGE, running_engine

            env |= stack.enter_context(running_engine(Path(stack.enter_context(tempfile.TemporaryDirectory())))).env
            own = "".join(f'\n[languages.{name}]\nimage = "{IMAGE}"\n' for name in LANGUAGES if name != "sh")
            settings = f'{SETTINGS}image = "{IMAGE}"\n{own}'
        for attack in chosen:
            for language in attack.languages:
                try:
                    how = _got(guard, env, settings, attack, language)
                except Idle as why:
                    how = f"{IDLE}: {why}"
                if how:
                    found[f"{attack.name}.{language}"] = how
                print(f"{guard}: {attack.name}.{language}: {how[:2000] or 'held'}", file=sys.stderr, flush=True)
    return found


def _got(guard: str, env: dict[str, str], settings: str, attack: Attack, language: str) -> str:
    """What one program got that was not its; empty where it got nothing."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-", dir=Path.home()))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(Path("/etc/hostile-mark").unlink, missing_ok=True)
        planted = Planted(folder)
        planted.plant(stack)
        project = folder / "project"
        programs = project / "examples" / language
        programs.mkdir(parents=True)
        text = attack.program(language, planted.words)
        if attack.prepares:
            (programs / "deed").write_text(text, "utf-8")
            text, settings = PROGRAM, settings.replace(COMMAND, f"{COMMAND}{PREPARE}")
        (programs / f"attack.{LANGUAGES[language]}").write_text(text, "utf-8")
        if language == "go":
            (programs / "go.mod").write_text("module example.invalid/tree\n\ngo 1.21\n", "utf-8")
        (project / "harness.toml").write_text(settings, "utf-8")
        (project / "api.yaml").write_text(DOCUMENT, "utf-8")
        before = planted.state()
        argv = [sys.executable, "-m", "harness", "run", "--scenario", "success", "--no-cache", "--json", "out/r.json"]
        argv += ["--html", "out/r.html", "--sarif", "out/r.sarif", "--junit", "out/r.xml"]
        argv += ["--launcher", "docker"] if guard == CONTAINERS else []
        own = {**env, "HOME": str(folder / "home"), f"HOSTILE_{planted.token}": planted.canary("environment")}
        own |= {"PYTHONPATH": str(ROOT), "GOCACHE": str(ROOT / "out" / "go-cache"), "GOFLAGS": "-mod=mod"}
        done = subprocess.run(argv, cwd=project, env=own, capture_output=True, timeout=300, check=False)
        shown = b"".join(path.read_bytes() for path in (project / "out").glob("r.*") if path.is_file())
        _check_run(project, guard, attack, done)
        after = {name: text for name, text in planted.state().items() if not name.startswith("project/out/")}
        return _evidence(planted, shown, done.stdout + done.stderr, before, after)


def _check_run(project: Path, guard: str, attack: Attack, done: subprocess.CompletedProcess[bytes]) -> None:
    """Raises Idle where the trial says nothing: no report, another guard, or a program that broke off by itself."""
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    try:
        report = json.loads((project / "out" / "r.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise Idle(f"no report: {said}") from None
    broke_off = any(case["verdict"] == "could-not-run" for case in report["cases"])
    if report.get("guard") != NAMED[guard] or (broke_off and attack.deed != "kill"):
        raise Idle(f"expected the guard {NAMED[guard]}, got {report.get('guard')}: {said}")
    if attack.deed != "kill" and not all(case["exchanges"] for case in report["cases"]):
        raise Idle(f"expected a program that does its deed and sends its request, got: {said}")


def _evidence(planted: Planted, shown: bytes, printed: bytes, before: dict[str, str], after: dict[str, str]) -> str:
    """What tells that it succeeded."""
    if planted.token.encode() in re.sub(rb"HOSTILE_\w+|hostile-\w+", b"", shown + printed):
        return "a canary is in a report"
    if planted.touched:
        return f"it reached {planted.touched[0]}"
    changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    if changed:
        return f"it changed {changed[0]}"
    if raw := SHOWN_RAW.search(printed):
        return f"the terminal got {raw.group()!r}"
    if told := re.search(rb"BROKE ([^\n\"]{0,60})", shown):
        return f"it says: {told.group(1).decode('utf-8', 'replace')}"
    if subprocess.run(["pgrep", "-f", f"hostile-{planted.token}"], capture_output=True, check=False).stdout:
        subprocess.run(["pkill", "-KILL", "-f", f"hostile-{planted.token}"], check=False)
        return "it left a process"
    return ""


def _address() -> str:
    """An address of this machine that is not its loopback; the loopback where it has no other."""
    found = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    return next((one for one in found if "." in one), "127.0.0.1")


if __name__ == "__main__":
    raise SystemExit(main())
