"""A preparation for programs that run in containers, where this machine's tools are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from harness.languages.language import Language, Preparation
from harness.languages.toolchain import Tool


def contained(language: Language, prepared: Preparation, tools: Mapping[str, Tool], workdir: Path) -> Preparation:
    """The same programs, started by the image's own tools, which go by their plain names."""
    words = {tool.path: name for name, tool in tools.items()}
    words |= {path: name for name, path in language.words(workdir).items()}
    names = {path: language.inside.get(name, name) for path, name in words.items()}
    commands = {
        name: tuple(names.get(word, word) if index == 0 else word for index, word in enumerate(argv))
        for name, argv in prepared.commands.items()
    }
    return replace(prepared, commands=commands, env={**prepared.env, **language.libraries(workdir)})
