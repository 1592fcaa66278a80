"""Files that others made: whole or refused in words, within limits, without signs that mislead.

Whatever goes wrong where a file comes in is a fault in words. The limits are far above any table of
figures: a small file can ask for all time and memory. Whoever brings a larger one raises them by
name, on the command line or in the environment; a collection cannot raise its own.

The records of delimited text are counted a second time, so that no row is lost in silence.

A value is looked at as decoded: a sign that no reader sees, or takes for another, misleads as much
as an escape in JSON, TOML or YAML as it does where it stands plainly.
"""

from __future__ import annotations

import gzip
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import IO

from analysis.data.names import nearest
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.store.instructions import instructions


@contextmanager
def as_fault(refusal: str) -> Iterator[None]:
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
    >>> with as_fault("a.json cannot be read as JSON"):
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
        # In one line, without signs that would steer a terminal.
        words = " ".join(str(error).split())[:200] or type(error).__name__
        told = words if words.isprintable() else words.encode("unicode_escape").decode()
        raise RawDataError([f"{refusal}: {told}"]) from error


def refuse(faults: list[str], remarks: Sequence[str] = ()) -> None:
    """Raise one error for all faults, if there are any, with the remarks beside them.

    Raises
    ------
    RawDataError
        If the list is not empty.
    """
    if faults:
        raise RawDataError(faults, remarks)


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
    refuse(no_plain_file(path))
    with as_fault(f"{path.name} cannot be read"), path.open("rb") as file:
        return file.read() if most is None else file.read(most)


def read_words(path: Path) -> str:
    """Read a plain file of text in UTF-8.

    Raises
    ------
    RawDataError
        If it is none, or cannot be read.
    """
    content = read_plain(path)
    with as_fault(f"{path.name} cannot be read as text"):
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


def keep_within(where: str, **found: int) -> None:
    """Refuse a file that passes a limit, and say how to raise it.

    Parameters
    ----------
    where : str
        The file.
    **found : int
        What was found, by the name of the limit.

    Raises
    ------
    RawDataError
        With a sentence for each limit.

    Examples
    --------
    >>> keep_within("a.csv", columns=5000)
    Traceback (most recent call last):
    ...
    analysis.errors.RawDataError: 1 fault in the raw data:
    a.csv: 5,000 columns, where no more than 2,000 are read; --limit columns=5000 raises that
    """
    held = limits()
    refuse(
        [
            f"{where}: {number:,} {NOUNS[name]}, where no more than {getattr(held, name):,} are "
            f"read; --limit {name}={number} raises that"
            for name, number in found.items()
            if number > getattr(held, name)
        ]
    )


MOST_PACKED = 1_032
"""Bytes that one byte can unpack to, by the way in which gzip packs."""
BLOCK = 2**20
"""Bytes unpacked at once to count them."""


def bytes_of(path: Path, most: int | None = None, *, kind: str = "") -> bytes:
    """Read a file, unpacked if it is gzipped.

    Parameters
    ----------
    path : Path
    most : int, optional
        Read no more than so many bytes.
    kind : str
        Of the file, if less may be read of that than of another.

    Raises
    ------
    RawDataError
        If there is no such plain file, it cannot be unpacked, or holds more than is read.
    """
    refuse(no_plain_file(path))
    is_packed, size = path.suffix.lower() == ".gz", path.stat().st_size
    keep_within(path.name, bytes=size if is_packed or most is None else min(size, most))
    if kind.startswith("json"):
        keep_within(path.name, json=size)
    if not is_packed:
        return read_plain(path, most)
    limit = limits().bytes
    # A file that may unpack to too much is counted first, and none of it is kept.
    counts = most is None and size * MOST_PACKED > limit
    with as_fault(f"{path.name} cannot be unpacked"), gzip.open(path) as unpacked:
        if not counts or _holds_within(unpacked, limit):
            unpacked.seek(0)
            return unpacked.read() if most is None else unpacked.read(most)
    told = f"{path.name}: more than {limit:,} bytes once unpacked, and no more are read; "
    raise RawDataError([f"{told}--limit bytes=NUMBER raises that"])


def _holds_within(file: IO[bytes], limit: int) -> bool:
    counted = 0
    while counted <= limit and (block := file.read(BLOCK)):
        counted += len(block)
    return counted <= limit


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


MOST_NAMED = 10
"""Faults of one kind in one file that are named; more would hide the rest."""

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Control characters but tab and line ends, signs that turn the direction of writing, halves of
a sign, signs that are none, and the invisible tags."""

ZERO_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\u0300-\u036f\u20d0-\u20f0\u2800\U000e0100-\U000e01ef"
)
"""Signs without width: letters of many scripts need them, a figure never does.

