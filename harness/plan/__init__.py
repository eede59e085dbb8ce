"""Examples x scenarios, filters -> cases, each with its responder."""

from harness.plan.filters import Filters, NothingPlanned
from harness.plan.plan import Plan, Planned, credentials_of, media_asked

__all__ = ["Filters", "NothingPlanned", "Plan", "Planned", "credentials_of", "media_asked"]
