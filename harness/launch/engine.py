"""A container engine, Docker or whatever speaks its API, and what a run has there: one network, one container an image.

All that is made carries the run's folder as a label. A container ends with the connection that its standard input hangs
on, so that even a harness that is killed leaves none running; networks of dead runs are taken away by the next one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.errors import EnvironmentTrouble
from harness.launch.furnish import TEMPORARY
from harness.launch.limits import MAX_FILE

LABEL = "example-harness.base"
MEMORY = "4g"
"""Of all programs of one language together: some hundred may wait side by side."""
PIDS = 8192
"""Processes and threads of all programs of one language together."""
FILES = 16384
"""Files that one program may have open: engines that may not raise their own limit refuse more."""
CONNECT_LIMIT = 30
"""Seconds that the engine may take to answer a call that does not wait for a program."""


class Engine:
    """The engine's client. Raises EnvironmentTrouble where none answers."""

    def __init__(self, base: Path, readable: Sequence[Path]) -> None:
        self._base, self._readable = base, readable
        self._client = _connect()
        self._containers: dict[str, tuple[str, Any]] = {}
        self._sweep()
        self._network, self.gateway = self._make_network()

    def container(self, image: str) -> str:
        """The container of an image, started where it is not. Raises EnvironmentTrouble."""
        if image not in self._containers:
            self._containers[image] = self._start(image)
        return self._containers[image][0]

    def run(self, container: str, argv: Sequence[str], user: str, **more: Any) -> bytes:
        """Runs a command to its end: what it printed. Raises EnvironmentTrouble.

        `more` are `environment` and `workdir`.
        """
        with _told("running a program in a container"):
            made = self._client.api.exec_create(container, list(argv), stderr=False, user=user, **more)
            return bytes(self._client.api.exec_start(made["Id"]))

    def close(self) -> None:
        """Takes the containers and the network away, as far as the engine still answers."""
        for container, stdin in self._containers.values():
            with contextlib.suppress(Exception):
                self._client.api.remove_container(container, force=True, v=True)
            with contextlib.suppress(Exception):
                stdin.close()
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

    def _start(self, image: str) -> tuple[str, Any]:
        self._find(image)
        api = self._client.api
        with _told(f"starting a container of {image}"):
            made = api.create_container(
                image,
                command=["cat"],  # ends with its standard input
                entrypoint=[],
                stdin_open=True,
                user="65534:65534",
                labels={LABEL: str(self._base)},
                host_config=api.create_host_config(
                    network_mode=self._network,
                    binds=[f"{path}:{path}:ro" for path in self._readable] + [f"{self._base}:{self._base}:rw"],
                    tmpfs=dict.fromkeys(TEMPORARY[:2], "rw,nosuid,nodev,size=64m,mode=1777"),
                    read_only=True,
                    cap_drop=["ALL"],
                    security_opt=["no-new-privileges"],
                    mem_limit=MEMORY,
                    pids_limit=PIDS,
                    ulimits=[
                        _limit("fsize", MAX_FILE),
                        _limit("core", 0),
                        _limit("nproc", PIDS),
                        _limit("nofile", FILES),
                    ],
                    init=True,
                    auto_remove=True,
                ),
            )
            stdin = api.attach_socket(made["Id"], params={"stdin": 1, "stream": 1})
            api.start(made["Id"])
        return made["Id"], stdin

    def _find(self, image: str) -> None:
        """Gets an image that is not there."""
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
