"""Programs that say who they are in all usual ways get no finding; a twin that does it wrongly is named."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from support.runs import Record, run

SPEC = """\
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /basic: {get: {operationId: basic, security: [{basic: []}], responses: &ok {"200": {description: ok}}}}
  /digest: {get: {operationId: digest, security: [{digest: []}], responses: *ok}}
  /cookie: {get: {operationId: cookie, security: [{cookie: []}], responses: *ok}}
  /query: {get: {operationId: query, security: [{query: []}], responses: *ok}}
  /both: {get: {operationId: both, security: [{id: [], key: []}], responses: *ok}}
  /either: {get: {operationId: either, security: [{key: []}, {basic: []}], responses: *ok}}
  /said: {get: {operationId: said, security: [{said: []}], responses: *ok}}
  /optional: {get: {operationId: optional, security: [{bearer: []}, {}], responses: *ok}}
  /tls: {get: {operationId: tls, security: [{tls: []}], responses: *ok}}
  /other: {get: {operationId: other, security: [{hoba: []}], responses: *ok}}
  /signed: {get: {operationId: signed, security: [{signed: []}], responses: *ok}}
  /declared:
    get:
      operationId: declared
      parameters: [{name: X-API-Key, in: header, required: true, schema: {type: string}}]
      responses: *ok
  /fields:
    post:
      operationId: fields
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: {properties: {api_token: {type: string}, q: {type: string}}}}
      responses: *ok
  /token:
    post:
      operationId: token
      security: [{basic: []}]
      requestBody:
        content: {application/x-www-form-urlencoded: {schema: {properties: {grant_type: {type: string}}}}}
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {required: [access_token], properties: {access_token: {type: string}}}}}
  /me: {get: {operationId: me, security: [{oauth: []}], responses: *ok}}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    digest: {type: http, scheme: digest}
    bearer: {type: http, scheme: bearer}
    hoba: {type: http, scheme: hoba}
    cookie: {type: apiKey, in: cookie, name: sid}
    query: {type: apiKey, in: query, name: k}
    id: {type: apiKey, in: header, name: X-App-Id}
    key: {type: apiKey, in: header, name: X-App-Key}
    said: {type: apiKey, in: header, name: Authorization, description: 'Write "Bearer", a space and the key.'}
    signed: {type: apiKey, in: header, name: X-Signature, description: HMAC-SHA256 of the path}
    tls: {type: mutualTLS}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}}
