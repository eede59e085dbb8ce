"""A program in Go, with the standard library alone."""

from __future__ import annotations

import re

from harness.commands.scaffold.literal import golang, text
from harness.commands.scaffold.shape import RequestShape, bare, identifier, keyed

NAMED_HOST = """\
	host := @HOST@
"""
HOST = """\
	host := os.Getenv(@HOST_ENV@)
	if host == "" {
		host = @HOST@
	}
"""
OPENING = """\
func main() {
	log.SetFlags(0)

@HOST@@USER@	key := os.Getenv(@KEY_ENV@)
	if @LACKS@ {
		log.Fatal(@UNSET@)
	}

"""
FATAL = """\
	if err != nil {
		log.Fatal(err)
	}
"""
REQUEST_FAILED = """\
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
"""
SENDING = """\

	client := &http.Client{Timeout: 15 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if err := resp.Body.Close(); err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if resp.StatusCode != http.StatusOK {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, body)
	}
"""
PRINTED = """\

	var indented bytes.Buffer
	if err := json.Indent(&indented, body, "", "  "); err != nil {
		log.Fatalf("Unexpected response: %v", err)
	}
	fmt.Println(indented.String())
}
"""
IMAGE = """\
	if contentType := resp.Header.Get("Content-Type"); contentType != @MEDIA@ {
		log.Fatalf("Unexpected response: Content-Type is %q", contentType)
	}

	if err := os.MkdirAll(@OUTPUTS@, 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(@FILE@, body, 0o644); err != nil {
		log.Fatal(err)
	}
}
"""
ARTIFACTS = """\

	var result generation
	if err := json.Unmarshal(body, &result); err != nil {
		log.Fatalf("Unexpected response: %v", err)
	}
	if len(result.Artifacts) == 0 {
		log.Fatal("Unexpected response: no artifacts")
	}
	for i, artifact := range result.Artifacts {
		if len(artifact.Image) == 0 {
			log.Fatalf("Unexpected response: artifact %d has no image", i)
		}
	}

	if err := os.MkdirAll(@OUTPUTS@, 0o755); err != nil {
		log.Fatal(err)
	}
	for i, artifact := range result.Artifacts {
		name := fmt.Sprintf(@FILE@, i)
		if err := os.WriteFile(name, artifact.Image, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
"""
TYPE = """\
type generation struct {
	Artifacts []struct {
		Image []byte `json:"@FIELD@"`
	} `json:"@LIST@"`
}

"""
TOKEN = """\
	form := url.Values{"grant_type": {"client_credentials"}@SCOPE@}
	token, err := accessToken(@URL@, user, key, form)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}

"""
ACCESS_TOKEN = """\

func accessToken(address, user, key string, form url.Values) (string, error) {
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.SetBasicAuth(user, key)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{Timeout: 15 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if err := resp.Body.Close(); err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("HTTP %d: %s", resp.StatusCode, body)
	}
	var given struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &given); err != nil {
		return "", err
	}
	return given.AccessToken, nil
}
"""
ADD_FILE = """\

func addFile(form *multipart.Writer, field, path, contentType string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf("form-data; name=%q; filename=%q", field, filepath.Base(path))},
		"Content-Type":        {contentType},
	})
	if err != nil {
		return err
	}
	_, err = part.Write(content)
	return err
}
"""
PACKAGES = {
    "bytes.": "bytes",
    "json.": "encoding/json",
    "fmt.": "fmt",
    "io.": "io",
    "log.": "log",
    "multipart.": "mime/multipart",
    "http.": "net/http",
    "url.": "net/url",
    "textproto.": "net/textproto",
    "os.": "os",
    "strings.": "strings",
    "filepath.": "path/filepath",
    "time.": "time",
}


def write(shape: RequestShape) -> str:
    """The program's text."""
    code = _type(shape) + _opening(shape) + _payload(shape) + _request(shape) + SENDING + _answer(shape)
    code += ADD_FILE if shape.files else ""
    code += ACCESS_TOKEN if shape.sign_in.kind == "oauth" else ""
    plain = re.sub(r'"(?:[^"\\]|\\.)*"', '""', code)
    used = [package for word, package in PACKAGES.items() if re.search(rf"(?<![\w.]){re.escape(word)}", plain)]
    imports = "".join(f'\t"{package}"\n' for package in used)
    return f"// {shape.title}\npackage main\n\nimport (\n{imports})\n\n{code}"


def _type(shape: RequestShape) -> str:
    return TYPE.replace("@LIST@", shape.artifacts[0]).replace("@FIELD@", shape.artifacts[1]) if shape.artifacts else ""


