"""A sketch: a chart set down without matplotlib's artists, which cost ten times what they draw.

It has those calls of a matplotlib `Figure` and its `Axes` that the charts make, and writes the
same SVG as `ink` does of matplotlib's drawing, to a tenth of a point. Markers, fonts and colours
are matplotlib's own.

>>> sketch = Sketch(1, 1)
>>> sketch.text(0.5, 0.5, "193 killed", ha="right")
>>> '<text x="36" y="36" class=' in sketch.svg({"Title": "Said"})
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import style
from analysis.figures.strokes import (
    DPI,
    RULE_WIDTH,
    SPOT_DEPTH,
    Area,
    Box,
    Line,
    Look,
    Point,
    Signs,
    Spot,
    Words,
    Writing,
    label_below,
    label_beside,
    plain,
    rule_of,
    rule_of_line,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Mark = Line | Signs | Area | Words | Spot
TICK, PAD = 3.5, 3.5
"""Points of a tick, and between its end and the label."""
AXIS_DEPTH, SPAN_DEPTH, LINE_DEPTH, EDGE_DEPTH, TEXT_DEPTH = 0.5, 1.0, 2.0, 2.5, 3.0
"""Where matplotlib puts ticks with their grid, strips, lines, the edges of axes, and words."""
BELOW_ALL = -1000.0
"""The logarithm that matplotlib takes for numbers that have none."""
NEAR = 1e-10
"""Share of an axis by which a tick may lie beyond its end."""
GRID_RULE = rule_of(style.GRID, RULE_WIDTH, cap="projecting")
TICK_RULE = rule_of(style.RULE, RULE_WIDTH, face=style.RULE)
HEAD = (
    '<?xml version="1.0" encoding="utf-8" standalone="no"?>'
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
    '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}pt" height="{height}pt" '
    'viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" version="1.1">'
    "<title>{title}</title><metadata>"
    '<rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:cc="http://creativecommons.org/ns#" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work>'
    '<dc:type rdf:resource="http://purl.org/dc/dcmitype/StillImage"/>{told}'
    "</cc:Work></rdf:RDF></metadata>"
    '<defs><style type="text/css">*{{stroke-linejoin: round; stroke-linecap: butt}}</style></defs>'
)
TOLD = ("Title", "Description", "Format", "Source")
"""What the metadata of a drawing say, in their order."""


class Sketch:
    """A sheet on which charts are set down.

    Parameters
    ----------
    width, height : float
        Inches.

    Attributes
    ----------
    redrawn : callable
        Draws the same chart with matplotlib's artists.
    """

    dpi = DPI

    def __init__(self, width: float, height: float) -> None:
        self.redrawn: Callable[[], Drawing] | None = None
        self.width, self.height = width * DPI, height * DPI
        self._inches = height
        self._panels: list[SketchAxes] = []
        self._drawn: list[tuple[float, Mark]] = []
        self._texts: list[tuple[float, Mark]] = []

    def get_figheight(self) -> float:
        """Return the height in inches."""
        return self._inches

    def add_axes(self, box: Sequence[float]) -> SketchAxes:
        """Add axes; the box is left, foot, width and height in shares of the sheet."""
        self._panels.append(SketchAxes(self, box))
        return self._panels[-1]

    def add_spot(self, spot: Spot) -> None:
        """Add the place of a mark."""
        self._drawn.append((SPOT_DEPTH, spot))

    def plot(self, xs: Iterable[float], ys: Iterable[float], **look: Any) -> None:
        """Draw a line, or marks, through places in shares from the lower left corner."""
        places = [self._at(x, y) for x, y in zip(xs, ys, strict=True)]
        self._drawn += [(depth, make(places)) for depth, make in _plotted(look, None)]

    def fill(self, corner: Point, wide: float, tall: float, colour: str, depth: float) -> None:
        """Fill a rectangle; all in shares, from its lower left corner."""
        x, y = corner
        area = Area((self._at(x, y), self._at(x + wide, y + tall)), colour)
        self._drawn.append((depth, area))

    def text(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write a line of text that begins at a place in shares, or ends there."""
        size, weight = look.get("fontsize", style.SIZE), look.get("fontweight", "normal")
        colour, side = look.get("color", style.INK), look.get("ha", "left")
        if text:
            words = Words(self._at(x, y), text, size, weight, colour, side)
            self._texts.append((TEXT_DEPTH, words))

    def marks(self) -> Iterator[Mark]:
        """Give all that is drawn, what lies lowest first."""
        yield Area(((0, self.height), (self.width, 0)), style.PAPER)
        for panel in self._panels:
            yield from panel.marks()
        for _, mark in sorted([*self._drawn, *self._texts], key=itemgetter(0)):
            yield mark

    def svg(self, words: dict[str, str]) -> str:
        """Return the sketch as SVG.

        Parameters
        ----------
        words : dict
            Title, description and source, for its metadata.
        """
        to = Writing()
        for mark in self.marks():
            mark.write(to)
        said = {"Format": "image/svg+xml", **words}
        told = "".join(_element(f"dc:{name.lower()}", said[name]) for name in TOLD if name in said)
        title, size = escape(words["Title"], quote=False), (plain(self.width), plain(self.height))
        head = HEAD.format(title=title, told=told, width=size[0], height=size[1])
        return f"{head}{''.join(to.parts)}{to.ending()}</svg>\n"

    def _at(self, x: float, y: float) -> Point:
        return x * self.width, self.height - y * self.height


