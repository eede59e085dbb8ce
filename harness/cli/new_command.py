"""`harness new`: writes the programs of an operation that lacks them."""

from __future__ import annotations

import argparse
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.common import atomic
from harness.errors import UserError, nearest, writing

if TYPE_CHECKING:
    from harness.catalogue import Catalogue
    from harness.commands.scaffold import RequestShape
    from harness.languages import Language
    from harness.model import Example, Operation
    from harness.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = (
        "Writes the programs that an operation lacks: in every language that the tree has, from the reviewed request, "
        "else from the document's own example. No file that is there is changed."
    )
    parser.add_argument("operation", metavar="OPERATION", help="the program's name, or the document's operationId")
    parser.add_argument("--api", required=True, metavar="V", help="the API version")
    parser.add_argument("--language", action="append", default=[], metavar="L", help="only this language (repeatable)")
    parser.add_argument("--dry-run", action="store_true", help="print what would be written, and write nothing")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")


def call(arguments: argparse.Namespace) -> int:
    """Writes what is missing, and tells what it wrote."""
    from harness import languages
    from harness.catalogue import catalogue
    from harness.commands.scaffold import writer
    from harness.discover import NothingFound, discover
    from harness.settings import reader

    settings = replace(reader.load(Path.cwd(), arguments.config, arguments.root), minimum_examples=0)
    settings = replace(settings, apis={**settings.apis, arguments.api: settings.api(arguments.api)})
    known = languages.load(settings)
    try:
        examples = discover(settings, known)
    except NothingFound:
        examples = []
    documents = catalogue.load(settings, examples, catalogue.documents(settings, examples))
    operation, name = _operation(arguments, settings, documents, examples)
    writable = [name for name, language in known.items() if language.writer]
    there = {example.language for example in examples}
    chosen = arguments.language or [one for one in writable if one in there] or writable
    left = [one for one in known if one not in writable and (one in there or not there) and not arguments.language]
    texts = {}
    for language in chosen:
        if language not in writable:
            raise UserError(
                f'--language "{language}": expected one of {", ".join(writable)}{nearest(language, writable)}'
            )
        example = _example(settings, known[language], arguments.api, name)
        if example.file.exists():
            print(f"there already: {example.shown}")
        else:
            texts[example] = writer(known[language])(_shape(settings, documents, operation, example))
    if left:
        print(f"not written, for harness new writes {', '.join(writable)} alone: {', '.join(left)}")
    for example, text in texts.items():
        _put(settings.root, example, text, dry=arguments.dry_run)
    if texts and not arguments.dry_run:
        print(f"to prove them: harness run {arguments.api}/{name}")
    return 0


def _put(root: Path, example: Example, text: str, *, dry: bool) -> None:
    if dry:
        print(f"==> {example.shown} <==\n{text}")
        return
    atomic.check_inside(root, example.file)
    example.file.parent.mkdir(parents=True, exist_ok=True)
    with writing(example.shown):
        with example.file.open("x", encoding="utf-8") as file:  # never over one that is there
            file.write(text)
        if text.startswith("#!") and _started_by_name(example.file):
            mode = example.file.stat().st_mode
            example.file.chmod(mode | (mode & 0o444) >> 2)  # whoever may read it may start it
    print(f"wrote {example.shown}")


def _started_by_name(file: Path) -> bool:
    """True if the programs beside a new one are executable files, or there is none to go by."""
    neighbours = [one for one in file.parent.glob(f"*{file.suffix}") if one != file]
    return not neighbours or any(os.access(one, os.X_OK) for one in neighbours)


def _shape(settings: Settings, documents: Catalogue, operation: Operation, example: Example) -> RequestShape:
    """What the program is to do: by the reviewed request where there is one, else by the document's example."""
    from harness.commands.scaffold.shape import shape_of
    from harness.compare.reviewed import reviewed

    api = documents.apis[operation.api]
    due = reviewed(settings, f"{example.api}/{example.name}") or api.example_request(operation)
    return shape_of(settings, api, operation, example, due)


def _example(settings: Settings, language: Language, api: str, name: str) -> Example:
    from harness.discover.tree_pattern import TreePattern
    from harness.model import Example

    places = {"language": language.name, "api": api, "operation": name, "ext": language.extensions[0]}
    path = TreePattern(settings.pattern).path(places)
    if path is None:
        raise UserError(
            f'{settings.shown}: "pattern": expected one that says where {name} lies, got {settings.pattern}'
        )
    file = settings.examples / path
    workdir = settings.examples / language.workdir
    return Example(language.name, api, name, None, file, settings.show(file), workdir, dialect=language.dialect)


def _operation(
    arguments: argparse.Namespace, settings: Settings, documents: Catalogue, examples: list[Example]
) -> tuple[Operation, str]:
    """The operation, and the name of the programs that show it."""
    api, word = documents.apis[arguments.api], arguments.operation
    by_id = {one.id: one for one in api.operations}
    names = {name: table.operation_id for name, table in settings.operations.items() if table.operation_id}
    names |= {example.name: one.id for example in examples if (one := documents.operation(example))}
    names |= {link.target.stem: link.operation_id for link in api.document.sample_links() if link.operation_id}
    camel = re.sub(r"[_-](\w)", lambda found: found[1].upper(), word)
    for identity in (names.get(word), word, camel):
        if identity in by_id:
            if api.socket(by_id[identity]):
                raise UserError(f'"{word}": expected an operation that answers a request, got one of a WebSocket')
            own = next((name for name, one in names.items() if one == identity), None)
            snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()
            return by_id[identity], word if identity != word or word in names else own or snake
    if word in {name for hook in api.hooks for name in (hook.id, hook.path)}:
        raise UserError(f'"{word}": expected an operation that programs call, got a webhook or callback')
    known = sorted({*by_id, *(name for name, one in names.items() if one in by_id)})
    raise UserError(
        f'"{word}": expected an operation of {arguments.api}, found none of that name{nearest(word, known)}'
    )
