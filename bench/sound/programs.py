"""The programs, written from what each request holds by the habits of each client.

`programs()` gives each as its language, the operation, a name and its text. Every one of them reads the host and its
credentials from the environment, says on stderr what failed, and ends with another status than 0 then.
"""

# ruff: noqa: E501 - whole programs

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

NOTE = {"title": "Tea", "tags": ["green", "hot"], "stars": 5}
UUID = "7b1f6c1e-90a7-4b5e-8f1a-2d4c8f0e9a11"
BOUNDARY = "----notes7MA4YWxk"
FILE = "note.txt"


@dataclass(frozen=True)
class Request:
    """What an operation's request holds. `auth` is bearer, session, basic or empty; `body` a text as it is sent."""

    operation: str
    method: str
    path: str
    auth: str = "bearer"
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""

    @property
    def writes(self) -> bool:
        """True for the download, whose answer goes to a file."""
        return self.operation == "report"


MULTIPART = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="description"\r\n\r\nA note\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{FILE}"\r\nContent-Type: text/plain\r\n\r\n'
    f"Hello\n\r\n--{BOUNDARY}--\r\n"
)
JSON = (("Content-Type", "application/json"),)
REQUESTS = {
    one.operation: one
    for one in (
        Request("create", "POST", "/notes", headers=JSON, body=json.dumps(NOTE)),
        Request("search", "GET", "/notes?tag=tea&tag=green%20leaf&limit=10&fields=id,title"),
        Request(
            "replace",
            "PUT",
            f"/notes/{UUID}",
            headers=(*JSON, ("If-Match", '"v1"'), ("X-Request-Id", "a1")),
            body=json.dumps({"title": "Tea"}),
        ),
        Request(
            "login",
            "POST",
            "/sessions",
            "",
            (("Content-Type", "application/x-www-form-urlencoded"),),
            urlencode({"username": "ada", "password": "p&s w=rd1"}),
        ),
        Request(
            "upload",
            "POST",
            "/files",
            headers=(("Content-Type", f"multipart/form-data; boundary={BOUNDARY}"),),
            body=MULTIPART,
        ),
        Request("book", "GET", f"/shelves/12/books/{quote('Café Noir')}"),
        Request("me", "GET", "/me", "session"),
        Request("account", "GET", "/account", "basic"),
        Request("events", "GET", "/events", headers=(("Accept", "text/event-stream"),)),
        Request("report", "GET", "/reports/7/file"),
    )
}


def _quoted(text: str) -> str:
    """A text in the double quotes of Python, JavaScript, Java, Go, Rust and PHP alike."""
    return json.dumps(text, ensure_ascii=False)


# --------------------------------------------------------------------------- Python

PY_AUTH = {
    "bearer": [("Authorization", "f\"Bearer {os.environ['API_KEY']}\"")],
    "session": [("Cookie", "f\"session={os.environ['SESSION']}\"")],
    "basic": [
        (
            "Authorization",
            "\"Basic \" + base64.b64encode(f\"{os.environ['USER_ID']}:{os.environ['USER_SECRET']}\".encode()).decode()",
        )
    ],
    "": [],
}


def _py_headers(one: Request) -> str:
    pairs = [(name, _quoted(value)) for name, value in one.headers] + PY_AUTH[one.auth]
    return "{" + ", ".join(f'"{name}": {value}' for name, value in pairs) + "}"


def _py_end(one: Request, body: str) -> str:
    if one.writes:
        return f'with open("out/report.bin", "wb") as file:\n    file.write({body})\n'
    return f"print({body}.decode())\n"


def python_urllib(one: Request) -> str:
    data = f"{_quoted(one.body)}.encode()" if one.body else "None"
    return f"""import base64
import os
import sys
import urllib.error
import urllib.request

request = urllib.request.Request(
    os.environ["API_HOST"] + "/v2{one.path}",
    data={data},
    headers={_py_headers(one)},
    method="{one.method}",
)
try:
    with urllib.request.urlopen(request, timeout=10) as response:
        body = response.read()
except urllib.error.HTTPError as error:
    sys.exit(f"{{error}}: {{error.read().decode()}}")
{_py_end(one, "body")}"""


