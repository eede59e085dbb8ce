"""What is left of a case for a person who wants to repeat it by hand: its private copy, and a script that starts it."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.launch import Command

SCRIPT = "repeat.sh"


@dataclass
class Keeper:
    """Remembers how each case's program was started, and keeps the private copies where that is asked for."""

    host_env: str
    """The variable that all programs read their host from; empty if some name it."""
    again: str = ""
    """The shell line that runs the case again; needed for copies alone."""
    copies: bool = False
    commands: dict[str, Command] = field(default_factory=dict)
    """By case name."""
    kept: dict[str, Path] = field(default_factory=dict)
    """The private copies, by case name."""

    def take(self, name: str, work: Path, command: Command) -> None:
        """Takes a case that has run; its private copy moves out of the run's own folder, which will go."""
        self.commands[name] = command
        if not self.copies:
            return
        target = Path(tempfile.mkdtemp(prefix="harness-kept-"))
        for entry in work.iterdir():
            shutil.move(entry, target / entry.name)
        script = target / SCRIPT
        script.touch(mode=0o600)
        script.write_text(_script(name, command, work, self.host_env, self.again), "utf-8")
        self.kept[name] = target


def command_line(argv: tuple[str, ...], env: Mapping[str, str], unset: Sequence[str] = ()) -> str:
    """One line for a POSIX shell: the variables that are set, those that are not, and the program."""
    assignments = [f"{name}={shlex.quote(value)}" for name, value in env.items()]
    words = ["env", *(word for name in unset for word in ("-u", name))] if unset else []
    return " ".join([*words, *assignments, *map(shlex.quote, argv)])


def _script(name: str, command: Command, work: Path, host_env: str, again: str) -> str:
    """A POSIX script that starts the program as the run did, wherever the kept folder is moved to."""

    def here(text: str) -> str:
        return '"$here"'.join(shlex.quote(part) if part else "" for part in text.split(str(work))) or "''"

    lines = [
        "#!/bin/sh",
        f"# Starts the program of {name} again, with the environment that the run gave it.",
        "set -eu",
        'here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)',
        *(_mock_first(host_env, again) if host_env else _real_host(again)),
        f"cd {here(str(command.folder))}",
        "exec env -i \\",
    ]
    for variable, value in command.env.items():
        text = '"$1"' if variable == host_env else here(value)
        lines.append(f"  {variable}={text} \\")
    return "\n".join([*lines, "  " + " ".join(here(word) for word in command.argv), ""])


def _mock_first(host_env: str, again: str) -> list[str]:
    return [
        "# Without an argument it starts a mock that answers as this case's did. An argument is the mock to call.",
        "if [ $# -eq 0 ]; then",
        "  HARNESS_KEPT=$here",
        "  export HARNESS_KEPT",
        f"""  {again} --exec 'sh "$HARNESS_KEPT/{SCRIPT}" "${host_env}"'""",
        "  exit",
        "fi",
    ]


def _real_host(again: str) -> list[str]:
    refusal = "this program names its host, and would call the real one: --real allows that; against the mock: "
    return [f'[ "${{1-}}" = --real ] || {{ printf "%s\\n" {shlex.quote(refusal + again)} >&2; exit 2; }}']


def shell_environment(command: Command) -> dict[str, str]:
    """The program's variables that a person's own shell lacks, without those that lead into the private copy."""
    return {
        name: value
        for name, value in command.env.items()
        if name not in ("HOME", "TMPDIR") and os.environ.get(name) != value
    }
