"""Functions that call themselves, as people write them, and text that only looks so."""

from __future__ import annotations

import pytest

from harness.source.recursion import calls_itself

RECURSIVE = [
    'def films(url):\n    page = get(url)\n    yield from page["results"]\n\n    films(page["next"])\n',
    "async def films(client, url):\n    if url:\n        await films(client, page.next)\n",
    "class Films:\n    def all(self, url):\n        self.all(self.page(url).next)\n",
    "async function* films(url) {\n  yield* page.results;\n  films(page.next);\n}\n",
    "const films = async (url: string): Promise<Film[]> => {\n  films(next);\n};\n",
    "class A {\n  async *films(url) {\n    this.films(next);\n  }\n}\n",
    "func films(url string) error {\n\tif page.Next != nil {\n\t\tfilms(*page.Next)\n\t}\n\treturn nil\n}\n",
    "func (c *Client) films(url string) {\n\tc.films(page.Next)\n}\n",
    'films() {\n  next=$(get "$1" | jq -r .next)\n  [ -z "$next" ] || films "$next"\n}\n',
    "private static List<Film> films(String url) {\n    films(page.next());\n}\n",
    "function films(string $url): Generator {\n    films($page->next);\n}\n",
    "def films(url)\n  films(page['next'])\nend\n",
]
PLAIN = [
    "def films(url):\n    return get(url)\n\nfilms(HOST)\nfilms(NEXT)\n",
    "for film in films(url):\n    films(next)\n",
    "if (films(url)) {\n  films(next);\n}\n",
    "def film(url):\n    return films(url)\n",
    'films() {\n  get "$1"\n}\nfilms "$HOST"\n',
    "",
]


@pytest.mark.parametrize("source", RECURSIVE)
def test_a_function_that_calls_itself_is_seen_in_each_language(source: str) -> None:
    assert calls_itself(source)


@pytest.mark.parametrize("source", PLAIN)
def test_a_call_elsewhere_is_none_of_itself(source: str) -> None:
    assert not calls_itself(source)
