"""Names that a text gives, uses and lacks."""

from __future__ import annotations

import pytest

from harness.languages.registry import BUNDLED
from harness.source.names import (
    LONGEST_LINE,
    given,
    giving,
    lacked,
    misspelt,
    statements,
    used,
    without_texts,
)

DIALECTS = {language.name: language.dialect for language in BUNDLED}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("python", "client = Client(key=1)", {"client"}),
        ("python", "import os, json as j", {"os", "json", "j"}),
        ("python", "from a.b import (\n    C,\n    D as E,\n)", {"C", "D", "E"}),
        ("python", "def f(x):\n    return x", {"f"}),
        ("python", "if a == b:\n    pass", set()),
        ("python", "client.key = 5", set()),
        ("javascript", "const {a, b: c} = d;", {"a", "b", "c"}),
        ("javascript", "import X, {y as z} from 'a/b';", {"X", "y", "z"}),
        ("javascript", "import 'dotenv/config';", set()),
        ("javascript", "list.map(x => x.id)", set()),
        ("ts", "const client: Client = new Client();", {"client"}),
        ("go", "client, err := acme.New()", {"client", "err"}),
        ("go", 'import "github.com/acme/acme-go/v2"', {"acme", "go"}),
        ("go", 'import (\n\t"fmt"\n\tx "a/b"\n)', {"fmt", "x"}),
        ("php", "$client = new Client();", {"client"}),
        ("ruby", "client = Acme::Client.new", {"client"}),
        ("java", "Client client = new Client();", {"client"}),
        ("curl", "export TOKEN=abc", {"TOKEN"}),
    ],
)
def test_what_a_text_gives_a_value(language: str, text: str, names: set[str]) -> None:
    assert names == given(text, DIALECTS[language])


def test_fields_and_texts_use_no_names() -> None:
    assert {"client", "token", "x"} == used("client.files('files', \"${token}\") + x.y") - {"f"}


def test_an_indented_line_belongs_to_the_statement_above() -> None:
    assert ["a = f(\n    1,\n)", "def g():\n    pass", "b"] == statements(
        "a = f(\n    1,\n)\n\ndef g():\n    pass\nb\n"
    )


def test_a_sample_lacks_only_what_it_uses() -> None:
    prelude = "import os\nimport sys\nkey = os.environ['K']\nclient = Client(key)\nother = sys.argv\n"
    kept = ["import os", "key = os.environ['K']", "client = Client(key)"]
    assert kept == lacked("client.get()", prelude, DIALECTS["python"])
    assert [] == lacked("client = 1\nclient.get()", prelude, DIALECTS["python"])


def test_the_lines_that_give_a_name_bring_what_they_need() -> None:
    text = "import os\nprint('hello')\nclient = Client(os.environ['K'])\nclient.get()\n"
    assert ["import os", "client = Client(os.environ['K'])"] == giving("client", text, DIALECTS["python"])
    assert [] == giving("session", text, DIALECTS["python"])


def test_a_name_is_misspelt_only_beside_one_that_has_a_value() -> None:
    assert misspelt("cliemt", "client = 1\ncliemt.get()", DIALECTS["python"])
    assert not misspelt("client", "Client.get(client)", DIALECTS["python"])


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("import acme\nacme.notes()", ["acme.key = 'k'"]),
        ("import acme\nacme.key = 'own'\nacme.notes()", []),
        ("acme.notes()", ["import acme", "acme.key = 'k'"]),
        ("other.notes()", []),
    ],
)
def test_a_sample_may_lack_a_field_alone(source: str, kept: list[str]) -> None:
    assert kept == lacked(source, "import acme\nacme.key = 'k'\n", DIALECTS["python"])


@pytest.mark.parametrize(("length", "kept"), [(LONGEST_LINE, False), (LONGEST_LINE + 1, True)])
def test_a_line_that_is_too_long_for_a_person_keeps_its_texts(length: int, kept: bool) -> None:
    line = "f('a')".ljust(length)
    assert kept == ("'a'" in without_texts(line))


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("acme.get()", ["acme.key = 1"]),
        ("acme.key = 2\nacme.get()", []),
        ("other.get()", []),
    ],
)
def test_a_field_of_a_prelude_is_lacking_unless_the_sample_sets_it(source: str, lines: list[str]) -> None:
    assert lines == lacked(source, "import os\nacme.key = 1\n", DIALECTS["python"])
