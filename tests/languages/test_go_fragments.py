"""Go samples without a package -> programs."""

from __future__ import annotations

import pytest

from harness.languages.go_fragments import is_fragment, whole


@pytest.mark.parametrize(
    ("source", "fragment"),
    [("package main\n", False), ("// a\n  package x\n", False), ("x := 1\n", True), ("// package\n", True), ("", True)],
)
def test_a_fragment_names_no_package(source: str, fragment: bool) -> None:
    assert fragment == is_fragment(source)


@pytest.mark.parametrize(
    ("source", "lines", "origin", "added"),
    [
        ("f()", ["package main", "", "func main() {", "f()", "}"], (0, 0, 0, 0, 0), "`package main` and `func main`"),
        (
            'import "fmt"\n\nfmt.Print()\ng()',
            ["package main", "", 'import "fmt"', "func main() {", "", "fmt.Print()", "g()", "}"],
            (0, 0, 0, 1, 1, 2, 3, 3),
            "`package main` and `func main`",
        ),
        (
            'import (\n  a "x"\n)\nimport b "y"\na.F()',
            ["package main", "", "import (", '  a "x"', ")", 'import b "y"', "func main() {", "a.F()", "}"],
            (0, 0, 0, 1, 2, 3, 4, 4, 4),
            "`package main` and `func main`",
        ),
        (
            'f()\nimport "fmt"',
            ["package main", "", "func main() {", "f()", 'import "fmt"', "}"],
            (0, 0, 0, 0, 1, 1),
            "`package main` and `func main`",
        ),
        ("func main() {\n}", ["package main", "", "func main() {", "}"], (0, 0, 0, 1), "`package main`"),
        ("type T struct{}", ["package main", "", "type T struct{}"], (0, 0, 0), "`package main`"),
        ("", ["package main", "", "func main() {", "", "}"], (0, 0, 0, 0, 0), "`package main` and `func main`"),
    ],
)
def test_a_fragment_is_made_a_program(source: str, lines: list[str], origin: tuple[int, ...], added: str) -> None:
    assert (lines, origin, added) == whole(source)


@pytest.mark.parametrize(
    ("source", "imports"),
    [
        ('r, err := http.Get("a")', ["net/http"]),
        ("s := json.NewEncoder(os.Stdout)\nfmt.Println(s)", ["encoding/json", "fmt", "os"]),
        ("func f() { log.Fatal() }", ["log"]),
        ('url := client.URL\nf(url.Path, "os.Exit", lib.New()) // io.EOF', []),
        ("var time Clock\ntime.Now()", []),
        ('import "fmt"\nfmt.Print(os.Args)', []),
    ],
)
def test_a_fragment_without_imports_is_given_those_of_the_standard_library(source: str, imports: list[str]) -> None:
    lines, origin, added = whole(source)
    given = [line for line in lines[2:] if line.startswith("import") and line not in source]
    assert [f'import "{path}"' for path in imports] == given
    assert len(lines) == len(origin)
    assert all(f'`import "{path}"`' in added for path in imports)


def body(source: str) -> list[str]:
    """The lines of `main`."""
    return whole(source)[0][3:-1]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("r := f()", ["r := f()", "_ = r"]),
        ("r, err := f()", ["r, err := f()", "_ = r; _ = err"]),
        ("r, err := f()\nif err != nil {}", ["r, err := f()", "_ = r", "if err != nil {}"]),
        ("_, err := f()", ["_, err := f()", "_ = err"]),
        ("r := f(\n  1,\n)\ng()", ["r := f(", "  1,", ")", "_ = r", "g()"]),
        ("r := f(a{\n}).\n  b()", ["r := f(a{", "}).", "  b()", "_ = r"]),
        ('r := f(")") // (', ['r := f(")") // (', "_ = r"]),
        ("r := f(`(\n`)", ["r := f(`(", "`)", "_ = r"]),
        ("r := f('(')", ["r := f('(')", "_ = r"]),
        ("r := f()\nr = g()", ["r := f()", "_ = r", "r = g()"]),
        ("r := f()\nx.r()", ["r := f()", "_ = r", "x.r()"]),
        ("r := f()\n// r", ["r := f()", "_ = r", "// r"]),
        ("r := 1", ["r := 1"]),
        ("r = f()", ["r = f()"]),
        ("r := f()\ng(r)", ["r := f()", "g(r)"]),
        ("r := f(", ["r := f("]),
    ],
)
def test_an_answer_that_nothing_uses_is_used(source: str, kept: list[str]) -> None:
    assert kept == body(source)


def test_each_use_is_named_once() -> None:
    said = whole("r := f()\nif true {\nr := g()\n}")[2]
    assert "`package main`, `func main` and `_ = r`" == said
