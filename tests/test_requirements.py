"""The lock files say what pyproject.toml asks for, by version and hash alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    "harness": PROJECT["project"]["dependencies"] + GROUPS["build"],
    "test": GROUPS["test"],
    "docs": GROUPS["docs"],
    "release": GROUPS["release"],
    **PROJECT["project"]["optional-dependencies"],
}
"""Lock file -> what it must hold."""


def locked(name: str) -> str:
    """The text of a lock file."""
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ASKED)
def test_a_lock_file_holds_what_is_asked_for(name: str) -> None:
    versions = dict(re.findall(r"(?m)^([a-z0-9-]+)==([^ ;]+)", locked(name) + locked("harness")))
    asked = [Requirement(text) for text in ASKED[name]]
    assert [] == [str(one) for one in asked if not one.specifier.contains(versions.get(one.name.lower(), "0"))]


@pytest.mark.parametrize("name", ASKED)
def test_a_lock_file_names_versions_and_hashes_and_no_address(name: str) -> None:
    lines = [line.split(";")[0].strip(" \\") for line in locked(name).splitlines()]
    assert [] == [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[^ ]+|--hash=sha256:[0-9a-f]{64}", line)]


def test_npm_runs_no_script_of_a_package() -> None:
    patterns = ("*.sh", "requirements/*.sh", "examples/*/*.sh", "action.yml", ".github/*/*.yml", "bench/**/*.py")
    lines = [
        line for pattern in patterns for path in ROOT.glob(pattern) for line in path.read_text("utf-8").splitlines()
    ]
    installs = [line for line in lines if re.search(r"\bnpm\W+(ci|install|i)\b", line)]
    assert [] == [line for line in installs if "--ignore-scripts" not in line]
    assert 5 <= len(installs), "the pattern finds none"


def test_the_builder_of_the_lock_is_the_one_of_the_package() -> None:
    assert set(PROJECT["build-system"]["requires"]) <= set(GROUPS["build"])
