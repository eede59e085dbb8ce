"""Programs that receive, in the ways that people write them, and twins that anybody can fool or stop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.copies import SUFFIXES, Edits, codes, copied
from support.runs import run

from harness.errors import UserError
from harness.plan.session import open_session

TREE = Path(__file__).parent / "receivers"
PROGRAMS = sorted(path.relative_to(TREE).as_posix() for path in TREE.glob("*/*/*") if path.suffix in SUFFIXES)
SCENARIOS = ("success", "bad-signature", "replayed", "unknown-event", "not-json", "large-body")
PYTHON, TS, GO = "python/pay/order_paid.py", "ts/pay/order_paid.ts", "go/pay/order_paid.go"

SILENT: dict[str, Edits] = {
    PYTHON: (('int(os.environ["PORT"])', "8000"),),
    TS: (("listen(Number(process.env.PORT)", "listen(3000"),),
    GO: (('"127.0.0.1:"+os.Getenv("PORT")', '"127.0.0.1:8080"'),),
}
ENDED: dict[str, Edits] = {
    PYTHON: (
        (
            '            return self.answer(400, "The body is no JSON.")',
            '            os._exit(self.answer(400, "no JSON") or 1)',
        ),
    ),
    TS: (
        ("    try {\n      event =", "    {\n      event ="),
        (
            "    } catch {\n"
            '      response.writeHead(400).end("The body is no JSON.");\n'
            "      return;\n"
            "    }\n"
            "    if (event",
            "    }\n    if (event",
        ),
    ),
    GO: (
        ('http.Error(w, "The body is no JSON.", http.StatusBadRequest)\n\t\t\treturn', "log.Fatal(err)"),
        ("if err := json.Unmarshal", 'w.Header().Set("X", "y")\n\t\tif err := json.Unmarshal'),
    ),
}
ERROR: dict[str, Edits] = {
    PYTHON: (('return self.answer(400, "The body is no JSON.")', 'return self.answer(500, "oops")'),),
    TS: (('response.writeHead(400).end("The body is no JSON.")', "response.writeHead(500).end()"),),
    GO: (('"The body is no JSON.", http.StatusBadRequest', "err.Error(), http.StatusInternalServerError"),),
}
UNSTOPPED: dict[str, Edits] = {
    PYTHON: (
        ("import json\n", "import json\nimport signal\n"),
        ("TOLERANCE = 300\n", "TOLERANCE = 300\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"),
    ),
    TS: (("createServer((request", 'process.on("SIGTERM", () => console.error("no"));\ncreateServer((request'),),
    GO: (
        ('\t"os"\n', '\t"os"\n\t"os/signal"\n\t"syscall"\n'),
        ("\thttp.HandleFunc", "\tsignal.Ignore(syscall.SIGTERM)\n\thttp.HandleFunc"),
    ),
}
REFUSED: dict[str, Edits] = {  # the JSON is written anew before it is signed
    PYTHON: (('b"." + body\n', 'b"." + json.dumps(json.loads(body or b"0")).encode()\n'),),
    TS: ((".update(body)", ".update(JSON.stringify(JSON.parse(body.toString())))"),),
    GO: (
        (
            'fmt.Fprintf(mac, "%s.%s", stamp, body)',
            "var value any\n\t_ = json.Unmarshal(body, &value)\n\tagain, _ := json.Marshal(value)\n"
            '\tfmt.Fprintf(mac, "%s.%s", stamp, again)',
        ),
    ),
}
UNANSWERED: dict[str, Edits] = {
    PYTHON: (('        self.answer(200, "ok")\n', ""),),
    TS: (('    response.end("ok");\n', ""),),
    GO: (('\t\tfmt.Fprint(w, "ok")\n', "\t\tselect {}\n"),),
}
FORGED: dict[str, Edits] = {
    PYTHON: (('if not hmac.compare_digest(expected, parts.get("v1", "")):', 'if "v1" not in parts:'),),
    TS: ((" || !timingSafeEqual(given, expected)", ""),),
    GO: (("err == nil && hmac.Equal(sent, mac.Sum(nil))", "err == nil && len(sent) == mac.Size()"),),
}
UNSIGNED: dict[str, Edits] = {
    PYTHON: (
        (
            'if not is_genuine(self.headers.get("Pay-Signature", ""), body):',
            'header = self.headers.get("Pay-Signature")\n        if header and not is_genuine(header, body):',
        ),
    ),
    TS: (("if (!isGenuine(", 'if (request.headers["pay-signature"] && !isGenuine('),),
    GO: (("err != nil || !isGenuine(", 'err != nil || r.Header.Get("Pay-Signature") != "" && !isGenuine('),),
}
REPLAYED: dict[str, Edits] = {
    PYTHON: (('return abs(time.time() - int(parts["t"])) <= TOLERANCE', "return True"),),
    TS: (("return Math.abs(Date.now() / 1000 - Number(time)) <= 300;", "return true;"),),
    GO: (("err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance", "err != nil || seconds == 0"),),
}
ACTED: dict[str, Edits] = {  # the work is done before the signature is looked at
    PYTHON: (
        (
            "        if not is_genuine(",
            '        print("paid:", json.loads(body)["data"]["order"])\n        if not is_genuine(',
        ),
        ('            print("paid:", event["data"]["order"], event["data"]["amount"])\n', "            pass\n"),
    ),
    TS: (("    if (!isGenuine(", "    console.log(JSON.parse(body.toString()).data.order);\n    if (!isGenuine("),),
    "python/pay/all_payments.py": (
        (
            "        status = self.check(body)\n",
            "        events.put(json.loads(body))\n        status = self.check(body)\n",
        ),
    ),
}
FAULTS: list[tuple[str, str, dict[str, Edits]]] = [
    ("receiver-silent", "success", SILENT),
    ("receiver-ended", "not-json", ENDED),
    ("receiver-error", "not-json", ERROR),
    ("receiver-unstopped", "success", UNSTOPPED),
    ("delivery-refused", "success", REFUSED),
    ("delivery-unanswered", "success", UNANSWERED),
    ("forgery-accepted", "bad-signature", FORGED),
]
MORE_FAULTS: list[tuple[str, str, dict[str, Edits]]] = [
    ("forgery-accepted", "bad-signature", UNSIGNED),
    ("forgery-accepted", "replayed", REPLAYED),
    ("forgery-accepted", "bad-signature", ACTED),
]
ROWS = [
    pytest.param(code, scenario, name, edits, id=f"{code}-{scenario}-{name}-{index}")
    for index, (code, scenario, table) in enumerate((*FAULTS, *MORE_FAULTS))
    for name, edits in table.items()
]


def only(root: Path, name: str, edits: Edits = (), **settings: str) -> Path:
    """A copy of the tree with one program alone, changed; impatient, since what is wrong may be that nothing comes."""
    copied(TREE, root)
    for path in (root / one for one in PROGRAMS if one != name):
        path.unlink()
    text = (root / name).read_text("utf-8")
    for old, new in edits:
        assert 1 == text.count(old), f"{name}: {old}"
        text = text.replace(old, new)
    (root / name).write_text(text, "utf-8")
    file = root / "harness.toml"
    table = file.read_text("utf-8").partition("[receivers.")[0]
    said = {"answer_limit": "2", **settings}
    own = "\n".join(f"{key} = {value}" for key, value in said.items())
    file.write_text(f"time_limit = 8\n{table}\n[receivers.{Path(name).stem}]\n{own}\n", "utf-8")
    return root


@pytest.mark.xdist_group("receivers")
def test_sound_programs_get_no_finding_in_any_scenario(tmp_path: Path) -> None:
    found = run(copied(TREE, tmp_path / "tree"), *SCENARIOS, jobs=4)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    assert {"passed"} == {record["verdict"] for record in found.values()}
    assert len(PROGRAMS) == sum(name.endswith("/success") for name in found)


@pytest.mark.parametrize(("code", "scenario", "name", "edits"), ROWS)
def test_what_anybody_can_fool_or_stop_is_named_first(
    code: str, scenario: str, name: str, edits: Edits, tmp_path: Path
) -> None:
    (record,) = run(only(tmp_path / "tree", name, edits), scenario).values()
    assert [code] == codes(record)[:1], record["findings"]
    assert record["findings"][0]["line"] is not None


def test_every_code_of_receivers_has_a_program_in_every_language_that_serves() -> None:
    assert [{"python", "ts", "go"}] * len(FAULTS) == [
        {name.partition("/")[0] for name in table} for _, _, table in FAULTS
    ]


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ((("serve_forever()", "server_close()"),), "it ended before it listened"),
        ((('int(os.environ["PORT"])', "8000"),), "it listens on 8000"),
        ((("HTTPServer((", "time.sleep(60)\nHTTPServer(("),), "it never listened"),
    ],
)
def test_a_program_that_does_not_listen_is_said_to_have_ended_to_be_elsewhere_or_to_be_silent(
    edits: Edits, said: str, tmp_path: Path
) -> None:
    (record,) = run(only(tmp_path / "tree", PYTHON, edits), "success").values()
    assert ["receiver-silent"] == codes(record)
    assert said in record["findings"][0]["message"] + record["findings"][0]["actual"]


def test_languages_that_accept_other_deliveries_differ(tmp_path: Path) -> None:
    root = copied(TREE, tmp_path / "tree")
    for name, edit in {
        PYTHON: (
            '        if event["type"] == "order.paid":',
            '        if event["type"] != "order.paid":\n            return self.answer(404, "")\n        else:',
        ),
    }.items():
        text = (root / name).read_text("utf-8")
        assert edit[0] in text
        (root / name).write_text(text.replace(*edit), "utf-8")
    found = run(root, "unknown-event")
    assert ["parity-output"] == codes(found["pay/order_paid/python/unknown-event"])
    assert [] == codes(found["pay/order_paid/go/unknown-event"])


BAD = [
    (
        'secret_env = "WEBHOOK_SECRET"\n\n[apis.hub]',
        "[apis.hub]",
        '"apis.pay.deliveries": expected "secret_env", the variable',
    ),
    ('"{timestamp}.{body}"', '"{time}.{body}"', '"apis.pay.deliveries.signed": expected no other place than {body}'),
    ('"{timestamp}.{body}"', '"{timestamp}"', '"apis.pay.deliveries.signed": expected a text with {body}'),
    ("v1={signature}", "v1={sig}", '"apis.pay.deliveries.headers": expected a header with {signature}'),
    (
        '"orderRefunded"',
        '"orderRefund"',
        'expected webhooks or callbacks of pay (orderPaid, orderRefunded), got "orderRefund"',
    ),
    ("[receivers.deploy]", "[receivers.deplo]", '"receivers.deplo": expected the name of a program, got "deplo"'),
    ("port     = 8000", "port     = 0", '"receivers.deploy.port": expected a port from 1 to 65535'),
    ('path   = "/hooks"', 'path   = "hooks"', '"receivers.all_payments.path": expected a path such as'),
]


@pytest.mark.parametrize(("old", "new", "told"), BAD, ids=[told[:50] for _, _, told in BAD])
def test_settings_that_fit_nothing_are_one_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    root = copied(TREE, tmp_path / "tree")
    file = root / "harness.toml"
    text = file.read_text("utf-8")
    assert 1 == text.count(old)
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UserError) as raised:
        open_session(root)
    assert told in str(raised.value)
    assert re.match(r"harness\.toml:\d+: ", str(raised.value))
    assert "\n" not in str(raised.value)


def test_a_document_without_webhooks_has_nothing_to_deliver(tmp_path: Path) -> None:
    root = copied(TREE, tmp_path / "tree")
    document = root / "pay.yaml"
    document.write_text(document.read_text("utf-8").partition("webhooks:")[0], "utf-8")
    with pytest.raises(UserError, match=r'"receivers.all_payments": expected a document with "webhooks"'):
        open_session(root)


def without_namespaces(root: Path) -> Path:
    """The same tree, whose settings ask for what a namespace has not."""
    file = root / "harness.toml"
    file.write_text(f'ports = "21000-21999"\n{file.read_text("utf-8")}', "utf-8")
    return root


def test_a_program_that_reads_its_port_is_judged_without_namespaces_too(tmp_path: Path) -> None:
    edits = FORGED[PYTHON]
    found = [
        run(without_namespaces(only(tmp_path / name, PYTHON, own)), "bad-signature")
        for name, own in {"sound": (), "faulty": edits}.items()
    ]
    assert [[], ["forgery-accepted"]] == [codes(record) for records in found for record in records.values()]


def test_a_fixed_port_needs_namespaces(tmp_path: Path) -> None:
    root = without_namespaces(only(tmp_path / "tree", "python/hub/deploy.py", port="8000", path='"/"'))
    (record,) = run(root, "success").values()
    assert "could-not-run" == record["verdict"]
    assert record["reason"].startswith("its port is always 8000, which it would share with other programs")
