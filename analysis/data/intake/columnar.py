"""Parquet: typed columns as text; a null, and a number that is none, are nothing reported."""

from __future__ import annotations

import datetime
import decimal
import math

from analysis.data.damage import unseen_signs
from analysis.data.intake.cells import Cells, Row, named_once
from analysis.data.intake.form import Form
from analysis.errors import RawDataError


def read_parquet(content: bytes, name: str, form: Form) -> Cells:
    """Read a Parquet file; `form` has nothing to say about it.

    Raises
    ------
    RawDataError
        If it is none, or two columns have one name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise RawDataError([f"{name} cannot be read as Parquet: {error}"]) from error
    if faults := named_once(table.column_names, name):
        raise RawDataError(faults)
    columns = [[_text(value) for value in column.to_pylist()] for column in table.columns]
    rows = [Row(number, list(texts)) for number, texts in enumerate(zip(*columns, strict=True), 1)]
    if faults := unseen_signs("\n".join(text for row in rows for text in row.texts), name):
        raise RawDataError(faults)
    return Cells(name, "row", table.column_names, rows)


def _text(value: object) -> str:
    """Write a value as text.

    >>> _text(193), _text(float("nan")), _text(datetime.date(2023, 3, 18))
    ('193', '', '2023-03-18')
    """
    number = isinstance(value, float | decimal.Decimal)
    if value is None or (number and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if number and value == int(value):
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return value.isoformat() if isinstance(value, datetime.date) else str(value).strip()
