"""The programs that `harness new` writes, word for word; `golden/` holds them by language and shape.

After a change that is meant, `python -m commands.scaffold.test_writers` in `tests/` writes them anew. That they run is
shown by test_new.py and test_sign_in.py.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.commands.scaffold import RequestShape, writer
from harness.commands.scaffold.curl import write as curl
from harness.commands.scaffold.literal import golang, python, typescript
from harness.commands.scaffold.shape import File, identifier, keyed, shape_of
from harness.commands.scaffold.sign_in import SignIn
from harness.languages.registry import BUNDLED
from harness.plan.session import open_session

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).resolve().parents[3]
WRITERS = {language.name: writer(language) for language in BUNDLED if language.writer}
BODY = {"text": "a note", "tags": ["one", "two"], "rating": 5, "draft": False, "by": {"name": None, "of": {}}}
JSON = RequestShape(
    title="Add a note.",
    method="POST",
    path="/v1/notes",
    host="https://api.example.com",
    host_env="API_HOST",
    key_env="NOTES_KEY",
    headers=(("Authorization", "Bearer [key]"), ("X-Kind", "short")),
    body=BODY,
)
LIST = replace(
    JSON,
    title="List pictures.",
    method="GET",
    path="/v1/pictures?page=1",
    host_env="",
    headers=(("Accept", "application/json"),),
    body=None,
    sign_in=SignIn("query", "api-key"),
    artifacts=("artifacts", "base64"),
    pattern="picture_{index}.png",
)
FORM = replace(
    JSON,
    title="Draw a picture.",
    method="PUT",
    path="/v1/pictures",
    headers=(("Accept", "image/png"),),
    body=None,
    fields=(("text", "it's"), ("steps", 30), ("options", {"a": 1})),
    files=(File("init image", "init.png", "image/png"),),
    sign_in=SignIn("basic", user_env="NOTES_USER"),
    image="picture.png",
)
OAUTH = replace(
    JSON,
    title="Get a note.",
    method="GET",
    path="/v1/notes/n1",
    headers=(("Authorization", "Bearer [key]"),),
    body=None,
    sign_in=SignIn("oauth", "", "NOTES_ID", "https://auth.example.com/token", "read write"),
)
SHAPES = {
    "json": JSON,
    "list": LIST,
    "form": FORM,
    "oauth": OAUTH,
    "cookie": replace(OAUTH, headers=(), sign_in=SignIn("cookie", "sid")),
}
CASES = [(language, name) for language in WRITERS for name in SHAPES if (language, name) != ("curl", "list")]


def written(language: str, name: str) -> str:
    """The text of a program."""
    return WRITERS[language](SHAPES[name])


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_program_is_written_word_for_word(language: str, name: str) -> None:
    assert (GOLDEN / f"{name}.{language}.txt").read_text("utf-8") == written(language, name)


def lines(**changed: object) -> list[str]:
    """The words of the request that a shell's program sends, a line each."""
    text = curl(replace(OAUTH, sign_in=SignIn(), **changed))  # type: ignore[arg-type]
    return [
        line.strip().removesuffix(" \\") for line in text.split("--max-time 15 \\\n")[1].split("2>")[0].splitlines()
    ]


@pytest.mark.parametrize(
    ("method", "body", "said"),
    [
        ("GET", None, False),
        ("POST", {}, False),
        ("POST", None, True),
        ("GET", {}, True),
        ("DELETE", None, True),
        ("PUT", {}, True),
    ],
)
def test_curl_is_told_the_method_that_it_would_not_take_by_itself(
    method: str, body: dict[str, object] | None, said: bool
) -> None:
    found = lines(method=method, body=body)
    assert said is (f"--request {method}" in found)
    assert [f"--request {method}"] * said == [line for line in found if line.startswith("--request")]


def test_a_form_is_posted_by_itself() -> None:
    found = lines(method="POST", fields=(("a", 1),))
    assert "--form-string a=1" in found
    assert not any(line.startswith("--request") for line in found)


