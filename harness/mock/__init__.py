"""The mock: HTTP/1.1 and HTTP/2 over a socket. It carries out what a responder decides, and records every byte."""

from harness.mock.door import Door
from harness.mock.station import Station, distrust

__all__ = ["Door", "Station", "distrust"]
