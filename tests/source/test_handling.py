"""The line that handles an answer, in programs as people write them."""

from __future__ import annotations

import pytest

from harness.languages.registry import BUNDLED
from harness.source.handling import handling_line
from harness.source.locate import line_of

PROGRAMS = {
    "a status that is looked at": (
        "python",
        "r = requests.get(URL)\nif r.status_code != 200:  # <-\n    print(r.text)\n",
    ),
    "a status that nobody looks at": ("python", "r = requests.get(URL)\nprint('done')\nprint(r.json())  # <-\n"),
    "a status that raises, and what takes it": (
        "python",
        "try:\n    r = requests.get(URL)\n    r.raise_for_status()\nexcept Exception:  # <-\n    pass\n",
    ),
    "an error of urllib": (
        "python",
        "try:\n    r = urlopen(URL)\nexcept HTTPError as error:  # <-\n    print(error)\nprint(r.read())\n",
    ),
    "a check in a comment alone": ("python", "r = requests.get(URL)\n# if r.ok:\nprint(r.json())  # <-\n"),
    "a check of an earlier answer": (
        "python",
        "t = client.login()\nif t.ok:\n    pass\nr = requests.get(URL)\nif r.ok:  # <-\n    print(r.json())\n",
    ),
    "ok in TypeScript": ("ts", "const r = await fetch(url);\nif (!r.ok) console.log('no'); // <-\n"),
    "json in TypeScript": ("ts", "const r = await fetch(url);\nconsole.log(await r.json()); // <-\n"),
    "a choice in TypeScript": ("ts", "const r = await fetch(url);\nconst b = r.ok ? await r.json() : {}; // <-\n"),
    "axios": ("ts", "try {\n  await axios.get(url);\n} catch (error) { // <-\n}\n"),
    "a status in Go": ("go", "resp, err := c.Do(req)\nif resp.StatusCode >= 400 { // <-\n"),
    "a body in Go": ("go", "resp, err := c.Do(req)\ndefer resp.Body.Close()\nb, _ := io.ReadAll(resp.Body) // <-\n"),
    "a status in a shell": (
        "curl",
        "code=$(\n  curl -s -o body -w '%{http_code}' $URL\n)\nif [ \"$code\" -ge 400 ]; then  # <-\n  echo no\nfi\n",
    ),
    "a status in Ruby": ("ruby", "r = Net::HTTP.get_response(uri)\nputs r.body unless r.code == '200' # <-\n"),
    "a body in Ruby": ("ruby", "r = Net::HTTP.get_response(uri)\nputs r.body # <-\n"),
    "a status in PHP": (
        "php",
        "$body = curl_exec($ch);\nif (curl_getinfo($ch, CURLINFO_HTTP_CODE) != 200) { // <-\n}\n",
    ),
    "a body in PHP": ("php", "$body = curl_exec($ch);\nprint_r(json_decode($body)); // <-\n"),
    "a status in Java": ("java", "var r = client.send(q, of);\nif (r.statusCode() != 200) { // <-\n"),
    "a body in Java": ("java", "var r = client.send(q, of);\nSystem.out.println(r.body()); // <-\n"),
    "a status in Rust": ("rust", "let r = c.get(u).send()?;\nif !r.status().is_success() { // <-\n"),
    "a body in Rust": ("rust", "let r = c.get(u).send()?;\nlet v = r.json::<Value>()?; // <-\n"),
    "a case in a shell": ("curl", "s=$(curl -s -w '%{http_code}' $URL)\ncase $s in  # <-\n2*) ;;\nesac\n"),
}


@pytest.mark.parametrize(("language", "source"), PROGRAMS.values(), ids=PROGRAMS)
def test_the_line_of_the_handling_is_found(language: str, source: str) -> None:
    dialect = next(one for one in BUNDLED if one.name == language).dialect
    call = line_of(source, dialect.calls, dialect.comments)
    assert call
    found = handling_line(source, call, dialect.statuses, dialect.answers, dialect.comments)
    due = next(number for number, line in enumerate(source.splitlines(), 1) if "<-" in line)
    assert due == found


def test_a_shell_that_looks_at_nothing_has_no_such_line() -> None:
    dialect = next(one for one in BUNDLED if one.name == "curl").dialect
    assert handling_line("curl -s $URL\necho done\n", 1, dialect.statuses, dialect.answers, ("#",)) is None
