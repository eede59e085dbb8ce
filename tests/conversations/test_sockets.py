"""Programs that open WebSockets, and twins that open none, send the wrong message or pass over a close."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.copies import Edits, codes, copied, programs
from support.runs import Record, records

from harness.cli.main import main
from harness.commands.impact.impact import breaks
from harness.commands.live.plan import live_plan
from harness.errors import UserError
from harness.model import Exchange, Message, Reply, Request
from harness.openapi import Api, load
from harness.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options

TREE = Path(__file__).parent / "sockets"
ENDS = ("socket-refused", "socket-failed", "socket-cut")
SCENARIOS = ("success", "unauthorized", *ENDS)
"""Those that differ for a WebSocket. All others were seen to pass, too."""
QUIET = 'print("That is all.")'
OPENS_NONE: dict[str, Edits] = {
    "python/talk_plain.py": (('        "Sec-WebSocket-Version: 13",\n', ""),),
    "ts/talk.ts": (("new WebSocket(url, options)", '(await fetch(url.replace("ws", "http"), options)) as any'),),
    "go/talk.go": (('\treq.Header.Set("Upgrade", "websocket")\n', ""),),
}
WRONG_MESSAGE: dict[str, Edits] = {
    "python/talk.py": (('"text": "Hello"', '"prompt": "Hello"'),),
    "ts/talk.ts": (('text: "Hello"', 'text: "Hello", loud: true'),),
    "go/talk.go": (
        ("0x80 | byte(len(data))}, mask...)", "byte(len(data))})"),
        ("b^mask[i%4]", "b^mask[i%4]^mask[i%4]"),
    ),
    "python/watch.py": (('"follow": "rates"', '"follow": "news"'),),
}
IGNORES: dict[str, Edits] = {
    "python/talk.py": (('sys.exit(f"The connection broke off: {error}")', QUIET),),
    "ts/talk.ts": (("  if (code !== 1000) fail(`The WebSocket was closed: ${code} ${reason}`);\n", ""),),
    "go/talk.go": (("code != 1000", "code == 0"),),
    "ts/talk_async.ts": (("event.code === 1000 ? null : new Error(`Closed: ${event.code}`)", "null"),),
}
CUT: dict[str, Edits] = {
    "python/talk_plain.py": (('sys.exit("The connection broke off.")', "sys.exit(0)"),),
    "python/watch.py": (("sys.exit(f\"Following the rates failed: {str(error).replace(key, '...')}\")", QUIET),),
}
TABLES = (
    ("socket-handshake", "success", OPENS_NONE),
    ("socket-message", "success", WRONG_MESSAGE),
    ("close-ignored", "socket-failed", IGNORES),
    ("close-ignored", "socket-cut", CUT),
    (
        "close-ignored",
        "socket-refused",
        {"python/talk_plain.py": (("sys.exit(0 if code == 1000 else ", "sys.exit(0 and "),)},
    ),
)
ROWS = [(code, scenario, name, edits) for code, scenario, table in TABLES for name, edits in table.items()]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    """The records of one run: of the sound programs, and of those of the rows, which lie beside them."""
    root = copied(TREE, tmp_path_factory.mktemp("sockets") / "tree")
    cases = [f"v1/{Path(name).stem}/{name.partition('/')[0]}/{one}" for name in programs(root) for one in SCENARIOS]
    with (root / "harness.toml").open("a", encoding="utf-8") as settings:
        for row, (_, scenario, name, edits) in enumerate(ROWS):
            text, file = (root / name).read_text("utf-8"), Path(name)
            for old, new in edits:
                assert 1 == text.count(old), f"{name}: {old}"
                text = text.replace(old, new)
            (root / file.parent / f"row_{row}{file.suffix}").write_text(text, "utf-8")
            settings.write(f'row_{row} = "{file.stem.partition("_")[0]}"\n')
            cases.append(f"v1/row_{row}/{file.parent}/{scenario}")
    session = open_session(root, filters=Filters(patterns=tuple(cases)))
    assert len(cases) == len(session.plan.cases)
    return records(session, Options(jobs=8, strict=True))


def rows(found: dict[str, Record]) -> dict[int, Record]:
    """Each row's record."""
    return {int(match[1]): one for name, one in found.items() if (match := re.search(r"/row_(\d+)/", name))}


