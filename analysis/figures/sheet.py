"""A sheet: one drawing laid out in inches, with title, key and source line in their places.

Text is measured before anything is drawn, and the height follows from the content, so nothing
overlaps and no layout has to be solved. Positions run from the top left corner.

A ruler: a short axis drawn on the sheet itself, so that many cost what one set of axes does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from pandas import DataFrame

from analysis.data.names import FIRST_STRONG, POP, isolated_lines
from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.sketch import Sketch, SketchAxes
from analysis.figures.strokes import Spot
from analysis.store.columns import unswept
from analysis.text.say import Passage
from analysis.text.tables import MOST_ROWS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

_SKETCHED = ContextVar("sketched", default=True)
EDGE = 0.1
"""Inches of paper left free on every side."""
GLYPH = 0.24
"""Inches across a glyph of the key."""
KEY_LINE = style.LINE + 0.03
TEXTS_KEPT = 20_000
"""Texts whose width is kept: both drawings of a figure measure the same, and so do reports."""
BASELINE = 0.75
"""Where letters stand within a line of text, as a share of its height."""


@dataclass(frozen=True)
class Heading:
    """What stands above and below every drawing.

    Parameters
    ----------
    title : str
        Says whose figures these are.
    subtitle : str
        What is measured, in which unit.
    source : str
        Version of the data and of the rules, as the caller has them.
    """

    title: str
    subtitle: str
    source: str

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise AnalysisError("a figure needs a title that says whose figures it shows")
        if not self.source.strip():
            raise AnalysisError("a figure needs a source line with the version of data and rules")
        # A title is a sentence, also where the speaker's name begins small.
        object.__setattr__(self, "title", self.title[:1].upper() + self.title[1:])

    @property
    def foot(self) -> str:
        """The line at the foot, which no picture leaves without."""
        return f"{style.FOOTER} {self.source}"


@dataclass(frozen=True)
class Key:
    """One entry of the key: words, and the lines that draw the glyph beside them.

    A layer with a ``marker`` is drawn at the middle of the glyph, one without across it.
    """

    words: str
    layers: tuple[dict[str, Any], ...] = field(repr=False)


@dataclass
class Sheet:
    """A drawing of given width whose height follows from its title, key, body and foot.

    Parameters
    ----------
    heading : Heading
    width : float
        Inches.
    body : float
        Inches of height between the key and the foot.
    keys : sequence of Key
        Only the kinds of marks that occur.
    """

    heading: Heading
    width: float
    body: float
    keys: Sequence[Key] = ()
    drawing: Drawing | Sketch = field(init=False)
    top: float = field(init=False)
    """Inches from the upper edge to the body."""
    height: float = field(init=False)

    def __post_init__(self) -> None:
        room = self.width - 2 * EDGE
        title = wrap(self.heading.title, room, style.TITLE_SIZE, bold=True)
        subtitle = wrap(self.heading.subtitle, room)
        foot = wrap(self.heading.foot, room)
        places, key_lines = _flow([entry.words for entry in self.keys], room)
        title_line = style.LINE * style.TITLE_SIZE / style.SIZE
        key_top = EDGE + len(title) * title_line + len(subtitle) * style.LINE + 0.06
        self.top = key_top + key_lines * KEY_LINE + 0.1
        self.height = self.top + self.body + 0.1 + len(foot) * style.LINE + EDGE
        self.drawing = _paper(self.width, self.height)
        self.text(EDGE, EDGE, title, fontsize=style.TITLE_SIZE, fontweight="bold")
        self.text(EDGE, EDGE + len(title) * title_line, subtitle, color=style.SOFT_INK)
        for entry, (x, line, words) in zip(self.keys, places, strict=True):
            self._key(entry, words, EDGE + x, key_top + line * KEY_LINE)
        foot_top = self.height - EDGE - len(foot) * style.LINE
        self.text(EDGE, foot_top, foot, color=style.SOFT_INK)

    def text(self, x: float, y: float, lines: str | Sequence[str], **look: Any) -> None:
        """Write lines of text whose first line begins `y` inches below the upper edge."""
        step = style.LINE * look.get("fontsize", style.SIZE) / style.SIZE
        for index, line in enumerate([lines] if isinstance(lines, str) else lines):
            base = y + step * (index + BASELINE)
            place = (x / self.width, 1 - base / self.height)
            self.drawing.text(*place, drawable(line), va="baseline", **look)

    def axes(self, x: float, y: float, width: float, height: float) -> Axes | SketchAxes:
        """Return empty axes whose upper left corner is at (x, y), all in inches."""
        box = (
            x / self.width,
            1 - (y + height) / self.height,
            width / self.width,
            height / self.height,
        )
        return self.drawing.add_axes(box)

    def line(self, xs: Sequence[float], ys: Sequence[float], **look: Any) -> None:
        """Draw a line through points given in inches."""
        across = [x / self.width for x in xs]
        down = [1 - y / self.height for y in ys]
        if isinstance(self.drawing, Sketch):
            self.drawing.plot(across, down, **look)
        else:
            from matplotlib.lines import Line2D

            self.drawing.add_artist(Line2D(across, down, **look))

    def _key(self, entry: Key, words: Sequence[str], x: float, y: float) -> None:
        middle = y + style.LINE / 2
        for layer in entry.layers:
            ends = [x + GLYPH / 2] if layer.get("marker") else [x, x + GLYPH]
            self.line(ends, [middle] * len(ends), **layer)
        self.text(x + GLYPH + 0.06, y, words, color=style.SOFT_INK)


def _paper(width: float, height: float) -> Drawing | Sketch:
    """Return what a sheet draws on; sizes in inches."""
    if _SKETCHED.get():
        return Sketch(width, height)
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(width, height), layout="none")
    FigureCanvasSVG(drawing)
    return drawing


def add_spot(drawing: Drawing | Sketch, spot: Spot) -> None:
    """Let a place of a drawing tell its value, and lead to a receipt."""
    if isinstance(drawing, Sketch):
        drawing.add_spot(spot)
    else:
        from analysis.figures.ink import SpotArtist

        drawing.add_artist(SpotArtist(spot))


@contextmanager
def by_matplotlib() -> Iterator[None]:
    """Draw with matplotlib inside the block: a chart that needs more than a sketch has."""
    token = _SKETCHED.set(False)
    try:
        yield
    finally:
        _SKETCHED.reset(token)


def published(
    draw: Callable[[float], Drawing],
    heading: Heading,
    *,
    alt: str,
    caption: str | Passage,
    table: DataFrame,
    rows: DataFrame,
) -> Figure:
    """Draw a figure at both widths, in the style of the project, and add its words.

    It is sketched, and drawn by matplotlib for whoever asks for its axes.

    A column ``receipt`` of the rows goes to the rows of the table; one receipt of all rows goes
    to each row of a table of another length. Rows beyond `MOST_ROWS` are drawn and lead to none.
    """
    make = _sketch if _SKETCHED.get() else _by_matplotlib
    with unswept():
        wide, narrow = (make(draw, width) for width in (style.TEXT_WIDTH, style.NARROW_WIDTH))
    words = {"title": heading.title, "alt": alt, "caption": caption, "source": heading.foot}
    made = marks = tuple(rows["receipt"].head(MOST_ROWS)) if "receipt" in rows else ()
    if made and len(rows) != len(table):
        made = (made[0],) * len(table)
    return Figure(wide, narrow=narrow, table=table, receipts=made, marks=marks, **words)


def _sketch(draw: Callable[[float], Sketch], width: float) -> Sketch:
    sketch = draw(width)
    sketch.redrawn = partial(_by_matplotlib, draw, width)
    return sketch


def _by_matplotlib(draw: Callable[[float], Drawing], width: float) -> Drawing:
    with by_matplotlib(), style.styled():
        return draw(width)


ISOLATES = FIRST_STRONG + POP
"""Signs without width around what is read from right to left."""


@lru_cache(TEXTS_KEPT)
def drawable(text: str) -> str:
    """Put the sign for an unknown letter where the font has none; the table keeps the letter.

    A line break or a tab, for which no font has a glyph, becomes a space.

    >>> drawable("Бахмут\\n漢")
    'Бахмут \ufffd'
    """
    spaced = re.sub(r"[^\S\u00a0]", " ", text)
    return "".join(letter if letter in ISOLATES or _has(letter) else "\ufffd" for letter in spaced)


def text_width(text: str, size: float = style.SIZE, *, bold: bool = False) -> float:
    """Measure a line of text, in inches; kerning is left out and would only shorten it.

    >>> text_width("iii") < text_width("mmm")
    True
    """
    return _advances(drawable(text), bold) * size / 72


def wrap(text: str, room: float, size: float = style.SIZE, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit, at spaces only unless a word is too long.

    A no-break space holds its words together.

    Parameters
    ----------
    room : float
        Inches.

    Returns
    -------
    list of str
        No line for an empty text.

    Examples
    --------
    >>> wrap("Spokesman of the Eastern Group", 1.5)
    ['Spokesman of the', 'Eastern Group']
    """
    lines: list[str] = []
    for word in filter(None, re.split(r"[^\S\u00a0]+", drawable(text))):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _advances(longer, bold) * size / 72 <= room:
            lines[-1] = longer
        else:
            lines.extend(_pieces(word, room, size, bold))
    return isolated_lines(lines)


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and _advances(pieces[-1] + letter, bold) * size / 72 > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@lru_cache(TEXTS_KEPT)
def _advances(drawn: str, bold: bool) -> float:
    return sum(_advance(letter, bold) for letter in drawn if letter not in ISOLATES)


