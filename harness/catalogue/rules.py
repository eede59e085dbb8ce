"""An API's own rules, beyond what a document can say. They come from a Python file that the settings name."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypedDict, cast

from harness.errors import UserError
from harness.model import Call, Request


class BrokenRule(Protocol):
    """One rule that a request breaks, and how the API answers it."""

    @property
    def name(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def message(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def actual(self) -> str: ...
    @property
    def field(self) -> str: ...


class Contents(TypedDict, total=False):
    """What an answer holds. A key that is left out leaves it to the harness."""

    count: int
    """How many files a list in the answer holds (default: 1)."""
    image_size: tuple[int, int] | None
    """Width and height in pixels of each image; None is the default too."""


class Rules(Protocol):
    """What a rules file defines at its top level. A file may leave any of them out."""

    @property
    def signature(self) -> Callable[[Request, str], str | None] | None:
        """`signature(request, secret)`: None for a request that is signed well, else what is wrong with it."""

    def violations(self, call: Call) -> Sequence[BrokenRule]:
        """The rules that a call breaks, the first one answered."""

    def contents(self, call: Call) -> Contents:
        """What the answer to a call holds, as far as the call decides it."""

    def error_body(
        self, call: Call | None, status: int, name: str | None, message: str | None, unique: str
    ) -> dict[str, Any] | None:
        """The JSON of an error answer; None leaves it to the document."""


class NoRules:
    """The rules of an API that has none: what a rules file leaves out is taken from here."""

    signature: Callable[[Request, str], str | None] | None = None

    def violations(self, call: Call) -> Sequence[BrokenRule]:  # noqa: ARG002 - a protocol's shape
        return ()

    def contents(self, call: Call) -> Contents:  # noqa: ARG002 - a protocol's shape
        return {}

    def error_body(self, call: Call | None, status: int, name: str | None, message: str | None, unique: str) -> None:  # noqa: ARG002 - a protocol's shape
        return None


def load(path: Path | None, shown: str = "") -> Rules:
    """The rules in a Python file. Raises UserError, one line, where it can't be read or run."""
    if path is None:
        return NoRules()
    name = f"harness_rules_{abs(hash(path))}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise UserError(f"{shown or path}: expected a Python file with the API's rules, found none")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # no cache beside the user's file
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # the file is the user's: whatever it raises is told in one line
        raise UserError(f"{shown or path}: expected rules that load, got {type(error).__name__}: {error}") from None
    finally:
        sys.dont_write_bytecode = writes
    for attribute in ("violations", "contents", "error_body", "signature"):
        if not hasattr(module, attribute):
            setattr(module, attribute, getattr(NoRules(), attribute))
    return cast(Rules, module)
