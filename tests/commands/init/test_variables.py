"""The variables that programs read, and which of them hold host and key."""

from __future__ import annotations

import pytest

from harness.commands.init import variables
from harness.commands.init.repository import Program
from harness.commands.init.variables import Variable


def python(*texts: str) -> list[Program]:
    return [Program(f"{index}.py", "python", text) for index, text in enumerate(texts)]


def shell(*texts: str) -> list[Program]:
    return [Program(f"{index}.sh", "curl", text, True) for index, text in enumerate(texts)]


@pytest.mark.parametrize(
    "text",
    [
        'os.environ["API_HOST"]',
        'os.environ.get("API_HOST")',
        "os.getenv('API_HOST')",
        'os.Getenv("API_HOST")',
        'os.LookupEnv( "API_HOST" )',
        'System.getenv("API_HOST")',
        'Environment.GetEnvironmentVariable("API_HOST")',
        'env::var("API_HOST")',
        'ENV["API_HOST"]',
        'ENV.fetch("API_HOST")',
        "$_ENV['API_HOST']",
        "process.env.API_HOST",
        'process.env["API_HOST"]',
        "process.env[`API_HOST`]",
    ],
)
def test_every_language_has_its_way_to_read_a_variable(text: str) -> None:
    assert [Variable("API_HOST", 1, "0.py:2")] == variables.hosts(python(f"\n{text}"))


@pytest.mark.parametrize("text", ["$API_HOST", "${API_HOST}", "${API_HOST:?set it}", "${API_HOST?set it}"])
def test_a_script_reads_variables_by_their_sign(text: str) -> None:
    assert [Variable("API_HOST", 1, "0.sh:1")] == variables.hosts(shell(f"curl {text}/a"))


@pytest.mark.parametrize("text", ["API_HOST=a", "  export API_HOST=a", "local API_HOST=a", "\treadonly API_HOST=a"])
def test_a_variable_that_a_script_sets_itself_is_not_read(text: str) -> None:
    assert [] == variables.hosts(shell(f"{text}\ncurl $API_HOST"))


@pytest.mark.parametrize(
    "text", ['API_HOST="${API_HOST:-https://a.example/v2}"', "API_HOST=${API_HOST:-https://a.example/v2}"]
)
def test_a_variable_that_a_script_sets_from_itself_is_read(text: str) -> None:
    assert [Variable("API_HOST", 1, "0.sh:1", "https://a.example/v2")] == variables.hosts(
        shell(f"{text}\ncurl $API_HOST")
    )


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ('os.environ.get("A_URL", "https://a.example")', "https://a.example"),
        ('os.environ.get(\n  "A_URL",\n  "https://a.example")', "https://a.example"),
        ('process.env.A_URL ?? "http://a.example:8080/v2"', "http://a.example:8080/v2"),
        ('process.env.A_URL\n  || "https://a.example"', "https://a.example"),
        ('process.env.A_URL\n  ?? "https://a.example"', "https://a.example"),
        ('os.getenv("A_URL")\n  or "https://a.example"', "https://a.example"),
        ('process.env.A_URL; "https://a.example"', ""),
        ('os.environ["A_URL"]\nother = "https://a.example"', ""),
        ('os.environ["A_URL"]' + " " * 140 + '"https://a.example"', "https://a.example"),
        ('os.environ["A_URL"]' + " " * 160 + '"https://a.example"', ""),
    ],
)
def test_a_default_is_what_follows_a_read(text: str, default: str) -> None:
    (found,) = variables.hosts(python(text))
    assert default == found.default


@pytest.mark.parametrize(("default", "path"), [("", ""), ("https://a.example", ""), ("https://a.example/v2/", "/v2")])
def test_the_path_of_a_default(default: str, path: str) -> None:
    assert path == Variable("A", 1, "a:1", default).path


@pytest.mark.parametrize(
    ("name", "host", "key"),
    [
        ("API_HOST", True, False),
        ("BASE", True, False),
        ("MY_SERVER_2", True, False),
        ("APIURL", True, False),
        ("API_KEY", False, True),
        ("PAT", False, True),
        ("MY_TOKEN_2", False, True),
        ("APISECRET", False, True),
        ("CREDENTIALS", False, True),
        ("CREDENTIAL", False, True),
        ("KEY_HOST", True, False),
        ("DATABASE", False, False),
        ("KEYBOARD", False, False),
        ("REGION", False, False),
        ("PATH", False, False),
        ("HOSTNAME", False, False),
    ],
)
def test_names_say_what_a_variable_holds(name: str, host: bool, key: bool) -> None:
    read = python(f'os.environ["{name}"]')
    assert (host, key) == (bool(variables.hosts(read)), bool(variables.keys(read)))


