"""Trees of every shape: patterns, folders, no document, several requests, values that chain. Each with a sound twin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from discover.notes import document
from support.runs import Record, errors, run

from harness.errors import UserError
from harness.plan.session import open_session
from harness.settings.reader import SettingsError

SHELL = """\
answer=$(curl -sS --fail-with-body -H "Authorization: Bearer $NOTES_KEY" "$API_HOST/v1/notes/n1") && told=1 || told=2
echo "$answer" >&$told
[ $told = 1 ]
"""
PYTHON = """\
import os
import sys
import urllib.request

headers = {"Authorization": f"Bearer {os.environ['NOTES_KEY']}", "Accept": "application/json"}
request = urllib.request.Request(os.environ["API_HOST"] + "/v1/notes/n1", headers=headers)
try:
    print(urllib.request.urlopen(request).read().decode())
except urllib.error.HTTPError as error:
    sys.exit(error.read().decode())
"""
BASE = 'key_env = "NOTES_KEY"\n'
SPEC = 'spec = "notes.yaml"\n'


def project(root: Path, settings: str, files: Mapping[str, str], data: Mapping[str, Any] | None = None) -> Path:
    """Writes a project with programs below `examples`."""
    for name, text in files.items():
        path = root / "examples" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (root / "harness.toml").write_text(BASE + settings, "utf-8")
    (root / "notes.yaml").write_text(yaml.safe_dump(data or document(), sort_keys=False), "utf-8")
    return root


def verdicts(records: Mapping[str, Record]) -> dict[str, str]:
    """Each case's verdict."""
    return {name: record["verdict"] for name, record in records.items()}


SHAPES = {
    "no api": ("{language}/{operation}.{ext}", "curl/get_note.sh", "api"),
    "no language": ("{api}/{operation}.{ext}", "v1/get_note.sh", "v1"),
    "neither": ("{operation}.{ext}", "get_note.sh", "api"),
    "a folder a sample": ("{api}/{operation}/{language}/main.{ext}", "v1/get_note/curl/main.sh", "v1"),
    "any folder between": ("{language}/*/{operation}.{ext}", "curl/whatever/get_note.sh", "api"),
    "a folder that is the program": ("{language}/{operation}/", "curl/get_note/main.sh", "api"),
    "a folder with one program": ("{operation}/", "get_note/anything.sh", "api"),
    "kebab case": ("{operation}/curl.{ext}", "get-note/curl.sh", "api"),
}


@pytest.mark.parametrize(("pattern", "file", "api"), SHAPES.values(), ids=SHAPES)
def test_a_tree_of_any_shape_is_run(pattern: str, file: str, api: str, tmp_path: Path) -> None:
    project(tmp_path, f'pattern = "{pattern}"\n{SPEC}', {file: SHELL})
    name = "get-note" if "get-note" in file else "get_note"
    assert {f"{api}/{name}/curl/success": "passed"} == verdicts(run(tmp_path, "success"))


@pytest.mark.parametrize(("pattern", "file", "api"), SHAPES.values(), ids=SHAPES)
def test_its_faulty_twin_is_told_of_with_file_and_line(pattern: str, file: str, api: str, tmp_path: Path) -> None:
    del api
    project(tmp_path, f'pattern = "{pattern}"\n{SPEC}', {file: f"# A note.\n{SHELL.replace('notes/n1', 'note/n1')}"})
    (record,) = run(tmp_path, "success").values()
    (found,) = record["findings"]
    assert ("unknown-operation", f"examples/{file}", 2) == (found["code"], found["file"], found["line"])


