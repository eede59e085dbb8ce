"""A parser of server-sent events with names, ids and data of several lines, fed with pieces of text."""

import dataclasses
import json
import os
import sys
from collections.abc import Iterable, Iterator

import httpx


@dataclasses.dataclass
class Event:
    name: str = "message"
    identity: str | None = None
    data: list[str] = dataclasses.field(default_factory=list)


class Parser:
    def __init__(self) -> None:
        self.left, self.event = "", Event()

    def feed(self, piece: str) -> Iterator[Event]:
        self.left += piece.replace("\r\n", "\n")
        while "\n" in self.left:
            line, self.left = self.left.split("\n", 1)
            if not line:
                if self.event.data:
                    yield self.event
                self.event = Event()
            else:
                self.line(line)

    def line(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "event":
                self.event.name = value
            case "id":
                self.event.identity = value
            case "data":
                self.event.data.append(value)


def texts(pieces: Iterable[str]) -> Iterator[str]:
    parser = Parser()
    for piece in pieces:
        for event in parser.feed(piece):
            data = "\n".join(event.data)
            if data == "[DONE]":
                return
            yield json.loads(data)["text"]
    raise EOFError("the stream has no end")


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    with httpx.stream(
        "POST",
        os.environ["HOST"] + "/v1/chat",
        json={"prompt": "hi", "stream": True},
        headers={"Authorization": f"Bearer {key}", "Accept": "text/event-stream"},
        timeout=5,
    ) as response:
        if response.status_code != 200:
            sys.exit(f"HTTP {response.status_code}: {response.read().decode()}")
        for text in texts(response.iter_text()):
            print(text)
except (httpx.HTTPError, EOFError, ValueError, LookupError, TypeError) as error:
    sys.exit(f"The chat failed: {error!r}")
