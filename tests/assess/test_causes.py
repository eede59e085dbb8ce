"""Findings that only follow from another one are left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assess.evidence import BEARER, Situation, escaped, get
from harness.model import Reply, Traces

SOUND = """\
host = os.environ["API_HOST"]
key = os.environ["NOTES_KEY"]
requests.get(host, headers={"Authorization": key, "Accept": "text/plain"})
urlopen("https://elsewhere.invalid")
"""
NO_HOST = SOUND.replace('os.environ["API_HOST"]', '"http://api.invalid"')
NO_KEY = SOUND.replace('["NOTES_KEY"]', '.get("OTHER_KEY", "")')
TRACE = 'Traceback (most recent call last):\n  File "/w/note.py"'
PLAIN = (*BEARER, ("Accept", "text/plain"))

SITUATIONS = (
    Situation("another host explains that no request came", (("network-escape", 4),), SOUND,
              traces=escaped("elsewhere.invalid")),
    Situation("another host explains the ending", (("network-escape", 4),), SOUND, status=1,
              traces=escaped("elsewhere.invalid")),
    Situation("another host explains nothing of a program that was answered",
              (("exit-status", 3), ("network-escape", 4)), SOUND, (get(),), status=1,
              traces=escaped("elsewhere.invalid")),
    Situation("a wrong Accept explains the ending", (("accept", 3),), SOUND, (get(headers=PLAIN),), status=1),
    Situation("a host that is never read", (("no-request", 3), ("key-variable", 4)), NO_HOST),
    Situation("a host that is never read and was not reached", (("key-variable", 4),), NO_HOST, status=1,
              traces=Traces(stderr="requests.exceptions.ConnectionError: [Errno 111] Connection refused")),
    Situation("a crash hides behind no host that is never read", (("exit-status", 2),), NO_HOST, status=1,
              traces=Traces(stderr=f'{TRACE}, line 2, in <module>\nKeyError: "status"\n')),
    Situation("nor does a crash of a failure scenario", (("no-request", 2),), NO_HOST, status=1,
              scenario="unauthorized", traces=Traces(stderr=f"{TRACE}, line 2, in <module>\nTypeError: no\n")),
    Situation("another variable that is not set is the host's", (("key-variable", 1),),
              SOUND.replace("API_HOST", "MY_HOST"), status=1,
              traces=Traces(stderr=f"{TRACE}, line 1, in <module>\nKeyError: 'MY_HOST'\n")),
    Situation("a key that is never read hides no swallowed error", (("key-variable", 2), ("error-swallowed", 3)),
              NO_KEY, (replace(get(headers=()), reply=Reply(401, (), b"")),)),
    Situation("a key that is never read", (("key-variable", 2),), NO_KEY, (get(headers=()),)),
    Situation("a key that is never read and sent all the same", (("exit-status", 3),), NO_KEY, (get(),), status=1),
    Situation("a variable in a comment is not read", (("key-variable", 2),), f"{NO_KEY}# or $NOTES_KEY\n",
              (get(headers=()),)),
    Situation("both are read", (("no-request", 3),), SOUND),
    Situation("nothing went wrong", (), NO_KEY, (get(),)),
    Situation("a sample reads what it likes", (("auth-missing", 3),), NO_KEY,
              (get(headers=()),), sample=True),
)  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_a_cause_is_told_without_what_follows(situation: Situation) -> None:
    assert situation.remains == situation.places(situation.findings())
