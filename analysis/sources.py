"""Raw files and where they come from: strict reading, origin sidecars, checksums.

Every file in `data/raw` has a sidecar `<name>.origin.yml`. A raw table is read as text, cell by
cell; what is wrong with the file itself is reported with its line, all of it at once.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import yaml

from analysis.errors import RawDataError

ORIGIN_FIELDS = (
    "producer",
    "title",
    "citation",
    "url",
    "accessed",
    "published",
    "licence",
    "sha256",
    "note",
)

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters but tab and line ends, and the signs that turn the direction of writing."""
LONGEST_LINE = 20_000
"""Bytes; the longest of ours has under a thousand."""
MOST_NAMED = 10
"""Faults of one kind in one file that are named; more would hide the rest."""


@dataclass(frozen=True)
class Origin:
    """Who made a raw file, how, and under which licence.

    Parameters
    ----------
    producer, title, citation, licence, note : str
        In words; `note` says how the file was made and what is thin.
    url : str
        Empty where the file has no address of its own.
    accessed, published : datetime.date or None
    sha256 : str
        Of the file's bytes.
    """

    producer: str
    title: str
    citation: str
    url: str
    accessed: date | None
    published: date | None
    licence: str
    sha256: str
    note: str

    @property
    def source_line(self) -> str:
        """The line to print under a figure."""
        return f"{self.title} ({self.producer}, {self.licence})"


def read_origin(path: Path) -> Origin:
    """Read the sidecar of one raw file.

    Parameters
    ----------
    path : Path
        The raw file, not the sidecar.

    Raises
    ------
    RawDataError
        If the sidecar is not there, or lacks a field.
    """
    sidecar = path.with_name(f"{path.stem}.origin.yml")
    if not sidecar.is_file():
        raise RawDataError([f"{path.name}: no origin file {sidecar.name} beside it"])
    text = sidecar.read_text(encoding="utf-8")
    if faults := unseen_signs(text, sidecar.name):
        raise RawDataError(faults)
    entries = yaml.safe_load(text) or {}
    missing = [field for field in ORIGIN_FIELDS if field not in entries]
    if missing:
        raise RawDataError([f"{sidecar.name}: field {field} is missing" for field in missing])
    return Origin(**{field: entries[field] or "" for field in ORIGIN_FIELDS})


def sha256_of(*paths: Path) -> str:
    """Return the SHA-256 of the bytes of one file, or of several in the given order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_raw(path: Path, required: tuple[str, ...] = ()) -> pd.DataFrame:
    """Read a raw table as text, refusing a file that is damaged.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 with a header, ending in a line break.
    required : tuple of str
        Columns that must be there.

    Returns
    -------
    pandas.DataFrame
        One row a line, all cells strings, empty cells empty strings, in file order.

    Raises
    ------
    RawDataError
        With every fault found: no such file, bytes that are not UTF-8, signs that cannot be seen,
        a line beyond all measure, rows with too few or too many cells, a missing or repeated
        column, a file that stops in the middle of a line.
    """
    faults = _faults_of_bytes(path)
    if faults:
        raise RawDataError(faults)
    try:
        table, bad_rows = _parse(path)
    except pa.ArrowInvalid as error:
        raise RawDataError([f"{path.name} cannot be read as a table: {error}"]) from error
    faults = [f"{path.name} {fault}" for fault in _faults_of_shape(path, bad_rows)]
    faults += missing_columns(table, required, path)
    repeated = sorted({name for name in table.columns if list(table.columns).count(name) > 1})
    faults += [f"{path.name} line 1: column {name} stands twice" for name in repeated]
    if faults:
        raise RawDataError(faults)
    return table


def missing_columns(table: pd.DataFrame, required: Iterable[str], path: Path) -> list[str]:
    """Say which columns a table lacks, and which it has."""
    return [
        f"{path.name} line 1: column {column} is missing; the file has {', '.join(table.columns)}"
        for column in required
        if column not in table.columns
    ]


def unseen_signs(text: str, name: str) -> list[str]:
    """Name the signs in a text that no reader sees but that change what is seen.

    Control characters cannot stand in a drawing; signs that turn the direction of writing can
    make a figure read backwards.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for the message.

    Examples
    --------
    >>> unseen_signs("killed\\n\\u202e391", "claims.csv")
    ['claims.csv line 2: U+202E, a sign that cannot be seen and may mislead; remove it']
    """
    return [
        f"{name} line {text.count(chr(10), 0, found.start()) + 1}: U+{ord(found.group()):04X}, "
        "a sign that cannot be seen and may mislead; remove it"
        for found in islice(UNSEEN.finditer(text), MOST_NAMED)
    ]


def lines_of_rows(path: Path) -> list[int]:
    """Return the first line of each data row, which quoted line breaks push down."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        next(reader)
        lines, start = [], reader.line_num + 1
        for row in reader:
            if row:
                lines.append(start)
            start = reader.line_num + 1
    return lines


def _faults_of_bytes(path: Path) -> list[str]:
    if not path.is_file():
        return [f"{path.name}: there is no such file in {path.parent.name}/"]
    content = path.read_bytes()
    if not content.strip():
        return [f"{path.name}: the file is empty"]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        return [f"{path.name} line {line}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"]
    if faults := unseen_signs(text, path.name) + _overlong_lines(content, path.name):
        return faults
    if not content.endswith(b"\n"):
        line = content.count(b"\n") + 1
        return [f"{path.name} line {line}: the file stops in the middle of a line (cut off?)"]
    if content.count(b'"') % 2:
        line = _line_of_open_quote(content)
        return [f"{path.name} line {line}: a quotation mark is opened and not closed"]
    return []


def _overlong_lines(content: bytes, name: str) -> list[str]:
    return [
        f"{name} line {number}: {len(line):,} bytes, where no line has more than {LONGEST_LINE:,}"
        for number, line in enumerate(content.splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]


def _line_of_open_quote(content: bytes) -> int:
    """Find the line after which all further rows would fall into one cell."""
    opened, inside = 0, False
    for number, line in enumerate(content.splitlines(), start=1):
        if line.count(b'"') % 2:
            inside = not inside
            opened = number if inside else opened
    return opened


def _parse(path: Path) -> tuple[pd.DataFrame, list[tuple[int, int]]]:
    header = path.open(encoding="utf-8-sig", newline="")
    with header:
        columns = next(csv.reader(header))
    bad_rows: list[tuple[int, int]] = []

    def note_bad_row(row) -> str:
        bad_rows.append((row.expected_columns, row.actual_columns))
        return "skip"

    table = pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(
            column_names=[f"c{i}" for i in range(len(columns))], skip_rows=1, use_threads=False
        ),
        parse_options=pyarrow.csv.ParseOptions(
            newlines_in_values=True, invalid_row_handler=note_bad_row
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={f"c{i}": pa.string() for i in range(len(columns))},
            strings_can_be_null=False,
        ),
    )
    return table.to_pandas().set_axis(columns, axis=1), bad_rows


def _faults_of_shape(path: Path, bad_rows: list[tuple[int, int]]) -> list[str]:
    if not bad_rows:
        return []
    faults = []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        width, start = len(next(reader)), reader.line_num + 1
        for row in reader:
            if row and len(row) != width:
                faults.append(f"line {start}: {len(row)} cells where the header has {width}")
            start = reader.line_num + 1
    return faults
