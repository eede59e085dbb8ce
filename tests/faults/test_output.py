"""Programs that leave wrong files: each is told of by one code, at the line of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.trees import Edit

from faults.table import Fault, check, rows


def fault(code: str, language: str, name: str, what: str, *edits: Edit, at: str, **more: object) -> Fault:
    """A row."""
    return Fault(what, code, language, name, edits, at, **more)  # type: ignore[arg-type]


PY_WRITE = 'Path("out/v1_upscaled_image.png").write_bytes(response.content)'
TS_WRITE = 'await writeFile("out/v1_upscaled_image.png", body);'
GO_WRITE = 'os.WriteFile("out/v1_upscaled_image.png", body, 0o644)'
SH_WRITE = 'mv "$tmp/body" out/v1_upscaled_image.png'

FAULTS = (
    fault("output-missing", "python", "masking", "keeps the first image alone",
          ("enumerate(images)", "enumerate(images[:1])"), at="out/v1", scenario="many-artifacts", times=2),
    fault("output-missing", "ts", "masking", "counts from 1",
          ("masking_${index}", "masking_${index + 1}"), at="out/v1_img2img"),
    fault("output-missing", "go", "masking", "writes under another name",
          ("v1_img2img_masking_%d.png", "v1_masking_%d.png"), at="v1_masking_%d.png"),
    fault("output-missing", "curl", "upscale_image", "writes nothing", (SH_WRITE, ": done"), at="tmp=$(mktemp -d out/"),
    fault("output-missing", "python", "get_balance", "prints nothing",
          ("print(json.dumps(balance, indent=2))", "json.dumps(balance)"), at="requests.get("),
    fault("output-missing", "curl", "get_balance", "prints nothing", ('cat "$tmp/body"\n', ":\n"), at="curl --silent"),
    fault("answer-unused", "python", "get_balance", "prints an error",
          ("print(json.dumps(balance, indent=2))", 'print("failed:", repr(KeyError("x")))'), at='print("failed'),
    fault("answer-unused", "ts", "get_balance", "prints a promise",
          ("console.log(JSON.stringify(JSON.parse(body), null, 2));", "console.log(Promise.resolve(body));"),
          at="Promise.resolve"),
    fault("output-unexpected", "python", "upscale_image", "keeps a log",
          (PY_WRITE, f'{PY_WRITE}\nPath("out/log.txt").write_text("done")'), at="log.txt"),
    fault("output-unexpected", "ts", "upscale_image", "keeps a copy beside it",
          (TS_WRITE, f'{TS_WRITE}\n  await writeFile("copy.png", body);'), at="copy.png"),
    fault("output-unexpected", "curl", "upscale_image", "keeps the headers",
          ("--form 'image", "--dump-header out/headers.txt --form 'image"), at="headers.txt"),
    fault("output-unexpected", "go", "upscale_image", "keeps a copy beside it",
          (f"if err := {GO_WRITE}", f'os.WriteFile("copy.png", body, 0o644)\n\tif err := {GO_WRITE}'), at="copy.png"),
    fault("output-unreadable", "python", "masking", "writes the base64 text",
          ('base64.b64decode(artifact["base64"], validate=True)', 'artifact["base64"].encode()'), at="out/v1"),
    fault("output-unreadable", "ts", "upscale_image", "loses the end",
          ("writeFile(\"out/v1_upscaled_image.png\", body)",
          'writeFile("out/v1_upscaled_image.png", body.subarray(0, 99))'),
          at="out/v1"),
    fault("output-unreadable", "go", "masking", "puts a byte before it", ("name, artifact.Base64,",
          "name, append([]byte{1}, artifact.Base64...),"), at="out/v1"),
    fault("output-unreadable", "curl", "upscale_image", "keeps the start alone",
          (SH_WRITE, 'head -c 99 "$tmp/body" >out/v1_upscaled_image.png'), at="head -c"),
    fault("output-bytes", "python", "upscale_image", "adds a line's end",
          ("write_bytes(response.content)", r'write_bytes(response.content + b"\n")'), at="out/v1"),
    fault("output-bytes", "go", "upscale_image", "adds a line's end",
          (GO_WRITE, GO_WRITE.replace("body", r"append(body, '\n')")), at="out/v1"),
    fault("output-bytes", "curl", "upscale_image", "adds a line's end", (SH_WRITE,
          f"echo >>\"$tmp/body\"\n{SH_WRITE}"), at=SH_WRITE),
    fault("output-bytes", "ts", "upscale_image", "adds a line's end",
          (TS_WRITE, TS_WRITE.replace("body", r'Buffer.concat([body, Buffer.from("\n")])')), at="out/v1"),
    fault("output-size", "python", "upscale_image", "saves its input",
          ("write_bytes(response.content)", "write_bytes(image)"), at="out/v1"),
    fault("output-size", "ts", "upscale_image", "saves its input",
          (TS_WRITE, TS_WRITE.replace("body", "Buffer.from(await image.arrayBuffer())")), at="out/v1"),
    fault("output-size", "go", "upscale_image", "saves its input",
          (f"if err := {GO_WRITE}",
           f'input, _ := os.ReadFile("../init_image.png")\n\tif err := {GO_WRITE.replace("body", "input")}'),
          at='WriteFile("out/v1'),
    fault("output-size", "curl", "upscale_image", "saves its input",
          (SH_WRITE, "cp ../init_image.png out/v1_upscaled_image.png"), at="cp ../init_image.png"),
    fault("output-partial", "python", "upscale_image", "writes before it looks",
          ("if response.status_code",
          f'Path("out").mkdir()\n{PY_WRITE.replace("image.png", "image.tmp")}\nif response.status_code'),
          at="image.tmp", scenario="server-error"),
    fault("output-partial", "go", "upscale_image", "opens the file too early",
          ("client := ", 'if _, err := os.Create("started.txt"); err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tclient := '),
          at="started.txt", scenario="unauthorized"),
    fault("output-partial", "curl", "upscale_image", "keeps its temporary files",
          ("trap 'rm -rf \"$tmp\"' EXIT\n", ""), at='mv "$tmp/body"', scenario="unauthorized", times=2),
    fault("input-changed", "python", "upscale_image", "saves over its input",
          (PY_WRITE, f'{PY_WRITE}\nPath("../init_image.png").write_bytes(response.content)'),
          at='init_image.png").write'),
    fault("input-changed", "ts", "upscale_image", "saves over its input",
          (TS_WRITE, f'{TS_WRITE}\n  await writeFile("../init_image.png", body);'), at='writeFile("../init'),
    fault("input-changed", "go", "upscale_image", "removes its input",
          (f"if err := {GO_WRITE}", f'os.Remove("../init_image.png")\n\tif err := {GO_WRITE}'), at="os.Remove"),
    fault("input-changed", "curl", "upscale_image", "moves its input",
          (SH_WRITE, f"{SH_WRITE}\nmv ../init_image.png ../init_image_old.png; rm ../init_image_old.png"),
          at="mv ../init"),
)  # fmt: skip


@pytest.mark.parametrize("fault", rows(FAULTS))
def test_a_program_that_leaves_wrong_files_is_told_so_by_one_code(fault: Fault, tmp_path: Path) -> None:
    check(fault, tmp_path / "tree")
