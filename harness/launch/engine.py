"""A container engine, Docker or whatever speaks its API, and what a run has there: one network, and containers.

All that is made carries the run's folder as a label. A container ends with the connection that its standard input hangs
on, so that even a harness that is killed leaves none running; networks of dead runs are taken away by the next one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.common.elsewhere import SECOND
from harness.errors import EnvironmentTrouble
from harness.launch.container_calls import profile
from harness.launch.furnish import TEMPORARY
from harness.launch.limits import Limits
from harness.launch.mounts import Mounts

LABEL = "example-harness.base"
IDLE = "65531:65531"
"""The user that waits in a container: no program has it, for each may end what is its user's."""
OWN = 16
"""Processes and threads in a container that are none of a program's: what waits, and what starts and ends programs."""
EMPTY = "rw,nosuid,nodev,noexec,size=64k,mode=0755"
"""A folder that is root's and has nothing in it (tmpfs(5)): no program is root."""
FILES = 16384
"""Files that one program may have open: engines that may not raise their own limit refuse more."""
CONNECT_LIMIT = 30
"""Seconds that the engine may take to answer a call that does not wait for a program."""


@dataclass(frozen=True)
class Container:
    """A container that runs."""

    id: str
    address: str
    """Its own on the run's network."""
    stdin: Any
    """The connection that it ends with."""


class Engine:
    """The engine's client. Raises EnvironmentTrouble where none answers."""

    def __init__(self, base: Path, mounts: Mounts, limits: Limits) -> None:
        self._base, self._mounts, self._limits = base, mounts, limits
        self._client = _connect()
        self._containers: list[Container] = []
        self._sweep()
        self._calls = self._filter()
        self._network, self.gateway = self._make_network()

    def _filter(self) -> str:
        """How the engine takes the filter of calls: Docker as text, Podman as a file."""
        with _told("asking the engine for its version"):
            parts = self._client.version().get("Components") or []
        if not any("podman" in str(part.get("Name")).lower() for part in parts):
            return profile()
        file = self._base / "calls.json"
        file.write_text(profile(), "utf-8")
        return str(file)

    def container(self, image: str) -> Container:
        """A new container of an image that is there. Raises EnvironmentTrouble."""
        started = self._start(image)
        self._containers.append(started)
        return started

    def run(self, container: str, argv: Sequence[str], user: str, **more: Any) -> bytes:
        """Runs a command to its end: what it printed. Raises EnvironmentTrouble.

        `more` are `environment` and `workdir`.
        """
        with _told("running a program in a container"):
            made = self._client.api.exec_create(container, list(argv), stderr=False, user=user, **more)
            return bytes(self._client.api.exec_start(made["Id"]))

    def end(self, container: Container) -> None:
        """Takes a container away, as far as the engine still answers."""
        with contextlib.suppress(Exception):
            self._client.api.remove_container(container.id, force=True, v=True)
        with contextlib.suppress(Exception):
            container.stdin.close()

    def close(self) -> None:
        """Takes the containers and the network away, as far as the engine still answers."""
        for container in self._containers:
            self.end(container)
        with contextlib.suppress(Exception):
            self._client.api.remove_network(self._network)
        with contextlib.suppress(Exception):
            self._client.close()

    def _make_network(self) -> tuple[str, str]:
        """An internal network: from inside nothing but its gateway, which is this machine, can be reached."""
        with _told("making a network"):
            network = self._client.networks.create(
                f"example-harness-{self._base.name}", driver="bridge", internal=True, labels={LABEL: str(self._base)}
            )
            network.reload()
        try:
            return str(network.id), str(network.attrs["IPAM"]["Config"][0]["Gateway"])
        except (KeyError, IndexError, TypeError):
            network.remove()
            raise EnvironmentTrouble("the container engine gave a network without a gateway") from None

    def _start(self, image: str) -> Container:
        api, limits = self._client.api, self._limits
        with _told(f"starting a container of {image}"):
            made = api.create_container(
                image,
                command=["cat"],  # ends with its standard input
                entrypoint=[],
                stdin_open=True,
                user=IDLE,
                labels={LABEL: str(self._base)},
                host_config=api.create_host_config(
                    network_mode=self._network,
                    extra_hosts={SECOND: self.gateway},
                    binds=[*self._mounts.binds, f"{self._base}:{self._base}:rw"],
                    tmpfs=dict.fromkeys(TEMPORARY[:2], f"rw,nosuid,nodev,size={limits.disk},mode=1777")
                    | dict.fromkeys(self._mounts.empty, EMPTY),
                    read_only=True,
                    cap_drop=["ALL"],
                    security_opt=["no-new-privileges", f"seccomp={self._calls}"],
                    mem_limit=limits.memory,
                    memswap_limit=limits.memory,
                    shm_size=limits.shared,
                    pids_limit=limits.processes + OWN,
                    ulimits=[
                        _limit("fsize", limits.disk),
                        _limit("core", 0),
                        _limit("nproc", limits.processes + 2 * OWN),  # of the user: the engine's own limit is met first
                        _limit("nofile", FILES),
                    ],
                    init=True,
                    auto_remove=True,
                ),
            )
            try:
                stdin = api.attach_socket(made["Id"], params={"stdin": 1, "stream": 1})
                api.start(made["Id"])
                networks = api.inspect_container(made["Id"])["NetworkSettings"]["Networks"]
            except BaseException:
                with contextlib.suppress(Exception):  # what has not started does not go by itself
                    api.remove_container(made["Id"], force=True, v=True)
                raise
        (own,) = networks.values()
        return Container(made["Id"], own["IPAddress"], stdin)

    def find(self, image: str) -> None:
        """Gets an image that is not there. Raises EnvironmentTrouble."""
        from docker.errors import ImageNotFound

        with _told(f"looking for the image {image}"):
            try:
                self._client.images.get(image)
            except ImageNotFound:
                self._client.images.pull(image)

    def _sweep(self) -> None:
        """Takes away what runs have left that were ended by force: their folders are gone, or nobody holds them."""
        from harness.launch.stale import in_use

        with _told("looking for what other runs have left"):
            for container in self._client.containers.list(all=True, filters={"label": LABEL}):
                if not in_use(Path(container.labels[LABEL])):
                    with contextlib.suppress(Exception):
                        container.remove(force=True, v=True)
            for network in self._client.networks.list(filters={"label": LABEL}):
                if not in_use(Path(network.attrs["Labels"][LABEL])):
                    with contextlib.suppress(Exception):
                        network.remove()


def _connect() -> Any:
    import docker  # here, because it takes longer to import than many a run takes
    from docker.errors import DockerException

    try:
        client: Any = docker.from_env(timeout=CONNECT_LIMIT)
        client.ping()
    except (DockerException, OSError, ValueError) as error:
        where = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
        raise EnvironmentTrouble(
            f"--launcher docker: expected a container engine at {where}, got: {_first_line(error)}; "
            "start one, or name its socket in DOCKER_HOST"
        ) from None
    client.api.timeout = None  # a program may take its time; its own limit ends it
    return client


def _limit(name: str, value: int) -> Any:
    from docker.types import Ulimit

    return Ulimit(name=name, soft=value, hard=value)


@contextlib.contextmanager
def _told(what: str) -> Any:
    """Whatever an engine fails with is trouble of the machine's, in one line."""
    from docker.errors import DockerException

    try:
        yield
    except (DockerException, OSError) as error:
        raise EnvironmentTrouble(f"{what}: the container engine failed: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
