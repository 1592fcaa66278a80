"""A sheet: one drawing laid out in inches, with title, key and source line in their places.

Text is measured before anything is drawn, and the height follows from the content, so nothing
overlaps and no layout has to be solved. Positions run from the top left corner.

A ruler is a short axis drawn on the sheet itself, so that many cost what one set of axes does.

A ladder is labelled rows over one axis, each row as high as its words need. On a wide sheet the
label stands left of its row and the figure right of it; on a narrow one both stand above it, and
the axis has the whole width.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from pandas import DataFrame

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.sketch import FILL_DEPTH, Sketch, SketchAxes, Spot
from analysis.figures.style import drawable, text_width, wrap
from analysis.store.columns import unswept
from analysis.text import MOST_ROWS, Passage

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

_SKETCHED = ContextVar("sketched", default=True)
EDGE = 0.1
"""Inches of paper left free on every side."""
GLYPH = 0.24
"""Inches across a glyph of the key."""
KEY_LINE = style.LINE + 0.03
BASELINE = 0.75
"""Where letters stand within a line of text, as a share of its height."""


@dataclass(frozen=True)
class Heading:
    """What stands above and below every drawing."""

    title: str
    """Says whose figures these are."""
    subtitle: str
    """What is measured, in which unit."""
    source: str
    """Version of the data and of the rules, as the caller has them."""

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


@dataclass(frozen=True)
class Paper:
    """What a chart is drawn on: its heading, and how wide it is."""

    heading: Heading
    width: float
    """Inches."""

    @property
    def is_narrow(self) -> bool:
        """Whether a telephone shows it."""
        return self.width < style.TEXT_WIDTH


@dataclass
class Sheet:
    """A drawing of given width whose height follows from its title, key, body and foot."""

    paper: Paper
    body: float
    """Inches of height between the key and the foot."""
    keys: Sequence[Key] = ()
    """Only the kinds of marks that occur."""
    drawing: Drawing | Sketch = field(init=False)
    top: float = field(init=False)
    """Inches from the upper edge to the body."""
    height: float = field(init=False)

    def __post_init__(self) -> None:
        heading, room = self.paper.heading, self.width - 2 * EDGE
        title = wrap(heading.title, room, style.TITLE_SIZE, bold=True)
        subtitle, foot = wrap(heading.subtitle, room), wrap(heading.foot, room)
        title_line = style.LINE * style.TITLE_SIZE / style.SIZE
        key_top = EDGE + len(title) * title_line + len(subtitle) * style.LINE + 0.06
        places, key_lines = _flow([entry.words for entry in self.keys], room)
        self.top = key_top + key_lines * KEY_LINE + 0.1
        self.height = self.top + self.body + 0.1 + len(foot) * style.LINE + EDGE
        self.drawing = _blank(self.width, self.height)
        self.text(EDGE, EDGE, title, fontsize=style.TITLE_SIZE, fontweight="bold")
        self.text(EDGE, EDGE + len(title) * title_line, subtitle, color=style.SOFT_INK)
        for entry, (x, line, words) in zip(self.keys, places, strict=True):
            self._key(entry, words, EDGE + x, key_top + line * KEY_LINE)
        foot_top = self.height - EDGE - len(foot) * style.LINE
        self.text(EDGE, foot_top, foot, color=style.SOFT_INK)

    @property
    def width(self) -> float:
        """Inches."""
        return self.paper.width

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


def _blank(width: float, height: float) -> Drawing | Sketch:
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
        from analysis.figures.renderer import SpotArtist

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
    draw: Callable[[Paper], Sheet],
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
    drawings = []
    with unswept():
        for width in (style.TEXT_WIDTH, style.NARROW_WIDTH):
            again = partial(_by_matplotlib, draw, Paper(heading, width))
            if not _SKETCHED.get():
                drawings.append(again())
                continue
            drawings.append(draw(Paper(heading, width)).drawing)
            drawings[-1].redrawn = again
    words = {"title": heading.title, "alt": alt, "caption": caption, "source": heading.foot}
    made = marks = tuple(rows["receipt"].head(MOST_ROWS)) if "receipt" in rows else ()
    if made and len(rows) != len(table):
        made = (made[0],) * len(table)
    return Figure(drawings[0], narrow=drawings[1], table=table, receipts=made, marks=marks, **words)


def _by_matplotlib(draw: Callable[[Paper], Sheet], paper: Paper) -> Drawing:
    with by_matplotlib(), style.styled():
        return draw(paper).drawing


def _flow(words: Sequence[str], room: float) -> tuple[list[tuple[float, int, list[str]]], int]:
    """Return inches from the left, line and words of each entry, and how many lines there are."""
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
    """An axis with its ticks, and a lane above it for one figure."""

    sheet: Sheet
    corner: tuple[float, float]
    """Inches from the left and from the top to the lane's upper left corner."""
    size: tuple[float, float]
    """Width and height of the lane, in inches."""
    ticks: Mapping[float, str]
    """From value to label, in order; the first and the last are the ends of the axis."""
    log: bool = False
    """Whether equal factors, rather than equal differences, lie equally far apart."""

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

    def shade(self, low: float, high: float, colour: str) -> None:
        """Shade the lane from one value to another."""
        drawing, sheet, (_, tall) = self.sheet.drawing, self.sheet, self.size
        left, right = self._across(low), self._across(high)
        corner = (left / sheet.width, 1 - (self.corner[1] + tall) / sheet.height)
        wide, tall = (right - left) / sheet.width, tall / sheet.height
        if isinstance(drawing, Sketch):
            drawing.fill(corner, wide, tall, colour)
            return
        from matplotlib.patches import Rectangle

        area = Rectangle(corner, wide, tall, facecolor=colour, zorder=FILL_DEPTH, label="_band")
        area.set_transform(drawing.transFigure)
        drawing.add_artist(area)

    def _across(self, value: float) -> float:
        low, high, value = (
            math.log2(number) if self.log else number for number in (self.low, self.high, value)
        )
        return self.corner[0] + self.size[0] * (value - low) / (high - low)


