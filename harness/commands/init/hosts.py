"""The variables that hold hosts -> the settings by which programs reach the mock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from harness.commands.init import evidence, variables
from harness.commands.init.descriptions import Description, table_of
from harness.commands.init.host_parts import Around
from harness.commands.init.repository import Program
from harness.commands.init.toml_text import key
from harness.commands.init.variables import Variable

Add = Callable[[str, str, object, str], None]
Choose = Callable[[str, Sequence[Variable]], Variable | None]
"""Asks which of several variables it is; the first where nobody is asked."""
Shown = Mapping[str | None, Description]
"""The document of each API version; None represents the paths that name none."""
SOME = "example"
"""The value of a part of a host that no document names."""


def propose(
    add: Add, programs: Sequence[Program], shown: Shown, apis: Mapping[str, str | None], choose: Choose
) -> None:
    """Adds what says where the host comes from. `apis` has the API version of each program's path."""
    found = variables.hosts(programs)
    literal = variables.literal_hosts(programs)
    served = {host for one in shown.values() for host in one.hosts}
    chosen = choose("Which variable holds the API's host?", found)
    if chosen is None:
        add("", "host_env", "", "the programs name their host themselves")
        missing = [host for host, _ in literal.most_common() if host not in served]
        if literal and not set(literal) & served:
            add("", "hosts", missing[:1], f"{literal[missing[0]]} programs name it, and no document does")
        return
    if chosen.around is not None:
        _in_parts(add, chosen, chosen.around, served)
        return
    default = f", default {chosen.default}" if chosen.default else ""
    add("", "host_env", chosen.name, f"{_readers(chosen)}{default}")
    others = [one for one in found if one is not chosen]
    for api, one in shown.items():  # the variable may hold the document's base path too
        own = [program for program in programs if apis.get(program.path, api) == api]
        own = [program for program in own if chosen.name in program.text or not _reads(program, others)]
        if one.base_path and evidence.holds_base(one, chosen, own):
            why = f"{chosen.name} holds {one.base_path} too" + (f": {chosen.default}" if chosen.default else "")
            add(table_of(api), "base_path", "", why)
    bare = [one for one in programs if chosen.name not in one.text]
    names_a_host = any(host in one.text for one in bare for host in served | {*literal})
    if _second_hosts(add, others, bare, shown, apis) or names_a_host:
        add("", "hard_coded_hosts", True, f"{bare[0].path} and {len(bare) - 1} more name the host themselves")


def _in_parts(add: Add, chosen: Variable, around: Around, served: Iterable[str]) -> None:
    """A value for a variable that is the host without its scheme, or a part of it: programs then name a host."""
    what = "put https:// before it" if around == ("", "") else f"write https://{around.start}...{around.end}"
    add("", "host_env", "", f"{chosen.name}: programs {what}, so they name their host themselves")
    hosts = [urlsplit(one).netloc for one in sorted(served)]
    value = next((found for host in hosts if (found := around.within(host))), None)
    if value is None and around != ("", ""):
        value = SOME
        add("", "hosts", [f"https://{around.start}{value}{around.end}"], "programs name it, and no document does")
    if value:
        add("env", key(chosen.name), value, _readers(chosen))


def _second_hosts(
    add: Add, others: Iterable[Variable], bare: Sequence[Program], shown: Shown, apis: Mapping[str, str | None]
) -> bool:
    """The servers of documents for variables that only programs read which do not read the first; True for any."""
    added = False
    for one in others:
        readers = [program for program in bare if one.name in program.text]
        about = shown.get(apis.get(readers[0].path)) if readers else None
        if one.default or one.around or len(readers) < one.programs or about is None or not about.hosts:
            continue
        base = about.base_path.rstrip("/") if evidence.holds_base(about, one, readers) else ""
        add("env", key(one.name), min(about.hosts) + base, _readers(one))
        added = True
    return added


def _reads(program: Program, known: Iterable[Variable]) -> bool:
    return any(one.name in program.text for one in known)


def _readers(one: Variable) -> str:
    return f"{one.first} and {one.programs - 1} more read it"
