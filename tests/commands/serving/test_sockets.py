"""`harness serve` answers WebSockets, and shows each message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from harness.cli.serve_command import _tell
from harness.library.mocking import mock_server

DOCUMENT = Path(__file__).parents[2] / "conversations" / "sockets" / "voice.yaml"
KEY = "sk-0123456789abcdef"


def test_a_person_talks_to_the_mock_and_sees_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with mock_server(DOCUMENT) as mock:
        url = mock.url.replace("http", "ws") + "/v1/talk?lang=en"
        headers = {"Authorization": f"Bearer {KEY}"}
        with connect(url, additional_headers=headers) as socket:
            socket.send(json.dumps({"type": "ask", "text": KEY}))
            assert ["part", "part", "done"] == [json.loads(one)["type"] for one in socket]
        mock.play("socket-failed", once=True)
        with connect(url, additional_headers=headers) as socket:
            socket.send(json.dumps({"type": "ask"}))
            with pytest.raises(ConnectionClosed, match="1008"):
                socket.recv()
        with pytest.raises(InvalidStatus):
            connect(url)
        seen = mock.requests
    assert [[], [], [], ["socket-message"], ["auth-missing"]] == [
        [finding["code"] for finding in one["findings"]] for one in seen
    ]
    said = seen[1]["messages"]
    assert ["program", "mock", "mock", "mock", "mock"] == [one["by"] for one in said]
    assert {"type": "ask", "text": "[key]"} == json.loads(said[0]["text"])
    _tell(seen[3])
    assert capsys.readouterr().out.splitlines() == [
        "GET /v1/talk?lang=en -> said  [socket-failed]",
        '    program: {"type": "ask"}',
        "    mock: closed with 1008: text is missing",
        "    socket-message: a message breaks the document: text is missing",
    ]
