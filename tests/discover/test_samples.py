"""Every shape in which a document holds samples: each runs, and a faulty twin is told of at its own line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.runs import errors, run

from discover.notes import GET, KEY, code, document, line_of, run_samples, write

WRONG = f'curl -sS {KEY} \\\n  "$API_HOST/v1/note/n1"\n'
SHAPES: dict[str, Any] = {
    "x-codeSamples": lambda text: {"x-codeSamples": [{"lang": "cURL", "source": text}]},
    "x-code-samples": lambda text: {"x-code-samples": [{"lang": "Shell", "label": "Get", "source": text}]},
    "x-oaiMeta of one example": lambda text: {"x-oaiMeta": {"examples": {"request": {"curl": text}}}},
    "x-oaiMeta of a list": lambda text: {"x-oaiMeta": {"examples": [{"title": "Get", "request": {"curl": text}}]}},
    "x-oaiMeta with a request of text": lambda text: {"x-oaiMeta": {"examples": {"request": text}}},
    "x-fern-examples": lambda text: {"x-fern-examples": [{"code-samples": [{"language": "curl", "code": text}]}]},
    "x-readme": lambda text: {"x-readme": {"code-samples": [{"language": "curl", "code": text}]}},
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_sound_sample_passes_in_every_shape(shape: Any, tmp_path: Path) -> None:
    (record,) = run_samples(tmp_path, getNote=shape(GET)).values()
    assert ("passed", []) == (record["verdict"], record["findings"])


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_faulty_sample_is_told_of_at_its_line_of_the_document(shape: Any, tmp_path: Path) -> None:
    (record,) = run_samples(tmp_path, getNote=shape(WRONG)).values()
    assert ["unknown-operation"] == errors(record)
    (found,) = record["findings"]
    assert ("notes.yaml", line_of(tmp_path, "/v1/note/n1")) == (found["file"], found["line"])


def test_the_line_of_a_sample_in_json_is_that_of_its_text(tmp_path: Path) -> None:
    write(tmp_path, document(getNote=code(WRONG)), as_json=True)
    (record,) = run(tmp_path).values()
    assert [line_of(tmp_path, "/v1/note/n1")] == [found["line"] for found in record["findings"]]


def test_a_sample_that_folds_its_lines_is_told_of_at_its_own(tmp_path: Path) -> None:
    """A folded scalar (`>`) joins lines; an empty line in it ends one."""
    path = write(tmp_path, document(getNote=code("FOLDED")))
    folded = (
        f'>\n            note=n1\n\n            curl -sS\n            {KEY}\n            "$API_HOST/v1/note/$note"\n'
    )
    path.write_text(path.read_text("utf-8").replace("FOLDED\n", folded), "utf-8")
    (record,) = run(tmp_path).values()
    assert ["unknown-operation"] == errors(record)
    assert [line_of(tmp_path, "curl -sS")] == [found["line"] for found in record["findings"]]


def test_samples_are_named_by_operation_label_and_language_and_numbered_where_that_is_not_enough(
    tmp_path: Path,
) -> None:
    samples = [{"lang": "curl", "source": GET}, {"lang": "curl", "label": "By id!", "source": GET}]
    samples += [{"lang": "curl (next page)", "source": GET}, {"lang": "Shell", "source": GET}]
    records = run_samples(tmp_path, getNote={"x-codeSamples": samples})
    names = ["getNote", "getNote-by-id", "getNote-next-page", "getNote-2"]
    assert {f"v1/{name}/curl/success" for name in names} == set(records)
    assert {"passed"} == {record["verdict"] for record in records.values()}


def test_a_key_that_has_a_table_of_its_own_is_left_in_a_sample(tmp_path: Path) -> None:
    tables = '[credentials.key]\nenv = "NOTES_KEY"\n[credentials.admin]\nenv = "ADMIN_KEY"\n'
    (record,) = run_samples(tmp_path, tables, getNote=code(GET.replace("NOTES_KEY", "ADMIN_KEY"))).values()
    assert ("passed", []) == (record["verdict"], record["findings"])


def test_words_for_languages_are_known_in_their_usual_forms_and_by_the_settings(tmp_path: Path) -> None:
    python = "import os, urllib.request as r\nurl = os.environ['API_HOST'] + '/v1/notes/n1'\n"
    python += "r.urlopen(r.Request(url, headers={'Authorization': 'Bearer ' + os.environ['NOTES_KEY']}))\n"
    samples = [
        {"lang": "Python", "source": python},
        {"lang": "HTTPie of ours", "source": GET},
        {"lang": "Pascal", "source": "begin end."},
    ]
    records = run_samples(
        tmp_path, '[samples.languages]\n"HTTPie of ours" = "curl"\n', getNote={"x-codeSamples": samples}
    )
    assert {"v1/getNote/python/success": "passed", "v1/getNote/curl/success": "passed"} == {
        name: record["verdict"] for name, record in records.items()
    }


def test_samples_are_compared_between_languages_only_where_the_settings_say_so(tmp_path: Path) -> None:
    samples = [*code(GET)["x-codeSamples"], {"lang": "second", "source": GET.replace("n1", "n2")}]
    second = (
        '[samples.languages]\nsecond = "sh2"\n[languages.sh2]\nextensions = ["sh2"]\ncommand = ["/bin/sh", "{file}"]\n'
    )
    for compare, found in (("false", set()), ("true", {"parity-path"})):
        more = {"x-codeSamples": samples}
        records = run_samples(tmp_path / compare, f"compare = {compare}\n{second}", getNote=more)
        assert found == {code for record in records.values() for code in errors(record)}


ADD = f"""curl -sS {KEY} -H "Content-Type: application/json" -d '{{"text": "a"}}' "$API_HOST/v1/notes"\n"""


def test_a_sample_may_hold_several_commands_each_judged_by_the_operation_that_it_names(tmp_path: Path) -> None:
    for name, source, found in (
        ("two of one", GET + GET, []),
        ("another first", ADD + GET, []),
        ("another only", ADD, ["wrong-operation"]),
        ("another that is wrong", GET + ADD.replace("text", "txt"), ["unknown-field"]),
        ("one of none", GET + WRONG, ["unknown-operation"]),
    ):
        (record,) = run_samples(tmp_path / name, getNote=code(source)).values()
        assert found == [error for error in errors(record) if error != "body-schema"], (name, record["findings"])


def test_a_sample_that_reads_all_pages_of_a_list_comes_to_its_end(tmp_path: Path) -> None:
    reads = GET.replace("curl", "page=$(curl").strip() + ")\n"
    rest = 'more=${page##*\\"has_more\\": }\nmore=${more%\\}}\ndone\n'
    source = f'more=true\nwhile [ "$more" = true ]; do\n{reads}{rest}'
    data = document(getNote=code(source))
    answer = data["paths"]["/notes/{note_id}"]["get"]["responses"]["200"]["content"]["application/json"]
    answer["example"] = {"id": "n1", "has_more": True}
    write(tmp_path, data)
    (record,) = run(tmp_path).values()
    assert ([], 2) == (errors(record), len(record["exchanges"]))


def test_a_sample_says_itself_what_it_writes_and_finds_its_files_beside_itself(tmp_path: Path) -> None:
    kept = GET.replace("curl", 'curl --output "$(dirname "$0")/note.json"')
    (record,) = run_samples(tmp_path, getNote=code(f"{kept}echo x >more.txt\n")).values()
    assert [] == errors(record)
    assert ["more.txt", "note.json"] == [file["path"] for file in record["outcome"]["outputs"]]


LINK = {"x-codeSamples": [{"lang": "Shell", "source": {"$ref": "snippets/get.sh"}}]}


def test_a_sample_in_a_file_that_the_document_links_to_is_run_and_told_of_at_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "get.sh").write_text(GET, "utf-8")
    assert ["passed"] == [record["verdict"] for record in run_samples(tmp_path, getNote=LINK).values()]
    (tmp_path / "snippets" / "get.sh").write_text("# A note.\n" + GET.replace("/notes/", "/note/"), "utf-8")
    (record,) = run_samples(tmp_path, getNote=LINK).values()
    assert ["unknown-operation"] == errors(record)
    assert [("snippets/get.sh", 2)] == [(found["file"], found["line"]) for found in record["findings"]]


NEIGHBOUR = (
    "import os, urllib.request as r\n\n\ndef note(name):\n    url = os.environ['API_HOST'] + '/v1/notes/' + name\n"
)
NEIGHBOUR += (
    "    key = {'Authorization': 'Bearer ' + os.environ['NOTES_KEY']}\n    r.urlopen(r.Request(url, headers=key))\n"
)
JAVA = """\
public class NoteExample {
    public static void main(String[] arguments) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(
            java.net.URI.create(System.getenv("API_HOST") + "/v1/notes/n1"))
            .header("Authorization", "Bearer " + System.getenv("NOTES_KEY")).build();
        java.net.http.HttpClient.newHttpClient().send(
            request, java.net.http.HttpResponse.BodyHandlers.ofString());
    }
}
"""


@pytest.mark.parametrize(
    ("lang", "name", "files"),
    [
        ("Java", "NoteExample.java", {"NoteExample.java": JAVA}),
        ("Python", "read.py", {"read.py": "import notes\n\nnotes.note('n1')\n", "notes.py": NEIGHBOUR}),
        ("Shell", "get.sh", {"get.sh": f'. "$(dirname "$0")/lib/key.sh"\n{GET}', "lib/key.sh": ": own functions\n"}),
        ("Shell", "me.sh", {"me.sh": f'test "$(basename "$0")" = me.sh\ncat data.txt\n{GET}', "data.txt": "n1\n"}),
    ],
)
def test_a_linked_file_keeps_its_name_and_its_neighbours(
    lang: str, name: str, files: dict[str, str], tmp_path: Path
) -> None:
    for path, text in files.items():
        (tmp_path / "snippets" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "snippets" / path).write_text(text, "utf-8")
    link = {"x-codeSamples": [{"lang": lang, "source": {"$ref": f"snippets/{name}"}}]}
    (record,) = run_samples(tmp_path, getNote=link).values()
    assert ("passed", "") == (record["verdict"], record["reason"]), record["findings"]


@pytest.mark.parametrize("settings", ["", 'ignore = ["get.sh"]\n'])
def test_a_linked_file_of_the_tree_is_run_once_and_one_that_the_settings_ignore_is_not(
    settings: str, tmp_path: Path
) -> None:
    write(tmp_path, document(getNote={**LINK, **code(GET)}, addNote=LINK))
    top = 'examples = "snippets"\npattern = "{operation}.{ext}"\n[operations]\nget = "getNote"\n'
    file = tmp_path / "harness.toml"
    file.write_text(settings + top.partition("[")[0] + file.read_text("utf-8") + "[" + top.partition("[")[2], "utf-8")
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "get.sh").write_text(GET, "utf-8")
    names = ["v1/getNote/curl/success"] if settings else ["v1/get/curl/success", "v1/getNote/curl/success"]
    assert names == sorted(run(tmp_path, "success"))


ODD = [None, 3, "text", [], {}, [None], [{"lang": 3}], [{"lang": "curl", "source": 7}], {"examples": 3}]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_what_has_another_shape_is_passed_over(odd: Any, tmp_path: Path) -> None:
    shapes = ("x-code-samples", "x-oaiMeta", "x-fern-examples", "x-readme")
    records = run_samples(tmp_path, getNote={**dict.fromkeys(shapes, odd), **code(GET)})
    assert ["passed"] == [record["verdict"] for record in records.values()]


CLIENT = """\
import os, urllib.request
class Client:
    def note(self, name):
        url = f"{os.environ['API_HOST']}/v1/notes/{name}?x-agent=client"
        headers = {"Authorization": "Bearer " + os.environ["NOTES_KEY"], "X-Agent": "client"}
        urllib.request.urlopen(urllib.request.Request(url, headers=headers)).read()
client = Client()
"""


@pytest.mark.parametrize(
    ("text", "settings", "severity"),
    [
        ("import client\nclient.client.note('n1')\n", "", "warning"),
        ("import client\nclient.client.note('n1')  # with x-agent\n", "", "error"),
        ("import client\nclient.client.note('n1')\n", 'adds = [{at = "query.X-Agent", reason = "ours"}]\n', None),
        ("import client\nclient.client.note('n1')\n", 'adds = [{at = "query.other", reason = "none"}]\n', "warning"),
    ],
)
def test_what_a_library_adds_is_a_warning_at_most(
    text: str, settings: str, severity: str | None, tmp_path: Path
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "client.py").write_text(
        CLIENT.replace("f\"{os.environ['API_HOST']}", 'os.environ["API_HOST"] + f"')
    )
    (tmp_path / "lib" / "read.py").write_text(text)
    link = {"x-codeSamples": [{"lang": "Python", "source": {"$ref": "lib/read.py"}}]}
    (record,) = run_samples(tmp_path, settings, getNote=link).values()
    found = [one["severity"] for one in record["findings"] if one["code"] == "query-parameter"]
    assert ([severity] if severity else []) == found, record["findings"]
    assert ("failed" if severity == "error" else "passed") == record["verdict"]
