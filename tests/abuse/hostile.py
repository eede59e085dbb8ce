"""Programs that misbehave, each in one way, with what a run must say of them; bench/abuse.py runs them in masses."""

from __future__ import annotations

from dataclasses import dataclass

from support.trees import Program

CALL = '''
import json, os, signal, socket, subprocess, sys, time, urllib.request

host, key = os.environ["API_HOST"], os.environ.get("STABILITY_API_KEY", "")
address = host.removeprefix("http://").split(":")
address = (address[0], int(address[1]))
root = os.path.dirname(os.environ["HOME"])
HEAD = f"GET /v1/engines/list HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer {key}\\r\\n"


def call(path="/v1/engines/list", body=None, **headers):
    headers = {"Authorization": "Bearer " + key, **{name.replace("_", "-"): value for name, value in headers.items()}}
    request = urllib.request.Request(host + path, body, headers)
    with urllib.request.urlopen(request, timeout=25) as answer:
        return answer.read().decode()


def send(data):
    line = socket.create_connection(address)
    line.sendall(data)
    return line


def daemon(work, **env):
    """Runs something in a session of its own, as a grandchild that nobody waits for."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve(sys.executable, [sys.executable, "-S", "-c", work], env)
        os._exit(0)
    os.wait()
'''
"""What every program begins with."""
SAY = "\nprint(call(), flush=True)\n"
SLEEP = "import time; time.sleep(300)"


@dataclass(frozen=True)
class Hostile:
    """A program, and the codes of the findings that fail it; none where it is to pass."""

    name: str
    body: str
    codes: tuple[str, ...] = ()
    operation: str = "list_engines"
    alone: bool = False
    """True where only namespaces hold it: without them it could end processes that are none of its own."""

    def program(self, number: int = 0) -> Program:
        """The program, one of as many as are wanted."""
        return Program("python", f"{self.name}_{number}", text=CALL + self.body)


