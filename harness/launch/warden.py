"""The process inside the namespaces: it starts the programs there, watches for tries at other hosts, and reaps.

Run by `confined.py` as a program of its own, which talks to it over a socket in JSON messages, one a packet:

    {"do": "lease", "listening": true}   -> {"place": 0, "port": 1234} with its listening sockets, or {"refused": "why"}
    {"do": "start", "place": 0, ...}     -> at its end {"place": 0, "ended": 0}, or {"place": 0, "failed": [2, "", ""]};
                                            "warm": true where a fork server (warm.py) started the program
    {"do": "signal", "place": 0, "number": 15}
    {"do": "release", "place": 0}        -> {"place": 0, "escapes": [["name", 443, "tcp"], ...]}

A message too long for a packet comes as a file: {"do": "read"}, with its descriptor.

A place is a network namespace. It serves one case after another, so that none pays for making it.

Each case's first process is a fork of this one (cell.py): what is loaded here, every case pays for. So it has no
dataclasses, no pathlib, and of the rest of the harness one constant.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import threading
from typing import Any

from harness.common.listening import BACKLOG
from harness.launch import furnish, linux, loopback, warm
from harness.launch.cell import Cells
from harness.launch.escapes import Escape, Names, escape_of
from harness.launch.furnish import TEMPORARY, Furniture
from harness.launch.limits import MAX_FILE, raise_descriptors

MAX_MESSAGE = 1 << 18
IP_PKTINFO = 8
"""ip(7); Python names it from 3.14 on."""
AT_ONCE = 64
"""Name look-ups that are answered in one go: a program that asks without end must not hold up the others."""
MOST_ESCAPES = 64
"""Tries at other hosts that are told of one case."""
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
INNER_USER = 1000
"""Who a program is, where the harness is run by root: it must not be root inside either."""


class NetworkPlace:
    """A network namespace, with what watches it."""

    def __init__(self, namespace: int, sniffer: socket.socket, resolver: socket.socket, names: Names) -> None:
        self.namespace, self.sniffer, self.resolver, self.names = namespace, sniffer, resolver, names
        self.port = 0
        self.cell = 0
        """The first process of the case that runs here; 0 where none does."""
        self.report = -1
        """The pipe on which that process tells how the program ended."""
        self.escapes: dict[Escape, None] = {}


class Warden:
    """Serves one client until it goes away; then everything here ends with it."""

    def __init__(self, client: socket.socket, cells: Cells, furniture: Furniture) -> None:
        self._client = client
        self._furniture = furniture
        self._doors = furniture.doors
        self._cells = cells
        self._places: list[NetworkPlace] = []
        self._free: list[int] = []
        self._running: dict[int, int] = {}
        self._poll = select.poll()
        self._readers: dict[int, NetworkPlace] = {}
        self._network = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        """A network namespace in which nothing is, not even a loopback interface that is up."""
        self._servers: dict[str, socket.socket | None] = {}
        """The fork servers by what started them; None for one that could not be."""

    def serve(self) -> None:
        """Handles messages, name look-ups and ends of programs until the client hangs up."""
        wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(woken)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for descriptor in (self._client.fileno(), wake):
            self._poll.register(descriptor, select.POLLIN)
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor == wake:
                    os.read(wake, 4096)
                    self._reap()
                elif descriptor == self._client.fileno():
                    message, files, _, _ = socket.recv_fds(self._client, MAX_MESSAGE, 1)
                    if not message:
                        return
                    self._handle(_read(files[0]) if files else json.loads(message))
                else:
                    self._resolve(self._readers[descriptor])

    def close(self) -> None:
        """Closes what watches the places, all at once: each time the kernel first waits for all cores (packet(7))."""
        linux.setns(self._cells.namespace, linux.CLONE_NEWPID)  # no thread may begin in another one (clone(2))
        closing = [threading.Thread(target=place.sniffer.close) for place in self._places]
        for one in closing:
            one.start()
        for one in closing:
            one.join()

    # ------------------------------------------------------------------ messages

    def _handle(self, message: dict[str, Any]) -> None:
        match message["do"]:
            case "lease":
                try:
                    self._lease(listening=message["listening"])
                except OSError as error:
                    self._say({"refused": f"{error.filename or 'a place'}: {error.strerror}"})
            case "start":
                self._start(message)
            case "signal":
                cell = self._places[message["place"]].cell
                if cell:  # not yet reaped, so that its number is still its own
                    os.kill(cell, message["number"])
            case "release":
                self._release(message["place"])

    def _say(self, message: dict[str, Any], *sockets: socket.socket) -> None:
        data = json.dumps(message).encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client hung up: `serve` is told next
            if sockets:
                socket.send_fds(self._client, [data], [given.fileno() for given in sockets])
            else:
                self._client.send(data)

    def _lease(self, *, listening: bool) -> None:
        if not self._free:
            self._places.append(self._make_place())
            self._free.append(len(self._places) - 1)
        number = self._free.pop()
        place = self._places[number]
        linux.setns(place.namespace, linux.CLONE_NEWNET)
        with contextlib.ExitStack() as open_ones:
            listener = open_ones.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            place.port = listener.getsockname()[1]
            listeners = [listener, *(open_ones.enter_context(_door(door)) for door in self._doors)] if listening else []
            for one in listeners:
                one.listen(BACKLOG)
            self._say({"place": number, "port": place.port}, *listeners)

    def _start(self, message: dict[str, Any]) -> None:
        place = self._places[message["place"]]
        server = self._server(*message["warm"]) if message["warm"] else None
        linux.setns(place.namespace, linux.CLONE_NEWNET)
        try:
            place.cell, place.report = self._cells.start(message, server)
        except OSError as error:
            self._say({"place": message["place"], "failed": [error.errno, error.strerror, error.filename]})
            return
        self._running[place.cell] = message["place"]

    def _server(self, argv: list[str], env: dict[str, str]) -> socket.socket | None:
        key = json.dumps([argv, env])
        if key not in self._servers:
            self._servers[key] = None
            with contextlib.suppress(OSError):
                cells = self._cells
                linux.setns(cells.namespace, linux.CLONE_NEWPID)  # and not into that of the last case
                self._servers[key] = warm.start_server(argv, env, self._network, cells.base, cells.descriptors)
        return self._servers[key]

    def _release(self, number: int) -> None:
        place = self._places[number]
        if place.cell:  # the case was given up
            os.kill(place.cell, signal.SIGKILL)
            os.waitpid(place.cell, 0)
            self._end(place)
        self._sniff(place)
        escapes = list(dict.fromkeys([*place.escapes, *place.names.unused()]))[:MOST_ESCAPES]
        place.escapes.clear()
        place.names = Names(self._furniture)
        self._free.append(number)
        self._say({"place": number, "escapes": escapes})

    # ------------------------------------------------------------------ places

    def _make_place(self) -> NetworkPlace:
        linux.unshare(linux.CLONE_NEWNET)
        loopback.bring_up()
        resolver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        resolver.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        resolver.bind(("0.0.0.0", 53))  # noqa: S104 - of a namespace that nothing outside can reach
        resolver.setblocking(False)
        namespace = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        place = NetworkPlace(namespace, loopback.sniffer(), resolver, Names(self._furniture))
        self._poll.register(resolver, select.POLLIN)
        self._readers[resolver.fileno()] = place
        return place

    def _resolve(self, place: NetworkPlace) -> None:
        """Answers name look-ups: every name has an address here, so that what is then tried can be seen."""
        with contextlib.suppress(OSError):  # none is left to read, or who asked can't be reached
            for _ in range(AT_ONCE):
                query, ancillary, _, sender = place.resolver.recvmsg(4096, 256)
                answer = place.names.answer(query)
                if answer:
                    asked = [(level, kind, _from_asked(data)) for level, kind, data in ancillary]
                    place.resolver.sendmsg([answer], asked, 0, sender)

    def _sniff(self, place: NetworkPlace) -> None:
        """Reads what the sniffer holds; the program has ended, so that no more comes."""
        with contextlib.suppress(BlockingIOError):
            while True:
                packet = place.sniffer.recv(512)
                escape = escape_of(packet, place.port, place.names, self._doors)
                if escape and len(place.escapes) < MOST_ESCAPES:
                    place.escapes[escape] = None

    # ------------------------------------------------------------------ ends

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, _ = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                number = self._running.get(pid)
                if number is not None:
                    self._say({"place": number, **self._end(self._places[number])})

    def _end(self, place: NetworkPlace) -> dict[str, Any]:
        """How the program of a place ended, whose first process is gone, and all others with it."""
        told = os.read(place.report, MAX_MESSAGE)
        os.close(place.report)
        del self._running[place.cell]
        place.cell, place.report = 0, -1
        return json.loads(told) if told else {"ended": -int(signal.SIGKILL)}


def _door(door: tuple[str, int]) -> socket.socket:
    """A socket bound to a port that is the same in every case: connections of the last one may still be ending."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(door)
    except OSError as error:
        bound.close()
        raise OSError(error.errno, error.strerror, f"{door[0]}:{door[1]}") from None
    return bound


