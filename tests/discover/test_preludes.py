"""Samples whose first lines stand elsewhere: `samples.prelude`, and what is said of a sample that lacks them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.machine import needs_machine
from support.runs import Record, errors, run

from discover.notes import code, document, line_of, run_samples, write
from harness.errors import UserError
from harness.languages.preludes import completed
from harness.languages.registry import BUNDLED

SETUP = (
    "import os, urllib.request\n"
    "class Client:\n"
    "    def get(self, note):\n"
    "        url = os.environ['API_HOST'] + '/v1/notes/' + note\n"
    "        key = {'Authorization': 'Bearer ' + os.environ['NOTES_KEY']}\n"
    "        return urllib.request.urlopen(urllib.request.Request(url, headers=key)).read()\n"
    "client = Client()\n"
)
FRAGMENT = "note = client.get('n1')\nprint(note)\n"
SET = f"[samples.prelude]\npython = '''\n{SETUP}'''\n"
CASE = "v1/getNote/python/success"
WAYS = {
    "a text": SET,
    "a file": '[samples.prelude]\npython = {file = "setup.py"}\n',
    "a list": f"[samples.prelude]\npython = [{{text = '''\n{SETUP}'''}}]\n",
    "for its page": '[samples.prelude]\npython = [{file = "setup.py", pages = ["notes.*"]}]\n',
    "for its library": '[samples.prelude]\npython = {file = "setup.py", library = "client.get"}\n',
}
OTHERS = {
    "no prelude": "",
    "of another language": "[samples.prelude]\nruby = 'client = 1'\n",
    "for another page": '[samples.prelude]\npython = {file = "setup.py", pages = ["docs/*"]}\n',
    "for another library": '[samples.prelude]\npython = {file = "setup.py", library = "acme"}\n',
}


def of_sample(root: Path, source: str, settings: str, lang: str = "Python") -> Record:
    """The record of the one sample of `getNote`."""
    write(root, document(getNote=code(source, lang=lang)), settings)
    (root / "setup.py").write_text(SETUP, "utf-8")
    (record,) = run(root).values()
    return record


@pytest.mark.parametrize("settings", WAYS.values(), ids=WAYS)
def test_a_fragment_runs_with_the_prelude_that_it_needs(settings: str, tmp_path: Path) -> None:
    record = of_sample(tmp_path, FRAGMENT, settings)
    assert ("passed", ["sample-completed"]) == (record["verdict"], [one["code"] for one in record["findings"]])


@pytest.mark.parametrize("settings", OTHERS.values(), ids=OTHERS)
def test_a_fragment_without_its_prelude_could_not_run(settings: str, tmp_path: Path) -> None:
    record = of_sample(tmp_path, FRAGMENT, settings)
    (found,) = record["findings"]
    assert ("could-not-run", "sample-incomplete") == (record["verdict"], found["code"])
    assert line_of(tmp_path, "client.get") == found["line"]


def test_a_finding_behind_a_prelude_has_the_line_of_the_sample(tmp_path: Path) -> None:
    record = of_sample(tmp_path, "\nnote = client.get('n1/none')\n", SET)
    assert ["unknown-operation"] == errors(record)
    assert [line_of(tmp_path, "n1/none")] == [one["line"] for one in record["findings"] if one["severity"] == "error"]


@pytest.mark.parametrize(
    "source",
    [
        SETUP + FRAGMENT,
        f"from __future__ import annotations\n{SETUP}{FRAGMENT}",
    ],
)
def test_a_sample_that_lacks_nothing_gets_no_prelude(source: str, tmp_path: Path) -> None:
    record = of_sample(tmp_path, source, SET)
    assert ("passed", []) == (record["verdict"], record["findings"])


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("note = SETUP\nclient = 1\nprint(cliemt)\n", "a misspelt name of its own"),
        ("print(true)\n", "a word of another language"),
        ("print({'region': nyc3})\n", "a text without its quotes"),
        ("print(1 / 0)\n", "another crash"),
    ],
)
def test_a_fault_of_the_sample_s_own_is_no_lack_of_a_prelude(source: str, said: str, tmp_path: Path) -> None:
    record = of_sample(tmp_path, source.replace("SETUP", "1"), "")
    assert ("failed", ["exit-status"]) == (record["verdict"], errors(record)), said


def test_a_name_that_is_only_lacking_after_the_request_is_a_warning(tmp_path: Path) -> None:
    record = of_sample(tmp_path, FRAGMENT + "pretty(note)\n", SET)
    assert ("passed", ["sample-incomplete"]) == (
        record["verdict"],
        [one["code"] for one in record["findings"] if one["severity"] == "warning"],
    )


def test_one_finding_names_the_prelude_that_would_do_for_all_samples(tmp_path: Path) -> None:
    """The words are the same for all, so that reports show them as one cause."""
    samples = [{"lang": "Python", "source": text} for text in (FRAGMENT, f"# again\n{FRAGMENT}", SETUP + FRAGMENT)]
    records = run_samples(tmp_path, getNote={"x-codeSamples": samples})
    lacking = [one for record in records.values() for one in record["findings"] if one["code"] == "sample-incomplete"]
    assert 2 == len(lacking)
    assert 1 == len({(one["message"], one["actual"], one["hint"]) for one in lacking})
    assert "[samples.prelude] python = " in lacking[0]["hint"]
    assert "client = Client()" in lacking[0]["hint"]
    assert "import os, urllib.request" in lacking[0]["hint"]


def test_the_prelude_that_would_do_stands_on_the_same_page(tmp_path: Path) -> None:
    write(tmp_path, document(), 'pages = ["a.md"]\n')
    page = f"# Set up\n\n```python\n{SETUP}```\n\n## `getNote`\n\n```python\n{FRAGMENT}```\n"
    (tmp_path / "a.md").write_text(page, "utf-8")
    (record,) = run(tmp_path).values()
    (found,) = record["findings"]
    assert ("a.md", 16, "sample-incomplete") == (found["file"], found["line"], found["code"])
    assert "client = Client()" in found["hint"]


JS = (
    "const get = (note) => fetch(`${process.env.API_HOST}/v1/notes/${note}`, "
    "{headers: {Authorization: `Bearer ${process.env.NOTES_KEY}`}});\n"
    "const client = {get};\n"
)
GO = (
    'import (\n\t"fmt"\n\t"net/http"\n\t"os"\n)\n\nclient := http.DefaultClient\n'
    'request, _ := http.NewRequest("GET", os.Getenv("API_HOST")+"/v1/notes/n1", nil)\n'
    'request.Header.Set("Authorization", "Bearer "+os.Getenv("NOTES_KEY"))\nfmt.Print()\n'
)
LANGUAGES: dict[str, Any] = {
    "ts": ("TypeScript", JS, "const note = await client.get('n1');\nconsole.log(await note.text());\n"),
    "javascript": ("JavaScript", JS, "const note = await client.get('n1');\nconsole.log(await note.text());\n"),
    "go": ("Go", GO, "answer, err := client.Do(request)\nif err != nil {\n\tpanic(err)\n}\nanswer.Body.Close()\n"),
    "ruby": (
        "Ruby",
        "require 'net/http'\nclient = Net::HTTP\nuri = URI(ENV['API_HOST'] + '/v1/notes/n1')\n"
        "key = { 'Authorization' => 'Bearer ' + ENV['NOTES_KEY'] }\n",
        "answer = client.get_response(uri, key)\nputs answer.body\n",
    ),
    "php": (
        "PHP",
        "<?php\nclass Client { function get() { $key = 'Authorization: Bearer ' . getenv('NOTES_KEY');\n"
        "    return file_get_contents(getenv('API_HOST') . '/v1/notes/n1', false,\n"
        "        stream_context_create(['http' => ['header' => $key]])); } }\n$client = new Client();\n",
        "<?php\necho $client->get();\n",
    ),
    "curl": ("Shell", 'AUTH="Authorization: Bearer $NOTES_KEY"\n', 'curl -sS -H "$AUTH" "$API_HOST/v1/notes/n1"\n'),
}


@needs_machine("php", "ruby")
@pytest.mark.parametrize("language", LANGUAGES)
def test_fragments_in_other_languages_take_a_prelude_too(language: str, tmp_path: Path) -> None:
    lang, prelude, source = LANGUAGES[language]
    record = of_sample(tmp_path, source, f"[samples.prelude]\n{language} = '''\n{prelude}'''\n", lang)
    assert "passed" == record["verdict"], record


@needs_machine("php", "ruby")
@pytest.mark.parametrize("language", ["ts", "javascript", "go", "ruby", "php"])
def test_a_language_s_word_of_a_name_is_no_fault_of_a_fragment(language: str, tmp_path: Path) -> None:
    lang, _, source = LANGUAGES[language]
    record = of_sample(tmp_path, source, "", lang)
    assert ("could-not-run", ["sample-incomplete"]) == (record["verdict"], [f["code"] for f in record["findings"]])


def test_a_fragment_that_brings_its_imports_lacks_nothing(tmp_path: Path) -> None:
    source = 'import "net/http"\n\nclient := http.DefaultClient\nanswer, err := c.Get("https://a.invalid")\n'
    record = of_sample(tmp_path, source, "", "Go")
    assert ["build-error"] == [found["code"] for found in record["findings"] if found["severity"] == "error"]


@needs_machine("php", "ruby")
@pytest.mark.parametrize(
    ("lang", "source"), [("Ruby", "Acme.notes('n1')\n"), ("PHP", "<?php\n$client = new Acme\\Client('x');\n")]
)
def test_a_class_whose_import_stands_elsewhere_is_lacking(lang: str, source: str, tmp_path: Path) -> None:
    record = of_sample(tmp_path, source, "", lang)
    assert ("could-not-run", ["sample-incomplete"]) == (record["verdict"], [f["code"] for f in record["findings"]])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[samples.prelude]\npyton = 'x = 1'\n", r'samples\.prelude\.pyton.*did you mean "python"'),
        ("[samples.prelude]\npython = {file = 'none.py'}\n", r"samples\.prelude\.python.*expected a text file at none"),
        ("[samples.prelude]\npython = {pages = ['a']}\n", r'expected either "text" or "file"'),
        ("[samples.prelude]\npython = 5\n", r'expected a text, a table with "text" or "file", or a list'),
        ("[samples.prelude]\npython = {tex = 'a'}\n", r'unknown key "samples\.prelude\.python\.tex".*did you mean'),
        ("[samples.prelude]\npython = [{tex = 'a'}]\n", r'unknown key "samples\.prelude\.python\.tex".*did you mean'),
    ],
)
def test_a_prelude_that_can_not_be_used_is_an_error(settings: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, document(getNote=code(FRAGMENT, lang="Python")), settings)
    with pytest.raises(UserError, match=said):
        run(tmp_path)


def test_a_prelude_stands_behind_the_sample_s_own_imports() -> None:
    (python,) = (language for language in BUNDLED if language.name == "python")
    source = "# Read a note.\nimport acme\n\nprint(acme.note('n1'))\n"
    done, lacked = completed(python, source, ["import acme\nacme.key = 'k'\n"])
    assert lacked
    assert "# Read a note.\nimport acme\nacme.key = 'k'\n\nprint(acme.note('n1'))\n" == done.text
    assert (0, 1, 0, 2, 3) == done.origin