def test_the_only_api_of_the_settings_is_that_of_a_tree_without_apis(tmp_path: Path) -> None:
    project(tmp_path, 'pattern = "{operation}.{ext}"\n[apis.notes]\nspec = "notes.yaml"\n', {"get_note.sh": SHELL})
    assert {"notes/get_note/curl/success": "passed"} == verdicts(run(tmp_path, "success"))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('pattern = "{language}/{ext}"\n', "a path that names {operation} once"),
        ('pattern = "{operation}/{operation}"\n', "a path that names {operation} once"),
        ('pattern = "{api}/{api}/{operation}"\n', "a path that names {api} once"),
        (
            'pattern = "{operation}.{ext}"\n[apis.a]\nspec = "a"\n[apis.b]\nspec = "b"\n',
            "a path that names {api} once, for there are several apis",
        ),
        ("[apis.a]\nspec = true\n", '"apis.a.spec": expected a path, or false, got True'),
        ('[languages.python]\nworkdir = "../x"\n', "a path that stays below its folder"),
        ('[operations.a]\nrequests = "a"\n', "expected a list of operations"),
        ("[operations.a]\nrequests = [3]\n", "expected a table"),
        ('[operations.a]\nrequests = [{carries = ["id"]}]\n', 'expected a table with "operation"'),
        ("[operations.a]\nanswer = 1979-05-27\n", "expected a value that JSON can hold"),
    ],
)
def test_settings_of_a_tree_that_can_not_be_used_are_told_in_one_line(settings: str, said: str, tmp_path: Path) -> None:
    project(tmp_path, settings, {"get_note.sh": SHELL})
    with pytest.raises(SettingsError) as raised:
        open_session(tmp_path)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_programs_own_folder_is_prepared_and_is_what_it_runs_from(tmp_path: Path) -> None:
    """Each folder has a set-up of its own: what it made is there, and nothing of the other folders."""
    settings = 'pattern = "{operation}/{language}/main.{ext}"\n' + SPEC
    settings += '[languages.curl]\nworkdir = "{folder}"\nprepare = [["cp", "place.txt", "ready.txt"]]\n'
    other = SHELL.replace("$API_HOST/v1/notes/n1", "$API_HOST$(cat ready.txt)")
    files = {"get_note/curl/main.sh": other, "get_note/curl/place.txt": "/v1/notes/n1"}
    add = SHELL.replace("-H", '-H "Content-Type: application/json" -d @ready.txt -H', 1).replace("/notes/n1", "/notes")
    files |= {"add_note/curl/main.sh": add, "add_note/curl/place.txt": '{"text": "hello"}'}
    project(tmp_path, settings, files)
    assert {"passed"} == set(verdicts(run(tmp_path, "success")).values())


def test_a_folder_whose_preparation_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    settings = 'pattern = "{operation}/main.{ext}"\n' + SPEC
    settings += '[languages.curl]\nworkdir = "{folder}"\nprepare = [["cat", "there.txt"]]\n'
    files = {"get_note/main.sh": SHELL, "get_note/there.txt": "", "add_note/main.sh": SHELL}
    project(tmp_path, settings, files)
    found = verdicts(run(tmp_path, "success"))
    assert {"api/get_note/curl/success": "passed", "api/add_note/curl/success": "could-not-run"} == found


def test_a_program_that_names_no_operation_shows_the_one_that_its_request_is_for(tmp_path: Path) -> None:
    settings = f'pattern = "{{operation}}.{{ext}}"\noperations_by_request = true\n{SPEC}'
    project(tmp_path / "fine", settings, {"tutorial.sh": SHELL})
    records = run(tmp_path / "fine", "success", "unauthorized", "malformed-body")
    assert {"api/tutorial/curl/success", "api/tutorial/curl/unauthorized"} == set(records) - {
        "api/tutorial/curl/malformed-body"
    }
    assert "passed" == records["api/tutorial/curl/success"]["verdict"]
    project(tmp_path / "key", settings, {"tutorial.sh": SHELL.replace("Bearer $NOTES_KEY", "Bearer abcdefgh")})
    assert ["key-variable"] == [code for record in run(tmp_path / "key", "success").values() for code in errors(record)]
    project(tmp_path / "none", settings, {"tutorial.sh": SHELL.replace("notes/n1", "note/n1")})
    (record,) = run(tmp_path / "none", "success").values()
    assert ["unknown-operation"] == errors(record)
    assert "GET /v1/notes/{note_id}" in record["findings"][0]["message"]


# --------------------------------------------------------------------------- without a document

NO_DOCUMENT = 'pattern = "{language}/{operation}.{ext}"\n[apis.notes]\nspec = false\n'


