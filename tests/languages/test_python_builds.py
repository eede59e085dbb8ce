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
