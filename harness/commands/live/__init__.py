"""Live runs: the same programs, their requests sent on to the real host, the answers held against the document too."""

from harness.commands.live.plan import SCENARIOS, live_plan
from harness.commands.live.world import LIVE

__all__ = ["LIVE", "SCENARIOS", "live_plan"]
