"""A Python program that is forked from a fork server ends, prints and sees what it does from a cold start."""

from __future__ import annotations

import asyncio
import errno
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness.languages.language import Preparation
from harness.languages.python import PYTHON
from harness.languages.toolchain import Tool
from harness.launch.command import Ending
from harness.launch.confined import ConfinedLauncher
from harness.model import Example
from warm.starting import Seen, run, twice

PROGRAMS = {
    "ends well": "import json\nprint(json.dumps({'ü': [1]}))\n",
    "prints without a newline, and then to stderr": "import sys\nprint('a', end='')\nsys.stderr.write('b')\n",
    "leaves with a status": "import sys\nsys.exit(7)\n",
    "leaves with a status that does not fit": "import sys\nsys.exit(-1)\n",
    "leaves with words": "import sys\nprint('before')\nsys.exit('words')\n",
    "leaves with an object": "import sys\nsys.exit({'a': 1})\n",
    "raises": "def deep(n):\n    return deep(n - 1) if n else {}['x']\nprint('so far')\ndeep(2)\n",
    "raises while it handles": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('é') from e\n",
    "raises a group": "raise ExceptionGroup('two', [ValueError(1), KeyError('k')])\n",
    "raises in a library": "import json\njson.loads('{')\n",
    "is interrupted": "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nprint('after')\n",
    "raises KeyboardInterrupt": "raise KeyboardInterrupt\n",
    "kills itself": "import os, signal\nprint('lost')\nos.kill(os.getpid(), signal.SIGKILL)\n",
    "aborts": "import os\nos.abort()\n",
    "leaves at once": "import os\nprint('lost')\nos._exit(3)\n",
    "does not compile": "print('x'\n",
    "is warned of when compiled": "print('\\d')\nassert (1, 'always')\n",
    "warns": "import warnings\nwarnings.warn('so', DeprecationWarning)\nwarnings.warn('user')\n",
    "leaves a file open": "f = open('left', 'w')\nf.write('whole')\n",
    "leaves a file open in a circle": "class A: pass\na = A(); a.a = a; a.f = open('left', 'w'); a.f.write('w')\n",
    "leaves a file open in a library": "import json\njson.left = open('left', 'w')\njson.left.write('whole')\n",
    "leaves a file open in what it raised": "def f():\n    g = open('left', 'w')\n    g.write('w')\n    1 / 0\nf()\n",
    "has a last word": "class A:\n    def __del__(self): print('last')\na = A()\n",
    "has a last word in a library": "import json\nclass A:\n    def __del__(self): print('last')\njson.a = A()\n",
    "has handlers of its end": "import atexit\natexit.register(print, 'one')\natexit.register(print, 'two')\n",
    "has a handler that raises": "import atexit\natexit.register(lambda: 1 / 0)\n",
    "has threads": "import threading, time\nthreading.Thread(target=lambda: (time.sleep(.1), print(1))).start()\n",
    "has a thread that raises": "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='t')\nt.start()\n",
    "has a pool": "from concurrent.futures import ThreadPoolExecutor as T\nprint(sum(T(2).map(abs, [-1, 2])))\n",
    "closes stdout": "import sys\nprint('a')\nsys.stdout.close()\n",
    "replaces stdout": "import io, sys\nsys.stdout = io.TextIOWrapper(open('left', 'wb'))\nprint('there')\n",
    "starts processes": "import subprocess as s\nprint(s.run(['sh', '-c', 'echo $A; exit 4'], env={'A': '1'}))\n",
    "runs a shell": "import os\nprint(os.system('exit 3'), flush=True)\nos.system('echo from $ASKED')\n",
    "asks for its environment": "import os\nprint(sorted(os.environ.items()), os.getenv('ASKED'))\n",
    "asks for its place": "import os, sys\nprint(os.getcwd(), __file__, sys.argv, sys.path, sys.executable)\n",
    "asks for its names": "print(sorted(globals()), __package__, __spec__, __loader__.path, __annotations__)\n",
    "has a docstring": "'''words'''\nprint(__doc__)\n",
    "asks for its streams": (
        "import sys\nfor s in (sys.stdin, sys.stdout, sys.stderr):\n"
        "    print(s.name, s.mode, s.encoding, s.errors, s.line_buffering, s.isatty(), s.fileno(), s.seekable())\n"
    ),
    "reads stdin": "import sys\nprint(repr(sys.stdin.read()))\n",
    "asks for its descriptors": "import os\nprint(sorted(os.listdir('/dev/fd')))\nprint(os.open('.', os.O_RDONLY))\n",
    "asks for its rights": (
        "import os\nnames = 'Cap', 'NoNewPrivs', 'Sig', 'Seccomp', 'Uid', 'Gid', 'Threads', 'NSpid', 'NSsid'\n"
        "print([line for line in open('/pro' 'c/self/status') if line.startswith(names)])\n"
    ),
    "asks for its limits": "import os\nprint(os.popen('ulimit -a; umask; id; nice').read())\n",
    "asks who it is": "import os\nprint(os.getpid(), os.getsid(0) == os.getpid() == os.getpgid(0), os.getuid())\n",
    "asks for its signals": "import signal as s\nprint([(n, str(s.getsignal(n))) for n in s.valid_signals()])\n",
    "defines classes": "import dataclasses\n@dataclasses.dataclass\nclass A:\n    b: int = 1\nprint(A())\n",
    "pickles": "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))))\n",
    "writes where it may not": "open('../../nothing', 'w')\n",
    "keeps annotations": "a: int = 1\nprint(__annotations__)\nfrom typing import get_type_hints\n",
    "asks for its stack": "import traceback\ntraceback.print_stack()\n",
    "asks for what is loaded": "import sys\nprint(sorted(sys.modules))\n",
    "asks for a context": "import contextvars, locale, time\nprint(locale.getlocale(), time.tzname, time.daylight)\n",
    "recurses without end": "def f(): f()\nf()\n",
    "runs asyncio": "import asyncio\nasync def m():\n    await asyncio.sleep(.01)\n    print('m')\nasyncio.run(m())\n",
}
ALWAYS_COLD = {"does not compile", "is warned of when compiled", "asks for its stack", "asks for what is loaded"}


