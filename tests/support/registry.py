"""A registry of container images on loopback with one image in it, as the OCI distribution specification says."""

from __future__ import annotations

import hashlib
import json
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME = "examples"
MEDIA = "application/vnd.docker."
MANIFEST = f"{MEDIA}distribution.manifest.v2+json"
PROCESSORS = {"x86_64": "amd64", "aarch64": "arm64"}
"""What the kernel calls a processor -> what images call it."""


@contextmanager
def registry(layer: bytes) -> Iterator[str]:
    """Serves an image of one layer, a tar; its name by digest: `127.0.0.1:PORT/examples@sha256:...`."""
    machine = platform.machine()
    config = json.dumps(
        {
            "architecture": PROCESSORS.get(machine, machine),
            "os": "linux",
            "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
        }
    ).encode()
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": described(f"{MEDIA}container.image.v1+json", config),
            "layers": [described(f"{MEDIA}image.rootfs.diff.tar", layer)],
        }
    ).encode()
    served = {f"/v2/{NAME}/blobs/{digest(blob)}": blob for blob in (config, layer)}
    served |= {"/v2/": b"{}", f"/v2/{NAME}/manifests/{digest(manifest)}": manifest}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = served.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", MANIFEST if "/manifests/" in self.path else "application/octet-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}/{NAME}@{digest(manifest)}"
        server.shutdown()


def digest(blob: bytes) -> str:
    """What a blob is named by."""
    return f"sha256:{hashlib.sha256(blob).hexdigest()}"


def described(media_type: str, blob: bytes) -> dict[str, object]:
    """What a manifest says about a blob."""
    return {"mediaType": media_type, "size": len(blob), "digest": digest(blob)}
