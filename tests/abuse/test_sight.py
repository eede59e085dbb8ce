"""What a program sees of the machine: what it needs, and nothing else of its user's."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from support.runs import Record, run
from support.trees import Program, make_tree

from abuse.hostile import CALL, SAY
from harness.errors import EnvironmentTrouble
from harness.launch.confined import ConfinedLauncher, Unavailable

LOOK = """
PATHS = {paths!r}
SOCKETS = {sockets!r}
seen = []
for path in PATHS:
    try:
        seen.append(path if os.listdir(path) else "")
    except NotADirectoryError:
        seen.append(path if open(path).read() else "")
    except OSError:
        pass
for path in SOCKETS:
    try:
        socket.socket(socket.AF_UNIX).connect(path)
        seen.append(path)
    except OSError:
        pass
print(call())
print(json.dumps([path for path in seen if path]))
"""
CANARIES = {
    "home/.ssh/id_ed25519",
    "home/notes.txt",
    "other/pyproject.toml",
    "tree/.git/config",
    "tree/.harness/exchanges/x.json",
    "tree/.env",
    "tree/.github/workflows/ci.yml",
}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, another checkout, and a tree; in each something that is no program's business."""
    try:
        (tmp_path / "base").mkdir()
        ConfinedLauncher(tmp_path / "base").close()
    except Unavailable as error:
        pytest.skip(str(error))
    for name in CANARIES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("canary")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def look(world: Path, paths: list[str], sockets: tuple[str, ...] = (), **settings: object) -> Record:
    """The record of a program that looks at paths, and calls sockets."""
    text = CALL + LOOK.format(paths=paths, sockets=sockets)
    program = Program("python", "list_engines", text=text)
    make_tree(world / "tree", program, settings=settings)
    return run(world / "tree", "success")[f"{program.id}/success"]


def seen(record: Record) -> list[str]:
    """What it found."""
    found: list[str] = json.loads(record["outcome"]["stdout"].splitlines()[-1])
    return found


def test_a_program_sees_nothing_of_the_home_other_checkouts_and_what_is_hidden_in_its_own(world: Path) -> None:
    paths = [str(world / name) for name in sorted(CANARIES)]
    assert [] == seen(look(world, [*paths, str(world / "home"), str(world / "other"), "/root/.pyenv/../.bashrc"]))


def test_a_program_reads_what_the_settings_open(world: Path) -> None:
    record = look(world, [str(world / "other"), str(world / "home")], readable=["../other", "~/notes.txt"])
    assert [str(world / "other"), str(world / "home")] == seen(record)
    assert "passed" == record["verdict"]


@pytest.mark.parametrize("link", ["tree/.harness/build", "tree/examples/python/.venv", "tree/examples/node_modules"])
def test_a_link_in_the_project_opens_nothing_outside(world: Path, link: str) -> None:
    (world / link).parent.mkdir(parents=True, exist_ok=True)
    (world / link).symlink_to(world / "home")
    text = CALL + LOOK.format(paths=[str(world / "home"), str(world / "home" / "notes.txt")], sockets=())
    program = Program("python", "list_engines", text=text)
    other = make_tree(world / "made", program)
    for path in other.root.rglob("*"):
        if path.is_file():
            target = world / "tree" / path.relative_to(other.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
    try:
        record = run(world / "tree", "success")[f"{program.id}/success"]
    except EnvironmentTrouble:  # a run that refuses the link shows nothing either
        return
    assert [] == seen(record)


def test_an_interpreter_that_programs_do_not_see_is_named_with_the_setting_that_opens_it(world: Path) -> None:
    tool = world / "tree" / "examples" / "python" / ".venv" / "bin" / "python"
    files = {"python/.venv/bin/python": f"#!{world}/other/run\n".encode()}
    program = Program("python", "list_engines", text=CALL + SAY)
    make_tree(world / "tree", program, files=files)
    tool.chmod(0o755)
    (world / "other" / "run").symlink_to("/bin/sh")
    record = run(world / "tree", "success")[f"{program.id}/success"]
    assert "could-not-run" == record["verdict"]
    assert record["reason"].startswith(f"{tool}: programs don't see this file, or the interpreter that its first line")
    assert record["reason"].endswith('name its folder in "readable", in the settings')


@pytest.mark.parametrize("folder", ["home", "other", "tree"])
def test_a_program_calls_no_socket_outside_its_cell(world: Path, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(world / folder)
    with socket.socket(socket.AF_UNIX) as listener:
        path = world / folder / "s"
        listener.bind(str(path))
        listener.listen()
        listener.setblocking(False)
        assert [] == seen(look(world, [], (str(path),)))
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_program_reads_no_file_that_its_user_alone_may_read(world: Path) -> None:
    assert [] == seen(look(world, ["/etc/shadow", "/etc/gshadow", "/etc/ssl/private"]))


def test_a_program_makes_no_namespaces(world: Path) -> None:
    program = Program(
        "python",
        "list_engines",
        text=CALL
        + SAY
        + """
import ctypes
for kind in (0x10000000, 0x00020000, 0x40000000, 0x04000000, 0x08000000, 0x02000000, 0x20000000):
    if ctypes.CDLL(None).unshare(kind) == 0:
        sys.exit(f"made a namespace of kind {kind:#x}")
""",
    )
    make_tree(world / "tree", program)
    record = run(world / "tree", "success")[f"{program.id}/success"]
    assert (0, ["made the system call unshare"]) == (
        record["outcome"]["exit_status"],
        [finding["actual"] for finding in record["findings"]],
    )


def test_a_case_leaves_no_message_queue_or_shared_memory_for_the_next(world: Path) -> None:
    text = (
        CALL
        + """
import ctypes
found = ctypes.CDLL(None).shmget(4711, 4096, 0o666)
ctypes.CDLL(None).shmget(4711, 4096, 0o1666)
print(call("/v1/user/account"))
sys.exit("found another's memory" if found != -1 else 0)
"""
    )
    program = Program("python", "get_account", text=text)
    make_tree(world / "tree", program)
    records = run(world / "tree", "success", "success-closed", jobs=1)
    assert [0, 0] == [record["outcome"]["exit_status"] for record in records.values()]
