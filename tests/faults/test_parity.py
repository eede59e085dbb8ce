"""Languages that do not say the same: the odd one out is told of, with both values, and nobody else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.command import harness, report, write_own
from support.runs import Record, errors, run
from support.trees import BESIDE, EXTENSIONS, ROOT, Edit, Program, Tree, make_tree

from harness.codes import all_codes

LANGUAGES = ("python", "ts", "curl")
"""A program of each says the same as the bundled ones of all languages; Go has rows of its own."""


@dataclass(frozen=True)
class Odd:
    """One language that does something otherwise than the others, all of it right by itself."""

    code: str
    program: Program
    at: str
    """The place of the difference, as a settings file names it."""
    own: str
    """The odd value as a finding shows it."""
    others: str
    line: str | None = None
    """A text of the line to be named."""
    scenario: str = "success"
    reviewed: bool = True
    """True where a reviewed request tells of it as well."""

    def __str__(self) -> str:
        return f"{self.code}-{self.program.language}-{self.program.name}"

    @property
    def case(self) -> str:
        """The case at fault."""
        return f"{self.program.id}/{self.scenario}"

    @property
    def difference(self) -> str:
        """The settings that excuse it."""
        return declared(self.program.id, self.at)


def odd(code: str, language: str, name: str, at: str, own: str, others: str, *edits: Edit, **more: Any) -> Odd:
    """A row."""
    return Odd(code, Program(language, name, edits), at, own, others, **more)


def declared(example: str, at: str) -> str:
    """A declared difference."""
    return f'\n[[tool.harness.differences]]\nexamples = ["{example}"]\nat = "{at}"\nreason = "it is meant"\n'


ENGINES = ('"stable-inpainting-512-v2-0"', '"stable-diffusion-v1-5"')
PY_HTTP = 'sys.exit(f"HTTP {response.status_code}: {response.text}")'
ROWS = (
    odd("parity-path", "python", "masking", "path.engine_id", *reversed(ENGINES), ENGINES, line="engine_id ="),
    *(
        odd("parity-path", language, "masking", "path.engine_id", *reversed(ENGINES),
            tuple(one.strip('"') for one in ENGINES), line="stable-diffusion-v1-5")
        for language in ("ts", "go", "curl")
    ),
    odd("parity-header", "python", "get_balance", "headers.organization", '"org-1"', "(absent)",
        ('headers={"', 'headers={"Organization": "org-1", "'), line="Organization"),
    odd("parity-header", "go", "get_balance", "headers.organization", '"org-1"', "(absent)",
        ("client := ", 'req.Header.Set("Organization", "org-1")\n\n\tclient := '), line="Organization"),
    odd("parity-header", "curl", "get_balance", "headers.organization", '"org-1"', "(absent)",
        ("--header", "--header 'Organization: org-1' \\\n    --header"), line="Organization"),
    odd("parity-header", "ts", "get_balance", "headers.organization", '"org-1"', "(absent)",
        ("headers: {", 'headers: { Organization: "org-1",'), line="Organization"),
    odd("parity-body", "python", "masking", "body.steps", "40", "30", ('"steps": 30', '"steps": 40'), line='"steps"'),
    odd("parity-body", "ts", "masking", "body.seed", "7", "(absent)",
        ('form.set("steps", "30");', 'form.set("steps", "30");\nform.set("seed", "7");'), line='"seed"'),
    odd("parity-body", "go", "text_to_image", "body.text_prompts.0.text", '"A cliff"',
        '"A lighthouse on a cliff at dawn"', ("A lighthouse on a cliff at dawn", "A cliff"), line="A cliff"),
    odd("parity-body", "curl", "masking", "body.clip_guidance_preset", "(absent)", '"FAST_BLUE"',
        ("    --form-string 'clip_guidance_preset=FAST_BLUE' \\\n", "")),
    odd("parity-file", "curl", "masking", "files.mask_image.filename", '"mask.png"', '"mask_image_white.png"',
        ("mask_image_white.png;", "mask_image_white.png;filename=mask.png;"), line="filename=mask.png"),
    odd("parity-file", "python", "masking", "files.mask_image.filename", '"mask.png"', '"mask_image_white.png"',
        ('"mask_image_white.png", mask_image', '"mask.png", mask_image'), line='"mask.png"'),
    odd("parity-file", "ts", "masking", "files.mask_image.filename", '"mask.png"', '"mask_image_white.png"',
        ('maskImage, "mask_image_white.png"', 'maskImage, "mask.png"'), line='"mask.png"'),
    odd("parity-file", "go", "masking", "files.mask_image.filename", '"image.png"', '"mask_image_white.png"',
        ("filepath.Base(path)", '"image.png"'), ('\t"path/filepath"\n', "")),
    odd("parity-output", "ts", "get_balance", "output.printed", '{"balance": {', '{"',
        ("JSON.stringify(JSON.parse(body), null, 2)", "JSON.stringify({ balance: JSON.parse(body) })"),
        reviewed=False),
    odd("parity-output", "go", "get_balance", "output.printed", '{"balance": {', '{"',
        ("fmt.Println(indented.String())", 'fmt.Printf("{\\"balance\\": %s}\\n", body)'), reviewed=False),
    odd("parity-output", "curl", "get_balance", "output.printed", '{"balance": {', '{"',
        ('cat "$tmp/body"\n', "printf '{\"balance\": %s}' \"$(cat \"$tmp/body\")\"\n"), reviewed=False),
    odd("parity-output", "python", "get_balance", "output.printed", '{"balance": {', '{"',
        ("json.dumps(balance, indent=2)", 'json.dumps({"balance": balance})'), reviewed=False),
    odd("parity-ending", "python", "get_balance", "ending", "2", "1",
        (PY_HTTP, PY_HTTP.replace("sys.exit(", "print(").replace(")", ", file=sys.stderr)") + "\n    sys.exit(2)"),
        scenario="unauthorized", reviewed=False),
    odd("parity-ending", "go", "get_balance", "ending", "2", "1",
        ('log.Fatalf("HTTP %d: %s", resp.StatusCode, body)',
         'log.Printf("HTTP %d: %s", resp.StatusCode, body)\n\t\tos.Exit(2)'),
        scenario="unauthorized", reviewed=False),
    odd("parity-ending", "curl", "get_balance", "ending", "2", "1",
        ('"$(cat "$tmp/body")" >&2\n  exit 1', '"$(cat "$tmp/body")" >&2\n  exit 2'),
        scenario="unauthorized", reviewed=False),
    odd("parity-ending", "ts", "get_balance", "ending", "3", "1",
        ("body}`);\n  process.exitCode = 1", "body}`);\n  process.exitCode = 3"), scenario="server-error",
        reviewed=False),
)  # fmt: skip


def tree_of(row: Odd, root: Path, more: str = "", *, reviewed: bool = False) -> Tree:
    """A tree with the odd program, and the bundled ones of the other languages beside it."""
    name = row.program.name
    others = [Program(language, name) for language in LANGUAGES if language != row.program.language]
    tree = make_tree(root, row.program, *others, settings={"requests": "requests", "failure_status": 1})
    if reviewed:
        shutil.copytree(ROOT / "fixtures/requests", root / "requests")
    with (root / "pyproject.toml").open("a") as settings:
        settings.write(more)
    return tree


def found_in(records: Mapping[str, Record]) -> list[tuple[str, str]]:
    """Case and code of all findings that fail a case."""
    return [(name, code) for name, record in records.items() for code in errors(record)]


def check(row: Odd, records: Mapping[str, Record]) -> None:
    """One finding, in its own case, with both values, the languages that have them, and the line."""
    own = [finding for finding in records[row.case]["findings"] if row.at in finding["message"]]
    assert {(row.case, row.code)} == set(found_in(records))
    assert len(own) >= 1
    finding = own[0]
    assert finding["actual"].startswith(row.own)
    assert finding["actual"].endswith(f" ({row.program.language})")
    assert finding["expected"].startswith(row.others)
    others = [language for language in LANGUAGES if language != row.program.language]
    assert set(others) == set(finding["expected"].rpartition("(")[2].rstrip(")").split(", "))
    assert f"examples/{row.program.path}" == finding["file"]
    if row.line:
        assert row.program.line_of(row.line) == finding["line"]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_odd_language_is_told_of_with_both_values_and_no_other(row: Odd, tmp_path: Path) -> None:
    tree_of(row, tmp_path / "tree")
    check(row, run(tmp_path / "tree", row.scenario))


@pytest.mark.parametrize("row", [row for row in ROWS if row.reviewed], ids=str)
def test_a_reviewed_request_tells_of_the_odd_language_too(row: Odd, tmp_path: Path) -> None:
    tree_of(row, tmp_path / "tree", reviewed=True)
    check(row, run(tmp_path / "tree", row.scenario))


@pytest.mark.parametrize("row", [ROWS[1], ROWS[3], ROWS[6], ROWS[7], ROWS[8]], ids=str)
def test_a_declared_difference_excuses_the_odd_language(row: Odd, tmp_path: Path) -> None:
    tree_of(row, tmp_path / "tree", row.difference)
    assert [] == found_in(run(tmp_path / "tree", row.scenario))


def test_a_reviewed_request_that_all_languages_depart_from_is_told_of_in_each(tmp_path: Path) -> None:
    programs = [
        Program("python", "masking", (('"steps": 30', '"steps": 40'),)),
        Program("ts", "masking", (('"steps", "30"', '"steps", "40"'),)),
    ]
    make_tree(tmp_path / "tree", *programs, settings={"requests": str(ROOT / "fixtures/requests")})
    records = run(tmp_path / "tree", "success")
    assert {(f"{program.id}/success", "parity-body") for program in programs} == set(found_in(records))
    for record in records.values():
        (finding,) = record["findings"]
        assert "30 (the reviewed request)" == finding["expected"]
        assert finding["message"].endswith(" differs from the reviewed request at body.steps")
        assert "If it is meant, `harness run v1/masking --update-requests` writes" in finding["hint"]


def test_languages_that_were_changed_already_are_not_said_to_differ_from_one_another(tmp_path: Path) -> None:
    programs = [
        Program("python", "masking", (('"steps": 30', '"steps": 40'),)),
        Program("ts", "masking", (('"steps", "30"', '"steps", "40"'),)),
        Program("curl", "masking"),
    ]
    make_tree(tmp_path / "tree", *programs, settings={"requests": str(ROOT / "fixtures/requests")})
    records = run(tmp_path / "tree", "success")
    for language in ("python", "ts"):
        (finding,) = records[f"v1/masking/{language}/success"]["findings"]
        assert f"{language} differs from the reviewed request and curl at body.steps" == finding["message"]
        assert "update-requests" not in finding["hint"]


@pytest.mark.parametrize("part", ['account["organizations"]', 'account["organizations"][0]', 'account["email"]'])
def test_a_program_that_prints_a_part_of_the_answer_says_nothing_else_than_one_that_prints_all(
    part: str, tmp_path: Path
) -> None:
    programs = (
        Program("python", "get_account", (("json.dumps(account,", f"json.dumps({part},"),)),
        *(Program(language, "get_account") for language in ("ts", "curl")),
    )
    make_tree(tmp_path / "tree", *programs)
    assert [] == [code for record in run(tmp_path / "tree", "success").values() for code in errors(record)]


def test_a_declared_difference_that_no_longer_exists_fails_a_whole_run(tmp_path: Path) -> None:
    stale = declared("v1/get_balance/python", "headers.organization")
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance"), Program("curl", "get_balance"))
    with (tree.root / "pyproject.toml").open("a") as settings:
        settings.write(stale)
    done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json")
    (finding,) = report(tree.root / "report.json")["findings"]
    assert (1, "stale-difference", "pyproject.toml") == (done.returncode, finding["code"], finding["file"])
    assert "headers.organization" in finding["message"]
    assert 0 == harness(tree.root, "run", "v1/get_balance", "--scenario", "success").returncode


# --------------------------------------------------------------------------- a document of its own

SHOP = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.invalid/v1"}]
paths:
  /orders:
    post:
      operationId: order
      parameters: [{name: notify, in: query, schema: {type: string, enum: [mail, letter]}}]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Order"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Order"}}
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: object, properties: {id: {type: integer}}}}}
components:
  schemas:
    Order:
      type: object
      required: [item]
      properties:
        item: {type: string}
        count: {type: integer}
        gift: {type: boolean}
        notes: {type: array, items: {type: string}}
"""
JSON = """\
import json, os, urllib.request
order = {"item": "tea", "count": 2, "gift": False}
host = os.environ["API_HOST"]
url = f"{host}/v1/orders?notify=mail"
request = urllib.request.Request(url, json.dumps(order).encode(), {"Content-Type": "application/json"})
with urllib.request.urlopen(request) as answer:
    print(answer.read().decode())
"""
FORM = """\
#!/bin/sh
curl --silent --data 'item=tea&count=2' --data-urlencode 'gift=false' "$API_HOST/v1/orders?notify=mail"
"""
TYPESCRIPT = """\
const response = await fetch(`${process.env.API_HOST}/v1/orders?notify=mail`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ item: "tea", count: 2, gift: false }),
});
console.log(await response.text());
"""
GO = """\
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	order := `{"item": "tea", "count": 2, "gift": false}`
	url := os.Getenv("API_HOST") + "/v1/orders?notify=mail"
	response, err := http.Post(url, "application/json", strings.NewReader(order))
	if err != nil {
		log.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}
"""
ORDERS = {"python": JSON, "ts": TYPESCRIPT, "go": GO, "curl": FORM}
NOTIFIES = ("notify=mail", "notify=letter")


