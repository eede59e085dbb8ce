"""Links, cached results and built programs that others have put into a project: not followed, and not believed."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from pathlib import Path

import pytest
from support.command import BALANCE, Program, harness, make_tree, report

CASE = "v1/get_balance"
RUN = ("run", CASE, "--scenario", "success", "--cache")
CANARY = "a file of the user's"
OWN = ("", "lint", "build", "cache", "documents", "samples", "exchanges")


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A folder outside the project, with a file in it."""
    folder = tmp_path / "victim"
    folder.mkdir()
    (folder / "canary").write_text(CANARY)
    return folder


def untouched(victim: Path) -> bool:
    """True where the folder holds what it held."""
    return ["canary"] == os.listdir(victim) and CANARY == (victim / "canary").read_text()  # noqa: PTH208


@pytest.mark.parametrize("name", OWN)
def test_a_committed_link_in_the_harness_s_own_folder_is_one_line_and_no_way_out(
    tmp_path: Path, victim: Path, name: str
) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    link = root / ".harness" / name if name else root / ".harness"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(victim)
    done = harness(root, *RUN)
    assert (3, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n")), done.stderr
    assert f"expected a folder that the harness has made, got a link to {victim}: remove it" in done.stderr
    assert untouched(victim)


def test_a_committed_link_in_the_place_of_the_matrix_is_one_line_and_no_way_out(tmp_path: Path, victim: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    (root / ".harness").mkdir()
    (root / ".harness" / "matrix").symlink_to(victim)
    settings = root / "pyproject.toml"
    settings.write_text(settings.read_text() + '\n[tool.harness.matrix.curl]\nversion = ["1"]\n')
    done = harness(root, *RUN, "--matrix")
    assert (3, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n")), done.stderr
    assert f"got a link to {victim}: remove it" in done.stderr
    assert untouched(victim)


@pytest.mark.parametrize("name", ["last-run.json", "last-run.state", "durations.json"])
def test_a_committed_link_in_a_file_s_place_is_replaced(tmp_path: Path, victim: Path, name: str) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    link = root / ".harness" / name
    link.parent.mkdir()
    link.symlink_to(victim / "canary")
    done = harness(root, *RUN)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert untouched(victim)
    assert not link.is_symlink()


def test_a_link_further_down_is_told_by_the_case_that_would_write_through_it(tmp_path: Path, victim: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    link = root / ".harness" / "exchanges" / "v1"
    link.parent.mkdir(parents=True)
    link.symlink_to(victim)
    done = harness(root, *RUN, "--json", "r.json")
    assert 3 == done.returncode
    assert f"got a link to {victim}: remove it" in report(root / "r.json")["cases"][0]["reason"]
    assert untouched(victim)


@pytest.mark.parametrize("option", ["--json", "--html", "--sarif", "--junit"])
@pytest.mark.parametrize(("place", "target"), [("out", ""), ("out.x", "canary"), ("out.x", "new")])
def test_a_report_is_not_written_where_a_committed_link_leads_out_of_the_project(
    tmp_path: Path, victim: Path, option: str, place: str, target: str
) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    (root / place).symlink_to(victim / target)
    done = harness(root, *RUN, option, place if target else f"{place}/report")
    assert (3, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n")), done.stderr
    assert "expected a path inside the project, got a link to" in done.stderr
    assert untouched(victim)


def test_a_folder_of_reports_with_a_link_in_it_is_not_followed(tmp_path: Path, victim: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    (root / "har").mkdir()
    (root / "har" / "v1").symlink_to(victim)
    assert 3 == harness(root, *RUN, "--record", "har").returncode
    assert untouched(victim)


def test_a_report_to_a_pipe_goes_through_the_pipe_and_leaves_it_there(tmp_path: Path) -> None:
    root, pipe, read = make_tree(tmp_path / "tree", BALANCE).root, tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    done = harness(root, *RUN, "--json", pipe)
    reader.join()
    assert 0 == done.returncode, done.stderr
    assert 1 == json.loads(read[0])["summary"]["passed"]
    assert pipe.is_fifo()


def test_a_report_to_a_link_of_the_user_s_is_written_to_what_it_leads_to(tmp_path: Path, victim: Path) -> None:
    root, link = make_tree(tmp_path / "tree", BALANCE).root, tmp_path / "link.json"
    link.symlink_to(victim / "canary")
    assert 0 == harness(root, *RUN, "--json", link).returncode
    assert link.is_symlink()
    assert 1 == report(victim / "canary")["summary"]["passed"]


def test_a_report_to_stdout_stands_in_what_is_printed(tmp_path: Path) -> None:
    root, before = make_tree(tmp_path / "tree", BALANCE).root, Path("/dev/stdout").readlink()
    done = harness(root, *RUN, "--quiet", "--json", "/dev/stdout")
    assert 1 == json.loads(done.stdout.splitlines()[0])["summary"]["passed"]
    assert before == Path("/dev/stdout").readlink()


# --------------------------------------------------------------------------- what is believed

FAILING = Program("curl", "get_balance", text='curl -sS "$API_HOST/v1/nothing"; exit 1\n')


def test_an_entry_of_the_cache_that_turns_a_failure_into_a_pass_is_not_believed(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", FAILING).root
    assert 1 == harness(root, *RUN).returncode
    (file,) = (root / ".harness" / "cache").iterdir()
    passing = make_tree(tmp_path / "other", BALANCE).root
    assert 0 == harness(passing, *RUN).returncode
    (sound,) = (passing / ".harness" / "cache").iterdir()
    _, key, name, _ = file.read_bytes().splitlines()[-1].split(b"\t", 3)
    entry = sound.read_bytes().splitlines()[-1].split(b"\t", 3)[3]
    rest = b"\t".join((key, name, entry))
    file.write_bytes(hashlib.sha256(rest).hexdigest().encode() + b"\t" + rest + b"\n")
    done = harness(root, *RUN, "--json", "r.json")
    assert (1, "failed", False) == (done.returncode, *_verdict(root))


def test_a_built_program_that_others_have_written_is_built_anew(tmp_path: Path) -> None:
    right = Program("ts", "get_balance")
    wrong = Program("ts", "get_balance", (("/v1/user/balance", "/v1/user/nothing"),))
    root = make_tree(tmp_path / "tree", wrong).root
    assert 1 == harness(root, *RUN).returncode
    (built,) = (root / ".harness" / "build").rglob("*.mjs")
    built.write_text(right.source.replace("/v1/user/nothing", "/v1/user/balance"))
    os.utime(built, (1, 1))
    done = harness(root, *RUN, "--no-cache", "--json", "r.json")
    assert (1, "failed", False) == (done.returncode, *_verdict(root))


def test_samples_are_not_taken_away_where_a_link_leads(tmp_path: Path, victim: Path) -> None:
    from harness.discover.sample_files import remove_others

    deep = victim / "python" / "kept"
    deep.mkdir(parents=True)
    (deep / "file").write_text(CANARY)
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "v1").symlink_to(victim)
    remove_others(samples, [])
    assert CANARY == (deep / "file").read_text()


def _verdict(root: Path) -> tuple[str, bool]:
    (case,) = report(root / "r.json")["cases"]
    return case["verdict"], case["cached"]
