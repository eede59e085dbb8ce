"""Programs as people write them: each asks for the balance, tells what went wrong, and ends badly after a failure.

`programs()` gives each as its language, a name and its text. All of them are sound: they differ in their client, in how
they say what failed, in their exit status, in where they keep things and in how they are laid out.
"""

# ruff: noqa: E501 - whole programs

from __future__ import annotations

from collections.abc import Iterator

PYTHON_HEAD = """\
import os
import sys
{imports}
HOST = os.environ.get("API_HOST", "https://api.stability.ai")
KEY = os.environ.get("STABILITY_API_KEY")
"""
PYTHON_CHECK = """\
if not KEY:
    sys.exit("STABILITY_API_KEY is not set")
"""
PYTHON_GET = 'requests.get(f"{HOST}/v1/user/balance", headers={"Authorization": f"Bearer {KEY}"}, timeout=10)'


def _python(imports: str, body: str, check: str = PYTHON_CHECK) -> str:
    return PYTHON_HEAD.replace("{imports}", imports) + check + body.replace("{GET}", PYTHON_GET)


PYTHON = {
    "a traceback with the server's words": _python(
        "import requests\n",
        """
response = {GET}
if response.status_code != 200:
    raise Exception("Non-200 response: " + response.text)
print(response.json())
""",
    ),
    "raise_for_status and the body": _python(
        "import requests\n",
        """
try:
    response = {GET}
    response.raise_for_status()
    print(response.json())
except requests.HTTPError as error:
    print(error, error.response.text, file=sys.stderr)
    sys.exit(4)
except requests.RequestException as error:
    print(f"could not ask: {error}", file=sys.stderr)
    sys.exit(5)
""",
    ),
    "an assertion": _python(
        "import requests\n",
        """
response = {GET}
assert response.ok, f"{response.status_code} {response.reason}: {response.text}"
print(response.text)
""",
    ),
    "a class of its own": _python(
        "import requests\n",
        """
class ApiError(Exception):
    def __init__(self, response):
        super().__init__(response.json().get("message", response.text) if "json" in response.headers.get("content-type", "") else response.text)
        self.status = response.status_code

def balance():
    response = {GET}
    if response.status_code >= 400:
        raise ApiError(response)
    return response.json()

if __name__ == "__main__":
    print(balance())
""",
    ),
    "logging": _python(
        "import logging\nimport requests\n\nlogging.basicConfig(level=logging.INFO, format='%(asctime)s %(levelname)s %(message)s')\nlog = logging.getLogger('balance')\n",
        """
log.info("asking for the balance")
try:
    response = {GET}
    if not response.ok:
        log.error("the API answered %s: %s", response.status_code, response.text)
        sys.exit(2)
    data = response.json()
except requests.RequestException:
    log.exception("the call failed")
    sys.exit(3)
log.info("done")
print(data)
""",
    ),
    "argparse": _python(
        "import argparse\nimport json\nimport requests\n",
        """
parser = argparse.ArgumentParser(description="Shows the balance")
parser.add_argument("--indent", type=int, default=2)
options = parser.parse_args()
try:
    response = {GET}
    response.raise_for_status()
except requests.HTTPError as error:
    parser.error(f"{error.response.status_code}: {error.response.text}")
except requests.RequestException as error:
    parser.exit(70, f"{parser.prog}: {error}\\n")
json.dump(response.json(), sys.stdout, indent=options.indent)
""",
        check='if not KEY:\n    print("error: set STABILITY_API_KEY first", file=sys.stderr)\n    raise SystemExit(64)\n',
    ),
    "a session": _python(
        "import requests\n",
        """
with requests.Session() as session:
    session.headers["Authorization"] = f"Bearer {KEY}"
    session.headers["Accept"] = "application/json"
    answer = session.get(HOST + "/v1/user/balance", timeout=(3, 10))
if answer.status_code // 100 != 2:
    print("Error:", answer.status_code, answer.text, file=sys.stderr)
    exit(1)
print(answer.json())
""",
    ),
    "a session that raises by a hook": _python(
        "import requests\n",
        """
def check(response, *args, **kwargs):
    if response.status_code >= 400:
        sys.exit(f"{response.request.method} {response.request.path_url}: {response.status_code} {response.text}")

session = requests.Session()
session.hooks["response"].append(check)
print(session.get(f"{HOST}/v1/user/balance", headers={"Authorization": f"Bearer {KEY}"}, timeout=10).json())
""",
    ),
    "urllib": _python(
        "import json\nimport urllib.error\nimport urllib.request\n",
        """
request = urllib.request.Request(f"{HOST}/v1/user/balance", headers={"Authorization": f"Bearer {KEY}"})
try:
    with urllib.request.urlopen(request, timeout=10) as response:
        print(json.load(response))
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
except urllib.error.URLError as error:
    sys.exit(f"could not connect: {error.reason}")
""",
    ),
    "http.client": _python(
        "import http.client\nfrom urllib.parse import urlsplit\n",
        """
parts = urlsplit(HOST)
kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
connection = kind(parts.netloc, timeout=10)
connection.request("GET", "/v1/user/balance", headers={"Authorization": "Bearer " + KEY})
response = connection.getresponse()
body = response.read().decode()
if response.status != 200:
    sys.stderr.write(f"{response.status} {response.reason}\\n{body}\\n")
    sys.exit(1)
print(body)
""",
    ),
    "a function main that returns a status": _python(
        "import requests\n",
        """
def main() -> int:
    try:
        response = {GET}
    except requests.exceptions.ConnectionError as error:
        print("connection failed:", error, file=sys.stderr)
        return 7
    except requests.exceptions.RequestException as error:
        print("request failed:", error, file=sys.stderr)
        return 8
    if response.status_code != requests.codes.ok:
        print(f"unexpected status {response.status_code}: {response.content.decode()}", file=sys.stderr)
        return 22
    print(response.json())
    return 0

sys.exit(main())
""",
    ),
    "the traceback printed": _python(
        "import traceback\nimport requests\n",
        """
try:
    response = {GET}
    if response.status_code != 200:
        raise ValueError(response.text)
    result = response.json()
except Exception:
    traceback.print_exc()
    sys.exit(1)
print(result)
""",
    ),
    "JSON of errors": _python(
        "import json\nimport requests\n",
        """
def fail(**what):
    json.dump({"error": what}, sys.stderr, ensure_ascii=False)
    raise SystemExit(3)

try:
    response = {GET}
except requests.RequestException as error:
    fail(reason=str(error))
if not response.ok:
    fail(status=response.status_code, body=response.text)
try:
    print(json.dumps(response.json(), sort_keys=True))
except ValueError as error:
    fail(reason=f"no JSON: {error}")
""",
    ),
    "raises from": _python(
        "import requests\n",
        """
try:
    response = {GET}
    response.raise_for_status()
    data = response.json()
except requests.HTTPError as error:
    raise RuntimeError(f"the API said: {error.response.text}") from error
except requests.RequestException as error:
    raise RuntimeError(f"no answer: {error}") from error
print(data)
""",
    ),
    "raises from None": _python(
        "import requests\n",
        """
try:
    response = {GET}
except requests.RequestException as error:
    raise SystemExit(f"request failed: {error}") from None
if response.status_code != 200:
    raise SystemExit(f"HTTP {response.status_code}\\n{response.text}")
print(response.json())
""",
    ),
    "warnings and a status of its own": _python(
        "import requests\n",
        """
EX_UNAVAILABLE = 69
r = {GET}
if r.status_code != 200:
    print("balance: the service said", repr(r.text), file=sys.stderr)
    sys.exit(EX_UNAVAILABLE)
print(r.json())
""",
    ),
    "a temporary file": _python(
        "import json\nimport tempfile\nimport requests\n",
        """
r = {GET}
if r.status_code != 200:
    sys.exit(r.text)
with tempfile.NamedTemporaryFile("w+", suffix=".json") as file:
    file.write(r.text)
    file.flush()
    file.seek(0)
    print(json.load(file))
""",
    ),
    "a cache in /tmp": _python(
        "import json\nimport requests\n\nCACHE = '/tmp/balance.json'\n",
        """
r = {GET}
if r.status_code != 200:
    sys.exit(f"{r.status_code}: {r.text}")
with open(CACHE, "w") as file:
    json.dump(r.json(), file)
with open(CACHE) as file:
    print(json.load(file))
os.remove(CACHE)
""",
    ),
    "threads": _python(
        "from concurrent.futures import ThreadPoolExecutor\nimport requests\n",
        """
def ask():
    r = {GET}
    if r.status_code != 200:
        raise RuntimeError(f"{r.status_code}: {r.text}")
    return r.json()

with ThreadPoolExecutor() as pool:
    print(pool.submit(ask).result())
""",
    ),
    "multiprocessing": _python(
        "import multiprocessing\nimport requests\n",
        """
def ask(queue):
    try:
        r = {GET}
        queue.put((r.status_code, r.text))
    except requests.RequestException as error:
        queue.put((0, str(error)))

if __name__ == "__main__":
    queue = multiprocessing.Queue()
    worker = multiprocessing.Process(target=ask, args=(queue,))
    worker.start()
    status, text = queue.get(timeout=20)
    worker.join()
    if status != 200:
        sys.exit(f"{status or 'no answer'}: {text}")
    print(text)
""",
    ),
    "a data class": _python(
        "from dataclasses import dataclass\nimport requests\n",
        """
@dataclass
class Client:
    host: str
    key: str

    def get(self, path: str):
        r = requests.get(self.host + path, headers={"Authorization": f"Bearer {self.key}"}, timeout=10)
        if r.status_code >= 300:
            sys.exit(f"GET {path} failed with {r.status_code}: {r.text}")
        return r.json()

print(Client(HOST, KEY).get("/v1/user/balance"))
""",
    ),
    "the key by environ": _python(
        "import requests\n",
        """
response = {GET}
if response.status_code != 200:
    raise RuntimeError(str(response.text))
print(response.json())
""",
        check='KEY = os.environ["STABILITY_API_KEY"]\nif KEY == "":\n    raise ValueError("STABILITY_API_KEY is empty")\n',
    ),
    "the key by a raise": _python(
        "import requests\n",
        """
response = {GET}
if response.status_code != 200:
    raise Exception("Non-200 response: " + str(response.text))
payload = response.json()
print(payload)
""",
        check='if KEY is None or not KEY.strip():\n    raise Exception("Missing Stability API key.")\n',
    ),
    "pretty words": _python(
        "import json\nimport requests\n",
        """
RED, OFF = ("\\033[31m", "\\033[0m")
try:
    response = {GET}
except requests.RequestException as error:
    sys.exit(f"{RED}error:{OFF} {error}")
if not response.ok:
    sys.exit(f"{RED}error:{OFF} {response.status_code} {response.text}")
print(json.dumps(response.json(), indent=4))
""",
    ),
    "match": _python(
        "import requests\n",
        """
response = {GET}
match response.status_code:
    case 200:
        print(response.json())
    case 401 | 403:
        sys.exit(f"not allowed: {response.text}")
    case status:
        sys.exit(f"status {status}: {response.text}")
""",
    ),
}

