"""Whether a document has the structure that OpenAPI asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.model import Finding
from harness.openapi.document import pointers
from harness.openapi.document.document import METHODS, Document
from harness.openapi.document.files import BUNDLED, Source
from harness.openapi.document.trouble import is_unusable
from harness.openapi.lint.lint_finding import finding, outermost_schemas, places
from harness.openapi.schema.faults import FaultReader


def structure_findings(document: Document) -> Iterator[Finding]:
    """Breaches of OpenAPI's own schema, of JSON Schema's, and of the rules beyond them that a validator knows."""
    if document.original is not None:
        yield from _as_swagger(document.original)
        return
    found = list(_against_schema(document, "", document.data))
    for name, source in document.files.items():
        if isinstance(source.data, dict) and "openapi" in source.data:
            found += _against_schema(document, pointers.join("", BUNDLED, name), source.data)
    if not document.version.startswith("3.0"):
        found += _against_json_schema(document)
    found += _repeated(document)
    yield from found
    yield from _by_validator(document, silent=bool(found or document.troubles))


def _against_schema(document: Document, place: str, data: dict[str, Any]) -> Iterator[Finding]:
    schema = _schema_of(str(data["openapi"]))
    for fault in _faults(schema, data):
        message = fault.message if fault.path else f"the document: {fault.message}"
        pointer = place + fault.pointer
        if any(is_unusable(value) for value in _above(document.data, pointer)):
            continue  # what is missing there was reported
        if fault.kind == "unknown" and _beside_reference(document.data, pointer):
            continue
        yield finding(
            document, "spec-invalid", pointer, message, expected=fault.expected, actual=fault.actual, hint=fault.hint
        )


def _beside_reference(data: Any, pointer: str) -> bool:
    """True for a field of a path item beside its `$ref`, which 3.1 allows (4.8.9) and its schema does not."""
    *_, holder, _, name = ["", "", *pointers.tokens_of(pointer)]
    item = list(_above(data, pointer))[-2:-1]
    known = (*METHODS, "parameters", "servers", "summary", "description", "additionalOperations")
    referring = bool(item) and isinstance(item[0], dict) and "$ref" in item[0]
    return referring and holder in ("paths", "webhooks", "pathItems") and name in known


def _as_swagger(source: Source) -> Iterator[Finding]:
    """Breaches of Swagger 2.0's schema; the rest is judged by what the document was converted to."""
    from openapi_spec_validator import schemas  # half a second: for those alone who lint

    data = {key: value for key, value in source.data.items() if key != BUNDLED}
    for fault in _faults(schemas.openapi_v2_schema_validator.schema, data):
        if any(is_unusable(value) for value in _above(data, fault.pointer)):
            continue  # what is missing there was reported
        message = fault.message if fault.path else f"the document: {fault.message}"
        line, words = source.line(fault.pointer), tuple(pointers.tokens_of(fault.pointer)[-1:])
        yield Finding(
            "spec-invalid",
            message,
            fault.expected,
            fault.actual,
            source.shown,
            line,
            fault.hint,
            "error",
            "spec",
            words,
        )


def _above(value: Any, pointer: str) -> Iterator[Any]:
    """What is at a pointer and above it, from the top, as far as there is anything."""
    for token in pointers.tokens_of(pointer):
        yield value
        try:
            value = pointers.step(value, token)
        except LookupError:
            return
    yield value


def _schema_of(version: str) -> dict[str, Any]:
    """OpenAPI's schema for documents of a version, of the nearest known one for a later."""
    from openapi_spec_validator import schemas  # half a second: for those alone who lint

    validators = {"3.0": schemas.openapi_v30_schema_validator, "3.1": schemas.openapi_v31_schema_validator}
    schema: dict[str, Any] = validators.get(version[:3], schemas.openapi_v32_schema_validator).schema
    return schema


def _faults(schema: dict[str, Any], value: Any) -> list[Any]:
    import jsonschema_rs  # its 30 ms are for those alone who validate

    validator = jsonschema_rs.validator_for(schema, offline=True)
    return FaultReader(schema, lambda branch: jsonschema_rs.validator_for(branch, offline=True)).faults(
        validator.iter_errors(value), value
    )


def _against_json_schema(document: Document) -> Iterator[Finding]:
    """From 3.1 on a schema may be any JSON Schema, which OpenAPI's own schema does not look into."""
    import jsonschema_rs  # its 30 ms are for those alone who validate

    meta = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
    validator = jsonschema_rs.Draft202012Validator(meta, offline=True)
    reader = FaultReader(meta, lambda branch: jsonschema_rs.Draft202012Validator(branch, offline=True))
    for pointer, schema in outermost_schemas(places(document)):
        if "$schema" in schema:
            continue
        for fault in reader.faults(validator.iter_errors(schema), schema):
            message = f"no JSON Schema: {fault.message}"
            yield finding(
                document,
                "spec-invalid",
                pointer + fault.pointer,
                message,
                expected=fault.expected,
                actual=fault.actual,
            )


def _repeated(document: Document) -> Iterator[Finding]:
    """Two operations with one id, and parameters that are declared twice."""
    ids: dict[str, str] = {}
    for entry in document.entries:
        name = entry.body.get("operationId")
        if isinstance(name, str) and name in ids:
            line = document.line(ids[name])
            message = f'the operationId "{name}" is used twice, first on line {line}'
            pointer = pointers.join(entry.pointer, "operationId")
            yield finding(document, "spec-invalid", pointer, message, expected="an id of its own", actual=name)
        elif isinstance(name, str):
            ids[name] = pointers.join(entry.pointer, "operationId")


def _by_validator(document: Document, *, silent: bool) -> Iterator[Finding]:
    """What openapi-spec-validator knows beyond the schema. It raises for some faults that it should tell of.

    Its errors here name no place. Those that are reported elsewhere with a line are left out.
    """
    import openapi_spec_validator  # half a second: for those alone who lint
    from openapi_spec_validator.validation import exceptions

    told = (exceptions.ExtraParametersError, exceptions.ParameterDuplicateError)
    versions = {
        "3.0": openapi_spec_validator.OpenAPIV30SpecValidator,
        "3.1": openapi_spec_validator.OpenAPIV31SpecValidator,
    }
    kind = versions.get(document.version[:3], openapi_spec_validator.OpenAPIV32SpecValidator)
    try:
        for error in kind(document.data).iter_errors():
            if isinstance(error, told):
                pointer = _place_of_required(document, error.message)
                yield finding(document, "spec-invalid", pointer, str(error.message))
    except Exception as error:  # whatever it is, the document is to blame
        if not silent:
            message = f"the validator of the document stopped: {type(error).__name__}: {error}"
            yield finding(document, "spec-invalid", "", " ".join(message.split())[:300])


def _place_of_required(document: Document, message: str) -> str:
    """The schema whose list of required fields a message speaks of; the document's root where none is found."""
    for pointer, _, value in places(document):
        required = value.get("required")
        if isinstance(required, list) and any(repr(name) in message for name in required):
            properties = value.get("properties")
            known = properties if isinstance(properties, dict) else {}
            if any(repr(name) in message and name not in known for name in required):
                return pointers.join(pointer, "required")
    return ""
