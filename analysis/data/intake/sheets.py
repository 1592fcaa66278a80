"""Spreadsheets: merged cells stand for all the cells they cover, days become YYYY-MM-DD.

The XML of a sheet is looked through before a library opens it: how much it holds, which rows have
text, which formulas were never computed, which rows are hidden. The XML itself is not kept.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from analysis.data.inputs import MOST_NAMED, as_fault, faults_of_values, keep_within
from analysis.data.intake.cells import Cells, Form, Row, with_heading
from analysis.data.names import nearest
from analysis.errors import RawDataError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
TEXT = ("v", "t")
AT_ONCE = 100_000
"""Marks, or signs of a cell, after which they are held against the limits."""
MARKS = 5
"""Marks that a cell has at most: itself, a formula, a value, a text and its form."""
LAST_ROW = 2**20
"""The last that a sheet can have."""


@dataclass
class Scan:
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
    scaled : dict
        By row and column, the name and the format of each number that is shown as another.
    """

    filled: Counter[int] = field(default_factory=Counter)
    hidden: set[int] = field(default_factory=set)
    bare: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    width: int = 0
    cells: int = 0
    scaled: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


def look_through(content: bytes, name: str) -> Scan:
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
        self.name, self.seen = name, Scan()
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


def covered_cells(seen: Scan, name: str) -> dict[tuple[int, int], tuple[int, int]]:
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


LITERAL = re.compile(r'"([^"]*)"|\\(.)')
"""Words and signs that a number format puts beside a number."""
NOT_SHOWN = re.compile(r"\[[^\]]*\]|[_*].")
"""What a number format says of colour, currency and width."""
SCALING = re.compile(r"%|[0#?],+(?![0#?,])")
"""A sign that multiplies by a hundred; a comma after the digits, which divides by a thousand."""
SCALES = re.compile(
    r"\d|^\s*(?:[kmbтк]\b|m(?:n|ln|io)\b|bn|mrd|tsd|thousand|million|billion|hundred|dozen"
    r"|тис|тыс|млн|млрд|мільйон|миллион|сот)",
    re.IGNORECASE,
)
"""Words beside a number that make another of it."""
SHEETS = "/worksheets/"
"""Parts that are followed from mark to mark and never kept whole."""
FIRST = 4_096
"""Bytes of a part looked at together until its first element."""
BLOCK = 2**20
"""Bytes unpacked at once to count the marks in them."""


def read_sheet(content: bytes, name: str, form: Form) -> Cells:
    """Read one sheet of a workbook, as its program last computed it.

    Raises
    ------
    RawDataError
        If it is no workbook, has no such sheet, or holds more than is read.
    """
    rows, seen, place = sheet_rows(content, name, form)
    cells = with_heading(rows, place, "row", form)
    remarks = cells.remarks
    if hidden := sorted(seen.hidden.intersection(row.number for row in cells.rows)):
        listed = ", ".join(map(str, hidden[:MOST_NAMED]))
        more = f" and {len(hidden) - MOST_NAMED:,} more" if len(hidden) > MOST_NAMED else ""
        told = f"{place} row {listed}{more}: hidden in the sheet, and read all the same"
        remarks = (*remarks, told)
    return replace(cells, unsound=_unsound(seen, cells), remarks=remarks)


def sheet_rows(content: bytes, name: str, form: Form) -> tuple[list[Row], Scan, str]:
    """Return the rows of a sheet that hold text, what its XML shows, and how it is called.

    Raises
    ------
    RawDataError
        As `read_sheet`.
    """
    from openpyxl import load_workbook

    refusal = f"{name} cannot be read as a workbook"
    with as_fault(refusal), zipfile.ZipFile(io.BytesIO(content)) as parts:
        _check_parts(parts, name)
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = _chosen(book, form.sheet, name)
        place = f"{name} (sheet {sheet.title})"
        seen = look_through(parts.read(sheet._worksheet_path.lstrip("/")), place)
        covers = covered_cells(seen, place)
        texts = dict(_texts(sheet, seen))
        seen.scaled.update(
            {cell: seen.scaled[from_] for cell, from_ in covers.items() if from_ in seen.scaled}
        )
        read = {number: sum(map(bool, row)) for number, row in texts.items()}
        lost = sorted(number for number in seen.filled if seen.filled[number] != read.get(number))
        rows = list(_rows(texts, covers, seen.width))
    if lost:
        raise RawDataError([f"{place} row {lost[0]}: holds text that could not be read"])
    return rows, seen, place


