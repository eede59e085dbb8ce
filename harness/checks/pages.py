"""How the program goes through a list in pages: by what the answers name, and to the end if it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from harness.checks.evidence import Evidence
from harness.common.attempts import Attempts, without_boundary
from harness.model import Exchange, Finding, Finished, Portion
from harness.source.recursion import calls_itself

WORDS = ("next", "cursor", "page", "after", "offset", "Link", "has_more")
"""What the line holds that goes to the next page."""
ALL = re.compile(
    r"(?i)\bwhile\b|\bloop\b|\buntil\b|for\s*\{|for\s*\(?\s*;|paginat"
    r"|(?:\b|_|(?=(?-i:[AE])))(?:all|every|each)[_ ]?pages?\b"
)
"""What a program holds that goes through all pages."""
BOUND = re.compile(r"(?i)\b(?:max|limit|most|first|top|up_?to)_?(?:pages?|items?|results?|total|count)\b")
"""What it holds where it means to stop early."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings about the pages of lists; at most one a list."""
    for tried in evidence.attempts:
        asked = [one for one in tried.exchanges if one.reply.page is not None]
        found = (
            *_lost(evidence, asked),
            *_endless(evidence, tried),
            *_astray(evidence, asked),
            *_left(evidence, asked),
            *_unsaid(evidence, asked),
        )
        yield from found[:1]


def _lost(evidence: Evidence, asked: Sequence[Exchange]) -> Iterator[Finding]:
    """A page that no answer named."""
    more = ""
    for one in asked:
        page = _page(one)
        if not page.known:
            yield Finding(
                "page-lost",
                f'it asked for the page "{page.asked}", which no answer named',
                expected=f"{page.parameter}={more}" if more else "a page that an answer named",
                actual=evidence.shown(f"{one.request.method} {one.request.target}"),
                words=(page.parameter, *WORDS),
                names=(page.parameter,),
                values=(page.asked,),
            )
        more = page.more or more


def _endless(evidence: Evidence, tried: Attempts) -> Iterator[Finding]:
    """The same page again, or one more beyond the end. A program that lists twice on purpose is given its way."""
    asked = [one for one in tried.exchanges if one.reply.page is not None and _page(one).known]
    same = [one for one, then in pairwise(asked) if _is_same(one, then) and not _failed(one)]
    beyond = [one for one in asked if _page(one).beyond]
    allowed = 1 if evidence.case.example.owes.one_operation else 3
    if len(same) < allowed and len(beyond) < allowed + 1:
        return
    last, page = asked[-1], _page(asked[-1])
    yield Finding(
        "page-loop",
        f"it asked for the same page {len(same) + 1} times"
        if len(same) >= allowed
        else f"it asked for {len(beyond)} pages beyond the last one",
        expected=f"{page.parameter}={page.more}, as the answer says"
        if page.more
        else "no request after the answer that says that no page follows",
        actual=evidence.shown(f"{last.request.method} {last.request.target}"),
        words=(page.parameter, *WORDS),
        names=(page.parameter,),
    )


def _astray(evidence: Evidence, asked: Sequence[Exchange]) -> Iterator[Finding]:
    """A page that begins in the middle of the one before, or in place of one that is never asked for.

    A sample of several requests may show two pages of its own choice.
    """
    names = {_page(one).asked for one in asked}
    for one, then in pairwise(asked if evidence.case.example.owes.one_operation else ()):
        page, other = _page(one), _page(then)
        if _failed(one) or not page.more or other.asked in ("", page.asked, page.more, _page(asked[0]).asked):
            continue
        overlaps = set(other.items[:1]) <= set(page.items[1:]) and other.items != ()
        if overlaps or page.more not in names:
            yield Finding(
                "page-lost",
                f'it asked for the page "{other.asked}" in place of "{page.more}"'
                + (", and got items of the page before again" if overlaps else ""),
                expected=f"{page.parameter}={page.more}, as the answer says",
                actual=evidence.shown(f"{then.request.method} {then.request.target}"),
                severity="error" if overlaps or _goes_on(evidence) else "warning",
                words=(page.parameter, *WORDS),
                names=(page.parameter,),
                values=(other.asked,),
            )


def _goes_on(evidence: Evidence) -> bool:
    """True for a program that goes through all pages, and names no limit."""
    return ALL.search(evidence.source) is not None and BOUND.search(evidence.source) is None


