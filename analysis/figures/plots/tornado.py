"""Tornado: a ratio under one other choice at a time, the choice that moves it most on top."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure as Drawing

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import Lane, bar_key, draw_span, open_key, runs_on
from analysis.figures.plots.ladder import Ladder, Rung
from analysis.figures.rows import check_intervals, checked, in_words, span
from analysis.figures.sheet import Heading, Key, Sheet, published
from analysis.text.readable import number
from analysis.text.say import say

COLUMNS = ("choice", "alternative", "ours", "value", "high")
ENDS = ("value", "low", "high")
LOOK = style.KINDS["claim"]
AXIS = 0.3
"""Inches for tick labels."""


def tornado(rows: pd.DataFrame, *, title: str, source: str, what: str) -> Figure:
    """Draw a ratio under each alternative of each choice, the others left as the suite has them.

    Parameters
    ----------
    rows : DataFrame
        One row an alternative: ``choice`` and ``alternative`` in readers' words, ``value`` (NaN:
        no day is left), ``low``, ``high`` (NaN: open), ``ours`` (bool: the alternative that the
        suite takes; each choice has one).
    title, source : str
    what : str
        What is divided by what, in words.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no row, or a choice has no
        alternative of ours.
    """
    rows = by_swing(_checked(rows))
    subtitle = f"{what.capitalize()}, on a logarithmic scale; one choice changed at a time"
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw(rows, heading, width),
        heading,
        alt=tornado_alt(rows, what),
        caption=say(
            "Thin line: the choices of this suite. Bars show what the wording allows; they are "
            "{what}.",
            what=style.NOT_CONFIDENCE,
        ),
        table=_table(rows),
        rows=rows,
    )


def by_swing(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort the choices by how far they move the ratio; the order inside a choice stays."""
    spread = {name: _swing(group) for name, group in rows.groupby("choice", sort=False)}
    order = sorted(spread, key=lambda name: -spread[name])
    place = rows["choice"].map({name: at for at, name in enumerate(order)})
    return rows.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def _swing(group: pd.DataFrame) -> float:
    """Return how far a choice moves value and ends, as a distance between logarithms."""
    parts = [group[name].astype(float) for name in ("value", "low", "high")]
    known = [[math.log(n) for n in part if 0 < n < math.inf] for part in parts]
    return max((max(part) - min(part) for part in known if part), default=0.0)


def tornado_alt(rows: pd.DataFrame, what: str) -> str:
    """Say the ratio of ours, and from where to where the strongest choice moves it."""
    own = rows[rows["ours"]].iloc[0]
    known = pd.notna(own["value"])
    figure = number(own["value"]) if known else span(own["value"], own["low"], own["high"])
    first = rows[rows["choice"] == rows["choice"].iloc[0]]
    said = " and ".join(
        f"{span(row.value, row.low, row.high)} for {row.alternative}" for row in first.itertuples()
    )
    return (
        f"Tornado of {what} where the choices of the suite give {figure}; what moves "
        f"it most is {first['choice'].iloc[0]}: {said}."
    )


def _checked(rows: pd.DataFrame) -> pd.DataFrame:
    """Refuse rows without one of ours for each choice; a row may have no figure at all."""
    rows = checked(rows, COLUMNS, "tornado")
    check_intervals(rows, ENDS, "tornado")
    counted = rows.groupby("choice")["ours"].sum()
    if (counted != 1).any():
        raise AnalysisError(f"the tornado needs one choice of ours for {counted.idxmin()}")
    return rows


def _draw(rows: pd.DataFrame, heading: Heading, width: float) -> Drawing:
    ladder = Ladder(_rungs(rows), width)
    sheet = Sheet(heading, width, ladder.height + AXIS, _keys(rows))
    axes = ladder.axes(sheet, sheet.top)
    limit = style.reach([*rows["value"], *rows["low"], *rows["high"]], least=2)
    style.log_ratio_axis(axes, "x", limit)
    ladder.clear(axes)
    own = float(rows.loc[rows["ours"], "value"].iloc[0])
    if 0 < own < math.inf:
        axes.axvline(own, zorder=1.9, label="_ours", **style.SUM_LINE)
    for lanes, (_, row) in zip(ladder.lanes, rows.iterrows(), strict=True):
        if not _is_empty(row):
            draw_span(Lane(axes, 1 / limit, limit), lanes[0], row, LOOK)
    ladder.write(sheet, sheet.top)
    return sheet.drawing


def _rungs(rows: pd.DataFrame) -> list[Rung]:
    first = ~rows["choice"].duplicated()
    return [
        Rung(
            f"{row.alternative} (ours)" if row.ours else str(row.alternative),
            "no day is left" if _is_empty(row) else span(row.value, row.low, row.high),
            heading=str(row.choice).capitalize() if begins else "",
        )
        for row, begins in zip(rows.itertuples(), first, strict=True)
    ]


def _is_empty(row) -> bool:
    return all(pd.isna(end) for end in (row.value, row.low, row.high))


def _keys(rows: pd.DataFrame) -> list[Key]:
    keys = [Key("claimed, unverified", (LOOK.line(),)), Key("ours", (style.SUM_LINE,))]
    if (rows["low"] < rows["high"]).any():
        keys.append(bar_key())
    if runs_on(rows[~rows.apply(_is_empty, axis=1)], log=True):
        keys.append(open_key())
    return keys


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": rows["choice"],
            "row": rows["alternative"],
            "what": rows["ours"].map({True: "ours", False: "other"}),
            "value": in_words(rows["value"], "no day"),
            "low": in_words(rows["low"], "open"),
            "high": in_words(rows["high"], "open"),
        }
    )
