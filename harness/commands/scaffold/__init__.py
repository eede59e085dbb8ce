"""An operation -> programs that show it, in the style of the bundled ones; one file a language."""

from collections.abc import Callable

from harness.commands.scaffold import curl, golang, python, typescript
from harness.commands.scaffold.shape import Shape

WRITERS: dict[str, Callable[[Shape], str]] = {
    "python": python.write,
    "ts": typescript.write,
    "go": golang.write,
    "curl": curl.write,
}

__all__ = ["WRITERS", "Shape"]
