"""Examples x scenarios, filters -> cases, each with all that running and judging it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from harness import scenarios
from harness.catalogue import Catalogue
from harness.common import redaction
from harness.common.patterns import matches
from harness.credentials import Credential, Keyring, TokenServer, declared, held, knows_no_key, stem
from harness.discover.filling import Known, stand_ins
from harness.errors import UserError, nearest
from harness.model import Case, Example, Operation, Reply, Responder, Step
from harness.plan import needs
from harness.plan.callbacks import Callbacks, callbacks_of
from harness.plan.deliveries import Deliveries
from harness.plan.filters import Filters, NothingPlanned
from harness.plan.receiving import Receiver, with_secret
from harness.plan.resources import resources
from harness.plan.scripts import scripted
from harness.plan.start import Start
from harness.respond import (
    NO_STAND_INS,
    NOTHING_ADDED,
    Additions,
    Answerer,
    Effect,
    Scripts,
    StandIns,
    chaining,
)
from harness.scenarios import Scenario
from harness.settings import Settings


@dataclass(frozen=True)
class Planned:
    """A case with its scenario, the operation, the key that only it has, and what answers its requests."""

    case: Case
    scenario: Scenario
    operation: Operation
    key: str
    respond: Callable[[], Responder]
    """Makes what answers the requests of one start of the program."""
    media: str | None
    """The media type that the example is to ask for, where the settings say one."""
    steps: tuple[Step, ...] = ()
    """The requests that it is to send, where there are several."""
    additions: Additions = NOTHING_ADDED
    """What a sample's library adds to them."""
    stand_ins: StandIns = NO_STAND_INS
    """What the program's placeholders stand for."""
    credentials: tuple[Credential, ...] = ()
    """All that it is given to say who it is, the key among them."""
    lenient: Callable[[tuple[str, ...]], Responder] | None = None
    """Makes what answers one more start well, whatever is sent, with the fields that the program asks for."""
    server: TokenServer | None = None
    """What gives it access tokens; None where the API knows none."""
    real: tuple[str, ...] = ()
    """The secrets of the harness's user in a live run, which no program gets."""
    deliveries: Deliveries | None = None
    """What it is sent, where it is a program that receives."""
    callbacks: Callbacks | None = None
    """What is sent to a program that calls, and asks to be called back."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of it no one may see."""
        own = tuple(one.value for one in self.credentials if one.secret) or (self.key,)
        return (*own, *self.real, stem(self.key)) if self.server else (*own, *self.real)

    @property
    def made(self) -> tuple[str, ...]:
        """What of it was made for this case alone: the secrets, the names that go with them, and the tokens."""
        own = tuple(one.value for one in self.credentials) or (self.key,)
        return (*own, stem(self.key)) if self.server else own

    @property
    def worker_group(self) -> str:
        """The cases that one of pytest-xdist's workers runs together: an operation's, in all languages.

        What waits for long is a group of its own, in whatever operation: a worker begins a group when it is given it,
        and those waits are to overlap. Languages are compared scenario by scenario, so that no comparison is torn.
        """
        return self.scenario.name if self.scenario.waits_long else self.case.group


@dataclass(frozen=True)
class NotPlanned:
    """A scenario that can't apply to an example."""

    case: Case
    reason: str


@dataclass(frozen=True)
class Plan:
    """All cases of a run, in the order of their groups."""

    cases: tuple[Planned, ...]
    not_planned: tuple[NotPlanned, ...] = ()
    every: tuple[Case, ...] = ()
    """What would be run without filters."""
    whole: bool = True
    """False where filters leave out examples."""
    every_scenario: bool = True
    """False where a filter leaves out scenarios: what they would have covered is not missed."""


