"""Languages beside the first four, by settings alone, with real toolchains."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.machine import command, needs_machine
from support.runs import errors, run

TREE = Path(__file__).parent / "tree"
TOOLS = {"javascript": (), "ruby": ("ruby",), "php": ("php",), "java": ("java",), "rust": ("rustc",)}
FILES = {
    "javascript": ("v1/balance.js", "v1/note.mjs"),
    "ruby": ("v1/balance.rb", "v1/note.rb"),
    "php": ("v1/balance.php", "v1/note.php"),
    "java": ("v1/balance.java", "v1/note.java"),
    "rust": ("v1/balance.rs", "v1/note.rs"),
}
QUICK = ("success", "success-chunked", "unauthorized", "malformed-body", "truncated", "reset", "refused", "empty-key")
FAULTS = {
    "javascript": ('["home"]', "home"),
    "ruby": ('["home"]', '"home"'),
    "php": ("['home']", "'home'"),
    "java": ('[\\"home\\"]', '\\"home\\"'),
    "rust": ('["home"]', '"home"'),
}
"""What turns the note's list of tags into a text, which the document does not allow."""


def tree_of(language: str, root: Path, **texts: str) -> Path:
    """A copy of the tree with one language in it; `texts` are whole programs by name, in place of its own."""
    for tool in TOOLS[language]:
        command(tool)
    shutil.copytree(
        TREE, root / "tree", ignore=lambda folder, _: set(TOOLS) - {language} if folder == str(TREE) else ()
    )
    for name in FILES[language]:
        file = root / "tree" / language / name
        text = texts.get(file.stem)
        if text is not None:
            file.write_text(text, "utf-8")
    return root / "tree"


def source(language: str, name: str) -> str:
    """The text of one of the tree's programs."""
    file = next(file for file in FILES[language] if Path(file).stem == name)
    return (TREE / language / file).read_text("utf-8")


def told(records: dict[str, Any]) -> dict[str, list[str]]:
    """Case name -> the codes that fail it."""
    return {name: errors(record) for name, record in records.items() if record["verdict"] != "passed"}


@needs_machine("java", "php", "ruby", "rustc")
@pytest.mark.parametrize("language", FILES)
def test_sound_programs_of_the_language_pass(language: str, tmp_path: Path) -> None:
    """A sound GET and a sound POST pass in a world that answers well, badly or not at all."""
    records = run(tree_of(language, tmp_path), *QUICK)
    assert {} == told(records)
    assert 2 * len(QUICK) == len(records)


@needs_machine("java", "php", "ruby", "rustc")
@pytest.mark.parametrize("language", FILES)
def test_a_wrong_field_is_told_at_its_line(language: str, tmp_path: Path) -> None:
    """A list sent as a text is told of as what the document does not allow, at the line that sends it."""
    text = source(language, "note")
    old, new = FAULTS[language]
    changed = text.replace(old, new)
    assert changed != text
    if language == "javascript":
        changed = text.replace('tags: ["home"]', 'tags: "home"')
    record = run(tree_of(language, tmp_path, note=changed), "success")[f"v1/note/{language}/success"]
    assert ["body-schema"] == errors(record)
    line = next(number for number, one in enumerate(changed.splitlines(), 1) if "tags" in one)
    assert line == record["findings"][0]["line"]


CRASHES = {
    "ruby": (
        "rescue SystemCallError, IOError, Timeout::Error, Net::HTTPBadResponse, JSON::ParserError => e",
        "rescue SystemCallError\n  raise 'no', cause: nil\nrescue NoMethodError => e",
        "a bare Ruby stack trace",
    ),
    "php": (
        "    fwrite(STDERR, 'balance: ' . error_get_last()['message'] . \"\\n\");\n    exit(1);",
        "    throw new Exception('no');",
        "an exception that nothing caught",
    ),
    "java": (
        'fail("balance: " + error);',
        'throw new RuntimeException("no");',
        "a bare Java stack trace",
    ),
    "rust": ('eprintln!("balance: {}", error);\n            exit(1);', 'panic!("no");', "a panic"),
}
"""What handles a failed connection, what stands there instead, and what the message then is."""


@needs_machine("java", "php", "ruby", "rustc")
@pytest.mark.parametrize("language", CRASHES)
def test_a_crash_is_no_message(language: str, tmp_path: Path) -> None:
    """A program that crashes without the reason tells its reader nothing."""
    old, new, seen = CRASHES[language]
    text = source(language, "balance")
    assert 1 == text.count(old)
    record = run(tree_of(language, tmp_path, balance=text.replace(old, new)), "refused")[
        f"v1/balance/{language}/refused"
    ]
    assert ["error-unclear"] == errors(record)
    assert seen in record["findings"][0]["message"]


@needs_machine("java", "php", "ruby", "rustc")
@pytest.mark.parametrize(("language", "before"), [("java", "String body"), ("rust", "let mut bytes")])
def test_what_does_not_compile_is_told_and_the_others_run(language: str, before: str, tmp_path: Path) -> None:
    """The compiler's first complaint is told at its line, and the other program of the language runs."""
    lines = source(language, "note").splitlines()
    line = next(number for number, one in enumerate(lines, 1) if before in one)
    lines.insert(line - 1, "nonsense here;")
    records = run(tree_of(language, tmp_path, note="\n".join(lines)), "success")
    failed = records[f"v1/note/{language}/success"]
    assert ["build-error"] == errors(failed)
    assert line == failed["findings"][0]["line"]
    assert "passed" == records[f"v1/balance/{language}/success"]["verdict"]


@needs_machine("java", "php", "ruby", "rustc")
def test_a_public_class_may_have_another_name_than_its_file(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^(?:public )?((?:final )?class) \w+", r"public \1 Main", source("java", "balance"), count=1)
    assert "class Main" in text
    root = tree_of("java", tmp_path, balance=text)
    records = run(root, "success")
    assert "passed" == records["v1/balance/java/success"]["verdict"]
