"""Programs that name `https://` hosts themselves, run as they are, in real toolchains."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from support.machine import command, needs_machine
from support.runs import Record, errors, run

TREE = Path(__file__).parent / "tree"
PROGRAMS = {
    "curl": ("note.sh", "upload.sh"),
    "go": ("note.go",),
    "java": ("note.java",),
    "javascript": ("balance.js", "note.mjs"),
    "php": ("note.php",),
    "python": ("note.py", "note_httpx.py", "tenant.py", "upload.py"),
    "ruby": ("note.rb",),
}
API = "https://api.notes.invalid"


def tree_at(root: Path, *edit: str, only: str = "*") -> Path:
    """A copy of the tree, or of one of its programs (`python/v1/note.py`), in which the first text gives way to the
    second; programs without it are left out."""
    shutil.copytree(TREE, root, ignore=shutil.ignore_patterns("out", ".harness"))
    for language, names in PROGRAMS.items():
        for file in (root / language / "v1" / name for name in names):
            text = file.read_text("utf-8")
            if not file.relative_to(root).match(only) or (edit and edit[0] not in text):
                file.unlink()
            elif edit:
                file.write_text(text.replace(*edit), "utf-8")
    return root


def told(records: dict[str, Record]) -> dict[str, list[str]]:
    """Case name -> the codes that fail it, of those that did not pass."""
    return {name: errors(record) for name, record in records.items() if record["verdict"] != "passed"}


def of_program(records: dict[str, Record]) -> dict[str, list[str]]:
    """Program -> the codes that fail it, those of the comparison between languages left out."""
    return {
        record["file"]: [code for code in errors(record) if not code.startswith("parity-")]
        for record in records.values()
    }


@needs_machine("java", "php", "ruby")
def test_sound_programs_pass_every_scenario_over_tls(tmp_path: Path) -> None:
    for tool in ("java", "php", "ruby"):
        command(tool)
    records = run(tree_at(tmp_path / "tree"))
    assert {} == told(records)
    assert dict.fromkeys([f"{lang}/v1/{name}" for lang, names in PROGRAMS.items() for name in names], 21) == Counter(
        record["file"] for record in records.values()
    )


@needs_machine("java", "php", "ruby")
def test_a_program_that_leaves_out_the_s_is_told_so_in_every_language(tmp_path: Path) -> None:
    records = run(tree_at(tmp_path / "tree", API, API.replace("https", "http")), "success")
    due = {record["file"]: ["plain-http"] for record in records.values()}
    due["javascript/v1/balance.js"] = ["exit-status"]  # its client speaks nothing but TLS, and says so
    due["ruby/v1/note.rb"] = ["wrong-server"]  # it speaks TLS, to the port of plain HTTP
    assert due == of_program(records)
    assert PROGRAMS.keys() == {r["language"] for r in records.values()}


@needs_machine("java", "php", "ruby")
def test_a_program_that_calls_another_server_of_the_document_is_told_so_in_every_language(tmp_path: Path) -> None:
    records = run(tree_at(tmp_path / "tree", "api.notes", "upload.notes"), "success")
    assert {record["file"]: ["wrong-server"] for record in records.values()} == of_program(records)
    assert PROGRAMS.keys() == {r["language"] for r in records.values()}


@needs_machine("java", "php", "ruby")
def test_a_host_that_is_not_the_documents_is_an_escape_in_every_language(tmp_path: Path) -> None:
    records = run(tree_at(tmp_path / "tree", "api.notes.invalid", "other.invalid"), "success")
    assert {record["file"]: ["network-escape"] for record in records.values()} == of_program(records)
    assert {"other.invalid, port 443 (tcp)"} == {
        finding["actual"]
        for record in records.values()
        for finding in record["findings"]
        if finding["code"] == "network-escape"
    }


def test_the_finding_names_the_line_and_both_hosts(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "tree", "api.notes", "upload.notes", only="python/v1/note.py")
    (record,) = run(tree, "success").values()
    (found,) = record["findings"]
    assert ("python/v1/note.py", 12) == (found["file"], found["line"])
    assert f"a request to {API}" == found["expected"]
    assert "POST https://upload.notes.invalid/v1/notes" == found["actual"]


def test_an_operation_with_a_server_of_its_own_is_not_called_at_the_documents(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "tree", "upload.notes", "api.notes", only="curl/v1/upload.sh")
    assert ["wrong-server"] == errors(run(tree, "success")["v1/upload/curl/success"])


def test_the_report_tells_the_host_of_each_request(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "tree", only="python/v1/tenant.py")
    (record,) = run(tree, "success").values()
    assert ["https://acme.tenants.notes.invalid:8443"] == [e["request"]["origin"] for e in record["exchanges"]]


def test_another_port_of_a_known_host_is_an_escape(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "tree", API, f"{API}:444", only="python/v1/note.py")
    (record,) = run(tree, "success").values()
    assert ["network-escape"] == errors(record)
    assert "api.notes.invalid, port 444 (tcp)" == record["findings"][0]["actual"]


def test_two_labels_are_not_one(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "tree", "acme.tenants", "a.b.tenants", only="python/v1/tenant.py")
    (record,) = run(tree, "success").values()
    assert ["network-escape"] == errors(record)


@pytest.mark.parametrize("resolver", ["localhost", "127.0.0.1"])
def test_a_program_that_names_this_machine_reaches_the_mock(tmp_path: Path, resolver: str) -> None:
    tree = tree_at(tmp_path / "tree", API, f"http://{resolver}:8080", only="python/v1/note.py")
    settings = (tree / "harness.toml").read_text("utf-8")
    (tree / "harness.toml").write_text(f'hosts = ["http://{resolver}:8080"]\n{settings}', "utf-8")
    assert {} == told(run(tree, "success", "refused"))
