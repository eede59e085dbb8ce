"""`harness serve` without its page: what is answered, what is said of it, and who is turned away."""

from __future__ import annotations

import base64
import json
import shlex
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support.command import PATIENCE, environment, harness
from support.trees import EXAMPLES, ROOT

from commands.serving.served import BEARER, KEY, Served, serving

PROMPT = {"text_prompts": [{"text": "A lighthouse on a cliff at dawn"}]}
SENT = PROMPT | {"cfg_scale": 7, "clip_guidance_preset": "FAST_BLUE", "height": 512, "width": 512}
SENT |= {"samples": 1, "steps": 30}
TEXT_TO_IMAGE = "/v1/generation/stable-diffusion-v1-5/text-to-image"
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


# --------------------------------------------------------------------------- answers


@pytest.mark.parametrize("api", ["v1", "v1alpha", "v1beta"])
def test_every_version_is_answered_by_its_path(served: Served, api: str) -> None:
    headers = {"Authorization": KEY} if api == "v1alpha" else BEARER
    assert 200 == served.ask("GET", f"/{api}/user/balance", headers=headers)[0]
    assert (f"{api}/userBalance", []) == (served.seen()[-1]["operation"], served.seen()[-1]["findings"])


def test_an_answer_is_as_large_as_it_was_asked_for(served: Served) -> None:
    body = json.dumps(SENT | {"width": 640, "samples": 2})
    status, answer, _ = served.ask("POST", TEXT_TO_IMAGE, body, BEARER | JSON)
    images = [base64.b64decode(one["base64"]) for one in json.loads(answer)["artifacts"]]
    assert (200, [640, 640]) == (status, [int.from_bytes(image[16:20], "big") for image in images])


def test_a_request_without_a_key_is_refused_and_told(served: Served) -> None:
    assert 401 == served.ask("GET", "/v1/user/balance")[0]
    assert ["auth-missing"] == [finding["code"] for finding in served.seen()[-1]["findings"]]


def test_a_wrong_request_is_told_in_the_words_of_a_run(served: Served) -> None:
    assert 400 == served.ask("POST", TEXT_TO_IMAGE, json.dumps(SENT | {"steps": "many"}), BEARER | JSON)[0]
    seen = served.seen()[-1]
    assert ["body-schema"] == [finding["code"] for finding in seen["findings"]]
    assert {"at": "body.steps", "reviewed": "30", "sent": '"many"'} in seen["reviewed"]["differences"]


def test_a_request_for_nothing_is_told_with_what_comes_nearest(served: Served) -> None:
    assert 404 == served.ask("GET", "/v1beta/user/balanc", headers=BEARER)[0]
    seen = served.seen()[-1]
    assert (None, None) == (seen["operation"], seen["reviewed"])
    assert "GET /v1beta/user/balance" in seen["findings"][0]["message"]


def test_a_broken_rule_of_the_api_is_told(served: Served) -> None:
    assert 400 == served.ask("POST", TEXT_TO_IMAGE, json.dumps(SENT | {"width": 256}), BEARER | JSON)[0]
    assert ["api-rule"] == [finding["code"] for finding in served.seen()[-1]["findings"]]


def test_a_valid_request_that_nobody_reviewed_so_is_told_where_it_differs(served: Served) -> None:
    assert 200 == served.ask("POST", TEXT_TO_IMAGE, json.dumps(SENT | {"steps": 31}), BEARER | JSON)[0]
    seen = served.seen()[-1]
    assert [{"at": "body.steps", "reviewed": "30", "sent": "31"}] == seen["reviewed"]["differences"]
    assert ([], "fixtures/requests/v1/text_to_image.json") == (seen["findings"], seen["reviewed"]["file"])


def test_a_key_of_a_few_letters_is_the_key_of_the_reviewed_request(served: Served) -> None:
    assert 200 == served.ask("GET", "/v1/user/balance", headers={"Authorization": "Bearer sk-x"})[0]
    assert [] == served.seen()[-1]["reviewed"]["differences"]


def test_a_scenario_in_sequence_is_played_through_once(served: Served) -> None:
    served.choose("rate-limited-once")
    statuses = [served.ask("GET", "/v1/user/balance", headers=BEARER)[0] for _ in range(3)]
    assert [429, 200, 200] == statuses
    first, second, third = served.seen()[-3:]
    assert ["rate-limited-once", "rate-limited-once", "success"] == [one["scenario"] for one in (first, second, third)]
    assert [[], ["retry-early"], []] == [[f["code"] for f in one["findings"]] for one in (first, second, third)]


