"""A program that receives -> what it is sent in each scenario, and what answers its own requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from harness.catalogue import Catalogue
from harness.credentials import Credential, Keyring, TokenServer, held
from harness.credentials.credential import made
from harness.credentials.deliveries import Signer, made_secret
from harness.errors import UserError
from harness.model import Case, Example, Reply, Request, Responder
from harness.plan.deliveries import Deliveries, Post, Sample, samples_of, why_not
from harness.plan.start import Start
from harness.respond import Answerer
from harness.scenarios import Scenario
from harness.settings import DeliverySettings, ReceiverSettings, Settings


@dataclass(frozen=True)
class Receiver:
    """What is known of one program that receives, whatever the scenario."""

    settings: Settings
    catalogue: Catalogue
    example: Example

    @cached_property
    def _table(self) -> ReceiverSettings:
        return self.settings.receivers.get(self.example.name) or ReceiverSettings()

    @cached_property
    def _samples(self) -> tuple[Sample, ...]:
        """Raises UserError where the document gives nothing that could be sent."""
        api = self.catalogue.apis[self.example.api]
        hooks = self.catalogue.receives[self.example.id]
        found = tuple(samples_of(api, hooks))
        if not found:
            names = ", ".join(hook.id for hook in hooks)
            raise UserError(f"{api.document.shown}: {names}: expected a request body in JSON, found none")
        return found

    def why_not(self, scenario: Scenario) -> str:
        """Why a scenario does not apply; empty where it does. Raises UserError as `deliveries`."""
        rule = self.settings.api(self.example.api).deliveries
        return why_not(scenario, self._samples, Signer(rule, ""), rule.event)

    def credentials(self, credentials: Sequence[Credential], case: Case, key: str) -> tuple[Credential, ...]:
        """What the case is given, the signing secret among it, in the form that the settings say."""
        own = held(credentials, case.name, self.settings.key_env, key)
        return with_secret(self.settings.api(self.example.api).deliveries, own, case, self.settings.key_env)

    def deliveries(self, scenario: Scenario, case: Case, credentials: Sequence[Credential]) -> Deliveries:
        """What the case is sent. Raises UserError for a document without an example that could be sent."""
        rule, table = self.settings.api(self.example.api).deliveries, self._table
        secret = next((one.value for one in credentials if one.env == rule.secret_env), "")
        post = Post(scenario, self._samples, Signer(rule, secret), rule.event, table.path, case.name)
        return Deliveries(table.port, table.port_env, table.answer_limit, post.deliveries)

    def responder(self, scenario: Scenario, case: Case, credentials: tuple[Credential, ...]) -> Callable[[], Responder]:
        """Makes what answers the requests of the program itself, each by the operation that it is for."""
        api, rules = self.catalogue.apis[self.example.api], self.catalogue.rules
        if not api.operations:
            return lambda: _nothing
        keyring = Keyring(credentials, rules.signature)
        answerer = Answerer(api, api.operations[0], scenario, rules, keyring, case.name)
        return Start(TokenServer(api, keyring), (answerer,), None, in_order=False, by_name=True).responder


def with_secret(
    rule: DeliverySettings, own: tuple[Credential, ...], case: Case, key_env: str
) -> tuple[Credential, ...]:
    """The credentials of a case, and the signing secret among them; that of `key_env` stays the first."""
    if not rule.secret_env:
        return own
    known = next((one.value for one in own if one.env == rule.secret_env), "")
    value = made_secret(rule, known or made(case.name, rule.secret_env, secret=True))
    secret = Credential(rule.secret_env, value)
    others = tuple(one for one in own if one.env != rule.secret_env)
    return (secret, *others) if rule.secret_env == key_env else (*others, secret)


def _nothing(request: Request) -> Reply:  # noqa: ARG001 - a responder's shape
    """An API of webhooks alone has no operation."""
    return Reply(404)
