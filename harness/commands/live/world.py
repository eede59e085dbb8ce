"""What a live run does otherwise than a run against the mock."""

from __future__ import annotations

from harness.commands.live.real_answers import LiveAssessor, LiveParity, repeated_live, settled
from harness.run.world import World

LIVE = World(repeatable=False, assessor=LiveAssessor, parity=LiveParity, settled=settled, reported=repeated_live)
