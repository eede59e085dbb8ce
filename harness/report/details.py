"""What a page shows of a case and the JSON report has no room for: small pictures, first bytes, waits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from harness.common.replies import images, is_image
from harness.common.shown import ShownExchange
from harness.model import Reply, WrittenFile
from harness.report.html.thumbnails import thumbnail

HEAD = 512
"""Bytes of a body that are kept as they went over the wire."""


@dataclass(frozen=True)
class ExchangeDetails:
    """What is kept of one exchange beside its record."""

    wait: float
    """Milliseconds from the request's last byte to the answer's first."""
    request_head: bytes
    response_head: bytes
    pictures: tuple[str, ...]
    """SHA-256 of the images in the answer, in order."""


class Details:
    """Collects while cases run. Thumbnails are made on a thread of their own, each image once."""

    def __init__(self) -> None:
        self._exchanges: dict[str, tuple[ExchangeDetails, ...]] = {}
        self._thumbnails: dict[str, Future[bytes | None]] = {}
        self._maker = ThreadPoolExecutor(1, "thumbnails")

    def add(self, name: str, exchanges: Iterable[ShownExchange], files: Iterable[WrittenFile] = ()) -> None:
        """Takes in what a case sent, was answered, and wrote."""
        self._exchanges[name] = tuple(map(self._exchange, exchanges))
        for file in files:
            if is_image(file.content):
                self._picture(file.content)

    def add_inputs(self, folder: Path) -> None:
        """Takes in the images that lie beside the programs, which they send."""
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".gif", ".webp") and path.is_file():
                self._picture(path.read_bytes())

    def put(self, name: str, exchanges: Sequence[ExchangeDetails]) -> None:
        """Takes in what was kept of a case that is not run again."""
        self._exchanges[name] = tuple(exchanges)

    def put_thumbnail(self, digest: str, content: bytes) -> None:
        """Takes in a thumbnail that was made before."""
        made: Future[bytes | None] = Future()
        made.set_result(content)
        self._thumbnails.setdefault(digest, made)

    def exchanges(self, name: str) -> tuple[ExchangeDetails, ...]:
        """A case's exchanges, in order; none where it was not seen to run."""
        return self._exchanges.get(name, ())

    def thumbnail(self, digest: str) -> bytes | None:
        """A small PNG of the image with this SHA-256; None if there is none. Waits for one that is being made."""
        made = self._thumbnails.get(digest)
        return made.result() if made else None

    def _exchange(self, exchange: ShownExchange) -> ExchangeDetails:
        return ExchangeDetails(
            round(exchange.seconds * 1000, 1),
            exchange.request.body[:HEAD],
            exchange.reply.body[:HEAD],
            tuple(self._picture(content) for content in _images(exchange.reply)),
        )

    def _picture(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self._thumbnails:
            self._thumbnails[digest] = self._maker.submit(thumbnail, content)
        return digest


def _images(reply: Reply) -> tuple[bytes, ...]:
    return tuple(content for content in images(reply) if is_image(content))
