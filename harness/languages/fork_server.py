"""A process that has loaded a program's libraries, and becomes that program when it is forked.

Run by the examples' own interpreter, as a program of its own, by what the launcher calls a fork server
(harness/launch/warm.py has the protocol):

    python fork_server.py MODULE... DESCRIPTOR

A program must not be able to tell in any way that matters that it began here. Whatever would show makes the answer
"cold": modules that print, start a thread, open a file or look at the working folder while they are loaded; variables
that they have read, or that the interpreter reads at its start, with other values than here; a file beside the program
that is named like a module.

It needs the standard library of Python 3.9 alone, and loads none of it before the libraries.
"""

import os
import sys

STARTED = frozenset(sys.modules)
"""What every Python process has loaded before it looks at a program's folder."""
AT_START = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "MALLOC_", "GLIBC_", "OPENSSL_")
"""Beginnings of variables that the interpreter and its libraries read by themselves, at their start."""
FIRST = 3
"""The lowest descriptor that is not a standard stream."""


class _Told(type(os.environ)):  # type: ignore[misc]  # the class has no public name
    """The environment, which takes down the names of the variables that are asked for."""

    asked: "set[str]" = set()  # noqa: RUF012 - typing is not loaded here

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)  # type: ignore[no-any-return]

    def __iter__(self):  # type: ignore[no-untyped-def]  # as above
        self.asked.add("*")
        return super().__iter__()


def load(modules: "list[str]") -> "str | None":
    """Imports what the programs import; the reason why none of them may start here, where there is one."""
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]  # this file's folder, where a program has its own
    folder, plain, looked = os.getcwd, type(os.environ), []
    before = _descriptors()

    def getcwd() -> str:
        looked.append(True)
        return folder()

    os.getcwd, os.environ.__class__ = getcwd, _Told
    try:
        for name in modules:
            __import__(name)
    except BaseException as error:  # whatever it is, the program itself is to meet it
        return f"{name}: {error!r}"
    finally:
        os.getcwd, os.environ.__class__ = folder, plain
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    if os.fstat(1).st_size or os.fstat(2).st_size:
        return "loading its modules prints"
    if len(os.listdir("/proc/self/task")) > 1:
        return "loading its modules starts a thread"
    if _descriptors() != before or looked:
        return "loading its modules opens files, or looks at the working folder"
    return None


def _descriptors() -> "list[str]":
    """What is open, by number and name."""
    found = []
    for number in os.listdir("/proc/self/fd"):
        try:
            found.append(f"{number} {os.readlink(f'/proc/self/fd/{number}')}")
        except OSError:  # the one by which the folder was read
            continue
    return sorted(found)


WHY_COLD = load(sys.argv[1:-1])
LOADED = frozenset(sys.modules)

# From here on, what only this process needs: a program finds none of it loaded.
import array  # noqa: E402 - as the comment above says
import ctypes  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402
import select  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import struct  # noqa: E402
import warnings  # noqa: E402
from types import CodeType, ModuleType  # noqa: E402

PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITIES_V3 = 0x20080522
with open("/proc/self/environ", "rb") as _stream:
    GIVEN = dict(os.fsdecode(entry).split("=", 1) for entry in _stream.read().split(b"\0") if b"=" in entry)
"""The environment that this process was started with."""
ADDED = {name: os.environ[name] for name in os.environ if os.environ[name] != GIVEN.get(name)}
"""What the interpreter has added by itself, as it would to a program's: LC_CTYPE (PEP 538)."""
MOST_DESCRIPTORS = 16
ANY_KIND = 0
"""Of a namespace (setns(2)): the descriptor says which."""
BELOW = 3
"""Calls that are under way below a program here, and are not where the interpreter starts it."""
LIBC = ctypes.CDLL(None, use_errno=True)
NAMED = frozenset(name.partition(".")[0] for name in LOADED - STARTED)
"""The topmost names of what is loaded, by which a file beside a program would come first."""


class Cold(Exception):
    """The program can't start here; its text says why."""


