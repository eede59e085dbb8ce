"""A station on a loop of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import Future

from harness.mock import Station
from harness.model import Exchange, Reply, Responder

PATIENCE = 60
"""Seconds after which a test fails instead of waiting for ever."""


class Mock:
    """A station on a loop of its own, and the plain sockets that call it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._stations: list[Station] = []
        self._clients: list[socket.socket] = []

    def open(self, responder: Responder | Reply) -> tuple[Station, int]:
        """A station that answers so, and its port."""
        station = Station(responder if callable(responder) else lambda _: responder)
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        self.wait(station.open(listener))
        self._stations.append(station)
        return station, listener.getsockname()[1]

    def connect(self, port: int) -> socket.socket:
        """A client's connection, closed with the test."""
        client = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._clients.append(client)
        return client

    def wait(self, work: object) -> None:
        """Runs something on the loop to its end."""
        done: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)  # type: ignore[arg-type]
        done.result(PATIENCE)

    def exchanges(self, station: Station) -> list[Exchange]:
        """What came, once the clients have hung up and the station is closed."""
        for client in self._clients:
            client.close()
        self.wait(station.close())
        return station.exchanges

    def end(self) -> None:
        """Closes all."""
        for client in self._clients:
            client.close()
        for station in self._stations:
            self.wait(station.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