def shop(root: Path, form: str = FORM, settings: str = '[apis.v1]\nspec = "shop.yaml"\n') -> Mapping[str, Record]:
    """A run of a program that sends JSON beside one that sends a form."""
    files = {
        "shop.yaml": SHOP,
        "examples/python/code/v1/order.py": JSON,
        "examples/curl/code/v1/order.sh": form,
    }
    write_own(root, settings, files)
    return run(root, "success")


def test_a_form_and_json_with_the_same_values_are_the_same_request(tmp_path: Path) -> None:
    records = shop(tmp_path / "tree")
    sent = {record["exchanges"][0]["request"]["body"]["media_type"] for record in records.values()}
    assert {"application/json", "application/x-www-form-urlencoded"} == sent
    assert [] == found_in(records)


@pytest.mark.parametrize("odd", ORDERS)
def test_the_language_that_asks_with_another_query_is_told_of_and_no_other(odd: str, tmp_path: Path) -> None:
    files = {f"examples/{one.language}/code/v1/order.{EXTENSIONS[one.language]}": one.source for one in orders(odd)}
    beside = {f"examples/{language}/{name}": text for language in BESIDE for name, text in BESIDE[language].items()}
    write_own(tmp_path / "tree", '[apis.v1]\nspec = "shop.yaml"\n', {"shop.yaml": SHOP, **beside, **files})
    assert [(f"v1/order/{odd}/success", "parity-query")] == found_in(run(tmp_path / "tree", "success"))


