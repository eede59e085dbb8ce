"""A plan -> the same plan with the real host behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from harness.catalogue import Catalogue
from harness.commands.live.forward import Forwarder
from harness.credentials import Keyring
from harness.errors import UserError
from harness.plan import Plan, Planned

SCENARIOS = ("success", "missing-key", "empty-key")
"""What is run live: a real host can't be made to fail, and the last two send nothing."""


def live_plan(plan: Plan, catalogue: Catalogue, host: str, keys: Mapping[str, str], patience: float) -> Plan:
    """The plan with its good cases answered by the real host. `keys` are the real ones, by the variables that programs
    read. `patience`: seconds that the host may stay silent. Programs that receive are left out: nothing real is sent to
    them. So are those that open a WebSocket. Raises UserError if there are no others.
    """

    def live(planned: Planned) -> Planned:
        api = catalogue.apis[planned.case.example.api]
        own = {one.value: keys[one.env] for one in planned.credentials}
        keyring = Keyring(planned.credentials, catalogue.rules.signature)
        return replace(
            planned, respond=lambda: Forwarder(api, planned.operation, host, own, patience, keyring, planned.server)
        )

    def hiding(planned: Planned) -> Planned:
        return replace(planned, real=tuple(keys[one.env] for one in planned.credentials if one.secret))

    def answered(planned: Planned) -> bool:
        """True where a program sends requests that have an answer each."""
        api, steps = catalogue.apis[planned.case.example.api], [step.operation for step in planned.steps]
        return not planned.deliveries and not any(api.socket(one) for one in (planned.operation, *steps))

    calling = [planned for planned in plan.cases if answered(planned)]
    if plan.cases and not calling:
        raise UserError("--live: expected programs that call, got none but such as receive or open a WebSocket")
    cases = tuple(live(hiding(planned)) if forwards(planned) else hiding(planned) for planned in calling)
    return replace(plan, cases=cases, whole=False)  # what only whole runs are asked for, a run on the mock shows


def forwards(planned: Planned) -> bool:
    """True for a case whose request goes to the real host."""
    return planned.scenario.name == "success" and not planned.deliveries


def scenarios(asked: list[str]) -> list[str]:
    """The scenarios of a live run. Raises UserError for one that can't be run live."""
    for name in asked:
        if name not in SCENARIOS:
            raise UserError(f'--scenario "{name}": a live run takes {", ".join(SCENARIOS)}; the mock plays all others')
    return asked or list(SCENARIOS)
