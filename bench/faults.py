"""The faults that are seeded: each a substitution over the bundled programs, with the codes that name it."""

from __future__ import annotations

from dataclasses import dataclass

from bench.variants import Edit, Rule

SUCCESS = ("success",)
REFUSALS = ("unauthorized", "bad-request", "server-error", "gateway-error")
BROKEN_LINES = ("reset", "refused")
ALL_FAILURES = (*REFUSALS, "rate-limited", "truncated", *BROKEN_LINES)

IMAGES = "text_to_image|image_to_image|masking"
FORMS = r"/(v1|v1beta)/(image_to_image|masking)\."
PRINTING = "get_account|get_balance|list_engines"
TEXTS = "text_to_image"
PNG = r"/v1alpha/(text_to_image|image_to_image|masking)|upscale_image"
WITH_FILES = "image_to_image|masking|upscale_image"


@dataclass(frozen=True)
class Fault:
    """A kind of fault, in as many languages as it can stand in."""

    kind: str
    codes: tuple[str, ...]
    """The codes by which a finding names it."""
    rules: tuple[Rule, ...]
    scenarios: tuple[str, ...] = SUCCESS
    """The scenarios that it could show in."""


Ways = dict[str, tuple[Edit, ...] | list[tuple[Edit, ...]]]
"""Edits by language; a list of edits is as many ways to write the fault."""


def fault(
    kind: str,
    codes: str,
    edits: Ways,
    scenarios: tuple[str, ...] = SUCCESS,
    only: str = "",
    everywhere: bool = False,
) -> Fault:
    """A fault from its edits by language; a list of edits is as many ways to write it."""
    rules = [
        Rule(kind, language, way, only, everywhere, number)
        for language, ways in edits.items()
        for number, way in enumerate(ways if isinstance(ways, list) else [ways], 1)
    ]
    return Fault(kind, tuple(codes.split()), tuple(rules), scenarios)


def same(edit: Edit, *languages: str) -> Ways:
    """One edit for several languages; all four where none is named."""
    return dict.fromkeys(languages or ("python", "ts", "go", "curl"), (edit,))


# --------------------------------------------------------------------------- places that many faults use

CHECKED = {
    "python": r'(    sys\.exit\("Set STABILITY_API_KEY to your API key\."\)\n)',
    "ts": r"(  process\.exit\(1\);\n\}\n)",
    "go": r'(\t\tlog\.Fatal\("Set STABILITY_API_KEY to your API key\."\)\n\t\}\n)',
    "curl": r"(to your API key\.' >&2\n  exit 1\nfi\n)",
}
"""Where the key has been read and found."""


def after_check(**lines: str) -> Ways:
    """Lines put in behind the check of the key."""
    return {language: ((CHECKED[language], r"\1" + line + "\n"),) for language, line in lines.items()}


URL = {
    "python": r'(f"\{api_host\}/[^"]+)"',
    "ts": r"(`\$\{apiHost\}/[^`]+)`",
    "go": r'(url := host \+ "/[^"]+)"',
    "curl": r'("\$api_host/[^"]+)"',
}
KEY_HEADER = {
    "python": r' *"Authorization": (?:f"Bearer \{api_key\}"|api_key),?\n?',
    "ts": r" *Authorization: (?:`Bearer \$\{apiKey\}`|apiKey),?\n?",
    "go": r'\treq\.Header\.Set\("Authorization", .*\n',
    "curl": r'    --header "Authorization: .*\n',
}
STATUS_CHECK = {
    "python": r"if response\.status_code != 200:\n    sys\.exit\(.*\n",
    "ts": r"response\.status !== 200",
    "go": r"\tif resp\.StatusCode != http\.StatusOK \{\n.*\n\t\}\n",
    "curl": r'if \[ "\$http_code" -ne 200 \]; then\n.*\n  exit 1\nfi\n',
}
TIMES_SENT = r"\1" + "\tif again, err := client.Do(req); err == nil {\n\t\tagain.Body.Close()\n\t}\n"


