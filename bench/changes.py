"""Changes that leave a program as good as it was: nothing here may be found fault with."""

from __future__ import annotations

from bench.faults import CHECKED, FORMS, IMAGES, PRINTING, TEXTS, WITH_FILES, Ways, after_check, same
from bench.variants import Rule


def change(kind: str, edits: Ways, only: str = "", everywhere: bool = False) -> list[Rule]:
    """The rules of one kind of change."""
    return [
        Rule(kind, language, way, only, everywhere, number)
        for language, ways in edits.items()
        for number, way in enumerate(ways if isinstance(ways, list) else [ways], 1)
    ]


LAST_HEADER = {
    "python": r'("Authorization": (?:f"Bearer \{api_key\}"|api_key))',
    "ts": r"(Authorization: (?:`Bearer \$\{apiKey\}`|apiKey))",
    "go": r'(\treq\.Header\.Set\("Authorization", .*\n)',
    "curl": r'(    --header "Authorization: .*\n)',
}


def header(name: str, value: str) -> Ways:
    """One more header."""
    return {
        "python": ((LAST_HEADER["python"], rf'\1, "{name}": "{value}"'),),
        "ts": ((LAST_HEADER["ts"], rf'\1, "{name}": "{value}"'),),
        "go": ((LAST_HEADER["go"], rf'\1\treq.Header.Set("{name}", "{value}")\n'),),
        "curl": ((LAST_HEADER["curl"], rf"\1    --header '{name}: {value}' \\\n"),),
    }


