"""Which cases of a plan a run takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from harness.common.patterns import matches
from harness.errors import UserError, nearest
from harness.model import Case, Example
from harness.settings import ProfileSettings

PROFILES: Mapping[str, ProfileSettings] = {"quick": ProfileSettings(exclude=("**/hang", "**/slow"))}
"""The profiles that need no settings."""


class NothingPlanned(UserError):
    """Filters that leave no case, or that name what does not exist."""


@dataclass(frozen=True)
class Filters:
    """What of the plan a run takes; an empty tuple takes all."""

    patterns: tuple[str, ...] = ()
    """Patterns over case names, or paths of example files."""
    languages: tuple[str, ...] = ()
    apis: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Patterns, as those above, of what is left out of the rest."""
    names: frozenset[str] | None = None
    """The only cases that are taken, by name; None where no list limits them."""
    places: tuple[tuple[str, str], ...] = ()
    """Patterns, each with the path below the project's root of the file or folder that it names where the reader is."""
    profile: str = ""
    """The name of a profile, whose values count where the filters themselves have none of a kind."""

    @property
    def whole(self) -> bool:
        """True where no example is left out."""
        return not (self.patterns or self.languages or self.apis or self.exclude) and self.names is None

    def with_profile(self, own: Mapping[str, ProfileSettings]) -> Filters:
        """With the values of its profile. Raises NothingPlanned for a name that no profile has."""
        if not self.profile:
            return self
        known = {**PROFILES, **own}
        if self.profile not in known:
            raise NothingPlanned(
                f'--profile "{self.profile}": expected one of {", ".join(sorted(known))}{nearest(self.profile, known)}'
            )
        chosen = known[self.profile]
        return replace(
            self,
            patterns=self.patterns or chosen.patterns,
            languages=self.languages or chosen.languages,
            apis=self.apis or chosen.apis,
            scenarios=self.scenarios or chosen.scenarios,
            exclude=(*self.exclude, *chosen.exclude),
        )

    def take(self, case: Case) -> bool:
        """True for a case that the run takes."""
        example = case.example
        return (
            (not self.languages or any(one in self.languages for one in _forms(example.language)))
            and (not self.apis or example.api in self.apis)
            and (not self.scenarios or case.scenario in self.scenarios)
            and (not self.patterns or any(self._names(pattern, case) for pattern in self.patterns))
            and not any(self._names(pattern, case) for pattern in self.exclude)
            and (self.names is None or case.name in self.names)
        )

    def seen_from(self, folder: Path, root: Path) -> Filters:
        """With the places of those patterns that are paths of files or folders where the reader is."""
        places, root = [], Path(os.path.abspath(root))  # noqa: PTH100 - as below
        for pattern in (*self.patterns, *self.exclude):
            path = Path(os.path.abspath(folder / pattern))  # noqa: PTH100 - what the tree shows: a link stays one
            if "*" not in pattern and path.is_relative_to(root) and path.exists():
                places.append((pattern, path.relative_to(root).as_posix()))
        return replace(self, places=tuple(places))

    def _names(self, pattern: str, case: Case) -> bool:
        """True if a pattern, or the path of a file or of a folder above it, names a case."""
        shown = case.example.shown
        paths = (pattern.rstrip("/"), *(path for word, path in self.places if word == pattern))
        return matches(pattern, case.name) or any(
            (path == "." or shown == path or shown.startswith(f"{path}/")) for path in paths
        )

    def check(
        self,
        examples: Sequence[Example],
        cases: Sequence[Case],
        known_scenarios: set[str],
        no_operation: Callable[[], str | None],
    ) -> None:
        """Raises NothingPlanned for a word or a pattern that names nothing, with what is nearest to it."""
        _check_words("--language", self.languages, {form for example in examples for form in _forms(example.language)})
        _check_words("--api", self.apis, {example.api for example in examples})
        _check_words("--scenario", self.scenarios, known_scenarios)
        own = () if self.profile else self.exclude  # a profile is for many trees, and some lack what it leaves out
        for pattern in (*self.patterns, *own):
            if not any(self._names(pattern, case) for case in cases):
                known = [*_beginnings(cases), *(example.shown for example in examples)]
                raise NothingPlanned(f'"{pattern}": expected a case, found none of that name{nearest(pattern, known)}')
        reason = None if cases else no_operation()
        if reason:
            raise NothingPlanned(reason)


def _forms(language: str) -> tuple[str, ...]:
    """A language by its name; a variant of a matrix by that of its language, too."""
    return (language, language.partition("@")[0])


def _beginnings(cases: Iterable[Case]) -> Iterable[str]:
    """`v1`, `v1/masking`, `v1/masking/go` and `v1/masking/go/success`, of every case: each may stand in its place."""
    parts = [case.name.split("/") for case in cases]
    return dict.fromkeys("/".join(one[:count]) for one in parts for count in range(1, len(one) + 1))


def _check_words(option: str, words: Iterable[str], known: set[str]) -> None:
    for word in words:
        if word not in known:
            raise NothingPlanned(f'{option} "{word}": expected one of {", ".join(sorted(known))}{nearest(word, known)}')
