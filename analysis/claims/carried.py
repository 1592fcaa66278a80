"""Carried forward: running totals none of which moved since the record of the day before.

A feed that repeats a whole record says that nothing new was entered, not that nothing was
reported. How old such a figure is counts from the first record that had it.
"""

from __future__ import annotations

import pandas as pd

from analysis.claims.cleaning import join_flags
from analysis.settings import STALE_DAYS

RECORD = ["mirror", "speaker", "subject", "scope", "period", "stated_on"]
"""What the totals of one record share."""


def mark_carried(claims: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Flag totals that were carried forward, and bar those that are too old from ratios.

    Parameters
    ----------
    claims : pandas.DataFrame
        As `echoes.group_origins` returns it.
    places : pandas.DataFrame
        `Collection.places`; only claims of a mirror, that is of a mapped table, are looked at.

    Returns
    -------
    pandas.DataFrame
        The same rows: flag `stale` where the record repeats the one before; role `stale` in place
        of `point` where it has done so for more than `settings.STALE_DAYS` days.
    """
    mirror = claims["claim_id"].map(places.set_index("claim_id")["mirror"].to_dict())
    totals = claims.assign(mirror=mirror)
    totals = totals[(mirror != "") & (totals["period_kind"] == "cumulative")]
    if totals.empty:
        return claims
    age = _ages(totals).reindex(claims.index).fillna(0)
    flag = join_flags(pd.DataFrame({"stale": age > 0}))
    joint = ((claims["flags"] != "") & (flag != "")).map({True: ";", False: ""})
    barred = (claims["role"] == "point") & (age > STALE_DAYS)
    return claims.assign(
        flags=claims["flags"] + joint + flag, role=claims["role"].mask(barred, "stale")
    )


def _ages(totals: pd.DataFrame) -> pd.Series:
    """Return for each total the days since the first record that had all the same totals."""
    told = totals["measure"] + "=" + totals["reported"]
    ordered = totals.assign(told=told).sort_values([*RECORD, "told"])
    records = ordered.groupby(RECORD, sort=False)["told"].agg(";".join).reset_index()
    group = RECORD[:-1]
    moved = records["told"] != records.groupby(group)["told"].shift()
    since = records["stated_on"].where(moved)
    since = since.groupby([records[name] for name in group]).ffill()
    records = records.assign(age=(records["stated_on"] - since).dt.days)
    return totals[RECORD].merge(records, on=RECORD, how="left").set_axis(totals.index)["age"]
