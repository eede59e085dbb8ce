"""curl: shell scripts, run by the system's POSIX shell."""

from __future__ import annotations

from harness.languages import scripts
from harness.languages.language import Language
from harness.languages.toolchain import Requirement

CURL = Language(
    name="curl",
    title="curl",
    extensions=("sh",),
    workdir="curl",
    requirements=(Requirement("curl", minimum=(7, 76), advice="install curl 7.76 or newer"),),
    prepare=scripts.command(("/bin/sh", "{file}")),
)
