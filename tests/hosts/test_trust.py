"""Clients that bring their own idea of whom to trust, and machines that give no namespaces."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from support.machine import command, needs_machine
from support.runs import errors, run
from support.trees import ROOT

from harness.launch.trust import SYSTEM_BUNDLES
from hosts.test_programs import tree_at

NOBODY = 65534
OWN = 'verify=os.path.realpath("lib/own.pem"),'


def tree_with_own_bundle(root: Path, settings: str = "") -> Path:
    """One program whose client trusts a file of its own, and nothing else."""
    tree = tree_at(root, "timeout=4,", f"timeout=4, {OWN}", only="python/v1/note.py")
    (tree / "python" / "lib").mkdir()
    (tree / "python" / "lib" / "own.pem").write_bytes(Path(__import__("certifi").where()).read_bytes())
    toml = tree / "harness.toml"
    toml.write_text(f"{settings}\n{toml.read_text('utf-8')}", "utf-8")
    return tree


def test_a_program_that_does_not_trust_the_mock_is_not_blamed(tmp_path: Path) -> None:
    (record,) = run(tree_with_own_bundle(tmp_path / "tree"), "success").values()
    assert ("could-not-run", []) == (record["verdict"], errors(record))
    assert "does not trust the mock's certificate" in record["reason"]
    assert '"ca_bundles"' in record["reason"]


def test_a_client_that_says_nothing_when_it_refuses_is_not_blamed_either(tmp_path: Path) -> None:
    tree = tree_at(
        tmp_path / "tree",
        "timeout: 4000,",
        'timeout: 4000, ca: require("node:tls").rootCertificates,',
        only="javascript/v1/balance.js",
    )
    (record,) = run(tree, "success").values()
    assert ("could-not-run", []) == (record["verdict"], errors(record))
    assert "does not trust the mock's certificate" in record["reason"]


def test_the_mocks_ca_stands_in_a_bundle_that_the_settings_name(tmp_path: Path) -> None:
    tree = tree_with_own_bundle(tmp_path / "tree", 'ca_bundles = ["python/lib/*.pem"]')
    before = (tree / "python" / "lib" / "own.pem").read_bytes()
    (record,) = run(tree, "success").values()
    assert "passed" == record["verdict"]
    assert before == (tree / "python" / "lib" / "own.pem").read_bytes()


def test_without_namespaces_nothing_is_started_and_the_reason_is_one_line(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "tree", only="python/v1/note.py")
    toml = tree / "harness.toml"
    toml.write_text(f'ports = "30000-30100"\n{toml.read_text("utf-8")}', "utf-8")
    (record,) = run(tree, "success").values()
    assert "could-not-run" == record["verdict"]
    assert re.fullmatch(r"programs that name their host \(api\.notes\.invalid\) need namespaces.*", record["reason"])
    assert [] == record["exchanges"]


def test_the_private_keys_are_in_no_file_that_a_program_can_read(tmp_path: Path) -> None:
    text = (
        "import os, pathlib, subprocess\n"
        "places = ['/dev', os.environ['TMPDIR'], os.path.dirname(os.environ['SSL_CERT_FILE'])]\n"
        "places.append(os.path.join(os.environ['SSL_CERT_FILE'], '../..'))\n"
        f"words = ['find', *places, '-type', 'f', '-newermt', '@{time.time() - 1:.0f}', '-size', '-64k',"
        " '-exec', 'grep', '-ls', 'BEGIN [A-Z ]*PRIVATE KEY', '{}', '+']\n"
        "found = subprocess.run(words, capture_output=True, text=True)\n"
        "print('kept as', found.stdout)\n"
    )
    tree = tree_at(tmp_path / "tree", only="python/v1/note.py")
    (tree / "python" / "v1" / "note.py").write_text(text, "utf-8")
    settings = tree / "harness.toml"  # a machine may have much in its temporary folder to look through
    settings.write_text("time_limit = 200.0\n" + settings.read_text("utf-8"), "utf-8")
    (record,) = run(tree, "success").values()
    assert "kept as \n" == record["outcome"]["stdout"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('hosts = ["api.notes.invalid"]', 'harness.toml:1: "hosts": expected hosts such as "https://api.example.com"'),
        ('hosts = ["https://api.notes.invalid/v1"]', "without a path, got 'https://api.notes.invalid/v1'"),
        ('hosts = ["https://api.notes.invalid:99999"]', "got 'https://api.notes.invalid:99999'"),
        ('hosts = ["https://a.*.invalid"]', "got 'https://a.*.invalid'"),
        ('hard_coded_hosts = "yes"', "\"hard_coded_hosts\": expected true or false, got 'yes'"),
        (
            "hard_coded_hosts = true",
            "harness.toml: programs that name their host: expected a document with an absolute",
        ),
        ('host_env = ""', "harness.toml: programs that name their host: expected a document with an absolute server"),
    ],
)
def test_a_mistake_in_the_settings_is_one_line(tmp_path: Path, text: str, line: str) -> None:
    tree = tree_at(tmp_path / "tree", only="python/v1/note.py")
    toml = (tree / "harness.toml").read_text("utf-8").replace("hard_coded_hosts = true", "")
    (tree / "harness.toml").write_text(f"{text}\n{toml}", "utf-8")
    spec = (tree / "notes.yaml").read_text("utf-8")
    (tree / "notes.yaml").write_text(re.sub(r"https://[^/\"]*", "", spec), "utf-8")
    done = harness(tree)
    assert (2, 1) == (done.returncode, len(done.stderr.strip().splitlines())), done.stderr
    assert line in done.stderr


def test_an_ordinary_user_runs_them_as_well() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tree = tree_at(Path(folder, "tree"), only="[cjp]*/v1/note*")
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        done = harness(tree, *(as_nobody(Path(folder)) if os.getuid() == 0 else ()))
        assert 0 == done.returncode, done.stdout + done.stderr
        report = json.loads((tree / "report.json").read_text("utf-8"))
        assert ("namespaces", 6) == (report["guard"], report["summary"]["passed"])
        assert os.getuid() != 0 or (tree / "report.json").stat().st_uid == NOBODY


def as_nobody(work: Path) -> list[str]:
    """What stands before a command that root gives, so that a user without any of root's rights runs it.

    A folder that only root may enter and that the interpreter or the project lies in, such as /root, is opened for it
    in a mount namespace, as far as the way there.
    """
    steps = ["set -eu"]
    for number, (closed, inner) in enumerate(sorted(closed_ways())):
        kept, inside = work / f"kept-{number}", shlex.quote(str(closed / inner))
        kept.mkdir()
        steps += [
            f"mount --bind {inside} {kept}",
            f"mount -t tmpfs -o mode=755 none {shlex.quote(str(closed))}",
            f"mkdir {inside}",
            f"mount --bind {kept} {inside}",
        ]
    steps.append(f'exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups "$@"')
    return ["unshare", "--mount", "sh", "-c", "\n".join(steps), "sh"]


def closed_ways() -> set[tuple[Path, str]]:
    """The topmost folders on the way to the interpreter and the project that others may not enter, and what follows."""
    ways = (ROOT, Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve())
    found = set()
    for way in ways:
        closed = next((folder for folder in reversed(way.parents) if not folder.stat().st_mode & 0o001), None)
        if closed:
            found.add((closed, way.relative_to(closed).parts[0]))
    return found


def harness(tree: Path, *before: str, more: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """A run of the tree's programs under one scenario, in a process of its own, with some words before its command."""
    argv = [*before, sys.executable, "-m", "harness", "run", "--config", str(tree / "harness.toml")]
    argv += ["--root", str(tree), "--scenario", "success", "--json", str(tree / "report.json"), "--strict", *more]
    return subprocess.run(
        argv,
        cwd=tree,
        env={"PATH": os.environ["PATH"], "HOME": str(tree)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@needs_machine("java")
def test_a_client_that_knows_no_variable_finds_the_ca_where_the_system_keeps_its_own(tmp_path: Path) -> None:
    command("java")  # whose package brings the system's CAs
    unset = "env -u SSL_CERT_FILE -u CURL_CA_BUNDLE -u REQUESTS_CA_BUNDLE curl --silent"
    tree = tree_at(tmp_path / "tree", "curl --silent", unset, only="curl/v1/note.sh")
    (record,) = run(tree, "success").values()
    assert ("passed", []) == (record["verdict"], errors(record))


def test_the_machines_own_files_are_as_they_were(tmp_path: Path) -> None:
    files = [Path(path) for path in ("/etc/hosts", "/etc/resolv.conf", *SYSTEM_BUNDLES) if Path(path).is_file()]
    before = [file.read_bytes() for file in files]
    run(tree_at(tmp_path / "tree", only="python/v1/note.py"), "success")
    assert before == [file.read_bytes() for file in files]


def test_a_mock_for_programs_that_name_their_host_can_not_be_called_up(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "tree", only="python/v1/note.py")
    toml = tree / "harness.toml"
    toml.write_text(f'host_env = ""\n{toml.read_text("utf-8")}', "utf-8")
    done = harness(tree, more=("--serve",))
    assert (2, 1) == (done.returncode, len(done.stderr.strip().splitlines())), done.stderr
    assert "--serve: expected programs that read their host from a variable" in done.stderr


def test_a_recording_names_the_host(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "tree", only="python/v1/tenant.py")
    assert 0 == harness(tree, more=("--record", str(tmp_path / "har"))).returncode
    (recording,) = (tmp_path / "har").rglob("*.har")
    (entry,) = json.loads(recording.read_text("utf-8"))["log"]["entries"]
    assert "https://acme.tenants.notes.invalid:8443/tenant" == entry["request"]["url"]