def python_http_client(one: Request) -> str:
    return f"""import base64
import http.client
import os
import sys
from urllib.parse import urlsplit

where = urlsplit(os.environ["API_HOST"])
connection = http.client.HTTPConnection(where.hostname, where.port, timeout=10)
connection.request("{one.method}", "/v2{one.path}", body={f"{_quoted(one.body)}.encode()" if one.body else "None"}, headers={_py_headers(one)})
response = connection.getresponse()
body = response.read()
if response.status >= 300:
    sys.exit(f"{{response.status}} {{response.reason}}: {{body.decode()}}")
{_py_end(one, "body")}"""


PY_REQUESTS = {
    "create": f"json={NOTE!r}",
    "search": "params=[('tag', 'tea'), ('tag', 'green leaf'), ('limit', 10), ('fields', 'id,title')]",
    "replace": 'json={"title": "Tea"}, headers={"If-Match": \'"v1"\', "X-Request-Id": "a1"}',
    "login": 'data={"username": "ada", "password": "p&s w=rd1"}',
    "upload": 'data={"description": "A note"}, files={"file": ("note.txt", open("note.txt", "rb"), "text/plain")}',
    "book": "",
    "me": 'cookies={"session": os.environ["SESSION"]}',
    "account": 'auth=(os.environ["USER_ID"], os.environ["USER_SECRET"])',
    "events": 'headers={"Accept": "text/event-stream"}, stream=True',
    "report": "stream=True",
}
PY_PATHS = {"search": "/notes", "book": "/shelves/{12}/books/Café Noir"}


def python_requests(one: Request) -> str:
    path = PY_PATHS.get(one.operation, one.path)
    more = PY_REQUESTS[one.operation]
    auth = ""
    if one.auth == "bearer":
        auth = 'session.headers["Authorization"] = f"Bearer {os.environ[\'API_KEY\']}"\n'
    end = {
        "events": 'for line in response.iter_lines(decode_unicode=True):\n    if line.startswith("data:"):\n        print(line[5:].strip())\n',
        "report": 'with open("out/report.bin", "wb") as file:\n    for chunk in response.iter_content(8192):\n        file.write(chunk)\n',
    }.get(one.operation, "print(response.json())\n")
    return f"""import os

import requests

session = requests.Session()
{auth}response = session.{one.method.lower()}(f"{{os.environ['API_HOST']}}/v2{path}", timeout=10{", " + more if more else ""})
if not response.ok:
    raise SystemExit(f"{{response.status_code}}: {{response.text}}")
{end}"""


def python_requests_raw(one: Request) -> str:
    """The same with the body put together by hand, as a prepared request."""
    send = {
        "create": "data=json.dumps(" + repr(NOTE) + ")",
        "replace": "data=json.dumps({'title': 'Tea'}).encode('utf-8')",
        "login": f"data={one.body!r}",
        "upload": f"data={one.body!r}.encode()",
        "search": "params={'tag': ['tea', 'green leaf'], 'limit': '10', 'fields': 'id,title'}",
    }.get(one.operation, "")
    path = PY_PATHS["search"] if one.operation == "search" else one.path
    return f"""import base64
import json
import os
import sys

import requests

API = os.environ["API_HOST"].rstrip("/") + "/v2"


def call():
    request = requests.Request("{one.method}", API + "{path}", headers={_py_headers(one)}{", " + send if send else ""})
    with requests.Session() as session:
        response = session.send(session.prepare_request(request), timeout=(3, 30))
    if response.status_code // 100 != 2:
        print(response.status_code, response.text, file=sys.stderr)
        sys.exit(1)
    return response


if __name__ == "__main__":
    {_py_end(one, "call().content").replace(chr(10) + "    ", chr(10) + "        ")}"""


# --------------------------------------------------------------------------- JavaScript and TypeScript

JS_AUTH = {
    "bearer": [("Authorization", "`Bearer ${process.env.API_KEY}`")],
    "session": [("Cookie", "`session=${process.env.SESSION}`")],
    "basic": [
        (
            "Authorization",
            '"Basic " + Buffer.from(`${process.env.USER_ID}:${process.env.USER_SECRET}`).toString("base64")',
        )
    ],
    "": [],
}


def _js_headers(one: Request, left_out: tuple[str, ...] = ()) -> str:
    pairs = [(name, _quoted(value)) for name, value in one.headers if name not in left_out] + JS_AUTH[one.auth]
    return "{ " + ", ".join(f'"{name}": {value}' for name, value in pairs) + " }" if pairs else "{}"


