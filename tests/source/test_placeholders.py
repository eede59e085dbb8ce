"""What a program's text leaves to its reader, by its spelling."""

from __future__ import annotations

import pytest

from harness.languages.registry import BUNDLED
from harness.model import Dialect
from harness.source import placeholders
from harness.source.placeholders import Spot

DIALECTS = {language.name: language.dialect for language in BUNDLED}
SHELL, PYTHON = DIALECTS["curl"], DIALECTS["python"]
NONE = Dialect()
URL = "https://api.example.com"


def found(source: str, dialect: Dialect = PYTHON) -> list[str]:
    """The texts of the placeholders in paths."""
    return [spot.text for spot in placeholders.placeholders(source, dialect)]


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("/notes/n1", []),
        ("/notes/<note-id>", ["<note-id>"]),
        ("/notes/<note id>/text", ["<note id>"]),
        ("/notes/{{note_id}}", ["{{note_id}}"]),
        ("/notes/%7Bnote_id%7D", ["%7Bnote_id%7D"]),
        ("/notes/[NOTE_ID]", ["[NOTE_ID]"]),
        ("/notes/:note_id", [":note_id"]),
        ("/notes/a:b", []),
        ("/notes/YOUR_NOTE_ID", ["YOUR_NOTE_ID"]),
        ("/notes/your-note-id", ["your-note-id"]),
        ("/notes/ofyour-note", []),
        ("/notes/NOTE_ID", ["NOTE_ID"]),
        ("/notes/NOTE_IDS", []),
        ("/notes/ids[first]", []),
        ("/notes?id=[ID]", ["[ID]"]),
        ("/notes/[a]b", []),
        ("/<a>/<b>", ["<a>", "<b>"]),
    ],
)
def test_a_placeholder_in_a_path_is_known_by_its_spelling(path: str, texts: list[str]) -> None:
    expected = [] if path.endswith("{{note_id}}") else texts  # Python fills in braces itself
    assert expected == found(f'get("{URL}{path}")\n')
    assert texts == found(f'curl "{URL}{path}"\n', SHELL)


@pytest.mark.parametrize(
    ("text", "shell", "python"), [("{id}", ["{id}"], []), ("${id}", [], []), ("{{id}}", ["{{id}}"], [])]
)
def test_braces_are_a_placeholder_only_where_the_language_does_not_fill_them(
    text: str, shell: list[str], python: list[str]
) -> None:
    assert shell == found(f'curl "{URL}/notes/{text}"\n', SHELL)
    assert python == found(f'get(f"{URL}/notes/{text}")\n')


def test_a_host_in_a_variable_begins_an_address_in_a_shell_alone() -> None:
    source = 'curl "$API_HOST/notes/<id>" "${API_HOST}/<two>" "$host/<three>"\n'
    assert ["<id>", "<two>"] == found(source, SHELL)
    assert [] == found(source)


def test_one_that_is_none_does_not_end_the_search() -> None:
    assert ["<id>"] == found(f'curl "{URL}/a:b/ofyour-x/x[1]/<id>"\n', SHELL)
    assert ["<id>"] == found(f'curl "$API_HOST/a" "{URL}/<id>"\n')
    assert ["<id>"] == found(f'f"{URL}/{{name}}/<id>"\n')
    assert ["<id>"] == found(f'curl "{URL}/${{NAME}}/<id>"\n', SHELL)


def test_a_comment_of_a_shell_is_no_program() -> None:
    source = f"# curl {URL}/notes/<a>\n  # {URL}/<b>\ncurl {URL}/notes/<id>\n"
    (spot,) = placeholders.placeholders(source, SHELL)
    assert Spot("<id>", "id", 3, source.index("<id>")) == spot


def test_a_template_s_variable_is_one_anywhere() -> None:
    assert ["VAR_NAME"] == found("name = VAR_NAME\n")
    assert [] == found("name = MYVAR_NAME\n")


