"""A request -> the line for a POSIX shell that sends it again with curl, the key taken from its variable."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

from multipart import parse_options_header

from harness.common.multipart_parts import Part, split
from harness.model import Request

SET_BY_CURL = frozenset({"host", "content-length", "connection", "transfer-encoding", "expect", "user-agent"})
"""Headers that say how a client sends, and not what."""
LONGEST = 64 * 1024
"""Bytes of a body that a command line holds."""


def curl(request: Request, host: str, keys: Sequence[str], key_env: str, inputs: Mapping[str, str]) -> str:
    """The line; `inputs` are the paths of the files that a part may have been read from, by file name."""
    form = _parts(request)
    words = [["curl"]]
    if request.method not in ("GET", "POST") or (request.method == "POST") != bool(request.body):
        words.append(["--request", request.method])
    words += [["--header", header] for header in _headers(request, form=form is not None)]
    if "gzip" in (request.header("Accept-Encoding") or ""):
        words.append(["--compressed"])
    words += (
        _data(request) if form is None else [["--form" + ("" if f else "-string"), v] for f, v in _form(form, inputs)]
    )
    if request.target.startswith("/"):
        words.append([host + request.target])
    else:  # whatever a request line names, the line that is copied calls the mock
        words.append(["--request-target", request.target, f"{host}/"])
    lines = (" ".join(_quoted(word, keys, key_env) for word in line) for line in words)
    return " \\\n  ".join(lines)


def _headers(request: Request, *, form: bool) -> Iterator[str]:
    """The headers that curl would not send by itself, and in the form without a value those that it should not."""
    left_out = SET_BY_CURL | {"accept-encoding"} | ({"content-type"} if form else set())
    for name, value in request.headers:
        if name.lower() not in left_out and not (name.lower() == "accept" and value == "*/*"):
            yield f"{name}: {value}" if value else f"{name};"
    if request.header("Accept") is None:
        yield "Accept:"
    if request.body and not form and request.header("Content-Type") is None:
        yield "Content-Type:"


def _data(request: Request) -> list[list[str]]:
    if not request.body:
        return []
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return [["--data-binary", "@body"]]
    if len(request.body) > LONGEST or "\0" in text:
        return [["--data-binary", "@body"]]
    if "\r" in text or "\n" in text:
        return [["--data-binary", _not_a_file(text)]]
    return [["--data-raw", text]]


def _not_a_file(text: str) -> str:
    """`--data-binary` reads a file where its value begins with an @; such a text is no JSON and no form."""
    return text.replace("@", "%40", 1) if text.startswith("@") else text


def _parts(request: Request) -> list[Part] | None:
    """The parts of a form; None where the body is none that can be read."""
    kind, options = parse_options_header(request.header("Content-Type") or "")
    if kind != "multipart/form-data" or not request.body:
        return None
    found, trouble = split(request.body, options.get("boundary", ""))
    return None if trouble else found


def _form(parts: Sequence[Part], inputs: Mapping[str, str]) -> Iterator[tuple[bool, str]]:
    """True with a part for `--form`, False with one for `--form-string`."""
    for part in parts:
        kind = part.content_type
        if part.filename is not None:
            path = inputs.get(part.filename, part.filename)
            yield True, f"{part.name}=@{_in_form(path)}" + (f";type={kind}" if kind else "")
        elif kind:
            yield True, f"{part.name}={_in_form(part.content.decode('utf-8', 'replace'))};type={kind}"
        else:
            yield False, f"{part.name}={part.content.decode('utf-8', 'replace')}"


def _in_form(text: str) -> str:
    """A value that may hold what `--form` would read as its own: in double quotes (curl(1), --form)."""
    return text if re.fullmatch(r"[\w./-]+", text) else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quoted(word: str, keys: Sequence[str], key_env: str) -> str:
    """The word as a shell reads it back, each key in it as the variable's value."""
    held = [key for key in keys if key and key in word]
    if not held:
        return shlex.quote(word)
    pieces = re.split("(" + "|".join(map(re.escape, held)) + ")", word)
    return "".join(f'"${key_env}"' if piece in held else shlex.quote(piece) for piece in pieces if piece)