SENDING = (
    Hostile(
        "sends_64_mb",
        "send((HEAD + f'Content-Length: {2**26}\\r\\n\\r\\n').encode() + bytes(2**26)).recv(9)" + SAY,
        ("body-schema", "error-swallowed", "extra-request"),
    ),
    Hostile("sends_a_header_of_1_mb", 'print(call(X_Big="x" * 2**20))'),
    Hostile(
        "sends_10000_header_lines",
        """
lines = "".join(f"X-{number}: {number}\\r\\n" for number in range(10000))
line = send(f"{HEAD}{lines}Connection: close\\r\\n\\r\\n".encode())
print(line.makefile("rb").read().decode())
""",
    ),
    Hostile(
        "sends_100000_header_lines",
        """
try:
    line = send((HEAD + "a: b\\r\\n" * 100000 + "\\r\\n").encode())
    print(line.recv(100))
except OSError:
    pass
sys.exit("refused")
""",
        ("body-unreadable", "error-unclear"),
    ),
    Hostile(
        "drips",
        """
line = send(HEAD.encode())
while True:
    time.sleep(0.05)
    line.sendall(b"X")
""",
        ("timeout", "body-unreadable"),
    ),
    Hostile(
        "sends_nonsense",
        'send(b"\\0\\xff nonsense\\r\\n\\r\\n").recv(9); sys.exit("no")',
        ("body-unreadable", "error-unclear"),
    ),
    Hostile(
        "sends_a_thousand",
        "for _ in range(1010):\n    send((HEAD + '\\r\\n').encode()).recv(1)\n" + SAY,
        ("extra-request", "exit-status"),
    ),
    Hostile("connects_2000_times", "lines = [send(b'') for _ in range(2000)]", ("no-request",)),
    Hostile("leaves_before_the_answer", "send((HEAD + '\\r\\n').encode()); os._exit(0)", ("output-missing",)),
)
PRINTING = (
    Hostile("prints_1_gb", SAY + "while True: os.write(1, bytes(2**20))", ("disk-limit",), alone=True),
    Hostile("closes_its_stdout", "call(); os.close(1)", ("output-missing",)),
    Hostile("removes_its_stdout", SAY + "os.unlink(root + '/stdout')"),
    Hostile("links_its_stdout", SAY + "os.unlink(root + '/stdout'); os.symlink('/etc/passwd', root + '/stdout')"),
    Hostile("pipes_its_stdout", SAY + "os.unlink(root + '/stdout'); os.mkfifo(root + '/stdout')"),
)
WRITING = (
    Hostile("makes_a_pipe", SAY + "os.mkdir('out'); os.mkfifo('out/pipe')", ("output-unexpected",)),
    Hostile(
        "locks_its_files",
        SAY + "os.makedirs('out/a'); open('out/a/b', 'w'); os.chmod('out/a/b', 0); "
        "os.chmod('out/a', 0); os.chmod('.', 0); os.chmod(root, 0)",
        ("output-unexpected",),
    ),
    Hostile("writes_10_gb", SAY + "os.mkdir('out'); open('out/big', 'wb').truncate(10 * 2**30)", ("exit-status",)),
    Hostile(
        "writes_10_large_files",
        SAY + "os.mkdir('out')\nfor n in range(10): open(f'out/{n}', 'wb').write(bytes(2**24))",
        ("output-unexpected",),
    ),
    Hostile(
        "fills_the_disk",
        SAY + "for n in range(40): open(f'{n}', 'wb').write(bytes(2**24))\nos.remove('1')",
        ("disk-limit",),
        alone=True,
    ),
    Hostile(
        "writes_5000_files",
        SAY + "os.mkdir('out')\nfor n in range(5000): open(f'out/{n}', 'w')",
        ("findings-left-out", "output-unexpected"),
    ),
    Hostile(
        "writes_a_name_that_is_no_text", SAY + "os.mkdir('out'); open(b'out/\\xff\\x01', 'w')", ("output-unexpected",)
    ),
    Hostile(
        "nests_3000_folders", SAY + "for _ in range(3000): os.mkdir('d' * 9); os.chdir('d' * 9)", ("output-unexpected",)
    ),
    Hostile("changes_its_input", SAY + "open('../init_image.png', 'ab').write(b'x')", ("input-changed",)),
)
STAYING = (
    Hostile("ignores_sigterm", SAY + "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)", ("timeout",)),
    Hostile("forks_50", SAY + "for _ in range(50):\n    if os.fork() == 0: time.sleep(300)"),
    Hostile("leaves_daemons", SAY + f"for _ in range(5): daemon({SLEEP!r}, HOME=root)"),
    Hostile("leaves_nameless_daemons", SAY + f"os.chdir('/')\nfor _ in range(5): daemon({SLEEP!r})", alone=True),
    Hostile(
        "forks_without_end",
        SAY + "while True:\n    try: os.fork()\n    except OSError: time.sleep(1)",
        ("process-limit",),
        alone=True,
    ),
)
ATTACKING = (
    Hostile("kills_all_that_it_can", SAY + "subprocess.Popen(['sleep', '300']); os.kill(-1, 9)", alone=True),
    Hostile("kills_its_parents", SAY + "os.kill(1, 9); os.kill(os.getppid(), 9)", alone=True),
    Hostile(
        "looks_at_the_others",
        """
cases = os.listdir(os.path.dirname(os.path.dirname(root)))
processes = [name for name in os.listdir("/proc") if name.isdigit()]
others = [name for name in processes if int(name) > 2]
print(call())
sys.exit(f"sees {cases}, {others}" if len(cases) != 1 or others else 0)
""",
        alone=True,
    ),
    Hostile(
        "writes_elsewhere",
        SAY
        + """
for path in ("/etc/passwd", "/proc/sys/kernel/core_pattern", "/dev/sda", "/usr/x", sys.executable, "/dev/vda"):
    try:
        open(path, "r+b")
    except OSError:
        continue
    sys.exit(f"could write {path}")
""",
        alone=True,
    ),
    Hostile(
        "asks_for_500_names",
        SAY
        + """
for number in range(500):
    try:
        socket.create_connection((f"host-{number}.invalid", 443), timeout=0.5)
    except OSError:
        pass
""",
        ("network-escape",),
        alone=True,
    ),
)
ALL = (*SENDING, *PRINTING, *WRITING, *STAYING, *ATTACKING)
