"""`harness serve` leads to its second host, takes what comes there, and plays redirects."""

from __future__ import annotations

import http.client
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from support.command import PATIENCE

from commands.serving.served import BEARER, Served, serving

TREE = Path(__file__).parents[2] / "conversations" / "elsewhere"
JSON = {**BEARER, "Content-Type": "application/json"}


def follow(address: str, method: str, body: str | None = None) -> tuple[int, bytes]:
    """Status and body of what a whole address answers."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request(method, address.removeprefix(f"http://{parts.netloc}"), body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def asked(served: Served) -> list[tuple[object, int, list[str]]]:
    """Operation, status and codes of each request on the desk."""
    return [
        (seen["operation"], seen["response"]["status"], [finding["code"] for finding in seen["findings"]])
        for seen in served.seen()
    ]


def test_an_upload_is_taken_by_the_second_host(tmp_path: Path) -> None:
    with serving(Path(shutil.copytree(TREE, tmp_path / "tree"))) as served:
        made = json.loads(served.ask("POST", "/v1/uploads", json.dumps({"name": "a"}), JSON)[1])
        assert made["upload_url"].startswith(f"http://localhost:{served.port}/incoming/")
        assert (200, b"") == follow(made["upload_url"], "PUT", "text")
        assert 405 == follow(made["upload_url"], "GET")[0]
        assert [("v1/createUpload", 201, []), (None, 200, []), (None, 405, [])] == asked(served)


def test_a_redirect_leads_to_the_answer(tmp_path: Path) -> None:
    with serving(Path(shutil.copytree(TREE, tmp_path / "tree"))) as served:
        for scenario in ("redirected", "redirected-away"):
            served.choose(scenario)
            status, _, headers = served.ask("GET", "/v1/items/1", headers={"X-Api-Key": "k"})
            assert 301 == status
            status, body = follow(headers["Location"], "GET")
            assert (401 if scenario == "redirected" else 200) == status, body
