"""The pages of the finding codes: a list of all, and a page of each with its programs in four languages."""

from __future__ import annotations

from collections.abc import Iterator

from programs import LANGUAGES, Pair, pairs

from harness.codes import Code, all_codes

HIGHLIGHT = {"curl": "sh", "ts": "typescript"}
"""A language's name -> what Markdown calls it, where that is another."""
OF_SHELLS = "It is a fault of shell programs. Other languages have no such text."
OF_PAGES = "The fault is on a page of the documentation, whatever its samples are written in."
OF_DOCUMENTS = "The fault is in the API's document. No program is to blame."
OF_SETTINGS = "The fault is in the project's own files. No program is to blame."
OF_WEBSOCKETS = "curl has no command line for the messages of a WebSocket: a shell program opens none."
OF_SERVERS = "A shell program with curl can't receive: it sends alone."
ELSEWHERE = {
    **dict.fromkeys(
        (
            *("receiver-silent", "receiver-ended", "receiver-error", "receiver-unstopped"),
            *("delivery-refused", "delivery-unanswered", "forgery-accepted"),
        ),
        OF_SERVERS,
    ),
    **dict.fromkeys(("socket-handshake", "socket-message", "close-ignored"), OF_WEBSOCKETS),
    "answer-unused": "Go and curl print no object in the place of an answer: what else they print is `output-missing`.",
    "sample-completed": "Here is Go, which needs a package and a function. `samples.prelude` is added in any language.",
    "sample-incomplete": "In a shell a name that nothing defines is `variable-unset`.",
    "example-missing": "The fault is a program that is not there.",
    "example-orphan": OF_DOCUMENTS,
    "sample-link": OF_DOCUMENTS,
    "spec-invalid": OF_DOCUMENTS,
    "spec-example": OF_DOCUMENTS,
    "spec-disagrees": "The document and what the API answers contradict each other. No program is to blame.",
    "build-error": "A shell program is not built: a fault of its syntax is an `exit-status`.",
    "stale-known-failure": OF_SETTINGS,
    "stale-difference": OF_SETTINGS,
    "coverage-gap": OF_SETTINGS,
    "folder-unreadable": "The fault is a right on the machine, whatever the programs in the folder are written in.",
    "memory-limit": "A program in any other language gets it in the same way.",
    "process-limit": "A program in any other language gets it in the same way.",
    "findings-left-out": "It counts what a report leaves out. Any mistake in any language can be behind it.",
    "output-stale": OF_PAGES,
    "region-stale": OF_PAGES,
    "line-continuation": OF_SHELLS,
    "unquoted-ampersand": OF_SHELLS,
    "url-globbing": "It is a fault of curl's own. Other clients take an address as it is.",
    "header-syntax": "It is a fault of shell programs. Elsewhere a header's name and its value are two values.",
    "shell-text": OF_SHELLS,
}
"""Code -> why there is no program in some language."""


def codes_page() -> str:
    """Every finding code, by group."""
    groups: dict[str, list[Code]] = {}
    for code in all_codes().values():
        groups.setdefault(code.group, []).append(code)
    parts = [
        "# Finding codes\n\nEach code has a page with a wrong and a right program in Python, TypeScript, Go and curl, "
        "as far as it can occur there. The project's tests run each wrong one, and see it get its code. "
        "`harness explain CODE` prints the short form. An error fails its case; a warning and a note do not.\n"
    ]
    for group, codes in groups.items():
        rows = [f"| [`{code.name}`](codes/{code.name}.md) | {code.severity} | {code.title} |" for code in codes]
        parts.append(
            f"## {group.capitalize()}\n\n| code | severity | what is wrong |\n|---|---|---|\n" + "\n".join(rows)
        )
        parts[-1] += "\n"
    return "\n".join([*parts, "```{toctree}\n:hidden:\n:glob:\n\ncodes/*\n```\n"])


def code_page(code: Code) -> str:
    """All that there is to say about one code."""
    found = pairs().get(code.name, {})
    parts = [f"# `{code.name}`\n\n{code.title} ({code.severity}).\n\n{' '.join(code.meaning.split())}\n\n{code.hint}\n"]
    parts += [_section(found[language]) for language in LANGUAGES if language in found]
    if not found:
        parts.append(_side_by_side(code.language, code.wrong, code.right))
    if code.name in ELSEWHERE:
        parts.insert(1 if not found else len(parts), f"{ELSEWHERE[code.name]}\n")
    return "\n".join(parts)


def _section(pair: Pair) -> str:
    said = [f"it {pair.what}"] * bool(pair.what) + [f"scenario `{pair.scenario}`"] * (pair.scenario != "success")
    what = f" ({'; '.join(said)})" if said else ""
    return f"## {LANGUAGES[pair.language]}\n\n{_side_by_side(pair.language, *pair.excerpts(), what)}"


def _side_by_side(language: str, wrong: str, right: str, what: str = "") -> str:
    return "\n".join(_boxes(HIGHLIGHT.get(language, language), {f"Wrong{what}": wrong, "Right": right}))


def _boxes(language: str, excerpts: dict[str, str]) -> Iterator[str]:
    yield '<div class="pair">'
    for title, text in excerpts.items():
        lines = text.strip("\n")
        yield f"<div>\n\n{title}:\n\n```{language}\n{lines}\n```\n\n</div>"
    yield "</div>\n"
