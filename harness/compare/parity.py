"""Whether all languages say the same: each with the reviewed request, and with one another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.common.patterns import matches
from harness.compare.canonical import Canonical, flat
from harness.model import Case, Difference, Finding

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


@dataclass(frozen=True)
class _Odd:
    """A case that says something else at a place than is due there."""

    case: Case
    at: str
    own: Any
    due: Any
    others: Mapping[str, Any]
    """What each of the other languages says there."""

    @property
    def right(self) -> list[str]:
        """The languages that say what is due."""
        return [language for language, value in self.others.items() if value == self.due]


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
        for odd in self._odd(requests, reference):
            findings[odd.case.name].append(_finding(odd, by_review=reference is not None))
        for aspect in ("output", "ending"):
            said = {v.case: {aspect: getattr(v, aspect)} for v in voices if getattr(v, aspect) is not None}
            for odd in self._odd(said, None):
                findings[odd.case.name].append(_finding(odd, by_review=False))
        return findings

    def stale(self) -> list[Difference]:
        """The declared differences that none of their examples shows any more."""
        return [
            difference
            for difference in self.differences
            if difference not in self.met
            and any(matches(pattern, example) for pattern in difference.examples for example in self.judged)
        ]

    def _odd(self, said: Mapping[Case, Mapping[str, Any]], reference: Mapping[str, Any] | None) -> Iterator[_Odd]:
        """The cases that differ from what is due at a place."""
        places = dict.fromkeys(place for values in (reference or {}, *said.values()) for place in values)
        for place in places:
            due = reference.get(place, ABSENT) if reference is not None else _usual(said, place)
            for case, values in said.items():
                own = values.get(place, ABSENT)
                if own != due and not self._declared(case, place):
                    others = {c.example.language: v.get(place, ABSENT) for c, v in said.items() if c != case}
                    yield _Odd(case, place, own, due, others)

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


def _finding(odd: _Odd, *, by_review: bool) -> Finding:
    language, aspect = odd.case.example.language, odd.at.split(".", 1)[0]
    return Finding(
        CODES.get(aspect, "parity-body"),
        f"{language} differs from {_against(odd, by_review=by_review)} at {odd.at}",
        expected=f"{_shown(odd.due)} ({', '.join(odd.right) or 'the reviewed request'})",
        actual=f"{_shown(odd.own)} ({language})",
        hint=_hint(odd) if by_review else "",
        words=_words(odd.at, odd.own),
    )


def _against(odd: _Odd, *, by_review: bool) -> str:
    """Who says otherwise, and no one else: languages that were changed already are at one with this."""
    right = "the other languages" if len(odd.right) == len(odd.others) else ", ".join(odd.right)
    if not by_review:
        return right
    return f"the reviewed request and {right}" if odd.right else "the reviewed request"


def _hint(odd: _Odd) -> str:
    """How to accept what all languages have come to say; empty while they don't agree, where the code's own holds."""
    if any(value != odd.own for value in odd.others.values()):
        return ""
    return f"If it is meant, `harness run {odd.case.group} --update-requests` writes the reviewed request anew."


def _words(at: str, own: Any) -> tuple[str, ...]:
    """The field's name before the value: a number stands in many lines."""
    parts = [part for part in at.split(".")[1:] if not part.isdigit()]
    value = own if isinstance(own, str) and own != ABSENT else ""
    return tuple(filter(None, (*reversed(parts), value)))


def _shown(value: Any) -> str:
    return value if value == ABSENT else json.dumps(value, ensure_ascii=False, sort_keys=True)