def number(name: str, old: str, new: str, quoted: str | None = None) -> Ways:
    """A field's value exchanged, as JSON and as a form has it; `quoted` is the text as JSON has it."""
    as_json = new if quoted is None else quoted
    return {
        "python": ((rf'("{name}":) {old},', rf"\1 {as_json},"),),
        "ts": [
            ((rf"({name}:) {old},", rf"\1 {as_json},"),),
            ((rf'("{name}",) "{old}"', rf'\1 "{new}"'),),
        ],
        "go": [
            ((rf'("{name}": +){old},', rf"\g<1>{as_json},"),),
            ((rf'("{name}",) "{old}"', rf'\1 "{new}"'),),
        ],
        "curl": [
            ((rf'("{name}":) {old}', rf"\1 {as_json}"),),
            ((rf"({name}=){old}'", rf"\g<1>{new}'"),),
        ],
    }


FAULTS = (
    # ------------------------------------------------------------------ headers and the key
    fault("header-name", "auth-missing key-leaked", same((r"Authorization\b(?=\"?[:,])", "Authorisation"))),
    fault(
        "another-key",
        "auth-missing auth-scheme",
        {
            "python": ((r'("Authorization": (?:f"Bearer \{)?api_key)', r"\1[1:]"),),
            "ts": ((r"(Authorization: (?:`Bearer \$\{)?apiKey)", r"\1.slice(1)"),),
            "go": ((r'(req\.Header\.Set\("Authorization", .*key)\)', r"\1[1:])"),),
            "curl": ((r"(Authorization: .*)\$STABILITY_API_KEY", r"\1${STABILITY_API_KEY#s}"),),
        },
    ),
    fault("missing-key-header", "auth-missing", {language: ((old, ""),) for language, old in KEY_HEADER.items()}),
    fault(
        "bare-key",
        "auth-scheme",
        {
            "python": ((r'f"Bearer \{api_key\}"', "api_key"),),
            "ts": ((r"`Bearer \$\{apiKey\}`", "apiKey"),),
            "go": ((r'"Bearer "\+key', "key"),),
            "curl": ((r"Authorization: Bearer ", "Authorization: "),),
        },
    ),
    fault(
        "bearer-where-bare",
        "auth-scheme",
        {
            "python": ((r'"Authorization": api_key', '"Authorization": f"Bearer {api_key}"'),),
            "ts": ((r"Authorization: apiKey", "Authorization: `Bearer ${apiKey}`"),),
            "go": ((r'"Authorization", key', '"Authorization", "Bearer "+key'),),
            "curl": ((r"Authorization: \$", "Authorization: Bearer $"),),
        },
    ),
    fault(
        "other-scheme",
        "auth-scheme",
        same((r"(Authorization.*)Bearer ", r"\1Token ")),
    ),
    fault("wrong-accept", "accept", same((r'(Accept"?[:,] "?)(?:application/json|image/png)', r"\1text/html"))),
    fault("other-accept", "accept", same((r'(Accept"?[:,] "?)application/json', r"\1image/png"), "python", "ts", "go")),
    fault(
        "missing-accept",
        "accept header-missing parity-header",
        {
            "python": ((r' +"Accept": "image/png",\n', ""),),
            "ts": ((r' +Accept: "image/png",\n', ""),),
            "go": ((r'\treq\.Header\.Set\("Accept", "image/png"\)\n', ""),),
            "curl": ((r"    --header 'Accept: image/png' \\\n", ""),),
        },
    ),
    fault(
        "json-as-text",
        "content-type",
        {
            "python": ((r'("Accept": .*\n)', r'\1            "Content-Type": "text/plain",\n'),),
            "ts": ((r'("Content-Type": )"application/json"', r'\1"text/plain"'),),
            "go": ((r'("Content-Type", )"application/json"', r'\1"text/plain"'),),
            "curl": ((r"Content-Type: application/json", "Content-Type: text/plain"),),
        },
        only=TEXTS,
    ),
    fault(
        "missing-content-type",
        "content-type json-as-form",
        {
            "python": ((r"json=\{", "data={"),),
            "ts": ((r' +"Content-Type": "application/json",\n', ""),),
            "go": ((r'\treq\.Header\.Set\("Content-Type", .*\n', ""),),
            "curl": ((r"    --header 'Content-Type: application/json' \\\n", ""),),
        },
        only=TEXTS,
    ),
    fault(
        "form-without-boundary",
        "content-type body-unreadable",
        {
            "python": ((r'("Accept": .*\n)', r'\1            "Content-Type": "multipart/form-data",\n'),),
            "ts": ((r"( +)(Accept: .*\n)", r'\1\2\1"Content-Type": "multipart/form-data",\n'),),
            "go": ((r"form\.FormDataContentType\(\)", '"multipart/form-data"'),),
            # curl puts a boundary of its own behind a bare multipart/form-data: no fault there
        },
        only=WITH_FILES,
    ),
    # ------------------------------------------------------------------ method and URL
    fault("wrong-path", "unknown-operation", same((r"/(user|engines|generation)/", r"/\1s/"))),
    fault(
        "last-segment",
        "unknown-operation wrong-operation method",
        same((r"/(balance|account|list|text-to-image|masking|upscale)(?=[\"`])", r"/\1-new")),
    ),
    fault(
        "wrong-operation",
        "wrong-operation unknown-operation parity-path",
        same((r"/user/balance", "/user/account")),
        only="get_balance",
    ),
    fault(
        "wrong-version",
        "unknown-operation wrong-operation parity-path",
        {
            language: [((before + "/v1/", r"\1/v1beta/"),), ((before + "/v1(alpha|beta)/", r"\1/v1/"),)]
            for language, before in {
                "python": r"(\{api_host\})",
                "ts": r"(\{apiHost\})",
                "go": r'(host \+ ")',
                "curl": r"(\$api_host)",
            }.items()
        },
    ),
    fault(
        "wrong-engine",
        "api-rule path-parameter",
        same((r"stable-diffusion-v1-5|esrgan-v1-x2plus", "stable-diffusion-v1-4")),
    ),
    fault("other-engine", "api-rule parity-path", same((r"stable-diffusion-v1-5", "stable-diffusion-768-v2-1"))),
    fault(
        "wrong-method",
        "method",
        {
            "python": [((r"requests\.post", "requests.put"),), ((r"requests\.get", "requests.post"),)],
            "ts": [
                ((r'"POST"', '"PUT"'),),
                ((r"(fetch\(url, \{\n)(    headers: \{ A)", r'\1    method: "POST",\n\2'),),
            ],
            "go": [((r"MethodPost", "MethodPut"),), ((r"MethodGet", "MethodDelete"),)],
            "curl": ((r"--silent", "--silent --request PUT"),),
        },
    ),
    fault(
        "extra-query",
        "query-parameter",
        {language: ((old, r"\1?verbose=1" + ("`" if language == "ts" else '"')),) for language, old in URL.items()},
    ),
    fault(
        "sent-twice",
        "extra-request",
        {
            "python": ((r"    (response = requests)", r"    for _ in range(2): \1"),),
            "ts": ((r"  (response = await fetch)", r"  for (const _ of [1, 2]) \1"),),
            "go": [
                ((r"(client := &http.*\n)", TIMES_SENT), (r"MethodGet", "MethodGet")),
                (
                    (
                        r"(client := &http.*\n)",
                        TIMES_SENT + "\treq.Body, _ = req.GetBody()\n",
                    ),
                    (r"MethodPost", "MethodPost"),
                ),
            ],
            "curl": (
                (r'    ("\$api_host[^"]+" )(2>)', r'    \1--output "$tmp/again" \1\2'),
                (r"-ne 200 ", "-ne 200200 "),
            ),
        },
    ),
    # ------------------------------------------------------------------ the body
    fault("field-name", "unknown-field", same((r"cfg_scale", "cfg_scales")), only=IMAGES),
    fault(
        "missing-required",
        "body-schema",
        {
            "python": ((r'\n +"text_prompts(?:\[0\]\[text\])?":.*', ""),),
            "ts": [((r"\n +text_prompts: .*", ""),), ((r'\nform\.set\("text_prompts.*', ""),)],
            "go": [((r'\n\t\t"text_prompts": (?:.*\n){2}.*', ""),), ((r'\n\t\t\{"text_prompts.*', ""),)],
            "curl": [((r',\n +"text_prompts": .*', ""),), ((r"\n    --form-string 'text_prompts.*", ""),)],
        },
        only=IMAGES,
    ),
    fault("wrong-type", "body-schema", number("cfg_scale", "7", "seven", '"seven"'), only=IMAGES),
    fault("out-of-range", "body-schema api-rule", number("steps", "(?:30|50)", "500"), only=IMAGES),
    fault("not-a-multiple", "body-schema api-rule", number("height", "512", "500"), only=IMAGES),
    fault("wrong-enum", "body-schema", same((r"FAST_BLUE", "VERY_FAST")), only=IMAGES),
    fault("misspelt-enum", "body-schema", same((r"MASK_IMAGE_WHITE|(?<=[ \"=])IMAGE_STRENGTH", "MASK_IMAGE_WITHE"))),
    fault("other-enum", "parity-body api-rule", same((r"FAST_BLUE", "FAST_GREEN")), only=IMAGES),
    fault("other-value", "parity-body", number("steps", "(?:30|50)", "20"), only=IMAGES),
    fault(
        "repeated-field",
        "repeated-field",
        {
            "python": ((r'("cfg_scale":) 7', r"\1 [7, 7]"),),
            "ts": ((r'(form\.set\("cfg_scale.*\n)', r'\1form.append("cfg_scale", "7");\n'),),
            "go": ((r'(\t\t\{"cfg_scale.*\n)', r"\1\1"),),
            "curl": ((r"(    --form-string 'cfg_scale.*\n)", r"\1\1"),),
        },
        only=FORMS,
    ),
    fault(
        "broken-json",
        "body-unreadable",
        {
            "ts": ((r"(JSON\.stringify\(\{(?:.*\n)+?    \}\)),", r"\1.slice(1),"),),
            "go": ((r"bytes\.NewReader\(payload\)", "bytes.NewReader(payload[1:])"),),
            "curl": ((r'("text_prompts": .*)', r"\1,"),),
        },
        only=TEXTS,
    ),
    # ------------------------------------------------------------------ files
    fault(
        "wrong-file",
        "file-bytes parity-file",
        same((r"\.\./mask_image_white\.png", "../mask_image_black.png")),
        only="masking",
    ),
    fault(
        "wrong-input",
        "file-bytes parity-file",
        same((r"\.\./init_image\.png", "../mask_image_white.png")),
        only="image_to_image|upscale_image",
    ),
    fault(
        "missing-filename",
        "file-part body-schema",
        {
            "python": ((r'\("init_image\.png", ', "(None, "),),
            "go": ((r'; filename=%q", field, filepath\.Base\(path\)', '", field'), (r'\t"path/filepath"\n', "")),
            "curl": ((r"=@\.\./init_image", "=<../init_image"),),
        },
    ),
    fault("other-filename", "parity-file file-part", {"ts": ((r', "init_image\.png"\)', ")"),)}),
    fault(
        "part-type",
        "file-part parity-file",
        {
            "python": ((r'image, "image/png"\)', 'image, "text/plain")'),),
            "ts": ((r'type: "image/png"', 'type: "text/plain"'),),
            "go": ((r'\{"image/png"\}', '{"text/plain"}'),),
            "curl": ((r";type=image/png", ";type=text/plain"),),
        },
        only=WITH_FILES,
    ),
    fault(
        "missing-file",
        "body-schema file-part",
        {
            "python": ((r' +"(?:init_image|image)": \(.*\n', ""),),
            "ts": ((r'form\.set\("(?:init_image|image)", .*\n', ""),),
            "go": ((r'\tif err := addImage\(form, "(?:init_image|image)".*\n.*\n\t\}\n', ""),),
            "curl": ((r"    --form '(?:init_image|image)=.*\n", ""),),
        },
        only="masking|v1/image_to_image|v1beta/image_to_image",
    ),
    fault(
        "cut-upload",
        "file-bytes api-rule body-schema",
        {
            "python": ((r"\.read_bytes\(\)", ".read_bytes()[:200]"),),
            "ts": ((r", (image|initImage), ", r", \1.slice(0, 200, \1.type), "),),
            "go": ((r"part\.Write\(image\)", "part.Write(image[:200])"),),
        },
        only=WITH_FILES,
    ),
    # ------------------------------------------------------------------ how errors are handled
    fault(
        "no-status-check",
        "error-swallowed error-unclear output-partial",
        {language: ((old, "false" if language == "ts" else ""),) for language, old in STATUS_CHECK.items()},
        scenarios=REFUSALS,
    ),
    fault(
        "status-zero",
        "error-swallowed",
        {
            "python": ((r'    sys\.exit\((f"HTTP .*)\)\n', r"    print(\1, file=sys.stderr)\n    sys.exit(0)\n"),),
            "ts": ((r"(console\.error\(`HTTP .*\n)  process\.exitCode = 1", r"\1  process.exitCode = 0"),),
            "go": ((r"log\.Fatalf\((\"HTTP .*)", r"log.Printf(\1\n\t\treturn"),),
            "curl": ((r"(HTTP %s.*\n)  exit 1", r"\1  exit 0"),),
        },
        scenarios=ALL_FAILURES,
    ),
    fault(
        "words-lost",
        "error-unclear",
        {
            "python": ((r'sys\.exit\(f"HTTP .*', 'sys.exit("Something went wrong")'),),
            "ts": ((r"console\.error\(`HTTP .*", 'console.error("Something went wrong");'),),
            "go": ((r"log\.Fatalf\(\"HTTP .*", 'log.Fatal("Something went wrong")'),),
            "curl": ((r"  printf 'HTTP .*", "  echo 'Something went wrong' >&2"),),
        },
        scenarios=ALL_FAILURES,
    ),
    fault(
        "object-printed",
        "error-unclear",
        {"ts": ((r"(HTTP \$\{response\.status\}: )\$\{body.*\}`", r"\1${({ body })}`"),)},
        scenarios=ALL_FAILURES,
    ),
    fault(
        "swallowed-exception",
        "error-swallowed",
        {
            "python": ((r'sys\.exit\(f"Request failed: .*', "sys.exit(0)"),),
            "ts": ((r"(Request failed: .*\n)  process\.exit\(1\)", r"\1  process.exit(0)"),),
            "go": ((r"(client\.Do\(req\)\n\tif err != nil \{\n)\t\tlog\.Fatalf.*", r"\1\t\treturn"),),
            "curl": ((r"(Request failed: .*\n)  exit 1", r"\1  exit 0"),),
        },
        scenarios=ALL_FAILURES,
    ),
    fault(
        "bare-trace",
        "error-unclear",
        {
            "python": ((r'sys\.exit\(f"Request failed: .*', "raise RuntimeError from None"),),
            "ts": ((r"(\} catch \(error\) \{\n)", r"\1  throw new Error();\n"),),
            "go": ((r"(client\.Do\(req\)\n\tif err != nil \{\n)\t\tlog\.Fatalf.*", r'\1\t\tpanic("no answer")'),),
            "curl": ((r"  printf 'Request failed: .*\n", ""),),
        },
        scenarios=ALL_FAILURES,
    ),
    fault(
        "ignored-error",
        "error-unclear error-swallowed output-partial",
        {
            "go": [
                (
                    (
                        r"resp, err := client\.Do\(req\)\n\tif err != nil \{\n.*\n\t\}\n\tbody, err :=",
                        "resp, _ := client.Do(req)\n\tbody, err :=",
                    ),
                ),
            ],
            "curl": ((r"\) \|\| \{\n.*\n  exit 1\n\}", ") || :"), (r"-ne 200 ", "-gt 200 ")),
        },
        scenarios=ALL_FAILURES,
    ),
    fault(
        "cut-answer-kept",
        "error-swallowed output-partial",
        {
            "go": (
                (
                    r"body, err := io\.ReadAll\(resp\.Body\)\n\tif err != nil \{\n.*\n\t\}",
                    "body, _ := io.ReadAll(resp.Body)",
                ),
            )
        },
        scenarios=("truncated",),
        only=PNG,
    ),
    fault(
        "no-image-accepted",
        "error-swallowed",
        {
            "go": ((r"\tif len\(result\.Artifacts\) == 0 \{\n.*\n\t\}\n", ""),),
            "ts": ((r"!artifacts\?\.length", "false"), (r"of artifacts\) \{", "of artifacts ?? []) {")),
            "python": (
                (r'response\.json\(\)\["artifacts"\]', 'response.json().get("artifacts", [])'),
                (r'\nif not images or b"" in images:\n.*\n', ""),
            ),
        },
        scenarios=("wrong-shape",),
    ),
    fault(
        "no-key-check",
        "request-without-key",
        {
            "python": ((r"if not api_key:\n.*\n", ""),),
            "ts": ((r"if \(!apiKey\) \{\n.*\n.*\n\}\n", ""),),
            "go": ((r'\tif key == "" \{\n.*\n\t\}\n', ""),),
            "curl": ((r"if \[ -z .*\n.*\n.*\nfi\n", ""),),
        },
        scenarios=("missing-key", "empty-key"),
    ),
    fault(
        "empty-key-passes",
        "request-without-key",
        {
            "python": ((r"if not api_key:", "if api_key is None:"),),
            "ts": ((r"if \(!apiKey\) \{", "if (apiKey === undefined) {"),),
            "go": ((r'if key == "" \{', 'if _, ok := os.LookupEnv("STABILITY_API_KEY"); !ok {'),),
            "curl": ((r'if \[ -z "\$\{STABILITY_API_KEY:-\}" \]', 'if [ -z "${STABILITY_API_KEY+set}" ]'),),
        },
        scenarios=("missing-key", "empty-key"),
    ),
    fault(
        "key-message-lost",
        "error-unclear",
        same((r"Set STABILITY_API_KEY to your API key\.", "Wrong usage.")),
        scenarios=("missing-key", "empty-key"),
    ),
    fault(
        "no-timeout",
        "no-client-timeout",
        {
            "python": ((r" +timeout=15,\n", ""),),
            "ts": ((r" +signal: AbortSignal.*\n", ""),),
            "go": ((r"Timeout: 15 \* time\.Second", ""), (r'\t"time"\n', "")),
            "curl": ((r" --max-time 15", ""),),
        },
        scenarios=("hang",),
    ),
    fault(
        "failure-after-success",
        "exit-status",
        {
            "python": ((r"\Z", "sys.exit(3)\n"),),
            "ts": ((r"\Z", "process.exitCode = 3;\n"),),
            "go": ((r"(?m)^\}(?=\n\Z|\n\nfunc addImage)", "\tos.Exit(3)\n}"),),
            "curl": ((r"\Z", "exit 3\n"),),
        },
    ),
    # ------------------------------------------------------------------ what it writes
    fault("output-name", "output-missing output-unexpected", same((r"(out/v1(?:alpha|beta)?_)", r"\1my_"))),
    fault(
        "output-folder",
        "output-missing output-unexpected",
        same((r"\bout(?=[/\"]|\n)(?!put)", "results")),
        only=IMAGES + "|upscale_image",
        everywhere=True,
    ),
    fault(
        "cut-write",
        "output-unreadable output-bytes",
        {
            "python": ((r"\.write_bytes\((image|response\.content)\)", r".write_bytes(\1[:100])"),),
            "ts": ((r"(writeFile\(.*, )(image|body)\)", r"\1\2.subarray(0, 100))"),),
            "go": ((r"(os\.WriteFile\(.*)(artifact\.Base64|body), ", r"\1\2[:100], "),),
            "curl": ((r'mv "\$tmp/body" (out/.*)', r'head -c 100 "$tmp/body" >\1'),),
        },
    ),
    fault(
        "undecoded",
        "output-unreadable output-bytes",
        {
            "python": ((r'base64\.b64decode\((artifact\["base64"\]), validate=True\)', r"\1.encode()"),),
            "go": (
                (r"Base64 \[\]byte", "Base64 string"),
                (r"artifact\.Base64, 0o644", "[]byte(artifact.Base64), 0o644"),
            ),
            "ts": ((r"writeFile\((.*), image\)", r'writeFile(\1, image.toString("base64"))'),),
        },
    ),
    fault(
        "first-image-only",
        "output-missing",
        {
            "python": ((r"enumerate\(images\)", "enumerate(images[:1])"),),
            "ts": ((r"images\.entries\(\)", "images.slice(0, 1).entries()"),),
            "go": ((r"range result\.Artifacts (\{\n\t\tname)", r"range result.Artifacts[:1] \1"),),
        },
        scenarios=("success", "many-artifacts"),
    ),
    fault(
        "prints-nothing",
        "output-missing",
        {
            "python": ((r"\nprint\(.*\n", "\n"),),
            "ts": ((r"    console\.log\((.*)\);", r"    \1;"),),
            "go": ((r"\tfmt\.Println.*\n", ""), (r'\t"fmt"\n', "")),
            "curl": ((r'\ncat "\$tmp/body"\n', "\n"),),
        },
        only=PRINTING,
    ),
    fault(
        "left-behind",
        "output-partial output-unexpected",
        {
            "python": (
                (
                    r"(\ntry:\n    response = )",
                    r'\nPath("out").mkdir(exist_ok=True)\nPath("out/download.tmp").write_bytes(b"")\n\1',
                ),
            ),
            "ts": (
                (
                    r"(let response: Response;\n)",
                    r'\1await mkdir("out", { recursive: true });\nawait writeFile("out/download.tmp", "");\n',
                ),
            ),
            "go": ((r"(\tclient := &http)", r'\tos.MkdirAll("out", 0o755)\n\tos.Create("out/download.tmp")\n\1'),),
            "curl": ((r"trap 'rm -rf \"\$tmp\"' EXIT\n", ""),),
        },
        scenarios=("success", *ALL_FAILURES),
        only=IMAGES,
    ),
    fault(
        "input-changed",
        "input-changed",
        {
            "python": ((r"\Z", 'Path("../init_image.png").write_bytes(b"")\n'),),
            "ts": ((r"\Z", 'await writeFile("../init_image.png", "");\n'),),
            "go": ((r"(?m)^\}(?=\n\Z|\n\nfunc addImage)", '\tos.Remove("../init_image.png")\n}'),),
            "curl": ((r"\Z", ": >../init_image.png\n"),),
        },
        only=WITH_FILES,
    ),
    # ------------------------------------------------------------------ the key, and other hosts
    fault(
        "key-printed",
        "key-leaked",
        after_check(
            python='print(f"Using {api_key}")',
            ts="console.log(`Using ${apiKey}`);",
            go='\\tlog.Println("Using", key)',
            curl='echo "Using $STABILITY_API_KEY"',
        ),
    ),
    fault(
        "key-told-on-failure",
        "key-leaked",
        {
            "python": ((r'sys\.exit\(f"HTTP ', 'sys.exit(f"{api_key}: HTTP '),),
            "ts": ((r"console\.error\(`HTTP ", "console.error(`${apiKey}: HTTP "),),
            "go": (
                (r'log\.Fatalf\("HTTP (.*)\)', r'log.Fatalf("HTTP \1, req.Header)'),
                (r"HTTP %d: %s", "HTTP %d: %s %v"),
            ),
            "curl": ((r"printf 'HTTP ", 'printf "$STABILITY_API_KEY"\' HTTP '),),
        },
        scenarios=ALL_FAILURES,
    ),
    fault(
        "key-in-url",
        "key-leaked query-parameter",
        {
            "python": ((URL["python"], r'\1?key={api_key}"'),),
            "ts": ((URL["ts"], r"\1?key=${apiKey}`"),),
            "go": ((URL["go"], r'\1?key=" + key'),),
            "curl": ((URL["curl"], r'\1?key=$STABILITY_API_KEY"'),),
        },
    ),
    fault(
        "key-in-file",
        "key-leaked output-unexpected",
        after_check(
            python='os.makedirs("out", exist_ok=True)\nopen("out/debug.log", "w").write(api_key)',
            ts='process.getBuiltinModule("node:fs").mkdirSync("out", { recursive: true });\n'
            'process.getBuiltinModule("node:fs").writeFileSync("out/debug.log", apiKey);',
            go='\\tos.MkdirAll("out", 0o755)\n\\tos.WriteFile("out/debug.log", []byte(key), 0o644)',
            curl='mkdir -p out\necho "$STABILITY_API_KEY" >out/debug.log',
        ),
    ),
    fault(
        "key-in-body",
        "key-leaked unknown-field",
        {
            "python": ((r'("cfg_scale": 7,)', r'\1 "api_key": api_key,'),),
            "ts": [
                ((r"(cfg_scale: 7,)", r"\1 api_key: apiKey,"),),
                ((r'(form\.set\("cfg_scale.*\n)', r'\1form.set("api_key", apiKey);\n'),),
            ],
            "go": [
                ((r'("cfg_scale": +7,)', r'\1\n\t\t"api_key": key,'),),
                ((r'(\{"cfg_scale", "7"\},)', r'\1\n\t\t{"api_key", key},'),),
            ],
            "curl": (
                (r"(    --form-string 'cfg_scale.*\n)", r'\1    --form-string "api_key=$STABILITY_API_KEY" \\\n'),
            ),
        },
        only=IMAGES,
    ),
    fault(
        "hard-coded-host",
        "network-escape key-variable",
        {
            "python": [
                ((r'os\.getenv\("API_HOST"\) or "https://api\.stability\.ai"', '"http://192.0.2.1"'),),
                ((r'os\.getenv\("API_HOST"\) or "https://api\.stability\.ai"', '"http://api.invalid"'),),
            ],
            "ts": ((r'process\.env\.API_HOST \|\| "https://api\.stability\.ai"', '"http://192.0.2.1"'),),
            "go": ((r'os\.Getenv\("API_HOST"\)', '"http://api.invalid"'),),
            "curl": ((r"\$\{API_HOST:-https://api\.stability\.ai\}", "http://192.0.2.1"),),
        },
    ),
    fault(
        "host-variable",
        "key-variable",
        {
            "python": ((r'"API_HOST"\) or "https://api\.stability\.ai"', '"STABILITY_HOST") or "http://api.invalid"'),),
            "ts": ((r'API_HOST \|\| "https://api\.stability\.ai"', 'STABILITY_HOST || "http://api.invalid"'),),
            "go": ((r'"API_HOST"', '"STABILITY_HOST"'), (r"https://api\.stability\.ai", "http://api.invalid")),
            "curl": ((r"API_HOST:-https://api\.stability\.ai", "STABILITY_HOST:-http://api.invalid"),),
        },
    ),
    fault("key-variable", "key-variable", same((r"STABILITY_API_KEY", "API_KEY")), everywhere=True),
    fault(
        "second-host",
        "network-escape",
        after_check(
            python='try:\n    requests.get("http://192.0.2.1/news", timeout=2)\n'
            "except requests.RequestException:\n    pass",
            ts='await fetch("http://192.0.2.1/news", { signal: AbortSignal.timeout(2_000) }).catch(() => {});',
            go='\\thttp.Get("http://telemetry.invalid/")',
            curl="curl --silent --max-time 2 http://telemetry.invalid/ || :",
        ),
    ),
)
