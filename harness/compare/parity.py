"""Whether all languages say the same: each with the reviewed request, and with one another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.common.patterns import matches
from harness.common.redaction import REDACTED
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
    "grant": "parity-body",
}
ABSENT = "(absent)"
KIND = "output.kind"
"""Whether JSON was printed: that it was not is no difference, but may have been declared as one."""
_UNDECIDED = object()
"""What is due where the languages are of several minds, and none has the most on its side."""


@dataclass(frozen=True)
class Voice:
    """What one program said in one scenario; `request` and `output` only where the rest of it was sound."""

    case: Case
    request: Canonical | None = None
    output: Mapping[str, Any] | None = None
    """Place -> what the program left there, as `output.files`."""
    ending: str | int | None = None
    told: tuple[str, ...] | None = None
    """Of a program that is at fault by itself, what its own findings tell of, as `headers` or `body.steps`: it is
    compared with the others everywhere else, and is no measure for them. None for a sound program."""
    alone: bool = False
    """True for a program that is not compared with the others: its request is there for the coverage."""

    def tells(self, place: str) -> bool:
        """True if the program's own findings already tell of a place: of its aspect, or of a name in it."""
        aspect, *steps = place.lower().split(".")
        for one in self.told or ():
            of, _, name = one.lower().partition(".")
            if of == aspect and (not name or set(name.split(".")) & set(steps)):
                return True
        return False


@dataclass(frozen=True)
class _Odd:
    """A case that says something else at a place than is due there, or than any other where nothing is due."""

    case: Case
    at: str
    own: Any
    due: Any
    others: Mapping[str, Any]
    """What each of the other languages says there."""

    @property
    def right(self) -> list[str]:
        """The languages that say what is due."""
        if self.due is _UNDECIDED:
            return []
        return [language for language, value in self.others.items() if value == self.due]


@dataclass
class Parity:
    """Compares voices, and remembers which declared differences it met."""

    differences: Sequence[Difference] = ()
    failure_status: int | None = None
    """The exit status of a failure that the settings promise."""
    met: set[Difference] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)
    """The examples whose requests were compared."""

    def compare(self, voices: Sequence[Voice], reviewed: Canonical | None) -> dict[str, list[Finding]]:
        """A case's name -> its findings, for the voices of one operation in one scenario."""
        findings: dict[str, list[Finding]] = {voice.case.name: [] for voice in voices}
        requests = {voice.case: flat(voice.request) for voice in voices if voice.request is not None}
        at_fault = {voice.case: voice for voice in voices if voice.told is not None}
        self.judged |= {case.example.id for case in requests if case not in at_fault}
        reference = flat(reviewed) if reviewed is not None else None
        for odd in self._odd(requests, reference, at_fault):
            findings[odd.case.name].append(_finding(odd, "the reviewed request" if reference is not None else ""))
        left = {voice.case: _left(voice) for voice in voices}
        for place in dict.fromkeys(place for values in left.values() for place in values):
            said = {case: {place: values[place]} for case, values in left.items() if place in values}
            if place == KIND:
                self._meet(said)
                continue
            promised = place == "ending" and any(isinstance(values[place], int) for values in said.values())
            for odd in self._odd(said, {place: self.failure_status} if promised else None, at_fault):
                findings[odd.case.name].append(_finding(odd, "the settings" if promised else ""))
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
        self,
        said: Mapping[Case, Mapping[str, Any]],
        reference: Mapping[str, Any] | None,
        at_fault: Mapping[Case, Voice],
    ) -> Iterator[_Odd]:
        """The cases that differ from what is due at a place."""
        sound = {case: values for case, values in said.items() if case not in at_fault}
        if not sound and reference is None:
            return
        places = dict.fromkeys(place for values in (reference or {}, *said.values()) for place in values)
        for place in places:
            declared = {case: found for case in said if (found := self._declared(case, place))}
            voters = [values for case, values in sound.items() if case not in declared] or list(sound.values())
            due = reference.get(place, ABSENT) if reference is not None else _usual(voters, place)
            for case, values in said.items():
                own = values.get(place, ABSENT)
                if own == due:
                    continue
                if case in at_fault and (due is _UNDECIDED or own == REDACTED or at_fault[case].tells(place)):
                    continue  # its own findings tell of it, as of a key that was sent where none belongs
                self.met.update(declared.get(case, ()))
                if case not in declared:
                    others = {c.example.language: v.get(place, ABSENT) for c, v in sound.items() if c != case}
                    yield _Odd(case, place, own, due, others)

    def _meet(self, said: Mapping[Case, Mapping[str, Any]]) -> None:
        """Remembers the declared differences of programs that print another kind of thing than others."""
        if len({values[KIND] for values in said.values()}) > 1:
            self.met.update(difference for case in said for difference in self._declared(case, KIND))

    def _declared(self, case: Case, place: str) -> tuple[Difference, ...]:
        """The declared difference that covers a case at a place, if any."""
        for difference in self.differences:
            covers = any(matches(pattern, case.example.id) for pattern in difference.examples)
            if covers and (place == difference.at or place.startswith(difference.at + ".")):
                return (difference,)
        return ()


