"""The site builds, leads nowhere that does not exist, and works from a folder of files."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from markdown_it import MarkdownIt
from playwright.sync_api import expect
from support.browser import Open
from support.machine import needs_machine
from support.trees import ROOT

pytestmark = pytest.mark.xdist_group("site")
MARKDOWN = MarkdownIt("commonmark").enable("table")
PLAIN = [path for path in sorted(ROOT.glob("*.md")) if path.name != "CHANGELOG.md"]
PLAIN += [path for folder in ("tests", "bench") for path in sorted((ROOT / folder).glob("*.md"))]
PLAIN += sorted((ROOT / "docs").rglob("*.md"))
"""The pages as a repository's site shows them."""
SERIOUS = ("serious", "critical")
SEEN = ("index", "reference/settings", "reference/codes/error-swallowed", "guides/troubleshooting", "search")
"""A page of each kind: prose with a picture, wide tables, code side by side, long lines, the results of a search."""


class Page(HTMLParser):
    """The links of a page of HTML, and the places in it that a link may name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the base
        """See HTMLParser."""
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.add(value)
            elif name in ("id", "name") and value:
                self.places.add(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built without a warning."""
    folder = tmp_path_factory.mktemp("docs")
    argv = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(folder / "trees")]
    done = subprocess.run(
        [*argv, str(ROOT / "docs"), str(folder / "site")], capture_output=True, text=True, check=False, timeout=300
    )
    assert (0, "") == (done.returncode, done.stderr)
    return folder / "site"


def test_no_link_of_the_site_is_dead(site: Path) -> None:
    pages = {path.resolve(): Page(path.read_text("utf-8")) for path in site.rglob("*.html")}
    dead = []
    for path, page in pages.items():
        for link in page.links:
            target = urlsplit(link)
            if target.scheme or target.netloc:
                continue
            file = (path.parent / unquote(target.path)).resolve() if target.path else path
            place = unquote(target.fragment)
            if not file.is_file() or (place and file in pages and place not in pages[file].places):
                dead.append(f"{path.relative_to(site.resolve())}: {link}")
    assert len(pages) > 40
    assert [] == dead


def test_options_and_patterns_are_shown_as_they_are_typed(site: Path) -> None:
    text = (site / "reference" / "commands.html").read_text("utf-8")
    assert [] == re.findall(r"[^\s<>]*[\u2013\u201c\u201d][^\s<>]*", text)


def places(path: Path) -> set[str]:
    """The anchors that a repository's site gives to a page's headings."""
    tokens = MARKDOWN.parse(path.read_text("utf-8"))
    heads = [one.content for before, one in pairwise(tokens) if before.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PLAIN, ids=[str(path.relative_to(ROOT)) for path in PLAIN])
def test_no_link_of_a_page_is_dead_in_the_repository(path: Path) -> None:
    links = [
        str(part.attrs.get("href") or part.attrs.get("src"))
        for token in MARKDOWN.parse(path.read_text("utf-8"))
        for part in token.children or ()
        if part.type in ("link_open", "image")
    ]
    dead = []
    for link in links:
        target = urlsplit(link)
        file = (path.parent / unquote(target.path)).resolve() if target.path else path
        wrong_place = target.fragment and file.suffix == ".md" and target.fragment not in places(file)
        if not target.scheme and (not file.exists() or wrong_place):
            dead.append(link)
    assert [] == dead


def test_the_site_is_published_as_it_was_built_from_the_main_branch_alone() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "docs.yml").read_text("utf-8"))
    site, publish = workflow["jobs"]["site"], workflow["jobs"]["publish"]
    built, sent = (job["steps"][-1]["with"] for job in (site, publish))
    assert {"name": "site", "path": "out/site"} == built
    assert "site" == sent["artifact_name"]
    assert {"run": "./run-all.sh docs"} in site["steps"]
    assert ("site", "github.event_name == 'push'") == (publish["needs"], publish["if"])
    assert ["main"] == workflow[True]["push"]["branches"]  # `on`, as YAML 1.1 reads it
    assert {"pages": "write", "id-token": "write"} == publish["permissions"]


@needs_machine("chromium")
@pytest.mark.parametrize(
    ("words", "first"), [("ca_bundles", "Programs that name their host"), ("error-swallowed", "error-swallowed")]
)
def test_the_search_works_from_a_folder_of_files(words: str, first: str, site: Path, open_page: Open) -> None:
    """No server and no other host: the index comes as a script."""
    watched = open_page((site / "index.html").as_uri())
    box = watched.page.get_by_role("textbox", name="Search")
    box.fill(words)
    box.press("Enter")
    expect(watched.page.locator("#search-results li > a").first).to_have_text(first)
    assert watched.page.url.startswith("file:")
    assert {"file"} == {urlsplit(url).scheme for url in watched.requests}


@needs_machine("chromium")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_axe_finds_nothing_serious(site: Path, open_page: Open, width: int, dark: bool) -> None:
    """Nor does a page of a phone's width scroll sideways."""
    for name in SEEN:
        watched = open_page((site / f"{name}.html").as_uri(), width=width, dark=dark)
        watched.screenshot(f"docs-{name.replace('/', '-')}-{width}{'-dark' * dark}")
        assert [] == watched.axe(SERIOUS), name
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
