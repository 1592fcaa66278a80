"""How wide words are in the face of drawings, and where their lines break.

>>> wrap("Spokesman of the Eastern Group", 1.5)
['Spokesman of the', 'Eastern Group']
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from analysis.data.names import FIRST_STRONG, POP, isolated_lines, without_isolates
from analysis.figures import style

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


def text_width(text: str, size: float = style.SIZE) -> float:
    """Measure a line of text, in inches; kerning is left out and would only shorten it.

    >>> text_width("iii") < text_width("mmm")
    True
    """
    return _advances(drawable(text), bold=False) * size / DPI


def wrap(text: str, room: float, size: float = style.SIZE, *, bold: bool = False) -> list[str]:
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
    scale = style.SIZE / FONT_SIZE
    width, height, descent = (part * scale for part in extent_of(text, face_file()))
    least_ascent, least_descent, _ = line_of_face()
    ascent, descent = max(height - descent, least_ascent), max(descent, least_descent)
    return width, ascent + gap / 2, descent + gap / 2


@cache
def line_of_face() -> tuple[float, float, float]:
    """Return ascent, descent and gap of a line of labels, as the font has them, in points."""
    font = get_font(face_file())
    table = font.get_sfnt_table("OS/2")
    scale = style.SIZE / font.get_sfnt_table("head")["unitsPerEm"]
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
