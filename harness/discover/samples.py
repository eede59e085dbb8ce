"""Samples that stand in documents and on pages -> examples, each written to a file of its own below `.harness`."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from harness.common.patterns import matches
from harness.discover import filling, pages, sample_files
from harness.discover.page_neighbours import Strangers
from harness.discover.preludes import Neighbours, Preludes
from harness.discover.regions import ShownRegion
from harness.errors import UserError, nearest
from harness.languages import Language
from harness.languages.fragments import Completed
from harness.model import Example, Finding, LeftOut, Operation, Owes
from harness.openapi import Api, InlineSample
from harness.openapi.document import inline
from harness.openapi.document.files import lies_in
from harness.settings import SampleSettings, Settings
from harness.source.keys import key_placeholder

ASKED_SHELLS = frozenset(("sh", "bash", "zsh"))
"""Words for a language that name the shell whose syntax a sample is written in."""


@dataclass(frozen=True)
class Samples:
    """The samples of a project."""

    examples: tuple[Example, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    """Samples in languages that there are none of, and linked files that can't be read."""
    regions: tuple[ShownRegion, ...] = ()
    """The copies of regions of programs that pages show."""


def extract(
    settings: Settings, apis: Mapping[str, Api], languages: Mapping[str, Language], programs: Container[Path] = ()
) -> Samples:
    """All samples of the documents and pages that the settings name, by api, operation and language.

    `programs` are the files of the tree, which are run already: a link to one of them is no sample of its own.

    Raises UserError where a page names an operation that there is none of, the settings name a language that there is
    none of, or the folder can't be written.
    """
    if settings.samples is None:
        return Samples()
    _check_languages(settings, settings.samples, languages)
    examples: list[Example] = []
    copies: dict[ShownRegion, None] = {}
    left_out: dict[str, list[str]] = {}
    unread: list[str] = []
    strangers = Strangers(apis.values())
    inputs = sample_files.inputs(settings, settings.samples)
    preludes = Preludes(settings, languages)
    words = frozenset(
        word.lower()
        for word in (
            *languages,
            *settings.samples.languages,
            *(word for language in languages.values() for word in language.dialect.words),
        )
    )
    for api in apis.values():
        operations = {operation.id: operation for operation in api.operations}
        names: dict[str, int] = {}
        beside = Neighbours()
        for sample in _all(settings, api, apis.values(), programs, unread, words):
            language = _language(settings.samples, sample, languages)
            if sample.region:
                name = language.name if language else ""
                copies[ShownRegion(sample.region, name, sample.source, sample.shown, sample.lines)] = None
            if language:
                beside.add(sample, language)
                strangers.add(sample)
            elif sample.operation_id and sample.lang not in settings.samples.languages:
                left_out.setdefault(sample.lang, []).append(f"{sample.shown}:{_line(sample, 0)}")
        for sample, language in beside.samples():
            name = _name(sample, language, names)
            operation = operations[sample.operation_id]
            example = _example(settings, api, operation, language, name, sample, inputs, preludes)
            examples.append(replace(example, neighbours=beside.of(sample, language)))
    if settings.samples.inputs is None:
        for used in {example.language for example in examples}:
            for file, text in languages[used].beside.items():
                sample_files.write(inputs / file, text)
    sample_files.remove_others(settings.own.samples, {example.file for example in examples})
    found = [
        LeftOut(f'sample in "{word}"', len(places), "no language of that name (samples.languages)", tuple(places))
        for word, places in left_out.items()
    ]
    found += _no_samples(settings.samples, apis)
    found += strangers.left_out()
    if unread:
        reason = f'linked, and no text of at most {inline.LARGEST} bytes in the project or its "open_folders"'
        found.append(LeftOut("file", len(set(unread)), reason, tuple(sorted(set(unread)))))
    return Samples(tuple(examples), tuple(found), tuple(copies))


def _no_samples(table: SampleSettings, apis: Mapping[str, Api]) -> list[LeftOut]:
    """What appears in documents in the place of samples and is none, by what is wrong with it."""
    places: dict[str, list[str]] = {}
    documents = {id(api.document): api.document for api in apis.values() if table.documents}
    for place, trouble in (one for document in documents.values() for one in document.no_samples()):
        places.setdefault(trouble, []).append(place)
    return [LeftOut("sample", len(where), trouble, tuple(where)) for trouble, where in places.items()]


