"""The words of the project as frozen values. Standard library only; every other module may import this one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

Headers = tuple[tuple[str, str], ...]

# --------------------------------------------------------------------------- what goes over the wire


@dataclass(frozen=True)
class Request:
    """One request as it came. `body` has any chunked coding undone; `raw` is every byte from the request line on.

    Of a request in HTTP/2 `raw` is its header list and its body, written as HTTP/1.1 would."""

    method: str
    target: str
    headers: Headers
    body: bytes
    raw: bytes = b""
    fault: str | None = None
    """Why the bytes could not be read as HTTP, where they could not."""
    origin: str = ""
    """The host that the program named itself, e.g. `https://api.example.com`; empty where it took the mock's address
    from its variable."""

    @property
    def size(self) -> int:
        """Bytes of the request as it came."""
        return len(self.raw) or len(self.body)

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case; None where it was not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True)
class Portion:
    """Which part of a list an answer holds."""

    parameter: str
    """What names a page in the request."""
    asked: str
    """What was sent there; empty for the first page."""
    known: bool = True
    """False for a page that no answer named."""
    more: str = ""
    """What names the page that follows, as the answer says it; empty for the last one."""
    items: tuple[str, ...] = ()
    """What tells its items from others, where anything does."""
    texts: tuple[str, ...] = ()
    """A text of each item for people, e.g. its name, where those differ."""
    beyond: bool = False
    """True where the list had ended before it."""


@dataclass(frozen=True)
class Visit:
    """A request to a second host, to which an answer of the API leads."""

    host: str
    """Its origin, e.g. `http://localhost:1234`."""
    field: str = ""
    """The field or header of the answer that gave the address, e.g. `upload_url`; empty where none gave it."""
    methods: tuple[str, ...] = ()
    """The methods that the address is for; empty where a redirect leads there."""
    form: tuple[tuple[str, str], ...] = ()
    """The fields that a form sends there, with the values that the answer gave."""


@dataclass(frozen=True)
class Message:
    """One message of a WebSocket (RFC 6455), or what ended it."""

    by: Literal["program", "mock"]
    kind: Literal["text", "binary", "close", "cut", "fault"]
    """`cut` where the connection ended without a close, `fault` where frames could not be read."""
    data: bytes = b""
    """Its content: of a close the reason, of a fault what is wrong."""
    code: int = 0
    """The code of a close, e.g. 1000; 1005 where none was sent."""
    pause: float = 0.0
    """Seconds of the mock's silence before it."""

    @property
    def breaks_off(self) -> bool:
        """True for what ends a WebSocket for the program otherwise than well."""
        return self.by == "mock" and (self.kind == "cut" or (self.kind == "close" and self.code not in GOOD_CLOSES))


GOOD_CLOSES = (1000, 1001)
"""Codes by which a server ends a WebSocket that went well (RFC 6455, section 7.4.1)."""
Talk = Callable[[Message | None], tuple[Message, ...]]
"""Decides what a message is answered with: None is the begin of the WebSocket. One is made for each handshake."""


