"""Spreadsheets: merged cells stand for all the cells they cover, days become YYYY-MM-DD."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

from analysis.data.damage import MOST_NAMED, unseen_signs
from analysis.data.intake.cells import Cells, Row
from analysis.data.intake.delimited import with_heading
from analysis.data.intake.form import Form
from analysis.data.names import nearest
from analysis.errors import RawDataError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def read_sheet(content: bytes, name: str, form: Form) -> Cells:
    """Read one sheet of a workbook, as its program last computed it.

    Raises
    ------
    RawDataError
        If it is no workbook, has no such sheet, or a formula in it was never computed.
    """
    values = _sheet(_workbook(content, name, computed=True), form.sheet, name)
    written = _sheet(_workbook(content, name, computed=False), form.sheet, name)
    faults = _never_computed(values, written, name)
    if faults:
        raise RawDataError(faults)
    covered = _covered(values)
    rows = [
        Row(number, [covered.get((number, place), text) for place, text in enumerate(texts, 1)])
        for number, texts in enumerate(_texts(values), start=1)
    ]
    filled = [row for row in rows if any(text.strip() for text in row.texts)]
    if faults := unseen_signs("\n".join(text for row in filled for text in row.texts), name):
        raise RawDataError(faults)
    return with_heading(filled, f"{name} (sheet {values.title})", "row", form)


def _workbook(content: bytes, name: str, *, computed: bool) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(io.BytesIO(content), data_only=computed)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise RawDataError([f"{name} cannot be read as a workbook: {error}"]) from error


def _sheet(book: Workbook, title: str, name: str) -> Worksheet:
    if not title and len(book.worksheets) == 1:
        return book.worksheets[0]
    titles = [sheet.title for sheet in book.worksheets]
    if title not in titles:
        close = ", ".join(nearest(title, titles) or titles)
        asked = f"no sheet {title!r}" if title else "several sheets, and `sheet` names none"
        raise RawDataError([f"{name}: {asked}; nearest: {close}"])
    return book[title]


def _never_computed(values: Worksheet, written: Worksheet, name: str) -> list[str]:
    """A formula without its value reads as an empty cell, which would say: not reported."""
    bare = [
        cell.coordinate
        for row in written.iter_rows()
        for cell in row
        if cell.data_type == "f" and values[cell.coordinate].value is None
    ]
    return [
        f"{name} (sheet {values.title}) cell {place}: a formula that was never computed; open and "
        "save the file in a spreadsheet program"
        for place in bare[:MOST_NAMED]
    ]


def _texts(sheet: Worksheet) -> list[list[str]]:
    return [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _covered(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """Return the text of every cell that a merged one covers, by row and column from 1."""
    return {
        (row, column): _text(sheet.cell(merged.min_row, merged.min_col).value)
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row, merged.max_row + 1)
        for column in range(merged.min_col, merged.max_col + 1)
    }


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