TS_HEAD = """\
const host = process.env.API_HOST ?? "https://api.stability.ai";
const key = process.env.STABILITY_API_KEY;
"""
TS_CHECK = """\
if (!key) {
  console.error("STABILITY_API_KEY is not set");
  process.exit(1);
}
"""
TS_GET = "await fetch(`${host}/v1/user/balance`, { headers: { Authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(10_000) })"


def _ts(body: str, head: str = "", check: str = TS_CHECK) -> str:
    return head + TS_HEAD + check + body.replace("{GET}", TS_GET) + ("" if "import " in head else "\nexport {};\n")


TS = {
    "throws the server's words": _ts("""
const response = {GET};
if (!response.ok) {
  throw new Error(`Non-200 response: ${await response.text()}`);
}
console.log(await response.json());
"""),
    "console.error of the error": _ts("""
try {
  const response = {GET};
  if (!response.ok) throw new Error(await response.text());
  console.log(await response.json());
} catch (error) {
  console.error("failed:", error);
  process.exit(1);
}
"""),
    "console.error of the cause": _ts("""
try {
  const response = {GET};
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  console.log(JSON.parse(text));
} catch (error: any) {
  console.error(error.message, error.cause ?? "");
  process.exitCode = 2;
}
"""),
    "a chain": _ts(
        """
fetch(`${host}/v1/user/balance`, { headers: { Authorization: `Bearer ${key}` } })
  .then(async (response) => {
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return response.json();
  })
  .then((data) => console.log(data))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
"""
    ),
    "a function main": _ts("""
async function main(): Promise<number> {
  const response = {GET};
  const body = await response.text();
  if (response.status >= 400) {
    console.error(`HTTP ${response.status} ${response.statusText}\\n${body}`);
    return 3;
  }
  console.log(JSON.stringify(JSON.parse(body)));
  return 0;
}

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error.message, error.cause?.code);
    process.exit(4);
  },
);
"""),
    "a class of its own": _ts("""
class ApiError extends Error {
  status: number;
  constructor(status: number, body: string) {
    super(`the API answered ${status}: ${body}`);
    this.name = "ApiError";
    this.status = status;
  }
}
const response = {GET};
if (!response.ok) throw new ApiError(response.status, await response.text());
console.log(await response.json());
"""),
    "node:http": _ts(
        """
const get = host.startsWith("https") ? https.get : http.get;
get(`${host}/v1/user/balance`, { headers: { Authorization: `Bearer ${key}` }, timeout: 10_000 }, (response) => {
  let body = "";
  response.setEncoding("utf8");
  response.on("data", (chunk) => (body += chunk));
  response.on("aborted", () => {
    console.error("the answer was cut off: connection reset");
    process.exit(1);
  });
  response.on("end", () => {
    if (response.statusCode !== 200) {
      console.error(`${response.statusCode} ${body}`);
      process.exit(1);
    }
    console.log(body);
  });
}).on("error", (error) => {
  console.error(`request failed: ${error.message}`);
  process.exit(1);
});
""",
        head='import http from "node:http";\nimport https from "node:https";\n',
    ),
    "a helper of types": _ts("""
type Balance = { credits: number };
async function get<T>(path: string): Promise<T> {
  const response = await fetch(new URL(path, host), { headers: { Authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(9000) });
  if (!response.ok) {
    const detail = await response.text();
    throw Object.assign(new Error(`GET ${path}: ${response.status}`), { detail });
  }
  return (await response.json()) as T;
}
try {
  console.log(JSON.stringify(await get<Balance>("/v1/user/balance")));
} catch (error: any) {
  console.error(error.message, error.detail ?? error.cause?.message ?? "");
  process.exit(1);
}
"""),
    "util.inspect": _ts(
        """
const response = {GET};
const body = await response.text();
if (!response.ok) {
  process.stderr.write(inspect({ status: response.status, body }, { depth: 5 }) + "\\n");
  process.exit(1);
}
process.stdout.write(body + "\\n");
""",
        head='import { inspect } from "node:util";\n',
    ),
    "a status by a variable": _ts("""
let status = 0;
try {
  const response = {GET};
  const data = await response.text();
  if (response.ok) console.log(data);
  else {
    console.error("The server says:", data);
    status = 10;
  }
} catch (error) {
  console.error((error as Error).message, (error as Error).cause);
  status = 11;
} finally {
  process.exitCode = status;
}
"""),
    "a temporary file": _ts(
        """
const response = {GET};
const body = await response.text();
if (!response.ok) {
  console.error(body);
  process.exit(1);
}
const folder = await mkdtemp(join(tmpdir(), "balance-"));
await writeFile(join(folder, "body.json"), body);
console.log(JSON.parse(await readFile(join(folder, "body.json"), "utf8")));
await rm(folder, { recursive: true });
""",
        head='import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";\nimport { tmpdir } from "node:os";\nimport { join } from "node:path";\n',
    ),
    "a stream to /tmp": _ts(
        """
const response = {GET};
if (response.status !== 200 || !response.body) {
  console.error(`unexpected ${response.status}: ${await response.text()}`);
  process.exit(1);
}
await pipeline(Readable.fromWeb(response.body as any), createWriteStream("/tmp/balance.json"));
console.log(readFileSync("/tmp/balance.json", "utf8"));
""",
        head='import { createWriteStream, readFileSync } from "node:fs";\nimport { Readable } from "node:stream";\nimport { pipeline } from "node:stream/promises";\n',
    ),
    "an abort controller": _ts("""
const controller = new AbortController();
const timer = setTimeout(() => controller.abort(new Error("timed out after 10 s")), 10_000);
try {
  const response = await fetch(`${host}/v1/user/balance`, { headers: { authorization: `Bearer ${key}`, accept: "application/json" }, signal: controller.signal });
  if (!response.ok) {
    console.error(await response.text());
    process.exit(1);
  }
  console.log(await response.json());
} catch (error: any) {
  console.error(`could not reach the API: ${error.cause?.message ?? error.message}`);
  process.exit(1);
} finally {
  clearTimeout(timer);
}
"""),
    "a Headers object": _ts("""
const headers = new Headers();
headers.set("Authorization", `Bearer ${key}`);
headers.append("Accept", "application/json");
const request = new Request(`${host}/v1/user/balance`, { headers });
const response = await fetch(request);
const body = await response.text();
if (response.status != 200) throw new Error("unexpected answer: " + body);
console.log(JSON.stringify(JSON.parse(body), null, 2));
"""),
    "console.assert never, reject": _ts("""
const response = {GET};
if (!response.ok) await Promise.reject(new Error(await response.text()));
console.log(await response.json());
"""),
    "a handler of all that nobody catches": _ts(
        """
process.on("uncaughtException", (error: any) => {
  console.error("fatal:", error.message, error.cause?.message ?? "");
  process.exit(70);
});
const response = {GET};
if (!response.ok) throw new Error(await response.text());
console.log(await response.json());
""",
        check='if (!key) {\n  console.error("Please export STABILITY_API_KEY");\n  process.exit(78);\n}\n',
    ),
    "the message of the JSON": _ts("""
const response = {GET};
const text = await response.text();
if (!response.ok) {
  let message = text;
  try {
    message = JSON.parse(text).message ?? text;
  } catch {}
  console.error(`Error ${response.status}: ${message}`);
  process.exit(1);
}
console.log(JSON.parse(text));
"""),
    "a table of errors": _ts("""
const response = {GET};
const text = await response.text();
const fatal: Record<number, string> = { 401: "bad key", 429: "too many requests" };
if (response.status in fatal || !response.ok) {
  console.error(`${fatal[response.status] ?? "the API failed"} (${text})`);
  process.exit(1);
}
console.log(text);
"""),
    "a logger": _ts("""
const log = (level: string, message: string) => console.error(JSON.stringify({ time: new Date().toISOString(), level, message }));
log("info", "asking for the balance");
try {
  const response = {GET};
  if (!response.ok) {
    log("error", `${response.status}: ${await response.text()}`);
    process.exit(1);
  }
  console.log(await response.json());
} catch (error: any) {
  log("error", String(error.cause ?? error));
  process.exit(1);
}
"""),
    "console.warn and exit": _ts("""
const response = {GET}.catch((error) => {
  console.warn("no connection:", error.cause?.code ?? error.message);
  return process.exit(1);
});
if (response.status !== 200) {
  console.warn(await response.text());
  process.exit(1);
}
console.info(await response.json());
"""),
    "an error by throw of the key": _ts(
        """
const response = {GET};
if (!response.ok) {
  throw new Error(`Non-200 response: ${await response.text()}`);
}
const body = (await response.json()) as { credits: number };
console.log(body);
""",
        check='if (!key) throw new Error("Missing Stability API key.");\n',
    ),
    "a switch": _ts("""
const response = {GET};
switch (response.status) {
  case 200:
    console.log(await response.json());
    break;
  default:
    console.error(response.status, response.statusText, await response.text());
    process.exit(1);
}
"""),
    "a generator of results": _ts("""
async function result(): Promise<{ ok: true; data: unknown } | { ok: false; why: string }> {
  try {
    const response = {GET};
    const text = await response.text();
    return response.ok ? { ok: true, data: JSON.parse(text) } : { ok: false, why: text };
  } catch (error: any) {
    return { ok: false, why: String(error.cause?.message || error.cause?.code || error.message) };
  }
}
const found = await result();
if (!found.ok) {
  console.error(found.why);
  process.exit(1);
}
console.log(found.data);
"""),
    "a bare answer": _ts("""
const response = {GET};
const blob = Buffer.from(await response.arrayBuffer());
if (response.status > 299) {
  process.stderr.write(blob);
  process.exit(22);
}
process.stdout.write(blob);
"""),
    "an error of two lines": _ts("""
try {
  const response = {GET};
  const text = await response.text();
  if (!response.ok) throw new Error(`the request failed\\n  ${response.status}: ${text}`);
  console.log(text);
} catch (error: any) {
  console.error(error.stack);
  if (error.cause) console.error("caused by", error.cause);
  process.exit(1);
}
"""),
}

