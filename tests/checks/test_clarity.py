"""A message is judged by what it says, and quoted from its most telling line on."""

from __future__ import annotations

import pytest
from assess.evidence import LANGUAGES

from harness.checks.clarity import (
    MOST_READ,
    MOST_WORDS,
    _without_tags,
    crash,
    message_of,
    says,
    server_words,
    unclear,
)
from harness.model import Reply

WORDS = ("no such key",)
PYTHON = 'Traceback (most recent call last):\n  File "/w/note.py", line 3, in <module>\n    call("no such key")\n'
NODE = "file:///w/note.mjs:3\nthrow new Error(body) // no such key\n      ^\n\n"
FRAMES = "    at file:///w/note.mjs:3:7\n    at node:internal/main:1:2\n\nNode.js v24.0.0\n"
GO = "\n\ngoroutine 1 [running]:\nmain.main()\n\t/w/note.go:9 +0x1d\nexit status 2\n"
RUST = "thread 'main' panicked at src/main.rs:3:5:\n"
JAVA = 'Exception in thread "main" '
CLEAR = {
    "a panic with the server's words": ("go", "panic: Non-200 response: no such key" + GO, WORDS),
    "a panic about the key": ("go", "panic: KEY is not set" + GO, ("KEY",)),
    "a panic about the connection": ("go", "panic: dial tcp 1.2.3.4:80: connect: connection refused" + GO, ()),
    "a traceback with the server's words": ("python", f"{PYTHON}RuntimeError: 401: no such key\n", WORDS),
    "a traceback about the connection": ("python", f"{PYTHON}ConnectionResetError: [Errno 104] Connection reset\n", ()),
    "an error printed behind a label": (
        "javascript", f"failed: Error: fetch failed\n{FRAMES}  [cause]: Error: connect ECONNREFUSED 1.2.3.4:80\n", (),
    ),
    "an error with the server's words": ("javascript", f"{NODE}Error: no such key\n{FRAMES}", WORDS),
    "a Rust panic about the connection": ("rust", f"{RUST}Connection refused (os error 111)\n", ()),
    "an exception of Java about the connection": (
        "java", f"{JAVA}java.net.ConnectException\n\tat Main.main(Main.java:9)\nCaused by: a.ClosedException\n", (),
    ),
    "an exception of Java about time": ("java", f"{JAVA}a.HttpTimeoutException: no\n\tat a.b(C.java:1)\n", ()),
    "an exception of Node.js about time": (
        "javascript", f"{NODE}[DOMException [TimeoutError]: It was aborted due to timeout]\n\nNode.js v24.0.0", (),
    ),
    "an error of axios about time": ("javascript", f"{NODE}AxiosError: timeout of 5000ms exceeded\n{FRAMES}", ()),
    "an error of got about time": ("javascript", f"{NODE}TimeoutError: Timeout awaiting 'request'\n{FRAMES}", ()),
    "a panic about time": ("go", "panic: Get \"http://a\": context deadline exceeded" + GO, ()),
    "an exception of Ruby about time": ("ruby", "n.rb:3:in `f': Net::ReadTimeout (Net::ReadTimeout)\n", ()),
    "a traceback of httpx about reading": ("python", f"{PYTHON}httpx.ReadError\n", ()),
    "a traceback of httpx about connecting": ("python", f"{PYTHON}a.Odd: All connection attempts failed\n", ()),
    "a traceback of aiohttp": ("python", f"{PYTHON}a.Odd: Cannot connect to host a:1 ssl:default\n", ()),
    "an exception of Java about no answer": (
        "java", f"{JAVA}java.io.IOException: HTTP/1.1 header parser received no bytes\n\tat a.b(C.java:1)\n", (),
    ),
    "an exception of PHP about JSON": ("php", "PHP Fatal error:  Uncaught JsonException: no in a.php:2\n", ()),
    "a traceback about JSON": ("python", f"{PYTHON}json.decoder.JSONDecodeError: Expecting value: line 1\n", ()),
    "an error about JSON": ("javascript", f"{NODE}SyntaxError: '<p>' is not valid JSON\n{FRAMES}", ()),
    "an error about cut JSON": ("javascript", f"{NODE}SyntaxError: Unexpected end of JSON input\n{FRAMES}", ()),
    "a panic about JSON": ("go", "panic: invalid character '<' looking for beginning of value" + GO, ()),
    "a plain sentence": ("curl", "it can't be done", ()),
}  # fmt: skip
UNCLEAR = {
    "a nil dereference": ("go", "panic: runtime error: invalid memory address or nil pointer dereference" + GO, ()),
    "an index out of range": ("go", "panic: runtime error: index out of range [3]" + GO, ()),
    "a panic without the words": ("go", "panic: failed" + GO, WORDS),
    "a traceback whose source has the words": ("python", f"{PYTHON}RuntimeError: failed\n", WORDS),
    "a bare traceback": ("python", f"{PYTHON}ValueError: Expecting value\n", ()),
    "no JSON where the server's words were": ("python", f"{PYTHON}json.decoder.JSONDecodeError: Expecting\n", WORDS),
    "a key that is not there": ("python", f"{PYTHON}KeyError: 'json'\n", ()),
    "a null of Java": ("java", f"{JAVA}java.lang.NullPointerException\n\tat Main.main(Main.java:9)\n", ()),
    "a name that is not there": ("python", f"{PYTHON}NameError: name 'no such key' is not defined\n", WORDS),
    "a source with the words": ("javascript", f"{NODE}Error: failed\n{FRAMES}", WORDS),
    "a call that somebody ended": (
        "javascript",
        f"{NODE}DOMException [AbortError]: This operation was aborted\n{FRAMES}",
        (),
    ),
    "a trace through a timer": (
        "javascript",
        f"{NODE}Error: failed\n    at Timeout._onTimeout (a.js:1:2)\n{FRAMES}",
        (),
    ),
    "an object": ("javascript", "Error: [object Object], no such key", WORDS),
    "a reference": ("javascript", f"{NODE}ReferenceError: key is not defined\n{FRAMES}", WORDS),
    "a file that can't be parsed": ("javascript", "SyntaxError: Unexpected token\n    at wrapSafe (node:x:1:2)\n", ()),
    "a script that can't be parsed": ("curl", '/w/note.sh: 3: Syntax error: "then" unexpected\n', ()),
    "a program that a script runs": ("curl", f"{PYTHON}NameError: name 'x' is not defined\n", ()),
    "nothing": ("curl", " \n", ()),
}


