"""Programs -> the environment variables that they read, and which of them hold the host and the key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from harness.commands.init.repository import Program

_READ = re.compile(
    r"""(?x)
    (?: environ (?:\.get)? \s* [\[(] | getenv \s* \( | Getenv \s* \( | LookupEnv \s* \( | GetEnvironmentVariable \s* \(
      | env::var \s* \( | \bENV (?:\.fetch)? \s* [\[(] | _ENV \s* \[ | process\.env \s* \[ )
    \s* ["'`] (?P<quoted> [A-Za-z_]\w* ) ["'`]
    | process\.env\.(?P<dotted> [A-Za-z_]\w* )
    """
)
"""How languages read a variable."""
_IN_SHELL = re.compile(r"\$(?:\{(?P<braced>[A-Z][A-Z0-9_]+)(?::?[-=?][^}\n]*)?\}|(?P<bare>[A-Z][A-Z0-9_]+))")
_OWN = r"(?m)^[ \t]*(?:export[ \t]+|local[ \t]+|readonly[ \t]+)?{name}=(?!\"?\$\{{{name}[:\-])"
"""How a shell script gives a variable a value of its own."""
_URL = re.compile(r"https?://[\w.-]+(?::\d+)?[\w./-]*")
_AFTER = 160
"""Characters behind a read in which its default is looked for."""
_HOST = re.compile(
    r"(?:^|_)(?:HOST|URL|URI|BASE|ENDPOINT|SERVER|DOMAIN|ORIGIN)(?:$|_)|(?:HOST|URL|ENDPOINT)$", re.IGNORECASE
)
_KEY = re.compile(
    r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASS|AUTH|PAT|JWT|CREDENTIALS?)(?:$|_)|(?:KEY|TOKEN|SECRET)$", re.IGNORECASE
)
_OTHER = frozenset({"PATH", "HOME", "USER", "PWD", "TMPDIR", "SHELL", "LANG", "TERM", "HOSTNAME", "IFS", "OPTARG"})


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

    @property
    def path(self) -> str:
        """The path of the default, e.g. `/v2`; empty where it is a host alone."""
        return urlsplit(self.default).path.rstrip("/") if self.default else ""


def hosts(programs: Sequence[Program]) -> list[Variable]:
    """The variables that hold the host, the one that most programs read first."""
    return [one for one in _variables(programs) if one.default or _HOST.search(one.name)]


def keys(programs: Sequence[Program]) -> list[Variable]:
    """The variables that hold a key, the one that most programs read first."""
    return [
        one for one in _variables(programs) if not one.default and _KEY.search(one.name) and not _HOST.search(one.name)
    ]


def literal_hosts(programs: Sequence[Program]) -> Counter[str]:
    """The hosts that programs name in their texts, by how many name them."""
    found: Counter[str] = Counter()
    for program in programs:
        found.update({f"{url.scheme}://{url.netloc}" for text in _URL.findall(program.text) if (url := urlsplit(text))})
    return found


def _variables(programs: Sequence[Program]) -> list[Variable]:
    found: dict[str, list[tuple[str, str]]] = {}
    for program in programs:
        seen: dict[str, tuple[str, str]] = {}
        for name, place, default in _reads(program):
            if name not in _OTHER and (name not in seen or (default and not seen[name][1])):
                seen[name] = (seen.get(name, (place, ""))[0], default)
        for name, one in seen.items():
            found.setdefault(name, []).append(one)
    variables = []
    for name, reads in found.items():
        defaults = Counter(default for _, default in reads if default)
        common = defaults.most_common(1)[0][0] if defaults else ""
        variables.append(Variable(name, len(reads), reads[0][0], common))
    return sorted(variables, key=lambda one: (-one.programs, one.name))


def _reads(program: Program) -> Iterator[tuple[str, str, str]]:
    """Name, place and default of each variable that a program reads."""
    is_shell = program.is_shell
    for found in (_IN_SHELL if is_shell else _READ).finditer(program.text):
        name = next(filter(None, found.groups()))
        if is_shell and re.search(_OWN.format(name=name), program.text):
            continue
        line = program.text.count("\n", 0, found.start()) + 1
        rest = found[0] if is_shell else program.text[found.end() : found.end() + _AFTER].partition(";")[0]
        rest = rest if is_shell else _statement(rest)
        url = _URL.search(rest)
        yield name, f"{program.path}:{line}", url[0] if url else ""


def _statement(text: str) -> str:
    """A read's own line, and the next where the line ends in the middle of an expression."""
    first, _, rest = text.partition("\n")
    goes_on = first.rstrip().endswith(("(", ",", "||", "??", "or", "?")) or rest.lstrip().startswith(
        ("??", "||", "or ", "?:")
    )
    return f"{first} {rest.partition(chr(10))[0]}" if goes_on else first
