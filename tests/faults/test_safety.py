"""Programs that give the key away, or that try another host: each is told of by one code, at the line of the fault."""

from __future__ import annotations

import json
import shutil
import socket
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support.outside import Outside, may_watch
from support.runs import Record, errors, run
from support.trees import Program, make_tree

from faults.table import Fault, check, rows
from faults.test_catalogue import HOST
from faults.test_ending import LAST
from harness.checks.safety import _around
from harness.common.redaction import disguises, make_key
from harness.launch.confined import ConfinedLauncher, Unavailable

# --------------------------------------------------------------------------- the key


def leak(what: str, language: str, name: str, *edits: tuple[str, str], at: str | None, **more: object) -> Fault:
    """A row."""
    return Fault(what, "key-leaked", language, name, edits, at, **more)  # type: ignore[arg-type]


def said(what: str, language: str, more: str, *edits: tuple[str, str]) -> Fault:
    """A row for get_balance with a line after its last step: the line to be named."""
    done = (LAST[language], f"{LAST[language].strip()}\n{more}\n")
    return leak(what, language, "get_balance", *edits, done, at=more.strip())


ASKED = {"python": "user/balance", "ts": "user/balance", "go": "user/balance", "curl": "$api_host/v1/user/balance"}
PROMPT = "A lighthouse on a cliff at dawn"
PY_WRITE = 'Path("out/v1_upscaled_image.png").write_bytes(response.content)'
TS_WRITE = 'await writeFile("out/v1_upscaled_image.png", body);'
GO_WRITE = '\tif err := os.WriteFile("out/v1_upscaled_image.png", body, 0o644); err != nil {'
SH_WRITE = 'mv "$tmp/body" out/v1_upscaled_image.png'

LEAKS = (
    said("shows it", "python", 'print(f"Asked with {api_key}")'),
    said("shows it", "ts", "    console.log(`Asked with ${apiKey}`);"),
    said("shows it", "go", '\tfmt.Println("Asked with", key)'),
    said("shows it", "curl", 'echo "Asked with $STABILITY_API_KEY"'),
    said("warns with it", "python", 'print(f"Asked with {api_key}", file=sys.stderr)'),
    said("warns with it", "ts", "    console.error(`Asked with ${apiKey}`);"),
    said("warns with it", "go", '\tlog.Print("Asked with ", key)'),
    said("warns with it", "curl", 'echo "Asked with $STABILITY_API_KEY" >&2'),
    leak("shows the headers of a refused request", "python", "get_balance",
         ('    sys.exit(f"HTTP', '    print(response.request.headers, file=sys.stderr)\n    sys.exit(f"HTTP'),
         at="file=sys.stderr", scenario="unauthorized"),
    leak("traces its commands", "curl", "get_balance", ("set -eu", "set -eux"), at=None),
    leak("puts it in the URL", "python", "get_balance",
         ("user/balance", "user/balance?key={api_key}"), at="?key="),
    leak("puts it in the URL", "ts", "get_balance",
         ("user/balance", "user/balance?key=${apiKey}"), at="?key="),
    leak("puts it in the URL", "go", "get_balance",
         ('"/v1/user/balance"', '"/v1/user/balance?key=" + key'), at="?key="),
    leak("puts it in the URL", "curl", "get_balance",
         ("user/balance", "user/balance?key=$STABILITY_API_KEY"), at="?key="),
    leak("sends it in another header too", "python", "get_balance",
         ('headers={"', 'headers={"X-Api-Key": api_key, "'), at="X-Api-Key"),
    leak("sends it in another header too", "ts", "get_balance",
         ("headers: {", 'headers: { "X-Api-Key": apiKey,'), at="X-Api-Key"),
    leak("sends it in another header too", "go", "get_balance",
         ("client := ", 'req.Header.Set("X-Api-Key", key)\n\tclient := '), at="X-Api-Key"),
    leak("sends it in another header too", "curl", "get_balance",
         ("--header", '--header "X-Api-Key: $STABILITY_API_KEY" \\\n    --header'), at="X-Api-Key"),
    leak("draws it", "python", "text_to_image", (f'"{PROMPT}"', "api_key"), at='"text": api_key'),
    leak("draws it", "ts", "text_to_image", (f'"{PROMPT}"', "apiKey"), at="text: apiKey"),
    leak("draws it", "go", "text_to_image", (f'"{PROMPT}"', "key"), at='"text": key'),
    leak("draws it", "curl", "text_to_image", (PROMPT, "'\"$STABILITY_API_KEY\"'"), at='"text": "\''),
    leak("keeps it in a file", "python", "upscale_image",
         (PY_WRITE, f'{PY_WRITE}\nPath("out/log.txt").write_text(f"key: {{api_key}}")'), at="log.txt"),
    leak("keeps it in a file", "ts", "upscale_image",
         (TS_WRITE, f'{TS_WRITE}\n  await writeFile("out/log.txt", `key: ${{apiKey}}`);'), at="log.txt"),
    leak("keeps it in a file", "go", "upscale_image",
         (GO_WRITE, f'\tos.WriteFile("out/log.txt", []byte("key: "+key), 0o644)\n{GO_WRITE}'), at="log.txt"),
    leak("keeps it in a file", "curl", "upscale_image",
         (SH_WRITE, f'{SH_WRITE}\necho "key: $STABILITY_API_KEY" >out/log.txt'), at="log.txt"),
    leak("keeps it in a file after a failure", "curl", "upscale_image",
         ("http_code=$(", 'echo "key: $STABILITY_API_KEY" >out/log.txt\nhttp_code=$('), at="log.txt",
         scenario="server-error"),
    said("shows it in base64", "python", 'print(base64.b64encode(f"me:{api_key}".encode()).decode())',
         ("import json\n", "import base64\nimport json\n")),
    said("shows it in base64", "ts", "    console.log(Buffer.from(`${apiKey}`).toString(\"base64\"));"),
    said("shows it in base64", "go", '\tfmt.Println(base64.URLEncoding.EncodeToString([]byte(":" + key)))',
         ('\t"encoding/json"\n', '\t"encoding/base64"\n\t"encoding/json"\n')),
    said("shows it in base64", "curl", 'printf %s "$STABILITY_API_KEY" | base64'),
)  # fmt: skip

