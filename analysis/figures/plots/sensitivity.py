"""Specification curve: one ratio under every combination of choices, sorted, with the choices.

Above, each combination is a dot at its value with what its wording allows; below, a mark in the
row of each alternative says which were taken for the combination in that column.

Tornado: a ratio under one other choice at a time, the choice that moves it most on top.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import (
    Lane,
    Record,
    bar_key,
    check_intervals,
    checked,
    colour_of,
    draw_span,
    keys_of_ranges,
    keys_of_sides,
    keys_of_speaker,
    numbers,
    range_columns,
    records,
    span,
)
from analysis.figures.plots.ratios import (
    band_keys,
    band_words,
    bands_in_words,
    checked_bands,
    nearest_edges,
    shade,
)
from analysis.figures.sheet import EDGE, Heading, Key, Ladder, Rung, Sheet, published
from analysis.figures.sketch import Sketch, SketchAxes
from analysis.figures.style import text_width, wrap
from analysis.text import Passage, number, say, several

COLUMNS = ("value", "widest_low", "widest_high", "ours")
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
    rows = _checked(rows, choices)
    # Rows without a value come last.
    rows = rows.sort_values("value", kind="stable", na_position="last", ignore_index=True)
    bands = checked_bands(bands)
    subtitle = f"{what.capitalize()}, on a logarithmic scale; {number(len(rows))} combinations"
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw(rows, choices, bands, heading, width),
        heading,
        alt=specification_alt(rows, bands, what),
        caption=_caption(bands),
        table=_table(rows, choices),
        rows=rows,
    )


def specification_alt(rows: pd.DataFrame, bands: list[Record], what: str) -> str:
    """Say how many combinations there are, their range, ours, and where the bands lie."""
    values = rows["value"].dropna()
    own = rows[rows["ours"]].iloc[0]
    place = f"the choices of the suite give {span(own['value'], own['low'], own['high'])}"
    parts = [f"values run from {number(values.min())} to {number(values.max())}", place]
    if bands:
        band = bands[0]
        above = int((values > band["high"]).sum())
        words = f"{number(above)} of {number(len(values))} lie above the band {band_words(band)}"
        parts.append(words)
    count = number(len(rows))
    return f"Specification curve of {what} under {count} combinations where {', '.join(parts)}."


def _checked(rows: pd.DataFrame, choices: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    rows = checked(rows, (*COLUMNS, *choices), "specification curve")
    if rows["ours"].sum() != 1 or rows["value"].isna().all():
        raise AnalysisError("a specification curve needs one row of ours, and values to draw")
    for ends in (("low", "high"), ("widest_low", "widest_high")):
        check_intervals(rows, ("value", *ends), "specification curve")
    return rows


@dataclass(frozen=True)
class ChoiceLine:
    """One line of the lower panel: the name of a choice, or one of its alternatives."""

    words: list[str]
    choice: str
    alternative: str = ""

    @property
    def tall(self) -> float:
        """Inches from top to bottom."""
        return max(1, len(self.words)) * style.LINE + LANE - style.LINE


def _draw(
    rows: pd.DataFrame,
    choices: Mapping[str, Mapping[str, str]],
    bands: list[Record],
    heading: Heading,
    width: float,
) -> Sketch:
    room = (width - 2 * EDGE) * LABEL_SHARE
    lines = _lines(choices, room)
    label = max(text_width(word) for line in lines for word in line.words)
    left = EDGE + max(LEFT, min(room, label) + GAP)
    sheet = Sheet(
        heading, width, TALL + 0.15 + sum(line.tall for line in lines), _keys(rows, bands)
    )
    axes = sheet.axes(left, sheet.top, width - EDGE - left, TALL)
    _draw_values(axes, rows, bands)
    below = sheet.top + TALL + 0.15
    for line in lines:
        bold = {} if line.alternative else {"fontweight": "bold"}
        sheet.text(EDGE, below, line.words, **bold)
        if line.alternative:
            xs = _runs(rows[line.choice] == line.alternative, left, width - EDGE)
            ys = [math.nan if math.isnan(x) else below + LANE / 2 for x in xs]
            sheet.line(xs, ys, label="_taken", **TAKEN)
        below += line.tall
    return sheet.drawing


def _lines(choices: Mapping[str, Mapping[str, str]], room: float) -> list[ChoiceLine]:
    lines = []
    for choice, alternatives in choices.items():
        lines.append(ChoiceLine(wrap(choice.capitalize(), room, bold=True), choice))
        lines += [ChoiceLine(wrap(words, room), choice, key) for key, words in alternatives.items()]
    return lines


def _draw_values(axes: SketchAxes, rows: pd.DataFrame, bands: list[Record]) -> None:
    ends = [*rows["value"], *rows["low"], *rows["high"], *rows["widest_low"], *rows["widest_high"]]
    limit = style.reach([*ends, *nearest_edges(bands)], least=2)
    style.log_ratio_axis(axes, "y", limit)
    axes.set_xlim(-0.5, len(rows) - 0.5)
    axes.set_xticks([])
    shade(axes, bands, upright=True)
    place, edge = np.arange(len(rows)), colour_of(rows)
    for names, look in ((("widest_low", "widest_high"), WIDEST), (("low", "high"), style.BAR)):
        low, high = (rows[name].astype(float).to_numpy() for name in names)
        high = np.where(rows["value"].notna() & np.isnan(high), limit, high)
        colour = {"color": edge} | look
        wide = low < high
        gaps = np.full(wide.sum(), np.nan)
        # One line through all upright strokes, lifted between them.
        xs = np.column_stack([place[wide], place[wide], gaps]).ravel()
        ys = np.column_stack([low[wide], high[wide], gaps]).ravel()
        axes.plot(xs, ys, label="_bar", zorder=3, **colour)
    axes.plot(place, rows["value"], label="_point", zorder=5, color=edge, **DOT)
    own = rows.index[rows["ours"]][0]
    axes.plot([own], [rows["value"][own]], label="_ours", clip_on=False, **style.RING)
    if "receipt" in rows:
        _tell(axes, rows, rows["receipt"][own].key)


def _tell(axes: SketchAxes, rows: pd.DataFrame, receipt: str) -> None:
    """Let the curve tell from where to where it runs, and lead to the receipt of all."""
    low, high = rows["value"].min(), rows["value"].max()
    words = f"{several(len(rows), 'combination')}: {span(math.nan, low, high)}"
    middle = math.sqrt(low * high) if low > 0 and high < math.inf else rows["value"].median()
    Lane(axes, *axes.get_xlim()).spot(*axes.get_xlim(), middle, words, receipt)


def _runs(taken: pd.Series, left: float, right: float) -> list[float]:
    """Return the ends of each run of columns for which an alternative was taken, in inches."""
    step = (right - left) / len(taken)
    xs: list[float] = []
    for is_taken, run in groupby(enumerate(taken), key=lambda place: place[1]):
        columns = [place for place, _ in run]
        if is_taken:
            xs += [left + columns[0] * step, left + (columns[-1] + 1) * step, math.nan]
    return xs


def _keys(rows: pd.DataFrame, bands: list[Record]) -> list[Key]:
    dot = {**DOT, "markersize": 5.0, "markerfacecolor": colour_of(rows)}
    keys = [Key("one combination", (dot,)), Key("the choices of this suite", (style.RING, dot))]
    if (rows["low"] < rows["high"]).any():
        keys.append(bar_key(records(rows.head(1))))
    if (rows["widest_low"] < rows["widest_high"]).any() or rows["widest_high"].isna().any():
        keys.append(Key("line: the widest reading of the words", (WIDEST,)))
    keys += keys_of_speaker(rows)
    keys.append(Key("taken for the combination above", (TAKEN,)))
    return keys + band_keys(bands)


def _caption(bands: list[Record]) -> Passage:
    said = say(
        "Each column is one combination of choices, sorted by value. Combinations are no sample, "
        "and how many of them agree says nothing about which is right."
    )
    said = said + bands_in_words(bands) if bands else said
    return said + say("Bars and lines are {what}.", what=style.NOT_CONFIDENCE)


def _table(rows: pd.DataFrame, choices: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    named = {choice: rows[choice].map(dict(words)) for choice, words in choices.items()}
    wide = rows.assign(low=rows["widest_low"], high=rows["widest_high"])
    widest = range_columns(wide, "no value")
    del widest["value"]
    return pd.DataFrame(
        {
            **named,
            **range_columns(rows, "no value"),
            **{f"widest {end}": column for end, column in widest.items()},
        }
    )


TORNADO_COLUMNS = ("choice", "alternative", "ours", "value", "high")
ENDS = ("value", "low", "high")
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
    rows = checked(rows, TORNADO_COLUMNS, "tornado")
    check_intervals(rows, ENDS, "tornado")
    counted = rows.groupby("choice")["ours"].sum()
    if (counted != 1).any():
        raise AnalysisError(f"the tornado needs one choice of ours for {counted.idxmin()}")
    rows = by_swing(rows)
    told = records(rows)
    subtitle = f"{what.capitalize()}, on a logarithmic scale; one choice changed at a time"
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw_tornado(told, heading, width),
        heading,
        alt=tornado_alt(told, what),
        caption=say(
            "Thin line: the choices of this suite. Bars show what the wording allows; they are "
            "{what}.",
            what=style.NOT_CONFIDENCE,
        ),
        table=pd.DataFrame(
            {
                "group": rows["choice"],
                "row": rows["alternative"],
                "what": rows["ours"].map({True: "ours", False: "other"}),
                **range_columns(rows, "no value"),
            }
        ),
        rows=rows,
    )


def by_swing(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort the choices by how far they move the ratio, as a distance between logarithms.

    The order inside a choice stays.
    """
    spread = {}
    for name, group in rows.groupby("choice", sort=False):
        parts = [[math.log(n) for n in group[end] if 0 < n < math.inf] for end in ENDS]
        spread[name] = max((max(part) - min(part) for part in parts if part), default=0.0)
    order = sorted(spread, key=lambda name: -spread[name])
    place = rows["choice"].map({name: at for at, name in enumerate(order)})
    return rows.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def tornado_alt(rows: list[Record], what: str) -> str:
    """Say the ratio of ours, and from where to where the strongest choice moves it."""
    own = next(row for row in rows if row.ours)
    is_known = not math.isnan(own.value)
    figure = number(own.value) if is_known else span(own.value, own.low, own.high)
    choice = rows[0].choice
    said = " and ".join(
        f"{span(row.value, row.low, row.high)} for {row.alternative}"
        for row in rows
        if row.choice == choice
    )
    return (
        f"Tornado of {what} where the choices of the suite give {figure}; what moves "
        f"it most is {choice}: {said}."
    )


