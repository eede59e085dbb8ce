"""OpenAPI's schemas (3.0, 3.1) -> JSON Schema 2020-12 as `jsonschema-rs` takes it.

Every schema has two shapes. Where it is all that is said of a value (a body, a property, an item) it is
*closed*: fields that nothing in it declares are refused by `unevaluatedProperties: false`. Where others speak of the
same value too (`allOf`, `oneOf`, the target of a `$ref`) it is left *open*.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.schema import bounded, variants
from harness.openapi.schema.inplace import NAMES_FIELDS, Gathered, is_free_form, local_references, of_fields
from harness.openapi.schema.keywords import BOUNDS, CLOSED_HERE, ONE_WAY, TOO_LARGE, once, plain_keywords, types_of

Schema = dict[str, Any]

MOST_NAMED = 20_000
"""Schemas that one may refer to, and that these refer to in turn: of more, nothing is judged."""
MOST_SCHEMAS = 100_000
"""Schemas that lie in one and in what it refers to: of more, nothing is judged."""

_ANY_FIELD: Schema = {"additionalProperties": True, "x-undecided": True}
"""Where no variant was chosen no field can be unknown."""

_CLOSED: Schema = {"unevaluatedProperties": False, CLOSED_HERE: True}

_BRANCHES = ("allOf", "anyOf", "oneOf")
_INNER = ("items", "contains", "additionalProperties", "unevaluatedProperties", "unevaluatedItems")
_INNER_MAPS = ("properties", "patternProperties")
_SAME = ("not", "if", "then", "else", "propertyNames")


class Converter:
    """Converts schemas of one document, for one direction and kind of body.

    `response`: required fields that are `writeOnly` may be missing; else those that are `readOnly` may.
    `form`: binary strings are parts of a form, checked elsewhere: any value will do for them.
    """

    def __init__(self, document: Document, *, response: bool = False, form: bool = False) -> None:
        self.document = document
        self.form = form
        self._absent = "writeOnly" if response else "readOnly"
        self._modern = not document.version.startswith("3.0")
        self.has_one_way = False
        """True once a field was met that only the other direction carries."""
        self._definitions: dict[str, Schema | bool] = {}
        self._names: dict[tuple[str, bool], str] = {}
        self._left = 0
        """How many more schemas may be converted for this root."""
        self._checked = 0
        """How many of the definitions are known to end."""
        self._ways: dict[str, bounded.Ways] = {}
        self._bits: dict[str, int] = {}
        """Fields that only the other direction carries -> a bit for each: sets of thousands are numbers, and small."""
        self._lacking = 0
        """The bits of those of which another part of the same `allOf` says so."""
        self._fields = Gathered(document, of_fields, only_all=False)
        self._lack = Gathered(document, lambda part: int(part.get(self._absent) is True), only_all=True)
        self._one_way = Gathered(document, self._one_way_fields, only_all=True)
        self._closing: dict[str, Schema] = {}
        """What closes a definition, by the definition's name."""
        self._waiting: list[Callable[[], None]] = []
        self._families: variants.Families | None = None

    def root(self, schema: Any) -> Schema:
        """The schema of a whole value, with all that it needs under `$defs`."""
        self._left = MOST_SCHEMAS
        converted = self._closed(schema, None)
        if not self._fill_all():
            return {TOO_LARGE: True}
        if isinstance(converted, bool):
            return {} if converted else {"not": {}}
        new = dict(islice(self._definitions.items(), self._checked, None))
        self._checked = len(self._definitions)
        for name in bounded.endless(new, self._ways):
            self._definitions[name] = _undecided(new[name])
        if bounded.endless({"": converted}, self._ways):
            converted = _undecided(converted)
        mark = {ONE_WAY: True} if self.has_one_way else {}
        return {**converted, **mark, "$defs": self._reachable(converted)}

    def _fill_all(self) -> bool:
        """Converts what is referred to. False where that is too much: then nothing is kept."""
        for _ in range(MOST_NAMED):
            if self._left < 0 or not self._waiting:
                break
            self._waiting.pop()()
        if self._left >= 0 and not self._waiting:
            return True
        for known in (self._definitions, self._names, self._ways, self._closing, self._waiting):
            known.clear()
        self._checked = 0
        return False

    def _reachable(self, schema: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        waiting = local_references(schema)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self._definitions[name]
                waiting.extend(local_references(found[name]))
        return found

    def _closed(self, schema: Any, owner: str | None) -> Schema | bool:
        """A schema that is all that is said of a value."""
        outside, self._lacking = self._lacking, 0
        converted = self._open(schema, owner)
        self._lacking = outside
        if isinstance(converted, bool) or "unevaluatedProperties" in converted:
            return converted
        if converted.keys() == {"$ref"}:
            return self._closed_reference(schema, converted)
        if "additionalProperties" in converted or not self._declares_fields(schema):
            return converted
        return {**converted, **_CLOSED}

    def _closed_reference(self, schema: Any, converted: Schema) -> Schema:
        """A definition of its own for what closes another: where it appears in each place that uses it, the time that
        compiling takes grows with the factorial of the schemas that refer to each other."""
        name = converted["$ref"].removeprefix("#/$defs/")
        if name not in self._closing:
            self._closing[name] = converted
            if self._declares_fields(schema):
                self._closing[name] = {"$ref": f"#/$defs/{name}-closed"}
                self._definitions[f"{name}-closed"] = {**converted, **_CLOSED}
        return self._closing[name]

    def _branch(self, schema: Any, owner: str | None) -> Schema | bool:
        """One alternative of several: if it says "any object", then every field is known to it."""
        converted = self._open(schema, owner)
        if isinstance(converted, dict) and is_free_form(self.document, schema):
            return {**converted, "additionalProperties": True}
        return converted

    def _open(self, schema: Any, owner: str | None) -> Schema | bool:
        if not isinstance(schema, dict):
            return schema if isinstance(schema, bool) else True
        reference = schema.get("$ref")
        if isinstance(reference, str):
            target: Schema = {"$ref": "#/$defs/" + self._define(reference[1:], owner)}
            siblings = {key: value for key, value in schema.items() if key != "$ref"} if self._modern else {}
            rest = self._keywords(siblings, owner) if siblings else {}
            return {**rest, **target}
        if variants.has_alternatives(schema):
            return self._alternatives(schema, owner)
        return self._keywords(schema, owner)

    def _define(self, pointer: str, owner: str | None) -> str:
        """The name under `$defs` of what is at a pointer; it is converted later, so that schemas may recur."""
        family = self.families.of(pointer)
        dispatch = family is not None and owner not in family.children
        if (pointer, dispatch) not in self._names:
            name = f"{len(self._names)}"
            self._names[pointer, dispatch] = name
            self._definitions[name] = True
            self._waiting.append(lambda: self._fill(name, pointer, dispatch))
        return self._names[pointer, dispatch]

    def _fill(self, name: str, pointer: str, dispatch: bool) -> None:
        family = self.families.of(pointer) if dispatch else None
        if family is None:
            target = self.document.follow({"$ref": "#" + pointer})
            named = pointers.get(self.document.data, pointer)
            has_siblings = self._modern and isinstance(named, dict) and "$ref" in named and len(named) > 1
            self._definitions[name] = self._open(named if has_siblings else target, pointer)
            return
        choice = variants.of_family(self.document, pointer, family)
        self._definitions[name] = self._choose(choice, pointer)

    @property
    def families(self) -> variants.Families:
        """The base schemas with a discriminator, and their children; found on first use."""
        if self._families is None:
            self._families = variants.Families(self.document)
        return self._families

    def _alternatives(self, schema: Schema, owner: str | None) -> Schema:
        """`oneOf` or `anyOf` with a discriminator: the variant is chosen by the field's value."""
        choice = variants.of_alternatives(self.document, schema)
        rest = {key: value for key, value in schema.items() if key not in ("oneOf", "anyOf", "discriminator")}
        converted = self._keywords(rest, owner)
        chosen = self._choose(choice, owner)
        return {**converted, "allOf": [*converted.get("allOf", []), chosen]}

    def _choose(self, choice: variants.Choice, owner: str | None) -> Schema:
        """Conditions that apply the variant which the field's value names.

        `x-when` says the same as each `if`, for a reader that wants to know which variant applied.
        """
        field = choice.field
        rules: list[Schema] = []
        for values, schemas in choice.variants:
            condition = {"required": [field], "properties": {field: {"enum": values}}}
            rules.append({"if": condition, "then": self._one_of(schemas, owner), "x-when": [field, values]})
        known = [value for values, _ in choice.variants for value in values]
        then = self._one_of(choice.absent, owner) if choice.absent else {"required": [field], **_ANY_FIELD}
        rules.append({"if": {"not": {"required": [field]}}, "then": then, "x-when": [field, None]})
        if choice.base is not None:
            return {"allOf": [self._open(choice.base, owner), *rules]}
        unknown = {"required": [field], "properties": {field: {"not": {"enum": known}}}}
        if choice.otherwise is None:
            rules.append({"properties": {field: {"enum": known}}})
        other = _ANY_FIELD if choice.otherwise is None else self._open(choice.otherwise, owner)
        rules.append({"if": unknown, "then": other, "x-when": [field, {"not": known}]})
        return {"allOf": rules}

    def _one_of(self, schemas: tuple[Schema, ...], owner: str | None) -> Schema | bool:
        branches = [self._branch(schema, owner) for schema in schemas]
        return branches[0] if len(branches) == 1 else {"anyOf": branches}

    def _keywords(self, schema: Schema, owner: str | None) -> Schema:
        self._left -= 1
        if self._left < 0:
            return {}
        if self._is_binary(schema):
            return {"x-binary": True}
        converted = plain_keywords(schema)
        outside = self._lacking
        if isinstance(schema.get("allOf"), list):
            self._lacking |= self._one_way.of(schema)
        for key in _BRANCHES:
            if isinstance(schema.get(key), list) and schema[key]:
                convert = self._open if key == "allOf" else self._branch
                # a file fits each alternative that is one, and so would any text: `oneOf` can't count them
                name = "anyOf" if key == "oneOf" and any(map(self._is_file, schema[key])) else key
                converted[name] = [convert(item, owner) for item in once(key, schema[key])]
        for key in _INNER:
            if isinstance(schema.get(key), dict | bool):
                converted[key] = self._closed(schema[key], None)
        for key in _INNER_MAPS:
            if isinstance(schema.get(key), dict):
                converted[key] = {name: self._field(item) for name, item in schema[key].items()}
        for key in _SAME:
            if isinstance(schema.get(key), dict | bool):
                converted[key] = self._open(schema[key], owner)
        if isinstance(schema.get("prefixItems"), list) and schema["prefixItems"]:
            converted["prefixItems"] = [self._closed(item, None) for item in schema["prefixItems"]]
        if isinstance(schema.get("dependentSchemas"), dict):
            inner = schema["dependentSchemas"].items()
            converted["dependentSchemas"] = {name: self._open(item, owner) for name, item in inner}
        self._required(schema, converted)
        self._lacking = outside
        _bounds(schema, converted)
        return _nullable(schema, converted)

    def _required(self, schema: Schema, converted: Schema) -> None:
        required = schema.get("required")
        if isinstance(required, list):
            properties = schema.get("properties")
            known = properties if isinstance(properties, dict) else {}
            names = [
                name
                for name in required
                if isinstance(name, str)
                and not self._lacking & self._bits.get(name, 0)
                and not self._lack.of(known.get(name))
            ]
            if names:
                converted["required"] = list(dict.fromkeys(names))
            if "properties" in converted:  # what must be there is known, though nothing more is said of it
                converted["properties"] = {**dict.fromkeys(names, True), **converted["properties"]}

    def _one_way_fields(self, part: Schema) -> int:
        """The bits of the fields that only the other direction carries, as one schema says."""
        properties = part.get("properties")
        bits = 0
        for name, item in properties.items() if isinstance(properties, dict) else ():
            if self._lack.of(item):
                bits |= self._bits.setdefault(name, 1 << len(self._bits))
        return bits

    def _declares_fields(self, schema: Any) -> bool:
        """True if anything that is said of the value names its fields: only then a field can be unknown."""
        return self._fields.of(schema) == NAMES_FIELDS

    def _field(self, schema: Any) -> Schema | bool:
        converted = self._closed(schema, None)
        if self._lack.of(schema):
            self.has_one_way = True
            return {**(converted if isinstance(converted, dict) else {}), ONE_WAY: True}
        return converted

    def _is_file(self, schema: Any) -> bool:
        target = self.document.follow(schema) if isinstance(schema, dict) else schema
        return isinstance(target, dict) and self._is_binary(target)

    def _is_binary(self, schema: Schema) -> bool:
        if not self.form or not types_of(schema) <= {"string", "null"}:
            return False
        if schema.get("format") == "binary":
            return True
        # 3.1's way: a media type without an encoding means raw bytes.
        return self._modern and "contentMediaType" in schema and "contentEncoding" not in schema


def _undecided(schema: Schema | bool) -> Schema:
    """A schema without what other schemas say of the same value."""
    schema = schema if isinstance(schema, dict) else {}
    rest = {key: value for key, value in schema.items() if key not in bounded.IN_PLACE}
    return {**rest, "allOf": [_ANY_FIELD]}


def _bounds(schema: Schema, converted: Schema) -> None:
    """Integer formats as limits, where the schema sets none of its own."""
    low_high = BOUNDS.get(str(schema.get("format")))
    if low_high and types_of(schema) & {"integer", "number"}:
        if "minimum" not in converted and "exclusiveMinimum" not in converted:
            converted["minimum"] = low_high[0]
        if "maximum" not in converted and "exclusiveMaximum" not in converted:
            converted["maximum"] = low_high[1]


def _nullable(schema: Schema, converted: Schema) -> Schema:
    """3.0's `nullable`. 3.0.3 ignores it where no type is beside it, but authors mean it there all the same."""
    if schema.get("nullable") is not True:
        return converted
    if "type" not in converted:
        return {"anyOf": [converted, {"type": "null"}]}
    types = converted["type"]
    converted["type"] = [*(types if isinstance(types, list) else [types]), "null"]
    if "enum" in converted and None not in converted["enum"]:
        converted["enum"] = [*converted["enum"], None]
    return converted
