"""Specification curve: one ratio under every combination of choices, sorted, with the choices.

Above, each combination is a dot at its value with what its wording allows; below, a mark in the
row of each alternative says which were taken for the combination in that column.

Tornado: a ratio under one other choice at a time, the choice that moves it most on top.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import INTERVAL, Lane, Record
from analysis.figures.plots.ratios import (
    band_keys,
    band_words,
    bands_in_words,
    checked_bands,
    nearest_edges,
    shade,
)
from analysis.figures.sheet import EDGE, Heading, Key, Ladder, Paper, Rung, Sheet, published
from analysis.figures.sketch import SketchAxes
from analysis.figures.style import text_width, wrap
from analysis.text import number, say, several

WIDEST_ENDS = ("widest_low", "widest_high")
COLUMNS = ("value", *WIDEST_ENDS, "ours")
TALL = 2.2
"""Inches of the panel with the values."""
LEFT = 0.5
GAP = 0.12
LANE = style.LINE + 0.03
LABEL_SHARE = 0.42
"""Of the width, the most that the names of the alternatives may take."""
DOT = {"marker": "o", "markersize": 3.0, "linestyle": "none", "markeredgewidth": 0.0}
TAKEN = {"linewidth": 5.0, "solid_capstyle": "butt", "color": style.INK}
WIDEST = {"linewidth": 0.7, "color": style.SOFT_INK, "solid_capstyle": "butt"}


def specification(
    rows: pd.DataFrame,
    choices: Mapping[str, Mapping[str, str]],
    *,
    title: str,
    source: str,
    what: str,
    bands: pd.DataFrame | None = None,
) -> Figure:
    """Draw a specification curve.

    Parameters
    ----------
    rows : DataFrame
        One row a combination: ``value`` (NaN: none), ``low``, ``high`` (NaN: open),
        ``widest_low``, ``widest_high`` (the widest reading of the words; NaN: open), ``ours``
        (bool: the combination that the suite takes), and a column for each choice, with the key
        of the alternative taken.
    choices : mapping
        Label of each choice, to the words of its alternatives by key; columns of `rows` have the
        labels as names.
    what : str
        What is divided by what, in words.
    bands : DataFrame, optional
        As in `forest`.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no row, none of ours, or no
        combination has a value.
    """
    rows = marks.checked(rows, (*COLUMNS, *choices), "specification curve")
    if rows["ours"].sum() != 1 or rows["value"].isna().all():
        raise AnalysisError("a specification curve needs one row of ours, and values to draw")
    for ends in (("low", "high"), WIDEST_ENDS):
        marks.check_intervals(rows, ("value", *ends), "specification curve")
    # Rows without a value come last.
    rows = rows.sort_values("value", kind="stable", na_position="last", ignore_index=True)
    bands, count = checked_bands(bands), number(len(rows))
    said = say(
        "Each column is one combination of choices, sorted by value. Combinations are no sample, "
        "and how many of them agree says nothing about which is right."
    )
    if bands:
        said += bands_in_words(bands)
    alt = f"Specification curve of {what} under {count} combinations where "
    return published(
        lambda paper: _draw(rows, choices, bands, paper),
        Heading(
            title, f"{what.capitalize()}, on a logarithmic scale; {count} combinations", source
        ),
        alt=alt + f"{', '.join(_curve_in_words(rows, bands))}.",
        caption=said + say("Bars and lines are {what}.", what=style.NOT_CONFIDENCE),
        table=_table(rows, choices),
        rows=rows,
    )


def _curve_in_words(rows: pd.DataFrame, bands: list[Record]) -> list[str]:
    """Say from where to where the values run, which is ours, and where the bands lie."""
    values = rows["value"].dropna()
    parts = [
        f"values run from {number(values.min())} to {number(values.max())}",
        f"the choices of the suite give {marks.span_of(rows[rows['ours']].iloc[0])}",
    ]
    for band in bands[:1]:
        above = f"{number((values > band.high).sum())} of {number(len(values))}"
        parts.append(f"{above} lie above the band {band_words(band)}")
    return parts


def _draw(
    rows: pd.DataFrame,
    choices: Mapping[str, Mapping[str, str]],
    bands: list[Record],
    paper: Paper,
) -> Sheet:
    """Draw the values, and below them a line for each choice and each of its alternatives."""
    room = (paper.width - 2 * EDGE) * LABEL_SHARE
    lines = []
    for choice, alternatives in choices.items():
        lines.append((wrap(choice.capitalize(), room, bold=True), None))
        lines += [(wrap(words, room), rows[choice] == key) for key, words in alternatives.items()]
    label = max(text_width(word) for words, _ in lines for word in words)
    left = EDGE + max(LEFT, min(room, label) + GAP)
    tall = [max(1, len(words)) * style.LINE + LANE - style.LINE for words, _ in lines]
    sheet = Sheet(paper, TALL + 0.15 + sum(tall), _keys(rows, bands))
    right = sheet.width - EDGE
    _draw_values(sheet.axes(left, sheet.top, right - left, TALL), rows, bands)
    below = sheet.top + TALL + 0.15
    for (words, taken), height in zip(lines, tall, strict=True):
        sheet.text(EDGE, below, words, **({"fontweight": "bold"} if taken is None else {}))
        if taken is not None:
            xs = _runs(taken, left, right)
            ys = [math.nan if math.isnan(x) else below + LANE / 2 for x in xs]
            sheet.line(xs, ys, label="_taken", **TAKEN)
        below += height
    return sheet


def _draw_values(axes: SketchAxes, rows: pd.DataFrame, bands: list[Record]) -> None:
    ends = rows[["value", "low", "high", *WIDEST_ENDS]].to_numpy(dtype=float).ravel()
    limit = style.reach([*ends, *nearest_edges(bands)], least=2)
    style.log_ratio_axis(axes, "y", limit)
    axes.set_xlim(-0.5, len(rows) - 0.5)
    axes.set_xticks([])
    shade(axes, bands, upright=True)
    place, edge = np.arange(len(rows)), marks.colour_of(rows)
    for names, look in ((WIDEST_ENDS, WIDEST), (("low", "high"), {"color": edge} | style.BAR)):
        low, high = (rows[name].astype(float).to_numpy() for name in names)
        high = np.where(rows["value"].notna() & np.isnan(high), limit, high)
        wide = low < high
        gaps = np.full(wide.sum(), np.nan)
        # One line through all upright strokes, lifted between them.
        xs = np.column_stack([place[wide], place[wide], gaps]).ravel()
        ys = np.column_stack([low[wide], high[wide], gaps]).ravel()
        axes.plot(xs, ys, label="_bar", zorder=3, **look)
    axes.plot(place, rows["value"], label="_point", zorder=5, color=edge, **DOT)
    own = rows.index[rows["ours"]][0]
    axes.plot([own], [rows["value"][own]], label="_ours", clip_on=False, **style.RING)
    if "receipt" in rows:
        # The curve tells from where to where it runs, and leads to the receipt of all.
        low, high = rows["value"].min(), rows["value"].max()
        words = f"{several(len(rows), 'combination')}: {marks.span(math.nan, low, high)}"
        middle = math.sqrt(low * high) if low > 0 and high < math.inf else rows["value"].median()
        lane = Lane(axes, *axes.get_xlim())
        lane.spot(lane.low, lane.high, middle, words, rows["receipt"][own].key)


def _runs(taken: pd.Series, left: float, right: float) -> list[float]:
    """Return the ends of each run of columns for which an alternative was taken, in inches."""
    step = (right - left) / len(taken)
    xs: list[float] = []
    for is_taken, run in groupby(enumerate(taken), key=itemgetter(1)):
        columns = [place for place, _ in run]
        if is_taken:
            xs += [left + columns[0] * step, left + (columns[-1] + 1) * step, math.nan]
    return xs


def _keys(rows: pd.DataFrame, bands: list[Record]) -> list[Key]:
    dot = {**DOT, "markersize": 5.0, "markerfacecolor": marks.colour_of(rows)}
    keys = [Key("one combination", (dot,))]
    if marks.is_marked(rows[rows["ours"]].iloc[0], log=True):
        keys.append(Key("the choices of this suite", (style.RING, dot)))
    if (rows["low"] < rows["high"]).any():
        keys.append(marks.bar_key(marks.records(rows.head(1))))
    wide = (rows["widest_low"] < rows["widest_high"]) | rows["widest_high"].isna()
    keys += marks.keys_where({"line: the widest reading of the words": (wide.any(), WIDEST)})
    taken = Key("taken for the combination above", (TAKEN,))
    return [*keys, *marks.keys_of_speaker(rows), taken, *band_keys(bands)]


def _table(rows: pd.DataFrame, choices: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    named = {choice: rows[choice].map(dict(words)) for choice, words in choices.items()}
    wide = rows.assign(low=rows["widest_low"], high=rows["widest_high"])
    widest = marks.range_columns(wide, "no value")
    return pd.DataFrame(
        named
        | marks.range_columns(rows, "no value")
        | {f"widest {end}": widest[end] for end in ("low", "high")}
    )


TORNADO_COLUMNS = ("choice", "alternative", "ours", "value", "high")
AXIS = 0.3
"""Inches for tick labels."""


def tornado(rows: pd.DataFrame, *, title: str, source: str, what: str) -> Figure:
    """Draw a ratio under each alternative of each choice, the others left as the suite has them.

    Parameters
    ----------
    rows : DataFrame
        One row an alternative: ``choice`` and ``alternative`` in readers' words, ``value`` (NaN:
        none), ``low``, ``high`` (NaN: open), ``ours`` (bool: the alternative that the
        suite takes; each choice has one).
    what : str
        What is divided by what, in words.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no row, or a choice has no
        alternative of ours.
    """
    rows = marks.checked(rows, TORNADO_COLUMNS, "tornado")
    marks.check_intervals(rows, INTERVAL, "tornado")
    counted = rows.groupby("choice")["ours"].sum()
    if (counted != 1).any():
        raise AnalysisError(f"the tornado needs one choice of ours for {counted.idxmin()}")
    rows = _by_swing(rows)
    told = marks.records(rows)
    own = next(row for row in told if row.ours)
    figure = marks.span_of(own) if math.isnan(own.value) else number(own.value)
    first = [row for row in told if row.choice == told[0].choice]
    said = " and ".join(f"{marks.span_of(row)} for {row.alternative}" for row in first)
    columns = {"group": rows["choice"], "row": rows["alternative"]}
    columns |= {"what": rows["ours"].map({True: "ours", False: "other"})}
    subtitle = f"{what.capitalize()}, on a logarithmic scale; one choice changed at a time"
    return published(
        lambda paper: _draw_tornado(told, paper),
        Heading(title, subtitle, source),
        alt=f"Tornado of {what} where the choices of the suite give {figure}; what moves it most "
        f"is {told[0].choice}: {said}.",
        caption=f"Thin line: the choices of this suite. {style.BARS_SAID}",
        table=pd.DataFrame(columns | marks.range_columns(rows, "no value")),
        rows=rows,
    )


def _by_swing(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort the choices by how far they move the ratio, as a distance between logarithms.

    The order inside a choice stays.
    """
    spread = {}
    for name, group in rows.groupby("choice", sort=False):
        parts = [[math.log(n) for n in group[end] if 0 < n < math.inf] for end in INTERVAL]
        spread[name] = max((max(part) - min(part) for part in parts if part), default=0.0)
    order = sorted(spread, key=lambda name: -spread[name])
    place = rows["choice"].map({name: at for at, name in enumerate(order)})
    return rows.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def _draw_tornado(rows: list[Record], paper: Paper) -> Sheet:
    rungs, before = [], None
    for row in rows:
        label = f"{row.alternative} (ours)" if row.ours else str(row.alternative)
        heading = str(row.choice).capitalize() if row.choice != before else ""
        figure = "no value" if _is_empty(row) else marks.span_of(row)
        rungs.append(Rung(label, figure, heading=heading))
        before = row.choice
    ladder = Ladder(rungs, paper.width)
    drawn = [row for row in rows if not _is_empty(row)]
    look = style.KINDS["claim"].coloured(rows[0])
    own = next(row for row in rows if row.ours)
    pointed = any(marks.is_marked(row, log=True) for row in rows)
    is_known = marks.is_marked(own, log=True)
    keys = marks.keys_where(
        {look.words: (pointed, look.line()), "ours": (is_known, style.SUM_LINE)}
    )
    keys += marks.keys_of_ranges(drawn, log=True) + marks.keys_of_sides(rows[:1])
    sheet = Sheet(paper, ladder.height + AXIS, keys)
    limit = style.reach(marks.numbers(rows, *INTERVAL), least=2)

    def set_out(axes: SketchAxes) -> tuple[float, float]:
        style.log_ratio_axis(axes, "x", limit)
        return 1 / limit, limit

    lane = marks.ladder_lane(ladder, sheet, sheet.top, set_out)
    if is_known:
        lane.axes.axvline(own.value, zorder=1.9, label="_ours", **style.SUM_LINE)
    for (at,), row in zip(ladder.lanes, rows, strict=True):
        if not _is_empty(row):
            marks.draw_span(lane, at, row, style.KINDS["claim"].coloured(row))
    ladder.write(sheet, sheet.top)
    return sheet


def _is_empty(row: Record) -> bool:
    return all(math.isnan(row[name]) for name in INTERVAL)
