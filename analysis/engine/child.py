"""What a forked process does: take on the place of who asked, run cells or make calls, and end."""

from __future__ import annotations

import asyncio
import atexit
import marshal
import os
import pickle
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .calls import plain
from .client import Wire
from .reach import Door, NoServer
from .template import Template

if TYPE_CHECKING:
    from .kernel import Frames, Kernel

FIRST_TO_DIE = "700"
"""When memory runs out, Linux takes a notebook's process before any other of ours."""

_here: Worker | None = None


class Worker:
    """A process that makes one call after the other, each with a kernel of its own.

    Parameters
    ----------
    connection : Connection
        To whoever asks for calls.
    server : Door
        To the server that forks kernels, which forked this process too.
    """

    def __init__(self, connection: Connection, server: Door) -> None:
        self.connection = connection
        self.server = server
        self.line: Wire | None = None
        """To the kernel that was forked for the call."""

    def run(self) -> None:
        """Make a call for each that is asked for, until none is any more."""
        global _here
        _here = self
        while True:
            folder, asked = marshal.loads(self.connection.recv_bytes())
            try:
                self.line = Wire(self.server, Path(folder))
            except NoServer as reason:
                self._tell("refused", str(reason))
                continue
            try:
                self._call(asked)
            finally:
                self.line.close(patience=0)

    def note(self, words: bytes) -> None:
        """Tell who asked how far it is."""
        self._tell("note", words)

    def _call(self, asked: bytes) -> None:
        try:
            # From the process that started our server, over a socket only those two have.
            function, arguments = pickle.loads(asked)
            value = plain(function(*arguments))
        except Exception:
            self._tell("failure", traceback.format_exc())
        else:
            self._tell("value", value)

    def _tell(self, kind: str, value: object) -> None:
        self.connection.send_bytes(marshal.dumps((kind, value)))


def here() -> Worker:
    """Return the worker that this process is, to a function that it calls."""
    if _here is None:
        raise RuntimeError("this process is no worker of a warm server")
    return _here


async def serve(kernel: Kernel, connection: Connection) -> None:
    """Answer a client's requests, one after the other, until nobody asks any more."""
    requests: asyncio.Queue[Frames] = asyncio.Queue()
    lock = threading.Lock()

    def hand(frames: Frames) -> None:
        # There may be nobody to read it any more.
        with suppress(OSError), lock:
            connection.send_bytes(marshal.dumps([bytes(frame) for frame in frames]))

    def read() -> None:
        try:
            requests.put_nowait(marshal.loads(connection.recv_bytes()))
        except (EOFError, OSError):
            loop.remove_reader(connection.fileno())
            leave()

    def leave() -> None:
        requests.put_nowait([])

    kernel.wake(hand)
    kernel.kernel.leave = leave
    await kernel.bind()
    loop = asyncio.get_running_loop()
    loop.add_reader(connection.fileno(), read)
    while frames := await requests.get():
        await kernel.kernel.answer(frames)


def run(template: Template, asked: dict, given: Sequence[int]) -> NoReturn:
    """Be what is asked for, then end this process as Python ends one.

    Parameters
    ----------
    template : Template
        What this process was forked from.
    asked : dict
        `environment`, `folder`, `umask`; `work` for a worker; `hide` to hide our modules.
    given : sequence of int
        Descriptors: a connection, and for a worker the door to the server.
    """
    code = 1
    try:
        # What the server is to do at its end is not ours to do; what a notebook registers is.
        atexit._clear()
        _settle(asked)
        connection = Connection(given[0])
        if asked["work"]:
            Worker(connection, Door(socket.socket(fileno=given[1]))).run()
        else:
            with suppress(OSError):
                Path("/proc/self/oom_score_adj").write_text(FIRST_TO_DIE)
            asyncio.run(serve(template.kernel, connection))
        code = 0
    except (ConnectionError, EOFError):
        # Whoever asked has stopped, and hears of nothing any more.
        pass
    except Exception:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        with suppress(BaseException):
            threading._shutdown()
            atexit._run_exitfuncs()
        os._exit(code)


def _settle(asked: dict) -> None:
    """Take on the place and environment of who asked.

    Python gives a forked process fresh random numbers by itself, numpy does not.
    """
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    time.tzset()
    tempfile.tempdir = None
    os.umask(asked["umask"])
    try:
        os.chdir(asked["folder"])
    except FileNotFoundError:
        # It was there when we were asked for: whoever asked has stopped, and took it away.
        sys.exit(1)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if asked["hide"]:
        # A notebook may import what it calls by our name; what runs here needs no import.
        ours = __name__.partition(".")[0]
        for name in [name for name in sys.modules if name.partition(".")[0] == ours]:
            del sys.modules[name]
