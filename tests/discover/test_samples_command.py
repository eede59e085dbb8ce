"""Samples and trees without a document through the command itself, as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from support.command import HARNESS, call

from discover.notes import GET, code, document, line_of, write
from harness.report.document import schema


def test_the_command_runs_all_samples_of_a_document_or_the_ones_that_are_named(tmp_path: Path) -> None:
    write(tmp_path, document(getNote=code(GET, GET, GET.replace("notes/n1", "note/n1"))))
    everything = call([HARNESS, "run", "--no-cache", "--json", "all.json"], tmp_path)
    assert 1 == everything.returncode, everything.stderr
    report = json.loads((tmp_path / "all.json").read_text("utf-8"))
    names = ["v1/getNote/curl/success", "v1/getNote-2/curl/success", "v1/getNote-3/curl/success"]
    assert dict(zip(names, ("passed", "passed", "failed"), strict=True)) == {
        case["name"]: case["verdict"] for case in report["cases"]
    }
    assert ["unknown-operation"] == [finding["code"] for finding in report["cases"][2]["findings"]]
    one = call([HARNESS, "run", "--no-cache", names[1], "--json", "one.json"], tmp_path)
    assert 0 == one.returncode, one.stdout
    assert 1 == json.loads((tmp_path / "one.json").read_text("utf-8"))["planned"]


def test_a_document_without_samples_is_an_error_and_no_empty_green(tmp_path: Path) -> None:
    write(tmp_path, document())
    done = call([HARNESS, "run"], tmp_path)
    assert (2, "") == (done.returncode, done.stdout)
    assert "expected at least 1 examples below examples and in documents and pages, found 0" in done.stderr


def test_a_language_that_there_is_none_of_is_one_line(tmp_path: Path) -> None:
    write(tmp_path, document(getNote=code(GET)), '[samples.languages]\nShell = "culr"\n')
    done = call([HARNESS, "list"], tmp_path)
    assert (2, "") == (done.returncode, done.stdout)
    assert '"samples.languages.Shell": expected one of python, ' in done.stderr
    assert 'got "culr" (did you mean "curl"?)' in done.stderr


def test_a_scenario_that_samples_are_not_run_under_is_an_error_that_says_which_are(tmp_path: Path) -> None:
    write(tmp_path, document(getNote=code(GET)))
    done = call([HARNESS, "list", "--scenario", "unauthorized"], tmp_path)
    assert 2 == done.returncode
    assert "leave no case: v1/getNote/curl/unauthorized: samples are run under success (samples.sc" in done.stderr


def test_programs_without_a_document_are_compared_from_the_cache_too(tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text('pattern = "{language}/{operation}.{ext}"\n[apis.notes]\nspec = false\n')
    for language, text in {"curl": 'curl -sS "$API_HOST/v1/a"\n', "python": "import os, urllib.request as u\n"}.items():
        path = tmp_path / "examples" / language / ("a.sh" if language == "curl" else "a.py")
        path.parent.mkdir(parents=True)
        path.write_text(text)
    path.write_text(f"{text}print(u.urlopen(os.environ['API_HOST'] + '/v1/b').read().decode())\n")
    for _ in range(2):
        done = call([HARNESS, "run", "--scenario", "success", "--cache"], tmp_path)
        assert 1 == done.returncode, done.stderr
        assert "parity-path" in done.stdout


def test_samples_in_a_language_that_there_is_none_of_are_told_by_list_why(tmp_path: Path) -> None:
    samples = [{"lang": "Shell", "source": GET}, {"lang": "Pascal", "source": "begin end."}]
    write(tmp_path, document(getNote={"x-codeSamples": samples}))
    assert 'not planned: 1 sample in "Pascal"' in call([HARNESS, "list", "--why"], tmp_path).stdout


def test_what_is_not_run_is_counted_in_the_report_and_in_the_coverage(tmp_path: Path) -> None:
    link = {"lang": "Shell", "source": {"$ref": "large.sh"}}
    samples = [{"lang": "Shell", "source": GET}, {"lang": "Pascal", "source": "begin end."}, link]
    write(tmp_path, document(getNote={"x-codeSamples": samples}))
    (tmp_path / "large.sh").write_text("#" * 300_000, "utf-8")
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "other.sh").write_text(GET, "utf-8")
    done = call([HARNESS, "run", "--no-cache", "--json", "report.json"], tmp_path)
    assert "coverage: ran 1 of 4 programs" in done.stdout
    assert "left out: 1 file: not at" in done.stdout
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    jsonschema.validate(report, schema())
    assert report["whole"]
    line = line_of(tmp_path, "begin end.")
    assert {"file": ["large.sh"], 'sample in "Pascal"': [f"notes.yaml:{line}"]}.items() <= {
        left["what"]: left["names"] for left in report["left_out"]
    }.items()
    assert "left out: 3 files or samples" in call([HARNESS, "list"], tmp_path).stderr


def test_what_stands_in_the_place_of_a_sample_and_is_none_is_named(tmp_path: Path) -> None:
    odd = [{"lang": "Shell", "source": GET}, {"lang": "Shell", "source": ["curl"]}, {"lang": "Shell"}, "curl"]
    more = {
        "x-code-samples": {"lang": "Shell"},
        "x-oaiMeta": {"examples": {"request": {"curl": {"text": "curl"}, "python": "x" * 300_000}}},
        "x-fern-examples": [{"code-samples": [{"language": "curl", "code": "  "}, {"language": "curl"}]}],
        "x-readme": {"code-samples": [{"language": "curl", "code": 5}]},
    }
    write(tmp_path, document(getNote={"x-codeSamples": odd, **more}))
    listed = call([HARNESS, "list", "--why"], tmp_path).stdout
    assert "v1/getNote/curl/success" in listed
    assert "not planned: 7 samples: no text: notes.yaml:" in listed
    assert "not planned: 1 sample: an empty text: notes.yaml:" in listed
    assert "not planned: 1 sample: more than 262144 characters: notes.yaml:" in listed
    done = call([HARNESS, "run", "--no-cache", "--json", "report.json"], tmp_path)
    assert "coverage: ran 1 of 10 programs" in done.stdout
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    jsonschema.validate(report, schema())
    assert {7, 1} == {left["count"] for left in report["left_out"]}


def test_a_project_that_leaves_documents_out_is_not_told_of_their_samples(tmp_path: Path) -> None:
    samples = [{"lang": "Shell", "source": 5}]
    page = f"## `getNote`\n\n```sh\n{GET}```\n"
    write(tmp_path, document(getNote={"x-codeSamples": samples}), 'documents = false\npages = ["a.md"]\n')
    (tmp_path / "a.md").write_text(page, "utf-8")
    assert "no text" not in call([HARNESS, "list", "--why"], tmp_path).stdout
