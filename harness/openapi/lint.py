"""What is wrong with a document itself."""

from __future__ import annotations

from harness.model import Finding
from harness.openapi.document import Document
from harness.openapi.lint_examples import example_findings
from harness.openapi.lint_links import link_findings, sample_findings
from harness.openapi.lint_structure import structure_findings


def lint(document: Document) -> tuple[Finding, ...]:
    """All findings about a document, by file and line: `spec-invalid`, `spec-example`, `sample-link`.

    A document that can't be loaded has raised `DocumentError` before: broken references are told of there.
    """
    found = [
        *structure_findings(document),
        *link_findings(document),
        *example_findings(document),
        *sample_findings(document),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (finding.file or "", finding.line or 0)))