def _js_end(one: Request, buffer: str) -> str:
    if one.writes:
        return f'fs.writeFileSync("out/report.bin", {buffer});'
    return f"process.stdout.write({buffer});"


JS_FETCH = {
    "create": f"body: JSON.stringify({json.dumps(NOTE)})",
    "replace": 'body: JSON.stringify({ title: "Tea" })',
    "login": 'body: new URLSearchParams({ username: "ada", password: "p&s w=rd1" })',
    "upload": "body: form",
}
JS_URL = {
    "search": 'url.searchParams.append("tag", "tea");\nurl.searchParams.append("tag", "green leaf");\nurl.searchParams.set("limit", "10");\nurl.searchParams.set("fields", ["id", "title"].join(","));\n',
}


def _fetch(one: Request, types: bool) -> str:
    path = {"search": '"/v2/notes"', "book": '`/v2/shelves/${12}/books/${encodeURIComponent("Café Noir")}`'}.get(
        one.operation, f'"/v2{one.path}"'
    )
    own = ("Content-Type",) if one.operation in ("login", "upload") else ()
    body = f",\n  {JS_FETCH[one.operation]}" if one.operation in JS_FETCH else ""
    form = (
        'const form = new FormData();\nform.append("description", "A note");\nform.append("file", new Blob([fs.readFileSync("note.txt")], { type: "text/plain" }), "note.txt");\n'
        if one.operation == "upload"
        else ""
    )
    events = 'let rest = "";\nfor await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) rest += chunk;\nfor (const line of rest.split("\\n")) if (line.startsWith("data:")) console.log(line.slice(5).trim());\n'
    end = (
        events.replace("!", "" if not types else "!", 1)
        if one.operation == "events"
        else _js_end(one, "Buffer.from(await response.arrayBuffer())") + "\n"
    )
    if types and one.operation == "events":
        end = end.replace(
            "response.body!.pipeThrough(new TextDecoderStream())",
            "response.body!.pipeThrough(new TextDecoderStream() as any) as any",
        )
    typed = ": URL" if types else ""
    return f"""import fs from "node:fs";

const url{typed} = new URL({path}, process.env.API_HOST);
{JS_URL.get(one.operation, "")}{form}const response{": Response" if types else ""} = await fetch(url, {{
  method: "{one.method}",
  headers: {_js_headers(one, own)}{body},
}});
if (!response.ok) {{
  console.error(response.status, await response.text());
  process.exit(1);
}}
{end}"""


def javascript_fetch(one: Request) -> str:
    return _fetch(one, types=False)


def ts_fetch(one: Request) -> str:
    return _fetch(one, types=True)


def javascript_http(one: Request) -> str:
    return f"""const fs = require("fs");
const http = require("http");

const body = {_quoted(one.body)};
const options = {{ method: "{one.method}", headers: {_js_headers(one)} }};
{'options.headers["Content-Length"] = Buffer.byteLength(body);' if one.body else ""}
const request = http.request(process.env.API_HOST + "/v2{one.path}", options, (response) => {{
  const chunks = [];
  response.on("data", (chunk) => chunks.push(chunk));
  response.on("end", () => {{
    const all = Buffer.concat(chunks);
    if (response.statusCode >= 400) {{
      console.error(`${{response.statusCode}} ${{all}}`);
      process.exit(1);
    }}
    {_js_end(one, "all")}
  }});
}});
request.on("error", (error) => {{
  console.error(error.message);
  process.exit(1);
}});
{"request.write(body);" if one.body else ""}
request.end();
"""


def javascript_http2(one: Request) -> str:
    return f"""import fs from "node:fs";
import http2 from "node:http2";

const session = http2.connect(process.env.API_HOST);
session.on("error", (error) => {{
  console.error(error.message);
  process.exit(1);
}});
const headers = {_js_headers(one)};
const stream = session.request({{ ":method": "{one.method}", ":path": "/v2{one.path}", ...headers }});
{f"stream.end({_quoted(one.body)});" if one.body else ""}
let status = 0;
stream.on("response", (head) => {{
  status = head[":status"];
}});
const chunks = [];
for await (const chunk of stream) chunks.push(chunk);
session.close();
const all = Buffer.concat(chunks);
if (status >= 400) {{
  console.error(status, all.toString());
  process.exitCode = 1;
}} else {{
  {_js_end(one, "all")}
}}
"""


