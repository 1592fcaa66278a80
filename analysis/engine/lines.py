"""What lies between a client and a kernel in a forked process: a connection, and a hold on it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from analysis.engine.records import END, MESSAGE, Connection

Frames = Sequence[bytes]
PATIENCE = 5.0
"""Seconds for what a notebook left to be done at exit; then its process is ended."""


class Line:
    """Carries requests to a kernel and gives back what it says.

    Parameters
    ----------
    connection : Connection
    process : int
        A descriptor of the kernel's process; closed with the line.

    Attributes
    ----------
    deliver : callable
        Set by the client; takes the frames of each message.
    alive : bool
        Whether the kernel lives.
    """

    def __init__(self, connection: Connection, process: int) -> None:
        self.connection = connection
        self.process = process
        self.deliver: Callable[[Frames], None] = lambda frames: None
        self.alive = True
        self.loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Begin to read, in the client's loop."""
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(self.connection, self._read)
        # What a notebook forked may hold the connection open beyond the kernel's end.
        self.loop.add_reader(self.process, self._end)

    def send(self, frames: Frames) -> None:
        """Carry a request; a kernel that is gone is noticed by who waits for the reply."""
        with suppress(OSError):
            self.connection.send(MESSAGE, *frames)

    def signal(self, number: signal.Signals) -> None:
        """Send the kernel's process a signal; one that is gone is left alone."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, number)

    def close(self, patience: float = PATIENCE) -> None:
        """Let the kernel end as a process ends.

        Parameters
        ----------
        patience : float
            Seconds to wait for it; whoever forked it ends one that does not.
        """
        self._stop_reading()
        self.connection.sock.settimeout(patience or None)
        with suppress(OSError):
            if self.alive and patience:
                self.connection.send(END)
                while self.connection.next():
                    pass
        self.connection.close()
        os.close(self.process)

    def _read(self) -> bool:
        """Deliver what has come; tell whether there was anything."""
        records = self.connection.arrived()
        for kind, frames in records or []:
            if kind == MESSAGE:
                self.deliver(frames)
        if records is None:
            self.alive = False
            self._stop_reading()
        return bool(records)

    def _end(self) -> None:
        while self._read():
            pass
        self.alive = False
        self._stop_reading()

    def _stop_reading(self) -> None:
        if self.loop and not self.loop.is_closed():
            self.loop.remove_reader(self.connection)
            self.loop.remove_reader(self.process)