def _read(descriptor: int) -> Any:
    """A message that came as a file."""
    with open(descriptor, "rb") as stream:
        return json.loads(stream.read())


def _from_asked(pktinfo: bytes) -> bytes:
    """The packet information (ip(7)) by which an answer comes from the address that was asked."""
    return b"\0\0\0\0" + pktinfo[8:12] + b"\0\0\0\0"


def _map_user(process: str, user: int, group: int) -> None:
    """Makes a process that has entered a user namespace an ordinary user there."""
    maps = {"uid_map": f"{user or INNER_USER} {user} 1", "gid_map": f"{group or INNER_USER} {group} 1"}
    for name, text in {"setgroups": "deny", **maps}.items():
        with open(f"/proc/{process}/{name}", "w") as stream:
            stream.write(text)


def _enter_namespaces(base: str, furniture: Furniture) -> int | None:
    """Enters the namespaces, and closes the tree in them; the folder /proc from outside, with the right to write there.

    None in the processes that only wait for the warden's end.

    It is done twice, so that the mounts are locked (mount_namespaces(7)): whoever has all rights in the inner ones, as
    the libraries that a fork server loads, can't make the tree writable again. A process that stays outside says who
    the user is, for in there even /proc is closed.
    """
    user, group = os.getuid(), os.getgid()
    linux.unshare(linux.CLONE_NEWUSER)
    _map_user("self", user, group)
    outside, inside = socket.socketpair()
    child = os.fork()
    if child:
        inside.close()
        if outside.recv(1):
            _map_user(str(child), os.getuid(), os.getgid())
            outside.send(b"1")
        os.waitpid(child, 0)
        return None
    outside.close()
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    linux.unshare(linux.CLONE_NEWNS)
    _close_the_tree(base, furniture)
    linux.unshare(
        linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWPID | linux.CLONE_NEWIPC
    )
    inside.send(b"1")
    if not inside.recv(1):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), "uid_map")
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return None
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC | linux.MS_RDONLY)
    return proc


