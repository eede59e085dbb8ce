"""`--launcher docker`, against a real engine that the tests start themselves."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.engine import IMAGE, Engine, running_engine
from support.engine import image as root_file_system
from support.machine import needs_machine
from support.registry import registry
from support.trees import Program, make_tree

pytestmark = [needs_machine("dockerd", root=True), pytest.mark.xdist_group("containers")]
LANGUAGES = ("python", "ts", "go", "curl")
LIMIT = 60.0
"""Seconds within which what a test waits for must have come."""
SCENARIOS = ("success", "unauthorized", "truncated", "refused", "missing-key")
HEAD = '#!/bin/sh\n: "${STABILITY_API_KEY:?Set it.}"\n'
ASK = 'curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$API_HOST/v1/user/balance"\n'


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for all tests of a worker."""
    with running_engine(tmp_path_factory.mktemp("engine")) as started:
        yield started


def tree(root: Path, *programs: Program, image: str = IMAGE, **settings: object) -> Path:
    """A project whose languages all run in one image."""
    make_tree(root, *programs, settings=settings)
    tables = "".join(f'\n[tool.harness.languages.{name}]\nimage = "{image}"\n' for name in LANGUAGES)
    with (root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(tables)
    return root


def started(engine: Engine, root: Path, *arguments: str, launcher: str = "docker") -> subprocess.Popen[str]:
    """`harness run` in a project, begun."""
    argv = [sys.executable, "-m", "harness", "run", "--launcher", launcher, "--json", "report.json", *arguments]
    env = {**os.environ, **engine.env}
    return subprocess.Popen(
        argv, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def run(engine: Engine, root: Path, *arguments: str, launcher: str = "docker") -> tuple[int, dict[str, Any], str]:
    """`harness run` in a project: its status, the records of its cases by name, and what it said on stderr."""
    process = started(engine, root, *arguments, launcher=launcher)
    _, said = process.communicate(timeout=300)
    path = root / "report.json"
    cases = json.loads(path.read_text("utf-8"))["cases"] if path.exists() else []
    return process.returncode, {case["name"]: case for case in cases}, said


def wait_for(what: Callable[[], object]) -> None:
    """Waits until something is so."""
    until = time.monotonic() + LIMIT
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)  # asks again; nothing tells


def shell(text: str) -> Program:
    """A shell program in the place of the one for the balance."""
    return Program("curl", "get_balance", text=HEAD + text)


def verdicts(cases: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Case -> verdict and codes."""
    return {name: (case["verdict"], [found["code"] for found in case["findings"]]) for name, case in cases.items()}


def test_verdicts_in_containers_are_those_of_this_machine(engine: Engine, tmp_path: Path) -> None:
    """Sound and faulty programs of every language, files written among them."""
    faulty = Program("python", "get_account", (("    timeout=15,\n", ""), ("/v1/user/account", "/v1/user/balance")))
    sound = [Program(name, operation) for name in LANGUAGES for operation in ("get_balance", "masking")]
    root = tree(tmp_path / "project", faulty, *sound)
    wanted = [option for scenario in SCENARIOS for option in ("--scenario", scenario)]
    status, inside, _ = run(engine, root, *wanted)
    assert 1 == status
    assert verdicts(run(engine, root, *wanted, "--cold", launcher="local")[1]) == verdicts(inside)
    assert {"passed", "failed"} == {case["verdict"] for case in inside.values()}
    assert [] == engine.left()


def test_a_program_that_will_not_end_is_ended_at_its_limit(engine: Engine, tmp_path: Path) -> None:
    """With all that it started, whatever group or session that is in."""
    text = f"{ASK}trap '' TERM INT HUP\n(trap '' TERM HUP; while :; do sleep 1; done) &\nwhile :; do sleep 1; done\n"
    root = tree(tmp_path / "project", shell(text), time_limit=2)
    _, cases, _ = run(engine, root, "--scenario", "success")
    case = cases["v1/get_balance/curl/success"]
    assert ("timed-out", ["timeout"]) == (case["outcome"]["kind"], [found["code"] for found in case["findings"]])
    assert [] == engine.left()


def test_what_a_program_leaves_running_ends_with_it(engine: Engine, tmp_path: Path) -> None:
    """The next program of the same container sees none of it."""
    leaves = f"{ASK}(trap '' TERM HUP; exec sleep 300) &\n"
    looks = f"grep -qsz '^sleep$' /proc/[0-9]*/cmdline && exit 9\n{ASK.replace('/v1/', '/v1beta/')}"
    root = tree(tmp_path / "project", shell(leaves), Program("curl", "get_balance", text=HEAD + looks, api="v1beta"))
    assert 0 == run(engine, root, "v1", "--scenario", "success")[0]
    process = started(engine, root, "--scenario", "success", "--jobs", "1")
    process.communicate(timeout=LIMIT)
    cases = {case["name"]: case for case in json.loads((root / "report.json").read_text("utf-8"))["cases"]}
    assert [0, 0] == [case["outcome"]["exit_status"] for case in cases.values()]


def test_programs_side_by_side_share_no_temporary_folder(engine: Engine, tmp_path: Path) -> None:
    """A file of a fixed name, as scripts write it, is there for one that hangs and not for the others."""
    writes = "for d in /tmp /var/tmp /dev/shm; do [ -e $d/answer ] && exit 9; : >$d/answer; done\n"
    root = tree(tmp_path / "project", shell(writes + ASK), time_limit=5)
    scenarios = [word for name in ("hang", "slow", "success", "unauthorized") for word in ("--scenario", name)]
    _, cases, _ = run(engine, root, *scenarios, "--jobs", "4")
    kinds = {name.rpartition("/")[2]: case["outcome"] for name, case in cases.items()}
    assert ("timed-out", 0, 0, 22) == (
        kinds["hang"]["kind"],
        *(kinds[name]["exit_status"] for name in ("slow", "success", "unauthorized")),
    )
    assert [] == engine.left()


TOO_MUCH = {
    "memory": ("python3 -c 'b = []\nwhile True: b.append(bytes(2**20))'", "memory-limit", "memory_limit", 100),
    "processes": ("i=0; while [ $((i += 1)) -lt 99 ]; do sleep 60 & done", "process-limit", "process_limit", 30),
    "its folder": ("while :; do cat /bin/sh /bin/sh; done >file", "disk-limit", "disk_limit", 20),
    "temporary files": ("while cat /bin/sh; do :; done >/tmp/file; exit 1", "disk-limit", "disk_limit", 20),
    "shared memory": ("while cat /bin/sh; do :; done >/dev/shm/file; exit 1", "memory-limit", "shared_memory_limit", 5),
    "output": ("while :; do cat /bin/sh; done", "disk-limit", "output_limit", 5),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_program_that_uses_too_much_is_told_of_the_limit(engine: Engine, tmp_path: Path, what: str) -> None:
    deed, code, setting, limit = TOO_MUCH[what]
    sound = Program("python", "get_balance")
    root = tree(tmp_path / "project", shell(f"{ASK}{deed}\n"), sound, **{setting: limit})
    _, cases, said = run(engine, root, "--scenario", "success", "--jobs", "1")
    found = verdicts(cases)
    assert ("passed", []) == found.pop("v1/get_balance/python/success"), said
    assert [("failed", [code])] == list(found.values()), said
    assert setting in json.dumps(cases)


def test_a_program_finds_nothing_that_the_last_one_in_its_container_wrote(engine: Engine, tmp_path: Path) -> None:
    writes = (
        "ls -A /tmp /var/tmp /dev/shm | grep -q mark && exit 9\n: >/tmp/mark; : >/var/tmp/.mark; : >/dev/shm/..mark\n"
    )
    root = tree(tmp_path / "project", shell(writes + ASK))
    _, cases, _ = run(engine, root, "--scenario", "success", "--scenario", "slow", "--jobs", "1")
    assert [0, 0] == [case["outcome"]["exit_status"] for case in cases.values()]


@pytest.mark.parametrize(
    "deed",
    [
        "curl -sS --max-time 3 http://192.0.2.1/",
        'touch "$0"',
        "touch /usr/new",
        'ls ../../../.. || grep . $(dirname "$0")/.env',
        "kill -9 1",
    ],
)
def test_a_program_reaches_nothing_but_its_mock_and_its_folder(engine: Engine, tmp_path: Path, deed: str) -> None:
    """Other hosts, the tree and its hidden entries, the image, other cases' folders and other processes."""
    deed = deed.replace('$(dirname "$0")', str(tmp_path / "project"))
    root = tree(tmp_path / "project", shell(f"{{ {deed}; }} >/dev/null 2>&1 && exit 7\n{ASK}"))
    (root / ".env").write_text("SECRET=1\n", "utf-8")
    _, cases, _ = run(engine, root, "--scenario", "success")
    assert 0 == cases["v1/get_balance/curl/success"]["outcome"]["exit_status"]


def test_the_second_host_is_there_in_a_container_too(engine: Engine, tmp_path: Path) -> None:
    """An address that gives a file, and a redirect that leads away."""
    here, root = Path(__file__).parents[1] / "conversations" / "elsewhere", tmp_path / "tree"
    for name in ("harness.toml", "store.yaml", "python/export.py", "ts/item.ts"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(here / name, root / name)
    with (root / "harness.toml").open("a", encoding="utf-8") as file:
        file.write("".join(f'\n[languages.{name}]\nimage = "{IMAGE}"\n' for name in ("python", "ts")))
    _, cases, _ = run(engine, root, "--scenario", "success", "--scenario", "redirected-away")
    assert {("passed", ())} == {(verdict, tuple(codes)) for verdict, codes in verdicts(cases).values()}
    for name in ("v1/export/python/success", "v1/item/ts/redirected-away"):
        sent = (
            {field.lower(): value for field, value in one["request"]["headers"]} for one in cases[name]["exchanges"]
        )
        api, other = (headers["host"] for headers in sent)
        assert ("elsewhere.invalid", api.partition(":")[2]) == tuple(other.split(":"))


def test_an_image_that_is_not_to_be_had_is_trouble_of_the_machine(engine: Engine, tmp_path: Path) -> None:
    root = tree(tmp_path / "project", Program("curl", "get_balance"), image="127.0.0.1:9/none:1")
    status, cases, _ = run(engine, root, "--scenario", "success")
    case = cases["v1/get_balance/curl/success"]
    assert (3, "could-not-run") == (status, case["verdict"])
    assert "looking for the image 127.0.0.1:9/none:1: the container engine failed: " in case["reason"]
    assert "\n" not in case["reason"]


@pytest.mark.parametrize("tag", ["", ":1"])
def test_an_image_by_digest_is_got_and_used(engine: Engine, tmp_path: Path, tag: str) -> None:
    with registry(root_file_system()) as name:
        root = tree(tmp_path / "project", Program("curl", "get_balance"), image=name.replace("@", f"{tag}@"))
        status, cases, _ = run(engine, root, "--scenario", "success")
    assert (0, "passed") == (status, cases["v1/get_balance/curl/success"]["verdict"])


def test_an_image_in_which_nothing_starts_is_trouble_of_the_machine_and_leaves_no_container(
    engine: Engine, tmp_path: Path
) -> None:
    empty = io.BytesIO()
    with tarfile.open(fileobj=empty, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("empty"))
    engine.client("import", "-", "example-harness-empty", stdin=empty.getvalue())
    root = tree(tmp_path / "project", Program("python", "get_balance"), image="example-harness-empty")
    status, cases, _ = run(engine, root, "--scenario", "success")
    assert (3, "could-not-run") == (status, cases["v1/get_balance/python/success"]["verdict"])
    assert [] == engine.left()


def test_an_image_without_the_tool_is_trouble_of_the_machine(engine: Engine, tmp_path: Path) -> None:
    root = tree(tmp_path / "project", Program("python", "get_balance"))
    path = root / "pyproject.toml"
    table = "[tool.harness.languages.python]\n"
    path.write_text(path.read_text("utf-8").replace(table, f'{table}command = ["pypy", "{{file}}"]\n'), "utf-8")
    status, cases, _ = run(engine, root, "--scenario", "success")
    assert (3, f"the image {IMAGE} has no pypy") == (status, cases["v1/get_balance/python/success"]["reason"])


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 130)])
def test_nothing_is_left_of_a_run_that_was_interrupted(
    engine: Engine, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    root = tree(tmp_path / "project", Program("curl", "get_balance"))
    process = started(engine, root, "--scenario", "hang")
    wait_for(lambda: engine.client("ps", "--quiet"))
    process.send_signal(number)
    process.communicate(timeout=LIMIT)
    assert status == process.returncode
    assert [] == engine.left()


def test_a_killed_harness_leaves_no_container_and_the_next_run_takes_its_network_away(
    engine: Engine, tmp_path: Path
) -> None:
    root = tree(tmp_path / "project", Program("curl", "get_balance"))
    process = started(engine, root, "--scenario", "hang")
    wait_for(lambda: engine.client("ps", "--quiet"))
    process.kill()
    process.communicate(timeout=LIMIT)
    wait_for(lambda: not engine.client("ps", "--all", "--quiet"))
    assert 0 == run(engine, root, "--scenario", "success")[0]
    assert [] == engine.left()


def test_an_engine_that_dies_in_the_middle_is_told_in_a_line_a_case(engine: Engine, tmp_path: Path) -> None:
    root = tree(tmp_path / "project", Program("curl", "get_balance"), Program("go", "get_balance"))
    process = started(engine, root, "--scenario", "hang")
    wait_for(lambda: engine.client("ps", "--quiet"))
    engine.kill()
    _, said = process.communicate(timeout=LIMIT)
    engine.start_again()
    cases = json.loads((root / "report.json").read_text("utf-8"))["cases"]
    assert (3, {"could-not-run"}) == (process.returncode, {case["verdict"] for case in cases})
    assert "Traceback" not in said
    words = ("the container engine failed", "the container ended")
    assert [] == [case["reason"] for case in cases if not any(word in case["reason"] for word in words)]
    assert 0 == run(engine, root, "--scenario", "success")[0]
    assert [] == engine.left()


def test_no_engine_is_told_in_one_line(tmp_path: Path) -> None:
    root = tree(tmp_path / "project", Program("curl", "get_balance"))
    argv = [sys.executable, "-m", "harness", "run", "--launcher", "docker"]
    env = {**os.environ, "DOCKER_HOST": f"unix://{tmp_path}/none.sock"}
    done = subprocess.run(argv, cwd=root, env=env, capture_output=True, text=True, check=False, timeout=LIMIT)
    assert (3, 1) == (done.returncode, done.stderr.count("\n"))
    assert f"expected a container engine at unix://{tmp_path}/none.sock, got: " in done.stderr
