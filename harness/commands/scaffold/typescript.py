"""A program in TypeScript, with fetch."""

from __future__ import annotations

from harness.commands.scaffold.literal import text, typescript
from harness.commands.scaffold.shape import RequestShape, bare, identifier, keyed

HEAD = """\
const apiHost = {host};
{user}const apiKey = process.env.{key_env};
if ({lacks}) {{
  console.error({unset});
  process.exit(1);
}}
"""
TOKEN = """\
let accessToken: string;
try {
  const answer = await fetch(@URL@, {
    method: "POST",
    headers: {
      Authorization: "Basic " + Buffer.from(`${user}:${apiKey}`).toString("base64"),
    },
    body: new URLSearchParams({ grant_type: "client_credentials"@SCOPE@ }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  if (answer.status !== 200) {
    throw new Error(`HTTP ${answer.status}: ${text}`);
  }
  accessToken = (JSON.parse(text) as { access_token: string }).access_token;
} catch (error) {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
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
    user = f"const user = process.env.{shape.sign_in.user_env};\n" if shape.sign_in.user_env else ""
    lacks = "!user || !apiKey" if user else "!apiKey"
    host = f"process.env.{shape.host_env} || {text(shape.host)}" if shape.host_env else text(shape.host)
    head = HEAD.format(host=host, user=user, lacks=lacks, key_env=shape.key_env, unset=text(shape.unset))
    return head + _token(shape)


def _token(shape: RequestShape) -> str:
    way = shape.sign_in
    if way.kind != "oauth":
        return ""
    url = text(way.token_url) if "//" in way.token_url else f"`${{apiHost}}{way.token_url}`"
    scope = f", scope: {text(way.scope)}" if way.scope else ""
    return TOKEN.replace("@URL@", url).replace("@SCOPE@", scope)


def _query(shape: RequestShape) -> str:
    """The key's parameter, as it appears in a template behind the path."""
    if shape.sign_in.kind != "query":
        return ""
    return f"{'&' if '?' in shape.path else '?'}{shape.sign_in.name}=${{encodeURIComponent(apiKey)}}"


def _own_header(shape: RequestShape) -> list[str]:
    """The header of Basic or of a cookie."""
    match shape.sign_in.kind:
        case "basic":
            pair = "`${user}:${apiKey}`" if shape.sign_in.user_env else "`${apiKey}:`"
            return [f'      Authorization: "Basic " + Buffer.from({pair}).toString("base64"),']
        case "cookie":
            return [f"      Cookie: `{shape.sign_in.name}=${{apiKey}}`,"]
    return []


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
    lines = [
        f"const url = `${{apiHost}}{path}{_query(shape)}`;",
        "let response: Response;",
        f"let body: {kind};",
        "try {",
    ]
    lines.append("  response = await fetch(url, {")
    lines += [f"    method: {text(shape.method)},"] if shape.method != "GET" else []
    key = "accessToken" if shape.sign_in.kind == "oauth" else "apiKey"
    headers = [f"      {_name(name)}: {_header(value, key)}," for name, value in shape.headers]
    headers += _own_header(shape)
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


def _header(value: str, key: str) -> str:
    before, has = keyed(value)
    if not has:
        return text(value)
    return f"`{before}${{{key}}}`" if before else key


def _name(name: str) -> str:
    return name if name.isidentifier() else text(name)


def _camel(name: str) -> str:
    first, *rest = identifier(name).split("_")
    return first + "".join(word.capitalize() for word in rest)