def test_a_value_of_a_path_is_data_in_double_quotes() -> None:
    assert '"$api_host/v1/\\$(id)\\`\\"\\\\"' == lines(path='/v1/$(id)`"\\')[-1]


@pytest.mark.parametrize(
    ("path", "query"), [("/v1/a", '"https://api.example.com/v1/a?k=$NOTES_KEY"'), ("/v1/a?b=1", "&k=$NOTES_KEY")]
)
def test_a_key_in_a_query_comes_behind_the_others(path: str, query: str) -> None:
    text = curl(replace(OAUTH, path=path, sign_in=SignIn("query", "k")))
    assert query.replace("https://api.example.com", "$api_host") in text


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("text", "text"),
        ("a b", "a_b"),
        ("1st", "field_1st"),
        ("class", "field_class"),
        ("", "field_"),
        ("ä", "field__"),
    ],
)
def test_a_field_s_name_is_made_a_variable_s(name: str, plain: str) -> None:
    assert plain == identifier(name)


@pytest.mark.parametrize(
    ("value", "before", "has"), [("Bearer [key]", "Bearer ", True), ("[key]", "", True), ("short", "short", False)]
)
def test_the_key_in_a_header_is_told_from_what_stands_before_it(value: str, before: str, has: bool) -> None:
    assert (before, has) == keyed(value)


@pytest.mark.parametrize(
    ("value", "as_python", "as_typescript", "as_go"),
    [
        (None, "None", "null", "nil"),
        (True, "True", "true", "true"),
        ("a\"'", '"a\\"\'"', '"a\\"\'"', '"a\\"\'"'),
        ({}, "{}", "{}", "map[string]any{}"),
        ([], "[]", "[]", "[]any{\n}"),
        ([1, "b"], '[1, "b"]', '[1, "b"]', '[]any{\n\t1,\n\t"b",\n}'),
        ({"a": 1}, '{"a": 1}', "{ a: 1 }", 'map[string]any{\n\t"a": 1,\n}'),
        ({"a b": None}, '{"a b": None}', '{ "a b": null }', 'map[string]any{\n\t"a b": nil,\n}'),
    ],
)
def test_a_value_is_a_literal_of_each_language(value: object, as_python: str, as_typescript: str, as_go: str) -> None:
    assert (as_python, as_typescript, as_go) == (python(value), typescript(value), golang(value))


@pytest.mark.parametrize(("length", "broken"), [(60, False), (61, True)])
def test_a_literal_of_more_than_64_columns_is_broken_into_lines(length: int, broken: bool) -> None:
    text = python(["x" * length])
    assert broken is ("\n" in text)
    assert (f'[\n    "{"x" * length}",\n]' if broken else f'["{"x" * length}"]') == text


def test_go_s_names_are_padded_to_the_longest_that_has_its_value_beside_it() -> None:
    value = {"a": 1, "long": 2, "longest": {"b": 3}}
    expected = 'map[string]any{\n\t"a":    1,\n\t"long": 2,\n\t"longest": map[string]any{\n\t\t"b": 3,\n\t},\n}'
    assert expected == golang(value)


@pytest.mark.parametrize("language", ["python", "ts", "go", "curl"])
@pytest.mark.parametrize("name", ["get_account", "list_engines"])
def test_programs_of_bundled_operations_of_one_shape_differ_in_title_and_path_alone(name: str, language: str) -> None:
    """So that one of the three is proved by runs, in test_new.py, and the others by that."""
    session = open_session(ROOT)
    api = session.catalogue.apis["v1"]

    def shape(program: str) -> RequestShape:
        example = next(one for one in session.examples if one.id == f"v1/{program}/{language}")
        operation = session.catalogue.shows[example.id]
        return shape_of(session.settings, api, operation, example, api.example_request(operation))

    proved, other = shape("get_balance"), shape(name)
    assert proved != other
    assert replace(proved, title=other.title, path=other.path) == other


if __name__ == "__main__":
    for _language, _name in CASES:
        (GOLDEN / f"{_name}.{_language}.txt").write_text(written(_language, _name), "utf-8")
