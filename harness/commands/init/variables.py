"""Programs -> the environment variables that they read, and which of them hold the host and the key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from harness.commands.init import host_parts
from harness.commands.init.host_parts import Around
from harness.commands.init.repository import Program

_READ = re.compile(
    r"""(?x)
    (?: environ (?:\.get)? \s* [\[(] | getenv \s* \( | Getenv \s* \( | LookupEnv \s* \( | GetEnvironmentVariable \s* \(
      | env::var \s* \( | \bENV (?:\.fetch)? \s* [\[(] | _ENV \s* \[ | process\.env \s* \[ )
    \s* ["'`] (?P<quoted> [A-Za-z_]\w* ) ["'`]
    | process\.env\.(?P<dotted> [A-Za-z_]\w* )
    | \b\w*[eE]nv\w* \s* \( \s* ["'`] (?P<own> [A-Z][A-Z0-9_]+ ) ["'`]
    """
)
"""How languages read a variable, by a function of the program's own too: `must_env("API_HOST")`."""
_TAKEN_APART = re.compile(r"(?s)\{([^{}()]*)\}\s*=\s*process\.env\b(?!\.)")
"""How JavaScript reads several at once: `const { API_HOST, API_KEY: key = "a" } = process.env`."""
_TAKEN = re.compile(
    r"""(?P<name>[A-Za-z_]\w*)\s*(?::\s*(?P<as>\w+)\s*)?(?:=\s*["'`](?P<default>[^"'`]*)["'`]\s*)?(?:,|\Z)"""
)
_IN_SHELL = re.compile(r"\$(?:\{(?P<braced>[A-Z][A-Z0-9_]+)(?::?[-=?][^}\n]*)?\}|(?P<bare>[A-Z][A-Z0-9_]+))")
_OWN = r"(?m)^[ \t]*(?:export[ \t]+|local[ \t]+|readonly[ \t]+)?{name}=(?!\"?\$\{{{name}[:\-])"
"""How a shell script gives a variable a value of its own."""
_URL = re.compile(r"https?://[\w.-]+(?::\d+)?[\w./-]*")
_AFTER = 160
"""Characters behind a read in which its default is looked for."""
_ASSIGNED = re.compile(r"([\w$]+(?:\s*,\s*[\w$]+)*)\s*:?=\s*((?:[\w.:]+\(\s*[\"'`]\w+[\"'`]\s*\)\s*,\s*)*)[\w.:\s]*\Z")
"""What is before a read whose value gets a name: names, and the reads before it for the first of them."""
_LATER = 300
"""Characters behind a read in which its name may get a default: `if host == "" { host = ... }`."""
_HOST = re.compile(
    r"(?:^|_)(?:HOST|URL|URI|BASE|ENDPOINT|SERVER|DOMAIN|ORIGIN)(?:$|_)|(?:HOST|URL|ENDPOINT)$", re.IGNORECASE
)
_KEY = re.compile(
    r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASS|AUTH|PAT|JWT|CREDENTIALS?)(?:$|_)|(?:KEY|TOKEN|SECRET)$", re.IGNORECASE
)
_OTHER = frozenset({"PATH", "HOME", "USER", "PWD", "TMPDIR", "SHELL", "LANG", "TERM", "HOSTNAME", "IFS", "OPTARG"})


class _Read(NamedTuple):
    """One reading of a variable."""

    name: str
    place: str
    default: str
    around: Around | None


@dataclass(frozen=True)
class Variable:
    """A variable, and what the programs say of it."""

    name: str
    programs: int
    """How many programs read it."""
    first: str
    """The first of them, with its line: `snippets/a.py:3`."""
    default: str = ""
    """The URL that is taken where it is not set."""
    around: Around | None = None
    """The rest of the host where the programs put the scheme before it."""

    @property
    def path(self) -> str:
        """The path of the default, e.g. `/v2`; empty where it is a host alone."""
        return urlsplit(self.default).path.rstrip("/") if self.default else ""


def hosts(programs: Sequence[Program]) -> list[Variable]:
    """The variables that hold the host, the one that most programs read first."""
    return [one for one in _variables(programs) if one.default or one.around or _HOST.search(one.name)]


def keys(programs: Sequence[Program]) -> list[Variable]:
    """The variables that hold a key, the one that most programs read first."""
    return [
        one
        for one in _variables(programs)
        if not one.default and not one.around and _KEY.search(one.name) and not _HOST.search(one.name)
    ]


def parts(programs: Sequence[Program], wanted: Mapping[str, str]) -> dict[str, Variable]:
    """The variable for each part of a credential, by the end of its name: `{"client_id": "CLIENT_?ID"}`."""
    found: dict[str, Variable] = {}
    for one in _variables(programs):
        for part, ending in wanted.items():
            if part not in found and re.search(rf"(?i)(?:^|_){ending}$", one.name):
                found[part] = one
    return found


def literal_hosts(programs: Sequence[Program]) -> Counter[str]:
    """The hosts that programs name in their texts, by how many name them."""
    found: Counter[str] = Counter()
    for program in programs:
        found.update({f"{url.scheme}://{url.netloc}" for text in _URL.findall(program.text) if (url := urlsplit(text))})
    return found


def _variables(programs: Sequence[Program]) -> list[Variable]:
    found: dict[str, list[_Read]] = {}
    for program in programs:
        seen: dict[str, _Read] = {}
        for read in _reads(program):
            before = seen.get(read.name)
            if read.name not in _OTHER and (before is None or (read.default and not before.default)):
                seen[read.name] = read._replace(place=before.place if before else read.place)
        for name, one in seen.items():
            found.setdefault(name, []).append(one)
    variables = []
    for name, reads in found.items():
        defaults = Counter(read.default for read in reads if read.default)
        common = defaults.most_common(1)[0][0] if defaults else ""
        around = None if common else next((read.around for read in reads if read.around), None)
        variables.append(Variable(name, len(reads), reads[0].place, common, around))
    return sorted(variables, key=lambda one: (-one.programs, one.name))


def _reads(program: Program) -> Iterator[_Read]:
    """The variables that a program reads."""
    is_shell = program.is_shell
    for found in (_IN_SHELL if is_shell else _READ).finditer(program.text):
        name = next(filter(None, found.groups()))
        if is_shell and re.search(_OWN.format(name=name), program.text):
            continue
        rest = found[0] if is_shell else program.text[found.end() : found.end() + _AFTER].partition(";")[0]
        rest = rest if is_shell else _statement(rest)
        before = program.text[program.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        given = _assigned(before)
        url = _URL.search(rest) or (_later(program.text, found.end(), given) if given else None)
        after = program.text[found.end() : found.end() + _AFTER]
        around = host_parts.around(before, after, is_plain=is_shell)
        if around is None and given:
            around = host_parts.of_name(program.text, given)
        yield _Read(name, program.place(found.start()), url[0] if url else "", around)
    yield from () if is_shell else _taken_apart(program)


def _assigned(before: str) -> str:
    """The name that a read's value gets; empty where it gets none."""
    found = _ASSIGNED.search(before)
    if found is None:
        return ""
    names = [name.strip() for name in found[1].split(",")]
    return names[min(found[2].count(","), len(names) - 1)]


def _taken_apart(program: Program) -> Iterator[_Read]:
    """The variables that a program of JavaScript takes out of all of them."""
    for several in _TAKEN_APART.finditer(program.text):
        for found in _TAKEN.finditer(several[1]):
            url = _URL.match(found["default"] or "")
            around = host_parts.of_name(program.text, found["as"] or found["name"])
            yield _Read(found["name"], program.place(several.start(1) + found.start()), url[0] if url else "", around)


def _later(text: str, at: int, name: str) -> re.Match[str] | None:
    """The URL that a name gets right behind a read, where the variable is not set."""
    given = re.search(rf"{re.escape(name)}\s*=\s*[\"'`](?=https?://)", text[at : at + _LATER])
    return _URL.match(text, at + given.end()) if given else None


def _statement(text: str) -> str:
    """A read's own line, and the next where the line ends in the middle of an expression."""
    first, _, rest = text.partition("\n")
    goes_on = first.rstrip().endswith(("(", ",", "||", "??", "or", "?")) or rest.lstrip().startswith(
        ("??", "||", "or ", "?:")
    )
    return f"{first} {rest.partition(chr(10))[0]}" if goes_on else first
