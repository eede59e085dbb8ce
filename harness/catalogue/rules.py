"""An API's own rules, beyond what a document can say. They come from a Python file that the settings name."""

from __future__ import annotations

import importlib.util
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypedDict, cast

from harness.errors import EnvironmentTrouble, UserError
from harness.model import Call, Request

PATIENCE = 5.0
"""Seconds that a function of a rules file may take for one request."""
UNSIGNED = Request("GET", "/", (("Host", "localhost"),), b"")


class RulesTrouble(EnvironmentTrouble):
    """A function of a rules file raised: that says nothing about a program."""


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
    """What an answer holds. A key that is omitted leaves it to the harness."""

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
    except Exception as error:  # the file is the user's: whatever it raises is reported in one line
        raise UserError(f"{shown or path}: expected rules that load, got {type(error).__name__}: {error}") from None
    finally:
        sys.dont_write_bytecode = writes
    for attribute in ("violations", "contents", "error_body", "signature"):
        if hasattr(module, attribute):
            setattr(module, attribute, _told(getattr(module, attribute), attribute, path, shown or str(path)))
        else:
            setattr(module, attribute, getattr(NoRules(), attribute))
    rules = cast(Rules, module)
    if rules.signature:
        _try(rules.signature, shown or str(path))
    return rules


def _told(function: Callable[..., Any], name: str, path: Path, shown: str) -> Callable[..., Any]:
    """The function, whose exceptions say in one line where in the file they were raised."""

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:  # whatever a project's own rules raise
            own = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
            where = f"{shown}:{own[-1]}" if own else shown
            raise RulesTrouble(f'{where}: "{name}" raised {type(error).__name__}: {error}') from None

    return call if callable(function) else function


def _try(signature: Callable[[Request, str], str | None], shown: str) -> None:
    """Asks once, about a request that has no signature. Raises UserError for what no run could use."""
    answers: list[object] = []

    def ask() -> None:
        try:
            answers.append(signature(UNSIGNED, "secret"))
        except RulesTrouble as error:
            answers.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    if not answers:
        raise UserError(f'{shown}: "signature": expected an answer within {PATIENCE:g} s, got none')
    if isinstance(answers[0], RulesTrouble):
        raise UserError(f"{answers[0]}; expected None, or what is wrong, for a request without a signature")
    if not isinstance(answers[0], str | None):
        kind = type(answers[0]).__name__
        raise UserError(f'{shown}: "signature": expected None, or a text that says what is wrong, got {kind}')
