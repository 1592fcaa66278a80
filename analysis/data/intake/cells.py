"""Cells of any table as text, each with its place in the file; delimited text is the plainest.

>>> cells = Cells("feed.json", "line", ["date"], [Row(3, ["2023-03-18"])])
>>> cells.place(0, "date")
'feed.json line 3, column date'

A form says how a file is written: its kind, and what its texts, numbers and days look like. CSV and
TSV are read as others write them, in any delimiter and encoding, with headings of several rows.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.data.inputs import (
    MOST_NAMED,
    count_records,
    faults_of_text,
    faults_of_values,
    hold_rows,
    keep_within,
    limits,
    may_mislead,
    refuse,
    shapes_of,
    shown,
    swallowed,
)
from analysis.errors import RawDataError
from analysis.terms import TABLE_KINDS

AT_ONCE = 5_000
"""Rows looked at together: one look at much text is quicker than many at little."""


class Row(NamedTuple):
    """One row of a table.

    Parameters
    ----------
    number : int
        Of its line, or of its row in a spreadsheet, from 1.
    texts : list of str
        One a column; empty where the file holds nothing.
    """

    number: int
    texts: list[str]


@dataclass(frozen=True, eq=False)
class Cells:
    """A table of others as it stands.

    Parameters
    ----------
    file : str
        Its name, for messages.
    noun : str
        What its rows are counted in: line or row.
    columns : list of str
        Each once, in the order of the file.
    rows : list of Row
    left_out : mapping
        Rows of the file that are not among them, by the reason: above the table, without any
        text, below the table, left out by the mapping.
    unsound : mapping
        From column to what keeps a cell of it from being read, in words: told if the mapping
        names the column.
    remarks : tuple of str
        What a reader of the file should know.
    spaced : mapping
        From the number of a row to its texts with the spaces around them, where there are any.
    """

    file: str
    noun: str
    columns: list[str]
    rows: list[Row]
    left_out: Mapping[str, int] = field(default_factory=dict)
    unsound: Mapping[str, list[str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    spaced: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cells as strings, one row a row of the file."""
        texts = [row.texts for row in self.rows]
        return pd.DataFrame(texts, columns=pd.Index(self.columns, dtype="str"), dtype="str")

    @cached_property
    def numbers(self) -> pd.Series:
        """The number of each row in the file."""
        return pd.Series([row.number for row in self.rows], dtype="int64")

    def as_written(self, name: str) -> pd.Series:
        """The texts of a column with the spaces around them, for messages."""
        texts, place = self.frame[name], self.columns.index(name)
        if not self.spaced:
            return texts
        raw = (self.spaced.get(row.number, row.texts)[place:] for row in self.rows)
        return pd.Series([rest[0] if rest else "" for rest in raw], dtype="str")

    def with_empty(self, names: Sequence[str]) -> Cells:
        """Return the same cells with further columns that hold nothing."""
        if not names:
            return self
        rows = [Row(row.number, [*row.texts, *[""] * len(names)]) for row in self.rows]
        return replace(self, columns=[*self.columns, *names], rows=rows)

    def only(self, kept: Sequence[bool], reason: str) -> Cells:
        """Return the rows that are kept; the others are counted under a reason."""
        rows = [row for row, stays in zip(self.rows, kept, strict=True) if stays]
        counts = Counter(self.left_out)
        counts[reason] += len(self.rows) - len(rows)
        return replace(self, rows=rows, left_out=+counts)

    def place(self, row: int, column: str) -> str:
        """Say where a cell stands."""
        return f"{self.file} {self.noun} {self.rows[row].number}, column {column}"


def checked(cells: Cells) -> Cells:
    """Refuse cells that pass a limit or hold signs that mislead, whatever file they come from.

    Raises
    ------
    RawDataError
    """
    keep_within(cells.file, columns=len(cells.columns), cells=len(cells.columns) * len(cells.rows))
    headings = [(f"{cells.file}, heading {shown(name)}", name) for name in cells.columns]
    keep_within(
        f"{cells.file}, a heading", cell=max((len(name) for _, name in headings), default=0)
    )
    faults = faults_of_values(headings)
    longest, total = limits().cell, 0
    for start in range(0, len(cells.rows), AT_ONCE):
        rows = cells.rows[start : start + AT_ONCE]
        texts = [text for row in rows for text in row.texts]
        total += sum(map(len, texts))
        if max(map(len, texts), default=0) > longest:
            faults += [
                f"{place}: {len(text):,} signs in one cell, where no more than {longest:,} are "
                f"read; --limit cell={len(text)} raises that"
                for place, text in _placed(cells, rows)
                if len(text) > longest
            ]
        if may_mislead("\n".join(texts)):
            faults += faults_of_values(_placed(cells, rows))
        if len(faults) > MOST_NAMED:
            break
    keep_within(cells.file, bytes=total)
    if faults:
        raise RawDataError(faults[:MOST_NAMED])
    return cells