Strokes and accents over a sign, the empty pattern of Braille and variants of signs among them."""
BETWEEN = ".,'\u2019\u02bc \u00a0\u2007\u2009\u202f"
"""What may stand between the digits of one figure."""
ANY_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
INSIDE = re.compile(rf"\d[{BETWEEN}]*([{ZERO_WIDTH}])[{BETWEEN}{ZERO_WIDTH}]*\d")
FIGURE = re.compile(r"\d(?:[.,'\u2019\u02bc]?\d|[ \u00a0\u2007\u2009\u202f]\d{3}(?!\d))*")

TURNING = re.compile("[\u061c\u200f]")
"""Signs without width that make what stands beside them run from right to left."""
PIECE = re.compile(r"[^\n\t,;|]+")
"""A cell, or a part of one."""
TURNS = "a sign that turns figures round, where nothing is written from right to left; remove it"
SHOWN = "\ufffd"
NOT_SEEN = "a sign that cannot be seen and may mislead; remove it"
WITHIN = "a sign without width inside a figure; remove it"


def misleading_signs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the place of each sign in a text that misleads, and what it is, in words.

    Examples
    --------
    >>> list(misleading_signs("1\\u200b93"))
    [(1, 'U+200B, a sign without width inside a figure; remove it')]
    >>> list(misleading_signs("19\\u0663"))
    [(0, "'19٣', a figure with digits of two scripts; write it in one")]
    >>> [what[:29] for _, what in misleading_signs("\u200f100 – 200")]
    ['U+200F, a sign that turns fig']
    """
    if text.isascii() and text.isprintable():
        return
    for found in UNSEEN.finditer(text):
        yield found.start(), f"U+{ord(found.group()):04X}, {NOT_SEEN}"
    if text.isascii():
        return
    for found in INSIDE.finditer(text):
        yield found.start(1), f"U+{ord(found[1]):04X}, {WITHIN}"
    # Signs that turn figures round belong to letters beside them.
    for piece in PIECE.finditer(text) if TURNING.search(text) else ():
        found, figures = TURNING.search(piece.group()), FIGURE.findall(piece.group())
        letters = filter(str.isalpha, piece.group())
        runs_back = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in letters)
        if found and len(figures) > 1 and not runs_back:
            yield piece.start() + found.start(), f"U+{ord(found.group()):04X}, {TURNS}"
    if not any(sign.isdecimal() and not sign.isascii() for sign in set(text)):
        return
    for found in FIGURE.finditer(text):
        if len({_zero(sign) for sign in found.group() if sign.isdecimal()}) > 1:
            shown = found.group()[:40]
            yield found.start(), f"{shown!r}, a figure with digits of two scripts; write it in one"


def without_misleading(text: str) -> str:
    """Show a sign in place of each that misleads, and in place of a figure in two scripts.

    >>> without_misleading("1\u200b93 of 19\u0663, \u202e391") == "1\ufffd93 of \ufffd, \ufffd391"
    True
    """
    shown = UNSEEN.sub(SHOWN, text)
    if any(True for _ in misleading_signs(shown)):
        shown = ANY_ZERO_WIDTH.sub(SHOWN, shown)
        shown = FIGURE.sub(lambda f: SHOWN if [*misleading_signs(f.group())] else f.group(), shown)
    return shown


def may_mislead(text: str) -> bool:
    """Say whether a text of any length may hold such a sign; quick, and never no for one that does.

    >>> may_mislead("193 killed"), may_mislead("1\\u200b93")
    (False, True)
    """
    if UNSEEN.search(text):
        return True
    if text.isascii():
        return False
    return bool(ANY_ZERO_WIDTH.search(text)) or any(
        sign.isdecimal() and not sign.isascii() for sign in set(text)
    )


def _zero(digit: str) -> int:
    """Return the nought of the script that a digit belongs to."""
    return ord(digit) - unicodedata.decimal(digit)


def faults_of_text(text: str, name: str, *, before: int = 0) -> list[str]:
    """Name the misleading signs of a text by file and line.

    Parameters
    ----------
    text : str
    name : str
        Of the file.
    before : int
        Lines of the file that stand before the text.

    Examples
    --------
    >>> faults_of_text("killed\\n\\u202e391", "claims.csv")
    ['claims.csv line 2: U+202E, a sign that cannot be seen and may mislead; remove it']
    """
    return [
        f"{name} line {before + text.count(chr(10), 0, place) + 1}: {what}"
        for place, what in islice(misleading_signs(text), MOST_NAMED)
    ]


def faults_of_values(values: Iterable[tuple[str, str]]) -> list[str]:
    """Name the misleading signs of decoded values.

    Parameters
    ----------
    values : iterable of (str, str)
        Where each stands, and the value.

    Examples
    --------
    >>> faults_of_values([("a.json line 1, column n", "\\u202e391")])
    ['a.json line 1, column n: U+202E, a sign that cannot be seen and may mislead; remove it']
    """
    found = (f"{where}: {what}" for where, text in values for _, what in misleading_signs(text))
    return list(islice(found, MOST_NAMED))


