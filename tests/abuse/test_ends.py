"""However a run ends: quickly, with one line, with the reports that can be written, and with nothing left behind."""

from __future__ import annotations

import json
import os
import resource
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from commands.serving.served import serving
from support.command import BALANCE, HARNESS, PATIENCE, call, environment, harness, make_tree, report
from support.trees import Tree

from abuse.trials import processes_in

RUN = ("run", "v1/get_balance", "--scenario", "success")


def with_a_build(tmp_path: Path) -> tuple[Tree, Path]:
    """A project whose preparing is a tool that starts another one, and never ends; and the pipe that says it began."""
    tree = make_tree(tmp_path / "tree", BALANCE)
    began, tool = tree.root / "began", tree.root / "tool.sh"  # a build sees no other folder
    os.mkfifo(began)
    tool.write_text(f"sleep 301 & echo began >{shlex.quote(str(began))}; trap '' TERM INT; sleep 302\n")
    settings = tree.root / "pyproject.toml"
    prepare = json.dumps([["sh", str(tool)]])
    settings.write_text(settings.read_text() + f"\n[tool.harness.languages.curl]\nprepare = {prepare}\n")
    return tree, began


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into Linux's /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_ended_in_the_middle_of_a_build_ends_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    tree, began = with_a_build(tmp_path)
    argv = [HARNESS, *RUN, "--json", "r.json"]
    with subprocess.Popen(
        argv, cwd=tree.root, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        began.read_text()
        running.send_signal(number)
        _, said = running.communicate(timeout=PATIENCE)  # the build's own processes would take longer
    assert (130, "interrupted: the report holds what had finished\n") == (running.returncode, said)
    assert {} == processes_in(tmp_path)
    assert 1 == report(tree.root / "r.json")["summary"]["skipped"]


def test_a_file_s_name_that_is_no_text_breaks_no_report(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    odd = os.fsencode(root / "examples" / "curl" / "code" / "v1") + b"/a\xff.sh"
    Path(os.fsdecode(odd)).write_text('curl -sS "$API_HOST/v1/nothing"\n')
    formats = ("json", "html", "junit", "sarif")
    done = harness(root, "run", "--scenario", "success", "-v", *(w for f in formats for w in (f"--{f}", f"r.{f}")))
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode in (1, 3)
    assert [] == [name for name in formats if not (root / f"r.{name}").stat().st_size]
    assert 0 == harness(root, "list").returncode
    assert (0, 0) == tuple(harness(root, *words).returncode for words in (("show", "v1"), ("report", "--no-open")))


def test_a_full_disk_is_one_line_and_the_reports_that_fit_are_written(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    assert (0, 0) == tuple(harness(root, *RUN).returncode for _ in range(2))  # the third is answered from the cache
    done = subprocess.run(
        [HARNESS, *RUN, "--json", "r.json", "--html", "r.html", "--sarif", "r.sarif"],
        cwd=root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        preexec_fn=_small_files,
    )
    assert (3, 1) == (done.returncode, done.stderr.count("\n")), done.stderr
    assert "File too large" in done.stderr
    assert "1 passed" in done.stdout
    assert (root / "r.sarif").is_file()
    assert not (root / "r.html").exists()
    assert [] == [path for path in root.rglob("*.part") if ".harness" not in path.parts]


def _small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (24 * 1024, resource.RLIM_INFINITY))


@pytest.mark.parametrize("to", [">&-", ">/dev/full"])
def test_a_stdout_that_takes_nothing_is_one_line_and_the_report_is_written(tmp_path: Path, to: str) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    done = call(["sh", "-c", f"{shlex.join([str(HARNESS), *RUN])} --json r.json {to}"], root)
    assert (3, 1) == (done.returncode, done.stderr.count("\n")), done.stderr
    assert done.stderr.startswith("harness: stdout: expected a stream that can be written, got: ")
    assert 1 == report(root / "r.json")["summary"]["passed"]


def test_a_folder_that_is_gone_is_one_line(tmp_path: Path) -> None:
    script = f'mkdir gone; cd gone; rmdir "$PWD"; {shlex.join([str(HARNESS), *RUN])}'
    done = call(["sh", "-c", script], tmp_path)
    assert (3, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n")), done.stderr


def test_a_project_that_is_deleted_in_the_middle_of_a_run_is_told_without_a_stack_trace(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    settings = root / "pyproject.toml"
    table = f'prepare = {json.dumps([["rm", "-rf", str(root)]])}\nprepare_reach = "machine"\n'
    settings.write_text(f"{settings.read_text()}\n[tool.harness.languages.curl]\n{table}")
    done = harness(root, *RUN, "--json", tmp_path / "r.json")
    assert 3 == done.returncode
    assert "Traceback" not in done.stdout + done.stderr
    assert 1 == report(tmp_path / "r.json")["summary"]["could-not-run"]


def test_idle_connections_do_not_keep_others_from_the_mock() -> None:
    with serving() as served:
        idle = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(300)]
        try:
            assert 401 == served.ask("GET", "/v1/user/balance")[0]
        finally:
            for one in idle:
                one.close()
