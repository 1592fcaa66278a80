"""The XML of one sheet, looked through without keeping it: a first count of what it holds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from analysis.data.limits import keep_within

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
TEXT = ("v", "t")
AT_ONCE = 100_000
"""Marks, or signs of a cell, after which they are held against the limits."""
MARKS = 5
"""Marks that a cell has at most: itself, a formula, a value, a text and its form."""
LAST_ROW = 2**20
"""The last that a sheet can have."""


@dataclass
class Seen:
    """What stands in the XML of a sheet.

    Parameters
    ----------
    filled : Counter of int
        How many cells of a row hold text, by its number.
    hidden : set of int
        Rows that are not shown.
    bare : list of (int, int, str)
        Row, column and name of each formula without a value.
    merged : list of (int, int, int, int)
        First and last row, first and last column of each merged cell.
    width : int
        The last column that holds text or a formula.
    cells : int
        Cells that are marked in any way.
    """

    filled: Counter[int] = field(default_factory=Counter)
    hidden: set[int] = field(default_factory=set)
    bare: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    width: int = 0
    cells: int = 0


def look_through(content: bytes, name: str) -> Seen:
    """Count what a sheet holds.

    Parameters
    ----------
    content : bytes
        XML.
    name : str
        Of the sheet, for messages.

    Raises
    ------
    RawDataError
        If it holds more cells than are read.
    xml.parsers.expat.ExpatError
        If it is no XML.
    """
    looker = _Looker(name)
    looker.parser.Parse(content, True)
    keep_within(name, sheet=looker.seen.cells, columns=looker.seen.width)
    return looker.seen


class _Looker:
    """Follows the XML from mark to mark."""

    def __init__(self, name: str) -> None:
        self.name, self.seen = name, Seen()
        self.row = self.column = self.marks = self.signs = 0
        self.place, self.inside = "", ""
        self.has_formula = self.has_text = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        self.marks += 1
        if self.marks % AT_ONCE == 0:
            keep_within(self.name, sheet=max(self.seen.cells, self.marks // MARKS))
        kind = tag.rpartition(" ")[2]
        if kind == "c":
            self._begin_cell(given.get("r", ""))
        elif kind == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), 0
            if not 1 <= self.row <= LAST_ROW:
                raise ValueError(f"row {self.row}, where a sheet ends with {LAST_ROW:,}")
            if given.get("hidden") in ("1", "true"):
                self.seen.hidden.add(self.row)
        elif kind == "f":
            self.has_formula = True
        elif kind == "mergeCell":
            self.seen.merged.append(area_of(given["ref"]))
        self.inside = kind

    def _begin_cell(self, place: str) -> None:
        row, self.column = cell_of(place) if place else (self.row, self.column + 1)
        if row != self.row:
            raise ValueError(f"the cell {place} stands in row {self.row}")
        self.place = place or f"{self.row}:{self.column}"
        self.has_formula = self.has_text = False
        self.seen.cells += 1
        self.signs = 0

    def _text(self, text: str) -> None:
        if self.inside in TEXT:
            self.has_text = True
            self.signs += len(text)
            if self.signs > AT_ONCE:
                keep_within(f"{self.name} cell {self.place}", cell=self.signs)

    def _end(self, tag: str) -> None:
        self.inside = ""
        if tag.rpartition(" ")[2] != "c" or not (self.has_text or self.has_formula):
            return
        self.seen.width = max(self.seen.width, self.column)
        if self.has_text:
            self.seen.filled[self.row] += 1
        else:
            self.seen.bare.append((self.row, self.column, self.place))


def cell_of(reference: str) -> tuple[int, int]:
    """Return the row and column of a cell, from 1.

    >>> cell_of("B3"), cell_of("AA10")
    ((3, 2), (10, 27))
    """
    found = REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(f"{reference!r} names no cell")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def area_of(reference: str) -> tuple[int, int, int, int]:
    """Return the first and last row, and the first and last column, of an area.

    >>> area_of("B2:C9")
    (2, 9, 2, 3)
    """
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = cell_of(first), cell_of(last or first)
    return top, bottom, left, right


def covered_cells(seen: Seen, name: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for every cell that a merged one covers the one whose text it shows.

    An area is followed no farther than the last row and column that hold text.

    Raises
    ------
    RawDataError
        If more cells are covered than are read.
    """
    last = max(seen.filled, default=0)
    areas = [
        (top, min(bottom, last), left, min(right, seen.width))
        for top, bottom, left, right in seen.merged
    ]
    area = sum(max(b - t + 1, 0) * max(r - l + 1, 0) for t, b, l, r in areas)
    keep_within(name, merged=area)
    return {
        (row, column): (top, left)
        for top, bottom, left, right in areas
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
