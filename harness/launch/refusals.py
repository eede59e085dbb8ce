"""What a program tried that its cell refuses: the warden answers such calls for the kernel (seccomp_unotify(2)).

A refused call fails with EPERM, as it would without the warden. A call of a socket that is not the internet's goes on,
and finds in its cell what is there. A program waits for the answer, so that all is known before it ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import struct
from collections.abc import Callable, Collection

from harness.launch import seccomp
from harness.launch.escapes import Escape

_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_NOTIFICATION = struct.Struct("=QIIiIQ6Q")
"""struct seccomp_notif: id, process, flags; the call's number, processor, place and six arguments."""
_ANSWER = struct.Struct("=QqiI")
"""struct seccomp_notif_resp: id, value, error, flags."""
_GO_ON = 1
_AF_UNIX = 1
_FAMILIES = {17: "AF_PACKET", 40: "AF_VSOCK"}
_NAME = 108
"""Bytes of the longest name of a unix socket."""
OF_LIBRARIES = (
    *("/run/nscd/", "/run/systemd/", "/run/dbus/", "/run/avahi-daemon/", "/var/lib/sss/", "/run/samba/", "/dev/log"),
    *("/tmp/.X11-unix/", "\0/tmp/.X11-unix/", "/run/pcscd/", "/run/.heim_org.h5l.kcm-socket"),  # noqa: S108 - a name
)
"""Beginnings of the names of sockets that libraries call by themselves: for names, users, logs, screens and tickets."""
_SESSION_BUS = "/bus"
"""The end of another one, which lies in a folder of the user's."""


class Refusals:
    """One filter's calls, and what of them is to be reported."""

    def __init__(self, told: int, sockets: Collection[str], own: Collection[str]) -> None:
        """`told` is the descriptor on which the kernel reports calls.

        `sockets` are the unix sockets that were there when the run began, an abstract one with a NUL before its name;
        `own` the folders in which a program makes sockets of its own.
        """
        self._told = told
        self._poll = select.poll()
        self._poll.register(told, select.POLLIN)
        self._sockets, self._own = sockets, tuple(f"{folder}/" for folder in own)

    def answer(self, note: Callable[[int, Escape], None]) -> None:
        """Answers one call. Before, for then its process may end, `note` gets its number and a try to be reported."""
        if not self._poll.poll(0):
            return  # who called has ended, and to receive would be to wait for another
        asked = bytearray(_NOTIFICATION.size)
        try:
            fcntl.ioctl(self._told, _RECEIVE, asked)
        except OSError:
            return
        number, process, _, call, _, _, *arguments = _NOTIFICATION.unpack(asked)
        name = seccomp.name_of(call)
        tried = self._called(process, arguments) if name == "connect" else _refused(name, arguments)
        if tried:
            note(process, tried)
        answer = (0, 0, _GO_ON) if name == "connect" else (0, -errno.EPERM, 0)
        with contextlib.suppress(OSError):  # it has ended meanwhile
            fcntl.ioctl(self._told, _SEND, bytearray(_ANSWER.pack(number, *answer)))

    def _called(self, process: int, arguments: list[int]) -> Escape | None:
        """The unix socket that is called, where it is neither the program's own nor one that libraries call."""
        address = _memory(process, arguments[1], min(arguments[2], 2 + _NAME))
        if len(address) <= 2 or struct.unpack_from("=H", address)[0] != _AF_UNIX:
            return None
        raw = address[2:] if address[2] == 0 else address[2:].partition(b"\0")[0]
        path = raw.decode("utf-8", "backslashreplace")
        path = os.path.normpath(path) if path.startswith("/") else path
        path = path.removeprefix("/var") if path.startswith("/var/run/") else path
        if path.startswith(OF_LIBRARIES) or path.endswith(_SESSION_BUS):
            return None
        outside = path.startswith("/") and not path.startswith(self._own)
        return (path.replace("\0", "@"), 0, "unix") if outside or path in self._sockets else None


def _refused(name: str, arguments: list[int]) -> Escape:
    return (f"socket({_FAMILIES.get(arguments[0], arguments[0])})" if name == "socket" else name), 0, "call"


def _memory(process: int, start: int, size: int) -> bytes:
    """Bytes of another process; none where they can't be had."""
    try:
        held = os.open(f"/proc/{process}/mem", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.pread(held, size, start)
    except OSError:
        return b""
    finally:
        os.close(held)
