"""The shell that a script is run by."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.languages import curl
from harness.model import CouldNotStart, Example, Owes

FOUND = {"bash": "/opt/bash", "zsh": "/opt/zsh", "sh": "/opt/sh"}


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curl.shutil, "which", FOUND.get)


def example(root: Path, text: str, *, sample: bool = False) -> Example:
    file = root / "note.sh"
    file.write_text(text)
    owes = Owes(own_file=False) if sample else Owes()
    return Example("curl", "v1", "note", "getNote", file, "note.sh", root, owes=owes)


@pytest.mark.parametrize(
    ("head", "started"),
    [
        ("", ("/bin/sh",)),
        ("#!/bin/sh\n", ("/bin/sh",)),
        ("#!/bin/sh -e\n", ("/bin/sh", "-e")),
        ("#!/bin/sh -\n", ("/bin/sh", "-")),
        ("#!/bin/bash -e \n", ("/opt/bash", "-e")),
        ("#!/bin/bash -eu -o pipefail\n", ("/opt/bash", "-eu", "-o", "pipefail")),
        ("#! /usr/bin/env bash\n", ("/opt/bash",)),
        ("#!/usr/bin/env -S zsh -e\n", ("/opt/zsh", "-e")),
        ("#!/bin/bash # strict\n", ("/opt/bash",)),
        ("#!/usr/bin/python3\n", ("/bin/sh",)),
        ("#!/usr/bin/python3 -u\n", ("/bin/sh",)),
        ("\n#!/bin/bash\n", ("/bin/sh",)),
    ],
)
def test_a_script_is_run_as_its_first_line_asks(tmp_path: Path, head: str, started: tuple[str, ...]) -> None:
    done = curl._prepare([example(tmp_path, f"{head}curl $HOST\n")], {}, tmp_path)
    assert {"v1/note/curl": (*started, str(tmp_path / "note.sh"))} == done.commands
    assert {} == done.failures


def test_a_shell_that_is_missing_is_named(tmp_path: Path) -> None:
    done = curl._prepare([example(tmp_path, "#!/bin/ksh\n")], {}, tmp_path)
    expected = CouldNotStart("note.sh asks for ksh, which is not on PATH", missing_toolchain=True)
    assert ({}, {"v1/note/curl": expected}) == (done.commands, done.failures)


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        ("curl $HOST\n", "sh"),
        ("if [[ -n $A ]]; then\n", "bash"),
        ("cat <<<$A\n", "bash"),
        ("diff <(a) b\n", "bash"),
        ("a=(1 2)\n", "bash"),
        ("curl $HOST &>out\n", "bash"),
        ("#!/bin/sh\na=(1 2)\n", "sh"),
    ],
)
def test_a_sample_in_the_syntax_of_bash_is_run_by_that_and_a_file_is_not(tmp_path: Path, text: str, shell: str) -> None:
    assert (shell, []) == curl._shell(example(tmp_path, text, sample=True))
    assert ("sh", []) == curl._shell(example(tmp_path, text))


def test_without_bash_on_path_a_sample_is_run_by_sh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curl.shutil, "which", lambda _: None)
    assert ("sh", []) == curl._shell(example(tmp_path, "a=(1 2)\n", sample=True))
