"""Writes docs/reference, the man page and the settings' JSON Schema anew from the code.

python docs/generate.py            write what changed
python docs/generate.py --check    write nothing; status 1 where a page is out of date
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from unittest import mock

from argparse_manpage.manpage import Manpage

from harness import scenarios, settings
from harness.cli.main import COMMANDS, _parser
from harness.codes import all_codes
from harness.settings import schema
from harness.settings.schema import docs_of

sys.path.insert(0, str(Path(__file__).parent))
import code_pages

FOLDER = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py from the code: change it there. -->\n"


def default_of(field: dataclasses.Field[Any], node: Mapping[str, Any]) -> str:
    """What a key is where it is left out, as TOML has it; empty where it is not set then, or an empty list or table."""
    if field.default is None or node.get("type") == "object" or node.get("default") == []:
        return ""
    if "default" not in node:
        return "; required"
    value = node["default"]
    return f"; default `{value:g}`" if isinstance(value, float) else f"; default `{json.dumps(value)}`"


def value_of(node: Mapping[str, Any]) -> str:
    """What a key takes, in the words of the messages about it."""
    if "enum" in node:
        return ", ".join(f'`"{one}"`' for one in node["enum"])
    return str(node["title"])


def examples() -> dict[str, str]:
    """Heading of the settings' reference -> its example in docs/settings.toml, which is a settings file by itself."""
    text = (FOLDER.parent / "settings.toml").read_text("utf-8")
    return {heading: example.strip() for heading, example in re.findall(r"(?ms)^#: (.*?)\n(.*?)(?=^#: |\Z)", text)}


def cell(text: str) -> str:
    """A text in a table of Markdown."""
    return text.replace("|", "\\|").replace("\n", " ")


def tables(kind: Any = settings.Settings, title: str = "") -> Iterator[tuple[str, Any]]:
    """Each table's heading and the class that it is read into, the topmost first."""
    yield title, kind
    hints = get_type_hints(kind)
    prefix = f"{title.strip('[]')}." if title else ""
    for field in dataclasses.fields(kind):
        name = f"{prefix}{field.name}"
        inner = next((one for one in _inside(hints[field.name]) if dataclasses.is_dataclass(one)), None)
        if dataclasses.is_dataclass(hints[field.name]):
            yield from tables(hints[field.name], f"[{name}]")
        elif inner and get_origin(hints[field.name]) is UnionType:
            yield from tables(inner, f"[{name}]")
        elif inner is scenarios.Scenario or (inner and get_origin(hints[field.name]) is not tuple):
            yield from tables(inner, f"[{name}.NAME]")
        elif inner:
            yield from tables(inner, f"[[{name}]]")


def _inside(kind: Any) -> tuple[Any, ...]:
    """What a list or a table holds; of a table of lists what those hold."""
    inner = get_args(kind)
    return next((get_args(one) for one in inner if get_origin(one) is tuple), inner)


def settings_page() -> str:
    """Every key of the settings, table by table, each table with an example."""
    parts = [
        "# Settings\n\n`[tool.harness]` in `pyproject.toml`, or the same tables at the root of `harness.toml`. Paths "
        "are relative to that file, those of programs to `examples`. In `pyproject.toml` the name of each table begins "
        "with `tool.harness.`, for example `[tool.harness.apis.v2]`. `NAME` stands for a name of yours. A key "
        "without a default is not set, or empty, if you leave it out.\n"
    ]
    shown = examples()
    for title, kind in tables():
        nodes = schema.of(kind)["properties"]
        parts.append(f"## `{title}`\n\n{inspect.getdoc(kind)}\n" if title else "## Topmost keys\n")
        rows = [
            f"| `{field.name}` | {value_of(nodes[field.name])}{default_of(field, nodes[field.name])} "
            f"| {cell(nodes[field.name]['description'])} |"
            for field in schema.keys_of(kind)
        ]
        parts.append("| key | value | what it says |\n|---|---|---|\n" + "\n".join(rows) + "\n")
        parts.append(f"```toml\n{shown[title or 'topmost']}\n```\n")
    return "\n".join(parts)


