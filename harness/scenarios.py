"""The scenarios as data: what the world does while a program runs, and what a good program does then.

A new scenario is a new entry here, or a table in a project's settings. Other modules name three: `success`, in which
requests are compared and samples run, and the two without a key (`missing-key`, `empty-key`), which live runs add.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Body = Literal["answer", "error", "page", "broken", "wrong-shape"]
Ending = Literal["success", "failure", "faithful", "recovers", "no-request"]
Fault = Literal["reset", "truncate", "hang"]
Deliveries = Literal["none", "good", "forged", "replayed", "unknown-event", "not-json", "large-body"]
Needs = Literal[
    "anything",
    "artifact-list",
    "json-answer",
    "access-token",
    "pages",
    "redirect",
    "stream",
    "upload",
    "graphql",
    "socket",
    "receiver",
    "sequence",
]


@dataclass(frozen=True)
class ScriptedAnswer:
    """One answer of a sequence; without any key it is the true one."""

    status: int | None = None
    """The status; that of the true API if it is not set."""
    body: Body = "answer"
    """What the answer holds, as in a scenario."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that the answer has beside its own. `{host}` is the mock's address, `{now+2}` the date in two seconds."""
    delay: float = 0.0
    """Seconds before the answer."""
    fault: Fault | None = None
    """What goes wrong on the connection."""
    set: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Fields of the JSON body that have other values than in the true answer, e.g. `{status = "running"}`."""

    @property
    def fails(self) -> bool:
        """True for an answer that tells, or is, a failure."""
        return self.fault is not None or (self.status or 200) >= 400


@dataclass(frozen=True)
class Scenario:
    """How the mock behaves, and how a good program ends."""

    name: str
    summary: str
    """What happens, in a few words."""
    ending: Ending = "success"
    """What a good program does. "success": it uses the answer and exits 0. "failure": it prints what went wrong on
    stderr, in the server's own words where there are any, leaves no file and exits with another status. "faithful":
    either of the two, the first only with just what came. "recovers": as "success" if it repeats the request until
    it is answered, else as "failure". "no-request": as "failure", before any request. If some of `answers` fail, the
    default is "recovers"; if all do, "failure"."""
    status: int | None = None
    """The status that every request is answered with; as the true API would if it is not set."""
    body: Body = "answer"
    """What an answer that is sent holds: the true one or an error (by the status), a gateway's HTML page, the true one
    broken in its middle, or JSON of another shape."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that the answer has beside its own. `{host}` is the mock's address, `{now+2}` the date in two seconds."""
    framing: Literal["sized", "chunked"] = "sized"
    """Whether the answer has a length, or comes in chunks."""
    compress: bool = False
    """True where the answer is compressed, if the client offered it."""
    close: bool = False
    """True where the server closes the connection after the answer."""
    delay: float = 0.0
    """Seconds before the answer."""
    fault: Fault | None = None
    """What goes wrong on the connection: it is reset, cut off in the middle of the answer, or never answered."""
    listening: bool = True
    """False where nobody listens on the port."""
    artifacts: int | None = None
    """How many artifacts the answer holds; the request decides if it is not set."""
    pages: int | None = None
    """In how many pages a list comes; the document's example of an answer decides if it is not set."""
    key: Literal["set", "missing", "empty"] = "set"
    """What the variable of the key holds."""
    tokens: Literal["good", "expire", "refuse"] = "good"
    """What becomes of access tokens: they are good, the first expires before it is used, or none is given."""
    redirect: Literal["none", "same-host", "other-host"] = "none"
    """Where the redirects lead that the document declares: each is played before the answer."""
    uploads: Literal["taken", "refused"] = "taken"
    """What becomes of an upload to the address that an answer gives."""
    stream: Literal["whole", "paced", "cut"] = "whole"
    """How events and lines of JSON come: at once, in pieces that tear characters, or so and never to their end."""
    graphql: Literal["data", "errors"] = "data"
    """What answers a GraphQL query: the data that it asks for, or errors, with status 200."""
    socket: Literal["whole", "refused", "failed", "cut"] = "whole"
    """How a WebSocket ends: as its script has it, closed as against a policy (1008) in place of the first message,
    by an error (1011) in place of the last one, or there without a close."""
    needs: Needs = "anything"
    """What an example must be like for the scenario to apply to it."""
    deliveries: Deliveries = "none"
    """What a program that receives is sent, before a good delivery if it is a bad one; none leaves those programs
    out."""
    answers: tuple[ScriptedAnswer, ...] = ()
    """The answers to a request that is sent again and again, counted by method and path; the last one is repeated.
    They take the place of `status`, `body`, `headers`, `delay` and `fault`."""
    after: int = 0
    """How many requests the API answers well before the scenario begins: 1 lets the second one of a sequence fail."""

    @property
    def ends_either_way(self) -> bool:
        """True where a good program may go on, or end with a message: programs are not compared by how they end."""
        return self.ending in ("faithful", "recovers") or self.tokens == "expire" or self.moves or self.after > 0

    @property
    def moves(self) -> bool:
        """True where some clients go on by themselves, and others stop: after a redirect, or what breaks off."""
        return self.redirect != "none" or self.stream == "cut" or self.socket != "whole"

    @property
    def bends_bodies(self) -> bool:
        """True where nothing but the body of a good answer is another one, or is sent in another way."""
        return self.status is None and (
            self.body != "answer" or self.fault == "truncate" or self.compress or self.framing == "chunked"
        )

    @property
    def waits(self) -> float:
        """Seconds that a program waits here without work, for the order of a run."""
        turns = [self.turn(index) for index in range(len(self.answers))] or [self]
        return 1e9 if any(one.fault == "hang" for one in turns) else sum(one.delay for one in turns)

    def begun(self, answered: int) -> Scenario:
        """The scenario for one request alone, before which the API answered so many well."""
        if answered >= self.after:
            return self
        return replace(self, answers=(), status=None, body="answer", headers=(), delay=0.0, fault=None, close=False)

    def turn(self, index: int) -> Scenario:
        """The scenario for one request alone, of which `index` came before it.

        A failure closes its connection: a client that repeats may leave the failure's body unread, and the open
        connection then keeps its program from ending until the server has waited long enough.
        """
        if not self.answers:
            return self
        one = self.answers[min(index, len(self.answers) - 1)]
        return replace(
            self,
            answers=(),
            close=self.close or one.fails,
            status=one.status,
            body=one.body,
            headers=one.headers,
            delay=one.delay,
            fault=one.fault,
        )

    def goes_on_after(self, index: int) -> bool:
        """True if another answer follows the one to a request of which `index` came before it."""
        return index < len(self.answers) - 1

    @property
    def waits_long(self) -> bool:
        """True where a whole run waits for the programs, and not they for their turn."""
        return self.waits >= LONG


