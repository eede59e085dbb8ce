"""The changelog and the code agree on the version."""

from __future__ import annotations

import re

from support.trees import ROOT

from harness import __version__


def test_the_latest_release_of_the_changelog_is_the_version_of_the_code() -> None:
    headings = re.findall(r"(?m)^## \[(.+?)\](?: - \d{4}-\d\d-\d\d)?$", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert ["Unreleased", __version__] == headings[:2]
