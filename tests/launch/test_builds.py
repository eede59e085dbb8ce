"""What a tool that runs code of the tree reaches from its cell."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from harness.common.cells import Reach, built_in, run_in_cell
from harness.common.tools import ToolTrouble
from harness.launch.builds import BuildCells
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.root import Visible

LIMIT = 60.0
TRY = """
import json, os, socket, sys
reads, writes, address = json.loads(sys.argv[1])
done = []
for path in reads:
    try:
        done.append(path if os.listdir(path) else "")
    except NotADirectoryError:
        done.append(path if open(path).read() else "")
    except OSError:
        pass
for path in writes:
    try:
        open(os.path.join(path, "planted"), "w").write("x")
        done.append(path)
    except OSError:
        pass
try:
    socket.create_connection(address, 2)
    done.append("network")
except OSError:
    pass
done += ["secret"] if "canary" in json.dumps(dict(os.environ)) else []
done += ["processes"] if [name for name in os.listdir("/proc") if name.isdigit() and int(name) > 20] else []
print(json.dumps([one for one in done if one]))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project beside another checkout, and a folder of results beside another one."""
    try:
        (tmp_path / "base").mkdir()
        ConfinedLauncher(tmp_path / "base").close()
    except Unavailable as error:
        pytest.skip(str(error))
    for name in ("project/.git/config", "project/api.yaml", "other/notes.txt", "project/made/x", "project/theirs/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("canary")
    return tmp_path / "project"


def cells(project: Path) -> BuildCells:
    return BuildCells(Visible((str(project),), (str(project / ".git"),)), project.parent)


def tried(project: Path, reach: Reach) -> list[str]:
    """What a tool got that tries everything."""
    beside = project.parent
    reads = [beside / "other", project / ".git", project / "api.yaml", Path("/root/.bashrc"), Path("/etc/shadow")]
    writes = [project, project / "made", project / "theirs", beside / "other", Path("/etc"), Path("/tmp")]  # noqa: S108
    with socket.create_server(("127.0.0.1", 0)) as listener, built_in(cells(project)):
        told = json.dumps(([str(path) for path in reads], [str(path) for path in writes], listener.getsockname()))
        done = run_in_cell([sys.executable, "-c", TRY, told], LIMIT, reach, folder=project)
    assert 0 == done.returncode, done.stderr
    got: list[str] = json.loads(done.stdout)
    return [os.path.relpath(one, project) if one.startswith(str(project)) else one for one in got]


def test_a_build_reads_the_project_and_writes_to_its_own_folder_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "canary")
    assert ["api.yaml", "made", "/tmp"] == tried(project, Reach(writes=[project / "made"]))  # noqa: S108
    assert (project / "made" / "planted").exists()


def test_a_tool_calls_other_hosts_where_it_may(project: Path) -> None:
    assert "network" in tried(project, Reach(network=True))


def test_a_build_finds_nothing_of_another_in_the_folder_for_temporary_files(project: Path) -> None:
    tried(project, Reach())
    assert not Path("/tmp/planted").exists()  # noqa: S108


@pytest.mark.parametrize(
    ("limit", "value", "text", "said"),
    [
        ("memory", 64 << 20, "x = bytearray(256 << 20); import time; time.sleep(60)", "memory"),
        (
            "processes",
            4,
            "import os, time; [os.fork() or time.sleep(60) for _ in range(8)]; time.sleep(60)",
            "processes",
        ),
        (
            "disk",
            1 << 20,
            "[open(f'made/{n}', 'wb').write(bytes(1 << 20)) for n in range(9)]; import time; time.sleep(60)",
            "disk space",
        ),
    ],
)
def test_a_build_is_ended_at_its_limits(project: Path, limit: str, value: int, text: str, said: str) -> None:
    lower = (
        "from harness.launch import build_cell;"
        f"build_cell.OF_BUILDS = build_cell.OF_BUILDS._replace({limit}={value}); build_cell.main()"
    )
    with cells(project).opened(
        [sys.executable, "-c", text], Reach(writes=[project / "made"]), {"PATH": os.defpath}
    ) as (started, env):
        at = started.index("-c") + 1
        changed = [*started[:at], f"import sys; sys.path.insert(0, sys.argv.pop(1)); {lower}", *started[at + 1 :]]
        with pytest.raises(ToolTrouble, match=f"it was ended at its limit of {said}"):
            _run(changed, env, project)


def _run(argv: list[str], env: object, folder: Path) -> None:
    class Opened:
        def opened(self, *_: object) -> object:
            import contextlib

            return contextlib.nullcontext((argv, env))

    with built_in(Opened()):  # type: ignore[arg-type]
        run_in_cell([], LIMIT, Reach(), folder=folder)


def test_a_tool_that_is_not_there_is_named(project: Path) -> None:
    with built_in(cells(project)), pytest.raises(ToolTrouble, match="no-such-tool: No such file or directory"):
        run_in_cell(["no-such-tool"], LIMIT, Reach(), folder=project)


def test_the_exit_status_and_what_was_written_are_handed_on(project: Path) -> None:
    with built_in(cells(project)):
        done = run_in_cell(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], LIMIT, Reach(), folder=project)
        killed = run_in_cell(["/bin/sh", "-c", "kill -9 $$"], LIMIT, Reach(), folder=project)
    assert (3, "out\n", "err\n", 137) == (done.returncode, done.stdout, done.stderr, killed.returncode)


def test_without_a_cell_a_tool_has_the_rights_of_its_user(project: Path) -> None:
    done = run_in_cell(["/bin/sh", "-c", "echo $OWN; ls .git"], LIMIT, Reach(variables={"OWN": "1"}), folder=project)
    assert "1\nconfig\n" == done.stdout
