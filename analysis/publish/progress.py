"""How far a sweep has come: how many reports, at which rate, and how long it will take yet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.publish.ending import say

if TYPE_CHECKING:
    from analysis.publish.site import Watcher

SECONDS_BETWEEN_LINES = 10
"""Where there is no terminal, a line each time so much has passed, and one at the end."""


@contextmanager
def counting() -> Iterator[Watcher]:
    """Show progress on standard error: a bar on a terminal, else a line now and then."""
    from analysis.publish.site import Watcher

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