def undocumented(root: Path, python: str, settings: str = "", shell: str = SHELL) -> dict[str, list[str]]:
    """The codes of two programs that are only compared with each other, by language."""
    project(root, NO_DOCUMENT + settings, {"python/get_note.py": python, "curl/get_note.sh": shell})
    return {record["language"]: errors(record) for record in run(root, "success").values()}


def test_programs_without_a_document_are_compared_with_each_other(tmp_path: Path) -> None:
    assert {"python": [], "curl": []} == undocumented(tmp_path / "same", PYTHON)
    other = undocumented(tmp_path / "path", PYTHON.replace("notes/n1", "notes/n2"))
    assert {"python": ["parity-path"], "curl": ["parity-path"]} == other  # of two, neither is the odd one out
    query = undocumented(tmp_path / "query", PYTHON.replace("notes/n1", "notes/n1?page=2"))
    assert {"parity-query"} == {code for codes in query.values() for code in codes}
    header = undocumented(tmp_path / "header", PYTHON.replace('"Accept"', '"X-Page": "2", "Accept"'))
    assert {"parity-header"} == {code for codes in header.values() for code in codes}


def test_bodies_without_a_document_are_compared_by_their_values(tmp_path: Path) -> None:
    def post(root: Path, text: str) -> set[str]:
        python = PYTHON.replace('"Accept"', '"Content-Type": "application/json", "Accept"')
        python = python.replace("headers=headers)", 'headers=headers, data=b\'{"a": 1, "b": 2}\')')
        shell = SHELL.replace("-H", f"-H 'Content-Type: application/json' -d '{text}' -H", 1)
        return {code for codes in undocumented(root, python, shell=shell).values() for code in codes}

    assert set() == post(tmp_path / "same", '{ "b": 2, "a": 1 }')
    assert {"parity-body"} == post(tmp_path / "other", '{"a": 1, "b": 3}')


def test_an_api_without_a_document_answers_what_the_settings_say(tmp_path: Path) -> None:
    reads = PYTHON.replace("print(urllib", "body = (urllib")
    reads += "import json\njson.loads(body)['note']['id']\nprint(body)\n"
    answer = '[operations.get_note]\nanswer = {note = {id = "n1"}}\n'
    assert {"python": [], "curl": []} == undocumented(tmp_path / "said", reads, answer)
    assert ["exit-status"] == undocumented(tmp_path / "empty", reads)["python"]


def test_a_key_in_the_address_is_a_leak_without_a_document_too(tmp_path: Path) -> None:
    shell = SHELL.replace("notes/n1", "notes/n1?key=$NOTES_KEY")
    assert "key-leaked" in undocumented(tmp_path, PYTHON, shell=shell)["curl"]


# --------------------------------------------------------------------------- several requests, and values that chain

TWO = """\
H="Authorization: Bearer $NOTES_KEY"
J="Content-Type: application/json"
new=$(curl -sS --fail-with-body -H "$H" -H "$J" -d '{"text": "a"}' "$API_HOST/v1/notes") || {
  echo "$new" >&2
  exit 1
}
id=$(printf %s "$new" | sed 's/.*"id": "\\([^"]*\\)".*/\\1/')
curl -sS --fail-with-body -H "$H" "$API_HOST/v1/notes/$id" >&2
"""
NOTHING = '[operations.make_and_read]\nrequests = ["addNote", {operation = "getNote", carries = ["note.idd"]}]\n'
REDIRECT = """\
curl -sS --fail-with-body -L -o out/note -H "Authorization: Bearer $NOTES_KEY" "$API_HOST/v1/notes/n1"
"""
STEPS = '[operations.make_and_read]\nrequests = ["addNote", {operation = "getNote", carries = ["id"]}]\n'


def two(root: Path, text: str, settings: str = STEPS, scenario: str = "success") -> Record:
    """The record of a program that sends two requests."""
    project(root, f'pattern = "{{operation}}.{{ext}}"\n{SPEC}{settings}', {"make_and_read.sh": text})
    (record,) = run(root, scenario).values()
    return record


