"""Any file to cells: what is damaged is refused with its line, all of it at once.

Of Parquet, typed columns become text; a null, and a number that is none, are nothing reported.
"""

from __future__ import annotations

import datetime
import decimal
import gzip
import json
import math
from collections.abc import Callable
from pathlib import Path

from analysis.data.doors import depth_of, door, keep_within, limits, no_plain_file, read_plain
from analysis.data.intake.cells import (
    KINDS,
    Cells,
    Form,
    Row,
    checked,
    named_once,
    read_delimited,
)
from analysis.data.intake.records import read_json, read_json_lines
from analysis.data.intake.sheets import read_sheet
from analysis.data.lines import hold_rows
from analysis.errors import RawDataError
from analysis.store.columns import unswept

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

    with door(f"{name} cannot be read as Parquet"):
        schema = pq.read_schema(pa.BufferReader(content))
        columns = schema.names
        # A text that stands in many rows is kept once until it is counted.
        texts = [field.name for field in schema if _is_text(field.type)]
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
        held = file.metadata
        keep_within(name, columns=max(held.num_columns, len(columns)), cells=_cells_of(held))
        groups = [held.row_group(n) for n in range(held.num_row_groups)]
        keep_within(name, bytes=sum(group.total_byte_size for group in groups))
        if faults := named_once(columns, name):
            raise RawDataError(faults)
        rows: list[Row] = []
        signs = 0
        for block in file.iter_batches(batch_size=AT_ONCE):
            signs += sum(_signs_of(column) for column in block.columns)
            keep_within(name, bytes=signs)
            cells = [[_text(value) for value in column.to_pylist()] for column in block.columns]
            numbers = range(len(rows) + 1, len(rows) + block.num_rows + 1)
            rows += map(Row, numbers, map(list, zip(*cells, strict=True)))
    hold_rows(name, held.num_rows, len(rows))
    return Cells(name, "row", columns, rows)


def _cells_of(held) -> int:
    """Count cells, or what they hold if it is more: one may hold a list of any length."""
    groups = [held.row_group(n) for n in range(held.num_row_groups)]
    values = sum(group.column(n).num_values for group in groups for n in range(group.num_columns))
    return max(held.num_rows * max(held.num_columns, 1), values)


def _signs_of(column) -> int:
    """Count the bytes of a block of a column once each cell stands for itself."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        lengths = _lengths(column.dictionary)
        return 0 if lengths is None else pc.sum(lengths.take(column.indices)).as_py() or 0
    lengths = _lengths(column)
    return column.nbytes if lengths is None else pc.sum(lengths).as_py() or 0


def _lengths(texts):
    import pyarrow.compute as pc

    return pc.binary_length(texts).cast("int64") if _is_text(texts.type) else None


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


READERS: dict[str, Callable[[bytes, str, Form], Cells]] = {
    "csv": read_delimited,
    "tsv": read_delimited,
    "json": read_json,
    "jsonl": read_json_lines,
    "xlsx": read_sheet,
    "parquet": read_parquet,
}


MOST_PACKED = 1_032
"""Bytes that one byte can unpack to, by the way in which gzip packs."""
BLOCK = 2**20
"""Bytes unpacked at once to count them."""


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
    with door(f"{name} cannot be read as a table"), unswept():
        return checked(READERS[kind](content, name, form))


def bytes_of(path: Path, most: int | None = None, *, kind: str = "") -> bytes:
    """Read a file, unpacked if it is gzipped.

    Parameters
    ----------
    path : Path
    most : int, optional
        Read no more than so many bytes.
    kind : str
        Of the file, if less may be read of that than of another.

    Raises
    ------
    RawDataError
        If there is no such plain file, it cannot be unpacked, or holds more than is read.
    """
    if faults := no_plain_file(path):
        raise RawDataError(faults)
    is_packed, size = path.suffix.lower() == ".gz", path.stat().st_size
    keep_within(path.name, bytes=size if is_packed or most is None else min(size, most))
    if kind.startswith("json"):
        keep_within(path.name, json=size)
    if not is_packed:
        return read_plain(path, most)
    if most is None:
        _refuse_much_packed(path)
    with door(f"{path.name} cannot be unpacked"), gzip.open(path) as unpacked:
        return unpacked.read() if most is None else unpacked.read(most)


def _refuse_much_packed(path: Path) -> None:
    """Refuse a gzipped file that unpacks to too much, having kept none of it.

    Raises
    ------
    RawDataError
    """
    limit, counted = limits().bytes, 0
    if path.stat().st_size * MOST_PACKED <= limit:
        return
    with door(f"{path.name} cannot be unpacked"), gzip.open(path) as unpacked:
        while block := unpacked.read(BLOCK):
            counted += len(block)
            if counted > limit:
                break
    if counted > limit:
        told = f"{path.name}: more than {limit:,} bytes once unpacked, and no more are read; "
        raise RawDataError([f"{told}--limit bytes=NUMBER raises that"])