def orders(odd: str) -> list[Program]:
    """The programs that order, of which one wants a letter."""
    return [
        Program(language, "order", (NOTIFIES,) if language == odd else (), text=text)
        for language, text in ORDERS.items()
    ]


VALUES: Sequence[tuple[str, str, str, str, str]] = (
    ("parity-body", "count=2", "count=3", "body.count", "3 (curl)"),
    ("parity-body", "gift=false", "gift=true", "body.gift", "true (curl)"),
    ("parity-query", "notify=mail", "notify=letter", "query.notify", '"letter" (curl)'),
    ("parity-query", "?notify=mail", "", "query.notify", "(absent) (curl)"),
)


@pytest.mark.parametrize(("code", "old", "new", "at", "shown"), VALUES, ids=[f"{row[0]}-{row[2]}" for row in VALUES])
def test_another_value_in_a_form_or_in_a_query_is_told_of(
    code: str, old: str, new: str, at: str, shown: str, tmp_path: Path
) -> None:
    records = shop(tmp_path / "tree", FORM.replace(old, new))
    assert [("v1/order/python/success", code), ("v1/order/curl/success", code)] == found_in(records)
    (finding,) = records["v1/order/curl/success"]["findings"]
    assert shown == finding["actual"]
    assert finding["message"].endswith(f"at {at}")
    assert finding["expected"].endswith("(python)")
    assert 2 == finding["line"]


