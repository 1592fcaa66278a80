"""A collection of mapped tables, read and checked: all faults of all tables at once.

Which rows of a table are taken, and whether what a mapping says of its form can be.

What is wrong with a mapped table: each fault by file, line, column and value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd

from analysis.data.checks import MOST_VALUES, NO_DAY, Rule, claim_rules, hint
from analysis.data.doors import door
from analysis.data.homes import faults_of_leave
from analysis.data.intake.cells import Cells
from analysis.data.intake.mapped import Mapped, joined, map_table
from analysis.data.intake.mapping import (
    Figures,
    Lines,
    Rows,
    TableMap,
    Taken,
    mappings_of,
    read_declared,
    read_sound,
    text_of,
)
from analysis.data.intake.reading import read_cells
from analysis.data.names import nearest
from analysis.data.signs import MOST_NAMED, shown
from analysis.data.vocabulary import OPEN, Vocabulary
from analysis.errors import RawDataError
from analysis.wording.reading import read_wordings

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
    told = {rows: _told_by(rows, cells) for rows in (*table.only, *table.without)}
    kept = pd.Series(not table.only, index=range(len(cells.rows)), dtype=bool)
    for rows in table.only:
        kept |= told[rows]
    for rows in table.without:
        kept &= ~told[rows]
    faults = [
        f"{lines.at(rows.path)}: no row of {cells.file} is told by {rows.told()}"
        + _nearest_to(rows, cells)
        for rows, found in told.items()
        if not found.any()
    ]
    return cells.only(kept.tolist(), LEFT_OUT), faults


def _nearest_to(rows: Rows, cells: Cells) -> str:
    """Name what stands in the column and is spelt most like what is looked for."""
    there = [text for text in cells.frame[rows.column].unique()[:1000] if text]
    close = [value for wanted in rows.values[:3] for value in nearest(wanted, there)]
    return f"; nearest: {', '.join(map(shown, dict.fromkeys(close)))}" if close else ""


def _told_by(rows: Rows, cells: Cells) -> pd.Series:
    texts = cells.frame[rows.column]
    found = texts.isin(rows.values)
    for part in rows.containing:
        found |= texts.str.contains(part, regex=False)
    return found.astype(bool)


def form_faults(table: TableMap, lines: Lines) -> list[str]:
    """Say what a mapping says of a file's form that cannot be, or contradicts itself."""
    form = table.form
    found = {
        "thousands": form.decimal in form.thousands and "is the decimal mark as well",
        "days": _fault_of_days(form.days),
        "days_from": bool(form.days_from and form.days) and "and `days` exclude each other",
        "zone": _fault_of_zone(form.zone),
        "delimiter": form.delimiter in '"\r\n' and "can be no delimiter" if form.delimiter else "",
    }
    return [
        f"{lines.at((*table.path, 'form', name))}: {shown(getattr(form, name))} {fault}"
        for name, fault in found.items()
        if fault
    ]


def _fault_of_days(form: str) -> str:
    """Say why a form of days reads none; it must name a year and a month."""
    if not form:
        return ""
    if "%z" in form or "%Z" in form:
        return "names a time zone; leave `days` out, and name the zone whose day is meant in `zone`"
    try:
        written = datetime(2023, 3, 18).strftime(form)
        pd.to_datetime(pd.Series([written]), format=form)
    except (ValueError, re.error, OverflowError) as error:
        return f"is no form of days: {error}"
    if not re.search(r"%-?[Yy]", form):
        return "names no year"
    return ""


