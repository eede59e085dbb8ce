"""Programs and documents whose one input has any size, for what judging them costs; bench/growth.py prints it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.trees import Program, make_tree

from abuse.hostile import CALL

SEND = """
def post(path, body, kind, **headers):
    lines = "".join(f"{name}: {value}\\r\\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer {key}\\r\\nAccept: application/json\\r\\n"
    try:
        line = send(f"{head}{lines}Content-Type: {kind}\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n".encode() + body)
        line.recv(9)
    except OSError:
        pass


JSON = "/v1/generation/stable-diffusion-v1-5/text-to-image"
PARTS = "/v1/generation/stable-inpainting-512-v2-0/image-to-image/masking"
"""
DRAW = """
import struct, zlib

def image(side):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = zlib.compress((b"\\0" + bytes(side // 8)) * side, 1)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
"""
FAIL = "\nsys.exit(1)\n"


@dataclass(frozen=True)
class Growing:
    """One input that a program or a document controls."""

    name: str
    text: Callable[[int], str]
    """The program whose input is so many bytes."""
    shows: str = "list_engines"
    scenario: str = "success"
    language: str = "python"
    document: Callable[[int], dict[str, Any]] | None = None
    """The schema of the request body, where the document is what grows."""

    def make(self, root: Path, size: int) -> Path:
        """A project of this one program."""
        if self.document:
            return _own_project(root, self.text(size), self.document(size))
        program = Program(self.language, self.shows, text=self.text(size))
        make_tree(root, program, settings={"time_limit": 60})
        return root


SETTINGS = (
    'pattern = "{language}/{api}/{operation}.{ext}"\nkey_env = "STABILITY_API_KEY"\n[apis.v1]\nspec = "v1.json"\n'
)


def _own_project(root: Path, text: str, schema: dict[str, Any]) -> Path:
    """A project whose document has one operation, with this schema for its request and its answer."""
    schemas = schema.pop("beside", {})
    media = {"application/json": {"schema": schema}}
    operation = {
        "operationId": "thing",
        "requestBody": {"required": True, "content": media},
        "responses": {"200": {"description": "it", "content": media}},
    }
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://api.invalid/v1"}],
        "security": [{"key": []}],
        "paths": {"/things": {"post": operation}},
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}, "schemas": schemas},
    }
    program = root / "examples" / "python" / "v1" / "thing.py"
    program.parent.mkdir(parents=True)
    program.write_text(text, "utf-8")
    (root / "v1.json").write_text(json.dumps(document), "utf-8")
    (root / "harness.toml").write_text(SETTINGS, "utf-8")
    return root


def _says(text: str, times: str) -> Callable[[int], str]:
    return lambda size: f"{CALL}\nprint({text} * ({times}), file=sys.stderr){FAIL}".replace("SIZE", str(size))


def _does(body: str) -> Callable[[int], str]:
    return lambda size: (CALL + SEND + DRAW + body).replace("SIZE", str(size))


def _source(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: CALL + before + piece * (size // len(piece)) + after + "\nprint(call())\n"


def _plain(_: int) -> str:
    return CALL + SEND + 'post(JSON, b\'{"text_prompts": [{"text": "a"}]}\', \'application/json\')\n'


def _chain(size: int) -> dict[str, Any]:
    """As deep as a document may be."""
    inner: dict[str, Any] = {"type": "object"}
    for _ in range(min(size // 400, 90)):
        inner = {"allOf": [inner]}
    return inner


def _fan(size: int) -> dict[str, Any]:
    """Each level has two references to the next: 2 to the power of the levels, in a document that is short."""
    levels = min(size // 100, 1000)
    names = [{"$ref": f"#/components/schemas/Level{number + 1}"} for number in range(levels)]
    beside = {f"Level{number}": {"allOf": [name, name]} for number, name in enumerate(names)}
    return {"allOf": [names[0]], "beside": {**beside, f"Level{levels}": {"type": "object"}}}


def _required(size: int) -> dict[str, Any]:
    """A field that its own object requires, again and again: no value is finite."""
    itself = {"$ref": "#/components/schemas/Itself"}
    fields = {f"field_{number}": itself for number in range(size // 100)}
    return {**itself, "beside": {"Itself": {"type": "object", "required": list(fields), "properties": fields}}}


def _fields(size: int) -> dict[str, Any]:
    return {"type": "object", "properties": {f"field_{number}": {"type": "string"} for number in range(size // 40)}}


def _choices(size: int) -> dict[str, Any]:
    one = [{"type": "object", "required": [f"f{n}"], "properties": {f"f{n}": {}}} for n in range(size // 80)]
    return {"oneOf": one}


def _links(own: Callable[[int], list[dict[str, Any]]], each: int) -> Callable[[int], dict[str, Any]]:
    """A chain of named schemas, each of which builds on the next one by `allOf`."""

    def made(size: int) -> dict[str, Any]:
        count = size // each
        links = [{"$ref": f"#/components/schemas/L{number}"} for number in range(count + 1)]
        beside = {f"L{number}": {"allOf": [links[number + 1], *own(number)]} for number in range(count)}
        return {**links[0], "beside": {**beside, f"L{count}": {"type": "object"}}}

    return made


def _one_field(number: int) -> list[dict[str, Any]]:
    return [{"type": "object", "required": [f"f{number}"], "properties": {f"f{number}": {"type": "string"}}}]


def _selves(size: int) -> dict[str, Any]:
    """Many objects, each of which requires itself."""
    names = [f"S{number}" for number in range(size // 190)]
    links = {name: {"$ref": f"#/components/schemas/{name}"} for name in names}
    beside = {name: {"type": "object", "required": ["me"], "properties": {"me": link}} for name, link in links.items()}
    return {"type": "object", "required": names, "properties": links, "beside": beside}


def _any(size: int) -> dict[str, Any]:
    return {"anyOf": [part for number in range(size // 100) for part in _one_field(number)]}


def _enum(size: int) -> dict[str, Any]:
    """Two lists of texts of which none is in both."""
    return {"allOf": [{"enum": [f"{letter}{number}" for number in range(size // 25)]} for letter in "ab"]}


def _told(size: int) -> dict[str, Any]:
    return {"type": "object", "description": "a word " * (size // 7)}


PRINTED = (
    Growing("stderr: newlines", _says("'\\n'", "SIZE")),
    Growing("stderr: newlines, refused", _says("'\\n'", "SIZE"), scenario="unauthorized"),
    Growing("stderr: spaces, refused", _says("' '", "SIZE"), scenario="unauthorized"),
    Growing("stderr: one line", _says("'a'", "SIZE"), scenario="unauthorized"),
    Growing("stderr: stack traces", _says("'  File \"a\", line 1, in f\\n    call()\\n'", "SIZE // 36")),
    Growing(
        "stderr: tracebacks, refused",
        _says("'Traceback (most recent call last):\\n  File \"a\", line 1\\nValueError: x\\n'", "SIZE // 66"),
        scenario="unauthorized",
    ),
    Growing("stderr: goroutines", _says("'goroutine 1 [running]:\\nmain.main()\\n\\t/a.go:1\\n'", "SIZE // 45")),
    Growing("stderr: node", _says("'    at f (file:///a.js:1:1)\\n'", "SIZE // 29"), scenario="unauthorized"),
    Growing("stdout: newlines", _does("print(call(), '\\n' * SIZE)")),
    Growing("stdout: one line", _does("print(call(), 'a' * SIZE)")),
    Growing("stdout: JSON", _does("print(json.dumps(json.loads(call()) * (SIZE // 100)))")),
    Growing("stdout: nested JSON", _does("print('[' * (SIZE // 2) + ']' * (SIZE // 2)); call()")),
    Growing("stdout: percent signs", _does("print(call(), '%41' * (SIZE // 3))")),
)
_OBJECT = "post(JSON, json.dumps({'text_prompts': [{'text': 'a'}], %s}).encode(), 'application/json')"
_PART = (
    "post(PARTS, (b'--b\\r\\nContent-Disposition: form-data; name=\"%s\"\\r\\n\\r\\n%s\\r\\n') * %s + b'--b--\\r\\n', "
    "'multipart/form-data; boundary=b')"
)
SENT = (
    Growing(
        "JSON: unknown fields", _does(_OBJECT % "**{f'f{n}': n for n in range(SIZE // 12)}"), shows="text_to_image"
    ),
    Growing("JSON: long text", _does(_OBJECT % "'style_preset': 'a' * SIZE"), shows="text_to_image"),
    Growing("JSON: long list", _does(_OBJECT % "'steps': [1] * (SIZE // 3)"), shows="text_to_image"),
    Growing(
        "JSON: list of wrong objects",
        _does("post(JSON, json.dumps({'text_prompts': [{'a': 1}] * (SIZE // 10)}).encode(), 'application/json')"),
        shows="text_to_image",
    ),
    Growing(
        "JSON: nested lists",
        _does("post(JSON, b'[' * (SIZE // 2) + b']' * (SIZE // 2), 'application/json')"),
        shows="text_to_image",
    ),
    Growing(
        "JSON: nested objects",
        _does("post(JSON, b'{\"a\":' * (SIZE // 6) + b'1' + b'}' * (SIZE // 6), 'application/json')"),
        shows="text_to_image",
    ),
    Growing("JSON: broken", _does("post(JSON, b'{' + b' ' * SIZE, 'application/json')"), shows="text_to_image"),
    Growing("JSON: of nothing", _does("post(JSON, bytes(SIZE), 'application/json')"), shows="text_to_image"),
    Growing("JSON: digits", _does("post(JSON, b'1' * SIZE, 'application/json')"), shows="text_to_image"),
    Growing(
        "form: fields",
        _does("post(PARTS, b'&'.join(b'a%d=1' % n for n in range(SIZE // 8)), 'application/x-www-form-urlencoded')"),
        shows="masking",
    ),
    Growing(
        "form: one field",
        _does("post(PARTS, b'a=' + b'%41' * (SIZE // 3), 'application/x-www-form-urlencoded')"),
        shows="masking",
    ),
    Growing("multipart: parts", _does(_PART % ("a", "1", "(SIZE // 55)")), shows="masking"),
    Growing("multipart: fields", _does(_PART % ("a[0][1]", "1", "(SIZE // 60)")), shows="masking"),
    Growing("multipart: one part", _does(_PART % ("init_image", "' + b'a' * SIZE + b'", "1")), shows="masking"),
    Growing(
        "multipart: dashes",
        _does("post(PARTS, b'\\r\\n--b' * (SIZE // 5), 'multipart/form-data; boundary=b')"),
        shows="masking",
    ),
    Growing(
        "gzip: that holds so much",
        _does(
            "import gzip\npost(JSON, gzip.compress(json.dumps('a' * SIZE).encode()), 'application/json', "
            "**{'Content-Encoding': 'gzip'})"
        ),
        shows="text_to_image",
    ),
    Growing("header: long", _does("print(call(X_Big='x' * min(SIZE, 3 * 2**20)))")),
    Growing(
        "headers: many",
        _does(
            "lines = ''.join(f'X-{n}: {n}\\r\\n' for n in range(min(SIZE // 12, 19000)))\n"
            "send(f'{HEAD}{lines}Connection: close\\r\\n\\r\\n'.encode()).makefile().read()" + FAIL
        ),
    ),
    Growing("path: long", _does("try: call('/v1/' + 'a/' * (SIZE // 2))\nexcept Exception: sys.exit('no')")),
    Growing(
        "query: many", _does("try: call('/v1/engines/list?' + 'a=1&' * (SIZE // 4))\nexcept Exception: sys.exit('no')")
    ),
    Growing(
        "requests",
        _does("for _ in range(min(SIZE // 1000, 5000)):\n    send((HEAD + '\\r\\n').encode()).recv(1)" + FAIL),
    ),
    Growing(
        "requests refused",
        _does("for _ in range(min(SIZE // 1000, 5000)):\n    post(JSON, b'{}', 'application/json')" + FAIL),
    ),
)
WRITTEN = (
    Growing("files: number", _does("print(call())\nfor n in range(SIZE // 1000): open(f'f{n}', 'w')")),
    Growing("file: text", _does("print(call())\nopen('f.txt', 'w').write('a\\n' * (SIZE // 2))")),
    Growing("file: JSON", _does("print(call())\nopen('f.json', 'w').write(json.dumps([1] * (SIZE // 3)))")),
    Growing("file: nested JSON", _does("print(call())\nopen('f.json', 'w').write('[' * SIZE)")),
    Growing(
        "file: one image", _does("import os\nprint(call())\nopen('f.png', 'wb').write(image(int(SIZE ** 0.5) * 8))")
    ),
    Growing(
        "file: image of noise", _does("print(call())\nopen('f.png', 'wb').write(image(800)[:-20] + os.urandom(SIZE))")
    ),
    Growing("file: name", _does("print(call())\nfor n in range(SIZE // 200): open(f'{n}' + 'a' * 200, 'w')")),
)
SOURCES = (
    Growing("source: one line", _source("a = 1; ")),
    Growing("source: one text", _source("a", "x = '", "'")),
    Growing("source: one comment", _source("a ", "# ")),
    Growing("source: many lines", _source("a = 1\n")),
    Growing("source: empty lines", _source("\n")),
    Growing("source: many texts", _source("a = 'https://example.invalid/v1/x'\n")),
    Growing("source: strings of keys", _source("a = 'YOUR_API_KEY'\n")),
    Growing("source: attributes", _source(".a", "if 0: x = os", "")),
    Growing("source: brackets", _source("(", "# ")),
    Growing("source: nested lists", lambda size: CALL + "x = " + "[" * min(size // 2, 190) + "]" * min(size // 2, 190)),
    Growing("source: sums", _source("1+", "x = ", "1")),
    Growing("source: nested minus", _source("-", "if 0: x = ", "1")),
    Growing("source: quotes", _source("'''", "# ")),
    Growing("source: backslashes", _source("\\", "# ")),
    Growing("source: functions", _source("def f(a, b): return a\n")),
    Growing("sh: one line", lambda size: "true; " * (size // 6), language="curl"),
    Growing("sh: many lines", lambda size: "true\n" * (size // 5), language="curl"),
    Growing("sh: variables", lambda size: 'a="$a"\n' * (size // 7), language="curl"),
    Growing("sh: one word", lambda size: "true " + "a" * size, language="curl"),
    Growing("sh: dollars", lambda size: "true " + "$" * size, language="curl"),
    Growing("sh: brackets", lambda size: "# " + "$(" * (size // 2), language="curl"),
    Growing("sh: nested substitutions", lambda size: "true " + '"$(' * (size // 3), language="curl"),
    Growing("sh: heredocs", lambda size: "cat <<a\na\n" * (size // 10), language="curl"),
    Growing("sh: backslashes", lambda size: "true " + "\\\n" * (size // 2), language="curl"),
    Growing("sh: curl words", lambda size: 'curl "$API_HOST"' + " -H 'a: b'" * (size // 10), language="curl"),
    Growing("sh: quotes", lambda size: "true " + "''" * (size // 2), language="curl"),
)
DOCUMENTS = tuple(
    Growing(f"document: {name}", _plain, document=document)
    for name, document in {
        "nested allOf": _chain,
        "a chain of allOf": _links(lambda _: [], 62),
        "a chain with a field each": _links(_one_field, 150),
        "objects that require themselves": _selves,
        "anyOf": _any,
        "enum": _enum,
        "description": _told,
        "references that fan out": _fan,
        "requires itself": _required,
        "fields": _fields,
        "oneOf": _choices,
    }.items()
)
ALL = (*PRINTED, *SENT, *WRITTEN, *SOURCES, *DOCUMENTS)
