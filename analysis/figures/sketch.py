"""A sketch: a chart set down without matplotlib's artists, which cost ten times what they draw.

It has those calls of a matplotlib `Figure` and its `Axes` that the charts make, and writes the
same SVG as `renderer` does of matplotlib's drawing, to a tenth of a point. Markers, fonts, colours
and the keywords of looks are matplotlib's own; places are points from the left and from the top.

>>> sketch = Sketch(1, 1)
>>> sketch.text(0.5, 0.5, "193 killed", ha="right")
>>> '<text x="36" y="36" class=' in sketch.svg({"Title": "Said"})
True
>>> to = Writing()
>>> Line([(1, 2), (5, 2)], rule_of_line({"color": "#222222", "linewidth": 0.8})).write(to)
>>> to.parts
['<path d="M1 2H5" class="fcc9b05"/>']
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from hashlib import sha256
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

from analysis.figures import style
from analysis.figures.style import DPI, line_extent, line_of_face

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

LINES_KEPT = 10_000
"""Lines of text whose extent is kept; a report has some three hundred."""
COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
FACES = '"DejaVu Sans",Verdana,system-ui,sans-serif'
"""What a reader's device shows words in: the face they were measured in, or one about as wide."""
ANCHORS = {"right": ("end", 1.0), "center": ("middle", 0.5)}
"""How SVG calls the end at which words are aligned, and how far along the line it lies."""
NAME_DIGITS = 6
"""Of a look's digest in its class: the same look has one name in all drawings of a page."""
SLACK = 0.05
"""Dots that a line may lie beyond an edge and not be cut there: less than is written."""
UNSEEN = {"fill-opacity": "0"}
"""The look of a spot: a page shows it under the pointer."""
FILL_DEPTH = 0.5
"""Under all marks of a lane."""
SPOT_DEPTH = 2.9
"""Over the marks of axes and under the words of the sheet."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in inches from the upper left corner of the drawing."""
Window = tuple[float, float, float, float]
"""Left, top, width and height of what a drawing is cut off at, in points."""
Look = dict[str, Any]
Shape = tuple[tuple[tuple[float, ...], int], ...]
"""The segments of a marker about its middle, downwards."""
LINE_WIDTH = 1.5
MARKER_SIZE = 6.0
RULE_WIDTH = 0.8
BLACK = "#000000"
SIMPLER = 128
"""Points from which on matplotlib leaves out those that change nothing."""
SHAPES_KEPT = 256
CAPS = {"projecting": "square", "round": "round"}
"""How SVG calls the ends of lines."""


