"""Go samples without a package: `package main`, `func main`, imports, and a use for what is left to the reader to use.

Go refuses a variable that nothing uses, and a fragment ends where its reader is to go on with the answer: `_ = answer`
right behind the call changes nothing else. A fragment without any import is given those of the standard library that it
names, as editors do. Other packages are not guessed, and options that it makes and does not pass are its own fault.
"""

from __future__ import annotations

import re
from collections import Counter

from harness.languages.fragments import blanked

DECLARATION = re.compile(r"(?m)^(?:func|type)\s")
IMPORT = re.compile(r"\bimport\b\s*(?:\([^()]*\)|(?:\w+\s+)?\"[^\"]+\")[ \t]*\n?")
PACKAGE = re.compile(r"(?m)^[ \t]*package\s+\w+")
_TEXT = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:\\[^\n]|[^\"\\\n])*\"?|`[^`]*`?|'(?:\\[^\n]|[^'\\\n])*'?", re.DOTALL
)
"""Comments and literals, in which no name is one. One that is never closed ends with its line, or the text."""
_DECLARED = re.compile(r"^[ \t]*(\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*(:?=)(?!=)", re.MULTILINE)
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
STANDARD = {
    path.rpartition("/")[2]: path
    for path in (
        *("bufio", "bytes", "context", "crypto/hmac", "crypto/md5", "crypto/rand", "crypto/sha1", "crypto/sha256"),
        *("crypto/sha512", "crypto/tls", "encoding/base64", "encoding/csv", "encoding/hex", "encoding/json"),
        *("encoding/xml", "errors", "fmt", "html", "io", "io/ioutil", "log", "log/slog", "maps", "math", "mime"),
        *("mime/multipart", "net", "net/http", "net/http/httputil", "net/textproto", "net/url", "os", "path"),
        *("path/filepath", "regexp", "slices", "sort", "strconv", "strings", "sync", "time"),
    )
}
"""Name -> path of the packages of the standard library that programs of an API use (https://pkg.go.dev/std)."""


def is_fragment(source: str) -> bool:
    """True for a text that names no package."""
    return not PACKAGE.search(source)


def whole(source: str) -> tuple[list[str], tuple[int, ...], str]:
    """The lines of a program, the 0-based line of the sample that each is at, and what was added, in words."""
    body, origin, used = _with_uses(source.splitlines() or [""])
    imports = _imports(source)
    head_lines = ["package main", "", *imports]
    added = ["package main", *(["func main"] if not DECLARATION.search(source) else [])]
    words = [f"`{word}`" for word in (*added, *imports, *(f"_ = {name}" for name in used))]
    said = f"{', '.join(words[:-1])} and {words[-1]}" if words[:-1] else words[-1]
    if len(added) == 1:
        return [*head_lines, *body], (*(0 for _ in head_lines), *origin), said
    head = _length_of_imports("\n".join(body) + "\n")
    first = origin[head] if head < len(origin) else (origin[-1] if origin else 0)
    lines = [*head_lines, *body[:head], "func main() {", *body[head:], "}"]
    begin = (0 for _ in head_lines)
    return lines, (*begin, *origin[:head], first, *origin[head:], origin[-1] if origin else 0), said


def _imports(source: str) -> list[str]:
    """The imports of a fragment that has none: one that brings some has its first lines, and what lacks is its own
    fault."""
    if IMPORT.search(source):
        return []
    plain = blanked(source, _TEXT)
    own = {name for found in _DECLARED.finditer(plain) for name in re.split(r"[ \t]*,[ \t]*", found[1])}
    own.update(re.findall(r"\bvar[ \t]+(\w+)", plain))
    named = dict.fromkeys(re.findall(r"(?<![\w.])([a-z]\w*)\.[A-Z]", plain))
    return sorted(f'import "{STANDARD[name]}"' for name in named if name in STANDARD and name not in own)


def _length_of_imports(source: str) -> int:
    """How many lines the imports at the beginning take."""
    head = 0
    for found in IMPORT.finditer(source):
        if source[head : found.start()].strip():
            break
        head = found.end()
    return len(source[:head].splitlines())


def _with_uses(lines: list[str]) -> tuple[list[str], tuple[int, ...], list[str]]:
    """The lines with `_ = name` behind each call whose answer nothing uses, their origins, and those names."""
    plain = blanked("\n".join(lines), _TEXT)
    unused = _unused(plain)
    out: list[str] = []
    origin: list[int] = []
    waiting: list[str] = []
    depth, told = 0, []
    for index, (line, bare) in enumerate(zip(lines, plain.split("\n"), strict=True)):
        declared = _DECLARED.match(bare)
        if depth == 0 and declared and declared[2] == ":=" and "(" in bare[declared.end() :]:
            waiting += [name for name in re.split(r"[ \t]*,[ \t]*", declared[1]) if name in unused]
        out.append(line)
        origin.append(index)
        if waiting or depth:
            depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        if waiting and depth <= 0 and not bare.rstrip().endswith((",", ".", "+", "|", "&", "=")):
            out.append("; ".join(f"_ = {name}" for name in waiting))
            origin.append(index)
            told += [name for name in waiting if name not in told]
            waiting, depth = [], 0
    return (out, tuple(origin), told) if not waiting else (lines, tuple(range(len(lines))), [])


def _unused(plain: str) -> set[str]:
    """Names that stand nowhere but where they are given a value."""
    seen = Counter(_NAME.findall(plain))
    given: Counter[str] = Counter()
    for found in _DECLARED.finditer(plain):
        given.update(re.split(r"[ \t]*,[ \t]*", found[1]))
    return {name for name, count in given.items() if name != "_" and seen[name] == count}
