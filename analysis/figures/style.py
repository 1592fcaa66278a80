"""The only place with a colour, a marker or a font size.

Shape is by kind of statement, the same whoever makes it. Colour is by the side of who speaks, the
same on every page of a collection, given in the order of the table of parties; what no side says
is in ink. The colours are as dark as each other, so that none stands out, and what they tell the
labels say too.

How wide words are in the face of drawings, and where their lines break, is told here as well.

>>> KINDS["claim"].words
'claimed, unverified'
>>> fraction(0.125), fraction(1), fraction(8)
('1/8', '1', '8')
>>> reach([0.0769, 0.9698])
16
>>> wrap("Spokesman of the Eastern Group", 1.5)
['Spokesman of the', 'Eastern Group']
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from analysis.data.names import FIRST_STRONG, POP, isolated_lines, without_isolates
from analysis.errors import AnalysisError
from analysis.terms import Side

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OKABE_ITO = ("#000000", "#009E73", "#D55E00", "#0072B2")
"""Black, bluish green, vermillion and blue of Okabe & Ito, Color Universal Design, 2008: told apart
by readers with any colour vision; for what readers draw themselves."""

PAPER = "#FFFFFF"
INK = "#222222"
"""Text and assessed marks: 15.9 to 1 on paper."""
SOFT_INK = "#595959"
"""Secondary text: 7 to 1 on paper, above the 4.5 to 1 of WCAG 2.2 AA."""
RULE = "#8C8C8C"
GRID = "#E4E4E4"

HUES = ("#00745A", "#93407F", "#8C4E00")
"""What the first, second and third side say: bluish green, reddish purple and orange, darkened to
5.8 to 6.6 to 1 for thin marks on a band. Further sides are in ink."""
CLAIMED = HUES[0]
"""A claim of which nobody tells whose it is."""

BANDS = ("#EDEDED", "#D6D6D6")
"""Reference bands, from the outermost inwards."""
SPREAD = "#FAE6BC"
"""A tint of orange for the between-day interval; its edges are dashed to tell it from a band."""

TEXT_WIDTH = 7.2
"""Inches: the text column of a page."""
NARROW_WIDTH = 3.75
"""Inches: a phone of 390 CSS pixels less its margins, drawn at full size rather than shrunk."""

SIZE = 9.0
"""Points: the smallest text anywhere, at both widths."""
TITLE_SIZE = 11.5
FIGURE_SIZE = 13.0
"""Points: a number that stands alone in a panel."""
LINE = SIZE * 1.3 / 72
"""Inches from one line of text to the next."""

FOOTER = "Figures are claims; not independently verified."
NOT_CONFIDENCE = "not a confidence interval"
BARS_SAID = f"Bars show what the wording allows; they are {NOT_CONFIDENCE}."


@dataclass(frozen=True)
class Mark:
    """How one kind of statement is drawn, and the words that say so in the key."""

    words: str
    marker: str
    face: str = PAPER
    edge: str = INK
    half: bool = False
    size: float = 7.0
    width: float = 1.5

    def line(self) -> dict[str, Any]:
        """Return keywords for `Axes.plot` or `Line2D` that draw the marker alone."""
        return {
            "marker": self.marker,
            "markersize": self.size,
            "linestyle": "none",
            "markerfacecolor": self.edge if self.half else self.face,
            "markerfacecoloralt": PAPER,
            "fillstyle": "left" if self.half else "full",
            "markeredgecolor": self.edge,
            "markeredgewidth": self.width,
        }

    def coloured(self, row: Mapping[str, Any]) -> Mark:
        """Return the mark in the colour of a row's ``side``; as it is if the row names none."""
        return replace(self, edge=hue(row["side"])) if "side" in row else self


KINDS = {
    "claim": Mark("claimed, unverified", "o", edge=CLAIMED),
    "opponent": Mark("claimed by the opponent", "v", edge=CLAIMED, half=True, size=8.0),
    "supporter": Mark("stated by a government that supports a side", "s", size=7.5),
    "unattributed": Mark("stated by press or an unnamed source", "^", size=7.5),
    "assessment": Mark("independently assessed", "o", face=INK),
    "official": Mark("official record", "s", face=INK, size=5.5),
    "estimate": Mark("estimate", "D", size=5.5),
}
"""Filled is assessed or on record, hollow is claimed or estimated."""

