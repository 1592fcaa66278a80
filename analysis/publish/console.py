"""What whoever types the command sees: refusals, progress, lines that quote a page.

How far a sweep has come: how many reports, at which rate, and how long it will take yet.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.publish.ending import BAD_INPUT, FAILED, is_too_small, out_of_memory, say, stopped

if TYPE_CHECKING:
    from analysis.publish.runner import Watcher


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


@contextmanager
def watching() -> Iterator[Watcher]:
    """Show progress on standard error: bars on a terminal, else a line for each report begun."""
    from analysis.publish.runner import Watcher

    if not sys.stderr.isatty():
        yield Watcher(say, _line_when_begun())
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


def _line_when_begun() -> Callable[[str, int, int], None]:
    begun: set[str] = set()

    def cell(report: str, done: int, cells: int) -> None:
        if report not in begun:
            begun.add(report)
            say(f"running {report}")

    return cell


def tell(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines that quote a page; what could steer a terminal is shown as a sign."""
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
    from analysis.publish.runner import Watcher

    if not sys.stderr.isatty():
        yield Watcher(say, counted=_in_lines())
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
        begun = time.monotonic()

        def counted(ended: int, tasks: int) -> None:
            rate = rate_in_words(ended, time.monotonic() - begun)
            bars.update(task, completed=ended, total=tasks, rate=rate)

        yield replace(Watcher(bars.console.print), counted=counted)


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


def _in_lines() -> Callable[[int, int], None]:
    begun = said = time.monotonic()

    def counted(ended: int, tasks: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= SECONDS_BETWEEN_LINES or ended == tasks:
            said = now
            say(line_of(ended, tasks, now - begun))

    return counted
