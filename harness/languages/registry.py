"""The languages of a project: the bundled ones, as its settings change them, and its own."""

from __future__ import annotations

from dataclasses import replace

from harness.config import SettingsError
from harness.languages import scripts
from harness.languages.curl import CURL
from harness.languages.go import GO
from harness.languages.language import Language
from harness.languages.python import PYTHON
from harness.languages.toolchain import Requirement
from harness.languages.typescript import TYPESCRIPT
from harness.settings import LanguageSettings, Settings

BUNDLED = (PYTHON, TYPESCRIPT, GO, CURL)


def load(settings: Settings) -> dict[str, Language]:
    """Every language by name. Raises SettingsError where a new language's table lacks what it must state."""
    languages = {language.name: language for language in BUNDLED}
    for name, table in settings.languages.items():
        base = languages.get(name) or _new(settings, name, table)
        languages[name] = _changed(base, table)
    return languages


def _new(settings: Settings, name: str, table: LanguageSettings) -> Language:
    for key in ("extensions", "command"):
        if getattr(table, key) is None:
            raise SettingsError(
                f'{settings.shown}: "languages.{name}": expected "{key}" for a language that is not bundled'
            )
    return Language(name, name, (), table.workdir or ".", (), scripts.command(()))


def _changed(base: Language, table: LanguageSettings) -> Language:
    language = replace(
        base,
        extensions=table.extensions or base.extensions,
        workdir=table.workdir or base.workdir,
        time_limit=table.time_limit or base.time_limit,
    )
    if table.command is None:
        prepare = scripts.prepared(base.prepare, table.prepare, base.words) if table.prepare else base.prepare
        return replace(language, prepare=prepare)
    named = table.command[0]
    tools = base.requirements or (() if named.startswith("{") else (Requirement(named),))
    return replace(
        language,
        requirements=tools,
        prepare=scripts.command(table.command, table.prepare or (), base.env, base.words),
    )