def _check_parts(parts: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook that would unpack to too much, or declares what its XML stands for.

    Of two parts with one name some programs would show the first, others the last.
    """
    keep_within(name, bytes=sum(part.file_size for part in parts.infolist()))
    names = parts.namelist()
    if twice := next((part for part, number in Counter(names).items() if number > 1), ""):
        raise RawDataError([f"{name}: {twice} stands twice in it"])
    for part in names:
        with parts.open(part) as opened:
            first = _first_of(opened)
        if first == "declaration":
            raise RawDataError([f"{name}: {part} in it declares more than a sheet does"])
        if first == "element" and SHEETS not in part:
            keep_within(f"{name}, {part} in it", sheet=_marks(parts, part))


def _first_of(opened: IO[bytes]) -> str:
    """Say what a part begins with, as the parser itself reads it: a declaration, an element, or "".

    A document type, which no workbook needs and which can blow up a small file, may stand nowhere
    but before the first element; whatever a part is called, a workbook may call it a sheet.
    """
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append("declaration")
    parser.StartElementHandler = lambda *_: found.append("element")
    # What is no XML to this parser is none to the library, which has the same.
    with suppress(expat.ExpatError):
        while not found and (block := opened.read(FIRST)):
            parser.Parse(block)
    return found[0] if found else ""


def _marks(parts: zipfile.ZipFile, part: str) -> int:
    """Count the elements of a part that a library keeps as a tree."""
    marks = 0
    with parts.open(part) as opened:
        while block := opened.read(BLOCK):
            if len(block) == BLOCK and b"<" not in block:
                keep_within(f"{part} in it", cell=BLOCK)
            marks += block.count(b"<") - block.count(b"</")
    return marks


def _chosen(book: Workbook, title: str, name: str) -> ReadOnlyWorksheet:
    """Return the sheet that is asked for, or the one that can be seen."""
    if faults := faults_of_values((f"{name}, name of a sheet", s.title) for s in book.worksheets):
        raise RawDataError(faults)
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not title and len(seen) == 1:
        return seen[0]
    titles = [sheet.title for sheet in book.worksheets]
    if not titles:
        raise RawDataError([f"{name}: there is no sheet in it"])
    if title not in titles:
        close = ", ".join(nearest(title, titles) or titles)
        asked = f"no sheet {title!r}" if title else "several sheets, and `sheet` names none"
        raise RawDataError([f"{name}: {asked}; nearest: {close}"])
    return book[title]


def _texts(sheet: ReadOnlyWorksheet, seen: Scan) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the texts of each row that holds any."""
    sheet.reset_dimensions()
    with warnings.catch_warnings(action="ignore"):
        for number, row in enumerate(sheet.iter_rows(max_row=max(seen.filled, default=0)), start=1):
            if number in seen.filled:
                cells = row[: seen.width]
                seen.scaled.update(_scaled(number, cells))
                yield number, [_marked(cell.value) for cell in cells]


def _scaled(
    number: int, cells: Sequence[ReadOnlyCell]
) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """Yield the place, the name and the format of each number that is shown as another."""
    for column, cell in enumerate(cells, start=1):
        # A cell that is not there has no style, either.
        if (
            isinstance(cell.value, int | float)
            and cell.has_style
            and shows_another(cell.number_format)
        ):
            yield (number, column), (cell.coordinate, cell.number_format)


@lru_cache(maxsize=256)
def shows_another(form: str) -> bool:
    """Say whether a number format shows another number than the one that is stored.

    >>> [shows_another(form) for form in ("0%", "0.0,", '0" thousand"')]
    [True, True, True]
    >>> [shows_another(form) for form in ("#,##0.00", '0"%"', '0" persons"', "General")]
    [False, False, False, False]
    """
    beside = ("".join(found) for found in LITERAL.findall(form))
    code = NOT_SHOWN.sub("", LITERAL.sub("", form))
    return bool(SCALING.search(code)) or any(map(SCALES.search, beside))


def _marked(value: object) -> str:
    """Write a cell as text; one that holds an empty text differs from one that holds nothing."""
    return "" if value is None else _text(value) or " "


def _rows(
    texts: Mapping[int, list[str]], covers: Mapping[tuple[int, int], tuple[int, int]], width: int
) -> Iterator[Row]:
    """Yield each row, with the texts of merged cells in all that they cover."""
    nothing = [""] * width
    for number in sorted({*texts, *(row for row, _ in covers)}):
        row = [*texts.get(number, nothing), *nothing][:width]
        for place in range(width):
            if source := covers.get((number, place + 1)):
                from_row = [*texts.get(source[0], nothing), *nothing]
                row[place] = from_row[source[1] - 1]
        yield Row(number, row)


def _unsound(seen: Scan, cells: Cells) -> dict[str, list[str]]:
    """Tell of cells that say one thing to a reader of the sheet and another to a program.

    A formula without its value reads as an empty cell, which would say: not reported.
    """
    inside = {row.number for row in cells.rows}
    bare = "a formula that was never computed; open and save the file in a spreadsheet program"
    told = [(row, column, name, bare) for row, column, name in seen.bare]
    for (row, column), (name, form) in seen.scaled.items():
        shown = f"its format {form!r} shows another number than the one that it holds; write the "
        told.append((row, column, name, f"{shown}number that is meant, with a plain format"))
    found: dict[str, list[str]] = {}
    for row, column, name, words in sorted(told):
        if row in inside and column <= len(cells.columns):
            found.setdefault(cells.columns[column - 1], []).append(
                f"{cells.file} cell {name}: {words}"
            )
    return {name: told[:MOST_NAMED] for name, told in found.items()}


def _text(value: object) -> str:
    """Write a cell as text: whole numbers without a point, days without midnight.

    >>> _text(193.0), _text(datetime(2023, 3, 18)), _text(None)
    ('193', '2023-03-18', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not value.time().isoformat().strip("0:"):
        value = value.date()
    return value.isoformat() if isinstance(value, date | datetime) else str(value).strip()
