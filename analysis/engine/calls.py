"""Functions called in children of a server, several at once, each with a kernel beside it.

The children that call are workers: they make one call after the other and never run a notebook's
code, which runs in the kernels. A kernel is forked for each call, by another server, from what
never ran anything.
"""

from __future__ import annotations

import marshal
import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import wait
from pathlib import Path
from types import MappingProxyType

from .reach import Child, NoServer, Servers


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


class _Worker:
    """A process that makes one call after the other, as its caller sees it."""

    def __init__(self, servers: Servers, variables: Mapping[str, str]) -> None:
        self.connection, theirs = Pipe()
        with theirs:
            given = theirs.fileno(), servers.kernels.sock.fileno()
            how = {"work": True, "variables": variables}
            self.process = Child(servers.workers, Path.cwd(), *given, **how)
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
    servers: Servers,
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
    servers : Servers
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
    idle: list[_Worker] = []
    busy: list[_Worker] = []
    try:
        while waiting or busy:
            while waiting and len(busy) < at_once:
                index, call = waiting.pop()
                try:
                    worker = idle.pop() if idle else _Worker(servers, variables)
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
    busy: Sequence[_Worker], heard: Callable[[int, bytes], None]
) -> list[tuple[_Worker, CallResult]]:
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
