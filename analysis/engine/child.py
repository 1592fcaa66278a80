"""What a forked child does: become a fresh process of its own, run cells or a function, end."""

from __future__ import annotations

import asyncio
import atexit
import ctypes
import json
import marshal
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from analysis.engine.calls import plain
from analysis.engine.lines import Live
from analysis.engine.records import END, FAILURE, MESSAGE, NOTE, RESULT, Connection
from analysis.engine.template import Template

DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux's prctl."""
FIRST_TO_DIE = "500"
"""When memory runs out, Linux takes a report before the server."""

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
        self.kernel = template.kernel
        self.connection = connection

    def live(self) -> None:
        """Begin, do what is asked, and return when it is done."""
        global _here
        _here = self
        _leave_parent()
        if (record := self.connection.next()) is None:
            return
        setup, *call = record[1]
        _settle(json.loads(setup))
        self.kernel.wake(self.said)
        if call:
            self._call(call[0])
        else:
            asyncio.run(self._serve())

    def said(self, frames: list[bytes]) -> None:
        """Pass a message of the kernel on; there may be nobody to read it any more."""
        with suppress(OSError):
            self.connection.send(MESSAGE, *frames)

    def note(self, words: bytes) -> None:
        """Tell who asked how far it is."""
        with suppress(OSError):
            self.connection.send(NOTE, words)

    def line(self) -> Live:
        """Return a line to the kernel in this process."""
        return Live(self.kernel, self.said)

    def _call(self, packed: bytes) -> None:
        try:
            # From the process that started our server, over a socket only those two have.
            function, arguments = pickle.loads(packed)
            value = marshal.dumps(plain(function(*arguments)))
        except BaseException:
            self.connection.send(FAILURE, traceback.format_exc().encode())
        else:
            self.connection.send(RESULT, value)

    async def _serve(self) -> None:
        """Answer requests, one after the other, until nobody asks any more."""
        asked: asyncio.Queue = asyncio.Queue()
        self.kernel.kernel.leave = lambda: asked.put_nowait((END, []))

        def read() -> None:
            records = self.connection.arrived()
            for record in [(END, [])] if records is None else records:
                asked.put_nowait(record)

        await self.kernel.bind()
        asyncio.get_running_loop().add_reader(self.connection, read)
        # The first cell may have come together with the setup.
        read()
        while True:
            kind, frames = await asked.get()
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
    code = 1
    try:
        Child(template, connection).live()
        code = 0
    except BaseException:
        connection.send(FAILURE, traceback.format_exc().encode())
    finally:
        with suppress(BaseException):
            threading._shutdown()
            atexit._run_exitfuncs()
        os._exit(code)


def _leave_parent() -> None:
    """Become a session of one's own that dies with the server, and first of all."""
    os.setsid()
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_DIE)
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
