"""Whether what a document names is there: variables of paths, security schemes, variants, sample files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from harness.model import Finding
from harness.openapi.document import pointers
from harness.openapi.document.document import Document, Entry
from harness.openapi.document.trouble import is_unusable
from harness.openapi.lint.lint_finding import finding, is_schema, places
from harness.openapi.request.parameters import declarations
from harness.openapi.request.security import scheme_objects
from harness.openapi.schema.variants import mapping_target
from harness.openapi.schema.violation import listed, shown

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def link_findings(document: Document) -> Iterator[Finding]:
    """`spec-invalid` for names that lead nowhere."""
    for entry in document.entries:
        yield from _path_variables(document, entry)
        security = entry.body.get("security")
        yield from _security(document, security, pointers.join(entry.pointer, "security"))
    yield from _security(document, document.data.get("security"), "/security")
    yield from _mappings(document)


def sample_findings(document: Document) -> Iterator[Finding]:
    """`sample-link` for each linked program that does not exist."""
    for link in document.sample_links():
        if not link.target.is_file():
            message = f"the {link.lang or 'sample'} program of {link.operation_id} does not exist"
            text = _as_written(document, link.pointer)
            yield finding(document, "sample-link", link.pointer, message, expected="a link to a file", actual=text)


def _as_written(document: Document, pointer: str) -> str:
    sample = pointers.get(document.data, pointer)
    source = sample.get("source")
    return str((source if isinstance(source, dict) else sample).get("$ref"))


def _path_variables(document: Document, entry: Entry) -> Iterator[Finding]:
    wanted = set(_VARIABLE.findall(entry.path))
    declared = {
        str(parameter.get("name")): pointer
        for pointer, parameter in declarations(document, entry)
        if parameter.get("in") == "path"
    }
    if any(is_unusable(parameter) for _, parameter in declarations(document, entry)):
        return  # it may be the one that is missed
    for name in sorted(wanted - set(declared)):
        message = f"{entry.id}: the path's {{{name}}} is not declared as a parameter"
        expected = f"a parameter with name: {name} and in: path"
        yield finding(document, "spec-invalid", entry.pointer, message, expected=expected, actual="none")
    for name, pointer in declared.items():
        if name not in wanted:
            message = f'{entry.id}: the path parameter "{name}" does not occur in {entry.path}'
            expected = listed(sorted(wanted)) if wanted else "no path parameter"
            yield finding(document, "spec-invalid", pointer, message, expected=expected, actual=name)


def _security(document: Document, listed_: Any, pointer: str) -> Iterator[Finding]:
    known = scheme_objects(document)
    for index, alternative in enumerate(listed_ if isinstance(listed_, list) else ()):
        for name in alternative if isinstance(alternative, dict) else ():
            if name not in known:
                message = f'the security scheme "{name}" is not declared'
                expected = listed(known) if known else "a scheme under components/securitySchemes"
                place = pointers.join(pointer, index)
                yield finding(document, "spec-invalid", place, message, expected=expected, actual=name)


def _mappings(document: Document) -> Iterator[Finding]:
    """Targets of discriminators."""
    for pointer, role, value in places(document):
        discriminator = value.get("discriminator") if is_schema(role) else None
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        for name, target in mapping.items() if isinstance(mapping, dict) else ():
            if mapping_target(document, target) is None:
                place = pointers.join(pointer, "discriminator", "mapping", name)
                message = f'the discriminator maps "{name}" to a schema that does not exist'
                expected = "a schema of the document"
                yield finding(document, "spec-invalid", place, message, expected=expected, actual=shown(target))
