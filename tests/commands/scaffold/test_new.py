"""`harness new`: what it writes passes at once, and what is there stays as it is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from discover.notes import document, write
from support.command import BALANCE, call, harness
from support.trees import ROOT, Program, Tree, make_tree

from harness.commands.scaffold import RequestShape, writer
from harness.commands.scaffold.shape import File
from harness.errors import UserError
from harness.languages.registry import BUNDLED

KNOWN = {language.name: language for language in BUNDLED}
LANGUAGES = ("python", "ts", "go", "curl")
OPERATIONS = (
    "get_balance",
    "text_to_image",
    "image_to_image",
    "masking",
    "upscale_image",
)
"""One of each shape: test_writers.py shows that the others differ in title and path alone."""
SCENARIOS = (
    "success",
    "success-compressed",
    "many-artifacts",
    "unauthorized",
    "server-error",
    "gateway-error",
    "malformed-body",
    "wrong-shape",
    "truncated",
    "reset",
    "refused",
    "hang",
    "missing-key",
    "empty-key",
)
PATIENCE = 300


def lacking(root: Path, name: str, api: str = "v1") -> Tree:
    """A tree with all four languages, in which no program shows an operation."""
    other = "get_balance" if name == "get_account" else "get_account"
    return make_tree(root, *(Program(language, other, api=api) for language in LANGUAGES))


def proved(tree: Tree, name: str, api: str) -> str:
    """Runs what was written, under all scenarios that tell programs apart, and gives back what was said."""
    chosen = [word for scenario in SCENARIOS for word in ("--scenario", scenario)]
    done = harness(tree.root, "run", f"{api}/{name}", "--no-cache", *chosen)
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", OPERATIONS)
def test_programs_from_the_documents_example_pass_every_scenario(tmp_path: Path, name: str) -> None:
    tree = lacking(tmp_path / "tree", name)
    done = harness(tree.root, "new", name, "--api", "v1")
    assert (0, "") == (done.returncode, done.stderr)
    written = [f"wrote examples/{Program(language, name).path}" for language in LANGUAGES]
    assert [*written, f"to prove them: harness run v1/{name}"] == done.stdout.splitlines()
    assert "passed" in proved(tree, name, "v1")


@pytest.mark.parametrize(("name", "api"), [("masking", "v1alpha"), ("image_to_image", "v1beta")])
def test_programs_from_the_reviewed_request_send_just_that(tmp_path: Path, name: str, api: str) -> None:
    tree = lacking(tmp_path / "tree", name, api)
    shutil.copytree(ROOT / "fixtures" / "requests", tree.root / "fixtures" / "requests")
    assert 0 == harness(tree.root, "new", name, "--api", api).returncode
    assert "passed" in proved(tree, name, api)


def test_only_what_is_missing_is_written(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, Program("python", "list_engines"))
    before = (tree.examples / BALANCE.path).read_text()
    done = harness(tree.root, "new", "get_balance", "--api", "v1")
    there, wrote = done.stdout.splitlines()[:2]
    assert "there already: examples/curl/code/v1/get_balance.sh" == there
    assert "wrote examples/python/code/v1/get_balance.py" == wrote
    assert before == (tree.examples / BALANCE.path).read_text()
    assert not (tree.examples / "go").exists()


@pytest.mark.parametrize("mode", [0o755, 0o644])
def test_a_shell_program_is_executable_where_its_neighbours_are(tmp_path: Path, mode: int) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    (tree.examples / BALANCE.path).chmod(mode)
    assert 0 == harness(tree.root, "new", "list_engines", "--api", "v1", "--language", "curl").returncode
    written = tree.examples / Program("curl", "list_engines").path
    assert bool(mode & 0o100) == bool(written.stat().st_mode & 0o100)


def test_a_dry_run_prints_and_writes_nothing(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    before = sorted(tree.root.rglob("*"))
    done = harness(tree.root, "new", "listEngines", "--api", "v1", "--language", "go", "--dry-run")
    assert 0 == done.returncode
    assert done.stdout.startswith("==> examples/go/code/v1/list_engines.go <==\n// List ")
    assert before == sorted(tree.root.rglob("*"))


def test_a_tree_below_its_floor_can_be_filled_up(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, settings={"minimum_examples": 2})
    assert 2 == harness(tree.root, "run").returncode
    assert 0 == harness(tree.root, "new", "list_engines", "--api", "v1", "--language", "curl").returncode
    assert 0 == harness(tree.root, "run", "v1/list_engines", "--scenario", "success").returncode


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("text_to_imag", "--api", "v1"), 'found none of that name (did you mean "text_to_image"?)'),
        (("masking", "--api", "v9"), "v9.yaml: expected a readable file"),
        (("masking", "--api", "v1", "--language", "pyton"), '--language "pyton": expected one of python, ts, go, curl'),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    done = harness(tree.root, "new", *arguments)
    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert said in done.stderr


HOSTILE = RequestShape(
    title="A title.",
    method="POST",
    path="/v1/a$(touch%20made)%60id%60",
    host="https://api.example.com",
    host_env="API_HOST",
    key_env="API_KEY",
    headers=(("Authorization", "Bearer [key]"), ("X-Odd", "\"'`$(touch made)${1}\\")),
    fields=(("na\"me'`$(touch made)", "va\"l'ue`$(touch made)${1}\\\n"), ("odd-one; x", {'k"`${1}': "'\\"})),
    files=(File("fi-le; import os", "init_image.png", "image/png"),),
)


@pytest.mark.parametrize("language", ["python", "curl"])
def test_what_a_document_says_is_data_in_a_program(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "init_image.png").write_bytes(b"x")
    program = folder / "program"
    program.write_text(writer(KNOWN[language])(HOSTILE))
    argv = {
        "python": ["python3", "-c", f"compile(open({str(program)!r}).read(), 'p', 'exec')"],
        "curl": ["sh", program],
    }
    done = call(argv[language], folder, API_HOST="http://127.0.0.1:9", API_KEY="k")
    assert (0 if language == "python" else 1) == done.returncode, done.stderr
    assert "syntax" not in done.stderr.lower()
    assert [program] == sorted(folder.iterdir())


@pytest.mark.parametrize("name", ["nowhere:write", "harness.commands.scaffold.curl:wrote", "no name"])
def test_a_writer_that_is_none_is_reported(name: str) -> None:
    with pytest.raises(UserError, match=f'^the language "curl": writer "{name}": '):
        writer(replace(KNOWN["curl"], writer=name))


def test_programs_of_a_tree_with_hard_coded_hosts_name_the_documents_own(tmp_path: Path) -> None:
    """Also where no language of the tree is one that can be written, and those that can't are named."""
    write(tmp_path, document())
    settings = 'host_env = ""\npattern = "{language}/{group}/{operation}.{ext}"\n[operations]\nnote-get = "getNote"\n'
    table = (tmp_path / "harness.toml").read_text("utf-8").replace("[samples]\n", "")
    top, _, tables = settings.partition("[")
    (tmp_path / "harness.toml").write_text(f"{top}{table}[{tables}", "utf-8")
    (tmp_path / "examples").mkdir()
    done = harness(tmp_path, "new", "note-get", "--api", "v1")
    assert (0, "") == (done.returncode, done.stderr)
    assert "not written, for harness new writes python, ts, go, curl alone: javascript, ruby," in done.stdout
    for path in ("python/note/get.py", "ts/note/get.ts", "go/note/get.go", "curl/note/get.sh"):
        text = (tmp_path / "examples" / path).read_text("utf-8")
        assert "https://api.example.invalid" in text
        assert "API_HOST" not in text
    ran = harness(tmp_path, "run", "--no-cache", "--scenario", "success")
    assert 0 == ran.returncode, ran.stdout


@pytest.mark.parametrize("pattern", ["*/{operation}.{ext}", "**/{operation}.{ext}", "{group}/{operation}.{ext}"])
def test_a_pattern_that_leaves_the_place_open_is_an_error(tmp_path: Path, pattern: str) -> None:
    path = write(tmp_path, document()).with_name("harness.toml")
    path.write_text(f'pattern = "{pattern}"\n{path.read_text("utf-8")}', "utf-8")
    (tmp_path / "examples").mkdir()
    done = harness(tmp_path, "new", "getNote", "--api", "v1")
    assert (2, "") == (done.returncode, done.stdout)
    assert f'"pattern": expected one that says where get_note lies, got {pattern}' in done.stderr
