"""Placeholders, unset variables and files that are not there: filled where that is certain, else told first."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.machine import needs_machine
from support.runs import Record, errors, run

from discover.notes import GET, KEY, code, document, line_of, run_samples, write

PYTHON = """\
import os
import urllib.request

headers = {"Authorization": f"Bearer {os.environ['NOTES_KEY']}", "Content-Type": "application/json"}
data = DATA
url = os.environ["API_HOST"] + "/v1/notes"
urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers))
"""
NO_EXAMPLE = {"parameters": [{"name": "note_id", "in": "path", "required": True, "schema": {"type": "string"}}]}


def only(root: Path, source: str, settings: str = "", lang: str = "Shell", operation: str = "getNote") -> Record:
    """The record of a document's only sample."""
    (record,) = run_samples(root, settings, **{operation: code(source, lang=lang)}).values()
    return record


def sample(place: str) -> str:
    """A curl sample with a text in the place of the note's id; the address is one that samples write."""
    return f'API="https://api.example.invalid/v1/notes/{place}"\ncurl -sS {KEY} "$API_HOST${{API#https://*.invalid}}"\n'


PLACES = (
    *("{note_id}", "<note_id>", "<your note id>", ":note_id", "[NOTE_ID]", "$NOTE_ID", "{id}", "{{id}}"),
    *("%7Bnote_id%7D", "your-note-id", "NOTE_ID"),
)


@pytest.mark.parametrize("place", PLACES)
def test_a_placeholder_in_a_path_is_filled_from_the_documents_example_and_told_as_a_note(
    place: str, tmp_path: Path
) -> None:
    record = only(tmp_path, sample(place))
    assert ("passed", ["placeholder"]) == (record["verdict"], [found["code"] for found in record["findings"]])


@pytest.mark.parametrize("place", ["{note_id}", "<note_id>", ":note_id"])
def test_a_placeholder_behind_a_variable_for_the_host_is_one_as_well(place: str, tmp_path: Path) -> None:
    fine = only(tmp_path / "known", GET.replace("notes/n1", f"notes/{place}"))
    assert ("passed", ["placeholder"]) == (fine["verdict"], [found["code"] for found in fine["findings"]])
    more = {**NO_EXAMPLE, **code(GET.replace("notes/n1", f"notes/{place}"))}
    (record,) = run_samples(tmp_path / "unknown", getNote=more).values()
    assert ["placeholder"] == errors(record), record["findings"]


@pytest.mark.parametrize("place", ["{note_id}", "<note_id>", ":note_id"])
def test_a_placeholder_that_came_as_it_stands_is_told_in_any_language(place: str, tmp_path: Path) -> None:
    source = PYTHON.replace("DATA", "None").replace('"/v1/notes"', f'"/v1/notes/{place}"')
    record = only(tmp_path, source, lang="Python")
    assert ["placeholder"] == errors(record), record["findings"]
    assert [line_of(tmp_path, "/v1/notes")] == [found["line"] for found in record["findings"]]


def test_what_a_language_puts_a_value_in_the_place_of_is_no_placeholder(tmp_path: Path) -> None:
    source = PYTHON.replace("DATA", "None").replace('"/v1/notes"', 'f"/v1/notes/{note_id}"')
    assert "passed" == only(tmp_path, f"note_id = 'n1'\n{source}", lang="Python")["verdict"]


@pytest.mark.parametrize("place", ["{note_id}", ":note_id", "[NOTE_ID]"])
def test_a_placeholder_that_no_one_knows_is_told_and_nothing_that_follows(place: str, tmp_path: Path) -> None:
    more = {**NO_EXAMPLE, **code(sample(place))}
    (record,) = run_samples(tmp_path, getNote=more).values()
    assert ["placeholder"] == errors(record), record["findings"]
    assert [line_of(tmp_path, 'API="https')] == [found["line"] for found in record["findings"]]


def test_a_placeholder_is_filled_from_the_settings(tmp_path: Path) -> None:
    more = {**NO_EXAMPLE, **code(sample("{note_id}"))}
    (record,) = run_samples(tmp_path, '[samples.values]\nnote_id = "n7"\n', getNote=more).values()
    assert ("passed", "/v1/notes/n7") == (record["verdict"], record["exchanges"][0]["request"]["target"])
    (note,) = record["findings"]
    assert ("placeholder", "note", "{note_id}, filled from the settings") == (
        note["code"],
        note["severity"],
        note["actual"],
    )