class Writing:
    """The SVG of one sketch while it is written: its elements, looks and clips."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.looks: dict[str, str] = {}
        self.clips: dict[Window, str] = {}

    def add(
        self, tag: str, given: str, rule: str, *, clip: Window | None = None, text: str = ""
    ) -> None:
        """Write an element with attributes that are written already, and a look."""
        name, cut = self.looks.setdefault(rule, name_of(rule)), ""
        if clip:
            clip_name = f"p{sha256(str(clip).encode()).hexdigest()[:10]}"
            cut = f' clip-path="url(#{self.clips.setdefault(clip, clip_name)})"'
        end = f">{escape(text, quote=False)}</{tag}>" if text else "/>"
        self.parts.append(f'<{tag} {given} class="{name}"{cut}{end}')

    def ending(self) -> str:
        """Return the rules of all looks, and the clips."""
        rules = "".join(f".{name}{{{rule}}}" for rule, name in sorted(self.looks.items()))
        clips = ""
        for window, name in self.clips.items():
            x, y, wide, tall = map(plain, window)
            shape = f'<rect x="{x}" y="{y}" width="{wide}" height="{tall}"/>'
            clips += f'<clipPath id="{name}">{shape}</clipPath>'
        end = f"<style>text{{font-family:{FACES}}}{rules}</style>"
        return end + (f"<defs>{clips}</defs>" if clips else "")


@dataclass(slots=True)
class Line:
    """A line through places; a missing one lifts the pen."""

    places: Sequence[Point]
    rule: str
    clip: Window | None = None

    def write(self, to: Writing) -> None:
        """Write it as a path."""
        if drawn := steps(_segments(self.places)):
            to.add("path", f'd="{drawn}"', self.rule, clip=_cut(self.places, self.clip))


@dataclass(slots=True)
class Signs:
    """Marks of one look."""

    places: Sequence[Point]
    look: Look
    clip: Window | None = None

    def write(self, to: Writing) -> None:
        """Write them as one shape, and as two if they are half filled."""
        known = [place for place in self.places if math.isfinite(sum(place))]
        if not known:
            return
        look = self.look
        given = look["marker"], look.get("fillstyle", "full"), look.get("markersize", MARKER_SIZE)
        sign, shapes = _sign_of(*given)
        line = look.get("color", BLACK)
        faces = [look.get("markerfacecolor", line), look.get("markerfacecoloralt", style.PAPER)]
        if sign.get_fillstyle() == "none":
            faces = ["none"]
        edge, width = look.get("markeredgecolor", line), look.get("markeredgewidth", 1.0)
        ends = {"join": sign.get_joinstyle(), "cap": sign.get_capstyle()}
        for shape, face in zip(shapes, faces, strict=False):
            drawn = "".join(steps(_moved(shape, place)) for place in known)
            to.add("path", f'd="{drawn}"', rule_of(edge, width, face=face, **ends), clip=self.clip)


@dataclass(slots=True)
class Area:
    """A rectangle from one corner to the opposite one."""

    corners: Sequence[Point]
    colour: str
    clip: Window | None = None

    def write(self, to: Writing) -> None:
        """Write it as a path, from its first corner along the horizontal side."""
        (x, y), (to_x, to_y) = ((brief(x), brief(y)) for x, y in self.corners)
        given = f'd="M{x} {y}H{to_x}V{to_y}H{x}z"'
        to.add("path", given, f"fill:{_hex(self.colour)}", clip=_cut(self.corners, self.clip))


@dataclass(slots=True)
class Words:
    """One line of text, from the left end of its baseline or to another."""

    place: Point
    text: str
    size: float = style.SIZE
    weight: str = "normal"
    colour: str = style.INK
    ha: str = "left"

    def write(self, to: Writing) -> None:
        """Write it as text."""
        given = f'x="{brief(self.place[0])}" y="{brief(self.place[1])}"'
        anchor, _ = ANCHORS.get(self.ha, ("", 0.0))
        rule = rule_of_text(self.size, self.weight, self.colour, anchor)
        to.add("text", given, rule, text=self.text)


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of one mark: its value in words, and what stands behind it; nothing of it is seen.

    Only SVG has it. There it is a group with a title, which browsers show under the pointer; a
    page makes a link to the receipt of it.
    """

    box: Box
    words: str
    receipt: str
    """The key of a receipt."""

    def write(self, to: Writing) -> None:
        """Write it as a group with its words."""
        left, top, right, bottom = (brief(inches * DPI) for inches in self.box)
        title = f"<title>{escape(self.words, quote=False)}</title>"
        to.parts.append(f'<g data-receipt="{escape(self.receipt)}">{title}')
        to.add("path", f'd="M{left} {top}H{right}V{bottom}H{left}z"', as_rule(UNSEEN))
        to.parts.append("</g>")


def plain(number: float) -> str:
    """Write a number as matplotlib does.

    >>> plain(443.63), plain(270.0)
    ('443.63', '270')
    """
    return f"{number:f}".rstrip("0").rstrip(".")


def _cut(places: Iterable[Point], window: Window | None) -> Window | None:
    """Return the window if something of a line or a rectangle is cut off at its edges."""
    if window is None:
        return None
    left, top, wide, tall = window
    is_within = all(
        left - SLACK <= x <= left + wide + SLACK and top - SLACK <= y <= top + tall + SLACK
        for x, y in places
    )
    return None if is_within else window


def _segments(places: Sequence[Point]) -> Iterator[tuple[Sequence[float], int]]:
    """Give the segments of a line."""
    if len(places) >= SIMPLER:
        path = Path(np.array(places, dtype=float))
        yield from ((at.tolist(), code) for at, code in path.iter_segments(simplify=True))
        return
    is_down = False
    for place in places:
        is_known = math.isfinite(sum(place))
        if is_known:
            yield place, Path.LINETO if is_down else Path.MOVETO
        is_down = is_known


