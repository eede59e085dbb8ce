"""Fork servers that do not work leave programs to start cold."""

from __future__ import annotations

import json
import os
import socket
from threading import Thread

import pytest

from harness.launch import warm

COMMAND = {"argv": ["python", "x.py"], "folder": "/", "env": {}}
DESCRIPTORS = 6


def test_one_that_does_not_answer_is_given_up_and_its_late_process_finds_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(warm, "ANSWER_LIMIT", 0.05)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        assert warm.start(ours, COMMAND, 1, 2) is None
        request, descriptors, _, _ = socket.recv_fds(theirs, warm.MAX_PACKET, DESCRIPTORS)
        for descriptor in descriptors[1:]:
            os.close(descriptor)
        with socket.socket(fileno=descriptors[0]) as answers, pytest.raises(BrokenPipeError):
            answers.send(b'{"pid": 7}')
    assert COMMAND == json.loads(request)


def test_one_that_is_gone_is_not_waited_for() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        theirs.close()
        assert warm.start(ours, COMMAND, 1, 2) is None


@pytest.mark.parametrize(
    ("answers", "asked", "pid"),
    [
        ([{"ended": -11}, {"pid": 3}], 2, 3),
        ([{"ended": -11}, {"ended": -11}, {"pid": 4}], 3, 4),
        ([{"ended": -11}, {"ended": -11}, {"ended": -11}, {"pid": 5}], 3, None),
        ([{"cold": "why"}, {"pid": 3}], 1, None),
        ([{}, {"pid": 3}], 1, None),
    ],
)
def test_one_whose_new_process_died_before_it_was_the_program_is_asked_again(
    answers: list[dict[str, object]], asked: int, pid: int | None
) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    requests = 0

    def serve() -> None:
        nonlocal requests
        for answer in answers:
            request, descriptors, _, _ = socket.recv_fds(theirs, warm.MAX_PACKET, DESCRIPTORS)
            if not request:
                return
            requests += 1
            with socket.socket(fileno=descriptors[0]) as told:
                told.send(json.dumps(answer).encode() if answer else b"")
            for descriptor in descriptors[1:]:
                os.close(descriptor)

    server = Thread(target=serve)
    server.start()
    with theirs:
        with ours:
            program = warm.start(ours, COMMAND, 1, 2)
        server.join()
    if program:
        program.wait()
    assert (asked, pid) == (requests, program and program.pid)
