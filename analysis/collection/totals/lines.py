"""Lines: one running total of one speaker, day by day, as one mirror gives it.

A day that was not located stays out, and nothing is carried over it. A declared break ends a
segment: what follows counts something else.
"""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.data.received import Break

SERIES = ["speaker", "stance", "measure", "subject", "scope", "unit", "period", "part"]
"""What the figures of one running total share; `period` says since when it counts."""
LINE = ["mirror", *SERIES]
"""What tells one line from another."""
COLUMNS = [*LINE, "segment", "day", "value", "low", "high", "reported", "claim_id", "carried"]


def running_totals(held: Collection) -> pd.DataFrame:
    """Lay the cumulative claims of a collection out as lines.

    Parameters
    ----------
    held : Collection

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, one row a line and located day, sorted by line and day. Of transcribed claims
        the row that speaks for a statement; of a mirror the one that speaks, or the least.
        `carried` marks a figure that is flagged as carried forward; `segment` counts the breaks
        before the day. `value` missing: the words give no single value; `high` missing: open.
    """
    claims = held.claims
    totals = claims[(claims["period_kind"] == "cumulative") & claims["stated_on"].notna()]
    totals = totals[totals["stance"] != "denial"]
    totals = totals.merge(held.places[["claim_id", "mirror"]], on="claim_id")
    totals = totals[(totals["mirror"] != "") | (totals["role"] == "point")]
    spoken = totals.assign(_speaks=totals["role"] != "point")
    order = ["_speaks", "low", "reported", "claim_id"]
    totals = spoken.sort_values(order, kind="stable").drop_duplicates([*LINE, "stated_on"])
    carried = totals["flags"].str.contains("stale")
    totals = totals.assign(day=totals["stated_on"], carried=carried)
    totals["segment"] = _segments(totals, held.breaks)
    return totals[COLUMNS].sort_values([*LINE, "day"], kind="stable", ignore_index=True)


def _segments(totals: pd.DataFrame, breaks: tuple[Break, ...]) -> pd.Series:
    segment = pd.Series(0, index=totals.index)
    for cut in breaks:
        concerned = totals["measure"].isin(cut.measures) & (totals["day"] >= cut.day)
        if cut.mirrors:
            concerned &= totals["mirror"].isin(cut.mirrors)
        segment += concerned
    return segment


def coverage_of(totals: pd.DataFrame) -> pd.DataFrame:
    """Count for each line its located days, the gaps between them, and the days missing in gaps.

    Returns
    -------
    pandas.DataFrame
        Indexed by `LINE`; columns first, last, days, gaps, missing, longest_gap (in days), and
        the first and last value.
    """
    by_line = totals.groupby(LINE, sort=False)
    apart = by_line["day"].diff().dt.days.sub(1).where(lambda days: days > 0)
    gaps = apart.groupby([totals[name] for name in LINE], sort=False)
    found = by_line.agg(
        first=("day", "min"),
        last=("day", "max"),
        days=("day", "size"),
        first_value=("value", "first"),
        last_value=("value", "last"),
    )
    counted = gaps.agg(["count", "sum", "max"]).fillna(0).astype(int)
    return found.join(counted.set_axis(["gaps", "missing", "longest_gap"], axis=1))
