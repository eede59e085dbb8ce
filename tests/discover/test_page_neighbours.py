"""Blocks whose request is for no operation: what the blocks beside them show, or a line that they are left out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from discover.notes import document, write
from harness.discover import pages
from harness.discover.samples import operation_of
from harness.discover.sources import Page
from harness.openapi import Api, load
from harness.plan.session import open_session

HOST = "https://api.example.invalid/v1"
CURL = f"```sh\ncurl {HOST}/notes/n1\n```\n\n"
PYTHON = '```python\nrequests.get("{}")\n```\n\n'


def shown(root: Path, page: str) -> list[str]:
    """The operations of a page's blocks, in their order."""
    api = Api("v1", load(write(root, document())))
    source = Page("a.md", "# Read\n\n" + page, frozenset(("sh", "python")))
    return [block.operation_id for block in pages.blocks(source, api.operations, find=partial(operation_of, api))]


def left_out(root: Path, page: str) -> list[str]:
    """The places of the samples that a project with that page leaves out."""
    write(root, document(), 'pages = ["a.md"]\n')
    (root / "a.md").write_text(page, "utf-8")
    return [place for left in open_session(root).left_out for place in left.names]


@pytest.mark.parametrize("path", ["/note/n1", "/texts/n1", "/all/notes/n1", "/note/{id}"])
def test_a_block_with_a_stale_path_is_for_the_operation_of_the_other_languages(path: str, tmp_path: Path) -> None:
    assert ["getNote", "getNote"] == shown(tmp_path, CURL + PYTHON.format(HOST + path))


def test_a_block_with_a_stale_method_is_for_the_operation_of_the_other_languages(tmp_path: Path) -> None:
    stale = PYTHON.format(f"{HOST}/notes/n1").replace(".get", ".delete")
    assert ["getNote", "getNote"] == shown(tmp_path, stale + CURL)


@pytest.mark.parametrize("path", ["/login", "/notes/n1/text", "/texts", "/other/path/n1", ""])
def test_a_block_with_a_path_of_its_own_is_for_no_operation(path: str, tmp_path: Path) -> None:
    assert ["getNote", ""] == shown(tmp_path, CURL + PYTHON.format(HOST + path))


def test_a_block_whose_code_puts_the_path_behind_a_base_shows_what_the_others_show(tmp_path: Path) -> None:
    based = f'```python\nbase = "{HOST}"\nrequests.get(base + "/notes/n1")\n```\n'
    assert ["getNote", "getNote"] == shown(tmp_path, CURL + based)


def test_a_block_in_a_language_that_shows_two_requests_is_for_no_operation(tmp_path: Path) -> None:
    page = CURL + PYTHON.format(f"{HOST}/login") + PYTHON.format(f"{HOST}/notes/n1")
    assert ["getNote", "", "getNote"] == shown(tmp_path, page)


def test_a_block_below_a_heading_of_its_own_is_for_no_operation(tmp_path: Path) -> None:
    assert ["getNote", ""] == shown(tmp_path, CURL + "## Sign in\n\n" + PYTHON.format(f"{HOST}/login"))


def test_a_block_that_calls_another_host_is_for_no_operation(tmp_path: Path) -> None:
    assert ["getNote", ""] == shown(tmp_path, CURL + PYTHON.format("https://status.example.invalid/v1/notes/n1"))


def test_a_block_in_no_language_is_for_no_operation(tmp_path: Path) -> None:
    assert ["getNote", ""] == shown(tmp_path, CURL + f"```text\n{HOST}/note\n```\n")


def test_a_block_beside_blocks_for_two_operations_is_for_none(tmp_path: Path) -> None:
    add = f"```sh\ncurl -d x {HOST}/notes\n```\n\n"
    assert ["getNote", "addNote", ""] == shown(tmp_path, CURL + add + PYTHON.format(f"{HOST}/note"))


def test_a_sample_that_calls_the_host_and_shows_no_operation_is_left_out_with_its_line(tmp_path: Path) -> None:
    page = f"# Read\n\n{CURL}# Sign in\n\n{CURL.replace('/notes/n1', '/login')}"
    assert ["a.md:10"] == left_out(tmp_path, page)


def test_a_sample_that_calls_another_host_is_not_spoken_of(tmp_path: Path) -> None:
    assert [] == left_out(tmp_path, f"{CURL}# Other\n\n{CURL.replace('api.', 'status.')}")


@pytest.mark.parametrize(("code", "is_told"), [(f"export A={HOST}", False), (f"a={HOST}; curl $a/notes", True)])
def test_a_block_that_only_says_where_the_api_is_is_not_spoken_of(code: str, is_told: bool, tmp_path: Path) -> None:
    assert ["a.md:8"] * is_told == left_out(tmp_path, f"{CURL}# Base\n\n```sh\n{code}\n```\n")


def test_an_address_with_a_placeholder_in_brackets_for_its_host_is_no_error(tmp_path: Path) -> None:
    page = CURL + "# Yours\n\n" + CURL.replace("api.example.invalid", "[tenant].example.invalid")
    assert ["getNote", ""] == shown(tmp_path, page)
