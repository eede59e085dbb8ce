"""What the case's own secret was made into: a digest is made anew with the real one, and what can't be is said."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from support.runs import records

from commands.live.host import PATIENCE, Host, Record
from harness.commands.live import LIVE, live_plan
from harness.model import Reply, Request
from harness.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options

SPEC = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /digest: {get: {operationId: digest, security: [{digest: []}], responses: {"200": {description: ok}}}}
  /signed: {get: {operationId: signed, security: [{signed: []}], responses: {"200": {description: ok}}}}
  /me: {get: {operationId: me, security: [{oauth: []}], responses: {"200": {description: ok}}}}
components:
  securitySchemes:
    digest: {type: http, scheme: digest}
    signed: {type: apiKey, in: header, name: X-Signature, description: An HMAC-SHA256 of the path}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}}
"""
RULES = """\
from harness.credentials.signatures import hmac_sha256

def signature(request, secret):
    return hmac_sha256(request, secret, signed=request.target.encode())
"""
PROGRAMS = {
    "digest": 'curl -sS --fail-with-body --digest -u "me:$API_KEY" "$API_HOST/digest"\n',
    "signed": 'curl -sS --fail-with-body -H "X-Signature: $(printf /signed | openssl dgst -sha256 -hmac "$API_KEY" -r '
    '| cut -c-64)" "$API_HOST/signed"\n',
    "me": 'curl -sS --fail-with-body -u "app:$API_KEY" -d grant_type=client_credentials "$API_HOST/token" >&2\n',
}
REAL = "the-real-password"
ASKED = 'Digest realm="real", qop="auth", algorithm=SHA-256, nonce="n0nce", opaque="o"'


def respond(request: Request) -> Reply:
    """As a host does that knows RFC 7616 by itself."""
    sent = dict(re.findall(r'(\w+)="?([^",]+)"?', (request.header("Authorization") or "").partition(" ")[2]))
    first = hashlib.sha256(f"me:real:{REAL}".encode()).hexdigest()
    second = hashlib.sha256(f"GET:{request.target}".encode()).hexdigest()
    whole = f"{first}:n0nce:{sent.get('nc')}:{sent.get('cnonce')}:auth:{second}"
    fine = sent.get("response") == hashlib.sha256(whole.encode()).hexdigest() and sent.get("opaque") == "o"
    return Reply(200) if fine else Reply(401, (("WWW-Authenticate", ASKED),))


def live(root: Path, name: str, rules: str = "") -> tuple[Record, Host]:
    """The record of a live run of one program, and the host."""
    (root / "examples").mkdir()
    (root / "examples" / f"{name}.sh").write_text(PROGRAMS[name], "utf-8")
    (root / "api.yaml").write_text(SPEC, "utf-8")
    (root / "rules.py").write_text(rules, "utf-8")
    named = 'rules = "rules.py"\n' if rules else ""
    (root / "harness.toml").write_text(f'pattern = "{{operation}}.sh"\n{named}[apis.v1]\nspec = "api.yaml"\n', "utf-8")
    host = Host(respond)
    try:
        session = open_session(root, filters=Filters(scenarios=("success",)))
        plan = live_plan(session.plan, session.catalogue, host.url, {"API_KEY": REAL}, PATIENCE)
        (record,) = records(replace(session, plan=plan), Options(jobs=1, strict=True, world=LIVE)).values()
    finally:
        host.close()
    return record, host


def test_a_digest_is_made_anew_with_the_real_password(tmp_path: Path) -> None:
    record, host = live(tmp_path, "digest")
    assert ("passed", []) == (record["verdict"], record["findings"])
    assert [401, 200] == [exchange.reply.status for exchange in host.exchanges]


@pytest.mark.parametrize(
    ("name", "rules", "said"),
    [("signed", RULES, "a live run can't sign a request again"), ("me", "", "a live run gets no access token")],
)
def test_what_can_not_be_made_anew_leaves_the_case_not_run(tmp_path: Path, name: str, rules: str, said: str) -> None:
    record, host = live(tmp_path, name, rules)
    assert "could-not-run" == record["verdict"]
    assert record["reason"].startswith(said)
    assert [] == host.requests
