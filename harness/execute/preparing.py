"""Makes each language's programs ready to start, side by side, each language once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.common import sealed
from harness.common.cells import BuildCell, built_in
from harness.common.tools import ended_by
from harness.errors import EnvironmentTrouble
from harness.execute.case import missing_tools
from harness.languages import Language, Preparation
from harness.languages.contained import contained
from harness.languages.toolchain import Tool, find
from harness.model import CouldNotStart, Example

MOST_SOURCE = 256 * 1024
"""Bytes of a program that is judged: every check reads its text, and no example is so long."""
HELD = 60.0
"""Seconds for which the programs of other languages are held back while one is built."""


class Preparations:
    """What was prepared, by language. `build` is the folder for products that outlive the run.

    `contains` is True where the programs run in containers. Builds run in `cell`, or with the user's rights for None.
    """

    def __init__(
        self, languages: Mapping[str, Language], build: Path, *, contains: bool = False, cell: BuildCell | None = None
    ) -> None:
        self._languages, self._build, self._contains, self._cell = languages, build, contains, cell
        self._stop = threading.Event()
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
        """Waits for nothing any more, and ends the tools that run."""
        self._stop.set()
        for task in self._tasks.values():
            task.cancel()

    def _prepare(self, language: Language) -> Preparation:
        with ended_by(self._stop), built_in(self._cell):
            return self._prepare_all(language)

    def _prepare_all(self, language: Language) -> Preparation:
        named = self._examples[language.name].values()
        large = {example.id: trouble for example in named if (trouble := _too_large(example))}
        examples = [example for example in named if example.id not in large]
        tools = {need.name: find(need) for need in language.requirements}
        missing = [name for name, tool in tools.items() if tool is None]
        if missing:
            return _nothing(named, missing_tools(language, missing))
        found: dict[str, Tool] = {name: tool for name, tool in tools.items() if tool}
        folders: dict[Path, list[Example]] = {}
        for example in examples:
            folders.setdefault(example.workdir, []).append(example)
        done = [self._prepare_folder(language, own, found) for own in folders.values()]
        return Preparation(
            {name: argv for one in done for name, argv in one.commands.items()},
            large | {name: trouble for one in done for name, trouble in one.failures.items()},
            {name: value for one in done for name, value in one.env.items()},
            {name: argv for one in done for name, argv in one.fork_servers.items()},
        )

    def _prepare_folder(self, language: Language, examples: list[Example], tools: Mapping[str, Tool]) -> Preparation:
        """Prepares the programs that run from one folder: it may have a set-up of its own."""
        try:
            build = sealed.folder(self._build) / language.name
            with sealed.opened(build):
                prepared = language.prepare(examples, tools, build)
            return contained(language, prepared, tools, examples[0].workdir) if self._contains else prepared
        except (OSError, EnvironmentTrouble) as error:
            return _nothing(examples, CouldNotStart(f"preparing {language.title}: {error}"))


def _too_large(example: Example) -> CouldNotStart | None:
    """Why a program is not read and not run; None for most."""
    try:
        size = example.file.stat().st_size
    except OSError:  # whoever starts it says so
        return None
    if size <= MOST_SOURCE:
        return None
    return CouldNotStart(f"{example.shown}: expected a program of at most {MOST_SOURCE} bytes, got {size}")


def _nothing(examples: Iterable[Example], trouble: CouldNotStart) -> Preparation:
    return Preparation(failures={example.id: trouble for example in examples})
