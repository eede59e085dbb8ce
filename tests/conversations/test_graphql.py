"""Programs that send GraphQL queries, and twins whose queries the schema refuses or that pass over errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import LANGUAGES, Edits, codes, copied, programs, tree_with
from support.runs import run

from harness.errors import UserError
from harness.plan.session import open_session
from harness.scenarios import BUNDLED

TREE = Path(__file__).parent / "graphql"
SCENARIOS = tuple(one.name for one in BUNDLED if one.name not in ("slow", "hang"))
REFUSED: dict[str, Edits] = {
    "python/book.py": (("{ title kind }", "{ title genre }"),),
    "ts/book.ts": (("{ title kind }", "{ title author }"),),
    "go/book.go": (("book(id: $id) {", "book(isbn: $id) {"),),
    "curl/book.sh": (('"variables": {"id": "b1"}', '"variables": {}'),),
    "python/shelf.py": (("kind: NOVEL", "kind: POEM"),),
    "python/write.py": (('"pages": 474', '"pages": "many"'),),
}
SWALLOWED: dict[str, Edits] = {
    "python/book.py": (('if answer.get("errors"):', "if not answer:"), ('["data"]["book"]["title"]', '["data"]')),
    "go/book.go": (
        ("len(answer.Errors) > 0 || answer.Data == nil", "len(text) == 0"),
        ("answer.Data.Book.Title", "answer.Data"),
    ),
    "curl/book.sh": (("--exit-status --raw-output 'select(.errors | not) | .data", "--raw-output '.data"),),
}
TABLES = (("graphql-query", "success", REFUSED), ("error-swallowed", "graphql-errors", SWALLOWED))
ROWS = [(code, scenario, name, edits) for code, scenario, table in TABLES for name, edits in table.items()]


@pytest.mark.xdist_group("graphql")
def test_sound_programs_get_no_finding_in_any_scenario(tmp_path: Path) -> None:
    found = run(copied(TREE, tmp_path / "tree"), *SCENARIOS, jobs=8)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    assert {"passed"} == {record["verdict"] for record in found.values()}
    assert len(programs(TREE)) == sum(name.endswith("/graphql-errors") for name in found)


@pytest.mark.parametrize(
    ("code", "scenario", "name", "edits"), ROWS, ids=[f"{code}-{name}" for code, _, name, _ in ROWS]
)
def test_a_program_whose_query_goes_wrong_is_named_first(
    code: str, scenario: str, name: str, edits: Edits, tmp_path: Path
) -> None:
    (record,) = run(tree_with(TREE, tmp_path / "tree", name, edits), scenario).values()
    assert [code] == codes(record)[:1], (record["findings"], record["outcome"])
    assert record["findings"][0]["line"] is not None


def test_there_is_such_a_program_in_every_language() -> None:
    assert LANGUAGES == {name.partition("/")[0] for name in REFUSED}


def test_an_api_without_a_document_has_a_schema_alone(tmp_path: Path) -> None:
    root = tree_with(TREE, tmp_path / "tree", "python/book.py", (("{ title kind }", "{ titel kind }"),))
    settings = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(settings.replace('spec    = "api.yaml"', "spec    = false"), "utf-8")
    (record,) = run(root, "success").values()
    assert ["graphql-query"] == codes(record)[:1], record["findings"]


UNKNOWN = "type Query {\n  book: Boko\n}\n"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.graphql", UNKNOWN, "a.graphql:2: expected a GraphQL schema, got: Unknown type 'Boko'"),
        ("a.graphql", "type Query {\n  book\n", "a.graphql:3: expected a GraphQL schema, got: Syntax Error"),
        ("a.graphql", "type Book { id: ID }\n", "a.graphql: expected a GraphQL schema, got: Query root type must be"),
        ("a.graphql", None, "a.graphql: expected a readable file"),
        ("a.json", "{}", "a.json: expected a GraphQL schema"),
        ("a.json", "[1", "a.json: expected a GraphQL schema"),
    ],
)
def test_a_schema_that_is_none_is_one_line(name: str, text: str | None, expected: str, tmp_path: Path) -> None:
    root = copied(TREE, tmp_path / "tree")
    if text is not None:
        (root / name).write_text(text, "utf-8")
    settings = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(settings.replace("library.graphql", name), "utf-8")
    with pytest.raises(UserError) as raised:
        open_session(root)
    assert str(raised.value).startswith(expected)
    assert "\n" not in str(raised.value)