IN_ONE_LANGUAGE = {
    "shows the headers of a refused request": {"python"},
    "traces its commands": {"curl"},
    "keeps it in a file after a failure": {"curl"},
}
OPEN = (
    leak("shows it in base64 of two lines", "curl", "get_balance",
         (LAST["curl"], f"{LAST['curl'].strip()}\nprintf %s \"me:$STABILITY_API_KEY\" | base64 -w 40\n"), at="base64"),
)  # fmt: skip


def forms_in(record: Record) -> list[str]:
    """The forms of its key that a record shows; it must show none."""
    text = json.dumps(record, ensure_ascii=False)
    return [form for form in disguises(make_key(record["name"])) if form in text]


@pytest.mark.parametrize("fault", rows((*LEAKS, *OPEN)))
def test_a_program_that_gives_the_key_away_is_told_so_by_one_code_and_no_record_shows_it(
    fault: Fault, tmp_path: Path
) -> None:
    record = check(fault, tmp_path / "tree")
    assert [] == forms_in(record)
    assert "[key]" in json.dumps(record["findings"])


CUT = {
    "a second key at the end of what a finding quotes": 'print(f"{60 * chr(45)}{api_key} {30 * chr(45)} {api_key}")',
    "a key at the start of the quoted end of stderr": 'sys.exit(f"{api_key} {378 * chr(45)}")',
    "a key at the end of the quoted start of stdout": 'print(f"{180 * chr(45)} {api_key}")',
}  # fmt: skip


@pytest.mark.parametrize("line", CUT.values(), ids=CUT)
def test_a_key_that_a_finding_would_show_a_part_of_is_redacted_first(line: str, tmp_path: Path) -> None:
    program = Program("python", "get_balance", ((LAST["python"], line),))
    make_tree(tmp_path / "tree", program)
    record = run(tmp_path / "tree", "success")[f"{program.id}/success"]
    key = make_key(record["name"])
    assert "key-leaked" in errors(record)
    assert [] == [key[at : at + 8] for at in range(len(key) - 8) if key[at : at + 8] in json.dumps(record)]


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        ("key: [key]", "key: [key]"),
        ("a" * 100 + "[key]", "..." + "a" * 60 + "[key]"),
        ("[key]" + "b" * 200 + "\n", "[key]" + "b" * 120 + "..."),
        ("[key]" + "b" * 120 + "\n", "[key]" + "b" * 120),
    ],
)
def test_what_a_leak_is_quoted_from_has_a_sign_where_there_is_more(told: str, quoted: str) -> None:
    assert quoted == _around(told)


