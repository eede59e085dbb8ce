"""A planned case -> a digest of everything that could make it end otherwise: its key in the cache.

What is not in it: what comes after a case's own findings (known failures, reviewed requests, declared differences,
what is to be covered), which is judged anew every time.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import harness
from harness.cache import contents
from harness.common.published import is_published
from harness.languages import Language
from harness.languages.toolchain import places
from harness.model import Example
from harness.plan import Planned
from harness.plan.session import Session
from harness.settings import PASSED_ON, CoverageSettings, LiveSettings

BUILD_VARIABLES = ("GO", "CGO_", "NODE_", "JAVA", "RUST", "CARGO", "PYTHON")
"""Beginnings of the names of variables that tools read when they prepare programs."""
GUARD = (
    "/proc/sys/kernel/unprivileged_userns_clone",
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
    "/proc/sys/user/max_user_namespaces",
)
"""What decides whether programs run in namespaces, each a file with a number."""
PACKAGES = ("/var/lib/dpkg/status", "/lib/apk/db/installed", "/var/lib/rpm/rpmdb.sqlite", "/var/lib/pacman/local")
"""What the system's package managers change whenever a library or a tool is installed or taken away."""
WORD = re.compile(r"[\w-]+")


class Fingerprints:
    """The digests of a session's cases; `how` is what of the run's options changes what a program meets."""

    def __init__(self, session: Session, how: Mapping[str, Any]) -> None:
        self._session, self._how = session, how
        self._apis: dict[str, str] = {}
        self._languages: dict[str, str] = {}
        self._programs: dict[str, str] = {}
        self._scenarios: dict[str, str] = {}

    def of(self, planned: Planned) -> str:
        """The case's key: 64 hexadecimal digits."""
        case, example = planned.case, planned.case.example
        if case.scenario not in self._scenarios:
            self._scenarios[case.scenario] = repr(planned.scenario)
        parts = (
            self._run,
            self._api(example.api),
            self._language(example.language),
            self._program(example),
            self._scenarios[case.scenario],
            f"{planned.operation!r} {planned.steps!r} {planned.media} {case.name} {example.shown}",
        )
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()

    @cached_property
    def _run(self) -> str:
        """What every case depends on: the harness, the machine, the settings, the rules, the inputs."""
        settings = self._session.settings
        judged_anew = replace(
            settings,
            differences=(),
            known_failures=Path(),
            requests=Path(),
            coverage=CoverageSettings(),
            live=LiveSettings(),
            minimum_examples=0,
            scenarios=(),
        )
        own = Path(harness.__file__).parent
        libraries = (entry for folder in sys.path if folder.endswith("-packages") for entry in _names(Path(folder)))
        variables = {
            name: value
            for name, value in sorted(os.environ.items())
            if name in PASSED_ON or name.startswith(BUILD_VARIABLES)
        }
        return _digest(
            contents.of_folder(own),
            sorted(name for name in libraries if name.endswith(".dist-info")),
            [sys.version, sys.executable, *os.uname(), os.geteuid()],
            variables,
            [_text(path) for path in GUARD],
            [contents.stamp(path) for path in (*PACKAGES, os.path.realpath("/bin/sh"))],
            repr(judged_anew),
            contents.of_folder(settings.rules.parent, self._not_rules(settings.rules)) if settings.rules else "",
            contents.of_folder(settings.examples, self._workdirs | self._programs_and_outputs),
            sorted(str(folder) for folder in self._outputs if is_published(folder)),
            dict(self._how),
        )

    @cached_property
    def _programs_and_outputs(self) -> frozenset[str]:
        files = {str(example.file) for example in self._session.examples}
        return frozenset(files | {str(folder) for folder in self._outputs})

    @cached_property
    def _outputs(self) -> frozenset[Path]:
        outputs = self._session.settings.outputs
        return frozenset(example.workdir / outputs for example in self._session.examples)

    @cached_property
    def _workdirs(self) -> frozenset[str]:
        return frozenset(str(example.workdir) for example in self._session.examples) - {
            str(self._session.settings.examples)
        }

    def _not_rules(self, rules: Path) -> frozenset[str]:
        """What lies beside the rules and is no Python that they could import: it is not read with them."""
        entries = (entry for entry in rules.parent.iterdir() if entry.suffix != ".py")
        return frozenset(str(entry) for entry in entries)

    def _api(self, name: str) -> str:
        if name not in self._apis:
            document = self._session.catalogue.apis[name].document
            table = self._session.settings.api(name)
            files = (
                document.source.path,
                *(file.path for file in document.files.values()),
                *table.overlays,
                *table.flows,
                *filter(None, (table.graphql,)),
            )
            self._apis[name] = _digest(*((str(file), contents.of_file(file)) for file in files))
        return self._apis[name]

    def _language(self, name: str) -> str:
        """The tools, and all that lies in the work folders and is neither an example nor an output."""
        if name not in self._languages:
            language = self._session.languages[name]
            own = (example for example in self._session.examples if example.language == name)
            folders = {example.workdir for example in own if example.tree is None}
            table = self._session.settings.languages.get(name)
            folders |= {table.libraries} if table and table.libraries else set()
            self._languages[name] = _digest(
                [(place, contents.stamp(place)) for need in language.requirements for place in places(need)],
                [contents.of_folder(folder, self._programs_and_outputs) for folder in sorted(folders)],
                repr(language.dialect),
                _module(language),
            )
        return self._languages[name]

    def _program(self, example: Example) -> str:
        """The program, and those beside it that it names: it may import them."""
        if example.id not in self._programs:
            files, pending = {example.file}, [example]
            while pending:
                for other in self._named_by(pending.pop()):
                    if other.file not in files:
                        files.add(other.file)
                        pending.append(other)
            tree = contents.of_folder(example.tree, self._programs_and_outputs) if example.tree else ""
            beside = contents.of_folder(example.beside, self._programs_and_outputs) if example.beside else ""
            texts = ((str(file), contents.of_file(file)) for file in sorted(files))
            self._programs[example.id] = _digest(tree, beside, example.lines, example.outputs, *texts)
        return self._programs[example.id]

    def _named_by(self, example: Example) -> Sequence[Example]:
        words = set(WORD.findall(example.file.read_text("utf-8", "replace")))
        return [
            other
            for stem in words & self._stems[example.language].keys()
            for other in self._stems[example.language][stem]
            if other.file.parent == example.file.parent or other.file.parent.name in words
        ]

    @cached_property
    def _stems(self) -> dict[str, dict[str, list[Example]]]:
        """Language -> the name of a file without its ending -> the programs of that name."""
        found: dict[str, dict[str, list[Example]]] = {}
        for example in self._session.examples:
            found.setdefault(example.language, {}).setdefault(example.file.stem, []).append(example)
        return found


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError:
        return ""


def _names(folder: Path) -> list[str]:
    return os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208 - names alone are wanted


def _module(language: Language) -> str:
    """The source of a language that a package brings; the harness's own is known already."""
    name = language.prepare.__module__
    file = getattr(sys.modules.get(name), "__file__", None)
    return "" if name.startswith("harness.") or not file else contents.of_file(file)
