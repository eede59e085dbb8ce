"""Libraries and tools that a program asks for and this machine lacks: it could not run."""

from __future__ import annotations

from difflib import get_close_matches

from harness.model import CouldNotStart, Example, Finished, Outcome
from harness.source.libraries import missing, not_installed

NOT_FOUND = 127
"""How a shell ends whose last command there is no program for (POSIX 1-2024, XCU 2.8.2)."""
PACKAGES = {
    **{"aws": "awscli", "base64": "coreutils", "convert": "imagemagick", "dig": "bind9-dnsutils", "http": "httpie"},
    **{"https": "httpie", "envsubst": "gettext-base", "mlr": "miller", "nc": "netcat-openbsd", "node": "nodejs"},
    **{"php": "php-cli", "rg": "ripgrep", "sponge": "moreutils", "uuidgen": "uuid-runtime", "xmllint": "libxml2-utils"},
    **{"xz": "xz-utils", "column": "bsdextrautils", "hexdump": "bsdextrautils", "aria2c": "aria2"},
    **{name: name for name in ("curl", "ffmpeg", "file", "gh", "git", "gron", "jo", "jq", "openssl", "perl")},
    **{name: name for name in ("python3", "ruby", "unzip", "wget", "xmlstarlet", "xxd", "yq", "zip")},
    "xh": "",
}
"""A tool that examples use -> the Debian package that has it; empty if there is none."""


def lacked(example: Example, outcome: Outcome) -> Outcome:
    """The outcome of a case, or why it could not run: its program ended for want of a library or a tool."""
    if not isinstance(outcome, Finished) or not outcome.exit_status:
        return outcome
    name = missing(outcome.traces.stderr, example.dialect)
    if not name or name in example.dialect.gone:
        return outcome
    if example.dialect.is_shell:
        return _without_tool(name, example, outcome)
    if outcome.traces.exchanges:
        return outcome
    return not_installed(example, name)


def _without_tool(name: str, example: Example, outcome: Finished) -> Outcome:
    """A tool that no one knows may be one of the API's own, which only a sample can ask its reader to install.

    A name that is nearly a known one is misspelt.
    """
    if name in PACKAGES:
        advice = f": install the Debian package {PACKAGES[name]}" if PACKAGES[name] else ""
        return CouldNotStart(f"it needs {name}, which is not installed where it runs{advice}")
    own = not example.owes.brings_libraries and not outcome.traces.exchanges
    if not own or outcome.exit_status != NOT_FOUND or get_close_matches(name, PACKAGES, 1, 0.7):
        return outcome
    return CouldNotStart(f"the sample needs {name}, which is not installed where it runs")
