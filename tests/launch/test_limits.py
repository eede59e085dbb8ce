"""Open files: how many there may be, and how many cases they are enough for."""

from __future__ import annotations

import resource

import pytest

from harness.errors import EnvironmentTrouble
from harness.launch import limits
from harness.launch.limits import DESCRIPTORS, cases_at_once, raise_descriptors

INFINITY = resource.RLIM_INFINITY


class Kernel:
    """The limit of a process, as the kernel would keep it."""

    def __init__(self, soft: int, hard: int, *, stubborn: bool = False) -> None:
        self.now, self.stubborn = (soft, hard), stubborn

    def get(self, _: int) -> tuple[int, int]:
        return self.now

    def set(self, _: int, wanted: tuple[int, int]) -> None:
        if self.stubborn:
            raise OSError
        self.now = wanted


@pytest.fixture
def kernel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    made = Kernel(*request.param)
    monkeypatch.setattr(limits.resource, "getrlimit", made.get)
    monkeypatch.setattr(limits.resource, "setrlimit", made.set)
    return made


@pytest.mark.parametrize(
    ("kernel", "after"),
    [
        ((1024, INFINITY), (DESCRIPTORS, INFINITY)),
        ((1024, 4096), (4096, 4096)),
        ((1024, 1_000_000), (DESCRIPTORS, 1_000_000)),
        ((DESCRIPTORS, INFINITY), (DESCRIPTORS, INFINITY)),
        ((50_000, 100_000), (50_000, 100_000)),
        ((INFINITY, INFINITY), (INFINITY, INFINITY)),
    ],
    indirect=["kernel"],
)
def test_the_limit_is_raised_as_far_as_it_may_be_and_never_lowered(kernel: Kernel, after: tuple[int, int]) -> None:
    before = kernel.now
    assert before == raise_descriptors()
    assert after == kernel.now


@pytest.mark.parametrize(
    ("kernel", "cases"),
    [
        ((64, 64), 3),
        ((71, 71), 3),
        ((72, 72), 4),
        ((1024, 1024), 123),
        ((INFINITY, INFINITY), DESCRIPTORS),
    ],
    indirect=["kernel"],
)
def test_each_case_has_its_share(kernel: Kernel, cases: int) -> None:
    assert kernel.now[0] == kernel.now[1]
    assert cases == cases_at_once()


@pytest.mark.parametrize("kernel", [(63, 63)], indirect=True)
def test_too_few_are_said_to_be(kernel: Kernel) -> None:
    assert 63 == kernel.now[0]
    with pytest.raises(EnvironmentTrouble) as raised:
        cases_at_once()
    assert "expected at least 64 open files (ulimit -n), got 63" == str(raised.value)


def test_a_kernel_that_refuses_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Kernel(1024, 4096, stubborn=True)
    monkeypatch.setattr(limits.resource, "getrlimit", made.get)
    monkeypatch.setattr(limits.resource, "setrlimit", made.set)
    assert (1024, 4096) == raise_descriptors()
    assert 123 == cases_at_once()


def test_what_programs_may_use_up() -> None:
    assert (2 * 1024**3, 1024, 256 * 1024**2, 64 * 1024**2, 256 * 1024**2) == limits.USUAL
    assert (8 * 1024**3, 4096, 4 * 1024**3) == limits.OF_BUILDS[:3]
    assert (1024**3, 256 * 1024**2, 0.5) == (limits.MAX_BUILD_FILE, limits.MAX_BUILD_TEMPORARY, limits.GRACE)