def shown(value: object, most: int = 60) -> str:
    """Write a value for a message: quoted, cut, and with each sign that cannot be seen escaped.

    So is a mark that another way of writing would join to its letter, for it looks the same.

    >>> shown("a" * 100, most=5), shown("\\u202e391"), shown(True)
    ("'aaaaa…'", "'\\\\u202e391'", 'true')
    >>> shown("São\\u00a0Tomé"), shown("Jose\\u0301") == r"'Jose\\u0301'"
    ("'São\\\\xa0Tomé'", True)
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    if isinstance(value, str) and not unicodedata.is_normalized("NFC", value):
        text = "".join(ascii(s)[1:-1] if unicodedata.combining(s) else s for s in text)
    return text if len(text) <= most + 2 else f"{text[: most + 1]}…{text[-1]}"


MOST_VALUES = 12
"""Values of one column that have a fault of their own; the others share one."""
MOST_IN_ONE = 500
"""Values that such a fault names."""


def more_values(column: str, says: str, values: Sequence[str]) -> str:
    """Say of the many values of one column that break one rule what each is, and name them all.

    >>> more_values("party", "is not known", ["moon", "sun"])
    "2 more values of party that each is not known: 'moon', 'sun'"
    """
    named = ", ".join(map(shown, values[:MOST_IN_ONE]))
    rest = len(values) - MOST_IN_ONE
    more = f" and {rest:,} more" if rest > 0 else ""
    return f"{len(values):,} more values of {column} that each {says}: {named}{more}"


QUOTE, NEWLINE = b'"\n'


def count_records(content: bytes, *, open_end: bool = True) -> int:
    """Count the records of delimited text by its line ends outside quotation marks.

    Lines without any sign are none.

    Parameters
    ----------
    content : bytes
        In an encoding that keeps ASCII.
    open_end : bool
        Whether a last line counts that does not end.

    Examples
    --------
    >>> count_records(b'a,b\\r\\n1,"x\\ny"\\r\\n\\r\\n2,')
    3
    """
    # Commands that read no table start without it.
    import numpy as np

    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    signs = np.frombuffer(content, np.uint8)
    ends = signs == NEWLINE
    if b'"' in content:
        ends &= np.bitwise_xor.accumulate((signs == QUOTE).view(np.uint8)) == 0
    places = np.flatnonzero(ends)
    after = [len(signs)] if open_end else []
    lengths = np.diff(places, prepend=-1, append=after) - 1
    return int(np.count_nonzero(lengths > 0))


def hold_rows(name: str, counted: int, read: int) -> None:
    """Refuse a table of which two counts differ.

    Raises
    ------
    RawDataError
    """
    if counted != read:
        raise RawDataError(
            [f"{name}: {counted:,} rows by one count and {read:,} by another; none is taken"]
        )


def swallowed(texts: Sequence[str], delimiter: str, shapes: Sequence[set[str]]) -> int:
    """Count the lines inside the cells of a record that look like records themselves.

    A quotation mark that is not closed takes the rows after it into its cell, up to the next one.

    Parameters
    ----------
    texts : sequence of str
        Cells of the record.
    delimiter : str
    shapes : sequence of set
        `shapes_of` other records.

    Examples
    --------
    >>> shapes = shapes_of([["18.3.", "1", "2"]])
    >>> swallowed(["18.3.", "he said\\n19.3.,1,2\\n20.3.,3,4"], ",", shapes)
    2
    """
    inner = [line for text in texts if "\n" in text for line in text.splitlines()[1:]]
    records = (line.split(delimiter) for line in inner)
    return sum(
        1 < len(shapes) <= len(cells)
        and any(_shape(cell) in known for cell, known in zip(cells, shapes, strict=False))
        for cells in records
    )


def shapes_of(records: Iterable[Sequence[str]]) -> list[set[str]]:
    """Return what the cells with digits are made of, column by column.

    Runs of digits and of letters, and the signs between.

    >>> shapes_of([["2023-03-18", "killed"], ["18 March"]]) == [{"0-0-0", "0 a"}, set()]
    True
    """
    columns = zip_longest(*records, fillvalue="")
    return [{_shape(cell) for cell in cells if any(map(str.isdigit, cell))} for cells in columns]


def _shape(cell: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", cell.strip()))


def spare_grammar() -> None:
    """Let jsonschema, which nobody has imported yet, be imported in a moment.

    JupyterLab brings a grammar of addresses that jsonschema would compile then, for 1.3 s; no
    schema that is held against a file here has a use for it.
    """
    if "jsonschema" not in sys.modules:
        sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
