"""Ruby: run by the `ruby` on PATH."""

from __future__ import annotations

from harness.languages import scripts
from harness.languages.language import Language
from harness.languages.toolchain import Requirement

RUBY = Language(
    name="ruby",
    title="Ruby",
    extensions=("rb",),
    workdir="ruby",
    requirements=(Requirement("ruby", minimum=(2, 7), advice="install Ruby 2.7 or newer"),),
    prepare=scripts.command(("{ruby}", "{file}")),
    image="ruby:3-slim",
)