def plan(settings: Settings, examples: Sequence[Example], catalogue: Catalogue, filters: Filters | None = None) -> Plan:
    """Every example under every scenario that applies to it, as far as the filters take them.

    Raises NothingPlanned where a filter matches nothing.
    """
    filters = (filters or Filters()).with_profile(settings.profile)
    known = scenarios.all_scenarios(settings.scenarios)
    credentials = declared(settings, catalogue.schemes)
    scripts = scripted(settings, examples, catalogue)
    stateful = resources(settings, catalogue)
    cases, not_planned = [], []
    for example in examples:
        operation = catalogue.operation(example)
        if example.id in catalogue.receives:
            receiver = Receiver(settings, catalogue, example)
            for case, scenario in ((Case(example, scenario.name), scenario) for scenario in known):
                if reason := receiver.why_not(scenario):
                    not_planned.append(NotPlanned(case, reason))
                else:
                    cases.append(_receiving(receiver, case, scenario, credentials))
            continue
        _check_carried(settings, catalogue, example)
        media = media_asked(settings, example)
        additions = _additions(settings, example)
        stand_ins = _stand_ins(settings, catalogue, example, operation) if operation else NO_STAND_INS
        for scenario in known if operation else ():
            assert operation is not None  # noqa: S101 - the condition above, for the type checker
            case = Case(example, scenario.name)
            reason = _why_not(catalogue, example, operation, scenario, media, scripts)
            if not reason and scenario.key != "set" and _is_keyless(settings, catalogue, example, operation):
                reason = "neither its operation nor its text knows a key"
            if reason:
                not_planned.append(NotPlanned(case, reason))
            else:
                own = _held(settings, credentials, case)
                owned = frozenset(one.value for one in own if not one.secret)
                filled = replace(stand_ins, owned=owned) if owned else stand_ins
                sent = _Sent(media, additions, filled, stateful.get(example.api))
                one = _planned(catalogue, case, operation, scenario, sent, own, scripts)
                cases.append(_called_back(settings, catalogue, one))
    filters.check(
        examples,
        [planned.case for planned in cases],
        {scenario.name for scenario in known},
        lambda: (
            _no_operation(examples[0], catalogue) if not any(one.id in catalogue.shows for one in examples) else None
        ),
    )
    _check_left(filters, cases, not_planned)
    return Plan(
        tuple(planned for planned in cases if filters.take(planned.case)),
        tuple(left for left in not_planned if filters.take(left.case)),
        every=tuple(planned.case for planned in cases),
        whole=filters.whole,
        every_scenario=not filters.scenarios,
    )


def credentials_of(settings: Settings, catalogue: Catalogue, case: Case) -> tuple[Credential, ...]:
    """What a case has to say who it is, as in every run."""
    return _held(settings, declared(settings, catalogue.schemes), case)


def _held(settings: Settings, credentials: Sequence[Credential], case: Case) -> tuple[Credential, ...]:
    key = case.example.key or redaction.make_key(case.name)
    return held(credentials, case.name, settings.key_env, key)


def media_asked(settings: Settings, example: Example) -> str | None:
    """The media type that the settings say an example asks for; None where they say nothing."""
    for asks in settings.asks:
        if any(matches(pattern, example.id) for pattern in asks.examples):
            return asks.media
    return None


def _additions(settings: Settings, example: Example) -> Additions:
    """A shell's samples have no library: what curl sends, its options say."""
    if settings.samples is None or example.owes.brings_libraries or example.dialect.is_shell:
        return NOTHING_ADDED
    try:
        source = example.file.read_text("utf-8", "replace")
    except OSError:
        source = ""
    return Additions(source, frozenset(one.at.lower() for one in settings.samples.adds))


def _stand_ins(settings: Settings, catalogue: Catalogue, example: Example, operation: Operation) -> StandIns:
    """A sample's placeholders are filled before it runs; a program of a tree runs as it is."""
    if not example.owes.own_file or operation.is_open:
        return NO_STAND_INS
    api = catalogue.apis[example.api]
    values = settings.samples.values if settings.samples else {}
    known = Known(api.full_path(operation), values, partial(api.value_examples, operation))
    return StandIns(
        partial(stand_ins, example.file, example.dialect, known), example=partial(api.example_target, operation)
    )


@dataclass(frozen=True)
class _Sent:
    """What is known of the requests of a case beside its operation."""

    media: str | None
    additions: Additions
    stand_ins: StandIns
    resources: Mapping[Operation, Effect] | None = None
    """What its requests do to things that the mock keeps; None where it keeps none."""


def _planned(
    catalogue: Catalogue,
    case: Case,
    operation: Operation,
    scenario: Scenario,
    sent: _Sent,
    credentials: tuple[Credential, ...],
    scripts: Scripts,
) -> Planned:
    keyring = Keyring(credentials, catalogue.rules.signature)
    api = catalogue.apis[case.example.api]
    server = TokenServer(api, keyring, refuses=scenario.tokens == "refuse")
    listed = catalogue.steps.get(case.example.id, ())
    steps = tuple(step for step in listed if not server.is_token_operation(step.operation)) or listed
    operation = steps[0].operation if steps else operation
    server = replace(server, own=frozenset(step.operation for step in steps or (Step(operation),)))
    answerers = [
        Answerer(
            api,
            step.operation,
            scenario,
            catalogue.rules,
            keyring,
            case.name,
            _chained(steps, index),
            sent.additions,
            stand_ins=sent.stand_ins,
            scripts=scripts,
            in_pages=_in_pages(steps, index),
        )
        for index, step in enumerate(steps or (Step(operation),))
    ]
    by_name = operation.is_open or (not case.example.owes.one_operation and api.documented)
    start = Start(server, tuple(answerers), sent.resources, len(steps) > 1, by_name)
    return Planned(
        case,
        scenario,
        operation,
        keyring.key.value,
        start.responder,
        sent.media,
        steps,
        sent.additions,
        sent.stand_ins,
        credentials,
        start.lenient,
        server if api.flows else None,
    )


