"""Each source of samples: a small page with a right and a stale sample in it, the stale one named at its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.runs import Record, errors, run

from discover.notes import KEY, document, write
from harness.errors import UserError

HOST = "$API_HOST/v1"
RIGHT = f'curl -sS {KEY} "{HOST}/notes/n1"'
STALE = f'curl -sS {KEY} "{HOST}/note/n1"'
"""The path was renamed in the document, and not on the page."""


def notebook(*cells: tuple[str, str]) -> str:
    """A notebook of nbformat 4, as Jupyter writes one."""
    made = [
        {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
        | ({"execution_count": 1, "outputs": []} if kind == "code" else {})
        for kind, text in cells
    ]
    language = {"kernelspec": {"name": "python3"}, "language_info": {"name": "python"}}
    return json.dumps({"cells": made, "metadata": language, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def call(path: str) -> str:
    key = "{'Authorization': 'Bearer ' + os.environ['NOTES_KEY']}"
    return f'request = Request(os.environ["API_HOST"] + "/v1/{path}/n1", headers={key})\nprint(urlopen(request).read())'


def postman(path: str) -> dict[str, object]:
    return {
        "name": f"Read {path}",
        "request": {
            "method": "GET",
            "header": [{"key": "X-Off", "value": "1", "disabled": True}],
            "url": {"raw": f"{{{{base}}}}/{path}/n1", "host": ["{{base}}"]},
        },
    }


COLLECTION = {
    "info": {"name": "Notes", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{apiKey}}", "type": "string"}]},
    "variable": [{"key": "base", "value": "https://api.example.invalid/v1"}],
    "item": [
        {"name": "Notes: `getNote`", "item": [postman("notes"), postman("note")]},
        {
            "name": "addNote",
            "request": {
                "method": "POST",
                "header": [],
                "url": "{{base}}/notes",
                "body": {"mode": "raw", "raw": '{\n "text": "it\'s"\n}', "options": {"raw": {"language": "json"}}},
            },
        },
    ],
}

PAGES = {
    "page.mdx": f"""\
import Tabs from '@theme/Tabs';

# Read: `getNote`

<Tabs>
  <TabItem value="right">

      ```bash title="Right"
      {RIGHT}
      ```

  </TabItem>
  <TabItem value="stale">
  {{/* operation: getNote */}}
  ```bash
  {STALE}
  ```
  </TabItem>
</Tabs>
""",
    "page.rst": f"""\
Read
====

.. tabs::

   .. group-tab:: Right

      .. code-block:: bash
         :linenos:
         :operation: getNote

         {RIGHT}

   .. group-tab:: Stale

      .. operation: getNote

      .. code-block:: bash

         {STALE}
""",
    "page.adoc": f"""\
= Notes

== Read (`getNote`)

[tabs]
====
Right::
+
--
[source,bash]
----
{RIGHT} # <1>
----
<1> It needs a key.
--
Stale::
+
--
.Stale
[source%linenums,bash,operation=getNote]
----
{STALE}
----
--
====
""",
    "page.ipynb": notebook(
        ("markdown", "Notes."),
        ("code", "%pip install nothing\nimport os\nfrom urllib.request import Request, urlopen"),
        ("markdown", "## Read: `getNote`"),
        ("code", call("notes")),
        ("markdown", "Again.\n<!-- operation: getNote -->"),
        ("code", call("note")),
    ),
    "samples.yaml": f"""\
# Samples by name
get_note_1: |-
  {RIGHT}
get-note-2: |-
  {STALE}
""",
    "nested.json": json.dumps({"getNote": {"curl": RIGHT}, "curl": {"getNote": STALE}}, indent=2),
    "notes.http": """\
@base = {{$host}}/v1

### Right
# @name getNote
GET https://api.example.invalid/v1/notes/n1
  ?verbose=1
Authorization: Bearer {{apiKey}}

> {% client.log("done") %}

