"""Why a program sent no request, as far as its text shows it."""

from __future__ import annotations

import pytest
from assess.evidence import LANGUAGES

from harness.source.unsent import unsent

LACKS = {
    "no end": ("javascript", "const https = require('https')\nhttps.request(url, print)\n", "", ".end()", 2),
    "no send": ("javascript", "const x = new XMLHttpRequest()\nx.open('GET', url)\n", "", ".send()", 1),
    "an arrow that is never called": ("javascript", "const show = () => {\n  fetch(url)\n}\n", "", "show", 1),
    "a function that is never called": ("python", "import a\ndef main():\n    a.get(url)\n", "", "main", 2),
    "a coroutine": (
        "python", "async def ask():\n    pass\nask()\n",
        "x.py:3: RuntimeWarning: coroutine 'ask' was never awaited\n", "awaited", 3,
    ),
    "no Do": ("go", 'func main() {\n\thttp.NewRequest("GET", url, nil)\n}\n', "", ".Do()", 2),
    "no exec": ("php", "<?php\n$c = curl_init($url);\n", "", "curl_exec", 2),
}  # fmt: skip
WHOLE = {
    "an end": ("javascript", "const r = https.request(url, print)\nr.end()\n"),
    "a function that is called": ("python", "def main():\n    pass\nmain()\n"),
    "main of Go": ("go", "func main() {\n\thttp.Get(url)\n}\n"),
}


@pytest.mark.parametrize(("language", "source", "stderr", "words", "line"), LACKS.values(), ids=LACKS)
def test_what_a_program_lacks_is_seen(language: str, source: str, stderr: str, words: str, line: int) -> None:
    found = unsent(source, stderr, LANGUAGES[language].dialect)
    assert found is not None
    assert words in found[0]
    assert line == found[1]


@pytest.mark.parametrize(("language", "source"), WHOLE.values(), ids=WHOLE)
def test_a_program_that_lacks_nothing_of_it(language: str, source: str) -> None:
    assert unsent(source, "", LANGUAGES[language].dialect) is None
