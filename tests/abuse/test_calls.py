"""System calls that no example needs are refused, however the program was started."""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import tempfile
from pathlib import Path

import pytest
from support.runs import Record, run_one
from support.trees import Program

from abuse.hostile import CALL, SAY
from harness.launch import seccomp
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.network_place import MOST_ESCAPES

MACHINE = os.uname().machine
CALLS = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
for name, number in {calls}.items():
    done = libc.syscall(number, 0, 0, 0, 0, 0, 0)
    if done != -1 or ctypes.get_errno() != errno.EPERM:
        sys.exit(f"{{name}}: {{done}} {{errno.errorcode.get(ctypes.get_errno())}}")
"""
CONNECTS = """
for path in {paths!r}:
    try:
        socket.socket(socket.AF_UNIX).connect(path)
    except OSError:
        pass
"""
ASKS = """
import os, socket, sys, urllib.request

headers = {"Authorization": "Bearer " + os.environ["STABILITY_API_KEY"]}
request = urllib.request.Request(os.environ["API_HOST"] + "/v1/engines/list", headers=headers)
print(urllib.request.urlopen(request).read().decode())
"""
OPENS = """
wrong = []
for family in range(1, 46):
    for protocol in range(3):
        try:
            socket.socket(family, socket.SOCK_RAW if family == socket.AF_NETLINK else socket.SOCK_STREAM, protocol)
        except OSError as error:
            if error.errno != 1 and family not in (1, 2, 10, 16):
                wrong.append((family, protocol, error))
            continue
        if (family, protocol) not in ((1, 0), (1, 1), (2, 0), (10, 0), (16, 0)):
            wrong.append((family, protocol))
if wrong:
    sys.exit(str(wrong))
"""

pytestmark = pytest.mark.skipif(MACHINE not in ("x86_64", "aarch64"), reason="there is no filter for this processor")


def judged(tmp_path: Path, text: str) -> Record:
    """The record of a program in namespaces."""
    try:
        (tmp_path / "base").mkdir()
        ConfinedLauncher(tmp_path / "base").close()
    except Unavailable as error:
        pytest.skip(str(error))
    return run_one(tmp_path / "tree", Program("python", "list_engines", text=text))


def test_calls_that_holes_in_kernels_are_found_in_are_refused(tmp_path: Path) -> None:
    column = ("x86_64", "aarch64").index(MACHINE)
    calls = {name: numbers[column] for name, numbers in seccomp.REFUSED.items()}
    record = judged(tmp_path, CALL + SAY + CALLS.format(calls=calls))
    assert ("failed", "") == (record["reason"] or record["verdict"], record["outcome"].get("stderr", ""))
    told = {f"made the system call {name}" for name in calls if not name.startswith("io_uring")}
    assert [("sandbox-escape", name) for name in sorted(told)] == sorted(
        (finding["code"], finding["actual"]) for finding in record["findings"]
    )


@pytest.mark.parametrize("more", ["", "import ctypes\n"])
def test_calls_of_sockets_outside_are_told_and_those_of_libraries_and_of_its_own_are_not(
    more: str, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as outside, tempfile.TemporaryDirectory(dir="/tmp") as folder:
        outside.bind(f"{folder}/agent.sock")
        outside.listen()
        asked = [f"{folder}/agent.sock", "/run/user/1000/docker.sock", "/run/../etc/x.sock"]
        silent = [f"{folder}/own.sock", "own.sock", "/run/nscd/socket", "/run/user/1000/bus", "\0own"]
        record = judged(tmp_path, more + ASKS + CONNECTS.format(paths=[*asked, *silent]))
    told = {f"called the unix socket {os.path.normpath(path)}" for path in asked}
    assert told == {finding["actual"] for finding in record["findings"]}, record
    assert ("cold" if more else "warm") == record["start"]


def test_a_program_that_tries_without_end_has_no_more_findings_than_any(tmp_path: Path) -> None:
    record = judged(tmp_path, ASKS + CONNECTS.format(paths=[f"/run/{n}.sock" for n in range(1000)]))
    assert {"sandbox-escape"} == {finding["code"] for finding in record["findings"]}
    assert MOST_ESCAPES == len(record["findings"])


def test_the_calls_of_another_interface_of_the_same_processor_are_refused(tmp_path: Path) -> None:
    if MACHINE != "x86_64":
        pytest.skip("only x86-64 has one")
    record = judged(tmp_path, CALL + SAY + CALLS.format(calls={"getpid of x32": 0x40000000 + 39}))
    assert ("passed", "") == (record["reason"] or record["verdict"], record["outcome"].get("stderr", ""))


@pytest.mark.parametrize("more", ["", "import ctypes\n"])
def test_sockets_are_those_of_the_internet_of_one_machine_and_of_routes(more: str, tmp_path: Path) -> None:
    record = judged(tmp_path, more + ASKS + OPENS)
    assert ("failed", "") == (record["reason"] or record["verdict"], record["outcome"].get("stderr", ""))
    told = {f"made the system call socket(AF_{name})" for name in ("PACKET", "VSOCK")}
    assert told == {finding["actual"] for finding in record["findings"]}
    assert ("cold" if more else "warm") == record["start"]


def test_the_filter_names_the_calls_by_the_numbers_of_this_kernel() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for family in (socket.AF_INET, socket.AF_UNIX):
        os.close(libc.syscall(seccomp._SOCKET[MACHINE], family, socket.SOCK_STREAM, 0))
    assert -1 == libc.syscall(seccomp._SOCKET[MACHINE], 99, socket.SOCK_STREAM, 0)
    assert errno.EAFNOSUPPORT == ctypes.get_errno()
