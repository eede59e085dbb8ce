"""Whole programs by other clients than the bundled ones: what they send and write is the same."""

from __future__ import annotations

from dataclasses import dataclass

from bench.variants import Rule


@dataclass(frozen=True)
class Call:
    """What a program sends, and what it does with the answer."""

    program: str
    """`v1/get_balance`."""
    method: str
    path: str
    body: str = ""
    """JSON; or `upscale`, the one form."""
    accept: str = ""
    bearer: bool = True
    writes: str = ""
    """The file for an image that is the answer itself; with `{index}` in it for images in JSON. Empty prints."""


V1_TEXT = """{"cfg_scale": 7, "clip_guidance_preset": "FAST_BLUE", "height": 512, "width": 512, "samples": 1,
"steps": 30, "text_prompts": [{"text": "A lighthouse on a cliff at dawn"}]}"""
ALPHA_TEXT = V1_TEXT.replace("30", "50").replace('dawn"', 'dawn", "weight": 1')
ENGINE = "generation/stable-diffusion-v1-5"

BALANCE = Call("v1/get_balance", "GET", "/v1/user/balance")
ENGINES = Call("v1beta/list_engines", "GET", "/v1beta/engines/list")
ACCOUNT = Call("v1alpha/get_account", "GET", "/v1alpha/user/account", bearer=False)
PNG = Call(
    "v1alpha/text_to_image", "POST", f"/v1alpha/{ENGINE}/text-to-image", ALPHA_TEXT, "image/png", False,
    "out/v1alpha_txt2img.png",
)  # fmt: skip
JSON = Call(
    "v1/text_to_image", "POST", f"/v1/{ENGINE}/text-to-image", V1_TEXT, "application/json", True,
    "out/v1_txt2img_{index}.png",
)  # fmt: skip
FORM = Call(
    "v1/upscale_image", "POST", "/v1/generation/esrgan-v1-x2plus/image-to-image/upscale", "upscale", "image/png", True,
    "out/v1_upscaled_image.png",
)  # fmt: skip
CALLS = (BALANCE, ENGINES, ACCOUNT, PNG, JSON, FORM)
BOUNDARY = "----=_a.boundary(of'its)own"


# --------------------------------------------------------------------------- Python

PYTHON_CALLS = {
    "urllib": (
        "import http.client\nimport urllib.error\nimport urllib.request",
        "(OSError, http.client.HTTPException)",
        """    request = urllib.request.Request(url, data=data, headers=headers, method=METHOD)
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read()""",
    ),
    "http-client": (
        "import http.client\nfrom urllib.parse import urlsplit",
        "(OSError, http.client.HTTPException)",
        """    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=15)
    connection.request(METHOD, parts.path, data, headers)
    answer = connection.getresponse()
    status, body = answer.status, answer.read()""",
    ),
    "http-client-chunked": (
        "import http.client\nfrom urllib.parse import urlsplit",
        "(OSError, http.client.HTTPException)",
        """    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=15)
    connection.request(METHOD, parts.path, data and iter([data[:40], data[40:]]), headers)
    answer = connection.getresponse()
    status, body = answer.status, answer.read()""",
    ),
    "httpx": (
        "import httpx",
        "httpx.HTTPError",
        """    answer = httpx.request(METHOD, url, content=data, headers=headers, timeout=15)
    status, body = answer.status_code, answer.content""",
    ),
    "session": (
        "import requests",
        "requests.RequestException",
        """    with requests.Session() as session:
        session.headers.update(headers)
        answer = session.request(METHOD, url, data=data, timeout=(3.05, 15))
    status, body = answer.status_code, answer.content""",
    ),
}


def python(call: Call, client: str) -> str:
    """The program in Python."""
    imports, errors, send = PYTHON_CALLS[client]
    auth = 'f"Bearer {key}"' if call.bearer else "key"
    lines = [
        f"import base64\nimport json\nimport os\nimport sys\nfrom pathlib import Path\n{imports}\n",
        'url = os.environ.get("API_HOST", "https://api.stability.ai") + ' + f'"{call.path}"',
        'key = os.environ.get("STABILITY_API_KEY")',
        'if not key:\n    print("STABILITY_API_KEY is not set", file=sys.stderr)\n    sys.exit(2)',
        f'headers = {{"authorization": {auth}}}\ndata = None\nMETHOD = "{call.method}"',
    ]
    if call.accept:
        lines.append(f'headers["accept"] = "{call.accept}"')
    if call.body == "upscale":
        lines.append(_python_form())
    elif call.body:
        lines.append('headers["content-type"] = "application/json"')
        lines.append(f'data = json.dumps(json.loads("""{call.body}""")).encode()')
    lines += [
        f"try:\n{send}\nexcept {errors} as error:\n    sys.exit(f'Request failed: {{error!r}}')",
        "if status != 200:\n    sys.exit(f'HTTP {status}: ' + body.decode('utf-8', 'replace'))",
        _python_end(call),
    ]
    return "\n".join(lines) + "\n"


