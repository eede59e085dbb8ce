"""`harness new` writes programs that say who they are in the document's own way, and they pass at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import call, harness
from support.runs import run

SPEC = """\
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com/v1"}]
paths:
  /basic:
    get:
      operationId: basic
      security: [{basic: []}]
      responses: &ok
        "200":
          description: ok
          content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}}}}}
  /pair: {get: {operationId: pair, security: [{pair: []}], responses: *ok}}
  /query:
    get:
      operationId: query
      security: [{query: []}]
      parameters: [{name: q, in: query, required: true, schema: {type: string}, example: a b}]
      responses: *ok
  /cookie: {get: {operationId: cookie, security: [{cookie: []}], responses: *ok}}
  /things:
    post:
      operationId: things
      security: [{oauth: [things]}]
      requestBody:
        content: {application/json: {schema: {type: object, required: [b], properties: {b: {type: string}}}}}
      responses: *ok
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    pair: {type: http, scheme: basic}
    query: {type: apiKey, in: query, name: api-key}
    cookie: {type: apiKey, in: cookie, name: sid}
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: "URL", scopes: {things: All things}}}
"""
SETTINGS = """\
pattern = "{language}/{operation}.{ext}"
[apis.v1]
spec = "api.yaml"
"""
PAIR = """\
[credentials.sid]
env = "ACME_SID"
scheme = "pair"
part = "username"
[credentials.password]
env = "ACME_PASSWORD"
scheme = "pair"
part = "password"
"""
CLIENT = """\
[credentials.id]
env = "ACME_ID"
scheme = "oauth"
part = "client_id"
[credentials.secret]
env = "ACME_SECRET"
scheme = "oauth"
part = "client_secret"
"""
LANGUAGES = ("python", "ts", "go", "curl")
SCENARIOS = ("success", "success-compressed", "unauthorized", "missing-key", "empty-key", "malformed-body")


def project(root: Path, name: str, tables: str, url: str = "/token-of-it") -> Path:
    """A project whose programs do not exist yet."""
    for language in LANGUAGES:
        (root / "examples" / language).mkdir(parents=True)
    (root / "examples" / "ts" / "package.json").write_text('{"type": "module"}', "utf-8")
    (root / "examples" / "go" / "go.mod").write_text("module example.invalid/tree\n\ngo 1.21\n", "utf-8")
    (root / "api.yaml").write_text(SPEC.replace("URL", url), "utf-8")
    (root / "harness.toml").write_text(f"{SETTINGS}{tables}[operations.{name}]\nprints = true\n", "utf-8")
    return root


@pytest.mark.parametrize(
    ("name", "tables", "url"),
    [
        ("basic", "", ""),
        ("pair", PAIR, ""),
        ("query", "", ""),
        ("cookie", "", ""),
        ("things", CLIENT, "/oauth/token"),
        ("things", CLIENT, "https://login.example.com/oauth/token"),
    ],
    ids=["basic", "pair", "query", "cookie", "token", "token-elsewhere"],
)
def test_new_programs_sign_in_as_the_document_says(tmp_path: Path, name: str, tables: str, url: str) -> None:
    root = project(tmp_path, name, tables, url)
    chosen = [word for language in LANGUAGES for word in ("--language", language)]
    done = harness(root, "new", name, "--api", "v1", *chosen)
    assert (0, "") == (done.returncode, done.stderr)
    tokens = ("token-expired", "token-refused") if name == "things" else ()
    records = run(root, *SCENARIOS, *tokens)
    assert len(LANGUAGES) * len(SCENARIOS + tokens) == len(records)
    assert {} == {name: one["findings"] for name, one in records.items() if one["verdict"] != "passed"}
    assert "" == call(["gofmt", "-l", "."], root / "examples" / "go").stdout


def test_a_token_without_a_variable_for_the_clients_id_is_refused_in_one_line(tmp_path: Path) -> None:
    done = harness(project(tmp_path, "things", ""), "new", "things", "--api", "v1", "--language", "curl")
    assert (2, "") == (done.returncode, done.stdout)
    assert (
        'harness.toml: programs that get a token by oauth: expected a credential with part = "client_id", found none'
        in done.stderr
    )
