"""A request and the operation that it should be for -> a call and violations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model import Call, Operation, Request
from harness.openapi.document.document import Document, Entry
from harness.openapi.document.trouble import is_unusable
from harness.openapi.request import accept, body, parameter_checks, parameters, security
from harness.openapi.request.media import values
from harness.openapi.request.parameter_checks import SeenParameters
from harness.openapi.request.responses import Responses
from harness.openapi.request.route import Route, Router, fixed_query, missing_from, path_of, query_of, slashed
from harness.openapi.request.sent import BadText, Sent, grouped, sent_pairs
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.violation import Inspection, Violation, first, shown, words


class Inspector:
    """Judges the requests for one operation. What it needs of the document is prepared when it is made."""

    def __init__(
        self, document: Document, entry: Entry, operation: Operation, converters: Mapping[bool, Converter]
    ) -> None:
        self.operation = operation
        self.responses = Responses(document, entry.body)
        self.bodies = body.bodies(document, entry.body, converters)
        declared = parameters.parameters(document, converters[False], entry)
        self.security = security.requirements(document, entry.body, declared)
        self._knows_all = not any(is_unusable(one) for _, one in parameters.declarations(document, entry))
        self._path, self._query, self._header, self._cookie = (
            tuple(one for one in declared if one.place == place) for place in ("path", "query", "header", "cookie")
        )
        self._deprecated = [
            (str(one.get("in")), str(one.get("name")))
            for _, one in parameters.declarations(document, entry)
            if one.get("deprecated") is True
        ]
        self._fixed_query = fixed_query(entry.path)
        self._whole_query = next((one for one in declared if one.place == "querystring"), None)
        self._accepts = _enum_of_accept(self._header)
        self._offers = self.responses.offers()

    def prepare(self) -> None:
        """Compiles what parameters and bodies are judged by."""
        for parameter in (*self._path, *self._query, *self._header, *self._cookie):
            parameter.validator.prepare()
        for name in self.bodies.offers:
            self.bodies.content(name).validator.prepare()

    def inspect(self, request: Request, router: Router) -> Inspection:
        """Judges one request."""
        route = router.route(request.method, request.target, self.operation)
        sent, unreadable = _query(request.target)
        query = grouped([(one.name, one.text) for one in sent])
        cookies = parameter_checks.cookies_of(request) if self._cookie or self.security.alternatives else {}
        auth = self.security.violations(request, query, cookies)
        if route is None or not router.is_same(route.operation, self.operation):
            return Inspection(None, (_misrouted(self.operation, route, request, router), *auth))
        path = parameter_checks.path(self._path, route.path_values)
        asked = SeenParameters({}, [unreadable]) if unreadable else self._asked(sent, query_of(request.target))
        fixed = [_not_fixed(name, value) for name, value in missing_from(self._fixed_query, request.target)]
        violations = [*auth, *path.violations, *fixed, *asked.violations]
        violations += parameter_checks.headers(self._header, request, self.security)
        violations += parameter_checks.cookies(self._cookie, request, self.security)
        accepted = values(request.headers, "accept")
        if fault := accept.violation(", ".join(accepted) if accepted else None, self._offers, self._accepts):
            violations.append(fault)
        came = {"path": path.values, "query": query, "header": {name.lower() for name, _ in request.headers}}
        violations += [
            _out_of_date(place, name)
            for place, name in self._deprecated
            if (name.lower() if place == "header" else name) in came.get(place, cookies)
        ]
        seen = self.bodies.read(request)
        violations += seen.violations
        return Inspection(self._call(request, path, asked, seen) if seen.readable else None, first(violations))

    def header_names(self) -> frozenset[str]:
        """The declared headers and those of the credentials, in lower case."""
        declared = {parameter.name.lower() for parameter in self._header}
        return frozenset(declared | self.security.header_names())

    def met(self, request: Request) -> list[tuple[tuple[security.Scheme, str], ...]]:
        """The alternatives of the security requirements that a request has credentials for, with what it sent."""
        query = grouped([(one.name, one.text) for one in _query(request.target)[0]])
        return list(self.security.met(request, query, parameter_checks.cookies_of(request)))

    def carries_key(self, place: str, name: str) -> bool:
        """True if a header, query parameter, cookie or field of the body carries a credential."""
        if self.security.holds(place, name):
            return True
        if not security.TELLING.search(name):
            return False
        if place == "body":
            contents = [self.bodies.content(one) for one in self.bodies.offers]
            return any(content.validator.shape.field(name) is not None for content in contents)
        declared = {"query": self._query, "header": self._header, "cookie": self._cookie}.get(place, ())
        return any(one.name == name or (place == "header" and one.name.lower() == name.lower()) for one in declared)

    def lacks_field(self, name: str) -> bool:
        """True if the body has fields, and none of this name."""
        shapes = [self.bodies.content(one).validator.shape for one in self.bodies.offers]
        some = any("properties" in part for shape in shapes for part in shape.parts)
        return some and all(shape.field(name) is None for shape in shapes)

    def _asked(self, sent: list[Sent], text: str) -> SeenParameters:
        if self._whole_query is not None:
            return parameter_checks.querystring(self._whole_query, text)
        fixed = {name for name, _ in self._fixed_query}
        free = [one for one in sent if one.name not in fixed]
        return parameter_checks.query(self._query, free, self.security, closed=self._knows_all)

    def _call(self, request: Request, path: SeenParameters, query: SeenParameters, seen: body.SeenBody) -> Call:
        headers: dict[str, str] = {}
        for name, value in request.headers:
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        return Call(self.operation, path.values, query.values, headers, seen.media_type, seen.value, seen.files)


def _not_fixed(name: str, value: str) -> Violation:
    """A query that belongs to the path itself, and was not sent so."""
    expected = f"{name}={value}" if value else name
    message = f"the query lacks {expected}, which belongs to the operation's path"
    return Violation("query-parameter", message, expected, "no such query", name, words(name))


def _out_of_date(place: str, name: str) -> Violation:
    """A parameter that the document calls deprecated."""
    codes = {"path": "path-parameter", "query": "query-parameter"}
    message = f"the {place} parameter {name} is deprecated"
    expected = "no deprecated parameter"
    return Violation(codes.get(place, "header-value"), message, expected, name, name, words(name), "note")


def _query(target: str) -> tuple[list[Sent], Violation | None]:
    text = query_of(target)
    if not text:
        return [], None
    try:
        return sent_pairs(text), None
    except BadText as error:
        message = f"the query can't be read: {error}"
        return [], Violation("query-parameter", message, "percent-encoded UTF-8", shown(text), "", words(text))


def _enum_of_accept(headers: tuple[parameters.Parameter, ...]) -> list[str] | None:
    """The values that a declared `Accept` parameter lists."""
    for parameter in headers:
        if parameter.name.lower() == "accept":
            listed: list[Any] = [value for part in parameter.validator.shape.parts for value in part.get("enum", ())]
            return [value for value in listed if isinstance(value, str)] or None
    return None


def _misrouted(operation: Operation, route: Route | None, request: Request, router: Router) -> Violation:
    """A request for something else than the operation."""
    sent, due = (
        f"{request.method} {path_of(request.target)}",
        f"{operation.method} {router.full_path(operation)}",
    )
    if router.is_at(operation, request.target):
        message = f"expected the method {operation.method}, got {request.method}"
        return Violation(
            "method",
            message,
            operation.method,
            request.method,
            "",
            words(request.method, path_of(request.target)),
        )
    other = router.route(request.method, slashed(request.target), operation) if route is None else None
    if other and other.operation == operation and all(one.text for one in other.path_values.values()):
        what = "ends" if path_of(request.target).endswith("/") else "does not end"
        message = f"the path {what} with a slash: expected {due}, got {sent}"
        return Violation("unknown-operation", message, due, sent, "", words(path_of(request.target)))
    segments = [segment for segment in path_of(request.target).split("/") if segment]
    telling = words(path_of(request.target), *_strange(segments, router.full_path(operation)), *reversed(segments))
    if route is not None:
        message = f"the request is for {route.operation.id}, not for {operation.id}"
        return Violation("wrong-operation", message, due, sent, "", telling)
    misses = router.near_misses(request.method, request.target, 3)
    message = f"no operation is {sent}; the nearest: {', '.join(misses) if misses else 'none'}"
    return Violation("unknown-operation", message, due, sent, "", telling)


def _strange(segments: list[str], template: str) -> list[str]:
    """The segments of a path that the operation's own does not have; where it has a variable, any value is right."""
    own = [segment for segment in template.split("/") if segment]
    free = {sent for sent, due in zip(segments, own, strict=False) if due.startswith("{") and len(segments) == len(own)}
    return [segment for segment in segments if segment not in own and segment not in free]