@lru_cache(SHAPES_KEPT)
def _sign_of(marker: Any, fill: str, size: float) -> tuple[MarkerStyle, list[Shape]]:
    """Return a marker, and its shape at a size in points: one, or two if it is half filled."""
    sign = MarkerStyle(marker, fill)
    whole = [(sign.get_path(), sign.get_transform())]
    if sign.get_alt_path():
        whole.append((sign.get_alt_path(), sign.get_alt_transform()))
    return sign, [
        tuple(
            (tuple(points.tolist()), int(code))
            for points, code in path.iter_segments(way.frozen().scale(size).scale(1, -1))
        )
        for path, way in whole
    ]


def _moved(shape: Shape, place: Point) -> Iterator[tuple[Sequence[float], int]]:
    x, y = place
    for points, code in shape:
        yield [n + (y if at % 2 else x) for at, n in enumerate(points)], code


def rule_of_line(look: Look) -> str:
    """Return the rule of a line by matplotlib's keywords."""
    dashes = look.get("linestyle", "solid")
    is_dashed = isinstance(dashes, tuple)
    cap = "butt" if is_dashed else look.get("solid_capstyle", "projecting")
    colour, width = look.get("color", BLACK), look.get("linewidth", LINE_WIDTH)
    return rule_of(colour, width, dashes[1] if is_dashed else (), cap=cap)


@cache
def rule_of(
    colour: str,
    width: float,
    dashes: tuple[float, ...] = (),
    *,
    face: str = "",
    join: str = "round",
    cap: str = "butt",
) -> str:
    """Return the rule of a line or, with a face, of a shape.

    >>> rule_of("#222222", 0.8, (4, 3))
    'fill:none;stroke-dasharray:3.2,2.4;stroke-dashoffset:0;stroke:#222222;stroke-width:0.8'
    """
    look = {} if face else {"fill": "none"}
    if face == "none":
        look["fill-opacity"] = "0"
    elif face and _hex(face) != BLACK:
        look["fill"] = _hex(face)
    if dashes:
        look["stroke-dasharray"] = ",".join(plain(step * width) for step in dashes)
        look["stroke-dashoffset"] = "0"
    if width:
        look["stroke"] = _hex(colour)
        look |= {"stroke-width": plain(width)} if width != 1 else {}
        look |= {"stroke-linejoin": join} if join != "round" else {}
        look |= {"stroke-linecap": CAPS[cap]} if cap != "butt" else {}
    return as_rule(look)


@cache
def rule_of_text(
    size: float, weight: str, colour: str, anchor: str, slant: str = "normal", opacity: float = 1
) -> str:
    """Return the rule of a line of text, which is not written where it is as usual."""
    look = {"font-size": f"{brief(size)}px"}
    look |= {"font-weight": weight} if weight != "normal" else {}
    look |= {"font-style": slant} if slant != "normal" else {}
    look |= {"text-anchor": anchor} if anchor else {}
    look |= {"fill": _hex(colour)} if _hex(colour) != BLACK else {}
    return as_rule(look | ({"opacity": brief(opacity)} if opacity != 1 else {}))


@cache
def _hex(colour: str) -> str:
    return to_hex(colour)


def as_rule(look: Mapping[str, str]) -> str:
    """Write a look as the declarations of a rule."""
    return ";".join(f"{name}:{value}" for name, value in look.items())


@lru_cache(LINES_KEPT)
def name_of(rule: str) -> str:
    """Name a look by what it says, so that it has one name everywhere."""
    return f"f{sha256(rule.encode()).hexdigest()[:NAME_DIGITS]}"


def steps(segments: Iterator[tuple[Sequence[float], int]]) -> str:
    """Write the segments of a path; a straight line along an axis has one number."""
    drawn: list[str] = []
    last = ("", "")
    for points, code in segments:
        if code == Path.CLOSEPOLY:
            drawn.append("z")
            continue
        numbers = [brief(number) for number in points]
        here = (numbers[-2], numbers[-1])
        if code == Path.LINETO and here[1] == last[1]:
            drawn.append(f"H{here[0]}")
        elif code == Path.LINETO and here[0] == last[0]:
            drawn.append(f"V{here[1]}")
        else:
            drawn.append(f"{COMMANDS[code]}{' '.join(numbers)}")
        last = here
    return "".join(drawn)


