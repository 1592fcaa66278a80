"""Any file to cells: what is damaged is refused with its line, all of it at once.

Of Parquet, typed columns become text; a null, and a number that is none, are nothing reported.
"""

from __future__ import annotations

import datetime
import decimal
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from analysis.data.inputs import (
    as_fault,
    depth_of,
    hold_rows,
    keep_within,
    limits,
    no_plain_file,
    read_plain,
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
)
from analysis.data.intake.sheets import read_sheet
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

    with as_fault(f"{name} cannot be read as Parquet"):
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
        held = _led_to(whole, keys, name)
        if form.layout == "columns":
            return _as_cells(_turned(held, name), name)
        if form.keys:
            return _as_cells(list(_keyed(held, form.keys, name)), name)
        found = list(_elements(text, keys, name))
    hold_rows(name, len(held), len(found))
    records, line, last = [], 1, 0
    for place, record in found:
        line += text.count("\n", last, place)
        last = place
        records.append((line, record))
    return _as_cells(records, name)


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


def _led_to(whole: object, keys: Sequence[str], name: str) -> object:
    """Return what lies where the mapping says."""
    held = whole
    for key in keys:
        if not isinstance(held, dict) or key not in held:
            there = ", ".join(map(str, list(held)[:20])) if isinstance(held, dict) else ""
            there = f"; there is {there}" if there else ""
            raise RawDataError([f"{name}: nothing is called {key!r}, which `records` names{there}"])
        held = held[key]
    return held


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
    """Yield the place and the value of each element of the list that the keys lead to."""
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
    place = _skip(text, place + 1)
    while text[place] != "]":
        value, end = decoder.raw_decode(text, place)
        yield place, value
        place = _skip(text, end)
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
    with as_fault(f"{name} cannot be read as a table"), unswept():
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
    with as_fault(f"{path.name} cannot be unpacked"), gzip.open(path) as unpacked:
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
    with as_fault(f"{path.name} cannot be unpacked"), gzip.open(path) as unpacked:
        while block := unpacked.read(BLOCK):
            counted += len(block)
            if counted > limit:
                break
    if counted > limit:
        told = f"{path.name}: more than {limit:,} bytes once unpacked, and no more are read; "
        raise RawDataError([f"{told}--limit bytes=NUMBER raises that"])