GO_HEAD = """\
package main

import (
{imports})

func env(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
"""
GO_REQUEST = """\
	key := os.Getenv("STABILITY_API_KEY")
	if key == "" {
		{NOKEY}
	}
	req, err := http.NewRequest("GET", env("API_HOST", "https://api.stability.ai")+"/v1/user/balance", nil)
	if err != nil {
		{FAIL}
	}
	req.Header.Add("Authorization", "Bearer "+key)
"""


def _go(
    imports: str, body: str, nokey: str = 'log.Fatal("STABILITY_API_KEY is not set")', fail: str = "log.Fatal(err)"
) -> str:
    names = sorted({*imports.split(), "os", "net/http"})
    head = GO_HEAD.replace("{imports}", "".join(f'\t"{name}"\n' for name in names))
    return head + body.replace("{REQUEST}", GO_REQUEST).replace("{NOKEY}", nokey).replace("{FAIL}", fail)


GO = {
    "panics with words": _go(
        "io fmt",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		panic(err)
	}
	if res.StatusCode != 200 {
		panic("Non-200 response: " + string(body))
	}
	fmt.Println(string(body))
}
""",
        nokey='panic("Missing STABILITY_API_KEY environment variable")',
        fail="panic(err)",
    ),
    "log.Fatalf": _go(
        "io fmt log time",
        """
