"""A program in TypeScript, with fetch."""

from __future__ import annotations

from harness.commands.scaffold.literal import text, typescript
from harness.commands.scaffold.shape import RequestShape, bare, identifier, keyed

HEAD = """\
const apiHost = {host};
const apiKey = process.env.{key_env};
if (!apiKey) {{
  console.error({unset});
  process.exit(1);
}}
"""
FAILED = """\
} catch (error) {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}

"""
REFUSED = """\
if (response.status !== 200) {
  console.error(`HTTP ${response.status}: ${body}`);
  process.exitCode = 1;
} else {
"""
PRINTED = """\
  try {
    console.log(JSON.stringify(JSON.parse(body), null, 2));
  } catch (error) {
    console.error(`Unexpected response: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
"""
IMAGE = """\
const type = response.headers.get("Content-Type");
if (response.status !== 200) {
  console.error(`HTTP ${response.status}: ${body.toString()}`);
  process.exitCode = 1;
} else if (type !== @MEDIA@) {
  console.error(`Unexpected response: Content-Type is ${type}`);
  process.exitCode = 1;
} else {
  await mkdir(@OUTPUTS@, { recursive: true });
  await writeFile(@FILE@, body);
}
"""
ARTIFACTS = """\
  const images: Buffer[] = [];
  try {
    const { @LIST@: artifacts } = JSON.parse(body) as {
      @LIST@?: { @FIELD@?: string }[];
    };
    if (!artifacts?.length) {
      throw new Error("no artifacts");
    }
    for (const { @FIELD@: base64 } of artifacts) {
      if (!base64) {
        throw new Error("an artifact has no image");
      }
      const image = Buffer.from(base64, "base64");
      if (image.toString("base64") !== base64) {
        throw new Error("the base64 of an artifact is not valid");
      }
      images.push(image);
    }
  } catch (error) {
    console.error(`Unexpected response: ${(error as Error).message}`);
    process.exit(1);
  }

  await mkdir(@OUTPUTS@, { recursive: true });
  for (const [index, image] of images.entries()) {
    await writeFile(`@FILE@`, image);
  }
}
"""


def write(shape: RequestShape) -> str:
    """The program's text."""
    imports = ['import { openAsBlob } from "node:fs";'] if shape.files else []
    if shape.image or shape.artifacts:
        imports.append('import { mkdir, writeFile } from "node:fs/promises";')
    parts = [f"// {shape.title}\n", "\n".join(imports) + "\n" if imports else "", _head(shape), _form(shape)]
    return "\n".join(part for part in parts if part) + "\n" + _call(shape) + FAILED + _answer(shape)


def _head(shape: RequestShape) -> str:
    unset = text(f"Set {shape.key_env} to your API key.")
    host = f"process.env.{shape.host_env} || {text(shape.host)}" if shape.host_env else text(shape.host)
    return HEAD.format(host=host, key_env=shape.key_env, unset=unset)


def _form(shape: RequestShape) -> str:
    if not shape.form:
        return ""
    lines = []
    for file in shape.files:
        lines.append(f"const {_camel(file.field)} = await openAsBlob({text('../' + file.name)}, {{")
        lines += [f"  type: {text(file.media)},", "});"]
    lines.append("const form = new FormData();")
    for file in shape.files:
        lines.append(f"form.set({text(file.field)}, {_camel(file.field)}, {text(file.name)});")
    for name, value in shape.fields:
        if isinstance(value, dict):
            lines += ["form.set(", f"  {text(name)},", f"  JSON.stringify({typescript(value, 2)}),", ");"]
        else:
            lines.append(f"form.set({text(name)}, {text(bare(value))});")
    return "\n".join(lines) + "\n"


def _call(shape: RequestShape) -> str:
    kind = "Buffer" if shape.image else "string"
    path = shape.path.replace("`", "%60").replace("${", "%24{")
    lines = [f"const url = `${{apiHost}}{path}`;", "let response: Response;", f"let body: {kind};", "try {"]
    lines.append("  response = await fetch(url, {")
    lines += [f"    method: {text(shape.method)},"] if shape.method != "GET" else []
    headers = [f"      {_name(name)}: {_header(value)}," for name, value in shape.headers]
    headers += ['      "Content-Type": "application/json",'] if shape.body is not None else []
    lines += ["    headers: {", *headers, "    },"] if headers else []
    if shape.form:
        lines.append("    body: form,")
    elif shape.body is not None:
        lines.append(f"    body: JSON.stringify({typescript(shape.body, 4)}),")
    lines += ["    signal: AbortSignal.timeout(15_000),", "  });"]
    read = "Buffer.from(await response.arrayBuffer())" if shape.image else "await response.text()"
    return "\n".join([*lines, f"  body = {read};", ""])


def _answer(shape: RequestShape) -> str:
    outputs = text(shape.outputs)
    if shape.image:
        media = text(dict(shape.headers).get("Accept", ""))
        file = text(f"{shape.outputs}/{shape.image}")
        return IMAGE.replace("@MEDIA@", media).replace("@OUTPUTS@", outputs).replace("@FILE@", file)
    if shape.artifacts and shape.pattern:
        listed, field = map(_name, shape.artifacts)
        file = f"{shape.outputs}/{shape.pattern}".replace("{index}", "${index}")
        filled = ARTIFACTS.replace("@LIST@", listed).replace("@FIELD@", field)
        return REFUSED + filled.replace("@OUTPUTS@", outputs).replace("@FILE@", file)
    return REFUSED + PRINTED


def _header(value: str) -> str:
    before, has = keyed(value)
    if not has:
        return text(value)
    return f"`{before}${{apiKey}}`" if before else "apiKey"


def _name(name: str) -> str:
    return name if name.isidentifier() else text(name)


def _camel(name: str) -> str:
    first, *rest = identifier(name).split("_")
    return first + "".join(word.capitalize() for word in rest)
