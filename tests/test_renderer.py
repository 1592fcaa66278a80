"""A drawing as light SVG: the same words and marks at the same places as matplotlib writes them."""

import re
from io import StringIO
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from analysis.figures import renderer
from analysis.figures.style import styled

PLAIN = {"Date": None, "Creator": None}
SVG = "{http://www.w3.org/2000/svg}"
FACE = "DejaVu Sans"


def drawn(text: str, **look) -> Drawing:
    """Return a drawing of one text."""
    drawing = Drawing(figsize=(3, 1), layout="none")
    drawing.text(0.1, 0.5, text, **look)
    return drawing


def written(drawing: Drawing) -> ElementTree.Element:
    """Return a drawing as we write it, parsed."""
    with styled():
        return ElementTree.fromstring(renderer.as_svg(drawing, PLAIN))


def by_matplotlib(drawing: Drawing) -> ElementTree.Element:
    """Return a drawing as matplotlib writes it, parsed."""
    stream = StringIO()
    with styled():
        drawing.savefig(stream, format="svg", metadata=PLAIN)
    return ElementTree.fromstring(stream.getvalue())


def looks_of(svg: ElementTree.Element) -> dict[str, str]:
    """Return the rule of each class."""
    rules = "".join(style.text or "" for style in svg.iter(f"{SVG}style"))
    return dict(re.findall(r"\.(f[0-9a-f]{6})\{([^}]*)\}", rules))


def look_of(svg: ElementTree.Element, tag: str) -> str:
    """Return the rule of the last element of a kind."""
    return looks_of(svg)[list(svg.iter(f"{SVG}{tag}"))[-1].get("class")]


@pytest.mark.parametrize("angle", [0, 30, 90])
@pytest.mark.parametrize("side", ["left", "center", "right"])
def test_a_text_stands_where_matplotlib_puts_it(side, angle):
    """Its aligned end, to a tenth of a point, under any turn."""
    drawing = drawn("193 killed", rotation=angle, ha=side, rotation_mode="anchor")
    drawing.texts[0].set_position((0.5, 0.5))
    [text] = written(drawing).iter(f"{SVG}text")

    assert (float(text.get("x")), float(text.get("y"))) == (108, 36)
    assert text.get("transform") == (f"rotate(-{angle} 108 36)" if angle else None)


@pytest.mark.parametrize("text", ["AVATAR, office", "Бахмут: 193 – 199 é", "< & >", "غزة 193"])
def test_words_are_text_that_can_be_searched(text):
    """As they were given, whatever their script."""
    assert [one.text for one in written(drawn(text)).iter(f"{SVG}text")] == [text]


def test_each_line_is_a_text_of_its_own():
    """At the places that matplotlib gives them."""
    ours = [(one.text, one.get("x")) for one in written(drawn("two\nlines")).iter(f"{SVG}text")]

    assert ours == [("two", "21.6"), ("lines", "21.6")]


def test_the_look_of_a_text_is_a_class():
    """Size, weight, colour, opacity and the end at which it is aligned."""
    look = {"fontsize": 13, "alpha": 0.5, "color": "#00745A", "fontweight": "bold", "ha": "right"}

    assert look_of(written(drawn("said", **look)), "text") == (
        "font-size:13px;font-weight:bold;text-anchor:end;fill:#00745a;opacity:0.5"
    )


def test_the_same_look_has_one_name_in_every_drawing():
    """So that drawings may share the rules of a page."""
    names = [set(looks_of(written(drawn(text)))) for text in ("one", "two")]

    assert names[0] == names[1]