func main() {
{REQUEST}
	client := &http.Client{Timeout: 10 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		log.Fatalf("could not ask: %v", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatalf("could not read: %v", err)
	}
	if res.StatusCode >= 400 {
		log.Fatalf("%s: %s", res.Status, body)
	}
	fmt.Print(string(body))
}
""",
    ),
    "a function run": _go(
        "io fmt errors",
        """
func run() error {
	key := os.Getenv("STABILITY_API_KEY")
	if key == "" {
		return errors.New("STABILITY_API_KEY is not set")
	}
	req, err := http.NewRequest(http.MethodGet, env("API_HOST", "https://api.stability.ai")+"/v1/user/balance", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("balance: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("balance: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("balance: status %d: %s", res.StatusCode, body)
	}
	fmt.Println(string(body))
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(3)
	}
}
""",
    ),
    "slog": _go(
        "io fmt log/slog",
        """
func main() {
	slog.Info("asking")
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		slog.Error("the call failed", "err", err)
		os.Exit(1)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		slog.Error("the answer broke off", "err", err)
		os.Exit(1)
	}
	if res.StatusCode != 200 {
		slog.Error("bad answer", "status", res.StatusCode, "body", string(body))
		os.Exit(1)
	}
	fmt.Println(string(body))
}
""",
        nokey='slog.Error("no key", "variable", "STABILITY_API_KEY")\n\t\tos.Exit(2)',
        fail="panic(err)",
    ),
    "slog of JSON": _go(
        "io fmt log/slog",
        """