def _all(
    settings: Settings,
    api: Api,
    apis: Iterable[Api],
    programs: Container[Path],
    unread: list[str],
    words: Container[str],
) -> Iterator[InlineSample]:
    assert settings.samples is not None  # noqa: S101 - `extract` has looked
    if settings.samples.documents:
        yield from api.document.inline_samples()
        yield from _linked(settings, api, programs, unread)
    for path in pages.found(settings.root, settings.samples.pages):
        if not lies_in(path, settings.folders):
            unread.append(settings.show(path))
            continue
        others = {operation.id for other in apis if other is not api for operation in other.operations}
        routes = {operation.id: api.full_path(operation) for operation in api.operations}
        find = partial(operation_of, api)
        yield from pages.samples(path, settings.show(path), api.operations, others, routes, words, find)


def operation_of(api: Api, method: str, target: str) -> str | None:
    """The operation that a request is for, by its path or its whole address; None where the document has none."""
    try:
        url = urlsplit(target)
    except ValueError:  # a placeholder in brackets: `https://[tenant].example.com`
        return None
    if url.netloc and url.netloc not in {urlsplit(server).netloc for server in api.all_servers}:
        return None
    route = api.route(method, target.partition(url.netloc)[2] or "/" if url.netloc else target)
    return route.operation.id if route else None


def _linked(settings: Settings, api: Api, programs: Container[Path], unread: list[str]) -> Iterator[InlineSample]:
    """The samples in files that the document links to; what is wrong with them is at their own lines.

    Files that are there and are no sample are added to `unread`.
    """
    for link in api.document.sample_links():
        inside = link.target.is_relative_to(settings.examples)
        name = link.target.relative_to(settings.examples).as_posix() if inside else ""
        if link.target in programs or (inside and any(matches(ignored, name) for ignored in settings.ignore)):
            continue
        text = _text(link.target) if lies_in(link.target, (*settings.folders, api.document.path.parent)) else None
        if text is None:
            if os.path.lexists(link.target):  # the linter tells of a link to nothing
                unread.append(settings.show(link.target))
            continue
        lines = tuple(range(1, len(text.splitlines()) + 1))
        yield InlineSample(link.operation_id, link.lang, "", text, settings.show(link.target), lines, link.target)


def _text(file: Path) -> str | None:
    """A file's text; None where it can't be read, or is too large for a sample."""
    with contextlib.suppress(OSError, ValueError):
        if file.stat().st_size <= inline.LARGEST:
            return file.read_text("utf-8-sig", "replace")
    return None


def _check_languages(settings: Settings, table: SampleSettings, languages: Mapping[str, Language]) -> None:
    for word, name in table.languages.items():
        if name and name not in languages:
            raise UserError(
                f'{settings.shown}: "samples.languages.{word}": expected one of {", ".join(languages)}, '
                f'got "{name}"{nearest(name, languages)}'
            )


def _language(table: SampleSettings, sample: InlineSample, languages: Mapping[str, Language]) -> Language | None:
    word = _word(sample)
    for form in (sample.lang, word, word.lower()):
        if form in table.languages:
            return languages[table.languages[form]] if table.languages[form] else None
    own_first = reversed([*languages.values()])  # a project's own languages come after the bundled ones
    said = (language for language in own_first if word.lower() in language.dialect.words)
    return languages.get(word.lower()) or next(said, None)


def _word(sample: InlineSample) -> str:
    """What its document calls the language, without a detail in parentheses."""
    return re.sub(r"\s*\(.*\)$", "", sample.lang)


def _name(sample: InlineSample, language: Language, names: dict[str, int]) -> str:
    """The operation's id, with the label behind it where one tells it from others, and a number where none does."""
    detail = re.search(r"\((.*)\)$", sample.lang)
    label = sample.label or (detail[1] if detail else "")
    slug = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
    base = re.sub(r"[^\w.-]+", "-", sample.operation_id).strip("-.") or "operation"
    if slug and slug not in language.dialect.words:
        base += f"-{slug[:60]}"
    count = names[f"{base}/{language.name}"] = names.get(f"{base}/{language.name}", 0) + 1
    return base if count == 1 else f"{base}-{count}"


