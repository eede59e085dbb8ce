"""`harness impact`: a changed document against what the last run recorded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.command import BALANCE, Program, Tree, harness, make_tree, write_own
from support.trees import ROOT

IMAGE, PYTHON = Program("curl", "text_to_image"), Program("python", "get_balance")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A tree whose programs have run once; its documents are changed by no test."""
    tree = make_tree(tmp_path_factory.mktemp("impact") / "tree", BALANCE, PYTHON, IMAGE)
    done = harness(tree.root, "run", "--language", "python", "--language", "curl", "--scenario", "success")
    assert 0 == done.returncode, done.stdout + done.stderr
    return tree


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the documents, to be changed."""
    return Path(shutil.copytree(ROOT / "fixtures" / "spec", tmp_path / "spec")) / "v1.yaml"


def change(spec: Path, old: str, new: str) -> Path:
    text = spec.read_text("utf-8")
    assert old in text
    spec.write_text(text.replace(old, new), "utf-8")
    return spec


def test_a_document_that_did_not_change_breaks_nothing(ran: Tree, spec: Path) -> None:
    done = harness(ran.root, "impact", "--spec", spec)
    assert (0, "none of 3 examples would break\n", "") == (done.returncode, done.stdout, done.stderr)


def test_a_path_that_is_gone_is_told_for_all_its_languages_at_once(ran: Tree, spec: Path) -> None:
    done = harness(ran.root, "impact", "--spec", change(spec, "/user/balance:", "/user/credits:"))
    assert 1 == done.returncode
    assert 1 == done.stdout.count("unknown-operation")
    for program in (BALANCE, PYTHON):
        assert f"    examples/{program.path}:{program.line_of('/v1/user/balance')}\n" in done.stdout
    assert done.stdout.endswith("2 of 3 examples would break\n")


def test_a_field_that_is_narrower_is_told_with_the_line_that_sends_it(ran: Tree, spec: Path) -> None:
    change(spec.with_name("shared.yaml"), "FAST_BLUE", "FASTER_BLUE")
    done = harness(ran.root, "impact", "--json", "--spec", spec)
    assert 1 == done.returncode
    (found,) = json.loads(done.stdout)
    assert ("v1/text_to_image/curl", "request", "body-schema") == (found["example"], found["side"], found["code"])
    assert IMAGE.line_of("FAST_BLUE") == found["line"]


def test_a_lowered_maximum_says_what_it_was_and_is_and_which_programs_break(ran: Tree, spec: Path) -> None:
    change(spec.with_name("shared.yaml"), "maximum: 150", "maximum: 20")
    done = harness(ran.root, "impact", "--spec", spec)
    assert 1 == done.returncode
    assert "v1/text_to_image  body-schema: it sends what the changed document does not allow\n" in done.stdout
    assert "    before:   at most 150\n    expected: at most 20\n    actual:   30\n" in done.stdout
    assert f"    examples/{IMAGE.path}:{IMAGE.line_of('steps')}\n" in done.stdout


def test_a_value_that_is_no_longer_listed_says_what_was(ran: Tree, spec: Path) -> None:
    change(spec.with_name("shared.yaml"), "FAST_BLUE", "FASTER_BLUE")
    (found,) = json.loads(harness(ran.root, "impact", "--json", "--spec", spec).stdout)
    assert '"FAST_BLUE"' in found["before"]


def test_an_answer_that_is_promised_otherwise_is_told(ran: Tree, spec: Path) -> None:
    text = spec.read_text("utf-8")
    shared = spec.with_name("shared.yaml")
    assert "credits" in text + shared.read_text("utf-8")
    for file in (spec, shared):
        file.write_text(file.read_text("utf-8").replace("credits", "credit_count"), "utf-8")
    done = harness(ran.root, "impact", "--json", "--spec", spec)
    assert 1 == done.returncode
    assert {"v1/get_balance/curl", "v1/get_balance/python"} == {
        one["example"] for one in json.loads(done.stdout) if one["side"] == "answer"
    }


def test_a_part_of_the_changed_document_that_leads_nowhere_is_never_told_as_harmless(ran: Tree, spec: Path) -> None:
    spec.with_name("shared.yaml").unlink()
    done = harness(ran.root, "impact", "--spec", spec)
    assert f'harness: {spec}:28: expected a $ref to a file that exists, got "shared.yaml#/' in done.stderr
    assert "what can't be used of the changed document is not judged as it is meant" in done.stderr
    assert 5 + 1 == done.stderr.count("\n")


def test_one_dangling_reference_is_no_empty_green(ran: Tree, spec: Path) -> None:
    changed = change(spec, 'shared.yaml#/components/responses/ServerError"', 'shared.yaml#/components/responses/Gone"')
    done = harness(ran.root, "impact", "--spec", changed)
    assert (3, "none of 3 examples would break\n") == (done.returncode, done.stdout)
    assert "Gone" in done.stderr


def test_a_version_is_told_by_name_where_the_document_does_not_tell_it(ran: Tree, spec: Path) -> None:
    moved = change(spec, "/v1\n", "/v9\n")
    named = harness(ran.root, "impact", "--spec", f"v1={moved}")
    assert 1 == named.returncode
    assert "3 of 3 examples would break" in named.stdout


def test_nothing_is_run_and_nothing_is_written(ran: Tree, spec: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in ran.root.rglob("*")}
    harness(ran.root, "impact", "--spec", spec)
    assert before == {path: path.stat().st_mtime_ns for path in ran.root.rglob("*")}


def test_the_recorded_requests_hold_no_key(ran: Tree) -> None:
    files = list((ran.root / ".harness" / "exchanges").rglob("*.json"))
    assert 3 == len(files)
    assert all("sk-" not in file.read_text() and "[key STABILITY_API_KEY]" in file.read_text() for file in files)


@pytest.mark.parametrize("text", [None, "", "[", '[{"method": 1}]', "{}"])
def test_an_example_without_a_record_is_told_and_could_not_be_judged(
    tmp_path: Path, spec: Path, text: str | None
) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    record = tree.root / ".harness" / "exchanges" / "v1" / "get_balance" / "curl.json"
    if text is not None:
        record.parent.mkdir(parents=True)
        record.write_text(text)
    done = harness(tree.root, "impact", "--spec", spec)
    assert (3, 1) == (done.returncode, done.stderr.count("\n"))
    assert "of 1 examples the last run recorded nothing: v1/get_balance/curl; `harness run" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--spec", "nowhere.yaml"), "nowhere.yaml: expected a readable file"),
        (("--spec", "pyproject.toml"), "pyproject.toml"),
        (
            ("--spec", str(ROOT / "fixtures" / "spec" / "v1.yaml")),
            "expected a changed copy, got the document of v1 itself",
        ),
        (("--spec", "v1.yaml", "--api", "v2"), '--api "v2": expected one of v1'),
        (("--spec", "v1.yaml", "--spec", "v1.yaml", "--api", "v1"), "--api: expected one --spec with it"),
    ],
)
def test_a_mistake_is_one_line(ran: Tree, spec: Path, arguments: tuple[str, ...], said: str) -> None:
    named = [str(spec) if word == "v1.yaml" else word for word in arguments]
    done = harness(ran.root, "impact", *named)
    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert said in done.stderr


@pytest.mark.parametrize("spec", ['"api.yaml"', "false"])
def test_a_program_whose_requests_fit_no_operation_is_named(tmp_path: Path, spec: str) -> None:
    by_request = "operations_by_request = true\n" if "yaml" in spec else ""
    settings = f"minimum_examples = 0\n{by_request}[apis.v1]\nspec = {spec}\n"
    files = {
        "api.yaml": "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n"
        "      operationId: getA\n      responses: {'200': {description: d}}\n",
        "examples/curl/code/v1/odd.sh": 'curl "$API_HOST/elsewhere"\n',
    }
    root = write_own(tmp_path / "tree", settings, files | {"new.yaml": files["api.yaml"]})
    harness(root, "run", "--scenario", "success")
    done = harness(root, "impact", "--spec", "v1=new.yaml")
    assert 3 == done.returncode
    assert "examples/curl/code/v1/odd.sh: it sends GET /elsewhere: neither document has an operation" in done.stderr
