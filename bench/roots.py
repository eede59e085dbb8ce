"""Runs a command of the project in bare Debian roots, as root and as an ordinary user: what a newcomer's machine does.

    sudo python bench/roots.py [--release bookworm ...] [--user root ...] [--keep FOLDER] [-- COMMAND ...]

The command is `./run-all.sh` unless one is given. Each root has Debian's minimal system and what the README asks for,
and is made by debootstrap once; the command runs in a copy of it, with a copy of the project's tracked files. It has
mounts and processes of its own, the machine's network, and the machine's certificates and settings of pip and npm.
"""

# ruff: noqa: T201, S603, S607 - a script that prints and runs the machine's own tools
from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from interrupts import copy

RELEASES = ("bookworm", "trixie")
PACKAGES = ("python3", "python3-venv", "curl", "ca-certificates")
PERSON = 1000
"""The ordinary user's id."""
USERS = {"root": 0, "person": PERSON}
PASSED_ON = ("_PROXY", "_CERT", "_CERTS", "_CERT_FILE", "_CA_BUNDLE", "_INDEX_URL", "_proxy")
"""How the names of variables end that say how this machine reaches its registries."""
FILES = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf", "/etc/npmrc")
ENTER = """
set -eu
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mkdir -p .machine
pivot_root . .machine
umount -l /.machine
shift
exec "$@"
"""


def base(release: str, folder: Path) -> Path:
    """The release's minimal system with the packages; made where it is not there yet."""
    made = folder / release
    if not made.exists():
        unfinished = folder / f"{release}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        words = ["debootstrap", "--variant=minbase", "--include", ",".join(PACKAGES), release, str(unfinished)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        for file in filter(os.path.exists, FILES):
            shutil.copy(file, unfinished / file[1:])
        with (unfinished / "etc/passwd").open("a", encoding="utf-8") as users:
            users.write(f"person:x:{PERSON}:{PERSON}::/home/person:/bin/sh\n")
        unfinished.rename(made)
    return made


def environment(home: str) -> dict[str, str]:
    """What a person's shell has at its start."""
    passed_on = {name: value for name, value in os.environ.items() if name.endswith(PASSED_ON)}
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {**passed_on, "HOME": home, "PATH": path, "TERM": "dumb"}


def run_in(root: Path, user: str, command: list[str], log: Path) -> int:
    """The status of the command in the root, by the user; what it prints goes to the log."""
    home = "/root" if user == "root" else f"/home/{user}"
    project = root / home[1:] / "project"
    project.mkdir(parents=True)
    copy(project)
    number = str(USERS[user])
    subprocess.run(["chown", "-R", f"{number}:{number}", root / home[1:]], check=True)
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "sh", str(root)]
    words += ["setpriv", "--reuid", number, "--regid", number, "--clear-groups"]
    words += ["sh", "-c", 'cd "$HOME/project" && exec "$@"', "sh", *command]
    with log.open("wb") as output:
        return subprocess.run(
            words,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode


def main() -> int:
    """Prints a line a root; 1 where one of the commands did not end with 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", action="append", choices=RELEASES)
    parser.add_argument("--user", action="append", choices=list(USERS))
    parser.add_argument("--keep", type=Path, help="where the minimal systems and the output stay")
    parser.add_argument("command", nargs="*", default=["./run-all.sh"])
    arguments = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = (arguments.keep or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for release in arguments.release or RELEASES:
            for user in arguments.user or USERS:
                root, log = Path(scratch) / f"{release}-{user}", folder / f"{release}-{user}.log"
                subprocess.run(["cp", "-a", base(release, folder), root], check=True)
                began = time.monotonic()
                status = run_in(root, user, arguments.command, log)
                shutil.rmtree(root)
                bad += status != 0
                last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
                print(
                    f"{release} {user}: status {status}, {time.monotonic() - began:.0f} s: {''.join(last)}", flush=True
                )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
