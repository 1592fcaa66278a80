"""Marks: a point with what its wording allows, open ends and edges as arrows.

Each artist has a label that begins with an underscore ("_point", "_bar", "_open", "_edge",
"_cross"), so that a test or a later reader of the drawing can tell what it stands for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures import style
from analysis.figures.ink import Spot
from analysis.figures.labels import Box, Plane
from analysis.figures.rows import span
from analysis.figures.ruler import Ruler
from analysis.figures.sheet import Key
from analysis.text.readable import day

REACH = 0.125
"""Inches around a mark that a finger can touch: half of 24 pixels of a screen (WCAG 2.2)."""
NAMES = ("label", "ratio", "alternative", "reported")
"""Columns that may say what a row is, the first that is there."""


@dataclass(frozen=True)
class Lane:
    """Where along an axis a figure may be drawn.

    Parameters
    ----------
    axes : Axes or Ruler
    low, high : float
        Ends of the axis; what lies beyond is drawn as an arrow at the edge.
    upright : bool
        Values run up the page rather than across it.
    """

    axes: Axes | Ruler
    low: float
    high: float
    upright: bool = False

    def plot(self, along: Iterable[float], at: float, **look: Any) -> None:
        """Draw through the values `along` at one place on the other axis."""
        values = list(along)
        places = [at] * len(values)
        xy = (places, values) if self.upright else (values, places)
        self.axes.plot(*xy, **look)

    def spot(self, low: float, high: float, at: float, words: str, receipt: str) -> None:
        """Let the place of a mark from `low` to `high` tell its value, and lead to a receipt."""
        box = self._box(*(min(max(end, self.low), self.high) for end in (low, high)), at)
        drawing = self.axes.sheet.drawing if isinstance(self.axes, Ruler) else self.axes.figure
        drawing.add_artist(Spot(box, words, receipt))

    def _box(self, low: float, high: float, at: float) -> Box:
        """Return what a finger may touch: around an upright mark, or all of a lane across."""
        if isinstance(self.axes, Ruler):
            (left, top), (wide, tall) = self.axes.corner, self.axes.size
            return left, top, left + wide, top + tall
        plane = Plane(self.axes)
        if self.upright:
            (x, bottom), (_, top) = plane.at(at, low), plane.at(at, high)
            return x - REACH, top - REACH, x + REACH, bottom + REACH
        (left, y), (right, _) = plane.at(self.low, at), plane.at(self.high, at)
        return left, y - REACH, right, y + REACH

    def arrow(self, end: int, at: float, colour: str, label: str) -> None:
        """Point beyond the low (0) or the high (1) edge."""
        marker = ("v^" if self.upright else "<>")[end]
        look = {**style.ARROW, "marker": marker, "markerfacecolor": colour, "label": label}
        self.plot([(self.low, self.high)[end]], at, clip_on=False, zorder=4, **look)


def draw_span(
    lane: Lane,
    at: float,
    row: pd.Series,
    look: style.Mark,
    *,
    bar: Mapping[str, Any] = style.BAR,
) -> None:
    """Draw one figure: bar for what the wording allows, marker for its point.

    Parameters
    ----------
    lane : Lane
    at : float
        Place on the other axis.
    row : Series
        ``value`` (NaN: the words give no point), ``low`` and ``high`` (NaN: open).
    look : Mark
    bar : mapping
        How the interval is drawn; thin if it is not one of wording.
    """
    value = float(row["value"])
    if not (math.isinf(value) and math.isnan(row["low"])):
        draw_ends(lane, at, row, look, bar=bar)
    if lane.low <= value <= lane.high:
        lane.plot([value], at, label="_point", zorder=5, clip_on=False, **look.line())
    elif not math.isnan(value):
        lane.arrow(int(value > lane.high), at, look.edge, "_edge")
    if made := row.get("receipt"):
        ends = [float(row[name]) for name in ("value", "low", "high")]
        known = [end for end in ends if not math.isnan(end)]
        lane.spot(min(known), max(known), at, f"{_name_of(row)}: {span(*ends)}", made.key)


def _name_of(row: pd.Series) -> str:
    """Say what a row is: its label, or its day."""
    said = next((str(row[name]) for name in NAMES if name in row), "")
    return said or (day(row["day"]) if "day" in row else "")


def draw_ends(
    lane: Lane,
    at: float,
    row: pd.Series,
    look: style.Mark,
    *,
    bar: Mapping[str, Any] = style.BAR,
) -> None:
    """Draw ``low`` to ``high`` of a row; an arrow where an end is open or beyond the axis."""
    low, high = float(row["low"]), float(row["high"])
    beyond = (not low >= lane.low, not high <= lane.high)
    shown = (lane.low if beyond[0] else low, lane.high if beyond[1] else high)
    opened = not (math.isfinite(low) and math.isfinite(high))
    if shown[0] < shown[1]:
        thickness = style.THIN if opened else bar
        label = "_open" if opened else "_bar"
        lane.plot(shown, at, color=look.edge, label=label, zorder=3, **thickness)
    for end in (0, 1):
        if beyond[end]:
            lane.arrow(end, at, look.edge, "_open")
        elif opened:
            cap = {"marker": "_" if lane.upright else "|", "markersize": 8, "markeredgewidth": 1.5}
            lane.plot([(low, high)[end]], at, color=look.edge, label="_open", zorder=3, **cap)


def cross(lane: Lane, at: float, value: float, denier: str = "independent") -> None:
    """Lay the sign of a denial over a figure; `denier` is a key of `style.DENIALS`."""
    lane.plot([value], at, zorder=6, label="_cross", **style.DENIALS[denier])


def key_of(kind: str) -> Key:
    """Return the key entry of a kind of statement."""
    return Key(style.KINDS[kind].words, (style.KINDS[kind].line(),))


def bar_key(bar: Mapping[str, Any] = style.BAR) -> Key:
    """Return the key entry of the wording interval, which says what it is not."""
    words = f"bar: what the wording allows, {style.NOT_CONFIDENCE}"
    return Key(words, ({**bar, "color": style.CLAIMED},))


def runs_on(rows: pd.DataFrame, *, log: bool = False) -> bool:
    """Whether any figure needs an arrow: an open end, infinity, or zero on a logarithmic axis."""
    figures = rows[["value", "low", "high"]].astype(float)
    beyond = figures[["low", "high"]].isna().any(axis=None) or np.isinf(figures).any(axis=None)
    return bool(beyond or (log and (figures == 0).any(axis=None)))


def open_key(words: str = "arrow: goes on beyond the axis") -> Key:
    """Return the key entry of an arrow."""
    head = {**style.ARROW, "marker": ">", "markerfacecolor": style.CLAIMED}
    return Key(words, ({**style.THIN, "color": style.CLAIMED}, head))
