"""The raw tables of a collection, transcribed or mapped, with all faults of all tables at once.

Each fault names file, line, column and value. Nothing is cleaned yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd

from analysis.data.dates import read_days
from analysis.data.inputs import (
    MOST_NAMED,
    MOST_VALUES,
    as_fault,
    keep_within,
    more_values,
    refuse,
    shown,
)
from analysis.data.intake.cells import Cells
from analysis.data.intake.claims import MappedTable, joined, map_table
from analysis.data.intake.formats import read_cells
from analysis.data.intake.mapping import (
    FieldSource,
    Lines,
    Path_,
    TableMap,
    mappings_of,
    read_declared,
    read_sound,
    text_of,
)
from analysis.data.names import nearest
from analysis.data.places import DECLARATION, faults_of_leave, faults_of_links, lies_outside
from analysis.data.raw import (
    ORIGIN_FIELDS,
    Rule,
    check_table,
    filled,
    hint,
    lines_of_rows,
    missing_columns,
    read_origin,
    read_raw,
    sha256_of,
    sidecar_of,
    unique,
)
from analysis.data.vocabulary import (
    NO_DAY,
    Vocabulary,
    check_claims,
    check_readings,
    claim_rules,
    days_or_empty,
    sound_vocabulary,
)
from analysis.errors import RawDataError
from analysis.terms import CLAIM_FIELDS, OPEN
from analysis.wording.languages import languages
from analysis.wording.reading import read_wordings

TABLES = ("claims.csv", "sources.csv", "readings.csv")
SOURCE_FIELDS = ("source_id", "url", "publisher", "title", "published", "language")
PAGE_FIELDS = ("read_on", "text_sha256", "archived")
"""Columns that a table of sources may have, for pages vanish: when a page was read, the digest of
its text, and where an archive keeps a copy."""
READING_FIELDS = ("claim_id", "column", "reading", "reason")
CODED = tuple(field for field in CLAIM_FIELDS if field != "claim_id")


@dataclass(frozen=True)
class Break:
    """A day from which running totals count something else (`declaration.Break`)."""

    day: pd.Timestamp
    measures: tuple[str, ...]
    mirrors: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Outline:
    """What a collection says of itself, before its tables are read.

    Parameters
    ----------
    home : Path
        Its folder.
    declared : mapping
        `collection.toml`.
    files : tuple of Path
        Its tables; the sidecar of the first says who compiled the collection.
    breaks : tuple of Break
    outside : tuple of str
        Files read from outside that folder, as the user allowed.
    """

    home: Path
    declared: Mapping
    files: tuple[Path, ...]
    breaks: tuple[Break, ...] = ()
    outside: tuple[str, ...] = ()

    @property
    def refused(self) -> dict[str, str]:
        """From a ratio that the collection rules out to the reason."""
        entries = self.declared.get("refuse", ())
        return {ratio: entry["reason"] for entry in entries for ratio in entry["ratios"]}


@dataclass(frozen=True, eq=False)
class RawCollection:
    """The checked raw tables of a collection, before any is cleaned.

    Parameters
    ----------
    declared : mapping
        `collection.toml`.
    tables : tuple of pandas.DataFrame
        Claims, sources and readings: all text.
    places : pandas.DataFrame
        Where each claim stands (`Collection.places`).
    remarks, notes : tuple of str
        What a reader of the tables should know, and how their rows were counted.
    """

    declared: Mapping
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
    places: pd.DataFrame
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def calendar(self, claims: pd.DataFrame) -> pd.DatetimeIndex:
        """Return the days declared; an end that is not declared is that of the claims.

        Raises
        ------
        RawDataError
            If they are more than a collection may span, with the claim that lies farthest off.
        """
        days = read_days(claims["stated_on"])
        if days.isna().all() and not {"first_day", "last_day"} <= set(self.declared):
            return pd.DatetimeIndex([], dtype="datetime64[s]")
        first = self.declared.get("first_day") or days.min()
        last = self.declared.get("last_day") or days.max()
        farthest = DECLARATION
        if days.notna().any():
            row = (days - days.median()).abs().idxmax()
            at = self.places.set_index("claim_id").loc[claims.at[row, "claim_id"]]
            farthest = f"{at['file']} {at['noun']} {at['number']}: the day {days[row]:%Y-%m-%d}"
        keep_within(farthest, days=(pd.Timestamp(last) - pd.Timestamp(first)).days + 1)
        return pd.date_range(first, last, unit="s")


def outline(home: Path, *, is_sound: bool = False) -> Outline:
    """Read what a collection says of itself, in its folder.

    Parameters
    ----------
    home : Path
    is_sound : bool
        As for `read_declared`.

    Raises
    ------
    RawDataError
        With every fault of `collection.toml`.
    """
    if not is_mapped(home):
        declared = read_declared(home / DECLARATION, is_sound=is_sound)
        return Outline(home, declared, (home / "claims.csv",))
    declared = _declared(home, is_sound=is_sound)
    files = dict.fromkeys(home / Path(table["file"]).name for table in declared["table"])
    outside = tuple(file.name for file in files_of(home) if lies_outside(file, home))
    breaks = tuple(
        Break(
            pd.Timestamp(entry["day"]),
            tuple(entry["measures"]),
            tuple(entry.get("mirrors", ())),
            entry["reason"],
        )
        for entry in declared.get("break", ())
    )
    return Outline(home, declared, tuple(files), breaks, outside)


def receive(told: Outline, words: Vocabulary) -> RawCollection:
    """Read and check the tables of one collection, against the vocabulary it uses.

    Raises
    ------
    RawDataError
        With every fault of every table at once.
    """
    read = _read_mapped if is_mapped(told.home) else _read_transcribed
    return read(told, words)


def all_faults(home: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Say all that is wrong with a collection, whatever else is wrong with it, and the remarks.

    Parameters
    ----------
    home : Path
        Its folder.
    folder : Path
        Of the shared vocabulary.
    """
    if faults := faults_of_links(home):
        return faults, []
    remarks: list[str] = []
    words, found = sound_vocabulary(folder, own=home)
    faults += found
    if words is not None and is_mapped(home):
        _or_faults(lambda: _read_mapped(Outline(home, {}, ()), words), faults, remarks)
    elif words is not None:
        told = _or_faults(lambda: outline(home), faults) or Outline(home, {}, ())
        _or_faults(lambda: _read_transcribed(told, words), faults)
        _or_faults(lambda: read_origin(home / "claims.csv"), faults)
    elif is_mapped(home):
        _or_faults(lambda: _declared(home), faults)
    return list(dict.fromkeys(faults)), remarks


