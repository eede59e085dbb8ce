"""Programs that wait in several ways for 100 seconds in all, and do what they do in a real wait."""

import json
import os
import textwrap

import pytest
from support.runs import records

from harness.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options

HEAD = """
import os, sys, threading, time, urllib.request
def call(limit=None):
    try:
        urllib.request.urlopen(os.environ["API_HOST"] + "/v1/OPERATION", timeout=limit)
    except OSError as error:
        print(type(error).__name__)
def near(seconds, since):
    taken = time.monotonic() - since
    print("as long as asked" if seconds - 0.05 <= taken < seconds + 2 else f"{taken:.1f} s, not {seconds} s")
"""
PROGRAMS = {
    "forever": "call()",
    "beside-work": """
        call(5)
        def work():
            until = time.monotonic() + 1.5
            while time.monotonic() < until: sum(range(1000))
        threading.Thread(target=work).start()
        began, lock = time.monotonic(), threading.Lock()
        lock.acquire(); lock.acquire(timeout=1); near(1, began)
        """,
    "children": """
        import subprocess
        def date(): return int(subprocess.run(["date", "+%s"], capture_output=True).stdout)
        call(5); began, first, own = time.monotonic(), date(), time.time(); time.sleep(8)
        print(abs(date() - first - (time.time() - own)) < 2.5)
        if os.fork() == 0: time.sleep(3); os._exit(7)
        print(os.waitstatus_to_exitcode(os.wait()[1])); near(11, began)
        """,
    "raw": """
        import ctypes
        call(5); asked = ctypes.CDLL(None).syscall; began, first = time.monotonic(), asked(201, 0); time.sleep(6)
        near(6, began); print(abs(asked(201, 0) - first - 6) < 2)
        """,
    "alarm": """
        import signal
        call(2); signal.signal(signal.SIGALRM, lambda *_: print("alarm")); began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, 0.5); signal.pause(); near(0.5, began)
        """,
}
SETTINGS = """
examples = "."
pattern = "{language}/{api}/{operation}.{ext}"
time_limit = 60
[apis.v1]
spec = "waiting.json"
"""


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    if os.uname().machine != "x86_64":
        pytest.skip("clocks are moved on x86-64 alone")
    root, paths = tmp_path_factory.mktemp("waiting"), {}
    (root / "python" / "v1").mkdir(parents=True)
    for name, text in PROGRAMS.items():
        source = HEAD.replace("OPERATION", name) + textwrap.dedent(text)
        (root / "python" / "v1" / f"{name}.py").write_text(source, "utf-8")
        paths[f"/{name}"] = {"get": {"operationId": name, "responses": {"200": {"description": "Done"}}}}
    servers = [{"url": "https://waiting.example.invalid/v1"}]
    document = {"openapi": "3.1.0", "info": {"title": "Waiting", "version": "1"}, "servers": servers, "paths": paths}
    (root / "waiting.json").write_text(json.dumps(document), "utf-8")
    (root / "harness.toml").write_text(SETTINGS, "utf-8")
    session = open_session(root, filters=Filters(scenarios=("hang",)))
    found = records(session, Options(jobs=2, virtual_time=True))
    return {name.split("/")[1]: record for name, record in found.items()}


def test_a_program_without_a_limit_is_ended_at_its_time_limit_which_hardly_any_time_is_waited_for(cases):
    assert "timed-out" == cases["forever"]["outcome"]["kind"]
    assert cases["forever"]["duration_ms"] - 30_000 < cases["forever"]["spared_ms"] <= 60_000


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("beside-work", ["TimeoutError", "as long as asked"]),
        ("children", ["TimeoutError", "True", "7", "as long as asked"]),
        ("raw", ["TimeoutError", "as long as asked", "True"]),
        ("alarm", ["TimeoutError", "alarm", "as long as asked"]),
    ],
)
def test_a_program_sees_the_time_that_it_asked_for(cases, name, printed):
    assert printed == cases[name]["outcome"]["stdout"].splitlines()


def test_a_wait_that_can_not_be_cut_short_is_a_real_one_and_the_report_says_so(cases):
    assert cases["alarm"].get("real_time")
