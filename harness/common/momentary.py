"""Names of what is another in every request: the key by which a server knows a repetition, the time, what signs it."""

from __future__ import annotations

import re

KEY = re.compile(r"(?i)idempot|^paypal-request-id$|^repeatability-request-id$|^client-?_?(request)?-?_?token$")
"""Names of headers and fields by which a server knows a repetition."""
OF_THE_MOMENT = re.compile(r"(?i)nonce|timestamp|signature|^(x[-_])?(ts|sig|date|expires|attempt|retry[-_]?count)$")
"""Names of parameters and fields that are another every time: when the request was sent, and what signs it."""