def write(tmp_path: Path, **programs: str) -> list[Example]:
    """Programs in a folder each."""
    examples = []
    for name, source in programs.items():
        file = tmp_path / "tree" / name / "program.py"
        file.parent.mkdir(parents=True)
        file.write_text(source, "utf-8")
        examples.append(Example("python", "v1", name, None, file, f"{name}/program.py", tmp_path / "tree"))
    return examples


def prepare(examples: list[Example], tmp_path: Path) -> Preparation:
    """How they are started, by this interpreter."""
    return PYTHON.prepare(examples, {"python3": Tool(sys.executable, "3")}, tmp_path / "build")


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_the_same_from_a_warm_start(name: str, launcher: ConfinedLauncher, tmp_path: Path) -> None:
    (example,) = write(tmp_path, program=PROGRAMS[name])
    cold, warm, was_warm = twice(launcher, tmp_path, example, prepare([example], tmp_path))
    assert (cold, name not in ALWAYS_COLD) == (warm, was_warm)


def test_what_a_library_reads_from_the_environment_when_loaded_is_compared(
    launcher: ConfinedLauncher, tmp_path: Path
) -> None:
    (example,) = write(tmp_path, program="import asked_when_loaded\nprint(asked_when_loaded.ASKED)\n")
    library = tmp_path / "libraries" / "asked_when_loaded.py"
    library.parent.mkdir()
    library.write_text("import os\nASKED = os.environ.get('ASKED')\n")
    preparation = prepare([example], tmp_path)
    (server,) = preparation.fork_servers.values()
    with_path = replace(
        preparation, fork_servers={example.id: ("/usr/bin/env", f"PYTHONPATH={library.parent}", *server)}
    )
    cold, warm, was_warm = twice(launcher, tmp_path, example, with_path, PYTHONPATH=str(library.parent))
    assert (cold, False) == (warm, was_warm)
    assert "$NAME\n" == warm.stdout


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("print('loaded')\n", "prints"),
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n", "threads"),
        ("FILE = open('/dev/null')\n", "files"),
        ("import os\nHERE = os.getcwd()\n", "folder"),
        ("1 / 0\n", "raises"),
    ],
    ids=lambda value: value if value.isalpha() else "",
)
def test_a_library_that_does_more_than_define_is_loaded_by_each_program(
    source: str, why: str, launcher: ConfinedLauncher, tmp_path: Path
) -> None:
    del why  # the test's name
    (example,) = write(tmp_path, program="import does_more\nprint('after')\n")
    library = tmp_path / "libraries" / "does_more.py"
    library.parent.mkdir()
    library.write_text(source)
    preparation = prepare([example], tmp_path)
    (server,) = preparation.fork_servers.values()
    with_path = replace(
        preparation, fork_servers={example.id: ("/usr/bin/env", f"PYTHONPATH={library.parent}", *server)}
    )
    cold, warm, was_warm = twice(launcher, tmp_path, example, with_path, PYTHONPATH=str(library.parent))
    assert (cold, False) == (warm, was_warm)


