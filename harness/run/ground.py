"""Where the programs of a run are started: the launcher, the private copies, and the trust in the mock's hosts."""

from __future__ import annotations

import shutil
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from harness.common.hosts import Host
from harness.launch import NOTHING, Furniture, Launcher, Workspaces, best_launcher, container_launcher, trust
from harness.run.options import Options
from harness.settings import Settings


class Ground:
    """Made for the hosts that programs name, and for some settings; others may need a new one."""

    def __init__(self, settings: Settings, named: Sequence[Host], options: Options) -> None:
        self._made_for = _needs(settings, named)
        self.trust = trust.make(named, settings.root, settings.ca_bundles)
        self.base = Path(tempfile.mkdtemp(prefix="harness-"))
        try:
            self.launcher = self._chosen_launcher(settings, self.trust.furniture if self.trust else NOTHING, options)
        except BaseException:
            shutil.rmtree(self.base, ignore_errors=True)
            raise
        self.workspaces = Workspaces(keeps=self.launcher.ends_all and not options.keeper)

    def _chosen_launcher(self, settings: Settings, furniture: Furniture, options: Options) -> Launcher:
        if options.launcher == "docker":
            return container_launcher(self.base, _readable(settings), furniture)
        return best_launcher(self.base, settings.ports, furniture)

    def fits(self, settings: Settings, named: Sequence[Host]) -> bool:
        """True if programs that name these hosts run here as these settings say."""
        return self._made_for == _needs(settings, named)

    def remove(self) -> None:
        """Takes away every folder that was made, once nothing runs any more."""
        self.workspaces.close()
        shutil.rmtree(self.base, ignore_errors=True)


def _needs(settings: Settings, named: Sequence[Host]) -> tuple[object, ...]:
    """All that the launcher and the trust depend on."""
    return tuple(named), settings.root, settings.examples, settings.ca_bundles, settings.ports


def _readable(settings: Settings) -> tuple[Path, ...]:
    """What programs in containers may read: the project, its tree, and the libraries of this interpreter."""
    return settings.root, settings.examples, Path(sysconfig.get_path("purelib"))
