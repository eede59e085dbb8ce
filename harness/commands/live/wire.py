"""One exchange with a host over HTTP(S): no redirect followed, nothing decoded, nothing kept."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from harness.model import Headers


@dataclass(frozen=True)
class HostAnswer:
    """What the host sent, its chunked coding undone."""

    status: int
    headers: Headers
    body: bytes


class Exchanger:
    """Makes one exchange, which blocks; `abort` ends it from another thread."""

    def __init__(self, host: str, patience: float) -> None:
        """`patience`, in seconds, is how long the host may stay silent."""
        parts = urlsplit(host)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=patience)
        self._socket: socket.socket | None = None

    def exchange(self, method: str, target: str, headers: Headers, body: bytes) -> HostAnswer:
        """Sends a request and reads the answer to its end. Raises OSError, HTTPException or ValueError."""
        connection = self._connection
        try:
            connection.connect()
            self._socket = connection.sock
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if body or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body)))
            connection.putheader("Connection", "close")
            connection.endheaders(body or None)
            response = connection.getresponse()
            return HostAnswer(response.status, tuple(map(_plain, response.getheaders())), response.read())
        finally:
            connection.close()

    def abort(self) -> None:
        """Ends an exchange that is under way: whoever waits for it gets an OSError."""
        if self._socket:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _plain(header: tuple[str, str]) -> tuple[str, str]:
    """A header as it can be sent on: on one line, and in ASCII."""
    name, value = header
    return name, " ".join(value.encode("ascii", "replace").decode().split())
