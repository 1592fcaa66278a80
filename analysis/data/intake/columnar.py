"""Parquet: typed columns as text; a null, and a number that is none, are nothing reported."""

from __future__ import annotations

import datetime
import decimal
import json
import math

from analysis.data.doors import depth_of, door, keep_within
from analysis.data.intake.cells import Cells, Form, Row, named_once
from analysis.data.lines import hold_rows
from analysis.errors import RawDataError

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