func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		logger.Error("the call failed", "err", err.Error())
		os.Exit(1)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		logger.Error("bad answer", "status", res.StatusCode, "body", string(body), "err", fmt.Sprint(err))
		os.Exit(1)
	}
	fmt.Println(string(body))
}
""",
        nokey='logger.Error("STABILITY_API_KEY is empty")\n\t\tos.Exit(1)',
        fail="panic(err)",
    ),
    "a type of its own": _go(
        "encoding/json io fmt",
        """
type APIError struct {
	Status  int
	Message string `json:"message"`
}

func (e *APIError) Error() string { return fmt.Sprintf("%d: %s", e.Status, e.Message) }

func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	check(err)
	body, err := io.ReadAll(res.Body)
	check(err)
	if res.StatusCode != 200 {
		failure := &APIError{Status: res.StatusCode}
		if json.Unmarshal(body, failure) != nil || failure.Message == "" {
			failure.Message = string(body)
		}
		check(failure)
	}
	var balance struct{ Credits float64 }
	check(json.Unmarshal(body, &balance))
	os.Stdout.Write(body)
}

func check(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "balance: %v\\n", err)
		os.Exit(1)
	}
}
""",
        nokey='check(fmt.Errorf("set STABILITY_API_KEY"))',
        fail="check(err)",
    ),
    "a deferred recovery": _go(
        "io fmt",
        """
