"""What lies between a client and a kernel in a forked process: a connection, and a hold on it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from analysis.engine.records import DIED, END, MESSAGE, Connection

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
    died : str
        How its process ended, once it has and the server has said so.
    """

    def __init__(self, connection: Connection, process: int) -> None:
        self.connection = connection
        self.process = process
        self.deliver: Callable[[Frames], None] = lambda frames: None
        self.alive = True
        self.died = ""
        self.loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Begin to read, in the client's loop."""
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(self.connection, self._read)

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
                while (record := self.connection.next()) and record[0] != DIED:
                    pass
        self.connection.close()
        os.close(self.process)

    def _read(self) -> None:
        records = self.connection.arrived()
        for kind, parts in records or []:
            if kind == MESSAGE:
                self.deliver(parts)
            elif kind == DIED:
                self.died = words_of(int(parts[0]))
        # What a notebook forked may hold the connection open beyond the kernel's end.
        if records is None or self.died:
            self.alive = False
            self._stop_reading()

    def _stop_reading(self) -> None:
        if self.loop and not self.loop.is_closed():
            self.loop.remove_reader(self.connection)


def words_of(status: int) -> str:
    """Say how a process ended.

    >>> words_of(7 << 8)
    'its process ended with exit code 7'
    >>> words_of(9)
    'its process was killed by SIGKILL, as Linux does when memory runs out'
    """
    if os.WIFEXITED(status):
        return f"its process ended with exit code {os.WEXITSTATUS(status)}"
    name = signal.Signals(os.WTERMSIG(status)).name
    memory = ", as Linux does when memory runs out" if name == "SIGKILL" else ""
    return f"its process was killed by {name}{memory}"
