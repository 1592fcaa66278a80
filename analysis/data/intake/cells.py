"""Cells of any table as text, each with its place in the file.

>>> cells = Cells("feed.json", "line", ["date"], [Row(3, ["2023-03-18"])])
>>> cells.place(0, "date")
'feed.json line 3, column date'

How a file is written: its kind, and what its texts, numbers and days look like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.data.doors import keep_within, limits
from analysis.data.signs import MOST_NAMED, faults_of_values, may_mislead, shown
from analysis.errors import RawDataError

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
    """

    file: str
    noun: str
    columns: list[str]
    rows: list[Row]
    left_out: Mapping[str, int] = field(default_factory=dict)
    unsound: Mapping[str, list[str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cells as strings, one row a row of the file."""
        texts = [row.texts for row in self.rows]
        return pd.DataFrame(texts, columns=pd.Index(self.columns, dtype="str"), dtype="str")

    @cached_property
    def numbers(self) -> pd.Series:
        """The number of each row in the file."""
        return pd.Series([row.number for row in self.rows], dtype="int64")

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
            faults += [fault for row in rows for fault in _overlong(cells, row, longest)]
        if may_mislead("\n".join(texts)):
            faults += [fault for row in rows for fault in _misleading(cells, row)]
        if len(faults) > MOST_NAMED:
            break
    keep_within(cells.file, bytes=total)
    if faults:
        raise RawDataError(faults[:MOST_NAMED])
    return cells


def _misleading(cells: Cells, row: Row) -> list[str]:
    place = f"{cells.file} {cells.noun} {row.number}, column"
    pairs = zip(cells.columns, row.texts, strict=False)
    return faults_of_values((f"{place} {name}", text) for name, text in pairs)


def _overlong(cells: Cells, row: Row, longest: int) -> list[str]:
    place = f"{cells.file} {cells.noun} {row.number}, column"
    return [
        f"{place} {name}: {len(text):,} signs in one cell, where no more than {longest:,} are "
        f"read; --limit cell={len(text)} raises that"
        for name, text in zip(cells.columns, row.texts, strict=False)
        if len(text) > longest
    ]


def named_once(names: Sequence[str], where: str) -> list[str]:
    """Say which headings stand twice."""
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    return [f"{where}: column {name} stands twice" for name in twice[:MOST_NAMED]]


KINDS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
"""Kinds of files by their ending; each also gzipped, with `.gz` after it."""

MISSING = ("", "-", "–", "—", "n/a", "N/A", "NA", "null", "None", "NaN", "nan")
"""What stands in a cell where nothing was reported, if a table does not say otherwise."""


@dataclass(frozen=True)
class Form:
    """What a mapping says about how its file is written; what it leaves out has its usual value.

    Parameters
    ----------
    kind : str
        One of `KINDS`; empty = by the ending of the file.
    encoding, delimiter : str
        Of CSV and TSV; an empty delimiter is the usual one of the kind.
    skip_rows, footer_rows : int
        Rows above the heading, and below the table.
    header_rows : int
        Rows of the heading; the texts of a column are joined by " / ".
    line_breaks : bool
        CSV: whether cells may hold lines that look like rows.
    open_end : bool
        CSV: whether the file is whole though its last line does not end.
    records : str
        JSON: where the list of records lies, names joined by points; empty = at the top.
    keys : tuple of str
        JSON: columns made of the names under which records stand, the outermost first.
    layout : str
        JSON: "columns" if each name holds a list of cells; empty = records.
    sheet : str
        XLSX: its name; may be empty if one can be seen.
    decimal, thousands : str
        Signs of numbers.
    days : str
        How days are written, as `%d.%m.%Y`; empty = YYYY-MM-DD, with or without a time.
    zone : str
        Whose day a time with a time zone falls on, as Europe/Kyiv; empty = the day as written.
    days_from, day_number : str, int
        The day that has a number, YYYY-MM-DD, and which: for days that are counted.
    missing : tuple of str
        What stands where nothing was reported.
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
