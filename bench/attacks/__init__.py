"""What hostile programs try: each file of `deeds` is one in one language, between that language's head and tail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEEDS = Path(__file__).parent / "deeds"
NAMESPACES, CONTAINERS, PLAIN = "namespaces", "containers", "plain"
CONFINED = frozenset({NAMESPACES, CONTAINERS})
EVERYWHERE = CONFINED | {PLAIN}
LANGUAGES = {"python": "py", "javascript": "js", "go": "go", "sh": "sh"}


@dataclass(frozen=True)
class Attack:
    """One deed, in each language that has a file of its name; `@word@` in it is a value, or a place that is planted."""

    name: str
    promise: str
    """What SECURITY.md says."""
    deed: str
    values: Mapping[str, str] = field(default_factory=dict)
    promised: frozenset[str] = CONFINED
    """The guards under which it must not succeed."""
    tried: frozenset[str] = EVERYWHERE
    """The guards under which it is tried: without one it could end what is none of the trial's."""

    prepares: bool = False
    """True where a command that prepares does the deed, and the program shows what that printed."""

    @property
    def languages(self) -> list[str]:
        """Those that it is written in."""
        if self.prepares:
            return ["sh"]
        return [name for name in LANGUAGES if (DEEDS / name / self.deed).is_file()]

    def program(self, language: str, words: Mapping[str, str]) -> str:
        """The whole program."""
        parts = [(DEEDS / language / part).read_text("utf-8") for part in ("head", self.deed, "tail")]
        text = "".join(parts)
        for word, value in (*self.values.items(), *words.items()):
            text = text.replace(f"@{word}@", value)
        return text


READ = "It reads nothing of the user's but the tree, the toolchains and what the settings open."
WRITTEN = "It can write to its own folder and nowhere else."
REACHED = "A program can reach its own listener and nothing else."
LINKED = "No report shows what a link leads to."
SHOWN = "What programs and servers wrote is shown as text."
CALLED = "Calls that no example needs are refused."
APART = "It sees neither the processes nor the folders of other cases."
PREPARED = "Commands that prepare run in a cell without a network, and write to their work folder."
ENDED = "When it ends, the kernel ends everything that it started."

READS = {
    "home": "@home@/.ssh/id_canary",
    "checkout": "@elsewhere@/secret.txt",
    "git": "@project@/.git/config",
    "harness-folder": "@project@/.harness/canary",
    "ci": "@project@/.github/workflows/ci.yml",
}
WRITES = {
    "home": "@home@/.profile",
    "checkout": "@elsewhere@/secret.txt",
    "hook": "@project@/.git/hooks/pre-commit",
    "harness-folder": "@project@/.harness/planted",
    "sources": "@project@/api.yaml",
    "etc": "/etc/hostile-mark",
}
SOCKETS = {
    "home": "@home@/agent.sock",
    "checkout": "@elsewhere@/tmux.sock",
    "project": "@project@/dev.sock",
    "run": "/run/hostile.sock",
}
LISTS = {"home": "@home@", "checkout": "@elsewhere@", "git": "@project@/.git"}
SAYINGS = {
    "escape-sequence": (r"\x1b]0;hostile\x07\x1b[2J", r"\033]0;hostile\007\033[2J"),
    "c1-control": (r"\x9b2Jhostile", r"\2332Jhostile"),
    "ci-command": (
        r"::error file=hostile::hostile\n##[error]hostile",
        r"::error file=hostile::hostile\n##[error]hostile",
    ),
}
CALLS = {
    "user-namespace": ("272", "97", "0x10000000", "== 0"),
    "mount": ("165", "40", "b'none', b'.', b'tmpfs', 0, None", "== 0"),
    "add-key": ("248", "217", "b'user', b'hostile', b'x', 1, -3", "> 0"),
    "keyctl": ("250", "219", "0, -3, 1", "> 0"),
    "bpf": (
        "321",
        "280",
        "0, ctypes.create_string_buffer(b'\\2\\0\\0\\0\\4\\0\\0\\0\\4\\0\\0\\0\\1', 128), 128",
        ">= 0",
    ),
    "perf": ("298", "241", "(ctypes.c_uint32 * 32)(1, 112), 0, -1, -1, 0", ">= 0"),
    "userfaultfd": ("323", "282", "1", ">= 0"),
    "io-uring": ("425", "425", "8, ctypes.create_string_buffer(120)", ">= 0"),
    "trace": ("101", "117", "16, os.getppid(), 0, 0", "== 0"),
    "host-name": ("170", "161", "os.uname().nodename.encode(), len(os.uname().nodename)", "== 0"),
    "kernel-log": ("103", "116", "10, None, 0", "> 0"),
    "swap-root": ("155", "41", "b'/tmp', b'/tmp'", "== 0"),
    "clock": ("227", "112", "0, (ctypes.c_long * 2)(*divmod(__import__('time').time_ns(), 10**9))", "== 0"),
}
"""Name -> the call's numbers on x86-64 and aarch64, its arguments, and what it returns where it is allowed."""
OF_THE_MACHINE = ("mount", "host-name", "swap-root", "clock")
"""Calls that change the machine where nothing confines what root runs: they are tried where something does."""

