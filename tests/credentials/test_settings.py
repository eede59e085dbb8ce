"""Programs that read several credentials: their tables, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import Record, errors, run

from harness.errors import UserError
from harness.plan.session import open_session

SPEC = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /basic: {get: {operationId: basic, security: [{basic: []}], responses: {"200": {description: ok}}}}
  /both: {get: {operationId: both, security: [{id: [], key: []}], responses: {"200": {description: ok}}}}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    id: {type: apiKey, in: header, name: X-App-Id}
    key: {type: apiKey, in: header, name: X-App-Key}
"""
BASIC = """\
[credentials.sid]
env = "ACME_SID"
part = "username"
[credentials.token]
env = "ACME_TOKEN"
part = "password"
"""
BOTH = """\
[credentials.id]
env = "ACME_ID"
scheme = "id"
secret = false
[credentials.key]
env = "ACME_KEY"
scheme = "key"
"""


def project(root: Path, tables: str, **programs: str) -> Path:
    """A project with shell programs."""
    (root / "examples").mkdir()
    for name, text in programs.items():
        (root / "examples" / f"{name}.sh").write_text(text, "utf-8")
    (root / "api.yaml").write_text(SPEC, "utf-8")
    head = 'pattern = "{operation}.sh"\n[apis.v1]\nspec = "api.yaml"\n'
    (root / "harness.toml").write_text(head + tables, "utf-8")
    return root


def program(path: str, arguments: str, *variables: str) -> str:
    """A program that checks its variables."""
    checks = "".join(f'[ -n "${{{one}:-}}" ] || {{ echo "Set {one}." >&2; exit 2; }}\n' for one in variables)
    return f'{checks}curl -sS --fail-with-body {arguments} "$API_HOST{path}"\n'


def one(records: dict[str, Record], scenario: str) -> Record:
    """The one record under a scenario."""
    return next(record for name, record in records.items() if name.endswith(scenario))


def test_each_part_has_a_variable_and_a_value_of_its_own(tmp_path: Path) -> None:
    text = program("/basic", '-u "$ACME_SID:$ACME_TOKEN"', "ACME_SID", "ACME_TOKEN")
    records = run(project(tmp_path, BASIC, basic=text), "success", "missing-key", "empty-key")
    assert {"passed"} == {record["verdict"] for record in records.values()}, records


@pytest.mark.parametrize(
    ("arguments", "variable"),
    [
        ('-u "$ACME_TOKEN:$ACME_SID"', "ACME_TOKEN"),
        ('-u "me:$ACME_TOKEN"', "ACME_SID"),
        ('-u "$ACME_SID:x${ACME_TOKEN%?}"', "ACME_TOKEN"),
    ],
)
def test_a_part_with_another_value_is_named_by_its_variable(tmp_path: Path, arguments: str, variable: str) -> None:
    record = one(run(project(tmp_path, BASIC, basic=program("/basic", arguments)), "success"), "success")
    assert "auth-missing" in errors(record)
    assert variable in next(one["message"] for one in record["findings"] if one["code"] == "auth-missing")


def test_two_headers_are_two_credentials(tmp_path: Path) -> None:
    sound = program("/both", '-H "X-App-Id: $ACME_ID" -H "X-App-Key: $ACME_KEY"')
    assert "passed" == one(run(project(tmp_path, BOTH, both=sound), "success"), "success")["verdict"]


def test_two_headers_that_are_swapped_are_named(tmp_path: Path) -> None:
    swapped = program("/both", '-H "X-App-Id: $ACME_KEY" -H "X-App-Key: $ACME_ID"')
    record = one(run(project(tmp_path, BOTH, both=swapped), "success"), "success")
    assert "auth-missing" in errors(record)


def test_no_secret_is_written_down_and_what_is_none_is(tmp_path: Path) -> None:
    text = program("/basic", '-u "$ACME_SID:$ACME_TOKEN"') + 'echo "$ACME_SID $ACME_TOKEN"\n'
    record = one(run(project(tmp_path, BASIC, basic=text), "success"), "success")
    assert "key-leaked" in errors(record)
    assert record["outcome"]["stdout"].startswith("id")
    assert record["outcome"]["stdout"].endswith(" [key]\n")


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (
            '[credentials.a]\nenv = "A"\nscheme = "basik"\n',
            'harness.toml:4: "credentials.a": expected a security scheme of the document (basic, id, key), '
            'got "basik" (did you mean "basic"?)',
        ),
        (
            '[credentials.a]\nenv = "A"\nscheme = "basic"\npart = "token"\n',
            'harness.toml:4: "credentials.a": expected a part of basic (username, password), got "token"',
        ),
        (
            '[credentials.a]\nenv = "A"\npart = "key"\n',
            'harness.toml:4: "credentials.a": expected "scheme", since several fit: id, key; got none',
        ),
        (
            '[credentials.a]\nenv = "A"\npart = "client_id"\n',
            'harness.toml:4: "credentials.a": expected a part that some security scheme of the document takes, '
            "got client_id",
        ),
        (
            '[credentials.a]\nenv = "A"\npart = "pass"\n',
            'harness.toml:6: "credentials.a.part": expected one of key, token, username, password, client_id, '
            "client_secret, got 'pass'",
        ),
        (
            '[credentials.a]\nenv = "A"\nscheme = "id"\n[credentials.b]\nenv = "A"\nscheme = "key"\n',
            'harness.toml:8: "credentials.b.env": expected a variable of its own, for credentials.a has this one, '
            "got 'A'",
        ),
        (
            '[credentials.a]\nscheme = "basic"\n',
            "harness.toml:4: \"credentials.a\": expected a table with \"env\", got {'scheme': 'basic'}",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_said_in_one_line(tmp_path: Path, tables: str, message: str) -> None:
    project(tmp_path, tables, basic=program("/basic", "-u a:b"))
    with pytest.raises(UserError) as caught:
        open_session(tmp_path)
    assert message == str(caught.value)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            "def signature(request, secret):\n    return request.headers[7]\n",
            'rules.py:2: "signature" raised IndexError: tuple index out of range; expected None, or what is wrong, '
            "for a request without a signature",
        ),
        (
            "import threading\n\ndef signature(request, secret):\n    threading.Event().wait(1)\n",
            'rules.py: "signature": expected an answer within 0.01 s, got none',
        ),
        (
            "def signature(request, secret):\n    return False\n",
            'rules.py: "signature": expected None, or a text that says what is wrong, got bool',
        ),
    ],
    ids=["raises", "hangs", "other-value"],
)
def test_a_signature_that_can_not_be_used_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str, message: str
) -> None:
    if "wait" in rules:  # on a busy machine the others need longer
        monkeypatch.setattr("harness.catalogue.rules.PATIENCE", 0.01)
    root = project(tmp_path, "", basic=program("/basic", "-u me:x"))
    text = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(f'rules = "rules.py"\n{text}', "utf-8")
    (root / "rules.py").write_text(rules, "utf-8")
    with pytest.raises(UserError) as raised:
        open_session(root)
    assert message == str(raised.value)


def test_a_rule_that_raises_in_a_run_is_no_fault_of_the_program_and_names_its_line(tmp_path: Path) -> None:
    root = project(tmp_path, "", basic=program("/basic", '-u "me:$API_KEY"'))
    text = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(f'rules = "rules.py"\n{text}', "utf-8")
    (root / "rules.py").write_text("def violations(call):\n    return call.nothing\n", "utf-8")
    record = one(run(root, "success"), "success")
    assert "could-not-run" == record["verdict"]
    assert record["reason"].startswith('rules.py:2: "violations" raised AttributeError')
