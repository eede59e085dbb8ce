"""Media types, content codings and `Accept` (RFC 9110)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from harness.model import Headers
from harness.openapi.request.quoted import split_outside_quotes, unquote


@dataclass(frozen=True)
class MediaType:
    """A media type with its parameters: names in lower case, values unquoted."""

    name: str
    """`type/subtype` in lower case."""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def matches(self, pattern: str) -> bool:
        """True if the type is `pattern`, or within it: `image/*`, `*/*`."""
        pattern = essence(pattern)
        return pattern in ("*/*", "*", self.name) or (
            pattern.endswith("/*") and self.name.startswith(pattern[:-1]) and len(self.name) > len(pattern) - 1
        )


@dataclass(frozen=True)
class Range:
    """One media range of an `Accept` header."""

    name: str
    quality: float
    parameters: tuple[tuple[str, str], ...] = ()
    """Those before its weight, names in lower case."""

    def fits(self, media: MediaType) -> bool:
        """True if a media type lies in the range: none of its parameters has another value there."""
        others = ((media.parameters.get(key, value), value) for key, value in self.parameters)
        return media.matches(self.name) and all(own.lower() == asked.lower() for own, asked in others)

    def specificity(self, media: MediaType) -> int:
        """How much it says of a media type: a type says more than `image/*`, which says more than `*/*`."""
        base = 0 if self.name == "*/*" else 1 if self.name.endswith("/*") else 2
        return base + sum(key in media.parameters for key, _ in self.parameters)


def values(headers: Headers, name: str) -> list[str]:
    """The values of all headers of a name, in order; `name` is in lower case."""
    return [value for key, value in headers if key.lower() == name]


def essence(text: str) -> str:
    """A media type without its parameters, in lower case."""
    return text.partition(";")[0].strip().lower()


def parse(text: str) -> MediaType | None:
    """The media type of a `Content-Type` header; None if it is none."""
    first, *rest = split_outside_quotes(text, ";")
    name = first.strip().lower()
    main, slash, sub = name.partition("/")
    if not (slash and main and sub) or any(char in name for char in ' \t",'):
        return None
    parameters: dict[str, str] = {}
    for part in rest:
        key, equals, value = part.partition("=")
        if equals:
            parameters.setdefault(key.strip().lower(), unquote(value.strip()))
    return MediaType(name, parameters)


def ranges(accept: str) -> tuple[Range, ...]:
    """The media ranges of an `Accept` header, in order; what can't be read has quality 0."""
    found = []
    for part in split_outside_quotes(accept, ","):
        name, *parameters = (piece.strip() for piece in split_outside_quotes(part, ";"))
        name = name.lower()
        if name:
            pairs = [(key.strip().lower(), unquote(value.strip())) for key, _, value in map(_parted, parameters)]
            weight = next((index for index, pair in enumerate(pairs) if pair[0] == "q"), len(pairs))
            quality = _quality(pairs[weight][1]) if weight < len(pairs) else 1.0
            found.append(Range("*/*" if name == "*" else name, quality, tuple(pairs[:weight])))
    return tuple(found)


def quality(accepted: Iterable[Range], media_type: str) -> float:
    """How welcome a media type is: the quality of the most specific range that it lies in, 0 to 1."""
    media = parse(media_type) or MediaType(essence(media_type))
    matching = [one for one in accepted if one.fits(media)]
    return max(matching, key=lambda one: one.specificity(media)).quality if matching else 0.0


def _parted(parameter: str) -> tuple[str, str, str]:
    return parameter.partition("=")


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