# --------------------------------------------------------------------------- Go

GO_AUTH = {
    "bearer": '\treq.Header.Set("Authorization", "Bearer "+os.Getenv("API_KEY"))\n',
    "session": '\treq.AddCookie(&http.Cookie{Name: "session", Value: os.Getenv("SESSION")})\n',
    "basic": '\treq.SetBasicAuth(os.Getenv("USER_ID"), os.Getenv("USER_SECRET"))\n',
    "": "",
}
GO_BODY = {
    "create": (
        'payload, _ := json.Marshal(map[string]any{"title": "Tea", "tags": []string{"green", "hot"}, "stars": 5})',
        "bytes.NewReader(payload)",
        "bytes encoding/json",
    ),
    "login": (
        'form := url.Values{"username": {"ada"}, "password": {"p&s w=rd1"}}',
        "strings.NewReader(form.Encode())",
        "net/url strings",
    ),
    "upload": (
        'var buffer bytes.Buffer\n\tform := multipart.NewWriter(&buffer)\n\tform.WriteField("description", "A note")\n\tpart, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="note.txt"`}, "Content-Type": {"text/plain"}})\n\tcheck(err)\n\tcontent, err := os.ReadFile("note.txt")\n\tcheck(err)\n\tpart.Write(content)\n\tform.Close()',
        "&buffer",
        "bytes mime/multipart net/textproto",
    ),
}


def _go(one: Request, imports: str, before: str, path: str, body: str, headers: str, do: str) -> str:
    names = sorted({*imports.split(), "fmt", "io", "net/http", "os"})
    end = 'check(os.WriteFile("out/report.bin", all, 0o644))' if one.writes else "fmt.Println(string(all))"
    return f"""package main

import (
{"".join(f'	"{name}"{chr(10)}' for name in names)})

func check(err error) {{
	if err != nil {{
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}}
}}

func main() {{
{before}	req, err := http.NewRequest("{one.method}", {path}, {body})
	check(err)
{headers}{GO_AUTH[one.auth]}{do}	check(err)
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	check(err)
	if res.StatusCode >= 400 {{
		check(fmt.Errorf("%s: %s", res.Status, all))
	}}
	{end}
}}
"""


def go_client(one: Request) -> str:
    headers = "".join(f"\treq.Header.Set({_quoted(name)}, {_quoted(value)})\n" for name, value in one.headers)
    body = f"strings.NewReader({_quoted(one.body)})" if one.body else "nil"
    imports = "time" + (" strings" if one.body else "")
    do = "\tclient := &http.Client{Timeout: 10 * time.Second}\n\tres, err := client.Do(req)\n"
    return _go(one, imports, "", f'os.Getenv("API_HOST")+{_quoted("/v2" + one.path)}', body, headers, do)


def go_idioms(one: Request) -> str:
    """Values, multipart writers and path escapes, by HTTP/2 without TLS where Go has it."""
    before, body, imports = GO_BODY.get(one.operation, ("", "", ""))
    if one.body and not body:
        body, imports = f"strings.NewReader({_quoted(one.body)})", "strings"
    path = f'os.Getenv("API_HOST")+{_quoted("/v2" + one.path)}'
    if one.operation == "book":
        path, imports = 'os.Getenv("API_HOST")+"/v2/shelves/12/books/"+url.PathEscape("Café Noir")', "net/url"
    if one.operation == "search":
        before, imports = (
            'query := url.Values{"tag": {"tea", "green leaf"}}\n\tquery.Set("limit", "10")\n\tquery.Add("fields", "id,title")',
            "net/url",
        )
        path = 'os.Getenv("API_HOST")+"/v2/notes?"+query.Encode()'
    headers = "".join(
        f"\treq.Header.Add({_quoted(name)}, {'form.FormDataContentType()' if one.operation == 'upload' else _quoted(value)})\n"
        for name, value in one.headers
    )
    do = "\tprotocols := new(http.Protocols)\n\tprotocols.SetUnencryptedHTTP2(true)\n\tclient := http.Client{Transport: &http.Transport{Protocols: protocols}}\n\tres, err := client.Do(req)\n"
    return _go(one, imports, f"\t{before}\n" if before else "", path, body or "nil", headers, do)


