"""The process inside the namespaces: it starts the programs there, watches for tries at other hosts, and reaps.

Run by `confined.py` as a program of its own, which talks to it over a socket in JSON messages, one a packet:

    {"do": "lease", "listening": true}   -> {"place": 0, "port": 1234} with its listening sockets, or {"refused": "why"}
    {"do": "start", "place": 0, ...}     -> at its end {"place": 0, "ended": 0}, or {"place": 0, "failed": [2, "", ""]};
                                            "warm": true where a fork server (warm.py) started the program.
                                            With a fork server first {"place": 0, "began": true}, when it has answered
    {"do": "signal", "place": 0, "number": 15}
    {"do": "socket", "place": 0, "family": 2} -> {"place": 0, "asked": true} with a socket, or "failed" as above
    {"do": "ports", "place": 0}          -> {"place": 0, "asked": true, "ports": [8000]}: those that are listened on
    {"do": "release", "place": 0}        -> {"place": 0, "escapes": [["name", 443, "tcp"], ...]}
    {"do": "watch", "place": 0, "began": 1, "slot": 0} and {"do": "move", "place": 0, "to": 2, "until": 3} are for the
                                            process that moves the case's clock, which answers them (clock/clocks.py)

A message too long for a packet comes as a file: {"do": "read"}, with its descriptor.

A place is a network namespace. It serves one case after another, so that none pays for making it.

Each case's first process is a fork of this one (cell.py): what is loaded here, every case pays for. So it has no
dataclasses, no pathlib, and of the rest of the harness one constant.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from harness.common.listening import BACKLOG
from harness.launch import furnish, linux, loopback, namespaces, warm
from harness.launch.cell import MAX_MESSAGE, Surroundings
from harness.launch.cells import Cells
from harness.launch.clock.start import Starter
from harness.launch.escapes import Escape
from harness.launch.furnish import TEMPORARY, Furniture
from harness.launch.limits import Limits, raise_descriptors
from harness.launch.network_place import NetworkPlace
from harness.launch.refusals import Refusals
from harness.launch.root import Visible, close, unix_sockets


class Warden:
    """Serves one client until it goes away; then everything here ends with it."""

    def __init__(
        self, client: socket.socket, cells: Cells, furniture: Furniture, sockets: Collection[str], moved: int
    ) -> None:
        """`moved` is the descriptor of the memory that says how far clocks were moved (clock/moved.py)."""
        self._client = client
        self._furniture = furniture
        self._doors = furniture.doors
        self._cells = cells
        self._sockets = sockets
        """The machine's unix sockets, none of which a program can reach."""
        self._places: list[NetworkPlace] = []
        self._free: list[int] = []
        self._running: dict[int, int] = {}
        self._poll = select.poll()
        self._readers: dict[int, Callable[[], None]] = {}
        """What takes what comes on a descriptor."""
        self._network = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        """A network namespace in which nothing is, not even a loopback interface that is up."""
        self._servers: dict[str, socket.socket | None] = {}
        """The fork servers by what started them; None for one that could not be."""
        self._moved = moved
        self._starter: Starter | None = None
        """What starts the processes that move clocks; None where nobody has been asked to."""

    def serve(self) -> None:
        """Handles messages, name look-ups and ends of programs until the client hangs up."""
        wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(woken)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for descriptor in (self._client.fileno(), wake):
            self._poll.register(descriptor, select.POLLIN)
        while True:
            for descriptor, seen in self._poll.poll():
                if descriptor == wake:
                    os.read(wake, 4096)
                    self._reap()
                elif descriptor == self._client.fileno():
                    try:
                        message, files, _, _ = socket.recv_fds(self._client, MAX_MESSAGE, 1)
                    except ConnectionResetError:  # it hung up with messages unread
                        return
                    if not message:
                        return
                    self._handle(_read(files[0]) if files else json.loads(message))
                elif seen & select.POLLIN:
                    self._readers.get(descriptor, _nothing)()  # what came before it may have closed it
                else:
                    self._forget(descriptor)
                    os.close(descriptor)

    def close(self) -> None:
        """Closes what watches the places, all at once: each time the kernel first waits for all cores (packet(7))."""
        linux.setns(self._cells.world.namespace, linux.CLONE_NEWPID)  # no thread may begin in another one (clone(2))
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
                self._rest(self._places[message["place"]], message["number"])
                cell = self._places[message["place"]].cell
                if cell:  # not yet reaped, so that its number is still its own
                    self._places[message["place"]].spoiled = True
                    os.kill(cell.first, message["number"])
            case "socket":
                self._give_socket(message["place"], message["family"])
            case "ports":
                linux.setns(self._places[message["place"]].namespace, linux.CLONE_NEWNET)
                self._say({"place": message["place"], "asked": True, "ports": loopback.listening()})
            case "release":
                self._release(message["place"])
            case "watch":
                self._watch(message)
            case "move":
                self._move(self._places[message["place"]], message)

    def _say(self, message: dict[str, Any], *sockets: socket.socket) -> None:
        data = json.dumps(message).encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client hung up: `serve` learns it next
            if sockets:
                socket.send_fds(self._client, [data], [given.fileno() for given in sockets])
            else:
                self._client.send(data)

    def _lease(self, *, listening: bool) -> None:
        if not self._free:
            place = NetworkPlace(self._furniture)
            self._places.append(place)
            self._read_on(place.resolver.fileno(), place.resolve)
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
        if message["warm"] and server is None:
            self._say({"place": message["place"], "began": True})
        try:
            cell = self._cells.start(message, server, place.namespace)
        except OSError as error:
            self._say({"place": message["place"], "failed": [error.errno, error.strerror, error.filename]})
            return
        place.cell, place.spoiled = cell, False
        self._running[cell.first] = message["place"]
        self._read_on(cell.line.fileno(), partial(self._heard, place))

    def _heard(self, place: NetworkPlace) -> None:
        """Something has come from a cell; one that is clean waits for another case, and is not reaped."""
        assert place.cell  # noqa: S101 - it is what there is something to read on
        self._hear(place, place.cell.line)
        if place.told.get("clean"):
            self._say({"place": self._running[place.cell.first], **self._end(place)})

    def _hear(self, place: NetworkPlace, line: socket.socket) -> None:
        """What a cell says: the descriptor which reports its refused calls, then how the program ended."""
        told, files, _, _ = socket.recv_fds(line, MAX_MESSAGE, 1)
        if files:
            self._answer_calls(files[0])
        else:
            place.told = json.loads(told or b"{}")
            self._forget(line.fileno())

    def _answer_calls(self, told: int) -> None:
        """Begins to answer the calls that a filter refuses."""
        refusals = Refusals(told, self._sockets, (self._cells.world.base, *TEMPORARY))
        self._read_on(told, partial(refusals.answer, self._note_try))

    def _note_try(self, process: int, tried: Escape) -> None:
        place = self._place_of(process)
        if place:
            place.note(tried)

    def _place_of(self, process: int) -> NetworkPlace | None:
        """Where a process runs: all of a case are in one process namespace."""
        with contextlib.suppress(OSError):  # it has ended
            inside = os.stat(f"/proc/{process}/ns/pid").st_ino
            for cell, number in self._running.items():
                if os.stat(f"/proc/{cell}/ns/pid").st_ino == inside:
                    return self._places[number]
        return None

    def _give_socket(self, number: int, family: int) -> None:
        """A socket belongs to the network namespace that it was made in, whoever uses it."""
        linux.setns(self._places[number].namespace, linux.CLONE_NEWNET)
        try:
            with socket.socket(family) as made:
                self._say({"place": number, "asked": True}, made)
        except OSError as error:
            self._say({"place": number, "asked": True, "failed": [error.errno, error.strerror, error.filename]})

    def _server(self, argv: list[str], env: dict[str, str]) -> socket.socket | None:
        key = json.dumps([argv, env])
        if key not in self._servers:
            self._servers[key] = None
            with contextlib.suppress(OSError):
                world = self._cells.world
                linux.setns(world.namespace, linux.CLONE_NEWPID)  # and not into that of the last case
                server, told = warm.start_server(argv, env, self._network, world.base, world.descriptors)
                self._servers[key] = server
                if told >= 0:
                    self._answer_calls(told)
        return self._servers[key]

    def _release(self, number: int) -> None:
        place = self._places[number]
        self._leave(place)
        if place.cell:  # the case was given up
            place.spoiled = True
            os.kill(place.cell.first, signal.SIGKILL)
            os.waitpid(place.cell.first, 0)
            self._end(place)
        self._free.append(number)
        self._say({"place": number, "escapes": place.escaped()})

    # ------------------------------------------------------------------ clocks

    def _watch(self, message: dict[str, Any]) -> None:
        """Begins to look at a case. One that is over by now has no process to look at."""
        place = self._places[message["place"]]
        if not place.cell:
            return
        place.spoiled = True
        try:
            if self._starter is None:
                linux.setns(self._cells.world.namespace, linux.CLONE_NEWPID)  # and not into that of the last case
                self._starter = Starter(self._moved)
            place.clock = self._starter.start(place.cell.first, message["began"], message["slot"])
        except OSError as error:
            self._say({"place": message["place"], "real": f"{error.strerror}: the process that moves clocks"})
            return
        self._read_on(place.clock.fileno(), partial(self._hear_clock, place, message["place"]))

    def _move(self, place: NetworkPlace, message: dict[str, Any]) -> None:
        if place.clock:
            with contextlib.suppress(OSError):  # it has ended: that is heard next
                place.clock.send(json.dumps(message).encode())

    def _rest(self, place: NetworkPlace, number: int) -> None:
        """Moves a clock no more, of a case that a signal is to end. Until SIGKILL its program still has that clock."""
        if number == signal.SIGKILL:
            self._leave(place)
        else:
            self._move(place, {"rest": True})

    def _hear_clock(self, place: NetworkPlace, number: int) -> None:
        """Passes on what the process says that moves a case's clock; what waits for an answer of ours is not quiet."""
        assert place.clock  # noqa: S101 - it is what there is something to read on
        try:
            told, files, _, _ = socket.recv_fds(place.clock, MAX_MESSAGE, 1)
        except ConnectionError:
            told, files = b"", []
        if files:
            place.mover = files[0]
            return
        if not told:
            self._leave(place)
            self._say({"place": number, "real": "the process that moves its clock has ended", "gone": True})
            return
        message = json.loads(told)
        clocks = {one.clock.fileno() for one in self._places if one.clock}
        if "quiet" in message and any(descriptor not in clocks for descriptor, _ in self._poll.poll(0)):
            self._move(place, {"to": 0, "until": 0})
        else:
            self._say({"place": number, **message})
        if message.get("doubt"):
            self._leave(place)  # it may have stopped what is to end now

    def _leave(self, place: NetworkPlace) -> None:
        """Looks no more at a case, whose processes are then no more traced."""
        if place.mover >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(place.mover, signal.SIGKILL)
            os.close(place.mover)
            place.mover = -1
        if place.clock:
            self._forget(place.clock.fileno())
            with contextlib.suppress(OSError):  # it has ended
                place.clock.shutdown(socket.SHUT_RDWR)  # cells hold copies of this socket, and closing says nothing
            place.clock.close()
            place.clock = None

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
        """How the program of a place ended: all of its processes are gone, and its cell is too, if it is not clean."""
        cell, place.cell = place.cell, None
        assert cell  # noqa: S101 - there is one from a program's start to its end
        while cell.line.fileno() in self._readers:
            self._hear(place, cell.line)
        number = self._running.pop(cell.first)
        while place.clock and select.select([place.clock], [], [], 0)[0]:  # what it said before the end counts
            self._hear_clock(place, number)
        self._leave(place)
        told, place.told = place.told, {}
        if told.pop("clean", False) and not place.spoiled:
            self._cells.keep(cell)
        else:
            cell.line.close()
        return told or {"ended": -int(signal.SIGKILL)}

    # ------------------------------------------------------------------ what is waited for

    def _read_on(self, descriptor: int, reader: Callable[[], None]) -> None:
        self._readers[descriptor] = reader
        self._poll.register(descriptor, select.POLLIN)

    def _forget(self, descriptor: int) -> None:
        del self._readers[descriptor]
        self._poll.unregister(descriptor)


