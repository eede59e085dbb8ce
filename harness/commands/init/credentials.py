"""The variables that hold secrets -> `key_env`, and a table for each where there are several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.commands.init import variables
from harness.commands.init.descriptions import Description
from harness.commands.init.hosts import Add, Choose
from harness.commands.init.repository import Program
from harness.commands.init.toml_text import key
from harness.commands.init.variables import Variable
from harness.openapi import Scheme

CLIENT = {"client_id": "CLIENT_?(?:ID|KEY)", "client_secret": "CLIENT_?SECRET"}
"""How the names of variables end that hold who a client of OAuth 2 is."""
MORE = {"password": "PASS(?:WORD)?", "token": "REFRESH_?TOKEN"}
"""What else a client of OAuth 2 may have."""
BASIC = {
    "username": "(?:USER(?:_?NAME)?|LOGIN|SID|ACCOUNT_?ID)",
    "password": "(?:PASS(?:WORD)?|SECRET|AUTH_?TOKEN|TOKEN)",
}
"""How the names of variables end that hold the halves of HTTP Basic."""
PARTNER = "(?:ID|KEY)"
"""How the first half's name ends else, where it begins as that of the second one: `NOTES_ID`, `NOTES_SECRET`."""
RARE = 5
"""A second key counts that at least one program reads of so many that read the first."""


def propose(add: Add, programs: Sequence[Program], known: Sequence[Description], choose: Choose) -> None:
    """Adds the key's variable, or the tables of a pair or of several keys that a document has schemes for."""
    schemes = {scheme.name: scheme for one in known for scheme in one.api.schemes if scheme.shows}
    found = variables.keys(programs)
    if pair := _pair(add, programs, known):
        schemes = {name: scheme for name, scheme in schemes.items() if name != pair.scheme}
        others = [one for one in found if one.name not in pair.names and RARE * one.programs >= pair.programs]
        _tables(add, others if schemes else (), schemes, named=True)
        return
    chosen = choose("Which variable holds the key?", found)
    if chosen is None:
        return
    add("", "key_env", chosen.name, f"{chosen.first} and {chosen.programs - 1} more read it")
    others = [one for one in found if one is not chosen and RARE * one.programs >= chosen.programs]
    _tables(add, (chosen, *others) if others else (), schemes, named=len(schemes) > 1)


def _tables(add: Add, keys: Iterable[Variable], schemes: Mapping[str, Scheme], *, named: bool) -> None:
    """A table for each key; `named` adds the scheme that its name is nearest to."""
    for one in keys:
        table = f"credentials.{key(one.name.lower())}"
        add(table, "env", one.name, f"{one.first} reads it")
        if named:
            near = max(schemes, key=lambda name: _likeness(one.name, f"{name} {schemes[name].field}"))
            add(table, "scheme", near, f"of {', '.join(schemes)} its name is nearest")


def _likeness(variable: str, names: str) -> int:
    """How many words of a variable are in what a document calls a scheme; a beginning counts: `APP` for `application`.

    >>> _likeness("A_APP_KEY", "appKeyAuth X-APPLICATION-KEY"), _likeness("A_APP_KEY", "apiKeyAuth X-API-KEY")
    (2, 1)
    """
    words = _words(names)
    return sum(any(word.startswith(own) or own.startswith(word) for word in words) for own in _words(variable))


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name) if len(word) > 1]


@dataclass(frozen=True)
class _Pair:
    scheme: str
    names: frozenset[str]
    """Those of its variables."""
    programs: int
    """How many read the first."""


def _pair(add: Add, programs: Sequence[Program], known: Sequence[Description]) -> _Pair | None:
    """Adds the tables of a pair; None where the programs read none that a document has a scheme for."""
    for scheme, needed, more in _pairs(known):
        found = _halves(programs, needed)
        if len(found) < len(needed):
            continue
        found |= variables.parts(programs, more)
        for part, one in found.items():
            table = f"credentials.{part}"
            add(table, "env", one.name, f"{one.first} and {one.programs - 1} more read it")
            add(table, "scheme", scheme, "the document has it")
            add(table, "part", part, "the end of its name says so")
        return _Pair(scheme, frozenset(one.name for one in found.values()), next(iter(found.values())).programs)
    return None


def _halves(programs: Sequence[Program], needed: Mapping[str, str]) -> dict[str, Variable]:
    first, second = needed
    found = variables.parts(programs, needed)
    if second in found and first not in found:
        beginning = re.sub(rf"(?i){needed[second]}$", "", found[second].name)
        found |= variables.parts(programs, {first: re.escape(beginning) + PARTNER})
    return found


def _pairs(known: Sequence[Description]) -> Iterator[tuple[str, Mapping[str, str], Mapping[str, str]]]:
    """The schemes that take several secrets, what each needs, and what else it may take."""
    for one in known:
        for flow in one.api.flows:
            yield flow.scheme, CLIENT, MORE
        for scheme in one.api.schemes:
            if scheme.prefix == "basic":
                yield scheme.name, BASIC, {}
