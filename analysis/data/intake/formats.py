"""Any file to cells of text: Parquet, JSON and spreadsheets here, delimited text by `cells`.

What is damaged is refused with its line, all of it at once. A null, and a number that is none, are
nothing reported. In a spreadsheet merged cells stand for all the cells they cover, and days become
YYYY-MM-DD; its XML is looked through before a library opens it, for how much it holds, which rows
have text or are hidden, and which formulas were never computed.
"""

from __future__ import annotations

import datetime
import decimal
import io
import json
import math
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from analysis.data.inputs import (
    BLOCK,
    MOST_NAMED,
    as_fault,
    bytes_of,
    depth_of,
    faults_of_values,
    hold_rows,
    keep_within,
    refuse,
)
from analysis.data.intake.cells import (
    KINDS,
    Cells,
    Form,
    Row,
    checked,
    decoded,
    named_once,
    read_delimited,
    with_heading,
)
from analysis.data.names import nearest
from analysis.errors import RawDataError
from analysis.store.columns import unswept

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

AT_ONCE = 50_000
"""Rows turned to text together."""


def read_parquet(content: bytes, name: str, form: Form) -> Cells:
    """Read a Parquet file; `form` has nothing to say about it.

    Raises
    ------
    RawDataError
        If it is none, two columns have one name, or it holds more than is read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with as_fault(f"{name} cannot be read as Parquet"):
        schema = pq.read_schema(pa.BufferReader(content))
        columns = schema.names
        # A text that stands in many rows is kept once until it is counted.
        texts = [field.name for field in schema if _is_text(field.type)]
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
        held = file.metadata
        groups = [held.row_group(n) for n in range(held.num_row_groups)]
        # One cell may hold a list of any length.
        values = sum(g.column(n).num_values for g in groups for n in range(g.num_columns))
        cells = max(held.num_rows * max(held.num_columns, 1), values)
        keep_within(name, columns=max(held.num_columns, len(columns)), cells=cells)
        keep_within(name, bytes=sum(group.total_byte_size for group in groups))
        refuse(named_once(columns, name))
        rows: list[Row] = []
        signs = 0
        for block in file.iter_batches(batch_size=AT_ONCE):
            signs += sum(_signs_of(column) for column in block.columns)
            keep_within(name, bytes=signs)
            texts = [[_text(value) for value in column.to_pylist()] for column in block.columns]
            numbers = range(len(rows) + 1, len(rows) + block.num_rows + 1)
            rows += map(Row, numbers, map(list, zip(*texts, strict=True)))
    hold_rows(name, held.num_rows, len(rows))
    return Cells(name, "row", columns, rows)


def _signs_of(column) -> int:
    """Count the bytes of a block of a column once each cell stands for itself."""
    import pyarrow as pa
    import pyarrow.compute as pc

    is_coded = pa.types.is_dictionary(column.type)
    texts = column.dictionary if is_coded else column
    if not _is_text(texts.type):
        return 0 if is_coded else column.nbytes
    lengths = pc.binary_length(texts).cast("int64")
    return pc.sum(lengths.take(column.indices) if is_coded else lengths).as_py() or 0


def _is_text(kind) -> bool:
    import pyarrow as pa

    asks = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary)
    return any(ask(kind) for ask in asks)


def _text(value: object) -> str:
    """Write a value as text.

    >>> _text(193), _text(float("nan")), _text(datetime.date(2023, 3, 18)), _text(b"193")
    ('193', '', '2023-03-18', '193')
    """
    number = isinstance(value, float | decimal.Decimal)
    if value is None or (number and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | bytes):
        return (value.decode() if isinstance(value, bytes) else value).strip()
    if number and value == int(value):
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, list | dict):
        keep_within("a value", nesting=depth_of(value))
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if isinstance(value, datetime.date) else str(value).strip()


SPACE = re.compile(r"[ \t\n\r]*")
NO_NUMBER = ""
"""What NaN and infinity are read as: nothing was reported."""


def read_json(content: bytes, name: str, form: Form) -> Cells:
    """Read a list of records, records under names, or columns.

    Raises
    ------
    RawDataError
        If it is no JSON, no list of records lies where the mapping says, or a name stands twice
        in one record.
    """
    keep_within(name, json=len(content))
    text = decoded(content, name, form.encoding)
    keep_within(name, cells=_most_values(text))
    keys = form.records.split(".") if form.records else []
    with as_fault(f"{name} cannot be read as JSON"):
        whole = _decoder().decode(text)
        keep_within(name, nesting=depth_of(whole))
        held = whole
        for key in keys:
            held = _within(held, key, name)
        if form.layout == "columns":
            return _as_cells(_turned(held, name), name)
        if form.keys:
            return _as_cells(list(_keyed(held, form.keys, name)), name)
        found = list(_elements(text, keys, name))
    hold_rows(name, len(held), len(found))
    return _as_cells(found, name)


def read_json_lines(content: bytes, name: str, form: Form) -> Cells:
    """Read one record a line.

    Raises
    ------
    RawDataError
        As `read_json`, with each line that cannot be read.
    """
    records, faults = [], []
    keep_within(name, json=len(content))
    text = decoded(content, name, form.encoding)
    keep_within(name, cells=max(text.count("\n"), _most_values(text)))
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                records.append((number, _decoder().decode(line)))
            except (ValueError, RecursionError) as error:
                faults.append(f"{name} line {number} cannot be read as JSON: {error}")
    if faults:
        raise RawDataError(faults[:MOST_FAULTS])
    keep_within(name, nesting=max((depth_of(record) for _, record in records), default=0))
    hold_rows(name, len(re.findall(r"^[^\S\n]*\S", text, re.MULTILINE)), len(records))
    return _as_cells(records, name)


MOST_FAULTS = 20
"""Lines at fault that are named."""


def _most_values(text: str) -> int:
    """Return how many values JSON holds at most: each begins a list or names, or follows a comma.

    >>> _most_values('[{"a": 1}, {}]')
    4
    """
    return sum(map(text.count, ",[{"))


def _decoder() -> json.JSONDecoder:
    """Return a decoder that keeps numbers as written and refuses a name that stands twice."""
    return json.JSONDecoder(
        parse_float=str,
        parse_int=str,
        parse_constant=lambda written: NO_NUMBER,
        object_pairs_hook=_once,
    )


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = [name for name, count in counts.items() if count > 1]
        raise ValueError(f"{', '.join(twice)} stands twice in one record")
    return record


def _within(held: object, key: str, name: str) -> object:
    if isinstance(held, dict) and key in held:
        return held[key]
    there = ", ".join(map(str, list(held)[:20])) if isinstance(held, dict) else ""
    there = f"; there is {there}" if there else ""
    raise RawDataError([f"{name}: nothing is called {key!r}, which `records` names{there}"])


def _keyed(
    held: object, columns: Sequence[str], name: str, above: tuple[str, ...] = ()
) -> Iterator[tuple[int, object]]:
    """Yield the records under names, each with those names as columns; places count from 1."""
    if not isinstance(held, dict):
        raise RawDataError([f"{name}: no records stand under names; `keys` expects {columns[0]}"])
    number = 0
    for key, inner in held.items():
        if len(columns) > 1:
            found = _keyed(inner, columns[1:], name, (*above, key))
        else:
            record = inner if isinstance(inner, dict) else {"value": inner}
            found = iter([(1, record)])
        for _, record in found:
            number += 1
            if record.get(columns[0], key) != key:
                raise RawDataError([f"{name}: {columns[0]} is a name inside the records too"])
            yield number, record | {columns[0]: key}


def _turned(held: object, name: str) -> list[tuple[int, object]]:
    """Turn columns, each a list of cells, to records; places count from 1."""
    if not isinstance(held, dict) or not all(isinstance(cells, list) for cells in held.values()):
        raise RawDataError([f"{name}: no columns, each a list, stand where the mapping says"])
    lengths = {column: len(cells) for column, cells in held.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{column} {length}" for column, length in list(lengths.items())[:10])
        raise RawDataError([f"{name}: the columns are of different lengths: {told}"])
    rows = zip(*held.values(), strict=True)
    return [(number, dict(zip(held, row, strict=True))) for number, row in enumerate(rows, start=1)]


def _elements(text: str, keys: Sequence[str], name: str) -> Iterator[tuple[int, object]]:
    """Yield the line and the value of each element of the list that the keys lead to."""
    decoder, place = _decoder(), _skip(text, 0)
    for key in keys:
        place = _value_of(text, place, key, decoder)
    if text[place] != "[":
        where = ".".join(keys) or "at the top"
        named = text[place] == "{"
        hint = "; if records stand under names such as days, say so in `keys`" if named else ""
        raise RawDataError(
            [f"{name}: there is no list of records {where}; name it in `records`{hint}"]
        )
    line, last, place = 1, 0, _skip(text, place + 1)
    while text[place] != "]":
        value, end = decoder.raw_decode(text, place)
        line += text.count("\n", last, place)
        yield line, value
        last, place = place, _skip(text, end)
        place = _skip(text, place + 1) if text[place] == "," else place


def _value_of(text: str, place: int, key: str, decoder: json.JSONDecoder) -> int:
    """Return where the value of a name begins in the object that begins at a place."""
    here = _skip(text, place + 1)
    while True:
        found, here = decoder.raw_decode(text, here)
        here = _skip(text, _skip(text, here) + 1)
        if found == key:
            return here
        _, here = decoder.raw_decode(text, here)
        here = _skip(text, _skip(text, here) + 1)


def _skip(text: str, place: int) -> int:
    found = SPACE.match(text, place)
    return found.end() if found else place


def _as_cells(records: list[tuple[int, object]], name: str) -> Cells:
    strange = [line for line, record in records if not isinstance(record, dict)]
    if strange or not records:
        faults = [f"{name} line {line}: no record with names and values" for line in strange[:20]]
        raise RawDataError(faults or [f"{name}: there is no record in it"])
    flat = []
    for line, record in records:
        pairs = list(_flat(record))
        flat.append((line, dict(pairs)))
        if len(flat[-1][1]) < len(pairs):
            twice = next(n for n, count in Counter(n for n, _ in pairs).items() if count > 1)
            told = f"{twice} stands there twice, once with names inside names"
            raise RawDataError([f"{name} line {line}: {told}"])
    columns = list(dict.fromkeys(column for _, record in flat for column in record))
    keep_within(name, columns=len(columns), cells=len(columns) * len(flat))
    rows = [Row(line, [record.get(column, "") for column in columns]) for line, record in flat]
    return Cells(name, "line", columns, rows)


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value of a record as text, under its names joined by points."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield path, json.dumps(value, ensure_ascii=False)
    elif isinstance(value, str):
        yield path, value.strip()
    else:
        yield path, {None: "", True: "true", False: "false"}[value]


REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
MARKS_AT_ONCE = 100_000
"""Marks, or signs of a cell, after which they are held against the limits."""
MARKS = 5
"""Marks that a cell has at most: itself, a formula, a value, a text and its form."""
LAST_ROW = 2**20
"""The last that a sheet can have."""
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


@dataclass
class SheetScan:
    """What stands in the XML of a sheet, followed from mark to mark.

    Parameters
    ----------
    name : str
        Of the sheet, for messages.
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

    name: str
    filled: Counter[int] = field(default_factory=Counter)
    hidden: set[int] = field(default_factory=set)
    bare: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    width: int = 0
    cells: int = 0
    scaled: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    place: str = ""
    inside: str = ""
    marks: int = 0
    signs: int = 0
    has_formula: bool = False

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """Take in a mark that begins."""
        self.marks += 1
        if self.marks % MARKS_AT_ONCE == 0:
            keep_within(self.name, sheet=max(self.cells, self.marks // MARKS))
        self.inside = tag.rpartition(" ")[2]
        if self.inside == "c":
            place = given.get("r", "")
            row, self.column = cell_of(place) if place else (self.row, self.column + 1)
            if row != self.row:
                raise ValueError(f"the cell {place} stands in row {self.row}")
            self.place = place or f"{self.row}:{self.column}"
            self.cells, self.signs, self.has_formula = self.cells + 1, 0, False
        elif self.inside == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), 0
            if not 1 <= self.row <= LAST_ROW:
                raise ValueError(f"row {self.row}, where a sheet ends with {LAST_ROW:,}")
            if given.get("hidden") in ("1", "true"):
                self.hidden.add(self.row)
        elif self.inside == "f":
            self.has_formula = True
        elif self.inside == "mergeCell":
            self.merged.append(area_of(given["ref"]))

    def take(self, text: str) -> None:
        """Take in the text of a cell."""
        if self.inside in ("v", "t"):
            self.signs += len(text)
            if self.signs > MARKS_AT_ONCE:
                keep_within(f"{self.name} cell {self.place}", cell=self.signs)

    def end(self, tag: str) -> None:
        """Take in the end of a mark."""
        self.inside = ""
        if tag.rpartition(" ")[2] == "c" and (self.signs or self.has_formula):
            self.width = max(self.width, self.column)
            if self.signs:
                self.filled[self.row] += 1
            else:
                self.bare.append((self.row, self.column, self.place))


def look_through(content: bytes, name: str) -> SheetScan:
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
    seen = SheetScan(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = seen.begin, seen.end
    parser.CharacterDataHandler = seen.take
    parser.Parse(content, True)
    keep_within(name, sheet=seen.cells, columns=seen.width)
    return seen


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


def covered_cells(seen: SheetScan, name: str) -> dict[tuple[int, int], tuple[int, int]]:
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


def sheet_rows(content: bytes, name: str, form: Form) -> tuple[list[Row], SheetScan, str]:
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
    refuse(faults_of_values((f"{name}, name of a sheet", s.title) for s in book.worksheets))
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


def _texts(sheet: ReadOnlyWorksheet, seen: SheetScan) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the texts of each row that holds any; note numbers shown as others."""
    sheet.reset_dimensions()
    with warnings.catch_warnings(action="ignore"):
        for number, row in enumerate(sheet.iter_rows(max_row=max(seen.filled, default=0)), start=1):
            if number not in seen.filled:
                continue
            cells = row[: seen.width]
            for column, cell in enumerate(cells, start=1):
                # A cell that is not there has no style, either.
                is_styled = isinstance(cell.value, int | float) and cell.has_style
                if is_styled and shows_another(cell.number_format):
                    seen.scaled[number, column] = cell.coordinate, cell.number_format
            # A cell that holds an empty text differs from one that holds nothing.
            yield number, ["" if cell.value is None else _text(cell.value) or " " for cell in cells]


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


def _unsound(seen: SheetScan, cells: Cells) -> dict[str, list[str]]:
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


READERS: dict[str, Callable[[bytes, str, Form], Cells]] = {
    "csv": read_delimited,
    "tsv": read_delimited,
    "json": read_json,
    "jsonl": read_json_lines,
    "xlsx": read_sheet,
    "parquet": read_parquet,
}


def read_cells(path: Path, form: Form) -> Cells:
    """Read a table of others as text.

    Parameters
    ----------
    path : Path
        Plain or gzipped.
    form : Form

    Returns
    -------
    Cells

    Raises
    ------
    RawDataError
        With every fault found: no such file, an unknown kind, bytes or signs that cannot be read,
        rows of another length than the heading, a heading that stands twice, more than is read.
    """
    kind = kind_of(path, form)
    return cells_of(bytes_of(path, kind=kind), path.name, form, kind)


def kind_of(path: Path, form: Form) -> str:
    """Return the kind of a file.

    Raises
    ------
    RawDataError
        If it is not known.
    """
    kind = form.kind_of(path)
    if kind not in READERS:
        known = ", ".join(dict.fromkeys(KINDS))
        raise RawDataError([f"{path.name}: its kind is not known; it ends in none of {known}"])
    return kind


def cells_of(content: bytes, name: str, form: Form, kind: str) -> Cells:
    """Read the bytes of a table of others, unpacked, as text.

    Raises
    ------
    RawDataError
        As `read_cells`.
    """
    if not content.strip():
        raise RawDataError([f"{name}: the file is empty"])
    with as_fault(f"{name} cannot be read as a table"), unswept():
        return checked(READERS[kind](content, name, form))