def _nothing() -> None:
    pass


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


def main() -> None:
    """`warden.py SOCKET-DESCRIPTOR MEMORY-DESCRIPTOR BASE WORLD`: enters the namespaces, says so, and serves."""
    client, moved = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    for descriptor in (client.fileno(), moved):
        os.set_inheritable(descriptor, False)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    base, told = sys.argv[3:]
    try:
        with open(told) as stream:
            world = json.load(stream)
        os.unlink(told)
        furniture = furnish.read(world["furniture"])
        sockets, visible = frozenset(unix_sockets()), Visible(world["shown"], world["hidden"])
        entered = namespaces.enter(lambda: close(base, visible, furniture, sockets))
    except OSError as error:
        _tell(client, {"ready": False, "why": f"{error.filename or 'namespaces'}: {error.strerror}"})
        return
    if entered is None:
        return
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    limits = Limits(**world["limits"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.disk, limits.disk))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cells = Cells(Surroundings(base, limits, raise_descriptors(), *entered), client)
    warden = Warden(client, cells, furniture, sockets, moved)
    gc.freeze()  # a cell is a fork of this process: what it doesn't touch, it shares
    _tell(client, {"ready": True})
    warden.serve()
    warden.close()


def _tell(client: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):  # who started it may have ended meanwhile
        client.send(json.dumps(message).encode())


if __name__ == "__main__":
    main()
