"""The languages of a project: the bundled ones, as its settings change them, those of packages, and its own."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.errors import UserError
from harness.languages import scripts
from harness.languages.curl import CURL, SHELLS
from harness.languages.go import GO
from harness.languages.java import JAVA
from harness.languages.javascript import JAVASCRIPT
from harness.languages.language import Language, Preparation, Prepare
from harness.languages.php import PHP
from harness.languages.python import PYTHON
from harness.languages.ruby import RUBY
from harness.languages.rust import RUST
from harness.languages.toolchain import Requirement, Tool, numbers
from harness.languages.typescript import TYPESCRIPT
from harness.model import Dialect, Example
from harness.settings import LanguageSettings, Settings
from harness.settings.reader import SettingsError

BUNDLED = (PYTHON, TYPESCRIPT, GO, CURL, JAVASCRIPT, RUBY, PHP, JAVA, RUST)
GROUP = "harness.languages"
"""The entry points by which an installed package brings a language: a name, and a value of type Language."""
TOOL_WORD = re.compile(r"(?<!\S)\{([\w.+-]+)\}(?!\S)")
"""A word of a command that names a tool."""
MARKS: Mapping[str, Any] = {
    name: tuple(dict.fromkeys(mark for language in BUNDLED for mark in getattr(language.dialect, name)))
    for name in ("calls", "prints", "complains", "changes", "crashes", "stack_traces", "echoes", "unused")
}
"""Fields of a dialect that tell lines and messages apart -> what any bundled language has there."""


def load(settings: Settings) -> dict[str, Language]:
    """Every language by name. Raises SettingsError where a new language's table lacks what it must state, and
    UserError where a package's language can't be had."""
    languages = {language.name: language for language in BUNDLED} | _installed()
    for name, table in settings.languages.items():
        base = languages.get(name) or _new(settings, name, table)
        languages[name] = _changed(_with_libraries(settings, base, table), _rooted(table, settings.root))
    return {name: replace(language, dialect=_completed(language)) for name, language in languages.items()}


def _installed() -> dict[str, Language]:
    found: dict[str, Language] = {}
    if not named_by_a_package(GROUP):
        return found
    from importlib.metadata import entry_points  # here, because it takes as long to import as all that is above

    for point in entry_points(group=GROUP):
        try:
            language = point.load()
        except Exception as error:  # a package of others may fail in any way
            raise UserError(f'the language "{point.name}" of {point.value}: {error!r}') from None
        if not isinstance(language, Language):
            raise UserError(f'the language "{point.name}" of {point.value}: expected a Language, got {language!r}')
        found[point.name] = replace(language, name=point.name)
    return found


def named_by_a_package(group: str) -> bool:
    """True if the entry points of some installed package name a group."""
    for folder in filter(os.path.isdir, sys.path):
        for name in os.listdir(folder):  # noqa: PTH208 - names alone are wanted, and at once
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    points = Path(folder, name, "entry_points.txt").read_bytes()
                except OSError:
                    continue
                if group.encode() in points:
                    return True
    return False


def _new(settings: Settings, name: str, table: LanguageSettings) -> Language:
    for key in ("extensions", "command"):
        if getattr(table, key) is None:
            raise SettingsError(
                f'{settings.shown}: "languages.{name}": expected "{key}" for a language that is not bundled'
            )
    is_shell = any(Path(word.strip("{}")).name in SHELLS for word in table.command or ())
    dialect = replace(CURL.dialect, words=()) if is_shell else Dialect()
    return Language(name, name, (), table.workdir or ".", (), scripts.command(()), dialect)


def _completed(language: Language) -> Dialect:
    """The marks that a dialect leaves out are those of all bundled languages: a shell's programs run any of them."""
    dialect = language.dialect
    if language.prepare_with and not dialect.looked:
        dialect = replace(
            dialect, looked=f' (a folder that has it can be named as "languages.{language.name}.libraries")'
        )
    own = {name: getattr(dialect, name) or marks for name, marks in MARKS.items()}
    return replace(dialect, **own | ({"crashes": MARKS["crashes"]} if dialect.is_shell else {}))


