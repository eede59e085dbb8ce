"""Placeholders, unset variables and missing files explain findings; a sample owes less than a program."""

from __future__ import annotations

from typing import Any

import pytest

from assess.evidence import BEARER, JSON, Place, Situation, escaped, get, post
from harness.model import Exchange, Traces

KEY = '-H "Authorization: Bearer $NOTES_KEY"'
QUOTED = "-H 'Authorization: Bearer $NOTES_KEY'"
SENDS = f"curl -sS {KEY} -H 'Content-Type: application/json'"
PYTHON = """\
key = os.environ["NOTES_KEY"]
host = os.environ["API_HOST"]
body = {"text": TEXT}
body |= {"rating": RATING}
requests.post(host, json=body)
"""
SCRIPT = """\
const headers = { Authorization: `Bearer ${process.env.NOTES_KEY}` };
await fetch(process.env.API_HOST, { headers, body: JSON.stringify({
  text: process.env.TEXT,
  rating: "x",
}) });
"""
PLAIN = (*BEARER, ("Accept", "text/plain"))


def shell(what: str, source: str, *exchanges: Exchange, remains: tuple[Place, ...], **more: Any) -> Situation:
    """A curl sample."""
    return Situation(what, remains, source, exchanges, "curl", sample=True, **more)


def python(text: str, rating: str = "1") -> str:
    """A Python program with two values."""
    return PYTHON.replace("TEXT", text).replace("RATING", rating)


BAD = '{"text": "a", "rating": "bad"}'
UNSET = 'os.environ["NOTE"]'
LACKS = (
    shell("a placeholder explains the path", f'curl -sS {KEY} \\\n  "$API_HOST/v1/notes/{{note_id}}"\n',
          get("/v1/notes/%7Bnote_id%7D"), remains=(("placeholder", 2),)),
    shell("a placeholder does not explain the rest of a path",
          f'curl -sS {KEY} "$API_HOST/v1/notes/{{note_id}}/text"\n',
          get("/v1/notes/note_id/text"), remains=(("placeholder", 1), ("unknown-operation", 1))),
    shell("a placeholder in a place of its own explains the path", f'curl -sS {KEY} "$API_HOST/{{version}}/notes/n1"\n',
          get("/version/notes/n1"), remains=(("placeholder", 1),)),
    shell("a placeholder does not explain another parameter", f'curl -sS {KEY} "$API_HOST/v1/notes/{{note_id}}?a=1"\n',
          get("/v1/notes/note_id?a=1"), remains=(("placeholder", 1), ("query-parameter", 1))),
    shell("a placeholder explains the parameter that it stands in", f'curl -sS {KEY} "$API_HOST/v1/notes/n1?a=<a>"\n',
          get("/v1/notes/n1?a=<a>"), remains=(("placeholder", 1),)),
    Situation("a placeholder that was sent explains the value", (("placeholder", 4),), python('"a"', '"VAR_rating"'),
              (post('{"text": "a", "rating": "VAR_rating"}'),), operation="addNote"),
    Situation("a placeholder that was not sent is none", (), python('"a"') + "# VAR_rating\n",
              (post('{"text": "a"}'),), operation="addNote"),
    Situation("a placeholder does not explain another value", (("placeholder", 3), ("body-schema", 4)),
              python('"VAR_text"', '"bad"'), (post('{"text": "VAR_text", "rating": "bad"}'),), operation="addNote"),
    shell("a variable's name is no part of a word", f"{SENDS} -d '{BAD}' \\\n  $API_HOST/v1/notes?$at\n", post(BAD),
          operation="addNote", remains=(("variable-unset", 2), ("body-schema", 1))),
    shell("a variable of a field's name explains the field", f"echo $rating\n{SENDS} -d @- $API_HOST/v1/notes\n",
          post(BAD), operation="addNote", remains=(("variable-unset", 1),)),
    shell("a key in single quotes explains the refusal", f"curl {QUOTED} $API_HOST/v1/notes/n1\n",
          get(headers=(("Authorization", "Bearer $NOTES_KEY"),)), remains=(("variable-unset", 1),)),
    Situation("a field that does not come since its variable is unset", (("variable-unset", 3), ("body-schema", 4)),
              SCRIPT, (post('{"rating": "x"}'),), "javascript", "addNote", sample=True),
    Situation("a variable whose lack shows nowhere can be meant", (), python(UNSET), (post('{"text": ""}'),),
              operation="addNote"),
    Situation("a variable that makes a program crash", (("variable-unset", 3),), python(UNSET), operation="addNote",
              status=1),
    Situation("a variable that makes a sample send a bad value", (("variable-unset", 3), ("body-schema", 4)),
              python(UNSET, '"x"'), (post('{"text": "", "rating": "x"}'),), operation="addNote", sample=True),
    Situation("a program's bad value does not come of a variable", (("body-schema", 4),), python(UNSET, '"x"'),
              (post('{"text": "", "rating": "x"}'),), operation="addNote"),
    *(Situation(f"a shell that reads {name} in the key's place", (("key-variable", line),),
                f"{set_up}curl -sS -H 'Accept: */*' {KEY.replace('NOTES_KEY', name)} $API_HOST/v1/notes/n1\n",
                (get(headers=()),), "curl")
      for name, line, set_up in (("API_KEY", 1, ""), ("NOTES_TOKEN", 2, "size=1\n"), ("KEY", 2, ': "${LIMIT:=3}"\n'))),
    Situation("a shell that reads another variable beside no key", (("variable-unset", 2), ("key-variable", 2)),
              "curl -sS $API_HOST/v1/notes/n1\necho $NOTES_ID\n", (get(headers=()),), "curl"),
    Situation("a shell that reads the key, and an unset variable", (("variable-unset", 1),),
              f"curl -sS {KEY} $API_HOST/v1/notes/$NOTE_KEY\n", (get("/v1/notes/"),), "curl"),
    Situation("a key that is never read says it better than a variable", (("key-variable", 1),),
              python(UNSET).replace("NOTES_KEY", "OTHER_KEY"), (post('{"text": ""}', JSON),), operation="addNote"),
    shell("a file that is not there explains an empty body", f'{SENDS} -d @note.json "$API_HOST/v1/notes"\n', post("["),
          operation="addNote", lacking=frozenset(("note.json",)), remains=(("input-missing", 1),)),
    shell("an unset variable explains no broken body", f'{SENDS} -d "[" "$API_HOST/v1/notes?$NOTE"\n', post("["),
          operation="addNote", remains=(("variable-unset", 1), ("body-unreadable", 1))),
    Situation("a file that is not there explains the one of its name", (("input-missing", 6),),
              python('"a"') + 'open("notes.txt")\n', status=1, operation="addNote", scenario="reset",
              exchanges=(post('{"text": "a"}'),), lacking=frozenset(("notes.txt",)), sample=True,
              traces=Traces(changed_inputs=("notes.txt",), stderr="Traceback (most recent call last)")),
)  # fmt: skip