def check(result: int) -> None:
    """Raises OSError where a call of the C library has failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class Server:
    """Answers the requests of cells, and tells each how its program ended."""

    def __init__(self, requests: socket.socket) -> None:
        self._requests = requests
        self._running: "dict[int, socket.socket]" = {}
        self._codes: "dict[str, tuple[tuple[int, ...], CodeType]]" = {}
        self._folders: "dict[str, tuple[int, str | None]]" = {}
        self._wake = os.pipe()
        for end in self._wake:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake[1])
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> "tuple[CodeType, ModuleType] | None":
        """The program that a process forked here is to become; None in this process, when nobody asks any more."""
        poll = select.poll()
        poll.register(self._requests, select.POLLIN)
        poll.register(self._wake[0], select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == self._wake[0]:
                    self._reap()
                    continue
                data, descriptors = self._receive()
                if not data:
                    return None
                program = self._answer(data, descriptors)
                if program:
                    return program

    def _receive(self) -> "tuple[bytes, list[int]]":
        numbers = array.array("i")
        data, ancillary, _, _ = self._requests.recvmsg(1 << 16, socket.CMSG_LEN(MOST_DESCRIPTORS * numbers.itemsize))
        for _, _, content in ancillary:
            numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
        return data, list(numbers)

    def _answer(self, data: bytes, descriptors: "list[int]") -> "tuple[CodeType, ModuleType] | None":
        """Forks. In the new process the program is given back, in this one nothing."""
        answers = socket.socket(fileno=descriptors[0])
        request = json.loads(data)
        try:
            code = self._code(request)
            check(LIBC.setns(descriptors[3], ANY_KIND))
            pid = os.fork()
        except (Cold, OSError, SyntaxError, ValueError) as error:
            _tell(answers, cold=str(error))
        else:
            if pid == 0:
                return self._become(request, code, answers, descriptors)
            self._running[pid] = answers
        for descriptor in descriptors[1:]:
            os.close(descriptor)
        return None

    def _become(
        self, request: "dict[str, object]", code: CodeType, answers: socket.socket, descriptors: "list[int]"
    ) -> "tuple[CodeType, ModuleType]":
        """What a new process does first. Its sockets are forgotten: their numbers will be the program's."""
        _enter(request, answers, descriptors[1:])
        for forgotten in (self._requests, answers, *self._running.values()):
            forgotten.detach()
        os.closerange(FIRST, 1 << 20)
        return code, _main_module(request)

    def _code(self, request: "dict[str, object]") -> CodeType:
        """The compiled program, kept for as long as its file stays as it is. Raises Cold where it can't start here."""
        argv, env = request["argv"], request["env"]
        assert isinstance(argv, list) and isinstance(env, dict)  # noqa: S101, PT018 - the protocol's types
        file = argv[-1]
        if WHY_COLD or len(argv) != 2 or os.path.islink(file):
            raise Cold(WHY_COLD or "its command is more than an interpreter and a file")
        for name in GIVEN.keys() | env.keys():
            told = name in _Told.asked or "*" in _Told.asked or name.startswith(AT_START)
            if told and GIVEN.get(name) != env.get(name):
                raise Cold(f"{name} has another value")
        self._look_beside(os.path.dirname(file))
        status = os.stat(file)
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        if file not in self._codes or self._codes[file][0] != stamp:
            with open(file, "rb") as stream, warnings.catch_warnings():
                warnings.simplefilter("error")  # a program that is warned of prints that
                try:
                    self._codes[file] = stamp, compile(_plain(stream.read()), file, "exec", dont_inherit=True)
                except (Warning, RecursionError, MemoryError) as warning:
                    raise Cold(str(warning)) from None
        return self._codes[file][1]

    def _look_beside(self, folder: str) -> None:
        """Raises Cold where a file beside the program comes before a module that is loaded here."""
        changed = os.stat(folder).st_mtime_ns
        if folder not in self._folders or self._folders[folder][0] != changed:
            hiding = (name for name in os.listdir(folder) if name.partition(".")[0] in NAMED)
            self._folders[folder] = changed, next(hiding, None)
        hider = self._folders[folder][1]
        if hider:
            raise Cold(f"{hider} hides a module")

    def _reap(self) -> None:
        try:
            os.read(self._wake[0], 4096)
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                with self._running.pop(pid) as answers:
                    _tell(answers, ended=os.waitstatus_to_exitcode(status))
        except (BlockingIOError, ChildProcessError):
            return


def _plain(content: bytes) -> bytes:
    """A file's content. Raises Cold for bytes that are no UTF-8: `compile` overlooks them in comments, and the
    interpreter does not.
    """
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise Cold(str(error)) from None
    return content


def _tell(answers: socket.socket, **message: object) -> bool:
    """False where the cell is gone, or has given up."""
    try:
        answers.send(json.dumps(message).encode())
    except ConnectionError:
        return False
    return True


