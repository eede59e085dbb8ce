"""What `--help` teaches is true."""

from __future__ import annotations

import argparse
import re
import shlex

import pytest

from harness.cli.main import COMMANDS, _parser


def _help(name: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        (commands,) = (a for a in _parser([name])._actions if isinstance(a, argparse._SubParsersAction))
        return str(commands.choices[name].format_help())


def _examples() -> list[str]:
    """Each command that the end of some command's help shows."""
    lines = [line for name in COMMANDS for line in _help(name).splitlines()]
    shown = [part for line in lines if line.startswith("  harness ") for part in line.strip().split("; ")]
    return [re.split(r"\s{2,}", part)[0] for part in shown if part.startswith("harness ")]


@pytest.mark.parametrize("line", _examples())
def test_every_example_of_the_help_is_one_that_the_parser_takes(line: str) -> None:
    arguments = shlex.split(line)[1:]
    assert callable(_parser(arguments).parse_args(arguments).call)


def test_the_options_of_run_stand_in_groups_and_none_outside_of_them() -> None:
    groups = re.findall(r"(?m)^(\w[\w ]*):\n((?:(?: .*)?\n)+)", _help("run"))
    assert {"which cases", "how they run", "how it is reported", "examples"} <= {title for title, _ in groups}
    assert ["-h, --help"] == re.findall(r"(?m)^  (-.+?)  ", dict(groups)["options"])


@pytest.mark.parametrize("name", ["run", "diff"])
def test_the_help_says_what_each_exit_status_means(name: str) -> None:
    assert re.search(r"(?m)^exit status: 0 .*; 1 ", _help(name))
