"""A matrix: versions and library sets of a language in one report, and what a library's change broke."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import jsonschema
import pytest
from support.command import harness, report, write_own

from harness.report.document import schema

DOCUMENT = """\
openapi: 3.1.0
info: {title: Notes, version: "1"}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
security: [{key: []}]
paths:
  /notes:
    get: {operationId: notes, responses: {"200": {description: All., content: {application/json: {schema: {}}}}}}
  /again:
    get: {operationId: again, responses: {"200": {description: All., content: {application/json: {schema: {}}}}}}
"""
SETTINGS = 'pattern = "{operation}.{ext}"\n[apis.v1]\nspec = "openapi.yaml"\n'
LIBRARY = """\
import os, urllib.request
def notes():
    headers = {{"Authorization": "Bearer " + os.environ["API_KEY"]}}
    urllib.request.urlopen(urllib.request.Request(os.environ["API_HOST"] + "{path}", headers=headers), timeout=5)
"""
USES = "# Lists the notes.\nimport acme\n\nacme.notes()\n"
ALONE = LIBRARY.format(path="/again") + "\nnotes()\n"


def wheel(folder: Path, version: str, path: str, name: str = "acme") -> None:
    """A wheel of a library of one function."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": LIBRARY.format(path=path),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{one},,\n" for one in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as made:
        for one, text in files.items():
            made.writestr(one, text)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose library breaks in its newest version; one of its programs uses none."""
    folder = tmp_path_factory.mktemp("matrix")
    wheels = folder / "wheels"
    wheels.mkdir()
    for version, path in (("1.0", "/notes"), ("1.1", "/notes"), ("2.0", "/note")):
        wheel(wheels, version, path)
    wheel(wheels, "1.0", "/notes", name="other")
    sets = '[matrix.python]\nlibraries = ["locked", "lowest", "newest"]\n'
    files = {
        "openapi.yaml": DOCUMENT,
        "examples/pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["acme>=1.0", "other"]\n',
        "examples/requirements.txt": "acme==1.1\nother==1.0\n",
        "examples/notes.py": USES,
        "examples/again.py": ALONE,
    }
    root = write_own(folder / "tree", f"{SETTINGS}{sets}", files)
    done = run(root, "--scenario", "success", "--json", "out.json")
    assert 1 == done.returncode, done.stdout + done.stderr
    return root


def run(root: Path, *options: str, **env: str) -> CompletedProcess[str]:
    """A run of the matrix, whose registry is a folder."""
    links = {"UV_FIND_LINKS": str(root.parent / "wheels"), "UV_NO_INDEX": "1", "UV_OFFLINE": "1"}
    return harness(root, "run", "--matrix", *options, **links, **env)


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    return {case["name"].removeprefix("v1/").removesuffix("/success"): case["verdict"] for case in found["cases"]}


def test_each_library_set_is_a_variant_and_what_can_not_differ_runs_once(root: Path) -> None:
    found = report(root / "out.json")
    jsonschema.validate(found, schema())
    assert {
        "again/python@locked": "passed",
        "notes/python@locked": "passed",
        "notes/python@lowest": "passed",
        "notes/python@newest": "failed",
    } == verdicts(found)
    versions = {name: one["libraries"]["acme"] for name, one in found["matrix"].items()}
    assert {"python@locked": "1.1", "python@lowest": "1.0", "python@newest": "2.0"} == versions


def test_the_library_whose_change_broke_a_line_is_named(root: Path) -> None:
    done = harness(root, "diff", "out.json", "out.json", "--variants", "python@locked", "python@newest")
    assert 1 == done.returncode
    assert "at:     examples/notes.py:4" in done.stdout
    assert "since:  acme 1.1 -> 2.0\n" in done.stdout
    same = harness(root, "diff", "out.json", "out.json", "--variants", "python@lowest", "python@locked")
    assert (0, "no difference") == (same.returncode, same.stdout[:13])


def test_a_variant_of_an_earlier_night_is_compared_with_that_of_today(root: Path) -> None:
    found = report(root / "out.json")
    for case in found["cases"]:
        if case["verdict"] == "failed":
            case |= {"verdict": "passed", "findings": []}
    found["summary"] |= {"passed": 4, "failed": 0}
    found["matrix"]["python@newest"]["libraries"]["acme"] = "1.9"
    (root / "before.json").write_text(json.dumps(found), "utf-8")
    done = harness(root, "diff", "before.json", "out.json")
    assert (1, True) == (done.returncode, "since:  acme 1.9 -> 2.0\n" in done.stdout)


def test_a_language_names_its_variants_in_filters_and_known_failures(root: Path, tmp_path: Path) -> None:
    listed = harness(root, "list", "--matrix", "--language", "python", "v1/notes/python", "--scenario", "success",
                     UV_FIND_LINKS=str(root.parent / "wheels"), UV_NO_INDEX="1", UV_OFFLINE="1")  # fmt: skip
    assert [f"v1/notes/python@{one}/success" for one in ("locked", "lowest", "newest")] == listed.stdout.split()
    only = run(root, "--language", "python@newest", "--scenario", "success", "--json", str(tmp_path / "out.json"))
    assert (1, ["v1/notes/python@newest/success"]) == (
        only.returncode,
        [case["name"] for case in report(tmp_path / "out.json")["cases"]],
    )
    assert "harness run v1/notes/python@newest/success --matrix" in only.stdout


def test_without_the_option_each_language_runs_once(root: Path) -> None:
    listed = harness(root, "list", "--scenario", "success").stdout.split()
    assert ["v1/again/python/success", "v1/notes/python/success"] == listed


@pytest.mark.parametrize(
    ("variants", "said"),
    [
        (("python@locked", "python@nevest"), 'did you mean "python@newest"'),
        (("python", "python@newest"), "--variants: expected one of"),
    ],
)
def test_a_variant_that_a_report_has_not_is_one_line(root: Path, variants: tuple[str, str], said: str) -> None:
    done = harness(root, "diff", "out.json", "out.json", "--variants", *variants)
    assert (2, 1, True) == (done.returncode, len(done.stderr.splitlines()), said in done.stderr)


# --------------------------------------------------------------------------- versions

TOOL = """\
#!/bin/sh
if [ "$1" = --version ]; then echo "greet {version}"; exit; fi
curl --fail --silent --show-error --max-time 5 -H "Authorization: Bearer $API_KEY" "$API_HOST/{path}"
"""


def versions(root: Path, *wanted: str) -> tuple[CompletedProcess[str], dict[str, Any]]:
    """A run of a language of the settings, of which two versions are on PATH."""
    tools = root.parent / "tools"
    tools.mkdir()
    for name, version, path in (("greet", "1.2.3", "notes"), ("greet2.0", "2.0.1", "note")):
        (tools / name).write_text(TOOL.format(version=version, path=path), "utf-8")
        (tools / name).chmod(0o755)
    listed = ", ".join(f'"{one}"' for one in wanted)
    table = '[languages.greet]\nextensions = ["greet"]\ncommand = ["greet", "{file}"]\n'
    table += f"[matrix.greet]\nversion = [{listed}]\n"
    write_own(root, SETTINGS + table, {"openapi.yaml": DOCUMENT, "examples/notes.greet": "notes\n"})
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = harness(root, "run", "--matrix", "--scenario", "success", "--json", "out.json", PATH=path)
    assert done.returncode in (1, 3), done.stderr
    return done, report(root / "out.json")


def test_versions_are_taken_from_path_and_differ_where_they_differ(tmp_path: Path) -> None:
    done, found = versions(tmp_path / "tree", "1.2", "2.0")
    assert {"notes/greet@1.2": "passed", "notes/greet@2.0": "failed"} == verdicts(found)
    assert ["1.2.3", "2.0.1"] == [one["version"] for one in found["matrix"].values()]
    assert "unknown-operation" in done.stdout


def test_a_version_that_can_not_be_had_could_not_run_and_keeps_no_other_from_it(tmp_path: Path) -> None:
    done, found = versions(tmp_path / "tree", "1.2", "9.9")
    assert {"notes/greet@1.2": "passed", "notes/greet@9.9": "could-not-run"} == verdicts(found)
    assert (3, True) == (done.returncode, "greet@9.9: expected greet 9.9 on PATH, found none" in done.stdout)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[matrix.pyton]\nversion = ["3"]\n', 'did you mean "python"'),
        ("[matrix.python]\n", "expected versions, or several library sets"),
        ("", 'expected tables such as "matrix.python"'),
        ('[matrix.python]\nlibraries = ["oldest"]\n', "locked"),
    ],
)
def test_a_matrix_that_is_none_is_one_line(table: str, said: str, tmp_path: Path) -> None:
    root = write_own(tmp_path / "tree", SETTINGS + table, {"openapi.yaml": DOCUMENT, "examples/notes.py": USES})
    done = harness(root, "run", "--matrix")
    assert (2, 1, True) == (done.returncode, len(done.stderr.splitlines()), said in done.stderr), done.stderr


def test_the_shards_of_a_matrix_merge_into_one_report(root: Path) -> None:
    for part in ("1/2", "2/2"):
        done = run(root, "--scenario", "success", "--shard", part, "--json", f"{part[0]}.json")
        assert done.returncode in (0, 1), done.stderr
    assert 1 == harness(root, "merge", "1.json", "2.json", "--json", "merged.json").returncode
    whole, merged = report(root / "out.json"), report(root / "merged.json")
    assert (verdicts(whole), whole["matrix"]) == (verdicts(merged), merged["matrix"])
