"""A drawing as SVG: matplotlib's own renderer, with each line of text laid out once.

Letters are four fifths of what it costs to write a drawing. The same words stand in the drawing
for a page and in the one for a phone, and again in the next report, so what a line looks like is
kept: its letters in order, and the shape of each.

>>> line_of_text("no", ("DejaVu Sans",), "normal").markup
'<use xlink:href="#r51"/><use xlink:href="#r52" x="63.4"/>'
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from io import StringIO
from typing import Any

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from analysis.figures import style

DPI = 72
"""An SVG counts in points."""
LINES_KEPT = 10_000
"""Lines of text that are kept; a report has some three hundred."""
COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
POINTS = {Path.CURVE3: 2, Path.CURVE4: 3}
"""Points after a command, where it is not one."""
WAYS = ("style", "variant", "weight", "stretch")
"""In which faces of one family differ."""
OURS = style.RC["font.family"][0]
COMMON = frozenset(string.digits + string.ascii_letters + string.punctuation + " –—·×→≤≥±…’“”é")
"""Letters and signs of our labels and titles. In our font none of them changes its shape by what
stands beside it; "fi" and its like become one letter, and then there are fewer."""
UNITS = 64
"""A font counts in 64ths of the points that a shape is given in."""


@dataclass(frozen=True)
class Line:
    """A line of text in one face.

    Parameters
    ----------
    letters : tuple of (str, float, float)
        The name of each letter's shape, and how far right and up it stands, in hundredths of the
        size.
    shapes : dict
        From those names to SVG.
    """

    letters: tuple[tuple[str, float, float], ...]
    shapes: dict[str, str]

    @cached_property
    def markup(self) -> str:
        """The letters as SVG, placed to a tenth of a hundredth of the size."""
        return "".join(f'<use xlink:href="#{name}"{_place(x, y)}/>' for name, x, y in self.letters)


@dataclass(frozen=True)
class Setting:
    """A line of text as FreeType set it, at the size in which shapes are given.

    Parameters
    ----------
    places : tuple of (float, float)
        Of its letters, or of fewer where two became one.
    extent : tuple of float
        Width, height and descent.
    """

    places: tuple[tuple[float, float], ...]
    extent: tuple[float, float, float]


@lru_cache(LINES_KEPT)
def setting_of(text: str, file: str) -> Setting:
    """Set a line of text in a font: what measures it also places its letters."""
    font = _sized(get_font(file))
    places = font.set_text(text, 0, flags=LoadFlags.NO_HINTING) / UNITS
    width, height = font.get_width_height()
    extent = (width / UNITS, height / UNITS, font.get_descent() / UNITS)
    return Setting(tuple(map(tuple, places.tolist())), extent)


@lru_cache(LINES_KEPT)
def line_of_text(text: str, family: tuple[str, ...], weight: str | int) -> Line | None:
    """Lay out a line of text; None if its face lacks one of the letters."""
    file = _file_of(family, (("weight", weight),))
    font = _sized(get_font(file))
    if not all(font.get_char_index(ord(letter)) for letter in text):
        return None
    places = setting_of(text, file).places
    if len(places) == len(text) and font.family_name == OURS and COMMON.issuperset(text):
        return _line_of_letters(font, text, places, _shapes(file))
    return _line_in(font, text, _shapes(file))


def shape_letters() -> None:
    """Shape the letters and signs that stand in nearly every drawing, so that none does again.

    No font stays open: processes that are forked from this one would read from one place in it.
    """
    for weight in ("normal", "bold"):
        file = _file_of((OURS,), (("weight", weight),))
        for letter in sorted(COMMON):
            _line_in(_sized(FT2Font(file)), letter, _shapes(file))


@cache
def _file_of(family: tuple[str, ...], ways: tuple[tuple[str, Any], ...]) -> str:
    return str(findfont(FontProperties(family=list(family), **dict(ways))))


def _sized(font: FT2Font) -> FT2Font:
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    return font


@cache
def _shapes(file: str) -> dict[str, str]:
    """Return the letters of a font that were ever shaped, by matplotlib's name for each."""
    return {}


def _line_of_letters(
    font: FT2Font, text: str, places: tuple[tuple[float, float], ...], known: dict[str, str]
) -> Line:
    """Return a line in which each letter has the shape that it has alone."""
    named = []
    for letter, (x, y) in zip(text, places, strict=True):
        index = font.get_char_index(ord(letter))
        name = f"{font.postscript_name}-{index:x}"
        if name not in known:
            font.load_glyph(index, flags=LoadFlags.NO_HINTING)
            known[name] = _shape(_short(name), *font.get_path())
        named.append((name, x, y))
    return _line(named, known)


def _line_in(font: FT2Font, text: str, known: dict[str, str]) -> Line:
    """Return a line of whatever shapes the font has for a text."""
    letters, new, _ = text_to_path.get_glyphs_with_font(
        font, text, glyph_map=known, return_new_glyphs_only=True
    )
    known.update({name: _shape(_short(name), *shape) for name, shape in new.items()})
    return _line([(name, x, y) for name, x, y, _ in letters], known)


