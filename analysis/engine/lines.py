"""What lies between a client and a kernel: nothing, a connection, or the record of a run."""

from __future__ import annotations

import asyncio
import contextvars
import json
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from analysis.engine.records import END, MESSAGE, Connection

if TYPE_CHECKING:
    from analysis.engine.kernel import Kernel

Frames = Sequence[bytes]
PARENT = 3
"""Which frame of a message without address names the request it belongs to."""


class Line:
    """Carries requests to a kernel and gives back what it says.

    Parameters
    ----------
    deliver : callable
        Set by the client; takes the frames of each message.
    alive : bool
        Whether the kernel lives.
    spent : bool
        Whether nothing will come any more, so that waiting is vain.
    """

    def __init__(self) -> None:
        self.deliver: Callable[[Frames], None] = lambda frames: None
        self.alive = True
        self.spent = False

    async def open(self) -> None:
        """Begin, in the client's loop."""

    def send(self, frames: Frames) -> None:
        """Carry a request."""
        raise NotImplementedError

    def interrupt(self) -> None:
        """Interrupt the cell that runs."""

    def close(self) -> None:
        """End the kernel, if it is this line's."""


class Live(Line):
    """To a kernel in this process, in the same loop.

    Parameters
    ----------
    kernel : Kernel
    journal : callable, optional
        Takes every message too, for whoever must know what was said if this process dies.
    """

    def __init__(self, kernel: Kernel, journal: Callable[[Frames], None] | None = None) -> None:
        super().__init__()
        self.kernel = kernel
        self.journal = journal
        self.context = contextvars.Context()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.task: asyncio.Task | None = None

    async def open(self) -> None:
        """Begin, in the client's loop."""
        self.loop = asyncio.get_running_loop()
        # What one cell sets in its context, the next finds there.
        self.context = contextvars.copy_context()
        self.kernel.kernel.leave = self._leave
        self.kernel.session.hand = self._said
        await self.kernel.bind()

    def send(self, frames: Frames) -> None:
        """Let the kernel answer a request as soon as the client waits."""
        if self.alive:
            answer = self.kernel.kernel.answer(frames)
            self.task = self.loop.create_task(answer, context=self.context)

    def _said(self, frames: Frames) -> None:
        if self.journal:
            self.journal(frames)
        self.deliver(frames)

    def _leave(self) -> None:
        self.alive = False


class Remote(Line):
    """To a kernel in a child of a server.

    Parameters
    ----------
    connection : Connection
    process : int
        A descriptor of the child's process.
    """

    PATIENCE = 5.0
    """Seconds for what a notebook left to be done at exit; then the server ends the child."""

    def __init__(self, connection: Connection, process: int) -> None:
        super().__init__()
        self.connection = connection
        self.process = process
        self.loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Begin, in the client's loop."""
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(self.connection, self._read)

    def send(self, frames: Frames) -> None:
        """Carry a request; a child that is gone is noticed by who waits for the reply."""
        with suppress(OSError):
            self.connection.send(MESSAGE, *frames)

    def interrupt(self) -> None:
        """Interrupt the cell that runs; a child that is gone is left alone."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, signal.SIGINT)

    def close(self) -> None:
        """Let the child end as a process ends; the server sees to one that does not."""
        self._stop_reading()
        self.connection.sock.settimeout(self.PATIENCE)
        with suppress(OSError):
            self.connection.send(END)
            while self.alive and self.connection.next():
                pass
        self.connection.close()
        os.close(self.process)

    def _read(self) -> None:
        records = self.connection.arrived()
        if records is None:
            self.alive = False
            self._stop_reading()
        for kind, frames in records or []:
            if kind == MESSAGE:
                self.deliver(frames)

    def _stop_reading(self) -> None:
        if self.loop and not self.loop.is_closed():
            self.loop.remove_reader(self.connection)


class Recorded(Line):
    """To the record of a run that came to no end: says again what was said.

    Parameters
    ----------
    messages : iterable of frames
        In the order they came.
    late : bool
        Whether the run was ended because it took too long; else its process died.
    """

    def __init__(self, messages: Iterable[Frames], *, late: bool = False) -> None:
        super().__init__()
        self.alive = self.spent = late
        self.replies: dict[str, list[Frames]] = {}
        for frames in messages:
            self.replies.setdefault(_name(frames[PARENT]), []).append(frames)

    def send(self, frames: Frames) -> None:
        """Say what was said to this request."""
        for reply in self.replies.pop(_name(frames[PARENT - 1]), []):
            self.deliver(reply)


def _name(header: bytes) -> str:
    return json.loads(header).get("msg_id", "")
