"""A program for the shell, with curl."""

from __future__ import annotations

import json
import shlex

from harness.commands.scaffold.shape import RequestShape, bare, keyed

HEAD = """\
#!/bin/sh
# {title}

set -eu

api_host={host}

if {unset}; then
  echo {said} >&2
  exit 1
fi

"""
TEMPORARY = """\
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

"""
SCRATCH = "tmp.XXXXXX"
FAILED = """\
) || {
  printf 'Request failed: %s\\n' "$(cat "$tmp/error")" >&2
  exit 1
}

if [ "$http_code" -ne 200 ]; then
  printf 'HTTP %s: %s\\n' "$http_code" "$(cat "$tmp/body")" >&2
  exit 1
fi

"""


TOKEN = """\
http_code=$(
  curl --silent --show-error --max-time 15 \\
    --user @USER@ \\
    --data grant_type=client_credentials \\
@SCOPE@    --output "$tmp/body" \\
    --write-out '%{http_code}' \\
    @URL@ 2>"$tmp/error"
"""
GIVEN = """\
access_token=$(sed -n 's/.*"access_token": *"\\([^"]*\\)".*/\\1/p' "$tmp/body")

"""


def write(shape: RequestShape) -> str:
    """The program's text."""
    host = f"${{{shape.host_env}:-{shape.host}}}" if shape.host_env else shape.host
    unset = " || ".join(f'[ -z "${{{one}:-}}" ]' for one in shape.variables)
    head = HEAD.format(title=shape.title, host=host, unset=unset, said=shlex.quote(shape.unset))
    outputs = shlex.quote(shape.outputs)
    made = f"mkdir -p {outputs}\ntmp=$(mktemp -d {outputs}/{SCRATCH})\n" if shape.image else "tmp=$(mktemp -d)\n"
    lines = ["http_code=$(", "  curl --silent --show-error --max-time 15 \\"]
    lines += [f"    {word} \\" for word in _words(shape)]
    lines.append(f'    "$api_host{_in_quotes(shape.path)}{_query(shape)}" 2>"$tmp/error"')
    last = f'mv "$tmp/body" {outputs}/{shlex.quote(shape.image)}\n' if shape.image else 'cat "$tmp/body"\n'
    return head + made + TEMPORARY + _token(shape) + "\n".join(lines) + "\n" + FAILED + last


def _token(shape: RequestShape) -> str:
    way = shape.sign_in
    if way.kind != "oauth":
        return ""
    url = shlex.quote(way.token_url) if "//" in way.token_url else f'"$api_host{_in_quotes(way.token_url)}"'
    scope = f"    --data-urlencode {shlex.quote('scope=' + way.scope)} \\\n" if way.scope else ""
    user = f'"${way.user_env}:${shape.key_env}"'
    return TOKEN.replace("@USER@", user).replace("@SCOPE@", scope).replace("@URL@", url) + FAILED + GIVEN


def _query(shape: RequestShape) -> str:
    """The key's parameter, as it appears in double quotes behind the path."""
    if shape.sign_in.kind != "query":
        return ""
    return f"{'&' if '?' in shape.path else '?'}{_in_quotes(shape.sign_in.name)}=${shape.key_env}"


def _words(shape: RequestShape) -> list[str]:
    sends = shape.form or shape.body is not None
    words = [f"--request {shape.method}"] if shape.method != ("POST" if sends else "GET") else []
    for name, value in shape.headers:
        before, has = keyed(value)
        variable = "access_token" if shape.sign_in.kind == "oauth" else shape.key_env
        key = f'"{_in_quotes(f"{name}: {before}")}${variable}"'
        words.append(f"--header {key if has else shlex.quote(f'{name}: {value}')}")
    way = shape.sign_in
    if way.kind == "basic":
        words.append(f'--user "${way.user_env}:${shape.key_env}"' if way.user_env else f'--user "${shape.key_env}:"')
    if way.kind == "cookie":
        words.append(f'--cookie "{_in_quotes(way.name)}=${shape.key_env}"')
    words += [f"--form {shlex.quote(f'{one.field}=@../{one.name};type={one.media}')}" for one in shape.files]
    for name, value in shape.fields:
        shown = _json(value) if isinstance(value, dict) else bare(value)
        words.append(f"--form-string {shlex.quote(f'{name}={shown}')}")
    if shape.body is not None:
        words += ["--header 'Content-Type: application/json'", f"--data {shlex.quote(_json(shape.body))}"]
    return [*words, '--output "$tmp/body"', "--write-out '%{http_code}'"]


def _json(value: object) -> str:
    """JSON, one member a line."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    lines = [f"      {json.dumps(name)}: {json.dumps(item, ensure_ascii=False)}" for name, item in value.items()]
    return "{\n" + ",\n".join(lines) + "\n    }"


def _in_quotes(text: str) -> str:
    """A text as it appears in a shell's double quotes."""
    for char in '\\"$`':
        text = text.replace(char, f"\\{char}")
    return text