def test_a_templates_variable_in_a_body_is_told_or_filled(tmp_path: Path) -> None:
    source = PYTHON.replace("DATA", """b'{"text": "VAR_text"}'""")
    assert ["placeholder"] == errors(only(tmp_path / "told", source, "", "Python", "addNote"))
    record = only(tmp_path / "filled", source, '[samples.values]\nVAR_text = "hello"\n', "Python", "addNote")
    assert ([], ["placeholder"]) == (errors(record), [found["code"] for found in record["findings"]])


@pytest.mark.parametrize("word", ["YOUR_API_KEY", "<your-api-key>", "{API_KEY}", "sk-xxxxxxxxxxxx", "{{apiKey}}"])
def test_the_readers_key_may_stand_in_a_sample_as_a_placeholder(word: str, tmp_path: Path) -> None:
    record = only(tmp_path, GET.replace("$NOTES_KEY", word))
    assert ("passed", ["note"]) == (record["verdict"], [found["severity"] for found in record["findings"]])


def test_a_text_that_is_no_placeholder_is_no_key(tmp_path: Path) -> None:
    assert ["auth-missing"] == errors(only(tmp_path, GET.replace("$NOTES_KEY", "abcdefgh")))


def test_an_unset_variable_of_a_shell_is_told_and_nothing_that_follows(tmp_path: Path) -> None:
    record = only(tmp_path, GET.replace("notes/n1", "notes/n$NOTE"))
    assert ["variable-unset"] == errors(record)
    assert [line_of(tmp_path, "/n$NOTE")] == [found["line"] for found in record["findings"]]


def test_a_variable_of_the_settings_is_there(tmp_path: Path) -> None:
    settings = '[env]\nNOTE = "n1"\nOTHER_KEY = "{key}"\n'
    source = GET.replace("notes/n1", "notes/$NOTE").replace("$NOTES_KEY", "$OTHER_KEY")
    record = only(tmp_path, source, settings.replace("[env]", "[env]"))
    assert "passed" == record["verdict"]


@pytest.mark.parametrize("word", ["${NOTE:-n1}", "${NOTE-n1}"])
def test_a_variable_with_a_value_of_its_own_is_fine(word: str, tmp_path: Path) -> None:
    assert [] == errors(only(tmp_path, GET.replace("notes/n1", f"notes/{word}")))


def test_a_variable_in_single_quotes_is_told_as_the_reason(tmp_path: Path) -> None:
    record = only(tmp_path, GET.replace(KEY, "-H 'Authorization: Bearer $OTHER'"), '[env]\nOTHER = "{key}"\n')
    assert ["variable-unset"] == errors(record)
    assert "single quotes" in record["findings"][0]["message"]
    record = only(tmp_path / "key", GET.replace(KEY, "-H 'Authorization: Bearer $NOTES_KEY'"))
    assert ["variable-unset"] == errors(record)


def test_a_variable_that_makes_another_program_crash_is_the_reason(tmp_path: Path) -> None:
    wrong = only(tmp_path / "wrong", PYTHON.replace("DATA", 'os.environ["NOTE"].encode()'), "", "Python", "addNote")
    assert ["variable-unset"] == errors(wrong)
    fine = PYTHON.replace("DATA", """b'{"text": "hello"}'\nos.environ.get("DEBUG")""")
    assert [] == errors(only(tmp_path / "fine", fine, "", "Python", "addNote"))


def test_a_variable_that_makes_another_program_send_undefined_is_the_reason(tmp_path: Path) -> None:
    source = "const host = process.env.API_HOST;\nconst headers = {Authorization: `Bearer ${process.env.NOTES_KEY}`};\n"
    source += "await fetch(`${host}/v1/notes/${process.env.NOTE}`, {headers});\n"
    limits = [{"name": "note_id", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 4}}]
    for name, text, found in (
        ("unset", source, ["variable-unset"]),
        ("set", source.replace("${process.env.NOTE}", "n1"), []),
    ):
        more = {"parameters": limits, **code(text, lang="javascript")}
        (record,) = run_samples(tmp_path / name, getNote=more).values()
        assert found == errors(record)


def test_a_field_that_does_not_come_since_its_variable_is_unset_is_not_told_besides(tmp_path: Path) -> None:
    source = """\
const headers = { Authorization: `Bearer ${process.env.NOTES_KEY}`, "Content-Type": "application/json" };
const text = JSON.stringify({
  text: process.env.NOTE_TEXT,
});
fetch(process.env.API_HOST + "/v1/notes", { method: "POST", headers, body: text }).then((answer) => {
  if (!answer.ok) throw new Error(answer.status);
});
"""
    record = only(tmp_path / "unset", source, lang="JavaScript", operation="addNote")
    assert ["variable-unset"] == errors(record), record["findings"]
    other = source.replace("  text: process", "  note: process")
    record = only(tmp_path / "other", other, lang="JavaScript", operation="addNote")
    assert ["variable-unset", "body-schema"] == errors(record), record["findings"]


