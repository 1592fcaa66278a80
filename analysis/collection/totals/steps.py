"""Steps: what a running total gained from one located day to the next.

A step over three days is a step over three days: it is neither given to the last of them nor
spread over them. Of hedged totals the step is an interval, the least of the second less the most
of the first up to the reverse.
"""

from __future__ import annotations

import pandas as pd

from analysis.collection.totals.lines import LINE
from analysis.errors import AnalysisError

KINDS = {
    "day": "over one day",
    "days": "over several days, of which the inner ones were not located",
    "revision": "the total is lower than before",
    "break": "the total counts something else from here on: there is no step",
}
"""What a step is."""
COLUMNS = [
    *LINE,
    *("segment", "since", "day", "days", "before", "after", "step", "low", "high", "kind"),
    *("carried", "claim_before", "claim_after"),
]


def steps_of(totals: pd.DataFrame) -> pd.DataFrame:
    """Take the differences of neighbouring days of each line.

    Parameters
    ----------
    totals : pandas.DataFrame
        As `lines.running_totals` returns it.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, one row a pair of neighbouring located days. `days` is how many days the step
        covers; `step` is missing over a break, and where one of the two gives no single value;
        `kind` is one of `KINDS`.
    """
    by_line = totals.groupby(LINE, sort=False)
    before = by_line[["day", "value", "low", "high", "segment", "claim_id"]].shift()
    rows = totals.assign(
        since=before["day"],
        days=(totals["day"] - before["day"]).dt.days,
        before=before["value"],
        after=totals["value"],
        claim_before=before["claim_id"],
        claim_after=totals["claim_id"],
    )
    broken = rows["segment"] != before["segment"]
    rows["step"] = (rows["after"] - rows["before"]).mask(broken)
    rows["low"] = (totals["low"] - before["high"]).mask(broken)
    rows["high"] = (totals["high"] - before["low"]).mask(broken)
    kind = (rows["days"] == 1).map({True: "day", False: "days"})
    rows["kind"] = kind.mask(rows["step"] < 0, "revision").mask(broken, "break")
    rows = rows[rows["since"].notna()].astype({"days": "int64"})
    return rows[COLUMNS].reset_index(drop=True)


def check_sums(totals: pd.DataFrame, steps: pd.DataFrame) -> None:
    """Check that on every day the first total and the steps up to it make the total of that day.

    Steps over several days and revisions count like any other; a break begins anew.

    Raises
    ------
    AnalysisError
        With the first line and day for which they do not.
    """
    pieces = [*LINE, "segment"]
    points = totals[totals["value"].notna()]
    first = points.groupby(pieces, sort=False)["value"].transform("first")
    taken = steps[steps["step"].notna()].set_index("claim_after")["step"]
    gained = points["claim_id"].map(taken.to_dict()).astype("float64").fillna(0.0)
    whole = first + gained.groupby([points[name] for name in pieces], sort=False).cumsum()
    unpaired = totals["value"].isna().groupby([totals[name] for name in pieces]).transform("any")
    wrong = (whole - points["value"]).abs() > 1e-6
    wrong &= ~unpaired.reindex(points.index)
    if wrong.any():
        row = points[wrong].iloc[0]
        raise AnalysisError(
            f"{row['measure']} of {row['speaker']} on {row['day']:%Y-%m-%d}: the steps do not make "
            "up the total"
        )