func main() {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(os.Stderr, "failed:", r)
			os.Exit(4)
		}
	}()
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		panic(err)
	}
	if res.StatusCode != 200 {
		panic(string(body))
	}
	fmt.Println(string(body))
}
""",
        nokey='panic("no STABILITY_API_KEY")',
        fail="panic(err)",
    ),
    "a decoder": _go(
        "encoding/json io fmt log",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(res.Body)
		log.Fatal(res.Status, " ", string(body))
	}
	var balance map[string]any
	if err := json.NewDecoder(res.Body).Decode(&balance); err != nil {
		log.Fatalf("no JSON: %v", err)
	}
	text, err := json.MarshalIndent(balance, "", "  ")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}
""",
    ),
    "io.Copy": _go(
        "io log",
        """
func main() {
	log.SetFlags(0)
	log.SetPrefix("balance: ")
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatalln(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 200 {
		io.Copy(os.Stderr, res.Body)
		os.Exit(22)
	}
	if _, err := io.Copy(os.Stdout, res.Body); err != nil {
		log.Fatalln("the answer broke off:", err)
	}
}
""",
    ),
    "a temporary file": _go(
        "io fmt log",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatal(err)
	}
	if res.StatusCode != 200 {
		log.Fatalf("%d %s", res.StatusCode, body)
	}
	file, err := os.CreateTemp("", "balance-*.json")
	if err != nil {
		log.Fatal(err)
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(body); err != nil {
		log.Fatal(err)
	}
	kept, err := os.ReadFile(file.Name())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(kept))
}
""",
    ),
    "a file in /tmp": _go(
        "io fmt log",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatal(err)
	}
	if res.StatusCode != 200 {
		log.Fatal(string(body))
	}
	if err := os.WriteFile("/tmp/balance.json", body, 0o600); err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(body))
}
""",
    ),
    "flags": _go(
        "io fmt log flag time",
        """
func main() {
	limit := flag.Duration("timeout", 10*time.Second, "time limit")
	flag.Parse()
{REQUEST}
	res, err := (&http.Client{Timeout: *limit}).Do(req)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatal(err)
	}
	if res.StatusCode/100 != 2 {
		log.Fatalf("status %d, body %q", res.StatusCode, body)
	}
	fmt.Println(string(body))
}
""",
        nokey='fmt.Fprintln(os.Stderr, "STABILITY_API_KEY is required")\n\t\tflag.Usage()\n\t\tos.Exit(2)',
    ),
    "a context": _go(
        "context io fmt log time",
        """
func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
{REQUEST}
	res, err := http.DefaultClient.Do(req.WithContext(ctx))
	if err != nil {
		log.Fatalf("%v", err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatalf("%v", err)
	}
	if res.StatusCode != 200 {
		log.Fatalf("the server says %s", body)
	}
	fmt.Printf("%s\\n", body)
}
""",
    ),
    "a transport of its own": _go(
        "io fmt log",
        """
type transport struct{ key string }

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+t.key)
	return http.DefaultTransport.RoundTrip(req)
}

func main() {
	key := os.Getenv("STABILITY_API_KEY")
	if key == "" {
		log.Fatal("STABILITY_API_KEY: not set")
	}
	client := http.Client{Transport: transport{key}}
	res, err := client.Get(env("API_HOST", "https://api.stability.ai") + "/v1/user/balance")
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatal(err)
	}
	if res.StatusCode != 200 {
		log.Fatal(res.StatusCode, ": ", string(body))
	}
	fmt.Println(string(body))
}
""",
    ),
    "a goroutine": _go(
        "io fmt log",
        """
type result struct {
	body []byte
	err  error
}

func main() {
{REQUEST}
	done := make(chan result)
	go func() {
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			done <- result{err: err}
			return
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err == nil && res.StatusCode != 200 {
			err = fmt.Errorf("status %d: %s", res.StatusCode, body)
		}
		done <- result{body, err}
	}()
	got := <-done
	if got.err != nil {
		log.Fatal(got.err)
	}
	fmt.Println(string(got.body))
}
""",
    ),
    "a panic of an error": _go(
        "io fmt",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(fmt.Sprintf("request failed: %v", err))
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		panic(err)
	}
	if res.StatusCode != 200 {
		panic(fmt.Errorf("status %d: %s", res.StatusCode, body))
	}
	fmt.Println(string(body))
}
""",
        nokey='panic("STABILITY_API_KEY is not set")',
        fail="panic(err)",
    ),
    "os.Exit of the status": _go(
        "io fmt",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(75)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(74)
	}
	if res.StatusCode != 200 {
		fmt.Fprintln(os.Stderr, string(body))
		os.Exit(res.StatusCode / 100)
	}
	fmt.Println(string(body))
}
""",
        nokey='fmt.Fprintln(os.Stderr, "usage: STABILITY_API_KEY=... balance")\n\t\tos.Exit(64)',
        fail="panic(err)",
    ),
    "println": _go(
        "io fmt",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		println(err.Error())
		os.Exit(1)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		println(err.Error())
		os.Exit(1)
	}
	if res.StatusCode != 200 {
		println(res.Status, string(body))
		os.Exit(1)
	}
	fmt.Println(string(body))
}
""",
        nokey='println("no STABILITY_API_KEY")\n\t\tos.Exit(1)',
        fail="panic(err)",
    ),
    "log.Panic": _go(
        "io fmt log",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Panic(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Panic(err)
	}
	if res.StatusCode != 200 {
		log.Panicf("status %d: %s", res.StatusCode, body)
	}
	fmt.Println(string(body))
}
""",
    ),
    "errors joined": _go(
        "errors io fmt log",
        """
var errStatus = errors.New("unexpected status")

func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(errors.Join(errors.New("could not ask"), err))
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatal(err)
	}
	if res.StatusCode != 200 {
		log.Fatal(errors.Join(errStatus, errors.New(string(body))))
	}
	fmt.Println(string(body))
}
""",
    ),
    "a template": _go(
        "io log text/template",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatal(err)
	}
	if res.StatusCode != 200 {
		template.Must(template.New("e").Parse("{{.}}\\n")).Execute(os.Stderr, string(body))
		os.Exit(1)
	}
	template.Must(template.New("a").Parse("{{.}}\\n")).Execute(os.Stdout, string(body))
}
""",
    ),
    "generics": _go(
        "encoding/json io fmt log",
        """
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
{REQUEST}
	res := must(http.DefaultClient.Do(req))
	body := must(io.ReadAll(res.Body))
	if res.StatusCode != 200 {
		log.Fatal(string(body))
	}
	if !json.Valid(body) {
		log.Fatal("the answer is no JSON")
	}
	fmt.Println(string(body))
}
""",
    ),
    "a switch": _go(
        "io fmt log",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		log.Fatal(err)
	case res.StatusCode == 401:
		log.Fatalf("check the key: %s", body)
	case res.StatusCode != 200:
		log.Fatalf("%s %s", res.Proto, body)
	}
	fmt.Println(string(body))
}
""",
    ),
    "bufio": _go(
        "bufio io log",
        """
func main() {
{REQUEST}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	out := bufio.NewWriter(os.Stdout)
	if res.StatusCode != 200 {
		out = bufio.NewWriter(os.Stderr)
	}
	if _, err := io.Copy(out, res.Body); err != nil {
		log.Fatal(err)
	}
	out.Flush()
	if res.StatusCode != 200 {
		os.Exit(1)
	}
}
""",
    ),
    "url.JoinPath": _go(
        "io fmt log net/url",
        """
func main() {
	key, found := os.LookupEnv("STABILITY_API_KEY")
	if !found || len(key) == 0 {
		log.Fatalln("missing environment variable STABILITY_API_KEY")
	}
	address, err := url.JoinPath(env("API_HOST", "https://api.stability.ai"), "v1", "user", "balance")
	if err != nil {
		log.Fatalln(err)
	}
	req, err := http.NewRequest(http.MethodGet, address, http.NoBody)
	if err != nil {
		log.Fatalln(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + key}, "Accept": {"application/json"}}
	res, err := new(http.Client).Do(req)
	if err != nil {
		log.Fatalln(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatalln(err)
	}
	if res.StatusCode != http.StatusOK {
		log.Fatalln(string(body))
	}
	fmt.Println(string(body))
}
""",
    ),
}

