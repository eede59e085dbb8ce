"""The settings file: `[tool.harness]` in pyproject.toml, or the same tables at the root of harness.toml.

Each mistake is told in one line with file, line, key, what was expected and what was found.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.common.hosts import host_of
from harness.errors import UserError, nearest
from harness.model import Difference
from harness.scenarios import CHOICES, Scenario
from harness.settings.settings import (
    PLACES,
    ApiSettings,
    Asks,
    CoverageSettings,
    LanguageSettings,
    LiveSettings,
    OperationSettings,
    RequestSettings,
    SampleSettings,
    Settings,
)
from harness.settings.toml_lines import lines_of_keys


class SettingsError(UserError):
    """One line: file, line where it can be told, key, expected, found."""


def load(start: Path, config: Path | None = None, tree: Path | None = None) -> Settings:
    """Reads the settings of the project around `start`, or of the file `config`; `tree` overrides `examples`.

    Raises SettingsError with one line that names the file, the key and what was expected.
    """
    file = config.resolve() if config else _find(start.resolve())
    settings = Settings(start.resolve()) if file is None else _read(file)
    examples = tree.resolve() if tree else settings.root / settings.examples
    settings = replace(
        settings,
        examples=examples,
        requests=settings.root / settings.requests,
        known_failures=settings.root / settings.known_failures,
    )
    if not examples.is_dir() and settings.samples is None:
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
    if file.name != "pyproject.toml":
        return Reader(file, text, "").settings(table)
    tool = table.get("tool", {})
    return Reader(file, text, "tool.harness").settings(tool.get("harness", {}) if isinstance(tool, dict) else {})


class Reader:
    """Turns a table into settings, keeping the place for the messages."""

    def __init__(self, file: Path, text: str, top: str) -> None:
        self.file, self.top = file, top
        self.lines = lines_of_keys(text)

    def settings(self, table: Mapping[str, Any]) -> Settings:
        root = self.file.parent
        readers: dict[str, Callable[[str, Any], Any]] = {
            "examples": lambda k, v: Path(self.string(k, v)),
            "pattern": self.pattern,
            "ignore": self.strings,
            "host_env": lambda k, v: "" if v == "" else self.variable(k, v),
            "key_env": self.variable,
            "hard_coded_hosts": self.boolean,
            "hosts": self.hosts,
            "ca_bundles": self.strings,
            "outputs": self.below,
            "spec": self.string,
            "env": self.variables,
            "samples": self.samples,
            "rules": lambda k, v: root / self.string(k, v),
            "time_limit": self.seconds,
            "ports": self.ports,
            "minimum_examples": self.whole,
            "apis": lambda k, v: self.tables(k, v, self.api),
            "operations": lambda k, v: self.tables(k, v, self.operation),
            "operations_by_request": self.boolean,
            "languages": lambda k, v: self.tables(k, v, self.language),
            "asks": self.asks,
            "differences": self.differences,
            "requests": lambda k, v: Path(self.string(k, v)),
            "known_failures": lambda k, v: Path(self.string(k, v)),
            "coverage": self.coverage,
            "live": self.live,
            "scenarios": self.scenarios,
        }
        found = self.read("", table, readers)
        if "{api}" not in found.get("pattern", "{api}") and len(found.get("apis", ())) > 1:
            raise self.error("pattern", "a path that names {api} once, for there are several apis", found["pattern"])
        return Settings(root, self.file, **found)

    def read(self, prefix: str, table: Any, readers: Mapping[str, Callable[[str, Any], Any]]) -> dict[str, Any]:
        if not isinstance(table, Mapping):
            raise self.error(prefix.rstrip("."), "a table", table)
        for key in table:
            if key not in readers:
                raise SettingsError(
                    f'{self.place(prefix + key)}: unknown key "{prefix}{key}"{nearest(key, readers)}; '
                    f"expected one of {', '.join(sorted(readers))}"
                )
        return {key: readers[key](f"{prefix}{key}", value) for key, value in table.items()}

    def place(self, key: str) -> str:
        """The file and the line of a key, or of the nearest table around it that has a line of its own."""
        parts = [*self.top.split("."), *key.split(".")] if self.top else key.split(".")
        for length in range(len(parts), 0, -1):
            line = self.lines.get(".".join(parts[:length]))
            if line:
                return f"{self.file.name}:{line}"
        return self.file.name

    def error(self, key: str, expected: str, got: Any) -> SettingsError:
        return SettingsError(f'{self.place(key)}: "{key or self.top}": expected {expected}, got {got!r}')

    def string(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise self.error(key, "a text", value)
        return value

    def variable(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
            raise self.error(key, "the name of an environment variable", value)
        return value

    def text(self, key: str, value: Any) -> str:
        """A text that may be empty."""
        if not isinstance(value, str):
            raise self.error(key, "a text", value)
        return value

    def version(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"\d+(\.\d+)*", value):
            raise self.error(key, 'a version such as "8.0"', value)
        return value

    def below(self, key: str, value: Any) -> str:
        text = self.string(key, value)
        if Path(text).is_absolute() or ".." in Path(text).parts:
            raise self.error(key, "a path that stays below its folder", value)
        return text

    def argv(self, key: str, value: Any) -> tuple[str, ...]:
        words = self.strings(key, value)
        if not words or not words[0]:
            raise self.error(key, "a program and its arguments", value)
        return words

    def strings(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, "a list of texts", value)
        return tuple(value)

    def commands(self, key: str, value: Any) -> tuple[tuple[str, ...], ...]:
        if not isinstance(value, list):
            raise self.error(key, "a list of commands, each a list of texts", value)
        return tuple(self.argv(key, item) for item in value)

    def seconds(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
            raise self.error(key, "a number of seconds above 0", value)
        return float(value)

    def whole(self, key: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.error(key, "a whole number", value)
        return value

    def boolean(self, key: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.error(key, "true or false", value)
        return value

    def ports(self, key: str, value: Any) -> tuple[int, int]:
        found = re.fullmatch(r"(\d+)-(\d+)", value) if isinstance(value, str) else None
        if not found or not 0 < int(found[1]) <= int(found[2]) < 65536:
            raise self.error(key, 'a range of ports such as "20000-20999"', value)
        return int(found[1]), int(found[2])

    def pattern(self, key: str, value: Any) -> str:
        text = self.string(key, value)
        for name in PLACES:
            if text.count(name) != 1 and (name == "{operation}" or name in text):
                raise self.error(key, f"a path that names {name} once", value)
        unknown = next((name for name in re.findall(r"\{\w*\}", text) if name not in PLACES), None)
        if unknown:
            raise self.error(key, f"a path with no other place than {', '.join(PLACES)}", value)
        return text

    def patterns(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(self.regex(key, item) for item in self.strings(key, value))

    def regex(self, key: str, value: Any) -> str:
        """A regular expression that finds one thing."""
        text = self.string(key, value)
        try:
            groups = re.compile(text).groups
        except re.error as error:
            raise self.error(key, f"a regular expression ({error})", value) from None
        if groups != 1:
            raise self.error(key, "a regular expression with one group", value)
        return text

    def tables(self, key: str, value: Any, one: Callable[[str, Any], Any]) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise self.error(key, "a table", value)
        return {name: one(f"{key}.{name}", item) for name, item in value.items()}

    def api(self, key: str, value: Any) -> ApiSettings:
        root = self.file.parent
        found = self.read(
            f"{key}.",
            value,
            {
                "spec": lambda k, v: root if v is False else root / self.string(k, v),
                "overlays": lambda k, v: tuple(root / path for path in self.strings(k, v)),
                "base_path": lambda k, v: "" if v == "" else self.string(k, v),
                "breaking_changes": self.one_of(("fail", "tell")),
                "hosts": self.hosts,
            },
        )
        if "spec" not in found:
            raise self.error(key, 'a table with "spec", a path, or false where there is no document', value)
        return ApiSettings(**found, documented=value["spec"] is not False)

    def operation(self, key: str, value: Any) -> OperationSettings:
        if isinstance(value, str):
            return OperationSettings(operation_id=value)
        readers = {
            "operation_id": self.string,
            "writes": lambda k, v: self.tables(k, v, self.string),
            "prints": self.boolean,
            "requests": self.requests,
            "answer": self.anything,
        }
        return OperationSettings(**self.read(f"{key}.", value, readers))

    def requests(self, key: str, value: Any) -> tuple[RequestSettings, ...]:
        """A list of operations, each an id or a table with what its request carries."""
        if not isinstance(value, list):
            raise self.error(key, "a list of operations", value)
        found = []
        for item in value:
            if isinstance(item, str):
                found.append(RequestSettings(self.string(key, item)))
                continue
            table = self.read(f"{key}.", item, {"operation": self.string, "carries": self.strings})
            if "operation" not in table:
                raise self.error(key, 'the id of an operation, or a table with "operation"', item)
            found.append(RequestSettings(**table))
        return tuple(found)

    def anything(self, key: str, value: Any) -> Any:
        """Anything that JSON can hold."""
        try:
            json.dumps(value)
        except TypeError:
            raise self.error(key, "a value that JSON can hold", value) from None
        return value

    def language(self, key: str, value: Any) -> LanguageSettings:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "extensions": lambda k, v: tuple(extension.lstrip(".") for extension in self.strings(k, v)),
            "workdir": lambda k, v: v if v == "{folder}" else self.below(k, v),
            "prepare": self.commands,
            "command": self.argv,
            "time_limit": self.seconds,
            "version": self.argv,
            "minimum": self.version,
            "env": lambda k, v: self.tables(k, v, self.text),
            "comment": self.string,
            "image": self.string,
            "words": lambda k, v: tuple(word.lower() for word in self.strings(k, v)),
            "variables": self.patterns,
            "files": self.patterns,
            "calls": self.strings,
            "missing_library": self.regex,
            "usual_seconds": self.seconds,
        }
        return LanguageSettings(**self.read(f"{key}.", value, readers))

    def asks(self, key: str, value: Any) -> tuple[Asks, ...]:
        readers = {"examples": self.strings, "media": self.string, "reason": self.string}
        return tuple(Asks(**entry) for entry in self.entries(key, value, readers))

    def differences(self, key: str, value: Any) -> tuple[Difference, ...]:
        readers = {"examples": self.strings, "at": self.string, "reason": self.string}
        return tuple(Difference(**entry) for entry in self.entries(key, value, readers))

    def entries(self, key: str, value: Any, readers: Mapping[str, Callable[[str, Any], Any]]) -> list[dict[str, Any]]:
        """A list of tables, each of which states every key."""
        if not isinstance(value, list):
            raise self.error(key, "a list of tables", value)
        entries = [self.read(f"{key}.", item, readers) for item in value]
        for entry in entries:
            if set(entry) != set(readers):
                raise self.error(key, f"tables with {', '.join(readers)}", entry)
        return entries

    def variables(self, key: str, value: Any) -> dict[str, str]:
        return {self.variable(f"{key}.{name}", name): text for name, text in self.texts(key, value).items()}

    def texts(self, key: str, value: Any) -> dict[str, str]:
        return self.tables(key, value, self.text)

    def samples(self, key: str, value: Any) -> SampleSettings:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "documents": self.boolean,
            "pages": self.strings,
            "languages": self.texts,
            "scenarios": self.strings,
            "compare": self.boolean,
            "inputs": lambda k, v: self.file.parent / self.string(k, v),
            "values": self.texts,
        }
        return SampleSettings(**self.read(f"{key}.", value, readers))

    def coverage(self, key: str, value: Any) -> CoverageSettings:
        return CoverageSettings(**self.read(f"{key}.", value, {"scenarios": self.strings, "fields": self.share}))

    def live(self, key: str, value: Any) -> LiveSettings:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "host": self.host,
            "unit": self.string,
            "cost": lambda k, v: self.tables(k, v, self.amount),
            "in_ci": self.boolean,
        }
        return LiveSettings(**self.read(f"{key}.", value, readers))

    def host(self, key: str, value: Any) -> str:
        """A key must not cross a network in the clear: plain HTTP is for this machine's loopback alone."""
        text = self.string(key, value)
        if not re.fullmatch(r"https://[\w.-]+(:\d{1,5})?|http://(127\.0\.0\.1|localhost)(:\d{1,5})?", text):
            raise self.error(key, 'a host such as "https://api.example.com", without a path', value)
        return text

    def hosts(self, key: str, value: Any) -> tuple[str, ...]:
        """Origins: what comes after the host is the document's to say."""
        for text in self.strings(key, value):
            if text.count("/") != 2 or not host_of(text):
                raise self.error(key, 'hosts such as "https://api.example.com", without a path', text)
        return tuple(value)

    def amount(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise self.error(key, "a number from 0", value)
        return float(value)

    def share(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.error(key, "a share from 0 to 1", value)
        return float(value)

    def scenarios(self, key: str, value: Any) -> tuple[Scenario, ...]:
        tables = self.tables(key, value, self.scenario)
        return tuple(Scenario(name, **fields) for name, fields in tables.items())

    def scenario(self, key: str, value: Any) -> dict[str, Any]:
        """The fields of a scenario, as scenarios.Scenario has them; `summary` is the one that must be there."""
        readers: dict[str, Callable[[str, Any], Any]] = {
            "summary": self.string,
            "status": self.status,
            "headers": lambda k, v: tuple(self.tables(k, v, self.string).items()),
            "compress": self.boolean,
            "close": self.boolean,
            "listening": self.boolean,
            "delay": self.seconds,
            "artifacts": self.whole,
            **{name: self.one_of(choices) for name, choices in CHOICES.items()},
        }
        fields = self.read(f"{key}.", value, readers)
        if "summary" not in fields:
            raise self.error(key, 'a table with "summary"', value)
        return fields

    def status(self, key: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 200 <= value <= 599:
            raise self.error(key, "an HTTP status from 200 to 599", value)
        return value

    def one_of(self, choices: tuple[str, ...]) -> Callable[[str, Any], str]:
        def read(key: str, value: Any) -> str:
            if value not in choices:
                raise self.error(key, f"one of {', '.join(choices)}", value)
            return str(value)

        return read
