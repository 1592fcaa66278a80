"""Control shares: figures in per cent that speakers gave for some day, their as-of day.

`slope` draws the shares of a city that speakers named, over the days they are for; `gap` sets one
claimed share against one assessed share.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import (
    INTERVAL,
    Lane,
    Record,
    bar_key,
    checked,
    cross,
    day_axis,
    draw_span,
    extremes,
    have_intervals,
    in_words,
    keys_of_kinds,
    numbers,
    open_key,
    ordinal,
    records,
    runs_on,
    short,
    span,
)
from analysis.figures.sheet import EDGE, Heading, Key, Ladder, Rung, Sheet, published
from analysis.figures.sketch import Sketch, SketchAxes
from analysis.terms import DENIERS
from analysis.text import day, listed, number, several

COLUMNS = (
    *("as_of", "stated_on", "value", "low", "high", "kind"),
    *("label", "contradicted", "complement"),
)
AXIS = 0.34
"""Inches under the axis."""
NBSP = "\u00a0"
QUARTERS = (0, 25, 50, 75, 100)


def checked_shares(rows: pd.DataFrame, figure: str) -> pd.DataFrame:
    """Return the rows by their as-of days; refuse a share above 100 or without such a day."""
    rows = checked(rows, COLUMNS, figure)
    if (rows[["value", "low", "high"]].astype(float) > 100).any(axis=None):
        raise AnalysisError(f"a share in the {figure} is above 100 per cent")
    if rows["as_of"].isna().any():
        speaker = rows["label"][rows["as_of"].isna()].iloc[0]
        raise AnalysisError(f"the figure of {speaker} has no day that it is for")
    return rows.sort_values("as_of", kind="stable", ignore_index=True)


def share_axes(sheet: Sheet, ladder: Ladder) -> SketchAxes:
    """Return axes from 0 to 100 per cent beside the words of the rows."""
    axes = ladder.axes(sheet, sheet.top)
    axes.set_xlim(0, 100)
    axes.set_xticks(QUARTERS, [f"{share} %" for share in QUARTERS])
    ladder.clear(axes)
    ladder.write(sheet, sheet.top)
    return axes


def draw_across(lane: Lane, at: float, row: Record) -> None:
    """Draw one share, with the sign of whoever contradicted it."""
    draw_span(lane, at, row, style.look_of(row))
    if row.contradicted:
        cross(lane, at, row.low if math.isnan(row.value) else row.value, row.contradicted)


def when(row: Record) -> str:
    """Say which day a share is for, and when it was stated if that was later."""
    if pd.isna(row.stated_on) or row.stated_on == row.as_of:
        return f"as of {day(row.as_of)}"
    return f"as of {day(row.as_of)}, said {short(row.stated_on)}"


def per_cent(figure: str) -> str:
    """Add the sign where a reader expects it: '76 % or more'."""
    start, *rest = figure.partition(" or ")
    return f"{start}{NBSP}%{''.join(rest)}"


def said(row: Record) -> str:
    """Say a share with its speaker and its day."""
    figure = per_cent(span(row["value"], row["low"], row["high"]))
    return f"{row['label']}, {figure} as of {day(row['as_of'])}"


def keys_of(rows: list[Record]) -> list[Key]:
    """Return the key of the kinds and marks that occur."""
    keys, denied = keys_of_kinds(rows), {row.contradicted for row in rows}
    keys += [
        Key(DENIERS[denier], (look,)) for denier, look in style.DENIALS.items() if denier in denied
    ]
    if have_intervals(rows):
        keys.append(bar_key(row for row in rows if row.low < row.high))
    if runs_on(rows):
        keys.append(open_key(rows, "arrow: no end stated"))
    return keys


def table_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values as drawn."""
    return pd.DataFrame(
        {
            "speaker": rows["label"],
            "as of": rows["as_of"],
            "stated on": in_words(rows["stated_on"], "day not known"),
            "kind": [style.KINDS[kind].words for kind in rows["kind"]],
            "per cent": in_words(rows["value"], "no point"),
            "low": in_words(rows["low"], "open"),
            "high": in_words(rows["high"], "open"),
            "contradicted": [DENIERS.get(denier, "no") for denier in rows["contradicted"]],
            "from the remainder": rows["complement"].astype(bool),
        }
    )


TALL = 3.6
"""Inches from 0 to 100 per cent."""
LEFT = 0.5
"""Inches for the numbers of the axis."""
RIGHT = 0.8
"""Inches that labels may take right of the last day."""
FEW = 8
"""Up to so many figures each is written beside its mark; of more, the last of each speaker."""