def _fault_of_zone(zone: str) -> str:
    if not zone:
        return ""
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
    named = [(name, taken.path) for taken in _all_taken(table) for name in taken.named]
    named += [(rows.column, (*rows.path, "column")) for rows in (*table.only, *table.without)]
    for figures in table.figures:
        named += [(name, (*figures.path, part)) for part, name in figures.columns.items()]
    faults = [
        f"{lines.at(path)}: {name!r} is no column of {cells.file}; nearest: "
        + ", ".join(nearest(name, cells.columns) or cells.columns)
        for name, path in dict.fromkeys(named)
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
    names = [name for taken in _all_taken(table) for name in taken.named]
    names += [rows.column for rows in (*table.only, *table.without)]
    names += [name for figures in table.figures for name in figures.columns.values()]
    return list(dict.fromkeys(names))


def _all_taken(table: TableMap) -> list[Taken]:
    found = list(table.page.values())
    for figures in table.figures:
        found += [*figures.taken.values(), *([figures.qualifier] if figures.qualifier else [])]
    return found


def cell_faults(table: TableMap, mapped: Mapped, words: Vocabulary, lines: Lines) -> list[str]:
    """Hold mapped claims against the vocabulary: one fault for each distinct value at fault.

    Parameters
    ----------
    table : TableMap
    mapped : Mapped
    words : Vocabulary
    lines : Lines
        Of the mapping, where constants stand.
    """
    form = table.form.days or "YYYY-MM-DD"
    own = f"is not a day written {form}"
    rules = [
        replace(rule, says=own) if rule.says == NO_DAY else rule
        for rule in claim_rules(words)
        if rule.column != "reported"
    ]
    rules.append(Rule("claim_id", lambda ids: ids.str.fullmatch(r"\w+"), "is no word of letters"))
    found = [fault for rule in rules for fault in _faults_of(rule, mapped, lines)]
    found += [*_unit_faults(mapped, words, lines), *_too_many_versions(table, mapped)]
    return list(dict.fromkeys(found))


def _too_many_versions(table: TableMap, mapped: Mapped) -> list[str]:
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
        f"{_cell(mapped, row, mapped.taken[row].label)}: {counted[row]:,} unequal figures for "
        f"{first['measure']} of {first['speaker']} on {first['stated_on']}{more}; if each row is "
        'an event of its own, say rows = "events" in its [[table]]; if many speakers stand under '
        f"one name, versions = {counted.max()}"
    ]


def _faults_of(rule: Rule, mapped: Mapped, lines: Lines) -> list[str]:
    cells = mapped.claims[rule.column]
    # A field that the mapping lacks is told as such, and what is filled in follows from others.
    given = any(rule.column in figures.taken for figures in mapped.taken)
    filled = cells if given or rule.column == "claim_id" else cells[cells != ""]
    filled = filled[~filled.isin([OPEN, f"since {OPEN}"])]
    distinct = filled.drop_duplicates()
    wrong = distinct[~rule.holds(distinct).astype(bool)]
    told = [
        f"{place_of(mapped, row, rule.column, lines)}: {shown(value)} {rule.says}"
        + (hint(value, rule) or _all_choices(rule, mapped.taken[row]))
        + _more(int((cells == value).sum()), mapped, row, rule.column)
        for row, value in wrong.head(MOST_VALUES).items()
    ]
    if len(wrong) > MOST_VALUES:
        rest = wrong.iloc[MOST_VALUES:]
        place = f"{mapped.cells.file}: {len(rest):,} more values of {rule.column}"
        told.append(f"{place} that each {rule.says}, as {shown(rest.iloc[0])}")
    return told


def _all_choices(rule: Rule, figures: Figures) -> str:
    """Name the choices where none is spelt like a value, those of the mapping first."""
    taken = figures.taken.get(rule.column)
    own = list(taken.values if taken else ())
    choices = [*own, *rule.choices]
    if len(choices) > MOST_NAMED:
        choices = [*own[:MOST_NAMED], "or a key of the vocabulary"] if own else []
    return f"; one of {', '.join(choices)}" if choices else ""


def _more(count: int, mapped: Mapped, row: int, field: str) -> str:
    taken = mapped.taken[row].taken.get(field)
    return f" ({count} figures)" if count > 1 and taken and taken.column else ""


def _unit_faults(mapped: Mapped, words: Vocabulary, lines: Lines) -> list[str]:
    pairs = mapped.claims[["measure", "unit"]].drop_duplicates()
    faults = []
    for row, measure, unit in pairs.itertuples(name=None):
        if measure not in words.measures.index:
            continue
        known = words.measures.loc[measure]
        allowed = [known["unit"], *filter(None, known["also_in"].split(";"))]
        if unit not in allowed:
            place = place_of(mapped, row, "unit", lines)
            units = ", ".join(allowed)
            faults.append(f"{place}: {unit!r} is not a unit of {measure}; nearest: {units}")
    return faults


def unread_cells(mapped: Mapped) -> list[str]:
    """Say which cells hold no figure that can be read, beside the other faults of a table."""
    cells = mapped.claims[["reported", "unit"]].drop_duplicates()
    read = read_wordings(cells["reported"], cells["unit"])
    found = read.index[read["set_aside_reason"] != ""]
    return [
        f"{_cell(mapped, row, mapped.taken[row].label)}: {cells.at[row, 'reported']!r} cannot be "
        f"read: {read.at[row, 'set_aside_reason']}"
        for row in found
    ]


