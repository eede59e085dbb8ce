"""The few Linux calls that Python has no name for. Each raises OSError as the ones of `os` do."""

from __future__ import annotations

import ctypes
import os
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWCGROUP = 0x02000000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 1 << 18
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MNT_DETACH = 2
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAP_SYS_CHROOT, CAP_SYS_ADMIN = 18, 21
_CAPABILITIES_V3 = 0x20080522
_MOUNT_ATTR_RDONLY = 1
_AT_RECURSIVE = 0x8000
_AT_FDCWD = -100
_SYS_MOUNT_SETATTR = 442
"""The same number on every architecture (the kernel's scripts/syscall.tbl)."""

_SYS_KEYCTL = {"x86_64": 250, "aarch64": 219}.get(os.uname().machine)
_KEYCTL_JOIN_SESSION_KEYRING = 1

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def unshare(flags: int) -> None:
    """unshare(2)."""
    _check(_libc.unshare(flags), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """setns(2)."""
    _check(_libc.setns(descriptor, kind), "setns")


def prctl(option: int, value: int, more: int = 0) -> None:
    """prctl(2), with one argument or two."""
    _check(_libc.prctl(option, value, ctypes.c_void_p(more), 0, 0), "prctl")


def syscall(number: int, *arguments: int) -> int:
    """syscall(2) with arguments as wide as a register; -1 where it fails, and then nothing is raised."""
    return int(_libc.syscall(number, *map(ctypes.c_ulong, arguments)))


def leave_keyring() -> None:
    """Gives this process and its descendants an empty session keyring (keyctl(2)), where the kernel has keyrings."""
    if _SYS_KEYCTL is not None:
        _libc.syscall(_SYS_KEYCTL, _KEYCTL_JOIN_SESSION_KEYRING, None)


def keep_over_exec(*capabilities: int) -> None:
    """Lets the program that this process becomes have these capabilities, and no others (capabilities(7), ambient)."""
    bits = sum(1 << capability for capability in capabilities)
    header = struct.pack("Ii", _CAPABILITIES_V3, 0)
    _check(_libc.capset(header, struct.pack("6I", bits, bits, bits, 0, 0, 0)), "capset")
    for capability in capabilities:
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """mount(2)."""
    encoded = [os.fsencode(value) if value is not None else None for value in (source, target, kind, data)]
    _check(_libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3]), target)


def make_point(target: str, *, folder: bool) -> None:
    """Makes what a folder or a file can be mounted on."""
    os.makedirs(target if folder else os.path.dirname(target), exist_ok=True)
    if not folder:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644))


def pivot_root(new: str, old: str) -> None:
    """pivot_root(2)."""
    _check(_libc.pivot_root(new.encode(), old.encode()), "pivot_root")


def umount(target: str, flags: int) -> None:
    """umount2(2)."""
    _check(_libc.umount2(target.encode(), flags), target)


def set_read_only(target: str, *, read_only: bool) -> None:
    """mount_setattr(2) on a mount and all below it. Since Linux 5.12."""
    bits = (_MOUNT_ATTR_RDONLY, 0) if read_only else (0, _MOUNT_ATTR_RDONLY)
    attributes = struct.pack("QQQQ", *bits, 0, 0)
    result = _libc.syscall(
        _SYS_MOUNT_SETATTR,
        _AT_FDCWD,
        os.fsencode(target),
        _AT_RECURSIVE if read_only else 0,
        attributes,
        len(attributes),
    )
    _check(result, target)
