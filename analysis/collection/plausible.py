"""What a table says that may be so and is hardly meant: days, periods and figures to look at again.

None of it keeps a figure out; whoever brought the table is told, each kind once with its count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from analysis.settings import ALIKE_DAYS, FAR_DAYS

LINE = ["speaker", "measure", "subject", "scope", "unit", "part"]
"""What the figures of one line share."""
MOST_MEASURES = 12
"""Measures of one line that are held against each other, two by two."""


@dataclass(frozen=True)
class Doubt:
    """Figures to look at again, and why.

    Parameters
    ----------
    rows : pandas.DataFrame
        Claims with their places, the first to be named first.
    words : str
        To be read after the place and the figure of the first.
    """

    rows: pd.DataFrame
    words: str


def doubts_of(claims: pd.DataFrame, declared: tuple[str, str] = ("", "")) -> Iterator[Doubt]:
    """Yield what is to be looked at again.

    Parameters
    ----------
    claims : pandas.DataFrame
        Of `Collection.claims`, with the columns of `Collection.places`.
    declared : (str, str)
        First and last day that the collection set out to cover; empty = not declared.
    """
    dated = claims[claims["stated_on"].notna()]
    if dated.empty:
        return
    yield from _far_days(dated)
    yield from _outside(dated, *declared)
    late = dated[
        (dated["period_end"] > dated["stated_on"]) | (dated["period_start"] > dated["stated_on"])
    ]
    if len(late):
        yield Doubt(late, "is for a time that goes on after the day of its statement")
    yield from _alike(dated)
    yield from _falling(dated)


def _far_days(dated: pd.DataFrame) -> Iterator[Doubt]:
    """Tell the days that lie years from all others, where the others are more."""
    days = dated["stated_on"].drop_duplicates().sort_values()
    stretch = (days.diff().dt.days > FAR_DAYS).cumsum().set_axis(days)
    of_claim = dated["stated_on"].map(stretch)
    counts = of_claim.value_counts()
    far = dated[of_claim != counts.idxmax()]
    if len(far):
        yield Doubt(far, f"is of a day more than {FAR_DAYS // 365} years from the other days")


def _outside(dated: pd.DataFrame, first: str, last: str) -> Iterator[Doubt]:
    for rows, words in (
        (dated[dated["stated_on"] < pd.Timestamp(first or "1000-01-01")], "before first_day"),
        (dated[dated["stated_on"] > pd.Timestamp(last or "9999-12-31")], "after last_day"),
    ):
        if len(rows):
            yield Doubt(rows, f"is of a day {words}, which collection.toml declares")


def _alike(dated: pd.DataFrame) -> Iterator[Doubt]:
    """Tell two measures that are equal on every day on which both are given."""
    key = ["speaker", "subject", "scope", "period_kind", "mirror"]
    exact = dated[dated["value"].notna()]
    exact = exact.assign(line=exact.groupby(key, sort=False, dropna=False).ngroup())
    if exact["measure"].nunique() < 2:
        return
    measures = exact.groupby("line")["measure"].unique()
    measures = measures[measures.map(len) > 1].map(lambda names: sorted(names)[:MOST_MEASURES])
    told = exact[exact["line"].isin(measures.index)]
    told = told.drop_duplicates(["line", "stated_on", "measure"])
    figures = told.set_index(["line", "stated_on", "measure"])["value"].unstack("measure")
    pairs = {pair for names in measures for pair in combinations(names, 2)}
    alike = sorted((line, pair) for pair in pairs for line in _lines_alike(figures, *pair))
    for line, (one, other) in alike:
        days = figures.loc[line][[one, other]].dropna().index
        rows = exact[(exact["line"] == line) & (exact["measure"] == other)]
        rows = rows[rows["stated_on"].isin(days)].drop(columns="line")
        yield Doubt(rows, f"equals {one} on each of the {len(days)} days that give both")


def _lines_alike(figures: pd.DataFrame, one: str, other: str) -> list[int]:
    """Return the lines in which two measures are equal on enough days, not all with one value."""
    both = figures[[one, other]].dropna()
    line = both.index.get_level_values("line")
    same = (both[one] == both[other]).groupby(line).agg(["all", "size"])
    found = same.index[same["all"] & (same["size"] >= ALIKE_DAYS)]
    values = both.loc[line.isin(found), one].groupby(level="line").nunique()
    return values.index[values > 1].tolist()


def _falling(dated: pd.DataFrame) -> Iterator[Doubt]:
    """Tell the totals that fall below the one before."""
    totals = dated[(dated["period_kind"] == "cumulative") & dated["value"].notna()]
    if totals.empty:
        return
    line = [*LINE, "period_start", "mirror"]
    totals = totals.drop_duplicates([*line, "stated_on"]).sort_values("stated_on", kind="stable")
    before = totals.groupby(line, dropna=False)["value"].shift()
    fallen = totals[totals["value"] < before]
    if len(fallen):
        yield Doubt(fallen, "is a running total below the one before it")