def _close_the_tree(base: str, furniture: Furniture) -> None:
    """Makes all but the folder of the private copies read-only, and hides the sockets of the machine's services."""
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount(base, base, None, linux.MS_BIND)
    furnish.put_in(furniture, f"{base}/furniture")
    if not base.startswith("/run/"):
        linux.mount("tmpfs", "/run", "tmpfs", linux.MS_NOSUID | linux.MS_NODEV)
    _close_devices()
    linux.set_read_only("/", read_only=True)
    linux.set_read_only(base, read_only=False)


def _close_devices() -> None:
    """Leaves the few devices that a program needs: with a root's number it could write to disks, read-only or not."""
    own = {
        name: os.open(f"/dev/{name}", os.O_PATH | os.O_CLOEXEC) for name in DEVICES if os.path.exists(f"/dev/{name}")
    }
    linux.mount("tmpfs", "/dev", "tmpfs", linux.MS_NOSUID, "size=64k,mode=0755")
    for name, descriptor in own.items():
        os.close(os.open(f"/dev/{name}", os.O_WRONLY | os.O_CREAT, 0o666))
        linux.mount(f"/proc/self/fd/{descriptor}", f"/dev/{name}", None, linux.MS_BIND)
        os.close(descriptor)
    os.mkdir("/dev/shm")  # noqa: S108 - a mount point: each case has a folder of its own there
    for name, target in {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
        os.symlink(f"/proc/self/{target}", f"/dev/{name}")


def main() -> None:
    """`warden.py SOCKET-DESCRIPTOR BASE FURNITURE`: enters the namespaces, says so, and serves."""
    client = socket.socket(fileno=int(sys.argv[1]))
    client.set_inheritable(False)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with open(sys.argv[3]) as stream:
            furniture = furnish.read(stream.read())
        proc = _enter_namespaces(sys.argv[2], furniture)
    except OSError as error:
        client.send(json.dumps({"ready": False, "why": f"{error.filename or 'namespaces'}: {error.strerror}"}).encode())
        return
    if proc is None:
        return
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    temporary = tuple(dict.fromkeys(os.path.realpath(folder) for folder in TEMPORARY if os.path.isdir(folder)))
    warden = Warden(client, Cells(sys.argv[2], raise_descriptors(), namespace, proc, temporary), furniture)
    gc.freeze()  # a cell is a fork of this process: what it doesn't touch, it shares
    client.send(json.dumps({"ready": True}).encode())
    warden.serve()
    warden.close()


if __name__ == "__main__":
    main()