@pytest.mark.parametrize(
    ("text", "name"),
    [("<note-id>", "note-id"), ("%7Ba%7D", "a"), ("[A_B]", "A_B"), (":id", "id"), ("YOUR_ID", "YOUR_ID")],
)
def test_a_placeholder_is_named_without_its_brackets(text: str, name: str) -> None:
    (spot,) = placeholders.placeholders(f"\n\ncurl {URL}/notes/{text} x\n", SHELL)
    assert (name, 3) == (spot.name, spot.line)


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('{"team": "[TEAM_ID]"}', ["[TEAM_ID]"]),
        ('{"team": "[team]"}', []),
        ('{"team": "<TEAM_ID>"}', ["<TEAM_ID>"]),
        ("X-Team: <your team>'", ["<your team>"]),
        ('x = "{{ team }}"', ["{{ team }}"]),
        ('x = "YOUR_TEAM"', ["YOUR_TEAM"]),
        ('x = "<enter-team>"', ["<enter-team>"]),
        ('x = "[insert team]"', ["[insert team]"]),
        ('x = "an <enter-team>"', []),
        ("team=YOUR_TEAM&a=1", ["YOUR_TEAM"]),
        ("<div>", []),
    ],
)
def test_a_whole_text_is_a_placeholder_in_a_spelling_that_no_value_has(source: str, texts: list[str]) -> None:
    assert texts == [spot.text for spot in placeholders.texts(source)]


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("<anything at all>", True),
        ("[x]", True),
        ("{x}", True),
        ("{{x}}", True),
        ("your-team", True),
        ("Enter name", True),
        (":id", True),
        ("NOTE_ID", True),
        ("START_DATE", True),
        ("ID", False),
        ("xxx", True),
        ("xx", False),
        ("...", True),
        ("…", True),
        ("note", False),
        (f"<{'a' * 60}>", True),
        (f"<{'a' * 61}>", False),
    ],
)
def test_a_spelling_may_be_a_placeholder_s(text: str, yes: bool) -> None:
    assert yes is placeholders.is_placeholder(text)


def test_texts_of_certain_names_are_placeholders_in_any_spelling_of_one() -> None:
    source = """a("your-team") b('<team>') c("team") d("{{team}}") e("[other]")"""
    names = ["your-team", "team"]
    assert ["your-team", "<team>", "{{team}}"] == [one.text for one in placeholders.named_texts(source, names)]
    assert [] == placeholders.named_texts(source, [])


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('os.environ["A"]', ["A"]),
        ('# os.environ["A"]\nos.getenv("B")', ["B"]),
        ('x = 1  # os.environ["A"]', ["A"]),
        ('os.getenv("B", "x")', []),
    ],
)
def test_variables_are_found_by_the_language_s_own_patterns(source: str, names: list[str]) -> None:
    assert names == [spot.name for spot in placeholders.variables(source, PYTHON)]


def test_a_shell_s_variables_are_those_that_it_does_not_set() -> None:
    assert ["B"] == [spot.name for spot in placeholders.variables('A=1\ncurl "$A/$B"\n', SHELL)]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('open("a.png", "rb")', ["a.png"]),
        ('open("a.png", "wb")', []),
        ('open("a.png")\nopen("a.png", "w")', []),
        ('open("{name}.png")', []),
        ('open("*.png")', []),
        ('open("https://a")', []),
        ("", []),
    ],
)
def test_files_are_those_that_are_read_and_not_written(source: str, names: list[str]) -> None:
    assert names == [spot.name for spot in placeholders.files(source, PYTHON)]


def test_a_shell_reads_files_by_curl_s_options() -> None:
    source = "curl -d @body.json -F a=@$HOME/a.png -F b=@$OTHER/b.png -T - \\\n  -o out.json https://a\n"
    assert ["body.json", "$HOME/a.png"] == [spot.name for spot in placeholders.files(source, SHELL)]


def test_nothing_is_left_to_the_reader_of_a_language_that_no_one_knows() -> None:
    assert [] == placeholders.variables('os.environ["A"]', NONE)
    assert [] == placeholders.files('open("a")', NONE)


def test_a_comment_is_blanked_and_keeps_its_place() -> None:
    assert "    \n  a # b\n    " == placeholders.without_comments("# ab\n  a # b\n  #c")
