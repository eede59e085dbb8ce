"""A JavaScript or TypeScript program that can't be parsed is refused before it runs, as a compiler would."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.languages.javascript import JAVASCRIPT
from harness.languages.language import Preparation
from harness.languages.node import NODE
from harness.languages.toolchain import find
from harness.languages.typescript import TYPESCRIPT
from harness.model import Example

REFUSED = {
    "a bracket that is open": ("note.js", "const a = 1;\nfetch(;\n", 2),
    "a text without its end": ("note.cjs", 'const a = 1;\n\nconst b = "c;\n', 3),
    "a name declared twice": ("note.js", "let a;\nlet a;\n", 2),
    "a fault in a module": ("note.mjs", 'import os from "node:os";\nconst a = 1 +;\n', 2),
    "a fault in what is a module by its syntax": ("note.js", 'import os from "node:os";\n\nif (os {\n', 3),
    "an import where the package says that there are none": ("note.cjs", 'import os from "node:os";\n', 1),
    "a return in a module": ("note.mjs", "return 1;\n", 1),
    "JSX": ("note.js", "const a = <b>c</b>;\n", 1),
    "a decorator that stripping leaves": ("note.ts", 'import "node:os";\n@d\nclass A {}\n', 2),
    "a type without its end": ("note.ts", 'import "node:os";\ntype A = {\n', 2),
}
SOUND = {
    "a module by its syntax": ("note.js", 'import os from "node:os";\nawait os;\n'),
    "an await outside of functions": ("note.js", "await 1;\n"),
    "a return in CommonJS": ("note.js", "if (1) return;\n"),
    "a first line for a shell": ("note.js", "#!/usr/bin/env node\nlet a;\n"),
    "a byte order mark": ("note.mjs", "\ufeffexport const a = 1;\n"),
    "sloppy names": ("note.cjs", "var let = 1, static = 2;\n"),
    "import.meta": ("note.js", "console.log(import.meta.url);\n"),
    "types": ("note.ts", 'import "node:os";\nconst a: number = 1;\n'),
}
MORE = ["enum A { b }\n", "namespace A { export const b = 1; }\n", "class A { constructor(private b: number) {} }\n"]


def prepared(root: Path, name: str, text: str) -> Preparation:
    """One program, prepared below `root`."""
    file = root / name
    file.write_text(text, "utf-8")
    language = TYPESCRIPT if file.suffix == ".ts" else JAVASCRIPT
    node = find(NODE)
    assert node
    example = Example(language.name, "v1", "note", "getNote", file, name, root)
    return language.prepare([example], {"node": node}, root / "build")


@pytest.mark.parametrize(("name", "text", "line"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_parse_is_a_build_error_at_its_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    (trouble,) = prepared(tmp_path, name, text).failures.values()
    assert [("build-error", line)] == [(finding.code, finding.line) for finding in trouble.findings]


@pytest.mark.parametrize(("name", "text"), SOUND.values(), ids=SOUND)
def test_what_parses_is_started(tmp_path: Path, name: str, text: str) -> None:
    assert {} == prepared(tmp_path, name, text).failures


def test_a_package_says_how_its_programs_are_taken(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"type": "commonjs"}')
    assert prepared(tmp_path, "note.js", "await 1;\n").failures
    (tmp_path / "package.json").write_text('{"type": "module"}')
    assert {} == prepared(tmp_path, "note.js", "await 1;\n").failures


@pytest.mark.parametrize("text", MORE)
def test_typescript_that_is_more_than_types_could_not_run_and_the_reason_says_so(tmp_path: Path, text: str) -> None:
    (trouble,) = prepared(tmp_path, "note.ts", 'import "node:os";\n\n' + text).failures.values()
    assert () == trouble.findings
    assert trouble.reason.startswith("note.ts:3: Node.js only strips types")
    assert "tsx" in trouble.reason
