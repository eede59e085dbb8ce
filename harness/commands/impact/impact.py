"""A changed document, and what programs sent and were answered -> the programs that the change would break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.assess import source_of
from harness.model import Example, Exchange, Operation
from harness.openapi import Api, Violation
from harness.openapi.check_answer import check_answer
from harness.openapi.fields import limits
from harness.source.locate import line_of


@dataclass(frozen=True)
class Break:
    """One thing that held by the present document and does not by the changed one."""

    example: Example
    side: str
    """`request` or `answer`: which of the two the changed document rules out."""
    violation: Violation
    line: int | None
    """Where the program does it; None for what it is answered."""
    before: str = ""
    """What the present document asks there and the changed one does not; empty if that is nothing in words."""


def breaks(example: Example, exchanges: Sequence[Exchange], now: Api, then: Api, operation: Operation) -> list[Break]:
    """What the document of `then` finds wrong with a program's exchanges and that of `now` does not.

    `operation` is the one of `now` that the program shows. What several of its requests have in common is said once.
    """
    found: list[Break] = []
    for exchange in exchanges:
        old = _operation_of(now, operation, exchange)
        new = _operation_of(then, old or operation, exchange)
        if new is None:
            if old:
                found.append(Break(example, "request", _gone(old, exchange, then), _line(example, _words(exchange))))
            continue
        request = exchange.request
        judged = (*now.inspect(request, old).violations, *_said(now, old, exchange)) if old else ()
        seen = {_identity(one) for one in judged}
        sent = _errors((*then.inspect(request, new).violations, *_said(then, new, exchange)), seen)
        for one in sent:
            before = _before(one.pointer, now, old, then, new) if old else ""
            found.append(Break(example, "request", one, _line(example, one.words), before))
        known = {_identity(one) for one in check_answer(now, old, exchange.reply)} if old else set()
        answered = _errors(check_answer(then, new, exchange.reply), known)
        found += [Break(example, "answer", one, None) for one in answered]
    return list({(one.side, one.line, _identity(one.violation)): one for one in found}.values())


def _said(api: Api, operation: Operation, exchange: Exchange) -> Iterator[Violation]:
    """What is wrong with the messages that a program sent on a WebSocket."""
    socket = api.socket(operation)
    for message in exchange.messages if socket else ():
        if socket and message.by == "program" and message.kind == "text":
            yield from socket.faults(message.data)


def is_foreign(exchanges: Sequence[Exchange], now: Api, then: Api, operation: Operation) -> bool:
    """True where no request is for an operation of either document: nothing can be said of the program."""
    return not any(_operation_of(api, operation, exchange) for api in (now, then) for exchange in exchanges)


def _before(place: str, now: Api, old: Operation, then: Api, new: Operation) -> str:
    """`at most 150`: what the present document asks of a value, where the changed one asks otherwise."""
    was, will = (limits(api, one, place) if place else None for api, one in ((now, old), (then, new)))
    return " and ".join(text for text in was or () if text not in will) if will is not None else ""


def _errors(violations: Iterable[Violation], known: set[tuple[str, str, str]]) -> list[Violation]:
    return [one for one in violations if one.severity == "error" and _identity(one) not in known]


def _operation_of(api: Api, operation: Operation, exchange: Exchange) -> Operation | None:
    """The operation of a document that a request is for: by its path, else by the operation's id."""
    same = next((one for one in api.operations if one.id == operation.id), None)
    route = api.route(exchange.request.method, exchange.request.target, same)
    return route.operation if route else same


def _gone(operation: Operation, exchange: Exchange, then: Api) -> Violation:
    sent = f"{exchange.request.method} {exchange.request.target.partition('?')[0]}"
    nearest = ", ".join(then.near_misses(exchange.request.method, exchange.request.target)) or "none"
    message = f"the document has no {operation.id} any more; the nearest: {nearest}"
    return Violation("unknown-operation", message, "an operation of the document", sent)


def _identity(violation: Violation) -> tuple[str, str, str]:
    return violation.code, violation.pointer, violation.message


def _words(exchange: Exchange) -> tuple[str, ...]:
    path = exchange.request.target.partition("?")[0]
    return (path, *reversed([part for part in path.split("/") if part]))


def _line(example: Example, words: Iterable[str]) -> int | None:
    line = line_of(source_of(example.file), tuple(words), example.dialect.comments)
    return example.lines[min(line, len(example.lines)) - 1] if line and example.lines else line


def grouped(found: Iterable[Break]) -> Iterator[tuple[Break, list[Break]]]:
    """Breaks of one cause together: the same operation, side and words, in several languages."""
    groups: dict[tuple[str, ...], list[Break]] = {}
    for one in found:
        group = f"{one.example.api}/{one.example.name}"
        groups.setdefault((group, one.side, *_identity(one.violation)), []).append(one)
    yield from ((group[0], group) for group in groups.values())