def _opening(shape: RequestShape) -> str:
    user = shape.sign_in.user_env
    read = f"\tuser := os.Getenv({text(user)})\n" if user else ""
    lacks = 'user == "" || key == ""' if user else 'key == ""'
    host = (HOST if shape.host_env else NAMED_HOST).replace("@HOST_ENV@", text(shape.host_env))
    filled = OPENING.replace("@HOST@", host).replace("@HOST@", text(shape.host))
    filled = filled.replace("@USER@", read).replace("@LACKS@", lacks)
    return filled.replace("@KEY_ENV@", text(shape.key_env)).replace("@UNSET@", text(shape.unset)) + _token(shape)


def _token(shape: RequestShape) -> str:
    way = shape.sign_in
    if way.kind != "oauth":
        return ""
    url = text(way.token_url) if "//" in way.token_url else f"host+{text(way.token_url)}"
    scope = f', "scope": {{{text(way.scope)}}}' if way.scope else ""
    return TOKEN.replace("@URL@", url).replace("@SCOPE@", scope)


def _address(shape: RequestShape) -> str:
    """What follows the host, with the key's parameter."""
    if shape.sign_in.kind != "query":
        return text(shape.path)
    sign = "&" if "?" in shape.path else "?"
    return f"{text(f'{shape.path}{sign}{shape.sign_in.name}=')} + url.QueryEscape(key)"


def _signed_in(shape: RequestShape) -> str:
    """The line of Basic or of a cookie."""
    match shape.sign_in.kind:
        case "basic":
            return "\treq.SetBasicAuth(user, key)\n" if shape.sign_in.user_env else '\treq.SetBasicAuth(key, "")\n'
        case "cookie":
            return f"\treq.AddCookie(&http.Cookie{{Name: {text(shape.sign_in.name)}, Value: key}})\n"
    return ""


def _payload(shape: RequestShape) -> str:
    if shape.body is not None:
        return f"\tpayload, err := json.Marshal({golang(shape.body, 1)})\n{FATAL}\n"
    if not shape.form:
        return ""
    code, fields = "", []
    for name, value in shape.fields:
        if isinstance(value, dict):
            code += f"\t{identifier(name)}, err := json.Marshal({golang(value, 1)})\n{FATAL}\n"
            fields.append((name, f"string({identifier(name)})"))
        else:
            fields.append((name, text(bare(value))))
    code += "\tvar payload bytes.Buffer\n\tform := multipart.NewWriter(&payload)\n"
    for file in shape.files:
        words = ", ".join(map(text, (file.field, f"../{file.name}", file.media)))
        code += f"\tif err := addFile(form, {words}); err != nil {{\n\t\tlog.Fatal(err)\n\t}}\n"
    if fields:
        code += "\tfields := []struct{ name, value string }{\n"
        code += "".join(f"\t\t{{{text(name)}, {value}}},\n" for name, value in fields)
        code += "\t}\n\tfor _, field := range fields {\n"
        code += (
            "\t\tif err := form.WriteField(field.name, field.value); err != nil {\n\t\t\tlog.Fatal(err)\n\t\t}\n\t}\n"
        )
    return code + "\tif err := form.Close(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n\n"


def _request(shape: RequestShape) -> str:
    sent = "bytes.NewReader(payload)" if shape.body is not None else "&payload" if shape.form else "nil"
    method = f"http.Method{shape.method.capitalize()}"
    code = f"\turl := host + {_address(shape)}\n"
    code += f"\treq, err := http.NewRequest({method}, url, {sent})\n{REQUEST_FAILED}"
    for name, value in shape.headers:
        before, has = keyed(value)
        key = "token" if shape.sign_in.kind == "oauth" else "key"
        shown = (f"{text(before)}+{key}" if before else key) if has else text(value)
        code += f"\treq.Header.Set({text(name)}, {shown})\n"
    code += _signed_in(shape)
    if shape.body is not None:
        code += '\treq.Header.Set("Content-Type", "application/json")\n'
    return code + ('\treq.Header.Set("Content-Type", form.FormDataContentType())\n' if shape.form else "")


def _answer(shape: RequestShape) -> str:
    outputs = text(shape.outputs)
    if shape.image:
        media, file = text(dict(shape.headers).get("Accept", "")), text(f"{shape.outputs}/{shape.image}")
        return IMAGE.replace("@MEDIA@", media).replace("@OUTPUTS@", outputs).replace("@FILE@", file)
    if shape.artifacts and shape.pattern:
        file = text(f"{shape.outputs}/{shape.pattern}".replace("%", "%%").replace("{index}", "%d"))
        return ARTIFACTS.replace("@OUTPUTS@", outputs).replace("@FILE@", file)
    return PRINTED
