"""What the program wrote and printed: the images that the answer held, where the documentation says, and no more."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from harness.checks.evidence import Evidence
from harness.common import json_values
from harness.common.replies import images, is_image, json_body, plain_body, scalars
from harness.model import Exchange, Finding, Finished, WrittenFile

MISREAD = r"\b(?:TypeError|KeyError|ReferenceError|AttributeError|NoMethodError|NullPointerException)\b"
"""What programs print that read an answer in a wrong way, and go on."""
MOST_SEARCHED = 256 * 1024 * 1024
"""Bytes of requests in which files are looked for, counted once for each file: what one case may send in all."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the group "output"."""
    yield from _inputs(evidence)
    match evidence.outcome, evidence.due:
        case Finished(exit_status=0), "success" if evidence.last:
            yield from _files(evidence, evidence.served or evidence.last)
            yield from _printed(evidence, evidence.last)
        case Finished(exit_status=0), "faithful" if evidence.last:
            yield from _files(evidence, evidence.served or evidence.last)
        case Finished(), "success" if evidence.last and _is_whole(evidence, evidence.last):
            yield from _files(evidence, evidence.served or evidence.last)
        case _, "success":
            return  # how it ended is the fault, and what it left follows from that
        case _ if not evidence.scenario.after:  # what was answered well before may be kept
            yield from _partial(evidence)


def _is_whole(evidence: Evidence, exchange: Exchange) -> bool:
    """True for a program that had written as many images as the answer has when it failed."""
    return 0 < len(images(exchange.reply)) <= sum(is_image(file.content) for file in evidence.traces.written)


def _inputs(evidence: Evidence) -> Iterator[Finding]:
    for path in evidence.traces.changed_inputs:
        yield Finding(
            "input-changed",
            f"it changed its input {path}",
            expected=f"{path} as it was",
            actual="other bytes, or no file",
            words=(path.rsplit("/", 1)[-1], *evidence.dialect.changes),
            names=(path,),
            root="it changed an input",
            detail=path,
        )


def _partial(evidence: Evidence) -> Iterator[Finding]:
    sent = _sent(evidence)
    for file in evidence.traces.written:
        if file.path in sent:
            continue  # what it made to send it, as nothing of an answer
        yield Finding(
            "output-partial",
            f"it left {file.path} behind though the call failed",
            expected="no file after a failure",
            actual=f"{file.path}, {len(file.content)} bytes",
            words=(file.path.rsplit("/", 1)[-1], "out/"),
            names=(file.path,),
            root="it left a file behind though the call failed",
            detail=file.path,
        )


def _sent(evidence: Evidence) -> set[str]:
    """The paths of the files whose bytes a request carried, as far as MOST_SEARCHED goes."""
    written, left = [file for file in evidence.traces.written if file.content], MOST_SEARCHED
    found: set[str] = set()
    for exchange in evidence.traces.exchanges if written else ():
        left -= exchange.request.size * len(written)
        if left < 0:
            break
        body = exchange.request.body  # of a large request it is read from a file each time
        found.update(file.path for file in written if file.content in body)
    return found


def _files(evidence: Evidence, exchange: Exchange) -> Iterator[Finding]:
    due = images(exchange.reply)
    due = tuple(dict.fromkeys(due)) if evidence.traces.asked_for else due  # a field filled in holds another one's
    left = {file.path: file for file in evidence.traces.written}
    media = (exchange.reply.header("Content-Type") or "").split(";")[0]
    if evidence.promise.media not in (None, media):
        return  # it was asked for another form of the answer than is promised: the request check tells that
    name = evidence.promise.writes.get(media)
    for index, image in enumerate(due):
        path = name.replace("{index}", str(index)) if name else None
        yield from _one(image, path, index, left, evidence.traces.written)
    for file in left.values() if evidence.case.example.owes.promised_files else ():
        if due or not (_is_promised(file.path, name) and _is_answer(file.content, exchange)):
            yield from _unexpected(evidence, exchange, file, len(due))


def _unexpected(evidence: Evidence, exchange: Exchange, file: WrittenFile, due: int) -> Iterator[Finding]:
    """Finds what a file is that is none of the `due` images.

    Where no settings promise files, a download may be written, whole. JSON is as often left over from the call: a file
    of it is a warning.
    """
    body, is_json = plain_body(exchange.reply), "json" in (exchange.reply.header("Content-Type") or "json").lower()
    untold = not due and file.content and not evidence.promise.writes
    if untold and not is_json and body.startswith(file.content):
        if len(file.content) < len(body):
            yield _cut_off(file, len(body))
        return
    promised = any(_is_promised(file.path, each) for each in evidence.promise.writes.values())
    why = "for which the answer holds no image" if promised else "which nothing promises"
    yield Finding(
        "output-unexpected",
        f"it wrote {file.path}, {why}",
        severity="warning" if untold and _is_answer(file.content, exchange) else "error",
        expected=f"{due} files" if due else "no file",
        actual=f"{file.path}, {len(file.content)} bytes",
        words=(file.path.rsplit("/", 1)[-1], "out/"),
        names=(file.path,),
        root=f"it wrote a file {why}",
        detail=file.path,
    )