"""
LOGIN = """\
import os, requests
host, key = os.environ["HOST"], os.environ["KEY"]
login = requests.post(host + "/token", data={"grant_type": "client_credentials"}, auth=("me", key), timeout=5)
requests.get(host + "/me", headers={"Authorization": "Bearer " + TOKEN}, timeout=5).raise_for_status()
"""


def curl(path: str, *arguments: str) -> str:
    """A shell program of one call."""
    return f'curl -sS --fail-with-body {" ".join(arguments)} "$HOST{path}"\n'


def python(path: str, more: str) -> str:
    """A program with requests."""
    return (
        "import os, requests\n"
        'key = os.environ["KEY"]\n'
        f'requests.get(os.environ["HOST"] + "{path}", timeout=5, {more}).raise_for_status()\n'
    )


def urllib(path: str, value: str) -> str:
    """A program with nothing but the standard library."""
    return (
        "import base64, os, urllib.request\n"
        'key = os.environ["KEY"]\n'
        f'request = urllib.request.Request(os.environ["HOST"] + "{path}")\n'
        f'request.add_header("Authorization", {value})\n'
        "urllib.request.urlopen(request, timeout=5).read()\n"
    )


def node(path: str, headers: str) -> str:
    """A program with fetch."""
    return (
        "const key = process.env.KEY;\n"
        f"const r = await fetch(`${{process.env.HOST}}{path}`, {{ headers: {{ {headers} }} }});\n"
        "if (!r.ok) { console.error(await r.text()); process.exit(1); }\n"
    )


def go(path: str, line: str) -> str:
    """A program with net/http."""
    return (
        'package main\n\nimport (\n\t"fmt"\n\t"io"\n\t"net/http"\n\t"os"\n)\n\nfunc main() {\n'
        f'\trequest, _ := http.NewRequest("GET", os.Getenv("HOST")+"{path}", nil)\n\t{line}\n'
        "\tanswer, err := http.DefaultClient.Do(request)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n"
        "\tif answer.StatusCode >= 400 {\n\t\twords, _ := io.ReadAll(answer.Body)\n"
        "\t\tfmt.Fprintln(os.Stderr, string(words))\n\t\tos.Exit(1)\n\t}\n}\n"
    )


NOTE = ["auth-scheme/note"]
PROGRAMS: dict[str, tuple[str, str, list[str]]] = {
    # HTTP Basic: either part may be the secret, and clients write it in many ways
    "basic-user.sh": ("basic", curl("/basic", '-u "$KEY:"'), []),
    "basic-password.sh": ("basic", curl("/basic", '-u ":$KEY"'), []),
    "basic-both.sh": ("basic", curl("/basic", '--user "AC123:$KEY"'), []),
    "basic-address.sh": ("basic", 'curl -sS --fail-with-body "http://me:$KEY@${HOST#http://}/basic"\n', []),
    "basic-made.sh": (
        "basic",
        curl("/basic", '-H "Authorization: Basic $(printf %s "me:$KEY" | base64 | tr -d "\\n")"'),
        [],
    ),
    "basic-requests.py": ("basic", python("/basic", 'auth=("AC123", key)'), []),
    "basic-urllib.py": ("basic", urllib("/basic", '"Basic " + base64.b64encode(f"{key}:".encode()).decode()'), []),
    "basic-buffer.mjs": (
        "basic",
        node("/basic", "Authorization: 'Basic ' + Buffer.from(`me:${key}`).toString('base64')"),
        [],
    ),
    "basic-btoa.mjs": ("basic", node("/basic", "authorization: `Basic ${btoa(key + ':')}`"), []),
    "basic-go.go": ("basic", go("/basic", 'request.SetBasicAuth("AC123", os.Getenv("KEY"))'), []),
    "basic-other-key.sh": ("basic", curl("/basic", '-u "me:x" -H "X-Is: ${KEY:+set}"'), ["auth-missing"]),
    "basic-other-key.py": ("basic", python("/basic", 'auth=("AC123", key[:-1])'), ["auth-missing"]),
    "basic-bearer.py": ("basic", python("/basic", 'headers={"Authorization": "Bearer " + key}'), ["auth-scheme"]),
    "basic-plain.mjs": ("basic", node("/basic", "Authorization: `Basic me:${key}`"), ["auth-scheme"]),
    "basic-again.sh": (
        "basic",
        curl("/basic", '-u "me:$KEY"', '-H "X-Debug: Basic $(printf %s "me:$KEY" | base64 | tr -d "\\n")"'),
        ["key-leaked"],
    ),
    # HTTP Digest, by a challenge
    "digest-curl.sh": ("digest", curl("/digest", '--digest -u "user:$KEY"'), []),
    "digest-anyauth.sh": ("digest", curl("/digest", '--anyauth -u "user:$KEY"'), []),
    "digest-requests.py": ("digest", python("/digest", 'auth=requests.auth.HTTPDigestAuth("user", key)'), []),
    "digest-other.sh": ("digest", curl("/digest", '--digest -u "user:x$KEY"'), ["auth-missing"]),
    "digest-as-basic.py": ("digest", python("/digest", 'auth=("user", key)'), ["auth-scheme"]),
    # keys in cookies, queries and headers
    "cookie-curl.sh": ("cookie", curl("/cookie", '-b "sid=$KEY"'), []),
    "cookie-requests.py": ("cookie", python("/cookie", 'cookies={"sid": key, "theme": "dark"}'), []),
    "cookie-go.go": ("cookie", go("/cookie", 'request.Header.Set("Cookie", "sid="+os.Getenv("KEY"))'), []),
    "cookie-other.sh": ("cookie", curl("/cookie", '-b "session=$KEY"'), ["auth-missing", "key-leaked"]),
    "query-curl.sh": ("query", curl("/query?k=$KEY"), []),
    "query-requests.py": ("query", python("/query", 'params={"k": key}'), []),
    "query-header.py": ("query", python("/query", 'headers={"X-K": key}'), ["auth-missing", "key-leaked"]),
    "both-headers.py": ("both", python("/both", 'headers={"X-App-Id": "app-1", "X-App-Key": key}'), []),
    "both-lacks-one.py": ("both", python("/both", 'headers={"X-App-Key": key}'), ["auth-missing"]),
    "either-key.mjs": ("either", node("/either", "'X-App-Key': key"), []),
    "either-basic.sh": ("either", curl("/either", '-u "me:$KEY"'), []),
    "either-none.sh": ("either", curl("/either", '-H "X-Is: ${KEY:+set}"'), ["auth-missing"]),
    "said-bearer.sh": ("said", curl("/said", '-H "Authorization: Bearer $KEY"'), []),
    "said-bearer.mjs": ("said", node("/said", "Authorization: `Bearer ${key}`"), []),
    "said-bare.py": ("said", python("/said", 'headers={"Authorization": key}'), ["auth-scheme"]),
    "optional-none.sh": ("optional", curl("/optional", '-H "X-Is: ${KEY:+set}"'), []),
    "optional-bearer.py": ("optional", python("/optional", 'headers={"Authorization": f"Bearer {key}"}'), []),
    "optional-token.sh": ("optional", curl("/optional", '-H "Authorization: Token $KEY"'), ["auth-scheme"]),
    "optional-other.py": ("optional", python("/optional", 'headers={"Authorization": "Bearer x"}'), ["auth-missing"]),
    "declared-header.py": ("declared", python("/declared", 'headers={"X-API-Key": key}'), []),
    "declared-header.go": ("declared", go("/declared", 'request.Header.Set("X-Api-Key", os.Getenv("KEY"))'), []),
    "declared-none.py": ("declared", python("/declared", 'headers={"X-Is": "set" if key else ""}'), ["auth-missing"]),
    "fields-own.sh": ("fields", curl("/fields", '-d "api_token=$KEY" -d q=a'), []),
    "fields-other.sh": ("fields", curl("/fields", '-d "q=$KEY"'), ["key-leaked"]),
    # what can't be judged is said in a note
    "tls-any.sh": ("tls", curl("/tls"), NOTE),
    "other-any.sh": ("other", curl("/other", '-H "Authorization: HOBA $(printf %s "$KEY" | cksum)"'), NOTE),
    "other-none.sh": ("other", curl("/other", '-H "X-Is: ${KEY:+set}"'), ["auth-missing"]),
    "signed-any.sh": (
        "signed",
        curl("/signed", '-H "X-Signature: $(printf %s /signed | openssl dgst -sha256 -hmac "$KEY" -r | cut -c-64)"'),
        NOTE,
    ),
    # tokens of the case's own
    "login-token.py": ("token me", LOGIN.replace("TOKEN", 'login.json()["access_token"]'), []),
    "login-guess.py": ("token me", LOGIN.replace("TOKEN", '"token"'), ["auth-missing"]),
    "login-secret.py": ("token me", LOGIN.replace("TOKEN", "key"), ["key-leaked"]),
}  # fmt: skip
LANGUAGES = {"sh": "curl", "py": "python", "mjs": "javascript", "go": "go"}


@cache
def records() -> dict[str, Record]:
    """What came of all programs."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lines = ['pattern = "{language}/{operation}.{ext}"', 'host_env = "HOST"', 'key_env = "KEY"']
        lines += ["[apis.v1]", 'spec = "api.yaml"']
        for name, (operations, text, _) in PROGRAMS.items():
            stem, _, extension = name.rpartition(".")
            file = root / "examples" / LANGUAGES[extension] / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            listed = operations.split()
            told = f'operation_id = "{operations}"' if len(listed) == 1 else f"requests = {listed}"
            if f"[operations.{stem}]" not in lines:
                lines += [f"[operations.{stem}]", told]
        (root / "examples" / "go" / "go.mod").write_text("module example.invalid/tree\n\ngo 1.21\n", "utf-8")
        (root / "harness.toml").write_text("\n".join(lines), "utf-8")
        (root / "api.yaml").write_text(SPEC, "utf-8")
        return run(root, "success")


@pytest.mark.xdist_group("credentials")
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_judged_by_what_it_says_who_it_is_with(name: str) -> None:
    stem, _, extension = name.rpartition(".")
    record = records()[f"v1/{stem}/{LANGUAGES[extension]}/success"]
    found = [
        finding["code"] + ("" if finding["severity"] == "error" else f"/{finding['severity']}")
        for finding in record["findings"]
        if finding["code"].startswith(("auth-", "key-", "extra-", "request-"))
    ]
    due = PROGRAMS[name][2]
    assert due == found, record["findings"]
    if not any("/" not in code for code in due):
        assert "passed" == record["verdict"], record["findings"]