### Stale: `getNote`
GET https://api.example.invalid/v1/note/n1 HTTP/1.1
Authorization: Bearer {{apiKey}}
""".replace("  ?verbose=1\n", ""),
    "notes.postman_collection.json": json.dumps(COLLECTION, indent=1),
}
HARD_CODED = ("notes.http", "notes.postman_collection.json")


def records(root: Path, name: str, text: str) -> dict[str, Record]:
    """The records of the samples of one page."""
    write(root, document(), f'pages = ["{name}"]\n')
    if name in HARD_CODED:
        settings = root / "harness.toml"
        settings.write_text("hard_coded_hosts = true\n" + settings.read_text("utf-8"), "utf-8")
    (root / name).write_text(text, "utf-8")
    return run(root, "success")


@pytest.mark.parametrize("name", PAGES)
def test_the_right_sample_passes_and_the_stale_one_is_named_at_its_line(name: str, tmp_path: Path) -> None:
    found = records(tmp_path, name, PAGES[name])
    good = [record for record in found.values() if record["verdict"] == "passed"]
    (bad,) = (record for record in found.values() if record["verdict"] != "passed")
    line = next(at for at, row in enumerate(PAGES[name].splitlines(), 1) if "/note/n1" in row)
    assert 1 <= len(good)
    assert ["unknown-operation"] == errors(bad), bad["findings"]
    assert {(name, line)} == {(one["file"], one["line"]) for one in bad["findings"] if one["severity"] == "error"}


def test_a_collections_body_is_sent_as_it_is(tmp_path: Path) -> None:
    name = "notes.postman_collection.json"
    found = records(tmp_path, name, PAGES[name])
    (record,) = (one for one in found.values() if one["operation"].startswith("addNote"))
    (exchange,) = record["exchanges"]
    assert {"text": "it's"} == json.loads(exchange["request"]["body"]["text"])


def test_a_request_of_a_file_without_a_name_is_known_by_its_path(tmp_path: Path) -> None:
    text = 'POST https://api.example.invalid/v1/notes\nContent-Type: application/json\n\n{\n  "text": "it\'s"\n}\n'
    found = records(
        tmp_path, "notes.http", text.replace("Content-Type", "Authorization: Bearer {{token}}\nContent-Type")
    )
    assert ["v1/addNote/curl/success"] == list(found)
    assert ["passed"] == [record["verdict"] for record in found.values()], found


def test_a_request_with_a_file_as_its_body_sends_the_file(tmp_path: Path) -> None:
    text = "### addNote\nPOST https://api.example.invalid/v1/notes\nAuthorization: Bearer {{token}}\n"
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "note.json").write_text('{"text": "from a file"}', "utf-8")
    write(tmp_path, document(), 'pages = ["a.http"]\ninputs = "inputs"\n')
    settings = tmp_path / "harness.toml"
    settings.write_text("hard_coded_hosts = true\n" + settings.read_text("utf-8"), "utf-8")
    (tmp_path / "a.http").write_text(f"{text}Content-Type: application/json\n\n< ./note.json\n", "utf-8")
    (record,) = run(tmp_path, "success").values()
    assert ("passed", '{"text": "from a file"}') == (
        record["verdict"],
        record["exchanges"][0]["request"]["body"].get("text"),
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ipynb", "{", r"a\.ipynb:\d+: expected a notebook, got"),
        ("a.ipynb", "[]", r"a\.ipynb: expected a notebook of nbformat 4"),
        ("a.postman_collection.json", '{"item": 1}', r"expected a Postman collection with items"),
        ("a.yaml", "a: [", r"a\.yaml:\d+: expected YAML or JSON, got"),
        ("a.rst", ".. code-block:: sh\n   :operation: getNotes\n\n   ls\n", r"a\.rst:\d+: expected an operation"),
    ],
)
def test_a_page_that_can_not_be_used_is_one_line(name: str, text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said):
        records(tmp_path, name, text)


def test_what_a_page_has_beside_samples_breaks_nothing(tmp_path: Path) -> None:
    text = (
        ".. include:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n\n.. nonsense::\n\n   x\n\nText `broken\n\n"
    )
    assert 1 == len(records(tmp_path, "a.rst", f"{text}.. code-block:: sh\n   :operation: getNote\n\n   {RIGHT}\n"))
