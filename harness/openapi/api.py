"""A loaded document, ready to judge requests and to answer them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from harness.model import Operation, Request
from harness.openapi.answer.answer import Answer, AnswerMaker
from harness.openapi.answer.links import Link, links_of
from harness.openapi.answer.paging import Paging, paging_of, parameters_of
from harness.openapi.document import servers
from harness.openapi.document.document import Document, Entry
from harness.openapi.request import body, oauth, security
from harness.openapi.request.bases import base_paths
from harness.openapi.request.inspected import Inspected
from harness.openapi.request.oauth import Flow
from harness.openapi.request.responses import Responses
from harness.openapi.request.route import Route, Router
from harness.openapi.request.security import Requirements, Scheme
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.violation import Inspection
from harness.openapi.sockets import JSON, ScriptLine, Socket, SocketScript
from harness.openapi.values.images import ImageMaker

if TYPE_CHECKING:
    from harness.openapi.graphql import Graphql
    from harness.openapi.request.inspect import Inspector


class Api:
    """One version of an API. What an operation needs is prepared when it is first asked for."""

    documented = True
    """False where there is no document: nothing is known of what is right."""

    def __init__(self, name: str, document: Document, base_path: str | None = None) -> None:
        """`base_path` replaces the paths of the document's servers."""
        self.name = name
        self.document = document
        self._bases = base_paths(document.data.get("servers")) if base_path is None else ()
        self.base_path = document.base_path if base_path is None else base_path.rstrip("/")
        self.operations = document.operations(name)
        self.hooks = tuple(document.operation(name, entry) for entry in document.hooks)
        self._entries = dict(zip(self.operations, document.entries, strict=True))
        self._entries |= dict(zip(self.hooks, document.hooks, strict=True))
        self._inspectors: dict[Operation, Inspector] = {}
        self._answerers: dict[Operation, AnswerMaker] = {}
        self._pagings: dict[Operation, Paging | None] = {}
        self._inspected = Inspected()
        self._prepared: set[Operation] = set()
        self._sockets: dict[Operation, Socket | None] = {}
        self.scripts: Mapping[str, SocketScript] = {}
        """What is said on WebSockets, by operation, where the settings say it."""
        self.graphql: Graphql | None = None
        """The schema of its queries, where it speaks GraphQL."""

    @cached_property
    def _router(self) -> Router:
        entries = ((operation, self._entries[operation]) for operation in self.operations)
        return Router((operation, base) for operation, entry in entries for base in self._bases_of(entry))

    def _bases_of(self, entry: Entry) -> tuple[str, ...]:
        """The base paths of an operation; some have servers of their own."""
        own = (base_paths(holder.get("servers")) for holder in (entry.body, entry.item))
        return next((paths for paths in own if paths), self._bases) or (self.base_path,)

    @cached_property
    def _request_converters(self) -> dict[bool, Converter]:
        return {form: Converter(self.document, form=form) for form in (False, True)}

    @cached_property
    def _response_converter(self) -> Converter:
        return Converter(self.document, response=True)

    def servers(self, operation: Operation) -> tuple[str, ...]:
        """The absolute URLs of an operation's servers: its own, or its path's, or the document's."""
        entry = self._entries.get(operation)
        for holder in (entry.body, entry.item) if entry else ():
            if holder.get("servers"):
                return servers.urls(holder["servers"])
        return servers.urls(self.document.data.get("servers"))

    @cached_property
    def all_servers(self) -> tuple[str, ...]:
        """The absolute URLs of all servers that the document names."""
        found = dict.fromkeys(servers.urls(self.document.data.get("servers")))
        for operation in self.operations:
            found |= dict.fromkeys(self.servers(operation))
        return tuple(found)

    def route(self, method: str, target: str, own: Operation | None = None) -> Route | None:
        """The operation that a request names, by method and path; None if there is none.

        `own` wins over those that nothing but the names of their variables tells apart from it.
        """
        return self._router.route(method, target, own)

    def bases(self, operation: Operation) -> tuple[str, ...]:
        """The base paths of an operation, one for each server that has its own."""
        return self._bases_of(self._entries[operation])

    def near_misses(self, method: str, target: str, most: int = 3) -> tuple[str, ...]:
        """The operations most like a request, nearest first: `POST /v1/generation/{engine_id}/text-to-image`."""
        return self._router.near_misses(method, target, most)

    def moved(self, request: Request, operation: Operation) -> Request:
        """A request for an operation that its method and path name already, or else one with the operation's own.

        What was sent is in the place of the path's parameters, where the path is as long.
        """
        route = self.route(request.method, request.target, operation)
        if route and route.operation == operation:
            return request
        path, mark, query = request.target.partition("?")
        sent, due = path.split("/"), self.full_path(operation).split("/")
        if len(sent) == len(due):
            due = [one if "{" in part else part for one, part in zip(sent, due, strict=True)]
        return replace(request, method=operation.method, target="/".join(due) + mark + query)

    def full_path(self, operation: Operation) -> str:
        """An operation's path template with its base path."""
        return self._router.full_path(operation)

    def value_examples(self, operation: Operation) -> dict[str, str]:
        """The parameters and fields of an operation that the document has an example of, and that example."""
        from harness.openapi.request.value_examples import value_examples  # here, because placeholders alone need it

        entry = self._entries.get(operation)
        return value_examples(self.document, entry) if entry else {}

    def inspect(self, request: Request, operation: Operation) -> Inspection:
        """Judges a request that should be for `operation`. Raises `KeyError` for another API's operation."""
        known = self._inspected.of(request)
        if operation not in known:
            known[operation] = self._inspector(operation).inspect(request, self._router)
        return known[operation]

    def needs_key(self, operation: Operation) -> bool:
        """True if a request without credentials is refused."""
        return self._inspector(operation).security.needed

    def takes_token(self, operation: Operation) -> bool:
        """True if an operation asks for an access token of OAuth 2, and knows no other way."""
        alternatives = self.security(operation).alternatives if self.flows else ()
        return bool(alternatives) and all(any(one.takes_tokens for one in schemes) for schemes in alternatives)

    def carries_key(self, operation: Operation, place: str, name: str) -> bool:
        """True if a header, query parameter, cookie or field of the body (`place`: `body`) carries a credential."""
        return self._inspector(operation).carries_key(place, name)

    def lacks_field(self, operation: Operation, name: str) -> bool:
        """True if the body of an operation has fields, and none of this name."""
        return self._inspector(operation).lacks_field(name)

    def descriptions(self, operation: Operation) -> dict[str, str]:
        """Headers, parameters of the query and topmost fields of the body, and what the document says of each."""
        from harness.openapi.request.descriptions import descriptions  # here, because few cases need it

        entry = self._entries.get(operation)
        return descriptions(self.document, entry) if entry else {}

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """The security schemes that the document declares."""
        return security.schemes(self.document)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The OAuth 2 flows of its security schemes."""
        return oauth.flows(self.document)

    @cached_property
    def all_bases(self) -> tuple[str, ...]:
        """The base paths of all its servers."""
        entries = (self._entries[operation] for operation in self.operations)
        return tuple(dict.fromkeys(base for entry in entries for base in self._bases_of(entry)))

    def security(self, operation: Operation) -> Requirements:
        """The security requirements of an operation."""
        return self._inspector(operation).security

    def met(self, request: Request, operation: Operation) -> list[tuple[tuple[Scheme, str], ...]]:
        """The alternatives of an operation's requirements that a request has credentials for, with what it sent."""
        return self._inspector(operation).met(request)

    def header_names(self, operation: Operation) -> frozenset[str]:
        """The headers that the document declares for an operation, credentials included, in lower case."""
        return self._inspector(operation).header_names()

    def answer(
        self,
        operation: Operation,
        status: int,
        accept: str | None = None,
        images: ImageMaker | None = None,
        count: int = 1,
        *,
        streamed: bool = False,
        example: str = "",
        message: str = "",
    ) -> Answer:
        """What the document promises of a status, in the media type that `accept` likes best.

        `images` gives the bytes of the answer's images; a list of them gets `count` items. `streamed` asks for
        server-sent events where the operation has them, and `example` for one of the answer's named examples.
        `message` is what a refusal says, where its body has a place for that.
        """
        answerer = self._answerer(operation)
        return answerer.answer(status, accept, images, count, streamed=streamed, example=example, message=message)

    def streams(self, operation: Operation) -> bool:
        """True where an operation can answer with a stream of events, or of lines of JSON."""
        return self._answerer(operation).streams

    def stream_field(self, operation: Operation) -> str:
        """The field of a request whose true value asks for a stream: `stream`, unless an extension names another."""
        return self._answerer(operation).stream_field

    def is_wide(self, operation: Operation, name: str) -> bool:
        """True if a field of a good answer, by its dotted name, holds integers of 64 bits."""
        answerer = self._answerer(operation)
        return answerer.is_wide(answerer.success_status, name)

    def paging(self, operation: Operation) -> Paging | None:
        """How the lists of an operation come in pages; None where it has none, or nothing names a page."""
        if operation not in self._pagings:
            self._pagings[operation] = self._paging(operation)
        return self._pagings[operation]

    def _paging(self, operation: Operation) -> Paging | None:
        entry = self._entries.get(operation)
        parameters = parameters_of(self.document, entry) if entry else {}
        if not parameters:
            return None
        maker = self._answerer(operation)
        made = maker.answer(maker.success_status, "application/json", None, 1)
        if "json" not in (made.header("Content-Type") or ""):
            return None
        names = frozenset(name.lower() for name, _ in made.headers)
        accepts = partial(maker.accepts, maker.success_status)
        return paging_of(parameters, json.loads(made.body), names, accepts)

    def links(self, operation: Operation) -> tuple[Link, ...]:
        """The fields of its good answers that other operations take."""
        entry = self._entries.get(operation)
        return tuple(links_of(self.document, entry)) if entry else ()

    def accepts(self, operation: Operation, status: int, value: Any) -> bool:
        """True if a JSON value breaks nothing of what the document says of a status' answer."""
        return self._answerer(operation).accepts(status, value)

    def speaks_graphql(self, operation: Operation) -> bool:
        """True for an operation that takes queries: its body has a field `query`, or no document says what it has."""
        if self.graphql is None:
            return False
        return not self.documented or (operation.method == "POST" and not self.lacks_field(operation, "query"))

    def socket(self, operation: Operation) -> Socket | None:
        """The WebSocket of an operation; None where it has none.

        It has one where the settings say so, or where it is a GET whose servers are `wss`, or that declares status 101.
        """
        if operation not in self._sockets:
            script, entry = self.scripts.get(operation.id), self._entries.get(operation)
            is_one = script is not None or (entry is not None and self._upgrades(entry))
            self._sockets[operation] = self._socket(entry, script) if is_one else None
        return self._sockets[operation]

    def _upgrades(self, entry: Entry) -> bool:
        declared = entry.body.get("responses")
        named = next((one["servers"] for one in (entry.body, entry.item, self.document.data) if one.get("servers")), ())
        switches = isinstance(declared, dict) and "101" in declared
        return entry.method == "GET" and (switches or servers.are_sockets(named))

    def _socket(self, entry: Entry | None, script: SocketScript | None) -> Socket:
        """By the settings, as far as they go, and else: the program's message, if it has one, the mock's, a close."""
        schema = {"$ref": script.message} if script and script.message else None
        asked = None if schema else entry and self.document.follow(entry.body.get("requestBody"))
        content = asked.get("content") if isinstance(asked, dict) else None
        media = next((one for name, one in content.items() if "json" in name), None) if content else None
        media = {"schema": schema} if schema else self.document.follow(media)
        declared = {"required": True, "content": {JSON: media}}
        bodies = body.Bodies(self.document, declared, self._request_converters) if media else None
        lines = script.lines if script else ()
        if not lines:
            said = self._maker(entry).messages() if entry else ()
            first = (ScriptLine("program"),) if media else ()
            lines = (*first, *(ScriptLine("mock", value) for value in said), ScriptLine("close"))
        return Socket(lines, bodies)

    def success_status(self, operation: Operation) -> int:
        """The status of the answer where all goes well: 201, 202 or 204 for some operations."""
        return self._answerer(operation).success_status

    def redirects(self, operation: Operation) -> tuple[int, ...]:
        """The redirects that an operation declares beside its good answer, in document order."""
        declared = self._inspector(operation).responses.redirects()
        return tuple(status for status in declared if status != self.success_status(operation))

    def refusal_status(self, operation: Operation, usual: int = 400) -> int:
        """The status of the answer to a request that breaks the document: 422 for some operations, else 400."""
        return self._inspector(operation).responses.refusal_status(usual)

    def media_types(self, operation: Operation, status: int | None = None) -> tuple[str, ...]:
        """The media types of an answer, in document order; without a status those of the answer where all goes well."""
        answerer = self._answerer(operation)
        return answerer.media_types(answerer.success_status if status is None else status)

    def has_artifact_list(self, operation: Operation, media_type: str, status: int | None = None) -> bool:
        """True if an answer holds a list whose items hold images as base64 text."""
        answerer = self._answerer(operation)
        return answerer.has_artifact_list(media_type, answerer.success_status if status is None else status)

    def request_types(self, operation: Operation) -> tuple[str, ...]:
        """The media types of the bodies that an operation takes, in document order."""
        return tuple(self._inspector(operation).bodies.offers)

    def example_request(self, operation: Operation) -> dict[str, Any]:
        """The request that the document gives as an example: see example_request.py for its fields."""
        from harness.openapi.request.example_request import example_request  # here, because few commands ask for it

        return example_request(self.document, self._entries[operation], operation, self._inspector(operation))

    def callbacks(self, operation: Operation) -> tuple[tuple[str, Operation], ...]:
        """The callbacks of an operation, each with the runtime expression that says where it goes."""
        entry = self._entries.get(operation)
        found = self.document.callbacks(entry) if entry else ()
        return tuple((expression, self.document.operation(self.name, one)) for expression, one in found)

    def delivered(self, hook: Operation) -> tuple[Any, ...]:
        """The JSON bodies that the document gives of a webhook or callback as examples, or one that fits its schema."""
        from harness.openapi.request.example_request import example_bodies

        return example_bodies(self.document, self._inspector(hook))

    def example_target(self, operation: Operation) -> str:
        """The path and the query of that request, as they are sent."""
        from harness.openapi.request.example_request import example_target

        return example_target(self.document, self._entries[operation], self.full_path(operation))

    def example_form(self, operation: Operation, media: str, fields: Mapping[str, Any]) -> list[str]:
        """The fields of a form as encoded `name=value` pairs."""
        from harness.openapi.request.example_request import form_pairs

        return form_pairs(self._inspector(operation), media, fields)

    def prepare(self, operation: Operation) -> None:
        """Makes all that a request for an operation is judged by, and its answer, before a program waits for it."""
        if operation not in self._entries or operation in self._prepared:
            return
        self._prepared.add(operation)
        with contextlib.suppress(LookupError):  # what can't be followed is reported when it is needed
            self._router  # noqa: B018 - made on first use
            self._inspector(operation).prepare()
            self.answer(operation, self.success_status(operation))

    def _inspector(self, operation: Operation) -> Inspector:
        if operation not in self._inspectors:
            from harness.openapi.request.inspect import Inspector  # here, because no request is judged while planning

            entry = self._entries[operation]
            if self.socket(operation):  # the body is that of its messages
                kept = {name: one for name, one in entry.body.items() if name != "requestBody"}
                entry = replace(entry, body=kept)
            self._inspectors[operation] = Inspector(self.document, entry, operation, self._request_converters)
        return self._inspectors[operation]

    def _answerer(self, operation: Operation) -> AnswerMaker:
        if operation not in self._answerers:
            self._answerers[operation] = self._maker(self._entries[operation])
        return self._answerers[operation]

    def _maker(self, entry: Entry) -> AnswerMaker:
        return AnswerMaker(self.document, entry.body, Responses(self.document, entry.body), self._response_converter)
