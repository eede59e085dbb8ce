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


def test_the_tree_of_the_guide_about_receivers_accepts_a_forgery_until_it_is_corrected(tmp_path: Path) -> None:
    text = written("receivers", tmp_path)
    (record,) = run(tmp_path, "bad-signature").values()
    assert ["forgery-accepted"] == errors(record)

    program = tmp_path / "python" / "order_paid.py"
    source = program.read_text("utf-8")
    line = 'if not given or not hmac.compare_digest("sha256=" + made, given):'
    corrected = source.replace("if not given:", line)
    assert source != corrected
    assert line in text
    program.write_text(corrected, "utf-8")
    found = run(tmp_path)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    assert 5 == len(found)  # without a time in the signature none is replayed


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


def test_the_tree_of_the_guide_about_answers_that_lead_elsewhere_leaks_its_key_until_it_is_corrected(
    tmp_path: Path,
) -> None:
    text = written("elsewhere", tmp_path)
    (record,) = run(tmp_path, "success").values()
    assert ["key-leaked"] == errors(record)

    program = tmp_path / "python" / "createUpload.py"
    source = program.read_text("utf-8")
    assert "`requests.put` in place of `api.put`" in text
    program.write_text(source.replace("api.put", "requests.put"), "utf-8")
    (record,) = run(tmp_path, "success").values()
    assert [] == record["findings"]
    assert "http://localhost:" in str(record["exchanges"][0]["response"])


def test_the_tree_of_the_guide_about_streams_garbles_its_text_until_it_is_corrected(tmp_path: Path) -> None:
    text = written("streams", tmp_path)
    (record,) = run(tmp_path, "stream-paced").values()
    assert ["stream-garbled"] == errors(record)

    program = tmp_path / "python" / "chat.py"
    source = program.read_text("utf-8")
    loop = source[source.index('text = ""') : source.index("for line")]
    assert "With `text = response.content.decode()` in place" in text
    program.write_text(source.replace(loop, "text = response.content.decode()\n"), "utf-8")
    (record,) = run(tmp_path, "stream-paced").values()
    assert [] == record["findings"]


def test_the_tree_of_the_guide_about_flows_reads_another_book_until_it_is_corrected(tmp_path: Path) -> None:
    text = written("flows", tmp_path)
    (record,) = run(tmp_path, "success").values()
    assert ["chained-value"] == errors(record)

    program = tmp_path / "python" / "make_and_read.py"
    assert '`url + "/" + made.json()["id"]`' in text
    program.write_text(program.read_text("utf-8").replace('url + "/1"', 'url + "/" + made.json()["id"]'), "utf-8")
    (record,) = run(tmp_path, "success").values()
    assert [] == record["findings"]


def test_the_tree_of_the_guide_about_graphql_asks_for_no_field_until_it_is_corrected(tmp_path: Path) -> None:
    text = written("graphql", tmp_path)
    (record,) = run(tmp_path, "success").values()
    assert ["graphql-query"] == errors(record)[:1]

    program = tmp_path / "python" / "book.py"
    assert "With `title` in place of `name`" in text
    program.write_text(program.read_text("utf-8").replace("{ name }", "{ title }"), "utf-8")
    (record,) = run(tmp_path, "success").values()
    assert [] == record["findings"]
    assert "{'title': 'title_1'}" == record["outcome"]["stdout"].strip()


def test_the_tree_of_the_guide_about_sockets_takes_any_close_for_a_good_one_until_it_is_corrected(
    tmp_path: Path,
) -> None:
    text = written("sockets", tmp_path)
    (record,) = run(tmp_path, "socket-failed").values()
    assert ["close-ignored"] == errors(record)

    program = tmp_path / "python" / "chat.py"
    assert "With `except ConnectionClosedOK:`" in text
    source = program.read_text("utf-8")
    program.write_text(source.replace("ConnectionClosed\n", "ConnectionClosedOK\n").replace("d:\n", "dOK:\n"), "utf-8")
    found = run(tmp_path, "success", "socket-failed")
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
