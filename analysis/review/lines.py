"""Rows of a table of text, added and taken out without touching the bytes of the others.

>>> text = "claim_id,note\\na1,\\na2,\\"one, two\\"\\n"
>>> with_rows(text, [{"claim_id": "a3"}])
'claim_id,note\\na1,\\na2,"one, two"\\na3,\\n'
>>> without_rows(text, "claim_id", {"a2"})
'claim_id,note\\na1,\\n'
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from analysis.data.doors import door, read_words
from analysis.errors import RawDataError

LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""Not `str.splitlines`, for which signs inside a cell end a line, too."""


def header(text: str) -> list[str]:
    """Return the columns of a table; none if it has no header."""
    return next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), [])


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a table, each as a dictionary of its columns."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True))


def rows_in(path: Path, needed: Iterable[str] = ()) -> list[dict[str, str]]:
    """Read the rows of a file, of which some columns are needed.

    Raises
    ------
    RawDataError
        If it cannot be read, a quotation mark in it is not closed, a needed column does not stand
        there once, or a row has more cells than the header, or fewer.
    """
    text = read_words(path)
    with door(f"{path.name} cannot be read as a table"):
        rows, there = rows_of(text), header(text)
    faults = [
        f"{path.name} line 1: column {column} is missing, or stands there twice"
        for column in needed
        if there.count(column) != 1
    ]
    uneven = (n for n, row in enumerate(rows, start=1) if None in row or None in row.values())
    faults += [f"{path.name} row {n}: not as many cells as columns" for n in uneven]
    if faults:
        raise RawDataError(faults)
    return rows


def table_of(columns: Iterable[str], rows: Iterable[Mapping[str, str]] = ()) -> str:
    """Write a table: a header and rows; cells that a row lacks are empty."""
    return with_rows(_written([list(columns)], "\n"), rows)


def with_rows(text: str, rows: Iterable[Mapping[str, str]]) -> str:
    """Add rows below a table; a column that a row lacks is empty, one that it alone has is lost."""
    columns = header(text)
    cells = [[row.get(column, "") for column in columns] for row in rows]
    return text + _written(cells, _line_end(text))


def with_columns(text: str, columns: Iterable[str]) -> str:
    """Add columns on the right of a table, empty in every row; those it has already stay."""
    new = [column for column in columns if column not in header(text)]
    if not new:
        return text
    end = _line_end(text)
    pairs = zip(_records(text), _cells(new), strict=False)
    widened = [_wider(record, cells, end) for record, cells in pairs]
    return "".join(widened)


def without_rows(text: str, column: str, keys: Collection[str]) -> str:
    """Take out the rows whose cell in a column is one of the keys."""
    place = header(text).index(column)
    first, *records = _records(text)
    kept = [record for record in records if _cells_of(record)[place] not in keys]
    return "".join([first, *kept])


def _cells(new: list[str]) -> Iterator[str]:
    yield "," + ",".join(new)
    while True:
        yield "," * len(new)


def _wider(record: str, cells: str, end: str) -> str:
    return f"{record.rstrip(chr(13) + chr(10))}{cells}{end}" if record.strip() else record


def _records(text: str) -> Iterator[str]:
    """Give the records of a table with their line ends; a quoted cell may hold line breaks."""
    record: list[str] = []
    quotes = 0
    for line in LINE.findall(text):
        record.append(line)
        quotes += line.count('"')
        if quotes % 2 == 0:
            yield "".join(record)
            record, quotes = [], 0
    if record:
        yield "".join(record)


def _cells_of(record: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline="")), [""])


def _written(rows: Iterable[Iterable[str]], end: str) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end).writerows(rows)
    return written.getvalue()


def _line_end(text: str) -> str:
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