def scenarios_page() -> str:
    """Every bundled scenario."""
    rows = [
        f"| `{one.name}` | {cell(one.summary)} | {one.ending} | {'' if one.needs == 'anything' else one.needs} |"
        for one in scenarios.BUNDLED
    ]
    endings = docs_of(scenarios.Scenario)["ending"]
    return (
        "# Scenarios\n\nHow the world behaves while a program runs, and how a good one ends. A table "
        "`[scenarios.NAME]` of the [settings](settings.md) adds one, or changes one of these.\n\n"
        f"{endings}\n\n| scenario | what happens | a good program ends with | for examples with |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def commands_page() -> str:
    """Every command with its options."""
    parts = ["# Command line\n", _statuses()]
    for name in COMMANDS:
        parser = _command(_parser([name]), name)
        parts += _described(f"harness {name}", parser, 2)
    return "\n".join(parts)


def man_page() -> str:
    """harness(1), from the same parsers."""
    # argparse breaks the lines of a usage by the width of the terminal, which is the same nowhere
    with mock.patch.dict(os.environ, COLUMNS="100"):
        parser = _parser(list(COMMANDS))
        told = "proves that published API examples work"
        about = {"prog": "harness", "project_name": "harness", "version": "", "description": told}
        page = Manpage(parser, format="pretty", _data=about | {"manual_title": "Example harness"})
        page.date = ""  # of the day on which it is written: a page that says the same is the same
        return str(page).rstrip("\n") + "\n"


def _statuses() -> str:
    return f"{_parser([]).epilog}\n"


def _command(parser: argparse.ArgumentParser, name: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    chosen = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    found: argparse.ArgumentParser = chosen.choices[name]
    return found


def _described(title: str, parser: argparse.ArgumentParser, level: int) -> Iterator[str]:
    yield f"{'#' * level} `{title}`\n\n{parser.description or ''}\n"
    rows, inner = [], {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner = {name: (found, _help_of(action, name)) for name, found in action.choices.items()}
        elif not isinstance(action, argparse._HelpAction):
            rows.append(f"| {_shape(action)} | {cell((action.help or '') % _values(parser, action))} |")
    if rows:
        yield "| argument | what it does |\n|---|---|\n" + "\n".join(rows) + "\n"
    if parser.epilog:
        yield f"```text\n{inspect.cleandoc(parser.epilog)}\n```\n"
    for name, (found, said) in inner.items():
        found.description = found.description or f"{said[:1].upper()}{said[1:]}."
        yield from _described(f"{title} {name}", found, level + 1)


def _values(parser: argparse.ArgumentParser, action: argparse.Action) -> Mapping[str, Any]:
    return {**vars(action), "prog": parser.prog}


def _help_of(action: argparse._SubParsersAction[Any], name: str) -> str:
    return next((one.help or "" for one in action._choices_actions if one.dest == name), "")


def _shape(action: argparse.Action) -> str:
    """An option with its value, as `--help` has it."""
    value = action.metavar or (action.dest.upper() if action.nargs != 0 and not action.const else "")
    value = " ".join(value) if isinstance(value, tuple) else value
    if action.choices and not action.metavar:
        value = " or ".join(map(str, action.choices))
    if not action.option_strings:
        return f"`{value}`"
    return f"`{', '.join(action.option_strings)}{' ' + value if value and action.nargs != 0 else ''}`"


PAGES = {
    "settings.md": settings_page,
    "scenarios.md": scenarios_page,
    "codes.md": code_pages.codes_page,
    "commands.md": commands_page,
}


def pages() -> dict[Path, str]:
    """Every page by its file, and the JSON Schema of the settings."""
    made = {FOLDER / name: f"{NOTE}\n{make()}" for name, make in PAGES.items()}
    made |= {
        FOLDER / "codes" / f"{code.name}.md": f"{NOTE}\n{code_pages.code_page(code)}" for code in all_codes().values()
    }
    made[FOLDER / "harness.1"] = man_page()
    return {**made, settings.SCHEMA: json.dumps(schema.schema(), indent=1, ensure_ascii=False) + "\n"}


def keys_read(node: Any = None, prefix: str = "") -> Iterator[str]:
    """Every key that the settings take, as `table.key`: what the reference must hold."""
    node = schema.schema() if node is None else node
    for name, inner in node.get("properties", {}).items():
        yield f"{prefix}{name}"
        yield from keys_read(inner, f"{prefix}{name}.")
    for key, step in (("additionalProperties", "NAME."), ("items", "")):
        if isinstance(node.get(key), dict):
            yield from keys_read(node[key], f"{prefix}{step}")


def main() -> int:
    """0 where every page is as it should be, or was written."""
    stale = [path for path, text in pages().items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(
                f"{path.relative_to(FOLDER.parents[1])}: out of date; python docs/generate.py writes it anew\n"
            )
        return 1 if stale else 0
    (FOLDER / "codes").mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(pages()[path], "utf-8")
        sys.stdout.write(f"wrote {path.relative_to(FOLDER.parents[1])}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
