"""What whoever types the command sees: refusals, progress, lines that quote a page."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.publish.ending import (
    BAD_INPUT,
    FAILED,
    is_too_small,
    out_of_memory,
    say,
    stopped,
)

if TYPE_CHECKING:
    from analysis.publish.site import Watcher


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
    from analysis.publish.site import Watcher

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
