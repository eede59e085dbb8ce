"""Live runs: the same programs, their requests sent on to the real host, the answers held against the document too."""

from harness.commands.live.forward import Forwarder
from harness.commands.live.judge import LiveAssessor, LiveParity, repeated_live, settled
from harness.commands.live.plan import SCENARIOS, live_plan

__all__ = ["SCENARIOS", "Forwarder", "LiveAssessor", "LiveParity", "live_plan", "repeated_live", "settled"]
