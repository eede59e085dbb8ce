"""The filter of calls that a container engine gets."""

from __future__ import annotations

import json
import socket

from harness.launch.container_calls import profile

UNSHARE_USER = 0x10000000


def test_what_is_refused_in_namespaces_is_refused_in_containers() -> None:
    rules = json.loads(profile())["syscalls"]
    whole = {name for rule in rules if "args" not in rule for name in rule["names"]}
    assert {"io_uring_setup", "ptrace", "keyctl", "bpf", "mount", "unshare", "clone3"} <= whole
    refused = {(rule["names"][0], *rule["args"][0].values()) for rule in rules if "args" in rule}
    assert ("clone", 0, UNSHARE_USER, UNSHARE_USER, "SCMP_CMP_MASKED_EQ") in refused
    families = {value for name, _, _, value, _ in refused if name == "socket"}
    assert {socket.AF_VSOCK, socket.AF_PACKET, socket.AF_ALG} <= families
    assert not {socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK} & families
