"""How a command ends: with a code and a sentence, whatever its streams and signals do.

Only the standard library is imported here.
"""

from __future__ import annotations

import atexit
import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn, TextIO

FAILED, BAD_INPUT, STOPPED, ENDED = 1, 2, 130, 143
"""A report failed or was not written; the input is wrong; stopped by keyboard; by a signal."""
LEAST_MEMORY = 750_000_000
"""Bytes of address space without which libraries that we load look for more for ever."""
FULL = {
    errno.EPIPE: "whoever read it has closed it",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file may not grow that large here",
    errno.EBADF: "it is closed",
}


class Termination(KeyboardInterrupt):
    """The system or another program asked this one to end; it ends as from the keyboard."""


class Output:
    """Standard output, which remembers why it did not take what was printed.

    Parameters
    ----------
    stream : text file
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.fault = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, words: str) -> int:
        """Write as a file does."""
        return self._noting(self.stream.write, words)

    def flush(self) -> None:
        """Flush as a file does."""
        self._noting(self.stream.flush)

    def at_last(self) -> str:
        """Return why something was not taken; empty if all was."""
        with suppress(OSError):
            self.flush()
        return self.fault

    def _noting(self, function: Callable, *given: str) -> Any:
        try:
            return function(*given)
        except OSError as failure:
            self.fault = FULL.get(failure.errno, failure.strerror or str(failure))
            raise


def to_its_end(command: Callable[[], object]) -> NoReturn:
    """Run a command and end this process.

    Files that stand open by the numbers of the standard streams would be written to, so a stream
    that is closed is opened on nothing. What could not be printed is a failure: a script would
    wait for it in vain.
    """
    code = FAILED
    # What is registered later for the end is done before this. Python would then take apart all
    # that was loaded, for a fifth of a second, and try again what waits in a buffer that nobody
    # takes.
    atexit.register(lambda: os._exit(code))
    closed = _open_streams()
    for number in (signal.SIGTERM, signal.SIGHUP):
        # What somebody chose to ignore, as `nohup` does, stays ignored.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    nothing = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    sys.stdout = output = Output(sys.stdout or nothing)
    sys.stderr = sys.stderr or nothing
    try:
        command()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt as stop:
        code = stopped(stop)
    except (MemoryError, ImportError, SystemError):
        # A library that finds no room says any of these.
        if memory_limit() is None:
            raise
        code = out_of_memory()
    except OSError:
        if not output.fault:
            raise
    if reason := "it is closed" if 1 in closed else output.at_last():
        say(f"reportedly: standard output cannot be written to: {reason}")
        code = code or FAILED
    sys.exit(code)


def stopped(stop: KeyboardInterrupt) -> int:
    """Say that the command was stopped; return the code to end with."""
    say("\nreportedly: stopped; what stood before still stands")
    return ENDED if isinstance(stop, Termination) else STOPPED


def out_of_memory() -> int:
    """Say that memory ran out; return the code to end with."""
    limit = memory_limit()
    most = "" if limit is None else f"; this process may use {limit // 10**6:,} MB (ulimit -v)"
    say(f"reportedly: there is not enough memory{most}; what stood before still stands")
    return FAILED


def memory_limit() -> int | None:
    """Return the bytes that this process may use, None without a limit."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit == resource.RLIM_INFINITY else limit


def is_too_small() -> bool:
    """Tell whether a command cannot run in the memory that this process may use."""
    return (memory_limit() or LEAST_MEMORY) < LEAST_MEMORY


def say(words: str) -> None:
    """Print a line on standard error, if anybody takes it."""
    with suppress(OSError, ValueError, AttributeError):
        print(words, file=sys.stderr, flush=True)


def _end(number: int, frame: object) -> NoReturn:
    # Once is enough: what is being put away then is not to be interrupted.
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Termination


def _open_streams() -> set[int]:
    """Open each standard stream that is closed on nothing; return which were."""
    closed = set()
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            closed.add(number)
            # The lowest number that is free is this one; what we start has it too.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    return closed
