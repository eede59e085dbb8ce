"""A program that gives its key away in every field, and what is written about it: the key is in nothing of it."""

from __future__ import annotations

import ast
import base64
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command import harness
from support.trees import Program, Tree, make_tree

import harness as package
from harness.common.redaction import disguises, make_key

CASE = "v1/list_engines/curl/success"
KEY = make_key(CASE)
LEAK = r"""#!/bin/sh
key=$STABILITY_API_KEY
encoded=$(printf 'user:%s' "$key" | base64 -w 20)
percent=$(printf '%s' "$key" | sed 's/^s/%73/')
send() { curl --silent --output /dev/null --header "Authorization: Bearer $key" "$@"; }
send "$API_HOST/v1/engines/list?key=$key&other=$percent"
send --path-as-is "$API_HOST/v1/$key/$percent" --header "X-Key: $key" --header "X-$key: 1" --header "Cookie: a=$key"
send --json "{\"$key\": \"$key\"}" "$API_HOST/v1/engines/list"
send --form "$key=$key" --form "b=@$0;filename=$key;type=text/$key" "$API_HOST/v1/engines/list"
send --data-binary "$encoded" --request "$key" "$API_HOST/v1/engines/list"
send --data-binary "$(printf '%16380s%s' '' "$key")" "$API_HOST/v1/engines/list"
mkdir -p out
printf '%s %s' "$key" "$encoded" >"out/$key.txt"
printf '%131040s%s\n%s\n' '' "$key" "$encoded"
printf '%s\n%s\n' "$key" "$encoded" >&2
exit 3
"""
PLACES = (
    "--json",
    "out/report.json",
    "--html",
    "out/report.html",
    "--junit",
    "out/junit.xml",
    "--sarif",
    "out/r.sarif",
)
DOORS = {
    "checks/evidence.py": "a text that a finding quotes",
    "commands/live/forward.py": "the real key, in what the real host says",
    "commands/serving/hiding.py": "the keys of requests that were made by hand",
    "common/shown.py": "an exchange",
    "compare/canonical.py": "the canonical form of a request",
    "compare/remembered.py": "what one case says to the others",
    "report/record.py": "a case's record",
}
"""The modules that redact, and what they make thereby; all else takes what these have made."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tree, str]:
    """A tree in which the program ran, and was answered from the cache, with every output; and all that was printed."""
    program = Program("curl", "list_engines")
    root = tmp_path_factory.mktemp("leak") / "tree"
    tree = make_tree(root, program, files={program.path: LEAK.encode()})
    every = (*PLACES, "--record", "out/har", "--badges", "out/badges", "--github")
    told = []
    for outputs in (PLACES, every, PLACES):  # no case is answered from the cache where exchanges are recorded
        done = harness(root, "run", CASE, *outputs, "-vv", GITHUB_STEP_SUMMARY=str(root / "out-summary.md"))
        assert 1 == done.returncode, done.stdout + done.stderr
        told.append(done.stdout + done.stderr)
    told.append(harness(root, "show", CASE).stdout)
    return tree, "\n".join(told)


def written(root: Path) -> Iterator[Path]:
    """Every file that the harness wrote."""
    yield from (path for folder in ("out", ".harness") for path in (root / folder).rglob("*") if path.is_file())
    yield root / "out-summary.md"


def plain(path: Path) -> str:
    """A file's text, and that of what is packed in it."""
    text = path.read_text("utf-8", "replace")
    for packed in re.findall(r"[A-Za-z0-9+/]{40,}", text):
        content = base64.b64decode(packed[: len(packed) // 4 * 4] if len(packed) % 4 == 1 else packed + "==")
        text += gzip.decompress(content).decode() if content.startswith(b"\x1f\x8b") else content.decode("latin-1")
    return text


def test_every_output_was_written(ran: tuple[Tree, str]) -> None:
    suffixes = {path.suffix for path in written(ran[0].root)}
    assert suffixes >= {".json", ".html", ".xml", ".sarif", ".har", ".md"}
    assert "key-leaked" in ran[1]
    assert any("cache" in path.parts and "[key]" in path.read_text() for path in written(ran[0].root))


def test_no_file_holds_the_key(ran: tuple[Tree, str]) -> None:
    root = ran[0].root
    holders = {
        path.relative_to(root).as_posix(): form for path in written(root) for form in forms() if form in plain(path)
    }
    assert {} == holders


def test_the_terminal_shows_no_key(ran: tuple[Tree, str]) -> None:
    assert [] == [form for form in forms() if form in ran[1]]


def forms() -> tuple[str, ...]:
    """The key as it may be written, and its middle, which a cut would leave."""
    return (*disguises(KEY), KEY[:14], KEY[-14:])


def test_only_the_doors_redact() -> None:
    root = Path(package.__file__).parent
    found = {p.relative_to(root).as_posix() for p in root.rglob("*.py") if _called(p) & {"redact", "ShownExchange"}}
    assert DOORS.keys() == found


def _called(path: Path) -> set[str]:
    """The names of the functions and classes that a module calls."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}
