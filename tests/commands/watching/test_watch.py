"""`harness watch` as a person uses it: files are saved as editors save them, and its lines are read."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue

import pytest
from support.command import HARNESS, PATIENCE, environment, harness
from support.trees import ROOT, Program, Tree, make_tree

PYTHON, CURL = Program("python", "get_balance"), Program("curl", "get_balance")
IMAGE = Program("curl", "text_to_image")
GO = Program("go", "get_balance")
WRONG_PATH = ("/v1/user/balance", "/v1/user/balanc")


@dataclass
class Watch:
    """A watch in progress, and the lines that it has printed."""

    process: subprocess.Popen[str]
    lines: Queue[str] = field(default_factory=Queue)
    seen: list[str] = field(default_factory=list)

    def until(self, pattern: str) -> str:
        """All lines up to the first that a pattern is in."""
        found: list[str] = []
        while not found or not re.search(pattern, found[-1]):
            try:
                found.append(self.lines.get(timeout=PATIENCE))
            except Empty:
                raise AssertionError(f"expected a line with {pattern!r} after {self.seen}, got {found}") from None
        self.seen += found
        return "".join(found)

    def round(self) -> str:
        """All lines up to the one that sums a round up."""
        return self.until(r" in \d+\.\d s(;.*)?$")


@contextmanager
def watching(root: Path, *arguments: str, **env: str) -> Iterator[Watch]:
    """`harness watch`, once it watches."""
    process = subprocess.Popen(
        [HARNESS, "watch", *arguments],
        cwd=root,
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watch = Watch(process)
    assert process.stdout
    reader = threading.Thread(target=lambda: [watch.lines.put(line) for line in process.stdout or ()])
    reader.start()
    try:
        watch.until("^watching ")
        yield watch
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
        assert process.stderr
        process.stderr.close()


def write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def rename(path: Path, text: str) -> None:
    """As vim and many others do: beside it, then in its place."""
    beside = path.with_name(f"{path.name}.tmp.1")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def remove_and_write(path: Path, text: str) -> None:
    backup = path.with_name(path.name + "~")
    path.rename(backup)
    path.write_text(text, "utf-8")
    backup.unlink()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return make_tree(tmp_path / "tree", PYTHON, CURL, IMAGE)


@pytest.mark.parametrize("save", [write, rename, remove_and_write])
def test_a_saved_program_is_run_and_its_difference_told(tree: Tree, save: Callable[[Path, str], None]) -> None:
    file = tree.examples / CURL.path
    with watching(tree.root, "--scenario", "success") as watch:
        save(file, CURL.source)
        assert "1 passing in" in watch.round()
        save(file, CURL.source.replace(*WRONG_PATH))
        told = watch.round()
        assert "saved examples/curl/code/v1/get_balance.sh: 1 case\n" in told
        line = CURL.line_of("/v1/user/balance")
        assert "newly failing  v1/get_balance/curl/success: unknown-operation" in told
        assert f"examples/curl/code/v1/get_balance.sh:{line}: no operation is GET /v1/user/balanc" in told
        assert "1 of 2 known cases fail" in told
        save(file, CURL.source.replace(*WRONG_PATH) + "# a comment\n")
        assert "still failing  v1/get_balance/curl/success: unknown-operation\n1 still failing in" in watch.round()
        save(file, CURL.source)
        assert "newly passing  v1/get_balance/curl/success\n1 newly passing in" in watch.round()


def test_scenarios_that_show_one_fault_are_told_once_and_counted_at_the_end_of_the_round(tree: Tree) -> None:
    file = tree.examples / CURL.path
    refusals = ("unauthorized", "bad-request", "server-error")
    swallowed = CURL.source.replace("-ne 200", "-eq 999")
    with watching(tree.root, *(word for name in refusals for word in ("--scenario", name))) as watch:
        write(file, CURL.source)
        watch.round()
        write(file, swallowed)
        told = watch.round()
        assert 1 == len(re.findall("newly failing  v1/get_balance/curl/.*: error-swallowed", told))
        assert 1 == told.count("hint:")
        assert "  newly failing  v1/get_balance/curl: 2 more cases\n3 newly failing in" in told
        write(file, swallowed + "# a comment\n")
        assert "  still failing  v1/get_balance/curl: 2 more cases\n3 still failing in" in watch.round()
        write(file, CURL.source)
        assert "  newly passing  v1/get_balance/curl: 2 more cases\n3 newly passing in" in watch.round()


def test_the_difference_is_the_one_from_the_last_run(tree: Tree) -> None:
    file = tree.examples / CURL.path
    write(file, CURL.source.replace(*WRONG_PATH))
    assert 1 == harness(tree.root, "run", "--scenario", "success").returncode
    with watching(tree.root, "--scenario", "success") as watch:
        write(file, CURL.source)
        assert "newly passing  v1/get_balance/curl/success" in watch.round()


def test_a_language_that_becomes_the_odd_one_is_told_by_comparing_it_with_what_the_others_did(tree: Tree) -> None:
    settings = tree.root / "pyproject.toml"
    write(settings, settings.read_text("utf-8").replace("[tool.harness]", "[tool.harness]\nfailure_status = 1", 1))
    file = tree.examples / CURL.path
    with watching(tree.root, "--scenario", "unauthorized") as watch:
        write(file, CURL.source)
        watch.round()
        write(file, CURL.source.replace("exit 1", "exit 7"))
        assert "parity-ending" in watch.round()
        write(file, CURL.source)
        assert "newly passing  v1/get_balance/curl/unauthorized" in watch.round()


def test_a_new_program_is_run_and_one_that_vanishes_is_forgotten(tree: Tree) -> None:
    added = Program("python", "list_engines")
    with watching(tree.root, "--scenario", "success") as watch:
        write(tree.examples / added.path, added.source)
        told = watch.round()
        assert "saved examples/python/code/v1/list_engines.py: 1 case\n" in told
        assert "1 passing in" in told
        (tree.examples / added.path).unlink()
        watch.until(r"\d deleted examples/python/code/v1/list_engines\.py$")
        write(tree.examples / CURL.path, CURL.source)
        assert "deleted" not in watch.round()


def test_success_comes_first(tree: Tree) -> None:
    with watching(tree.root, "--jobs", "1") as watch:  # side by side, a case that began later may end sooner
        write(tree.examples / CURL.path, CURL.source.replace(*WRONG_PATH))
        assert "  failing  v1/get_balance/curl/success: " in watch.until("failing ")


def test_a_finding_is_told_once_for_all_programs_that_it_touches(tmp_path: Path) -> None:
    document = Path(shutil.copytree(ROOT / "fixtures" / "spec", tmp_path / "spec")) / "v1.yaml"
    settings: dict[str, object] = {"spec": str(document.parent / "{api}.yaml")}
    tree = make_tree(tmp_path / "tree", PYTHON, CURL, settings=settings)
    with watching(tree.root, "--scenario", "success") as watch:
        rename(document, document.read_text("utf-8").replace("/user/balance:", "/user/credits:"))
        told = watch.round()
    assert 1 == told.count("hint:")
    assert re.search(r"\n  unknown-operation also at examples/\S+:\d+\n", told)
    assert re.search(r"\n  failing  v1/get_balance/\w+: 1 more case\n2 failing in ", told)


def test_a_language_that_only_differs_from_the_saved_one_is_not_newly_failing(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", IMAGE, Program("python", "text_to_image"))
    file = tree.examples / IMAGE.path
    with watching(tree.root, "--scenario", "success") as watch:
        write(file, IMAGE.source)
        watch.round()
        write(file, IMAGE.source.replace('"steps": 30', '"steps": 40'))
        told = watch.round()
        assert "newly failing  v1/text_to_image/curl/success: parity-body" in told
        assert "failing  v1/text_to_image/python" not in told
        assert "  not saved, but now different from what was: v1/text_to_image/python\n1 newly failing in" in told
        write(file, IMAGE.source)
        told = watch.round()
        assert "newly passing  v1/text_to_image/curl/success\n1 newly passing in" in told
        assert "not saved" not in told


def test_a_compilers_words_are_told(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", GO)
    with watching(tree.root, "--scenario", "success") as watch:
        write(tree.examples / GO.path, GO.source.replace("log.SetFlags(0)", "log.SetFlags(zero)"))
        told = watch.round()
        line = GO.line_of("log.SetFlags(0)")
        assert f"examples/go/code/v1/get_balance.go:{line}: go build: undefined: zero" in told
        write(tree.examples / GO.path, GO.source)
        assert "newly passing" in watch.round()


def test_a_document_touches_its_version_and_one_that_vanishes_is_waited_for(tmp_path: Path) -> None:
    document = tmp_path / "spec" / "v1.yaml"
    shutil.copytree(ROOT / "fixtures" / "spec", document.parent)
    text = document.read_text("utf-8")
    settings: dict[str, object] = {"spec": str(tmp_path / "spec" / "{api}.yaml")}
    tree = make_tree(tmp_path / "tree", PYTHON, CURL, settings=settings)
    with watching(tree.root, "--scenario", "success") as watch:
        rename(document, text.replace("/user/balance:", "/user/credits:"))
        told = watch.round()
        assert "v1.yaml: 2 cases" in told
        assert "2 failing in" in told
        document.unlink()
        assert "v1.yaml; waiting, since nothing can be run as it is:" in watch.until("expected a readable file")
        write(document, "openapi: [")
        watch.until(r"v1\.yaml:2: not YAML")
        write(document, text)
        assert "2 newly passing in" in watch.round()


def test_settings_that_are_broken_are_waited_for(tree: Tree) -> None:
    file = tree.root / "pyproject.toml"
    text = file.read_text("utf-8")
    with watching(tree.root, "--scenario", "success") as watch:
        write(file, text.replace("minimum_examples", "minimum_exampels"))
        watch.until('unknown key "minimum_exampels"')
        write(tree.examples / CURL.path, CURL.source)
        watch.until("unknown key")
        write(file, text)
        assert "3 passing in" in watch.round()


def test_a_save_during_a_round_begins_it_again_with_both(tree: Tree) -> None:
    with watching(tree.root, "--scenario", "slow") as watch:
        write(tree.examples / CURL.path, CURL.source)
        watch.until("saved examples/curl/code/v1/get_balance.sh: 1 case")
        write(tree.examples / IMAGE.path, IMAGE.source)
        watch.until("saved examples/curl/code/v1/text_to_image.sh: 2 cases")
        assert "2 passing in" in watch.round()


NAMED = ("${API_HOST:-https://api.stability.ai}", "https://api.stability.ai")


def test_a_program_that_names_its_host_reaches_the_mock(tmp_path: Path) -> None:
    program = Program("curl", "get_balance", (NAMED,))
    tree = make_tree(tmp_path / "tree", program, settings={"hard_coded_hosts": True})
    with watching(tree.root, "--scenario", "success") as watch:
        write(tree.examples / program.path, program.source)
        assert "1 passing in" in watch.round()


def test_hosts_that_the_settings_name_later_lead_to_the_mock_from_then_on(tmp_path: Path) -> None:
    program = Program("curl", "get_balance", (NAMED,))
    tree = make_tree(tmp_path / "tree", program)
    settings = tree.root / "pyproject.toml"
    with watching(tree.root, "--scenario", "success") as watch:
        write(tree.examples / program.path, program.source)
        assert "network-escape" in watch.round()
        rename(
            settings, settings.read_text("utf-8").replace("[tool.harness]", "[tool.harness]\nhard_coded_hosts = true")
        )
        assert "1 newly passing in" in watch.round()


def test_impact_sees_the_request_of_a_save(tree: Tree, tmp_path: Path) -> None:
    spec = Path(shutil.copytree(ROOT / "fixtures" / "spec", tmp_path / "spec"))
    shared = spec / "shared.yaml"
    shared.write_text(shared.read_text("utf-8").replace("FAST_GREEN", "FASTER_GREEN"), "utf-8")
    assert 0 == harness(tree.root, "run", "v1/*/*/success").returncode
    with watching(tree.root, "--scenario", "success") as watch:
        write(tree.examples / IMAGE.path, IMAGE.source.replace("FAST_BLUE", "FAST_GREEN"))
        watch.round()
    done = harness(tree.root, "impact", "--spec", spec / "v1.yaml")
    assert (1, True) == (done.returncode, done.stdout.endswith("1 of 3 examples would break\n"))
    assert "FAST_GREEN" in done.stdout


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_leaves_nothing(tree: Tree, tmp_path: Path, sent: signal.Signals) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with watching(tree.root, "--scenario", "hang", TMPDIR=str(scratch)) as watch:
        write(tree.examples / CURL.path, CURL.source)
        watch.until("1 case")
        watch.process.send_signal(sent)
        assert 0 == watch.process.wait(PATIENCE)
        assert watch.process.stderr
        assert "" == watch.process.stderr.read()
    assert [] == list(scratch.iterdir())


def test_a_pattern_that_matches_nothing_is_one_line(tree: Tree) -> None:
    done = harness(tree.root, "watch", "v1/get_balanc/curl")
    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert 'did you mean "v1/get_balance/curl' in done.stderr


def test_what_a_program_says_is_shown_and_not_obeyed(tree: Tree) -> None:
    file = tree.examples / CURL.path
    with watching(tree.root, "--scenario", "unauthorized") as watch:
        rude = CURL.source.replace("printf 'HTTP %s: %s\\n'", "printf '\\033]0;x\\007[red]%s %s\\n'")
        assert rude != CURL.source
        write(file, rude.replace("exit 1", "exit 0"))
        told = watch.round()
    assert "\x1b" not in told
    assert "\x07" not in told


def test_its_help_says_what_a_save_does() -> None:
    done = subprocess.run([HARNESS, "watch", "--help"], capture_output=True, text=True, check=True, env=os.environ)
    assert "Waits for a save, and runs what it touches" in " ".join(done.stdout.split())
