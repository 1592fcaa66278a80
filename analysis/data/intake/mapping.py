"""A mapping: what each field of a claim is taken from, table by table.

`collection.toml` is held against `collection.schema.json`, the same by which an editor completes
the file (`declaration` says its form), and each fault is told with its line.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from analysis.data.dates import is_day
from analysis.data.inputs import (
    as_fault,
    depth_of,
    faults_of_text,
    faults_of_values,
    keep_within,
    limits,
    read_plain,
    refuse,
    shown,
    spare_grammar,
)
from analysis.data.intake.cells import Form
from analysis.data.names import nearest
from analysis.errors import RawDataError
from analysis.settings import MOST_VERSIONS
from analysis.terms import OPEN

FIELDS = (
    *("claim_id", "stated_on", "date_basis", "period", "speaker", "organisation", "party"),
    *("stance", "measure", "subject", "scope", "scope_wording", "unit", "note"),
)
"""Fields of a claim that a mapping may give."""

ESTIMATES = ("low", "best", "high")

Path_ = tuple[str | int, ...]
"""Names and places that lead to a value, as ("table", 0, "form", "decimal")."""


@dataclass(frozen=True)
class FieldSource:
    """What a field is taken from: a constant, or a column and what its values stand for.

    Parameters
    ----------
    constant : str
    column : str
        Empty for a constant.
    further : tuple of str
        Headings of columns whose texts follow that of the first, each after a space.
    values : mapping
        From a value of the column to what it stands for; others stand for themselves.
    path : tuple
        Where in the mapping it is written.
    """

    constant: str = ""
    column: str = ""
    further: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    path: Path_ = ()

    @classmethod
    def of(cls, written: str | Mapping, path: Path_) -> FieldSource:
        """Take what a mapping says of a field."""
        if isinstance(written, str):
            return cls(constant=written, path=path)
        first, *further = written.get("columns") or [written["column"]]
        return cls("", first, tuple(further), written.get("values", {}), path)

    @property
    def named(self) -> list[str]:
        """The headings that it names."""
        return [self.column, *self.further] if self.column else []


@dataclass(frozen=True)
class Figures:
    """One column of figures, or the low, best and high of one claim (`declaration.Figures`).

    Parameters
    ----------
    columns : dict
        From "column", or "low", "best" and "high", to headings.
    taken : dict
        Fields that hold for these figures, those of the table among them.
    path : tuple
        Where in the mapping it is written.
    """

    columns: dict[str, str]
    taken: dict[str, FieldSource]
    qualifier: FieldSource | None
    factor: int
    first_day: str
    last_day: str
    path: Path_

    @property
    def label(self) -> str:
        """The headings, as a provenance names them."""
        return "; ".join(self.columns.values())


@dataclass(frozen=True)
class Rows:
    """Rows of a table, told by what stands in one column (`declaration.Rows`)."""

    column: str
    values: tuple[str, ...]
    containing: tuple[str, ...]
    optional: bool
    path: Path_

    def words(self) -> str:
        """Say which rows they are."""
        words = [*map(repr, self.values), *(f"…{part}…" for part in self.containing)]
        return f"{self.column} {' or '.join(words)}"


@dataclass(frozen=True)
class TableMap:
    """How one table becomes claims (`declaration.Table`).

    Parameters
    ----------
    are_events : bool
        Whether each row is an event of its own, and no statement.
    path : tuple
        Where in the mapping it is written.
    """

    name: str
    file: Path
    mirror: str
    versions: int
    are_events: bool
    only: tuple[Rows, ...]
    without: tuple[Rows, ...]
    form: Form
    page: dict[str, FieldSource]
    figures: tuple[Figures, ...]
    path: Path_


def mappings_of(declared: Mapping, home: Path) -> list[TableMap]:
    """Return the mapping of each table of a collection.

    Parameters
    ----------
    declared : mapping
        As `read_declared` or `read_sound` returns it.
    home : Path
        The collection's folder, from which files are named.
    """
    tables = enumerate(declared["table"])
    return [_table(written, ("table", n), home) for n, written in tables if written is not None]


def _table(written: Mapping, path: Path_, home: Path) -> TableMap:
    file = home / written["file"]
    name = written.get("name") or "".join(
        sign if sign.isascii() and sign.isalnum() else "_" for sign in file.name.split(".")[0]
    )
    fields = _taken(written["fields"], FIELDS, (*path, "fields"))
    return TableMap(
        name=name,
        file=file,
        mirror=written.get("mirror", name),
        versions=written.get("versions", MOST_VERSIONS),
        are_events=written.get("rows") == "events",
        only=_rows(written, "only", path),
        without=_rows(written, "without", path),
        form=Form.of(written.get("form", {})),
        page=_taken(written.get("page", {}), written.get("page", {}), (*path, "page")),
        figures=tuple(
            _figures(entry, fields, (*path, "figures", n))
            for n, entry in enumerate(written["figures"])
        ),
        path=path,
    )


def _rows(written: Mapping, name: str, path: Path_) -> tuple[Rows, ...]:
    return tuple(
        Rows(
            entry["column"],
            tuple(entry.get("values", ())),
            tuple(entry.get("containing", ())),
            entry.get("optional", False),
            (*path, name, n),
        )
        for n, entry in enumerate(written.get(name, ()))
    )


def _figures(written: Mapping, fields: dict[str, FieldSource], path: Path_) -> Figures:
    return Figures(
        columns={part: written[part] for part in ("column", *ESTIMATES) if part in written},
        taken=fields | _taken(written, FIELDS, path),
        qualifier=_taken(written, ("qualifier",), path).get("qualifier"),
        factor=written.get("factor", 1),
        first_day=written.get("first_day", ""),
        last_day=written.get("last_day", ""),
        path=path,
    )


def _taken(written: Mapping, names: Iterable[str], path: Path_) -> dict[str, FieldSource]:
    return {name: FieldSource.of(written[name], (*path, name)) for name in names if name in written}


SCHEMA = Path(__file__).with_name("collection.schema.json")
HEADER = re.compile(r"\s*(\[\[?)([^\]]+)\]")
KEY = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)\s*[=.]")

DAYS = ("first_day", "last_day", "day", "days_from")
"""Names of a mapping that stand before a day."""


def read_declared(path: Path, *, is_sound: bool = False) -> dict:
    """Read a `collection.toml`.

    Parameters
    ----------
    path : Path
    is_sound : bool
        Whether what stands in it was found without fault before.

    Returns
    -------
    dict
        As written; days as YYYY-MM-DD.

    Raises
    ------
    RawDataError
        With every fault of its form, each with line, name, value and the nearest that is known.
    """
    declared, lines = _written(path)
    if is_sound:
        return declared
    faults = schema_faults(declared, lines) or _faults_of_days(declared, lines)
    faults = faults or _open_faults(declared, lines)
    refuse(faults)
    return declared


def read_sound(path: Path) -> tuple[dict, list[str]]:
    """Read what of a `collection.toml` is sound, so that the rest does not hide it.

    Returns
    -------
    declared : dict
        As `read_declared` returns it; a table at fault is None in its place, and other parts at
        fault are not there.
    faults : list of str
        What is wrong, what a draft left open included.

    Raises
    ------
    RawDataError
        If it cannot be read as TOML, or holds signs that mislead.
    """
    declared, lines = _written(path)
    faults = schema_faults(declared, lines)
    at_fault = {tuple(error.absolute_path)[:2] for error in _validator().iter_errors(declared)}
    if not faults:
        faults = _faults_of_days(declared, lines)
        tables = enumerate(declared.get("table", ()))
        at_fault = {("table", n) for n, table in tables if _faults_of_days(table, lines)}
        at_fault |= {("break", 0)} if faults else set()
    sound = {name: part for name, part in declared.items() if (name,) not in at_fault}
    for name in ("table", "break"):
        if name in sound:
            parts = enumerate(sound[name])
            sound[name] = [None if (name, n) in at_fault else part for n, part in parts]
    sound["break"] = [part for part in sound.get("break", ()) if part is not None and not faults]
    return sound, faults + _open_faults(sound, lines)


def _written(path: Path) -> tuple[dict, Lines]:
    """Read a mapping as written, without holding it against the schema."""
    text = text_of(path)
    with as_fault(path.name):
        found = tomllib.loads(text)
        keep_within(path.name, nesting=depth_of(found))
        declared = parsed(text)
    lines = Lines(text, path.name)
    refuse(faults_of_text(text, path.name) or faults_of_values(_texts(declared, lines)))
    return declared, lines


def parsed(text: str) -> dict:
    """Read the text of a mapping, days as text, as a schema can check them."""
    return json.loads(json.dumps(tomllib.loads(text), default=lambda day: day.isoformat()))


def text_of(path: Path) -> str:
    """Return the text of a mapping, without a mark of byte order.

    Raises
    ------
    RawDataError
        If it is no plain file, is longer than one is read, or is not UTF-8.
    """
    content = read_plain(path, most=limits().words + 1)
    keep_within(path.name, words=len(content))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise RawDataError(
            [f"{path.name} line {line}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"]
        ) from error


def _texts(value: object, lines: Lines, path: Path_ = ()) -> Iterator[tuple[str, str]]:
    """Yield each name and text of a mapping with its place."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from [(lines.at((*path, name)), name)] if isinstance(name, str) else []
            yield from _texts(inner, lines, (*path, name))
    elif isinstance(value, str):
        yield lines.at(path), value


