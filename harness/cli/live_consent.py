"""What stands between `harness run --live` and the real host: settings, a key, and a yes to what it will cost."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace

from harness.commands.live import cost, live_plan
from harness.errors import UserError
from harness.plan.session import Session

SHORTEST_KEY = 8
"""Characters: a shorter text can't be told from others, and so could not be kept out of what is written down."""


class NoConsent(UserError):
    """Nobody said yes to the cost: nothing was sent."""


def live_session(session: Session, *, yes: bool) -> Session:
    """The session with the real host behind it, once everything that a live run needs is there.

    The key is taken out of this process's environment, so that no program or tool that is started gets it. Raises
    UserError, one line, for what is missing, and NoConsent.
    """
    settings = session.settings
    if os.environ.get("CI") == "true" and not settings.live.in_ci:
        raise UserError('a live run under CI=true needs "live.in_ci" = true in the settings: it costs money')
    if settings.live.host is None:
        raise UserError(f'{settings.shown}: a live run needs "live.host", such as "https://api.example.com"')
    cost.check(settings.live, settings.shown, (example.name for example in session.examples))
    public = {one.env for one in settings.credentials.values() if not one.secret}
    keys = {one: _key(one, 1 if one in public else SHORTEST_KEY) for one in settings.key_variables}
    print(cost.told(session.plan, settings.live), flush=True)
    if not yes:
        _ask()
    plan = live_plan(session.plan, session.catalogue, settings.live.host, keys, settings.time_limit)
    return replace(session, plan=plan)


def _key(variable: str, shortest: int) -> str:
    key = os.environ.pop(variable, "").strip()
    if not key:
        raise UserError(f"a live run needs the real key in {variable}, and found none")
    if len(key) < shortest or not re.fullmatch(r"[!-~]+", key):
        raise UserError(f"{variable}: expected a key of {shortest} or more printable characters without spaces")
    return key


def _ask() -> None:
    if not sys.stdin.isatty():
        raise NoConsent("a live run asks before it starts, and this is no terminal: say --yes to agree to the cost")
    try:
        answer = input("Go on? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise NoConsent("stopped: nothing was sent")
