"""Programs that go through lists in pages, in the ways that people write them, and twins that lose their way."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import LANGUAGES, Edits, codes, copied, programs, tree_with
from support.runs import run

from harness.scenarios import BUNDLED

TREE = Path(__file__).parent / "pages"
PROGRAMS = programs(TREE)
SCENARIOS = tuple(one.name for one in BUNDLED if one.name not in ("slow", "hang"))


@pytest.mark.xdist_group("pages")
def test_sound_programs_get_no_finding_in_any_scenario(tmp_path: Path) -> None:
    found = run(copied(TREE, tmp_path / "tree"), *SCENARIOS, jobs=8)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    assert {"passed"} == {record["verdict"] for record in found.values()}
    assert len(PROGRAMS) == sum(name.endswith("/many-pages") for name in found)


SAME_CURSOR = 'params["cursor"] = page["next_cursor"]'
LOOP: dict[str, Edits] = {
    "python/cursor_loop.py": ((SAME_CURSOR, "pass"),),
    "python/offset_loop.py": (('"offset": len(books)', '"offset": 0'),),
    "ts/number_loop.ts": (("if (page.length < size) break;", ""),),
    "ts/cursor_generator.ts": (("cursor ? { cursor } : {}", "{}"),),
    "go/cursor_recursive.go": (('query.Set("cursor", cursor)', "_ = cursor"),),
    "curl/after_until.sh": ((' ${after:+--data-urlencode "starting_after=$after"}', ""),),
}
BEGUN: dict[str, Edits] = {
    "python/cursor_loop.py": (('params = {"limit": 2}', 'params = {"limit": 2, "cursor": "eyJvIjoyMH0="}'),),
    "ts/cursor_generator.ts": (("let cursor: string | null = null", 'let cursor: string | null = "bm90ZS0y"'),),
    "go/cursor_recursive.go": (('list(key, "")', 'list(key, "bm90ZS0xMjM0")'),),
    "curl/cursor_first.sh": (("?limit=2", "?limit=2&cursor=JPZmZzZXQiOjB9"),),
    "curl/after_until.sh": (('after="" all', 'after="ch_41" all'),),
}
"""A page of the reader's to begin with, as samples of a second page have one."""
NO_PAGE: dict[str, Edits] = {
    "python/cursor_loop.py": (('params = {"limit": 2}', 'params = {"limit": 2, "cursor": str(None)}'),),
    "ts/cursor_generator.ts": (("cursor ? { cursor } : {}", "{ cursor: String(cursor) }"),),
    "curl/cursor_first.sh": (("?limit=2", "?limit=2&cursor=undefined"),),
}
LOST: dict[str, Edits] = {
    "python/cursor_loop.py": ((SAME_CURSOR, 'params["cursor"] = page["notes"][-1]["id"]'),),
    "python/after_loop.py": (('page["data"][-1]["id"]', 'page["data"][-1]["amount"]'),),
    "ts/cursor_generator.ts": (("cursor = page.next_cursor", "cursor = String(page.next_cursor).slice(1)"),),
    "go/cursor_recursive.go": (("list(key, *found.NextCursor)", 'list(key, "bm90ZS0xMjM0")'),),
    "curl/after_until.sh": (('"starting_after=$after"', '"starting_after=x$after"'),),
}
STOPPED: dict[str, Edits] = {
    "python/cursor_loop.py": (('if not page["has_more"]:', 'if not page["has_more"] or "cursor" in params:'),),
    "ts/number_link.ts": (("return next ?", 'return next && !url.includes("page=2") ?'),),
}
DROPPED: dict[str, Edits] = {
    "python/offset_loop.py": (
        ("books.extend(page", "skipped, books = len(books) + skipped, list(page"),
        ("books = []", "books, skipped = [], 0"),
        ('"offset": len(books)', '"offset": len(books) + skipped'),
        ("if len(books) >= page", "if len(books) + skipped >= page"),
    ),
    "go/url_loop.go": (("for _, film := range", "ids = ids[:0]\n\t\tfor _, film := range"),),
    "ts/number_link.ts": (("[...page, ...(await all(next[1]))]", "await all(next[1])"),),
}
ROWS = [
    (code, name, edits)
    for code, table in (
        ("page-loop", LOOP),
        ("page-lost", LOST),
        ("page-lost", NO_PAGE),
        ("page-lost", STOPPED),
        ("page-lost", DROPPED),
    )
    for name, edits in table.items()
]


@pytest.mark.parametrize(("code", "name", "edits"), ROWS, ids=[f"{code}-{name}-{len(e)}" for code, name, e in ROWS])
def test_a_program_that_loses_its_way_through_pages_is_named_first(
    code: str, name: str, edits: Edits, tmp_path: Path
) -> None:
    (record,) = run(tree_with(TREE, tmp_path / "tree", name, edits), "many-pages").values()
    assert [code] == codes(record)[:1], record["findings"]
    assert record["findings"][0]["line"] is not None


@pytest.mark.parametrize("scenario", ["success", "many-pages"])
@pytest.mark.parametrize("name", BEGUN)
def test_a_program_may_begin_at_a_page_of_the_readers(name: str, scenario: str, tmp_path: Path) -> None:
    (record,) = run(tree_with(TREE, tmp_path / "tree", name, BEGUN[name]), scenario).values()
    assert ("passed", []) == (record["verdict"], record["findings"])


@pytest.mark.parametrize("table", [LOOP, LOST])
def test_every_code_of_pages_has_a_program_in_every_language(table: dict[str, Edits]) -> None:
    assert LANGUAGES == {name.partition("/")[0] for name in table}