@dataclass(frozen=True)
class Reply:
    """What the mock is to answer. `fault` names what goes wrong on the socket instead of, or during, the answer."""

    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    framing: Literal["sized", "chunked"] = "sized"
    close: bool = False
    delay: float = 0.0
    """Seconds between the end of the request and the first byte of the answer."""
    fault: Literal["reset", "truncate", "hang"] | None = None
    cuts: tuple[int, ...] = ()
    """Where the body is cut into pieces, each sent as a chunk; after `truncate` half of the last one is not sent."""
    pause: float = 0.0
    """Seconds between two pieces."""
    stream: AsyncIterator[bytes] | None = None
    """Pieces of the body that are still to come, each sent as a chunk when it is there, until the program leaves."""
    talk: Talk | None = None
    """What goes on after a handshake, whose status is 101. Where that broke off, the fault is `truncate`."""
    refused: bool = False
    """True for what answers a request that is at fault itself."""
    by_host: bool = False
    """True for what the real host answered in a live run."""
    unbroken: bool = False
    """True for a body that a scenario would have broken, and in which nothing can be."""
    unfinished: bool = False
    """True where the same request may be sent again: more of a sequence follows, or the scenario broke the body."""
    absent: Literal["", "deleted", "unknown"] = ""
    """Why nothing can be answered: the program removed it, or no answer ever named it."""
    page: Portion | None = None
    """Which part of a list it is, where the list comes in pages."""
    moved: bool = False
    """True for a redirect that a scenario plays in place of the answer."""
    visit: Visit | None = None
    """What the request was for, where a second host answered it."""
    left_out: int = 0
    """Bytes of the body that the answer to HEAD does not have, and names in its length (RFC 9110, 9.3.2)."""

    @property
    def sent(self) -> bytes:
        """What is sent of the body: of one that is cut off its first half, or all pieces but half of the last one."""
        if self.fault != "truncate":
            return self.body
        last = self.cuts[-1] if self.cuts else 0
        return self.body[: last + (len(self.body) - last) // 2]

    @property
    def length(self) -> int:
        """What the answer names as the length of its body."""
        return len(self.body) + self.left_out

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case; None where it is not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


Responder = Callable[[Request], Reply | Awaitable[Reply]]
"""Decides what a request is answered with, at once or later. Made by `plan` or `live`, carried out by `mock`."""


@dataclass(frozen=True)
class Exchange:
    """One request with the reply that was given to it."""

    request: Request
    reply: Reply
    started: float = 0.0
    """When the request had come in, in seconds since 1970 (UTC)."""
    seconds: float = 0.0
    """From then to the first byte of the reply."""
    messages: tuple[Message, ...] = ()
    """What was said after the handshake of a WebSocket, in order."""


@dataclass(frozen=True)
class UploadedFile:
    """One file part of a request."""

    field: str
    filename: str | None
    content_type: str | None
    content: bytes


@dataclass(frozen=True)
class Call:
    """A request read in the light of its operation: values decoded, typed as the document says, names expanded."""

    operation: Operation
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    """Names in lower case."""
    media_type: str | None
    body: Any
    """The decoded JSON or form value; files stand in it as None under their field's name."""
    files: tuple[UploadedFile, ...] = ()

    def file(self, name: str) -> UploadedFile | None:
        """The first uploaded file of a field; None if there is none."""
        return next((part for part in self.files if part.field == name), None)


# --------------------------------------------------------------------------- what is judged


@dataclass(frozen=True)
class Operation:
    """One method and path of one API version, as an OpenAPI document declares it."""

    api: str
    id: str
    method: str
    path: str
    """The path template below the document's base path, e.g. `/engines/{engine_id}`."""
    line: int = 0

    @property
    def is_open(self) -> bool:
        """True where only a program's request will tell which operation it is."""
        return not self.id


@dataclass(frozen=True)
class Dialect:
    """How the programs of a language read, and what they print: its own file in `languages/` says so."""

    words: tuple[str, ...] = ()
    """What documents call the language, in lower case."""
    comments: tuple[str, ...] = ("#", "//")
    """How a line of comment begins."""
    is_shell: bool = False
    """True where a shell reads the programs."""
    variables: tuple[str, ...] = ()
    """Patterns of reading an environment variable without a default; the first group is its name."""
    files: tuple[str, ...] = ()
    """Patterns of reading a file; the first group is its path."""
    calls: tuple[str, ...] = ()
    """What a line that sends a request holds, most telling first."""
    statuses: tuple[str, ...] = ()
    """Patterns of looking at an answer's status, most telling first; the line at which a match ends does it."""
    answers: tuple[str, ...] = ()
    """Patterns of using an answer, whatever its status."""
    bodies: tuple[str, ...] = ()
    """What a line that gives a request its body holds, most telling first."""
    headers: tuple[str, ...] = ()
    """What a line that gives a request a header holds, most telling first."""
    prints: tuple[str, ...] = ()
    """What a line that writes to stdout holds."""
    complains: tuple[str, ...] = ()
    """What a line that writes to stderr holds."""
    changes: tuple[str, ...] = ()
    """What a line that writes or removes a file holds."""
    crashes: tuple[tuple[str, str], ...] = ()
    """Patterns of what never makes a message clear, each with its name."""
    stack_traces: tuple[tuple[str, str], ...] = ()
    """Patterns of stack traces, each with its name."""
    echoes: tuple[str, ...] = ()
    """Patterns of what a stack trace shows of the program's source: no part of a message."""
    unused: tuple[tuple[str, str], ...] = ()
    """Patterns of what is printed in the place of an answer that was not read, each with its name."""
    unsent: tuple[tuple[str, str, str], ...] = ()
    """Patterns of what makes a request, and of what then sends it, and what is wrong where the second is missing."""
    function: str = ""
    """The pattern of where a function begins; the first group that is found is its name."""
    trace_line: str = r"(?:\", line |:)(\d+)"
    """What follows the file's name in a stack trace; the group is the line."""
    fault_first: bool = False
    """True where the line at fault is the first of the file's lines that a stack trace names, and not the last."""
    head: str = ""
    """The pattern of lines that stay the first of a program, whatever is put before it."""
    whole: str = ""
    """The pattern of a program that nothing can be put before."""
    imports: tuple[str, ...] = ()
    """Patterns of a line that gives names by an import; the first group holds the names."""
    siblings: tuple[str, ...] = ()
    """Patterns of taking in another file of the project; the first group is its path, or its module."""
    undefined: tuple[str, ...] = ()
    """Patterns of what is printed of a name that nothing gives a value; the first group is the name."""
    missing_library: str = ""
    """The pattern of what is printed where a library is not installed; the first group that is found is its name."""
    install: str = ""
    """The command that installs a library, with `{name}` in it; empty if there is none for all."""
    installs: Mapping[str, str] = field(default_factory=dict)
    """Library -> the command that installs it, where that is another one."""
    looked: str = ""
    """Where a library was looked for, as a clause that ends the sentence which names it."""
    gone: Mapping[str, str] = field(default_factory=dict)
    """Library that no one can install any more -> what takes its place."""
    own_hosts: tuple[str, ...] = ()
    """Hosts that tools of the language ask by themselves, e.g. for updates: no program means to reach them."""
    usual_seconds: float = 0.03
    """Seconds of work, about, of a case that never ran."""


@dataclass(frozen=True)
class Owes:
    """What is asked of an example: all of it of a program in a file of its own, less of a published sample."""

    own_file: bool = True
    """It appears in a file of its own, and not in a document or on a page."""
    in_work_folder: bool = True
    """Its file lies where it expects its inputs and outputs to be."""
    own_settings: bool = True
    """The settings' tables of operations may name it."""
    in_catalogue: bool = True
    """It counts where each operation is to be shown in each language."""
    scenarios: tuple[str, ...] | None = None
    """The scenarios that it is run under; None for all that apply to it."""
    one_operation: bool = True
    """All its requests are for the operation that it shows, or for the steps that the settings list."""
    handles_errors: bool = True
    """It says what went wrong, whatever did."""
    reads_variables: bool = True
    """It takes host and key from the variables that the settings name."""
    promised_files: bool = True
    """It writes no file but those that the settings promise."""
    brings_libraries: bool = True
    """The libraries that it uses are installed with it."""
    compared: bool = True
    """It sends the same as its twins in other languages."""


@dataclass(frozen=True)
class ShownOutput:
    """What a page shows beside a sample."""

    text: str
    lines: tuple[int, ...]
    """The 1-based line of the page of each of its lines."""
    is_response: bool
    """True for what the API answers, False for what the sample prints."""


@dataclass(frozen=True)
class Example:
    """One program: the language it is written in, the operation it shows, and where it lies."""

    language: str
    api: str
    name: str
    """The program's name, e.g. `get_account`."""
    operation_id: str | None
    file: Path
    shown: str
    """The file's path as people see it: relative to the project's root, with forward slashes."""
    workdir: Path
    tree: Path | None = None
    """The folder that a private copy is made of, where that is not the settings' examples."""
    beside: Path | None = None
    """The folder whose files it finds beside itself in a private copy: that of a file which a document links to."""
    lines: tuple[int, ...] = ()
    """For a program taken out of a document: the line of `shown` that each of its lines is on."""
    notes: tuple[Finding, ...] = ()
    """What was done to a published text before it can be run, reported with every case."""
    neighbours: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """For a sample: texts in its language beside it, the nearest first, that may hold lines which it lacks."""
    key: str | None = None
    """The text that appears in the program itself where its reader is to put the key."""
    outputs: tuple[ShownOutput, ...] = ()
    """What its page shows that it prints, or that the API answers."""
    dialect: Dialect = field(default_factory=Dialect, compare=False, repr=False)
    """How its text reads: that of its language."""
    owes: Owes = Owes()
    """What is asked of it."""

    @cached_property
    def id(self) -> str:
        """`v1/masking/go`."""
        return f"{self.api}/{self.name}/{self.language}"


@dataclass(frozen=True)
class Step:
    """One of the requests that a program is to send."""

    operation: Operation
    carries: tuple[str, ...] = ()
    """Fields of an earlier answer, as `file.id`, whose values the request must carry somewhere."""
    place: str = field(default="", compare=False)
    """The file and line that say so, where that is no settings file."""


@dataclass(frozen=True)
class Case:
    """An example under a scenario."""

    example: Example
    scenario: str

    @cached_property
    def name(self) -> str:
        """`v1/masking/go/success`."""
        return f"{self.example.id}/{self.scenario}"

    @cached_property
    def group(self) -> str:
        """`v1/masking`: the cases that parity compares, which one worker runs together."""
        return f"{self.example.api}/{self.example.name}"


# --------------------------------------------------------------------------- how a case ended


class Escape(NamedTuple):
    """A try at something outside: another host, a unix socket (`unix`), or a call that the cell refuses (`call`)."""

    host: str
    """For a unix socket its name, for a call its own."""
    port: int
    """0 where only a name was looked up, and where there are no ports."""
    protocol: str


@dataclass(frozen=True)
class WrittenFile:
    """A file that a program made or changed, relative to the root of its private copy, e.g. `python/out/a.png`."""

    path: str
    content: bytes
    truncated: bool = False
    """True where only the beginning was kept, because of the size limit."""


@dataclass(frozen=True)
class Invocation:
    """How a program was started, as it is written down: `$WORK`, `$ROOT` and others stand for the machine's places."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    folder: str


Kind = Literal["good", "forged", "unsigned", "replayed", "unknown-event", "not-json", "large-body"]
"""What is wrong with a delivery, or `good`."""


@dataclass(frozen=True)
class Delivery:
    """One request that the harness sends to a program that receives."""

    name: str
    """What it tells of: the name of a webhook or callback, e.g. `orderPaid`."""
    kind: Kind
    request: Request

    @property
    def is_forged(self) -> bool:
        """True for one that only a program which does not check where it comes from accepts."""
        return self.kind in ("forged", "unsigned", "replayed")


@dataclass(frozen=True)
class Delivered:
    """A delivery that was sent, with its answer, and what the program did until then."""

    delivery: Delivery
    exchange: Exchange
    """Its reply has the fault `hang` where none came in time, and `reset` where the connection ended without one."""
    printed: str = ""
    """What it printed on stdout since the delivery before."""
    written: tuple[WrittenFile, ...] = ()
    """The files that it wrote, or changed, since then."""


@dataclass(frozen=True)
class Reception:
    """How a program that receives fared."""

    port: int
    """The port on which it was to listen."""
    listened: bool = True
    """False where nobody listened there in time."""
    others: tuple[int, ...] = ()
    """The ports on which it listened instead."""
    delivered: tuple[Delivered, ...] = ()
    ended_early: bool = False
    """True where it ended before it was asked to."""
    lasted: float = 0.0
    """Seconds after which it still ran though it was asked to end; 0 where it ended."""


@dataclass(frozen=True)
class Traces:
    """What a program left behind, however it ended."""

    stdout: str = ""
    stderr: str = ""
    written: tuple[WrittenFile, ...] = ()
    changed_inputs: tuple[str, ...] = ()
    """Inputs that are no longer what they were, as paths relative to the root of the private copy."""
    exchanges: tuple[Exchange, ...] = ()
    escapes: tuple[Escape, ...] = ()
    duration: float = 0.0
    """Seconds from start to end of the program, by its own clock."""
    spared: float = 0.0
    """Those of them that did not have to be waited, since its clock was moved."""
    real: str = ""
    """Why some of its waits were real ones, where it was to be spared them; mostly empty."""
    warm: bool = False
    """True where it was forked from a process that had its libraries loaded."""
    exceeded: str = ""
    """The limit that it came to, other than that of time: `memory`, `processes`, `disk`, `output` or `shared`."""
    command: Invocation | None = None
    second: Finished | TimedOut | None = None
    """How the program ended when it was run once more, and given the answer that it had not got or could not use."""
    asked_for: tuple[str, ...] = ()
    """The fields with which its answers were then filled out, each with the value of another field."""
    reception: Reception | None = None
    """What it was sent, where it is a program that receives."""
    callbacks: tuple[Delivered, ...] = ()
    """How it was called back, where it is one that calls and asked for that."""
    uncalled: tuple[int, ...] = ()
    """The ports on which it listened when it asked to be called back, and then no more."""

    @property
    def all_exchanges(self) -> tuple[Exchange, ...]:
        """What it was sent, and what it sent."""
        return (*(one.exchange for one in self.delivered), *self.exchanges)

    @property
    def delivered(self) -> tuple[Delivered, ...]:
        """What it was sent, of whatever kind it is."""
        return self.reception.delivered if self.reception else self.callbacks


@dataclass(frozen=True)
class Finished:
    """The program ended by itself. A negative exit status is the number of the signal that ended it."""

    exit_status: int
    traces: Traces = field(default_factory=Traces)


@dataclass(frozen=True)
class TimedOut:
    """The program was still running at its time limit, and was ended."""

    limit: float
    traces: Traces = field(default_factory=Traces)


@dataclass(frozen=True)
class CouldNotStart:
    """The program never ran. `findings` hold a compiler's words, where a build failed."""

    reason: str
    missing_toolchain: bool = False
    findings: tuple[Finding, ...] = ()


Outcome = Finished | TimedOut | CouldNotStart

# --------------------------------------------------------------------------- what is said about it

Severity = Literal["error", "warning", "note"]
Blame = Literal["example", "spec", "mock", "toolchain"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what was expected, what was seen, where, and how to fix it."""

    code: str
    message: str
    expected: str = ""
    actual: str = ""
    file: str | None = None
    """As people see it: relative to the project's root."""
    line: int | None = None
    hint: str = ""
    severity: Severity = "error"
    blame: Blame = "example"
    words: tuple[str, ...] = ()
    """What to look for in the program's source, most telling first, to find the line at fault."""
    at: int | None = None
    """The line at fault in the program's own source, where the check knows it; it goes before `words`."""
    names: tuple[str, ...] = ()
    """What it is about: a field, parameter, header, variable, placeholder or file, by its name or path."""
    values: tuple[str, ...] = ()
    """What was sent there, or the text in the source that is there instead of a value."""
    host: str = ""
    """The other host that the program tried to reach."""
    root: str = ""
    """What is wrong in words that are the same in every scenario, where `message` tells of the scenario too."""
    detail: str = ""
    """What tells it from others of that root: the program's most telling words, the key redacted, or a file's name."""
    accepted: str = ""
    """Why it fails nothing, where the list of known failures has it."""
    second_look: bool = False
    """True where it showed only once the mock answered well a request that is to be refused, or an answer was filled
    out with what the program asks for."""

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Finding:
        """The finding of an `asdict` that went through JSON. Raises TypeError where it is of another form."""
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
        }
        return cls(**fields)


@dataclass(frozen=True)
class LeftOut:
    """What was found and is no example, though it may have been meant to be one."""

    what: str
    """Its kind, e.g. `file` or `sample in "Pascal"`."""
    count: int
    reason: str
    names: tuple[str, ...] = ()
    """Where it lies, as far as that tells it from others."""


@dataclass(frozen=True)
class Difference:
    """A difference between languages that is meant, as the settings declare it."""

    examples: tuple[str, ...]
    """Patterns of the examples that differ, e.g. `v1/*/curl`."""
    at: str
    """Where in the canonical form, e.g. `headers.accept` or `body.steps`."""
    reason: str
    """Why, for whoever reads the settings."""


class Verdict(StrEnum):
    """What a case came to."""

    PASSED = "passed"
    FAILED = "failed"
    KNOWN_FAILURE = "known-failure"
    FLAKY = "flaky"
    UNEXPECTED_PASS = "unexpected-pass"
    COULD_NOT_RUN = "could-not-run"
    SKIPPED = "skipped"


AS_EXPECTED = frozenset({Verdict.PASSED, Verdict.KNOWN_FAILURE, Verdict.SKIPPED})
"""The verdicts that fail no run."""


@dataclass(frozen=True)
class CaseResult:
    """A case, how it ended, what is wrong with it, and the verdict."""

    case: Case
    outcome: Outcome
    findings: tuple[Finding, ...]
    verdict: Verdict
    reason: str = ""
    """Why it was skipped, could not run, or is a known failure."""