def _line(letters: list[tuple[str, float, float]], known: dict[str, str]) -> Line:
    return Line(
        tuple((_short(name), x, y) for name, x, y in letters),
        {_short(name): known[name] for name, *_ in letters},
    )


def as_svg(drawing: Drawing, metadata: Mapping[str, str | None]) -> str:
    """Write a drawing as SVG, 72 dots to the inch.

    Parameters
    ----------
    drawing : matplotlib Figure
    metadata : mapping
        As `savefig` takes it.
    """
    stream = StringIO()
    usual = drawing.dpi
    drawing.dpi = DPI
    try:
        pen = Pen(*drawing.bbox.size, stream, image_dpi=DPI, metadata=metadata)
        drawing.draw(pen)
        pen.finalize()
    finally:
        drawing.dpi = usual
    return stream.getvalue()


class Pen(RendererSVG):
    """Writes plain text from kept lines, and leaves everything else to matplotlib.

    Plain is what is neither clipped nor linked, no mathematics, and upright in a normal width.
    """

    def __init__(self, width: float, height: float, stream: StringIO, **more: Any) -> None:
        self.stream = stream
        self.defined: set[str] = set()
        super().__init__(width, height, stream, **more)

    def draw_text(  # noqa: PLR0913 - as every renderer has it
        self, gc, x, y, s, prop, angle, ismath=False, mtext=None
    ) -> None:
        """Write a line of text; signature and meaning are those of every renderer."""
        line = None if ismath or not _is_plain(gc, prop, mtext) else _line_by(s, prop)
        if line is None:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        new = [shape for name, shape in line.shapes.items() if name not in self.defined]
        self.defined |= line.shapes.keys()
        size = _brief(prop.get_size_in_points() / text_to_path.FONT_SCALE)
        turn = f" rotate({_brief(-angle)})" if angle else ""
        # It ends the tag that stands open; what follows is written past the writer.
        self.writer.comment("")
        self.stream.write(
            f'<g{_fill(gc)} transform="translate({_brief(x)} {_brief(y)}){turn} '
            f'scale({size} -{size})">{_definitions(new)}{line.markup}</g>'
        )

    def get_text_width_height_descent(self, s, prop, ismath) -> tuple[float, float, float]:
        """Measure a line of text, in points; each is measured once."""
        family = tuple(prop.get_family())
        if ismath or prop.get_file() or len(family) > 1:
            return super().get_text_width_height_descent(s, prop, ismath)
        ways = tuple((way, getattr(prop, f"get_{way}")()) for way in WAYS)
        scale = prop.get_size_in_points() / text_to_path.FONT_SCALE
        width, height, descent = setting_of(s, _file_of(family, ways)).extent
        return width * scale, height * scale, descent * scale


def _is_plain(gc: Any, prop: FontProperties, text: Any) -> bool:
    is_free = gc.get_clip_rectangle() is None and gc.get_clip_path() == (None, None)
    is_bare = gc.get_url() is None and prop.get_file() is None
    ways = (prop.get_style(), prop.get_variant(), prop.get_stretch())
    own = text is not None and (text.get_fontfeatures() or text.get_language())
    return is_free and is_bare and ways == ("normal",) * 3 and not own


def _line_by(text: str, prop: FontProperties) -> Line | None:
    return line_of_text(text, tuple(prop.get_family()), prop.get_weight())


def _fill(gc: Any) -> str:
    colour = rgb2hex(gc.get_rgb())
    alpha = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
    styles = [] if colour == "#000000" else [f"fill: {colour}"]
    styles += [] if alpha == 1 else [f"opacity: {_brief(alpha)}"]
    return f' style="{"; ".join(styles)}"' if styles else ""


def _definitions(shapes: list[str]) -> str:
    return f"<defs>{''.join(shapes)}</defs>" if shapes else ""


def _shape(name: str, points: Any, codes: Any) -> str:
    """Write the outline of a letter."""
    drawn = "".join(_strokes(points * UNITS, codes.tolist()))
    outline = f' d="{drawn}"' if drawn else ""
    return f'<path id="{name}"{outline} transform="scale({_brief(1 / UNITS)})"/>'


def _strokes(points: Any, codes: list[int]) -> Iterator[str]:
    place = 0
    while place < len(codes):
        code = codes[place]
        if code == Path.CLOSEPOLY:
            yield "z"
            place += 1
            continue
        count = POINTS.get(code, 1)
        numbers = points[place : place + count].ravel().tolist()
        yield f"{COMMANDS[code]} {' '.join(map(_brief, numbers))}"
        place += count


def _short(name: str) -> str:
    """Shorten the name of a letter's shape: a page holds it once for each letter it prints."""
    return name.replace("DejaVuSans-Bold-", "b").replace("DejaVuSans-", "r")


def _place(x: float, y: float) -> str:
    if y or x < 0:
        return f' transform="translate({_brief(x)} {_brief(y)})"'
    return f' x="{x:.1f}"' if x else ""


def _brief(number: float) -> str:
    """Write a number to six decimals, without zeros at the end.

    >>> _brief(18.4125), _brief(7.0)
    ('18.4125', '7')
    """
    return f"{number:f}".rstrip("0").rstrip(".")
