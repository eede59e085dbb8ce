"""The settings file, `[tool.harness]` in pyproject.toml or harness.toml with the same tables -> frozen values."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from harness.common.hosts import host_of
from harness.settings.mistakes import Checked, Place, SettingsError
from harness.settings.receiving import check_deliveries
from harness.settings.settings import PROPOSES, Settings
from harness.settings.sockets import check_sockets

__all__ = ["SettingsError", "load"]


def load(start: Path, config: Path | None = None, tree: Path | None = None) -> Settings:
    """Reads the settings of the project around `start`, or of the file `config`; `tree` overrides `examples`.

    Raises SettingsError with one line that names the file, the key and what was expected; EnvironmentTrouble where
    what is to be the harness's own folder is a link.
    """
    file = config.resolve() if config else _find(start.resolve())
    settings = Settings(start.resolve()) if file is None else _read(file)
    examples = tree.resolve() if tree else settings.root / settings.examples
    settings = dataclasses.replace(
        settings,
        examples=examples,
        requests=settings.root / settings.requests,
        known_failures=settings.root / settings.known_failures,
    )
    settings.own.check()
    if not examples.is_dir() and settings.samples is None:
        if file is None:
            raise SettingsError(
                f"expected harness.toml, or [tool.harness] in pyproject.toml, in {start} or above it, found neither: "
                f"{PROPOSES}"
            )
        raise SettingsError(f"{settings.show(examples)}: expected a folder with the examples, found nothing there")
    return settings


def _find(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        if (folder / "harness.toml").is_file():
            return folder / "harness.toml"
        project = folder / "pyproject.toml"
        if project.is_file() and "[tool.harness" in project.read_text("utf-8", "replace"):
            return project
    return None


def _read(file: Path) -> Settings:
    try:
        text = file.read_text("utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{file}: expected a settings file, got: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file.name}: expected TOML, got: {error}") from None
    top = "tool.harness" if file.name == "pyproject.toml" else ""
    if top:
        tool = table.get("tool", {})
        table = tool.get("harness", {}) if isinstance(tool, dict) else {}
    checked = Checked(file, text, top, table)
    checked.by_schema()
    _check(checked, table)
    values = {"root": file.parent, "file": file, **_as_types_have_it(checked, table)}
    settings: Settings = _value(Settings, values, file.parent)
    return settings


def _check(checked: Checked, table: Mapping[str, Any]) -> None:
    """What a schema can't say. Raises SettingsError."""
    apis, pattern = table.get("apis", {}), table.get("pattern", "{api}")
    if "{api}" not in pattern and len(apis) > 1:
        raise checked.error(("pattern",), "a path that names {api} once, for there are several apis", pattern)
    first, last = map(int, table.get("ports", "1-1").split("-"))
    if not 0 < first <= last < 65536:
        raise checked.error(("ports",), 'a range of ports such as "20000-20999"', table["ports"])
    for place, host in [
        (("hosts",), table.get("hosts", [])),
        *((("apis", name, "hosts"), api.get("hosts", [])) for name, api in apis.items()),
    ]:
        for text in host:
            if not host_of(text):
                raise checked.error(place, 'hosts such as "https://api.example.com", without a path', text)
    for name, language in table.get("languages", {}).items():
        for key in ("variables", "files", "missing_library"):
            _check_patterns(checked, ("languages", name, key), language.get(key, []))
    _check_variables(checked, table.get("credentials", {}))
    for name, api in apis.items():
        check_deliveries(checked, ("apis", name, "deliveries"), api.get("deliveries", {}))
        for of, one in api.get("sockets", {}).items():
            check_sockets(checked, ("apis", name, "sockets", of), one)
    for name, scenario in table.get("scenarios", {}).items():
        _check_sequence(checked, ("scenarios", name), scenario)
    for name, operation in table.get("operations", {}).items():
        answers = operation.get("answers", []) if isinstance(operation, Mapping) else []
        if answers and all(map(_fails, answers)):
            raise checked.error(("operations", name, "answers"), "an answer that is no failure among them", answers)
        try:
            json.dumps(operation)
        except TypeError:
            place = ("operations", name, "answer")
            raise checked.error(place, "a value that JSON can hold", operation["answer"]) from None


def _check_variables(checked: Checked, credentials: Mapping[str, Any]) -> None:
    """Raises SettingsError for two credentials in one variable: a program could not tell them apart."""
    known: dict[str, str] = {}
    for name, one in credentials.items():
        first = known.setdefault(one["env"], name)
        if first != name:
            expected = f"a variable of its own, for credentials.{first} has this one"
            raise checked.error(("credentials", name, "env"), expected, one["env"])