def slope(
    rows: pd.DataFrame, *, title: str, source: str, subject: str = "the city's territory"
) -> Figure:
    """Draw the shares that speakers put a side's control at, over the days they are for.

    A line joins figures of one speaker, never of two. Where a figure was stated later than the
    day it is for, a dotted line runs to the day it was stated. On a phone the same figures stand
    in rows, in the order of their days.

    Parameters
    ----------
    rows : DataFrame
        One row a figure: ``as_of``, ``stated_on`` (datetime64; NaT: day of statement not known),
        ``value`` (per cent; NaN: the words give no point), ``low``, ``high`` (NaN: open),
        ``kind`` (a key of `style.KINDS`), ``label`` (the speaker), ``contradicted`` (a key of
        `terms.DENIERS`; empty: nobody said so), ``complement`` (worked out from a statement about
        the remainder); and, where it is known, ``reported`` (the share as its page words it).
    subject : str
        What the share is of.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no row, an as-of day is
        missing, or a share is above 100.
    """
    rows = checked_shares(rows, "slope")
    told = records(rows)
    heading = Heading(title, f"Per cent of {subject}, by the day each figure is for", source)
    return published(
        lambda width: (_draw_rows if width < style.TEXT_WIDTH else _draw_slope)(
            told, heading, width
        ),
        heading,
        alt=slope_alt(told, subject),
        caption=_caption(told),
        table=table_of(rows),
        rows=rows,
    )


def slope_alt(rows: list[Record], subject: str) -> str:
    """Describe the slope: days covered, the lowest and the highest figure, what was rejected."""
    first, last = day(rows[0].as_of), day(rows[-1].as_of)
    text = f"Slope chart of {several(len(rows), 'figure')} for the share of {subject} under control"
    text += f", as of {first} to {last}"
    if (ends := extremes(rows)) is not None:
        low, high = (said(row) for row in ends)
        text += f", where the lowest is {low} and the highest {high}"
    rejected = [f"{said(row)} ({DENIERS[row.contradicted]})" for row in rows if row.contradicted]
    return text + (f"; {listed(rejected)}." if rejected else ".")


def _draw_slope(rows: list[Record], heading: Heading, width: float) -> Sketch:
    keys = keys_of(rows)
    if any(row.stated_on > row.as_of for row in rows):
        keys.append(Key("dotted: until the day it was said", (style.DOTTED,)))
    sheet = Sheet(heading, width, TALL + AXIS, keys)
    across = width - 2 * EDGE - LEFT - RIGHT
    axes = sheet.axes(EDGE + LEFT, sheet.top, across, TALL)
    axes.set_ylim(0, 100)
    axes.set_yticks(QUARTERS, [f"{share} %" for share in QUARTERS])
    days = [row.as_of for row in rows]
    days += [row.stated_on for row in rows if not pd.isna(row.stated_on)]
    day_axis(axes, min(days), max(days), across)
    for speaker in dict.fromkeys(row.label for row in rows):
        # One speaker's line stops at a figure without a point.
        figures = [row for row in rows if row.label == speaker]
        look = {"color": style.look_of(figures[0]).edge, "linewidth": 1.1, "label": "_line"}
        places = [ordinal(row.as_of) for row in figures]
        axes.plot(places, numbers(figures, "value"), zorder=2.5, **look)
    for row in rows:
        draw_across(Lane(axes, 0, 100, upright=True), ordinal(row.as_of), row)
        if row.stated_on > row.as_of:
            ends, heights = [ordinal(row.as_of), ordinal(row.stated_on)], [float(row.value)] * 2
            axes.plot(ends, heights, label="_until_stated", zorder=2, **style.DOTTED)
    _write_labels(sheet, axes, rows)
    return sheet.drawing


def _draw_rows(rows: list[Record], heading: Heading, width: float) -> Sketch:
    rungs = [
        Rung(
            row.label,
            _as_worded(row) or per_cent(span(row.value, row.low, row.high)),
            when(row) + (", from the remainder" * row.complement),
        )
        for row in rows
    ]
    ladder = Ladder(rungs, width)
    sheet = Sheet(heading, width, ladder.height + AXIS, keys_of(rows))
    axes = share_axes(sheet, ladder)
    for (at,), row in zip(ladder.lanes, rows, strict=True):
        draw_across(Lane(axes, 0, 100), at, row)
    return sheet.drawing


