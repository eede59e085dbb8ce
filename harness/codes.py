"""The finding codes: what each means, how wrong and right look, and how to fix it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, cast

from harness.model import Finding, Severity


@dataclass(frozen=True)
class Code:
    """The explanation of one code; `wrong` and `right` are fragments in `language`."""

    name: str
    group: str
    severity: Severity
    title: str
    meaning: str
    wrong: str
    right: str
    language: str
    hint: str


@cache
def all_codes() -> Mapping[str, Code]:
    """Every code by name, in the order of the reference."""
    text = resources.files("harness").joinpath("codes.toml").read_text("utf-8")
    return {name: Code(name=name, **cast(dict[str, Any], table)) for name, table in tomllib.loads(text).items()}


def hinted(finding: Finding) -> Finding:
    """The finding with a hint: its own, or else that of its code."""
    code = all_codes().get(finding.code)
    return replace(finding, hint=code.hint) if code and not finding.hint else finding