def _rooted(table: LanguageSettings, root: Path) -> LanguageSettings:
    """A table whose commands name the project's root, where they hold `{root}`."""
    commands = [scripts.fill(argv, {"root": str(root)}) for argv in (table.command or (), *(table.prepare or ()))]
    return replace(
        table,
        command=commands[0] if table.command is not None else None,
        prepare=tuple(commands[1:]) if table.prepare is not None else None,
    )


def _with_libraries(settings: Settings, base: Language, table: LanguageSettings) -> Language:
    """A language whose programs find their libraries in the folder that the settings name."""
    if table.libraries is None:
        return base
    where = f'{settings.shown}: "languages.{base.name}.libraries"'
    if base.prepare_with is None:
        known = ", ".join(language.name for language in BUNDLED if language.prepare_with)
        raise SettingsError(f"{where}: expected no folder, for only these languages take one: {known}")
    if not table.libraries.is_dir():
        raise SettingsError(f"{where}: expected a folder, found none at {settings.show(table.libraries)}")
    looked = f", nor is it in {settings.show(table.libraries)}"
    prepare = base.prepare_with(table.libraries)
    return replace(base, prepare=prepare, dialect=replace(base.dialect, looked=looked))


def _changed(base: Language, table: LanguageSettings) -> Language:
    env = {**base.env, **table.env}
    language = replace(
        base,
        extensions=table.extensions or base.extensions,
        workdir=table.workdir or base.workdir,
        time_limit=table.time_limit or base.time_limit,
        dialect=_dialect(base.dialect, table),
        image=table.image or base.image,
        env=env,
        forks_load_tree=base.forks_load_tree or bool(table.env),  # a variable may name what is loaded
        requirements=_requirements(base, table),
    )
    steps, reach = table.prepare or (), table.prepare_reach
    if table.command is None:
        prepare = scripts.prepared(base.prepare, steps, base.words, reach, env) if steps else base.prepare
        return replace(language, prepare=_with_env(prepare, table.env) if table.env else prepare)
    return replace(
        language, prepare=scripts.command(table.command, table.prepare or (), env, base.words, table.prepare_reach)
    )


def _dialect(base: Dialect, table: LanguageSettings) -> Dialect:
    return replace(
        base,
        comments=(table.comment,) if table.comment else base.comments,
        words=table.words or base.words,
        variables=table.variables or base.variables,
        files=table.files or base.files,
        calls=table.calls or base.calls,
        missing_library=table.missing_library or base.missing_library,
        usual_seconds=table.usual_seconds or base.usual_seconds,
    )


def _requirements(base: Language, table: LanguageSettings) -> tuple[Requirement, ...]:
    """The tools that a language needs: those that it had, as the table changes the first of them."""
    named = table.version[0] if table.version else table.command[0] if table.command else ""
    known = base.requirements or ((Requirement(named),) if named and not named.startswith("{") else ())
    have = {need.name for need in known} | {"file", "name"} | set(base.words(Path()))
    words = dict.fromkeys(TOOL_WORD.findall(" ".join(table.command or ())))
    known += tuple(Requirement(word) for word in words if word not in have)
    if not known:
        return ()
    first = known[0]
    if table.version:
        first = replace(first, name=named, version_argv=table.version[1:])
    if table.minimum:
        first = replace(first, minimum=numbers(table.minimum), advice=f"install {first.name} {table.minimum} or newer")
    return (first, *known[1:])


def _with_env(prepare: Prepare, env: Mapping[str, str]) -> Prepare:
    """Adds variables to what a language's own way of preparing gives its programs."""

    def run(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
        done = prepare(examples, tools, build)
        return replace(done, env={**done.env, **env})

    return run