LANE = 0.19
"""Inches that one mark needs from top to bottom."""
GAP = 0.14
PAD = 0.035
LABEL_SHARE = 0.4
"""Of the width of a wide sheet, the most that labels may take."""


@dataclass(frozen=True)
class Rung:
    """The words of one row."""

    label: str
    right: str = ""
    """The figure in words."""
    note: str = ""
    """A second, quieter line under the label."""
    lanes: int = 1
    """Marks one below the other in this row."""
    heading: str = ""
    """Of the group that begins with this row."""


class Ladder:
    """Rows set out for a sheet of some width, before there is a sheet.

    Parameters
    ----------
    rungs : sequence of Rung
    width : float
        Inches of the whole sheet.
    columns : tuple of float, optional
        Inches of label and figure, from another ladder that this one is to line up with.

    Attributes
    ----------
    left, across, height : float
        Inches from the left edge of the sheet to the axis, how long it is, and of all rows.
    lanes : list of list of float
        For each row, inches from the top of the ladder to the middle of each lane.
    """

    def __init__(
        self, rungs: Sequence[Rung], width: float, columns: tuple[float, float] | None = None
    ) -> None:
        self.width, room = width, width - 2 * EDGE
        self.stacked = width < (style.TEXT_WIDTH + style.NARROW_WIDTH) / 2
        if columns is None:
            rights = [text_width(rung.right) for rung in rungs]
            labels = [text_width(words) for rung in rungs for words in (rung.label, rung.note)]
            most = room * (0.45 if self.stacked else 0.27)
            columns = min(max(labels), room * LABEL_SHARE), min(max(rights), most)
        self.columns = columns
        if self.stacked:
            self.left, self.across = EDGE + 0.18, room - 0.36
        else:
            self.left = EDGE + columns[0] + GAP
            self.across = width - EDGE - columns[1] - (GAP if columns[1] else 0.16) - self.left
        self.height, self.lanes, self._rows = 0.0, [], []
        for rung in rungs:
            self._add(rung)
        self.height += 0.04

    def _add(self, rung: Rung) -> None:
        """Put a row below the others."""
        heading = wrap(rung.heading, self.width - 2 * EDGE, bold=True)
        label, note, right = self._wrapped(rung)
        top = self.height + (len(heading) * style.LINE + (0.12 if heading else 0.0))
        lines, marks = (len(label) + len(note), len(right)), rung.lanes * LANE
        words = max(lines) * style.LINE
        first = words if self.stacked else max(0.0, (words - marks) / 2)
        self.lanes.append([top + PAD + first + LANE * (i + 0.5) for i in range(rung.lanes)])
        tall = words + marks if self.stacked else max(words, marks)
        down = [0.0 if self.stacked else (tall - count * style.LINE) / 2 for count in lines]
        self._rows.append((top, heading, rung.lanes, (label, note, right), down))
        self.height = top + (tall + 2 * PAD)

    def axes(self, sheet: Sheet, top: float) -> SketchAxes:
        """Return axes whose y runs downwards in inches, without ticks on that side."""
        axes = sheet.axes(self.left, top, self.across, self.height)
        axes.set_ylim(self.height, 0)
        axes.set_yticks([])
        axes.spines["left"].set(visible=False)
        return axes

    def clear(self, axes: SketchAxes) -> None:
        """On a narrow sheet, keep bands and grid out of the lines of words."""
        if not self.stacked:
            return
        ends = [end for lanes in self.lanes for end in (lanes[0] - LANE / 2, lanes[-1] + LANE / 2)]
        edges = [0.0, *ends, self.height]
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            axes.axhspan(begin, end, facecolor=style.PAPER, edgecolor="none", zorder=2)

    def write(self, sheet: Sheet, top: float) -> None:
        """Write headings, labels and figures beside or above their rows."""
        for below, heading, lanes, (label, note, right), down in self._rows:
            if heading:
                y = top + below - len(heading) * style.LINE - 0.02
                sheet.text(EDGE, y, heading, fontweight="bold")
                _rule(sheet, y - 0.03)
            elif lanes > 1 and below > 0:
                _rule(sheet, top + below)
            y = top + below + PAD
            sheet.text(EDGE, y + down[0], label)
            sheet.text(EDGE, y + down[0] + len(label) * style.LINE, note, color=style.SOFT_INK)
            sheet.text(self.width - EDGE, y + down[1], right, ha="right")

    def _wrapped(self, rung: Rung) -> tuple[list[str], list[str], list[str]]:
        label_room, right_room = self.columns
        right, room = wrap(rung.right, right_room + 0.01), label_room + 0.01
        if self.stacked:
            beside = max(map(text_width, right), default=-GAP)
            room = self.width - 2 * EDGE - beside - GAP
        return wrap(rung.label, room), wrap(rung.note, room), right


def _rule(sheet: Sheet, y: float) -> None:
    sheet.line([EDGE, sheet.width - EDGE], [y, y], color=style.GRID, linewidth=0.8)
