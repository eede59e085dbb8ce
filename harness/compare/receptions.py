"""What programs that receive are compared by: which deliveries they accept, and which kinds of files they leave."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from harness.model import Traces

OWN = re.compile(r"http://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(?:/\S*)?")
"""The address of a server of the program's own."""
AS_FRAMEWORKS_DO = ("not-json", "large-body")
"""What frameworks accept or refuse before a program sees it, each in its way."""


def received(traces: Traces) -> dict[str, Any]:
    """Place -> what a program made of it: `accepted` or `refused`, whatever the status."""
    delivered = traces.reception.delivered if traces.reception else ()
    found: dict[str, Any] = {"output.files": sorted(Path(file.path).suffix for file in traces.written)}
    for one in delivered:
        if one.delivery.kind not in AS_FRAMEWORKS_DO:
            said = "accepted" if one.exchange.reply.status < 400 else "refused"
            found.setdefault(f"output.{one.delivery.name} ({one.delivery.kind})", said)
    return found


def without_address(value: Any) -> Any:
    """A request's values with a word for where the program is to be called back: its port, and its path, are its own.

    >>> without_address({"notify": "http://localhost:4000/done", "job": 1})
    {'notify': '[own address]', 'job': 1}
    """
    if isinstance(value, dict):
        return {name: without_address(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_address(item) for item in value]
    return OWN.sub("[own address]", value) if isinstance(value, str) else value
