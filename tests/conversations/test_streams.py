"""Programs that read server-sent events and lines of JSON, and twins that lose or garble some."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import LANGUAGES, Edits, codes, copied, programs, tree_with
from support.runs import run

from harness.scenarios import BUNDLED

TREE = Path(__file__).parent / "streams"
SCENARIOS = tuple(one.name for one in BUNDLED if one.name not in ("slow", "hang"))
PIECES = "\tvar text string\n\tbuffer := make([]byte, 4096)\n\tfor {\n\t\tn, err := resp.Body.Read(buffer)\n"
GARBLED: dict[str, Edits] = {
    "python/chat.py": (
        (
            "response.iter_lines()",
            '"".join(one.decode("utf-8", "replace") for one in response.iter_content(None)).encode().splitlines()',
        ),
    ),
    "ts/chat.ts": (("decode(piece, { stream: true })", "decode(piece)"),),
    "ts/logs.ts": (
        ("pipeThrough(new TextDecoderStream())", "values()"),
        ("left + piece", "left + new TextDecoder().decode(piece)"),
    ),
    "go/chat.go": (
        (
            "\tlines := bufio.NewScanner(resp.Body)",
            PIECES + "\t\ttext += string([]rune(string(buffer[:n])))\n\t\tif err != nil {\n\t\t\tbreak\n\t\t}\n\t}\n"
            "\tlines := bufio.NewScanner(strings.NewReader(text))",
        ),
    ),
    "curl/chat.sh": (("sed -n 's/^data: *{/{/p' | jq --raw-output .text", "sed 's/^data: //; s/^: //'"),),
}
LOST: dict[str, Edits] = {
    "python/chat.py": (
        (
            "for line in response.iter_lines():\n",
            "for line in (one for piece in response.iter_content(None) for one in piece.splitlines()):\n"
            '            if line.startswith(b"data: {") and not line.endswith(b"}"):\n                continue\n',
        ),
    ),
    "ts/chat.ts": (("left += decoder", "left = decoder"),),
    "ts/logs.ts": (
        ('(left + piece).split("\\n")', 'piece.split("\\n").filter((one) => !one || one.startsWith("{"))'),
        ("if (left) throw", "if (!key) throw"),
    ),
    "go/chat.go": (
        (
            "\tlines := bufio.NewScanner(resp.Body)",
            PIECES + '\t\tfor _, line := range strings.Split(string(buffer[:n]), "\\n") {\n'
            '\t\t\tif !strings.HasPrefix(line, "data: {") || strings.HasSuffix(line, "}") {\n'
            '\t\t\t\ttext += line + "\\n"\n\t\t\t}\n\t\t}\n\t\tif err != nil {\n\t\t\tbreak\n\t\t}\n\t}\n'
            "\tlines := bufio.NewScanner(strings.NewReader(text))",
        ),
    ),
    "curl/chat.sh": (("jq --raw-output .text", "tail -n 1 | jq --raw-output .text"),),
}
SWALLOWED: dict[str, Edits] = {
    "python/chat.py": (
        ('        if not done:\n            sys.exit("The stream ended before its end.")\n', ""),
        ('    sys.exit(f"Request failed: {error!r}")', '    print("That is all.")'),
    ),
    "go/chat.go": (
        ("if err := lines.Err(); err != nil", 'if err := lines.Err(); err != nil && key == ""'),
        ("if !done {", 'if !done && key == "" {'),
    ),
}
TABLES = (
    ("stream-garbled", "stream-paced", GARBLED),
    ("stream-lost", "stream-paced", LOST),
    ("error-swallowed", "stream-cut", SWALLOWED),
)
ROWS = [(code, scenario, name, edits) for code, scenario, table in TABLES for name, edits in table.items()]


@pytest.mark.xdist_group("streams")
def test_sound_programs_get_no_finding_in_any_scenario(tmp_path: Path) -> None:
    found = run(copied(TREE, tmp_path / "tree"), *SCENARIOS, jobs=8)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    assert {"passed"} == {record["verdict"] for record in found.values()}
    for scenario in ("success", "stream-paced", "stream-cut"):
        assert len(programs(TREE)) == sum(name.endswith(f"/{scenario}") for name in found)
    assert {True} == {
        record["outcome"]["exit_status"] != 0 for name, record in found.items() if name.endswith("/stream-cut")
    }


@pytest.mark.parametrize(
    ("code", "scenario", "name", "edits"), ROWS, ids=[f"{code}-{name}" for code, _, name, _ in ROWS]
)
def test_a_program_that_reads_a_stream_in_a_wrong_way_is_named_first(
    code: str, scenario: str, name: str, edits: Edits, tmp_path: Path
) -> None:
    (record,) = run(tree_with(TREE, tmp_path / "tree", name, edits), scenario).values()
    assert [code] == codes(record)[:1], (record["findings"], record["outcome"])
    assert record["findings"][0]["line"] is not None
    assert "error" == record["findings"][0]["severity"]


@pytest.mark.parametrize("table", [GARBLED, LOST])
def test_there_is_such_a_program_in_every_language(table: dict[str, Edits]) -> None:
    assert LANGUAGES == {name.partition("/")[0] for name in table}


def test_a_program_that_prints_the_first_events_alone_may_mean_to(tmp_path: Path) -> None:
    edits = (("jq --raw-output .text", "head -n 2 | jq --raw-output .text"),)
    (record,) = run(tree_with(TREE, tmp_path / "tree", "curl/chat.sh", edits), "stream-paced").values()
    assert ["stream-lost"] == codes(record)
    assert "warning" == record["findings"][0]["severity"]


def test_a_program_that_prints_the_raw_stream_prints_its_comments(tmp_path: Path) -> None:
    (record,) = run(tree_with(TREE, tmp_path / "tree", "curl/raw.sh", ()), "stream-paced").values()
    assert [] == record["findings"]
    assert record["outcome"]["stdout"].startswith(": the stream begins\n\ndata: ")