def _read_transcribed(told: Outline, words: Vocabulary) -> RawCollection:
    required = dict(zip(TABLES, (tuple(CLAIM_FIELDS), SOURCE_FIELDS, READING_FIELDS), strict=True))
    raw, faults = {}, []
    for table, columns in required.items():
        path = told.home / table
        try:
            raw[table] = read_raw(path, coded=CODED if table == "claims.csv" else ())
            faults += missing_columns(raw[table], columns, path)
        except RawDataError as error:
            faults += error.faults
    refuse(faults + _faults_of_cells(raw, told.home, words))
    places = raw["claims.csv"][["claim_id"]].assign(
        file="claims.csv",
        noun="line",
        number=lines_of_rows(told.home / "claims.csv"),
        column="",
        mirror="",
        rows="statements",
        written=raw["claims.csv"]["reported"].astype("str"),
    )
    return RawCollection(told.declared, tuple(raw[name] for name in TABLES), places)


def _read_mapped(told: Outline, words: Vocabulary) -> RawCollection:
    faults: list[str] = []
    unread: list[str] = []
    tables = _or_faults(lambda: gather(told.home, words), faults, unread)
    claims, sources, places = joined(tables) if tables else (None, None, None)
    own = pd.DataFrame(columns=list(READING_FIELDS), dtype="str")
    if (file := told.home / "readings.csv").exists():
        # Our readings of single claims.
        own = _or_faults(lambda: read_raw(file, READING_FIELDS), faults)
        known = None if claims is None else claims["claim_id"]
        faults += [] if own is None else check_readings(own, known, file, words)
    files = _or_faults(lambda: _allowed(read_sound(told.home / DECLARATION)[0], told.home), [])
    for place, file in enumerate(files or ()):
        _or_faults(lambda at=place, of=file: refuse(_faults_of_origin(told, of, at)), faults)
    refuse(faults, unread)
    unsettled = pd.concat([table.unsettled for table in tables], ignore_index=True)
    unsettled = unsettled[~unsettled["claim_id"].isin(own["claim_id"])]
    readings = pd.concat([own, unsettled], ignore_index=True)
    remarks = tuple(remark for table in tables for remark in table.remarks)
    notes = tuple(note for table in tables for note in table.notes)
    return RawCollection(told.declared, (claims, sources, readings), places, remarks, notes)


