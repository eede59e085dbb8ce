"""Python as it is on a system that is not Linux: loaded by the interpreter at its start, through PYTHONPATH.

What only Linux has is taken out of the standard library (each entry says "Availability: Linux" in its documentation, or
is not on macOS), libc's own calls are refused, and so is every look into `/proc` and `/dev/shm`.
"""

import ctypes
import errno
import fcntl
import os
import resource
import selectors
import signal
import socket
import sys

LINUX_ALONE = {
    os: (
        "CLONE_ EFD_ MFD_ P_PIDFD PIDFD_ RWF_ SCHED_ SPLICE_ TFD_ XATTR_ O_LARGEFILE O_NOATIME O_PATH",
        "O_TMPFILE copy_file_range eventfd fdatasync getrandom getresgid getresuid getxattr listxattr memfd_create",
        "pidfd_open pipe2 posix_fadvise posix_fallocate removexattr sched_getaffinity sched_setaffinity",
        "sched_getparam sched_setscheduler setns setresgid setresuid setxattr splice timerfd_ unshare",
    ),
    fcntl: ("F_ADD_SEALS F_GET_SEALS F_GETPIPE_SZ F_SETPIPE_SZ F_SEAL_ F_OFD_",),
    resource: ("prlimit",),
    signal: ("pidfd_send_signal sigtimedwait sigwaitinfo",),
    socket: (
        "AF_ALG AF_NETLINK AF_PACKET AF_VSOCK SO_BINDTODEVICE SO_DOMAIN SO_PASSCRED SO_PEERCRED SOCK_CLOEXEC",
        "SOCK_NONBLOCK",
    ),
}
for module, names in LINUX_ALONE.items():
    for name in [name for name in vars(module) if name.startswith(tuple(" ".join(names).split()))]:
        delattr(module, name)
selectors.DefaultSelector = selectors.PollSelector  # type: ignore[misc] # epoll is Linux's
multiarch = getattr(sys.implementation, "_multiarch", "")
os.environ["_PYTHON_SYSCONFIGDATA_NAME"] = f"_sysconfigdata_{sys.abiflags}_{sys.platform}_{multiarch}"
sys.platform = "freebsd14"  # no module of the standard library asks for more than that it is another one


class Libc:
    """A libc without the calls of Linux."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> object:
        raise AttributeError(f"symbol not found: {name}")


ctypes.CDLL = Libc  # type: ignore[misc,assignment]


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("open", "os.listdir", "os.scandir", "glob.glob") and arguments:
        path = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes) else ""
        if path.startswith(("/proc", "/dev/shm")):  # noqa: S108 - it is refused
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


sys.addaudithook(refuse)
