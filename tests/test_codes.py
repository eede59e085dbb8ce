"""The finding codes and their explanations."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from harness.codes import all_codes, hinted
from harness.model import Finding

HARNESS = Path(__file__).resolve().parents[1] / "harness"
PROMISED = {
    "ending": "exit-status timeout killed-by-signal error-swallowed error-unclear no-client-timeout",
    "request": "no-request extra-request request-without-key unknown-operation wrong-operation method path-parameter "
    "query-parameter header-missing header-value auth-missing auth-scheme accept content-type body-unreadable "
    "body-schema unknown-field repeated-field file-part file-bytes api-rule",
    "output": "output-missing output-unexpected output-unreadable output-bytes output-size output-partial "
    "input-changed",
    "safety": "key-leaked network-escape",
    "parity": "parity-path parity-query parity-header parity-body parity-file parity-output parity-ending",
    "catalogue": "example-missing example-orphan sample-link key-variable",
    "document": "spec-invalid spec-example spec-disagrees",
}
"""The table that users script against: none of these may go away or change its group."""


@pytest.mark.parametrize(("group", "code"), [(group, code) for group in PROMISED for code in PROMISED[group].split()])
def test_every_promised_code_is_explained_in_its_group(group: str, code: str) -> None:
    assert group == all_codes()[code].group


@pytest.mark.parametrize("name", all_codes())
def test_every_explanation_is_whole(name: str) -> None:
    code = all_codes()[name]
    assert code.severity in ("error", "warning", "note")
    for text in (code.title, code.meaning, code.wrong, code.right, code.hint):
        assert text.strip()
    assert code.wrong != code.right
    assert "\n" not in code.meaning.strip()
    assert not code.title.endswith(".")
    assert code.language in ("python", "ts", "go", "curl", "yaml", "toml", "sh", "json")


def codes_in(path: Path) -> set[str]:
    """The codes that a module gives to findings, where they stand as literals."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "Violation"):
            given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
            found |= {value.value for value in given if isinstance(value, ast.Constant)}
    return found


def test_every_code_that_the_harness_gives_is_explained() -> None:
    given = {code: path.name for path in HARNESS.rglob("*.py") for code in codes_in(path)}
    assert len(given) > 20
    assert {} == {code: where for code, where in given.items() if code not in all_codes()}


@pytest.mark.parametrize(
    ("code", "own", "hint"),
    [
        ("timeout", "", all_codes()["timeout"].hint),
        ("timeout", "Wait less.", "Wait less."),
        ("later-code", "", ""),
        ("later-code", "Wait less.", "Wait less."),
    ],
)
def test_a_finding_has_its_own_hint_or_that_of_its_code(code: str, own: str, hint: str) -> None:
    assert hint == hinted(Finding(code, "m", hint=own)).hint
