"""Jupyter's own kernel, shell, display hooks and tracebacks, without sockets and threads.

Whatever the kernel would send on a socket goes to a function; whatever it would receive is
handed to it. So it may be made before a process forks, and lives on in the child.

Standard output and error of a cell are caught: what Python prints, and what goes past Python.
Jupyter's kernel reads the descriptors 1 and 2 in a thread each. Here they are files in memory,
read whenever Python prints or flushes: no thread, no pipe that fills up, and text of a
subprocess keeps its place among printed lines.
"""

from __future__ import annotations

import asyncio
import io
import logging
import marshal
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from types import SimpleNamespace

import ipykernel.ipkernel
import ipykernel.zmqshell
import zmq
from ipykernel.iostream import IOPubThread, OutStream
from IPython.core.shellapp import InteractiveShellApp
from jupyter_client.session import Session
from traitlets import Any, Type
from traitlets.config import Config

from .client import unsigned


class DirectOutput(IOPubThread):
    """In place of Jupyter's thread for output: does what it is asked at once."""

    def __init__(self) -> None:
        self.thread = None
        self.io_loop = None

    def schedule(self, function) -> None:
        """Call a function."""
        function()


class CaughtStream(OutStream):
    """Standard output or error of a notebook: `stdout` and 1, or `stderr` and 2."""

    def __init__(self, session: Session, name: str, descriptor: int) -> None:
        super().__init__(session, DirectOutput(), name, watchfd=False)
        self.descriptor = descriptor
        self.memory: int | None = None
        self.read = 0
        self.kept_since: float | None = None

    def catch(self) -> None:
        """Catch the descriptor as well; in the child, once, for this process."""
        self._master_pid = os.getpid()
        self.memory = os.memfd_create(self.name)
        os.dup2(self.memory, self.descriptor)

    def fileno(self) -> int:
        """Return the descriptor, so that a subprocess may be given this stream."""
        if self.memory is None:
            raise io.UnsupportedOperation("fileno")
        return self.descriptor

    def write(self, string: str) -> int:
        """Keep text for the next flush; in a child of the report, write it to the descriptor."""
        if self.memory is not None and not self._is_master_process():
            return os.write(self.descriptor, string.encode("utf-8", "replace")) and len(string)
        if past := self._past_python():
            super().write(past)
        return super().write(string)

    def flush(self) -> None:
        """Send what is kept, and what has come past Python."""
        if self.memory is not None and not self._is_master_process():
            return
        if past := self._past_python():
            super().write(past)
        self.kept_since = None
        super().flush()

    def _schedule_flush(self) -> None:
        # No timer runs beside the cell; what it prints over a longer time still goes out live.
        now = time.monotonic()
        if self.kept_since is None:
            self.kept_since = now
        elif now - self.kept_since > self.flush_interval:
            self.flush()

    def _past_python(self) -> str:
        if self.memory is None:
            return ""
        size = os.fstat(self.memory).st_size - self.read
        if size <= 0:
            return ""
        text = os.pread(self.memory, size, self.read)
        self.read += len(text)
        return text.decode("utf-8", "replace")


Frames = Sequence[bytes]


class KernelSession(Session):
    """Hands each message on, serialised, where Jupyter's would send it.

    Parameters
    ----------
    hand : callable
        Takes the frames of a message; None to drop it.
    """

    hand = Any(None, allow_none=True)

    def send(self, stream, msg_or_type, content=None, parent=None, ident=None, **more):
        """Hand a message on; from a process that the report forked, drop it."""
        message = msg_or_type
        if not isinstance(message, dict):
            header, metadata = more.get("header"), more.get("metadata")
            message = self.msg(msg_or_type, content, parent, header, metadata)
        if self.hand is not None and os.getpid() == self.pid:
            buffers = more.get("buffers") or message.get("buffers") or []
            self.hand([*self.serialize(message), *map(bytes, buffers)])
        return message


