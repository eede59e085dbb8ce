"""What is wrong with a document itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.model import Finding
from harness.openapi.document.document import Document
from harness.openapi.lint.lint_examples import example_findings
from harness.openapi.lint.lint_links import link_findings, sample_findings
from harness.openapi.lint.lint_structure import structure_findings


def lint_document(document: Document) -> tuple[Finding, ...]:
    """All findings about a document, by file and line: `spec-invalid`, `spec-example`, `sample-link`.

    A document that can't be loaded at all has raised `DocumentError` before.
    """
    return ordered((*lint_text(document), *lint_links(document)))


def lint_text(document: Document) -> tuple[Finding, ...]:
    """The findings that the text of the document alone decides: the slow part."""
    found = (*structure_findings(document), *link_findings(document), *example_findings(document))
    return ordered((*_troubles(document), *found))


def _troubles(document: Document) -> Iterator[Finding]:
    """What was left out in loading the document."""
    for trouble in document.troubles:
        yield Finding("spec-invalid", trouble.message, file=trouble.file, line=trouble.line, blame="spec")


def lint_links(document: Document) -> tuple[Finding, ...]:
    """The findings that files beside the document decide: links to programs that are not there."""
    return tuple(sample_findings(document))


def ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by file and line."""
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (finding.file or "", finding.line or 0)))