def _left(evidence: Evidence, asked: Sequence[Exchange]) -> Iterator[Finding]:
    """A program that goes from page to page, and stops before the last one.

    If that is the first one, it must hold a loop, and the name of what it did not send.
    """
    if (
        not _ends_well(evidence, asked)
        or not asked
        or _page(asked[-1]).more in ("", *(_page(one).asked for one in asked))
    ):
        return
    page, goes_on = _page(asked[-1]), _goes_on(evidence)
    named = re.search(rf"[\"'`?&]{re.escape(page.parameter)}[\"'`=]", evidence.source) is not None
    if len(asked) < 2 and not _follows(evidence, page) and (page.asked or not (goes_on and named)):
        return
    yield Finding(
        "page-lost",
        f"it stopped after {_pages(len(asked))}, and the answer named another",
        expected=f"the page {page.parameter}={page.more} too, or the first page alone",
        actual=evidence.shown(f"{asked[-1].request.method} {asked[-1].request.target}"),
        severity="error" if goes_on or len(asked) < 2 else "warning",
        words=(page.parameter, *WORDS),
        names=(page.parameter,),
    )


def _follows(evidence: Evidence, page: Portion) -> bool:
    """True for a program that shows all of its first page, and reads what leads on in a function that calls itself.

    One that looks for something may have found it there.
    """
    onward = rf"[\"'`?&.]{re.escape(page.parameter)}\b|\b\w*(?i:next)\w*\b"
    printed = _printed(evidence)
    telling = [at for at in range(len(page.items)) if not page.texts or page.texts[at]]
    return (
        not page.asked
        and bool(telling)
        and all(_is_said(page, at, printed) for at in telling)
        and BOUND.search(evidence.source) is None
        and re.search(onward, evidence.source) is not None
        and calls_itself(evidence.source)
    )


def _unsaid(evidence: Evidence, asked: Sequence[Exchange]) -> Iterator[Finding]:
    """A program that prints the items of some of the pages that it asked for, and none of the others.

    One that prints the first pages alone may mean to, so that this is a warning.
    """
    parts = [_page(one) for one in asked if len(_page(one).items) > 1]
    if not _ends_well(evidence, asked) or len(parts) < 2:
        return
    printed = _printed(evidence)
    said = [_said(page, printed) for page in parts]
    lacking = [at for at, count in enumerate(said) if count == 0]
    if not lacking or not any(count == len(page.items) for count, page in zip(said, parts, strict=True)):
        return
    first = lacking[0]
    yield Finding(
        "page-lost",
        f"it printed the items of {_pages(len(parts) - len(lacking))}, and none of the page {first + 1} that it got",
        expected=", ".join(parts[first].items[:3]),
        actual="none of them in what it printed or wrote",
        severity="warning" if said[first:] == [0] * len(lacking) else "error",
        words=("append", "extend", "push", "concat", "+=", *evidence.dialect.prints, *WORDS),
        names=(parts[first].parameter,),
    )


def _pages(count: int) -> str:
    return "one page" if count == 1 else f"{count} pages"


def _ends_well(evidence: Evidence, asked: Sequence[Exchange]) -> bool:
    """True where the program ended with status 0, and the scenario has no other say in what it got."""
    well = isinstance(evidence.outcome, Finished) and evidence.outcome.exit_status == 0
    return well and evidence.scenario.pages is not None and all(one.reply.status < 400 for one in asked)


def _printed(evidence: Evidence) -> str:
    files = (file.content.decode("utf-8", "replace") for file in evidence.traces.written)
    return evidence.traces.stdout + "".join(files)


def _said(page: Portion, printed: str) -> int:
    """How many items of a page were printed or written."""
    return sum(_is_said(page, at, printed) for at in range(len(page.items)))


def _is_said(page: Portion, at: int, printed: str) -> bool:
    """True for an item whose name or text was printed."""
    forms = (page.items[at], *page.texts[at : at + 1])
    return any(form and _stands_in(form, printed) for form in forms)


def _stands_in(item: str, printed: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(item)}(?!\w)", printed) is not None


def _failed(exchange: Exchange) -> bool:
    return exchange.reply.status >= 400 or exchange.reply.fault is not None


def _is_same(one: Exchange, then: Exchange) -> bool:
    return one.request.target == then.request.target and without_boundary(one.request) == without_boundary(then.request)


def _page(exchange: Exchange) -> Portion:
    return exchange.reply.page or Portion("", "")
