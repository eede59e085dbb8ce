"""Python: run by the interpreter of the examples' own virtual environment, or by this one.

Programs that import the same libraries may be forked from one process that has them loaded (fork_server.py). Those
that could tell are started by the interpreter.
"""

from __future__ import annotations

import ast
import re
import sys
import sysconfig
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.common.cells import Reach, run_in_cell
from harness.common.tools import ToolTrouble
from harness.languages import scripts, transcripts
from harness.languages.compiled import build_error
from harness.languages.fragments import Completed, as_it_is
from harness.languages.language import Language, Preparation
from harness.languages.toolchain import Requirement, Tool
from harness.model import CouldNotStart, Dialect, Example

ENV = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
COMMAND = ("{python}", "{file}")
FORK_SERVER = Path(__file__).with_name("fork_server.py")
CHECK = "import sys, tokenize; compile(tokenize.open(sys.argv[1]).read(), sys.argv[1], 'exec')"
REFUSES_NULLS = (3, 11, 4)
"""The version from which on Python refuses a file with a null byte; before it, a line ends there."""
CHECK_LIMIT = 30.0
"""Seconds for compiling one program."""
PRINT_HINT = "The program is written for Python 2: write print(...), and run it with Python 3."
PROMPT = re.compile(r"(?:[^\S\n]*(?:#.*)?\n)*>>> ")
PYTHON_2 = re.compile(
    r"call to 'exec'|multiple exception types must be parenthesized|leading zeros in decimal|invalid decimal literal"
)
"""What the compiler says of what only Python 2 takes, besides `print`."""
NO_TEXT = "a byte that is no"
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
    failures = {example.id: trouble for example in examples if (trouble := _refused(example, cold)) is not None}
    sound = [example for example in examples if example.id not in failures]
    modules = {example.id: found for example in sound if (found := _modules(example.file)) is not None}
    alike: dict[frozenset[str], set[str]] = {}
    for found in modules.values():
        alike.setdefault(_libraries(found), set()).update(found)
    servers = {
        name: (cold.commands[name][0], str(FORK_SERVER), *sorted(alike[_libraries(found)]))
        for name, found in modules.items()
    }
    return replace(cold, failures={**cold.failures, **failures}, fork_servers=servers)


