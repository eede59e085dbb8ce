"""The harness as a library: a dozen names, which stay.

A name here, its parameters and what it gives back change only with a new major version; a name that is to go warns for
one minor version first. All other modules of the package may change at any time.
"""

from typing import TYPE_CHECKING

from harness.common.lazy import lazy
from harness.errors import UserError
from harness.model import Verdict
from harness.report.shape import CaseRecord, FindingRecord, Report

if TYPE_CHECKING:
    from harness.library.mocking import MockServer, mock_server
    from harness.library.reports import exit_status, read_report, report_schema
    from harness.library.running import list_cases, run_cases

__getattr__ = lazy(
    "harness.library",
    {
        "mocking": ("MockServer", "mock_server"),
        "reports": ("exit_status", "read_report", "report_schema"),
        "running": ("list_cases", "run_cases"),
    },
)
__all__ = [
    "CaseRecord",
    "FindingRecord",
    "MockServer",
    "Report",
    "UserError",
    "Verdict",
    "exit_status",
    "list_cases",
    "mock_server",
    "read_report",
    "report_schema",
    "run_cases",
]
