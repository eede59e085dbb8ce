"""The measure of pytest-xdist's workers on other hosts."""

from __future__ import annotations

from collections.abc import Sequence

from bench.measure import Measure

MEASURES: Sequence[Measure] = ()
