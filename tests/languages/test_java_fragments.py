"""Java samples without a class -> programs."""

from __future__ import annotations

import pytest

from harness.languages.java_fragments import HEAD, MAIN, complete


@pytest.mark.parametrize(
    "source", ["class A {}", "public record R(int a) {}", "package a.b;\n", "// x\nenum E { A }\nf();"]
)
def test_a_sample_with_a_type_is_whole(source: str) -> None:
    assert (source, "") == (complete(source).text, complete(source).added)


@pytest.mark.parametrize(
    ("source", "lines", "origin"),
    [
        ("f();", [*HEAD, MAIN, "f();", "}", "}"], [0] * (len(HEAD) + 4)),
        (
            'import a.B;\n\nf("class X"); // class Y',
            ["import a.B;", "", *HEAD, MAIN, 'f("class X"); // class Y', "}", "}"],
            [0, 1, *[2] * (len(HEAD) + 4)],
        ),
        (
            "static void main(String[] a) {\n}",
            [*HEAD, "static void main(String[] a) {", "}", "}"],
            [*[0] * (len(HEAD) + 1), 1, 1],
        ),
        ("", [*HEAD, MAIN, "}", "}"], [0] * (len(HEAD) + 3)),
    ],
)
def test_a_sample_without_one_is_made_a_program(source: str, lines: list[str], origin: list[int]) -> None:
    done = complete(source)
    assert (lines, origin) == (done.text.splitlines(), list(done.origin))
    assert done.added


def test_the_classes_in_those_of_the_http_client_are_imported() -> None:
    assert "import java.net.http.HttpResponse.*;" in complete("f(BodyHandlers.ofString());").text.splitlines()