def test_every_parity_code_has_an_odd_program() -> None:
    rows = {row.code for row in ROWS} | {code for code, *_ in VALUES}
    assert {name for name, code in all_codes().items() if code.group == "parity"} == rows


@pytest.mark.parametrize("off", [
    "compare = false\n[apis.v1]\nspec = 'shop.yaml'\n",
    "[apis.v1]\nspec = 'shop.yaml'\ncompare = false\n",
    "[apis.v1]\nspec = 'shop.yaml'\n[operations.order]\ncompare = false\n",
])  # fmt: skip
def test_programs_of_a_tree_an_api_or_an_operation_need_not_be_compared(off: str, tmp_path: Path) -> None:
    assert [] == found_in(shop(tmp_path / "tree", FORM.replace("count=2", "count=3"), off))


# --------------------------------------------------------------------------- the reviewed requests


def requests_of(root: Path) -> dict[str, str]:
    """The files of reviewed requests, by path."""
    folder = root / "requests"
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_only_an_explicit_option_writes_reviewed_requests_and_only_those_that_changed(tmp_path: Path) -> None:
    changed = Program("curl", "text_to_image", (('"steps": 30', '"steps": 40'),))
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance"), changed, settings={"requests": "requests"})
    shutil.copytree(ROOT / "fixtures/requests", tree.root / "requests")
    before = requests_of(tree.root)
    (tree.root / "requests/v1/get_balance.json").unlink()
    known = {name: text for name, text in before.items() if name != "v1/get_balance.json"}
    assert 1 == harness(tree.root, "run", "--scenario", "success").returncode
    assert known == requests_of(tree.root)
    done = harness(tree.root, "run", "--scenario", "success", "--update-requests")
    wrote = [line for line in done.stdout.splitlines() if line.startswith("wrote ")]
    assert ["wrote requests/v1/get_balance.json: it is new", "wrote requests/v1/text_to_image.json"] == wrote
    after = requests_of(tree.root)
    assert ["v1/text_to_image.json"] == [name for name in before if before[name] != after[name]]
    assert 40 == json.loads(after["v1/text_to_image.json"])["body"]["steps"]
    assert 0 == harness(tree.root, "run", "--scenario", "success", "--update-requests").returncode
    assert after == requests_of(tree.root)