def _left(voice: Voice) -> dict[str, Any]:
    """What a program left and how it ended, by place."""
    return {**(voice.output or {}), **({} if voice.ending is None else {"ending": voice.ending})}


def _usual(voters: Sequence[Mapping[str, Any]], place: str) -> Any:
    """The value that most languages have; undecided where none has the most."""
    shown = Counter(json.dumps(values.get(place, ABSENT), sort_keys=True) for values in voters)
    (value, most), *others = shown.most_common(2)
    return _UNDECIDED if others and others[0][1] == most else json.loads(value)


def _finding(odd: _Odd, authority: str) -> Finding:
    """`authority` is what says what is due, where it is not the languages themselves."""
    language, aspect = odd.case.example.language, odd.at.split(".", 1)[0]
    undecided = odd.due is _UNDECIDED
    due = _each(odd) if undecided else f"{_shown(odd.due)} ({', '.join(odd.right) or authority})"
    return Finding(
        CODES.get(aspect, "parity-body"),
        f"{language} differs from {_against(odd, authority)} at {odd.at}",
        expected=due,
        actual=f"{_shown(odd.own)} ({language})",
        hint=_hint(odd) if authority == "the reviewed request" else "",
        words=_words(odd.at, odd.own),
        root=f"{language} differs at {odd.at}",
        detail=_shown(odd.own),
    )


def _each(odd: _Odd) -> str:
    """What the languages say that say otherwise, where none is the odd one out."""
    values = dict.fromkeys(_shown(value) for value in odd.others.values() if value != odd.own)
    named = {
        text: ", ".join(language for language, value in odd.others.items() if _shown(value) == text) for text in values
    }
    return ", ".join(f"{text} ({languages})" for text, languages in named.items())


def _against(odd: _Odd, authority: str) -> str:
    """Who says otherwise, and no one else: languages that were changed already are at one with this."""
    if odd.due is _UNDECIDED:
        return ", ".join(language for language, value in odd.others.items() if value != odd.own)
    right = "the other languages" if odd.right and len(odd.right) == len(odd.others) else ", ".join(odd.right)
    return " and ".join(filter(None, (authority, right)))


def _hint(odd: _Odd) -> str:
    """How to accept what all languages say now; empty while they don't agree, where the code's own holds."""
    if any(value != odd.own for value in odd.others.values()):
        return ""
    return f"If it is meant, `harness run {odd.case.group} --update-requests` writes the reviewed request anew."


def _words(at: str, own: Any) -> tuple[str, ...]:
    """The field's name before the value: a number appears in many lines."""
    parts = [part for part in at.split(".")[1:] if not part.isdigit()]
    value = own if isinstance(own, str) and own != ABSENT else ""
    return tuple(filter(None, (*reversed(parts), value)))


def _shown(value: Any) -> str:
    return value if value == ABSENT else json.dumps(value, ensure_ascii=False, sort_keys=True)