def test_a_variable_with_a_url_is_the_host_whatever_its_name() -> None:
    read = python('os.environ.get("KEY", "https://a.example")')
    assert ["KEY"] == [one.name for one in variables.hosts(read)]
    assert [] == variables.keys(read)


def test_the_variable_that_most_programs_read_comes_first() -> None:
    texts = ('os.getenv("B_KEY"); os.getenv("B_KEY")', 'os.getenv("C_KEY")', 'os.getenv("A_KEY"); os.getenv("C_KEY")')
    assert [("C_KEY", 2, "1.py:1"), ("A_KEY", 1, "2.py:1"), ("B_KEY", 1, "0.py:1")] == [
        (one.name, one.programs, one.first) for one in variables.keys(python(*texts))
    ]


def test_the_default_that_most_programs_have_is_told() -> None:
    read = [f'os.environ.get("A", "https://{name}.example")' for name in ("a", "b", "b")]
    assert ["https://b.example"] == [one.default for one in variables.hosts(python(*read))]


def test_a_later_read_may_have_the_default() -> None:
    (found,) = variables.hosts(python('os.getenv("A")\nos.getenv("A", "https://a.example")\nos.getenv("A")'))
    assert ("0.py:1", "https://a.example") == (found.first, found.default)


def test_hosts_in_texts_are_counted_once_a_program() -> None:
    texts = (
        '"https://a.example/x" "https://a.example/y"',
        '"https://a.example" "http://b.example:80/z"',
        "ftp://c.example",
    )
    assert {"https://a.example": 2, "http://b.example:80": 1} == variables.literal_hosts(python(*texts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("const { API_HOST, API_KEY } = process.env;", [("API_HOST", "")]),
        (
            'const {\n  API_HOST: host = "https://a.example/v2",\n} = process.env',
            [("API_HOST", "https://a.example/v2")],
        ),
        ('envOr("API_HOST", "https://a.example")', [("API_HOST", "https://a.example")]),
        ('base := must_env("API_HOST")', [("API_HOST", "")]),
        ('environ["API_HOST"]', [("API_HOST", "")]),
        ("const { host } = options;", []),
    ],
)
def test_variables_are_read_in_ways_of_the_programs_own(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == [(one.name, one.default) for one in variables.hosts(python(text))]


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("f\"https://{os.environ['SHOP']}.a.example/v2\"", ("", ".a.example")),
        ('shop = os.getenv("SHOP")\nurl = f"https://{shop}.a.example/v2"', ("", ".a.example")),
        ("const shop = process.env.SHOP;\nfetch(`https://api-${shop}.a.example/v2`)", ("api-", ".a.example")),
        ('shop := os.Getenv("SHOP")\nurl := fmt.Sprintf("https://%s.a.example/v2", shop)', ("", ".a.example")),
        ("$shop = getenv('SHOP');\n$url = 'https://' . $shop . '.a.example/v2';", ("", ".a.example")),
        ('shop = ENV["SHOP"]\nuri = URI("https://#{shop}/v2")', ("", "")),
        ('shop = os.getenv("SHOP")\nurl = "https://" + shop.strip()', ("", "")),
        ('shop = os.getenv("SHOP")\nurl = "https://a.example/" + shop', None),
    ],
)
def test_a_variable_may_be_a_part_of_the_host(text: str, around: tuple[str, str] | None) -> None:
    assert ([] if around is None else [around]) == [one.around for one in variables.hosts(python(text))]


@pytest.mark.parametrize("text", ["https://$SHOP.a.example/v2", '"https://${SHOP}.a.example/v2"'])
def test_a_script_may_have_a_part_of_the_host_too(text: str) -> None:
    (found,) = variables.hosts(shell(f"curl {text}"))
    assert ("", ".a.example") == found.around


def test_a_variable_of_a_sample_is_named_with_the_line_of_its_page() -> None:
    sample = Program("docs/read.md", "curl", 'curl "$API_HOST"\n  -H "Key: $API_KEY"\n', True, (12, 13))
    assert ["docs/read.md:13"] == [one.first for one in variables.keys([sample])]


@pytest.mark.parametrize("order", [("A_KEY", "A_URL"), ("A_URL", "A_KEY")])
def test_of_two_that_are_read_at_once_each_has_its_own_name(order: tuple[str, str]) -> None:
    names = ", ".join({"A_KEY": "key", "A_URL": "base"}[one] for one in order)
    reads = ", ".join(f'os.Getenv("{one}")' for one in order)
    programs = python(f'{names} := {reads}\nif base == "" {{\n\tbase = "https://a.example"\n}}')
    assert ["A_KEY"] == [one.name for one in variables.keys(programs)]
    assert [Variable("A_URL", 1, "0.py:1", "https://a.example")] == variables.hosts(programs)