def test_a_file_that_is_not_there_is_the_reason(tmp_path: Path) -> None:
    source = PYTHON.replace("DATA", 'open("note.json", "rb").read()')
    record = only(tmp_path / "wrong", source, "", "Python", "addNote")
    assert ["input-missing"] == errors(record)
    assert any("Put note.json into the folder" in found["hint"] for found in record["findings"])
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "note.json").write_text('{"text": "hello"}')
    assert [] == errors(only(tmp_path / "fine", source, 'inputs = "../inputs"\n', "Python", "addNote"))
    shell = f'curl -sS {KEY} -H "Content-Type: application/json" -d @note.json "$API_HOST/v1/notes"\n'
    assert ["input-missing"] == errors(only(tmp_path / "shell", shell, "", operation="addNote"))
    form = f'curl -sS {KEY} -F note="@path/to/note.json" "$API_HOST/v1/notes"\n'
    assert "input-missing" in errors(only(tmp_path / "form", form, "", operation="addNote"))
    assert [] == errors(only(tmp_path / "whole", shell, 'inputs = "../inputs"\n', operation="addNote"))


def test_a_file_that_a_program_says_it_did_not_find_is_the_reason(tmp_path: Path) -> None:
    source = PYTHON.replace("DATA", 'next(open(name, "rb").read() for name in ["note.json"])')
    record = only(tmp_path, source, "", "Python", "addNote")
    assert ["input-missing"] == errors(record)
    assert [line_of(tmp_path, "note.json")] == [found["line"] for found in record["findings"]]


def test_a_file_in_the_readers_home_is_not_there(tmp_path: Path) -> None:
    source = f'curl -sS {KEY} -F "note=@$HOME/note.json" "$API_HOST/v1/notes"\n'
    assert ["input-missing"] == errors(only(tmp_path, source, "", operation="addNote"))


def test_a_body_that_breaks_its_schema_is_told_beside_a_placeholder(tmp_path: Path) -> None:
    body = "-H 'Content-Type: application/json' -d '{\"txt\": 1}'"
    source = f'curl -sS {KEY} {body} "$API_HOST/v1/notes?a=$NOTE"\n'
    codes = set(errors(only(tmp_path, source, operation="addNote")))
    assert {"variable-unset", "unknown-field"} == codes


def test_an_address_that_the_answer_gave_is_no_escape(tmp_path: Path) -> None:
    reads = PYTHON.replace("DATA", """b'{"text": "hello"}'""")
    reads = reads.replace("urllib.request.urlopen(", "answer = urllib.request.urlopen(")
    more = 'import json\nurllib.request.urlopen(json.load(answer)["id"])\n'
    data = document(addNote=code(reads + more, lang="Python"))
    answer = data["paths"]["/notes"]["post"]["responses"]["200"]["content"]["application/json"]
    answer["example"] = {"id": "https://store.example.invalid/n1"}
    write(tmp_path / "answer", data)
    (record,) = run(tmp_path / "answer").values()
    assert ([], ["network-escape"]) == (errors(record), [found["code"] for found in record["findings"]])
    other = more.replace('json.load(answer)["id"]', '"https://other.example.invalid/n1"')
    assert "network-escape" in errors(only(tmp_path / "own", reads + other, "", "Python", "addNote"))


LIBRARIES = {
    "Python": ("import notes_client\n", "import os.notes_client\n"),
    "Ruby": ("require 'notes_client'\n", "require_relative 'notes_client'\n"),
    "JavaScript": ("import notes from '@notes/client';\n", "import notes from './client.mjs';\n"),
}
"""A line that asks for a library that is nowhere, and one that asks for what is the sample's own affair."""


@needs_machine("ruby")
@pytest.mark.parametrize("lang", LIBRARIES)
def test_a_library_that_is_not_there_is_no_fault_of_the_sample(lang: str, tmp_path: Path) -> None:
    asks, own = LIBRARIES[lang]
    record = only(tmp_path / "library", asks, lang=lang)
    assert ("could-not-run", []) == (record["verdict"], record["findings"])
    assert "the sample needs the library" in record["reason"]
    assert ["exit-status"] == errors(only(tmp_path / "own", own, lang=lang))