PAIR = (Mark("first", "o", edge=CLAIMED, size=7.0), Mark("second", "D", edge=CLAIMED, size=6.0))
"""Two speakers side by side: the same weight, another shape."""


def hue(side: object) -> str:
    """Return the colour of what a side says: ink for who is no side (None, or missing).

    >>> hue(Side("A", 0)) == CLAIMED, hue(Side("D", 3)) == hue(None) == INK
    (True, True)
    """
    return HUES[side.place] if isinstance(side, Side) and side.place < len(HUES) else INK


def edge_of(row: Mapping[str, Any]) -> str:
    """Return the colour of a row, by its ``side``; that of a claim if it names none."""
    return hue(row["side"]) if "side" in row else CLAIMED


def look_of(row: Mapping[str, Any]) -> Mark:
    """Return how a row is drawn: the mark of its ``kind``, in the colour of its ``side``."""
    return KINDS[row["kind"]].coloured(row)


STATED = Mark("figure as stated", "|", edge=CLAIMED, size=12.0, width=2.0)
"""A figure within its words: a tick that leaves even a short bar to be seen."""
CROSS = {"color": INK, "markersize": 9.5, "markeredgecolor": INK, "markeredgewidth": 1.4}
SIGNS = {"independent": "x", "opponent": "+", "supporter": "1", "own": "_", "unnamed": "|"}
DENIALS = {who: {"marker": sign, **CROSS, "linestyle": "none"} for who, sign in SIGNS.items()}
"""Laid over a figure that somebody calls untrue, by where that speaker stands."""
RING = {"marker": "o", "markersize": 13.0, "markerfacecolor": "none", "markeredgecolor": INK}
RING |= {"markeredgewidth": 1.2, "linestyle": "none", "zorder": 6}
"""Around the one figure that a page is about."""
INFERRED = SOFT_INK
"""Edge of a figure whose day is inferred; it is drawn thinner too."""
BAR = {"linewidth": 3.6, "solid_capstyle": "butt"}
"""What a wording allows: solid, with square ends."""
THICK = {"linewidth": 7.0, "solid_capstyle": "butt"}
THIN = {"linewidth": 1.1, "solid_capstyle": "butt"}
STRIP = {"linewidth": 9, "solid_capstyle": "butt"}
"""A colour in the key."""
BETWEEN_LINE = {"linewidth": 1.2, "linestyle": (0, (4, 3))}
NOISE_LINE = {"linewidth": 1.4, "linestyle": (0, (1, 2))}
"""The between-day interval and the counting-noise yardstick, each told from a bar by its dashes."""
SUM_LINE = {"linewidth": 1.6, "color": INK}
SPREAD_LINE = {"linewidth": 0.9, "linestyle": (0, (4, 3)), "color": "#8A5F00"}
MEDIAN_TICK = {"linewidth": 3.0, "color": SOFT_INK, "solid_capstyle": "butt"}
DOTTED = {"linewidth": 1.2, "linestyle": (0, (1, 2)), "color": SOFT_INK}
END = {"marker": "|", "markersize": 7, "markeredgewidth": 1.2, "linestyle": "none"}
"""An end of a thin line that has no point on it, so that a short one is seen."""
MEASURE = {"linewidth": 1.4, "marker": "|", "markersize": 9, "markeredgewidth": 1.4}
"""A distance between two figures."""
ARROW = {"markersize": 6.0, "markeredgewidth": 0.0, "linestyle": "none"}

HATCH = {"color": "#A8A8A8", "linewidth": 0.8}
"""Calendar cells of which nothing was located."""
TINT = 0.14
"""How much of its colour has the upper half of a calendar cell whose lower half is filled."""
_SQUARE = {"marker": "s", "markersize": 9.0, "linestyle": "none"}
_STROKE = {"marker": ((-1, -1), (1, 1)), "linestyle": "none", "markeredgecolor": "#A8A8A8"}


def tint(colour: str) -> str:
    """Return a colour thinned with paper.

    >>> tint("#00745A")
    '#dbece8'
    """
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * TINT):02x}" for part in parts)