def _python_form() -> str:
    return f'''boundary = "{BOUNDARY}"
headers["content-type"] = f'multipart/form-data; boundary="{{boundary}}"'
image = Path("../init_image.png").read_bytes()
data = (
    f'--{{boundary}}\\r\\ncontent-disposition: form-data; name="width"\\r\\n\\r\\n1024\\r\\n'
    f'--{{boundary}}\\r\\nContent-Type: image/png\\r\\n'
    'Content-Disposition: form-data; filename="init_image.png"; name="image"\\r\\n\\r\\n'
).encode() + image + f"\\r\\n--{{boundary}}--\\r\\n".encode()'''


def _python_end(call: Call) -> str:
    if not call.writes:
        return (
            "try:\n    answer = json.loads(body)\nexcept ValueError as error:\n    sys.exit(f'Bad answer: {error}')\n"
            "print(json.dumps(answer, sort_keys=True))"
        )
    if "{index}" not in call.writes:
        return (
            'os.makedirs("out", exist_ok=True)\n'
            f'with open("{call.writes}.part", "wb") as file:\n    file.write(body)\n'
            f'os.replace("{call.writes}.part", "{call.writes}")\nprint("written: {call.writes}")'
        )
    return f"""try:
    images = [base64.b64decode(one["base64"], validate=True) for one in json.loads(body)["artifacts"]]
except (KeyError, TypeError, ValueError) as error:
    sys.exit(f"Bad answer: {{error!r}}")
Path("out").mkdir(exist_ok=True)
for index, image in enumerate(images):
    with open(f"{call.writes}", "wb") as file:
        file.write(image)
    print("written:", file.name)"""


# --------------------------------------------------------------------------- TypeScript

TS_CALLS = {
    "node-http": (
        'import http from "node:http";\nimport https from "node:https";',
        """  [status, body] = await new Promise<[number, Buffer]>((resolve, reject) => {
    const agent = url.startsWith("https:") ? https : http;
    const request = agent.request(url, { method, headers, timeout: 15_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve([answer.statusCode ?? 0, Buffer.concat(chunks)]));
    });
    request.on("timeout", () => request.destroy(new Error("no answer within 15 s")));
    request.on("error", reject);
    if (data) {
      request.write(data.subarray(0, 30));
      request.write(data.subarray(30));
    }
    request.end();
  });""",
    ),
    "axios": (
        'import axios from "axios";',
        """  const answer = await axios.request({
    url, method, headers, data, timeout: 15_000, responseType: "arraybuffer", validateStatus: () => true,
  });
  [status, body] = [answer.status, Buffer.from(answer.data)];""",
    ),
    "undici": (
        'import { request } from "undici";',
        """  const limits = { headersTimeout: 15_000, bodyTimeout: 15_000 };
  const answer = await request(url, { method, headers, body: data, ...limits });
  [status, body] = [answer.statusCode, Buffer.from(await answer.body.arrayBuffer())];""",
    ),
    "fetch-request": (
        "",
        """  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 15_000);
  const answer = await fetch(new Request(url, { method, headers, body: data, signal: controller.signal }));
  [status, body] = [answer.status, Buffer.from(await answer.arrayBuffer())];
  clearTimeout(timer);""",
    ),
}


def ts(call: Call, client: str) -> str:
    """The program in TypeScript."""
    imports, send = TS_CALLS[client]
    auth = "`Bearer ${key}`" if call.bearer else "key"
    lines = [
        f'import fs from "node:fs";\n{imports}',
        f'const url = (process.env["API_HOST"] ?? "https://api.stability.ai") + "{call.path}";',
        'const key = process.env["STABILITY_API_KEY"] ?? "";',
        'if (key === "") {\n  console.error("STABILITY_API_KEY is not set");\n  process.exit(2);\n}',
        f'const method = "{call.method}";\nconst headers: Record<string, string> = {{ authorization: {auth} }};',
        "let data: Buffer | undefined;",
    ]
    if call.accept:
        lines.append(f'headers["accept"] = "{call.accept}";')
    if call.body == "upscale":
        lines.append(_ts_form())
    elif call.body:
        lines.append('headers["content-type"] = "application/json; charset=utf-8";')
        lines.append(f"data = Buffer.from(JSON.stringify({call.body}));")
    lines += [
        "let status: number;\nlet body: Buffer;\ntry {",
        send,
        "} catch (error) {\n  console.error(`Request failed: ${error}`);\n  process.exit(1);\n}",
        "if (status !== 200) {\n  console.error(`HTTP ${status}`);\n  console.error(body.toString());\n"
        "  process.exit(1);\n}",
        _ts_end(call),
    ]
    return "\n".join(lines) + "\n"


