"""Where the programs of a run are started: the launcher, the private copies, and the trust in the mock's hosts."""

from __future__ import annotations

import shutil
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.common.hosts import Host
from harness.errors import EnvironmentTrouble
from harness.languages import Language
from harness.launch import NOTHING, Launcher, Workspaces, best_launchers, build_cells, container_launcher, trust
from harness.launch.limits import MB, Limits
from harness.launch.remedy import remedy
from harness.run.options import Options
from harness.run.visible import absolute, visible
from harness.settings import Settings


class Ground:
    """Made for the hosts that programs name, and for some settings; others may need a new one."""

    def __init__(
        self, settings: Settings, named: Sequence[Host], languages: Mapping[str, Language], options: Options
    ) -> None:
        self._made_for = _needs(settings, named)
        self.trust = trust.make(named, settings.root, settings.ca_bundles)
        self.base = Path(tempfile.mkdtemp(prefix="harness-"))
        furniture = self.trust.furniture if self.trust else NOTHING
        seen = visible(settings, languages)
        try:
            if options.launcher == "docker":
                self.launchers = container_launcher(self.base, _readable(settings), seen, furniture, limits(settings))
            else:
                self.launchers = best_launchers(self.base, settings.ports, furniture, seen, limits(settings))
            self.launcher = self.launchers.first
            if options.require_guard:
                _check_guard(self.launcher, settings)
        except BaseException:
            shutil.rmtree(self.base, ignore_errors=True)
            raise
        self.cell = build_cells(seen, self.launcher, self.base)
        """What gives each build a cell; None if the programs have no namespaces either."""
        self.workspaces = Workspaces(
            keeps=self.launcher.ends_all and not options.keeper, confined=self.launcher.confines
        )

    def fits(self, settings: Settings, named: Sequence[Host]) -> bool:
        """True if programs that name these hosts run here as these settings say."""
        return self._made_for == _needs(settings, named)

    def remove(self) -> None:
        """Takes away every folder that was made, once nothing runs any more."""
        self.workspaces.close()
        shutil.rmtree(self.base, ignore_errors=True)


def _needs(settings: Settings, named: Sequence[Host]) -> tuple[object, ...]:
    """All that the launcher and the trust depend on."""
    return (
        *(tuple(named), settings.root, settings.examples, settings.ca_bundles, settings.ports, settings.readable),
        limits(settings),
    )


def limits(settings: Settings) -> Limits:
    """What a program may use up, by the settings."""
    return Limits(
        memory=settings.memory_limit * MB,
        processes=settings.process_limit,
        disk=settings.disk_limit * MB,
        output=settings.output_limit * MB,
        shared=settings.shared_memory_limit * MB,
    )


def _check_guard(launcher: Launcher, settings: Settings) -> None:
    """Raises EnvironmentTrouble, and closes the launcher, where nothing confines its programs."""
    if not launcher.confines:
        launcher.close()
        raise EnvironmentTrouble(
            f"no namespaces ({launcher.reason}), so nothing would keep the programs from other hosts and from this "
            f"machine's files: {remedy(settings.ports)}; or say --trust-programs"
        )


def _readable(settings: Settings) -> tuple[Path, ...]:
    """What programs in containers may read: the project, its tree, and the libraries of this interpreter."""
    opened = (absolute(settings.root, path) for path in settings.readable)
    return settings.root, settings.examples, Path(sysconfig.get_path("purelib")), *opened
