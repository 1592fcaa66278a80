"""What holds for every figure: words, refusals, layout, colours, bytes."""

import re
from html.parser import HTMLParser
from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from plot_frames import FRAMES, SOURCE, SPOKESMAN, draw, figure

from analysis.errors import AnalysisError
from analysis.figures import style

NAMES = sorted(FRAMES)
WITHOUT = ("calendar", "locator", "locator, one town")
"""Figures without intervals."""
WIDTHS = ("wide", "narrow")


def texts(drawing: Drawing) -> list[Text]:
    """Return all texts that are drawn."""
    found = [text for text in drawing.findobj(Text) if text.get_visible() and text.get_text()]
    return [text for text in found if not text.get_text().isspace()]


def numerals(text: str) -> set[str]:
    """Return the numbers in a text as they are written.

    >>> sorted(numerals("1,823 of 0.97 on 3"))
    ['0.97', '1,823', '3']
    """
    return set(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text))


class Cells(HTMLParser):
    """Collect the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def html_text(page: str) -> str:
    reader = Cells()
    reader.feed(page)
    return " ".join(reader.text)


def colours_of_style() -> set[str]:
    """Every colour that `style` names, wherever it stands in it."""
    words = repr({name: value for name, value in vars(style).items() if name.isupper()})
    words += repr(vars(style)["_SQUARE"]) + repr(vars(style)["_STROKE"])
    words += repr([style.tint(colour) for colour in style.HUES])
    return {colour.lower() for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", words)}


def colours_of(drawing: Drawing) -> set[str]:
    """Every colour that is drawn."""
    found = [text.get_color() for text in texts(drawing)]
    for line in drawing.findobj(Line2D):
        found += [line.get_color()] if line.get_linestyle() != "None" else []
        if str(line.get_marker()) not in ("None", ""):
            found += [line.get_markeredgecolor()] if line.get_markeredgewidth() else []
            found += [line.get_markerfacecolor()] if _has_face(line) else []
    for patch in drawing.findobj(Patch):
        found += [patch.get_facecolor(), patch.get_edgecolor()]
    return {to_hex(colour) for colour in map(to_rgba, found) if colour[3] > 0}


def _has_face(line: Line2D) -> bool:
    marker = line.get_marker()
    return (
        isinstance(marker, str)
        and marker in Line2D.filled_markers
        and line.get_fillstyle() != "none"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_without_rows_is_refused_in_words(name):
    """Nothing reported is said in a sentence, never drawn as an empty chart."""
    frame, plot = FRAMES[name]

    with pytest.raises(AnalysisError, match='print "not reported" instead'):
        plot(frame().iloc[:0], title="A speaker's figures", source=SOURCE)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_column_is_named(name):
    """Each column that a figure needs is asked for by its name."""
    frame, plot = FRAMES[name]
    column = frame().columns[1]

    with pytest.raises(AnalysisError, match=f"lack.*{column}"):
        plot(frame().drop(columns=column), title="A speaker's figures", source=SOURCE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", [{"title": " "}, {"source": ""}])
def test_a_figure_without_attribution_is_refused(name, words):
    """No figure is drawn without a title that says whose it is and a source line."""
    with pytest.raises(AnalysisError, match=r"needs a (title|source line)"):
        draw(name, **words)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_no_text_covers_another_or_leaves_the_sheet(name, width):
    """Every word can be read, with long labels and many rows too."""
    drawing = getattr(figure(name), width)
    canvas = FigureCanvasAgg(drawing)
    with style.styled():
        boxes = {text: text.get_window_extent(canvas.get_renderer()) for text in texts(drawing)}
    sheet = drawing.bbox.padded(0.5)
    outside = [
        text.get_text()
        for text, box in boxes.items()
        if box.x0 < sheet.x0 or box.y0 < sheet.y0 or box.x1 > sheet.x1 or box.y1 > sheet.y1
    ]
    covered = [
        (one.get_text(), other.get_text())
        for (one, box), (other, second) in combinations(boxes.items(), 2)
        if box.padded(-1).overlaps(second.padded(-1))
    ]

    assert outside == []
    assert covered == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_smaller_than_nine_points(name, width):
    """Both drawings are read at full size, so nine points is the least for each."""
    sizes = {text.get_fontsize() for text in texts(getattr(figure(name), width))}

    assert min(sizes) == style.SIZE == 9


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_every_colour_comes_from_the_style(name, width):
    """No figure brings a colour of its own."""
    assert colours_of(getattr(figure(name), width)) - colours_of_style() == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_footer_stands_in_the_picture(name):
    """A picture that travels alone still says that its figures are claims."""
    for width in WIDTHS:
        words = " ".join(text.get_text() for text in texts(getattr(figure(name), width)))

        assert f"Figures are claims; not independently verified. {SOURCE}" in words


@pytest.mark.parametrize("name", NAMES)
def test_the_title_stands_in_the_picture(name):
    """The speaker is named in the picture and not only beside it."""
    for width in WIDTHS:
        words = " ".join(text.get_text() for text in texts(getattr(figure(name), width)))

        assert words.count(f"{SPOKESMAN}: {name}") == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_same_frame_gives_the_same_bytes(name):
    """SVG is compared as text by strict notebook tests, whatever a cell set before."""
    first = draw(name)
    before = (first.svg(), first.svg(narrow=True))
    with mpl.rc_context({"font.size": 30, "axes.grid": False, "svg.hashsalt": "other"}):
        again = draw(name)
        after = (again.svg(), again.svg(narrow=True))

    assert after == before


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_alt_text_is_in_the_figure_or_its_table(name):
    """Whoever hears the alt text hears the numbers that others see, in the same digits."""
    shown = figure(name)
    seen = html_text(shown.html()) + " ".join(text.get_text() for text in texts(shown.wide))
    frame = FRAMES[name][0]()
    kinds = list(frame.get("kind", []))
    counted = {str(len(frame)), *(str(kinds.count(kind)) for kind in style.KINDS)}

    assert numerals(shown.alt) - numerals(seen) - counted == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_interval_is_said_not_to_be_a_confidence_interval(name):
    """Wherever a bar is drawn, key and caption say what it is not."""
    shown = figure(name)
    bars = shown.wide.findobj(lambda artist: artist.get_label() == "_bar")

    assert ("not a confidence interval" in str(shown.caption)) == (name not in WITHOUT)
    if bars:
        words = " ".join(text.get_text() for text in texts(shown.wide))
        assert "not a confidence interval" in words


def test_drawing_leaves_nothing_in_pyplot():
    """Figures of one report never show in the next cell."""
    draw("forest")
    draw("calendar")

    assert pyplot.get_fignums() == []


def test_the_order_of_rows_does_not_matter_to_the_forest():
    """Rows are sorted by reliability and value, not by how they came."""
    frame, plot = FRAMES["forest"]
    words = {"title": f"{SPOKESMAN}: forest", "source": SOURCE}

    assert (
        plot(frame().iloc[::-1].sort_values("group"), **words).svg()
        == plot(frame().sort_values("group"), **words).svg()
    )


def test_swapping_the_parties_changes_names_only():
    """A claim is drawn alike whoever makes it: same marks, same colours, same order."""
    frame, plot = FRAMES["counts"]
    other = frame().assign(speaker="Russian Ministry of Defence")
    one = plot(frame(), title="One", source=SOURCE)
    two = plot(other, title="Two", source=SOURCE)
    marks = [
        [line.get_xydata().tolist() for line in shown.wide.findobj(Line2D)] for shown in (one, two)
    ]

    assert marks[0] == marks[1]
    assert colours_of(one.wide) == colours_of(two.wide)
    assert one.alt.replace(SPOKESMAN, "Russian Ministry of Defence") == two.alt