def _enter(request: "dict[str, object]", answers: socket.socket, descriptors: "list[int]") -> None:
    """Brings this process into the cell, and gives it what a process is given when it is started there."""
    env, folder = request["env"], request["folder"]
    assert isinstance(env, dict) and isinstance(folder, str)  # noqa: S101, PT018 - the protocol's types
    out, err, _, *spaces = descriptors
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for space in spaces:
            check(LIBC.setns(space, ANY_KIND))
        check(LIBC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
        check(LIBC.capset(struct.pack("Ii", CAPABILITIES_V3, 0), bytes(24)))
        os.chdir(folder)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.environ.clear()
        os.environ.update(env)
        os.environ.update(ADDED)
    except OSError as error:
        _tell(answers, cold=str(error))
        os._exit(1)
    if not _tell(answers, pid=os.getpid()):
        os._exit(1)


def _main_module(request: "dict[str, object]") -> ModuleType:
    """Leaves of this process's own state what the interpreter has when it begins with a program."""
    argv = request["argv"]
    assert isinstance(argv, list)  # noqa: S101 - the protocol's type
    file = argv[-1]
    sys.argv, sys.orig_argv = [file], argv
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, os.path.dirname(file))
    for name in sys.modules.keys() - LOADED:
        del sys.modules[name]
    if "numpy.random" in LOADED:  # it has no fork handler of its own, as `random` has
        sys.modules["numpy.random"].seed()
    sys.setrecursionlimit(sys.getrecursionlimit() + BELOW)
    main = sys.modules["__main__"] = ModuleType("__main__")
    main.__dict__.update(
        __loader__=type(globals()["__loader__"])("__main__", file),
        __annotations__={},
        __builtins__=sys.modules["builtins"],
        __file__=file,
        __cached__=None,
    )
    return main


def run(code: CodeType, names: "dict[str, object]") -> "BaseException | None":
    """Runs the program, and gives back what ended it, its traceback as if there was nothing below the program."""
    try:
        exec(code, names)  # noqa: S102 - it is what this process is for
    except BaseException as error:
        error.__traceback__ = error.__traceback__.tb_next if error.__traceback__ else None
        return error
    return None


def status_of(error: "BaseException | None") -> int:
    """Says what the interpreter says of an exception that nobody has caught, and gives back the exit status."""
    if error is None:
        return 0
    if not isinstance(error, SystemExit):
        sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
        sys.excepthook(type(error), error, error.__traceback__)
        return -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return int(error.code) & 0xFF
    print(error.code, file=sys.stderr)  # noqa: T201 - where the interpreter prints it
    return 1


def finish(status: int, main: "list[ModuleType]") -> None:
    """Ends the process as the interpreter would, but for taking the libraries apart.

    What the program has made is taken apart; where something of it is left that might have a last word, such as an
    open file that a library holds, this returns, and the interpreter takes everything apart.
    """
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    import atexit

    sys.unraisablehook = _unraisable
    atexit._run_exitfuncs()
    if not _flush():
        sys.exit(status & 0xFF)  # the interpreter tries again, and says what it then says
    sys.last_type = sys.last_value = sys.last_traceback = None
    gc.collect()  # here as well as below: it puts what is alive in the order in which it then goes
    del sys.modules["__main__"]
    main.clear()
    if any(_has_last_word(left) for left in gc.get_objects()):
        sys.exit(status & 0xFF)
    gc.collect()
    _flush()
    LIBC.fflush(None)
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def _has_last_word(left: object) -> bool:
    """True for what does something more than going, such as a file that is still to be written."""
    if isinstance(left, socket.socket):
        return False  # the kernel closes it
    return hasattr(type(left), "__del__") and left not in (sys.stdout, sys.stderr)


def _flush() -> bool:
    """False where a stream could not be written out."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    """Says what a handler of the end raised, without the call of `finish` where nothing else was under way."""
    trace = told.exc_traceback
    if trace and trace.tb_frame.f_code is finish.__code__:
        told = type(told)((told.exc_type, told.exc_value, None, told.err_msg, told.object))  # type: ignore[call-arg]
    sys.__unraisablehook__(told)


if __name__ == "__main__":
    gc.collect()
    gc.freeze()
    _program = Server(socket.socket(fileno=int(sys.argv[-1]))).serve()
    if _program:
        _main = [_program[1]]
        _status = status_of(run(_program[0], _program[1].__dict__))
        del _program
        finish(_status, _main)
