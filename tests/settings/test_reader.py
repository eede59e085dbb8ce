"""The settings: every mistake is one line with the file, its line, the key, what was expected and what was found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.languages.registry import load as load_languages
from harness.settings.reader import SettingsError, load

ROOT = Path(__file__).resolve().parents[2]


def error(folder: Path, text: str, name: str = "harness.toml") -> str:
    """What is said of a settings file; always one line."""
    (folder / "examples").mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(SettingsError) as raised:
        load_languages(load(folder))
    assert "\n" not in str(raised.value)
    assert 2 == raised.value.exit_status
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '\nexample = "x"\n',
            r'^harness\.toml:2: unknown key "example" \(did you mean "examples"\?\); expected one of',
        ),
        (
            "[apis.v1]\nspec = 'x'\nbase = 'y'\n",
            r'^harness\.toml:3: unknown key "apis\.v1\.base" \(did you mean "base_path',
        ),
        ("[languages.go]\ncomand = ['x']\n", r'^harness\.toml:2: unknown key "languages\.go\.comand" .*"command"'),
        ("[operations.a]\nprint = true\n", r'^harness\.toml:2: unknown key "operations\.a\.print" .*"prints"'),
        (
            "[[asks]]\nexamples=['x']\nmedia='y'\nreasons='z'\n",
            r'^harness\.toml:4: unknown key "asks\.reasons" .*"reason"',
        ),
        ("zzzzzz = 1\n", r'^harness\.toml:1: unknown key "zzzzzz"; expected one of'),
        ("examples = 1\n", r'^harness\.toml:1: "examples": expected a text, got 1$'),
        ('examples = ""\n', r'"examples": expected a text, got \'\''),
        ("ignore = 'x'\n", r'^harness\.toml:1: "ignore": expected a list of texts'),
        ("ignore = [1]\n", r'"ignore": expected a list of texts, got \[1\]'),
        ("time_limit = 0\n", r'"time_limit": expected a number of seconds above 0, got 0'),
        ("time_limit = true\n", r'"time_limit": expected a number of seconds above 0, got True'),
        ("time_limit = nan\n", r'"time_limit": expected a number of seconds above 0, got nan'),
        ("time_limit = inf\n", r'"time_limit": expected a number of seconds above 0, got inf'),
        ("minimum_examples = -1\n", r'"minimum_examples": expected a whole number, got -1'),
        ("minimum_examples = 1.5\n", r'"minimum_examples": expected a whole number, got 1\.5'),
        ("ports = 20000\n", r'"ports": expected a range of ports such as "20000-20999", got 20000'),
        ("ports = '2-1'\n", r'"ports": expected a range of ports'),
        ("ports = '0-1'\n", r'"ports": expected a range of ports'),
        ("ports = '1-65536'\n", r'"ports": expected a range of ports'),
        ("pattern = '{language}/{api}.{ext}'\n", r'"pattern": expected a path that names \{operation\} once'),
        ("pattern = '{language}/{api}/{api}/{operation}'\n", r'"pattern": expected a path that names \{api\} once'),
        (
            "pattern = '{language}/{api}/{operation}.{ext}.{ext}'\n",
            r'"pattern": expected a path that names \{ext\} once',
        ),
        ("pattern = '{language}/{api}/{operation}.{1}'\n", r'"pattern": expected a path with no other place than'),
        ("host_env = 'A=B'\n", r'"host_env": expected the name of an environment variable'),
        ("key_env = 3\n", r'"key_env": expected the name of an environment variable, got 3'),
        ("outputs = '../x'\n", r'"outputs": expected a path that stays below its folder'),
        ("outputs = '/x'\n", r'"outputs": expected a path that stays below its folder'),
        ("apis = 1\n", r'"apis": expected a table, got 1'),
        ("apis.v1 = 1\n", r'^harness\.toml:1: "apis\.v1": expected a table, got 1'),
        ("[apis.v1]\nbase_path = '/'\n", r'^harness\.toml:1: "apis\.v1": expected a table with "spec"'),
        (
            "[apis.v1]\nspec = 'x'\noverlays = 'y'\n",
            r'^harness\.toml:3: "apis\.v1\.overlays": expected a list of texts',
        ),
        ("[operations]\na = 1\n", r'^harness\.toml:2: "operations\.a": expected a table, got 1'),
        ("[operations.a]\nprints = 'yes'\n", r'"operations\.a\.prints": expected true or false'),
        ("[operations.a]\nwrites = 'x'\n", r'"operations\.a\.writes": expected a table'),
        (
            '[operations.a.writes]\n"image/png" = 1\n',
            r'^harness\.toml:2: "operations\.a\.writes\.image/png": expected a text',
        ),
        (
            "[languages.go]\nprepare = ['x']\n",
            r'"languages\.go\.prepare": expected a program and its arguments, got \'x\'$',
        ),
        ("[languages.go]\nprepare = [[]]\n", r'"languages\.go\.prepare": expected a program and its arguments'),
        ("[languages.go]\ncommand = []\n", r'"languages\.go\.command": expected a program and its arguments'),
        ("[languages.go]\nminimum = 'new'\n", r'"languages\.go\.minimum": expected a version such as "8\.0"'),
        ("[languages.go]\nversion = []\n", r'"languages\.go\.version": expected a program and its arguments'),
        ("[languages.go]\nenv = {GOFLAGS = 1}\n", r'"languages\.go\.env\.GOFLAGS": expected a text, got 1'),
        ("[languages.go]\nfiles = ['a']\n", r'"languages\.go\.files": expected a regular expression with one group'),
        (
            "[languages.go]\nmissing_library = '('\n",
            r'"languages\.go\.missing_library": expected a regular expression \(',
        ),
        ("[languages.go]\nworkdir = '..'\n", r'"languages\.go\.workdir": expected a path that stays below'),
        (
            "[languages.perl]\nextensions = ['pl']\n",
            r'"languages\.perl": expected "command" for a language that is not',
        ),
        ("asks = 1\n", r'"asks": expected a list of tables'),
        ("asks = [1]\n", r'^harness\.toml:1: "asks": expected a table, got 1'),
        ("[[asks]]\nmedia = 'x'\n", r'^harness\.toml:1: "asks": expected a table with "examples", got \{'),
        ("[languages.go]\ncommand = ['']\n", r'"languages\.go\.command": expected a program and its arguments'),
        ("[operations.a]\nrequests = 3\n", r'"operations\.a\.requests": expected a list of operations, got 3'),
        (
            "[operations.a]\nanswer = {at = 2026-01-01}\n",
            r'"operations\.a\.answer": expected a value that JSON can hold',
        ),
        ("env = {'A B' = 'x'}\n", r'^harness\.toml:1: "env\.A B": expected the name of an environment variable'),
        ("time_limit = 2026-01-01\n", r'"time_limit": expected a number of seconds above 0, got datetime'),
        ("[apis.v1]\nspec = true\n", r'^harness\.toml:2: "apis\.v1\.spec": expected a path, or false, got True'),
        ("[live]\nhots = 'x'\n[coverage]\nfields = 2\n", r'^harness\.toml:2: unknown key "live\.hots"'),
        ("ports = '1'\n[coverage]\nfields = 2\n", r'^harness\.toml:1: "ports"'),
        (
            "[[asks]]\nexamples=['x']\nmedia='y'\nreason='z'\n[[asks]]\nexamples=[]\nmedia=1\nreason='z'\n",
            r'^harness\.toml:7: "asks\.media": expected a text, got 1$',
        ),
        ("a = \n", r"^harness\.toml: expected TOML, got: .*line 1"),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    assert re.search(said, error(tmp_path, text))


def test_the_line_is_that_of_the_harness_s_own_table_in_a_file_of_many_tools(tmp_path: Path) -> None:
    text = '[tool.other]\nignore = "x"\n\n[tool.harness]\nexamples = "examples"\nignore = "y"  # here\n'
    assert error(tmp_path, text, "pyproject.toml").startswith('pyproject.toml:6: "ignore": expected a list of texts')


def test_the_line_of_a_quoted_and_dotted_key_is_found(tmp_path: Path) -> None:
    assert error(tmp_path, '[tool.harness]\n"apis" . v1.spec = 1\n', "pyproject.toml").startswith("pyproject.toml:2: ")


def test_a_table_of_the_harness_that_is_no_table_is_told(tmp_path: Path) -> None:
    text = "[tool]\nharness = 1\n# [tool.harness]\n"
    assert 'pyproject.toml:2: "tool.harness": expected a table, got 1' == error(tmp_path, text, "pyproject.toml")


def test_a_project_file_whose_tool_is_no_table_has_no_settings(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "pyproject.toml").write_text("tool = 1\n# [tool.harness]\n")
    assert tmp_path / "examples" == load(tmp_path).examples


def test_bytes_that_are_no_text_are_told_as_no_toml(tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"harness\.toml: expected TOML, got"):
        load(tmp_path)


def test_a_settings_file_that_is_missing_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: expected a settings file, got: No such file"):
        load(tmp_path, tmp_path / "none.toml")


def test_the_nearest_settings_above_are_taken_and_paths_are_relative_to_them(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "programs").mkdir()
    (tmp_path / "harness.toml").write_text("examples = 'programs'\nrules = 'r.py'\n[apis.v1]\nspec = 's.yaml'\n")
    settings = load(deep)
    assert (tmp_path, tmp_path / "programs") == (settings.root, settings.examples)
    assert (tmp_path / "r.py", tmp_path / "s.yaml") == (settings.rules, settings.api("v1").spec)
    assert tmp_path / "openapi/v2.yaml" == settings.api("v2").spec


def test_a_tree_that_is_named_wins_over_the_settings(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "harness.toml").write_text("examples = 'nowhere'\n")
    assert tmp_path / "other" == load(tmp_path, tree=tmp_path / "other").examples


def test_without_any_file_the_defaults_are_in_force(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    settings = load(tmp_path)
    assert "{language}/code/{api}/{operation}.{ext}" == settings.pattern
    assert ("API_HOST", "API_KEY", "out") == (settings.host_env, settings.key_env, settings.outputs)


def test_every_table_of_the_reference_is_read(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "harness.toml").write_text(
        """
        pattern = "{api}/{operation}/{language}.{ext}"
        ports = "20000-20999"
        time_limit = 2
        operations.get_account = "userAccount"
        [apis.v1]
        spec = "v1.yaml"
        overlays = ["o.yaml"]
        base_path = "/v1"
        [operations.masking]
        operation_id = "mask"
        writes = { "image/png" = "{api}.png" }
        prints = true
        [languages.python]
        extensions = [".py", "pyw"]
        prepare = [["pip", "install"]]
        time_limit = 1.5
        """
    )
    settings = load(tmp_path)
    assert ((20000, 20999), 2.0) == (settings.ports, settings.time_limit)
    assert "userAccount" == settings.operations["get_account"].operation_id
    assert {"image/png": "{api}.png"} == settings.operations["masking"].writes
    assert (tmp_path / "o.yaml",) == settings.apis["v1"].overlays
    assert ("py", "pyw") == settings.languages["python"].extensions
    assert (("pip", "install"),) == settings.languages["python"].prepare


def test_an_empty_base_path_an_empty_list_of_requests_and_a_host_with_an_underscore_are_taken(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    text = """
        [apis.v1]
        spec = "v1.yaml"
        base_path = ""
        hosts = ["https://my_tenant.example.com"]
        [operations.a]
        requests = []
        """
    (tmp_path / "harness.toml").write_text(text)
    settings = load(tmp_path)

    assert ("", ("https://my_tenant.example.com",)) == (settings.api("v1").base_path, settings.api("v1").hosts)
    assert () == settings.operations["a"].requests


def test_the_project_s_own_settings_are_good() -> None:
    assert 76 == load(ROOT).minimum_examples


@pytest.mark.parametrize(
    ("answers", "ending", "said"),
    [
        (
            "{status = 500}, {fault = 'reset'}",
            "recovers",
            "expected an answer that is no failure among them, or ending",
        ),
        ("{status = 400}", "success", "expected an answer that is no failure among them, or ending"),
        ("{status = 399}", "success", ""),
        ("{status = 500}, {}", "recovers", ""),
        ("{status = 500}", "failure", ""),
        ("{body = 'broken'}", "success", ""),
    ],
)
def test_a_sequence_of_failures_alone_ends_in_failure(tmp_path: Path, answers: str, ending: str, said: str) -> None:
    text = f"[scenarios.own]\nsummary = 's'\nending = '{ending}'\nanswers = [{answers}]\n"
    (tmp_path / "harness.toml").write_text(text)
    (tmp_path / "examples").mkdir()
    if not said:
        assert ["own"] == [one.name for one in load(tmp_path).scenarios]
        return
    with pytest.raises(SettingsError, match=said):
        load(tmp_path)
