"""A filter of system calls (seccomp(2)) that refuses what no example needs, and what holes in kernels are found in.

Where the kernel lets it, a refused call is first shown to the warden, which answers for the kernel (refusals.py). What
is allowed passes as fast as ever: only calls of sockets with an address that is not the internet's are shown too.

The numbers are those of the kernel's scripts/syscall.tbl and arch/x86/entry/syscalls/syscall_64.tbl. There is no
filter on processors other than these two.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct

from harness.launch import linux

_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""How the kernel names a processor (audit.h)."""
_SOCKET = {"x86_64": 41, "aarch64": 198}
_CONNECT = {"x86_64": 42, "aarch64": 203}
_UNSHARE = {"x86_64": 272, "aarch64": 97}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
REFUSED = {
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
"""Each call with its number on both processors."""
_OF_RUNTIMES = ("io_uring_setup", "io_uring_enter", "io_uring_register")
"""Calls that runtimes, such as Node.js, try by themselves: they are refused, and no program is blamed."""
_X32 = 0x40000000
"""From here on x86-64 counts the calls of another interface once more."""
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK, _NETLINK_ROUTE = 1, 2, 10, 16, 0
_AF_PACKET, _AF_VSOCK = 17, 40
FAMILIES = (_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK)
"""Sockets that programs may have; of AF_NETLINK those of routes alone."""
_ADDRESSES = (16, 28)
"""Bytes of an address of the internet, IPv4 and IPv6. A unix socket's is as short only where its name is."""
_SPACES = linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWPID | linux.CLONE_NEWIPC
_LOAD, _RETURN = 0x20, 0x06
_EQUAL, _AT_LEAST, _ANY_OF = 0x15, 0x35, 0x45
_NUMBER, _MACHINE, _FIRST, _THIRD = 0, 4, 16, 32
"""Where a call's number, its processor, and its first and third argument stand (struct seccomp_data, little-endian)."""
_ALLOW, _ERROR, _TELL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x7FC00000
_PR_SET_SECCOMP, _FILTER = 22, 2
_SET_FILTER, _NEW_LISTENER = 1, 8


def _program(machine: str, *, tells: bool) -> bytes:
    """The filter as classic BPF: tests that jump to one of its ends, `tell`, `refuse` or `allow`."""
    column = list(_ARCH).index(machine)
    tests: list[tuple[int, int, str, str]] = [
        (_LOAD, _MACHINE, "", ""),
        (_EQUAL, _ARCH[machine], "", "refuse"),
        (_LOAD, _NUMBER, "", ""),
        (_AT_LEAST, _X32, "refuse", ""),
        *(
            (_EQUAL, numbers[column], "refuse" if name in _OF_RUNTIMES else "tell", "")
            for name, numbers in REFUSED.items()
        ),
        (_EQUAL, _SOCKET[machine], "socket", ""),
        (_EQUAL, _UNSHARE[machine], "unshare", ""),
        (_EQUAL, _CONNECT[machine], "" if tells else "allow", "allow"),
        (_LOAD, _THIRD, "", ""),
        *((_EQUAL, size, "allow", "") for size in _ADDRESSES[:-1]),
        (_EQUAL, _ADDRESSES[-1], "allow", "tell"),
    ]
    labels = {"unshare": len(tests)}
    tests += [(_LOAD, _FIRST, "", ""), (_ANY_OF, _SPACES, "tell", "allow")]
    labels["socket"] = len(tests)
    tests += [
        (_LOAD, _FIRST, "", ""),
        *((_EQUAL, family, "allow", "") for family in (_AF_UNIX, _AF_INET, _AF_INET6)),
        *((_EQUAL, family, "tell", "") for family in (_AF_PACKET, _AF_VSOCK)),
        (_EQUAL, _AF_NETLINK, "", "refuse"),
        (_LOAD, _THIRD, "", ""),
        (_EQUAL, _NETLINK_ROUTE, "allow", "refuse"),
    ]
    labels |= {"tell": len(tests), "refuse": len(tests) + 1, "allow": len(tests) + 2}
    steps = [
        (code, *(labels[label] - index - 1 if label else 0 for label in (yes, no)), value)
        for index, (code, value, yes, no) in enumerate(tests)
    ]
    steps += [(_RETURN, 0, 0, end) for end in (_TELL if tells else _ERROR, _ERROR, _ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _loadable(program: bytes) -> tuple[object, ctypes.Array[ctypes.c_char]]:
    """A filter's steps, which have to stay, and what names them (struct sock_fprog)."""
    steps = ctypes.create_string_buffer(program, len(program))
    return steps, ctypes.create_string_buffer(struct.pack("HP", len(program) // 8, ctypes.addressof(steps)))


_machine = os.uname().machine
_filters = [_loadable(_program(_machine, tells=tells)) for tells in (True, False)] if _machine in _ARCH else []


def name_of(number: int) -> str:
    """The name of a call that is refused; empty for another one."""
    column = list(_ARCH).index(_machine)
    others = {_SOCKET[_machine]: "socket", _CONNECT[_machine]: "connect", _UNSHARE[_machine]: "unshare"}
    return others.get(number) or next((name for name, found in REFUSED.items() if found[column] == number), "")


def install(*, tells: bool = True) -> int:
    """Puts the filter over this process and all that it starts, for ever. It must have given up new privileges before.

    Gives back the descriptor which reports refused calls, and takes the answers to them (refusals.py); -1 where the
    kernel has none. Without `tells` the kernel refuses them by itself: nobody has to answer, and connections are left
    alone. Raises OSError where the kernel has no filters.
    """
    if not _filters:
        return -1
    telling, plain = (ctypes.addressof(one) for _, one in _filters)
    told = linux.syscall(_SECCOMP[_machine], _SET_FILTER, _NEW_LISTENER, telling) if tells else -1
    if told < 0:
        linux.prctl(_PR_SET_SECCOMP, _FILTER, plain)
    return told


def install_and_hand_over(line: socket.socket) -> None:
    """Installs the filter, and sends the descriptor which reports refused calls, if there is one."""
    told = install()
    if told >= 0:
        socket.send_fds(line, [b"told"], [told])
        os.close(told)


def handed_over(line: socket.socket) -> int:
    """The descriptor that was sent on the other end; -1 where none was."""
    try:
        _, files, _, _ = socket.recv_fds(line, 4, 1, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return -1
    return files[0] if files else -1
