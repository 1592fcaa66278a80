"""Jupyter's own client, over one connection in place of its sockets, and the engine `warm`.

A papermill engine runs a notebook in a child of a warm server. Papermill imports every engine
whenever it is imported, and may be imported first by us: the engine is made when it is asked for.

Where Jupyter starts the kernel, another client talks over its sockets and misses no reply. Where a
widget shows output, nbclient sends to the kernel on the socket on which it waits for a reply.
ZeroMQ tells of an arrival once; if the reply comes in the moment of sending, it is the sender who
is told, and the wait never ends (nbclient issue 312). Whoever looks again finds it.
"""

from __future__ import annotations

import asyncio
import marshal
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import Pipe
from pathlib import Path
from queue import Empty
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.client import KernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session
from traitlets import Dict, Type, default

from .server import Child, NoServer, Server, SharedServer

if TYPE_CHECKING:
    from nbformat import NotebookNode

PATIENCE = 5.0
"""Seconds for what a notebook left to be done at exit; then its process is ended."""
DYING = 1.0
"""Seconds from the end of a kernel's connection to the word of how its process ended."""
LOOK_SECONDS = 0.2
"""Between two looks for a reply of which nothing was told."""
CONFIGURED = ("ipython_config.py", "ipython_kernel_config.py", "startup/*.py", "startup/*.ipy")
"""In IPython's default profile: what every kernel of this user would run first."""


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


class PatientManager(AsyncKernelManager):
    """Jupyter's manager with that client.

    Parameters
    ----------
    variables : dict
        Of the environment of its kernels, beside those of this process.
    """

    variables = Dict(config=True)

    @default("client_factory")
    def _client_factory_default(self) -> type[PatientClient]:
        return PatientClient

    async def start_kernel(self, **more: Any) -> None:
        """Start a kernel."""
        await super().start_kernel(**{"env": {**os.environ, **self.variables}, **more})


def __getattr__(name: str) -> type:
    """Make the engine when it is asked for."""
    if name == "WarmEngine":
        return _engine()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _engine() -> type:
    from papermill.engines import NBClientEngine

    class WarmEngine(NBClientEngine):
        """Papermill's own engine, given a kernel that is there already."""

        @classmethod
        def execute_managed_notebook(
            cls,
            nb_man: object,
            kernel_name: str,
            *,
            line: Wire | None = None,
            run_timeout: float | None = None,
            **kwargs: object,
        ) -> object:
            """Run the cells of a notebook.

            Parameters
            ----------
            nb_man : papermill.engines.NotebookExecutionManager
            kernel_name : str
            line : Wire, optional
                To a kernel; without, a child of the user's server is asked for.
            run_timeout : float, optional
                Seconds for the whole run.
            **kwargs
                As for papermill's own engine.
            """
            if run_timeout:
                kwargs["timeout_func"] = _within(run_timeout, kwargs.get("execution_timeout"))
            with _line_to(kernel_name, kwargs, line) as chosen:
                if chosen is not None:
                    kwargs["km"] = chosen
                return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)

    return WarmEngine


def _within(seconds: float, cell_seconds: float | None) -> Callable[[NotebookNode], int]:
    """Give each cell its own time, and no more than is left of the run's."""
    end = time.monotonic() + seconds

    def left(cell: NotebookNode) -> int:
        remaining = max(1, math.ceil(end - time.monotonic()))
        return min(remaining, int(cell_seconds)) if cell_seconds else remaining

    return left


@contextmanager
def _line_to(kernel_name: str, kwargs: dict, line: Wire | None) -> Iterator[Wire | None]:
    """Give a line to a kernel; None where papermill's own engine is to serve, which is told."""
    if line is not None:
        yield line
        return
    folder = (kwargs.get("resources") or {}).get("metadata", {}).get("path") or Path.cwd()
    try:
        check_kernel(kernel_name)
        line = Wire(SharedServer(), Path(folder).resolve())
    except NoServer as reason:
        from papermill.log import logger

        logger.warning(f"not warm: {reason}; papermill's own engine runs this notebook")
        yield None
        return
    try:
        yield line
    except BaseException:
        # What still runs has taken too long, or is not wanted any more.
        line.close(patience=0)
        raise
    line.close()


def check_kernel(name: str) -> None:
    """Check that a kernel is one that a server of this Python can stand for: plain IPython in it.

    Raises
    ------
    NoServer
        If it runs something else, or is configured by this user; says which.
    """
    from IPython.paths import get_ipython_dir
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        command = KernelSpecManager().get_kernel_spec(name).argv
    except NoSuchKernel as unknown:
        raise NoServer(f"there is no kernel {name!r}") from unknown
    if "ipykernel_launcher" not in command or not _is_this_python(command[0]):
        raise NoServer(f"the kernel {name!r} does not run in this Python")
    profile = Path(get_ipython_dir()) / "profile_default"
    files = [str(path) for pattern in CONFIGURED for path in sorted(profile.glob(pattern))]
    if files:
        raise NoServer(f"IPython is configured by {', '.join(files)}")


def _is_this_python(program: str) -> bool:
    here = Path(sys.executable)
    return program in ("python", "python3", f"python3.{sys.version_info.minor}") or (
        Path(program).parent.resolve() == here.parent.resolve()
        and Path(program).resolve() == here.resolve()
    )


def read_schema() -> None:
    """Let nbformat make its checks from the schemas of notebooks as they are written today."""
    import nbformat

    for minor in (4, 5):
        nbformat.validate({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": minor})
