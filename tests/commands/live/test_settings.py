"""The settings of live runs: a mistake is told in one line, and a key is never sent in the clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.settings import LiveSettings
from harness.settings.reader import SettingsError, load


def read(folder: Path, text: str) -> LiveSettings:
    """The live settings that a text makes."""
    (folder / "examples").mkdir()
    (folder / "harness.toml").write_text(f"[live]\n{text}\n", "utf-8")
    return load(folder).live


def test_all_that_can_be_set_is_read(tmp_path: Path) -> None:
    text = 'host = "https://api.invalid"\nunit = "coins"\nin_ci = true\ncost = {masking = 2, upscale_image = 0.5}'
    due = LiveSettings("https://api.invalid", "coins", {"masking": 2.0, "upscale_image": 0.5}, in_ci=True)
    assert due == read(tmp_path, text)


def test_by_default_there_is_no_host_and_ci_is_kept_out(tmp_path: Path) -> None:
    assert (None, False) == ((live := read(tmp_path, "")).host, live.in_ci)


@pytest.mark.parametrize("host", ["http://127.0.0.1:8080", "http://localhost:1", "https://api.invalid:8443"])
def test_a_host_is_reached_over_tls_or_on_loopback(tmp_path: Path, host: str) -> None:
    assert host == read(tmp_path, f'host = "{host}"').host


@pytest.mark.parametrize(
    "host",
    [
        "http://api.invalid",
        "http://127.0.0.1.api.invalid",
        "https://api.invalid/v1",
        "https://user@api.invalid",
        "api.invalid",
        "ftp://api.invalid",
        "https://api.invalid:port",
        "",
    ],
)
def test_any_other_host_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match=r'^harness\.toml:2: "live\.host": expected [^\n]*$'):
        read(tmp_path, f'host = "{host}"')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hots = 'x'", r'unknown key "live\.hots" \(did you mean "host"\?\)'),
        ("cost = 1", r'"live\.cost": expected a table, got 1'),
        ("cost = {masking = -1}", r'"live\.cost\.masking": expected a number from 0, got -1'),
        ("cost = {masking = true}", r'"live\.cost\.masking": expected a number from 0, got True'),
        ("cost = {masking = inf}", r'"live\.cost\.masking": expected a number from 0, got inf'),
        ("in_ci = 1", r'"live\.in_ci": expected true or false, got 1'),
        ("unit = 1", r'"live\.unit": expected a text, got 1'),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=rf"^harness\.toml:2: {said}[^\n]*$"):
        read(tmp_path, text)
