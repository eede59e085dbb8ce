"""Swagger 2.0 -> OpenAPI 3.0 (https://swagger.io/specification/v2/), each thing on the line where it was.

What 3.0 has no words for is judged leniently: tabs between the items of a list (`tsv`), and lists in a form whose items
are parted by anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from harness.openapi.document.document import METHODS
from harness.openapi.document.files import BUNDLED, Source
from harness.openapi.document.references import follow
from harness.openapi.document.swagger_schema import Copier
from harness.openapi.document.yaml_reader import Marks

Json = dict[str, Any]

FORM, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"
_STYLES = {"csv": "form", "ssv": "spaceDelimited", "pipes": "pipeDelimited", "multi": "form"}
_OF_PARAMETERS = ("name", "in", "description", "required", "allowEmptyValue")
_OF_OPERATIONS = ("tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security")
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def is_swagger(data: Any) -> bool:
    """True for a Swagger document."""
    return isinstance(data, dict) and "swagger" in data and "openapi" not in data


def convert(root: Source, files: Mapping[str, Source]) -> tuple[Source, dict[str, Source]]:
    """A bundled Swagger document, and the files that it refers to, as OpenAPI 3.0.3. What came is left as it is."""
    marks = Marks(dict(root.marks.lines), root.marks.unusable)
    converted = {}
    for name, file in files.items():
        lines = Marks(dict(file.marks.lines), file.marks.unusable)
        converted[name] = Source(file.path, file.shown, Copier(lines).schema(file.data), lines)
    data = _Converter(root.data, Copier(marks)).document()
    if converted:
        data[BUNDLED] = {name: file.data for name, file in converted.items()}
    return Source(root.path, root.shown, data, marks), converted


class _Converter:
    def __init__(self, data: Json, copier: Copier) -> None:
        self.data = data
        self.copier = copier

    def document(self) -> Json:
        data = self.data
        new: Json = {"openapi": "3.0.3"}
        new.update({key: data[key] for key in ("info", "tags", "externalDocs", "security") if key in data})
        new.update({key: value for key, value in data.items() if key.startswith("x-") and key != BUNDLED})
        new["servers"] = [{"url": url} for url in self._urls()]
        new["paths"] = self._each(data.get("paths"), self._path_item)
        components = {
            "schemas": self.copier.schema(data.get("definitions")) if _is_map(data.get("definitions")) else {},
            "securitySchemes": self._each(data.get("securityDefinitions"), self._security_scheme),
        }
        names = {"schemas": "definitions", "securitySchemes": "securityDefinitions"}
        new["components"] = self.copier.like(data, components, names)
        others = {"openapi": "swagger", "servers": "host", "components": "definitions"}
        return self.copier.like(data, new, others)

    def _urls(self) -> list[str]:
        base = self.data.get("basePath")
        path = base if isinstance(base, str) and base.startswith("/") else "/"
        host = self.data.get("host")
        if not isinstance(host, str):
            return [path]
        schemes = [one for one in _list(self.data.get("schemes")) if isinstance(one, str)] or ["https"]
        return [f"{scheme}://{host}{path}" for scheme in schemes]

    def _each(self, holder: Any, change: Any) -> Json:
        """A mapping with each of its objects changed; what is no object is left out."""
        if not _is_map(holder):
            return {}
        new = {name: value for name, value in holder.items() if name.startswith("x-")}
        new.update({name: change(value) for name, value in holder.items() if _is_map(value) and name not in new})
        return self.copier.like(holder, new)

    def _followed(self, value: Any) -> Any:
        """What a reference leads to. All of them lead somewhere: that was seen to before."""
        return follow(self.data, value)

    # ------------------------------------------------------------------ paths

    def _path_item(self, raw: Any) -> Any:
        item = self._followed(raw)
        if not _is_map(item):
            return item
        shared = [self._followed(one) for one in _list(item.get("parameters"))]
        new: Json = {key: value for key, value in item.items() if key.startswith("x-")}
        plain = [one for one in shared if _is_map(one) and not _is_of_body(one)]
        if plain:
            new["parameters"] = self.copier.rows(item.get("parameters"), [self._parameter(one) for one in plain])
        body = [one for one in shared if _is_map(one) and _is_of_body(one)]
        for key, value in item.items():
            if key in METHODS and _is_map(value):
                new[key] = self._operation(value, body)
        return self.copier.like(item, new)

    def _operation(self, operation: Json, shared: list[Json]) -> Json:
        new: Json = {key: operation[key] for key in _OF_OPERATIONS if key in operation}
        new.update({key: value for key, value in operation.items() if key.startswith("x-")})
        listed = [self._followed(one) for one in _list(operation.get("parameters"))]
        own = [one for one in listed if _is_map(one)]
        plain = [one for one in own if not _is_of_body(one)]
        if plain:
            new["parameters"] = self.copier.rows(operation.get("parameters"), [self._parameter(one) for one in plain])
        names = {_identity(one) for one in own}
        bodies = [one for one in shared if _identity(one) not in names]
        bodies += [one for one in own if _is_of_body(one)]
        if bodies:
            new["requestBody"] = self._request_body(bodies, self._media_types(operation, "consumes"))
        produces = self._media_types(operation, "produces")
        new["responses"] = self._each(operation.get("responses"), lambda one: self._response(one, produces))
        return self.copier.like(operation, new, {"requestBody": "parameters"})

    def _media_types(self, operation: Json, key: str) -> list[str]:
        listed = _list(operation.get(key, self.data.get(key)))
        return list(dict.fromkeys(one for one in listed if isinstance(one, str)))

    # ------------------------------------------------------------------ what is sent

    def _parameter(self, old: Json) -> Json:
        new: Json = {key: old[key] for key in _OF_PARAMETERS if key in old}
        new.update({key: value for key, value in old.items() if key.startswith("x-")})
        new["schema"] = self._schema_of(old)
        form = old.get("collectionFormat", "csv")
        if old.get("type") == "array" and old.get("in") == "query":
            new["style"], new["explode"] = _STYLES.get(str(form), "form"), form == "multi"
            if form == "tsv":
                new["schema"] = {"anyOf": [new["schema"], {"type": "string"}]}
        return self.copier.like(old, new, {"schema": "type", "style": "collectionFormat"})

    def _schema_of(self, old: Json) -> Any:
        """The schema of a parameter that is not in the body: its own keywords."""
        left = {key: value for key, value in old.items() if key not in (*_OF_PARAMETERS, "collectionFormat")}
        return self.copier.schema(self.copier.like(old, left))

    def _request_body(self, listed: list[Json], consumes: list[str]) -> Json:
        body = next((one for one in listed if one.get("in") == "body"), None)
        required = any(one.get("required") is True for one in listed)
        if body is not None:
            content = {
                name: {"schema": self.copier.schema(body.get("schema", {}))}
                for name in consumes or ["application/json"]
            }
            described = {"description": body["description"]} if "description" in body else {}
            return self.copier.like(
                body, {**described, "required": required, "content": content}, {"content": "schema"}
            )
        schema: Json = {"type": "object", "properties": {}}
        for one in listed:
            schema["properties"][str(one.get("name"))] = self._field(one)
        names = [str(one.get("name")) for one in listed if one.get("required") is True]
        if names:
            schema["required"] = names
        media_types = [name for name in consumes if name in (FORM, URLENCODED)] or [URLENCODED]
        if any(one.get("type") == "file" for one in listed):
            media_types = [FORM]
        return {"required": required, "content": {name: {"schema": schema} for name in media_types}}

    def _field(self, old: Json) -> Any:
        schema = self._schema_of(old)
        if old.get("type") != "array" or old.get("collectionFormat") == "multi":
            return schema
        return {"anyOf": [schema, {"type": "string"}]}

    # ------------------------------------------------------------------ what is answered

    def _response(self, raw: Any, produces: list[str]) -> Any:
        old = self._followed(raw)
        if not _is_map(old):
            return old
        new: Json = {key: value for key, value in old.items() if key == "description" or key.startswith("x-")}
        if "headers" in old:
            new["headers"] = self._each(old["headers"], self._header)
        content = dict(self._content(old, produces))
        if content:
            new["content"] = content
        return self.copier.like(old, new, {"content": "schema"})

    def _content(self, old: Json, produces: list[str]) -> Iterator[tuple[str, Json]]:
        schema, examples = old.get("schema"), old.get("examples")
        examples = examples if isinstance(examples, dict) else {}
        is_file = _is_map(schema) and schema.get("type") == "file"
        media_types = produces or list(examples) or ["application/octet-stream" if is_file else "application/json"]
        for name in dict.fromkeys((*media_types, *examples)) if schema is not None else examples:
            said: Json = {"schema": self.copier.schema(schema)} if schema is not None else {}
            yield name, {**said, **({"example": examples[name]} if name in examples else {})}

    def _header(self, old: Json) -> Json:
        described: Json = {"description": old["description"]} if "description" in old else {}
        return self.copier.like(old, {**described, "schema": self._schema_of(old)}, {"schema": "type"})

    # ------------------------------------------------------------------ who asks

    def _security_scheme(self, old: Json) -> Json:
        new: Json = {
            key: value for key, value in old.items() if key in ("description", "name", "in") or key.startswith("x-")
        }
        kind = old.get("type")
        if kind == "basic":
            new.update({"type": "http", "scheme": "basic"})
        elif kind == "oauth2":
            flow: Json = {key: old[key] for key in ("authorizationUrl", "tokenUrl") if key in old}
            name = _FLOWS.get(str(old.get("flow")), "implicit")
            new.update({"type": "oauth2", "flows": {name: {**flow, "scopes": old.get("scopes", {})}}})
        else:
            new["type"] = kind
        return self.copier.like(old, new)


def _is_of_body(parameter: Json) -> bool:
    return parameter.get("in") in ("body", "formData")


def _identity(parameter: Json) -> tuple[str, str]:
    """What no two parameters of an operation have in common."""
    return str(parameter.get("in")), str(parameter.get("name"))


def _is_map(value: Any) -> TypeGuard[Json]:
    return isinstance(value, dict)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
