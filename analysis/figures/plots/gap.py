"""Gap: one claimed share set against one assessed share."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure as Drawing

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import Lane
from analysis.figures.plots.ladder import Ladder, Rung
from analysis.figures.plots.shares import (
    AXIS,
    checked_shares,
    draw_across,
    keys_of,
    per_cent,
    said,
    share_axes,
    table_of,
    when,
)
from analysis.figures.rows import span
from analysis.figures.sheet import Heading, Sheet, published

CAPTION = (
    "The difference is between two statements, not a measure of either. Bars show what the "
    f"wording allows; they are {style.NOT_CONFIDENCE}."
)
CLAIMS = ("claim", "opponent")


def gap(rows: pd.DataFrame, difference: Mapping[str, float], *, title: str, source: str) -> Figure:
    """Set one claimed share against one assessed share, with the day that each is for.

    Parameters
    ----------
    rows : DataFrame
        Two rows as in `slope`: the claim and the assessment.
    difference : mapping
        ``value``, ``low``, ``high``: claimed less assessed, in percentage points.
    title, source : str

    Raises
    ------
    AnalysisError
        As in `slope`, or if the rows are not one claim and one assessment.
    """
    rows = checked_shares(rows, "gap").sort_values("kind", ascending=False, ignore_index=True)
    if len(rows) != 2 or rows["kind"][0] not in CLAIMS or rows["kind"][1] != "assessment":
        raise AnalysisError("a gap is between one claim and one assessment")
    heading = Heading(title, "Per cent, each as of its own day", source)
    return published(
        lambda width: _draw_gap(rows, difference, heading, width),
        heading,
        alt=gap_alt(rows, difference),
        caption=f"Each figure is for its own day. {CAPTION}",
        table=table_of(rows),
        rows=rows,
    )


def gap_alt(rows: pd.DataFrame, difference: Mapping[str, float]) -> str:
    """Describe the two figures and the points between them."""
    claim, assessment = (said(row) for _, row in rows.iterrows())
    apart = f"stands {_points(difference)} from {assessment}"
    return f"Dumbbell chart of control shares where {claim} {apart}."


def _draw_gap(
    rows: pd.DataFrame, difference: Mapping[str, float], heading: Heading, width: float
) -> Drawing:
    ladder = Ladder(_gap_rungs(rows, difference), width)
    sheet = Sheet(heading, width, ladder.height + AXIS, keys_of(rows))
    axes = share_axes(sheet, ladder)
    (upper,), (between,), (lower,) = ladder.lanes
    lane = Lane(axes, 0, 100)
    for at, (_, row) in zip((upper, lower), rows.iterrows(), strict=True):
        draw_across(lane, at, row)
        axes.plot([row["value"]] * 2, [at, between], zorder=1.8, label="_drop", **style.DOTTED)
    lane.plot(rows["value"], between, color=style.INK, label="_gap", zorder=3, **style.MEASURE)
    return sheet.drawing


def _gap_rungs(rows: pd.DataFrame, difference: Mapping[str, float]) -> list[Rung]:
    rungs = [
        Rung(row.label, per_cent(span(row.value, row.low, row.high)), when(row))
        for row in rows.itertuples()
    ]
    apart = abs((rows["as_of"].iloc[0] - rows["as_of"].iloc[1]).days)
    days = "as of the same day" if apart == 0 else f"as-of days {apart} apart"
    return [rungs[0], Rung("Difference", _points(difference), days), rungs[1]]


def _points(difference: Mapping[str, float]) -> str:
    words = span(*(float(difference[name]) for name in ("value", "low", "high")))
    return f"{words} points"
