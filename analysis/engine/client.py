"""Jupyter's own client, over one connection in place of its sockets, in nbclient's shape.

Where Jupyter starts the kernel, another client talks over its sockets and misses no reply. Where a
widget shows output, nbclient sends to the kernel on the socket on which it waits for a reply.
ZeroMQ tells of an arrival once; if the reply comes in the moment of sending, it is the sender who
is told, and the wait never ends (nbclient issue 312). Whoever looks again finds it.
"""

from __future__ import annotations

import asyncio
import marshal
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from queue import Empty
from types import MappingProxyType
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.client import KernelClient
from jupyter_client.session import Session
from traitlets import Type

from .server import Child, Server, SharedServer

PATIENCE = 5.0
"""Seconds for what a notebook left to be done at exit; then its process is ended."""
DYING = 1.0
"""Seconds from the end of a kernel's connection to the word of how its process ended."""
LOOK_SECONDS = 0.2
"""Between two looks for a reply of which nothing was told."""


def unsigned(session: type[Session]) -> Session:
    """Return a session whose messages carry no signature: they never leave this user's sockets.

    It warns of that where the key is empty from the beginning.
    """
    made = session(username="", check_pid=False)
    made.key = b""
    return made


class Channel:
    """One direction of the talk with a kernel."""

    def __init__(self, line: Wire) -> None:
        self.line = line
        self.arrived: asyncio.Queue = asyncio.Queue()

    def send(self, message: dict) -> None:
        """Send a request; a kernel that is gone is noticed by who waits for the reply."""
        with suppress(OSError):
            frames = self.line.session.serialize(message)
            self.line.connection.send_bytes(marshal.dumps(frames))

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


class Wire(KernelClient):
    """A kernel in a forked process: the talk with it and the hold on it.

    It is both what nbclient wants to know of a kernel that it did not start, and its client.

    Parameters
    ----------
    server : Server or SharedServer
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
    shell_channel = iopub_channel = None

    def __init__(
        self,
        server: Server | SharedServer,
        folder: Path,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(session=unsigned(Session))
        self.connection, theirs = Pipe()
        with theirs:
            self.process = Child(server, folder, theirs.fileno(), variables=variables)
        self.alive = True
        self.died = ""
        self.loop: asyncio.AbstractEventLoop | None = None

    def client(self) -> Wire:
        """Return a client for the kernel."""
        self.shell_channel, self.iopub_channel = Channel(self), Channel(self)
        return self

    async def start_channels(self, **kwargs: object) -> None:
        """Begin, in the loop that is to wait."""
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(self.connection.fileno(), self._read)

    def stop_channels(self) -> None:
        """Leave the line to whoever gave it."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return: a forked kernel is ready."""

    async def is_alive(self) -> bool:
        """Tell whether the kernel lives."""
        return self.alive

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
        self._leave()
        self.connection.close()
        if patience:
            self.process.wait(patience)
        self.process.close()

    def lose(self) -> None:
        """Note that the kernel has ended, and how."""
        self._leave()
        self.alive = False
        self.died = self.process.wait(DYING)

    def _leave(self) -> None:
        """Leave the loop, before the connection's number becomes another's."""
        if self.loop and not self.loop.is_closed():
            self.loop.remove_reader(self.connection.fileno())
        self.loop = None

    def _read(self) -> None:
        try:
            frames = marshal.loads(self.connection.recv_bytes())
        except (EOFError, OSError):
            return self.lose()
        _, rest = self.session.feed_identities(frames)
        message = self.session.deserialize(rest)
        reply = message["msg_type"].endswith("_reply")
        (self.shell_channel if reply else self.iopub_channel).arrived.put_nowait(message)
        return None


class PatientChannel(AsyncZMQSocketChannel):
    """The channel of requests and replies of a kernel that Jupyter started."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Wait for a message.

        Parameters
        ----------
        timeout : float, optional
            Seconds; without, for ever.

        Raises
        ------
        queue.Empty
            If none comes in time.
        """
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while not await self.socket.poll(1000 * min(LOOK_SECONDS, max(0, end - time.monotonic()))):
            if time.monotonic() >= end:
                raise Empty
        return await super().get_msg(0)


class PatientClient(AsyncKernelClient):
    """Jupyter's client with that channel."""

    shell_channel_class = Type(PatientChannel)  # type: ignore[assignment]


CLIENT = f"{PatientClient.__module__}.{PatientClient.__qualname__}"
"""As a kernel manager is told."""
