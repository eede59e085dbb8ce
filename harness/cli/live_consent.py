"""What `harness run --live` asks before it reaches the real host: settings, a key, and a yes to what it will cost."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from dataclasses import replace

from harness.commands.live import cost, live_plan
from harness.errors import UserError
from harness.plan.session import Session

SHORTEST_KEY = 8
"""Characters: a shorter text can't be distinguished from others, and so could not be kept out of the reports."""


class NoConsent(UserError):
    """Nobody said yes to the cost: nothing was sent."""


def live_session(session: Session, *, yes: bool) -> Session:
    """The session with the real host behind it, once everything that a live run needs is there.

    The key is taken out of this process's environment, so that nobody else can read it there. Raises
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
    key = _taken(variable).strip()
    if not key:
        raise UserError(f"a live run needs the real key in {variable}, and found none")
    if len(key) < shortest or not re.fullmatch(r"[!-~]+", key):
        raise UserError(f"{variable}: expected a key of {shortest} or more printable characters without spaces")
    return key


def _taken(variable: str) -> str:
    """A variable's value, wiped out where other processes could read it: in `os.environ`, and in this one's memory.

    Unsetting a variable leaves its text where the kernel shows it (proc(5), /proc/PID/environ).
    """
    value = os.environ.get(variable, "")
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_void_p
    place = getenv(os.fsencode(variable))
    if place:
        ctypes.memset(place, 0, len(os.fsencode(value)))
    os.environ.pop(variable, None)
    return value


def _ask() -> None:
    if not sys.stdin.isatty():
        raise NoConsent("a live run asks before it starts, and this is no terminal: say --yes to agree to the cost")
    try:
        answer = input("Go on? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise NoConsent("stopped: nothing was sent")
