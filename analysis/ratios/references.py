"""Killed and wounded in other wars, and the two reference bands, each with its definition.

Other wars counted other things: a reference says what was found there, never what must be here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.data.checks import Rule, check_table, one_of, refuse
from analysis.data.sources import read_raw, sha256_of
from analysis.errors import RatioError
from analysis.paths import RAW
from analysis.store.kept import shelf_of, tables_of

RELIABILITIES = ("high", "medium", "low", "unverified")

FROM_WOUNDED_PER_KILLED = {
    "killed_per_wounded": lambda wounded: 1 / wounded,
    "wounded_per_killed": lambda wounded: wounded,
    "killed_share": lambda wounded: 1 / (1 + wounded),
}
"""The three ways to write one relation (methods 1.1): K/W, W/K and K/(K+W)."""


KIND_OF_TAG = {
    "[party claim about the opponent]": "opponent",
    "[party claim about own side]": "claim",
    "[party claim]": "claim",
    "[estimate]": "estimate",
    "[official": "official",
}
"""Who counted, by the tag in the note; a row without a tag is an estimate of its source."""


def read_references(folder: Path = RAW / "reference") -> pd.DataFrame:
    """Read the reference rows.

    Returns
    -------
    pandas.DataFrame
        One row a force and war, in file order: reference_id, conflict, force, period, killed,
        wounded, value (killed per wounded; missing where the source gives a range only), low,
        high (of the source's own range; missing if it gives none), definition, source_title,
        source_url, year, reliability, note, kind (official, estimate, claim, opponent) and
        in_land_set (land forces, one account each).

    Raises
    ------
    RawDataError
        If a number cannot be read or a reliability is unknown.

    Examples
    --------
    >>> int(read_references()["in_land_set"].sum())
    27
    """
    files = sorted(folder.glob("*.csv"))
    shelf = shelf_of(sha256_of(*files)) if folder == RAW / "reference" else None
    return tables_of(shelf, "references", lambda: {"references": _read(folder)})["references"]


def _read(folder: Path) -> pd.DataFrame:
    path = folder / "reference_ratios.csv"
    table = read_raw(path, ("reference_id", "killed_to_wounded", "reliability", "note"))
    second = read_raw(folder / "second_accounts.csv", ("reference_id", "of"))["reference_id"]
    names = ["killed", "wounded", "killed_to_wounded", "low", "high"]
    numeric = Rule("", lambda cells: (cells == "") | _as_number(cells).notna(), "is not a number")
    rules = [replace(numeric, column=name) for name in names]
    rules.append(one_of("reliability", RELIABILITIES, "is not a known reliability"))
    refuse(check_table(table, rules, path))
    numbers = table[names].apply(_as_number).rename(columns={"killed_to_wounded": "value"})
    is_land = table["note"].str.contains("[land]", regex=False)
    return (
        table.drop(columns=names)
        .join(numbers)
        .assign(
            kind=_kinds(table["note"]),
            in_land_set=is_land & ~table["reference_id"].isin(second),
        )
    )


def _as_number(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells, errors="coerce")


def _kinds(notes: pd.Series) -> pd.Series:
    kinds = pd.Series("estimate", index=notes.index)
    for tag, kind in reversed(KIND_OF_TAG.items()):
        kinds = kinds.mask(notes.str.contains(tag, regex=False), kind)
    return kinds


def read_bands(
    ratio: str = "killed_per_wounded",
    *,
    norms: bool = False,
    path: Path = RAW / "reference" / "bands.csv",
) -> pd.DataFrame:
    """Read the reference bands, turned to the direction of one ratio.

    They are published as wounded per killed, and stored so.

    Parameters
    ----------
    ratio : str
        killed_per_wounded, wounded_per_killed or killed_share.
    norms : bool
        Whether single values named as a norm are listed too; their two ends are equal.

    Returns
    -------
    pandas.DataFrame
        One row a band, the outer first: name, label, low, high, source, source_url, definition.

    Raises
    ------
    RatioError
        If no band exists for the ratio.

    Examples
    --------
    >>> read_bands()[["name", "low", "high"]].round(4).values.tolist()
    [['outer', 0.0769, 0.5], ['inner', 0.25, 0.5]]
    """
    if ratio not in FROM_WOUNDED_PER_KILLED:
        raise RatioError(
            f"no reference band exists for {ratio}; bands exist for "
            + ", ".join(FROM_WOUNDED_PER_KILLED)
        )
    table = read_raw(path, ("band", "low", "high"))
    if not norms:
        table = table[table["low"] != table["high"]]
    turn = FROM_WOUNDED_PER_KILLED[ratio]
    ends = pd.concat([turn(table[end].astype(float)) for end in ("low", "high")], axis=1)
    return table.rename(columns={"band": "name"}).assign(
        ratio=ratio, low=ends.min(axis=1), high=ends.max(axis=1)
    )
