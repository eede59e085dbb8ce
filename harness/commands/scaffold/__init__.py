"""An operation -> programs that show it, in the style of the bundled ones; one file a language."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from typing import TYPE_CHECKING

from harness.commands.scaffold.shape import RequestShape
from harness.errors import UserError

if TYPE_CHECKING:
    from harness.languages import Language

__all__ = ["RequestShape", "writer"]


def writer(language: Language) -> Callable[[RequestShape], str]:
    """The function that the language names. Raises UserError if there is none of that name."""
    try:
        found: Callable[[RequestShape], str] = pkgutil.resolve_name(language.writer)
    except (ImportError, AttributeError, ValueError) as error:
        raise UserError(f'the language "{language.name}": writer "{language.writer}": {error}') from None
    return found