@dataclass
class Scale:
    """One axis of a panel."""

    low: float = 0.0
    high: float = 1.0
    base: int = 0
    """Of its logarithm; 0 if equal differences lie equally far apart."""
    ticks: Sequence[float] = ()
    labels: Sequence[str] = ()
    has_grid: bool = True

    def set_ticks(
        self, ticks: Iterable[float], labels: Iterable[str] | None = None, *, minor: bool = False
    ) -> None:
        """Set where the axis has ticks; it grows until it holds them all."""
        if minor:
            return
        self.ticks = [float(tick) for tick in ticks]
        self.labels = [""] * len(self.ticks) if labels is None else list(map(str, labels))
        low, high = sorted((self.low, self.high))
        ends = min(low, *self.ticks, high), max(high, *self.ticks, low)
        self.low, self.high = ends if self.low <= self.high else ends[::-1]

    def shares(self, values: Iterable[float]) -> list[float]:
        """Return where values lie between the ends of the axis."""
        low, high, *found = (self._level(value) for value in (self.low, self.high, *values))
        return [(value - low) / (high - low) for value in found]

    def shown(self) -> Iterator[tuple[float, str]]:
        """Give the share of each tick between the ends, and its label."""
        for share, label in zip(self.shares(self.ticks), self.labels, strict=True):
            if -NEAR <= share <= 1 + NEAR:
                yield share, label

    def _level(self, value: float) -> float:
        if not self.base:
            return float(value)
        if value <= 0:
            return BELOW_ALL
        return math.log2(value) if self.base == 2 else math.log10(value)


class Edge:
    """One edge of a panel."""

    def __init__(self, *, visible: bool) -> None:
        self.visible, self.colour = visible, style.RULE

    def set_visible(self, visible: bool) -> None:
        """Draw the edge, or do not."""
        self.visible = visible

    def set(self, *, visible: bool, color: str) -> None:
        """Set whether the edge is drawn, and its colour."""
        self.visible, self.colour = visible, color


@dataclass(frozen=True)
class Pending:
    """Something to be drawn in a panel once the ends of its axes are known.

    Parameters
    ----------
    make : callable
        Makes a mark of places.
    xs, ys : sequence of float
    shares : str
        The axis, "x" or "y", along which places are shares of the panel.
    """

    make: Callable[[list[Point]], Mark]
    xs: Sequence[float]
    ys: Sequence[float]
    shares: str = ""


