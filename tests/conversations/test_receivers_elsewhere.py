"""What commands and reports make of programs that receive: one run of one of them, looked at in every way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.command import HARNESS, call

from conversations.test_guide import written

CASE = "v1/order_paid/python/bad-signature"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's tree, which was run once; its program accepts a forgery."""
    root = tmp_path_factory.mktemp("hooks")
    written("receivers", root)
    (root / "programs").mkdir()
    (root / "python").rename(root / "programs" / "python")
    settings = root / "harness.toml"
    settings.write_text(settings.read_text("utf-8").replace('examples = "."', 'examples = "programs"'), "utf-8")
    argv = (HARNESS, "run", "--json", "report.json", "--html", "report.html", "--record", "archives")
    assert 1 == call(argv, root).returncode
    return root


pytestmark = pytest.mark.xdist_group("one receiver")


def test_the_report_has_each_delivery_with_its_answer(ran: Path) -> None:
    cases = json.loads((ran / "report.json").read_text("utf-8"))["cases"]
    (case,) = (case for case in cases if case["name"] == CASE)
    assert [("forged", 200), ("unsigned", 400), ("good", 200)] == [
        (one["delivery"], one["response"]["status"]) for one in case["exchanges"]
    ]


def test_the_page_and_show_say_what_was_delivered(ran: Path) -> None:
    page = (ran / "report.html").read_text("utf-8")
    shown = call((HARNESS, "show", CASE), ran).stdout
    assert "Delivery (forged) 1 of 3" in page
    assert "delivery (forged) 1 of 3:\n    POST /webhook\n" in shown
    assert "its answer 1 of 3:\n    200\n" in shown


def test_the_archive_holds_the_deliveries(ran: Path) -> None:
    archive = json.loads((ran / "archives" / f"{CASE}.har").read_text("utf-8"))
    assert ["/webhook"] * 3 == ["/" + entry["request"]["url"].rpartition("/")[2] for entry in archive["log"]["entries"]]


def test_a_second_run_is_served_from_the_cache(ran: Path) -> None:
    assert "(5 cached:" in call((HARNESS, "run", "--quiet"), ran).stdout + call((HARNESS, "run"), ran).stdout


def test_a_changed_document_breaks_no_program_that_receives(ran: Path) -> None:
    changed = (ran / "api.yaml").read_text("utf-8").replace("order: ord_1042", "other: ord_1042")
    (ran / "changed.yaml").write_text(changed, "utf-8")
    done = call((HARNESS, "impact", "--spec", "v1=changed.yaml"), ran)
    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("new", "--api", "v1", "orderPaid"), '"orderPaid": expected an operation that programs call, got a webhook'),
        (("run", CASE, "--serve"), "--serve: expected a program that calls, got one that receives"),
        (("run", CASE, "--exec", "true"), "--exec: expected a program that calls, got one that receives"),
    ],
)
def test_what_is_for_programs_that_call_says_so_in_a_line(argv: tuple[str, ...], told: str, ran: Path) -> None:
    done = call((HARNESS, *argv), ran)
    assert 2 == done.returncode
    assert told in done.stderr
    assert 1 == len(done.stderr.strip().splitlines())


def test_list_says_why_a_scenario_is_left_out(ran: Path) -> None:
    listed = call((HARNESS, "list", "--why"), ran).stdout
    assert "order_paid/python/slow: it receives, and calls nothing" in listed
    assert "order_paid/python/replayed: what signs its deliveries holds no time" in listed
