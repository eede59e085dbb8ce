"""Whether all languages say the same: each with the reviewed request, and with one another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.checks.canonical import Canonical, flat
from harness.model import Case, Difference, Finding
from harness.patterns import matches

CODES = {
    "path": "parity-path",
    "query": "parity-query",
    "headers": "parity-header",
    "body": "parity-body",
    "files": "parity-file",
    "output": "parity-output",
    "ending": "parity-ending",
}
ABSENT = "(absent)"


@dataclass(frozen=True)
class Voice:
    """What one program said in one scenario; `request` and `output` only where the rest of it was sound."""

    case: Case
    request: Canonical | None = None
    output: Any = None
    ending: int | None = None


@dataclass
class Parity:
    """Compares voices, and remembers which declared differences it met."""

    differences: Sequence[Difference] = ()
    met: set[Difference] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)
    """The examples whose requests were compared."""

    def compare(self, voices: Sequence[Voice], reviewed: Canonical | None) -> dict[str, list[Finding]]:
        """A case's name -> its findings, for the voices of one operation in one scenario."""
        findings: dict[str, list[Finding]] = {voice.case.name: [] for voice in voices}
        requests = {voice.case: flat(voice.request) for voice in voices if voice.request is not None}
        self.judged |= {case.example.id for case in requests}
        reference = flat(reviewed) if reviewed is not None else None
        for case, at, own, others in self._odd(requests, reference):
            findings[case.name].append(_finding(case, at, own, others, by_review=reference is not None))
        for aspect in ("output", "ending"):
            said = {v.case: {aspect: getattr(v, aspect)} for v in voices if getattr(v, aspect) is not None}
            for case, at, own, others in self._odd(said, None):
                findings[case.name].append(_finding(case, at, own, others, by_review=False))
        return findings

    def stale(self) -> list[Difference]:
        """The declared differences that none of their examples shows any more."""
        return [
            difference
            for difference in self.differences
            if difference not in self.met
            and any(matches(pattern, example) for pattern in difference.examples for example in self.judged)
        ]

    def _odd(
        self, said: Mapping[Case, Mapping[str, Any]], reference: Mapping[str, Any] | None
    ) -> Iterator[tuple[Case, str, Any, str]]:
        """The cases that differ at a place, with their own value and the others' in words."""
        places = dict.fromkeys(place for values in (reference or {}, *said.values()) for place in values)
        for place in places:
            due = reference.get(place, ABSENT) if reference is not None else _usual(said, place)
            for case, values in said.items():
                own = values.get(place, ABSENT)
                if own != due and not self._declared(case, place):
                    yield case, place, own, _told(said, place, case, due)

    def _declared(self, case: Case, place: str) -> bool:
        for difference in self.differences:
            covers = any(matches(pattern, case.example.id) for pattern in difference.examples)
            if covers and (place == difference.at or place.startswith(difference.at + ".")):
                self.met.add(difference)
                return True
        return False


def _usual(said: Mapping[Case, Mapping[str, Any]], place: str) -> Any:
    """The value that most languages have; the first language's where none has the most."""
    shown = [json.dumps(values.get(place, ABSENT), sort_keys=True) for values in said.values()]
    return json.loads(Counter(shown).most_common(1)[0][0])


def _told(said: Mapping[Case, Mapping[str, Any]], place: str, odd: Case, due: Any) -> str:
    """`"Euler" (python, ts, curl)`: the value that is due, and who has it."""
    others = [
        case.example.language for case, values in said.items() if case != odd and values.get(place, ABSENT) == due
    ]
    return f"{_shown(due)} ({', '.join(others) or 'the reviewed request'})"


def _finding(case: Case, at: str, own: Any, others: str, *, by_review: bool) -> Finding:
    aspect = at.split(".", 1)[0]
    against = "the reviewed request and the other languages" if by_review else "the other languages"
    return Finding(
        CODES.get(aspect, "parity-body"),
        f"{case.example.language} differs from {against} at {at}",
        expected=others,
        actual=f"{_shown(own)} ({case.example.language})",
        words=_words(at, own),
    )


def _words(at: str, own: Any) -> tuple[str, ...]:
    """The field's name before the value: a number stands in many lines."""
    parts = [part for part in at.split(".")[1:] if not part.isdigit()]
    value = own if isinstance(own, str) and own != ABSENT else ""
    return tuple(filter(None, (*reversed(parts), value)))


def _shown(value: Any) -> str:
    return value if value == ABSENT else json.dumps(value, ensure_ascii=False, sort_keys=True)
