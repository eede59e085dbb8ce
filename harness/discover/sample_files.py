"""The files that samples are written to, and the folder that they run from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.errors import UserError
from harness.settings import SampleSettings, Settings


def inputs(settings: Settings, table: SampleSettings) -> Path:
    """The folder that samples run from: that of the settings, else an empty one."""
    if table.inputs is not None:
        if not table.inputs.is_dir():
            raise UserError(
                f'{settings.shown}: "samples.inputs": expected a folder, found none at {settings.show(table.inputs)}'
            )
        return table.inputs
    folder = settings.own.samples / "work"
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def write(file: Path, text: str) -> None:
    """Writes a program, unless it is there already: what is built from it is then built anew for nothing."""
    with _writing(file):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if file.read_text("utf-8") == text:
                return
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.new")
        new.write_text(text, "utf-8", errors="replace")
        new.replace(file)


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(f"{path}: expected a place for the samples, got: {error.strerror or error}") from None


def remove_others(folder: Path, kept: Iterable[Path]) -> None:
    """Takes away what is left of samples that are no more."""
    wanted = set(kept)
    for file in (*folder.glob("*/*/*/*"), *folder.glob("*/*/*")):
        if file not in wanted and file.relative_to(folder).parts[0] != "work":
            with contextlib.suppress(OSError):  # a folder goes once it is empty
                file.rmdir() if file.is_dir() else file.unlink()
