"""What is wrong with a settings file: its JSON Schema checks it, and each mistake becomes one line.

A line names the file, its line, the key, what was expected and what was found.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.errors import UserError, nearest
from harness.settings.toml_lines import lines_of_keys

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

SCHEMA = Path(__file__).with_name("settings.schema.json")
"""The JSON Schema, for editors too."""

Place = tuple[str | int, ...]
"""Keys and indexes, from the topmost table on."""


class SettingsError(UserError):
    """One line: file, line if it is known, key, expected, found."""


class _Mistake(NamedTuple):
    """A mistake; the least is reported."""

    rank: int
    line: int
    told: SettingsError


class Checked:
    """The table of a settings file, with the place of each key for the messages."""

    def __init__(self, file: Path, text: str, top: str, table: Any) -> None:
        self._file, self._top, self._table = file, top, table
        self._lines = lines_of_keys(text)

    def by_schema(self) -> None:
        """Raises SettingsError with the first mistake of the file, where the schema finds any."""
        import jsonschema_rs  # here, because a project without a file needs none of it

        schema = json.loads(SCHEMA.read_bytes())
        errors = jsonschema_rs.Draft7Validator(schema, offline=True).iter_errors(_plain(self._table))
        found = [mistake for error in errors for mistake in self._mistakes(error, schema)]
        if found:
            raise min(found, key=lambda one: one[:2]).told

    def error(self, place: Place, expected: str, got: Any) -> SettingsError:
        """The mistake that a value is not what is expected in its place."""
        return SettingsError(f'{self.where(place)}: "{_key(place) or self._top}": expected {expected}, got {got!r}')

    def _mistakes(self, error: ValidationError, schema: Any) -> Iterator[_Mistake]:
        place, node = tuple(error.instance_path), _node(schema, error.schema_path[:-1])
        match error.kind.as_dict():
            case {"unexpected": unexpected}:
                for name in unexpected:
                    yield _Mistake(0, self._line((*place, name)), self._unknown((*place, name), node["properties"]))
            case {"property": name}:
                told = self.error(place, f'a table with "{name}"', self._at(place))
                yield _Mistake(1, self._line(place), told)  # last: an unknown key may be that one, misspelt
            case {"error": name_error}:
                name = name_error.instance
                told = self.error((*place, name), node["title"], name)
                yield _Mistake(0, self._line((*place, name)), told)
            case _:
                expected, place = _expected(schema, error.schema_path, place)
                yield _Mistake(0, self._line(place), self.error(place, expected, self._at(place)))

    def _unknown(self, place: Place, known: Mapping[str, Any]) -> SettingsError:
        return SettingsError(
            f'{self.where(place)}: unknown key "{_key(place)}"{nearest(str(place[-1]), known)}; '
            f"expected one of {', '.join(sorted(known))}"
        )

    def _at(self, place: Place) -> Any:
        value = self._table
        for step in place:
            value = value[step]
        return value

    def _line(self, place: Place) -> int:
        """The line of a key, or of the nearest table around it that has one; 0 where none has."""
        parts = [*filter(None, self._top.split(".")), *map(str, place)]
        lengths = range(len(parts), 0, -1)
        return next((line for length in lengths if (line := self._lines.get(".".join(parts[:length])))), 0)

    def where(self, place: Place) -> str:
        """File, and line if it is known."""
        line = self._line(place)
        return f"{self._file.name}:{line}" if line else self._file.name


def _key(place: Place) -> str:
    return ".".join(step for step in place if isinstance(step, str))


def _node(schema: Any, steps: list[str | int]) -> Any:
    for step in steps:
        schema = schema[step]
    return schema


def _expected(schema: Any, steps: list[str | int], place: Place) -> tuple[str, Place]:
    """The innermost title around a mistake, and the place that it is about: a list is wrong as a whole."""
    title, depth, found = "", 0, 0
    named = False
    for step in steps[:-1]:
        schema = schema[step]
        if named or (step in ("additionalProperties", "items") and isinstance(schema, dict)):
            depth += 1
        named = step == "properties" and not named
        if isinstance(schema, dict) and not named and "title" in schema:
            title, found = schema["title"], depth
    return title or "a table", place[:found]


def _plain(value: Any) -> Any:
    """The value as JSON: what JSON can't hold, such as a date, is null, which nothing in the settings may be."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    usual = isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
    return value if usual else None
