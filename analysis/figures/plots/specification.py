"""Specification curve: one ratio under every combination of choices, sorted, with the choices.

Above, each combination is a dot at its value with what its wording allows; below, a mark in the
row of each alternative says which were taken for the combination in that column.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import bar_key
from analysis.figures.plots.forest import band_sources, band_words, checked_bands, shade
from analysis.figures.rows import check_intervals, checked, in_words, span
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, published, text_width, wrap
from analysis.text.readable import number
from analysis.text.say import Said, say

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
        One row a combination: ``value`` (NaN: no day is left), ``low``, ``high`` (NaN: open),
        ``widest_low``, ``widest_high`` (the widest reading of the words; NaN: open), ``ours``
        (bool: the combination that the suite takes), and a column for each choice, with the key
        of the alternative taken.
    choices : mapping
        Label of each choice, to the words of its alternatives by key; columns of `rows` have the
        labels as names.
    title, source : str
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
    rows = _sorted(_checked(rows, choices))
    bands = checked_bands(bands)
    subtitle = f"{what.capitalize()}, on a logarithmic scale; {number(len(rows))} combinations"
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw(rows, choices, bands, heading, width),
        heading,
        alt=specification_alt(rows, bands, what),
        caption=_caption(rows, bands),
        table=_table(rows, choices),
        rows=rows,
    )


def specification_alt(rows: pd.DataFrame, bands: pd.DataFrame, what: str) -> str:
    """Say how many combinations there are, their range, ours, and where the bands lie."""
    values = rows["value"].dropna()
    own = rows[rows["ours"]].iloc[0]
    place = f"the choices of the suite give {span(own['value'], own['low'], own['high'])}"
    parts = [f"values run from {number(values.min())} to {number(values.max())}", place]
    if len(bands):
        band = bands.iloc[0]
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


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort by value, the least first; combinations without one come last."""
    return rows.sort_values("value", kind="stable", na_position="last", ignore_index=True)


@dataclass(frozen=True)
class Line:
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
    bands: pd.DataFrame,
    heading: Heading,
    width: float,
) -> Drawing:
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
            _draw_taken(sheet, rows[line.choice] == line.alternative, left, below + LANE / 2)
        below += line.tall
    return sheet.drawing


def _lines(choices: Mapping[str, Mapping[str, str]], room: float) -> list[Line]:
    lines = []
    for choice, alternatives in choices.items():
        lines.append(Line(wrap(choice.capitalize(), room, bold=True), choice))
        lines += [Line(wrap(words, room), choice, key) for key, words in alternatives.items()]
    return lines


def _draw_values(axes: Axes, rows: pd.DataFrame, bands: pd.DataFrame) -> None:
    ends = [*rows["value"], *rows["low"], *rows["high"], *rows["widest_low"], *rows["widest_high"]]
    nearest = [
        min((band["low"], band["high"]), key=lambda edge: abs(math.log(edge)))
        for _, band in bands.iterrows()
    ]
    limit = style.reach([*ends, *nearest], least=2)
    style.log_ratio_axis(axes, "y", limit)
    axes.set_xlim(-0.5, len(rows) - 0.5)
    axes.set_xticks([])
    shade(axes, bands, upright=True)
    place = np.arange(len(rows))
    for names, look in ((("widest_low", "widest_high"), WIDEST), (("low", "high"), style.BAR)):
        low, high = (rows[name].astype(float).to_numpy() for name in names)
        high = np.where(rows["value"].notna() & np.isnan(high), limit, high)
        colour = {"color": style.CLAIMED} | look
        axes.plot(*_strokes(place, low, high), label="_bar", zorder=3, **colour)
    axes.plot(place, rows["value"], label="_point", zorder=5, color=style.CLAIMED, **DOT)
    own = rows.index[rows["ours"]][0]
    axes.plot([own], [rows["value"][own]], label="_ours", **style.RING)


def _strokes(place: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return one line through all upright strokes, lifted between them."""
    wide = low < high
    gaps = np.full(wide.sum(), np.nan)
    xs = np.column_stack([place[wide], place[wide], gaps]).ravel()
    return xs, np.column_stack([low[wide], high[wide], gaps]).ravel()


def _draw_taken(sheet: Sheet, taken: pd.Series, left: float, y: float) -> None:
    """Draw a stroke under each run of columns for which an alternative was taken."""
    step = (sheet.width - EDGE - left) / len(taken)
    xs: list[float] = []
    for is_taken, run in groupby(enumerate(taken), key=lambda place: place[1]):
        columns = [place for place, _ in run]
        if is_taken:
            xs += [left + columns[0] * step, left + (columns[-1] + 1) * step, math.nan]
    sheet.line(xs, [math.nan if math.isnan(x) else y for x in xs], label="_taken", **TAKEN)


def _keys(rows: pd.DataFrame, bands: pd.DataFrame) -> list[Key]:
    dot = {**DOT, "markersize": 5.0, "markerfacecolor": style.CLAIMED}
    keys = [Key("one combination", (dot,)), Key("the choices of this suite", (style.RING, dot))]
    if (rows["low"] < rows["high"]).any():
        keys.append(bar_key())
    if (rows["widest_low"] < rows["widest_high"]).any() or rows["widest_high"].isna().any():
        keys.append(Key("line: the widest reading of the words", (WIDEST,)))
    keys.append(Key("taken for the combination above", (TAKEN,)))
    for tint, (_, band) in zip(style.tints(len(bands)), bands.iterrows(), strict=True):
        look = {"linewidth": 9, "color": tint, "solid_capstyle": "butt"}
        keys.append(Key(f"reviewed wars {band_words(band)}", (look,)))
    return keys


def _caption(rows: pd.DataFrame, bands: pd.DataFrame) -> Said:
    said = say(
        "Each column is one combination of choices, sorted by value. Combinations are no sample, "
        "and how many of them agree says nothing about which is right."
    )
    if len(bands):
        words = "Bands: {sources}; other wars, other definitions."
        said += say(words, sources=band_sources(bands))
    return said + say("Bars and lines are {what}.", what=style.NOT_CONFIDENCE)


def _table(rows: pd.DataFrame, choices: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    named = {choice: rows[choice].map(dict(words)) for choice, words in choices.items()}
    return pd.DataFrame(
        {
            **named,
            "value": in_words(rows["value"], "no day"),
            "low": in_words(rows["low"], "open"),
            "high": in_words(rows["high"], "open"),
            "widest low": in_words(rows["widest_low"], "open"),
            "widest high": in_words(rows["widest_high"], "open"),
        }
    )
