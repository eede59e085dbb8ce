"""`harness serve` keeps the state of an API that has some, from its start to its end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from commands.serving.served import BEARER, serving

TREE = Path(__file__).parents[2] / "conversations" / "state"


def test_what_was_made_is_there_until_it_is_removed(tmp_path: Path) -> None:
    with serving(Path(shutil.copytree(TREE, tmp_path / "tree"))) as served:
        headers = {**BEARER, "Content-Type": "application/json"}
        status, body, _ = served.ask("POST", "/v1/books", json.dumps({"title": "Emma"}), headers)
        made = json.loads(body)
        path = f"/v1/books/{made['id']}"
        assert (201, "Emma") == (status, made["title"])
        assert made == json.loads(served.ask("GET", path, headers=BEARER)[1])
        assert made in json.loads(served.ask("GET", "/v1/books", headers=BEARER)[1])["books"]
        assert 204 == served.ask("DELETE", path, headers=BEARER)[0]
        assert 404 == served.ask("GET", path, headers=BEARER)[0]
