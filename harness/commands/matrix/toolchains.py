"""A language and a version -> its toolchain: on PATH, from pyenv or uv for Python, or as a pinned package."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.commands.matrix.steps import MatrixTrouble, step, uv
from harness.languages import Language
from harness.languages.toolchain import Requirement, find
from harness.plan.matrix import Variant


def of(language: Language, variant: Variant, folder: Path) -> tuple[str, str]:
    """The path of the toolchain, empty for the one that there is, and the version that it tells.

    Raises MatrixTrouble if it can't be had.
    """
    if not language.requirements:
        return "", ""
    need = language.requirements[0]
    if not variant.version:
        tool = find(need)
        return "", tool.version if tool else ""
    found = _on_path(need, variant.version)
    if found:
        return found
    if not need.distributions:
        raise MatrixTrouble(f"expected {need.name} {variant.version} on PATH, found none")
    target = folder / f"{need.name}-{variant.version}"
    own = target / need.package_folder / need.path_in_package
    if not own.exists():
        _install(need, variant.version, target)
    tool = find(_at(need, str(own)))
    if tool is None:
        raise MatrixTrouble(f"expected {need.name} {variant.version} in {need.distributions[0]}, found none")
    return tool.path, tool.version


def _install(need: Requirement, version: str, target: Path) -> None:
    """Installs the first package that has the version. Raises MatrixTrouble if none has."""
    argv = (uv(), "pip", "install", "--quiet", "--no-build", "--python", sys.executable, "--target", str(target))
    troubles: list[MatrixTrouble] = []
    for name in need.distributions:
        try:
            step((*argv, f"{name}=={version}.*"))
        except MatrixTrouble as trouble:
            troubles.append(trouble)
        else:
            return
    raise troubles[0]


def _at(need: Requirement, path: str) -> Requirement:
    return Requirement(need.name, need.version_argv, at=path)


def _on_path(need: Requirement, version: str) -> tuple[str, str] | None:
    """`ruby3.2`, `ruby-3.2` or `ruby`, if it is of that version."""
    for name in (f"{need.name}{version}", f"{need.name}-{version}", need.name):
        path = shutil.which(name)
        tool = find(_at(need, path)) if path else None
        if tool and is_of(tool.version, version):
            return tool.path, tool.version
    return None


def is_of(told: str, version: str) -> bool:
    """True if `22.18.1` is of `22` or `22.18`."""
    return told == version or told.startswith(f"{version}.")


def python(version: str) -> str:
    """The path of a Python; empty text for the one that there is. Raises MatrixTrouble."""
    if not version:
        return sys.executable
    for path in _pythons(version):
        tool = find(Requirement("python", at=path))
        if tool and is_of(tool.version, version):
            return path
    try:
        return step((uv(), "python", "find", "--managed-python", version)).strip()
    except MatrixTrouble:
        step((uv(), "python", "install", "--quiet", version))
        return step((uv(), "python", "find", "--managed-python", version)).strip()


def _pythons(version: str) -> Iterator[str]:
    """Where a Python of a version may lie: on PATH, and below pyenv, whose own command runs only chosen ones."""
    for folder in os.get_exec_path():
        path = Path(folder, f"python{version}")
        if os.access(path, os.X_OK):
            yield str(path)
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    for found in sorted(versions.glob(f"{version}*/bin/python"), reverse=True):
        yield str(found)
