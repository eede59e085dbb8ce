"""Several hosts on one machine: a command runs where it reaches each of them, and they nothing but it.

    python -m bench.hosts COUNT COMMAND...

Each host is a network namespace with a link of its own to the one that the command runs in. On each listens a gateway
for pytest-xdist's workers (execnet's socket server, at 10.99.N.2:8888), as on a machine that lends itself to a run. All
of it lies in namespaces of this process's own, so that no root is needed, the machine's network is not touched, and
the kernel takes everything away with the process.
"""

# ruff: noqa: S603, S607 - it starts the commands that it is told to

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 8888
INSIDE = "--inside"
UNSHARE = ("unshare", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")


def address(number: int) -> str:
    """Where a host's gateway listens; hosts are numbered from 1."""
    return f"10.99.{number}.2:{PORT}"


def argv(count: int, command: Sequence[str]) -> list[str]:
    """What runs a command beside `count` hosts."""
    return [*UNSHARE, sys.executable, "-m", "bench.hosts", str(count), INSIDE, *command]


def xdist(count: int, folder: Path) -> list[str]:
    """pytest's options by which `count` hosts share its items. `folder` is where the project lies on them."""
    gateways = [f"socket={address(number)}//chdir={folder}" for number in range(1, count + 1)]
    return ["--dist=loadgroup", "--rsyncignore=*", *(word for gateway in gateways for word in ("--tx", gateway))]


@contextlib.contextmanager
def _host(number: int) -> Iterator[None]:
    """One host, until its gateway is ended."""
    name, link, subnet = f"host{number}", f"to{number}", f"10.99.{number}"
    within = ["nsenter", f"--net=/run/netns/{name}"]
    for step in (
        ["ip", "netns", "add", name],
        ["ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name],
        ["ip", "address", "add", f"{subnet}.1/24", "dev", link],
        ["ip", "link", "set", link, "up"],
        [*within, "ip", "address", "add", f"{subnet}.2/24", "dev", "eth0"],
        [*within, "ip", "link", "set", "eth0", "up"],
        [*within, "ip", "link", "set", "lo", "up"],
    ):
        subprocess.run(step, check=True)
    gateway = [*within, sys.executable, "-u", "-m", "execnet.script.socketserver", address(number)]
    with subprocess.Popen(gateway, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            if "Entering Accept loop" not in server.stdout.readline():
                raise SystemExit(f"bench.hosts: {name}: its gateway does not listen")
            threading.Thread(target=server.stdout.read, daemon=True).start()  # a full pipe would hold its worker up
            yield
        finally:
            server.kill()


def main() -> int:
    """Makes the hosts, runs the command, and ends with its status."""
    count, words = int(sys.argv[1]), sys.argv[2:]
    if not words or words[0] != INSIDE:
        return subprocess.run(argv(count, words), cwd=ROOT, check=False).returncode
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    with contextlib.ExitStack() as hosts:
        for number in range(1, count + 1):
            hosts.enter_context(_host(number))
        return subprocess.run(words[1:], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
