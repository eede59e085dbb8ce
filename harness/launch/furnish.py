"""What is in the places of programs that name their hosts: those names, and files in place of the machine's."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

HOST_ADDRESS = "198.19.255.254"
"""Where hosts of a place are: of the range for benchmarks (RFC 2544), far from the addresses of other names."""
LOOPBACK = "127.0.0.1"
TMP = "/tmp"  # noqa: S108 - it is what programs name
SHARED = "/dev/shm"  # noqa: S108 - as above
TEMPORARY = (TMP, "/var/tmp", SHARED)  # noqa: S108 - as above
"""The machine's folders for temporary files: each case has them empty and to itself."""
_IPV4 = re.compile(r"\d+\.\d+\.\d+\.\d+")


class Furniture:
    """Names that lead to the mock in every place, the ports on which it listens there, and files that programs see."""

    __slots__ = ("files", "names", "ports")

    def __init__(
        self,
        names: tuple[str, ...] = (),
        ports: tuple[tuple[str, int], ...] = (),
        files: Mapping[str, str] | None = None,
    ) -> None:
        """`names` are in lower case, and `*.` in front represents one label; `ports` are name and port of each listener
        that a case has beside its own; `files` are paths of the machine's files with what programs read there.
        """
        self.names, self.ports, self.files = names, ports, files or {}

    @property
    def doors(self) -> tuple[tuple[str, int], ...]:
        """The addresses and ports to listen on, each once."""
        return tuple(dict.fromkeys((address_of(name), port) for name, port in self.ports))

    def has(self, name: str) -> bool:
        """True for a name, in lower case, that leads to the mock."""
        return name in self.names or "*." + name.partition(".")[2] in self.names

    def write(self) -> dict[str, object]:
        """As a JSON value, for another process."""
        return {"names": self.names, "ports": self.ports, "files": dict(self.files)}


NOTHING = Furniture()


def read(told: dict[str, Any]) -> Furniture:
    """What `write` gave."""
    return Furniture(tuple(told["names"]), tuple((name, port) for name, port in told["ports"]), told["files"])


def address_of(name: str) -> str:
    """Where a name leads."""
    if _IPV4.fullmatch(name):
        return name
    return LOOPBACK if name == "localhost" or name.endswith(".localhost") else HOST_ADDRESS


def lay_out(furniture: Furniture, folder: str) -> list[str]:
    """Writes what programs are to read into a new folder; the paths to show it at, each in the file of its number."""
    if not furniture.names:
        return []
    os.mkdir(folder)
    texts = {**_resolution(furniture.names), **furniture.files}
    for number, text in enumerate(texts.values()):
        with open(f"{folder}/{number}", "w", encoding="latin-1") as stream:
            stream.write(text)
    return list(texts)


def _resolution(names: Sequence[str]) -> dict[str, str]:
    """The files by which names are resolved: those of the place first, by whatever way a program asks."""
    lines = [f"{LOOPBACK} localhost", *(f"{address_of(name)} {name}" for name in names if name[0] != "*")]
    return {
        "/etc/hosts": "\n".join([*dict.fromkeys(lines), ""]),
        "/etc/resolv.conf": f"nameserver {LOOPBACK}\n",
        "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n",
    }
