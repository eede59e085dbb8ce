"""How programs write the key that their reader is to put in."""

from __future__ import annotations

import pytest

from harness.source.keys import key_placeholder

KEYS = (
    *("YOUR_API_KEY", "YOUR_SECRET_KEY", "SECRET_KEY", "yourApiKey", "your-api-key-here", "MY_TOKEN"),
    *("<<apiKey>>", "<your token>", "{{apiKey}}", "{{ api_key }}", "{API_KEY}", "[API_KEY]", "$API_KEY"),
    *("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "sk_test_...", "sk_test_a1b2c3", "sk-xxxxxxxxxxxx", "***", "..."),
    *("sk-***", "pk_live_XXXXXXXX", "••••••", "${API_TOKEN}", "INSERT_KEY_HERE"),
)  # fmt: skip
PLACES = (
    "curl -H 'Authorization: Bearer KEY' u",
    "curl -H 'Api-Token: KEY' u",
    "curl -H 'X-Api-Key: KEY' u",
    "curl 'u?api_key=KEY&a=1'",
    "curl -u KEY: u",
    'token="KEY"',
    'ApiToken = "KEY"',
    'const apiKey = `KEY`;',
    '"api_key" => "KEY",',
    'client.setApiKey("KEY")',
    'headers = {"Authorization": "KEY"}',
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("key", KEYS)
def test_a_way_of_writing_a_key_is_the_key(key: str, place: str) -> None:
    assert key == key_placeholder(place.replace("KEY", key))


OTHERS = (
    'key = os.environ["API_KEY"]\nheaders = {"Authorization": f"Bearer {key}"}',
    'api_key = read()\nheaders = {"Authorization": f"Bearer {api_key}"}',
    "const token = process.env.KEY;\nfetch(u, { token: token });",
    "f(token, ...rest); g({ token: ...rest })",
    "curl -H 'Authorization: Bearer abcdefgh' u",
    "curl -H 'Accept: text/plain' -d 'note=YOUR_API_KEY' u",
    "the token is 'xx'; tokens = 5",
    "client = Client(api_key=API_KEY)\nAPI_KEY = load()",
)


QUOTED = {
    'pat := "mytoken"\nclient := New(pat)': "mytoken",
    "use('YOUR_API_KEY');": "YOUR_API_KEY",
    'client = Client("<your token>")': "<your token>",
}


@pytest.mark.parametrize("source", QUOTED)
def test_a_whole_text_may_stand_for_the_key_wherever_it_stands(source: str) -> None:
    assert QUOTED[source] == key_placeholder(source, anywhere=True)
    assert key_placeholder(source) is None


@pytest.mark.parametrize("source", ['f("monkey")', 'f("my password")', 'f("key")', 'f("put the key in your pocket")'])
def test_other_whole_texts_stand_for_no_key(source: str) -> None:
    assert key_placeholder(source, anywhere=True) is None


@pytest.mark.parametrize("source", OTHERS)
def test_another_text_is_no_key(source: str) -> None:
    assert key_placeholder(source) is None


def test_a_value_goes_before_the_variable_that_holds_it() -> None:
    source = 'headers = {"Authorization": f"Bearer {API_TOKEN}"}\nAPI_TOKEN = "sk_test_..."'
    assert "sk_test_..." == key_placeholder(source)


def test_a_project_has_a_way_of_its_own() -> None:
    assert "demo" == key_placeholder("curl -H 'X-Api-Key: demo' u", ["demo"])
    assert "demo-1" == key_placeholder("curl -H 'X-Api-Key: demo-1' u", ["demo", "demo-1"])
    assert key_placeholder("curl -H 'X-Api-Key: demonstration' u", ["demo"]) is None


def test_a_shell_expands_a_variable_in_the_place_of_a_key() -> None:
    assert key_placeholder('curl -H "Authorization: Bearer $API_KEY" u', is_shell=True) is None


@pytest.mark.parametrize("source", ['-H "X-Acme: <api-key>"', '{"X-Acme": "<api-key>"}', "x-acme => '<api-key>'"])
def test_the_header_that_the_document_names_is_a_place_for_the_key(source: str) -> None:
    assert key_placeholder(source, fields=["X-Acme"]) == "<api-key>"
    assert key_placeholder(source.lower().replace("x-acme", "x-acme-id"), fields=["X-Acme"]) is None


@pytest.mark.parametrize(
    "source",
    ['{"Authorization": api_key}', "{ Authorization: api_key }", "('api-key' => api_key)", "get(token=api_key)"],
)
def test_a_name_without_quotes_is_no_text_for_the_key(source: str) -> None:
    assert key_placeholder(source) is None
    assert key_placeholder(source.replace("api_key", '"api_key"')) == "api_key"