def brief(number: float) -> str:
    """Write a number to a tenth, without a zero at the end.

    >>> brief(18.4125), brief(7.0), brief(-0.01)
    ('18.4', '7', '0')
    """
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


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

    def fill(self, corner: Point, wide: float, tall: float, colour: str) -> None:
        """Fill a rectangle; all in shares, from its lower left corner."""
        x, y = corner
        area = Area((self._at(x, y), self._at(x + wide, y + tall)), colour)
        self._drawn.append((FILL_DEPTH, area))

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
        told = "".join(
            f"<dc:{name.lower()}>{escape(said[name], quote=False)}</dc:{name.lower()}>"
            for name in TOLD
            if name in said
        )
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

    def limits(self) -> Point:
        """Return the ends of the axis."""
        return self.low, self.high

    def set_limits(self, low: float, high: float) -> None:
        """Set the ends of the axis; the greater one first turns it over."""
        self.low, self.high = float(low), float(high)

    def set_kind(self, kind: str, base: int = 10) -> None:
        """Let equal factors lie equally far apart, or equal differences."""
        self.base = base if kind == "log" else 0

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


@dataclass
class Edge:
    """One edge of a panel."""

    visible: bool
    color: str = style.RULE

    def set(self, *, visible: bool, color: str = style.RULE) -> None:
        """Set whether the edge is drawn, and its colour."""
        self.visible, self.color = visible, color