def test_a_scenario_in_sequence_begins_anew_where_it_is_chosen_again(served: Served) -> None:
    for _ in range(2):
        served.choose("server-error-once", "always")
        assert [500, 200] == [served.ask("GET", "/v1/user/balance", headers=BEARER)[0] for _ in range(2)]
    served.choose("success", "always")


def test_bytes_that_are_no_request_are_told(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as client:
        client.sendall(b"what is this\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 400 ")
    assert ["body-unreadable"] == [finding["code"] for finding in served.seen()[-1]["findings"]]


def test_both_loopback_addresses_answer(served: Served) -> None:
    with socket.create_connection(("::1", served.port), PATIENCE) as client:
        client.sendall(f"GET /v1/user/balance HTTP/1.0\r\nHost: [::1]:{served.port}\r\n\r\n".encode())
        assert client.recv(100).startswith(b"HTTP/1.1 401 ")


# --------------------------------------------------------------------------- what is next


def test_a_scenario_is_for_the_next_request_alone(served: Served) -> None:
    served.choose("rate-limited")
    statuses = [served.ask("GET", "/v1/user/balance", headers=BEARER)[0] for _ in range(2)]
    assert [429, 200] == statuses
    assert ["rate-limited", "success"] == [one["scenario"] for one in served.seen()[-2:]]


def test_a_scenario_may_be_for_all_that_follow() -> None:
    with serving(ROOT, "--scenario", "server-error") as own:
        assert [500, 500] == [own.ask("GET", "/v1/user/balance", headers=BEARER)[0] for _ in range(2)]
        own.choose("success", "always")
        assert 200 == own.ask("GET", "/v1/user/balance", headers=BEARER)[0]


def test_a_reset_is_a_reset(served: Served) -> None:
    served.choose("reset")
    with pytest.raises(ConnectionResetError):
        served.ask("GET", "/v1/user/balance", headers=BEARER)
    assert "reset" == served.seen()[-1]["response"]["fault"]


def test_what_cannot_be_played_is_not_offered(served: Served) -> None:
    with open_events(served) as events:
        offered = [one["name"] for one in json.loads(next_event(events)[1])["scenarios"]]
    assert {"refused", "missing-key", "empty-key"}.isdisjoint(offered)
    assert {"success", "unauthorized", "rate-limited", "hang", "reset", "truncated", "slow"} <= set(offered)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"scenario": "rest"}', 'expected a scenario, got "rest" (did you mean "reset"?)'),
        ('{"scenario": "reset", "lasts": "ever"}', 'expected "once" or "always", got "ever"'),
        ('{"scenario": ["reset"]}', 'expected {"scenario": NAME'),
        ("[1]", 'expected {"scenario": NAME'),
        ("{", 'expected {"scenario": NAME'),
    ],
)
def test_a_choice_that_makes_no_sense_is_told(served: Served, body: str, said: str) -> None:
    status, answer, _ = served.ask("POST", "/_harness/scenario", body, {"Content-Type": "application/json"})
    assert 400 == status
    assert json.loads(answer)["message"].startswith(said)


# --------------------------------------------------------------------------- events


def open_events(served: Served, last: str = "") -> socket.socket:
    """A connection over which events come."""
    client = socket.create_connection(("127.0.0.1", served.port), PATIENCE)
    more = f"Last-Event-ID: {last}\r\n" if last else ""
    client.sendall(f"GET /_harness/events HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n{more}\r\n".encode())
    return client


def next_event(client: socket.socket, kind: str = "state") -> tuple[str, str]:
    """The id and the data of the next event of a kind; what lies between them is left."""
    found = b""
    while True:
        found += client.recv(1)
        _, begun, event = found.partition(f"event: {kind}\n".encode())
        if begun and event.endswith(b"\n\n"):
            identity = found.rpartition(b"id: ")[2].partition(b"\n")[0] if b"id: " in found else b""
            return identity.decode(), event.decode().removeprefix("data: ").strip()


def test_a_request_is_told_to_a_reader_as_it_comes(served: Served) -> None:
    with open_events(served) as events:
        next_event(events)
        served.ask("GET", "/v1/user/balance?now", headers=BEARER)
        seen = json.loads(next_event(events, "request")[1])
        while not seen["request"]["target"].endswith("?now"):
            seen = json.loads(next_event(events, "request")[1])
    assert served.seen()[-1] == seen


def test_a_reader_that_comes_back_gets_what_it_missed_and_no_more(served: Served) -> None:
    served.ask("GET", "/v1/user/balance", headers=BEARER)
    number = served.seen()[-1]["number"]
    with open_events(served) as events:
        run = json.loads(next_event(events)[1])["run"]
    served.ask("GET", "/v1/engines/list", headers=BEARER)
    with open_events(served, f"{run}-{number}") as events:
        assert number + 1 == json.loads(next_event(events, "request")[1])["number"]


