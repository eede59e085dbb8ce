"""A scenario and an operation -> the callable that answers requests as the API would."""

from harness.respond.additions import NOTHING_ADDED, Additions
from harness.respond.elsewhere import WithElsewhere
from harness.respond.leads import Leads, gives_upload
from harness.respond.resources import ROLES, Effect, resources_of
from harness.respond.respond import Answerer, Scripts
from harness.respond.responders import Alone, AsNamed, InOrder, like
from harness.respond.stand_ins import NO_STAND_INS, StandIns
from harness.respond.things import Things
from harness.respond.tokens import WithTokens
from harness.respond.turns import Turns

__all__ = [
    "NOTHING_ADDED",
    "NO_STAND_INS",
    "ROLES",
    "Additions",
    "Alone",
    "Answerer",
    "AsNamed",
    "Effect",
    "InOrder",
    "Leads",
    "Scripts",
    "StandIns",
    "Things",
    "Turns",
    "WithElsewhere",
    "WithTokens",
    "gives_upload",
    "like",
    "resources_of",
]
