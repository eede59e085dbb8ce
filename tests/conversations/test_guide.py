"""The trees that the guides show do what the guides say."""

from __future__ import annotations

import re
from pathlib import Path

from support.runs import errors, run
from support.trees import ROOT

BLOCK = re.compile(r"in `([\w./]+)`:\n\n```\w+\n(.*?)```", re.DOTALL)


def written(guide: str, root: Path) -> str:
    """The text of a guide, whose tree is now in a folder."""
    text = (ROOT / "docs" / "guides" / f"{guide}.md").read_text("utf-8")
    for name, content in BLOCK.findall(text):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(content, "utf-8")
    return text


def test_the_tree_of_the_guide_about_pages_loses_its_page_until_it_is_corrected(tmp_path: Path) -> None:
    text = written("pages", tmp_path)
    (record,) = run(tmp_path, "many-pages").values()
    assert "page-lost" == errors(record)[0]

    program = tmp_path / "python" / "list_notes.py"
    source = program.read_text("utf-8")
    corrected = source.replace('page["notes"][-1]["id"]\n', 'page["next_cursor"]\n')
    assert source != corrected
    assert 'page["next_cursor"]` the' in text
    program.write_text(corrected, "utf-8")
    (record,) = run(tmp_path, "many-pages").values()
    assert [] == record["findings"]


def test_the_tree_of_the_guide_about_state_reads_another_book_until_it_is_corrected(tmp_path: Path) -> None:
    text = written("state", tmp_path)
    (record,) = run(tmp_path, "success").values()
    assert ["chained-value"] == errors(record)

    program = tmp_path / "python" / "tour.py"
    source = program.read_text("utf-8")
    corrected = source.replace('made.json()["title"]', 'made.json()["id"]')
    assert source != corrected
    assert 'made.json()["id"]` the' in text
    program.write_text(corrected, "utf-8")
    (record,) = run(tmp_path, "success").values()
    assert [] == record["findings"]
    assert "Emma" == record["outcome"]["stdout"].strip()
