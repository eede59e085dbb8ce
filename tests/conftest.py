"""What holds for all tests."""

import signal

import pytest
from hypothesis import HealthCheck, settings
from support.machine import out_of_reach

# Tests send these to what they start, which would ignore them where a job of a shell's background, or nohup, does.
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

# How fast a machine that others keep busy makes up values says nothing about what is tested.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("busy"), max_examples=10)
settings.load_profile("busy")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips, for an ordinary user, what needs root's rights or a command that only root can install."""
    for mark in item.iter_markers("needs_machine"):
        if reason := out_of_reach(mark):
            pytest.skip(reason)
