"""What a program made, changed and removed: later answers hold it. Each start of a program has a store of its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from harness.model import Call, Operation
from harness.openapi import Api, identity_of, list_of
from harness.respond.chaining import own_value
from harness.respond.resources import Effect

Absent = Literal["deleted", "unknown"]


@dataclass
class Things:
    """The things of one API version."""

    api: Api
    parts: Mapping[Operation, Effect]
    _things: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """Collection and name of a thing -> its fields, as far as the program said any."""
    _made: Counter[str] = field(default_factory=Counter)
    """How many things of a collection the program made."""
    _new: set[tuple[str, str]] = field(default_factory=set)
    """The things that it made."""
    _removed: set[tuple[str, str]] = field(default_factory=set)

    def absent(self, call: Call) -> Absent | None:
        """Why there is no such thing as a request is for; None where there is one, or the request is for none.

        As long as the program made nothing in a collection, each of its things is there, as the document says.
        """
        known = self._of_document(call.operation)
        for where in self._named_by(call):
            if where in self._removed:
                return "deleted"
            if where not in self._things and self._made[where[0]] and where[1] not in known:
                return "unknown"
        return None

    def _named_by(self, call: Call) -> Iterator[tuple[str, str]]:
        """The things that a request names, each with its collection: those that its path leads through come first."""
        above = {
            (_filled(part.collection, call), str(call.path[part.parameter])): None
            for part in self.parts.values()
            if part.parameter in call.path
            and call.operation.path.startswith(f"{part.collection}/{{{part.parameter}}}/")
        }
        yield from above
        part = self.parts.get(call.operation)
        if part and part.role in ("read", "update", "delete"):
            yield _filled(part.collection, call), _named(part, call)

    def answered(self, call: Call, status: int, body: bytes) -> bytes:
        """An answer with what is known of its things; the request has its effect."""
        part = self.parts.get(call.operation)
        try:
            value = json.loads(body)
        except ValueError:
            value = None
        if part is None:
            return body
        collection = _filled(part.collection, call)
        if part.role == "delete":
            where = (collection, _named(part, call))
            self._things.pop(where, None)
            self._removed.add(where)
            return body
        if part.role == "list":
            changed = self._listed(part, collection, value)
        else:
            changed = self._single(part, collection, call, status, value)
        return body if changed is None else json.dumps(changed, ensure_ascii=False).encode()

    def _single(self, part: Effect, collection: str, call: Call, status: int, value: Any) -> Any:
        """An answer that holds one thing: what was sent is in it, as far as the document allows it there."""
        sent = _fields_sent(call)
        holder = _holder(value, part)
        name = _named(part, call)
        if part.role == "create":
            self._made[collection] += 1
            identity = _identity(part, holder)
            name = str(sent.get(identity, "")) or self._fresh(collection, holder.get(identity) if holder else None)
        known = {**self._things.get((collection, name), {}), **(sent if part.role != "read" else {})}
        if part.role != "read":
            self._things[collection, name] = known
        if part.role == "create":
            self._new.add((collection, name))
            self._removed.discard((collection, name))
        if holder is None:
            return None
        identity = _identity(part, holder)
        for key, item in ({**known, identity: _like(holder.get(identity), name)} if identity else known).items():
            if key in holder:
                before, holder[key] = holder[key], item
                if not self.api.accepts(call.operation, status, value):
                    holder[key] = before
        return value

    def _listed(self, part: Effect, collection: str, value: Any) -> Any:
        """A list with what the program made behind the document's own, and without what it removed."""
        steps = list_of(value)
        if steps is None:
            return None
        above: Any = None
        items: Any = value
        for step in steps:
            above, items = items, items[step]
        model = items[0]
        if not isinstance(model, dict):
            return None
        identity = _identity(part, model)
        own = {name: thing for (of, name), thing in self._things.items() if of == collection}
        names = [str(item.get(identity)) for item in items if isinstance(item, dict)]
        kept = [item for item, name in zip(items, names, strict=False) if (collection, name) not in self._removed]
        shown = [_shown(item, own.get(str(item.get(identity)), {}), identity) for item in kept]
        for name, thing in own.items():
            if (collection, name) in self._new and name not in names:
                shown.append(_shown(model, {**thing, identity: _like(model.get(identity), name)}, ""))
        if above is None:
            return shown
        above[steps[-1]] = shown
        return value

    def _fresh(self, collection: str, model: Any) -> str:
        return str(own_value("00000000" if model is None else model, f"{collection}#{self._made[collection]}"))

    def _of_document(self, operation: Operation) -> set[str]:
        return set(self.api.value_examples(operation).values())


def _shown(item: dict[str, Any], thing: Mapping[str, Any], kept: str) -> dict[str, Any]:
    """An item of a list with the fields of a thing that it has, too."""
    return {key: thing[key] if key in thing and key != kept else value for key, value in item.items()}


def _filled(collection: str, call: Call) -> str:
    """The collection with the values that its path was sent with."""
    text = collection
    for name, value in call.path.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _named(part: Effect, call: Call) -> str:
    """What names the thing in a request: in its path, its query or its body."""
    body = call.body if isinstance(call.body, dict) else {}
    for values in (call.path, call.query, body):
        if part.parameter in values:
            return str(values[part.parameter])
    return ""


def _fields_sent(call: Call) -> dict[str, Any]:
    """The fields of a body; those of its only field, where that is an object."""
    body = call.body if isinstance(call.body, dict) else {}
    inner = next(iter(body.values()), None) if len(body) == 1 else None
    return dict(inner) if isinstance(inner, dict) else {key: value for key, value in body.items() if value is not None}


def _holder(value: Any, part: Effect) -> dict[str, Any] | None:
    """The object of an answer that is the thing: the outermost one with a name of its own."""
    waiting = [value]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, dict):
            if _identity(part, one):
                return one
            waiting += one.values()
    return value if isinstance(value, dict) else None


def _identity(part: Effect, holder: Any) -> str:
    """The field that names a thing: as links or settings say, else as the parameter is called, else by its name."""
    if not isinstance(holder, dict):
        return ""
    for name in (part.identity, part.parameter):
        if name and name in holder:
            return name
    return "" if part.identity else identity_of(holder)


def _like(model: Any, name: str) -> Any:
    """A name as a whole number where the document has one there."""
    return (
        int(name) if isinstance(model, int) and not isinstance(model, bool) and name.lstrip("-").isdecimal() else name
    )
