"""Postman collections (v2.0 and v2.1) -> a call of curl a request.

Variables of the collection that have a value are filled in (schema.postman.com, "Collection v2.1.0").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harness.common.json_values import is_json
from harness.discover.sources import Block, Page
from harness.discover.sources.request_text import Described, block
from harness.errors import UserError
from harness.openapi.document.yaml_reader import Marks, ReadError, read


def blocks(page: Page) -> Iterator[Block]:
    """The requests of a collection, in order."""
    try:
        data, marks = read(page.text)
    except ReadError as error:
        raise UserError(f"{page.shown}:{error.line or 1}: expected a Postman collection, got: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("item"), list):
        raise UserError(f"{page.shown}: expected a Postman collection with items")
    reading = _Collection(data, marks)
    yield from reading.items(data["item"], "/item", (), data.get("auth"))


class _Collection:
    def __init__(self, data: dict[str, Any], marks: Marks) -> None:
        self._data, self._marks = data, marks
        given = data.get("variable")
        entries = given if isinstance(given, list) else []
        self._variables = {
            str(one.get("key") or one.get("id")): str(one["value"])
            for one in entries
            if isinstance(one, dict) and one.get("value") not in (None, "")
        }

    def items(self, items: list[Any], place: str, above: tuple[str, ...], auth: Any) -> Iterator[Block]:
        """The requests of a folder and those below it."""
        for index, item in enumerate(items):
            at = f"{place}/{index}"
            if not isinstance(item, dict):
                continue
            name = str(item.get("name", ""))
            if isinstance(item.get("item"), list):
                yield from self.items(item["item"], f"{at}/item", (name, *above), item.get("auth") or auth)
            elif isinstance(item.get("request"), dict):
                request = item["request"]
                described = self._described(request, f"{at}/request", name, above, request.get("auth") or auth)
                if described:
                    yield block(described, self._variables)

    def _line(self, pointer: str) -> int:
        return self._marks.line(self._data, pointer)

    def _described(
        self, request: Mapping[str, Any], at: str, name: str, above: tuple[str, ...], auth: Any
    ) -> Described | None:
        url = request.get("url")
        raw = url.get("raw") if isinstance(url, dict) else url
        if not isinstance(raw, str) or not raw:
            return None
        line = self._line(f"{at}/url/raw" if isinstance(url, dict) else f"{at}/url")
        headers = [
            (str(one.get("key")), str(one.get("value", "")), self._line(f"{at}/header/{index}"))
            for index, one in enumerate(request.get("header") or ())
            if isinstance(one, dict) and not one.get("disabled")
        ]
        known = {key.lower() for key, _, _ in headers}
        headers += [(key, value, self._line(f"{at}/auth")) for key, value in _auth(auth) if key.lower() not in known]
        body, forms, kind = self._body(request.get("body"), f"{at}/body")
        if kind and "content-type" not in known:
            headers.append(("Content-Type", kind, self._line(f"{at}/body")))
        method = str(request.get("method", "GET")).upper()
        return Described(method, (raw, line), headers, body, forms, None, name, above)

    def _body(self, body: Any, at: str) -> tuple[list[tuple[str, int]], list[tuple[str, int]], str]:
        """The lines of the body, the fields of a form in parts, and the type that neither says."""
        mode = body.get("mode") if isinstance(body, dict) else None
        fields = [
            (index, one)
            for index, one in enumerate(body.get(mode) or () if mode in ("urlencoded", "formdata") else ())
            if isinstance(one, dict) and not one.get("disabled")
        ]
        if mode == "raw":
            line = self._line(f"{at}/raw")
            text = body.get("raw") or ""
            language = body.get("options", {}).get("raw", {}).get("language", "")
            as_json = language == "json" or (not language and is_json(text))
            return [(one, line) for one in text.splitlines()], [], "application/json" if as_json else ""
        if mode == "urlencoded":
            text = "&".join(f"{one.get('key')}={one.get('value', '')}" for _, one in fields)
            return [(text, self._line(f"{at}/urlencoded"))], [], "application/x-www-form-urlencoded"
        if mode == "formdata":
            rows = [(_field(one), self._line(f"{at}/formdata/{index}")) for index, one in fields]
            return [], rows, ""
        return [], [], ""


def _field(one: Mapping[str, Any]) -> str:
    source = one.get("src")
    source = source[0] if isinstance(source, list) and source else source
    return f"{one.get('key')}=@{source}" if one.get("type") == "file" else f"{one.get('key')}={one.get('value', '')}"


def _auth(auth: Any) -> Iterator[tuple[str, str]]:
    """The header of a bearer token, a user with a password, or a key; keys in the query are in the address."""
    kind = auth.get("type") if isinstance(auth, dict) else None
    given = auth.get(kind) if kind else None
    values = given if isinstance(given, dict) else {}
    if isinstance(given, list):
        values = {str(one.get("key")): one.get("value") for one in given if isinstance(one, dict)}
    if kind == "bearer" and values.get("token"):
        yield "Authorization", f"Bearer {values['token']}"
    elif kind == "apikey" and values.get("in", "header") == "header" and values.get("key"):
        yield str(values["key"]), str(values.get("value", ""))
