"""One guard at each door by which text comes in: whatever goes wrong there is a fault in words.

How large a table may be before it is read: a small file can ask for all time and memory.

The limits are far above any table of figures. Whoever brings a larger one raises them by name, on
the command line or in the environment; a collection cannot raise its own.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

from analysis.data.names import nearest
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.store.instructions import instructions


@contextmanager
def door(refusal: str) -> Iterator[None]:
    """Turn whatever a reader of files raises into a fault of the file.

    Libraries that read files of others raise what they like; a person who brought the file can
    only mend the file.

    Parameters
    ----------
    refusal : str
        The beginning of the sentence: "a.json cannot be read as JSON".

    Raises
    ------
    RawDataError

    Examples
    --------
    >>> with door("a.json cannot be read as JSON"):
    ...     [][0]
    Traceback (most recent call last):
    ...
    analysis.errors.RawDataError: 1 fault in the raw data:
    a.json cannot be read as JSON: list index out of range
    """
    try:
        yield
    except AnalysisError:
        raise
    except RecursionError as error:
        raise RawDataError([f"{refusal}: it is nested too deep"]) from error
    except MemoryError as error:
        raise RawDataError([f"{refusal}: memory does not suffice"]) from error
    except Exception as error:
        raise RawDataError([f"{refusal}: {_told(error)}"]) from error


def _told(error: Exception) -> str:
    """Say in one line what a library said, without signs that would steer a terminal."""
    words = " ".join(str(error).split())[:200] or type(error).__name__
    return words.encode("unicode_escape").decode() if not words.isprintable() else words


def no_plain_file(path: Path) -> list[str]:
    """Say why a path is not a file that can be read to its end; a pipe would never end.

    Returns
    -------
    list of str
        Empty if it is a plain file, or a link to one.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            return [f"{path.name} cannot be read: {error.strerror}"]
        return [f"{path.name}: there is no such file in {path.parent.name}/"]
    if stat.S_ISREG(mode):
        return []
    kinds = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISSOCK: "a socket"}
    kind = next((noun for asks, noun in kinds.items() if asks(mode)), "a device")
    return [f"{path.name} is {kind} and no plain file, in {path.parent.name}/"]


def read_plain(path: Path, most: int | None = None) -> bytes:
    """Read the bytes of a plain file, or the first so many.

    Raises
    ------
    RawDataError
        If it is none, or cannot be read.
    """
    if faults := no_plain_file(path):
        raise RawDataError(faults)
    with door(f"{path.name} cannot be read"), path.open("rb") as file:
        return file.read() if most is None else file.read(most)


def read_words(path: Path) -> str:
    """Read a plain file of text in UTF-8.

    Raises
    ------
    RawDataError
        If it is none, or cannot be read.
    """
    content = read_plain(path)
    with door(f"{path.name} cannot be read as text"):
        return content.decode("utf-8")


LIMITS = "REPORTEDLY_LIMITS"
"""Environment variable with limits that were raised, as `cells=50000000,columns=5000`."""


@dataclass(frozen=True)
class Limits:
    """The most that a file may hold.

    Parameters
    ----------
    bytes : int
        Of a file once unpacked, or of all text in a table.
    json : int
        Bytes of JSON, which takes ten times as much memory to read.
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
    json: int = 2**27
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
    "json": "bytes of JSON",
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
