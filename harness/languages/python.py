"""Python: run by the interpreter of the examples' own virtual environment, or by this one.

Programs that import the same libraries may be forked from one process that has them loaded (fork_server.py). Those
that could tell are started by the interpreter.
"""

from __future__ import annotations

import ast
import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.languages import scripts
from harness.languages.language import Language, Preparation
from harness.languages.toolchain import Requirement, Tool
from harness.model import Dialect, Example

ENV = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
COMMAND = ("{python}", "{file}")
FORK_SERVER = Path(__file__).with_name("fork_server.py")
_TELLING = re.compile(
    r"\b(?:_?getframe|currentframe|inspect|faulthandler|\w*_stack|stack_info|stacklevel|excepthook|unraisablehook|"
    r"modules|meta_path|importlib|__import__|runpy|pkgutil|gc|tracemalloc|ctypes|cffi|multiprocessing|"
    r"ProcessPoolExecutor|fork\w*|getppid|getrecursionlimit|resource|readline|site|pdb|breakpoint|code|__main__)\b|/proc\b"
)
"""Words of programs that can see how they were started: what lies below them, what is loaded, whose child they are."""


def _words(workdir: Path) -> Mapping[str, str]:
    own = workdir / ".venv" / "bin" / "python"
    return {"python": str(own if own.exists() else sys.executable)}


def prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    """The interpreter and the file; and for programs alike in their libraries, a process to fork them from."""
    cold = scripts.command(COMMAND, env=ENV, words=_words)(examples, tools, build)
    modules = {example.id: found for example in examples if (found := _modules(example.file)) is not None}
    alike: dict[frozenset[str], set[str]] = {}
    for found in modules.values():
        alike.setdefault(_libraries(found), set()).update(found)
    servers = {
        name: (cold.commands[name][0], str(FORK_SERVER), *sorted(alike[_libraries(found)]))
        for name, found in modules.items()
    }
    return replace(cold, fork_servers=servers)


def _modules(file: Path) -> frozenset[str] | None:
    """What a program imports as soon as it runs; None where it must be started by the interpreter."""
    try:
        source = file.read_bytes()
        names = frozenset(_imports(ast.parse(source)))
    except (OSError, SyntaxError, ValueError):
        return None  # the interpreter says what is wrong
    beside = any(
        (file.parent / name.partition(".")[0]).with_suffix(end).exists() for name in names for end in ("", ".py")
    )
    return None if beside or _TELLING.search(source.decode("utf-8", "replace")) else names


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _libraries(modules: frozenset[str]) -> frozenset[str]:
    """The topmost modules that are not Python's own: they may change how others behave, even for who ignores them."""
    return frozenset(name.partition(".")[0] for name in modules) - sys.stdlib_module_names


def _site_packages(workdir: Path) -> Mapping[str, str]:
    """The libraries of the interpreter that is not there. Those with compiled parts need an image that has them."""
    found = sorted((workdir / ".venv" / "lib").glob("python3*/site-packages"))
    return {"PYTHONPATH": str(found[-1]) if found else sysconfig.get_path("purelib")}


PING = """\
import os
import urllib.request

request = urllib.request.Request(
    os.environ["@HOST@"] + "@PATH@", headers={"Authorization": "Bearer " + os.environ["@KEY@"]}
)
with urllib.request.urlopen(request, timeout=10) as response:
    print(response.status)
"""
DIALECT = Dialect(
    words=("python", "python3", "py"),
    comments=("#",),
    variables=(
        r"os\.environ\[\s*[\"']([^\"']+)[\"']\s*\]",
        r"os\.(?:getenv|environ\.get)\(\s*[\"']([^\"']+)[\"']\s*\)",
    ),
    files=(r"(?<![\w.])open\(\s*[\"']([^\"']+)[\"']\s*(?:,\s*(?:mode\s*=\s*)?[\"']rb?[\"']\s*)?\)",),
    calls=("requests.", "http.", "httpx.", "urlopen("),
    prints=("print(",),
    complains=("stderr", "log.", "sys.exit"),
    changes=("write", "write_bytes", "write_text", "remove", "unlink"),
    stack_traces=((r"Traceback \(most recent call last\)", "a bare Python stack trace"),),
    missing_library=r"(?m)^ModuleNotFoundError: No module named '(\w+)'",
    usual_seconds=0.06,
)
PYTHON = Language(
    name="python",
    title="Python",
    extensions=("py",),
    workdir="python",
    requirements=(Requirement("python3", minimum=(3, 9), advice="install Python 3"),),
    prepare=prepare,
    dialect=DIALECT,
    ping=PING,
    env=ENV,
    words=_words,
    writer="harness.commands.scaffold.python:write",
    image="python:3.13-slim",
    inside={"python": "python3"},
    libraries=_site_packages,
)
