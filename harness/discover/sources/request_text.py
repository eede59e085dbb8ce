"""A request that a format describes -> the call of curl that sends it, each line with the line that it comes from."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.discover.sources import Block

VARIABLE = re.compile(r"\{\{\s*([\w.$-]+)\s*\}\}")


@dataclass(frozen=True)
class Described:
    """A request as a collection or a file describes it; each part has its line."""

    method: str
    url: tuple[str, int]
    headers: Sequence[tuple[str, str, int]]
    body: Sequence[tuple[str, int]] = ()
    """The lines of the body."""
    forms: Sequence[tuple[str, int]] = ()
    """The fields of a form in several parts, as curl's `--form` has them."""
    file: tuple[str, int] | None = None
    """The file that is the body."""
    name: str = ""
    headings: tuple[str, ...] = ()
    named: str | None = None


def block(request: Described, variables: Mapping[str, str]) -> Block:
    """The call as a sample of curl. Variables that have a value are filled in; the others are placeholders."""
    url = filled(request.url[0], variables)
    rows = [(f"curl --silent --show-error --request {request.method} {shlex.quote(url)}", request.url[1])]
    rows += [
        (f"--header {shlex.quote(f'{name}: {filled(value, variables)}')}", line)
        for name, value, line in request.headers
    ]
    rows += [(f"--form {shlex.quote(filled(text, variables))}", line) for text, line in request.forms]
    if request.file:
        rows.append((f"--data-binary {shlex.quote(f'@{request.file[0]}')}", request.file[1]))
    if request.body:
        text = [filled(line, variables).replace("'", "'\\''") for line, _ in request.body]
        at = [line for _, line in request.body]
        rows.append((f"--data-raw '{text[0]}", at[0]))
        whole = [*rows[:-1], *zip([rows[-1][0], *text[1:]], at, strict=True)]
        whole[-1] = (whole[-1][0] + "'", whole[-1][1])
    else:
        whole = rows
    joined = len(rows)
    lines = [text if index >= joined - 1 else f"{text} \\" for index, (text, _) in enumerate(whole)]
    indented = [line if index == 0 or index >= joined else f"  {line}" for index, line in enumerate(lines)]
    return Block(
        "curl",
        "".join(f"{line}\n" for line in indented),
        tuple(line for _, line in whole),
        request.named,
        request.headings,
        name=request.name,
        request=(request.method, path_of(url)),
    )


def filled(text: str, variables: Mapping[str, str], depth: int = 5) -> str:
    """The text with the variables that have a value, which may name others."""
    done = VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)
    return done if done == text or not depth else filled(done, variables, depth - 1)


def path_of(url: str) -> str:
    """The path and query of an address whose host may be a variable."""
    rest = re.sub(r"^(?:https?://[^/?#]*|\{\{[^}]*\}\})", "", url)
    return rest if rest.startswith("/") else f"/{rest}"