def _refused(example: Example, cold: Preparation) -> CouldNotStart | None:
    """What the interpreter says of a program that it can't compile; None where it compiles.

    Only a program that this interpreter refuses is shown to its own: it may be of another version.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _compile(example.file.read_bytes(), example.file.name)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if b"\0" in example.file.read_bytes() and sys.version_info < REFUSES_NULLS:
            return None
        found: Exception = error
    except OSError:
        return None
    else:
        return None
    own = cold.commands[example.id][0] if example.id in cold.commands else sys.executable
    if (own != sys.executable or isinstance(found, RecursionError | MemoryError)) and _compiles(own, example.file):
        return None
    line = found.lineno if isinstance(found, SyntaxError) else None
    said = f"{type(found).__name__}: {found.msg if isinstance(found, SyntaxError) else found}"
    if isinstance(found, RecursionError | MemoryError):
        said = "it is nested too deeply to be compiled"
    return build_error(example, "python", said, line, _hint(said, example))


def _hint(said: str, example: Example) -> str:
    if NO_TEXT in said:
        return "Save the file as UTF-8, or say in its first line how it is encoded (PEP 263)."
    if PROMPT.match(example.file.read_text("utf-8", "replace")):
        return "The file is a copy of a terminal: leave the prompts (>>>) and the output out."
    if "call to 'print'" in said:
        return PRINT_HINT
    if PYTHON_2.search(said):
        return "The program is written for Python 2: write it for Python 3."
    return f"python -m py_compile {example.file.name} shows the same words"


def _compile(content: bytes, name: str) -> None:
    """Compiles a file as the interpreter does, which looks at the bytes of comments too. Raises SyntaxError."""
    import io  # here, because `harness list` compiles nothing
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except SyntaxError:  # it names no line; below, a wrong byte has one, and the compiler says the rest
        encoding = "utf-8"
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = f"{NO_TEXT} {encoding}: {content[error.start : error.start + 1]!r}"
        raise SyntaxError(said, (name, line, None, None)) from None
    except LookupError:  # a codec that is none for text: the compiler says so
        pass
    compile(content, name, "exec", dont_inherit=True)


def _compiles(interpreter: str, file: Path) -> bool:
    try:
        return (
            run_in_cell([interpreter, "-c", CHECK, str(file)], CHECK_LIMIT, Reach(), folder=file.parent).returncode == 0
        )
    except ToolTrouble:
        return False


def _modules(file: Path) -> frozenset[str] | None:
    """What a program imports as soon as it runs; None where it must be started by the interpreter."""
    try:
        source = file.read_bytes()
        names = frozenset(_imports(ast.parse(source)))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
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


def _uses_libraries(file: Path) -> bool:
    """False for a program that imports nothing but what Python brings."""
    try:
        nodes = [*ast.walk(ast.parse(file.read_bytes()))]
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [(node.module or "") if not node.level else "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return any(name.partition(".")[0] not in sys.stdlib_module_names for name in names)


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
PACKAGES = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "jwt": "PyJWT",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "requests_toolbelt": "requests-toolbelt",
    "serial": "pyserial",
    "sklearn": "scikit-learn",
    "yaml": "PyYAML",
}
"""Modules whose packages have another name."""
GONE = {
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "httplib": "http.client",
    "cookielib": "http.cookiejar",
    "ConfigParser": "configparser",
    "StringIO": "io",
    "cStringIO": "io",
    "cPickle": "pickle",
    "Queue": "queue",
    "HTMLParser": "html.parser",
    "commands": "subprocess",
    "__builtin__": "builtins",
}
"""Modules of Python 2 -> those of Python 3."""
DIALECT = Dialect(
    words=("python", "python3", "py"),
    comments=("#",),
    variables=(
        r"os\.environ\[\s*[\"']([^\"']+)[\"']\s*\]",
        r"os\.(?:getenv|environ\.get)\(\s*[\"']([^\"']+)[\"']\s*\)",
    ),
    files=(r"(?<![\w.])open\(\s*[\"']([^\"']+)[\"']\s*(?:,\s*(?:mode\s*=\s*)?[\"']rb?[\"']\s*)?\)",),
    calls=("requests.", "httpx.", "urlopen(", "http."),
    statuses=(
        r"^[ \t]*(?:if|elif|while|assert|match)\b[^\n]*\.(?:status_code|status|ok|is_success|is_error)\b",
        r"\.raise_for_status\(.*?^[ \t]*except\b",
        r"^[ \t]*except\b[^\n]*\bHTTP\w*Error\b",
    ),
    answers=(r"\.json\(\)|\.content\b|\.text\b|\.read\(\)",),
    bodies=("json=", "data=", "files=", "json.dumps("),
    headers=("headers=", "add_header(", ".headers"),
    prints=("print(",),
    complains=("stderr", "log.", "sys.exit"),
    changes=("write", "write_bytes", "write_text", "remove", "unlink"),
    crashes=(
        (r"(?m)^(?:NameError|UnboundLocalError): ", "a name that is not there"),
        (r"(?m)^(?:SyntaxError|IndentationError|TabError): ", "a fault of syntax"),
        (r"(?m)^(?:ImportError|ModuleNotFoundError): ", "an import that failed"),
    ),
    stack_traces=((r"Traceback \(most recent call last\)", "a bare Python stack trace"),),
    echoes=(r"(?m)^  File \".*\", line \d+.*\n(?: {4}.*\n)*",),
    unused=((r"<coroutine object ", "a coroutine"), (r"<bound method ", "a method that was not called")),
    unsent=(
        (r"\bHTTPS?Connection\(", r"\.(?:request|endheaders)\(", "HTTPConnection sends nothing before .request()"),
        (r"\bSession\(\)", r"\.(?:get|post|put|patch|delete|head|options|request|send)\(", "a session sends nothing"),
    ),
    function=r"(?m)^(?:async )?def (\w+)\(",
    trace_line=r"\", line (\d+)",
    head=r"from __future__ .*",
    imports=(r"^import\s+(.*)$", r"^from\s+\S+\s+import\s+((?:\([^)]*\)|.*))$"),
    siblings=(r"(?m)^[ \t]*(?:from|import)[ \t]+([.\w]+)",),
    undefined=(r"(?m)^NameError: name '(\w+)' is not defined",),
    missing_library=r"(?m)^ModuleNotFoundError: No module named '(\w+)(?:\.\w+)*'$",
    install="pip install {name}",
    installs={name: f"pip install {package}" for name, package in PACKAGES.items()},
    gone=GONE,
    usual_seconds=0.06,
)


def _complete(source: str) -> Completed:
    whole = as_it_is(source)
    if not transcripts.is_python_session(source):
        return whole
    return Completed(transcripts.python_commands(source), whole.origin, "run without its prompts and what was printed")


PYTHON = Language(
    name="python",
    title="Python",
    extensions=("py",),
    workdir="python",
    requirements=(Requirement("python3", minimum=(3, 9), advice="install Python 3"),),
    prepare=prepare,
    dialect=DIALECT,
    ping=PING,
    complete=_complete,
    env=ENV,
    words=_words,
    writer="harness.commands.scaffold.python:write",
    image="python:3.13-slim",
    inside={"python": "python3"},
    libraries=_site_packages,
    uses_libraries=_uses_libraries,
)
