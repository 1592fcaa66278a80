"""Spreadsheets: merged cells stand for all the cells they cover, days become YYYY-MM-DD.

The XML of a sheet is looked through before a library opens it: how much it holds, which rows have
text, which formulas were never computed, which rows are hidden.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from analysis.data.doors import door
from analysis.data.intake.cells import Cells, Row
from analysis.data.intake.delimited import with_heading
from analysis.data.intake.form import Form
from analysis.data.intake.sheet_xml import Seen, covered_cells, look_through
from analysis.data.limits import keep_within
from analysis.data.names import nearest
from analysis.data.signs import MOST_NAMED, faults_of_values
from analysis.errors import RawDataError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

DECLARES = b"<!"
"""What begins a declaration in XML, which no workbook needs and which can blow up a small file."""
SHEETS = "/worksheets/"
"""Parts that are followed from mark to mark and never kept whole."""
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
    hidden = sorted(seen.hidden.intersection(row.number for row in cells.rows))
    told = [_hidden_rows(hidden, place)] if hidden else []
    return replace(cells, unsound=_never_computed(seen, cells), remarks=(*cells.remarks, *told))


def _hidden_rows(rows: list[int], place: str) -> str:
    listed = ", ".join(map(str, rows[:MOST_NAMED]))
    more = f" and {len(rows) - MOST_NAMED:,} more" if len(rows) > MOST_NAMED else ""
    return f"{place} row {listed}{more}: hidden in the sheet, and read all the same"


def sheet_rows(content: bytes, name: str, form: Form) -> tuple[list[Row], Seen, str]:
    """Return the rows of a sheet that hold text, what its XML shows, and how it is called.

    Raises
    ------
    RawDataError
        As `read_sheet`.
    """
    refusal = f"{name} cannot be read as a workbook"
    with door(refusal), zipfile.ZipFile(io.BytesIO(content)) as parts:
        _check_parts(parts, name)
        sheet = _chosen(_workbook(content), form.sheet, name)
        place = f"{name} (sheet {sheet.title})"
        seen = look_through(parts.read(sheet._worksheet_path.lstrip("/")), place)
        covers = covered_cells(seen, place)
        texts = dict(_texts(sheet, seen))
        read = {number: sum(map(bool, row)) for number, row in texts.items()}
        lost = sorted(number for number in seen.filled if seen.filled[number] != read.get(number))
        rows = list(_rows(texts, covers, seen.width))
    if lost:
        raise RawDataError([f"{place} row {lost[0]}: holds text that could not be read"])
    return rows, seen, place


def _check_parts(parts: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook that would unpack to too much, or declares what its XML stands for."""
    keep_within(name, bytes=sum(part.file_size for part in parts.infolist()))
    for part in parts.namelist():
        if part.endswith((".xml", ".rels")):
            with parts.open(part) as opened:
                if DECLARES in opened.read(1000).replace(b"<!--", b""):
                    raise RawDataError([f"{name}: {part} in it declares more than a sheet does"])
            if SHEETS not in part:
                keep_within(f"{name}, {part} in it", sheet=_marks(parts, part))


def _marks(parts: zipfile.ZipFile, part: str) -> int:
    """Count the elements of a part that a library keeps as a tree."""
    marks = 0
    with parts.open(part) as opened:
        while block := opened.read(BLOCK):
            if len(block) == BLOCK and b"<" not in block:
                keep_within(f"{part} in it", cell=BLOCK)
            marks += block.count(b"<") - block.count(b"</")
    return marks


def _workbook(content: bytes) -> Workbook:
    from openpyxl import load_workbook

    with warnings.catch_warnings(action="ignore"):
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)


def _chosen(book: Workbook, title: str, name: str) -> ReadOnlyWorksheet:
    """Return the sheet that is asked for, or the one that can be seen."""
    if faults := faults_of_values((f"{name}, name of a sheet", s.title) for s in book.worksheets):
        raise RawDataError(faults)
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not title and len(seen) == 1:
        return seen[0]
    titles = [sheet.title for sheet in book.worksheets]
    if title not in titles:
        close = ", ".join(nearest(title, titles) or titles)
        asked = f"no sheet {title!r}" if title else "several sheets, and `sheet` names none"
        raise RawDataError([f"{name}: {asked}; nearest: {close}"])
    return book[title]


def _texts(sheet: ReadOnlyWorksheet, seen: Seen) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the texts of each row that holds any."""
    sheet.reset_dimensions()
    with warnings.catch_warnings(action="ignore"):
        for number, row in enumerate(sheet.iter_rows(max_row=max(seen.filled, default=0)), start=1):
            if number in seen.filled:
                yield number, [_marked(cell.value) for cell in row[: seen.width]]


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


def _never_computed(seen: Seen, cells: Cells) -> dict[str, list[str]]:
    """A formula without its value reads as an empty cell, which would say: not reported."""
    inside = {row.number for row in cells.rows}
    found: dict[str, list[str]] = {}
    for row, place, coordinate in seen.bare:
        if row in inside and place <= len(cells.columns):
            told = f"{cells.file} cell {coordinate}: a formula that was never computed; open and "
            told += "save the file in a spreadsheet program"
            found.setdefault(cells.columns[place - 1], []).append(told)
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