def _ts_form() -> str:
    return f"""const boundary = "{BOUNDARY}";
headers["content-type"] = `multipart/form-data; boundary="${{boundary}}"`;
data = Buffer.concat([
  Buffer.from(
    `--${{boundary}}\\r\\nContent-Disposition: form-data; name=width\\r\\n\\r\\n1024\\r\\n--${{boundary}}\\r\\n` +
      'content-disposition: form-data; name="image"; filename="init_image.png"\\r\\n' +
      "content-type: image/png\\r\\n\\r\\n",
  ),
  fs.readFileSync("../init_image.png"),
  Buffer.from(`\\r\\n--${{boundary}}--\\r\\n`),
]);"""


def _ts_end(call: Call) -> str:
    if not call.writes:
        return (
            "try {\n  console.dir(JSON.parse(body.toString()), { depth: null });\n} catch (error) {\n"
            "  console.error(`Bad answer: ${(error as Error).message}`);\n  process.exit(1);\n}"
        )
    if "{index}" not in call.writes:
        return (
            f'fs.mkdirSync("out", {{ recursive: true }});\nfs.writeFileSync("{call.writes}", body);\n'
            f'console.log("written: {call.writes}");'
        )
    name = call.writes.replace("{index}", "${index}")
    return f"""let images: Buffer[];
try {{
  images = JSON.parse(body.toString()).artifacts.map((one: any) => Buffer.from(one.base64, "base64"));
}} catch (error) {{
  console.error("The answer is not what was expected:", (error as Error).name);
  process.exit(1);
}}
fs.mkdirSync("out", {{ recursive: true }});
images.forEach((image, index) => fs.writeFileSync(`{name}`, image));"""


# --------------------------------------------------------------------------- a shell with wget


def wget(call: Call) -> str:
    """The program as a shell script by wget, which tells an error of the server by exit status 8."""
    auth = f"Authorization: {'Bearer ' if call.bearer else ''}$STABILITY_API_KEY"
    lines = [
        "#!/bin/sh\nset -u",
        'if [ -z "${STABILITY_API_KEY-}" ]; then\n  echo "STABILITY_API_KEY is not set" >&2\n  exit 2\nfi',
        "tmp=$(mktemp -d)\ntrap 'rm -rf \"$tmp\"' EXIT",
        f'set -- --header "{auth}"',
    ]
    if call.accept:
        lines.append('set -- "$@" --header "Accept: image/png"')
    if call.body == "upscale":
        lines.append("""{
  printf '%s\\r\\n' '--x-y-z' 'Content-Disposition: form-data; name="width"' '' 1024 '--x-y-z'
  printf '%s\\r\\n' 'Content-Disposition: form-data; name="image"; filename="init_image.png"'
  printf '%s\\r\\n' 'Content-Type: image/png' ''
  cat ../init_image.png
  printf '\\r\\n--x-y-z--\\r\\n'
} >"$tmp/form"
set -- "$@" --header "Content-Type: multipart/form-data; boundary=x-y-z" --post-file "$tmp/form\"""")
    elif call.body:
        lines.append(f"set -- \"$@\" --header 'Content-Type: application/json' --post-data '{call.body}'")
    lines.append(f"""wget -nv --tries=1 --timeout=15 --content-on-error -O "$tmp/body" -o "$tmp/log" "$@" \\
  "${{API_HOST:-https://api.stability.ai}}{call.path}"
case $? in
0) ;;
8)
  cat "$tmp/log" "$tmp/body" >&2
  exit 1
  ;;
*)
  echo "Request failed: wget ended with status $?" >&2
  cat "$tmp/log" >&2
  exit 1
  ;;
esac""")
    if call.writes:
        name = call.writes.replace("_{index}", "")
        lines.append(f'mkdir -p out\ncp "$tmp/body" {name}\necho "{name} is there"')
    else:
        lines.append('cat "$tmp/body"\necho')
    return "\n".join(lines) + "\n"


# --------------------------------------------------------------------------- all of them


def rules(clients: set[str]) -> list[Rule]:
    """A rule for each program; `clients` are those whose libraries are there."""
    found = []
    for call in CALLS:
        at = f"/{call.program}\\."
        found += [
            Rule(f"python-{name}", "python", (), at, whole=python(call, name))
            for name in PYTHON_CALLS
            if name in clients
        ]
        found += [Rule(f"ts-{name}", "ts", (), at, whole=ts(call, name)) for name in TS_CALLS if name in clients]
        if "wget" in clients:
            found.append(Rule("wget", "curl", (), at, whole=wget(call)))
    return sorted(found, key=lambda rule: (rule.kind, rule.only))
