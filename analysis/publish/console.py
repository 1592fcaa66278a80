"""What whoever types the command sees: how it ends, refusals, progress, lines that quote a page.

A command ends with a code and a sentence, whatever its streams and signals do. So nothing but the
standard library is imported before it begins: a library that finds no room is a fault to tell.
"""

from __future__ import annotations

import atexit
import errno
import functools
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from analysis.errors import AnalysisError, ParameterError, RawDataError

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
    """Standard output, which remembers why it did not take what was printed."""

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


def shown(path: Path) -> str:
    """Return a path as short as it can be typed from here.

    Whoever stands in the folder of a site stands nowhere once a new one has taken its place.
    """
    try:
        here = Path.cwd()
    except FileNotFoundError:
        return str(path)
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def plainly_told(command: Callable[..., None]) -> Callable[..., None]:
    """End a command with a sentence and a code where it refuses, not with a traceback."""

    import typer

    @functools.wraps(command)
    def told(*args: object, **kwargs: object) -> None:
        if is_too_small():
            raise typer.Exit(out_of_memory())
        try:
            command(*args, **kwargs)
        except AnalysisError as refusal:
            say(f"reportedly: {refusal}")
            bad_input = isinstance(refusal, ParameterError | RawDataError)
            raise typer.Exit(BAD_INPUT if bad_input else FAILED) from None
        except MemoryError:
            raise typer.Exit(out_of_memory()) from None
        except KeyboardInterrupt as stop:
            # Threads that waited for a kernel would hold us up.
            os._exit(stopped(stop))

    return told


@dataclass(frozen=True)
class Watcher:
    """Who is told how a long run goes.

    Parameters
    ----------
    say : callable
        Called with a sentence.
    cell : callable
        Called with the name of a report, the cells done and the cells it has; from any thread.
    counted : callable
        Called with the reports of a sweep that have ended, and all that are to run.
    """

    say: Callable[[str], None] = lambda sentence: None
    cell: Callable[[str, int, int], None] = lambda report, done, cells: None
    counted: Callable[[int, int], None] = lambda ended, tasks: None


@contextmanager
def watching() -> Iterator[Watcher]:
    """Show progress on standard error: bars on a terminal, else a line for each report begun."""
    if not sys.stderr.isatty():
        begun: set[str] = set()

        def first_cell(report: str, done: int, cells: int) -> None:
            if report not in begun:
                begun.add(report)
                say(f"running {report}")

        yield Watcher(say, first_cell)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def cell(report: str, done: int, cells: int) -> None:
            if report not in tasks:
                tasks[report] = bars.add_task(report)
            bars.update(tasks[report], completed=done, total=cells)

        yield Watcher(bars.console.print, cell)


def tell(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines that quote a page; what could steer a terminal is shown as a sign."""
    import typer

    for line in "\n".join(lines).splitlines():
        shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
        if err:
            say(shown)
        else:
            typer.echo(shown)


SECONDS_BETWEEN_LINES = 10
"""Where there is no terminal, a line each time so much has passed, and one at the end."""


@contextmanager
def counting() -> Iterator[Watcher]:
    """Show progress on standard error: a bar on a terminal, else a line now and then."""
    begun = said = time.monotonic()
    if not sys.stderr.isatty():

        def in_lines(ended: int, tasks: int) -> None:
            nonlocal said
            now = time.monotonic()
            if now - said >= SECONDS_BETWEEN_LINES or ended == tasks:
                said = now
                say(line_of(ended, tasks, now - begun))

        yield Watcher(say, counted=in_lines)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bars:
        task = bars.add_task("", total=None, rate="")

        def counted(ended: int, tasks: int) -> None:
            rate = rate_in_words(ended, time.monotonic() - begun)
            bars.update(task, completed=ended, total=tasks, rate=rate)

        yield Watcher(bars.console.print, counted=counted)


def rate_in_words(ended: int, seconds: float) -> str:
    """Say how many reports end in a second, or in a minute if that is less than one.

    >>> rate_in_words(30, 10), rate_in_words(5, 20), rate_in_words(0, 0)
    ('3.0 a second', '15 a minute', '')
    """
    if not seconds or not ended:
        return ""
    rate = ended / seconds
    return f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.0f} a minute"


def line_of(ended: int, tasks: int, seconds: float) -> str:
    """Say in a line how far a sweep has come.

    >>> line_of(30, 90, 10)
    '30 of 90 reports, 3.0 a second, 20 s left'
    """
    left = seconds * (tasks - ended) / ended
    return f"{ended} of {tasks} reports, {rate_in_words(ended, seconds)}, {left:.0f} s left"
