"""Programs that do it in a way of their own, and are right: nothing is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import run_one
from support.trees import Program

from faults.table import Edit

HEAD = """
import base64, http.client, json, os, sys, urllib.error, urllib.request, uuid
from pathlib import Path

key = os.environ.get("STABILITY_API_KEY")
if not key:
    sys.exit("Set STABILITY_API_KEY to your API key.")
host = os.environ["API_HOST"]
"""
BALANCE = (
    HEAD
    + """
address = host.removeprefix("http://")
connection = http.client.HTTPConnection(address, timeout=15)
CALL
answer = connection.getresponse()
body = answer.read()
if answer.status != 200:
    sys.exit(f"HTTP {answer.status}: {body.decode()}")
print(json.loads(body))
"""
)
TEXT = (
    HEAD
    + """
fields = {"text_prompts": [{"text": "Caf\\u00e9"}], "samples": 1, "height": 512, "width": 512}
request = urllib.request.Request(
    f"{host}/v1/generation/stable-diffusion-v1-5/text-to-image",
    data=DATA,
    headers={"accept": "application/json", "authorization": f"Bearer {key}", "content-type": TYPE},
)
try:
    with urllib.request.urlopen(request, timeout=15) as answer:
        artifacts = json.load(answer)["artifacts"]
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
os.makedirs("out", exist_ok=True)
for index, artifact in enumerate(artifacts):
    Path(f"out/v1_txt2img_{index}.png").write_bytes(base64.b64decode(artifact["base64"]))
"""
)
MASKING = (
    HEAD
    + """
boundary = BOUNDARY
parts = [
    ('name="text_prompts[7][text]"', b"A wolf"),
    ('name="text_prompts[3][text]"; charset=utf-8', b"A red fox asleep"),
    ('name="steps"', b"30"),
    ('filename="mask_image_white.png"; name="mask_image"', Path("../mask_image_white.png").read_bytes()),
    ('name="mask_source"', b"MASK_IMAGE_WHITE"),
    ('name="init_image"; filename="init_image.png"', Path("../init_image.png").read_bytes()),
]
body = b""
for about, content in parts:
    kind = "content-type: image/png\\r\\n" if "filename" in about else ""
    body += f"--{boundary}\\r\\n{kind}Content-disposition: form-data; {about}\\r\\n\\r\\n".encode()
    body += content + b"\\r\\n"
body += f"--{boundary}--\\r\\n".encode()
connection = http.client.HTTPConnection(host.removeprefix("http://"), timeout=15)
connection.request(
    "POST", "/v1/generation/stable-inpainting-512-v2-0/image-to-image/masking", SENT, encode_chunked=CHUNKED,
    headers={
        "CONTENT-TYPE": f'multipart/form-data; boundary="{boundary}"', "AUTHORIZATION": "bearer " + key,
        "ACCEPT": "application/json;q=1, */*;q=0.1", "Connection": "close",
    },
)
answer = connection.getresponse()
told = answer.read()
if answer.status != 200:
    sys.exit(f"HTTP {answer.status}: {told.decode()}")
Path("out").mkdir()
for index, artifact in enumerate(json.loads(told)["artifacts"]):
    Path(f"out/v1_img2img_masking_{index}.png").write_bytes(base64.b64decode(artifact["base64"]))
