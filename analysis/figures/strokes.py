"""What a sketch is made of: lines, marks, areas and words, each written as SVG.

Places are points from the left and from the top of the sheet. Looks are matplotlib's keywords.

>>> to = Writing()
>>> Line([(1, 2), (5, 2)], rule_of_line({"color": "#222222", "linewidth": 0.8})).write(to)
>>> to.parts
['<path d="M1 2H5" class="fcc9b05"/>']
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from html import escape
from typing import Any

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

from analysis.data.names import without_isolates
from analysis.figures import style

DPI = 72
"""An SVG counts in points."""
LINES_KEPT = 10_000
"""Lines of text whose extent is kept; a report has some three hundred."""
COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
FACES = '"DejaVu Sans",Verdana,system-ui,sans-serif'
"""What a reader's device shows words in: the face they were measured in, or one about as wide."""
ANCHORS = {"right": ("end", 1.0), "center": ("middle", 0.5)}
"""How SVG calls the end at which words are aligned, and how far along the line it lies."""
NAME_DIGITS = 6
"""Of a look's digest in its class: the same look has one name in all drawings of a page."""
UNITS = 64
"""A font counts in 64ths of the points that a text is measured in."""
SLACK = 0.05
"""Dots that a line may lie beyond an edge and not be cut there: less than is written."""
UNSEEN = {"fill-opacity": "0"}
"""The look of a spot: a page shows it under the pointer."""
FONT_SIZE = 100.0
"""In which a text is measured: that of matplotlib."""
SPOT_DEPTH = 2.9
"""Over the marks of axes and under the words of the sheet."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, width and height."""
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
        self.clips: dict[Box, str] = {}

    def add(
        self, tag: str, given: str, rule: str, *, clip: Box | None = None, text: str = ""
    ) -> None:
        """Write an element with attributes that are written already, and a look."""
        name = self.looks.setdefault(rule, name_of(rule))
        cut = f' clip-path="url(#{self._clip(clip)})"' if clip else ""
        end = f">{escape(text, quote=False)}</{tag}>" if text else "/>"
        self.parts.append(f'<{tag} {given} class="{name}"{cut}{end}')

    def _clip(self, box: Box) -> str:
        name = f"p{sha256(str(box).encode()).hexdigest()[:10]}"
        return self.clips.setdefault(box, name)

    def ending(self) -> str:
        """Return the rules of all looks, and the clips."""
        rules = "".join(f".{name}{{{rule}}}" for rule, name in sorted(self.looks.items()))
        clips = "".join(_clip_path(name, *map(plain, box)) for box, name in self.clips.items())
        end = f"<style>text{{font-family:{FACES}}}{rules}</style>"
        return end + (f"<defs>{clips}</defs>" if clips else "")


def _clip_path(name: str, x: str, y: str, wide: str, tall: str) -> str:
    box = f'<rect x="{x}" y="{y}" width="{wide}" height="{tall}"/>'
    return f'<clipPath id="{name}">{box}</clipPath>'


@dataclass(slots=True)
class Line:
    """A line through places; a missing one lifts the pen."""

    places: Sequence[Point]
    rule: str
    clip: Box | None = None

    def write(self, to: Writing) -> None:
        """Write it as a path."""
        if drawn := steps(_segments(self.places)):
            to.add("path", f'd="{drawn}"', self.rule, clip=_cut(self.places, self.clip))


@dataclass(slots=True)
class Signs:
    """Marks of one look."""

    places: Sequence[Point]
    look: Look
    clip: Box | None = None

    def write(self, to: Writing) -> None:
        """Write them as one shape, and as two if they are half filled."""
        known = [place for place in self.places if math.isfinite(sum(place))]
        if not known:
            return
        size = self.look.get("markersize", MARKER_SIZE)
        shapes = _shapes_of(*_sign_of(self.look), size)
        for shape, rule in zip(shapes, _rules_of_sign(self.look), strict=False):
            drawn = "".join(steps(_moved(shape, place)) for place in known)
            to.add("path", f'd="{drawn}"', rule, clip=self.clip)


