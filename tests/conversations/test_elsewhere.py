"""Programs whose answers lead elsewhere: uploads, files of another host, redirects; and twins that go wrong there."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults.test_proxy_guard import free_range
from support.copies import LANGUAGES, Edits, codes, copied, programs, tree_with
from support.runs import run

from harness.scenarios import BUNDLED

TREE = Path(__file__).parent / "elsewhere"
SCENARIOS = tuple(one.name for one in BUNDLED if one.name not in ("slow", "hang"))
LEAKED: dict[str, Edits] = {
    "python/upload.py": (("data=file, timeout", 'data=file, headers={"Authorization": f"Bearer {key}"}, timeout'),),
    "ts/upload.ts": (('{ method: "PUT",', '{ method: "PUT", headers: { Authorization: `Bearer ${key}` },'),),
    "go/upload.go": (('made.UploadURL, "", file', "made.UploadURL, key, file"),),
    "curl/upload.sh": (("$send --upload", '$send --header "Authorization: Bearer $KEY" --upload'),),
}
FOLLOWED: dict[str, Edits] = {
    "python/item.py": (("allow_redirects=False, ", ""),),
    "ts/item.ts": (('redirect: "manual", ', ""),),
    "go/item.go": (("if req.URL.Host != via[0].URL.Host", "if len(via) > 9"),),
    "curl/item.sh": (('$($get "$target")', '$($get --header "X-Api-Key: $KEY" "$target")'),),
}
CHANGED: dict[str, Edits] = {
    "python/note.py": (
        ("follow_redirects=True", "follow_redirects=False"),
        (
            "    )\n    response.raise",
            "    )\n    if response.is_redirect:\n"
            '        response = httpx.get(response.headers["Location"], timeout=5)\n    response.raise',
        ),
    ),
    "ts/note.ts": (
        ("const response", "let response"),
        ("body: JSON", 'redirect: "manual",\n    body: JSON'),
        (
            "  if (!response.ok)",
            "  if (response.status === 307) response = await fetch(response.headers.get('Location')!);\n"
            "  if (!response.ok)",
        ),
    ),
    "go/note.go": (
        (
            "Timeout: 5 * time.Second}",
            "Timeout: 5 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {\n"
            "\t\treturn http.ErrUseLastResponse\n\t}}",
        ),
        (
            "\tdefer resp",
            '\tif resp.StatusCode == 307 {\n\t\tresp, err = client.Get(resp.Header.Get("Location"))\n'
            "\t\tif err != nil {\n\t\t\tlog.Fatal(err)\n\t\t}\n\t}\n\tdefer resp",
        ),
    ),
    "curl/note.sh": (
        (
            "note=$(curl --silent --show-error --fail-with-body --max-time 5 --location",
            'new=$(curl --silent --write-out "%{redirect_url}" --output /dev/null --json \'{"text": "hello"}\' \\\n'
            '  --header "Authorization: Bearer $KEY" "$HOST/v1/notes")\n'
            "note=$(curl --silent --show-error --fail-with-body --max-time 5",
        ),
        (""" --json '{"text": "hello"}' "$HOST/v1/notes") || {""", ' "$new") || {'),
    ),
}
METHOD: dict[str, Edits] = {
    "python/upload.py": (("requests.put(", "requests.delete("),),
    "ts/upload.ts": (('method: "PUT"', 'method: "DELETE"'),),
    "go/upload.go": (('send("PUT"', 'send("DELETE"'),),
    "curl/upload.sh": (("--upload-file ../table.csv", "--request DELETE"),),
}
BYTES: dict[str, Edits] = {
    "python/upload.py": (("data=file, ", "data=file.read()[1:], "),),
    "ts/upload.ts": (('await readFile("../table.csv")', '(await readFile("../table.csv")).toString("base64")'),),
    "go/upload.go": (('"", file)', '"", file[:1])'),),
    "curl/upload.sh": (("--upload-file ../table.csv", "--request PUT --data @../table.csv"),),
}
UNKNOWN: dict[str, Edits] = {
    "python/upload_form.py": (('data=upload["fields"], ', ""),),
    "python/upload.py": (('made["upload_url"]', 'made["upload_url"].partition("?")[0]'),),
    "ts/upload.ts": (("send(made.upload_url", "send(decodeURIComponent(made.upload_url)"),),
}
SWALLOWED: dict[str, Edits] = {
    "python/upload.py": (("if not stored.ok", "if stored.status_code >= 500"),),
    "ts/upload.ts": (("await send(made.upload_url", "await fetch(made.upload_url"),),
}
TABLES = (
    ("key-leaked", "success", LEAKED),
    ("key-leaked", "redirected-away", FOLLOWED),
    ("redirect-changed", "redirected", CHANGED),
    ("redirect-changed", "redirected-away", CHANGED),
    ("method", "success", METHOD),
    ("file-bytes", "success", BYTES),
    ("chained-value", "success", UNKNOWN),
    ("error-swallowed", "upload-refused", SWALLOWED),
)
ROWS = [(code, scenario, name, edits) for code, scenario, table in TABLES for name, edits in table.items()]


@pytest.mark.xdist_group("elsewhere")
def test_sound_programs_get_no_finding_in_any_scenario(tmp_path: Path) -> None:
    found = run(copied(TREE, tmp_path / "tree"), *SCENARIOS, jobs=8)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    assert {"passed"} == {record["verdict"] for record in found.values()}
    assert len(programs(TREE)) == sum(name.endswith("/success") for name in found)
    assert 9 == sum(name.endswith("/redirected-away") for name in found)
    assert 5 == sum(name.endswith("/upload-refused") for name in found)


@pytest.mark.parametrize(
    ("code", "scenario", "name", "edits"), ROWS, ids=[f"{code}-{scenario}-{name}" for code, scenario, name, _ in ROWS]
)
def test_a_program_that_goes_wrong_where_an_answer_leads_is_named_first(
    code: str, scenario: str, name: str, edits: Edits, tmp_path: Path
) -> None:
    (record,) = run(tree_with(TREE, tmp_path / "tree", name, edits), scenario).values()
    assert [code] == codes(record)[:1], record["findings"]
    assert record["findings"][0]["line"] is not None


@pytest.mark.parametrize("table", [LEAKED, FOLLOWED, CHANGED, METHOD, BYTES])
def test_there_is_such_a_program_in_every_language(table: dict[str, Edits]) -> None:
    assert LANGUAGES == {name.partition("/")[0] for name in table}


def test_what_a_client_does_with_body_and_key_is_recorded(tmp_path: Path) -> None:
    (record,) = run(tree_with(TREE, tmp_path / "tree", "go/note.go", ()), "redirected-away").values()
    first, then = (one["request"] for one in record["exchanges"])
    assert [307, 201] == [one["response"]["status"] for one in record["exchanges"]]
    assert first["body"] == then["body"]
    sent = [{name.lower(): value for name, value in one["headers"]} for one in (first, then)]
    assert ["Bearer [key]", None] == [one.get("authorization") for one in sent]
    assert ["127.0.0.1", "localhost"] == [one["host"].partition(":")[0] for one in sent]


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (307, "POST"), (308, "POST")])
def test_each_status_is_played_as_the_document_declares_it(status: int, method: str, tmp_path: Path) -> None:
    root = tree_with(TREE, tmp_path / "tree", "python/note.py", ())
    document = (root / "store.yaml").read_text("utf-8")
    (root / "store.yaml").write_text(document.replace('"307": &moved', f'"{status}": &moved'), "utf-8")
    (record,) = run(root, "redirected").values()
    assert [] == record["findings"]
    assert ["POST", method] == [one["request"]["method"] for one in record["exchanges"]]
    assert [status, 201 if method == "POST" else 405] == [one["response"]["status"] for one in record["exchanges"]]


def test_after_303_a_get_has_the_answer(tmp_path: Path) -> None:
    edits = (
        (
            'httpx.post(\n        os.environ["HOST"] + "/v1/notes"',
            'httpx.post(\n        os.environ["HOST"] + "/v1/orders"',
        ),
    )
    root = tree_with(TREE, tmp_path / "tree", "python/note.py", edits)
    settings = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(settings.replace('"makeNote"', '"makeOrder"'), "utf-8")
    (record,) = run(root, "redirected").values()
    assert [] == record["findings"]
    assert ["POST", "GET"] == [one["request"]["method"] for one in record["exchanges"]]
    assert "n_1" == record["outcome"]["stdout"].strip()


def test_languages_that_print_an_address_agree_whatever_the_port_of_their_mock_is(tmp_path: Path) -> None:
    root = tree_with(TREE, tmp_path / "tree", "python/upload.py", (('made["id"]', "response.text"),))
    text = (TREE / "curl" / "upload.sh").read_text("utf-8")
    printing = text.replace('echo "$made" | jq --raw-output .id', 'echo "$made"')
    (root / "curl" / "upload.sh").write_text(printing, "utf-8")
    settings = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(settings.replace("compare = false\n", ""), "utf-8")
    found = run(root, "success")
    assert 2 == len({record["outcome"]["stdout"] for record in found.values()})
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}


@pytest.mark.parametrize("name", ["python/upload.py", "ts/upload.ts", "go/upload.go", "curl/upload.sh", "ts/item.ts"])
def test_the_second_host_is_there_without_namespaces_too(name: str, tmp_path: Path) -> None:
    root = tree_with(TREE, tmp_path / "tree", name, ())
    settings = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(f'ports = "{free_range()}"\n{settings}', "utf-8")
    (record,) = run(root, "redirected-away" if "item" in name else "success").values()
    assert [] == record["findings"]
    assert 2 == len(record["exchanges"])


HOSTS = {
    "python/upload.py": "{os.environ['HOST']}",
    "ts/upload.ts": "${process.env.HOST}",
    "go/upload.go": 'os.Getenv("HOST")+"',
    "curl/upload.sh": "$HOST",
}
"""Where each program takes its host."""


@pytest.mark.parametrize("name", HOSTS)
def test_a_program_that_names_its_host_uploads_to_another_name(name: str, tmp_path: Path) -> None:
    named = "https://api.store.invalid"
    edits = ((HOSTS[name], f'"{named}' if name.startswith("go") else named),)
    root = tree_with(TREE, tmp_path / "tree", name, edits)
    settings = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(settings.replace('host_env = "HOST"', "hard_coded_hosts = true"), "utf-8")
    (record,) = run(root, "success").values()
    assert [] == record["findings"]
    assert [named, "https://elsewhere.invalid"] == [one["request"]["origin"] for one in record["exchanges"]]
