"""What a forked child does: become a process of its own, run cells or a function, and end.

A child that runs a function may fork a kernel in turn. The notebook's code then runs in a process
that nothing else runs in, and what it does to that process reaches nobody.
"""

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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from analysis.engine.calls import plain, words_of
from analysis.engine.lines import Line
from analysis.engine.records import END, FAILURE, MESSAGE, NOTE, RESULT, Connection
from analysis.engine.template import Template

DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux's prctl."""
FIRST_TO_DIE = "700"
"""When memory runs out, Linux takes a notebook's process before any other of ours."""

_here: Child | None = None


class Child:
    """A process of its own for one run.

    Parameters
    ----------
    template : Template
        That it was forked from.
    connection : Connection
        To whoever asked for it.
    """

    def __init__(self, template: Template, connection: Connection) -> None:
        self.template = template
        self.connection = connection

    def live(self) -> None:
        """Begin, do what is asked, and return when it is done."""
        global _here
        _here = self
        os.setsid()
        _leave_parent()
        if (record := self.connection.next()) is None:
            return
        setup, *call = record[1]
        _settle(json.loads(setup))
        if call:
            self._call(call[0])
        else:
            _Cells(self.template, self.connection).run()

    def note(self, words: bytes) -> None:
        """Tell who asked how far it is."""
        with suppress(OSError):
            self.connection.send(NOTE, words)

    @contextmanager
    def kernel(self, died: Callable[[str], None]) -> Iterator[Line]:
        """Give a line to a kernel in a process forked for it, which is ended afterwards.

        Parameters
        ----------
        died : callable
            Called with a sentence on how the process ended, if it did so by itself.
        """
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            self.connection.close()
            _leave_parent()
            end_after(_Cells(self.template, Connection(theirs)).run)
        theirs.close()
        line = Line(Connection(ours), os.pidfd_open(pid))
        try:
            yield line
        finally:
            if line.alive:
                line.signal(signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            if not line.alive:
                died(words_of(status))
            line.close(patience=0)

    def _call(self, packed: bytes) -> None:
        try:
            # From the process that started our server, over a socket only those two have.
            function, arguments = pickle.loads(packed)
            value = marshal.dumps(plain(function(*arguments)))
        except BaseException:
            self.connection.send(FAILURE, traceback.format_exc().encode())
        else:
            self.connection.send(RESULT, value)


class _Cells:
    """A kernel's life: it answers requests, one after the other, until nobody asks any more."""

    def __init__(self, template: Template, connection: Connection) -> None:
        self.kernel = template.kernel
        self.connection = connection
        self.asked: asyncio.Queue = asyncio.Queue()

    def run(self) -> None:
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


def child() -> Child:
    """Return the child that this process is, to a function that runs in one."""
    if _here is None:
        raise RuntimeError("this process is no child of a warm server")
    return _here


def run(template: Template, connection: Connection) -> NoReturn:
    """Live, and never return to the server's code."""
    end_after(Child(template, connection).live)


def end_after(life: Callable[[], None]) -> NoReturn:
    """Do something, then end this process as Python ends one."""
    code = 1
    try:
        life()
        code = 0
    finally:
        with suppress(BaseException):
            threading._shutdown()
            atexit._run_exitfuncs()
        os._exit(code)


def _leave_parent() -> None:
    """Die with the process that forked this one, and leave to it what it has yet to do."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # What the server is to do at its end is not ours to do; what a notebook registers is.
    atexit._clear()


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
    os.chdir(setup["folder"])
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
