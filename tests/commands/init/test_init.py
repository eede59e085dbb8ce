"""`harness init` in repositories without settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import harness, report

from commands.init.more_repositories import MORE
from commands.init.repositories import SHAPES, write


@pytest.mark.parametrize("shape", SHAPES)
def test_the_settings_run_every_program_of_a_repository(tmp_path: Path, shape: str) -> None:
    root = write(tmp_path, shape)
    done = harness(root, "init", "--yes", "--no-run")
    assert (0, "") == (done.returncode, done.stderr)
    run = harness(root, "run", "--scenario", "success", "--json", "out.json")
    cases = report(root / "out.json")["cases"]
    wrong = [(case["name"], case["verdict"], case["findings"]) for case in cases if case["verdict"] != "passed"]
    assert [] == wrong, (root / "harness.toml").read_text("utf-8") + run.stdout
    programs = [name for name in SHAPES[shape] if name.startswith(("examples/", "snippets/", "samples/", "code/"))]
    assert max(1, len(programs)) <= len(cases)


@pytest.mark.parametrize("shape", MORE)
def test_formats_and_places_of_host_and_key_are_seen(tmp_path: Path, shape: str) -> None:
    MORE[shape].write(tmp_path)
    done = harness(tmp_path, "init", "--yes", "--no-run")
    assert (0, "") == (done.returncode, done.stderr)
    run = harness(tmp_path, "run", "--scenario", "success", "--json", "out.json")
    cases = report(tmp_path / "out.json")["cases"]
    wrong = [
        (case["name"], case["verdict"], finding["code"])
        for case in cases
        for finding in case["findings"]
        if finding["severity"] != "note" and finding["code"] != "key-variable"  # one has its key in a file
    ]
    assert (MORE[shape].programs, []) == (len(cases), wrong), run.stdout


def test_three_cases_run_and_three_commands_follow(tmp_path: Path) -> None:
    done = harness(write(tmp_path, "base path inside the variable"), "init", "--yes")
    assert 0 == done.returncode, done.stderr
    assert "3 passed" in done.stdout
    assert 3 == done.stdout.partition("\nnext:\n")[2].count("harness ")
    settings = (tmp_path / "harness.toml").read_text("utf-8")
    assert 'base_path = ""  # PARCEL_URL holds /v2 too: https://api.parcel.example/v2' in settings
    assert all("  # " in line for line in settings.splitlines() if " = " in line), settings


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = harness(write(tmp_path, "no host variable"), "init", "--dry-run")
    assert 'host_env = ""' in done.stdout
    assert not (tmp_path / "harness.toml").exists()
    assert not (tmp_path / ".harness").exists()


def test_settings_that_are_there_are_kept(tmp_path: Path) -> None:
    root = write(tmp_path, "no document")
    (root / "harness.toml").write_text("# mine\n", "utf-8")
    done = harness(root, "init", "--yes")
    assert 2 == done.returncode
    assert "harness.toml is there" in done.stderr
    assert "# mine\n" == (root / "harness.toml").read_text("utf-8")
    assert 0 == harness(root, "init", "--yes", "--force", "--no-run").returncode


@pytest.mark.parametrize(
    ("files", "said"),
    [({}, "expected programs that call an API"), ({"a.py": "print(1)\n"}, "expected programs that call an API")],
)
def test_a_folder_with_nothing_to_run_is_said_to_be_so(tmp_path: Path, files: dict[str, str], said: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = harness(tmp_path, "init", "--yes")
    assert 2 == done.returncode
    assert said in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_a_document_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    root = write(tmp_path, "base path inside the variable")
    (root / "broken.yaml").write_text("openapi: 3.1.0\npaths: [\n", "utf-8")
    done = harness(root, "init", "--dry-run")
    assert "note: not used: broken.yaml" in done.stdout