def test_a_file_beside_the_program_that_hides_a_module_is_found(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    (example,) = write(tmp_path, program="import json\nprint(json.dumps(1))\n")
    (example.file.parent / "scanner.py").touch()
    (example.file.parent / "re.py").write_text("print('not the one')\nraise SystemExit(5)\n")
    cold, warm, was_warm = twice(launcher, tmp_path, example, prepare([example], tmp_path))
    assert (cold, 5, False) == (warm, warm.status, was_warm)


def test_a_program_that_changes_between_two_runs_runs_as_it_is(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    (example,) = write(tmp_path, program="print('old')\n")
    preparation = prepare([example], tmp_path)

    async def go() -> list[tuple[Seen, Ending]]:
        argv, server = preparation.commands[example.id], preparation.fork_servers[example.id]
        first = await run(launcher, tmp_path / "base" / "one", argv, server)
        example.file.write_text("print('new')\n")
        return [first, await run(launcher, tmp_path / "base" / "two", argv, server)]

    assert [("old\n", True), ("new\n", True)] == [(seen.stdout, end.warm) for seen, end in asyncio.run(go())]


def test_programs_of_one_server_do_not_share_their_random_numbers(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    (example,) = write(tmp_path, program="import random, uuid\nprint(random.random(), uuid.uuid4())\n")
    preparation = prepare([example], tmp_path)

    async def go() -> list[tuple[Seen, Ending]]:
        argv, server = preparation.commands[example.id], preparation.fork_servers[example.id]
        return [await run(launcher, tmp_path / "base" / name, argv, server) for name in ("one", "two")]

    (one, first), (two, second) = asyncio.run(go())
    assert first.warm
    assert second.warm
    assert set() == set(one.stdout.split()) & set(two.stdout.split())


def test_programs_with_other_libraries_have_a_server_of_their_own(tmp_path: Path) -> None:
    sources = {"a": "import json\n", "b": "import requests\n", "c": "import requests, os.path\n"}
    servers = prepare(write(tmp_path, **sources), tmp_path).fork_servers
    loaded = {name: servers[f"v1/{name}/python"][2:] for name in sources}
    assert {"a": ("json",), "b": ("os.path", "requests"), "c": ("os.path", "requests")} == loaded


@pytest.mark.parametrize(
    "source",
    ["import helper\n", "from . import x\nimport helper.y\n", "import gc\n", "import multiprocessing\n", "(\n", "\0"],
)
def test_a_program_that_could_tell_has_no_server(source: str, tmp_path: Path) -> None:
    (example,) = write(tmp_path, program=source)
    (example.file.parent / "helper.py").touch()
    assert {} == prepare([example], tmp_path).fork_servers


def test_a_library_loaded_by_a_server_can_not_open_the_tree_to_writing_nor_leave(
    launcher: ConfinedLauncher, tmp_path: Path
) -> None:
    (example,) = write(tmp_path, program="import tries\nprint(tries.FOUND)\n")
    library = tmp_path / "libraries" / "tries.py"
    library.parent.mkdir()
    library.write_text(
        "import ctypes, socket\n"
        "mount, umount = ctypes.CDLL(None).mount, ctypes.CDLL(None).umount2\n"
        f"FOUND = [mount(None, b'/', None, 0x1020, None), mount(None, {bytes(tmp_path)!r}, None, 0x1020, None)]\n"
        "while umount(b'/proc', 0) == 0:\n    pass\n"
        f"for file in ({str(tmp_path / 'written')!r}, '/proc/sys/kernel/domainname'):\n"
        "    try:\n        open(file, 'a').close()\n"
        "    except OSError as error:\n        FOUND.append(error.errno in (1, 13, 30))\n"
        "try:\n    socket.create_connection(('192.0.2.1', 80), 1)\n"
        "except OSError as error:\n    FOUND.append(error.errno)\n"
    )
    preparation = prepare([example], tmp_path)
    (server,) = preparation.fork_servers.values()
    path = f"PYTHONPATH={library.parent}"
    with_path = replace(preparation, fork_servers={example.id: ("/usr/bin/env", path, *server)})
    _, warm, _ = twice(launcher, tmp_path, example, with_path, PYTHONPATH=str(library.parent))
    assert f"{[-1, -1, True, True, errno.ENETUNREACH]}\n" == warm.stdout
    assert not (tmp_path / "written").exists()
