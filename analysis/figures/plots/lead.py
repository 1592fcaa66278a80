"""Lead: one claimed ratio at a glance, beside the speaker's other days, a review and two wars."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure as Drawing

from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import Lane, draw_span
from analysis.figures.plots.forest import (
    AXIS,
    COLUMNS,
    INTERVALS,
    checked_bands,
    forest_alt,
    keys_of,
    shade,
    table_of,
    with_intervals,
    write_ends,
)
from analysis.figures.plots.ladder import Ladder, Rung
from analysis.figures.rows import checked, edges, span
from analysis.figures.sheet import Heading, Sheet, published
from analysis.text.marking import Cited
from analysis.text.say import Said, say

REVIEWED = "Other wars, as a review found"
BAND = {**style.THICK, "color": style.RULE}
"""The row of a band: a bar in the grey of rules, for it is no figure of this war."""


def lead(
    rows: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    title: str,
    source: str,
    chosen: str = "",
    terms: tuple[str, str] = ("killed", "wounded"),
) -> Figure:
    """Set a ratio beside what is usual elsewhere, in a handful of rows.

    The claims come first, then the widest band as a row of its own, then the wars; each in its
    order. The band is shaded under all of them.

    Parameters
    ----------
    rows : DataFrame
        As for `forest`; groups are not drawn.
    bands : DataFrame
        As for `forest`; the widest is drawn. Without any there is no row of it.
    title, source : str
    chosen : str
        By which rule the wars were chosen; printed with the caption.
    terms : tuple of str
        What is divided by what.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = with_intervals(checked(rows, COLUMNS, "lead figure"))
    claims, wars = rows[rows["interval"] != "counts"], rows[rows["interval"] == "counts"]
    rows, bands = pd.concat([claims, wars], ignore_index=True), checked_bands(bands).iloc[:1]
    heading = Heading(title, f"{terms[0].capitalize()} for each {terms[1]}, log scale", source)
    return published(
        lambda width: _draw(rows, len(claims), bands, heading, terms, width),
        heading,
        alt=forest_alt(rows, bands, terms),
        caption=_caption(rows, bands, chosen),
        table=table_of(rows),
        rows=rows,
    )


def _draw(
    rows: pd.DataFrame,
    claimed: int,
    bands: pd.DataFrame,
    heading: Heading,
    terms: tuple[str, str],
    width: float,
) -> Drawing:
    rungs = [Rung(row.label, span(row.value, row.low, row.high)) for row in rows.itertuples()]
    reviewed = [Rung(REVIEWED, span(math.nan, *ends)) for ends in edges(bands)]
    ladder = Ladder([*rungs[:claimed], *reviewed, *rungs[claimed:]], width)
    sheet = Sheet(heading, width, ladder.height + AXIS, keys_of(rows))
    axes = ladder.axes(sheet, sheet.top)
    limit = style.reach([*rows["value"], *rows["low"], *rows["high"], *sum(edges(bands), ())])
    style.log_ratio_axis(axes, "x", limit)
    shade(axes, bands)
    ladder.clear(axes)
    lane, lanes = Lane(axes, 1 / limit, limit), [first for first, *_ in ladder.lanes]
    for ends, at in zip(edges(bands), lanes[claimed:], strict=False):
        lane.plot(ends, at, zorder=3, label="_band", **BAND)
    places = [*lanes[:claimed], *lanes[claimed + len(bands) :]]
    for at, (_, row) in zip(places, rows.iterrows(), strict=True):
        draw_span(lane, at, row, style.KINDS[row["kind"]], bar=INTERVALS[row["interval"]])
    ladder.write(sheet, sheet.top)
    write_ends(sheet, ladder, terms, sheet.top + ladder.height + 0.25)
    return sheet.drawing


def _caption(rows: pd.DataFrame, bands: pd.DataFrame, chosen: str) -> Said:
    said = say("{rule}", rule=Cited(chosen)) if chosen else say("")
    if len(bands):
        name, source = (Cited(bands[column].iloc[0]) for column in ("name", "source"))
        said += say("The review ({name}): {source}.", name=name, source=source)
    if (rows["interval"] == "days").any():
        said += say("The line beside other days runs from the least to the most of them.")
    return said + say("What is drawn as a line is {what}.", what=style.NOT_CONFIDENCE)
