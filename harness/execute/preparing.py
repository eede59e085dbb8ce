"""Makes each language's programs ready to start, side by side, each language once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.execute.case import missing_tools
from harness.languages import Language, Preparation
from harness.languages.contained import contained
from harness.languages.toolchain import Tool, find
from harness.model import CouldNotStart, Example

HELD = 60.0
"""Seconds for which the programs of other languages are held back while one is built."""


class Preparations:
    """What was prepared, by language. `build` is the folder for products that outlive the run.

    `contains` is True where the programs run in containers.
    """

    def __init__(self, languages: Mapping[str, Language], build: Path, *, contains: bool = False) -> None:
        self._languages, self._build, self._contains = languages, build, contains
        self._examples: dict[str, dict[str, Example]] = {}
        self._tasks: dict[str, asyncio.Task[Preparation]] = {}

    def expect(self, examples: Iterable[Example]) -> None:
        """Names programs that may be run. A language prepares all that were named before it is first asked for."""
        for example in examples:
            self._examples.setdefault(example.language, {})[example.id] = example

    def begin(self) -> None:
        """Begins to prepare every language of which a program was named."""
        for name in self._examples:
            self._task(name)

    async def of(self, name: str) -> Preparation:
        """A language's preparation, waited for where it is not done yet, and with it those that build.

        A build takes all cores, and its programs can't even begin to wait before it is done: whatever else ran
        meanwhile would make the run longer.
        """
        building = {self._task(each) for each in self._examples if self._languages[each].builds}
        done = await asyncio.shield(self._task(name))
        if not all(task.done() for task in building):
            await asyncio.wait(building, timeout=HELD)
        return done

    def _task(self, name: str) -> asyncio.Task[Preparation]:
        if name not in self._tasks:
            work = asyncio.to_thread(self._prepare, self._languages[name])
            self._tasks[name] = asyncio.get_running_loop().create_task(work)
        return self._tasks[name]

    def cancel(self) -> None:
        """Waits for nothing any more."""
        for task in self._tasks.values():
            task.cancel()

    def _prepare(self, language: Language) -> Preparation:
        examples = list(self._examples[language.name].values())
        tools = {need.name: find(need) for need in language.requirements}
        missing = [name for name, tool in tools.items() if tool is None]
        if missing:
            return _nothing(examples, missing_tools(language, missing))
        found: dict[str, Tool] = {name: tool for name, tool in tools.items() if tool}
        folders: dict[Path, list[Example]] = {}
        for example in examples:
            folders.setdefault(example.workdir, []).append(example)
        done = [self._prepare_folder(language, own, found) for own in folders.values()]
        return Preparation(
            {name: argv for one in done for name, argv in one.commands.items()},
            {name: trouble for one in done for name, trouble in one.failures.items()},
            {name: value for one in done for name, value in one.env.items()},
            {name: argv for one in done for name, argv in one.fork_servers.items()},
        )

    def _prepare_folder(self, language: Language, examples: list[Example], tools: Mapping[str, Tool]) -> Preparation:
        """Prepares the programs that run from one folder: it may have a set-up of its own."""
        try:
            prepared = language.prepare(examples, tools, self._build / language.name)
            return contained(language, prepared, tools, examples[0].workdir) if self._contains else prepared
        except OSError as error:
            return _nothing(examples, CouldNotStart(f"preparing {language.title}: {error}"))


def _nothing(examples: Iterable[Example], trouble: CouldNotStart) -> Preparation:
    return Preparation(failures={example.id: trouble for example in examples})
