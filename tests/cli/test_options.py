"""What each command takes, and what counts where an option is not given."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from harness.cli.arguments import requires_guard
from harness.cli.main import _parser

SELECTION = {
    "patterns": [],
    "config": None,
    "root": None,
    "language": [],
    "api": [],
    "scenario": [],
    "exclude": [],
    "profile": "",
    "last_failed": False,
}
PARTS = {"matrix": False, "changed_since": None, "shard": None, "durations": None}
REPORTS = {"json": None, "html": None, "sarif": None, "badges": None, "github": False}
SAID = {"quiet": False, "verbose": False}
PLACE = {"config": None, "root": None}
RUN = {
    **{"maxfail": 0, "jobs": 0, "repeat": 1, "cold": False, "virtual_time": None, "launcher": "local"},
    **{"resident": False, "strict": False, "require_guard": None, "cache": None, "live": False, "yes": False},
    **{"junit": None, "record": None, "keep": False, "serve": False, "exec": None},
    **{"update_requests": False, "update_outputs": False, "suggest_known_failures": False},
}


def taken(line: str) -> dict[str, Any]:
    argv = line.split()
    found = vars(_parser(argv).parse_args(argv))
    return {name: value for name, value in found.items() if name != "call"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("run", SELECTION | PARTS | RUN | REPORTS | SAID),
        ("list", SELECTION | PARTS | {"json": False, "why": False}),
        ("watch", SELECTION | {"jobs": 0}),
        ("merge a b", REPORTS | SAID | {"reports": [Path("a"), Path("b")], "config": None}),
        (
            "diff a b",
            {"old": Path("a"), "new": Path("b"), "variants": None, "json": False}
            | {"ratio": 1.5, "seconds": 0.5, "slower_is_worse": False},
        ),
        ("doctor", PLACE | {"all": False, "json": False}),
        ("explain", {"code": None}),
        ("impact --spec a", PLACE | {"spec": ["a"], "api": None, "json": False}),
        ("init", {"folder": Path(), "yes": False, "dry_run": False, "force": False, "no_run": False}),
        ("new op --api v1", PLACE | {"operation": "op", "api": "v1", "language": [], "dry_run": False}),
        ("report", PLACE | {"no_open": False}),
        ("show a", PLACE | {"case": "a", "json": False}),
        ("spec setup", {"step": "setup", "config": None}),
        ("spec lint", {"step": "lint", "config": None, "api": []}),
        ("spec bundle", {"step": "bundle", "config": None, "api": [], "check": False, "output": None}),
        ("spec merge", {"step": "merge", "config": None, "api": [], "output": None}),
        ("spec diff --base main", {"step": "diff", "config": None, "api": [], "base": "main", "ignore": None}),
    ],
)
def test_what_counts_where_nothing_is_given(line: str, expected: dict[str, Any]) -> None:
    assert expected == taken(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("run v1/* a.py", {"patterns": ["v1/*", "a.py"]}),
        ("run --config a --root b", {"config": Path("a"), "root": Path("b")}),
        ("run --language go --language ts --api v1 --api v2", {"language": ["go", "ts"], "api": ["v1", "v2"]}),
        ("run --scenario a --scenario b", {"scenario": ["a", "b"]}),
        ("run --exclude a --exclude b --profile quick", {"exclude": ["a", "b"], "profile": "quick"}),
        ("run --lf", {"last_failed": True}),
        ("run --last-failed", {"last_failed": True}),
        ("run --matrix --changed-since main", {"matrix": True, "changed_since": "main"}),
        ("run --durations a", {"durations": Path("a")}),
        ("run -x", {"maxfail": 1}),
        ("run --maxfail 3", {"maxfail": 3}),
        ("run --jobs 3 --repeat 4", {"jobs": 3, "repeat": 4}),
        ("run --cold --virtual-time --strict", {"cold": True, "virtual_time": True, "strict": True}),
        ("run --launcher docker", {"launcher": "docker"}),
        ("run --cache", {"cache": True}),
        ("run --no-cache", {"cache": False}),
        ("run --live --yes", {"live": True, "yes": True}),
        ("run --require-guard", {"require_guard": True}),
        ("run --trust-programs", {"require_guard": False}),
        ("run --json a --html b --sarif c", {"json": Path("a"), "html": Path("b"), "sarif": Path("c")}),
        ("run --badges a --github", {"badges": Path("a"), "github": True}),
        ("run --junit a --record b", {"junit": Path("a"), "record": Path("b")}),
        ("run -q", {"quiet": True}),
        ("run --verbose", {"verbose": True}),
        ("run --keep --serve", {"keep": True, "serve": True}),
        ("run --exec a", {"exec": "a"}),
        ("run --update-requests --update-outputs", {"update_requests": True, "update_outputs": True}),
        ("run --suggest-known-failures", {"suggest_known_failures": True}),
        ("list --json --why", {"json": True, "why": True}),
        ("watch --jobs 3", {"jobs": 3}),
        ("merge a --config b", {"config": Path("b")}),
        ("diff a b --variants x y --json", {"variants": ["x", "y"], "json": True}),
        ("diff a b --ratio 2 --seconds 3 --slower-is-worse", {"ratio": 2, "seconds": 3, "slower_is_worse": True}),
        (
            "doctor --all --json --config a --root b",
            {"all": True, "json": True, "config": Path("a"), "root": Path("b")},
        ),
        ("explain some-code", {"code": "some-code"}),
        ("impact --spec a --spec b --api v1 --json", {"spec": ["a", "b"], "api": "v1", "json": True}),
        ("impact --spec a --config b --root c", {"config": Path("b"), "root": Path("c")}),
        ("init a -y --dry-run --force --no-run", {"folder": Path("a"), "yes": True, "dry_run": True, "force": True}),
        ("init --no-run", {"no_run": True}),
        ("new op --api v1 --language go --language ts", {"language": ["go", "ts"]}),
        ("new op --api v1 --dry-run --config a --root b", {"dry_run": True, "config": Path("a"), "root": Path("b")}),
        ("report --no-open --config a --root b", {"no_open": True, "config": Path("a"), "root": Path("b")}),
        ("show a --json --config b --root c", {"json": True, "config": Path("b"), "root": Path("c")}),
        ("spec bundle --check --output a --api v1", {"check": True, "output": Path("a"), "api": ["v1"]}),
        ("spec diff --base main --ignore a --config b", {"ignore": Path("a"), "config": Path("b")}),
        ("completion bash", {"shell": "bash"}),
        ("serve a.yaml --strict --scenario hang", {"documents": [Path("a.yaml")], "strict": True, "scenario": "hang"}),
        ("serve --port 0 --host ::1", {"port": 0, "host": "::1"}),
    ],
)
def test_what_is_given_counts(line: str, expected: dict[str, Any]) -> None:
    found = taken(line)
    assert expected == {name: found[name] for name in expected}


@pytest.mark.parametrize(
    "line", ["run --maxfail 1 -x", "run -q -v", "spec", "spec diff", "impact", "new op", "merge", ""]
)
def test_what_is_missing_or_contradicts_itself_is_wrong_usage(line: str) -> None:
    with pytest.raises(SystemExit) as ended:
        taken(line)
    assert 2 == ended.value.code


@pytest.mark.parametrize(
    ("asked", "live", "ci", "expected"),
    [
        (None, False, "", False),
        (None, True, "", True),
        (None, False, "true", True),
        (None, False, "1", False),
        (True, False, "", True),
        (False, True, "true", False),
    ],
)
def test_a_guard_is_needed_where_it_is_asked_for_live_or_under_ci(
    monkeypatch: pytest.MonkeyPatch, asked: bool | None, live: bool, ci: str, expected: bool
) -> None:
    monkeypatch.setenv("CI", ci)
    assert expected == requires_guard(argparse.Namespace(require_guard=asked, live=live))