# --------------------------------------------------------------------------- curl and other shell

SH_AUTH = {
    "bearer": '-H "Authorization: Bearer $API_KEY"',
    "session": '--cookie "session=$SESSION"',
    "basic": '-u "$USER_ID:$USER_SECRET"',
    "": "",
}


def _sh_headers(one: Request, left_out: tuple[str, ...] = ()) -> str:
    return " ".join(f"-H '{name}: {value}'" for name, value in one.headers if name not in left_out)


def _curl(*words: str) -> str:
    return " ".join(filter(None, words)) + "\n"


def curl_plain(one: Request) -> str:
    data = "--data-binary @body" if one.operation == "upload" else f"-d '{one.body}'" if one.body else ""
    before = (
        f"printf '%b' '{one.body.replace(chr(13), chr(92) + 'r').replace(chr(10), chr(92) + 'n')}' >body\ntrap 'rm -f body' EXIT\n"
        if one.operation == "upload"
        else ""
    )
    out = "-o out/report.bin" if one.writes else ""
    return (
        "#!/bin/sh\nset -eu\n"
        + before
        + _curl(
            "curl -sS --fail-with-body -X",
            one.method,
            f'"$API_HOST/v2{one.path}"',
            SH_AUTH[one.auth],
            _sh_headers(one),
            data,
            out,
        )
    )


CURL_IDIOMS = {
    "create": f"--json '{json.dumps(NOTE)}'",
    "search": "--get --data-urlencode tag=tea --data-urlencode 'tag=green leaf' -d limit=10 -d fields=id,title",
    "replace": "-X PUT --json '{\"title\": \"Tea\"}' -H 'If-Match: \"v1\"' -H 'X-Request-Id: a1'",
    "login": "--data-urlencode username=ada --data-urlencode 'password=p&s w=rd1'",
    "upload": "-F 'description=A note' -F 'file=@note.txt;type=text/plain'",
    "events": "-N -H 'Accept: text/event-stream'",
    "report": "-o out/report.bin",
}


def curl_idioms(one: Request) -> str:
    path = one.path.partition("?")[0]
    return "#!/bin/bash\nset -euo pipefail\n" + _curl(
        "curl --silent --show-error --fail-with-body --http2-prior-knowledge",
        CURL_IDIOMS.get(one.operation, ""),
        SH_AUTH[one.auth],
        f'"${{API_HOST}}/v2{path}"',
    )


def curl_checked(one: Request) -> str:
    """With the status looked at, and the arguments in an array."""
    data = "\n".join(
        f"args+=({word})"
        for word in [CURL_IDIOMS.get(one.operation, "").replace("-o out/report.bin", ""), SH_AUTH[one.auth]]
        if word
    )
    done = 'mv "$body" out/report.bin' if one.writes else 'cat "$body"'
    path = one.path.partition("?")[0]
    return f"""#!/usr/bin/env bash
set -euo pipefail
body=$(mktemp)
trap 'rm -f "$body"' EXIT
args=(--silent --show-error --max-time 20 --output "$body" --write-out '%{{http_code}}')
{data}
code=$(curl "${{args[@]}}" "$API_HOST/v2{path}")
if [[ $code -ge 400 ]]; then
  echo "HTTP $code: $(<"$body")" >&2
  exit 1
fi
{done}
"""


def curl_wget(one: Request) -> str:
    auth = {
        "bearer": '--header "Authorization: Bearer $API_KEY"',
        "session": '--header "Cookie: session=$SESSION"',
        "basic": '--auth-no-challenge --user "$USER_ID" --password "$USER_SECRET"',
        "": "",
    }[one.auth]
    headers = " ".join(f"--header '{name}: {value}'" for name, value in one.headers)
    data = "--body-file=body" if one.operation == "upload" else f"--body-data='{one.body}'" if one.body else ""
    before = (
        f"printf '%b' '{one.body.replace(chr(13), chr(92) + 'r').replace(chr(10), chr(92) + 'n')}' >body\ntrap 'rm -f body' EXIT\n"
        if one.operation == "upload"
        else ""
    )
    out = "-O out/report.bin" if one.writes else "-O -"
    return (
        "#!/bin/sh\nset -eu\n"
        + before
        + _curl(
            "wget -q --content-on-error --tries=1 --timeout=10",
            f"--method={one.method}",
            auth,
            headers,
            data,
            out,
            f'"$API_HOST/v2{one.path}"',
        )
    )


