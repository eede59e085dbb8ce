"""A sample that uses a name which nothing in it gives a value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from assess.evidence import LANGUAGES

from harness.model import Example, Finding, Owes
from harness.source.undefined import CODE, could_not_run, lacking, line_of_use, undefined

SAMPLE = Owes(own_file=False)


def sample(language: str = "python", *neighbours: str, notes: tuple[Finding, ...] = ()) -> Example:
    dialect = LANGUAGES[language].dialect
    file = Path("a.md")
    return Example(
        language, "v1", "a", "", file, "a.md", Path(), dialect=dialect, owes=SAMPLE, neighbours=neighbours, notes=notes
    )


def missed(name: str) -> str:
    return f"NameError: name '{name}' is not defined"


@pytest.mark.parametrize(
    ("source", "said", "name"),
    [
        ("client.get()", missed("client"), "client"),
        ("x = client [0]", missed("client"), "client"),
        ("print(client)", missed("client"), ""),
        ("a.client.get()", missed("client"), ""),
        ("print(raw_input())", missed("raw_input"), ""),
        ("get()", missed("client"), ""),
        ("client.get()", "KeyError: 'client'", ""),
        ("clients = 1\nclient.get()", missed("client"), ""),
    ],
)
def test_a_name_that_is_more_than_a_value_is_lacking(source: str, said: str, name: str) -> None:
    assert name == undefined(sample(), source, said)


def test_a_bare_name_is_lacking_where_a_text_beside_defines_it() -> None:
    assert "token" == undefined(sample("python", "other = 1", "token = 2"), "print(token)", missed("token"))
    assert "" == undefined(sample("python", "other = 1"), "print(token)", missed("token"))


def test_a_program_of_its_own_lacks_nothing() -> None:
    assert "" == undefined(replace(sample(), owes=Owes()), "client.get()", missed("client"))


def test_a_whole_program_lacks_nothing_unless_it_was_completed() -> None:
    said = "undefined: client"
    assert "client" == undefined(sample("go"), "client.Get()", said)
    assert "" == undefined(sample("go"), "package main\nfunc main() { client.Get() }", said)
    assert "" == undefined(sample("go"), 'import "net/http"\nclient.Get()', said)
    completed = sample("go", notes=(Finding("sample-completed", "it was"),))
    assert "client" == undefined(completed, "package main\nfunc main() { client.Get() }", said)


@pytest.mark.parametrize(
    ("source", "line"), [("a\nclient\nclient", 2), ("client", 1), ("clients", None), ("my_client", None), ("", None)]
)
def test_the_line_of_a_use_is_the_first(source: str, line: int | None) -> None:
    assert line == line_of_use("client", source)


def test_what_is_said_of_a_sample_that_lacks_a_name() -> None:
    finding = lacking(sample("python", "", "import a\nclient = a.Client()\n"), "client", 3)
    assert (CODE, "nothing in the sample defines client") == (finding.code, finding.message)
    assert "a sample that defines client, or a prelude that does" == finding.expected
    assert ("a use of client in python", "a.md", 3, "error") == (
        finding.actual,
        finding.file,
        finding.line,
        finding.severity,
    )
    assert ("client",) == finding.names
    hint = 'Publish the lines with the sample, or set [samples.prelude] python = "import a\\nclient = a.Client()"'
    assert hint == finding.hint


def test_without_a_text_that_defines_it_the_hint_has_a_gap() -> None:
    finding = lacking(sample(), "client", None, "warning")
    assert ("warning", 'python = "client = ..."') == (finding.severity, finding.hint[-23:])


def test_a_sample_that_lacks_a_name_could_not_run() -> None:
    outcome = could_not_run(sample(), "client", 3)
    assert "nothing in the sample defines client (samples.prelude)" == outcome.reason
    assert [(CODE, 3)] == [(one.code, one.line) for one in outcome.findings]
