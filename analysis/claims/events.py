"""Rows that are events of their own: those of one day, place and measure are added.

A table says so by `rows = "events"`. Its rows are no versions of one statement: each stays a claim,
and what may enter a ratio is their sum, which names every one of them.
"""

from __future__ import annotations

import pandas as pd

from analysis.claims.echoes import FIGURE_KEY
from analysis.terms import OF_EVENT
from analysis.text.readable import number

ENDS = ("value", "low", "high")
SUM = "sum of events"
"""The wording of what was added."""


def are_events(claims: pd.DataFrame) -> pd.Series:
    """Mark the claims that a table gives as events of their own."""
    return claims["claim_group"].str.contains(OF_EVENT, regex=False).astype(bool)


def with_sums(points: pd.DataFrame) -> pd.DataFrame:
    """Put one row with their sum in the place of the events of one figure and day.

    Parameters
    ----------
    points : pandas.DataFrame
        As `echoes.points_of` returns it, its text as text.

    Returns
    -------
    pandas.DataFrame
        The same columns. A sum names its claims in `claim_id`, semicolon-separated and sorted; its
        value is missing if one of them has none, and its upper end if one of them is open. An
        event without a day is added to none.
    """
    events = are_events(points) & points["stated_on"].notna()
    if not events.any():
        return points
    found = points[events].sort_values("claim_id")
    by = found.groupby([*FIGURE_KEY, "stated_on"], sort=False)
    summed = [name for name in points if name.split("_")[-1] in ENDS]
    sums = by[summed].agg(lambda figures: figures.sum(skipna=False))
    sums["claim_id"] = by["claim_id"].agg(";".join)
    sums["flags"] = by["flags"].agg(_together)
    sums["_rows"] = by.size()
    first = by.head(1).set_index([*FIGURE_KEY, "stated_on"])
    sums = first.drop(columns=list(sums.columns.intersection(first.columns))).join(sums)
    several = sums["_rows"] > 1
    told = sums[["value", "low", "high", "_rows"]]
    words = [_worded(*row) for row in told.itertuples(index=False)]
    sums["reported"] = sums["reported"].mask(several, pd.Series(words, index=sums.index))
    sums["wording"] = sums["wording"].mask(several, SUM)
    sums = sums.reset_index()[list(points.columns)].astype(points.dtypes.to_dict())
    return pd.concat([points[~events], sums], ignore_index=True)


def _together(flags: pd.Series) -> str:
    return ";".join(dict.fromkeys(flag for cell in flags for flag in cell.split(";") if flag))


def _worded(value: float, low: float, high: float, rows: int) -> str:
    """Say a sum.

    >>> _worded(18, 18, 18, 3), _worded(float("nan"), 20, float("nan"), 2)
    ('18 in 3 rows', 'at least 20 in 2 rows')
    """
    if pd.notna(value) and value >= low and not value > high:
        told = number(value)
    elif pd.isna(high):
        told = f"at least {number(low)}"
    else:
        told = f"{number(low)} to {number(high)}"
    return f"{told} in {number(rows)} rows"