def _leaves(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    """Yield each value of a mapping that is no list and holds no names, with what leads to it."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, name))
    else:
        yield path, value


def _faults_of_days(value: object, lines: Lines, path: Path_ = ()) -> list[str]:
    """Say which days of a mapping are none, and which last day comes before its first."""
    leaves = [(at, day) for at, day in _leaves(value, path) if isinstance(day, str)]
    days = {at: day for at, day in leaves if at[-1] in DAYS}
    faults = [
        f"{lines.at(at)}: {day!r} is no day of the calendar"
        for at, day in days.items()
        if not is_day(day)
    ]
    for at, last in days.items():
        first = days.get((*at[:-1], "first_day"), "") if at[-1] == "last_day" else ""
        if is_day(first) and is_day(last) and first > last:
            faults.append(f"{lines.at(at)}: the last day comes before the first")
    return faults


def _open_faults(value: object, lines: Lines) -> list[str]:
    """Say what a draft left open."""
    left = [(at, text) for at, text in _leaves(value) if text in (OPEN, f"since {OPEN}")]
    return [f"{lines.at(at)}: {text!r} is still open" for at, text in left]


class Lines:
    """Where in a TOML file each value stands.

    Parameters
    ----------
    text : str
    name : str
        Of the file.
    """

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.found: dict[Path_, int] = {}
        counts: dict[Path_, int] = {}
        here: Path_ = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if header := HEADER.match(line):
                here = ()
                for name in header[2].strip().split("."):
                    # Inside the last of several tables that have one name.
                    here = (*here, counts[here]) if here in counts else here
                    here = (*here, name.strip().strip("\"'"))
                if header[1] == "[[":
                    counts[here] = counts.get(here, -1) + 1
                    here = (*here, counts[here])
                self.found.setdefault(here, number)
            elif key := KEY.match(line):
                self.found.setdefault((*here, key[1].strip("\"'")), number)

    def at(self, path: Sequence[str | int]) -> str:
        """Say where a value stands, or the part of the file that it would stand in.

        >>> Lines("title = 'A'\\n[[table]]\\nfile = 'b.csv'\\n", "c.toml").at(("table", 0, "file"))
        'c.toml line 3, table.file'
        """
        words = ".".join(str(part) for part in path if isinstance(part, str))
        for end in range(len(path), 0, -1):
            if line := self.found.get(tuple(path[:end])):
                return f"{self.name} line {line}, {words}"
        return f"{self.name}, {words}" if words else self.name


@cache
def _validator():
    spare_grammar()
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def schema_faults(declared: Mapping, lines: Lines) -> list[str]:
    """Hold a collection's declaration against the schema, in words."""
    errors = sorted(_validator().iter_errors(declared), key=_order)
    return list(dict.fromkeys(fault for error in errors for fault in _in_words(error, lines)))


def _order(error) -> tuple[list[str], bool]:
    """By place; that nothing of several is there comes after what is there and strange."""
    return list(map(str, error.path)), error.validator == "anyOf"


def _in_words(error, lines: Lines) -> list[str]:
    here = lines.at(list(error.absolute_path))
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", ()))
        return [
            f"{lines.at([*error.absolute_path, name])}: no such name{_hint(name, known)}"
            for name in error.instance
            if name not in known
        ]
    if error.validator == "required":
        absent = (name for name in error.validator_value if name not in error.instance)
        return [f"{here}: {name} is missing" for name in absent]
    if error.validator == "enum":
        hint = _hint(error.instance, error.validator_value)
        return [f"{here}: {shown(error.instance)} is not known{hint}"]
    if error.validator in ("minimum", "maximum"):
        most = "less" if error.validator == "minimum" else "more"
        told = f"where no {most} than {error.validator_value} is taken"
        return [f"{here}: {shown(error.instance)}, {told}"]
    if error.validator == "anyOf" and all("required" in c for c in error.validator_value):
        names = [choice["required"][0] for choice in error.validator_value]
        return [f"{here}: names nothing to take: one of {', '.join(names)} is needed"]
    if error.validator == "anyOf":
        # A constant or a column: what is wrong with the one that stands there.
        place = int(isinstance(error.instance, dict))
        inner = sorted((e for e in error.context if e.schema_path[0] == place), key=_order)
        return [fault for found in inner for fault in _in_words(found, lines)]
    return [f"{here}: {shown(error.instance)} is not {_wanted(error.schema, error.instance)}"]


def _hint(value: object, known: Sequence[str]) -> str:
    close = nearest(str(value), map(str, known)) or [str(name) for name in known][:12]
    return f"; nearest: {', '.join(close)}" if close else ""


def _wanted(schema: Mapping, value: object) -> str:
    """Say what a schema wants, in words."""
    patterns = {
        r"^\d{4}-\d{2}-\d{2}$": "a day YYYY-MM-DD",
        "%": "a form of days such as %d.%m.%Y",
        r"\S": "text that says something",
        r"^[^\w+-]*$": "signs between digits, none of them a digit, a letter, plus or minus",
    }
    words = {"string": "text", "integer": "a whole number", "array": "a list", "object": "a table"}
    if schema.get("pattern") in patterns:
        return patterns[schema["pattern"]]
    if schema.get("type") == "string" and not isinstance(value, str):
        return "text"
    if "pattern" in schema:
        return "of letters, digits and underscores alone"
    if schema.get("maxLength") == 1:
        return "a single sign"
    return words.get(schema.get("type", ""), "of the kind wanted") + " that says something"
