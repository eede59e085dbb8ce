"""Variants -> each with its toolchain and its libraries, or with what kept it from having them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.commands.matrix import library_sets, toolchains
from harness.commands.matrix.steps import MatrixTrouble
from harness.common import sealed
from harness.discover import SKIPPED_FOLDERS
from harness.languages import Language
from harness.model import Example
from harness.plan.matrix import LOCKED, Ready, Variant
from harness.settings import Settings


def prepared(
    settings: Settings, languages: Mapping[str, Language], examples: Sequence[Example], variants: Sequence[Variant]
) -> Iterator[Ready]:
    """Makes the variants ready, one after another. What one lacks is its own trouble, and keeps no other from running.

    Toolchains and libraries run outside of cells while more are installed: what others put there is removed first.

    Raises UserError where neither uv nor a toolchain that the settings name can be had at all, and EnvironmentTrouble
    where their folder is a link.
    """
    folder = sealed.folder(settings.own.matrix) / "variants"
    with sealed.opened(folder):
        for variant in variants:
            own = [one for one in examples if one.language == variant.language and one.owes.own_file]
            try:
                yield _ready(settings, languages[variant.language], own, variant, folder)
            except MatrixTrouble as trouble:
                yield Ready(variant, trouble=f"{variant.name}: {trouble}")


def _ready(settings: Settings, language: Language, own: Sequence[Example], variant: Variant, folder: Path) -> Ready:
    workdirs = list(dict.fromkeys(example.workdir for example in own))
    by_uv = bool(workdirs) and library_sets.is_python(language)
    tool, told = ("", "") if by_uv else toolchains.of(language, variant, folder)
    ready = Ready(variant, tool, told)
    if not by_uv and variant.libraries == LOCKED:
        return ready
    tree = folder / variant.name / "tree"
    _copy(settings.examples, tree, settings.outputs)
    libraries: dict[str, str] = {}
    for workdir in workdirs:
        target = tree / workdir.relative_to(settings.examples)
        done = library_sets.install(language, variant, workdir, target, tool)
        libraries |= done.libraries
        told = done.version or told
    return replace(ready, version=told, tree=tree, libraries=libraries)


def _copy(source: Path, target: Path, outputs: str) -> None:
    """The examples without what tools have installed in them; what was installed in the copy stays."""
    left_out = shutil.ignore_patterns(*SKIPPED_FOLDERS, ".venv", outputs)
    for path in target.iterdir() if target.is_dir() else ():
        _remove_programs(path)
    shutil.copytree(source, target, symlinks=True, ignore=left_out, dirs_exist_ok=True)


def _remove_programs(path: Path) -> None:
    """Takes away what an earlier copy brought, and leaves what was installed."""
    if path.name in (".venv", "node_modules"):
        return
    if path.is_dir() and not path.is_symlink():
        for inner in path.iterdir():
            _remove_programs(inner)
        if not any(path.iterdir()):
            path.rmdir()
    else:
        path.unlink()
