"""A project's own tests: the fixtures, and the one mark."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.command import BALANCE, call, make_tree
from support.trees import ROOT

TESTS = """
import urllib.request
import pytest

@pytest.mark.harness("v1/get_balance", scenarios=["success", "unauthorized"])
def test_the_examples_work(harness_report):
    assert ["passed", "passed"] == [case["verdict"] for case in harness_report["cases"]]

def test_our_client_fits_the_document(harness_mock):
    request = urllib.request.Request(f"{harness_mock.url}/v1/user/balance", headers={"Authorization": "Bearer k"})
    assert 200 == urllib.request.urlopen(request).status
    assert not harness_mock.errors

@pytest.mark.harness("DOCUMENT", scenario="server-error")
def test_our_client_survives_an_error(harness_mock):
    with pytest.raises(urllib.error.HTTPError, match="500"):
        urllib.request.urlopen(f"{harness_mock.url}/v1/user/balance")
    assert harness_mock.errors

@pytest.mark.harness("v9/nothing")
def test_a_mark_that_names_nothing(harness_report):
    pass
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_tree(tmp_path / "tree", BALANCE).root
    text = TESTS.replace("DOCUMENT", str(ROOT / "fixtures" / "spec" / "v1.yaml"))
    (root / "test_ours.py").write_text(text, "utf-8")
    return root


def test_fixtures_run_cases_and_serve_the_mock(root: Path) -> None:
    argv = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--strict-markers", "-q", "test_ours.py"]
    done = call(argv, root)
    assert "3 passed, 1 error" in done.stdout, done.stdout
    assert '"v9/nothing": expected a case, found none of that name' in done.stdout
    assert "Traceback" not in done.stdout
