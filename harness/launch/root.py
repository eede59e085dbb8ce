"""The root that programs see: the system's files and what the run names. Nothing else of the machine is in it.

A read-only mount keeps nobody from reading, nor from calling a socket (unix(7)). What is not mounted at all can be
neither read nor called.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence

from harness.launch import furnish, linux
from harness.launch.furnish import TEMPORARY, Furniture

SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/nix/store", "/gnu/store"),
    *("/proc", "/sys/devices/system/cpu", "/sys/kernel/mm/transparent_hugepage"),
    "/var/lib/ca-certificates",  # openSUSE: links of /etc lead there
)
"""What programs need of any machine, where it is there."""
FOR_EVERYONE = "/etc"
"""The folder of which programs see what every user may read: a harness that root runs could read all of it."""
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
SOCKETS = "/proc/net/unix"
_CLOSED = linux.MS_NOSUID | linux.MS_NODEV


class Visible:
    """Paths that programs see beside the system's, and paths below them that they don't. The longest one counts."""

    __slots__ = ("hidden", "shown")

    def __init__(self, shown: Sequence[str] = (), hidden: Sequence[str] = ()) -> None:
        self.shown, self.hidden = tuple(shown), tuple(hidden)


NO_MORE = Visible()
Shown = dict[str, str]
"""A path -> what it is a link to, empty for what is no link."""


class Root:
    """A new root, built beside the old one until it is entered."""

    def __init__(self, place: str) -> None:
        """`place` is any folder: the new root is mounted over it."""
        self._place = place
        self._mounts: dict[str, bool] = {}
        """Path -> True where it is shown, False where it is hidden."""
        self._links: dict[str, str] = {}
        linux.mount("tmpfs", place, "tmpfs", _CLOSED, "size=1m,mode=0755")

    def show(self, path: str) -> None:
        """Mounts what lies at a path, where there is something; with it come the links that lead there."""
        real = self._follow(path) if os.path.exists(path) else ""
        if real and not self._shows(real):
            self.bind(real, real)

    def hide(self, path: str) -> None:
        """Puts something empty in the place of a folder or a file that is shown."""
        if not self._shows(path) or not os.path.lexists(path) or os.path.islink(path):
            return
        if os.path.isdir(path):
            linux.mount("tmpfs", self._place + path, "tmpfs", _CLOSED, "size=64k,mode=0755")
            self._mounts[path] = False
        else:
            self.bind("/dev/null", path)

    def put(self, path: str, source: str) -> None:
        """Shows another file in the place of one of the machine's."""
        if os.path.isfile(path):
            self.bind(source, self._follow(path))

    def below(self, folder: str) -> Shown:
        """What is shown in a folder that is not shown itself; what is mounted in that comes with it."""
        mounts = {path: "" for path in self._mounts if self._mount_of(path.rpartition("/")[0]) == ""}
        return {path: link for path, link in {**mounts, **self._links}.items() if path.startswith(f"{folder}/")}

    def put_empty(self, folder: str, options: str) -> None:
        """Mounts an empty file system of its own at a folder that is not shown (tmpfs(5))."""
        self.make(folder)
        linux.mount("tmpfs", self._place + folder, "tmpfs", _CLOSED, options)

    def make(self, folder: str) -> None:
        """An empty folder, if there is none yet."""
        os.makedirs(self._place + folder, exist_ok=True)

    def enter(self, *writable: str) -> None:
        """Makes it the root of this mount namespace, all but some mounts read-only, and lets go of the old one."""
        os.chdir(self._place)
        linux.pivot_root(".", ".")
        linux.umount(".", linux.MNT_DETACH)
        os.chdir("/")
        linux.set_read_only("/", read_only=True)
        for path in writable:
            linux.set_read_only(path, read_only=False)

    def devices(self) -> None:
        """The few devices that a program needs: with a root's number it could write to disks, read-only or not."""
        self.make("/dev/shm")  # noqa: S108 - a mount point: each case has a folder of its own there
        for name in DEVICES:
            if os.path.exists(f"/dev/{name}"):
                self.bind(f"/dev/{name}", f"/dev/{name}")
        for name, target in {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
            os.symlink(f"/proc/self/{target}", f"{self._place}/dev/{name}")

    def bind(self, source: str, path: str, flags: int = linux.MS_REC) -> None:
        """Mounts a file or a folder at a path without links, and by default what is mounted in it."""
        target = self._place + path
        if not self._shows(path):  # what is shown is the machine's own, where nothing is to be made
            linux.make_point(target, folder=os.path.isdir(source))
        linux.mount(source, target, None, linux.MS_BIND | flags)
        self._mounts[path] = True

    def _shows(self, path: str) -> bool:
        """True for what lies in a mount that is shown."""
        return self._mounts.get(self._mount_of(path), False)

    def _mount_of(self, path: str) -> str:
        """The mount that a path lies in; empty for none."""
        while path and path not in self._mounts:
            path = path.rpartition("/")[0]
        return path

    def _follow(self, path: str) -> str:
        """The path without links; those on the way are made in the new root too."""
        done, left = "", [part for part in path.split("/") if part]
        while left:
            here = f"{done}/{left.pop(0)}"
            if not os.path.islink(here):
                done = here
                continue
            target = os.readlink(here)
            if not self._shows(here) and here not in self._links:
                self.make(done)
                os.symlink(target, self._place + here)
                self._links[here] = target
            left = [part for part in os.path.normpath(os.path.join(done, target)).split("/") if part] + left
            done = ""
        return done


def close(base: str, visible: Visible, furniture: Furniture, sockets: Iterable[str]) -> dict[str, Shown]:
    """Leaves the caller's mount namespace with nothing but the system, `visible` and `base`, where one may write.

    `sockets` are the machine's unix sockets, which programs are not to reach. Gives back the folders for temporary
    files, each with what is shown in it. Raises OSError where it can't be done.
    """
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    own = os.open(base, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    files = furnish.lay_out(furniture, f"{base}/furniture")
    root = Root(base)
    fill(root, visible, sockets)
    for number, target in enumerate(files):
        root.put(target, f"/proc/self/fd/{own}/furniture/{number}")
    root.devices()
    for folder in TEMPORARY:
        root.make(folder)
    temporary = {folder: root.below(folder) for folder in TEMPORARY}
    root.bind(f"/proc/self/fd/{own}", base, flags=0)  # the new root is mounted in it
    os.close(own)
    root.enter(base)
    return temporary


def fill(root: Root, visible: Visible, sockets: Iterable[str], written: Mapping[str, str] | None = None) -> None:
    """Shows the system and `visible`; hides what only its user may read, and unix sockets.

    `written` are folders that are bound by themselves, so that one may write there: path -> where it is found.
    """
    for path in SYSTEM:
        root.show(path)
    named = {*visible.shown, *visible.hidden, *(written or {})}
    for path in sorted(named, key=lambda path: (path.count("/"), path)):
        if written and path in written:
            root.bind(written[path], path, flags=0)
        elif path in visible.hidden:
            root.hide(path)
        else:
            root.show(path)
    for path in (*_private(FOR_EVERYONE), *(name for name in sockets if name.startswith("/"))):
        root.hide(path)


def _private(folder: str) -> Iterator[str]:
    """What in a folder is not for every user to read."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        mode = entry.stat(follow_symlinks=False).st_mode
        wanted = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
        if mode & wanted != wanted:
            yield entry.path
        elif stat.S_ISDIR(mode):
            yield from _private(entry.path)


def unix_sockets() -> Iterator[str]:
    """The names of the machine's unix sockets (proc(5)): paths without links; abstract ones begin with NUL."""
    with open(SOCKETS, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            path = line.rstrip("\n").split(None, 7)[7:]
            if path and path[0].startswith("/"):
                yield os.path.realpath(path[0])
            elif path and path[0].startswith("@"):
                yield f"\0{path[0][1:]}"