def test_a_value_that_no_earlier_answer_has_can_not_be_carried(tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        two(tmp_path, TWO, NOTHING)
    assert (
        '"operations.make_and_read.requests": "carries" of getNote: expected fields of the answers before it, '
        'got "note.idd"'
    ) in str(raised.value)


@pytest.mark.parametrize(("host", "expected"), [("cdn.example.invalid", None), ("other.example.invalid", "error")])
def test_a_host_that_a_redirect_names_is_no_escape(tmp_path: Path, host: str, expected: str | None) -> None:
    data = document()
    location = {"schema": {"type": "string"}, "example": "https://cdn.example.invalid/n1"}
    data["paths"]["/notes/{note_id}"]["get"]["responses"] = {
        "302": {"description": "", "headers": {"Location": location}}
    }
    text = REDIRECT if expected is None else f"{REDIRECT}curl -sS https://{host}/n1\n"
    project(tmp_path, f'pattern = "{{operation}}.{{ext}}"\n{SPEC}', {"getNote.sh": text, "out/.gitkeep": ""}, data)
    (record,) = run(tmp_path, "success").values()
    escapes = {found["actual"].partition(",")[0]: found["severity"] for found in record["findings"]}
    assert expected == escapes.get(host)


def test_no_list_of_requests_is_the_request_of_the_operation_alone(tmp_path: Path) -> None:
    pattern = 'pattern = "{operation}.{ext}"\n'
    project(
        tmp_path,
        pattern + SPEC + '[operations.get_note]\noperation_id = "getNote"\nrequests = []\n',
        {"get_note.sh": SHELL},
    )
    assert open_session(tmp_path).plan.cases


def test_a_program_may_send_several_requests_each_of_which_is_judged(tmp_path: Path) -> None:
    fine = two(tmp_path / "fine", TWO)
    assert ("passed", 2) == (fine["verdict"], len(fine["exchanges"]))
    assert ["unknown-operation"] == errors(two(tmp_path / "second", TWO.replace("notes/$id", "note/$id")))
    assert "unknown-field" in errors(two(tmp_path / "first", TWO.replace('"text"', '"txt"')))


def test_a_program_that_stops_after_the_first_of_its_requests_is_told_so(tmp_path: Path) -> None:
    record = two(tmp_path, TWO[: TWO.index("id=$")])
    assert ["no-request"] == errors(record)
    assert "it sent 1 of 2 requests, and not the one of getNote" == record["findings"][0]["message"]


def test_a_program_that_sends_more_than_its_requests_is_told_so(tmp_path: Path) -> None:
    assert ["extra-request"] == errors(two(tmp_path, TWO + TWO.splitlines()[-1] + "\n"))


def test_a_value_copied_from_the_documentation_is_not_the_one_that_was_answered(tmp_path: Path) -> None:
    record = two(tmp_path, TWO.replace("notes/$id", "notes/n1"))
    assert ["chained-value"] == errors(record)
    assert ("examples/make_and_read.sh", 8) == (record["findings"][0]["file"], record["findings"][0]["line"])


@pytest.mark.parametrize("scenario", ["unauthorized", "server-error", "rate-limited"])
def test_a_program_that_stops_at_a_refusal_owes_no_further_request(scenario: str, tmp_path: Path) -> None:
    assert [] == errors(two(tmp_path, TWO, scenario=scenario))


def test_an_operation_that_the_document_does_not_know_is_an_error_that_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r'requests": expected operations of api, got "addNotes" \(did you mean "addN'):
        two(tmp_path, TWO, STEPS.replace("addNote", "addNotes"))


def test_an_operation_may_have_a_server_of_its_own(tmp_path: Path) -> None:
    data = document()
    data["paths"]["/notes/{note_id}"]["get"]["servers"] = [{"url": "https://files.example.invalid/store/v3"}]
    settings = f'pattern = "{{operation}}.{{ext}}"\n{SPEC}'
    project(tmp_path / "own", settings, {"get_note.sh": SHELL.replace("/v1/", "/store/v3/")}, data)
    assert ["passed"] == list(verdicts(run(tmp_path / "own", "success")).values())
    project(tmp_path / "other", settings, {"get_note.sh": SHELL}, data)
    (record,) = run(tmp_path / "other", "success").values()
    assert ["unknown-operation"] == errors(record)