def squares(colour: str) -> dict[str, tuple[dict[str, Any], ...]]:
    """Return the cells of a calendar as its key shows them: both figures, one, none."""
    half = {"markerfacecolor": colour, "markerfacecoloralt": tint(colour), "markeredgewidth": 0.0}
    return {
        "both": ({**_SQUARE, "markerfacecolor": colour, "markeredgecolor": colour},),
        "one": ({**_SQUARE, "fillstyle": "bottom", "markeredgecolor": colour, **half},),
        "none": (
            {**_SQUARE, "markerfacecolor": PAPER, "markeredgecolor": GRID},
            *({**_STROKE, "markersize": size} for size in (8.0, 4.0)),
        ),
    }


RC = {
    "font.family": ["DejaVu Sans"],
    "font.size": SIZE,
    **dict.fromkeys(("axes.titlesize", "axes.labelsize", "legend.fontsize"), SIZE),
    **dict.fromkeys(("xtick.labelsize", "ytick.labelsize"), SIZE),
    "figure.titlesize": TITLE_SIZE,
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"), INK),
    **dict.fromkeys(("axes.edgecolor", "xtick.color", "ytick.color"), RULE),
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "axes.prop_cycle": mpl.cycler(color=OKABE_ITO),
    "legend.frameon": False,
    "figure.figsize": (TEXT_WIDTH, TEXT_WIDTH * 0.6),
    "figure.facecolor": PAPER,
    "figure.constrained_layout.use": True,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "reportedly",
    "text.hinting": "no_hinting",
    "text.parse_math": False,
}
"""`text.parse_math` off: a dollar sign in a claim is a dollar sign."""


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of the project inside the block, and leave no trace of it.

    matplotlib's own defaults come first: nothing that a machine or a cell has set shows through.

    Examples
    --------
    >>> with styled():
    ...     mpl.rcParams["svg.fonttype"], mpl.rcParams["font.size"]
    ('path', 9.0)
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)
        yield


def fraction(value: float) -> str:
    """Write a power of two as a reader says it: '1/8', '1', '8'."""
    return f"{value:g}" if value >= 1 else f"1/{1 / value:g}"


def reach(values: Iterable[float], least: int = 4) -> int:
    """Return how far a ratio axis must go on both sides of 1.

    Parameters
    ----------
    values : iterable of float
        Ratios to be shown; zero, infinite and missing ones are drawn at the edge and do not count.
    least : int
        The narrowest axis, a power of two.

    Returns
    -------
    int
        A power of two, with a little room beyond the furthest value.
    """
    shown = [abs(math.log2(value)) for value in values if 0 < value < math.inf]
    furthest = max(shown, default=0.0)
    return max(least, 2 ** math.ceil(furthest + 0.1))


def reaches(values: Iterable[float]) -> tuple[float, float]:
    """Return how far a ratio axis must go below 1 and above it, where nobody looks across both.

    Each end is that of `reach` for what lies on its side, and a half or a double at least: an
    axis of which one half holds nothing shows less of the other.

    >>> reaches([5.8, 64.0]), reaches([0.7, 1.2])
    ((0.5, 128), (0.5, 2))
    """
    shown = [value for value in values if 0 < value < math.inf]
    low = reach((value for value in shown if value < 1), least=2)
    return 1 / low, reach((value for value in shown if value > 1), least=2)


