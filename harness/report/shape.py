"""The JSON report's shape, as types: what `report.schema.json` says, as `tests/report/test_shape.py` proves."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from harness.model import Blame, Severity, Verdict

Names = Annotated[str, Verdict]
"""The value of a Verdict."""


class FindingRecord(TypedDict):
    """One thing that is wrong.

    `cause` and `detail`, its words and the program's own without what varies from run to run, say what it is known
    again by. `accepted` is why it fails nothing, and `second_look` is true where it took a good answer to see it.
    """

    code: str
    severity: Severity
    blame: Blame
    message: str
    expected: str
    actual: str
    file: str | None
    line: int | None
    hint: str
    reproduce: str
    cause: NotRequired[str]
    detail: NotRequired[str]
    accepted: NotRequired[str]
    second_look: NotRequired[bool]


class OutputRecord(TypedDict):
    """A file that a program wrote; width and height are an image's."""

    path: str
    bytes: int
    sha256: str
    width: int | None
    height: int | None


class OutcomeRecord(TypedDict):
    """How a program ended: what is there beside the kind depends on it."""

    kind: Literal["finished", "timed-out", "could-not-start"]
    reason: NotRequired[str]
    limit_s: NotRequired[float]
    exit_status: NotRequired[int]
    stdout: NotRequired[str]
    stderr: NotRequired[str]
    outputs: NotRequired[list[OutputRecord]]


class BodyRecord(TypedDict):
    """A body: what is there beside the kind depends on it."""

    kind: Literal["none", "text", "binary", "multipart"]
    parts: NotRequired[list[dict[str, Any]]]
    text: NotRequired[str]
    bytes: NotRequired[int]
    sha256: NotRequired[str]
    media_type: NotRequired[str]


class RequestRecord(TypedDict):
    """A request as it was sent."""

    method: str
    target: str
    headers: list[list[str]]
    body: BodyRecord
    fault: str | None
    origin: NotRequired[str]
    raw_bytes: int
    raw_sha256: str


class ResponseRecord(TypedDict):
    """What it was answered."""

    status: int
    headers: list[list[str]]
    body: BodyRecord
    fault: str | None


class MessageRecord(TypedDict):
    """What was said on a WebSocket: of a close there is a code, and its reason is the text."""

    by: Literal["program", "mock"]
    kind: Literal["text", "binary", "close", "cut", "fault"]
    bytes: int
    text: NotRequired[str]
    code: NotRequired[int]


class ExchangeRecord(TypedDict):
    """One request and its answer.

    `delivery` is there for what a program that receives was sent: `good`, or what is wrong with it. `messages` are
    there where the request opened a WebSocket.
    """

    request: RequestRecord
    response: ResponseRecord
    delivery: NotRequired[str]
    messages: NotRequired[list[MessageRecord]]


class CommandRecord(TypedDict):
    """How a program was started."""

    argv: list[str]
    env: dict[str, str]
    folder: str


class RepeatRecord(TypedDict):
    """The runs of a case that have one verdict: how many they are, and the first of them."""

    verdict: Names
    count: int
    duration_ms: int
    outcome: OutcomeRecord
    exchanges: list[ExchangeRecord]
    findings: list[FindingRecord]


class CaseRecord(TypedDict):
    """One case.

    `runs` is how often it ran, if more than once. `repeats`, of a case that passed and failed, are its runs by verdict.
    `started` is there if `harness watch` ran it since the report's own run.
    """

    name: str
    api: str
    operation: str
    language: str
    scenario: str
    file: str | None
    verdict: Names
    reason: str
    duration_ms: int
    """By the program's own clock."""
    spared_ms: NotRequired[int]
    """Those of them that did not have to be waited."""
    real_time: NotRequired[str]
    """Why some of its waits were real ones, where it was to be spared them."""
    cached: bool
    started: NotRequired[str]
    runs: NotRequired[int]
    repeats: NotRequired[list[RepeatRecord]]
    start: NotRequired[Literal["warm", "cold"] | None]
    command: NotRequired[CommandRecord | None]
    outcome: OutcomeRecord
    exchanges: list[ExchangeRecord]
    findings: list[FindingRecord]


class ToolRecord(TypedDict):
    """Which harness wrote the report."""

    name: str
    version: str


class ProjectRecord(TypedDict):
    """What was run: the project's folder, its settings file below it, and what git has checked out there."""

    name: str
    settings: str
    commit: str | None
    branch: str | None


class ShardRecord(TypedDict):
    """Which part of a plan a report is of."""

    index: int
    total: int


class FieldRecord(TypedDict):
    """The values of one field that requests had, and those that none had."""

    exercised: list[str]
    never: list[str]


class CoverageRecord(TypedDict):
    """Which operations and fields the programs show, and under which scenarios they ran.

    `cases` is how many a run without any filter has.
    """

    operations: dict[str, dict[str, bool]]
    fields: dict[str, dict[str, FieldRecord]]
    scenarios: NotRequired[dict[str, list[str]]]
    cases: NotRequired[int]


class LeftOutRecord(TypedDict):
    """What was found and is in no case."""

    what: str
    count: int
    names: list[str]
    reason: str


class VariantRecord(TypedDict):
    """A language under one version and one library set."""

    language: str
    version: str
    set: str
    libraries: dict[str, str]


class Report(TypedDict):
    """The whole report. `matrix` has the variants by name, as they stand in the place of languages."""

    schema_version: Literal[1]
    tool: ToolRecord
    started: str
    duration_ms: int
    planned: int
    summary: Annotated[dict[str, int], Verdict]
    cases: list[CaseRecord]
    findings: list[FindingRecord]
    shard: NotRequired[ShardRecord]
    coverage: CoverageRecord
    guard: NotRequired[str]
    project: NotRequired[ProjectRecord]
    whole: NotRequired[bool]
    left_out: NotRequired[list[LeftOutRecord]]
    matrix: NotRequired[dict[str, VariantRecord]]
