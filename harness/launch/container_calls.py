"""The calls that programs in containers are refused, as engines take them: those of namespaces, and more.

Engines have a filter of their own, which older ones leave open for io_uring, ptrace and AF_VSOCK. One filter takes the
place of another, so that this one refuses what theirs do too: what no program without capabilities needs. Calls that
the kernel grants to capabilities alone are not listed, since containers have none.
"""

from __future__ import annotations

import errno
import json
from typing import Any

from harness.launch import linux
from harness.launch.seccomp import FAMILIES, REFUSED

MORE = (
    *("unshare", "setns", "umount", "open_by_handle_at", "lookup_dcookie", "quotactl", "kcmp", "process_madvise"),
    *("move_pages", "migrate_pages", "mbind", "set_mempolicy", "get_mempolicy", "vm86", "vm86old", "uselib", "ustat"),
    *("sysfs", "_sysctl", "syslog", "acct", "kexec_load", "kexec_file_load", "fanotify_init"),
)
"""What engines refuse by their own filters, beside the calls that namespaces refuse."""
SPACES = linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWPID | linux.CLONE_NEWIPC


def profile() -> str:
    """The filter as JSON (github.com/opencontainers/runtime-spec, "Seccomp")."""
    kinds = [bit for bit in map(_bit, range(32)) if SPACES & bit]
    others = [family for family in range(1, 46) if family not in FAMILIES]
    calls = [
        _refused([*REFUSED, *MORE]),
        _refused(["clone3"], errno.ENOSYS),  # its flags lie in memory: libraries then use clone
        *(_refused(["clone"], argument=(bit, bit)) for bit in kinds),
        *(_refused(["socket"], argument=(0xFFFFFFFF, family)) for family in others),
    ]
    return json.dumps({"defaultAction": "SCMP_ACT_ALLOW", "syscalls": calls})


def _bit(number: int) -> int:
    return 1 << number


def _refused(names: list[str], error: int = errno.EPERM, argument: tuple[int, int] | None = None) -> dict[str, Any]:
    """Calls that fail; with an `argument`, a mask and a value, those alone whose first one has that value."""
    rule: dict[str, Any] = {"names": names, "action": "SCMP_ACT_ERRNO", "errnoRet": error}
    if argument:
        mask, value = argument
        rule["args"] = [{"index": 0, "value": mask, "valueTwo": value, "op": "SCMP_CMP_MASKED_EQ"}]
    return rule
