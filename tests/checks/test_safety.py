"""What a program tried to reach, and what only its tools did."""

from __future__ import annotations

import pytest
from assess.evidence import Situation

from harness.checks import safety
from harness.model import Escape, Traces

HTTPIE = Escape("packages.httpie.io", 443, "tcp")


def reached(source: str, *escapes: Escape, language: str = "curl") -> list[str]:
    """The hosts that the check finds fault with."""
    one = Situation("it", (), source, (), language=language, traces=Traces(escapes=escapes))
    return [finding.host for finding in safety.check(one.evidence) if finding.code == "network-escape"]


def test_a_tool_that_looks_for_its_own_updates_is_no_fault_of_the_program() -> None:
    assert [] == reached("http GET $HOST/notes\n", HTTPIE)


@pytest.mark.parametrize(
    ("source", "language"), [("curl https://packages.httpie.io/x\n", "curl"), ("import requests\n", "python")]
)
def test_a_program_that_names_that_host_means_it(source: str, language: str) -> None:
    assert ["packages.httpie.io"] == reached(source, HTTPIE, language=language)


def test_another_host_is_still_found() -> None:
    assert ["stats.example.net"] == reached("http GET $HOST\n", HTTPIE, Escape("stats.example.net", 443, "tcp"))
