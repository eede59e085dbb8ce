"""Programs that send a wrong request: each is told of by one code, at the line of the fault."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from faults.table import Fault, check, rows

KEY = '"STABILITY_API_KEY"'
CHECK = {
    "python": 'if not api_key:\n    sys.exit("Set STABILITY_API_KEY to your API key.")\n',
    "ts": 'if (!apiKey) {\n  console.error("Set STABILITY_API_KEY to your API key.");\n  process.exit(1);\n}\n',
}
"""How the bundled programs refuse to go on without a key."""


def fault(
    code: str, language: str, name: str, what: str, old: str, new: str, at: str | None = None, **more: object
) -> Fault:
    """A row with one text exchanged; the line is that of the new text where none is given."""
    return Fault(what, code, language, name, ((old, new),), at or new.strip(), **more)  # type: ignore[arg-type]


WHETHER = (
    fault("no-request", "python", "get_balance", "ends before it calls",
          "try:\n    response", "sys.exit()\ntry:\n    response", at="requests.get("),
    fault("no-request", "ts", "get_balance", "ends before it calls",
          "const url =", "process.exit(0);\nconst url =", at="await fetch("),
    fault("no-request", "go", "get_balance", "ends before it calls",
          "url := host", "if len(os.Args) < 2 {\n\t\treturn\n\t}\n\turl := host", at="client.Do(req)"),
    fault("no-request", "curl", "get_balance", "ends before it calls",
          "tmp=$(mktemp -d)", "exit 0\ntmp=$(mktemp -d)", at="curl --silent"),
    fault("extra-request", "python", "get_balance", "asks twice",
          "try:\n    response", "headers = {'Authorization': f'Bearer {api_key}'}\n"
          "requests.get(f'{api_host}/v1/user/balance', headers=headers, timeout=15)\ntry:\n    response",
          at="requests.get(f"),
    fault("extra-request", "ts", "masking", "asks twice",
          "let response: Response;", "const signal = AbortSignal.timeout(15_000);\n"
          'const headers = { Authorization: `Bearer ${apiKey}`, Accept: "application/json" };\n'
          'await (await fetch(url, { method: "POST", headers, body: form, signal })).text();\nlet response: Response;',
          at="(await fetch("),
    fault("extra-request", "go", "get_balance", "asks twice",
          "resp, err := client.Do(req)", "if _, err := client.Do(req); err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
          "\tresp, err := client.Do(req)", at="if _, err := client.Do(req)"),
    fault("extra-request", "curl", "get_balance", "asks for the body by itself",
          'cat "$tmp/body"\n', 'curl --silent --header "Authorization: Bearer $STABILITY_API_KEY" '
          '"$api_host/v1/user/balance"\n', at="curl --silent --show-error"),
    fault("request-without-key", "python", "get_balance", "takes an empty key for a key",
          "if not api_key:", "if api_key is None:", at=f"os.getenv({KEY})", scenario="empty-key"),
    fault("request-without-key", "ts", "get_balance", "takes an empty key for a key",
          "if (!apiKey)", "if (apiKey === undefined)", at="process.env.STABILITY_API_KEY", scenario="empty-key"),
    fault("request-without-key", "go", "get_balance", "takes an empty key for a key",
          f'key := os.Getenv({KEY})\n\tif key == "" {{', f"key, found := os.LookupEnv({KEY})\n\tif !found {{",
          at="os.LookupEnv", scenario="empty-key"),
    fault("request-without-key", "curl", "get_balance", "takes an empty key for a key",
          "${STABILITY_API_KEY:-}", "${STABILITY_API_KEY+set}", scenario="empty-key"),
    fault("request-without-key", "python", "masking", "never looks for the key",
          CHECK["python"], "", at=f"os.getenv({KEY})", scenario="missing-key"),
    fault("request-without-key", "ts", "masking", "never looks for the key",
          CHECK["ts"], "", at="process.env.STABILITY_API_KEY", scenario="missing-key"),
)  # fmt: skip

WHERE = (
    fault("unknown-operation", "python", "list_engines", "leaves out the end of the path",
          "/v1/engines/list", "/v1/engines"),
    fault("unknown-operation", "python", "masking", "misspells the end of the path",
          "/image-to-image/masking", "/image-to-image/mask"),
    fault("unknown-operation", "ts", "text_to_image", "calls another version",
          "${apiHost}/v1/generation", "${apiHost}/v2/generation"),
    fault("unknown-operation", "go", "get_balance", "doubles the version", "/v1/user/balance", "/v1/v1/user/balance"),
    fault("unknown-operation", "curl", "upscale_image", "misspells the path", "image-to-image", "img2img"),
    fault("wrong-operation", "python", "get_account", "shows the balance", "/v1/user/account", "/v1/user/balance"),
    fault("wrong-operation", "ts", "get_balance", "shows the account", "/v1/user/balance", "/v1/user/account"),
    fault("wrong-operation", "go", "masking", "changes the whole image", "/image-to-image/masking", "/image-to-image"),
    fault("wrong-operation", "curl", "get_account", "shows the balance", "/v1/user/account", "/v1/user/balance"),
    fault("method", "python", "get_balance", "posts", "requests.get(", "requests.post("),
    fault("method", "ts", "get_balance", "puts", "await fetch(url, {", 'await fetch(url, { method: "PUT",'),
    fault("method", "go", "get_balance", "posts", "http.MethodGet", "http.MethodPost"),
    fault("method", "curl", "get_balance", "posts",
          "--header", "--request POST --header", at="--request POST"),
    fault("path-parameter", "python", "text_to_image", "names no engine",
          '"stable-diffusion-v1-5"', '""', at="{engine_id}"),
    fault("path-parameter", "ts", "text_to_image", "names no engine",
          "generation/stable-diffusion-v1-5/", "generation//"),
    fault("path-parameter", "go", "text_to_image", "names no engine",
          "generation/stable-diffusion-v1-5/", "generation//"),
    fault("path-parameter", "curl", "text_to_image", "names no engine",
          "generation/stable-diffusion-v1-5/", "generation//"),
    fault("query-parameter", "python", "list_engines", "sets a limit", "engines/list", "engines/list?limit=10"),
    fault("query-parameter", "ts", "list_engines", "sets a limit", "engines/list", "engines/list?limit=10"),
    fault("query-parameter", "go", "list_engines", "sets a limit", "engines/list", "engines/list?limit=10"),
    fault("query-parameter", "curl", "get_balance", "sends a broken escape",
          "/v1/user/balance", "/v1/user/balance?a=%zz"),
)  # fmt: skip

REQUIRED = (
    (
        "      in: header\n      description: The org",
        "      in: header\n      required: true\n      description: The org",
    ),
)
PATTERN = (
    (
        "charged.\n      schema:\n        type: string\n",
        "charged.\n      schema:\n        type: string\n        pattern: ^org-[0-9]+$\n",
    ),
)
HEADERS = (
    Fault("names no organization", "header-missing", "python", "get_balance", (), "headers=", documents=REQUIRED,
          sound=(('headers={"', 'headers={"Organization": "org-1", "'),)),
    Fault("names no organization", "header-missing", "ts", "get_balance", (), "headers:", documents=REQUIRED,
          sound=(("headers: {", 'headers: { Organization: "org-1",'),)),
    Fault("names no organization", "header-missing", "go", "masking", (), '"Authorization"', documents=REQUIRED,
          sound=(("\tclient := ", '\treq.Header.Set("Organization", "org-1")\n\n\tclient := '),)),
    Fault("names no organization", "header-missing", "curl", "masking", (), "--header \"Auth", documents=REQUIRED,
          sound=(('    --header "Auth', "    --header 'Organization: org-1' \\\n    --header \"Auth"),)),
    fault("header-value", "python", "get_balance", "leaves out the prefix",
          'headers={"', 'headers={"Organization": "123456", "', at='"Organization"', documents=PATTERN,
          sound=(('headers={"', 'headers={"Organization": "org-123456", "'),)),
    fault("header-value", "ts", "get_balance", "sends undefined",
          "headers: {", "headers: { Organization: `${process.env.ORG}`,", documents=PATTERN,
          sound=(("headers: {", 'headers: { Organization: "org-123456",'),)),
    fault("header-value", "go", "get_balance", "leaves out the prefix",
          "client := ", 'req.Header.Set("Organization", "123456")\n\tclient := ', at='"Organization"',
          documents=PATTERN, sound=(("client := ", 'req.Header.Set("Organization", "org-123456")\n\tclient := '),)),
    fault("header-value", "curl", "get_balance", "leaves out the prefix",
          "--header", "--header 'Organization: 123456' --header", at="'Organization", documents=PATTERN,
          sound=(("--header", "--header 'Organization: org-123456' --header"),)),
    fault("auth-missing", "python", "masking", "never sends the key",
          '            "Authorization": f"Bearer {api_key}",\n', "", at=f"os.getenv({KEY})"),
    fault("auth-missing", "ts", "masking", "never sends the key",
          "      Authorization: `Bearer ${apiKey}`,\n", "", at="process.env.STABILITY_API_KEY"),
    fault("auth-missing", "go", "masking", "sends a key of its own", '"Bearer "+key', '"Bearer sk-123"'),
    fault("auth-missing", "curl", "masking", "keeps the key from being put in",
          '"Authorization: Bearer $STABILITY_API_KEY"', "'Authorization: Bearer $STABILITY_API_KEY'"),
    fault("auth-scheme", "python", "masking", "sends the bare key",
          'f"Bearer {api_key}"', "api_key", at='"Authorization": api_key'),
    fault("auth-scheme", "ts", "masking", "sends the bare key",
          "`Bearer ${apiKey}`", "apiKey", at="Authorization: apiKey"),
    fault("auth-scheme", "go", "masking", "takes another scheme", '"Bearer "+key', '"Token "+key'),
    fault("auth-scheme", "curl", "masking", "takes another scheme", "Authorization: Bearer", "Authorization: Basic"),
    fault("accept", "python", "upscale_image", "asks for a JPEG", '"Accept": "image/png"', '"Accept": "image/jpeg"'),
    fault("accept", "ts", "text_to_image", "asks for text", 'Accept: "application/json"', 'Accept: "text/plain"'),
    fault("accept", "go", "upscale_image", "asks for a JPEG", '"Accept", "image/png"', '"Accept", "image/jpeg"'),
    fault("accept", "curl", "masking", "asks for a WebP", "Accept: image/png", "Accept: image/webp"),
    Fault("asks for JSON", "accept", "curl", "text_to_image",
          (("Accept: image/png", "Accept: application/json"),), "Accept: application/json"),
    fault("json-as-form", "python", "text_to_image", "names a form",
          '"Accept": "application/json",',
          '"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded",'),
    fault("content-type", "python", "text_to_image", "sends a form",
          "        json={", "        data={", at="headers="),
    fault("content-type", "ts", "text_to_image", "leaves it to the client",
          '      "Content-Type": "application/json",\n', "", at="headers:"),
    fault("content-type", "go", "text_to_image", "names none",
          '\treq.Header.Set("Content-Type", "application/json")\n', "", at='"Authorization"'),
    fault("content-type", "curl", "text_to_image", "sends text",
          "Content-Type: application/json", "Content-Type: text/plain", at="text/plain"),
    fault("json-as-form", "ts", "text_to_image", "names a form",
          '"Content-Type": "application/json"', '"Content-Type": "application/x-www-form-urlencoded"'),
    fault("json-as-form", "go", "text_to_image", "names a form",
          '"Content-Type", "application/json"', '"Content-Type", "application/x-www-form-urlencoded"'),
    fault("json-as-form", "curl", "text_to_image", "leaves it to the client",
          "    --header 'Content-Type: application/json' \\\n", "", at="--data '{"),
    fault("content-type", "go", "masking", "names no boundary",
          "form.FormDataContentType()", '"multipart/form-data"'),
)  # fmt: skip

BODY = (
    Fault("sends a dictionary as Python prints it", "body-unreadable", "python", "text_to_image",
          (('{api_key}",\n        },\n        json={',
            '{api_key}",\n            "Content-Type": "application/json",\n        },\n        data=str({'),
           ("        },\n        timeout", "        }),\n        timeout")), "data=str("),
    fault("body-unreadable", "curl", "text_to_image", "writes a comma too many",
          '"steps": 30,', '"steps": 30,,', at="--data"),
    fault("body-unreadable", "ts", "text_to_image", "writes a bracket too many",
          "}),\n    signal", '}) + "}",\n    signal', at="JSON.stringify("),
    fault("body-unreadable", "go", "text_to_image", "cuts the body",
          "bytes.NewReader(payload)", "bytes.NewReader(payload[1:])", at="json.Marshal("),
    fault("body-unreadable", "go", "upscale_image", "never closes the form",
          "\tif err := form.Close(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n", "", at='WriteField("width"'),
    fault("body-unreadable", "curl", "get_balance", "sends a header that is none",
          "--header", "--header 'Bad Header: x' --header", at="curl --silent"),
    fault("body-schema", "python", "text_to_image", "goes beyond a limit", '"cfg_scale": 7', '"cfg_scale": 70'),
    fault("body-schema", "python", "text_to_image", "takes a number found elsewhere too", '"steps": 30', '"steps": 5'),
    fault("body-schema", "ts", "masking", "misspells a choice", '"MASK_IMAGE_WHITE"', '"MASK_WHITE"'),
    fault("body-schema", "go", "text_to_image", "sends a text for a number", "30,", '"30",', at='"steps"'),
    fault("body-schema", "curl", "text_to_image", "leaves out the prompt",
          '"steps": 30,\n      "text_prompts": [{"text": "A lighthouse on a cliff at dawn"}]', '"steps": 30',
          at='"cfg_scale"'),
    fault("body-schema", "curl", "masking", "leaves out the mask",
          "    --form 'mask_image=@../mask_image_white.png;type=image/png' \\\n", "", at="init_image=@"),
    fault("unknown-field", "python", "text_to_image", "writes in another style", '"cfg_scale"', '"cfgScale"'),
    fault("unknown-field", "ts", "masking", "misspells a field", '"steps"', '"step"'),
    fault("unknown-field", "go", "masking", "adds a field",
          '{"steps", "30"},', '{"steps", "30"},\n\t\t{"tiling", "true"},', at='"tiling"'),
    fault("unknown-field", "curl", "text_to_image", "misspells a required field", '"text_prompts"', '"prompts"'),
    fault("repeated-field", "python", "masking", "sends a list for a number", '"steps": 30', '"steps": [30, 40]'),
    fault("repeated-field", "ts", "masking", "appends a value",
          'form.set("steps", "30");', 'form.append("steps", "30");\nform.append("steps", "40");', at='"steps", "30"'),
    fault("repeated-field", "go", "masking", "sends a prompt twice",
          '{"steps", "30"},', '{"steps", "30"},\n\t\t{"text_prompts[0][text]", "A wolf"},', at='"A red fox asleep'),
    fault("repeated-field", "curl", "text_to_image", "names a field twice",
          '"steps": 30,', '"steps": 30, "steps": 40,'),
)  # fmt: skip

FILES = (
    fault("file-part", "python", "masking", "names no type",
          '"init_image.png", init_image, "image/png"', '"init_image.png", init_image'),
    fault("file-part", "ts", "masking", "sends a plain field",
          'form.set("init_image", initImage, "init_image.png")', 'form.set("init_image", await initImage.text())'),
    fault("file-part", "go", "masking", "leaves the type to the library",
          '"Content-Type":        {"image/png"},', '"Content-Type":        {"application/octet-stream"},', times=2,
          at='"application/octet-stream"'),
    fault("file-part", "curl", "masking", "sends a plain field",
          "init_image=@../init_image.png;type=image/png", "init_image=<../init_image.png"),
    fault("file-part", "curl", "upscale_image", "names another type",
          "type=image/png", "type=text/plain"),
    fault("file-bytes", "python", "masking", "adds a byte",
          'Path("../init_image.png").read_bytes()', 'Path("../init_image.png").read_bytes() + b"x"'),
    fault("file-bytes", "ts", "upscale_image", "reads it as text",
          'openAsBlob("../init_image.png", { type: "image/png" })',
          'openAsBlob("../init_image.png").then(async (b) => new Blob([await b.text()], { type: "image/png" }))'),
    fault("file-bytes", "go", "upscale_image", "loses the last byte", "part.Write(image)", "part.Write(image[1:])",
          at='"../init_image.png"'),
    fault("file-bytes", "curl", "upscale_image", "sends another file under its name",
          "image=@../init_image.png;", "image=@../mask_image_black.png;filename=init_image.png;"),
)  # fmt: skip

RULES = (
    fault("api-rule", "python", "text_to_image", "names an engine that is not there",
          "stable-diffusion-v1-5", "stable-diffusion-v9"),
    fault("api-rule", "ts", "text_to_image", "names an engine that is not there",
          "stable-diffusion-v1-5", "stable-diffusion-v9"),
    fault("api-rule", "go", "masking", "sends a filtered word",
          "A red fox asleep", "A nude fox asleep", at='"A nude fox'),
    fault("api-rule", "curl", "text_to_image", "wants too many pixels", '"height": 512', '"height": 4096'),
    fault("api-rule", "curl", "text_to_image", "wants two images as one PNG", '"samples": 1', '"samples": 2'),
    fault("api-rule", "python", "text_to_image", "wants two images as one PNG",
          '"samples": 1', '"samples": 2', api="v1alpha"),
)  # fmt: skip

FAULTS = (*WHETHER, *WHERE, *HEADERS, *BODY, *FILES, *RULES)


@pytest.mark.parametrize("fault", [pytest.param(one, id=str(one)) for one in FAULTS if one.sound])
def test_the_sound_twin_of_a_fault_that_another_document_makes_passes(fault: Fault, tmp_path: Path) -> None:
    record = replace(fault, edits=fault.sound).record(tmp_path / "tree")
    assert ("passed", []) == (record["verdict"], record["findings"])


@pytest.mark.parametrize("fault", rows(FAULTS))
def test_a_program_that_sends_a_wrong_request_is_told_so_by_one_code(fault: Fault, tmp_path: Path) -> None:
    check(fault, tmp_path / "tree")
