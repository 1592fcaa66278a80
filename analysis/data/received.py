"""The raw tables of a collection as received: transcribed or mapped, checked, not yet cleaned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.data.checks import check_claims, check_readings, check_sources, refuse
from analysis.data.dates import read_days
from analysis.data.doors import keep_within
from analysis.data.homes import DECLARATION, faults_of_links, lies_outside
from analysis.data.intake.gathering import (
    Gathered,
    declared_tables,
    files_of,
    gather,
    is_mapped,
    sound_files,
)
from analysis.data.intake.mapping import read_declared
from analysis.data.sources import (
    ORIGIN_FIELDS,
    lines_of_rows,
    missing_columns,
    read_origin,
    read_raw,
    sha256_of,
    sidecar_of,
)
from analysis.data.vocabulary import OPEN, Vocabulary, sound_vocabulary
from analysis.errors import RawDataError
from analysis.terms import CLAIM_FIELDS

TABLES = ("claims.csv", "sources.csv", "readings.csv")
SOURCE_FIELDS = ("source_id", "url", "publisher", "title", "published", "language")
PAGE_FIELDS = ("read_on", "text_sha256", "archived")
"""Columns that a table of sources may have, for pages vanish: when a page was read, the digest of
its text, and where an archive keeps a copy."""
READING_FIELDS = ("claim_id", "column", "reading", "reason")
CODED = tuple(field for field in CLAIM_FIELDS if field != "claim_id")


@dataclass(frozen=True)
class Break:
    """A day from which running totals count something else.

    Parameters
    ----------
    day : pandas.Timestamp
    measures, mirrors : tuple of str
        Whose; no mirrors are all.
    reason : str
        What changed.
    """

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
class Received:
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
        span = (pd.Timestamp(last) - pd.Timestamp(first)).days + 1
        keep_within(self._farthest(days, claims), days=span)
        return pd.date_range(first, last, unit="s")

    def _farthest(self, days: pd.Series, claims: pd.DataFrame) -> str:
        """Say where the claim stands whose day is farthest from the others."""
        if days.isna().all():
            return DECLARATION
        row = (days - days.median()).abs().idxmax()
        place = self.places.set_index("claim_id").loc[claims.at[row, "claim_id"]]
        return f"{place['file']} {place['noun']} {place['number']}: the day {days[row]:%Y-%m-%d}"


def outline(home: Path) -> Outline:
    """Read what a collection says of itself, in its folder.

    Raises
    ------
    RawDataError
        With every fault of `collection.toml`.
    """
    if not is_mapped(home):
        declared = read_declared(home / DECLARATION)
        return Outline(home, declared, (home / "claims.csv",))
    declared = declared_tables(home)
    files = dict.fromkeys(home / Path(table["file"]).name for table in declared["table"])
    outside = tuple(file.name for file in files_of(home) if lies_outside(file, home))
    return Outline(home, declared, tuple(files), _breaks(declared), outside)


def receive(told: Outline, words: Vocabulary) -> Received:
    """Read and check the tables of one collection, against the vocabulary it uses.

    Raises
    ------
    RawDataError
        With every fault of every table at once.
    """
    read = _read_mapped if is_mapped(told.home) else _read_transcribed
    return read(told, words)


def all_faults(home: Path, folder: Path) -> list[str]:
    """Say all that is wrong with a collection, whatever else is wrong with it.

    Parameters
    ----------
    home : Path
        Its folder.
    folder : Path
        Of the shared vocabulary.
    """
    if faults := faults_of_links(home):
        return faults
    words, found = sound_vocabulary(folder, own=home)
    faults += found
    if words is not None and is_mapped(home):
        _or_faults(lambda: _read_mapped(Outline(home, {}, ()), words), faults)
    elif words is not None:
        told = _or_faults(lambda: outline(home), faults) or Outline(home, {}, ())
        _or_faults(lambda: _read_transcribed(told, words), faults)
        _or_faults(lambda: read_origin(home / "claims.csv"), faults)
    elif is_mapped(home):
        _or_faults(lambda: declared_tables(home), faults)
    return list(dict.fromkeys(faults))


def _read_transcribed(told: Outline, words: Vocabulary) -> Received:
    raw = _read_checked(told.home, words)
    places = raw["claims.csv"][["claim_id"]].assign(
        file="claims.csv",
        noun="line",
        number=lines_of_rows(told.home / "claims.csv"),
        column="",
        mirror="",
        rows="statements",
    )
    return Received(told.declared, tuple(raw[name] for name in TABLES), places)


def _read_mapped(told: Outline, words: Vocabulary) -> Received:
    faults: list[str] = []
    found = _or_faults(lambda: gather(told.home, words), faults)
    own = _or_faults(lambda: _own_readings(told.home, found, words), faults)
    files = _or_faults(lambda: sound_files(told.home), []) or []
    for place, file in enumerate(files):
        _or_faults(lambda at=place, of=file: refuse(_faults_of_origin(told, of, at)), faults)
    refuse(faults)
    unsettled = found.unsettled[~found.unsettled["claim_id"].isin(own["claim_id"])]
    readings = pd.concat([own, unsettled], ignore_index=True)
    tables = (found.claims, found.sources, readings)
    remarks = tuple(remark for table in found.tables for remark in table.remarks)
    notes = tuple(note for table in found.tables for note in table.notes)
    return Received(told.declared, tables, found.places, remarks, notes)


def _or_faults(read: Callable, faults: list[str]):
    """Return what is read; if it is at fault, note that, and go on with the others."""
    try:
        return read()
    except RawDataError as error:
        faults += error.faults
        return None


def _own_readings(home: Path, found: Gathered | None, words: Vocabulary) -> pd.DataFrame:
    """Read our readings of single claims, if there are any."""
    file = home / "readings.csv"
    if not file.exists():
        return pd.DataFrame(columns=list(READING_FIELDS), dtype="str")
    readings = read_raw(file, READING_FIELDS)
    known = None if found is None else found.claims["claim_id"]
    refuse(check_readings(readings, known, file, words))
    return readings


def _breaks(declared: Mapping) -> tuple[Break, ...]:
    return tuple(
        Break(
            pd.Timestamp(entry["day"]),
            tuple(entry["measures"]),
            tuple(entry.get("mirrors", ())),
            entry["reason"],
        )
        for entry in declared.get("break", ())
    )


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


def _read_checked(folder: Path, words: Vocabulary) -> dict[str, pd.DataFrame]:
    required = dict(zip(TABLES, (tuple(CLAIM_FIELDS), SOURCE_FIELDS, READING_FIELDS), strict=True))
    raw, faults = {}, []
    for table, columns in required.items():
        try:
            raw[table] = read_raw(folder / table, coded=CODED if table == "claims.csv" else ())
            faults += missing_columns(raw[table], columns, folder / table)
        except RawDataError as error:
            faults += error.faults
    refuse(faults + _faults_of_cells(raw, folder, words))
    return raw


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
