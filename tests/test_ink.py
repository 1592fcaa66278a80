"""A drawing as SVG: kept lines of text are written as matplotlib writes them."""

import re
import subprocess
import sys
from io import StringIO

import pytest
from matplotlib._text_helpers import layout
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from analysis.figures import ink
from analysis.figures.style import styled

PLAIN = {"Date": None, "Creator": None}


def drawn(text: str, **look) -> Drawing:
    """Return a drawing of one text."""
    drawing = Drawing(figsize=(3, 1), layout="none")
    drawing.text(0.1, 0.5, text, **look)
    return drawing


def letters_of(svg: str) -> list[tuple[str, float]]:
    """Return the shape and the place of each letter, in short names."""
    uses = re.findall(
        r'<use xlink:href="#([\w-]+)"(?: (?:x="|transform="translate\()([\d.]+))?', svg
    )
    short = [(name.replace("DejaVuSans-Bold-", "b"), place) for name, place in uses]
    return [(name.replace("DejaVuSans-", "r"), round(float(x or 0), 1)) for name, x in short]


def shapes_of(svg: str) -> list[str]:
    """Return the outlines of the letters, without spaces before a command."""
    outlines = re.findall(r'<path id="[^"]*"(?: d="([^"]*)")? transform="scale', svg)
    return [re.sub(r"\s+(?=[A-Za-z]|$)", "", outline) for outline in outlines]


def both(drawing: Drawing) -> tuple[str, str]:
    """Write a drawing ourselves, and have matplotlib write it."""
    theirs = StringIO()
    with styled():
        ours = ink.as_svg(drawing, PLAIN)
        drawing.savefig(theirs, format="svg", metadata=PLAIN)
    return ours, theirs.getvalue()


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("AVATAR, office", {}),
        ("Бахмут: 193 – 199 é", {"fontweight": "bold"}),
        ("turned", {"rotation": 30, "ha": "right"}),
        ("two\nlines", {"fontsize": 13, "alpha": 0.5, "color": "#00745A"}),
    ],
)
def test_a_text_is_written_as_matplotlib_writes_it(text, look):
    """The same shapes at the same places, under the same colour and the same turn."""
    ours, theirs = both(drawn(text, **look))

    assert letters_of(ours) == letters_of(theirs)
    assert shapes_of(ours) == shapes_of(theirs)
    ways = r'<g(?: style="(?:fill|opacity)[^"]*")? transform="[^"]*"'
    assert re.findall(ways, ours) == re.findall(ways, theirs)


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_common_letters_stand_as_matplotlib_lays_them_out(weight):
    """Every pair of them, kerned or not, and those that become one letter."""
    family = (ink.OURS,)
    font = ink._sized(ink.get_font(ink._file_of(family, (("weight", weight),))))
    for left in sorted(ink.COMMON):
        text = "".join(left + right for right in sorted(ink.COMMON))
        theirs = [
            (ink.text_to_path._get_glyph_repr(item.ft_object, item.glyph_index), item.x, item.y)
            for item in layout(text, font)
        ]
        ours = ink.line_of_text(text, family, weight).letters
        assert [(ink._short(name), x, y) for name, x, y in theirs] == list(ours), left


@pytest.mark.parametrize("look", [{}, {"weight": "bold"}, {"style": "italic", "size": 13}])
def test_a_text_is_measured_as_matplotlib_measures_it(look):
    """To the last digit."""
    face = ink.FontProperties(family=[ink.OURS], **look)
    pen = ink.Pen(100, 100, StringIO(), image_dpi=72)
    for text in ("AVATAR, office", "Бахмут: 193 – 199", "g", ""):
        theirs = ink.RendererSVG(100, 100, StringIO()).get_text_width_height_descent(
            text, face, False
        )
        assert pen.get_text_width_height_descent(text, face, False) == theirs


def test_no_font_stays_open_after_the_letters_are_shaped():
    """Forked processes would share the place at which it is read; `FT2Font` holds a file open."""
    code = (
        "from analysis import ink; ink.shape_letters(); import os; "
        "print([os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') "
        "if os.path.exists(f'/proc/self/fd/{n}')])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ".ttf" not in told.stdout


def test_a_shape_is_defined_once_however_often_it_stands():
    """Also when another line of text has it too."""
    drawing = drawn("noon")
    drawing.text(0.1, 0.1, "no")

    assert len(shapes_of(ink.as_svg(drawing, PLAIN))) == 2


@pytest.mark.parametrize("look", [{"parse_math": True}, {"url": "https://example.org"}])
def test_what_is_not_plain_is_left_to_matplotlib(look):
    """Mathematics and links come out as they did."""
    text = "$x^2$" if "parse_math" in look else "linked"
    ours, theirs = both(drawn(text, **look))

    assert re.sub(r"\s+", "", ours) == re.sub(r"\s+", "", theirs)


def test_a_clipped_text_is_left_to_matplotlib():
    """It stands in a group with the clip."""
    drawing = drawn("clipped")
    drawing.texts[0].set_clip_path(Rectangle((0, 0), 50, 50))

    assert both(drawing)[0].count("clip-path") == both(drawing)[1].count("clip-path") == 1


def test_a_letter_that_the_face_lacks_is_no_plain_text():
    """The whole line goes to matplotlib, which knows other faces."""
    assert ink.line_of_text("漢", ("DejaVu Sans",), "normal") is None


def test_a_line_is_laid_out_once():
    """The second drawing with the same words asks the font for nothing."""
    ink.as_svg(drawn("said twice"), PLAIN)
    before = ink.line_of_text.cache_info()
    ink.as_svg(drawn("said twice"), PLAIN)
    after = ink.line_of_text.cache_info()

    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)


def test_the_drawing_keeps_its_resolution():
    """Whoever drew it may go on with it."""
    drawing = drawn("again")
    usual = drawing.dpi
    ink.as_svg(drawing, PLAIN)

    assert drawing.dpi == usual
