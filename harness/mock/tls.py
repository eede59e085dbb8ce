"""TLS before the mock: a connection's bytes, uncovered on their way in and covered on their way out."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import Any, cast

READ_AT_ONCE = 64 * 1024
"""Bytes of plain text that are taken out of the records at once."""
HANDSHAKE = 0x16
"""The first byte of a connection that speaks TLS (RFC 8446, section 5.1); no request begins with it."""
REFUSALS = ("CERTIFICATE", "UNKNOWN_CA")
"""What the alerts are called (RFC 8446, section 6.2) by which a client refuses a certificate."""


class TlsLayer(asyncio.Protocol):
    """Speaks TLS where the client does, and hands on plain bytes as they are.

    asyncio's own TLS can't end a connection without the closing alert, as a server does whose line is cut.
    """

    def __init__(
        self,
        inner: asyncio.Protocol,
        context: ssl.SSLContext,
        spoken: Callable[[bool], None],
        refused: Callable[[str], None],
    ) -> None:
        """`spoken` gets, before the first byte, whether the client speaks TLS. `refused` gets the alert by which it
        refused the certificate, or nothing if it left in the handshake without a word, as some do instead."""
        self._inner, self._context, self._spoken, self._refused = inner, context, spoken, refused
        self._covered: CoveredTransport | None = None
        self._begun, self._silent = False, True
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A program connected."""
        self._transport = cast(asyncio.Transport, transport)
        self._covered = CoveredTransport(self._transport, self._context)
        self._inner.connection_made(self._covered)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        covered = cast(CoveredTransport, self._covered)
        if not self._begun:
            self._begun = True
            covered.plain = data[0] != HANDSHAKE
            self._spoken(not covered.plain)
        if covered.plain:
            self._inner.data_received(data)
            return
        for piece in covered.uncover(data):
            self._silent = False
            self._inner.data_received(piece)
        if covered.broken is not None:
            if any(word in covered.broken for word in REFUSALS):
                self._refused(covered.broken.lower().replace("_", " "))
            self._silent = False
            self._transport.close()
        elif covered.ended and not self._inner.eof_received():
            covered.close()

    def eof_received(self) -> bool | None:
        """The program will send no more."""
        if self._covered and self._covered.ended:
            return True
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended, however that came."""
        if self._silent and self._covered and not self._covered.plain:
            self._refused("")
        self._inner.connection_lost(exc)


class CoveredTransport(asyncio.Transport):
    """The transport that a protocol sees: what it writes goes out in TLS records."""

    def __init__(self, outer: asyncio.Transport, context: ssl.SSLContext) -> None:
        super().__init__()
        self._outer = outer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self.open = False
        """True once the handshake is done."""
        self.broken: str | None = None
        """What is wrong with the records that came, in OpenSSL's words."""
        self.plain = True
        """True until the client begins a handshake."""
        self.ended = False
        """True once the client has closed its side by an alert."""

    def uncover(self, data: bytes) -> list[bytes]:
        """The plain bytes that have come in; what that asks for is sent."""
        self._incoming.write(data)
        pieces: list[bytes] = []
        try:
            if not self.open:
                self._tls.do_handshake()
                self.open = True
            while piece := self._tls.read(READ_AT_ONCE):
                pieces.append(piece)
            self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        except ssl.SSLError as error:
            self.broken = error.reason or ""
        self.flush()
        return pieces

    def flush(self) -> None:
        """Sends the records that are ready."""
        if self._outgoing.pending and not self._outer.is_closing():
            self._outer.write(self._outgoing.read())

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """See asyncio.WriteTransport."""
        if self.plain:
            self._outer.write(data)
            return
        rest = memoryview(data)
        while rest:
            rest = rest[self._tls.write(rest) :]
        self.flush()

    def close(self) -> None:
        """Ends the connection in an orderly way: by the closing alert (RFC 8446, section 6.1)."""
        if self.open and not self._outer.is_closing():
            with contextlib.suppress(ssl.SSLError):  # the client's own alert is not waited for
                self._tls.unwrap()
            self.flush()
        self._outer.close()

    def write_eof(self) -> None:
        """See asyncio.WriteTransport."""
        self._outer.write_eof()

    def cut(self) -> None:
        """Ends the connection after what was written, without a word."""
        self._outer.close()

    def abort(self) -> None:
        """See asyncio.WriteTransport."""
        self._outer.abort()

    def is_closing(self) -> bool:
        """See asyncio.BaseTransport."""
        return self._outer.is_closing()

    def pause_reading(self) -> None:
        """See asyncio.ReadTransport."""
        self._outer.pause_reading()

    def resume_reading(self) -> None:
        """See asyncio.ReadTransport."""
        self._outer.resume_reading()

    def is_reading(self) -> bool:
        """See asyncio.ReadTransport."""
        return self._outer.is_reading()

    def get_write_buffer_size(self) -> int:
        """See asyncio.WriteTransport."""
        return self._outer.get_write_buffer_size()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """See asyncio.BaseTransport."""
        return self._outer.get_extra_info(name, default)
