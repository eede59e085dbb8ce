"""Signatures: two worked ones against known answers, and a rules file that checks its own."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest
from support.runs import Record, errors, run

from harness.credentials.signatures import aws_sigv4, hmac_sha256
from harness.model import Headers, Request

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
"""The secret of AWS's published test suite for Signature Version 4."""
SCOPE = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request"
VANILLA = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
"""The signature of its case `get-vanilla`."""
ORDERED = "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
"""And of `get-vanilla-query-order-key-case`."""


def aws(signature: str, target: str = "/", date: str = "20150830T123600Z") -> Request:
    """A request of the test suite."""
    auth = f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host;x-amz-date, Signature={signature}"
    headers: Headers = (("Host", "example.amazonaws.com"), ("X-Amz-Date", date), ("Authorization", auth))
    return Request("GET", target, headers, b"")


def test_the_signature_of_aws_is_that_of_its_test_suite() -> None:
    assert aws_sigv4(aws(VANILLA), SECRET) is None


def test_the_query_is_signed_in_order() -> None:
    assert aws_sigv4(aws(ORDERED, "/?Param2=value2&Param1=value1"), SECRET) is None


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (aws("0" * 64), "Signature is not"),
        (aws(VANILLA, "/other"), "Signature is not"),
        (aws(VANILLA, date="20150831T123600Z"), "X-Amz-Date"),
        (Request("GET", "/", (("Authorization", "Bearer x"),), b""), "has not the form"),
    ],
)
def test_what_is_wrong_with_a_signature_of_aws_is_said(request_: Request, said: str) -> None:
    assert said in (aws_sigv4(request_, SECRET) or "")


def test_an_hmac_is_read_in_hexadecimal_and_behind_a_prefix() -> None:
    made = hmac.new(b"secret", b"body", hashlib.sha256).hexdigest()
    request = Request("POST", "/", (("X-Hub-Signature-256", f"sha256={made}"),), b"body")
    assert hmac_sha256(request, "secret", header="X-Hub-Signature-256", prefix="sha256=") is None
    assert "is not" in (hmac_sha256(request, "other", header="X-Hub-Signature-256", prefix="sha256=") or "")


SPEC = """\
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /s: {get: {operationId: get_s, security: [{s: []}], responses: {"200": {description: ok}}}}
components: {securitySchemes: {s: {type: apiKey, in: header, name: X-Signature}}}
"""
RULES = """\
from harness.credentials.signatures import hmac_sha256

def signature(request, secret):
    return hmac_sha256(request, secret, signed=request.target.encode())
"""
SHELL = """\
made=$(printf %s SIGNED | openssl dgst -sha256 -hmac "$KEY" -r | cut -c-64)
curl -sS --fail-with-body -H "X-Signature: $made" "$HOST/s"
"""
PYTHON = """\
import base64, hashlib, hmac, os, requests
made = hmac.new(os.environ["KEY"].encode(), b"/s", hashlib.HASH).digest()
headers = {"X-Signature": base64.b64encode(made).decode()}
requests.get(os.environ["HOST"] + "/s", headers=headers, timeout=5).raise_for_status()
"""


def record_of(root: Path, name: str, text: str) -> Record:
    """The record of one program whose API has a rules file."""
    (root / "examples").mkdir()
    (root / "examples" / name).write_text(text, "utf-8")
    (root / "api.yaml").write_text(SPEC, "utf-8")
    (root / "rules.py").write_text(RULES, "utf-8")
    (root / "harness.toml").write_text(
        'pattern = "{operation}.{ext}"\nhost_env = "HOST"\nkey_env = "KEY"\nrules = "rules.py"\n'
        '[apis.v1]\nspec = "api.yaml"\n',
        "utf-8",
    )
    return next(iter(run(root, "success").values()))


@pytest.mark.parametrize(
    ("name", "text"), [("get_s.sh", SHELL.replace("SIGNED", "/s")), ("get_s.py", PYTHON.replace("HASH", "sha256"))]
)
def test_a_program_that_signs_well_passes(tmp_path: Path, name: str, text: str) -> None:
    record = record_of(tmp_path, name, text)
    assert ("passed", []) == (record["verdict"], record["findings"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("get_s.sh", SHELL.replace("SIGNED", "/t")),
        ("get_s.py", PYTHON.replace("HASH", "sha1")),
        ("get_s.sh", 'curl -sS --fail-with-body -H "X-Signature: $KEY" "$HOST/s"\n'),
    ],
)
def test_a_program_that_signs_otherwise_is_named(tmp_path: Path, name: str, text: str) -> None:
    record = record_of(tmp_path, name, text)
    assert "auth-missing" in errors(record)
    assert any("the signature does not fit" in finding["message"] for finding in record["findings"])
