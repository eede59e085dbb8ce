"""Programs that fail badly when the world fails: each ending has its code, in every language and every such scenario.

A line of a row is that of the fault; the sound sibling of all rows are the bundled programs, which pass everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.runs import errors, run
from support.trees import Edit, Program, make_tree

CUT = ("truncated", "reset", "refused")
"""The call itself fails."""
FAILING = (*CUT, "gateway-error", "malformed-body", "wrong-shape")
LANGUAGES = ("python", "ts", "go", "curl")


@dataclass(frozen=True)
class Bad:
    """A program that ends in one bad way, whatever of these things happens to it."""

    code: str
    program: Program
    scenarios: Sequence[str]
    at: str | None = None
    """A text of the one line that must be named; None where that is another in each scenario."""
    looks: str | None = None
    """A text of the line that is named if the server answered with a status: there it is looked at."""

    def __str__(self) -> str:
        return f"{self.code}-{self.program.language}-{self.program.name}"


def bad(
    code: str,
    language: str,
    name: str,
    scenarios: Sequence[str],
    *edits: Edit,
    at: str | None = None,
    looks: str | None = None,
) -> Bad:
    """A row."""
    return Bad(code, Program(language, name, edits), scenarios, at, looks)


PY_UNUSED = 'except (KeyError, TypeError, ValueError) as error:\n    sys.exit(f"Unexpected response: {error!r}")'
TS_UNUSED = "console.error(`Unexpected response: ${(error as Error).message}`);\n    process.exit(1);"
SWALLOW = (
    bad("error-swallowed", "python", "masking", FAILING,
        ('sys.exit(f"Request failed: {error}")', 'print(f"Request failed: {error}")\n    sys.exit()'),
        ('sys.exit(f"HTTP {response.status_code}: {response.text}")', "sys.exit(0)"),
        (PY_UNUSED, PY_UNUSED.split("\n")[0] + "\n    images = []"),
        ('if not images or b"" in images:\n    sys.exit("Unexpected response: an image is missing")\n', ""),
        at="requests.post(", looks="if response.status_code != 200"),
    bad("error-swallowed", "ts", "masking", FAILING,
        ("message}`);\n  process.exit(1);\n}\n\nif", "message}`);\n  process.exit(0);\n}\n\nif"),
        ("console.error(`HTTP ${response.status}: ${body}`);\n  process.exitCode = 1;", ""),
        (TS_UNUSED, TS_UNUSED.replace("exit(1)", "exit(0)")), at="await fetch(", looks="if (response.status !== 200)"),
    bad("error-swallowed", "go", "text_to_image", FAILING,
        ('client.Do(req)\n\tif err != nil {\n\t\tlog.Fatalf("Request failed: %v", err)',
         "client.Do(req)\n\tif err != nil {\n\t\tlog.Print(err)\n\t\treturn"),
        ('io.ReadAll(resp.Body)\n\tif err != nil {\n\t\tlog.Fatalf("Request failed: %v", err)',
         "io.ReadAll(resp.Body)\n\tif err != nil {\n\t\tlog.Print(err)\n\t\treturn"),
        ('log.Fatalf("HTTP %d: %s", resp.StatusCode, body)', "return"),
        ('log.Fatalf("Unexpected response: %v", err)', "return"),
        ('log.Fatal("Unexpected response: no artifacts")', "return"), at="client.Do(req)",
        looks="if resp.StatusCode != http.StatusOK"),
    bad("error-swallowed", "curl", "get_balance", (*CUT, "gateway-error"),
        ("printf 'Request failed: %s\\n' \"$(cat \"$tmp/error\")\" >&2\n  exit 1", "exit 0"),
        ('"$(cat "$tmp/body")" >&2\n  exit 1', '"$(cat "$tmp/body")" >&2\n  exit 0'), at="curl --silent",
        looks='if [ "$http_code" -ne 200 ]'),
)  # fmt: skip

CALL_ENDS = 'except requests.RequestException as error:\n    sys.exit(f"Request failed: {error}")'
CRASH = (
    bad("error-unclear", "python", "text_to_image", FAILING,
        (CALL_ENDS, "except requests.RequestException:\n    sys.exit(1)"),
        ('    sys.exit(f"HTTP {response.status_code}: {response.text}")', "    response.raise_for_status()"),
        (PY_UNUSED, "except (ValueError, KeyError, IndexError, TypeError):\n    sys.exit(1)")),
    bad("error-unclear", "ts", "get_balance", CUT,
        ("console.error(`Request failed: ${cause?.message || cause?.code || message}`);\n  process.exit(1);",
         "process.exit(1);"), at=None),
    bad("error-unclear", "go", "get_balance", CUT,
        ('client.Do(req)\n\tif err != nil {\n\t\tlog.Fatalf("Request failed: %v", err)\n\t}\n\t',
         "client.Do(req)\n\tdefer resp.Body.Close()\n\t"),
        ('io.ReadAll(resp.Body)\n\tif err != nil {\n\t\tlog.Fatalf("Request failed: %v", err)',
         "io.ReadAll(resp.Body)\n\tif err != nil {\n\t\tos.Exit(1)")),
    bad("error-unclear", "curl", "get_balance", (*CUT, "gateway-error"),
        ("printf 'Request failed: %s\\n' \"$(cat \"$tmp/error\")\" >&2\n  exit 1", "exit 1"),
        ("printf 'HTTP %s: %s\\n' \"$http_code\" \"$(cat \"$tmp/body\")\" >&2\n", ""), at="curl --silent"),
)  # fmt: skip

HALF = (
    bad("output-partial", "python", "upscale_image", (*CUT, "gateway-error"),
        ("try:\n    resp", 'Path("out").mkdir()\nPath("out/v1_upscaled_image.png").touch()\ntry:\n    resp'),
        at=".touch()"),
    bad("output-partial", "ts", "upscale_image", (*CUT, "gateway-error"),
        ("let response", 'await mkdir("out");\nawait writeFile("out/half.png", "");\nlet response'), at="half.png"),
    bad("output-partial", "go", "upscale_image", (*CUT, "gateway-error"),
        ("client := ", '_ = os.MkdirAll("out", 0o755)\n\t_, _ = os.Create("out/half.png")\n\tclient := '),
        at="half.png"),
    bad("output-partial", "curl", "upscale_image", ("truncated", "gateway-error"),
        ('--output "$tmp/body"', "--output out/half.png"),
        ('"$(cat "$tmp/body")" >&2', '"$(cat out/half.png)" >&2'), at="--output out/half.png"),
)  # fmt: skip

LIMIT = {
    "python": "        timeout=15,\n",
    "ts": "    signal: AbortSignal.timeout(15_000),\n",
    "go": "{Timeout: 15 * time.Second}",
    "curl": " --max-time 15",
}
"""The time limit of get_balance."""
NONE = {**dict.fromkeys(LIMIT, ""), "go": "{Timeout: 15 * time.Hour}"}
SECOND = {
    "python": "        timeout=1,\n",
    "ts": "    signal: AbortSignal.timeout(1_000),\n",
    "go": "{Timeout: time.Second}",
    "curl": " --max-time 1",
}
CALL = {"python": "requests.get(", "ts": "await fetch(", "go": "client.Do(req)", "curl": "curl --silent"}


@pytest.mark.parametrize("row", [*SWALLOW, *CRASH, *HALF], ids=str)
def test_a_program_that_fails_badly_gets_one_code_in_each_scenario(row: Bad, tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", row.program)
    records = run(tmp_path / "tree", *row.scenarios)
    wanted = {f"{row.program.id}/{scenario}": [row.code] for scenario in row.scenarios}
    applying = {name: codes for name, codes in wanted.items() if name in records}
    assert applying == {name: errors(record) for name, record in records.items()}
    assert len(applying) >= len(row.scenarios) - 1  # a PNG has no other shape
    if row.at:
        found = {name: {finding["line"] for finding in record["findings"]} for name, record in records.items()}
        looks = {name for name in records if row.looks and name.endswith("/gateway-error")}
        due = {name: {row.program.line_of(row.looks if name in looks else row.at)} for name in records}
        assert due == found


def patient_programs() -> list[Program]:
    """A program in each language that waits for ever, or nearly so."""
    return [Program(language, "get_balance", ((LIMIT[language], NONE[language]),)) for language in LANGUAGES]


@pytest.mark.parametrize("program", patient_programs(), ids=lambda program: program.language)
def test_a_program_without_a_time_limit_gets_a_note_when_no_answer_comes_and_passes(
    program: Program, tmp_path: Path
) -> None:
    make_tree(tmp_path / "tree", program, settings={"time_limit": 3})
    (record,) = run(tmp_path / "tree", "hang").values()
    assert ("passed", "timed-out") == (record["verdict"], record["outcome"]["kind"])
    (finding,) = record["findings"]
    assert ("no-client-timeout", "note") == (finding["code"], finding["severity"])
    assert program.line_of(CALL[program.language]) == finding["line"]


def test_programs_with_a_time_limit_of_their_own_get_no_finding_when_no_answer_comes(tmp_path: Path) -> None:
    programs = [Program(name, "get_balance", ((LIMIT[name], SECOND[name]),)) for name in LANGUAGES]
    make_tree(tmp_path / "tree", *programs, settings={"time_limit": 8})
    records = run(tmp_path / "tree", "hang", jobs=4)
    assert {"finished"} == {record["outcome"]["kind"] for record in records.values()}
    assert [] == [finding for record in records.values() for finding in record["findings"]]


def test_programs_that_give_up_before_a_slow_answer_comes_are_told_so(tmp_path: Path) -> None:
    programs = [Program(name, "get_balance", ((LIMIT[name], SECOND[name]),)) for name in LANGUAGES]
    make_tree(tmp_path / "tree", *programs)
    records = run(tmp_path / "tree", "slow", jobs=4)
    assert {name: ["exit-status"] for name in records} == {name: errors(record) for name, record in records.items()}


def test_sound_programs_get_no_finding_however_the_world_fails(tmp_path: Path) -> None:
    programs = [Program(language, name) for language in LANGUAGES for name in ("masking", "get_balance")]
    make_tree(tmp_path / "tree", *programs)
    records = run(tmp_path / "tree", *FAILING, "slow", jobs=4)
    assert 8 * len(FAILING) + 8 - 1 == len(records)  # a PNG has no other shape
    assert [] == [finding for record in records.values() for finding in record["findings"]]


@pytest.mark.parametrize("code", ["error-swallowed", "error-unclear", "output-partial"])
def test_every_bad_ending_has_a_program_in_every_language(code: str) -> None:
    assert set(LANGUAGES) == {row.program.language for row in (*SWALLOW, *CRASH, *HALF) if row.code == code}
