"""Whether every operation has its programs, and every program its operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harness.model import Example, Finding, Operation


def orphans(examples: Sequence[Example], shows: Mapping[str, Operation], pattern: str) -> Iterator[Finding]:
    """Programs that show no operation of their API version."""
    for example in examples:
        if example.id not in shows:
            yield Finding(
                "example-orphan",
                f'no operation of {example.api} is called "{example.name}"',
                expected=f'an operation of that name, or an entry in the settings\' "operations" ({pattern})',
                actual=example.name,
                file=example.shown,
                line=1,
            )


def gaps(
    examples: Sequence[Example], shows: Mapping[str, Operation], operations: Sequence[Operation], document: str | None
) -> Iterator[Finding]:
    """Operations that are shown in some of the tree's languages and lack a program in others.

    `operations` are those of one document, `document` its path as people see it, where there is one.
    """
    languages = list(dict.fromkeys(example.language for example in examples))
    shown = {(shows[example.id], example.language) for example in examples if example.id in shows}
    for operation in operations:
        lacking = [language for language in languages if (operation, language) not in shown]
        for language in lacking if len(lacking) < len(languages) else ():
            yield Finding(
                "example-missing",
                f"{operation.api}: {operation.id} has no program in {language}",
                expected=f"{operation.method} {operation.path} in {', '.join(languages)}",
                actual=f"none in {language}",
                file=document,
                line=operation.line or None,
            )
