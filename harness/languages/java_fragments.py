"""Java samples without a class: `class Main`, `main`, and the packages of the JDK that samples use.

A class that is named in full by the sample's own import goes before those of a package that is imported whole (The Java
Language Specification, 6.4.1), so that nothing which the sample says is changed.
"""

from __future__ import annotations

import re

from harness.languages.fragments import Completed, as_it_is, blanked

PACKAGES = (
    *("java.io", "java.math", "java.net", "java.net.http", "java.nio.charset", "java.nio.file", "java.security"),
    *("java.time", "java.util", "java.util.concurrent", "java.util.stream", "javax.crypto", "javax.crypto.spec"),
    *("java.net.http.HttpClient", "java.net.http.HttpRequest", "java.net.http.HttpResponse"),
)
"""The last three are classes, for those in them: the JDK's own page of HttpClient writes `BodyHandlers.ofString()`."""
HEAD = (*(f"import {name}.*;" for name in PACKAGES), "class Main {")
MAIN = "public static void main(String[] args) throws Exception {"
_TEXT = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"\"\".*?(?:\"\"\"|\Z)|\"(?:\\[^\n]|[^\"\\\n])*\"?|'(?:\\[^\n]|[^'\\\n])*'?", re.DOTALL
)
"""Comments and literals, in which no word is one of the language's."""
_TYPE = re.compile(r"\b(?:class|interface|enum|record)\s+\w+|\bpackage\s+[\w.]+\s*;")
_METHOD = re.compile(r"(?m)^[ \t]*(?:public|private|protected|static)\b[^\n;=(]*\([^\n;]*\{")
_IMPORT = re.compile(r"[ \t]*import\s[^;]*;[ \t]*\Z")


def complete(source: str) -> Completed:
    """A sample made a program; its own imports stay first."""
    plain = blanked(source, _TEXT)
    if _TYPE.search(plain):
        return as_it_is(source)
    lines, bare = source.splitlines(), plain.splitlines()
    head = 0
    while head < len(lines) and (not bare[head].strip() or _IMPORT.match(bare[head])):
        head += 1
    has_methods = _METHOD.search(plain) is not None
    before, after = ([*HEAD], ["}"]) if has_methods else ([*HEAD, MAIN], ["}", "}"])
    own = range(len(lines))
    at, last = min(head, max(len(lines) - 1, 0)), max(len(lines) - 1, 0)
    origin = (*own[:head], *(at for _ in before), *own[head:], *(last for _ in after))
    added = "`class Main`" if has_methods else "`class Main` with `main`, and imports of the JDK"
    return Completed("\n".join([*lines[:head], *before, *lines[head:], *after]) + "\n", origin, added)
