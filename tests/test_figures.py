"""Published figures: words that must be there, bytes that must not change, text that is inert."""

import base64
import re
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure


def drawing(label: str = "said") -> Drawing:
    drawn = Drawing(figsize=(2, 1))
    axes = drawn.add_subplot(title=label)
    axes.plot([1, 2], [1, 2])
    return drawn


def figure(**words: object) -> Figure:
    return Figure(drawing(), **{"title": "A speaker's figures", "alt": "Dots at 1 and 2", **words})


def images(page: str) -> list[bytes]:
    """Return the images of a page in their order."""
    return [base64.b64decode(found) for found in re.findall(r"svg\+xml;base64,([^\"]+)", page)]


def test_a_figure_is_saved_as_its_ending_says(tmp_path):
    """As drawing, as picture, as markup; another ending is refused, and nothing is written."""
    one = figure()
    assert one.save(tmp_path / "a.svg").read_bytes() == one.svg()
    assert one.save(tmp_path / "a.png", dpi=20).read_bytes() == one.png(20)
    assert one.save(tmp_path / "a.html").read_text(encoding="utf-8") == one.html()
    with pytest.raises(AnalysisError, match=r"a\.gif does not end in \.svg, \.png, \.html"):
        one.save(tmp_path / "a.gif")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a.png", "a.svg"]


@pytest.mark.parametrize("name", ["title", "alt"])
def test_a_figure_without_words_is_refused(name):
    """Neither a title nor the text that stands in for the picture may be empty."""
    with pytest.raises(AnalysisError, match=f"needs its {name} text"):
        figure(**{name: "  "})


def test_a_figure_shows_html_and_plain_text():
    """JupyterLab and an exported page read the one, a comparison of notebooks both."""
    shown = figure(caption="How to read it.", source="Data version 1.")
    bundle = shown._repr_mimebundle_()

    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == "Dots at 1 and 2"
    assert re.sub(r"base64,[^\"]+", "base64,…", bundle["text/html"]) == (
        '<figure class="report-figure" data-name="A speaker&#x27;s figures"><picture>'
        '<img src="data:image/svg+xml;base64,…" alt="Dots at 1 and 2"></picture>'
        "<figcaption>How to read it.</figcaption></figure>"
    )


def test_a_narrow_drawing_is_for_phones():
    """The wide one stays the image that every reader can fall back on."""
    shown = figure(narrow=drawing("narrow"))

    assert '<source media="(max-width: 600px)" srcset="data:image/svg+xml;base64,' in shown.html()
    assert images(shown.html()) == [shown.svg(narrow=True), shown.svg()]


def test_a_missing_narrow_drawing_is_named():
    """Asking for what was not drawn is an error, not the wide one."""
    with pytest.raises(AnalysisError, match="no narrow drawing"):
        figure().svg(narrow=True)


def test_the_table_of_values_is_folded_under_the_figure():
    """Values are written as in the chart; what is missing is empty here and in words there."""
    table = pd.DataFrame({"day": [pd.Timestamp("2023-03-18")], "ratio": [193 / 199], "n": [1823]})

    assert (
        figure(table=table)
        .html()
        .endswith(
            '<details class="figure-values"><summary>The values in this figure</summary>'
            "<table><caption>A speaker&#x27;s figures</caption><thead><tr>"
            '<th scope="col">day</th><th scope="col">ratio</th><th scope="col">n</th>'
            "</tr></thead><tbody><tr><td>18 March 2023</td><td>0.97</td><td>1,823</td></tr>"
            "</tbody></table></details>"
        )
    )


def test_hostile_words_stay_words():
    """A script in a claim is text, in every place where text is shown."""
    script = '"><script>alert(1)</script>'
    table = pd.DataFrame({script: [script]})
    shown = figure(title=script, alt=script, caption=script, source=script, table=table)

    assert "<script" not in shown.html()
    assert shown.html().count("&lt;script&gt;") == 6
    assert b"<script" not in shown.svg()


def test_the_same_drawing_gives_the_same_bytes():
    """No clock, path or random id is in the file, and no earlier setting shows through."""
    with mpl.rc_context({"svg.hashsalt": None, "svg.fonttype": "none", "savefig.dpi": 300}):
        other = figure().svg()

    assert other == figure().svg()
    assert figure().png(50) == figure().png(50)


def test_the_svg_is_sound_and_carries_its_words():
    """A file that was saved from the page still says whose figures it shows."""
    tree = ElementTree.fromstring(figure(source="Data version 1.").svg())
    words = [(part.tag.split("}")[1], part.text) for part in tree.iter() if part.text]

    assert ("title", "A speaker's figures") in words
    assert ("description", "Dots at 1 and 2") in words
    assert ("source", "Data version 1.") in words
    assert not [text for tag, text in words if tag == "date"]


def test_a_drawing_keeps_every_word():
    """Its spaces and signs too."""
    drawn = Drawing(figsize=(3, 1), layout="none")
    drawn.text(0.1, 0.5, "193  killed > 199 < ")
    svg = Figure(drawn, title="A speaker's figures", alt="Two figures").svg().decode()

    assert ">193  killed &gt; 199 &lt; </text>" in svg


def test_a_png_has_the_asked_size():
    """Two by one inches at 50 dots an inch are 100 by 50 dots."""
    png = figure().png(50)

    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (100, 50)


def test_a_pyplot_figure_is_not_shown_twice():
    """It is closed in pyplot as soon as it is published, and can still be saved."""
    drawn, _ = pyplot.subplots()
    shown = Figure(drawn, title="A speaker's figures", alt="Empty axes")

    assert pyplot.get_fignums() == []
    assert shown.svg().startswith(b"<?xml")


def test_saving_twice_keeps_the_layout():
    """Saving as SVG does not change what is saved as PNG afterwards."""
    first = figure()
    before = first.png(50)
    first.svg()

    assert first.png(50) == before


def test_a_note_is_added_to_the_caption():
    """The figure itself stays as it was."""
    shown = figure(caption="How to read it.")

    assert shown.caption == "How to read it."


def grey(mark: style.Mark) -> np.ndarray:
    """The ink of a mark as a printer without colours lays it down."""
    drawing = Drawing(figsize=(0.3, 0.3), dpi=200)
    canvas = FigureCanvasAgg(drawing)
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.axis("off")
    axes.set(xlim=(-1, 1), ylim=(-1, 1))
    axes.plot([0], [0], **mark.line())
    canvas.draw()
    return 255 - np.asarray(canvas.buffer_rgba())[..., :3].mean(axis=2)


@pytest.mark.parametrize("kind", [kind for kind in style.KINDS if kind != "supporter"])
def test_a_supporter_is_told_from_every_other_speaker_in_print(kind):
    """A government that supports a side has a mark unlike any other, also without colours."""
    one, other = grey(style.KINDS["supporter"]), grey(style.KINDS[kind])

    assert np.abs(one - other).sum() > 0.6 * max(one.sum(), other.sum())
