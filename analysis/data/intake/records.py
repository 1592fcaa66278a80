"""JSON records, in a list or one a line: numbers as written, each record with its line.

Names inside records are joined by points. A name that some records lack, or that begins midway,
is a column all the same. Records may also stand under names of their own, such as days, and a
table may be written column by column.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.data.doors import depth_of, door, keep_within
from analysis.data.intake.cells import Cells, Form, Row, decoded
from analysis.data.lines import hold_rows
from analysis.errors import RawDataError

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
    with door(f"{name} cannot be read as JSON"):
        whole = _decoder().decode(text)
        keep_within(name, nesting=depth_of(whole))
        held = _led_to(whole, keys, name)
        if form.layout == "columns":
            return _as_cells(_turned(held, name), name)
        if form.keys:
            return _as_cells(list(_keyed(held, form.keys, name)), name)
        found = list(_elements(text, keys, name))
    starts = _lines_of(text, [place for place, _ in found])
    hold_rows(name, len(held), len(found))
    return _as_cells(list(zip(starts, (record for _, record in found), strict=True)), name)


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


def _lines_of(text: str, places: list[int]) -> list[int]:
    lines, line, last = [], 1, 0
    for place in places:
        line += text.count("\n", last, place)
        last = place
        lines.append(line)
    return lines


def _as_cells(records: list[tuple[int, object]], name: str) -> Cells:
    strange = [line for line, record in records if not isinstance(record, dict)]
    if strange or not records:
        faults = [f"{name} line {line}: no record with names and values" for line in strange[:20]]
        raise RawDataError(faults or [f"{name}: there is no record in it"])
    flat = [(line, _once_flat(record, f"{name} line {line}")) for line, record in records]
    columns = list(dict.fromkeys(column for _, record in flat for column in record))
    keep_within(name, columns=len(columns), cells=len(columns) * len(flat))
    rows = [Row(line, [record.get(column, "") for column in columns]) for line, record in flat]
    return Cells(name, "line", columns, rows)


def _once_flat(record: object, where: str) -> dict[str, str]:
    """Return the values of a record by their names, of which none may hide another.

    Raises
    ------
    RawDataError
        If a name with points in it is also that of a name inside another.
    """
    pairs = list(_flat(record))
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(n for n, _ in pairs).items() if count > 1)
        raise RawDataError([f"{where}: {twice} stands there twice, once with names inside names"])
    return found


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
