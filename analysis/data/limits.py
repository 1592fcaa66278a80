"""How large a table may be before it is read: a small file can ask for all time and memory.

The limits are far above any table of figures. Whoever brings a larger one raises them by name, on
the command line or in the environment; a collection cannot raise its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from analysis.data.names import nearest
from analysis.errors import ParameterError, RawDataError
from analysis.store.instructions import instructions

LIMITS = "REPORTEDLY_LIMITS"
"""Environment variable with limits that were raised, as `cells=50000000,columns=5000`."""


@dataclass(frozen=True)
class Limits:
    """The most that a file may hold.

    Parameters
    ----------
    bytes : int
        Of a file once unpacked, or of all text in a table.
    cells : int
        Columns times rows.
    sheet : int
        Marked cells of a spreadsheet, which cost a hundred times as much to read.
    columns : int
    cell : int
        Signs in one cell.
    merged : int
        Cells that merged ones cover.
    nesting : int
        Names inside names, lists inside lists.
    words : int
        Bytes of a mapping or a sidecar.
    days : int
        From the first to the last day of a collection.
    """

    bytes: int = 2**30
    cells: int = 30_000_000
    sheet: int = 3_000_000
    columns: int = 2_000
    cell: int = 20_000
    merged: int = 200_000
    nesting: int = 20
    words: int = 200_000
    days: int = 40_000


NOUNS = {
    "bytes": "bytes once unpacked",
    "cells": "cells",
    "sheet": "marked cells in a sheet",
    "columns": "columns",
    "cell": "signs in one cell",
    "merged": "cells covered by merged ones",
    "nesting": "levels of nesting",
    "words": "bytes of a mapping or sidecar",
    "days": "days from first to last",
}


def limits() -> Limits:
    """Return the limits as they stand, with those that the environment raises.

    Raises
    ------
    ParameterError
        If the environment names a limit that does not exist, or no number.
    """
    return raised(_raised())


def raised(given: Iterable[str]) -> Limits:
    """Return the usual limits but for those given as NAME=NUMBER.

    >>> raised(["columns=5000"]).columns
    5000
    """
    numbers: dict[str, int] = {}
    for written in given:
        name, _, number = written.strip().partition("=")
        if name not in NOUNS:
            close = ", ".join(nearest(name, NOUNS) or NOUNS)
            raise ParameterError(f"no limit is called {name!r}; nearest: {close}")
        if not (number.isascii() and number.isdecimal() and len(number) <= 15):
            raise ParameterError(f"the limit {name} is {number!r}, no whole number")
        numbers[name] = int(number)
    return replace(Limits(), **numbers)


def over(where: str, **found: int) -> list[str]:
    """Say which limits a file passes, and how to raise them.

    Parameters
    ----------
    where : str
        The file.
    **found : int
        What was found, by the name of the limit.

    Examples
    --------
    >>> over("a.csv", columns=5000)[0]
    'a.csv: 5,000 columns, where no more than 2,000 are read; --limit columns=5000 raises that'
    """
    held = limits()
    return [
        f"{where}: {number:,} {NOUNS[name]}, where no more than {getattr(held, name):,} are read; "
        f"--limit {name}={number} raises that"
        for name, number in found.items()
        if number > getattr(held, name)
    ]


def keep_within(where: str, **found: int) -> None:
    """Refuse a file that passes a limit.

    Raises
    ------
    RawDataError
        With a sentence for each limit.
    """
    if faults := over(where, **found):
        raise RawDataError(faults)


def depth_of(value: object) -> int:
    """Count how deep lists and names lie in each other, without descending into itself.

    >>> depth_of({"a": [1, {"b": 2}]}), depth_of("a")
    (3, 0)
    """
    deepest, level = 0, [value]
    while level := [
        inner
        for outer in level
        if isinstance(outer, list | Mapping)
        for inner in ([*outer.values(), None] if isinstance(outer, Mapping) else [*outer, None])
    ]:
        deepest += 1
    return deepest


def _raised() -> list[str]:
    """Return the limits raised for this command, or else by the user's settings."""
    written = instructions().limits or os.environ.get(LIMITS, "")
    return [each for each in written.split(",") if each]


def settings_of(given: Iterable[str]) -> str:
    """Write limits as one text, for `instructions`; those raised already are kept.

    Raises
    ------
    ParameterError
        As `limits`.
    """
    held = [*_raised(), *given]
    raised(held)
    return ",".join(held)


assert set(NOUNS) == {field.name for field in fields(Limits)}