# --------------------------------------------------------------------------- the key


@pytest.mark.parametrize("key", [KEY, "k1"])
def test_a_key_stands_nowhere(key: str) -> None:
    with serving(ROOT, STABILITY_API_KEY="sk-of-the-shell-1") as own:
        own.ask("GET", "/v1/user/balance", headers={"Authorization": f"Bearer {key}"})
        own.ask("GET", f"/v1/user/balance?api_key={key}", headers={"X-Api-Key": key})
        own.ask("POST", TEXT_TO_IMAGE, '{"note": "sk-of-the-shell-1"}', JSON | {"Authorization": f"Bearer {key}"})
        shown = own.ask("GET", "/_harness/requests")[1].decode()
        own.process.send_signal(signal.SIGINT)
        printed = own.process.communicate()[0]
    assert 3 == len(json.loads(shown))
    for text in (shown, printed):
        assert all(one not in text for one in (f" {key}", f'"{key}"', f"={key}", "sk-of-the-shell-1"))


# --------------------------------------------------------------------------- who is turned away

EVIL = "http://evil.invalid"


@pytest.mark.parametrize(
    ("target", "headers", "status"),
    [
        ("/v1/user/balance", {"Host": "evil.invalid"}, 421),
        ("/v1/user/balance", {"Host": "evil.invalid:PORT"}, 421),
        ("/v1/user/balance", {"Host": "localhost:1"}, 421),
        ("/v1/user/balance", {"Host": "LocalHost:PORT"}, 401),
        ("/v1/user/balance", {"Host": "[::1]:PORT"}, 401),
        ("/v1/user/balance", {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"}, 401),
        ("/_harness/", {}, 200),
        ("/_harness/", {"Sec-Fetch-Site": "none"}, 200),
        ("/_harness", {}, 308),
        ("/_harness/", {"Host": "evil.invalid:PORT"}, 421),
        ("/_harness/", {"Origin": EVIL}, 403),
        ("/_harness/", {"Origin": "null"}, 403),
        ("/_harness/", {"Origin": "http://127.0.0.1:1"}, 403),
        ("/_harness/", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("/_harness/requests", {"Sec-Fetch-Site": "same-site"}, 403),
        ("/_harness/events", {"Origin": EVIL}, 403),
        ("/_harness/requests", {"Origin": "http://127.0.0.1:PORT", "Sec-Fetch-Site": "same-origin"}, 200),
        ("/_harness/nothing", {}, 404),
        ("/_harness/../v1/user/balance", {}, 404),
        ("/_harness/scenario", {}, 405),
    ],
)
def test_who_is_answered(served: Served, target: str, headers: dict[str, str], status: int) -> None:
    named = {name: value.replace("PORT", str(served.port)) for name, value in headers.items()}
    assert status == served.ask("GET", target, headers=named)[0]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/json", "Origin": EVIL}, 403),
        ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({}, 415),
    ],
)
def test_a_page_of_another_origin_chooses_nothing(served: Served, headers: dict[str, str], status: int) -> None:
    assert status == served.ask("POST", "/_harness/scenario", '{"scenario": "reset"}', headers)[0]
    assert 200 == served.ask("GET", "/v1/user/balance", headers=BEARER)[0]


def test_the_page_may_load_nothing_from_elsewhere(served: Served) -> None:
    policy = served.ask("GET", "/_harness/")[2]["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_an_answer_that_a_browser_shows_gets_no_hold_of_the_page(served: Served) -> None:
    headers = served.ask("GET", "/v1/user/balance", headers={"Sec-Fetch-Mode": "navigate"})[2]
    assert "sandbox" == headers["Content-Security-Policy"]


# --------------------------------------------------------------------------- as curl

MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="image"; filename="init_image.png"\r\nContent-Type: image/png\r\n\r\n'
)
FORM = (
    MULTIPART
    + (EXAMPLES / "init_image.png").read_bytes()
    + b'\r\n--b\r\nContent-Disposition: form-data; name="width"\r\n\r\n1024\r\n--b--\r\n'
)
ODD = {"text_prompts": [{"text": 'it\'s "$HOME" `id` \\ \n @ é ;type=x'}]}
UPSCALE = "/v1/generation/esrgan-v1-x2plus/image-to-image/upscale"


@pytest.mark.parametrize(
    ("method", "target", "body", "headers"),
    [
        ("GET", "/v1/user/balance?a=b&c=$x", None, BEARER),
        ("POST", TEXT_TO_IMAGE, json.dumps(SENT).encode(), BEARER | JSON),
        ("POST", TEXT_TO_IMAGE, json.dumps(ODD, ensure_ascii=False).encode(), BEARER | JSON | {"X-Odd": "a'b$(id)"}),
        ("POST", UPSCALE, FORM, BEARER | {"Content-Type": "multipart/form-data; boundary=b", "Accept": "image/png"}),
        ("DELETE", "/v1/user/balance", None, BEARER | {"Accept-Encoding": "gzip"}),
        ("POST", TEXT_TO_IMAGE, b"@/etc/hostname", BEARER | {"Content-Type": "text/plain"}),
    ],
)
def test_a_request_copied_as_curl_is_the_same_request(
    served: Served, method: str, target: str, body: bytes | None, headers: dict[str, str]
) -> None:
    served.ask(method, target, body, headers)
    first = served.seen()[-1]
    assert KEY not in first["curl"]
    done = subprocess.run(
        ["/bin/sh", "-c", first["curl"] + " --silent --show-error --output /dev/null"],
        cwd=ROOT,
        env=environment(STABILITY_API_KEY=KEY),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (0, "") == (done.returncode, done.stderr)
    again = served.seen()[-1]
    assert first["number"] + 1 == again["number"]
    for part in ("operation", "findings", "reviewed"):
        if not (body or b"").startswith(b"@"):
            assert first[part] == again[part]
    assert (method, target) == (again["request"]["method"], again["request"]["target"])
    shown = [name_and_value for name_and_value in again["request"]["headers"] if name_and_value[0] == "Authorization"]
    assert [["Authorization", "Bearer [key]"]] == shown


@pytest.mark.parametrize(
    "target", ["@evil.invalid/", "http://evil.invalid/x", "*", "//evil.invalid/", "evil.invalid:443", ".evil.invalid/"]
)
def test_a_request_copied_as_curl_calls_the_mock_whatever_its_line_names(served: Served, target: str) -> None:
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as client:
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        client.recv(100)
    *_, address = shlex.split(served.seen()[-1]["curl"].replace("\\\n", ""))
    parts = urlsplit(address)
    assert ("localhost", served.port, None) == (parts.hostname, parts.port, parts.username)


def test_a_body_that_begins_with_an_at_sign_reads_no_file(served: Served) -> None:
    served.ask("POST", TEXT_TO_IMAGE, b"@/etc/hostname", BEARER | {"Content-Type": "text/plain"})
    assert "--data-raw @/etc/hostname" in served.seen()[-1]["curl"]  # unlike --data, it has no name of a file (curl(1))


# --------------------------------------------------------------------------- beginning and end


def test_a_taken_port_is_one_line_that_names_who_has_it(served: Served) -> None:
    done = harness(ROOT, "serve", "--port", str(served.port))
    assert (3, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert f"--port {served.port}: expected a free port, found it taken by harness (process " in done.stderr
    assert str(served.process.pid) in done.stderr


@pytest.mark.parametrize("port", ["x", "-1", "65536"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    done = harness(ROOT, "serve", f"--port={port}")
    assert 2 == done.returncode
    assert "expected a port from 0 to 65535" in done.stderr


def test_a_scenario_that_there_is_none_of_is_one_line() -> None:
    done = harness(ROOT, "serve", "--port", "0", "--scenario", "sucess")
    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert '--scenario: expected a scenario, got "sucess" (did you mean "success"?)' in done.stderr


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_though_somebody_reads_and_somebody_waits(sent: signal.Signals, tmp_path: Path) -> None:
    with serving(ROOT, "--scenario", "hang", TMPDIR=str(tmp_path)) as own, open_events(own) as events:
        next_event(events)
        with socket.create_connection(("127.0.0.1", own.port), PATIENCE) as waiting:
            waiting.sendall(b"GET /v1/user/balance HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % own.port)
            next_event(events, "request")
            own.process.send_signal(sent)
            _, error = own.process.communicate(timeout=PATIENCE)
    assert (0, "", []) == (own.process.returncode, error, list(tmp_path.iterdir()))


def test_a_project_without_a_document_has_nothing_to_answer_for(tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text("[apis.v1]\nspec = false\n")
    program = tmp_path / "examples" / "python" / "code" / "v1" / "a.py"
    program.parent.mkdir(parents=True)
    program.write_text("")
    done = harness(tmp_path, "serve", "--port", "0")
    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert "expected a document with operations to answer for, found none" in done.stderr
