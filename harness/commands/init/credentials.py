"""The variables that hold secrets -> `key_env`, and a table for each where there are several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from harness.commands.init import variables
from harness.commands.init.descriptions import Description
from harness.commands.init.hosts import Add, Choose
from harness.commands.init.repository import Program
from harness.commands.init.toml_text import key
from harness.commands.init.variables import Variable

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
    if _pair(add, programs, known):
        return
    found = variables.keys(programs)
    chosen = choose("Which variable holds the key?", found)
    if chosen is None:
        return
    add("", "key_env", chosen.name, f"{chosen.first} and {chosen.programs - 1} more read it")
    others = [one for one in found if one is not chosen and RARE * one.programs >= chosen.programs]
    schemes = {scheme.name: scheme for one in known for scheme in one.api.schemes if scheme.shows}
    for one in (chosen, *others) if others else ():
        table = f"credentials.{key(one.name.lower())}"
        add(table, "env", one.name, f"{one.first} reads it")
        if len(schemes) > 1:
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


def _pair(add: Add, programs: Sequence[Program], known: Sequence[Description]) -> bool:
    """Adds the tables of a pair; False where the programs read none that a document has a scheme for."""
    for scheme, needed, more in _pairs(known):
        found = _halves(programs, needed)
        if len(found) < len(needed):
            continue
        for part, one in {**found, **variables.parts(programs, more)}.items():
            table = f"credentials.{part}"
            add(table, "env", one.name, f"{one.first} and {one.programs - 1} more read it")
            add(table, "scheme", scheme, "the document has it")
            add(table, "part", part, "the end of its name says so")
        return True
    return False


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
