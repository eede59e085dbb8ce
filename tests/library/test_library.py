"""The harness as a library: its names, and what they give."""

from __future__ import annotations

import inspect
import urllib.error
import urllib.request
from pathlib import Path

import jsonschema
import pytest
from support.command import BALANCE, ENGINES, harness
from support.trees import ROOT, Program, make_tree

from harness import library
from harness.library import (
    UserError,
    exit_status,
    list_cases,
    mock_server,
    read_report,
    report_schema,
    run_cases,
)

FAULTY = Program("curl", "get_balance", (("set -eu", "set -eu\nexit 7"),))
DOCUMENT = ROOT / "fixtures" / "spec" / "v1.yaml"
PROMISED = {
    "list_cases": "folder patterns languages apis scenarios exclude profile config",
    "run_cases": "folder patterns languages apis scenarios exclude profile config "
    "jobs repeat max_failures cache strict",
    "mock_server": "documents folder config scenario strict port",
    "read_report": "path",
    "report_schema": "",
    "exit_status": "report",
}
"""What may grow, and never change, before the next major version."""


@pytest.mark.parametrize("name", PROMISED)
def test_a_function_has_the_parameters_that_were_promised(name: str) -> None:
    assert PROMISED[name].split() == list(inspect.signature(getattr(library, name)).parameters)


def test_the_names_are_the_promised_ones() -> None:
    values = {"CaseRecord", "FindingRecord", "MockServer", "Report", "UserError", "Verdict"}
    assert values | PROMISED.keys() == set(library.__all__)
    assert all(getattr(library, name).__doc__ for name in library.__all__)


def test_cases_are_run_from_python(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = make_tree(tmp_path / "tree", FAULTY, ENGINES).root
    names = list_cases(root, ["v1/*/curl"], scenarios=["success"])
    report = run_cases(root, ["v1/*/curl"], scenarios=["success"])
    assert ["v1/get_balance/curl/success", "v1/list_engines/curl/success"] == names
    assert {names[0]: "failed", names[1]: "passed"} == {case["name"]: case["verdict"] for case in report["cases"]}
    assert 1 == exit_status(report)
    jsonschema.validate(report, report_schema())
    assert ("", "") == capfd.readouterr()


def test_a_path_is_the_one_below_the_folder_that_was_given(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE, ENGINES).root
    names = list_cases(root / "examples" / "curl", ["code/v1/get_balance.sh"], scenarios=["success"])
    assert ["v1/get_balance/curl/success"] == names


def test_a_written_report_is_read(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    assert 0 == harness(root, "run", "--scenario", "success", "--json", "out.json").returncode
    assert 0 == exit_status(read_report(root / "out.json"))


def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^[^\n]*expected a case, found none[^\n]*$"):
        run_cases(make_tree(tmp_path / "tree", BALANCE).root, ["v1/get_balanse"])
    with pytest.raises(UserError, match="expected a JSON report"):
        read_report(tmp_path / "none.json")
    with pytest.raises(UserError, match="expected an OpenAPI document"), mock_server(tmp_path / "none.yaml"):
        pass
    with pytest.raises(UserError, match="expected a scenario"), mock_server(DOCUMENT, scenario="sucess"):
        pass


# --------------------------------------------------------------------------- the mock


def status_of(url: str, key: str = "any-key") -> int:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})  # noqa: S310 - the mock's
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310 - see above
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_block_has_a_mock_and_what_was_sent_to_it() -> None:
    with mock_server(DOCUMENT) as mock:
        statuses = [status_of(f"{mock.url}/v1/user/balance"), status_of(f"{mock.url}/v1/user/ballance")]
        (good, bad) = mock.requests
        assert "unknown-operation" in [finding["code"] for finding in mock.errors]
    assert [200, 404] == statuses
    assert ("v1/userBalance", None) == (good["operation"], bad["operation"])
    with pytest.raises(urllib.error.URLError):
        status_of(f"{mock.url}/v1/user/balance")


def test_a_scenario_is_played_for_one_request_or_for_all() -> None:
    with mock_server(DOCUMENT, scenario="server-error") as mock:
        statuses = [status_of(f"{mock.url}/v1/user/balance")]
        mock.play("success")
        mock.play("unauthorized", once=True)
        statuses += [status_of(f"{mock.url}/v1/user/balance") for _ in range(2)]
        with pytest.raises(UserError, match="expected a scenario"):
            mock.play("nonsense")
    assert [500, 401, 200] == statuses


def test_a_block_that_fails_closes_the_mock() -> None:
    with pytest.raises(ZeroDivisionError), mock_server(DOCUMENT) as mock:
        raise ZeroDivisionError
    with pytest.raises(urllib.error.URLError):
        status_of(mock.url)
