"""Work in a fork of this process, which may crash, or never end, and takes nobody with it.

>>> apart = Apart(str.upper)
>>> apart.done("one report", seconds=60)
'ONE REPORT'
>>> apart.close()
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from .reach import words_of


class Lost(Exception):
    """The fork ended before its work was done, or took too long; says which."""


class Apart:
    """A fork of this process that does one piece of work, once it is told on what.

    Forked early, it loads what it needs while this process does something else.

    Parameters
    ----------
    work : callable
        Of one argument. That, and what comes of it, are pickled.
    get_ready : callable
        What the fork does first, whatever comes of it.
    """

    def __init__(
        self, work: Callable[[Any], object], get_ready: Callable[[], object] = lambda: None
    ) -> None:
        fork = get_context("fork")
        self.connection, theirs = fork.Pipe()
        given = self.connection, theirs, work, get_ready
        self.process = fork.Process(target=_serve, args=given, daemon=True)
        self.process.start()
        theirs.close()

    def done(self, given: object, *, seconds: float) -> Any:
        """Return what comes of the work.

        Raises
        ------
        Lost
        """
        try:
            self.connection.send(given)
            if not self.connection.poll(seconds):
                raise Lost("it took too long")
            return self.connection.recv()
        except (EOFError, OSError) as gone:
            self.process.join()
            code = self.process.exitcode or 0
            raise Lost(words_of(-code if code < 0 else code << 8)) from gone

    def close(self) -> None:
        """End it."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def _serve(
    theirs: Connection,
    connection: Connection,
    work: Callable[[Any], object],
    get_ready: Callable[[], object],
) -> None:
    # Without another holder of the other end, this process ends with the one that forked it.
    theirs.close()
    # A key pressed is for whoever waits, who then ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    with suppress(Exception):
        get_ready()
    with suppress(EOFError):
        connection.send(work(connection.recv()))