def _called_back(settings: Settings, catalogue: Catalogue, planned: Planned) -> Planned:
    """The case with what its program is called back with, and the secret that signs that, where the API does so."""
    case, api = planned.case, catalogue.apis[planned.case.example.api]
    if not api.hooks:
        return planned
    rule = settings.api(case.example.api).deliveries
    own = with_secret(rule, planned.credentials, case, settings.key_env)
    secret = next((one.value for one in own if one.env == rule.secret_env), "")
    callbacks = callbacks_of(api, rule, planned.scenario, case, secret)
    return replace(planned, credentials=own, callbacks=callbacks) if callbacks else planned


def _receiving(receiver: Receiver, case: Case, scenario: Scenario, credentials: Sequence[Credential]) -> Planned:
    key = case.example.key or redaction.make_key(case.name)
    own = receiver.credentials(credentials, case, key)
    return Planned(
        case,
        scenario,
        receiver.catalogue.shows[case.example.id],
        own[0].value,
        receiver.responder(scenario, case, own),
        None,
        credentials=own,
        deliveries=receiver.deliveries(scenario, case, own),
    )


def _chained(steps: Sequence[Step], index: int) -> tuple[str, ...]:
    """The fields of an answer that later requests carry."""
    return tuple(name for step in steps[index + 1 :] for name in step.carries)


def _in_pages(steps: Sequence[Step], index: int) -> bool:
    """False where the settings list the requests for the pages, or what of an answer leads to the next request."""
    named = [step.operation for step in steps]
    return not _chained(steps, index) and (not named or named.count(named[index]) == 1)


def _check_carried(settings: Settings, catalogue: Catalogue, example: Example) -> None:
    """Raises UserError for a value to be carried that no answer before it has: no request could lack it."""
    steps, api = catalogue.steps.get(example.id, ()), catalogue.apis[example.api]
    answers: list[Reply] = []
    for step in steps if any(step.carries for step in steps) else ():
        for name in step.carries:
            if not any(chaining.values_of(answer, name) for answer in answers):
                place = step.place or f'{settings.shown}: "operations.{example.name}.requests"'
                raise UserError(
                    f'{place}: "carries" of {step.operation.id}: expected fields of the answers before it, got "{name}"'
                )
        made = api.answer(step.operation, api.success_status(step.operation), "application/json")
        answers.append(Reply(made.status, made.headers, made.body))


def _why_not(
    catalogue: Catalogue,
    example: Example,
    operation: Operation,
    scenario: Scenario,
    asked: str | None,
    scripts: Scripts,
) -> str:
    """Why a scenario does not apply to an example, which asks for a media type; empty where it does."""
    if scenario.needs == "receiver":
        return "it receives no deliveries"
    if example.owes.scenarios is not None and scenario.name not in example.owes.scenarios:
        return f"samples are run under {', '.join(example.owes.scenarios)} (samples.scenarios)"
    if example.key is not None and scenario.key != "set":
        return "its key stands in its own text"
    if operation.is_open:
        return "" if scenario.needs == "anything" else "its operation is not known before it has run"
    api = catalogue.apis[example.api]
    offered = () if operation.method == "HEAD" else api.media_types(operation)
    breaks = scenario.status is None and (scenario.body == "broken" or scenario.fault == "truncate")
    if breaks and not offered:
        return "its answer has no body"
    steps = catalogue.steps.get(example.id) or (Step(operation),)
    listed = tuple(step.operation for index, step in enumerate(steps) if _in_pages(steps, index))
    media = asked or next(iter(offered), "")
    sent = tuple(step.operation for step in steps)
    return needs.lacking(scenario, api, operation, sent, listed, media, scripts)


def _is_keyless(settings: Settings, catalogue: Catalogue, example: Example, operation: Operation) -> bool:
    """True for an operation that needs no key, shown by a program that names the variable of none."""
    if operation.is_open:
        return False
    try:
        text = example.file.read_text("utf-8", "replace")
    except OSError:
        return False
    steps = catalogue.steps.get(example.id) or (Step(operation),)
    return knows_no_key(catalogue.apis[example.api], steps, text, settings.key_variables)


def _no_operation(example: Example, catalogue: Catalogue) -> str:
    known = [operation.id for operation in catalogue.apis[example.api].operations]
    near = nearest(example.name, known)
    return (
        f'{example.shown}: expected an operation of {example.api} that is called "{example.name}", or one that the '
        f'settings name in "operations", found none for any program{near}'
    )


def _check_left(filters: Filters, cases: Sequence[Planned], not_planned: Sequence[NotPlanned]) -> None:
    """Raises NothingPlanned, with the reason, where the filters together leave no case."""
    if any(filters.take(planned.case) for planned in cases):
        return
    why = next((f": {left.case.name}: {left.reason}" for left in not_planned if filters.take(left.case)), "")
    raise NothingPlanned(f"the filters together leave no case{why}")