@pytest.mark.xdist_group("sockets")
def test_sound_programs_get_no_finding(found: dict[str, Record]) -> None:
    sound = {name: one for name, one in found.items() if "/row_" not in name}
    assert {} == {name: one["findings"] for name, one in sound.items() if one["findings"]}
    assert {True} == {one["outcome"]["exit_status"] != 0 for name, one in sound.items() if name.endswith(ENDS)}


@pytest.mark.xdist_group("sockets")
def test_faulty_programs_are_named_first(found: dict[str, Record]) -> None:
    said = rows(found)
    assert {row: code for row, (code, *_) in enumerate(ROWS)} == {row: codes(one)[0] for row, one in said.items()}
    assert {} == {row: one["findings"][0] for row, one in said.items() if one["findings"][0]["line"] is None}
    assert {"error"} == {one["findings"][0]["severity"] for one in said.values()}


TABLE = "[apis.v1.sockets.watch]"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            TABLE,
            "[apis.v1.sockets.wach]",
            '"apis.v1.sockets": expected operations of v1, got "wach" (did you mean',
        ),
        (TABLE, "[apis.v1.sockets.tell]", "expected operations of v1 that are a GET, as RFC 6455 has it, got"),
        ("schemas/Follow", "schemas/Follows", 'message": expected a schema of the document, got "#/comp'),
        ("{server = {ready = true}}", "{server = 1, close = 1000}", 'script": expected one of server, client, close'),
        ("{server = {rate = 1}}", "{close = 1000}", 'script": expected a close as the last line, got'),
        ("{server = {rate = 2}}", "{close = 1005}", 'close": expected a code that a server can send, got 1005'),
        ("{server = {rate = 2}}", "{close = 99}", 'close": expected a code from 1000 to 4999, got 99'),
        ("{server = {rate = 2}}", "{says = 1}", 'unknown key "apis.v1.sockets.watch.script.says"'),
    ],
)
def test_a_script_that_is_none_is_one_line(old: str, new: str, expected: str, tmp_path: Path) -> None:
    root = copied(TREE, tmp_path / "tree")
    settings = (root / "harness.toml").read_text("utf-8")
    assert 1 == settings.count(old)
    (root / "harness.toml").write_text(settings.replace(old, new), "utf-8")
    with pytest.raises(UserError, match=re.escape(expected)) as raised:
        open_session(root)
    assert re.match(r"harness\.toml:1?\d: ", str(raised.value)), raised.value
    assert "\n" not in str(raised.value)


def test_what_sends_requests_alone_leaves_websockets_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(copied(TREE, tmp_path / "tree"))
    session = open_session(Path.cwd())
    with pytest.raises(UserError, match="--live: expected programs that call, got none but such as receive or open"):
        live_plan(session.plan, session.catalogue, "https://api.voice.invalid", {"KEY": "k"}, 1.0)
    assert 2 == main(["new", "--api", "v1", "talk"])
    assert '"talk": expected an operation that answers a request, got one of a WebSocket' in capsys.readouterr().err


def test_a_changed_document_breaks_the_messages_of_a_program(tmp_path: Path) -> None:
    session = open_session(copied(TREE, tmp_path / "tree"))
    example = next(one for one in session.examples if one.id == "v1/talk/python")
    now, operation = session.catalogue.apis["v1"], session.catalogue.shows[example.id]
    text = now.document.path.read_text("utf-8").replace("required: [type, text]", "required: [type, text, voice]")
    then = Api("v1", load(written(tmp_path / "then.yaml", text), "then.yaml"))
    said = (Message("program", "text", b'{"type": "ask", "text": "a"}'), Message("mock", "text", b"{}"))
    target = "/v1/talk?lang=en"
    exchange = Exchange(Request("GET", target, (("Authorization", "Bearer k"),), b""), Reply(101), messages=said)
    assert ["voice is missing"] == [one.violation.message for one in breaks(example, [exchange], now, then, operation)]


def written(path: Path, text: str) -> Path:
    """A file with a text."""
    path.write_text(text, "utf-8")
    return path