@dataclass(slots=True)
class Area:
    """A rectangle from one corner to the opposite one."""

    corners: Sequence[Point]
    colour: str
    clip: Box | None = None

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
        rule = _rule_of_text(self.size, self.weight, self.colour, self.ha)
        to.add("text", given, rule, text=self.text)


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of one mark: its value in words, and what stands behind it; nothing of it is seen.

    Only SVG has it. There it is a group with a title, which browsers show under the pointer; a
    page makes a link to the receipt of it.

    Parameters
    ----------
    box : tuple of float
        Left, top, right and bottom, in inches from the upper left corner of the drawing.
    words : str
    receipt : str
        The key of a receipt.
    """

    box: Box
    words: str
    receipt: str

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


def _cut(places: Iterable[Point], box: Box | None) -> Box | None:
    """Return the box if something of a line or a rectangle is cut off at its edges."""
    if box is None:
        return None
    left, top, wide, tall = box
    is_within = all(
        left - SLACK <= x <= left + wide + SLACK and top - SLACK <= y <= top + tall + SLACK
        for x, y in places
    )
    return None if is_within else box


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


def _sign_of(look: Look) -> tuple[Any, str]:
    return look["marker"], look.get("fillstyle", "full")


@lru_cache(SHAPES_KEPT)
def _style_of(marker: Any, fill: str) -> MarkerStyle:
    return MarkerStyle(marker, fill)


@lru_cache(SHAPES_KEPT)
def _shapes_of(marker: Any, fill: str, size: float) -> tuple[Shape, ...]:
    """Return a marker at a size in points: one shape, or two if it is half filled."""
    sign = _style_of(marker, fill)
    whole = [(sign.get_path(), sign.get_transform())]
    if sign.get_alt_path():
        whole.append((sign.get_alt_path(), sign.get_alt_transform()))
    return tuple(
        tuple(
            (tuple(points.tolist()), int(code))
            for points, code in path.iter_segments(way.frozen().scale(size).scale(1, -1))
        )
        for path, way in whole
    )


def _moved(shape: Shape, place: Point) -> Iterator[tuple[Sequence[float], int]]:
    x, y = place
    for points, code in shape:
        yield [n + (y if at % 2 else x) for at, n in enumerate(points)], code


def _rules_of_sign(look: Look) -> list[str]:
    """Return the look of a marker, and that of its other half."""
    line = look.get("color", BLACK)
    sign = _style_of(*_sign_of(look))
    faces = [look.get("markerfacecolor", line), look.get("markerfacecoloralt", style.PAPER)]
    if sign.get_fillstyle() == "none":
        faces = ["none"]
    edge, width = look.get("markeredgecolor", line), look.get("markeredgewidth", 1.0)
    ends = {"join": sign.get_joinstyle(), "cap": sign.get_capstyle()}
    return [rule_of(edge, width, face=face, **ends) for face in faces]


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
def _rule_of_text(size: float, weight: str, colour: str, ha: str) -> str:
    look = {"font-size": f"{brief(size)}px"}
    look |= {"font-weight": weight} if weight != "normal" else {}
    look |= {"text-anchor": ANCHORS[ha][0]} if ha in ANCHORS else {}
    return as_rule(look | ({"fill": _hex(colour)} if _hex(colour) != BLACK else {}))


@cache
def _hex(colour: str) -> str:
    return to_hex(colour)


def label_beside(label: str, x: float, y: float) -> Iterator[Words]:
    """Give the label of a tick that ends left of it, in the middle of its height."""
    if label:
        yield Words((x, y + _measured(label)[1] / 2), label, ha="right")


def label_below(label: str, x: float, top: float) -> Iterator[Words]:
    """Give the lines of the label of a tick, each in the middle below it."""
    lines = label.split("\n")
    gap = _line_of_face()[2] if len(lines) > 1 else 0.0
    for line in lines:
        width, ascent, descent = _measured(line, gap)
        if len(lines) > 1:
            # as matplotlib does, which says of one line alone where its middle is
            yield Words((x - width / 2, top + ascent), line)
        elif line:
            yield Words((x, top + ascent), line, ha="center")
        top += ascent + descent


@lru_cache(LINES_KEPT)
def extent_of(text: str, file: str) -> tuple[float, float, float]:
    """Return width, height and descent of a line of text, at the size in which fonts are read."""
    font = get_font(file)
    font.set_size(FONT_SIZE, DPI)
    font.set_text(without_isolates(text), 0, flags=LoadFlags.NO_HINTING)
    width, height = font.get_width_height()
    return width / UNITS, height / UNITS, font.get_descent() / UNITS


def face_file(weight: str = "normal") -> str:
    """Return the file of the face that drawings are measured in."""
    return file_of(("DejaVu Sans",), (("weight", weight),))


@cache
def file_of(family: tuple[str, ...], ways: tuple[tuple[str, Any], ...]) -> str:
    return str(findfont(FontProperties(family=list(family), **dict(ways))))


def _measured(text: str, gap: float = 0.0) -> tuple[float, float, float]:
    """Return width, ascent and descent of a line of a label, with its part of a gap."""
    scale = style.SIZE / FONT_SIZE
    width, height, descent = (part * scale for part in extent_of(text, face_file()))
    least_ascent, least_descent, _ = _line_of_face()
    ascent, descent = max(height - descent, least_ascent), max(descent, least_descent)
    return width, ascent + gap / 2, descent + gap / 2


@cache
def _line_of_face() -> tuple[float, float, float]:
    """Return ascent, descent and gap of a line of labels, as the font has them."""
    font = get_font(face_file())
    table = font.get_sfnt_table("OS/2")
    scale = style.SIZE / font.get_sfnt_table("head")["unitsPerEm"]
    names = ("sTypoAscender", "sTypoDescender", "sTypoLineGap")
    ascent, descent, gap = (table[name] * scale for name in names)
    return ascent, -descent, gap


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