SAMPLES = (
    Situation("a sample that was refused owes no message", (("unknown-field", 3),), python('"a"'),
              (post('{"text": "a", "note": 1}', status=400),), operation="addNote", sample=True),
    Situation("a program that was refused owes one", (("unknown-field", 3), ("error-swallowed", 5)), python('"a"'),
              (post('{"text": "a", "note": 1}', status=400),), operation="addNote"),
    Situation("a sample that crashed on its way owes no other request", (("exit-status", 5),), python('"a"'), (get(),),
              operation="addNote", sample=True, status=1),
    Situation("an address of the answer is no escape", (("network-escape/note", 5),), python('"a"'),
              (get(answer=b'{"id": "https://store.invalid/n1"}'),), sample=True, status=1,
              traces=escaped("store.invalid")),
    Situation("an address of the sample's own is one", (("exit-status", 5), ("network-escape", 5)), python('"a"'),
              (get(),), sample=True, status=1, traces=escaped("store.invalid")),
    Situation("a value that only its schema shows to be a placeholder", (("placeholder", 4),),
              python('"a"', '"<rating>"'), (post('{"text": "a", "rating": "<rating>"}', status=400),),
              operation="addNote", sample=True),
    Situation("an Accept of the sample's library is a warning", (("accept/warning", 5),), python('"a"'),
              (get(headers=PLAIN),), sample=True),
    Situation("an Accept of its own is an error", (("accept", 6),), python('"a"') + '"text/plain"\n',
              (get(headers=PLAIN),), sample=True),
)  # fmt: skip
SITUATIONS = (*LACKS, *SAMPLES)


@pytest.mark.parametrize("situation", LACKS, ids=str)
def test_what_a_text_lacks_is_told_without_what_follows(situation: Situation) -> None:
    assert situation.remains == situation.places(situation.findings())


@pytest.mark.parametrize("situation", SAMPLES, ids=str)
def test_a_sample_owes_less_than_a_program(situation: Situation) -> None:
    assert situation.remains == situation.places(situation.findings())