def test_several_documents_have_their_own_programs(tmp_path: Path) -> None:
    second = document()
    second["servers"] = [{"url": "https://api.example.invalid/v2"}]
    files = {"v1/get_note.sh": SHELL, "v2/get_note.sh": SHELL.replace("/v1/", "/v2/")}
    settings = 'pattern = "{api}/{operation}.{ext}"\n[apis.v1]\nspec = "notes.yaml"\n[apis.v2]\nspec = "second.yaml"\n'
    project(tmp_path, settings, files)
    (tmp_path / "second.yaml").write_text(yaml.safe_dump(second), "utf-8")
    assert {"v1/get_note/curl/success", "v2/get_note/curl/success"} == set(run(tmp_path, "success"))
    assert {"passed"} == set(verdicts(run(tmp_path, "success")).values())


def test_a_folder_may_hold_a_program_in_each_of_several_languages(tmp_path: Path) -> None:
    files = {"get_note/main.sh": SHELL, "get_note/main.py": PYTHON, "get_note/helper.py": "", "get_note/set-up.rb": ""}
    project(tmp_path / "fine", f'pattern = "{{operation}}/"\n[apis.v1]\n{SPEC}', files)
    names = {"v1/get_note/python/success": "passed", "v1/get_note/curl/success": "passed"}
    assert names == verdicts(run(tmp_path / "fine", "success"))
    files["get_note/main.sh"] = SHELL.replace("/notes/", "/note/")
    project(tmp_path / "faulty", f'pattern = "{{operation}}/"\n[apis.v1]\n{SPEC}', files)
    record = run(tmp_path / "faulty", "success")["v1/get_note/curl/success"]
    assert ["unknown-operation"] == errors(record)


@pytest.mark.parametrize("name", ["get-note", "GetNote", "getNote", "get_Note", "getnote"])
def test_a_name_is_that_of_its_operation_however_it_is_spelt(name: str, tmp_path: Path) -> None:
    project(tmp_path, f'pattern = "{{operation}}.{{ext}}"\n[apis.v1]\n{SPEC}', {f"{name}.sh": SHELL})
    assert {f"v1/{name}/curl/success": "passed"} == verdicts(run(tmp_path, "success"))


def test_a_name_that_two_operations_have_is_neithers(tmp_path: Path) -> None:
    data = document()
    data["paths"]["/notes"]["post"]["operationId"] = "GetNote"
    project(tmp_path, f'pattern = "{{operation}}.{{ext}}"\n[apis.v1]\n{SPEC}', {"get_note.sh": SHELL}, data)
    with pytest.raises(UserError, match=r'get_note\.sh: expected an operation of v1 that is called "get_note"'):
        run(tmp_path, "success")


def test_a_tree_whose_programs_show_no_operation_is_told_the_nearest(tmp_path: Path) -> None:
    project(tmp_path, f'pattern = "{{operation}}.{{ext}}"\n[apis.v1]\n{SPEC}', {"get_notes.sh": SHELL})
    with pytest.raises(UserError, match=r'examples/get_notes\.sh: .* "operations", .* \(did you mean "getNote"\?\)'):
        run(tmp_path, "success")


GO_MAIN = """\
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", os.Getenv("API_HOST")+path, nil)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("NOTES_KEY"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	text, _ := io.ReadAll(answer.Body)
	fmt.Println(string(text))
}
"""
GO_FOLDER = """\
[languages.go]
workdir = "{folder}"
prepare = [["go", "build", "-o", "program", "."]]
prepare_reach = "machine"
command = ["./program"]
"""
"""With the user's own cache: that of a cell has nothing yet, and Go's library takes half a minute."""


@pytest.mark.parametrize(("path", "codes"), [("/v1/notes/n1", []), ("/v1/note/n1", ["unknown-operation"])])
def test_a_folder_of_several_files_in_go_builds_itself(path: str, codes: list[str], tmp_path: Path) -> None:
    files = {"get_note/main.go": GO_MAIN, "get_note/go.mod": "module note\n\ngo 1.21\n"}
    files["get_note/path.go"] = f'package main\n\nconst path = "{path}"\n'
    project(tmp_path, f'pattern = "{{operation}}/"\n[apis.v1]\n{SPEC}{GO_FOLDER}', files)
    record = run(tmp_path, "success")["v1/get_note/go/success"]
    assert codes == [code for code in errors(record) if code != "error-swallowed"]
