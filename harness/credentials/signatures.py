"""Two worked signatures, for a rules file to call: a header with an HMAC-SHA256, and version 4 of AWS.

A rules file checks its own API's signature so:

    from harness.credentials.signatures import hmac_sha256

    def signature(request, secret):
        return hmac_sha256(request, secret, header="X-Signature", signed=request.target.encode())
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote, unquote

from harness.model import Request

_SIGV4 = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/\s]+)/(\d{8})/([^/\s]+)/([^/\s]+)/aws4_request, ?"
    r"SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})"
)


def hmac_sha256(
    request: Request, secret: str, *, header: str = "X-Signature", signed: bytes | None = None, prefix: str = ""
) -> str | None:
    """Checks a header with the HMAC-SHA256, in hexadecimal or base64, of `signed`: by default the body."""
    value = request.header(header)
    if value is None:
        return f"the header {header} is missing"
    if not value.startswith(prefix):
        return f"{header} does not begin with {prefix}"
    made = hmac.new(secret.encode(), request.body if signed is None else signed, hashlib.sha256)
    right = (made.hexdigest(), base64.b64encode(made.digest()).decode())
    sent = value.removeprefix(prefix).strip()
    return None if sent.lower() == right[0] or sent == right[1] else f"{header} is not the HMAC-SHA256 of the request"


def aws_sigv4(request: Request, secret: str) -> str | None:
    """Checks an `Authorization` header of AWS Signature Version 4, as the AWS General Reference has it."""
    found = _SIGV4.fullmatch((request.header("Authorization") or "").strip())
    if found is None:
        return "Authorization has not the form AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=..."
    _, date, region, service, names, sent = found.groups()
    time = request.header("X-Amz-Date") or ""
    if not time.startswith(date):
        return "X-Amz-Date is missing, or of another day than the credential"
    if "host" not in names.split(";"):
        return "the header Host is not signed"
    lacking = [name for name in names.split(";") if request.header(name) is None]
    if lacking:
        return f"the signed header {lacking[0]} was not sent"
    declared, body = request.header("X-Amz-Content-Sha256"), hashlib.sha256(request.body).hexdigest()
    if declared not in (None, "UNSIGNED-PAYLOAD", body) and not (declared or "").startswith("STREAMING-"):
        return "X-Amz-Content-Sha256 is not the digest of the body"
    scope = f"{date}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(_canonical(request, names, service).encode()).hexdigest()
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, "aws4_request", f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{digest}"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return None if hmac.compare_digest(key.hex(), sent) else "Signature is not that of the request as it was sent"


def _canonical(request: Request, names: str, service: str) -> str:
    """The canonical request. All services but S3 encode the path twice."""
    path, _, query = request.target.partition("?")
    path = quote(unquote(path), safe="/-_.~")
    sent = parse_qsl(query, keep_blank_values=True)
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in sent)
    headers = "".join(f"{name}:{_value(request, name)}\n" for name in names.split(";"))
    return "\n".join(
        (
            request.method,
            path if service == "s3" else quote(path, safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in pairs),
            headers,
            names,
            request.header("X-Amz-Content-Sha256") or hashlib.sha256(request.body).hexdigest(),
        )
    )


def _value(request: Request, name: str) -> str:
    values = (value for key, value in request.headers if key.lower() == name.lower())
    return ",".join(" ".join(value.split()) for value in values)
