"""What to do on this machine so that it gives namespaces to its users."""

from __future__ import annotations

import sys
from pathlib import Path

SWITCHES = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),  # Ubuntu 24.04
    ("kernel/unprivileged_userns_clone", "0", "1"),  # Debian before 11
    ("user/max_user_namespaces", "0", "15000"),  # Red Hat
)
"""Settings of the kernel (sysctl(8)) by which systems forbid namespaces: the value that does, and one that does not."""
CONTAINER_MARKS = (".dockerenv", "run/.containerenv", "var/run/secrets/kubernetes.io")
"""What Docker, Podman and Kubernetes put into a container."""


def remedy(ports: tuple[int, int] | None = None, root: Path = Path("/")) -> str:
    """What to do, for a sentence's end. `ports` are those that the settings ask for, `root` is where files lie."""
    if ports is not None:
        return 'take "ports" out of the settings: in a namespace every port is free'
    if not sys.platform.startswith("linux"):
        return "run the programs in containers (--launcher docker)"
    for name, forbids, allows in SWITCHES:
        switch = root / "proc" / "sys" / name
        if switch.is_file() and switch.read_text().strip() == forbids:
            return f"allow them: sudo sysctl -w {name.replace('/', '.')}={allows}"
    if any((root / mark).exists() for mark in CONTAINER_MARKS):
        return (
            "allow them in this container: start it with --security-opt seccomp=unconfined --security-opt "
            "apparmor=unconfined --security-opt systempaths=unconfined"
        )
    return "allow them, as SECURITY.md says for your system, or run the programs in containers (--launcher docker)"
