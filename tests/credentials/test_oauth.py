"""Programs that get an access token in the usual ways get no finding; a twin with one fault is named first."""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from support.runs import Record, run
from support.trees import substitute

TREE = Path(__file__).parent / "oauth"
SCENARIOS = ("success", "success-compressed", "unauthorized", "missing-key", "token-expired", "token-refused")
"""The scenarios in which a token request matters; the others are about the API's answer."""
PROGRAMS = sorted(
    path.relative_to(TREE).as_posix() for path in TREE.glob("*/*") if path.suffix in (".py", ".ts", ".go", ".sh")
)
Fault = tuple[str, tuple[tuple[str, str], ...], str, str]
"""A sound program, what is exchanged in it, the scenario, and the code that is named first."""

FAULTS: dict[str, Fault] = {
    "grant-type-missing": (
        "python/basic.py",
        (('"grant_type": "client_credentials", ', ""),),
        "success",
        "oauth-grant",
    ),
    "grant-type-missing-curl": (
        "curl/basic.sh",
        (("-d grant_type=client_credentials -d", "-d"),),
        "success",
        "oauth-grant",
    ),
    "grant-type-of-no-flow": (
        "go/basic.go",
        (('"client_credentials"', '"client_credential"'),),
        "success",
        "oauth-grant",
    ),
    "json-for-a-form": (
        "python/basic.py",
        (('data={"grant_type"', 'json={"grant_type"'),),
        "success",
        "content-type",
    ),
    "text-for-a-form": (
        "ts/basic.ts",
        (
            (
                "'client_credentials', scope: 'orders:read' }),",
                "'client_credentials', scope: 'orders:read' }).toString(),",
            ),
        ),
        "success",
        "content-type",
    ),
    "client-missing": (
        "python/basic.py",
        (("        auth=(client_id, client_secret),\n", ""),),
        "success",
        "oauth-client",
    ),
    "client-missing-go": ("go/basic.go", (("\trequest.SetBasicAuth(id, secret)\n", ""),), "success", "oauth-client"),
    "client-missing-ts": (
        "ts/basic.ts",
        (
            (
                "      headers: { Authorization: 'Basic ' + "
                "Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64') },\n",
                "",
            ),
        ),
        "success",
        "oauth-client",
    ),
    "client-id-missing": (
        "python/body.py",
        (('        "client_id": os.environ["CLIENT_ID"],\n', ""),),
        "success",
        "oauth-client",
    ),
    "client-secret-of-its-own": (
        "curl/basic.sh",
        (('-u "$CLIENT_ID:$CLIENT_SECRET"', '-u "$CLIENT_ID:s3cret"'),),
        "success",
        "oauth-client",
    ),
    "client-twice": (
        "python/basic.py",
        (('"scope": "orders:read"', '"client_secret": client_secret'),),
        "success",
        "oauth-client",
    ),
    "get-for-post": (
        "python/basic.py",
        (("requests.post(", "requests.get("), ("        data={", "        params={")),
        "success",
        "method",
    ),
    "secret-in-the-url": (
        "curl/body.sh",
        (
            ('--data-urlencode "client_id=$CLIENT_ID"', '-d "client_id=$CLIENT_ID"'),
            ('    --data-urlencode "client_secret=$CLIENT_SECRET" -d', "    -d"),
            (
                '"https://auth.example.com/oauth/token"',
                '"https://auth.example.com/oauth/token?client_secret=$CLIENT_SECRET"',
            ),
        ),
        "success",
        "key-leaked",
    ),
    "scope-unknown": ("go/basic.go", (('"orders:read"', '"orders"'),), "success", "oauth-scope"),
    "scope-unknown-ts": ("ts/basic.ts", (("'orders:read'", "'orders'"),), "success", "oauth-scope"),
    "scope-unknown-curl": ("curl/basic.sh", (("scope=orders:read", "scope=orders"),), "success", "oauth-scope"),
    "scope-missing": ("python/basic.py", (('"orders:read"', '"orders:write"'),), "success", "oauth-scope"),
    "secret-to-the-api": (
        "python/basic.py",
        (('f"Bearer {token}"}', 'f"Bearer {token}", "X-Client": client_secret}'),),
        "success",
        "key-leaked",
    ),
    "secret-for-the-token": (
        "go/basic.go",
        (('"Bearer "+token.AccessToken', '"Bearer "+secret'),),
        "success",
        "key-leaked",
    ),
    "token-from-nowhere": (
        "ts/basic.ts",
        (("Bearer ${access_token}", "Bearer eyJhbGciOi"),),
        "success",
        "auth-missing",
    ),
    "token-in-the-url": (
        "python/basic.py",
        (('v1/orders", headers={"Authorization": f"Bearer {token}"}', 'v1/orders", params={"access_token": token}'),),
        "success",
        "auth-missing",
    ),
    "token-printed": (
        "python/basic.py",
        (("    orders = ", "    print(token)\n    orders = "),),
        "success",
        "key-leaked",
    ),
    "token-too": (
        "python/basic.py",
        (('v1/orders", headers', 'v1/orders?token={token}", headers'),),
        "success",
        "key-leaked",
    ),
    "token-without-bearer": (
        "curl/basic.sh",
        (("Authorization: Bearer $token", "Authorization: $token"),),
        "success",
        "auth-scheme",
    ),
    "verifier-missing": ("ts/code.ts", (("    code_verifier: verifier,\n", ""),), "success", "oauth-grant"),
    "verifier-of-another-challenge": (
        "python/code.py",
        (('"code_verifier": verifier', '"code_verifier": secrets.token_urlsafe(48)'),),
        "success",
        "oauth-grant",
    ),
    "redirect-uri-of-another": (
        "go/code.go",
        (('"redirect_uri":  {back}', '"redirect_uri":  {"http://localhost/"}'),),
        "success",
        "oauth-grant",
    ),
    "code-of-its-own": ("python/code.py", (('given["code"][0]', '"4/0AX4XfWh"'),), "success", "oauth-grant"),
    "password-missing": ("python/password.py", ((', "password": password', ""),), "success", "oauth-grant"),
    "password-of-its-own": ("go/password.go", (("{password}", '{"hunter2"}'),), "success", "oauth-client"),
    "refresh-token-of-its-own": (
        "ts/refresh.ts",
        (("refresh_token=${encodeURIComponent(REFRESH_TOKEN)}", "refresh_token=tGzv3JOkF0XG5Qx2TlKWIA"),),
        "success",
        "oauth-grant",
    ),
    "device-code-of-its-own": (
        "curl/device.sh",
        (('$(echo "$device" | field device_code)', "GmRhmhcxhwAzkoEq"),),
        "success",
        "oauth-grant",
    ),
    "device-asked-once": (
        "ts/device.ts",
        (("while (tokens.error === 'authorization_pending')", "while (false)"),),
        "success",
        "exit-status",
    ),
    "refusal-swallowed": (
        "python/basic.py",
        (('sys.exit(f"{error}: {error.response.text}")', "print(error)"),),
        "token-refused",
        "error-swallowed",
    ),
    "refusal-unclear": (
        "python/basic.py",
        (('sys.exit(f"{error}: {error.response.text}")', 'sys.exit("failed")'),),
        "token-refused",
        "error-unclear",
    ),
    "refusal-ignored": (
        "python/basic.py",
        (
            ("    answer.raise_for_status()\n", ""),
            ('answer.json()["access_token"]', 'answer.json().get("access_token")'),
        ),
        "token-refused",
        "request-without-key",
    ),
    "expired-token-again-and-swallowed": (
        "python/basic.py",
        (
            ("    orders.raise_for_status()\n", ""),
            (
                "timeout=8)\n    print",
                "timeout=8)\n    if orders.status_code == 401:\n        orders = requests.get(orders.url, "
                'headers={"Authorization": f"Bearer {token}"}, timeout=8)\n    print',
            ),
        ),
        "token-expired",
        "error-swallowed",
    ),
    "token-before-the-key": (
        "python/basic.py",
        (
            ("if not client_id or not client_secret:", "if not client_id:"),
            ("auth=(client_id, client_secret)", 'auth=(client_id, client_secret or "")'),
        ),
        "missing-key",
        "request-without-key",
    ),
}


