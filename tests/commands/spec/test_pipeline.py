"""The documents' own pipeline, with the real tools that `harness spec setup` gets."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from support.machine import command
from support.trees import ROOT

Edit = tuple[str, str, str]
"""A file of the documents, a text that stands in it, and what takes its place."""
AS_SOMEONE = ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "init.defaultBranch=main"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's documents and examples, committed to a repository of its own, with the tools."""
    assert (ROOT / ".harness" / "tools" / "oasdiff").exists(), 'the tests need the tools of "harness spec setup"'
    root = tmp_path / "project"
    shutil.copytree(ROOT / "fixtures", root / "fixtures")
    shutil.copytree(ROOT / "examples", root / "examples", ignore=shutil.ignore_patterns(".venv", "node_modules", "out"))
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    (root / "pyproject.toml").write_text(text[text.index("[tool.harness]") :], "utf-8")
    (root / ".gitignore").write_text(".harness/\n", "utf-8")
    (root / ".harness").mkdir()
    (root / ".harness" / "tools").symlink_to(ROOT / ".harness" / "tools")
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run([command("git"), *AS_SOMEONE, *step], cwd=root, check=True)
    return root


def harness(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `harness spec` in a project."""
    argv = [sys.executable, "-m", "harness", "spec", *arguments]
    return subprocess.run(argv, cwd=root, capture_output=True, text=True, check=False, timeout=120)


def edit(root: Path, *edits: Edit) -> None:
    """Exchanges texts in the documents; each must stand there."""
    for name, old, new in edits:
        path = root / "fixtures" / "spec" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


def test_the_projects_own_documents_are_clean_and_their_generated_form_is_current(project: Path) -> None:
    lint, check = harness(project, "lint"), harness(project, "bundle", "--check")
    assert (0, "3 documents, no complaints\n") == (lint.returncode, lint.stdout)
    assert (0, "") == (check.returncode, check.stdout)


def test_a_complaint_has_its_file_line_and_rule(project: Path) -> None:
    edit(project, ("v1.yaml", "operationId: userBalance", "operationId: user balance"))
    done = harness(project, "lint", "--api", "v1")
    assert 1 == done.returncode
    lines = (project / "fixtures/spec/v1.yaml").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "user balance" in text)
    assert f"fixtures/spec/v1.yaml:{line}  error operation-operationId-url-safe" in done.stdout


def test_a_document_that_was_changed_makes_its_generated_form_stale(project: Path) -> None:
    edit(project, ("v1beta.yaml", "title: ", "title: The "))
    check = harness(project, "bundle", "--check")
    assert 1 == check.returncode
    assert 'fixtures/spec/generated/v1beta.json: out of date; "harness spec bundle" writes it anew\n' == check.stdout
    assert "wrote fixtures/spec/generated/v1beta.json\n" == harness(project, "bundle").stdout
    assert 0 == harness(project, "bundle", "--check").returncode


def test_a_bundle_needs_no_other_file(project: Path) -> None:
    """Neither the shared document nor the programs that samples link to."""
    text = (project / "fixtures/spec/generated/v1.json").read_text("utf-8")
    assert "shared.yaml" not in text
    assert "../../examples" not in text
    assert "requests.get(" in text


def test_all_versions_make_one_valid_document(project: Path) -> None:
    done = harness(project, "merge", "--output", "all.json")
    assert (0, "wrote all.json\n") == (done.returncode, done.stdout)
    merged = json.loads((project / "all.json").read_text("utf-8"))
    validate(merged)
    paths = [path for path in merged["paths"] if path.endswith("/user/balance")]
    assert ["/v1/user/balance", "/v1alpha/user/balance", "/v1beta/user/balance"] == sorted(paths)
    assert "v1beta_userBalance" == merged["paths"]["/v1beta/user/balance"]["get"]["operationId"]


BREAKS: dict[str, tuple[Edit, str]] = {
    "a response's field that went": (("shared.yaml", "credits", "credit"), "response-required-property-removed"),
    "a path that went": (("v1.yaml", "/user/balance:", "/user/funds:"), "api-path-removed-without-deprecation"),
}


@pytest.mark.parametrize(("change", "name"), BREAKS.values(), ids=BREAKS)
def test_a_breaking_change_fails_with_its_name(project: Path, change: Edit, name: str) -> None:
    edit(project, change)
    done = harness(project, "diff", "--base", "HEAD", "--api", "v1")
    assert 1 == done.returncode
    assert "or may, 1 of them in what must not break\n" in done.stdout
    assert f"v1: breaking: {name}: GET /user/balance: " in done.stdout
    assert "\n  examples/go/code/v1/get_balance.go\n" in done.stdout
    assert "which of these programs it breaks: harness run v1/get_balance --scenario success\n" in done.stdout


def test_a_lowered_maximum_says_what_it_was_and_is(project: Path) -> None:
    edit(project, ("shared.yaml", "maximum: 150", "maximum: 20"))
    told = harness(project, "diff", "--base", "HEAD", "--api", "v1").stdout.splitlines()
    lowered = [line for line in told if "request-property-max-decreased" in line]
    assert 3 == len(lowered)
    assert all(line.endswith(": at most 150 before, at most 20 now") for line in lowered), told
    touched = [line.strip() for line in told if line.startswith("  ")]
    assert [
        f"examples/{language}/code/v1/{name}.{ending}"
        for name in ("image_to_image", "masking", "text_to_image")
        for language, ending in (("curl", "sh"), ("go", "go"), ("python", "py"), ("ts", "ts"))
    ] == sorted(touched, key=lambda path: (Path(path).stem, path))
    assert told[-1].startswith("which of these programs it breaks: harness run v1/")


def test_a_change_of_an_operation_without_programs_says_so(project: Path) -> None:
    edit(project, ("v1.yaml", "/user/balance:", "/user/funds:"))
    settings = project / "pyproject.toml"
    text = settings.read_text("utf-8").replace("minimum_examples = 76\n", "")
    text = text.replace('ignore = ["', 'ignore = ["**/get_balance.*", "')
    settings.write_text(text.replace("[tool.harness.operations.get_balance]\nprints = true", ""), "utf-8")
    told = harness(project, "diff", "--base", "HEAD", "--api", "v1").stdout.splitlines()
    assert "no program calls what changed" == told[-1], told


def test_documents_are_compared_though_the_programs_can_not_be_read(project: Path) -> None:
    edit(project, ("v1.yaml", "/user/balance:", "/user/funds:"))
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace("examples = 76", "examples = 77"), "utf-8")
    done = harness(project, "diff", "--base", "HEAD", "--api", "v1")
    assert done.stdout.startswith("v1: breaking: api-path-removed-without-deprecation: GET /user/balance: ")
    assert done.stderr.startswith("harness: which programs call what changed is not shown: ")


def test_a_breaking_change_where_the_settings_allow_it_is_told_and_does_not_fail(project: Path) -> None:
    edit(project, ("v1alpha.yaml", "/user/balance:", "/user/funds:"))
    done = harness(project, "diff", "--base", "HEAD")
    assert 0 == done.returncode
    assert "v1alpha: breaking: api-path-removed-without-deprecation: GET /user/balance" in done.stdout


def test_a_change_that_breaks_nobody_passes(project: Path) -> None:
    edit(project, ("v1.yaml", "What images can be made with.", "All that makes images."))
    done = harness(project, "diff", "--base", "HEAD")
    assert (0, "no change that breaks a caller\n") == (done.returncode, done.stdout)


MISTAKES: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a revision that is none": (("diff", "--base", "nowhere"), 2, 'a revision of this repository, got "nowh'),
    "an option for a revision": (("diff", "--base=--output=x"), 2, 'a revision of this repository, got "--out'),
    "an API that is none": (("lint", "--api", "v11"), 2, 'expected one of v1, v1alpha, v1beta, got "v11" (did'),
    "a file of accepted changes that is none": (("diff", "--base", "HEAD", "--ignore", "no"), 2, "no: expected"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "status", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(project: Path, arguments: tuple[str, ...], status: int, words: str) -> None:
    done = harness(project, *arguments)
    assert (status, 1) == (done.returncode, done.stderr.count("\n"))
    assert words in done.stderr


def test_missing_tools_are_told_in_one_line(project: Path) -> None:
    (project / ".harness" / "tools").unlink()
    done = harness(project, "lint")
    assert (3, 'harness: expected the tools of the documents, found none: "harness spec setup" gets them\n') == (
        done.returncode,
        done.stderr,
    )