def ratio_ticks(limit: float, inches: float, low: float | None = None) -> list[float]:
    """Return powers of two from `low` or 1/limit to limit that fit, evenly spaced, 1 among them."""
    top = int(math.log2(limit))
    bottom = top if low is None else -int(math.log2(low))
    room = 2 * max(1, int(inches / 0.31) // 2)
    furthest = max(top, bottom)
    step = next(n for n in range(1, furthest + 1) if top // n + bottom // n <= room)
    return [2.0 ** (step * n) for n in range(-(bottom // step), top // step + 1)]


def log_ratio_axis(axes: Axes, which: str, limit: float, *, low: float | None = None) -> None:
    """Make one axis logarithmic about 1, with fractions as tick labels.

    A half and a double stand equally far from 1: which is divided by which is convention.

    Parameters
    ----------
    which : str
        ``"x"`` or ``"y"``.
    limit : float
        From `reach`; the axis runs from 1/limit to limit.
    low : float, optional
        Where it begins instead, as `reaches` says.
    """
    if which not in ("x", "y"):
        raise AnalysisError(f"an axis is 'x' or 'y', not {which!r}")
    axis = getattr(axes, f"{which}axis")
    box = axes.get_window_extent()
    inches = (box.width if which == "x" else box.height) / axes.figure.dpi
    getattr(axes, f"set_{which}scale")("log", base=2)
    ticks = ratio_ticks(limit, inches, low)
    axis.set_ticks(ticks, labels=[fraction(tick) for tick in ticks])
    axis.set_ticks([], minor=True)
    getattr(axes, f"set_{which}lim")(1 / limit if low is None else low, limit)
    line = axes.axvline if which == "x" else axes.axhline
    line(1, color=RULE, linewidth=0.9, zorder=1.5, label="_one")


DPI = 72
"""An SVG counts in points."""
TEXTS_KEPT = 20_000
"""Texts whose width is kept: both drawings of a figure measure the same, and so do reports."""
UNITS = 64
"""A font counts in 64ths of the points that a text is measured in."""
FONT_SIZE = 100.0
"""In which a text is measured: that of matplotlib."""
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
    known = get_font(face_file()).get_char_index
    return "".join(
        letter if letter in ISOLATES or known(ord(letter)) else "\ufffd" for letter in spaced
    )


def text_width(text: str, size: float = SIZE) -> float:
    """Measure a line of text, in inches; kerning is left out and would only shorten it.

    >>> text_width("iii") < text_width("mmm")
    True
    """
    return _advances(drawable(text), bold=False) * size / DPI


def wrap(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit, at spaces only unless a word is too long.

    A no-break space holds its words together. An empty text has no line.

    Parameters
    ----------
    room : float
        Inches.
    """
    lines: list[str] = []
    for word in filter(None, re.split(r"[^\S\u00a0]+", drawable(text))):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _advances(longer, bold) * size / DPI <= room:
            lines[-1] = longer
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and _advances(lines[-1] + letter, bold) * size / DPI > room:
                lines.append("")
            lines[-1] += letter
    return isolated_lines(lines)


@lru_cache(TEXTS_KEPT)
def _advances(drawn: str, bold: bool) -> float:
    return sum(_advance(letter, bold) for letter in drawn if letter not in ISOLATES)


@cache
def _advance(letter: str, bold: bool) -> float:
    """How far one letter moves the pen, as a share of the font size."""
    face = get_font(face_file("bold" if bold else "normal"))
    face.set_size(FONT_SIZE, DPI)
    glyph = face.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / FONT_SIZE


@lru_cache(TEXTS_KEPT)
def extent_of(text: str, file: str) -> tuple[float, float, float]:
    """Return width, height and descent of a line of text, at the size in which fonts are read."""
    font = get_font(file)
    font.set_size(FONT_SIZE, DPI)
    font.set_text(without_isolates(text), 0, flags=LoadFlags.NO_HINTING)
    width, height = font.get_width_height()
    return width / UNITS, height / UNITS, font.get_descent() / UNITS


def line_extent(text: str, gap: float = 0.0) -> tuple[float, float, float]:
    """Return width, ascent and descent of a line of a label, with its part of a gap, in points."""
    scale = SIZE / FONT_SIZE
    width, height, descent = (part * scale for part in extent_of(text, face_file()))
    least_ascent, least_descent, _ = line_of_face()
    ascent, descent = max(height - descent, least_ascent), max(descent, least_descent)
    return width, ascent + gap / 2, descent + gap / 2


@cache
def line_of_face() -> tuple[float, float, float]:
    """Return ascent, descent and gap of a line of labels, as the font has them, in points."""
    font = get_font(face_file())
    table = font.get_sfnt_table("OS/2")
    scale = SIZE / font.get_sfnt_table("head")["unitsPerEm"]
    names = ("sTypoAscender", "sTypoDescender", "sTypoLineGap")
    ascent, descent, gap = (table[name] * scale for name in names)
    return ascent, -descent, gap


def face_file(weight: str = "normal") -> str:
    """Return the file of the face that drawings are measured in."""
    return file_of(("DejaVu Sans",), (("weight", weight),))


@cache
def file_of(family: tuple[str, ...], ways: tuple[tuple[str, Any], ...]) -> str:
    """Return the file of a face of a family, with its weight and what else faces differ in."""
    return str(findfont(FontProperties(family=list(family), **dict(ways))))