@cache
def _advance(letter: str, bold: bool) -> float:
    """How far one letter moves the pen, as a share of the font size."""
    face = _face(bold)
    face.set_size(100, 72)
    glyph = face.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100


@cache
def _has(letter: str) -> bool:
    return _face(False).get_char_index(ord(letter)) != 0


def _face(bold: bool) -> FT2Font:
    weight = "bold" if bold else "normal"
    return get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))


def _flow(words: Sequence[str], room: float) -> tuple[list[tuple[float, int, list[str]]], int]:
    """Set key entries one after the other.

    Returns inches from the left, line, and lines of words of each; and how many lines there are.
    """
    places: list[tuple[float, int, list[str]]] = []
    indent, x, line = GLYPH + 0.06, 0.0, 0
    for entry in words:
        wrapped = wrap(entry, room - indent)
        wide = indent + max(map(text_width, wrapped), default=0)
        if x and x + wide > room:
            x, line = 0.0, line + 1
        places.append((x, line, wrapped))
        line += len(wrapped) - 1
        x += wide + 0.2
    return places, line + 1 if places else 0


TICK = 3.5 / 72
"""Inches of a tick, and between its end and the label."""


@dataclass(frozen=True)
class Ruler:
    """An axis with its ticks, and a lane above it for one figure.

    Parameters
    ----------
    sheet : Sheet
    corner : tuple of float
        Inches from the left and from the top to the lane's upper left corner.
    size : tuple of float
        Width and height of the lane, in inches.
    ticks : mapping
        From value to label, in order; the first and the last are the ends of the axis.
    log : bool
        Whether equal factors, rather than equal differences, lie equally far apart.
    """

    sheet: Sheet
    corner: tuple[float, float]
    size: tuple[float, float]
    ticks: Mapping[float, str]
    log: bool = False

    @property
    def low(self) -> float:
        """The value at the left end."""
        return next(iter(self.ticks))

    @property
    def high(self) -> float:
        """The value at the right end."""
        return list(self.ticks)[-1]

    def draw(self) -> None:
        """Draw the axis, its ticks and their labels."""
        foot = self.corner[1] + self.size[1]
        look = {"color": style.RULE, "linewidth": 0.8}
        self.plot((self.low, self.high), (0, 0), label="_axis", zorder=2.5, **look)
        for value, label in self.ticks.items():
            x = self._across(value)
            self.sheet.line((x, x), (foot, foot + TICK), label="_tick", **look)
            self.sheet.text(x, foot + 2 * TICK, label, ha="center", label="_tick")

    def plot(self, values: Iterable[float], heights: Iterable[float], **look: Any) -> None:
        """Draw through values at heights within the lane, from 0 at the axis to 1."""
        top, tall = self.corner[1], self.size[1]
        down = [top + tall * (1 - height) for height in heights]
        self.sheet.line([self._across(value) for value in values], down, **look)

    def shade(self, low: float, high: float, colour: str, label: str) -> None:
        """Shade the lane from one value to another."""
        drawing, sheet = self.sheet.drawing, self.sheet
        left, right = (self._across(value) for value in (low, high))
        foot = self.corner[1] + self.size[1]
        corner = (left / sheet.width, 1 - foot / sheet.height)
        wide, tall = (right - left) / sheet.width, self.size[1] / sheet.height
        if isinstance(drawing, Sketch):
            drawing.fill(corner, wide, tall, colour, depth=0.5)
            return
        from matplotlib.patches import Rectangle

        area = Rectangle(corner, wide, tall, facecolor=colour, zorder=0.5, label=label)
        area.set_transform(drawing.transFigure)
        drawing.add_artist(area)

    def _across(self, value: float) -> float:
        low, high, value = (
            math.log2(number) if self.log else number for number in (self.low, self.high, value)
        )
        return self.corner[0] + self.size[0] * (value - low) / (high - low)
