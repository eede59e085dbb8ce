"""A library that is not installed keeps a program from running, and is named with the command that installs it."""

from __future__ import annotations

import pytest

from assess.evidence import Situation, get
from harness.assess.missing_libraries import lacked
from harness.model import CouldNotStart, Exchange, Finished, Outcome, Traces

MISSING = {
    "a module of Python": ("python", "ModuleNotFoundError: No module named 'no_such_sdk'", "pip install no_such_sdk"),
    "a module inside of a package": ("python", "ModuleNotFoundError: No module named 'acme.v2'", "pip install acme"),
    "a package of another name": ("python", "ModuleNotFoundError: No module named 'yaml'", "pip install PyYAML"),
    "a package of Node.js": ("javascript", "Cannot find module 'follow-redirects'", "npm install follow-redirects"),
    "a file of a scoped package": ("javascript", "Cannot find package '@acme/sdk/v2'", "npm install @acme/sdk"),
    "a gem": ("ruby", "cannot load such file -- faraday (LoadError)", "gem install faraday"),
    "an extension of PHP": ("php", "Error: Call to undefined function curl_init()", "apt-get install php-curl"),
    "the libraries of Composer": (
        "php", "Fatal error: Failed opening required '/tmp/case-x1/w/tree/vendor/autoload.php'",
        'which is not installed where it runs (a folder that has it can be named as "languages.php.libraries"); '
        "to install it: composer install",
    ),
    "a tool of a shell": ("curl", "/w/note.sh: 1: xh: not found", "it needs xh"),
    "a tool of bash": ("curl", "/w/note.sh: line 3: jq: command not found", "it needs jq"),
}  # fmt: skip
OTHERS = {
    "a file beside it": ("javascript", "Error: Cannot find module './other.js'"),
    "a module that is no package": ("python", "ModuleNotFoundError: No module named 'os.x'; 'os' is not a package"),
    "a wrong name in a module": ("python", "ImportError: cannot import name 'gett' from 'requests'"),
    "a module of Python 2": ("python", "ModuleNotFoundError: No module named 'urllib2'"),
    "a line that was lost": ("curl", "/w/note.sh: 2: -H: not found"),
}


def outcome(language: str, stderr: str, *asked: Exchange, sample: bool = False) -> Outcome:
    """What a program that ended so comes to."""
    one = Situation("it", (), "x\n", asked, language=language, sample=sample)
    return lacked(one.example, Finished(1, Traces(stderr=f"{stderr}\n", exchanges=asked)))


@pytest.mark.parametrize("sample", [True, False])
@pytest.mark.parametrize(("language", "stderr", "words"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_named_with_the_way_to_get_it(
    language: str, stderr: str, words: str, *, sample: bool
) -> None:
    found = outcome(language, stderr, sample=sample)
    assert isinstance(found, CouldNotStart)
    assert words in found.reason


@pytest.mark.parametrize(("language", "stderr"), OTHERS.values(), ids=OTHERS)
def test_other_trouble_is_the_programs_own(language: str, stderr: str) -> None:
    assert isinstance(outcome(language, stderr), Finished)


def test_a_program_that_sent_a_request_has_its_libraries() -> None:
    assert isinstance(outcome("python", MISSING["a module of Python"][1], get()), Finished)


def ended(stderr: str, *, status: int, sample: bool = True, asked: tuple[Exchange, ...] = ()) -> Outcome:
    """What a shell's program that ended with a status comes to."""
    one = Situation("it", (), "x\n", asked, language="curl", sample=sample)
    return lacked(one.example, Finished(status, Traces(stderr=f"{stderr}\n", exchanges=asked)))


ACME = "/w/note.sh: 1: acmectl: not found"


@pytest.mark.parametrize(
    ("stderr", "status", "sample", "asked", "could_not_run"),
    [
        (ACME, 127, True, (), True),
        (ACME, 1, True, (), False),
        (ACME, 0, True, (), False),
        (ACME, 127, False, (), False),
        (ACME, 127, True, (get(),), False),
        ("/w/note.sh: 1: culr: not found", 127, True, (), False),
        ("/w/note.sh: 1: jq: not found", 1, False, (get(),), True),
    ],
)
def test_a_tool_that_no_one_knows_is_a_sample_s_own_to_ask_for(
    stderr: str, status: int, sample: bool, asked: tuple[Exchange, ...], could_not_run: bool
) -> None:
    found = ended(stderr, status=status, sample=sample, asked=asked)
    assert could_not_run is isinstance(found, CouldNotStart)


@pytest.mark.parametrize(
    ("tool", "reason"),
    [
        ("jq", "it needs jq, which is not installed where it runs: install the Debian package jq"),
        ("aws", "it needs aws, which is not installed where it runs: install the Debian package awscli"),
        ("xh", "it needs xh, which is not installed where it runs"),
        ("acmectl", "the sample needs acmectl, which is not installed where it runs"),
    ],
)
def test_a_tool_is_named_with_its_package_where_one_has_it(tool: str, reason: str) -> None:
    assert CouldNotStart(reason) == ended(f"/w/note.sh: 1: {tool}: not found", status=127)