def _or_faults(read: Callable, faults: list[str], remarks: list[str] | None = None):
    """Return what is read; if it is at fault, note that, and go on with the others."""
    try:
        return read()
    except RawDataError as error:
        faults += error.faults
        if remarks is not None:
            remarks += error.remarks
        return None


def _faults_of_origin(told: Outline, file: Path, place: int) -> list[str]:
    """Say what the sidecar of a table leaves open, and whether its checksum is the table's."""
    beside = told.home / file.name
    if place and not sidecar_of(beside).exists():
        return []
    origin = read_origin(beside)
    faults = [
        f"{file.stem}.origin.yml: {name} is still open"
        for name in ORIGIN_FIELDS
        if getattr(origin, name) == OPEN
    ]
    if origin.sha256 not in ("", OPEN) and file.is_file() and sha256_of(file) != origin.sha256:
        faults.append(
            f"{file.name} is not the file whose checksum stands in {file.stem}.origin.yml: it was "
            f"changed or cut off; if that is meant, write sha256: {sha256_of(file)}"
        )
    return faults


def _faults_of_cells(raw: dict[str, pd.DataFrame], folder: Path, words: Vocabulary) -> list[str]:
    """Check the tables that can be read, whatever is wrong with the others."""
    claim_ids = raw.get("claims.csv", pd.DataFrame()).get("claim_id")
    source_ids = raw.get("sources.csv", pd.DataFrame()).get("source_id")
    checks = {
        "claims.csv": lambda claims, path: check_claims(claims, source_ids, words, path),
        "sources.csv": check_sources,
        "readings.csv": lambda readings, path: check_readings(readings, claim_ids, path, words),
    }
    found = [check(raw[name], folder / name) for name, check in checks.items() if name in raw]
    return [fault for faults in found for fault in faults]


def check_sources(sources: pd.DataFrame, path: Path) -> list[str]:
    """Hold a table of sources against what every page needs: an id of its own and a publisher.

    What is said of when a page was read, of its text and of a copy of it is held to its form,
    where the table has such columns.
    """
    rules = [
        *(filled("source_id"), unique("source_id"), filled("publisher")),
        Rule("read_on", days_or_empty, NO_DAY),
        Rule(
            "text_sha256",
            lambda cells: cells.str.fullmatch("([0-9a-f]{64})?"),
            "is no SHA-256 of 64 hexadecimal digits",
        ),
        Rule(
            "archived",
            lambda cells: cells.str.fullmatch(r"(https?://[^\s/]+\S*)?"),
            "is no address that begins with https:// or http://",
        ),
    ]
    return check_table(sources, rules, path)


LEFT_OUT = "left out by the mapping"


def rows_taken(table: TableMap, cells: Cells, lines: Lines) -> tuple[Cells, list[str]]:
    """Keep the rows that a mapping takes; say which of its filters tell none.

    Returns
    -------
    cells : Cells
    faults : list of str
        A filter that no row meets, with the values that stand there.
    """
    if not table.only and not table.without:
        return cells, []
    told = {}
    for rows in (*table.only, *table.without):
        texts = cells.frame[rows.column]
        told[rows] = texts.isin(rows.values).astype(bool)
        for part in rows.containing:
            told[rows] |= texts.str.contains(part, regex=False).astype(bool)
    kept = pd.Series(not table.only, index=range(len(cells.rows)), dtype=bool)
    for rows in table.only:
        kept |= told[rows]
    for rows in table.without:
        kept &= ~told[rows]
    faults = []
    for rows, found in told.items():
        if found.any() or rows.optional:
            continue
        there = [text for text in cells.frame[rows.column].unique()[:1000] if text]
        close = [value for wanted in rows.values[:3] for value in nearest(wanted, there)]
        hint = f"; nearest: {', '.join(map(shown, dict.fromkeys(close)))}" if close else ""
        what = f"no row of {cells.file} is told by {rows.words()}"
        faults.append(f"{lines.at(rows.path)}: {what}{hint}")
    return cells.only(kept.tolist(), LEFT_OUT), faults


