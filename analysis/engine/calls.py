"""Functions run in children of a server, several at once, each child for one call."""

from __future__ import annotations

import marshal
import os
import pickle
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.engine.reach import NoServer, OwnServer, ask
from analysis.engine.records import DIED, FAILURE, NOTE, RESULT, Connection


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
        Where it works.
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
        Why no child was forked for it.
    died : str
        How its process ended, if it did not return: a sentence.
    """

    value: object = None
    failure: str = ""
    refused: str = ""
    died: str = ""


class _Running:
    """A call in a child, as its caller sees it."""

    def __init__(self, index: int, connection: Connection, seconds: float) -> None:
        self.index = index
        self.connection = connection
        self.deadline = time.monotonic() + seconds
        self.ended = Ended()

    def take(self, heard: Callable[[int, bytes], None]) -> bool:
        """Take what has come; tell whether the call has ended."""
        records = self.connection.arrived()
        if records is None:
            self.ended.died = self.ended.died or "its process is gone"
            return True
        for kind, parts in records:
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
        return False


def run_calls(
    server: OwnServer,
    calls: Sequence[Call],
    *,
    at_once: int,
    seconds: float,
    heard: Callable[[int, bytes], None] = lambda index, words: None,
) -> Iterator[tuple[int, Ended]]:
    """Run functions in children of a server.

    Parameters
    ----------
    server : OwnServer
    calls : sequence of Call
        Begun in this order.
    at_once : int
        Children at one time.
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
    running: dict[int, _Running] = {}
    poll = select.poll()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                index, call = waiting.pop()
                try:
                    begun = _Running(index, _begin(server, call), seconds)
                except NoServer as reason:
                    yield index, Ended(refused=str(reason))
                    continue
                running[begun.connection.fileno()] = begun
                poll.register(begun.connection, select.POLLIN)
            for done in _done(poll, running, heard):
                poll.unregister(done.connection)
                del running[done.connection.fileno()]
                done.connection.close()
                yield done.index, done.ended
    finally:
        for left in running.values():
            left.connection.close()


def _begin(server: OwnServer, call: Call) -> Connection:
    # Pickled for a process that we started, over a socket that only we and it have.
    connection, process = ask(server, call.folder, pickle.dumps((call.function, call.arguments)))
    os.close(process)
    return connection


def _done(
    poll: select.poll, running: Mapping[int, _Running], heard: Callable[[int, bytes], None]
) -> list[_Running]:
    """Wait until something happens; return what has ended by it."""
    if not running:
        return []
    left = min(one.deadline for one in running.values()) - time.monotonic()
    ready = [running[descriptor] for descriptor, _ in poll.poll(max(0, left) * 1000)]
    done = [one for one in ready if one.take(heard)]
    for one in running.values():
        if one not in done and one.deadline <= time.monotonic():
            one.ended.died = "it took too long"
            done.append(one)
    return done


def words_of(status: int) -> str:
    """Say how a process ended.

    >>> words_of(7 << 8)
    'its process ended with exit code 7'
    >>> words_of(9)
    'its process was killed by SIGKILL, as Linux does when memory runs out'
    """
    if os.WIFEXITED(status):
        return f"its process ended with exit code {os.WEXITSTATUS(status)}"
    name = signal.Signals(os.WTERMSIG(status)).name
    memory = ", as Linux does when memory runs out" if name == "SIGKILL" else ""
    return f"its process was killed by {name}{memory}"


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