def test_programs_that_keep_the_key_to_its_header_get_no_finding(tmp_path: Path) -> None:
    programs = [Program(language, name) for language in HOST for name in ("get_balance", "text_to_image")]
    make_tree(tmp_path / "tree", *programs)
    records = run(tmp_path / "tree", "success", "unauthorized")
    assert 16 == len(records)
    assert [] == [finding for record in records.values() for finding in record["findings"]]


# --------------------------------------------------------------------------- other hosts

ADDRESS, PORT = "192.0.2.{}", 8083
"""The range of addresses that belong to nobody (RFC 5737); its first ones are some test machines' own gateways."""
TCP = {
    "python": "socket.create_connection(('{host}', {port}), 2)",
    "ts": '    await fetch("http://{host}:{port}/", {{ signal: AbortSignal.timeout(2000) }}).catch(() => 0);',
    "go": '\tnet.DialTimeout("tcp", "{host}:{port}", 2*time.Second)',
    "curl": "curl --silent --max-time 2 http://{host}:{port}/ || :",
}
UDP = {
    "python": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('{host}', {port}))",
    "ts": '    const s = createSocket("udp4"); s.on("error", () => 0); s.send("x", {port}, "{host}", () => s.close());',
    "go": '\tif c, err := net.Dial("udp", "{host}:{port}"); err == nil {{ c.Write([]byte("x")) }}',
    "curl": "curl --silent --max-time 2 tftp://{host}:{port}/x || :",
}
LOOK_UP = {
    "python": "socket.getaddrinfo('{host}', {port})",
    "ts": '    await lookup("{host}").catch(() => 0);',
    "go": '\tnet.LookupHost("{host}")',
    "curl": "getent hosts {host} || :",
}
MORE = {
    "python": (("import json\n", "import contextlib\nimport json\nimport socket\n"),),
    "ts": (
        (
            "\nconst apiHost",
            '\nimport { createSocket } from "node:dgram";\nimport { lookup } from "node:dns/promises";\nconst apiHost',
        ),
    ),
    "go": (('\t"net/http"\n', '\t"net"\n\t"net/http"\n'),),
    "curl": (),
}
"""What the programs need for it, beside the line itself."""


def tries(what: str, ways: dict[str, str], language: str, host: str) -> Fault:
    """A row for get_balance that tries another host after its own."""
    line = ways[language].format(host=host, port=PORT)
    if language == "python":
        line = f"with contextlib.suppress(OSError):\n    {line}"
    done = (LAST[language], f"{LAST[language].strip()}\n{line}\n")
    return Fault(what, "network-escape", language, "get_balance", (*MORE[language], done), host)


def instead(what: str, language: str, host: str) -> Fault:
    """A row for get_balance that asks another host, and not its own."""
    url = f"http://{host}:{PORT}"
    edit = (HOST[language], url if language == "curl" else f'"{url}"')
    return Fault(what, "network-escape", language, "get_balance", (edit,), host)


def name(way: str, language: str) -> str:
    """A name that no other row looks up, so that rows that run side by side are told apart."""
    return f"elsewhere-{way}-{language}.invalid"


ESCAPES = tuple(
    (fault, kind, host)
    for number, language in enumerate(HOST, 1)
    for fault, kind, host in (
        (tries("by name over TCP", TCP, language, name("tcp", language)), "tcp", name("tcp", language)),
        (tries("by address over TCP", TCP, language, ADDRESS.format(50 + number)), "tcp", ADDRESS.format(50 + number)),
        (tries("by name over UDP", UDP, language, name("udp", language)), "udp", name("udp", language)),
        (tries("by address over UDP", UDP, language, ADDRESS.format(60 + number)), "udp", ADDRESS.format(60 + number)),
        (tries("by a look-up alone", LOOK_UP, language, name("dns", language)), "dns", name("dns", language)),
        (instead("by name instead", language, name("own", language)), "tcp", name("own", language)),
        (instead("by address instead", language, ADDRESS.format(70 + number)), "tcp", ADDRESS.format(70 + number)),
    )
)


