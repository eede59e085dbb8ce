"""A program in Python, with requests."""

from __future__ import annotations

from harness.commands.scaffold.literal import python as literal
from harness.commands.scaffold.literal import text
from harness.commands.scaffold.shape import RequestShape, identifier, keyed

PRINTED = """
try:
    answer = response.json()
except ValueError as error:
    sys.exit(f"Unexpected response: {{error!r}}")

print(json.dumps(answer, indent=2))
"""
TOKEN = """\
try:
    response = requests.post(
        @URL@,
        data={"grant_type": "client_credentials"@SCOPE@},
        auth=(user, api_key),
        timeout=15,
    )
except requests.RequestException as error:
    sys.exit(f"Request failed: {error}")

if response.status_code != 200:
    sys.exit(f"HTTP {response.status_code}: {response.text}")

try:
    access_token = response.json()["access_token"]
except (ValueError, KeyError) as error:
    sys.exit(f"Unexpected response: {error!r}")

"""
IMAGE = """
content_type = response.headers.get("Content-Type")
if content_type != {media}:
    sys.exit(f"Unexpected response: Content-Type {{content_type}}")

Path({outputs}).mkdir(exist_ok=True)
Path({file}).write_bytes(response.content)
"""
ARTIFACTS = """
try:
    images = [
        base64.b64decode(artifact[{field}], validate=True)
        for artifact in response.json()[{listed}]
    ]
except (KeyError, TypeError, ValueError) as error:
    sys.exit(f"Unexpected response: {{error!r}}")

if not images or b"" in images:
    sys.exit("Unexpected response: an image is missing")

Path({outputs}).mkdir(exist_ok=True)
for index, image in enumerate(images):
    Path(f{file}).write_bytes(image)
"""


def write(shape: RequestShape) -> str:
    """The program's text."""
    objects = [(name, value) for name, value in shape.fields if isinstance(value, dict)]
    uses = ["base64"] * bool(shape.artifacts) + ["json"] * bool(objects or not (shape.image or shape.artifacts))
    head = [f"# {shape.title}", "", *(f"import {name}" for name in [*uses, "os", "sys"])]
    head += ["from pathlib import Path"] if shape.files or shape.image or shape.artifacts else []
    head += ["", "import requests", ""]
    from_variable = f"os.getenv({text(shape.host_env)}) or " if shape.host_env else ""
    head += [f"api_host = {from_variable}{text(shape.host)}"]
    user = shape.sign_in.user_env
    head += [f"user = os.getenv({text(user)})"] if user else []
    head += [f"api_key = os.getenv({text(shape.key_env)})", ""]
    head += ["if not user or not api_key:" if user else "if not api_key:", f"    sys.exit({text(shape.unset)})", ""]
    for file in shape.files:
        head.append(f"{identifier(file.field)} = Path({text('../' + file.name)}).read_bytes()")
    head += [""] if shape.files else []
    for name, value in objects:
        head += [f"{identifier(name)} = {literal(value)}", ""]
    return "\n".join(head) + "\n" + _token(shape) + _call(shape) + _answer(shape)


def _token(shape: RequestShape) -> str:
    way = shape.sign_in
    if way.kind != "oauth":
        return ""
    url = text(way.token_url) if "//" in way.token_url else f"f{text('{api_host}' + way.token_url)}"
    scope = f', "scope": {text(way.scope)}' if way.scope else ""
    return TOKEN.replace("@URL@", url).replace("@SCOPE@", scope)


def _call(shape: RequestShape) -> str:
    call = f"requests.{shape.method.lower()}"
    lines = ["try:", f"    response = {call}(", f"        f{text('{api_host}' + shape.path.replace('{', '{{'))},"]
    key = "access_token" if shape.sign_in.kind == "oauth" else "api_key"
    headers = [f"            {text(name)}: {_header(value, key)}," for name, value in shape.headers]
    lines += ["        headers={", *headers, "        },"] if headers else []
    way = shape.sign_in
    match way.kind:
        case "basic":
            lines.append("        auth=(user, api_key)," if way.user_env else '        auth=(api_key, ""),')
        case "query":
            lines.append(f"        params={{{text(way.name)}: api_key}},")
        case "cookie":
            lines.append(f"        cookies={{{text(way.name)}: api_key}},")
    if shape.files:
        lines.append("        files={")
        for file in shape.files:
            lines.append(
                f"            {text(file.field)}: ({text(file.name)}, {identifier(file.field)}, {text(file.media)}),"
            )
        lines.append("        },")
    if shape.fields:
        lines.append("        data={")
        for name, value in shape.fields:
            shown = f"json.dumps({identifier(name)})" if isinstance(value, dict) else literal(value)
            lines.append(f"            {text(name)}: {shown},")
        lines.append("        },")
    elif shape.body is not None:
        lines.append(f"        json={literal(shape.body, 8)},")
    lines += ["        timeout=15,", "    )", "except requests.RequestException as error:"]
    lines += ['    sys.exit(f"Request failed: {error}")', "", "if response.status_code != 200:"]
    return "\n".join([*lines, '    sys.exit(f"HTTP {response.status_code}: {response.text}")', ""])


def _header(value: str, key: str) -> str:
    before, has = keyed(value)
    if not has:
        return text(value)
    return f'f"{before}{{{key}}}"' if before else key


def _answer(shape: RequestShape) -> str:
    outputs = text(shape.outputs)
    if shape.image:
        media = text(dict(shape.headers).get("Accept", ""))
        return IMAGE.format(media=media, outputs=outputs, file=text(f"{shape.outputs}/{shape.image}"))
    if shape.artifacts and shape.pattern:
        listed, field = map(text, shape.artifacts)
        file = text(f"{shape.outputs}/{shape.pattern}")
        return ARTIFACTS.format(listed=listed, field=field, outputs=outputs, file=file)
    return PRINTED.format()