def test_shapes_go_where_matplotlib_draws_them():
    """Line, rectangle and marks: the same corners, to a tenth of a point."""
    drawing = Drawing(figsize=(3, 2), layout="none")
    axes = drawing.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set_axis_off()
    axes.plot([0, 1, 2], [0, 3, 1], color="#222222", linewidth=0.8)
    axes.add_patch(Rectangle((0.5, 0.5), 1, 1, facecolor="#ededed"))
    axes.plot([1, 2], [2, 2], "s", markersize=4)
    ours = [corners(path.get("d")) for path in written(drawing).iter(f"{SVG}path")]
    theirs = by_matplotlib(drawing)
    shapes = [corners(path.get("d")) for path in theirs.iter(f"{SVG}path") if not path.get("id")]
    marks = [(float(use.get("x")), float(use.get("y"))) for use in theirs.iter(f"{SVG}use")]

    assert [shape for shape in ours if shape in shapes] == [
        shape for shape in shapes if shape in ours
    ]
    assert len([shape for shape in ours if shape in shapes]) >= 2
    square = ours[-1]
    for x, y in marks:
        assert (round(x - 2, 1), round(y + 2, 1)) in square


def corners(path: str) -> set[tuple[float, float]]:
    """Return the places that a path of straight lines goes through, to a tenth."""
    found, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([MLHVz])([^MLHVz]*)", path):
        given = [float(number) for number in numbers.split()]
        if command in "ML":
            x, y = given
        elif command == "H":
            [x] = given
        elif command == "V":
            [y] = given
        found.add((round(x, 1), round(y, 1)))
    return found


@pytest.mark.parametrize("look", [{}, {"weight": "bold"}, {"style": "italic", "size": 13}])
def test_a_text_is_measured_as_matplotlib_measures_it(look):
    """To the last digit."""
    face = FontProperties(family=[FACE], **look)
    pen = renderer.Pen(100, 100, StringIO(), image_dpi=72)
    for text in ("AVATAR, office", "Бахмут: 193 – 199", "g", ""):
        theirs = renderer.RendererSVG(100, 100, StringIO()).get_text_width_height_descent(
            text, face, False
        )
        assert pen.get_text_width_height_descent(text, face, False) == theirs


def test_mathematics_is_left_to_matplotlib():
    """It comes out as outlines."""
    svg = written(drawn("$x^2$", parse_math=True))

    assert not list(svg.iter(f"{SVG}text"))
    assert list(svg.iter(f"{SVG}use"))


def test_a_link_and_a_hatch_are_left_to_matplotlib():
    """The link leads where it was said to lead, and the hatch is a pattern."""
    drawing = drawn("linked", url="https://example.org")
    drawing.add_artist(Rectangle((0, 0), 0.5, 0.5, hatch="//", facecolor="none"))
    svg = written(drawing)

    assert len(list(svg.iter(f"{SVG}a"))) == 1
    assert len(list(svg.iter(f"{SVG}pattern"))) == 1


def test_a_clipped_text_keeps_its_clip():
    """And so does a shape."""
    drawing = drawn("clipped")
    drawing.texts[0].set_clip_path(Rectangle((0, 0), 50, 50))
    [text] = written(drawing).iter(f"{SVG}text")

    assert text.get("clip-path").startswith("url(#")


def test_a_picture_within_a_drawing_stays():
    """Such as a heat map of an analyst's own."""
    drawing = Drawing(figsize=(2, 2), layout="none")
    drawing.add_axes((0, 0, 1, 1)).imshow([[1, 2], [3, 4]])

    assert len(list(written(drawing).iter(f"{SVG}image"))) == 1


def test_a_line_is_measured_once():
    """The second drawing with the same words asks the font for nothing."""
    renderer.as_svg(drawn("said twice"), PLAIN)
    before = renderer.extent_of.cache_info()
    renderer.as_svg(drawn("said twice"), PLAIN)

    assert renderer.extent_of.cache_info().misses == before.misses


def test_the_drawing_keeps_its_resolution():
    """Whoever drew it may go on with it."""
    drawing = drawn("again")
    usual = drawing.dpi
    renderer.as_svg(drawing, PLAIN)

    assert drawing.dpi == usual