def _check_sequence(checked: Checked, place: Place, scenario: Mapping[str, Any]) -> None:
    """Raises SettingsError for answers that no program could get over, or beside which another is said."""
    answers = scenario.get("answers", [])
    both = [key for key in ("status", "body", "headers", "delay", "fault") if answers and key in scenario]
    if both:
        raise checked.error((*place, both[0]), f'"{both[0]}" in each of its "answers"', scenario[both[0]])
    if answers and all(map(_fails, answers)) and scenario.get("ending", "failure") != "failure":
        raise checked.error(
            (*place, "answers"), 'an answer that is no failure among them, or ending "failure"', answers
        )


def _fails(answer: Mapping[str, Any]) -> bool:
    return "fault" in answer or bool(answer.get("status", 200) >= 400)


def _check_patterns(checked: Checked, place: Place, value: str | list[str]) -> None:
    """Raises SettingsError for a regular expression that is none, or that finds more or less than one thing."""
    for pattern in [value] if isinstance(value, str) else value:
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            raise checked.error(place, f"a regular expression ({error})", pattern) from None
        if groups != 1:
            raise checked.error(place, "a regular expression with one group", pattern)


def _as_types_have_it(checked: Checked, table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with what is shorter in the file than in the types, or has another form there, written out."""
    found = dict(table)
    if "ports" in found:
        found["ports"] = found["ports"].split("-")
    found["apis"] = {
        name: {
            **api,
            "documented": api["spec"] is not False,
            "spec": api["spec"] or "",
            "resources": {
                of: {**one, "shown": checked.where(("apis", name, "resources", of))}
                for of, one in api.get("resources", {}).items()
            },
            "sockets": {
                of: {**one, "shown": checked.where(("apis", name, "sockets", of))}
                for of, one in api.get("sockets", {}).items()
            },
            **(
                {"deliveries": {**api["deliveries"], "shown": checked.where(("apis", name, "deliveries"))}}
                if "deliveries" in api
                else {}
            ),
        }
        for name, api in found.get("apis", {}).items()
    }
    found["receivers"] = {
        name: {**one, "shown": checked.where(("receivers", name))} for name, one in found.get("receivers", {}).items()
    }
    if prelude := found.get("samples", {}).get("prelude"):
        written = {name: one if isinstance(one, list) else [one] for name, one in prelude.items()}
        found["samples"] = {**found["samples"], "prelude": written}
    found["languages"] = {name: _language(one) for name, one in found.get("languages", {}).items()}
    found["makes_outputs"] = "outputs" in found
    found["credentials"] = {
        name: {
            "secret": one.get("part") not in ("username", "client_id"),
            **one,
            "shown": checked.where(("credentials", name)),
        }
        for name, one in found.get("credentials", {}).items()
    }
    if found["credentials"]:
        given = found["credentials"].values()
        found.setdefault("key_env", next((one["env"] for one in given if one["secret"]), next(iter(given))["env"]))
    found["scenarios"] = [
        {"name": name, **_ending(one), **_as_pairs(one), **_sequence(one)}
        for name, one in found.get("scenarios", {}).items()
    ]
    found["operations"] = {
        name: {**one, **_sequence(one)} if isinstance(one, Mapping) else one
        for name, one in found.get("operations", {}).items()
    }
    return found


def _ending(scenario: Mapping[str, Any]) -> dict[str, str]:
    """Where an answer fails, and no ending is said, a program may get over it; over nothing but failures none can."""
    failing = [_fails(answer) for answer in scenario.get("answers", [])]
    return {"ending": "failure" if all(failing) else "recovers"} if any(failing) else {}


def _sequence(table: Mapping[str, Any]) -> dict[str, Any]:
    return {"answers": list(map(_as_pairs, table["answers"]))} if "answers" in table else {}


def _as_pairs(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table whose headers, if it has any, are pairs."""
    return {**table, "headers": list(table["headers"].items())} if "headers" in table else dict(table)


def _language(table: Mapping[str, Any]) -> dict[str, Any]:
    """Extensions without their dots, and words in lower case."""
    found = dict(table)
    if "extensions" in found:
        found["extensions"] = [text.lstrip(".") for text in found["extensions"]]
    if "words" in found:
        found["words"] = [word.lower() for word in found["words"]]
    return found


def _value(kind: Any, value: Any, root: Path) -> Any:
    """A value of a type; a text in place of a table is its first key, and paths are below `root`."""
    origin, inner = get_origin(kind), get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        table = {next(iter(hints)): value} if isinstance(value, str) else value
        return kind(**{name: _value(hints[name], item, root) for name, item in table.items()})  # type: ignore[operator]
    if origin in (Union, UnionType):
        return _value(inner[0], value, root)
    if origin is tuple:
        return tuple(_value(inner[0], item, root) for item in value)
    if origin is Mapping:
        return {name: _value(inner[1], item, root) for name, item in value.items()}
    if kind is Path:
        return root / value
    return kind(value) if kind in (int, float) else value