def _cut_off(file: WrittenFile, length: int) -> Finding:
    return Finding(
        "output-bytes",
        f"{file.path} holds the beginning of the answer alone",
        expected=f"the {length} bytes that were sent",
        actual=f"the first {len(file.content)} of them",
        words=(file.path.rsplit("/", 1)[-1], "out/"),
        names=(file.path,),
        root="a file holds the beginning of the answer alone",
        detail=file.path,
    )


def _is_promised(path: str, name: str | None) -> bool:
    return name is not None and re.fullmatch(re.escape(name).replace(r"\{index\}", r"\d+"), path) is not None


def _is_answer(content: bytes, exchange: Exchange) -> bool:
    """True for a file that holds the answer, as it came or as the same JSON in another layout."""
    if content == plain_body(exchange.reply):
        return True
    try:
        return bool(json_values.loads(content) == json_body(exchange.reply))
    except ValueError:
        return False


def _one(
    image: bytes, path: str | None, index: int, left: dict[str, WrittenFile], written: Sequence[WrittenFile]
) -> Iterator[Finding]:
    """Judges the file of one image, and takes it out of what is `left`."""
    same = next((file.path for file in left.values() if file.content == image), None)
    if path is None:
        path = same or next(iter(left), None)
    file = left.pop(path, None) if path else None
    if file is None:
        if same:
            left.pop(same)
        where = path or "any file"
        yield Finding(
            "output-missing",
            f"image {index} of the answer was not written to {where}",
            expected=f"{where}, {len(image)} bytes",
            actual=f"its bytes in {same}" if same else _names(written),
            words=((same or "").rsplit("/", 1)[-1], "out/"),
            names=(same,) if same else (),
            root="an image of the answer was not written to its file",
            detail=f"{same or 'nowhere'}, due in {where}",
        )
    elif file.content != image:
        yield _differing(image, file)


def _differing(image: bytes, file: WrittenFile) -> Finding:
    words = (file.path.rsplit("/", 1)[-1], "out/")
    size, due = _size(file.content), _size(image)
    if size is None and due is not None:
        kind = "begins as an image, but can't be decoded" if is_image(file.content) else "is no image"
        return Finding(
            "output-unreadable",
            f"{file.path} {kind}",
            expected=f"an image of {len(image)} bytes",
            actual=f"{len(file.content)} bytes beginning {file.content[:24]!r}",
            words=words,
            names=(file.path,),
            root=f"a file {kind}",
            detail=file.path,
        )
    if size and due and size != due:
        return Finding(
            "output-size",
            f"{file.path} has another size than the image that was sent",
            expected=f"{due[0]} x {due[1]} pixels",
            actual=f"{size[0]} x {size[1]} pixels",
            words=words,
            names=(file.path,),
            root="a file has another size than the image that was sent",
            detail=file.path,
        )
    return Finding(
        "output-bytes",
        f"{file.path} differs from the image that was sent",
        expected=f"the {len(image)} bytes that were sent",
        actual=f"{len(file.content)} other bytes",
        words=words,
        names=(file.path,),
        root="a file differs from the image that was sent",
        detail=file.path,
    )


def _size(content: bytes) -> tuple[int, int] | None:
    """Width and height of an image that can be decoded to its end; None otherwise."""
    from PIL import Image  # here, because only a wrong file needs it and it is slow to import

    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            return image.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _printed(evidence: Evidence, exchange: Exchange) -> Iterator[Finding]:
    unused = _unused(evidence, plain_body(exchange.reply).decode("utf-8", "replace"))
    if unused:
        yield Finding(
            "answer-unused",
            f"it ended with status 0, and printed {unused[0]} in the place of the answer",
            expected="what the answer holds",
            actual=evidence.shown(unused[1])[:200],
            severity="error" if evidence.promise.prints else "warning",
            words=() if evidence.dialect.is_shell else evidence.dialect.prints,
        )
        return
    values = [str(value) for value in scalars(json_body(exchange.reply))]
    if evidence.promise.prints and values and not any(value in evidence.traces.stdout for value in values):
        yield Finding(
            "output-missing",
            "nothing of the answer was printed",
            expected=f"on stdout, among others: {values[0]}",
            actual=f"stdout: {evidence.shown(evidence.traces.stdout)[:200]!r}",
            words=() if evidence.dialect.is_shell else evidence.dialect.prints,  # in a shell the client itself prints
        )


def _unused(evidence: Evidence, answer: str) -> tuple[str, str] | None:
    """What was printed instead of the answer, by its name, and the line that it appears in."""
    stdout, stderr = evidence.traces.stdout, evidence.traces.stderr
    looks = [(pattern, name, stdout) for pattern, name in evidence.dialect.unused]
    looks += [(MISREAD, "an error of its own", text) for text in (stderr, stdout)]
    for pattern, name, text in looks:
        found = re.search(pattern, text)
        if found and found[0] not in answer:
            return name, text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0].strip()
    return None


def _names(written: Sequence[WrittenFile]) -> str:
    return "written: " + ", ".join(file.path for file in written) if written else "no file at all"