def test_a_library_that_is_lacked_after_a_request_is_told_by_how_the_program_ends(tmp_path: Path) -> None:
    source = PYTHON.replace("DATA", 'b\'{"text": "a"}\'') + "import notes_client\n"
    assert ["exit-status"] == errors(only(tmp_path, source, lang="Python", operation="addNote"))


TOOLS = {
    "a tool that Debian has": ("mlr --icsv cat\n", ("could-not-run", "install the Debian package miller")),
    "a tool behind a request": (f"set -e\n{GET}mlr\n", ("could-not-run", "miller")),
    "the API's own tool": ("notes-cli list\n", ("could-not-run", "the sample needs notes-cli")),
    "a misspelt tool": (GET.replace("curl -", "crul -"), ("failed", "")),
    "what is no name": (f"{GET}Response: x\n", ("failed", "")),
}


@pytest.mark.parametrize(("source", "wanted"), TOOLS.values(), ids=TOOLS)
def test_a_tool_that_is_not_there_is_no_fault_of_the_sample(
    source: str, wanted: tuple[str, str], tmp_path: Path
) -> None:
    record = only(tmp_path, source)
    assert wanted[0] == record["verdict"], record["findings"]
    assert wanted[1] in record.get("reason", "")


@pytest.mark.parametrize(("word", "verdict"), [("bash", "passed"), ("Bash (curl)", "passed"), ("sh", "failed")])
def test_a_sample_runs_under_the_shell_that_its_document_names(word: str, verdict: str, tmp_path: Path) -> None:
    json = "-H 'Content-Type: application/json'"
    source = f'curl -sS --fail {KEY} {json} -d @- "$API_HOST/v1/notes" <<< \'{{"text": "hello"}}\'\n'
    record = only(tmp_path, source, lang=word, operation="addNote")
    assert verdict == record["verdict"], record["findings"]


def test_a_sample_of_a_named_shell_keeps_its_lines(tmp_path: Path) -> None:
    record = only(tmp_path, f"a=1\n{GET.replace('notes/n1', 'notes/n$NOTE')}", lang="bash")
    assert [("variable-unset", line_of(tmp_path, "/n$NOTE"))] == [(f["code"], f["line"]) for f in record["findings"]]


def test_the_settings_name_a_text_that_stands_for_the_key(tmp_path: Path) -> None:
    source = GET.replace("$NOTES_KEY", "demo")
    assert [] == errors(only(tmp_path / "named", source, 'keys = ["demo"]\n'))
    assert ["auth-missing"] == errors(only(tmp_path / "other", source, 'keys = ["test"]\n'))


@pytest.mark.parametrize(
    ("variable", "found"), [("$API_TOKEN", []), ("${MY_API_KEY}", []), ("$NOTE", ["variable-unset"])]
)
def test_a_shells_variable_that_is_called_the_key_is_the_key(variable: str, found: list[str], tmp_path: Path) -> None:
    assert found == errors(only(tmp_path, GET.replace("$NOTES_KEY", variable)))


@pytest.mark.parametrize("place", ["[FAX_NUMBER]", "<FAX_NUMBER>", "{{FAX_NUMBER}}", "YOUR_FAX"])
def test_a_placeholder_in_a_body_is_told_or_filled(place: str, tmp_path: Path) -> None:
    source = PYTHON.replace("DATA", f"""b'{{"text": "{place}"}}'""")
    assert ["placeholder"] == errors(only(tmp_path / "told", source, "", "Python", "addNote"))
    values = f'[samples.values]\n{place.strip("[]<>{}")} = "hello"\n'
    assert [] == errors(only(tmp_path / "filled", source, values, "Python", "addNote"))


@pytest.mark.parametrize("text", ["[note]", "<b>", "YOUR NOTE", "[A]"])
def test_a_text_of_a_body_that_may_be_meant_is_no_placeholder(text: str, tmp_path: Path) -> None:
    source = PYTHON.replace("DATA", f"""b'{{"text": "{text}"}}'""")
    assert [] == errors(only(tmp_path, source, "", "Python", "addNote"))


@pytest.mark.parametrize(
    ("text", "told"),
    [("$NOTE_TOKEN", True), ("$price", False), ("cost: $NOTE_TOKEN", False), ("$ID", False)],
)
def test_a_variable_that_is_a_whole_text_of_a_body_in_single_quotes_is_not_set(
    text: str, told: bool, tmp_path: Path
) -> None:
    source = f'curl -sS {KEY} --json \'{{"text": "{text}"}}\' "$API_HOST/v1/notes"\n'
    record = only(tmp_path, source, operation="addNote")
    assert (["variable-unset"] if told else []) == errors(record)