def place_of(mapped: Mapped, row: int, field: str, lines: Lines) -> str:
    """Say where a field of a claim was taken from: a cell of the table, or the mapping."""
    figures = mapped.taken[row]
    taken = figures.taken.get(field)
    if field == "reported":
        return _cell(mapped, row, figures.label)
    if taken is None:
        return lines.at(figures.path)
    return _cell(mapped, row, taken.column) if taken.column else lines.at(taken.path)


def _cell(mapped: Mapped, row: int, column: str) -> str:
    place = mapped.places.loc[row]
    return f"{place['file']} {mapped.cells.noun} {place['number']}, column {column}"


DECLARATION = "collection.toml"


@dataclass(frozen=True, eq=False)
class Gathered:
    """The tables of a collection as claims.

    Parameters
    ----------
    declared : mapping
        `collection.toml`.
    tables : list of Mapped
        In the order of the mapping.
    claims, sources, places : pandas.DataFrame
        Of all tables.
    unsettled : pandas.DataFrame
        Readings that set aside what cannot be read in a table's locale.
    """

    declared: Mapping
    tables: list[Mapped]
    claims: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    unsettled: pd.DataFrame


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
    return _allowed(declared_tables(home), home)


def sound_files(home: Path) -> list[Path]:
    """Return the files that a mapping names where it is sound; none that may not be read.

    Raises
    ------
    RawDataError
        As `declared.read_sound`, or for a file that may not be read.
    """
    return _allowed(read_sound(home / DECLARATION)[0], home)


def _allowed(declared: Mapping, home: Path) -> list[Path]:
    tables = mappings_of(declared, home) if "table" in declared else []
    faults = [fault for t in tables for fault in faults_of_leave(t.file, home, DECLARATION)]
    if faults:
        raise RawDataError(faults)
    return [table.file for table in tables]


def declared_tables(home: Path) -> dict:
    """Read `collection.toml` of mapped tables.

    Raises
    ------
    RawDataError
        If it is at fault, names no table, or leaves something open.
    """
    declared = read_declared(home / DECLARATION)
    if "table" not in declared:
        raise RawDataError([_no_table(home)])
    return declared


def _no_table(home: Path) -> str:
    return f"{DECLARATION}: neither a [[table]] in it nor claims.csv beside it, in {home.name}/"


def gather(home: Path, words: Vocabulary) -> Gathered:
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
    faults += _twice_named(declared, home, lines) + _break_faults(declared, words, lines)
    tables = []
    for table in mappings_of(declared, home):
        try:
            with door(f"{table.file.name} cannot be mapped"):
                tables.append(_read(table, words, home, lines))
        except RawDataError as error:
            faults += error.faults
    if faults:
        raise RawDataError(faults)
    unsettled = pd.concat([table.unsettled for table in tables], ignore_index=True)
    return Gathered(declared, tables, *joined(tables), unsettled)


def _read(table: TableMap, words: Vocabulary, home: Path, lines: Lines) -> Mapped:
    file = lines.at((*table.path, "file"))
    if faults := faults_of_leave(table.file, home, file) + form_faults(table, lines):
        raise RawDataError(faults)
    cells = read_cells(table.file, table.form)
    faults = column_faults(table, cells, lines)
    if not any(rows.column not in cells.columns for rows in (*table.only, *table.without)):
        cells, strange = rows_taken(table, cells, lines)
        faults += strange
    absent = [name for name in columns_named(table) if name not in cells.columns]
    mapped = map_table(table, cells.with_empty(absent), words)
    faults += [
        fault
        for fault in cell_faults(table, mapped, words, lines)
        if not any(f"column {name}:" in fault for name in absent)
    ]
    if faults:
        raise RawDataError([*faults, *unread_cells(mapped)])
    if mapped.claims.empty:
        raise RawDataError([f"{cells.file}: no cell of the columns named holds a figure"])
    return mapped


def _twice_named(declared: Mapping, home: Path, lines: Lines) -> list[str]:
    tables = mappings_of(declared, home)
    names = [table.name for table in tables]
    return [
        f"{lines.at((*table.path, 'name'))}: {table.name!r} is the name of another table already"
        for place, table in enumerate(tables)
        if table.name in names[:place]
    ]


def _break_faults(declared: Mapping, words: Vocabulary, lines: Lines) -> list[str]:
    known = list(words.measures.index)
    return [
        f"{lines.at(('break', n, 'measures'))}: {measure!r} is not a known measure; nearest: "
        + ", ".join(nearest(measure, known) or known[:3])
        for n, entry in enumerate(declared.get("break", []))
        for measure in entry["measures"]
        if measure not in known
    ]