SH_CHECK = """\
if [ -z "${STABILITY_API_KEY:-}" ]; then
  echo "STABILITY_API_KEY is not set" >&2
  exit 1
fi
"""
SH_HEAD = 'host="${API_HOST:-https://api.stability.ai}"\n'


def _sh(body: str, start: str = "#!/bin/sh\nset -eu\n", check: str = SH_CHECK) -> str:
    return start + SH_HEAD + check + body


CURL = {
    "fail-with-body": _sh("""
curl -sS --fail-with-body "$host/v1/user/balance" -H "Authorization: Bearer $STABILITY_API_KEY"
"""),
    "fail-with-body and a time limit": _sh("""
exec curl --silent --show-error --fail-with-body --max-time 10 --connect-timeout 5 \\
  --url "$host/v1/user/balance" \\
  --header "Authorization: Bearer ${STABILITY_API_KEY}" \\
  --header "Accept: application/json"
"""),
    "a trap and a temporary file": _sh("""
body=$(mktemp)
trap 'rm -f "$body"' EXIT
code=$(curl -sS -o "$body" -w '%{http_code}' -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance")
if [ "$code" != 200 ]; then
  cat "$body" >&2
  exit 22
fi
cat "$body"
"""),
    "die": _sh("""
die() {
  status=$1
  shift
  printf '%s: %s\\n' "$(basename "$0")" "$*" >&2
  exit "$status"
}
out=$(curl -sS -w '\\n%{http_code}' -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance") || die 7 "curl failed"
code=$(printf '%s\\n' "$out" | tail -n 1)
body=$(printf '%s\\n' "$out" | sed '$d')
[ "$code" = 200 ] || die 3 "HTTP $code: $body"
printf '%s\\n' "$body"
"""),
    "getopts": _sh("""
timeout=10
verbose=
while getopts "t:vh" option; do
  case $option in
    t) timeout=$OPTARG ;;
    v) verbose=1 ;;
    h) echo "usage: $0 [-t SECONDS] [-v]"; exit 0 ;;
    *) exit 64 ;;
  esac
done
shift $((OPTIND - 1))
[ -z "$verbose" ] || echo "asking $host" >&2
curl -sS --fail-with-body -m "$timeout" -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance"
"""),
    "bash with pipefail": _sh(
        """
response=$(curl -sS -w $'\\n%{http_code}' -H "Authorization: Bearer ${STABILITY_API_KEY}" "${host}/v1/user/balance")
code="${response##*$'\\n'}"
body="${response%$'\\n'*}"
if [[ "$code" -ne 200 ]]; then
  echo "Error $code: $body" >&2
  exit 1
fi
echo "$body"
""",
        start="#!/usr/bin/env bash\nset -euo pipefail\n",
    ),
    "an array of arguments": _sh(
        """
args=(-sS --fail-with-body)
args+=(-H "Authorization: Bearer $STABILITY_API_KEY")
args+=(-H "Accept: application/json")
[[ -n "${DEBUG:-}" ]] && args+=(-v)
curl "${args[@]}" "$host/v1/user/balance"
""",
        start="#!/bin/bash\nset -e\n",
    ),
    "a function": _sh("""
api() {
  curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host$1"
}
api /v1/user/balance
"""),
    "if not": _sh(
        """
if ! answer=$(curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance"); then
  echo "the request failed: $answer" >&2
  exit 1
fi
echo "$answer"
""",
    ),
    "or exit": _sh(
        """
answer=$(curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance") || {
  rc=$?
  echo "curl ended with $rc: $answer" >&2
  exit $rc
}
echo "$answer"
""",
        start="#!/bin/sh\n",
    ),
    "a case of the status": _sh("""
tmp=${TMPDIR:-/tmp}/balance.$$
trap 'rm -f "$tmp"' EXIT
status=$(curl -sS -o "$tmp" -w '%{http_code}' -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance")
case $status in
  2*) cat "$tmp" ;;
  401) echo "the key was refused: $(cat "$tmp")" >&2; exit 77 ;;
  *) echo "status $status: $(cat "$tmp")" >&2; exit 1 ;;
esac
"""),
    "a file in /tmp": _sh("""
curl -sS --fail-with-body -o /tmp/balance.json -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance" || {
  status=$?
  [ ! -f /tmp/balance.json ] || cat /tmp/balance.json >&2
  exit $status
}
cat /tmp/balance.json
"""),
    "a configuration of curl": _sh("""
curl -sS --fail-with-body --config - <<END
url = "$host/v1/user/balance"
header = "Authorization: Bearer $STABILITY_API_KEY"
END
"""),
    "headers of a file": _sh("""
printf 'Authorization: Bearer %s\\n' "$STABILITY_API_KEY" >/tmp/headers
curl -sS --fail-with-body -H @/tmp/headers "$host/v1/user/balance"
"""),
    "the key by :?": _sh(
        """
curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance"
""",
        check=': "${STABILITY_API_KEY:?set it to your API key}"\n',
    ),
    "the key by a test": _sh(
        """
curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance"
""",
        start="#!/bin/sh\n",
        check='test -n "$STABILITY_API_KEY" || { echo "export STABILITY_API_KEY first" >&2; exit 64; }\n',
    ),
    "--oauth2-bearer": _sh("""
curl -sS --fail-with-body --oauth2-bearer "$STABILITY_API_KEY" "$host/v1/user/balance"
"""),
    "jq for the message": _sh("""
body=$(mktemp)
trap 'rm -f "$body"' EXIT
code=$(curl -sS -o "$body" -w '%{http_code}' -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance")
if [ "$code" -ge 400 ]; then
  jq -r .message <"$body" >&2 2>/dev/null || true
  cat "$body" >&2
  exit 1
fi
cat "$body"
"""),
    "stdin of a heading": _sh("""
usage() {
  cat >&2 <<-END
	usage: $0
	asks for the balance; needs STABILITY_API_KEY and \\$PATH with curl
	END
  exit 64
}
[ $# -eq 0 ] || usage
curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" -- "$host/v1/user/balance"
"""),
    "local variables": _sh(
        """
main() {
  local code body
  body="$(mktemp)"
  code="$(curl -sS -o "$body" -w '%{http_code}' -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance")"
  if (( code >= 400 )); then
    echo "HTTP $code $(<"$body")" >&2
    rm -f "$body"
    return 1
  fi
  cat "$body"
  rm -f "$body"
}
main "$@"
""",
        start="#!/bin/bash\nset -euo pipefail\n",
    ),
    "colours": _sh("""
red=$(printf '\\033[31m')
off=$(printf '\\033[0m')
if out=$(curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance" 2>&1); then
  printf '%s\\n' "$out"
else
  printf '%serror:%s %s\\n' "$red" "$off" "$out" >&2
  exit 9
fi
"""),
    "a log": _sh("""
log() { printf '%s %s\\n' "$(date -u +%FT%TZ)" "$*" >&2; }
log "asking for the balance"
curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance" || {
  rc=$?
  log "failed with $rc"
  exit "$rc"
}
log "done"
"""),
    "set -x": _sh(
        """
curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance"
""",
        start="#!/bin/sh\nset -e\n",
        check="if [ \"x$STABILITY_API_KEY\" = x ]; then echo 'no STABILITY_API_KEY' 1>&2; exit 2; fi\n",
    ),
    "the answer by a pipe": _sh(
        """
curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance" | cat
""",
        start="#!/bin/bash\nset -eo pipefail\n",
    ),
    "tee": _sh(
        """
curl -sS --fail-with-body -H "Authorization: Bearer $STABILITY_API_KEY" "$host/v1/user/balance" | tee /tmp/balance.json
""",
        start="#!/bin/bash\nset -o errexit -o nounset -o pipefail\n",
    ),
}
LANGUAGES = {"python": PYTHON, "ts": TS, "go": GO, "curl": CURL}


def programs() -> Iterator[tuple[str, str, str]]:
    """Each program: its language, its name and its text."""
    for language, own in LANGUAGES.items():
        for name, text in own.items():
            yield language, name, text
