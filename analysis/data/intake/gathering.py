"""A collection of mapped tables, read and checked: all faults of all tables at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.data.doors import door
from analysis.data.intake.checking import cell_faults, column_faults, columns_named, unread_cells
from analysis.data.intake.declared import Lines, read_declared, read_sound, text_of
from analysis.data.intake.mapped import Mapped, joined, map_table
from analysis.data.intake.mapping import TableMap, mappings_of
from analysis.data.intake.reading import read_cells
from analysis.data.intake.taking import form_faults, rows_taken
from analysis.data.leave import faults_of_leave
from analysis.data.names import nearest
from analysis.data.vocabulary import Vocabulary
from analysis.errors import RawDataError

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
