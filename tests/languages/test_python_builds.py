"""A Python program that can't be compiled is refused before it runs, as a compiler would."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.languages import python
from harness.languages.language import Preparation
from harness.model import Example

REFUSED = {
    "a bracket that is open": ("import os\nprint((1)\n", 2, "never closed"),
    "a return outside of a function": ("import os\n\nreturn 1\n", 3, "outside function"),
    "a wrong indent": ("if True:\nprint(1)\n", 2, "indented block"),
    "a print of Python 2": ('print "x"\n', 1, "call to 'print'"),
}


def prepared(root: Path, text: str) -> Preparation:
    """One program, prepared below `root`."""
    file = root / "note.py"
    file.write_text(text)
    return python.prepare([Example("python", "v1", "note", "getNote", file, "note.py", root)], {}, root / "build")


@pytest.mark.parametrize(("text", "line", "words"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_compile_is_a_build_error_at_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    trouble = prepared(tmp_path, text).failures["v1/note/python"]
    (finding,) = trouble.findings
    assert ("build-error", line) == (finding.code, finding.line)
    assert words in finding.message


@pytest.mark.parametrize(
    "text", ['print "x"\n', 'exec "x"\n', "try:\n    x\nexcept OSError, e:\n    pass\n", "x = 0777\n", "x = 10L\n"]
)
def test_a_program_for_python_2_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    (finding,) = prepared(tmp_path, text).failures["v1/note/python"].findings
    assert "Python 2" in finding.hint


@pytest.mark.parametrize("text", [">>> import os\n>>> os.sep\n'/'\n", "# a session\n\n>>> import os\n"])
def test_a_file_that_is_a_copy_of_a_terminal_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    (finding,) = prepared(tmp_path, text).failures["v1/note/python"].findings
    assert "prompts" in finding.hint


@pytest.mark.parametrize("text", ["import missing\n", 'print("\\d")\n', "assert (1, 'x')\n"])
def test_what_compiles_is_started_whatever_the_compiler_warns_of(tmp_path: Path, text: str) -> None:
    assert {} == prepared(tmp_path, text).failures


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"import os\n# caf\xe9\n", 2),
        (b"import os\nprint('caf\xe9')\n", 2),
        (b"# coding: ascii\nimport os\n# caf\xc3\xa9\n", 3),
    ],
)
def test_bytes_that_are_no_text_are_refused_as_the_interpreter_does(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / "note.py").write_bytes(content)
    example = Example("python", "v1", "note", "getNote", tmp_path / "note.py", "note.py", tmp_path)
    (finding,) = python.prepare([example], {}, tmp_path / "build").failures["v1/note/python"].findings
    assert ("build-error", line) == (finding.code, finding.line)
    assert "UTF-8" in finding.hint


@pytest.mark.parametrize("content", [b"# coding: latin-1\n# caf\xe9\n", b"\xef\xbb\xbfprint(1)\n", b"print(1)\r\n"])
def test_a_file_that_says_how_it_is_encoded_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "note.py").write_bytes(content)
    example = Example("python", "v1", "note", "getNote", tmp_path / "note.py", "note.py", tmp_path)
    assert {} == python.prepare([example], {}, tmp_path / "build").failures


SESSION = """\
>>> import os
>>> for name in os.environ:
...     print(name)
...
HOME
# and then
>>> 1 + 1
2
"""


def test_a_copy_of_a_terminal_is_run_without_its_prompts_each_line_where_it_was() -> None:
    assert python.PYTHON.complete is not None
    done = python.PYTHON.complete(SESSION)
    assert ["import os", "for name in os.environ:", "    print(name)", "", "", "# and then", "1 + 1", ""] == (
        done.text.splitlines()
    )
    assert done.added


@pytest.mark.parametrize("text", ["x = '>>> '\n", "print(1)\n>>> 2\n", "> quoted\n"])
def test_what_does_not_begin_with_a_prompt_is_no_copy(text: str) -> None:
    assert python.PYTHON.complete is not None
    assert text == python.PYTHON.complete(text).text


def test_programs_run_in_utf_8_and_leave_no_bytecode(tmp_path: Path) -> None:
    assert {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"} == prepared(tmp_path, "print(1)\n").env
    assert python.ENV == python.PYTHON.env


HINTS = {
    "a byte of another encoding": (b"x = 1\n\n# \xe4\n", "Save the file as UTF-8, or say in its first line"),
    "such a byte in the first line": (b"# \xe4\nprint(1)\n", "Save the file as UTF-8, or say in its first line"),
    "a copy of a terminal": (b">>> print(1)\n1\n", "The file is a copy of a terminal: leave the prompts (>>>)"),
    "a print of Python 2": (b'print "x"\n', "The program is written for Python 2: write print(...), and run it with"),
    "another word of Python 2": (b"x = 0777\n", "The program is written for Python 2: write it for Python 3."),
    "anything else": (b"x = (\n", "python -m py_compile note.py shows the same words"),
}


@pytest.mark.parametrize(("content", "hint"), HINTS.values(), ids=HINTS)
def test_what_does_not_compile_has_a_hint(tmp_path: Path, content: bytes, hint: str) -> None:
    file = tmp_path / "note.py"
    file.write_bytes(content)
    example = Example("python", "v1", "note", "getNote", file, "note.py", tmp_path)
    (finding,) = python.prepare([example], {}, tmp_path / "build").failures["v1/note/python"].findings
    assert finding.hint.startswith(hint)


def servers(root: Path, **texts: str) -> dict[str, tuple[str, ...]]:
    """The modules that the process has loaded from which each program may be forked, by the program's name."""
    examples = []
    for name, text in texts.items():
        (root / f"{name}.py").write_text(text)
        examples.append(Example("python", "v1", name, name, root / f"{name}.py", f"{name}.py", root))
    found = python.prepare(examples, {}, root / "build").fork_servers
    return {key.split("/")[1]: argv[2:] for key, argv in found.items()}