def _placed(cells: Cells, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        place = f"{cells.file} {cells.noun} {row.number}, column"
        yield from (
            (f"{place} {n}", text) for n, text in zip(cells.columns, row.texts, strict=False)
        )


def named_once(names: Sequence[str], where: str) -> list[str]:
    """Say which headings stand twice."""
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    return [f"{where}: column {name} stands twice" for name in twice[:MOST_NAMED]]


KINDS = {ending: kind for kind, endings in TABLE_KINDS.items() for ending in endings}
"""Kinds of files by their ending; each also gzipped, with `.gz` after it."""

MISSING = ("", "-", "–", "—", "n/a", "N/A", "NA", "null", "None", "NaN", "nan")
"""What stands in a cell where nothing was reported, if a table does not say otherwise."""


@dataclass(frozen=True)
class Form:
    """What a mapping says about how its file is written; what it leaves out has its usual value.

    What each part means is said where the form of `collection.toml` is, in `declaration.Form`.
    """

    kind: str = ""
    encoding: str = "utf-8"
    delimiter: str = ""
    skip_rows: int = 0
    header_rows: int = 1
    footer_rows: int = 0
    line_breaks: bool = False
    open_end: bool = False
    records: str = ""
    keys: tuple[str, ...] = ()
    layout: str = ""
    sheet: str = ""
    decimal: str = "."
    thousands: str = ""
    days: str = ""
    zone: str = ""
    days_from: str = ""
    day_number: int = 0
    missing: tuple[str, ...] = MISSING
    language: str = ""

    @classmethod
    def of(cls, written: dict) -> Form:
        """Take what a mapping says.

        >>> Form.of({"decimal": ",", "missing": ["k. A."]}).missing
        ('', 'k. A.')
        """
        given = {field.name: written[field.name] for field in fields(cls) if field.name in written}
        if "missing" in given:
            given["missing"] = ("", *given["missing"])
        if "keys" in given:
            given["keys"] = tuple(given["keys"])
        return cls(**given)

    def kind_of(self, path: Path) -> str:
        """Return the kind of a file; empty if neither the mapping nor the ending tells.

        >>> Form().kind_of(Path("losses.json.gz"))
        'json'
        """
        endings = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
        return self.kind or KINDS.get(endings[-1] if endings else "", "")


DELIMITERS = {"csv": ",", "tsv": "\t"}
LEVELS = " / "
"""Between the texts of a heading of several rows."""
WIDEST = 4
"""Bytes that a sign takes at most."""
SAMPLE = 1_000
"""Rows from which it is told what a row looks like."""
ABOVE, BELOW, EMPTY = "above the table", "below the table", "without any text"
"""Why a row of a file is no row of its table."""


IN_WORDS = {
    "unexpected end of data": "a quotation mark is opened and not closed",
    "expected after": (
        "a quotation mark is closed in the middle of a cell; double a mark inside a cell"
    ),
}
"""What is wrong with a record, in the words of a person who mends the file."""


def read_delimited(content: bytes, name: str, form: Form) -> Cells:
    """Read every record of delimited text; blank lines are none.

    Raises
    ------
    RawDataError
        As `formats.read_cells`, and if a quotation mark is not closed or took rows into its cell,
        the file stops in the middle of a line, or a second count of its rows comes out otherwise.
    """
    most, start = limits().columns * limits().cell * WIDEST, 0
    # A line longer than any row that is read is refused before it is looked at.
    while len(content) - start > most:
        start = max(content.rfind(end, start, start + most) for end in (b"\n", b"\r")) + 1
        if not start:
            told = f"{name}: a line of more than {most:,} bytes, longer than any row that is read; "
            raise RawDataError([f"{told}--limit cell=NUMBER raises that"])
    text = decoded(content, name, form.encoding)
    delimiter = form.delimiter or ("\t" if form.kind_of(Path(name)) == "tsv" else ",")
    # Counted by what parts them, so that rows which are too many are never made.
    keep_within(name, cells=max(map(text.count, "\n\r")) + text.count(delimiter))
    rows = list(_records(text, name, delimiter))
    refuse(_swallowing(rows, name, delimiter, form) or _cut_off(text, rows, name, form))
    keeps_ascii = "".join(map(chr, range(128))).encode(form.encoding, "ignore") == bytes(range(128))
    counted = count_records(content if keeps_ascii else text.encode())
    for row in rows if counted != len(rows) else ():
        if any(text.count('"') % 2 for text in row.texts):
            told = (
                f"{name} line {row.number}: a quotation mark stands inside a cell without marks "
                f"around it, so that the rows are {counted:,} or {len(rows):,}; put marks around "
                "the cell and double the one inside"
            )
            raise RawDataError([told])
    hold_rows(name, counted, len(rows))
    return with_heading(rows, name, "line", form)


def _records(text: str, name: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for texts in reader:
            if texts:
                yield Row(start, texts)
            start = reader.line_num + 1
    except csv.Error as error:
        told = next((words for said, words in IN_WORDS.items() if said in str(error)), str(error))
        raise RawDataError([f"{name} line {start}: {told}"]) from error


def _swallowing(rows: list[Row], name: str, delimiter: str, form: Form) -> list[str]:
    """Say which cells hold lines that look like rows of the table."""
    if form.line_breaks:
        return []
    several = [row for row in rows if "\n" in "".join(row.texts)]
    if not several:
        return []
    shapes = shapes_of(r.texts for r in rows[:SAMPLE] if not any("\n" in t for t in r.texts))
    found = [(row, swallowed(row.texts, delimiter, shapes)) for row in several]
    return [
        f"{name} line {row.number}: a quotation mark takes the {count:,} rows after it into one "
        "cell; close it, or say `line_breaks = true` in the form if that cell is meant so"
        for row, count in found[:MOST_NAMED]
        if count
    ]


def _cut_off(text: str, rows: list[Row], name: str, form: Form) -> list[str]:
    """Say that the last line has no end: its last figure may be the beginning of a longer one."""
    if form.open_end or not rows or text.endswith(("\n", "\r")):
        return []
    last = rows[-1]
    # A mark closes a cell; whether it was the last cell of the row, the rows above tell.
    if text.endswith('"') and len(last.texts) == max(len(row.texts) for row in rows):
        return []
    return [
        f"{name} line {last.number}: the file ends in the middle of a line, after "
        f"{last.texts[-1][-20:]!r}; if nothing is cut off there, end the line or say "
        "`open_end = true` in the form"
    ]


def decoded(content: bytes, name: str, encoding: str) -> str:
    """Read bytes as text without a mark of byte order, refusing signs that mislead.

    >>> decoded(b"\\xef\\xbb\\xbfdate", "a.csv", "utf-8")
    'date'
    """
    try:
        if not codecs.lookup(encoding)._is_text_encoding:
            raise LookupError
        text = content.decode(encoding)
    except (LookupError, ValueError) as error:
        if not isinstance(error, UnicodeDecodeError):
            known = f"{name}: no encoding is called {encoding!r}"
            raise RawDataError([known]) from error
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise RawDataError([f"{name} line {line}: byte 0x{byte:02x} is not {encoding}"]) from error
    refuse(faults_of_text(text, name))
    return text.removeprefix("\ufeff")


def with_heading(rows: list[Row], name: str, noun: str, form: Form) -> Cells:
    """Take the heading off rows, and refuse rows that it does not fit.

    Rows without any text are left out and counted. Cells that are empty at the end of a row may
    be left out.
    """
    filled = [row for row in rows if any(map(str.strip, row.texts))]
    first, last = form.skip_rows, form.skip_rows + form.header_rows
    if len(filled) <= last - 1:
        raise RawDataError([f"{name}: there is no heading in {noun} {last}"])
    heading, body = filled[first:last], filled[last:]
    width = max(len(_filled(row.texts)) for row in heading)
    keep_within(name, columns=width)
    columns = [_heading([row.texts[i : i + 1] for row in heading]) for i in range(width)]
    place = f"{name} {noun} {heading[-1].number}"
    end = len(body) - form.footer_rows if form.footer_rows else len(body)
    body, below = body[: max(end, 0)], body[max(end, 0) :]
    faults = named_once(columns, place) + [
        f"{place}: column {number} has no heading"
        for number, column in enumerate(columns, start=1)
        if not column and any("".join(row.texts[number - 1 : number]).strip() for row in body)
    ]
    long = [row for row in body if len(row.texts) > width and len(_filled(row.texts)) > width]
    faults += [
        f"{name} {noun} {row.number}: {len(row.texts)} cells where the heading has {width}"
        for row in long[:MOST_NAMED]
    ]
    refuse(faults)
    nothing = [""] * width
    even = []
    for row in body:
        texts = row.texts if len(row.texts) == width else [*row.texts, *nothing][:width]
        stripped = [text.strip() for text in texts]
        even.append(row if stripped == row.texts else Row(row.number, stripped))
    spaced = {
        row.number: row.texts
        for row, bare in zip(body, even, strict=True)
        if row.texts[:width] != bare.texts[: len(row.texts)]
    }
    left_out = {ABOVE: last, EMPTY: len(rows) - len(filled), BELOW: len(below)}
    counted = {why: count for why, count in left_out.items() if count}
    return Cells(name, noun, columns, even, counted, spaced=spaced)


def _filled(texts: list[str]) -> list[str]:
    end = len(texts)
    while end and not texts[end - 1].strip():
        end -= 1
    return texts[:end]


def _heading(levels: list[list[str]]) -> str:
    """Join the levels of one heading; what is repeated below each other stands once."""
    texts = [" ".join(level[0].split()) for level in levels if level]
    return LEVELS.join(dict.fromkeys(text for text in texts if text))
