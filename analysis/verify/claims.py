"""Claims that two sites hold differently, by the tables of claims that they offer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.data.doors import shown
from analysis.data.sources import read_raw
from analysis.terms import CLAIM_FIELDS, READING_COLUMNS
from analysis.verify.verdict import CLAIM_KINDS, READ_OTHERWISE, Cause

ID = "claim_id"
READ_AS = ("value", "low", "high")
STATED = ("reported", *(name for name in CLAIM_FIELDS if name != ID), *READING_COLUMNS)
"""What is collected of a claim, its words first."""
NEW, CORRECTED, GONE = CLAIM_KINDS


def claims_between(old: Path, new: Path) -> list[Cause] | None:
    """Compare the claims of two sites, or of two pages.

    Parameters
    ----------
    old, new : Path
        Two folders of pages, or two pages.

    Returns
    -------
    list of Cause, or None
        New, corrected, gone and otherwise read claims, with what became of each; None if one of
        the two offers no table of claims. Where a table holds the claims of its page alone, one
        that it lacks is neither new nor gone.

    Raises
    ------
    RawDataError
        If a table is damaged.
    """
    paths = [_tables(site) for site in (old, new)]
    if not all(paths):
        return None
    before, after = map(_read, paths)
    both = before.index.intersection(after.index)
    was, now = before.loc[both], after.loc[both]
    corrected = _became(was, now, STATED)
    told = {
        CORRECTED: corrected,
        READ_OTHERWISE: _became(was.drop([*corrected]), now.drop([*corrected]), READ_AS),
    }
    if all(_whole(site).is_file() for site in (old, new)):
        told |= {NEW: _words(after.drop(both)), GONE: _words(before.drop(both))}
    return [
        Cause(kind, tuple(told[kind]), tuple(told[kind].values()))
        for kind in (*CLAIM_KINDS, READ_OTHERWISE)
        if told.get(kind)
    ]


def _whole(site: Path) -> Path:
    return site / "data" / "claims.csv"


def _tables(site: Path) -> list[Path]:
    """Return the table of all claims; where there is none, those of single pages."""
    if _whole(site).is_file():
        return [_whole(site)]
    folder = site if site.is_dir() else site.with_suffix("")
    return sorted(folder.rglob("claims.csv"))


def _read(paths: list[Path]) -> pd.DataFrame:
    """Read claims, each once, in the order of their ids."""
    tables = pd.concat([read_raw(path, (ID,)) for path in paths])
    return tables.drop_duplicates(ID).set_index(ID).sort_index().fillna("")


def _became(was: pd.DataFrame, now: pd.DataFrame, columns: tuple[str, ...]) -> Mapping[str, str]:
    """Tell the first column in which each claim differs; claims that do not are left out."""
    known = [name for name in columns if name in was.columns and name in now.columns]
    differs = was[known].ne(now[known])
    first = differs[differs.any(axis=1)].idxmax(axis=1)
    return {
        claim_id: f"{'' if column == 'reported' else f'{column} '}"
        f"{shown(was.at[claim_id, column])} → {shown(now.at[claim_id, column])}"
        for claim_id, column in first.items()
    }


def _words(claims: pd.DataFrame) -> Mapping[str, str]:
    return {claim_id: shown(words) for claim_id, words in claims.get("reported", {}).items()}
