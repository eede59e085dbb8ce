"""Examples x scenarios, filters -> cases, each with its responder."""

from harness.plan.plan import Filters, NothingPlanned, Plan, Planned, media_asked

__all__ = ["Filters", "NothingPlanned", "Plan", "Planned", "media_asked"]