SOCKET = "/var/run/docker.sock"
CALLS_A_SOCKET = {
    "python": f'with contextlib.suppress(OSError):\n    socket.socket(socket.AF_UNIX).connect("{SOCKET}")',
    "ts": f'    await new Promise((done) => createConnection("{SOCKET}").on("error", done));',
    "go": f'\tnet.Dial("unix", "{SOCKET}")',
    "curl": f"curl --silent --unix-socket {SOCKET} http://engine/info || :",
}
NEEDS = {**MORE, "ts": (("\nconst apiHost", '\nimport { createConnection } from "node:net";\nconst apiHost'),)}
REFUSED = tuple(
    Fault(
        "calls a container engine", "sandbox-escape", language, "get_balance",
        (*NEEDS[language], (LAST[language], f"{LAST[language].strip()}\n{line}\n")), SOCKET,
    )
    for language, line in CALLS_A_SOCKET.items()
)  # fmt: skip


@cache
def namespaces() -> bool:
    """True where programs get namespaces of their own; elsewhere their tries can neither be seen nor stopped."""
    base = Path(tempfile.mkdtemp())
    try:
        ConfinedLauncher(base).close()
    except Unavailable:
        return False
    finally:
        shutil.rmtree(base)
    return True


@pytest.fixture
def outside() -> Iterator[Outside | None]:
    """The packets that leave the machine, where this process may see them."""
    if not namespaces():
        pytest.skip("this machine gives no namespaces")
    if not may_watch():
        yield None
        return
    with Outside() as watch:
        yield watch


@pytest.mark.parametrize(("fault", "kind", "host"), ESCAPES, ids=[f"{fault}" for fault, _, _ in ESCAPES])
def test_a_program_that_tries_another_host_is_refused_and_told_so_and_nothing_leaves_the_machine(
    fault: Fault, kind: str, host: str, tmp_path: Path, outside: Outside | None
) -> None:
    record = check(fault, tmp_path / "tree")
    finding = next(finding for finding in record["findings"] if finding["code"] == "network-escape")
    where = f"{host} (its name was looked up)" if kind == "dns" else f"{host}, port {PORT} ({kind})"
    assert where == finding["actual"]
    if outside:
        assert (0, 0) == (outside.count(host), outside.lost())


@pytest.mark.parametrize("fault", rows(REFUSED))
def test_a_program_that_calls_a_socket_of_the_machine_is_told_so(fault: Fault, tmp_path: Path) -> None:
    if not namespaces():
        pytest.skip("this machine gives no namespaces")
    check(fault, tmp_path / "tree")


@pytest.mark.skipif(not may_watch(), reason="only root sees the machine's packets")
def test_the_count_sees_a_packet_that_does_leave_the_machine() -> None:
    with Outside() as watch, socket.socket(type=socket.SOCK_DGRAM) as sender:
        try:
            sender.sendto(b"x", (ADDRESS.format(199), 9))
        except OSError:
            pytest.skip("this machine has no way to the outside")
        assert (1, 0) == (watch.count(ADDRESS.format(199)), watch.count(ADDRESS.format(198)))


@pytest.mark.skipif(not may_watch(), reason="only root sees the machine's packets")
def test_the_count_sees_a_name_that_is_looked_up() -> None:
    with Outside(ignored=0) as watch, socket.socket(type=socket.SOCK_DGRAM) as sender:
        sender.sendto(b"\x0cleaves-truly\x07invalid\0", ("127.0.0.1", 9))
        assert watch.count("leaves-truly.invalid")
        assert 0 == watch.count("leaves-never.invalid")


@pytest.mark.parametrize("what", dict.fromkeys(fault.what for fault in LEAKS))
def test_every_way_to_give_the_key_away_has_programs_in_every_language_that_has_it(what: str) -> None:
    languages = {fault.language for fault in LEAKS if fault.what == what}
    assert IN_ONE_LANGUAGE.get(what, set(HOST)) == languages


def test_every_way_to_another_host_has_programs_in_every_language() -> None:
    ways = {fault.what for fault, *_ in ESCAPES}
    assert {(what, language) for what in ways for language in HOST} == {
        (fault.what, fault.language) for fault, *_ in ESCAPES
    }
