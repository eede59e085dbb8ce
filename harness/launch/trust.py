"""The throw-away CA of a run: who makes programs believe that the mock is the host that they name."""

from __future__ import annotations

import os
import shutil
import ssl
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from harness.common.hosts import STANDARD, Host
from harness.launch import Furniture

VARIABLES = (
    "SSL_CERT_FILE",  # OpenSSL, and with it Python, Ruby, PHP and curl; Go; httpx; rustls-native-certs
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "AWS_CA_BUNDLE",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "DENO_CERT",
    "GIT_SSL_CAINFO",
)
"""The variables by which clients learn of a CA, each the path of a PEM file."""
SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine
)
"""Where systems keep the CAs that their clients trust: libraries of curl look there, and at no variable."""
JAVA_SYSTEM = "/etc/ssl/certs/java/cacerts"
CA_FILE = "ca.pem"


@dataclass(frozen=True)
class Trust:
    """A certificate for some hosts, by a CA whose key is kept nowhere, and what makes programs trust it."""

    hosts: tuple[Host, ...]
    context: ssl.SSLContext
    """For the server's side: TLS 1.2 and 1.3, HTTP/1.1 (RFC 7301)."""
    pem: str
    """The CA's certificate."""
    java: bytes
    """The same as a trust store of Java, without a password."""
    bundles: tuple[Path, ...]
    """Files of CAs, beside the system's, in whose place programs see this one."""

    @cached_property
    def furniture(self) -> Furniture:
        """What the places of programs hold."""
        ports = dict.fromkeys((host.name, host.port) for host in self.hosts)
        for host in self.hosts:  # a program that leaves out the S is reported so, and not that it called a stranger
            secure = host.scheme == "https" and host.port == STANDARD["https"]
            ports |= {(host.name, STANDARD["http"]): None} if secure else {}
        files = dict.fromkeys((*SYSTEM_BUNDLES, *map(str, self.bundles)), self.pem)
        files |= dict.fromkeys(_java_stores(), self.java.decode("latin-1"))
        return Furniture(tuple(dict.fromkeys(host.name for host in self.hosts)), tuple(ports), files)

    def environment(self, folder: Path) -> dict[str, str]:
        """The variables of a program whose private copy is at `folder`; writes the CA's certificate there."""
        file = folder / CA_FILE
        file.write_text(self.pem)
        return dict.fromkeys(VARIABLES, str(file))


def make(hosts: Sequence[Host], root: Path, patterns: Iterable[str] = ()) -> Trust | None:
    """Trust in some hosts; None where there are none. `patterns`, below `root`, name the files of CAs of clients."""
    if not hosts:
        return None
    import trustme  # here, because only programs that name their host need it
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    from harness.launch.certificate import certificate

    authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2", "http/1.1"])
    context.num_tickets = 0
    _load(context, certificate(authority, dict.fromkeys(host.name for host in hosts)))
    pem = authority.cert_pem.bytes()
    java = pkcs12.serialize_java_truststore(
        [pkcs12.PKCS12Certificate(x509.load_pem_x509_certificate(pem), b"mock")], NoEncryption()
    )
    bundles = tuple(sorted(path for pattern in patterns for path in root.glob(pattern) if path.is_file()))
    return Trust(tuple(hosts), context, pem.decode(), java, bundles)


def _load(context: ssl.SSLContext, chain: bytes) -> None:
    """Gives a context its key and certificate, which it takes from a file alone: one that is in memory."""
    if sys.platform != "linux":
        return  # nowhere else is there a place in which a host could be the mock
    descriptor = os.memfd_create("chain", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, chain)
        context.load_cert_chain(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _java_stores() -> tuple[str, ...]:
    """The trust stores of the Java that is on PATH or in JAVA_HOME."""
    java = shutil.which("java")
    homes = [Path(java).resolve().parent.parent] if java else []
    homes += [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    return (JAVA_SYSTEM, *(str(home / "lib" / "security" / "cacerts") for home in homes))
