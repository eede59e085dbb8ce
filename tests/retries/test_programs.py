"""Programs that repeat a failed request in the ways that people write them, and twins that do it wrongly.

`tree/` holds the sound ones: a client's own helper, a bare client, a loop, in four languages.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.copies import LANGUAGES, Edits, codes, copied, tree_with
from support.runs import records, run

from harness import openapi
from harness.commands.impact.impact import breaks
from harness.plan import Filters
from harness.plan.session import open_session
from harness.report import show
from harness.run import recorded
from harness.run.options import Options

TREE = Path(__file__).parent / "tree"
FAILING = ("rate-limited", "server-error", "gateway-error", "truncated", "reset", "refused")
ONCE = ("rate-limited-once", "server-error-once", "reset-once")
OTHERS = ("success", "bad-request", "unauthorized", "malformed-body", "wrong-shape", "missing-key")
PROGRAMS = sorted(path.relative_to(TREE).as_posix() for path in TREE.glob("*/*_*.*"))
SLEEPS = "time.Sleep(max(wait, 100*time.Millisecond))"

EARLY: dict[str, tuple[tuple[str, str], ...]] = {
    "python/order_loop.py": (("time.sleep(wait)", "time.sleep(0.1)"),),
    "python/list_session.py": (("backoff_factor=0.1,", "backoff_factor=0.1, respect_retry_after_header=False,"),),
    "python/list_bare.py": (("float(error.headers.get", "0 * float(error.headers.get"),),
    "ts/list_loop.ts": (("setTimeout(resolve, wait)", "setTimeout(resolve, 50)"),),
    "go/list_loop.go": (
        ("max(wait, 100*time.Millisecond)", "100 * time.Millisecond"),
        ("wait, err := get", "_, err := get"),
    ),
    "curl/order_until.sh": (("  sleep 1\n", "  sleep 0.2\n"),),
}
CHANGED: dict[str, tuple[tuple[str, str], ...]] = {
    "python/order_loop.py": (('json={"text": "two"}', 'json={"text": f"try {attempt}"}'),),
    "python/file_loop.py": (('io.BytesIO(b"hello")', 'io.BytesIO(b"hello"[attempt:])'),),
    "ts/order_wrapper.ts": (
        ("{ ...init,", '{ ...init, headers: { ...init.headers, "Idempotency-Key": randomUUID() },'),
    ),
    "go/order_backoff.go": (
        ("client := ", 'payload := bytes.NewBufferString(`{"text": "two"}`)\n\tclient := '),
        ('bytes.NewBufferString(`{"text": "two"}`))\n\t\tif', "payload)\n\t\tif"),
    ),
    "curl/order_until.sh": (('"Idempotency-Key: $once"', '"Idempotency-Key: $once-$tries"'),),
}
UNSAFE: dict[str, tuple[tuple[str, str], ...]] = {
    "python/order_loop.py": ((', "Idempotency-Key": str(uuid.uuid4())', ""),),
    "ts/order_wrapper.ts": ((', "Idempotency-Key": randomUUID()', ""),),
    "go/order_backoff.go": (('req.Header.Set("Idempotency-Key", idempotencyKey)', "_ = idempotencyKey"),),
    "curl/order_until.sh": (('--header "Idempotency-Key: $once" ', ""),),
}
ENDLESS: dict[str, tuple[tuple[str, str], ...]] = {
    "python/order_loop.py": (("range(3)", "range(9)"), ("0.1 * 2**attempt", "0.1"), ("attempt < 2", "attempt < 8")),
    "python/list_session.py": (("total=3, backoff_factor=0.1", "total=8, backoff_factor=0.001"),),
    "ts/list_loop.ts": (("attempt < 3", "attempt < 9"), ("100 * 2 ** attempt", "100")),
    "go/list_loop.go": (("attempt < 3", "attempt < 9"),),
    "curl/list_retry.sh": (("--retry 2", "--retry 8 --retry-delay 1"), ("--max-time 5", "--max-time 2")),
}
LEFT_IN_BETWEEN = {
    "python/order_loop.py": (("print(response.text)\n            sys.exit()", "sys.exit(0 if attempt == 0 else 1)"),),
    "ts/list_loop.ts": (("process.exit(0);", "process.exit(attempt);"),),
    "go/list_loop.go": (("return\n\t\tdefault", "os.Exit(attempt)\n\t\tdefault"),),
}
GIVES_UP_QUIETLY = {
    "python/order_loop.py": (("sys.exit(failure)", "sys.exit()"),),
    "ts/list_loop.ts": (("console.error(failure);\nprocess.exit(1)", "process.exit(0)"),),
    "go/list_loop.go": (("\t\ttime.Sleep", "\t\tos.Exit(0)\n\t\ttime.Sleep"),),
    "curl/list_retry.sh": (('/v1/notes"', '/v1/notes" || true'), ("--retry 2 ", "")),
}
KEPT_REPEATING = {
    "python/order_loop.py": (("response.status_code != 429 and response.status_code < 500", "False"),),
    "ts/list_loop.ts": (("if (response.status !== 429 && response.status < 500) break;", ""),),
    "curl/list_retry.sh": (("--retry 2 ", "--retry 2 --retry-all-errors "),),
}
FAULTS = [
    ("retry-early", "rate-limited-once", EARLY),
    ("retry-changed", "rate-limited-once", CHANGED),
    ("retry-unsafe", "server-error-once", UNSAFE),
    ("retry-endless", "server-error", ENDLESS),
    ("exit-status", "server-error-once", LEFT_IN_BETWEEN),
    ("error-swallowed", "rate-limited", GIVES_UP_QUIETLY),
    ("extra-request", "unauthorized", KEPT_REPEATING),
]
ROWS = [(code, scenario, name, edits) for code, scenario, table in FAULTS for name, edits in table.items()]


def alone(root: Path, name: str, edits: Edits) -> Path:
    """A copy of the tree with one program, beside the modules that programs share."""
    return tree_with(TREE, root, name, edits, PROGRAMS)


@pytest.mark.xdist_group("retries")
def test_sound_programs_get_no_error_in_any_scenario(tmp_path: Path) -> None:
    copied(TREE, tmp_path / "tree")
    found = run(tmp_path / "tree", *ONCE, *FAILING, *OTHERS, jobs=8)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    assert {"passed"} == {record["verdict"] for record in found.values()}
    assert len(PROGRAMS) * 15 == len(found)


@pytest.mark.parametrize(("code", "scenario", "name", "edits"), ROWS, ids=[f"{one[0]}-{one[2]}" for one in ROWS])
def test_a_program_that_repeats_in_a_wrong_way_is_named(
    code: str, scenario: str, name: str, edits: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    (record,) = run(alone(tmp_path / "tree", name, edits), scenario).values()
    assert [code] == codes(record), record["findings"]
    assert "failed" == record["verdict"]
    assert record["findings"][0]["line"] is not None


@pytest.mark.parametrize("table", [EARLY, CHANGED, UNSAFE, ENDLESS], ids=[row[0] for row in FAULTS[:4]])
def test_every_code_of_repetitions_has_a_program_in_every_language(
    table: dict[str, tuple[tuple[str, str], ...]],
) -> None:
    assert LANGUAGES == {name.partition("/")[0] for name in table}


def test_a_post_repeated_where_no_key_is_known_is_a_warning(tmp_path: Path) -> None:
    edits = (("!= 429 or not", "not in (429, 500) or not"),)
    (record,) = run(alone(tmp_path / "tree", "python/note_async.py", edits), "server-error-once").values()
    assert [("retry-unsafe", "warning")] == [(one["code"], one["severity"]) for one in record["findings"]]
    assert "passed" == record["verdict"]


def test_a_job_is_polled_until_it_is_done_and_no_more(tmp_path: Path) -> None:
    root = alone(tmp_path / "tree", "python/job_poll.py", ())
    (record,) = run(root, "success").values()
    assert ["POST /v1/jobs", "GET /v1/jobs/job-1", "GET /v1/jobs/job-1"] == [
        f"{one['request']['method']} {one['request']['target']}" for one in record["exchanges"]
    ]
    assert 202 == record["exchanges"][0]["response"]["status"]

    too_often = (('print(job["id"]', 'call("GET", response.headers["Location"])\nprint(job["id"]'),)
    (record,) = run(alone(tmp_path / "other", "python/job_poll.py", too_often), "success").values()
    assert ["extra-request"] == codes(record)


def test_every_attempt_is_shown_and_recorded(tmp_path: Path) -> None:
    root = alone(tmp_path / "tree", "python/list_session.py", ())
    session = open_session(root, filters=Filters(scenarios=("rate-limited-once",)))
    (record,) = records(session, Options(recordings=tmp_path / "har")).values()
    shown = show.text(record)  # type: ignore[arg-type]
    assert ["request 1 of 2:", "response 1 of 2:", "request 2 of 2:", "response 2 of 2:"] == [
        line for line in shown.splitlines() if " of 2:" in line
    ]
    (archive,) = (tmp_path / "har").rglob("*.har")
    entries = json.loads(archive.read_text("utf-8"))["log"]["entries"]
    assert [429, 200] == [entry["response"]["status"] for entry in entries]


def test_what_a_changed_document_breaks_is_said_once_however_often_a_job_is_polled(tmp_path: Path) -> None:
    root = alone(tmp_path / "tree", "python/job_poll.py", ())
    run(root, "success")
    session = open_session(root)
    changed = root / "changed.yaml"
    changed.write_text((root / "shop.yaml").read_text("utf-8").replace("done, running", "finished, running"), "utf-8")
    (planned,) = [one for one in session.plan.cases if one.scenario.name == "success"]
    exchanges = recorded.read(session.settings.own, planned.case.example, planned.credentials) or ()
    now, then = session.catalogue.apis["v1"], openapi.Api("v1", openapi.load(changed))
    found = breaks(planned.case.example, exchanges, now, then, planned.operation)
    assert 3 == len(exchanges)
    assert ["answer"] == [one.side for one in found], found


def test_a_date_says_when_a_request_may_be_repeated(tmp_path: Path) -> None:
    reads_dates = (("float(response.headers.get", "until(response.headers.get"), ("for attempt", DATES + "for attempt"))
    ignores_it = (("float(response.headers.get", "0 and (response.headers.get"),)
    found = {}
    for what, edits in (("waits", reads_dates), ("ignores", ignores_it)):
        root = alone(tmp_path / what, "python/order_loop.py", edits)
        with (root / "harness.toml").open("a") as settings:
            settings.write(
                '\n[scenarios.dated]\nsummary = "come back later"\n'
                'answers = [{status = 503, headers = {Retry-After = "{now+3}"}}, {}]\n'
            )
        (record,) = run(root, "dated").values()
        found[what] = codes(record)
    assert {"waits": [], "ignores": ["retry-early"]} == found


DATES = """\
import email.utils


def until(value):
    if not isinstance(value, str):
        return value
    return max(0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())


"""
