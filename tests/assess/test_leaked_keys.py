"""Keys that were given away: at the line that did it, without what is said of the same value or file once more."""

from __future__ import annotations

import json

import pytest

from assess.evidence import KEY, Situation, get, post
from harness.model import Traces, WrittenFile

SOURCE = """\
host, key = os.environ["API_HOST"], os.environ["NOTES_KEY"]
call(host, headers={"Authorization": f"Bearer {key}"})
print(key)
open("out/notes.txt", "w").write(key)
get("/v1/notes/n1?api_key=" + key)
body = {"data": key}
rating = 2
"""
LEAK = "key-leaked"


def sent(what: str, body: object, *remains: tuple[str, int | None]) -> Situation:
    """A situation whose request has a body."""
    return Situation(what, remains, SOURCE, (post(json.dumps(body)),), operation="addNote")


def wrote(*files: tuple[str, str]) -> Traces:
    """The traces of a program that wrote texts."""
    return Traces(written=tuple(WrittenFile(path, text.encode()) for path, text in files))


SITUATIONS = (
    Situation("what it printed", ((LEAK, 3),), SOURCE, (get(),), traces=Traces(stdout=KEY)),
    Situation("a query that nothing declares", ((LEAK, 5),), SOURCE, (get(f"/v1/notes/n1?api_key={KEY}"),)),
    Situation("another query is wrong by itself", (("query-parameter", None), (LEAK, 5)), SOURCE,
              (get(f"/v1/notes/n1?api_key={KEY}&page=2"),)),
    sent("a field that nothing declares", {"text": "a", "token": KEY}, (LEAK, 6)),
    sent("a field inside another", {"text": {"key": [KEY]}}, (LEAK, 6)),
    sent("a field of another type", {"text": "a", "rating": KEY}, (LEAK, 6)),
    sent("another field is wrong by itself", {"text": KEY, "rating": "x"}, ("body-schema", 7), (LEAK, 6)),
    Situation("a file that nothing promises", ((LEAK, 4),), SOURCE, (get(),), traces=wrote(("out/notes.txt", KEY))),
    Situation("a file of the same name elsewhere", (("output-unexpected", 4), (LEAK, 4)), SOURCE, (get(),),
              traces=wrote(("out/notes.txt", KEY), ("more/notes.txt", "hello"))),
    Situation("a file that a failed call leaves", ((LEAK, 4),), SOURCE, (get(),), scenario="reset", status=1,
              traces=Traces(stderr="failed", written=wrote(("out/notes.txt", KEY)).written)),
    Situation("the line that reads the key where no other tells", ((LEAK, 1),),
              'main(os.environ["NOTES_KEY"], os.environ["API_HOST"])\n',
              (get(headers=(("Authorization", f"Bearer {KEY}"), ("X-Note", KEY))),)),
    Situation("a sample says it of the value as well", (("query-parameter", 5), (LEAK, 5)), SOURCE,
              (get(f"/v1/notes/n1?api_key={KEY}"),), sample=True),
)  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_a_leak_is_told_once_at_its_line(situation: Situation) -> None:
    assert situation.remains == situation.places(situation.findings())
