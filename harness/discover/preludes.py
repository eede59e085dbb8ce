"""The first lines of samples that stand elsewhere: those of the settings, and the texts beside a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from harness.common.patterns import matches
from harness.errors import UserError, nearest
from harness.languages import Language
from harness.languages.fragments import Completed
from harness.languages.preludes import completed
from harness.openapi import InlineSample
from harness.settings import SampleSettings, Settings


class Preludes:
    """The preludes of the settings, read once.

    Raises UserError for a language that there is none of, and for a file that can't be read.
    """

    def __init__(self, settings: Settings, languages: Mapping[str, Language]) -> None:
        table = settings.samples or SampleSettings()
        self._by_language = {}
        for name, preludes in table.prelude.items():
            place = f'{settings.shown}: "samples.prelude.{name}"'
            if name not in languages:
                known = ", ".join(languages)
                raise UserError(f'{place}: expected one of {known}, got "{name}"{nearest(name, languages)}')
            self._by_language[name] = [(one, _text(settings, place, one.text, one.file)) for one in preludes]

    def completed(self, language: Language, sample: InlineSample, source: str) -> tuple[Completed, bool]:
        """A sample made a program, with what it lacks of the preludes; and whether it lacked any of them."""
        due = [
            text
            for prelude, text in self._by_language.get(language.name, ())
            if (not prelude.pages or any(matches(pattern, sample.shown) for pattern in prelude.pages))
            and prelude.library in source
        ]
        return completed(language, source, due)


class Neighbours:
    """The samples of an API, and which texts stand beside each."""

    def __init__(self) -> None:
        self._samples: list[tuple[InlineSample, Language]] = []
        self._of: dict[tuple[str, str], tuple[str, ...]] = {}

    def add(self, sample: InlineSample, language: Language) -> None:
        """Takes a sample, or a block of a page that names no operation."""
        self._samples.append((sample, language))

    def samples(self) -> Iterator[tuple[InlineSample, Language]]:
        """Those that name an operation."""
        return ((sample, language) for sample, language in self._samples if sample.operation_id)

    def of(self, sample: InlineSample, language: Language) -> tuple[str, ...]:
        """The texts of the sample's language: those of its own page first, and there those that are no sample."""
        key = (sample.shown, language.name)
        if key not in self._of:
            alike = [one for one, other in self._samples if other.name == language.name]
            alike.sort(key=lambda one: (one.shown != sample.shown, bool(one.operation_id)))
            self._of[key] = tuple(dict.fromkeys(one.source for one in alike))
        return self._of[key]


def _text(settings: Settings, place: str, text: str, file: object) -> str:
    if (file is None) == (not text):
        raise UserError(f'{place}: expected either "text" or "file" in each prelude')
    if file is None:
        return text
    path = settings.root / str(file)
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "no UTF-8"
        raise UserError(f"{place}: expected a text file at {settings.show(path)}, got: {said}") from None