def form_faults(table: TableMap, lines: Lines) -> list[str]:
    """Say what a mapping says of a file's form that cannot be, or contradicts itself."""
    form = table.form
    is_language = form.language in ("", *languages())
    found = {
        "thousands": form.decimal in form.thousands and "is the decimal mark as well",
        "days": form.days and _fault_of_days(form.days),
        "days_from": bool(form.days_from and form.days) and "and `days` exclude each other",
        "zone": form.zone and _fault_of_zone(form.zone),
        "language": not is_language and f"has no table of words; one of {', '.join(languages())}",
        "delimiter": form.delimiter in '"\r\n' and "can be no delimiter" if form.delimiter else "",
    }
    return [
        f"{lines.at((*table.path, 'form', name))}: {shown(getattr(form, name))} {fault}"
        for name, fault in found.items()
        if fault
    ]


def _fault_of_days(form: str) -> str:
    """Say why a form of days reads none; it must name a year and a month."""
    if "%z" in form or "%Z" in form:
        return "names a time zone; leave `days` out, and name the zone whose day is meant in `zone`"
    try:
        written = datetime(2023, 3, 18).strftime(form)
        pd.to_datetime(pd.Series([written]), format=form)
    except (ValueError, re.error, OverflowError) as error:
        return f"is no form of days: {error}"
    return "" if re.search(r"%-?[Yy]", form) else "names no year"


def _fault_of_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        close = ", ".join(nearest(zone, available_timezones()))
        return "is no time zone" + (f"; nearest: {close}" if close else "")
    return ""


NEEDED = ("stated_on", "period", "speaker", "measure", "scope")
"""Fields without a usual value."""


def column_faults(table: TableMap, cells: Cells, lines: Lines) -> list[str]:
    """Say which columns a mapping names that the table does not have, and which fields it lacks."""
    faults = [
        f"{lines.at(path)}: {name!r} is no column of {cells.file}; nearest: "
        + ", ".join(nearest(name, cells.columns) or cells.columns)
        for name, path in dict.fromkeys(_named(table))
        if name not in cells.columns
    ]
    lacking = dict.fromkeys(
        name for figures in table.figures for name in NEEDED if name not in figures.taken
    )
    fields = lines.at((*table.path, "fields"))
    faults += [f"{fields}: {name} is missing: a constant or a column" for name in lacking]
    used = [fault for name in columns_named(table) for fault in cells.unsound.get(name, ())]
    return faults + used[:MOST_NAMED]


def columns_named(table: TableMap) -> list[str]:
    """Return the columns that a mapping names, each once."""
    return list(dict.fromkeys(name for name, _ in _named(table)))


def _named(table: TableMap) -> Iterator[tuple[str, Path_]]:
    """Yield each heading that a mapping names, and where."""
    sources = list(table.page.values())
    for figures in table.figures:
        sources += [*figures.taken.values(), *filter(None, [figures.qualifier])]
    for source in sources:
        yield from ((name, source.path) for name in source.named)
    for rows in (*table.only, *table.without):
        yield rows.column, (*rows.path, "column")
    for figures in table.figures:
        yield from ((name, (*figures.path, part)) for part, name in figures.columns.items())


def cell_faults(
    table: TableMap,
    mapped: MappedTable,
    words: Vocabulary,
    lines: Lines,
    absent: Sequence[str] = (),
) -> list[str]:
    """Hold mapped claims against the vocabulary: one fault for each distinct value at fault.

    Parameters
    ----------
    table : TableMap
    mapped : MappedTable
    words : Vocabulary
    lines : Lines
        Of the mapping, where constants stand.
    absent : sequence of str
        Columns that the table does not have: nothing is said of their cells.
    """
    form = table.form.days or "YYYY-MM-DD"
    own = f"is not a day written {form}"
    rules = [
        replace(rule, says=own) if rule.says == NO_DAY else rule
        for rule in claim_rules(words)
        if rule.column != "reported"
    ]
    rules.append(Rule("claim_id", lambda ids: ids.str.fullmatch(r"\w+"), "is no word of letters"))
    found = [fault for rule in rules for fault in _faults_of(rule, mapped, lines, absent)]
    pairs = mapped.claims[["measure", "unit"]].drop_duplicates()
    found += [
        f"{place_of(mapped, row, 'unit', lines)}: {unit!r} is not a unit of {measure}; "
        f"nearest: {', '.join(words.units[measure])}"
        for row, measure, unit in pairs.itertuples(name=None)
        if unit not in words.units.get(measure, [unit])
        and _column_of(mapped, row, "unit") not in absent
    ]
    return list(dict.fromkeys([*found, *_too_many_versions(table, mapped)]))