@cache
def sound() -> dict[str, Record]:
    """The records of the programs as they are."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TREE, folder, dirs_exist_ok=True)
        return run(Path(folder), *SCENARIOS)


@cache
def faulty() -> dict[str, list[str]]:
    """The codes that each faulty program is told of."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(
            TREE,
            root,
            dirs_exist_ok=True,
            ignore=lambda _, names: [
                n for n in names if (TREE / "x").with_name(n).suffix in (".py", ".ts", ".go", ".sh")
            ],
        )
        settings = (root / "harness.toml").read_text("utf-8").partition("[operations]")[0]
        lines = [settings, "[operations]"]
        for name, (program, edits, _, _) in FAULTS.items():
            text = (TREE / program).read_text("utf-8")
            for old, new in edits:
                text = substitute(text, old, new, program)
            file = root / program
            file.with_stem(name).write_text(text, "utf-8")
            lines.append(f'{name} = {{operation_id = "listOrders", prints = true}}')
        (root / "harness.toml").write_text("\n".join(lines) + '\n[env]\nOAUTHLIB_INSECURE_TRANSPORT = "1"\n', "utf-8")
        scenarios = dict.fromkeys(scenario for _, _, scenario, _ in FAULTS.values())
        found = run(root, *scenarios)
    return {
        name: [one["code"] for one in found[f"v1/{name}/{program.partition('/')[0]}/{scenario}"]["findings"]]
        for name, (program, _, scenario, _) in FAULTS.items()
    }


@pytest.mark.xdist_group("oauth")
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_sound_program_gets_no_finding(program: str, scenario: str) -> None:
    language, _, name = program.partition("/")
    record = sound()[f"v1/{name.partition('.')[0]}/{language}/{scenario}"]
    assert ("passed", []) == (record["verdict"], record["findings"])


@pytest.mark.xdist_group("oauth")
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_first(name: str) -> None:
    assert FAULTS[name][3] == next(iter(faulty()[name]), "nothing"), faulty()[name]


@pytest.mark.xdist_group("oauth")
@pytest.mark.parametrize("name", FAULTS)
def test_a_token_request_is_none_of_the_api(name: str) -> None:
    assert not {"extra-request", "unknown-operation", "wrong-operation", "network-escape"} & set(faulty()[name])


@pytest.mark.xdist_group("oauth")
def test_no_token_stands_in_a_record() -> None:
    text = json.dumps(sound())
    assert "at-[key]" in text
    assert "rt-[key]" in text
    assert not [one for one in ("at-", "rt-") if one + "0" in text]
