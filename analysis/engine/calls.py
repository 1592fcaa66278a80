"""Functions called in children of a server, several at once, each with a kernel beside it.

The children that call are workers: they make one call after the other and never run a notebook's
code, which runs in the kernels. A kernel is forked for each call, by another server, from what
never ran anything.
"""

from __future__ import annotations

import marshal
import os
import pickle
import select
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.engine.lines import words_of
from analysis.engine.reach import NoServer, OwnServer, Servers, ask
from analysis.engine.records import CALL, DIED, FAILURE, KERNEL, NOTE, RESULT, Connection, packed


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
class Ended:
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
    """A child that makes one call after the other, as its caller sees it."""

    def __init__(self, workers: OwnServer) -> None:
        self.connection, process = ask(workers, Path.cwd(), work=True)
        os.close(process)
        self.index = -1
        self.deadline = 0.0
        self.ended = Ended()

    def begin(self, index: int, call: Call, kernels: OwnServer, seconds: float) -> None:
        """Give it a call, and a kernel for it that has never run.

        Raises
        ------
        NoServer
            If there is none, or the worker is gone by now; it is not used again then.
        """
        # Pickled for a process that we started, over a socket that only we and it have.
        asked = pickle.dumps((call.function, call.arguments))
        try:
            self._give_kernel(*ask(kernels, call.folder))
            self.connection.send(CALL, asked)
        except (NoServer, OSError) as failure:
            self.connection.close()
            raise NoServer(str(failure)) from failure
        self.index, self.deadline, self.ended = index, time.monotonic() + seconds, Ended()

    def _give_kernel(self, kernel: Connection, process: int) -> None:
        try:
            descriptors = [kernel.fileno(), process]
            socket.send_fds(self.connection.sock, [packed(KERNEL, [])], descriptors)
        finally:
            kernel.close()
            os.close(process)

    def take(self, heard: Callable[[int, bytes], None]) -> bool:
        """Take what has come; tell whether the call has ended."""
        records = self.connection.arrived()
        for kind, parts in records or []:
            if kind == NOTE:
                heard(self.index, parts[0])
            elif kind == DIED:
                self.ended.died = words_of(int(parts[0]))
            elif kind == RESULT:
                self.ended = Ended(marshal.loads(parts[0]))
                return True
            elif kind == FAILURE:
                self.ended = Ended(failure=parts[0].decode())
                return True
        if records is None:
            self.ended.died = self.ended.died or "its process is gone"
        return bool(self.ended.died)


def run_calls(
    servers: Servers,
    calls: Sequence[Call],
    *,
    at_once: int,
    seconds: float,
    heard: Callable[[int, bytes], None] = lambda index, words: None,
) -> Iterator[tuple[int, Ended]]:
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

    Yields
    ------
    int, Ended
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
                    worker = idle.pop() if idle else _Worker(servers.workers)
                    worker.begin(index, call, servers.kernels, seconds)
                    busy.append(worker)
                except NoServer as reason:
                    yield index, Ended(refused=str(reason))
            for worker in _done(busy, heard):
                busy.remove(worker)
                if worker.ended.died:
                    worker.connection.close()
                else:
                    idle.append(worker)
                yield worker.index, worker.ended
    finally:
        for worker in (*busy, *idle):
            worker.connection.close()


def _done(busy: Sequence[_Worker], heard: Callable[[int, bytes], None]) -> list[_Worker]:
    """Wait until something happens; return the workers whose call has ended by it."""
    if not busy:
        return []
    left = min(worker.deadline for worker in busy) - time.monotonic()
    poll = select.poll()
    for worker in busy:
        poll.register(worker.connection, select.POLLIN)
    ready = {descriptor for descriptor, _ in poll.poll(max(0, left) * 1000)}
    for worker in busy:
        if worker.deadline <= time.monotonic():
            worker.ended.died = "it took too long"
    return [
        worker
        for worker in busy
        if worker.ended.died or (worker.connection.fileno() in ready and worker.take(heard))
    ]


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
