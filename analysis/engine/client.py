"""Jupyter's own client, over one connection in place of its sockets, in nbclient's shape."""

from __future__ import annotations

import asyncio
import marshal
import signal
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from queue import Empty
from types import MappingProxyType
from typing import Any

from jupyter_client.client import KernelClient
from jupyter_client.session import Session

from .private import unsigned
from .reach import Child, Door, SharedServer

PATIENCE = 5.0
"""Seconds for what a notebook left to be done at exit; then its process is ended."""
DYING = 1.0
"""Seconds from the end of a kernel's connection to the word of how its process ended."""


class Wire:
    """A kernel in a forked process: the talk with it and the hold on it.

    It is also what nbclient wants to know of a kernel that it did not start.

    Parameters
    ----------
    server : Door or SharedServer
    folder : Path
        Where the kernel works.
    variables : mapping
        Of its environment, beside those of this process.

    Attributes
    ----------
    alive : bool
        Whether the kernel lives.
    died : str
        How its process ended, once it has.

    Raises
    ------
    NoServer
        If there will be no kernel.
    """

    has_kernel = True

    def __init__(
        self,
        server: Door | SharedServer,
        folder: Path,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.connection, theirs = Pipe()
        with theirs:
            self.process = Child(server, folder, theirs.fileno(), variables=variables)
        self.alive = True
        self.died = ""
        self.loop: asyncio.AbstractEventLoop | None = None

    def client(self) -> WireClient:
        """Return a client for the kernel."""
        return WireClient(self)

    async def interrupt_kernel(self) -> None:
        """Interrupt the cell that runs."""
        self.process.signal(signal.SIGINT)

    def close(self, patience: float = PATIENCE) -> None:
        """Let the kernel end as a process ends.

        Parameters
        ----------
        patience : float
            Seconds to wait for it; its guard ends one that does not.
        """
        self.stop_reading()
        self.connection.close()
        if patience:
            self.process.wait(patience)
        self.process.close()

    def lose(self) -> None:
        """Note that the kernel has ended, and how."""
        self.stop_reading()
        self.alive = False
        self.died = self.process.wait(DYING)

    def stop_reading(self) -> None:
        """Leave the loop, before the connection's number becomes another's."""
        if self.loop and not self.loop.is_closed():
            self.loop.remove_reader(self.connection.fileno())
        self.loop = None


class Channel:
    """One direction of the talk with a kernel.

    Parameters
    ----------
    client : WireClient
    """

    def __init__(self, client: WireClient) -> None:
        self.client = client
        self.arrived: asyncio.Queue = asyncio.Queue()

    def send(self, message: dict) -> None:
        """Send a request; a kernel that is gone is noticed by who waits for the reply."""
        with suppress(OSError):
            frames = self.client.session.serialize(message)
            self.client.line.connection.send_bytes(marshal.dumps(frames))

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


class WireClient(KernelClient):
    """A client of the kernel at the other end of a line.

    Parameters
    ----------
    line : Wire
    """

    shell_channel = iopub_channel = None

    def __init__(self, line: Wire) -> None:
        super().__init__(session=unsigned(Session))
        self.line = line
        self.shell_channel, self.iopub_channel = Channel(self), Channel(self)

    async def start_channels(self, **kwargs: object) -> None:
        """Begin, in the loop that is to wait."""
        self.line.loop = asyncio.get_running_loop()
        self.line.loop.add_reader(self.line.connection.fileno(), self._read)

    def stop_channels(self) -> None:
        """Leave the line to whoever gave it."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return: a forked kernel is ready."""

    async def is_alive(self) -> bool:
        """Tell whether the kernel lives."""
        return self.line.alive

    def _read(self) -> None:
        try:
            frames = marshal.loads(self.line.connection.recv_bytes())
        except (EOFError, OSError):
            return self.line.lose()
        _, rest = self.session.feed_identities(frames)
        message = self.session.deserialize(rest)
        reply = message["msg_type"].endswith("_reply")
        (self.shell_channel if reply else self.iopub_channel).arrived.put_nowait(message)
        return None