ATTACKS = (
    *(Attack(f"read-{name}", READ, "read", {"path": path}) for name, path in READS.items()),
    *(Attack(f"list-{name}", READ, "list", {"path": path}) for name, path in LISTS.items()),
    *(Attack(f"write-{name}", WRITTEN, "write", {"path": path}) for name, path in WRITES.items()),
    *(Attack(f"socket-{name}", REACHED, "socket", {"path": path}) for name, path in SOCKETS.items()),
    Attack("socket-abstract", REACHED, "abstract", {"path": "hostile-@token@"}),
    Attack("tcp-loopback", REACHED, "tcp", {"host": "127.0.0.1"}),
    Attack("tcp-machine", REACHED, "tcp", {"host": "@address@"}, frozenset({NAMESPACES})),
    Attack("udp-loopback", REACHED, "udp", {"host": "127.0.0.1"}),
    Attack("udp-machine", REACHED, "udp", {"host": "@address@"}, frozenset({NAMESPACES})),
    Attack("environment", READ, "environment"),
    Attack("symbolic-link", LINKED, "symbolic-link", {"path": READS["home"]}, EVERYWHERE),
    Attack("hard-link", LINKED, "hard-link", {"path": READS["home"]}),
    *(
        Attack(name, SHOWN, "say", {"text": text, "octal": octal}, EVERYWHERE)
        for name, (text, octal) in SAYINGS.items()
    ),
    *(
        Attack(
            name,
            CALLED,
            "call",
            {"name": name, "x86": x86, "arm": arm, "arguments": arguments, "wanted": wanted},
            tried=CONFINED if name in OF_THE_MACHINE else EVERYWHERE,
        )
        for name, (x86, arm, arguments, wanted) in CALLS.items()
    ),
    Attack("vsock", CALLED, "vsock"),
    Attack("device", CALLED, "device"),
    Attack("memory-of-the-machine", CALLED, "read", {"path": "/dev/mem"}),
    Attack("others", APART, "others"),
    Attack("kill", APART, "kill", tried=CONFINED),
    Attack("left-behind", ENDED, "left"),
    *(
        Attack(f"prepare-{name}", PREPARED, deed, values, frozenset({NAMESPACES}), EVERYWHERE - {CONTAINERS}, True)
        for name, deed, values in (
            *((f"read-{name}", "read", {"path": READS[name]}) for name in READS),
            *((f"write-{name}", "write", {"path": WRITES[name]}) for name in WRITES),
            *((f"socket-{name}", "socket", {"path": SOCKETS[name]}) for name in SOCKETS),
            ("socket-abstract", "abstract", {"path": "hostile-@token@"}),
            ("tcp-loopback", "tcp", {"host": "127.0.0.1"}),
            ("environment", "environment", {}),
        )
    ),
)
