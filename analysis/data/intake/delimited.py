"""CSV and TSV as others write them: any delimiter and encoding, headings of several rows."""

from __future__ import annotations

import csv
import io

from analysis.data.damage import MOST_NAMED, unseen_signs
from analysis.data.intake.cells import Cells, Row, named_once
from analysis.data.intake.form import Form
from analysis.errors import RawDataError

DELIMITERS = {"csv": ",", "tsv": "\t"}
LEVELS = " / "
"""Between the texts of a heading of several rows."""


def read_delimited(content: bytes, name: str, form: Form) -> Cells:
    """Read delimited text.

    Parameters
    ----------
    content : bytes
    name : str
        Of the file.
    form : Form

    Raises
    ------
    RawDataError
        As `reading.read_cells`.
    """
    text = decoded(content, name, form.encoding)
    usual = "\t" if form.kind == "tsv" or ".tsv" in name.lower() else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter or usual)
    rows, start = [], 1
    try:
        for texts in reader:
            rows += [Row(start, texts)] if any(cell.strip() for cell in texts) else []
            start = reader.line_num + 1
    except csv.Error as error:
        raise RawDataError([f"{name} line {start}: {error}"]) from error
    return with_heading(rows, name, "line", form)


def decoded(content: bytes, name: str, encoding: str) -> str:
    """Read bytes as text without a mark of byte order, refusing signs that mislead.

    >>> decoded(b"\\xef\\xbb\\xbfdate", "a.csv", "utf-8")
    'date'
    """
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise RawDataError([f"{name}: no encoding is called {encoding!r}"]) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise RawDataError([f"{name} line {line}: byte 0x{byte:02x} is not {encoding}"]) from error
    if faults := unseen_signs(text, name):
        raise RawDataError(faults)
    return text.removeprefix("\ufeff")


def with_heading(rows: list[Row], name: str, noun: str, form: Form) -> Cells:
    """Take the heading off rows, and refuse rows that it does not fit.

    Cells that are empty at the end of a row may be left out.
    """
    first, last = form.skip_rows, form.skip_rows + form.header_rows
    if len(rows) <= last - 1:
        raise RawDataError([f"{name}: there is no heading in {noun} {last}"])
    heading, body = rows[first:last], rows[last:]
    width = max(len(_filled(row.texts)) for row in heading)
    columns = [_joined([row.texts[i : i + 1] for row in heading]) for i in range(width)]
    place = f"{name} {noun} {heading[-1].number}"
    faults = named_once(columns, place) + _unnamed(columns, body, place)
    long = [row for row in body if len(_filled(row.texts)) > width]
    faults += [
        f"{name} {noun} {row.number}: {len(row.texts)} cells where the heading has {width}"
        for row in long[:MOST_NAMED]
    ]
    if faults:
        raise RawDataError(faults)
    even = [Row(row.number, _padded(row.texts, width)) for row in body]
    return Cells(name, noun, columns, even)


def _unnamed(columns: list[str], body: list[Row], place: str) -> list[str]:
    """Say which columns have cells and no heading."""
    return [
        f"{place}: column {number} has no heading"
        for number, column in enumerate(columns, start=1)
        if not column and any("".join(row.texts[number - 1 : number]).strip() for row in body)
    ]


def _filled(texts: list[str]) -> list[str]:
    end = len(texts)
    while end and not texts[end - 1].strip():
        end -= 1
    return texts[:end]


def _padded(texts: list[str], width: int) -> list[str]:
    return [text.strip() for text in [*texts, *[""] * width][:width]]


def _joined(levels: list[list[str]]) -> str:
    """Join the levels of one heading; what is repeated below each other stands once."""
    texts = [" ".join(level[0].split()) for level in levels if level]
    return LEVELS.join(dict.fromkeys(text for text in texts if text))