def _example(
    settings: Settings,
    api: Api,
    operation: Operation,
    language: Language,
    name: str,
    sample: InlineSample,
    inputs: Path,
    preludes: Preludes,
) -> Example:
    table = settings.samples or SampleSettings()
    known = {*settings.env, settings.host_env, *settings.key_variables}
    known_values = filling.Known(api.full_path(operation), table.values, partial(api.value_examples, operation))
    filled = filling.fill(sample.source, language.dialect, known_values)
    filled = filling.with_key(filled, language.dialect, settings.key_env, known)
    done, with_prelude = preludes.completed(language, sample, filled.text)
    done = _under_its_shell(done, sample, language)
    file = settings.own.samples / api.name / language.name / _file_name(language, name, sample, done.extension)
    sample_files.write(file, done.text if done.text.endswith("\n") else done.text + "\n")
    notes = [replace(note, file=sample.shown, line=_line(sample, (note.at or 1) - 1)) for note in filled.notes]
    named = any(variable in done.text for variable in settings.key_variables)
    fields = [scheme.field for scheme in api.schemes if scheme.field and scheme.prefix is None]
    key = key_placeholder(done.text, table.keys, fields, is_shell=language.dialect.is_shell, anywhere=not named)
    if key:
        index = done.origin[min(done.text.count("\n", 0, done.text.find(key)), len(done.origin) - 1)]
        told = filling.key_note(key, settings.key_env)
        notes.append(replace(told, file=sample.shown, line=_line(sample, index)))
    if done.added:
        notes.insert(0, _completed(sample, done.added))
    if with_prelude:
        notes.insert(0, _completed(sample, f"run with a prelude (samples.prelude.{language.name})"))
    return Example(
        language=language.name,
        api=api.name,
        name=name,
        operation_id=operation.id,
        file=file,
        shown=sample.shown,
        workdir=inputs,
        tree=inputs,
        beside=sample.file.parent if sample.file else None,
        lines=tuple(_line(sample, index) for index in done.origin) or (_line(sample, 0),),
        notes=tuple(notes),
        key=key,
        outputs=sample.outputs,
        dialect=language.dialect,
        owes=owed(table),
    )


def _under_its_shell(done: Completed, sample: InlineSample, language: Language) -> Completed:
    """A sample that its document calls one of a certain shell asks for that shell."""
    word = _word(sample).lower()
    if not language.dialect.is_shell or word not in ASKED_SHELLS or done.text.startswith("#!"):
        return done
    return replace(done, text=f"#!/usr/bin/env {word}\n{done.text}", origin=(0, *done.origin))


def _file_name(language: Language, name: str, sample: InlineSample, extension: str | None) -> str:
    """Where a sample is written; a linked file keeps its name, which its language may read a meaning into."""
    if sample.file is None:
        return f"{name}.{extension or language.extensions[0]}"
    own = sample.file.suffix.lstrip(".")
    extension = extension or (own if own in language.extensions else language.extensions[0])
    return f"{name}/{sample.file.stem}.{extension}"


def owed(table: SampleSettings) -> Owes:
    """What is asked of a sample: it shows requests, and leaves to its reader what surrounds them."""
    return Owes(
        own_file=False,
        in_work_folder=False,
        own_settings=False,
        in_catalogue=False,
        scenarios=table.scenarios,
        one_operation=False,
        handles_errors=False,
        reads_variables=False,
        promised_files=False,
        brings_libraries=False,
        compared=table.compare,
    )


def _line(sample: InlineSample, index: int) -> int:
    return sample.lines[min(index, len(sample.lines) - 1)] if sample.lines else 1


def _completed(sample: InlineSample, added: str) -> Finding:
    return Finding(
        "sample-completed",
        f"it was run with {added}" if added.startswith("`") else f"it was {added}",
        expected="a whole program",
        actual="a fragment",
        file=sample.shown,
        line=_line(sample, 0),
        severity="note",
    )
