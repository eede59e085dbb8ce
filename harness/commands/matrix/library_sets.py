"""The libraries of a work folder as they are locked, as low and as new as its ranges allow: by uv, npm and Go.

None of them runs code of a library: npm without scripts, uv without building, Go as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from harness.commands.matrix import toolchains
from harness.commands.matrix.steps import MatrixTrouble, step, uv
from harness.languages import Language
from harness.plan.matrix import LOCKED, Variant

LOWEST = "lowest"
LOWER_BOUND = re.compile(r"^\s*(?:\^|~|>=|=|v)?\s*(\d[\w.+-]*)")
"""The lowest version of a range, as npm writes most of them."""


@dataclass(frozen=True)
class Installed:
    """What was installed."""

    libraries: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    """That of the toolchain, where installing chose it."""


def is_python(language: Language) -> bool:
    """True for a language whose programs run by the interpreter of their folder's own virtual environment."""
    return "python" in language.words(Path())


def install(language: Language, variant: Variant, source: Path, target: Path, tool: str) -> Installed:
    """Installs a library set into the copy of a work folder. Raises MatrixTrouble."""
    if is_python(language):
        return _by_uv(variant, source, target)
    if (source / "package.json").is_file():
        return _by_npm(variant, source, target, tool)
    if (source / "go.mod").is_file():
        return _by_go(variant, target, tool)
    if variant.libraries != LOCKED:
        raise MatrixTrouble(f"expected a pyproject.toml, package.json or go.mod in {source.name}, found none")
    return Installed()


def _by_uv(variant: Variant, source: Path, target: Path) -> Installed:
    python = toolchains.python(variant.version)
    environment = target / ".venv"
    step((uv(), "venv", "--quiet", "--clear", "--python", python, str(environment)))
    own = str(environment / "bin" / "python")
    version = step((own, "-c", "import platform; print(platform.python_version())")).strip()
    wanted = _requirements(variant, source, target, own)
    if wanted is None:
        return Installed(version=version)
    step((uv(), "pip", "install", "--quiet", "--no-build", "--python", own, "-r", str(wanted)))
    frozen = step((uv(), "pip", "freeze", "--quiet", "--python", own)).splitlines()
    return Installed({name: told for name, _, told in (row.partition("==") for row in frozen) if told}, version)


def _requirements(variant: Variant, source: Path, target: Path, python: str) -> Path | None:
    """The file of pinned versions for a set; None where the folder names no libraries."""
    lock = source / "requirements.txt"
    ranges = next((source / name for name in ("pyproject.toml", "requirements.in") if (source / name).is_file()), None)
    if variant.libraries == LOCKED:
        return lock if lock.is_file() else None
    if ranges is None and not lock.is_file():
        return None
    made = target / f".{variant.libraries}.txt"
    how = ("--resolution", "lowest-direct") if variant.libraries == LOWEST else ("--upgrade",)
    argv = (uv(), "pip", "compile", "--quiet", "--no-build", "--no-header", "--python", python, *how)
    step((*argv, "--output-file", str(made), str(ranges or lock)))
    return made


def _by_npm(variant: Variant, source: Path, target: Path, tool: str) -> Installed:
    folder = Path(tool).parent if tool else None
    npm = str(folder / "npm") if folder and (folder / "npm").exists() else "npm"
    quiet = ("--no-audit", "--no-fund", "--no-progress", "--ignore-scripts")
    if variant.libraries == LOCKED:
        step((npm, "ci", *quiet), target)
    else:
        (target / "package-lock.json").unlink(missing_ok=True)
        if variant.libraries == LOWEST:
            text = (source / "package.json").read_text("utf-8")
            (target / "package.json").write_text(json.dumps(_lowest(json.loads(text)), indent=2), "utf-8")
        step((npm, "install", "--no-package-lock", *quiet), target)
    listed = json.loads(step((npm, "ls", "--all", "--json"), target) or "{}")
    return Installed(dict(_packages(listed)))


def _lowest(package: dict[str, object]) -> dict[str, object]:
    """A package.json whose ranges are their lowest versions."""
    for table in ("dependencies", "devDependencies"):
        ranges = package.get(table)
        if isinstance(ranges, dict):
            bounds = {name: LOWER_BOUND.match(str(text)) for name, text in ranges.items()}
            package[table] = {name: found[1] if found else ranges[name] for name, found in bounds.items()}
    return package


def _packages(listed: Mapping[str, object]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    inner = listed.get("dependencies")
    for name, one in inner.items() if isinstance(inner, dict) else ():
        if isinstance(one, dict) and one.get("version"):
            found |= {str(name): str(one["version"]), **_packages(one)}
    return found


def _by_go(variant: Variant, target: Path, tool: str) -> Installed:
    """Go builds with the lowest versions that fit (go.dev/ref/mod, "Minimal version selection"): these are locked."""
    go, env = tool or "go", {"GOFLAGS": "-mod=mod", "GOWORK": "off"}
    required = json.loads(step((go, "mod", "edit", "-json"), target, env)).get("Require") or []
    if variant.libraries == "newest" and required:
        step((go, "get", *(f"{one['Path']}@latest" for one in required)), target, env)
        required = json.loads(step((go, "mod", "edit", "-json"), target, env)).get("Require") or []
    return Installed({one["Path"]: one["Version"] for one in required})
