"""A library that a program needs and that is not there: how it is called where it can be had."""

from __future__ import annotations

import re

from harness.model import CouldNotStart, Dialect, Example


def missing(said: str, dialect: Dialect) -> str:
    """The library that a program or its compiler said it did not find; empty where it said no such thing."""
    found = re.search(dialect.missing_library, said) if dialect.missing_library else None
    name = next(filter(None, found.groups()), "") if found else ""
    return "/".join(name.split("/")[-2:]) if name.startswith("/") else name  # where a private copy lies says nothing


def not_installed(example: Example, name: str) -> CouldNotStart:
    """Why an example could not run that needs a library, with the command that installs it where one is known."""
    program = "program" if example.owes.own_file else "sample"
    command = _command(name, example.dialect)
    install = f"; to install it: {command}" if command else ""
    is_library = name not in example.dialect.installs or not example.dialect.install  # not an extension of the language
    looked = example.dialect.looked if is_library else ""
    return CouldNotStart(
        f"the {program} needs the library {name}, which is not installed where it runs{looked}{install}"
    )


def _command(name: str, dialect: Dialect) -> str:
    """The command for a library, or for the longest part of its name that is one: `com.acme` of `com.acme.http`."""
    parts = name.split(".")
    known = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    own = next((dialect.installs[one] for one in known if one in dialect.installs), dialect.install)
    return own.replace("{name}", name)
