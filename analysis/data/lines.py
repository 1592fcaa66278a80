"""Lines and records of delimited text, counted in two ways so that no row is lost in silence."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pyarrow.csv
import pyarrow.parquet

from analysis.errors import RawDataError


def lines_of_rows(path: Path) -> Sequence[int]:
    """Return the first line of each data row, which quoted line breaks push down.

    The rows of a Parquet file, which has no lines, are counted from 1.
    """
    if path.suffix == ".parquet":
        return range(1, pyarrow.parquet.read_metadata(path).num_rows + 1)
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        next(reader)
        lines, start = [], reader.line_num + 1
        for row in reader:
            if row:
                lines.append(start)
            start = reader.line_num + 1
    return lines


def of_rows(count: int) -> str:
    """Say behind a fault of how many rows it is, if of several.

    >>> of_rows(421), of_rows(1)
    (' (421 rows)', '')
    """
    return f" ({count:,} rows)" if count > 1 else ""


def faults_of_shape(path: Path) -> list[str]:
    """Say which rows have other cells than the header, each with its line."""
    faults = []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        width, start = len(next(reader)), reader.line_num + 1
        for row in reader:
            if row and len(row) != width:
                faults.append(
                    f"{path.name} line {start}: {len(row)} cells where the header has {width}"
                )
            start = reader.line_num + 1
    return faults


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
    return sum(_like_a_record(line.split(delimiter), shapes) for line in inner)


def _like_a_record(cells: Sequence[str], shapes: Sequence[set[str]]) -> bool:
    if not 1 < len(shapes) <= len(cells):
        return False
    return any(_shape(cell) in known for cell, known in zip(cells, shapes, strict=False))


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
