"""What a forked child does: become a process of its own, run cells or make calls, and end."""

from __future__ import annotations

import asyncio
import atexit
import ctypes
import json
import marshal
import os
import pickle
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from analysis.engine.calls import plain
from analysis.engine.kernel import Kernel
from analysis.engine.lines import Line
from analysis.engine.records import END, FAILURE, MESSAGE, NOTE, RESULT, Connection
from analysis.engine.template import Template

DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux's prctl."""
FIRST_TO_DIE = "700"
"""When memory runs out, Linux takes a notebook's process before any other of ours."""

_here: Worker | None = None


class Worker:
    """A child that makes calls.

    Parameters
    ----------
    connection : Connection
        To whoever asks for them.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.line: Line | None = None
        """To the kernel that was forked for the call."""

    def run(self) -> None:
        """Make a call for each that is asked for, until none is any more."""
        global _here
        _here = self
        while self.connection.next() and (record := self.connection.next()):
            (kernel, process), self.connection.descriptors = self.connection.descriptors, []
            self.line = Line(Connection(socket.socket(fileno=kernel)), process)
            try:
                self._call(record[1][0])
            finally:
                self.line.close(patience=0)

    def note(self, words: bytes) -> None:
        """Tell who asked how far it is."""
        self.connection.send(NOTE, words)

    def _call(self, asked: bytes) -> None:
        try:
            # From the process that started our server, over a socket only those two have.
            function, arguments = pickle.loads(asked)
            value = marshal.dumps(plain(function(*arguments)))
        except Exception:
            self.connection.send(FAILURE, traceback.format_exc().encode())
        else:
            self.connection.send(RESULT, value)


class Cells:
    """A child that runs cells.

    Parameters
    ----------
    kernel : Kernel
        That has never run.
    connection : Connection
        To a client.
    """

    def __init__(self, kernel: Kernel, connection: Connection) -> None:
        self.kernel = kernel
        self.connection = connection
        self.asked: asyncio.Queue = asyncio.Queue()

    def run(self) -> None:
        """Answer requests, one after the other, until nobody asks any more."""
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(FIRST_TO_DIE)
        self.kernel.wake(self._said)
        asyncio.run(self._serve())

    def _said(self, frames: list[bytes]) -> None:
        # There may be nobody to read it any more.
        with suppress(OSError):
            self.connection.send(MESSAGE, *frames)

    def _read(self) -> None:
        records = self.connection.arrived()
        for record in [(END, [])] if records is None else records:
            self.asked.put_nowait(record)

    async def _serve(self) -> None:
        self.kernel.kernel.leave = lambda: self.asked.put_nowait((END, []))
        await self.kernel.bind()
        asyncio.get_running_loop().add_reader(self.connection, self._read)
        # The first cell may have come together with the setup.
        self._read()
        while True:
            kind, frames = await self.asked.get()
            if kind == END:
                return
            await self.kernel.kernel.answer(frames)


def here() -> Worker:
    """Return the worker that this process is, to a function that it calls."""
    if _here is None:
        raise RuntimeError("this process is no worker of a warm server")
    return _here


def run(template: Template, connection: Connection) -> NoReturn:
    """Be what is asked for, then end this process as Python ends one."""
    code = 1
    try:
        _leave_parent(template.owner)
        if record := connection.next():
            setup = json.loads(record[1][0])
            _settle(setup)
            if setup["hide"]:
                _hide_ourselves()
            (Worker(connection) if setup["work"] else Cells(template.kernel, connection)).run()
        code = 0
    except ConnectionError:
        # Whoever asked has stopped, and hears of nothing any more.
        pass
    except Exception:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        with suppress(BaseException):
            threading._shutdown()
            atexit._run_exitfuncs()
        os._exit(code)


def _leave_parent(server: int) -> None:
    """Become a session of one's own that dies with the server, and leave it what is its own."""
    os.setsid()
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != server:
        # It was gone before we could ask.
        os._exit(1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # What the server is to do at its end is not ours to do; what a notebook registers is.
    atexit._clear()


def _hide_ourselves() -> None:
    """Let a notebook import what it calls by our name; what runs here needs no import."""
    ours = __name__.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == ours]:
        del sys.modules[name]


def _settle(setup: dict) -> None:
    """Take on the place and environment of who asked.

    Python gives a forked process fresh random numbers by itself, numpy does not.
    """
    os.environ.clear()
    os.environ.update(setup["environment"])
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    time.tzset()
    tempfile.tempdir = None
    os.umask(setup["umask"])
    try:
        os.chdir(setup["folder"])
    except FileNotFoundError:
        # It was there when we were asked for: whoever asked has stopped, and took it away.
        sys.exit(1)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
