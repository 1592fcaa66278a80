"""What a parameter means that is left empty: the collection's own most complete day and series.

>>> from analysis.collection.collection import load_collection
>>> own_choice(load_collection("bakhmut-2023"), {"speaker": "", "scope": ""})
{'speaker': 'serhii_cherevatyi', 'scope': 'bakhmut_direction'}
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.totals.found import totals_of
from analysis.ratios.derived import has_both
from analysis.terms import LEAD

TOGETHER = ("stated_on", "speaker", "scope")
LINE_NAMES = ("speaker", "measure", "scope", "subject")
"""What names a running total."""


def own_choice(held: Collection, values: Mapping[str, object]) -> dict[str, object]:
    """Fill in what is left empty of a day, a speaker, an area and a group of people.

    A day is most complete if one speaker stated the most kinds of figures over one day for one
    area on it, then of any figures, and the latest of several. Without a day, the speaker and
    area with the most days of killed and wounded are taken, or with the most days of any figure;
    so is the group of people. What is given stays, and the rest is chosen to go with it. With a
    measure among the names, the longest running total is taken.

    Parameters
    ----------
    held : Collection
    values : mapping
        By parameter. Names other than `TOGETHER`, `subject` and `area` pass as they are.

    Returns
    -------
    dict
        The same names; empty text is left where the collection has nothing to choose from.
    """
    chosen = dict(values)
    if "measure" in values:
        return chosen | _line(held, chosen)
    empty = [name for name in TOGETHER if name in values and not values[name]]
    if empty:
        names = (*TOGETHER, "subject")
        found = _together(held, {name: values[name] for name in names if values.get(name)}, empty)
        chosen |= {name: found.get(name, "") for name in empty}
    if "subject" in values and not values["subject"]:
        chosen["subject"] = _subject(held, chosen)
    if "area" in values and not values["area"]:
        chosen["area"] = _area(held)
    return chosen


def _line(held: Collection, values: Mapping[str, object]) -> dict[str, str]:
    """Choose the longest running total that goes with what is given."""
    keys = totals_of(held).rows[[*LINE_NAMES]]
    lines = totals_of(held).lines.index.to_frame(index=False) if len(keys) else keys
    for name in LINE_NAMES:
        if values.get(name):
            lines = lines[lines[name] == values[name]]
    first = lines.iloc[0] if len(lines) else {}
    names = [name for name in LINE_NAMES if name in values]
    return {name: str(values.get(name) or first.get(name, "")) for name in names}


def _together(held: Collection, given: Mapping[str, object], empty: list[str]) -> dict[str, str]:
    dated = held.points["stated_on"].notna()
    claims = held.points[dated] if dated.any() else held.points
    claims = claims.assign(stated_on=claims["stated_on"].dt.strftime("%Y-%m-%d").fillna(""))
    claims = _chosen(claims, given)
    if "stated_on" in empty or "stated_on" in given:
        keys = claims["measure"].where(claims["period_kind"] == "day")
        counted = claims.assign(daily=keys).groupby(list(TOGETHER))[["daily", "measure"]]
        return _most(counted.nunique().reset_index(), [*TOGETHER], ["daily", "measure"])
    both = _chosen(held.ratios[(held.ratios["ratio"] == LEAD) & has_both(held.ratios)], given)
    rows = both if len(both) else claims
    counted = rows.groupby(["speaker", "scope"])["stated_on"].nunique().reset_index(name="days")
    return _most(counted, ["speaker", "scope"], ["days"])


def _subject(held: Collection, values: Mapping[str, object]) -> str:
    """Return the group of people with the most days of killed and wounded, or of any figure."""
    given = {name: values[name] for name in ("speaker", "scope") if values.get(name)}
    both = held.ratios[(held.ratios["ratio"] == LEAD) & has_both(held.ratios)]
    points = held.points[held.points["subject"] != "none"]
    if values.get("stated_on"):
        day = pd.Timestamp(str(values["stated_on"]))
        today = (rows[rows["stated_on"] == day] for rows in (both, points))
        candidates = [*today, both, points]
    else:
        candidates = [both, points]
    for rows in candidates:
        days = _chosen(rows, given).groupby("subject")["stated_on"].nunique()
        if len(days):
            return str(min(days.index, key=lambda force: (-days[force], force)))
    return ""


def _chosen(rows: pd.DataFrame, given: Mapping[str, object]) -> pd.DataFrame:
    for name, value in given.items():
        rows = rows[rows[name] == value]
    return rows


def _most(counted: pd.DataFrame, keys: list[str], by: list[str]) -> dict[str, str]:
    """Return the keys of the row with the most, and of several the latest day, then the first."""
    if counted.empty:
        return {}
    order = [*by, *(key for key in keys if key == "stated_on")]
    rows = counted.sort_values(keys).sort_values(order, ascending=False, kind="stable")
    return {key: str(rows.iloc[0][key]) for key in keys}


def _area(held: Collection) -> str:
    """Return the area with the most stated shares, or with the most figures."""
    shares = held.points[held.points["measure"] == "control_share"]
    rows = shares if len(shares) else held.points
    counted = rows["scope"].value_counts()
    return min(counted.index, key=lambda scope: (-counted[scope], scope), default="")
