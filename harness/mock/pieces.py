"""A body in pieces, with pauses between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

from harness.model import Reply


async def in_pieces(reply: Reply) -> AsyncIterator[bytes]:
    """The pieces of a reply's body, each when it is due; of one that breaks off half of the last piece is left out."""
    body = reply.sent
    for start, stop in pairwise((0, *reply.cuts, len(body))):
        if start:
            await asyncio.sleep(reply.pause)
        yield body[start:stop]