def _too_many_versions(table: TableMap, mapped: MappedTable) -> list[str]:
    """Say where more rows of one key and day differ than versions of a statement do."""
    claims = mapped.claims[(mapped.claims["stated_on"] != "") & (not table.are_events)]
    key = ["stated_on", "speaker", "stance", "measure", "subject", "scope", "unit", "period"]
    distinct = claims.drop_duplicates([*key, "reported"])
    counted = distinct.groupby(key, sort=False)["reported"].transform("size")
    many = distinct[counted > table.versions].drop_duplicates(key)
    if many.empty:
        return []
    row, first = many.index[0], many.iloc[0]
    more = f" (likewise for {len(many) - 1:,} more)" if len(many) > 1 else ""
    return [
        f"{place_of(mapped, row, 'reported')}: {counted[row]:,} unequal figures for "
        f"{first['measure']} of {first['speaker']} on {first['stated_on']}{more}; if each row is "
        'an event of its own, say rows = "events" in its [[table]]; if many speakers stand under '
        f"one name, versions = {counted.max()}"
    ]


def _faults_of(rule: Rule, mapped: MappedTable, lines: Lines, absent: Sequence[str]) -> list[str]:
    cells = mapped.claims[rule.column]
    # A field that the mapping lacks is told as such, and what is filled in follows from others.
    given = any(rule.column in figures.taken for figures in mapped.taken)
    filled = cells if given or rule.column == "claim_id" else cells[cells != ""]
    filled = filled[~filled.isin([OPEN, f"since {OPEN}"])]
    distinct = filled.drop_duplicates()
    wrong = distinct[~rule.holds(distinct).astype(bool)]
    told = []
    for row, value in wrong.head(MOST_VALUES).items():
        if _column_of(mapped, row, rule.column) in absent:
            continue
        taken = mapped.taken[row].taken.get(rule.column)
        count = int((cells == value).sum())
        told.append(
            f"{place_of(mapped, row, rule.column, lines)}: "
            f"{shown(_as_written(mapped, row, taken, value))} {rule.says}"
            + (hint(value, rule) or _all_choices(rule, taken))
            + (f" ({count} figures)" if count > 1 and taken and taken.column else "")
        )
    if len(wrong) > MOST_VALUES:
        rest = wrong.iloc[MOST_VALUES:].tolist()
        told.append(f"{mapped.cells.file}: {more_values(rule.column, rule.says, rest)}")
    return told


def _as_written(mapped: MappedTable, row: int, taken: FieldSource | None, value: str) -> str:
    """Return the cell that a value was taken from, unless the mapping made another of it."""
    if taken is None or len(taken.named) != 1:
        return value
    at = mapped.cells.numbers.eq(mapped.places.at[row, "number"]).idxmax()
    written = mapped.cells.as_written(taken.column)[at]
    return written if written.strip() == value else value


def _all_choices(rule: Rule, taken: FieldSource | None) -> str:
    """Name the choices where none is spelt like a value, those of the mapping first."""
    own = list(taken.values if taken else ())
    choices = [*own, *rule.choices]
    if len(choices) > MOST_NAMED:
        choices = [*own[:MOST_NAMED], "or a key of the vocabulary"] if own else []
    return f"; one of {', '.join(choices)}" if choices else ""


def unread_cells(mapped: MappedTable) -> list[str]:
    """Say which cells will be set aside, to be seen beside the faults of a table."""
    cells = mapped.claims[["reported", "unit"]].drop_duplicates()
    read = read_wordings(cells["reported"], cells["unit"])
    found = read.index[read["set_aside_reason"] != ""]
    return [
        f"{place_of(mapped, row, 'reported')}: {shown(mapped.places.at[row, 'written'])} "
        f"is set aside: {read.at[row, 'set_aside_reason']}"
        for row in found
    ]