class SketchAxes:
    """What charts ask of axes, and no more.

    Parameters
    ----------
    figure : Sketch
    box : sequence of float
        Left, foot, width and height, in shares of the sheet.
    """

    def __init__(self, figure: Sketch, box: Sequence[float]) -> None:
        self.figure, self.transData = figure, self
        self.x, self.width = box[0] * figure.width, box[2] * figure.width
        self.height, self.below = box[3] * figure.height, box[1] * figure.height
        self.foot = figure.height - self.below
        self.y = self.foot - self.height
        self.xaxis, self.yaxis = Scale(), Scale()
        shown = {"left": True, "right": False, "bottom": True, "top": False}
        self.spines = {side: Edge(visible=is_shown) for side, is_shown in shown.items()}
        self._plans: list[tuple[float, Pending]] = []
        self.set_xticks, self.set_yticks = self.xaxis.set_ticks, self.yaxis.set_ticks

    @property
    def clip(self) -> Box:
        """What is drawn within the axes ends here."""
        return self.x, self.y, self.width, self.height

    def get_window_extent(self) -> SketchAxes:
        """Return what has the width and the height of the panel, in points."""
        return self

    def get_xlim(self) -> Point:
        """Return the ends of the horizontal axis."""
        return self.xaxis.low, self.xaxis.high

    def get_ylim(self) -> Point:
        """Return the ends of the vertical axis."""
        return self.yaxis.low, self.yaxis.high

    def set_xlim(self, low: float, high: float) -> None:
        """Set the ends of the horizontal axis."""
        self.xaxis.low, self.xaxis.high = float(low), float(high)

    def set_ylim(self, low: float, high: float) -> None:
        """Set the ends of the vertical axis; the greater one first turns it over."""
        self.yaxis.low, self.yaxis.high = float(low), float(high)

    def set_xscale(self, kind: str, base: int = 10) -> None:
        """Let equal factors lie equally far apart along the horizontal axis."""
        self.xaxis.base = base if kind == "log" else 0

    def set_yscale(self, kind: str, base: int = 10) -> None:
        """Let equal factors lie equally far apart along the vertical axis."""
        self.yaxis.base = base if kind == "log" else 0

    def grid(self, *, axis: str = "both", visible: bool = True) -> None:
        """Draw lines at the ticks, or do not."""
        for name, own in (("x", self.xaxis), ("y", self.yaxis)):
            own.has_grid = visible if axis in (name, "both") else own.has_grid

    def transform(self, place: Point) -> np.ndarray:
        """Return where a place lies, in points from the lower left corner of the sheet."""
        x, y = place
        return np.array([self._across([x])[0], self.figure.height - self._down([y])[0]])

    def plot(self, xs: Iterable[float], ys: Iterable[float], **look: Any) -> None:
        """Draw a line, or marks, through values."""
        xs, ys = list(xs), list(ys)
        clip = self.clip if look.get("clip_on", True) else None
        self._plans += [(depth, Pending(make, xs, ys)) for depth, make in _plotted(look, clip)]

    def axhline(self, at: float, begin: float = 0, end: float = 1, **look: Any) -> None:
        """Draw a line across, from one share of the width to another."""
        self._line(Pending(self._pen(look), (begin, end), (at, at), shares="x"), look)

    def axvline(self, at: float, **look: Any) -> None:
        """Draw a line from the foot to the top."""
        self._line(Pending(self._pen(look), (at, at), (0, 1), shares="y"), look)

    def axhspan(
        self,
        low: float,
        high: float,
        begin: float = 0,
        end: float = 1,
        *,
        facecolor: str,
        **look: Any,
    ) -> None:
        """Fill a strip across, from one share of the width to another."""
        make = partial(Area, colour=facecolor, clip=self.clip)
        plan = Pending(make, (begin, end), (low, high), shares="x")
        self._line(plan, {"zorder": SPAN_DEPTH, **look})

    def axvspan(self, low: float, high: float, *, facecolor: str, **look: Any) -> None:
        """Fill a strip from the foot to the top."""
        make = partial(Area, colour=facecolor, clip=self.clip)
        self._line(Pending(make, (low, high), (0, 1), shares="y"), {"zorder": SPAN_DEPTH, **look})

    def marks(self) -> Iterator[Mark]:
        """Give all that is drawn, what lies lowest first."""
        yield Area(((self.x, self.foot), (self.x + self.width, self.y)), style.PAPER)
        drawn = [(depth, [plan.make(self._placed(plan))]) for depth, plan in self._plans]
        drawn.append((EDGE_DEPTH, self._edges()))
        drawn += [(AXIS_DEPTH, self._ticks_below()), (AXIS_DEPTH, self._ticks_beside())]
        for _, marks in sorted(drawn, key=itemgetter(0)):
            yield from marks

    def _pen(self, look: Look) -> Callable[[list[Point]], Line]:
        return partial(Line, rule=rule_of_line(look), clip=self.clip)

    def _line(self, plan: Pending, look: Look) -> None:
        self._plans.append((look.get("zorder", LINE_DEPTH), plan))

    def _placed(self, plan: Pending) -> list[Point]:
        xs = plan.xs if plan.shares == "x" else self.xaxis.shares(plan.xs)
        ys = plan.ys if plan.shares == "y" else self.yaxis.shares(plan.ys)
        return [(self._right(x), self._up(y)) for x, y in zip(xs, ys, strict=True)]

    def _right(self, share: float) -> float:
        return self.x + share * self.width

    def _up(self, share: float) -> float:
        return self.figure.height - (self.below + share * self.height)

    def _across(self, values: Iterable[float]) -> list[float]:
        return [self._right(share) for share in self.xaxis.shares(values)]

    def _down(self, values: Iterable[float]) -> list[float]:
        return [self._up(share) for share in self.yaxis.shares(values)]

    def _edges(self) -> Iterator[Line]:
        left, right = self.x, self.x + self.width
        ends = {
            "left": ((left, self.foot), (left, self.y)),
            "right": ((right, self.foot), (right, self.y)),
            "bottom": ((left, self.foot), (right, self.foot)),
            "top": ((left, self.y), (right, self.y)),
        }
        for side, edge in self.spines.items():
            if edge.visible:
                rule = rule_of(edge.colour, RULE_WIDTH, join="miter", cap="projecting")
                yield Line(ends[side], rule)

    def _ticks_below(self) -> Iterator[Mark]:
        for share, label in self.xaxis.shown():
            x = self._right(share)
            if self.xaxis.has_grid:
                yield Line([(x, self.foot), (x, self.y)], GRID_RULE, self.clip)
            yield Line([(x, self.foot), (x, self.foot + TICK)], TICK_RULE)
            yield from label_below(label, x, self.foot + TICK + PAD)

    def _ticks_beside(self) -> Iterator[Mark]:
        for share, label in self.yaxis.shown():
            y = self._up(share)
            if self.yaxis.has_grid:
                yield Line([(self.x, y), (self.x + self.width, y)], GRID_RULE, self.clip)
            yield Line([(self.x, y), (self.x - TICK, y)], TICK_RULE)
            yield from label_beside(label, self.x - TICK - PAD, y)


def _plotted(look: Look, clip: Box | None) -> Iterator[tuple[float, Callable[[list[Point]], Mark]]]:
    """Give what makes the line and the marks that a look asks for, with their depth."""
    depth = look.get("zorder", LINE_DEPTH)
    if look.get("linestyle", "solid") != "none":
        yield depth, partial(Line, rule=rule_of_line(look), clip=clip)
    if look.get("marker"):
        yield depth, partial(Signs, look=look, clip=clip)


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text, quote=False)}</{tag}>"
