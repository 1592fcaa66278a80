"""Lines and records of delimited text, counted in two ways so that no row is lost in silence.

A file is looked through in blocks that end with a line, so that one of any size needs little
memory: what is quick to count shows that a block is sound, and only one that is not is looked at
closely.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.csv
import pyarrow.parquet

from analysis.data.doors import (
    MOST_NAMED,
    faults_of_text,
    may_mislead,
    no_plain_file,
)
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
        `shape_of` cells with digits of other records, column by column.

    Examples
    --------
    >>> shapes = [{shape_of("18.3.")}, {"0"}, {"0"}]
    >>> swallowed(["18.3.", "he said\\n19.3.,1,2\\n20.3.,3,4"], ",", shapes)
    2
    """
    inner = [line for text in texts if "\n" in text for line in text.splitlines()[1:]]
    return sum(_like_a_record(line.split(delimiter), shapes) for line in inner)


def _like_a_record(cells: Sequence[str], shapes: Sequence[set[str]]) -> bool:
    if not 1 < len(shapes) <= len(cells):
        return False
    return any(shape_of(cell) in known for cell, known in zip(cells, shapes, strict=False))


def shape_of(cell: str) -> str:
    """Return what a cell is made of: runs of digits and of letters, and the signs between.

    >>> shape_of("2023-03-18"), shape_of("18 March")
    ('0-0-0', '0 a')
    """
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", cell.strip()))


LONGEST_LINE = 20_000
"""Bytes; the longest of ours has under a thousand."""
BLOCK = 2**20
"""Bytes read at once; more do not fit beside their work into the cache of a core."""


def look_through(path: Path) -> Seen:
    """Look at all bytes of a file: what is wrong with them, and how many records they hold.

    Nothing is wrong if the file is there, holds something, is UTF-8 without signs that mislead or
    lines beyond all measure, ends with a line break, and closes every quotation mark.
    """
    seen = Seen(path.name)
    seen.absent = no_plain_file(path)
    for block in _blocks(path) if not seen.absent else ():
        if fault := seen.look_at(block):
            seen.absent = [fault]
        if fault or seen.overlong or len(seen.unseen) >= MOST_NAMED:
            break
    return seen


def _blocks(path: Path) -> Iterator[bytes]:
    """Read a file in blocks of whole lines, but for one beyond all measure."""
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            yield block + handle.readline(LONGEST_LINE + 1)


@dataclass
class Seen:
    """What was seen of a file so far.

    Parameters
    ----------
    name : str
    lines, records : int
        Line ends, and those outside quotation marks that end something: a second count of what a
        reader will find.
    absent : list of str
        What ended the look.
    """

    name: str
    lines: int = 0
    records: int = 0
    absent: list[str] = field(default_factory=list)
    blank: bool = True
    last: bytes = b"\n"
    unseen: list[str] = field(default_factory=list)
    overlong: list[str] = field(default_factory=list)
    inside: bool = False
    opened: int = 0

    def look_at(self, block: bytes) -> str:
        """Take in one more block; return the fault that ends the look, if it is one."""
        ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))
        if np.diff(ends, prepend=-1, append=len(block)).max() > LONGEST_LINE:
            # Its block ends anywhere, so that nothing else can be said of it.
            self.overlong, self.blank = self._overlong(block), False
            return ""
        if not block.isascii() and (fault := self._not_utf8(block)):
            return fault
        if _holds_unseen(block):
            self.unseen += faults_of_text(block.decode(), self.name, before=self.lines)
        self.records += self._records_in(block)
        if b'"' in block:
            self._follow_quotes(block)
        self.blank = self.blank and not block.strip()
        self.lines, self.last = self.lines + len(ends), block[-1:]
        return ""

    def faults(self) -> list[str]:
        """Say what is wrong, once all was seen."""
        if self.absent:
            return self.absent
        if self.blank:
            return [f"{self.name}: the file is empty"]
        if self.unseen or self.overlong:
            return self.unseen[:MOST_NAMED] + self.overlong[:MOST_NAMED]
        if self.last != b"\n":
            line = self.lines + 1
            return [f"{self.name} line {line}: the file stops in the middle of a line (cut off?)"]
        if self.inside:
            return [f"{self.name} line {self.opened}: a quotation mark is opened and not closed"]
        return []

    def _not_utf8(self, block: bytes) -> str:
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.lines + block.count(b"\n", 0, error.start) + 1
            byte = block[error.start]
            return (
                f"{self.name} line {line}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
            )
        return ""

    def _overlong(self, block: bytes) -> list[str]:
        return [
            f"{self.name} line {number}: {len(line):,} bytes, where no line has more than "
            f"{LONGEST_LINE:,}"
            for number, line in enumerate(block.splitlines(), start=self.lines + 1)
            if len(line) > LONGEST_LINE
        ]

    def _records_in(self, block: bytes) -> int:
        """Count the lines that end outside quotation marks and are not blank."""
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        # A block that begins inside a cell continues a record of the block before.
        return count_records(b'"' + block if self.inside else block, open_end=False)

    def _follow_quotes(self, block: bytes) -> None:
        """Note the line after which all further rows would fall into one cell."""
        if block.count(b'"') % 2 == 0 and not self.inside:
            return
        for number, line in enumerate(block.splitlines(), start=self.lines + 1):
            if line.count(b'"') % 2:
                self.inside = not self.inside
                self.opened = number if self.inside else self.opened


def _holds_unseen(block: bytes) -> bool:
    """Whether a block may hold a sign that misleads."""
    controls = np.count_nonzero(np.frombuffer(block, np.uint8) < ord(" "))
    if controls != sum(block.count(sign) for sign in b"\t\n\r") or b"\x7f" in block:
        return True
    return not block.isascii() and may_mislead(block.decode())
