"""The cache's files: what comes in comes out, and no more is kept than may be."""

from __future__ import annotations

import os
from pathlib import Path

from harness.cache.store import KEPT, Store

ENTRY = {"record": {"name": "v1/a/go/success", "text": "tab\t, line\n, \ud800, \u2028"}}


def test_an_entry_comes_back_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    store.put("v1/a", "key", "v1/a/go/success", ENTRY)
    store.write()
    assert ENTRY == Store(tmp_path / "cache").get("v1/a", "key")


def test_another_key_has_no_entry(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("v1/a", "key", "v1/a/go/success", ENTRY)
    store.write()
    assert (None, None) == (Store(tmp_path).get("v1/a", "other"), Store(tmp_path).get("v1/b", "key"))


def test_of_each_case_the_last_entries_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 1):
        store = Store(tmp_path)
        store.put("v1/a", f"key {number}", "v1/a/go/success", ENTRY)
        store.put("v1/a", "same", "v1/a/go/reset", ENTRY)
        store.write()
    found = [Store(tmp_path).get("v1/a", f"key {number}") is not None for number in range(KEPT + 1)]
    assert [False, *[True] * KEPT] == found
    assert ENTRY == Store(tmp_path).get("v1/a", "same")


def test_the_files_that_were_used_longest_ago_go_when_the_folder_is_full(tmp_path: Path) -> None:
    for age, group in enumerate(("v1/new", "v1/middle", "v1/old")):
        store = Store(tmp_path)
        store.put(group, "key", f"{group}/go/success", ENTRY)
        store.write()
        newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime)
        os.utime(newest, (1e9 - 1000 * age, 1e9 - 1000 * age))
    size = max(path.stat().st_size for path in tmp_path.iterdir())
    store = Store(tmp_path, limit=2 * size)
    store.put("v1/last", "key", "v1/last/go/success", ENTRY)
    store.write()
    there = [group for group in ("v1/last", "v1/new", "v1/middle", "v1/old") if Store(tmp_path).get(group, "key")]
    assert ["v1/last", "v1/new"] == there


def test_a_folder_that_can_not_be_written_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file is in the way")
    store = Store(tmp_path / "cache")
    store.put("v1/a", "key", "v1/a/go/success", ENTRY)
    store.write()
    assert Store(tmp_path / "cache").get("v1/a", "key") is None