# --------------------------------------------------------------------------- PHP

PHP_AUTH = {
    "bearer": ["'Authorization: Bearer ' . getenv('API_KEY')"],
    "session": ["'Cookie: session=' . getenv('SESSION')"],
    "basic": ["'Authorization: Basic ' . base64_encode(getenv('USER_ID') . ':' . getenv('USER_SECRET'))"],
    "": [],
}


def _php(text: str) -> str:
    return _quoted(text).replace("$", "\\$")


def _php_headers(one: Request, left_out: tuple[str, ...] = ()) -> str:
    return ", ".join(
        [_php(f"{name}: {value}") for name, value in one.headers if name not in left_out] + PHP_AUTH[one.auth]
    )


def _php_end(one: Request) -> str:
    return "file_put_contents('out/report.bin', $body);" if one.writes else "echo $body, PHP_EOL;"


def php_curl(one: Request) -> str:
    fields = {
        "create": f"json_encode({_php_value(NOTE)})",
        "replace": "json_encode(['title' => 'Tea'])",
        "login": "http_build_query(['username' => 'ada', 'password' => 'p&s w=rd1'])",
        "upload": "['description' => 'A note', 'file' => new CURLFile('note.txt', 'text/plain', 'note.txt')]",
    }.get(one.operation)
    path = "'/v2/shelves/12/books/' . rawurlencode('Café Noir')" if one.operation == "book" else _php("/v2" + one.path)
    own = ("Content-Type",) if one.operation in ("login", "upload") else ()
    data = f"    CURLOPT_POSTFIELDS => {fields},\n" if fields else ""
    return f"""<?php
$curl = curl_init(getenv('API_HOST') . {path});
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 10,
    CURLOPT_CUSTOMREQUEST => '{one.method}',
    CURLOPT_HTTPHEADER => [{_php_headers(one, own)}],
{data}]);
$body = curl_exec($curl);
$status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
if ($body === false || $status >= 400) {{
    fwrite(STDERR, curl_error($curl) . " $status $body\\n");
    exit(1);
}}
{_php_end(one)}
"""


def _php_value(value: object) -> str:
    if isinstance(value, dict):
        return "[" + ", ".join(f"'{name}' => {_php_value(one)}" for name, one in value.items()) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(_php_value, value)) + "]"
    return f"'{value}'" if isinstance(value, str) else str(value)


def php_stream(one: Request) -> str:
    return f"""<?php
$context = stream_context_create(['http' => [
    'method' => '{one.method}',
    'header' => [{_php_headers(one)}],
    'content' => {_php(one.body)},
    'ignore_errors' => true,
    'timeout' => 10,
]]);
$body = file_get_contents(getenv('API_HOST') . {_php("/v2" + one.path)}, false, $context);
if ($body === false || !preg_match('#^HTTP/\\S+ 2#', $http_response_header[0])) {{
    fwrite(STDERR, ($http_response_header[0] ?? 'no answer') . " $body\\n");
    exit(1);
}}
{_php_end(one)}
"""


# --------------------------------------------------------------------------- Ruby


def _ruby_set(one: Request, left_out: tuple[str, ...] = ()) -> str:
    auth = {
        "bearer": 'request["Authorization"] = "Bearer #{ENV.fetch("API_KEY")}"\n',
        "session": 'request["Cookie"] = "session=#{ENV.fetch("SESSION")}"\n',
        "basic": 'request.basic_auth(ENV.fetch("USER_ID"), ENV.fetch("USER_SECRET"))\n',
        "": "",
    }[one.auth]
    return (
        "".join(f"request[{_quoted(name)}] = {_quoted(value)}\n" for name, value in one.headers if name not in left_out)
        + auth
    )