@pytest.mark.parametrize(("language", "stderr", "words"), CLEAR.values(), ids=CLEAR)
def test_a_message_that_says_what_went_wrong_is_clear(language: str, stderr: str, words: tuple[str, ...]) -> None:
    assert "" == unclear(stderr, words, LANGUAGES[language].dialect)


@pytest.mark.parametrize(("language", "stderr", "words"), UNCLEAR.values(), ids=UNCLEAR)
def test_a_message_without_the_reason_is_not(language: str, stderr: str, words: tuple[str, ...]) -> None:
    assert unclear(stderr, words, LANGUAGES[language].dialect)


SAID = {
    "what was raised": ("python", f"{PYTHON}KeyError: 'status'\n", "KeyError: 'status'"),
    "the last of several": (
        "python",
        f"{PYTHON}KeyError: 1\n\nDuring it:\n\n{PYTHON}a.Odd: no\nway\n",
        "a.Odd: no\nway",
    ),
    "what was thrown": ("javascript", f"{NODE}TypeError: no\n{FRAMES}", f"TypeError: no\n{FRAMES}".strip()),
    "a message as it is": ("javascript", "Request failed.\nError: 401\n", "Request failed.\nError: 401"),
}


@pytest.mark.parametrize(("language", "stderr", "said"), SAID.values(), ids=SAID)
def test_a_stack_trace_is_quoted_from_what_was_thrown(language: str, stderr: str, said: str) -> None:
    assert said == message_of(stderr, LANGUAGES[language].dialect)


@pytest.mark.parametrize("language", LANGUAGES)
def test_much_on_stderr_is_judged_in_time_that_grows_with_it(language: str) -> None:
    dialect = LANGUAGES[language].dialect
    for text in ("\n", " \n", "    at x\n", "from a\n"):
        assert "" == crash(text * 100_000, dialect)
        assert unclear(text * 100_000, WORDS, dialect)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<h1>No such key</h1>", ("No such key",)),
        ("<style>b { c: d }</style><b>No such key</b><script>var message</script>", ("No such key",)),
        ("<script>var one</script><p>Read the\nmanual</p>", ("Read the", "manual")),
        ("a < b and <b>so</b> on", ("a < b and",)),
        ("<script>left open", ("left open",)),
        ("<" * 100_000, ("<" * 100_000,)),
        ("<script" * 20_000 + ">No such key", ("<script" * 19_999, "No such key")),
    ],
)
def test_a_page_s_words_are_what_it_shows(page: str, words: tuple[str, ...]) -> None:
    """Each part of a page is read a few times, whatever it leaves open."""
    assert (*words, "401") == server_words(Reply(401, (("Content-Type", "text/html"),), page.encode()))


def test_what_stands_before_and_behind_a_script_of_a_page_are_two_lines() -> None:
    assert "one\ntwo" == _without_tags("one<script>let a</script>two")
    assert "one\ntwo\nthree" == _without_tags("one<style>a</style>two<style>b</style>three")
    assert "one\ntwo" == _without_tags("one<b>two")


def test_of_a_page_the_first_lines_alone_are_looked_for() -> None:
    page = "\n".join(f"line {number}" for number in range(5 * MOST_WORDS))
    assert MOST_WORDS + 1 == len(server_words(Reply(401, (("Content-Type", "text/html"),), page.encode())))


@pytest.mark.parametrize(("before", "after", "found"), [(0, 9, True), (9, 0, True), (9, 9, False)])
def test_words_are_looked_for_at_both_ends_of_a_long_text(before: int, after: int, found: bool) -> None:
    text = "a " * before * MOST_READ + "no such key" + " a" * after * MOST_READ
    assert found == says(text, WORDS, LANGUAGES["python"].dialect)