"""
)
DUMPED = "json.dumps(fields).encode()"
RANDOM = "uuid.uuid4().hex"


def written(name: str, text: str, *edits: Edit) -> Program:
    """A Python program written anew."""
    return Program("python", name, edits, text=text)


def text_to_image(data: str = DUMPED, kind: str = '"application/json"') -> Program:
    """A program with urllib, whose body and type are these expressions."""
    return written("text_to_image", TEXT, ("DATA", data), ("TYPE", kind))


def masking(boundary: str = RANDOM, sent: str = "body", chunked: str = "False") -> Program:
    """A program with http.client that builds its form by itself."""
    return written("masking", MASKING, ("BOUNDARY", boundary), ("SENT", sent), ("CHUNKED", chunked))


def balance(call: str) -> Program:
    """A program with http.client that sends its request in this way."""
    return written("get_balance", BALANCE, ("CALL", call))


BARE = """
connection.PUT("GET", "/v1/user/balance"SKIP)
connection.putheader("aUTHORIZATION", "Bearer  " + key)
connection.endheaders()
""".replace("PUT", "putrequest")
FOLDED = """
connection.putrequest("GET", "/v1/user/balance")
connection.putheader("Accept", "application/json,", "text/plain;q=0.5")
connection.putheader("X-Trace", "one")
connection.putheader("X-Trace", "two")
connection.putheader("Authorization", "Bearer " + key)
connection.endheaders()
"""
"""http.client folds a header of several values over several lines, and repeats one that is put twice."""
OLD = "connection._http_vsn, connection._http_vsn_str = 10, 'HTTP/1.0'\n"
CURL = "--silent --show-error"
PROGRAM = Program("curl", "text_to_image").source
DATA = PROGRAM[PROGRAM.index("--data '") : PROGRAM.index("}'") + 2]
MAKE_LARGE = """{ printf '{"text_prompts":[{"text":"x"}]'; head -c 1500000 /dev/zero | tr '\\0' ' '; echo '}'; }"""

NEAR_MISSES = {
    "urllib instead of requests": text_to_image(),
    "an indented body": text_to_image('json.dumps(fields, indent=8, separators=(" ,", " : ")).encode()'),
    "fields in another order": text_to_image("json.dumps(fields, sort_keys=True).encode()"),
    "a body in UTF-8 without escapes": text_to_image("json.dumps(fields, ensure_ascii=False).encode()"),
    "a parameter after the type": text_to_image(kind='"application/json; charset=UTF-8"'),
    "a type in capitals": text_to_image(kind='"Application/JSON"'),
    "a number as a float without a fraction": text_to_image(DUMPED.replace("fields", 'fields | {"cfg_scale": 7.0}')),
    "a body in chunks": Program("python", "text_to_image", (
        ("        json={", "        data=iter([json.dumps({"),
        ("at dawn\"}],\n        },", "at dawn\"}],\n        }).encode()]),"),
        ('"Accept": "application/json",', '"Accept": "application/json", "Content-Type": "application/json",'),
        ("import base64\n", "import base64\nimport json\n"),
    )),
    "parts in another order, headers in another case, a closed connection": masking(),
    "a boundary of one letter": masking('"x"'),
    "the longest boundary, with signs": masking("\"'()+_,-./:=?\" + 'b' * 56"),
    "a form in chunks": masking(sent="(body[at:at + 5000] for at in range(0, len(body), 5000))", chunked="True"),
    "a bare client": balance(BARE.replace("SKIP", "")),
    "headers that are folded and repeated": balance(FOLDED),
    "no Accept-Encoding": balance(BARE.replace("SKIP", ", skip_accept_encoding=True")),
    "HTTP/1.0": balance(OLD + BARE.replace("SKIP", "")),
    "the whole URL in the request line": balance(
        'connection.request("GET", host + "/v1/user/balance", headers={"Authorization": f"Bearer {key}"})'
    ),
    "a user agent of its own": balance(
        'connection.request("GET", "/v1/user/balance", headers={"User-Agent": "me", "Authorization": f"Bearer {key}"})'
    ),
    "progress on stdout": Program("python", "masking", (("try:\n    resp", 'print("Asking ...")\ntry:\n    resp'),)),
    "out made before the call": Program("python", "masking", (("try:\n    resp",
          'Path("out").mkdir()\ntry:\n    resp'),)),
    "an organization": Program("ts", "masking", (("headers: {", 'headers: { Organization: "org-1",'),)),
    "curl with a body in chunks": Program("curl", "text_to_image", ((CURL,
          f"{CURL} --header 'Transfer-Encoding: chunked'"),)),
    "curl with a binary body": Program("curl", "text_to_image", (("--data '", "--data-binary '"),)),
    "curl that takes compressed answers": Program("curl", "text_to_image", ((CURL, f"{CURL} --compressed"),)),
    "curl with HTTP/1.0": Program("curl", "get_balance", ((CURL, f"{CURL} --http1.0"),)),
    "curl that waits to be told to go on": Program("curl", "upscale_image", (
        (CURL, f"{CURL} --header 'Expect: 100-continue' --expect100-timeout 20"),
    )),
    "curl with a body of more than 1 MB": Program("curl", "text_to_image", (
        (DATA, "--data-binary @../large.json --expect100-timeout 20"),
        ("http_code=$(", f"{MAKE_LARGE} >../large.json\ntrap 'rm -rf \"$tmp\" ../large.json' EXIT\nhttp_code=$("),
    )),
}  # fmt: skip


@pytest.mark.parametrize("program", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_program_that_does_it_in_another_right_way_gets_no_finding(program: Program, tmp_path: Path) -> None:
    record = run_one(tmp_path / "tree", program)
    assert ([], "passed") == (record["findings"], record["verdict"]), record["outcome"]


def test_curl_is_told_to_go_on_with_a_large_body_before_its_patience_of_20_seconds_ends(tmp_path: Path) -> None:
    record = run_one(tmp_path / "tree", NEAR_MISSES["curl with a body of more than 1 MB"])
    assert "100-continue" == dict(record["exchanges"][0]["request"]["headers"])["Expect"]
    assert record["duration_ms"] < 15_000


@pytest.mark.parametrize("scenario", ["success-compressed", "success-chunked", "success-closed"])
def test_a_client_that_takes_compressed_answers_gets_them_and_no_finding(scenario: str, tmp_path: Path) -> None:
    program = Program("curl", "text_to_image", ((CURL, f"{CURL} --compressed"),))
    assert [] == run_one(tmp_path / "tree", program, scenario)["findings"]