def _write_labels(sheet: Sheet, axes: SketchAxes, rows: list[Record]) -> None:
    """Write each figure beside its mark, and the speaker once, beside the last one."""
    last = {row.label: place for place, row in enumerate(rows)}
    plane = marks.Plane(axes)
    wishes, taken = [], []
    for index, row in enumerate(rows):
        named = last[row.label] == index
        stated = [end for end in numbers([row], *INTERVAL) if not math.isnan(end)]
        place, middle = ordinal(row.as_of), statistics.median(stated)
        taken += [marks.around(*plane.at(place, middle)), *_occupied(plane, row, middle)]
        if named or len(rows) <= FEW:
            wishes.append(marks.LabelWish(*plane.at(place, middle), _words(row, named=named)))
    for speaker in sorted(last):
        points = [row for row in rows if row.label == speaker and not math.isnan(row.value)]
        taken += plane.along([(ordinal(row.as_of), row.value) for row in points])
    bounds = (EDGE + LEFT + 0.03, sheet.top, sheet.width - EDGE, sheet.top + TALL - 0.03)
    marks.write_labels(sheet, wishes, taken, bounds)


def _occupied(plane: marks.Plane, row: Record, middle: float) -> list[marks.Box]:
    """Return what a figure's bar and dotted line cover."""
    place = ordinal(row["as_of"])
    low, high = row["low"] if row["low"] >= 0 else 0, row["high"] if row["high"] >= 0 else 100
    taken = plane.along([(place, low), (place, high)])
    if pd.notna(row["stated_on"]):
        taken += plane.along([(place, middle), (ordinal(row["stated_on"]), middle)])
    return taken


def _words(row: Record, *, named: bool) -> str:
    """Say a figure beside its mark; the whole of it stands in the table."""
    point = row["value"]
    share = number(point) if pd.notna(point) else span(math.nan, row["low"], row["high"])
    words = _as_worded(row) or per_cent(share)
    if named:
        words = f"{row['label']} {words}"
    if row["complement"]:
        words += " from the remainder"
    if pd.notna(row["stated_on"]) and row["stated_on"] != row["as_of"]:
        words += f", said{NBSP}{short(row['stated_on']).replace(' ', NBSP)}"
    return words


def _as_worded(row: Mapping[str, Any]) -> str:
    """Return a share with the hedge of its page; empty if it is worked out from the remainder."""
    worded = "" if row["complement"] else row.get("reported", "")
    return worded.replace(" %", f"{NBSP}%")


def _caption(rows: list[Record]) -> str:
    text = "Lines join figures of one speaker only. Figures of different speakers are not averaged."
    if any(row.stated_on > row.as_of for row in rows):
        text += " Some figures are for an earlier day than the one on which they were stated."
    return f"{text} Bars show what the wording allows; they are {style.NOT_CONFIDENCE}."


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

    Raises
    ------
    AnalysisError
        As in `slope`, or if the rows are not one claim and one assessment.
    """
    rows = checked_shares(rows, "gap").sort_values("kind", ascending=False, ignore_index=True)
    if len(rows) != 2 or rows["kind"][0] not in CLAIMS or rows["kind"][1] != "assessment":
        raise AnalysisError("a gap is between one claim and one assessment")
    told = records(rows)
    heading = Heading(title, "Per cent, each as of its own day", source)
    return published(
        lambda width: _draw_gap(told, difference, heading, width),
        heading,
        alt=gap_alt(told, difference),
        caption=f"Each figure is for its own day. {CAPTION}",
        table=table_of(rows),
        rows=rows,
    )


def gap_alt(rows: list[Record], difference: Mapping[str, float]) -> str:
    """Describe the two figures and the points between them."""
    claim, assessment = map(said, rows)
    apart = f"stands {_points(difference)} from {assessment}"
    return f"Dumbbell chart of control shares where {claim} {apart}."


def _draw_gap(
    rows: list[Record], difference: Mapping[str, float], heading: Heading, width: float
) -> Sketch:
    rungs = [
        Rung(row.label, per_cent(span(row.value, row.low, row.high)), when(row)) for row in rows
    ]
    apart = abs((rows[0].as_of - rows[1].as_of).days)
    days = "as of the same day" if apart == 0 else f"as-of days {apart} apart"
    ladder = Ladder([rungs[0], Rung("Difference", _points(difference), days), rungs[1]], width)
    sheet = Sheet(heading, width, ladder.height + AXIS, keys_of(rows))
    axes = share_axes(sheet, ladder)
    (upper,), (between,), (lower,) = ladder.lanes
    lane = Lane(axes, 0, 100)
    for at, row in zip((upper, lower), rows, strict=True):
        draw_across(lane, at, row)
        axes.plot([row.value] * 2, [at, between], zorder=1.8, label="_drop", **style.DOTTED)
    ends = numbers(rows, "value")
    lane.plot(ends, between, color=style.INK, label="_gap", zorder=3, **style.MEASURE)
    return sheet.drawing


def _points(difference: Mapping[str, float]) -> str:
    words = span(*(float(difference[name]) for name in ("value", "low", "high")))
    return f"{words} points"
