"""What a process is born with that a command could notice: only a process born alike may answer for another."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from harness import __version__
from harness.cli.resident.place import PACKAGE

READ_AT_THE_START = (
    "PYTHON", "LC_", "LANG", "LD_", "GLIBC_", "MALLOC_", "OPENSSL_", "CRYPTOGRAPHY_", "TZ", "COVERAGE",
)  # fmt: skip
"""How the names of variables begin that are read when an interpreter starts or loads a library, and never again."""
STATUS = (
    "Umask", "Uid", "Gid", "Groups", "SigBlk", "SigIgn", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs",
    "Seccomp", "Cpus_allowed", "Mems_allowed",
)  # fmt: skip
"""Of /proc/PID/status (proc(5))."""
NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")


def born_with() -> dict[str, str]:
    """Each fact of this process under the name that a person is given if it differs."""
    with open("/proc/self/status") as file:  # noqa: PTH123 - pathlib is slow to load
        lines = dict(line.split(":", 1) for line in file)
    with open("/proc/self/limits") as file:  # noqa: PTH123
        limits = file.read()
    root = os.stat("/")  # noqa: PTH116
    return {
        "the version": f"{__version__} {PACKAGE}",
        "the interpreter": f"{sys.executable} {sys.version} {sys.flags} {sys._xoptions} {sys.warnoptions}",
        "the path of modules": repr(sys.path),
        "the limits": f"{limits} {os.getpriority(os.PRIO_PROCESS, 0)}",
        "the namespaces": " ".join(os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES),  # noqa: PTH115
        "the root folder": f"{root.st_dev} {root.st_ino}",
        **{f"{name} of the process": lines.get(name, "").strip() for name in STATUS},
        **{name: value for name, value in os.environ.items() if name.startswith(READ_AT_THE_START)},
    }


def difference(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """The first fact in which they differ; empty if there is none."""
    return next((name for name in {**one, **other} if one.get(name) != other.get(name)), "")
