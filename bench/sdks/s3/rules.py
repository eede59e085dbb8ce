"""The signature of AWS, which the bundled rule checks."""

from harness.credentials.signatures import aws_sigv4


def signature(request, secret):
    if (request.header("Host") or "").endswith("amazonaws.com"):
        return aws_sigv4(request, secret)
    return None
