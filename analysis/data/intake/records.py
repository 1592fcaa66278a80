"""JSON records, in a list or one a line: numbers as written, each record with its line.

Names inside records are joined by points. A name that some records lack, or that begins midway,
is a column all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from analysis.data.intake.cells import Cells, Row
from analysis.data.intake.delimited import decoded
from analysis.data.intake.form import Form
from analysis.errors import RawDataError

SPACE = re.compile(r"[ \t\n\r]*")
NO_NUMBER = ""
"""What NaN and infinity are read as: nothing was reported."""


def read_json(content: bytes, name: str, form: Form) -> Cells:
    """Read a list of records.

    Raises
    ------
    RawDataError
        If it is no JSON, no list of records lies where the mapping says, or a name stands twice
        in one record.
    """
    text = decoded(content, name, form.encoding)
    keys = form.records.split(".") if form.records else []
    try:
        _decoder().decode(text)
        found = list(_elements(text, keys, name))
    except (ValueError, RecursionError) as error:
        raise RawDataError([f"{name} cannot be read as JSON: {error}"]) from error
    starts = _lines_of(text, [place for place, _ in found])
    return _as_cells(list(zip(starts, (record for _, record in found), strict=True)), name)


def read_json_lines(content: bytes, name: str, form: Form) -> Cells:
    """Read one record a line.

    Raises
    ------
    RawDataError
        As `read_json`, with each line that cannot be read.
    """
    records, faults = [], []
    for number, line in enumerate(decoded(content, name, form.encoding).split("\n"), start=1):
        if line.strip():
            try:
                records.append((number, _decoder().decode(line)))
            except (ValueError, RecursionError) as error:
                faults.append(f"{name} line {number} cannot be read as JSON: {error}")
    if faults:
        raise RawDataError(faults)
    return _as_cells(records, name)


def _decoder() -> json.JSONDecoder:
    """Return a decoder that keeps numbers as written and refuses a name that stands twice."""
    return json.JSONDecoder(
        parse_float=str,
        parse_int=str,
        parse_constant=lambda written: NO_NUMBER,
        object_pairs_hook=_once,
    )


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        raise ValueError(f"{', '.join(twice)} stands twice in one record")
    return dict(pairs)


def _elements(text: str, keys: list[str], name: str) -> Iterator[tuple[int, object]]:
    """Yield the place and the value of each element of the list that the keys lead to."""
    decoder, place = _decoder(), _skip(text, 0)
    for key in keys:
        place = _value_of(text, place, key, decoder, name)
    if text[place] != "[":
        where = ".".join(keys) or "at the top"
        raise RawDataError([f"{name}: there is no list of records {where}; name it in `records`"])
    place = _skip(text, place + 1)
    while text[place] != "]":
        value, end = decoder.raw_decode(text, place)
        yield place, value
        place = _skip(text, end)
        place = _skip(text, place + 1) if text[place] == "," else place


def _value_of(text: str, place: int, key: str, decoder: json.JSONDecoder, name: str) -> int:
    """Return where the value of a name begins in the object that begins at a place."""
    names = []
    here = _skip(text, place + 1)
    while text[place] == "{" and text[here] != "}":
        found, here = decoder.raw_decode(text, here)
        here = _skip(text, _skip(text, here) + 1)
        if found == key:
            return here
        names.append(str(found))
        _, here = decoder.raw_decode(text, here)
        here = _skip(text, here)
        here = _skip(text, here + 1) if text[here] == "," else here
    there = f"; there is {', '.join(names)}" if names else ""
    raise RawDataError([f"{name}: nothing is called {key!r}, which `records` names{there}"])


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
    flat = [(line, dict(_flat(record))) for line, record in records]
    strange = [line for line, record in records if not isinstance(record, dict)]
    if strange or not flat:
        faults = [f"{name} line {line}: no record with names and values" for line in strange]
        raise RawDataError(faults or [f"{name}: there is no record in it"])
    columns = list(dict.fromkeys(column for _, record in flat for column in record))
    rows = [Row(line, [record.get(column, "") for column in columns]) for line, record in flat]
    return Cells(name, "line", columns, rows)


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value of a record as text, under its names joined by points."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield path, json.dumps(value, ensure_ascii=False)
    else:
        words = {None: "", True: "true", False: "false"}
        yield path, words[value] if value in words else str(value).strip()
