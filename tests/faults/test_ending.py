"""Programs that end in a wrong way: each is told of by one code, at the line of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.table import Fault, check, rows

QUICK = {"time_limit": 1.5}
HTTP = {
    "python": 'sys.exit(f"HTTP {response.status_code}: {response.text}")',
    "ts": "console.error(`HTTP ${response.status}: ${body}`);\n  process.exitCode = 1;",
    "go": 'log.Fatalf("HTTP %d: %s", resp.StatusCode, body)',
    "curl": 'printf \'HTTP %s: %s\\n\' "$http_code" "$(cat "$tmp/body")" >&2\n  exit 1',
}
"""How the bundled programs tell of an error answer."""
LAST = {
    "python": "print(json.dumps(balance, indent=2))",
    "ts": "console.log(JSON.stringify(JSON.parse(body), null, 2));",
    "go": "fmt.Println(indented.String())",
    "curl": 'cat "$tmp/body"\n',
}
"""The last step of get_balance."""
CALL = {"python": "requests.get(", "ts": "await fetch(", "go": "client.Do(req)", "curl": "curl --silent"}
"""The line with the request."""

LOOKS = {
    "python": "if response.status_code != 200",
    "ts": "if (response.status !== 200)",
    "go": "if resp.StatusCode != http.StatusOK",
    "curl": 'if [ "$http_code" -ne 200 ]',
}
"""The line that looks at the status."""


def ends(what: str, code: str, language: str, old: str, new: str, at: str | None = None, **more: object) -> Fault:
    """A row for get_balance with one text exchanged; the line is that of the request where none is given."""
    return Fault(what, code, language, "get_balance", ((old, new),), at or CALL[language], **more)  # type: ignore[arg-type]


def after(what: str, code: str, language: str, more: str, **others: object) -> Fault:
    """A row for get_balance with something done after its last step."""
    return ends(what, code, language, LAST[language], f"{LAST[language].strip()}{more}\n", **others)  # type: ignore[arg-type]


LITTLE = {"output_limit": 1}
FAULTS = (
    after("ends with a text", "exit-status", "python", '\nsys.exit("Shown.")'),
    after("reads a field that is not there", "exit-status", "python", '\nbalance["debits"]', at='balance["debits"]'),
    after("sets a status", "exit-status", "ts", "\n    process.exitCode = 3;", at="exitCode = 3"),
    ends(
        "fails on a good answer", "exit-status", "ts",
        "if (response.status !== 200) {", "JSON.parse(body).debits.total;\nif (response.status !== 200) {",
        at="JSON.parse(body).debits",
    ),
    after("sets a status", "exit-status", "go", "\n\tos.Exit(3)", at="os.Exit(3)"),
    after("panics", "exit-status", "go", "\n\tvar none []int\n\tfmt.Println(none[3])", at="none[3]"),
    after("ends with the status of a test", "exit-status", "curl", '\ntest -s "$tmp/nothing"'),
    after("waits for ever", "timeout", "python", "\nimport signal\nsignal.pause()", settings=QUICK),
    after("leaves a timer running", "timeout", "ts", "\n    setInterval(() => {}, 1000);", settings=QUICK),
    after("sleeps", "timeout", "go", "\n\ttime.Sleep(time.Hour)", settings=QUICK),
    after("sleeps", "timeout", "curl", "\nsleep 600", settings=QUICK),
    after("kills itself", "killed-by-signal", "python", "\nos.kill(os.getpid(), 9)"),
    after(
        "keeps all", "memory-limit", "python", "\nkept = []\nwhile True:\n    kept.append(b'x' * 2**20)",
        settings={"memory_limit": 200},
    ),
    after(
        "keeps all", "memory-limit", "ts", "\n    const kept = [];\n    for (;;) kept.push(Buffer.alloc(2 ** 20, 1));",
        settings={"memory_limit": 400},
    ),
    after(
        "forks without end", "process-limit", "python",
        "\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        settings={"process_limit": 50},
    ),
    after("starts sleepers", "process-limit", "curl", "\nwhile :; do sleep 600 & done", settings={"process_limit": 50}),
    after(
        "logs without end", "disk-limit", "python", "\nwhile True:\n    open('/tmp/log', 'ab').write(b'x' * 2**20)",
        settings={"disk_limit": 10},
    ),
    after("prints without end", "disk-limit", "python", "\nwhile True: print('x' * 2**20)", settings=LITTLE),
    after(
        "prints without end", "disk-limit", "ts", '\n    for (;;) console.log("x".repeat(2 ** 20));',
        settings=LITTLE,
    ),
    after(
        "prints without end", "disk-limit", "go", "\n\tfor {\n\t\tfmt.Println(indented.String())\n\t}",
        settings=LITTLE,
    ),
    after("prints without end", "disk-limit", "curl", '\nyes "$(cat "$tmp/body")"', settings=LITTLE),
    after("kills itself", "killed-by-signal", "ts", '\n    process.kill(process.pid, "SIGKILL");'),
    after(
        "kills itself", "killed-by-signal", "go",
        "\n\tif self, err := os.FindProcess(os.Getpid()); err == nil {\n\t\tself.Kill()\n\t}\n\ttime.Sleep(time.Hour)",
    ),
    after("kills itself", "killed-by-signal", "curl", "\nkill -9 $$"),
    *(
        ends(
            "goes on after a refusal", "error-swallowed", language, HTTP[language], new, at=LOOKS[language],
            scenario=scenario,
        )
        for scenario in ("unauthorized", "server-error")
        for language, new in {
            "python": "print(response.text, file=sys.stderr)\n    sys.exit()",
            "ts": "console.error(`HTTP ${response.status}: ${body}`);",
            "go": 'log.Printf("HTTP %d: %s", resp.StatusCode, body)\n\t\treturn',
            "curl": 'cat "$tmp/body" >&2\n  exit 0',
        }.items()
    ),
    ends(
        "leaves a bare stack trace", "error-unclear", "python", HTTP["python"], "response.raise_for_status()",
        at="raise_for_status", scenario="unauthorized",
    ),
    ends(
        "prints an object", "error-unclear", "ts", HTTP["ts"],
        "console.error(`HTTP ${JSON.parse(body)}`);\n  process.exitCode = 1;",
        at="JSON.parse(body)}", scenario="unauthorized",
    ),
    ends(
        "throws outside of any try", "error-unclear", "ts", HTTP["ts"],
        "throw new Error(response.statusText);", at="throw new Error", scenario="server-error",
    ),
    ends(
        "follows a nil pointer", "error-unclear", "go", HTTP["go"],
        "var problem *http.Cookie\n\t\tlog.Fatal(problem.Name)", at="problem.Name", scenario="unauthorized",
    ),
    ends(
        "shows the status alone", "error-unclear", "go", HTTP["go"], "log.Fatal(resp.Status)", scenario="server-error"
    ),
    ends(
        "says that something went wrong", "error-unclear", "curl", HTTP["curl"],
        "echo 'Something went wrong.' >&2\n  exit 1", at="Something went wrong", scenario="unauthorized",
    ),
    ends("says nothing", "error-unclear", "curl", HTTP["curl"], "exit 1", scenario="server-error"),
)  # fmt: skip


@pytest.mark.parametrize("fault", rows(FAULTS))
def test_a_program_that_ends_wrongly_is_told_so_by_one_code(fault: Fault, tmp_path: Path) -> None:
    check(fault, tmp_path / "tree")
