"""Findings -> verdicts, for each case and for the project as a whole."""

from harness.judge.judge import judge, verdict_of

__all__ = ["judge", "verdict_of"]