@pytest.fixture
def more_steps(tmp_path: Path) -> Tree:
    """Three languages that ask for more steps than the reviewed request."""
    steps = {"python": '"steps": 30', "ts": "steps: 30", "curl": '"steps": 30'}
    changed = [Program(one, "text_to_image", ((text, text.replace("30", "40")),)) for one, text in steps.items()]
    tree = make_tree(tmp_path / "tree", *changed, settings={"requests": "requests"})
    shutil.copytree(ROOT / "fixtures/requests", tree.root / "requests")
    return tree


def update(tree: Tree, *more: str) -> subprocess.CompletedProcess[str]:
    return harness(tree.root, "run", "--scenario", "success", "--update-requests", *more)


def test_requests_that_were_written_anew_are_a_diff_and_fail_nothing(more_steps: Tree) -> None:
    done = update(more_steps)
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    path = "requests/v1/text_to_image.json"
    assert f"wrote {path}\n--- a/{path}\n+++ b/{path}\n@@ " in done.stdout
    changed = [line for line in done.stdout.splitlines() if re.match("[+-] ", line)]
    assert ['-    "steps": 30,', '+    "steps": 40,'] == changed


def test_the_odd_one_out_still_fails_when_requests_are_written_anew(more_steps: Tree) -> None:
    odd = more_steps.root / "examples/curl/code/v1/text_to_image.sh"
    odd.write_text(odd.read_text().replace('"steps": 40', '"steps": 50'))
    done = update(more_steps)
    assert 1 == done.returncode
    assert "curl differs from the reviewed request and the other languages at body.steps" in done.stdout
    assert '+    "steps": 40,' in done.stdout


def test_requests_that_are_as_reviewed_change_nothing_and_it_is_said(more_steps: Tree) -> None:
    assert 0 == update(more_steps).returncode
    assert "no reviewed request has changed\n" in update(more_steps).stdout


def test_a_run_without_a_sound_request_writes_none_and_says_why(more_steps: Tree) -> None:
    before = requests_of(more_steps.root)
    done = harness(more_steps.root, "run", "--scenario", "refused", "--update-requests")
    assert "no reviewed request was written: " in done.stdout
    assert before == requests_of(more_steps.root)


def test_a_reviewed_request_that_can_not_be_written_is_one_line(more_steps: Tree) -> None:
    shutil.rmtree(more_steps.root / "requests")
    (more_steps.root / "requests").write_text("no folder")
    done = update(more_steps)
    assert (2, 1) == (done.returncode, done.stderr.count("\n"))
    assert "expected a file that can be written, got: " in done.stderr