def ruby_net_http(one: Request) -> str:
    end = 'File.binwrite("out/report.bin", response.body)' if one.writes else "puts response.body"
    return f"""require "net/http"

uri = URI(ENV.fetch("API_HOST") + {_quoted("/v2" + one.path)})
request = Net::HTTP::{one.method.capitalize()}.new(uri)
{_ruby_set(one)}{f"request.body = {_quoted(one.body)}" if one.body else ""}
response = Net::HTTP.start(uri.hostname, uri.port, read_timeout: 10) {{ |http| http.request(request) }}
abort "#{{response.code}} #{{response.body}}" unless response.is_a?(Net::HTTPSuccess)
{end}
"""


def ruby_idioms(one: Request) -> str:
    body = {
        "create": "request.body = JSON.generate(title: 'Tea', tags: %w[green hot], stars: 5)\n",
        "replace": "request.body = { title: 'Tea' }.to_json\n",
        "login": "request.set_form_data('username' => 'ada', 'password' => 'p&s w=rd1')\n",
        "upload": "request.set_form([['description', 'A note'], ['file', File.open('note.txt'), { filename: 'note.txt', content_type: 'text/plain' }]], 'multipart/form-data')\n",
    }.get(one.operation, "")
    path = _quoted("/v2" + one.path)
    query = ""
    if one.operation == "search":
        path, query = (
            '"/v2/notes"',
            "uri.query = URI.encode_www_form([['tag', 'tea'], ['tag', 'green leaf'], ['limit', 10], ['fields', 'id,title']])\n",
        )
    if one.operation == "book":
        path = '"/v2/shelves/12/books/#{ERB::Util.url_encode("Café Noir")}"'
    own = ("Content-Type",) if one.operation in ("login", "upload") else ()
    end = (
        "  File.open('out/report.bin', 'wb') { |file| response.read_body { |part| file.write(part) } }\n"
        if one.writes
        else "  puts response.read_body\n"
    )
    return f"""# frozen_string_literal: true

require "erb"
require "json"
require "net/http"
require "uri"

uri = URI.join(ENV.fetch("API_HOST"), {path})
{query}request = Net::HTTP::{one.method.capitalize()}.new(uri.request_uri)
{_ruby_set(one, own)}{body}http = Net::HTTP.new(uri.host, uri.port)
http.request(request) do |response|
  unless response.code.start_with?("2")
    warn "#{{response.code}}: #{{response.body}}"
    exit 1
  end
{end}end
"""


# --------------------------------------------------------------------------- Java and Rust


def _java_headers(one: Request, call: str) -> str:
    auth = {
        "bearer": f'    {call}("Authorization", "Bearer " + System.getenv("API_KEY"));\n',
        "session": f'    {call}("Cookie", "session=" + System.getenv("SESSION"));\n',
        "basic": f'    {call}("Authorization", "Basic " + java.util.Base64.getEncoder().encodeToString((System.getenv("USER_ID") + ":" + System.getenv("USER_SECRET")).getBytes()));\n',
        "": "",
    }[one.auth]
    return "".join(f"    {call}({_quoted(name)}, {_quoted(value)});\n" for name, value in one.headers) + auth


def java(one: Request) -> str:
    """By HttpClient for one half, which asks for HTTP/2, and by HttpURLConnection for the other."""
    end = (
        'java.nio.file.Files.write(java.nio.file.Path.of("out/report.bin"), body);'
        if one.writes
        else "System.out.write(body);\n    System.out.flush();"
    )
    if list(REQUESTS).index(one.operation) % 2:
        out = (
            f'    connection.setDoOutput(true);\n    try (var out = connection.getOutputStream()) {{\n      out.write({_quoted(one.body)}.getBytes("UTF-8"));\n    }}\n'
            if one.body
            else ""
        )
        return f"""import java.net.HttpURLConnection;
import java.net.URL;

public class Main {{
  public static void main(String[] args) throws Exception {{
    HttpURLConnection connection = (HttpURLConnection) new URL(System.getenv("API_HOST") + {_quoted("/v2" + one.path)}).openConnection();
    connection.setRequestMethod("{one.method}");
    connection.setReadTimeout(10_000);
{_java_headers(one, "connection.setRequestProperty")}{out}    int status = connection.getResponseCode();
    if (status >= 400) {{
      System.err.println(status + " " + new String(connection.getErrorStream().readAllBytes()));
      System.exit(1);
    }}
    byte[] body = connection.getInputStream().readAllBytes();
    {end}
  }}
}}
"""
    publisher = (
        f"HttpRequest.BodyPublishers.ofString({_quoted(one.body)})"
        if one.body
        else "HttpRequest.BodyPublishers.noBody()"
    )
    return f"""import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class Main {{
  public static void main(String[] args) throws Exception {{
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(System.getenv("API_HOST") + {_quoted("/v2" + one.path)}));
    builder.timeout(Duration.ofSeconds(10)).method("{one.method}", {publisher});
{_java_headers(one, "builder.header")}    HttpResponse<byte[]> response = HttpClient.newHttpClient().send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
    byte[] body = response.body();
    if (response.statusCode() >= 400) {{
      System.err.println(response.statusCode() + " " + new String(body));
      System.exit(1);
    }}
    {end}
  }}
}}
"""


