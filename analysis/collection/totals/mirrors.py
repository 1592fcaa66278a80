"""Mirrors: two copies of one series, and every figure in which they differ.

A figure that only one of them has is no disagreement, and is counted apart.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from analysis.collection.totals.lines import SERIES

PAIR = ["first_mirror", "second_mirror"]
CELLS = [*PAIR, *SERIES, "day", "first", "second", "size", "claim_first", "claim_second"]
LEDGER = [
    *(*PAIR, *SERIES, "first_day", "last_day", "days", "largest", "resolved", "resolved_on"),
    *("claim_first", "claim_second"),
]


def compared(totals: pd.DataFrame) -> pd.DataFrame:
    """Set the figures of each pair of mirrors for one series and day beside each other.

    Parameters
    ----------
    totals : pandas.DataFrame
        As `lines.running_totals` returns it.

    Returns
    -------
    pandas.DataFrame
        `CELLS`, one row a pair of mirrors, series and day that both have; size is second less
        first, missing where one gives no single value.
    """
    names = [name for name in totals["mirror"].unique() if name]
    found = [_beside(totals, *pair) for pair in combinations(names, 2)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=CELLS)


def _beside(totals: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    columns = [*SERIES, "day", "value", "low", "high", "claim_id"]
    sides = (totals.loc[totals["mirror"] == name, columns] for name in (first, second))
    both = next(sides).merge(next(sides), on=[*SERIES, "day"], suffixes=("_1", "_2"))
    both = both.assign(
        first_mirror=first,
        second_mirror=second,
        first=both["value_1"],
        second=both["value_2"],
        size=both["value_2"] - both["value_1"],
        claim_first=both["claim_id_1"],
        claim_second=both["claim_id_2"],
    )
    return both[CELLS].sort_values([*SERIES, "day"], ignore_index=True)


def differing(cells: pd.DataFrame) -> pd.DataFrame:
    """Keep the cells in which the two mirrors give other values."""
    one_alone = cells["first"].isna() != cells["second"].isna()
    return cells[(cells["size"].fillna(0) != 0) | one_alone].reset_index(drop=True)


def disagreements(cells: pd.DataFrame) -> pd.DataFrame:
    """Join differing cells that follow each other to one disagreement each.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `compared` returns it.

    Returns
    -------
    pandas.DataFrame
        `LEDGER`, one row a disagreement: its first and last day, the number of days that both
        have in it, the difference that is largest in size, and whether a later day that both have
        agrees again, with that day.
    """
    key = [*PAIR, *SERIES]
    if cells.empty:
        return pd.DataFrame(columns=LEDGER)
    differ = (cells["size"].fillna(0) != 0) | (cells["first"].isna() != cells["second"].isna())
    groups = [cells[name] for name in key]
    run = differ.ne(differ.groupby(groups).shift()).groupby(groups).cumsum()
    rows = cells.assign(run=run, differ=differ, next_day=cells.groupby(key)["day"].shift(-1))
    found = (
        rows[rows["differ"]]
        .groupby([*key, "run"], sort=False)
        .agg(
            first_day=("day", "min"),
            last_day=("day", "max"),
            days=("day", "size"),
            largest=("size", _largest),
            resolved_on=("next_day", "last"),
            claim_first=("claim_first", "first"),
            claim_second=("claim_second", "first"),
        )
    )
    found = found.reset_index().assign(resolved=lambda table: table["resolved_on"].notna())
    return found[LEDGER].sort_values(["first_day", *key], ignore_index=True)


def _largest(sizes: pd.Series) -> float:
    known = sizes.dropna()
    return float(known.loc[known.abs().idxmax()]) if len(known) else float("nan")
