"""Functions called in other processes, which may crash, or never end, and take nobody with them.

They run in children of a server, several at once, each with a kernel beside it; or one runs in a
fork of this process.

The children that call are workers: they make one call after the other and never run a notebook's
code, which runs in the kernels. A kernel is forked for each call, from what never ran anything.

>>> apart = Apart(str.upper)
>>> apart.done("one report", seconds=60)
'ONE REPORT'
>>> apart.close()
"""

from __future__ import annotations

import marshal
import pickle
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .server import Child, NoServer, OwnServer, Server, words_of

if TYPE_CHECKING:
    from .client import Wire


@dataclass(frozen=True)
class Call:
    """A function to run in a child.

    Parameters
    ----------
    function : callable
        Of a module, so that the child can import it, or a `functools.partial` of one.
    arguments : tuple
        That can be pickled.
    folder : Path
        Where its kernel works.
    """

    function: Callable
    arguments: tuple
    folder: Path


@dataclass
class CallResult:
    """How a call ended; of `value`, `failure`, `refused` and `died` one counts.

    Parameters
    ----------
    value : object
        What it returned: plain data.
    failure : str
        The traceback of what it raised.
    refused : str
        Why nothing was forked for it.
    died : str
        How its process ended, if it did not return: a sentence.
    """

    value: object = None
    failure: str = ""
    refused: str = ""
    died: str = ""


class HeldWorker:
    """A process that makes one call after the other, as its caller has it."""

    def __init__(self, server: OwnServer, variables: Mapping[str, str]) -> None:
        self.connection, theirs = Pipe()
        with theirs:
            given = theirs.fileno(), server.sock.fileno()
            how = {"work": True, "variables": variables}
            self.process = Child(server, Path.cwd(), *given, **how)
        self.index = -1
        self.deadline = 0.0

    def begin(self, index: int, call: Call, seconds: float) -> None:
        """Give it a call.

        Raises
        ------
        NoServer
            If it is gone by now; it is not used again then.
        """
        self.index, self.deadline = index, time.monotonic() + seconds
        # Pickled for a process that we started, over a socket that only we and it have.
        asked = str(call.folder), pickle.dumps((call.function, call.arguments))
        try:
            self.connection.send_bytes(marshal.dumps(asked))
        except OSError as failure:
            self.close()
            raise NoServer(f"a worker has ended: {failure}") from failure

    def take(self, heard: Callable[[int, bytes], None]) -> CallResult | None:
        """Take what has come; tell how the call has ended, if it has."""
        try:
            kind, value = marshal.loads(self.connection.recv_bytes())
        except (EOFError, OSError):
            return CallResult(died=self.process.wait() or "its process is gone")
        if kind != "note":
            return CallResult(**{kind: value})
        heard(self.index, value)
        return None

    def close(self) -> None:
        """End it, and the kernel beside it."""
        self.connection.close()
        self.process.close()


def run_calls(
    server: OwnServer,
    calls: Sequence[Call],
    *,
    at_once: int,
    seconds: float,
    heard: Callable[[int, bytes], None] = lambda index, words: None,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[int, CallResult]]:
    """Run functions in workers, each with a kernel of its own beside it.

    Parameters
    ----------
    server : OwnServer
    calls : sequence of Call
        Begun in this order.
    at_once : int
        Calls at one time.
    seconds : float
        For each call; one that takes longer is ended with all it started.
    heard : callable
        Called with the number of a call and each note it gives.
    variables : mapping
        Of the environment of workers and kernels, beside those of this process.

    Yields
    ------
    int, CallResult
        The number of a call and how it ended, as each ends. Whoever stops asking ends the rest.
    """
    waiting = list(enumerate(calls))[::-1]
    idle: list[HeldWorker] = []
    busy: list[HeldWorker] = []
    try:
        while waiting or busy:
            while waiting and len(busy) < at_once:
                index, call = waiting.pop()
                try:
                    worker = idle.pop() if idle else HeldWorker(server, variables)
                    worker.begin(index, call, seconds)
                    busy.append(worker)
                except NoServer as reason:
                    yield index, CallResult(refused=str(reason))
            for worker, ended in _done(busy, heard):
                busy.remove(worker)
                if ended.died:
                    worker.close()
                else:
                    idle.append(worker)
                yield worker.index, ended
    finally:
        for worker in (*busy, *idle):
            worker.close()


def _done(
    busy: Sequence[HeldWorker], heard: Callable[[int, bytes], None]
) -> list[tuple[HeldWorker, CallResult]]:
    """Wait until something happens; return the workers whose call has ended by it, and how."""
    left = min((worker.deadline for worker in busy), default=0) - time.monotonic()
    ready = wait([worker.connection for worker in busy], max(0, left))
    now, done = time.monotonic(), []
    for worker in busy:
        ended = worker.take(heard) if worker.connection in ready else None
        if ended is None and worker.deadline <= now:
            ended = CallResult(died="it took too long")
        if ended:
            done.append((worker, ended))
    return done


def plain(value: object) -> object:
    """Return a value as the plain data that cross from a child.

    Raises
    ------
    TypeError
        If something in it is neither text, number, bytes, None, nor a list, tuple or mapping.

    >>> plain({"pages": ("a", b"b", None)})
    {'pages': ('a', b'b', None)}
    """
    if value is None or type(value) in (bool, int, float, bytes, str):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Mapping):
        return {plain(name): plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return (list if isinstance(value, list) else tuple)(map(plain, value))
    raise TypeError(f"{type(value).__name__} is no plain data, which alone cross from a child")


_here: Worker | None = None


class Worker:
    """A process that makes one call after the other, each with a kernel of its own.

    Parameters
    ----------
    connection : Connection
        To whoever asks for calls.
    server : Server
        That forks kernels, and forked this process too.
    """

    def __init__(self, connection: Connection, server: Server) -> None:
        self.connection = connection
        self.server = server
        self.line: Wire | None = None
        """To the kernel that was forked for the call."""

    def run(self) -> None:
        """Make a call for each that is asked for, until none is any more."""
        from .client import Wire

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
                # From the process that started our server, over a socket only those two have.
                function, arguments = pickle.loads(asked)
                ended = "value", plain(function(*arguments))
            except Exception:
                ended = "failure", traceback.format_exc()
            finally:
                self.line.close(patience=0)
            self._tell(*ended)

    def note(self, words: bytes) -> None:
        """Tell who asked how far it is."""
        self._tell("note", words)

    def _tell(self, kind: str, value: object) -> None:
        self.connection.send_bytes(marshal.dumps((kind, value)))


def here() -> Worker:
    """Return the worker that this process is, to a function that it calls."""
    if _here is None:
        raise RuntimeError("this process is no worker of a warm server")
    return _here


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