class SketchAxes:
    """What charts ask of axes, and no more.

    Parameters
    ----------
    box : sequence of float
        Left, foot, width and height, in shares of the sheet.
    """

    def __init__(self, figure: Sketch, box: Sequence[float]) -> None:
        self.figure, self.transData = figure, self
        self.x, self.width = box[0] * figure.width, box[2] * figure.width
        self.height, self.below = box[3] * figure.height, box[1] * figure.height
        self.foot = figure.height - self.below
        self.y = self.foot - self.height
        self.clip = self.x, self.y, self.width, self.height
        """What is drawn within the axes ends here."""
        self.xaxis, self.yaxis = x, y = Scale(), Scale()
        self.get_xlim, self.set_xlim, self.set_xscale = x.limits, x.set_limits, x.set_kind
        self.get_ylim, self.set_ylim, self.set_yscale = y.limits, y.set_limits, y.set_kind
        self.set_xticks, self.set_yticks = x.set_ticks, y.set_ticks
        shown = {"left": True, "right": False, "bottom": True, "top": False}
        self.spines = {side: Edge(is_shown) for side, is_shown in shown.items()}
        self._plans: list[tuple[float, Callable[[], Mark]]] = []

    def get_window_extent(self) -> SketchAxes:
        """Return what has the width and the height of the panel, in points."""
        return self

    def grid(self, *, axis: str = "both", visible: bool = True) -> None:
        """Draw lines at the ticks, or do not."""
        for name, own in (("x", self.xaxis), ("y", self.yaxis)):
            own.has_grid = visible if axis in (name, "both") else own.has_grid

    def transform(self, place: Point) -> np.ndarray:
        """Return where a place lies, in points from the lower left corner of the sheet."""
        [(x, y)] = self._placed([place[0]], [place[1]])
        return np.array([x, self.figure.height - y])

    def plot(self, xs: Iterable[float], ys: Iterable[float], **look: Any) -> None:
        """Draw a line, or marks, through values."""
        xs, ys = list(xs), list(ys)
        clip = self.clip if look.get("clip_on", True) else None
        for depth, make in _plotted(look, clip):
            self._plan(depth, make, xs, ys)

    def axhline(self, at: float, begin: float = 0, end: float = 1, **look: Any) -> None:
        """Draw a line across, from one share of the width to another."""
        pen = partial(Line, rule=rule_of_line(look), clip=self.clip)
        self._plan(look.get("zorder", LINE_DEPTH), pen, (begin, end), (at, at), shares="x")

    def axvline(self, at: float, **look: Any) -> None:
        """Draw a line from the foot to the top."""
        pen = partial(Line, rule=rule_of_line(look), clip=self.clip)
        self._plan(look.get("zorder", LINE_DEPTH), pen, (at, at), (0, 1), shares="y")

    def axhspan(
        self, low: float, high: float, begin: float = 0, end: float = 1, **look: Any
    ) -> None:
        """Fill a strip across, from one share of the width to another."""
        fill = partial(Area, colour=look["facecolor"], clip=self.clip)
        self._plan(look.get("zorder", SPAN_DEPTH), fill, (begin, end), (low, high), shares="x")

    def axvspan(self, low: float, high: float, **look: Any) -> None:
        """Fill a strip from the foot to the top."""
        fill = partial(Area, colour=look["facecolor"], clip=self.clip)
        self._plan(look.get("zorder", SPAN_DEPTH), fill, (low, high), (0, 1), shares="y")

    def marks(self) -> Iterator[Mark]:
        """Give all that is drawn, what lies lowest first."""
        yield Area(((self.x, self.foot), (self.x + self.width, self.y)), style.PAPER)
        drawn = [(depth, [make()]) for depth, make in self._plans]
        drawn.append((EDGE_DEPTH, self._edges()))
        drawn += [(AXIS_DEPTH, self._ticks_below()), (AXIS_DEPTH, self._ticks_beside())]
        for _, marks in sorted(drawn, key=itemgetter(0)):
            yield from marks

    def _plan(
        self,
        depth: float,
        make: Callable[[list[Point]], Mark],
        xs: Sequence[float],
        ys: Sequence[float],
        shares: str = "",
    ) -> None:
        """Draw something once the ends of the axes are known; along one, values may be shares."""
        self._plans.append((depth, lambda: make(self._placed(xs, ys, shares))))

    def _placed(self, xs: Sequence[float], ys: Sequence[float], shares: str = "") -> list[Point]:
        xs = xs if shares == "x" else self.xaxis.shares(xs)
        ys = ys if shares == "y" else self.yaxis.shares(ys)
        return [(self._right(x), self._up(y)) for x, y in zip(xs, ys, strict=True)]

    def _right(self, share: float) -> float:
        return self.x + share * self.width

    def _up(self, share: float) -> float:
        return self.figure.height - (self.below + share * self.height)

    def _edges(self) -> Iterator[Line]:
        left, right, foot, top = self.x, self.x + self.width, self.foot, self.y
        ends = {
            "left": ((left, foot), (left, top)),
            "right": ((right, foot), (right, top)),
            "bottom": ((left, foot), (right, foot)),
            "top": ((left, top), (right, top)),
        }
        for side, edge in self.spines.items():
            if edge.visible:
                rule = rule_of(edge.color, RULE_WIDTH, join="miter", cap="projecting")
                yield Line(ends[side], rule)

    def _ticks_below(self) -> Iterator[Mark]:
        for share, label in self.xaxis.shown():
            x = self._right(share)
            if self.xaxis.has_grid:
                yield Line([(x, self.foot), (x, self.y)], GRID_RULE, self.clip)
            yield Line([(x, self.foot), (x, self.foot + TICK)], TICK_RULE)
            yield from _label_below(label, x, self.foot + TICK + PAD)

    def _ticks_beside(self) -> Iterator[Mark]:
        for share, label in self.yaxis.shown():
            y = self._up(share)
            if self.yaxis.has_grid:
                yield Line([(self.x, y), (self.x + self.width, y)], GRID_RULE, self.clip)
            yield Line([(self.x, y), (self.x - TICK, y)], TICK_RULE)
            if label:
                middle = y + line_extent(label)[1] / 2
                yield Words((self.x - TICK - PAD, middle), label, ha="right")


def _plotted(
    look: Look, clip: Window | None
) -> Iterator[tuple[float, Callable[[list[Point]], Mark]]]:
    """Give what makes the line and the marks that a look asks for, with their depth."""
    depth = look.get("zorder", LINE_DEPTH)
    if look.get("linestyle", "solid") != "none":
        yield depth, partial(Line, rule=rule_of_line(look), clip=clip)
    if look.get("marker"):
        yield depth, partial(Signs, look=look, clip=clip)


def _label_below(label: str, x: float, top: float) -> Iterator[Words]:
    """Give the lines of the label of a tick, each in the middle below it."""
    lines = label.split("\n")
    gap = line_of_face()[2] if len(lines) > 1 else 0.0
    for line in lines:
        width, ascent, descent = line_extent(line, gap)
        if len(lines) > 1:
            # as matplotlib does, which says of one line alone where its middle is
            yield Words((x - width / 2, top + ascent), line)
        elif line:
            yield Words((x, top + ascent), line, ha="center")
        top += ascent + descent
