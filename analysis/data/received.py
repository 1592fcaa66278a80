"""The raw tables of a collection as received: transcribed or mapped, checked, not yet cleaned."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.data.checks import check_claims, check_readings, check_sources, refuse
from analysis.data.damage import unseen_signs
from analysis.data.dates import read_days
from analysis.data.homes import DECLARATION
from analysis.data.intake.declared import OPEN
from analysis.data.intake.gathering import declared_tables, gather, is_mapped
from analysis.data.sources import (
    ORIGIN_FIELDS,
    lines_of_rows,
    missing_columns,
    read_origin,
    read_raw,
)
from analysis.data.vocabulary import Vocabulary
from analysis.errors import RawDataError
from analysis.terms import CLAIM_FIELDS

TABLES = ("claims.csv", "sources.csv", "readings.csv")
SOURCE_FIELDS = ("source_id", "url", "publisher", "title", "published", "language")
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
    main_file : Path
        The file whose sidecar says who compiled the collection.
    breaks : tuple of Break
    """

    home: Path
    declared: Mapping
    main_file: Path
    breaks: tuple[Break, ...] = ()


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
    """

    declared: Mapping
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
    places: pd.DataFrame

    def calendar(self, claims: pd.DataFrame) -> pd.DatetimeIndex:
        """Return the days declared; an end that is not declared is that of the claims."""
        days = read_days(claims["stated_on"])
        if days.isna().all() and not {"first_day", "last_day"} <= set(self.declared):
            return pd.DatetimeIndex([], dtype="datetime64[s]")
        first = self.declared.get("first_day") or days.min()
        last = self.declared.get("last_day") or days.max()
        return pd.date_range(first, last, unit="s")


def outline(home: Path) -> Outline:
    """Read what a collection says of itself, in its folder.

    Raises
    ------
    RawDataError
        With every fault of `collection.toml`.
    """
    if not is_mapped(home):
        return Outline(home, _read_declaration(home / DECLARATION), home / "claims.csv")
    declared = declared_tables(home)
    main_file = home / Path(declared["table"][0]["file"]).name
    return Outline(home, declared, main_file, _breaks(declared))


def receive(told: Outline, words: Vocabulary) -> Received:
    """Read and check the tables of one collection, against the vocabulary it uses.

    Raises
    ------
    RawDataError
        With every fault of every table at once.
    """
    read = _read_mapped if is_mapped(told.home) else _read_transcribed
    return read(told, words)


def _read_transcribed(told: Outline, words: Vocabulary) -> Received:
    raw = _read_checked(told.home, words)
    places = raw["claims.csv"][["claim_id"]].assign(
        file="claims.csv",
        noun="line",
        number=lines_of_rows(told.home / "claims.csv"),
        column="",
        mirror="",
    )
    return Received(told.declared, tuple(raw[name] for name in TABLES), places)


def _read_mapped(told: Outline, words: Vocabulary) -> Received:
    found = gather(told.home, words)
    file = told.home / "readings.csv"
    readings = pd.DataFrame(columns=list(READING_FIELDS), dtype="str")
    if file.is_file():
        readings = read_raw(file, READING_FIELDS)
        refuse(check_readings(readings, found.claims["claim_id"], file))
    refuse(_open_origin(told.main_file))
    return Received(told.declared, (found.claims, found.sources, readings), found.places)


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


def _open_origin(file: Path) -> list[str]:
    """Say what the sidecar of a drafted collection leaves open."""
    origin = read_origin(file)
    return [
        f"{file.stem}.origin.yml: {name} is still open"
        for name in ORIGIN_FIELDS
        if getattr(origin, name) == OPEN
    ]


def _read_declaration(path: Path) -> dict:
    """Read the title of a collection, and the days that it set out to cover if it says so."""
    if not path.is_file():
        raise RawDataError([f"{path.name}: there is no such file in {path.parent.name}/"])
    try:
        text = path.read_text(encoding="utf-8")
        refuse(unseen_signs(text, path.name))
        declared = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RawDataError([f"{path.name}: {error}"]) from error
    kinds = {"title": str, "first_day": date, "last_day": date}
    faults = [
        f"{path.name}: {field} is missing, or no {'text' if kind is str else 'day YYYY-MM-DD'}"
        for field, kind in kinds.items()
        if (field in declared or field == "title") and not isinstance(declared.get(field), kind)
    ]
    days = [declared[name] for name in ("first_day", "last_day") if name in declared]
    if not faults and days != sorted(days):
        faults = [f"{path.name}: the last day comes before the first"]
    refuse(faults)
    return declared


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
        "readings.csv": lambda readings, path: check_readings(readings, claim_ids, path),
    }
    found = [check(raw[name], folder / name) for name, check in checks.items() if name in raw]
    return [fault for faults in found for fault in faults]
