"""Jupyter's own client, over a line in place of its sockets, in the shape nbclient asks for."""

from __future__ import annotations

import asyncio
from queue import Empty
from signal import SIGINT
from typing import Any

from jupyter_client.client import KernelClient
from jupyter_client.session import Session

from analysis.engine.lines import Frames, Line
from analysis.engine.private import unsigned


class Channel:
    """One direction of the talk with a kernel.

    Parameters
    ----------
    session : Session
    line : Line
    """

    def __init__(self, session: Session, line: Line) -> None:
        self.session = session
        self.line = line
        self.arrived: asyncio.Queue = asyncio.Queue()

    def send(self, message: dict) -> None:
        """Send a request."""
        self.line.send(self.session.serialize(message))

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Wait for a message.

        Raises
        ------
        queue.Empty
            If none comes in time.
        """
        try:
            return await asyncio.wait_for(self.arrived.get(), timeout)
        except TimeoutError:
            raise Empty from None


class LineClient(KernelClient):
    """A client of the kernel at the other end of a line.

    Parameters
    ----------
    line : Line
    """

    def __init__(self, line: Line) -> None:
        super().__init__(session=unsigned(Session))
        self.line = line
        self.channels = [Channel(self.session, line) for _ in range(2)]
        line.deliver = self._sort

    @property
    def shell_channel(self) -> Channel:
        """Where requests go and replies come."""
        return self.channels[0]

    @property
    def iopub_channel(self) -> Channel:
        """Where outputs come."""
        return self.channels[1]

    async def start_channels(self, **kwargs: object) -> None:
        """Begin, in the loop that is to wait."""
        await self.line.open()

    def stop_channels(self) -> None:
        """Leave the line to whoever gave it."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return: a forked kernel is ready."""

    async def is_alive(self) -> bool:
        """Tell whether the kernel lives."""
        return self.line.alive

    def _sort(self, frames: Frames) -> None:
        _, rest = self.session.feed_identities(list(frames))
        message = self.session.deserialize(rest)
        reply = message["msg_type"].endswith("_reply")
        self.channels[0 if reply else 1].arrived.put_nowait(message)


class LineManager:
    """What nbclient wants to know of a kernel that it did not start.

    Parameters
    ----------
    line : Line
    """

    has_kernel = True

    def __init__(self, line: Line) -> None:
        self.line = line

    def client(self) -> LineClient:
        """Return a client for the kernel."""
        return LineClient(self.line)

    async def interrupt_kernel(self) -> None:
        """Interrupt the cell that runs."""
        self.line.signal(SIGINT)