def _draw_tornado(rows: list[Record], heading: Heading, width: float) -> Sketch:
    ladder = Ladder(_rungs(rows), width)
    look = style.KINDS["claim"].coloured(rows[0])
    keys = [Key(look.words, (look.line(),)), Key("ours", (style.SUM_LINE,))]
    keys += keys_of_ranges((row for row in rows if not _is_empty(row)), log=True)
    sheet = Sheet(heading, width, ladder.height + AXIS, keys + keys_of_sides(rows[:1]))
    axes = ladder.axes(sheet, sheet.top)
    limit = style.reach(numbers(rows, *ENDS), least=2)
    style.log_ratio_axis(axes, "x", limit)
    ladder.clear(axes)
    own = next(float(row.value) for row in rows if row.ours)
    if 0 < own < math.inf:
        axes.axvline(own, zorder=1.9, label="_ours", **style.SUM_LINE)
    for lanes, row in zip(ladder.lanes, rows, strict=True):
        if not _is_empty(row):
            look = style.KINDS["claim"].coloured(row)
            draw_span(Lane(axes, 1 / limit, limit), lanes[0], row, look)
    ladder.write(sheet, sheet.top)
    return sheet.drawing


def _rungs(rows: list[Record]) -> list[Rung]:
    before = [None, *(row.choice for row in rows)]
    return [
        Rung(
            f"{row.alternative} (ours)" if row.ours else str(row.alternative),
            "no value" if _is_empty(row) else span(row.value, row.low, row.high),
            heading=str(row.choice).capitalize() if row.choice != choice else "",
        )
        for row, choice in zip(rows, before, strict=False)
    ]


def _is_empty(row: Record) -> bool:
    return all(math.isnan(row[name]) for name in ENDS)