def place_of(mapped: MappedTable, row: int, field: str, lines: Lines | None = None) -> str:
    """Say where a field of a claim was taken from: a cell of the table, or the mapping."""
    figures, place = mapped.taken[row], mapped.places.loc[row]
    taken, column = figures.taken.get(field), _column_of(mapped, row, field)
    if column or lines is None:
        return f"{place['file']} {mapped.cells.noun} {place['number']}, column {column}"
    return lines.at(taken.path if taken else figures.path)


def _column_of(mapped: MappedTable, row: int, field: str) -> str:
    """Name the column that a field of a claim was taken from; empty if the mapping gives it."""
    figures = mapped.taken[row]
    taken = figures.taken.get(field)
    return figures.label if field == "reported" else taken.column if taken else ""


def is_mapped(home: Path) -> bool:
    """Whether a folder holds a collection of mapped tables."""
    return (home / DECLARATION).is_file() and not (home / "claims.csv").is_file()


def files_of(home: Path) -> list[Path]:
    """Return the files that the mapping of a collection names, in its order.

    Raises
    ------
    RawDataError
        If the mapping itself is at fault, or names a file that may not be read.
    """
    return _allowed(_declared(home), home)


def _allowed(declared: Mapping, home: Path) -> list[Path]:
    tables = mappings_of(declared, home) if "table" in declared else []
    faults = [fault for t in tables for fault in faults_of_leave(t.file, home, DECLARATION)]
    refuse(faults)
    return [table.file for table in tables]


def _declared(home: Path, *, is_sound: bool = False) -> dict:
    """Read `collection.toml` of mapped tables."""
    declared = read_declared(home / DECLARATION, is_sound=is_sound)
    if "table" not in declared:
        raise RawDataError([_no_table(home)])
    return declared


def _no_table(home: Path) -> str:
    return f"{DECLARATION}: neither a [[table]] in it nor claims.csv beside it, in {home.name}/"


def gather(home: Path, words: Vocabulary) -> list[MappedTable]:
    """Read every table of a collection by its mapping.

    Raises
    ------
    RawDataError
        With every fault of the mapping, all that it leaves open, and every fault of every table
        whose mapping is sound.
    """
    path = home / DECLARATION
    declared, faults = read_sound(path)
    if "table" not in declared:
        raise RawDataError(faults or [_no_table(home)])
    lines = Lines(text_of(path), path.name)
    maps, known = mappings_of(declared, home), list(words.measures.index)
    faults += [
        f"{lines.at((*table.path, 'name'))}: {table.name!r} is the name of another table already"
        for place, table in enumerate(maps)
        if table.name in {other.name for other in maps[:place]}
    ]
    faults += [
        f"{lines.at(('break', n, 'measures'))}: {measure!r} is not a known measure; nearest: "
        + ", ".join(nearest(measure, known) or known[:3])
        for n, entry in enumerate(declared.get("break", []))
        for measure in entry["measures"]
        if measure not in known
    ]
    tables: list[MappedTable] = []
    unread: list[str] = []
    for table in maps:
        try:
            with as_fault(f"{table.file.name} cannot be mapped"):
                tables.append(_read(table, words, home, lines))
        except RawDataError as error:
            faults += error.faults
            unread += error.remarks
    refuse(faults, unread)
    return tables


def _read(table: TableMap, words: Vocabulary, home: Path, lines: Lines) -> MappedTable:
    file = lines.at((*table.path, "file"))
    refuse(faults_of_leave(table.file, home, file) + form_faults(table, lines))
    cells = read_cells(table.file, table.form)
    faults = column_faults(table, cells, lines)
    if not any(rows.column not in cells.columns for rows in (*table.only, *table.without)):
        cells, strange = rows_taken(table, cells, lines)
        faults += strange
    absent = [name for name in columns_named(table) if name not in cells.columns]
    mapped = map_table(table, cells.with_empty(absent), words)
    faults += cell_faults(table, mapped, words, lines, absent)
    if faults:
        raise RawDataError(faults, unread_cells(mapped))
    if mapped.claims.empty:
        raise RawDataError([f"{cells.file}: no cell of the columns named holds a figure"])
    return mapped
