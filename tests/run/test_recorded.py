"""What a run keeps of its exchanges: each secret by its variable, and no request for a token."""

from __future__ import annotations

from pathlib import Path

from support.runs import run

from harness.credentials.places import texts
from harness.model import Case
from harness.plan import credentials_of
from harness.plan.session import open_session
from harness.run import recorded

SPEC = """\
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /basic: {get: {operationId: basic, security: [{basic: []}], responses: {"200": {description: ok}}}}
  /me: {get: {operationId: me, security: [{oauth: []}], responses: {"200": {description: ok}}}}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}}
"""
SETTINGS = """\
pattern = "{operation}.{ext}"
[apis.v1]
spec = "api.yaml"
[credentials.user]
env = "ACME_USER"
scheme = "basic"
part = "username"
secret = true
[credentials.password]
env = "ACME_PASSWORD"
scheme = "basic"
part = "password"
[credentials.client]
env = "ACME_SECRET"
scheme = "oauth"
part = "client_secret"
"""
BASIC = 'curl -sS --fail-with-body -u "$ACME_USER:$ACME_PASSWORD" "$API_HOST/basic"\n'
ME = """\
answer=$(curl -sS -u "app:$ACME_SECRET" -d grant_type=client_credentials "$API_HOST/token")
token=$(printf %s "$answer" | sed 's/.*"access_token": "\\([^"]*\\)".*/\\1/')
curl -sS --fail-with-body -H "Authorization: Bearer $token" "$API_HOST/me"
"""


def test_each_secret_is_kept_as_its_variable_and_read_as_the_cases_own(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "basic.sh").write_text(BASIC, "utf-8")
    (tmp_path / "examples" / "me.sh").write_text(ME, "utf-8")
    (tmp_path / "api.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "harness.toml").write_text(SETTINGS, "utf-8")
    assert {"passed"} == {one["verdict"] for one in run(tmp_path, "success").values()}
    session = open_session(tmp_path)
    basic, me = sorted(session.examples, key=lambda one: one.name)
    own = credentials_of(session.settings, session.catalogue, Case(basic, "success"))
    (exchange,) = recorded.read(session.settings.own, basic, own) or ()
    user, password = (next(one.value for one in own if one.env == env) for env in ("ACME_USER", "ACME_PASSWORD"))
    assert [user, password] == list(texts(exchange.request.header("Authorization") or ""))[1:]
    for file in (tmp_path / ".harness").rglob("*.json"):
        assert not [one.env for one in own if one.value in file.read_text("utf-8")]
    own = credentials_of(session.settings, session.catalogue, Case(me, "success"))
    assert ["/me"] == [one.request.target for one in recorded.read(session.settings.own, me, own) or ()]
