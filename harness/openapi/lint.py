"""What is wrong with a document itself."""

from __future__ import annotations

from collections.abc import Iterable

from harness.model import Finding
from harness.openapi.document import Document
from harness.openapi.lint_examples import example_findings
from harness.openapi.lint_links import link_findings, sample_findings
from harness.openapi.lint_structure import structure_findings


def lint(document: Document) -> tuple[Finding, ...]:
    """All findings about a document, by file and line: `spec-invalid`, `spec-example`, `sample-link`.

    A document that can't be loaded has raised `DocumentError` before: broken references are told of there.
    """
    return ordered((*lint_text(document), *lint_links(document)))


def lint_text(document: Document) -> tuple[Finding, ...]:
    """The findings that the text of the document alone decides: the slow part."""
    return ordered((*structure_findings(document), *link_findings(document), *example_findings(document)))


def lint_links(document: Document) -> tuple[Finding, ...]:
    """The findings that files beside the document decide: links to programs that are not there."""
    return tuple(sample_findings(document))


def ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by file and line."""
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (finding.file or "", finding.line or 0)))
