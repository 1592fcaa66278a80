"""Control shares: figures in per cent that speakers gave for some day, their as-of day.

`slope` draws the shares of a city that speakers named, over the days they are for; `gap` sets one
claimed share against one assessed share.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import INTERVAL, LabelWish, Lane, Plane, Record
from analysis.figures.sheet import EDGE, Heading, Key, Ladder, Paper, Rung, Sheet, published
from analysis.figures.sketch import SketchAxes
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
PER_CENT = [f"{share} %" for share in QUARTERS]


def checked_shares(rows: pd.DataFrame, figure: str) -> pd.DataFrame:
    """Return the rows by their as-of days; refuse a share above 100 or without such a day."""
    rows = marks.checked(rows, COLUMNS, figure)
    if (rows[[*INTERVAL]].astype(float) > 100).any(axis=None):
        raise AnalysisError(f"a share in the {figure} is above 100 per cent")
    if rows["as_of"].isna().any():
        speaker = rows["label"][rows["as_of"].isna()].iloc[0]
        raise AnalysisError(f"the figure of {speaker} has no day that it is for")
    return rows.sort_values("as_of", kind="stable", ignore_index=True)


def _draw_rungs(rungs: list[Rung], rows: list[Record], paper: Paper) -> tuple[Sheet, Ladder, Lane]:
    """Draw an axis from 0 to 100 per cent beside the words of its rows."""
    ladder = Ladder(rungs, paper.width)
    sheet = Sheet(paper, ladder.height + AXIS, _keys(rows))

    def set_out(axes: SketchAxes) -> tuple[float, float]:
        axes.set_xlim(0, 100)
        axes.set_xticks(QUARTERS, PER_CENT)
        return 0, 100

    lane = marks.ladder_lane(ladder, sheet, sheet.top, set_out)
    ladder.write(sheet, sheet.top)
    return sheet, ladder, lane


def _draw_share(lane: Lane, at: float, row: Record) -> None:
    """Draw one share, with the sign of whoever contradicted it."""
    marks.draw_span(lane, at, row, style.look_of(row))
    if row.contradicted:
        value = row.low if math.isnan(row.value) else row.value
        lane.plot([value], at, zorder=6, label="_cross", **style.DENIALS[row.contradicted])


def _when(row: Record) -> str:
    """Say which day a share is for, and when it was stated if that was later."""
    if pd.isna(row.stated_on) or row.stated_on == row.as_of:
        return f"as of {day(row.as_of)}"
    return f"as of {day(row.as_of)}, said {marks.short(row.stated_on)}"


def _per_cent(figure: str) -> str:
    """Add the sign where a reader expects it: '76 % or more'."""
    start, *rest = figure.partition(" or ")
    return f"{start}{NBSP}%{''.join(rest)}"


def _said(row: Record) -> str:
    """Say a share with its speaker and its day."""
    return f"{row.label}, {_per_cent(marks.span_of(row))} as of {day(row.as_of)}"


def _keys(rows: list[Record]) -> list[Key]:
    """Return the key of the kinds and marks that occur."""
    keys, denied = marks.keys_of_kinds(rows), {row.contradicted for row in rows}
    keys += [
        Key(DENIERS[denier], (look,)) for denier, look in style.DENIALS.items() if denier in denied
    ]
    if marks.have_intervals(rows):
        keys.append(marks.bar_key(row for row in rows if row.low < row.high))
    return keys + ([marks.open_key(rows, "arrow: no end stated")] if marks.runs_on(rows) else [])


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values as drawn."""
    return pd.DataFrame(
        {
            "speaker": rows["label"],
            "as of": rows["as_of"],
            "stated on": marks.in_words(rows["stated_on"], "day not known"),
            "kind": marks.kinds_in_words(rows),
            "per cent": marks.in_words(rows["value"], "no point"),
            "low": marks.in_words(rows["low"], "open"),
            "high": marks.in_words(rows["high"], "open"),
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
    told = marks.records(rows)
    first, last = day(told[0].as_of), day(told[-1].as_of)
    alt = f"Slope chart of {several(len(rows), 'figure')} for the share of {subject} under control"
    alt += f", as of {first} to {last}"
    if (ends := marks.extremes(told)) is not None:
        low, high = map(_said, ends)
        alt += f", where the lowest is {low} and the highest {high}"
    denied = [f"{_said(row)} ({DENIERS[row.contradicted]})" for row in told if row.contradicted]
    said = "Lines join figures of one speaker only. Figures of different speakers are not averaged."
    if any(row.stated_on > row.as_of for row in told):
        said += " Some figures are for an earlier day than the one on which they were stated."
    return published(
        lambda paper: (_draw_rows if paper.is_narrow else _draw_slope)(told, paper),
        Heading(title, f"Per cent of {subject}, by the day each figure is for", source),
        alt=alt + (f"; {listed(denied)}." if denied else "."),
        caption=f"{said} {style.BARS_SAID}",
        table=_table(rows),
        rows=rows,
    )


def _draw_slope(rows: list[Record], paper: Paper) -> Sheet:
    keys = _keys(rows)
    if any(row.stated_on > row.as_of for row in rows):
        keys.append(Key("dotted: until the day it was said", (style.DOTTED,)))
    sheet = Sheet(paper, TALL + AXIS, keys)
    days = [moment for row in rows for moment in (row.as_of, row.stated_on) if pd.notna(moment)]
    axes = marks.day_panel(sheet, TALL, LEFT, days, RIGHT)
    axes.set_ylim(0, 100)
    axes.set_yticks(QUARTERS, PER_CENT)
    for speaker in dict.fromkeys(row.label for row in rows):
        # One speaker's line stops at a figure without a point.
        figures = [row for row in rows if row.label == speaker]
        look = {"color": style.look_of(figures[0]).edge, "linewidth": 1.1, "label": "_line"}
        places = [marks.ordinal(row.as_of) for row in figures]
        axes.plot(places, marks.numbers(figures, "value"), zorder=2.5, **look)
    for row in rows:
        _draw_share(Lane(axes, 0, 100, upright=True), marks.ordinal(row.as_of), row)
        if row.stated_on > row.as_of:
            ends, heights = (
                [marks.ordinal(row.as_of), marks.ordinal(row.stated_on)],
                [float(row.value)] * 2,
            )
            axes.plot(ends, heights, label="_until_stated", zorder=2, **style.DOTTED)
    _write_labels(sheet, axes, rows)
    return sheet


def _draw_rows(rows: list[Record], paper: Paper) -> Sheet:
    rungs = [
        Rung(
            row.label,
            _as_worded(row) or _per_cent(marks.span_of(row)),
            _when(row) + (", from the remainder" * row.complement),
        )
        for row in rows
    ]
    sheet, ladder, lane = _draw_rungs(rungs, rows, paper)
    for (at,), row in zip(ladder.lanes, rows, strict=True):
        _draw_share(lane, at, row)
    return sheet


def _write_labels(sheet: Sheet, axes: SketchAxes, rows: list[Record]) -> None:
    """Write each figure beside its mark, and the speaker once, beside the last one."""
    last = {row.label: place for place, row in enumerate(rows)}
    plane = Plane(axes)
    wishes, taken = [], []
    for index, row in enumerate(rows):
        named = last[row.label] == index
        stated = [end for end in marks.numbers([row], *INTERVAL) if not math.isnan(end)]
        place, middle = marks.ordinal(row.as_of), statistics.median(stated)
        low, high = row.low if row.low >= 0 else 0, row.high if row.high >= 0 else 100
        # The mark, its bar and its dotted line.
        taken += [
            marks.around(*plane.at(place, middle)),
            *plane.along([(place, low), (place, high)]),
        ]
        if pd.notna(row.stated_on):
            taken += plane.along([(place, middle), (marks.ordinal(row.stated_on), middle)])
        if named or len(rows) <= FEW:
            wishes.append(LabelWish(*plane.at(place, middle), _words(row, named=named)))
    for speaker in sorted(last):
        points = [row for row in rows if row.label == speaker and not math.isnan(row.value)]
        taken += plane.along([(marks.ordinal(row.as_of), row.value) for row in points])
    bounds = (EDGE + LEFT + 0.03, sheet.top, sheet.width - EDGE, sheet.top + TALL - 0.03)
    marks.write_labels(sheet, wishes, taken, bounds)


def _words(row: Record, *, named: bool) -> str:
    """Say a figure beside its mark; the whole of it stands in the table."""
    share = marks.span(math.nan, row.low, row.high) if pd.isna(row.value) else number(row.value)
    words = f"{row.label} " if named else ""
    words += _as_worded(row) or _per_cent(share)
    words += " from the remainder" if row.complement else ""
    if pd.notna(row.stated_on) and row.stated_on != row.as_of:
        words += f", said{NBSP}{marks.short(row.stated_on).replace(' ', NBSP)}"
    return words


def _as_worded(row: Record) -> str:
    """Return a share with the hedge of its page; empty if it is worked out from the remainder."""
    worded = "" if row.complement else row.get("reported", "")
    return worded.replace(" %", f"{NBSP}%")


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
    claim, assessment = told = marks.records(rows)
    apart = f"{marks.span_of(difference)} points"
    words = f"{_said(claim)} stands {apart} from {_said(assessment)}"
    return published(
        lambda paper: _draw_gap(told, apart, paper),
        Heading(title, "Per cent, each as of its own day", source),
        alt=f"Dumbbell chart of control shares where {words}.",
        caption=(
            "Each figure is for its own day. The difference is between two statements, not a "
            f"measure of either. {style.BARS_SAID}"
        ),
        table=_table(rows),
        rows=rows,
    )


def _draw_gap(rows: list[Record], points: str, paper: Paper) -> Sheet:
    upper, lower = (Rung(row.label, _per_cent(marks.span_of(row)), _when(row)) for row in rows)
    apart = abs((rows[0].as_of - rows[1].as_of).days)
    days = "as of the same day" if apart == 0 else f"as-of days {apart} apart"
    rungs = [upper, Rung("Difference", points, days), lower]
    sheet, ladder, lane = _draw_rungs(rungs, rows, paper)
    (upper,), (between,), (lower,) = ladder.lanes
    for at, row in zip((upper, lower), rows, strict=True):
        _draw_share(lane, at, row)
        drop = {"zorder": 1.8, "label": "_drop", **style.DOTTED}
        lane.axes.plot([row.value] * 2, [at, between], **drop)
    ends = marks.numbers(rows, "value")
    lane.plot(ends, between, color=style.INK, label="_gap", zorder=3, **style.MEASURE)
    return sheet
