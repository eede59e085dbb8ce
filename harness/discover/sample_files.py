"""The files that samples are written to, and the folder that they run from."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.common import own_folder
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
        own_folder.make(folder)
    return folder


def write(file: Path, text: str) -> None:
    """Writes a program, unless it is there already: what is built from it is then built anew for nothing."""
    with _writing(file):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if file.read_text("utf-8") == text and not file.is_symlink():
                return
        own_folder.write(file, text.encode(errors="replace"))


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(f"{path}: expected a place for the samples, got: {error.strerror or error}") from None


def remove_others(folder: Path, kept: Iterable[Path]) -> None:
    """Takes away what is left of samples that are no more."""
    wanted = set(kept)
    for top, folders, files in os.walk(folder, topdown=False):  # which enters no link
        depth = Path(top).relative_to(folder).parts
        if len(depth) < 2 or depth[0] == "work":
            continue
        for path in (Path(top, name) for name in (*files, *folders)):
            if path not in wanted:
                with contextlib.suppress(OSError):  # a folder goes once it is empty
                    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