LONG = 10.0
"""Seconds of waiting from which on a program is what the whole run waits for."""
SLOW = 2.0
"""Seconds: longer than any program is busy, and well within every client's patience."""

BUNDLED = (
    Scenario("success", "the API answers well, and keeps the connection open", deliveries="good"),
    Scenario("success-closed", "the API answers well, and closes the connection", close=True),
    Scenario("success-compressed", "the answer is compressed, where the client offered it", compress=True),
    Scenario("success-chunked", "the answer comes in chunks, without a length", framing="chunked"),
    Scenario("many-artifacts", "the answer holds more artifacts than one", artifacts=3, needs="artifact-list"),
    Scenario("many-pages", "a list comes in three pages", pages=3, needs="pages"),
    Scenario("unauthorized", "the key is refused (401)", "failure", status=401),
    Scenario("bad-request", "the request is refused (400)", "failure", status=400),
    Scenario("rate-limited", "too many requests (429)", "failure", status=429, headers=(("Retry-After", "1"),)),
    Scenario("server-error", "the server fails (500, JSON)", "failure", status=500),
    Scenario("gateway-error", "a gateway fails (502, an HTML page)", "failure", status=502, body="page"),
    Scenario("malformed-body", "a good status, but the JSON or the image is broken", "faithful", body="broken"),
    Scenario(
        "wrong-shape",
        "a good status and JSON, but its fields are missing",
        "faithful",
        body="wrong-shape",
        needs="json-answer",
    ),
    Scenario("truncated", "the answer is cut off in its middle", "failure", fault="truncate"),
    Scenario("reset", "the connection is reset", "failure", fault="reset"),
    Scenario("refused", "nobody listens", "failure", listening=False),
    Scenario("slow", f"the answer comes after {SLOW:g} s", delay=SLOW),
    Scenario("hang", "the answer never comes", "failure", fault="hang"),
    Scenario(
        "rate-limited-once",
        "too many requests (429) at first, the true answer to the next",
        "recovers",
        answers=(ScriptedAnswer(status=429, headers=(("Retry-After", "1"),)), ScriptedAnswer()),
    ),
    Scenario(
        "server-error-once",
        "the server fails (500, JSON) at first, and answers the next",
        "recovers",
        answers=(ScriptedAnswer(status=500), ScriptedAnswer()),
    ),
    Scenario(
        "reset-once",
        "the connection is reset at first, and the next request answered",
        "recovers",
        answers=(ScriptedAnswer(fault="reset"), ScriptedAnswer()),
    ),
    Scenario(
        "server-error-later",
        "the first request is answered, and the server fails (500, JSON) from then on",
        "failure",
        status=500,
        after=1,
        pages=3,
        needs="sequence",
    ),
    Scenario("missing-key", "the variable of the key is not set", "no-request", key="missing"),
    Scenario("empty-key", "the variable of the key is empty", "no-request", key="empty"),
    Scenario(
        "token-expired", "the API says that the access token expired (401)", tokens="expire", needs="access-token"
    ),
    Scenario("redirected", "the API redirects to another address of its own", redirect="same-host", needs="redirect"),
    Scenario("redirected-away", "the API redirects to another host", redirect="other-host", needs="redirect"),
    Scenario("upload-refused", "the host of the upload refuses it (403, XML)", uploads="refused", needs="upload"),
    Scenario("stream-paced", "a stream comes in pieces, with comments and pauses", stream="paced", needs="stream"),
    Scenario("stream-cut", "a stream breaks off within its last event", stream="cut", needs="stream"),
    Scenario("socket-refused", "the server closes a WebSocket at once (1008)", socket="refused", needs="socket"),
    Scenario("socket-failed", "an error closes a WebSocket before its last message", socket="failed", needs="socket"),
    Scenario("socket-cut", "a WebSocket breaks off without a close", socket="cut", needs="socket"),
    Scenario("graphql-errors", "status 200, and errors in place of data", "failure", graphql="errors", needs="graphql"),
    Scenario("token-refused", "the token endpoint gives no token (400)", tokens="refuse", needs="access-token"),
    Scenario("bad-signature", "deliveries have a wrong signature, or none", needs="receiver", deliveries="forged"),
    Scenario("replayed", "a delivery was signed an hour ago", needs="receiver", deliveries="replayed"),
    Scenario("unknown-event", "a delivery tells of an unknown event", needs="receiver", deliveries="unknown-event"),
    Scenario("not-json", "the body of a delivery is no JSON", needs="receiver", deliveries="not-json"),
    Scenario("large-body", "the body of a delivery has 1 MB", needs="receiver", deliveries="large-body"),
)


def all_scenarios(own: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """The bundled scenarios, those of the same name replaced by a project's own, and its others behind them."""
    named = {scenario.name: scenario for scenario in (*BUNDLED, *own)}
    return tuple(named.values())