class ZMQInteractiveShell(ipykernel.zmqshell.ZMQInteractiveShell):
    """Jupyter's shell under its own name, which libraries look at to know where they run."""

    def init_ipython_dir(self, ipython_dir):
        """Take the folder of the kernel's profile, not one that the environment names."""
        super().init_ipython_dir(ipython_dir or self.kernel.profile_dir.location)

    def enable_gui(self, gui=None):
        """Enable a GUI as Jupyter does, for the kernel that there is."""
        from ipykernel.eventloops import enable_gui
        from IPython.core.error import UsageError

        try:
            enable_gui(gui, self.kernel)
        except ValueError as refusal:
            raise UsageError(str(refusal)) from refusal
        self.active_eventloop = gui

    def _update_exit_now(self, change):
        if change["new"]:
            # The time Jupyter gives a kernel for its reply.
            asyncio.get_running_loop().call_later(0.1, self.kernel.leave)


class ForkedKernel(ipykernel.ipkernel.IPythonKernel):
    """Jupyter's kernel for one client that sends a cell after the other.

    Parameters
    ----------
    leave : callable
        Called when a cell asks the kernel to exit.
    """

    shell_class = Type(ZMQInteractiveShell)
    _supports_kernel_subshells = False
    leave = Any()

    def _abort_queues(self, subshell_id=None):
        """Do nothing: no cell waits behind the one that failed."""

    async def answer(self, frames: Frames) -> None:
        """Answer a request, a cell to run or another."""
        await self.dispatch_shell([zmq.Frame(frame, copy=True) for frame in frames])


class Kernel:
    """A kernel and its streams, one in a process."""

    def __init__(self) -> None:
        from IPython.core.profiledir import ProfileDir

        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        # What the kernel would write there is in the cells as well.
        silent = logging.getLogger(__name__)
        silent.addHandler(logging.NullHandler())
        silent.propagate = False
        self.session = unsigned(KernelSession)
        # Nobody's own start-up files, nor a home that is read-only, matter to a kernel here.
        # IPython lays some files down and never looks at them again.
        with tempfile.TemporaryDirectory(prefix="warm-") as folder:
            self.kernel = ForkedKernel.instance(
                config=Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}}),
                session=self.session,
                log=silent,
                profile_dir=ProfileDir(location=folder),
                shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            )
        self.shell = self.kernel.shell
        self.streams = (
            CaughtStream(self.session, "stdout", 1),
            CaughtStream(self.session, "stderr", 2),
        )

    async def serve(self, connection: Connection) -> None:
        """Begin to live; answer a client, request after request, until nobody asks any more."""
        from tornado.ioloop import IOLoop

        requests: asyncio.Queue[Frames] = asyncio.Queue()
        lock = threading.Lock()
        loop = asyncio.get_running_loop()

        def hand(frames: Frames) -> None:
            # There may be nobody to read it any more.
            with suppress(OSError), lock:
                connection.send_bytes(marshal.dumps([bytes(frame) for frame in frames]))

        def leave() -> None:
            requests.put_nowait([])

        def read() -> None:
            try:
                requests.put_nowait(marshal.loads(connection.recv_bytes()))
            except (EOFError, OSError):
                loop.remove_reader(connection.fileno())
                leave()

        self.session.hand = hand
        self._wake()
        self.kernel.leave = leave
        self.kernel.io_loop = IOLoop.current()
        loop.add_reader(connection.fileno(), read)
        while frames := await requests.get():
            await self.kernel.answer(frames)

    def _wake(self) -> None:
        """Take this process, which was forked, for the kernel's own."""
        self.session.pid = os.getpid()
        for stream in self.streams:
            stream.catch()
        sys.stdout, sys.stderr = self.streams
        # A notebook imports what lies beside it.
        InteractiveShellApp.init_path(SimpleNamespace(ignore_cwd=False))
        self.shell.init_environment()
        self.shell.reset(new_session=True)
