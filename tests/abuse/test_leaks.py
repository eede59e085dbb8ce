"""A key that is given away by mistake is reported in all usual spellings and places, and stands in no record."""

from __future__ import annotations

import json
import re

import pytest
from support.runs import Record, errors

from abuse.hostile import SAY, Hostile
from abuse.trials import played
from harness.common.redaction import find, make_key
from harness.common.spellings import pieces

IMPORTS = "\nimport base64, gzip, urllib.parse\n"
SENT = """
begin = "GET /v1/engines/list HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n"
line = send(f"{begin}{X}Authorization: Bearer {key}\\r\\n\\r\\n".encode())
print(line.makefile("rb").read().partition(b"\\r\\n\\r\\n")[2].decode())
"""
SPELLINGS = {
    "hex": "print(key.encode().hex())",
    "upper_hex": "print(key.encode().hex().upper())",
    "url": "print(''.join(f'%{ord(c):02X}' for c in key))",
    "json": "print(''.join(f'\\\\u{ord(c):04x}' for c in key))",
    "some_json": "print(key.replace('-', '\\\\u002d'))",
    "backslash_x": "print(''.join(f'\\\\x{ord(c):02x}' for c in key))",
    "html": "print(''.join(f'&#{ord(c)};' for c in key))",
    "utf_16": "sys.stdout.buffer.write(key.encode('utf-16'))",
    "utf_16_big": "sys.stdout.buffer.write(key.encode('utf-16-be'))",
    "base64url": "print(base64.urlsafe_b64encode(b'>>?' + key.encode()).decode())",
    "reversed_pair": "print('Basic ' + base64.b64encode(f'{key}:user'.encode()).decode())",
    "pair": "print('Basic ' + base64.b64encode(f'user:{key}'.encode()).decode())",
    "first_half": "print(key[:len(key) // 2])",
    "two_halves": "print(key[:15]); print(key[15:])",
    "late_cut": "print(key[:30] + ' ' + key[30:])",
    "middle": "print('x' * 400000 + key + 'y' * 400000)",
    "stderr": "print(key.encode().hex(), file=sys.stderr)",
    "file": "os.mkdir('out'); open('out/a', 'wb').write(key.encode('utf-16'))",
    "gzip_file": "os.mkdir('out'); open('out/a.gz', 'wb').write(gzip.compress(b'x' * 5000 + key.encode()))",
    "file_name": "os.mkdir('out'); open('out/' + key, 'w')",
}
PLACES = {
    "header_name": SENT.replace("{X}", "X-{key}: 1\\r\\n"),
    "header_value": SENT.replace("{X}", "X-A: {key.encode().hex()}\\r\\n"),
    "method": SENT.replace('begin = "GET ', 'begin = f"{key} ').replace("{X}", ""),
    "user_info": SENT.replace('begin = "GET /', 'begin = f"GET http://{key}@x/').replace("{X}", ""),
    "parameter_name": SENT.replace("begin = ", "begin = f").replace("/list ", "/list?{key}=1 ").replace("{X}", ""),
    "trailer": SENT.replace("{X}", "Transfer-Encoding: chunked\\r\\n").replace(
        '\\r\\n\\r\\n"', '\\r\\n\\r\\n1\\r\\na\\r\\n0\\r\\nX-A: {key}\\r\\n\\r\\n"'
    ),
    "gzip_body": "print(call(body=gzip.compress(json.dumps({'a': key}).encode()), Content_Encoding='gzip'))",
}
WAYS = {name: SAY + IMPORTS + text for name, text in SPELLINGS.items()} | {
    name: IMPORTS + text for name, text in PLACES.items()
}
DIGEST = re.compile(r'"\w*sha256": "[0-9a-f]{64}"')
"""A digest may hold any six digits by chance."""
SOUND = {
    "masked": "print(key[:6] + '...' + key[-4:])",
    "length": "print(len(key))",
    "hash": "import hashlib; print(hashlib.sha256(key.encode()).hexdigest())",
    "variable": "print('STABILITY_API_KEY is set')",
}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    """The record of each program, by its name."""
    programs = [Hostile(name, text) for name, text in WAYS.items()]
    programs += [Hostile(name, SAY + text) for name, text in SOUND.items()]
    return played(tmp_path_factory.mktemp("leaks") / "tree", programs)


@pytest.mark.parametrize("name", WAYS)
def test_a_leak_is_reported(records: dict[str, Record], name: str) -> None:
    assert "key-leaked" in errors(records[name])


@pytest.mark.parametrize("name", WAYS)
def test_no_record_has_a_spelling_of_the_key_or_a_longer_piece_of_it(records: dict[str, Record], name: str) -> None:
    text = DIGEST.sub("", json.dumps(records[name], ensure_ascii=False))
    key = make_key(records[name]["name"])
    assert find(text, key) is None
    assert pieces(key).search(text) is None


@pytest.mark.parametrize("name", SOUND)
def test_what_gives_no_key_away_is_no_leak(records: dict[str, Record], name: str) -> None:
    assert [] == errors(records[name])