CHANGES = [
    # ------------------------------------------------------------------ how it is written
    *change(
        "comments",
        after_check(
            python="# TODO: requests.put(url, headers={}) would be wrong",
            ts="// TODO: fetch(url, {}) would be wrong",
            go="\\t// http.Get(url) would be wrong",
            curl="# curl --request PUT would be wrong",
        ),
    ),
    *change("blank-lines", {language: ((place, r"\1\n\n\n"),) for language, place in CHECKED.items()}),
    *change(
        "renamed-key",
        {
            "python": ((r"\bapi_key\b", "token"),),
            "ts": ((r"\bapiKey\b", "token"),),
            "go": ((r"\bkey\b(?!\.\")", "token"),),
        },
        everywhere=True,
    ),
    *change(
        "renamed-answer",
        {
            "python": ((r"\bresponse\b", "r"),),
            "ts": ((r"\bresponse\b", "r"),),
            "go": ((r"\bresp\b", "r"),),
            "curl": ((r"\bhttp_code\b(?!\})", "code"),),
        },
        everywhere=True,
    ),
    *change("renamed-host", {"curl": ((r"\bapi_host\b", "base"),), "ts": ((r"\bapiHost\b", "base"),)}, everywhere=True),
    *change(
        "single-quotes",
        {
            "python": ((r'"(Accept|Authorization|application/json|image/png)"', r"'\1'"),),
            "ts": ((r'"(POST|image/png|application/json)"', r"'\1'"),),
        },
        everywhere=True,
    ),
    *change(
        "double-quotes", {"curl": ((r"--(form-string|form|header) '([^'\"\n]+)'", r'--\1 "\2"'),)}, everywhere=True
    ),
    *change(
        "short-options",
        {
            "curl": (
                (r"--silent --show-error --max-time", "-sS -m"),
                (r"--header", "-H"),
                (r"--output", "-o"),
                (r"--write-out", "-w"),
            )
        },
        everywhere=True,
    ),
    *change(
        "other-environment-call",
        {
            "python": ((r'os\.getenv\("(\w+)"\)', r'os.environ.get("\1")'),),
            "ts": ((r"process\.env\.(\w+)", r'process.env["\1"]'),),
            "go": ((r'key := os\.Getenv\("STABILITY_API_KEY"\)', 'key, _ := os.LookupEnv("STABILITY_API_KEY")'),),
        },
        everywhere=True,
    ),
    *change(
        "generic-request",
        {
            "python": [
                ((r"requests\.get\(\n", 'requests.request(\n        "GET",\n'),),
                ((r"requests\.post\(\n", 'requests.request(\n        "POST",\n'),),
            ]
        },
    ),
    # ------------------------------------------------------------------ headers
    *change("header-case", same((r"Authorization(?=\"?[:,])", "authorization"))),
    *change("upper-case-accept", same((r"Accept(?=\"?[:,])", "ACCEPT"))),
    *change("scheme-case", same((r"(Authorization.*)Bearer", r"\1bearer"))),
    *change(
        "header-order",
        {
            "python": ((r'( +"Accept".*\n)( +"Authorization".*\n)', r"\2\1"),),
            "ts": ((r"( +Authorization.*\n)( +Accept.*\n)", r"\2\1"),),
            "go": ((r'(\treq\.Header\.Set\("Authorization".*\n)(\treq\.Header\.Set\("Accept".*\n)', r"\2\1"),),
            "curl": ((r'( +--header "Authorization.*\n)( +--header .Accept.*\n)', r"\2\1"),),
        },
    ),
    *change("user-agent", header("User-Agent", "example/1.0")),
    *change("more-headers", header("Accept-Language", "en")),
    *change("request-id", header("X-Request-Id", "3f2a")),
    *change("accept-quality", same((r'(Accept"?[:,] "?)(application/json|image/png)', r"\1\2;q=1.0, text/html;q=0"))),
    *change("accept-many", same((r'(Accept"?[:,] "?)(application/json|image/png)', r"\1\2, */*;q=0.1"))),
    *change(
        "charset",
        {
            "ts": ((r'("Content-Type": "application/json)', r"\1; charset=utf-8"),),
            "go": ((r'("Content-Type", "application/json)', r"\1; charset=utf-8"),),
            "curl": ((r"(Content-Type: application/json)", r"\1;charset=UTF-8"),),
            "python": ((r'("Accept": .*\n)', r'\1            "content-type": "application/json; charset=UTF-8",\n'),),
        },
        only=TEXTS,
    ),
    *change(
        "connection-close",
        {
            "python": header("Connection", "close")["python"],
            "go": ((LAST_HEADER["go"], r"\1\treq.Close = true\n"),),
            "curl": header("Connection", "close")["curl"],
        },
    ),
    *change(
        "compressed",
        {
            "curl": ((r"--silent", "--compressed --silent"),),
            "go": (
                (LAST_HEADER["go"], r"\1"),
                (r"&http\.Client\{", "&http.Client{Transport: &http.Transport{DisableCompression: true}, "),
            ),
        },
    ),
    *change("identity", header("Accept-Encoding", "identity")),
    *change("http-1.0", {"curl": ((r"--silent", "--http1.0 --silent"),)}),
    *change(
        "expect-continue",
        {"curl": header("Expect", "100-continue")["curl"], "go": header("Expect", "100-continue")["go"]},
        only=WITH_FILES,
    ),
    *change(
        "chunked-request",
        {
            "curl": header("Transfer-Encoding", "chunked")["curl"],
            "go": ((r"url, (&payload|bytes\.NewReader\(payload\))\)", r"url, io.NopCloser(io.MultiReader(\1)))"),),
        },
        only=IMAGES,
    ),
    # ------------------------------------------------------------------ the body
    *change("field-order", same((r"(.*cfg_scale.*\n)(.*clip_guidance_preset.*\n)", r"\2\1")), only=IMAGES),
    *change(
        "number-form",
        {
            "python": ((r'("cfg_scale": )7,', r"\g<1>7.0,"),),
            "ts": [((r"(cfg_scale: )7,", r"\g<1>7.0,"),), ((r'("cfg_scale", ")7"', r'\g<1>7.0"'),)],
            "go": ((r'("cfg_scale", ")7"', r'\g<1>7.0"'),),
            "curl": [((r'("cfg_scale": )7,', r"\g<1>7.0,"),), ((r"(cfg_scale=)7'", r"\g<1>7.0'"),)],
        },
        only=IMAGES,
    ),
    *change("prompt-index", same((r"text_prompts\[0\]\[text\]", "text_prompts[3][text]")), only=FORMS),
    *change(
        "part-order",
        {
            "python": ((r'( +"init_image": \(.*\n)( +"mask_image": .*\n)', r"\2\1"),),
            "ts": ((r'(form\.set\("init_image".*\n)(form\.set\("mask_image".*\n)', r"\2\1"),),
            "go": (
                (r'(\tif err := addImage\(form, "init_image".*\n.*\n.*\n)(\tif err := addImage.*\n.*\n.*\n)', r"\2\1"),
            ),
            "curl": ((r"( +--form 'init_image.*\n)( +--form 'mask_image.*\n)", r"\2\1"),),
        },
    ),
    *change(
        "files-last",
        {
            "ts": ((r'(form\.set\("(?:init_image|image)", .*\n)((?:form\..*\n)+)', r"\2\1"),),
            "curl": ((r"( +--form '(?:init_image|image)=.*\n)((?: +--form.*\n)+)", r"\2\1"),),
        },
        only=FORMS + "|upscale_image",
    ),
    *change("form-append", {"ts": ((r"form\.set\(", "form.append("),)}, only=WITH_FILES, everywhere=True),
    *change(
        "boundary",
        {
            "go": (
                (
                    r"(\tform := multipart\.NewWriter.*\n)",
                    r'\1\tif err := form.SetBoundary("an odd:boundary?="); err != nil {\n\t\tlog.Fatal(err)\n\t}\n',
                ),
            )
        },
        only=WITH_FILES,
    ),
    *change(
        "open-file",
        {"python": ((r'Path\("(\.\./[\w.]+)"\)\.read_bytes\(\)', r'open("\1", "rb")'),)},
        only=WITH_FILES,
        everywhere=True,
    ),
    *change(
        "tight-json",
        {
            "curl": ((r'(\{|,)\n +(?=")', r"\1"), (r'": ', '":')),
            "go": (
                (
                    r"(\tpayload, err := json\.)Marshal\((map\[string\]any\{(?:.*\n)+?\t\})\)",
                    r'\1MarshalIndent(\2, "", "  ")',
                ),
            ),
        },
        only=TEXTS,
        everywhere=True,
    ),
    *change("binary-data", {"curl": ((r"--data '", "--data-binary '"),)}, only=TEXTS),
    # ------------------------------------------------------------------ what it prints and writes
    *change(
        "tells-progress",
        after_check(
            python='print("Asking ...")',
            ts='console.log("Asking ...");',
            curl="echo 'Asking ...' >&2",
            go='\\tlog.Print("Asking ...")',
        ),
        only=IMAGES,
    ),
    *change(
        "tells-the-end",
        {
            "python": ((r"\Z", 'print("Done, see out/")\n'),),
            "ts": ((r"\Z", 'console.info("Done, see out/");\n'),),
            "curl": ((r"\Z", "echo 'Done, see out/'\n"),),
        },
        only="upscale_image",
    ),
    *change(
        "compact",
        {"python": ((r", indent=2\)", ', separators=(",", ":"))'),), "ts": ((r", null, 2\)", ")"),)},
        only=PRINTING,
    ),
    *change(
        "labelled",
        {
            "python": ((r"print\((json\.dumps\(.*)\)", r'print("The answer:", \1)'),),
            "ts": ((r"console\.log\((JSON\.stringify.*)\);", r'console.log("The answer:", \1);'),),
            "go": ((r"fmt\.Println\(", 'fmt.Println("The answer:", '),),
            "curl": ((r'\ncat "\$tmp/body"\n', '\necho "The answer:"\ncat "$tmp/body"\n'),),
        },
        only=PRINTING,
    ),
    *change(
        "tabs",
        {
            "python": ((r"indent=2", 'indent="\\\\t", ensure_ascii=False'),),
            "ts": ((r", null, 2\)", r', null, "\\t")'),),
            "go": ((r'"", "  "', r'"", "\\t"'),),
        },
        only=PRINTING,
    ),
    *change(
        "as-it-came",
        {
            "python": ((r"print\(json\.dumps\(\w+, indent=2\)\)", "print(response.text)"),),
            "ts": ((r"JSON\.stringify\(JSON\.parse\(body\), null, 2\)", "body"),),
        },
        only=PRINTING,
    ),
    *change(
        "other-status",
        {"ts": ((r"process\.exit\(1\)", "process.exit(2)"),), "curl": ((r"  exit 1\n", "  exit 3\n"),)},
        everywhere=True,
    ),
    *change(
        "other-words",
        {
            "python": (
                (
                    r'f"HTTP \{response\.status_code\}: \{response\.text\}"',
                    'f"The server said no ({response.status_code} {response.reason})\\\\n{response.text}"',
                ),
            ),
            "ts": ((r"`HTTP \$\{response\.status\}: \$\{(body[^}]*)\}`", r"response.status, response.statusText, \1"),),
            "go": ((r'"HTTP %d: %s", resp\.StatusCode, body', '"The server said no (%s)\\\\n%s", resp.Status, body'),),
            "curl": ((r"'HTTP %s: %s\\n'", r"'The server said no (%s)\\n%s\\n'"),),
        },
    ),
    *change(
        "other-time-limit",
        {
            "python": ((r"timeout=15", "timeout=(3.05, 27)"),),
            "ts": ((r"15_000", "9_000"),),
            "go": ((r"15 \* time\.Second", "9 * time.Second"),),
            "curl": ((r"--max-time 15", "--max-time 9 --connect-timeout 3"),),
        },
    ),
    *change(
        "context",
        {
            "go": (
                (r"http\.NewRequest\(", "http.NewRequestWithContext(ctx, "),
                (
                    r"(\turl := host)",
                    r"\tctx, stop := context.WithTimeout(context.Background(), 15*time.Second)\n\tdefer stop()\n\n\1",
                ),
                (r"\tclient := &http\.Client\{.*\n", ""),
                (r"client\.Do\(req\)", "http.DefaultClient.Do(req)"),
                (r'(import \(\n(?:\t"bytes"\n)?)', r'\1\t"context"\n'),
            )
        },
    ),
    *change(
        "other-write",
        {
            "python": ((r'Path\((f?"out/.*")\)\.write_bytes\((.*)\)', r'open(\1, "wb").write(\2)'),),
            "curl": ((r'mv "\$tmp/body" (out/.*)', r'cat "$tmp/body" >\1'),),
            "ts": (
                (r"mkdir, writeFile", "mkdir, open"),
                (
                    r"await writeFile\((.*), (\w+)\);",
                    r"const file = await open(\1, 'w');\n  await file.writeFile(\2);\n  await file.close();",
                ),
            ),
        },
        only=IMAGES + "|upscale_image",
    ),
    *change(
        "whole-path",
        {
            "python": ((r'Path\("out"\)\.mkdir', 'Path("out").resolve().mkdir'),),
            "curl": ((r'mv "\$tmp/body" (out/.*)', r'mv -f "$tmp/body" "$PWD/\1"'),),
        },
        only=IMAGES,
    ),
]