def rust(one: Request) -> str:
    """By a socket: its standard library has no client."""
    lines = "".join(f"    head += {_rust(f'{name}: {value}' + chr(13) + chr(10))};\n" for name, value in one.headers)
    auth = {
        "bearer": '    head += &format!("Authorization: Bearer {}\\r\\n", env::var("API_KEY").expect("API_KEY is not set"));\n',
        "session": '    head += &format!("Cookie: session={}\\r\\n", env::var("SESSION").expect("SESSION is not set"));\n',
        "basic": '    let pair = format!("{}:{}", env::var("USER_ID").expect("USER_ID is not set"), env::var("USER_SECRET").expect("USER_SECRET is not set"));\n    head += &format!("Authorization: Basic {}\\r\\n", base64(pair.as_bytes()));\n',
        "": "",
    }[one.auth]
    base64 = (
        """
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let number = (0..3).fold(0u32, |sum, at| sum << 8 | u32::from(*part.get(at).unwrap_or(&0)));
        for at in 0..4 {
            text.push(if at <= part.len() { SIGNS[(number >> (18 - 6 * at) & 63) as usize] as char } else { '=' });
        }
    }
    text
}
"""
        if one.auth == "basic"
        else ""
    )
    end = (
        'std::fs::write("out/report.bin", body).unwrap();'
        if one.writes
        else "std::io::stdout().write_all(body).unwrap();"
    )
    return f"""use std::env;
use std::io::{{Read, Write}};
use std::net::TcpStream;
{base64}
fn main() {{
    let host = env::var("API_HOST").expect("API_HOST is not set");
    let address = host.trim_start_matches("http://");
    let body = {_rust(one.body)};
    let mut head = format!("{one.method} {{}} HTTP/1.1\\r\\nHost: {{}}\\r\\nConnection: close\\r\\nContent-Length: {{}}\\r\\n", {_rust("/v2" + one.path)}, address, body.len());
{lines}{auth}    head += "\\r\\n";
    let mut stream = TcpStream::connect(address).expect("no connection");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\\r\\n\\r\\n").expect("no head");
    let body = &answer[end + 4..];
    if !answer.starts_with(b"HTTP/1.1 2") {{
        eprintln!("{{}}", String::from_utf8_lossy(&answer));
        std::process::exit(1);
    }}
    {end}
}}
"""


def _rust(text: str) -> str:
    return _quoted(text)


WAYS: dict[str, list[Callable[[Request], str]]] = {
    "python": [python_requests, python_requests_raw, python_urllib, python_http_client],
    "javascript": [javascript_fetch, javascript_http, javascript_http2],
    "ts": [ts_fetch],
    "go": [go_client, go_idioms],
    "curl": [curl_plain, curl_idioms, curl_checked, curl_wget],
    "php": [php_curl, php_stream],
    "ruby": [ruby_net_http, ruby_idioms],
    "java": [java],
    "rust": [rust],
}
MODULES = {"javascript_fetch", "javascript_http2"}


def programs() -> Iterator[tuple[str, str, str, str, str]]:
    """Each program: its language, its operation, the name of the way, its extension, its text."""
    for language, ways in WAYS.items():
        for way in ways:
            name = way.__name__.removeprefix(f"{language}_")
            extension = {
                "python": "py",
                "curl": "sh",
                "ruby": "rb",
                "rust": "rs",
                "javascript": "mjs" if way.__name__ in MODULES else "js",
            }.get(language, language)
            for one in REQUESTS.values():
                yield language, one.operation, name, extension, way(one)