def test_programs_of_the_same_libraries_are_forked_from_one_process(tmp_path: Path) -> None:
    one, two = "import os\nimport requests\n", "import json\nfrom requests.auth import HTTPBasicAuth\n"
    found = servers(tmp_path, one=one, two=two, own="import sys\n")
    assert ("json", "os", "requests", "requests.auth") == found["one"] == found["two"]
    assert ("sys",) == found["own"]


@pytest.mark.parametrize(
    "text",
    [
        "import inspect\n",
        "import os\nos.getppid()\n",
        "if __name__ == '__main__':\n    pass\n",
        "open('/proc/self/stat')\n",
        "from multiprocessing import Pool\n",
        "import beside\n",
    ],
)
def test_a_program_that_could_tell_is_started_by_the_interpreter(tmp_path: Path, text: str) -> None:
    (tmp_path / "beside.py").write_text("")
    assert {} == servers(tmp_path, one=text)


def test_an_encoding_that_no_one_knows_is_named(tmp_path: Path) -> None:
    (finding,) = prepared(tmp_path, "# coding: klingon\n").failures["v1/note/python"].findings
    assert "python: SyntaxError: unknown encoding: klingon" in finding.message


@pytest.mark.parametrize("text", ["x = os" + ".a" * 100_000, "x = " + "-" * 50_000 + "1", "x = " + "1+" * 50_000 + "1"])
def test_what_is_nested_too_deeply_is_a_build_error_of_its_own(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sound.py"
    file.write_text("print(1)\n")
    deep = tmp_path / "deep.py"
    deep.write_text(f"import os\n{text}\n")
    examples = [Example("python", "v1", one.stem, "getNote", one, one.name, tmp_path) for one in (deep, file)]
    made = python.prepare(examples, {}, tmp_path / "build")
    assert ["v1/deep/python"] == list(made.failures)
    assert "nested too deeply" in made.failures["v1/deep/python"].findings[0].message
