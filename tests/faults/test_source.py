"""Faults of shell programs that curl and the shell let pass: each told at its line, and nothing that follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import errors, run
from support.trees import Program, make_tree

from faults.table import Fault, check, rows

KEY = '    --header "Authorization: Bearer $STABILITY_API_KEY" \\\n'
URL = '"$api_host/v1/user/account"'
SCRIPT = """\
# Show the account that the API key belongs to.
if [ -z "${STABILITY_API_KEY:-}" ]; then
  echo 'Set STABILITY_API_KEY to your API key.' >&2
  exit 1
fi
"""


def fault(code: str, what: str, old: str, new: str, at: str) -> Fault:
    """A row of curl's."""
    return Fault(what, code, "curl", "get_account", ((old, new),), at)


FAULTS = (
    fault("line-continuation", "lacks a backslash", KEY, KEY.replace(" \\", ""), at="--header"),
    fault("line-continuation", "has a blank behind the backslash", KEY, KEY.replace("\\", "\\ "), at="--header"),
    fault("line-continuation", "has a comment between the lines", KEY, f"    # the key\n{KEY}", at="# the key"),
    fault("unquoted-ampersand", "adds a query without quotes", URL, "$api_host/v1/user/account?verbose=1&page=2",
          at="verbose=1"),
    fault("url-globbing", "names a field in brackets", URL, '"$api_host/v1/user/account?fields[name]=1"', at="fields["),
    fault("url-globbing", "lists two paths", URL, '"$api_host/v1/user/{account,balance}"', at="{account"),
    fault("url-globbing", "lists values in a query", URL, '"$api_host/v1/user/account#?a={b,c}"', at="{b,c}"),
    fault("shell-text", "has typographic quotes", '"Authorization: Bearer $STABILITY_API_KEY"',
          "“Authorization: Bearer $STABILITY_API_KEY”", at="“"),
    fault("shell-text", "has a typographic dash", "--header", "–header", at="–"),  # noqa: RUF001
    fault("header-syntax", "forgets the colon", "Authorization: Bearer", "Authorization Bearer", at="Authorization B"),
)  # fmt: skip


@pytest.mark.parametrize("fault", rows(FAULTS))
def test_a_fault_of_the_source_is_told_instead_of_what_follows(fault: Fault, tmp_path: Path) -> None:
    check(fault, tmp_path / "tree")


SOUND = {
    "an ampersand in quotes": 'curl -sS --fail-with-body -H "$HEADER" "$API_HOST/v1/user/account#a?b=1&c=2"',
    "a URL with globbing off": 'curl -gsS --fail-with-body -H "$HEADER" "$API_HOST/v1/user/account#[a]{b,c}"',
    "a header in a variable": 'curl -sS --fail-with-body -H "$HEADER" "$API_HOST/v1/user/account"',
    "a command in the background that is waited for":
        'curl -sS --fail-with-body -H "$HEADER" "$API_HOST/v1/user/account" &\nwait $!',
    "a list that begins with a dash": 'curl -sS --fail-with-body -H "$HEADER" "$API_HOST/v1/user/account"\nset -- -H',
    "a page of help in a here-document":
        'cat >&2 <<EOF\ncurl "$API_HOST/v1"\n  --header x\nEOF\n'
        'curl -sS --fail-with-body -H "$HEADER" "$API_HOST/v1/user/account"',
    "an apostrophe that is kept":
        """curl -sS --fail-with-body -H "$HEADER" -H 'X-Note: it'\\''s “$10.00”' "$API_HOST/v1/user/account\"""",
    "a text with brackets":
        'curl -sS --fail-with-body -H "$HEADER" -H "X-Note: [a] {b,c}" "$API_HOST/v1/user/account"',
}  # fmt: skip


@pytest.mark.parametrize("command", SOUND.values(), ids=SOUND)
def test_what_looks_like_a_fault_and_is_none_passes(command: str, tmp_path: Path) -> None:
    text = f'{SCRIPT}HEADER="Authorization: Bearer $STABILITY_API_KEY"\n{command}\n'
    make_tree(tmp_path, Program("curl", "get_account", text=text))
    assert [] == errors(run(tmp_path, "success")["v1/get_account/curl/success"])


def test_a_program_runs_under_the_shell_that_it_asks_for(tmp_path: Path) -> None:
    """What only bash knows works where the first line names bash, and nowhere else."""
    text = SCRIPT + 'args=(-sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY")\n'
    text += 'curl "${args[@]}" "$API_HOST/v1/user/account"\n'
    for first, fine in (("#!/usr/bin/env bash\n", True), ("#!/bin/sh\n", False)):
        root = tmp_path / str(fine)
        make_tree(root, Program("curl", "get_account", text=first + text))
        assert fine == ("passed" == run(root, "success")["v1/get_account/curl/success"]["verdict"])


def test_a_shell_that_is_not_there_is_no_fault_of_the_example(tmp_path: Path) -> None:
    make_tree(tmp_path, Program("curl", "get_account", text="#!/usr/bin/env mksh\nexit 1\n"))
    record = run(tmp_path, "success")["v1/get_account/curl/success"]
    assert "could-not-run" == record["verdict"]
    assert record["reason"].endswith("get_account.sh asks for mksh, which is not on PATH")
