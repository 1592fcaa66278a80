"""A sketch beside matplotlib's drawing of the same chart: the same elements at the same places."""

import re
import subprocess
import sys
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from plot_frames import FRAMES, SOURCE, bands, draw

from analysis import plots
from analysis.figures.figure import Figure
from analysis.figures.renderer import as_card, as_png
from analysis.figures.sketch import Sketch
from analysis.paths import ROOT

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NEAR = 0.11
"""Points: what is written to a tenth may be rounded either way."""


def running(days: int) -> pd.DataFrame:
    """A running total that falls once and counts something else in the end; a day is missing."""
    rows = pd.DataFrame({"day": pd.date_range("2023-01-01", periods=days)})
    rows["value"] = [1000.0 + 35 * n - 60 * (n % 7 == 3) for n in range(days)]
    rows["look"] = ["correction" if n == days // 2 else "" for n in range(days)]
    rows["segment"] = [int(n > days - 5) for n in range(days)]
    return rows.drop(index=4)


def steps(days: int) -> pd.DataFrame:
    """Steps over one day and over several, one of them larger than the axis."""
    rows = running(days).rename(columns={"value": "total"})
    since = rows["day"].shift(1, fill_value=pd.Timestamp("2022-12-30"))
    rows = rows.assign(since=since, days=(rows["day"] - since).dt.days)
    return rows.assign(step=[float(n % 9) * row for n, row in enumerate(rows["days"])])


TOTALS = {
    **{f"total of {n} days": lambda n=n: total(plots.running_total, running(n)) for n in (40, 300)},
    "steps": lambda: total(plots.daily_steps, steps(60)),
    "differing": lambda: plots.differing_days(
        running(30).assign(label="tanks", size=3.0), title="Two mirrors", source=SOURCE
    ),
}


def total(plot, rows: pd.DataFrame) -> Figure:
    """Draw a chart of totals."""
    return plot(rows, title="Total as stated", source=SOURCE, unit="people")


def drawn(name: str) -> Figure:
    """Draw one of the charts anew."""
    return TOTALS[name]() if name in TOTALS else draw(name)


def elements(svg: bytes) -> list[tuple]:
    """Return what is drawn, in order: tag, look, words, commands, where it is cut; and numbers."""
    tree = ElementTree.fromstring(svg)
    text = "".join(style.text or "" for style in tree.iter(f"{SVG}style"))
    looks = dict(re.findall(r"\.(f[0-9a-f]{6})\{([^}]*)\}", text))
    clips = {f"url(#{one.get('id')})": one[0].attrib for one in tree.iter(f"{SVG}clipPath")}
    cut = {name: tuple(map(float, box.values())) for name, box in clips.items()}
    found = []
    for one in tree.iter():
        tag, given = one.tag.removeprefix(SVG), dict(one.attrib)
        where = given.get("d", "") + f" {given.get('x', '')} {given.get('y', '')}"
        clip = cut.get(given.get("clip-path"), ())
        if tag in ("path", "text", "g", "title", "svg") and (tag != "path" or "d" in given):
            words = one.text if tag in ("text", "title") else None
            said = (tag, looks.get(given.get("class")), given.get("data-receipt"), words)
            size = f" {given.get('viewBox', '')}"
            numbers = [*map(float, NUMBER.findall(where + size)), *clip]
            found.append((said, commands(where), numbers))
    return found


def commands(path: str) -> str:
    """Return the commands of a path; one along an axis counts as any other line."""
    return re.sub("[HV]", "L", re.sub(r"[\d\s.-]", "", path))


def spread(svg: bytes) -> bytes:
    """Write each line of paths with both of its numbers, however short it was written."""

    def whole(path: re.Match) -> str:
        x = y = "0"
        out = []
        for command, given in re.findall(r"([MLHVCQz])([^MLHVCQz]*)", path[1]):
            numbers = given.split()
            x = numbers[0] if command == "H" else numbers[-2] if len(numbers) > 1 else x
            y = numbers[0] if command == "V" else numbers[-1] if len(numbers) > 1 else y
            out.append(f"L{x} {y}" if command in "HV" else command + given)
        return f' d="{"".join(out)}"'

    return re.sub(r' d="([^"]*)"', whole, svg.decode()).encode()


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", [*FRAMES, *TOTALS])
def test_a_sketch_is_what_matplotlib_draws(name, narrow):
    """Each element in its order, with its look, its words and where it is cut; to a tenth."""
    sketched, by_artists = drawn(name), drawn(name)
    kept = vars(sketched)["narrow" if narrow else "wide"]
    assert isinstance(kept, Sketch)
    assert by_artists.narrow is not by_artists.wide
    ours, theirs = (
        elements(spread(figure.svg(narrow=narrow))) for figure in (sketched, by_artists)
    )

    assert [said for said, *_ in ours] == [said for said, *_ in theirs]
    assert [shape for _, shape, _ in ours] == [shape for _, shape, _ in theirs]
    for (said, _, mine), (_, _, his) in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(his, abs=NEAR), said


@pytest.mark.parametrize("name", FRAMES)
def test_a_sketch_draws_the_same_bytes_again(name):
    """Whatever was drawn before it."""
    assert draw(name).svg() == draw(name).svg()


def test_who_asks_for_axes_gets_them_and_goes_on():
    """What an analyst adds is in the drawing, also where the figure was shown before."""
    figure = draw("counts")
    before = figure.svg()
    figure.wide.axes[0].text(1, 0, "added by hand")

    assert b"added by hand" in figure.svg()
    assert b"added by hand" not in before


@pytest.mark.parametrize("name", [*FRAMES, *TOTALS])
def test_a_sketch_is_painted_as_matplotlib_paints(name):
    """Of its SVG: as large, on white, in few colours; letters may lie a pixel further."""
    ours, other = drawn(name), drawn(name)
    assert other.wide.axes is not None
    painted, theirs = (Image.open(BytesIO(figure.png(144))) for figure in (ours, other))
    pixels = [np.asarray(image.convert("RGB"), int) for image in (painted, theirs)]
    off = np.abs(pixels[0] - pixels[1]).max(axis=2) > 64

    assert painted.size == theirs.size
    assert len(painted.getcolors()) <= 64
    assert (pixels[0][2, 2] == 255).all()
    assert off.mean() < 0.055
    assert {"Title", "Description", "Source"} <= set(painted.text)
    assert painted.text["Title"] == theirs.text["Title"]


ODD = {
    "a script": ("<path", "<script>1</script><path"),
    "a picture": ("<path", '<image href="a.png"/><path'),
    "too long": ('viewBox="0 0 518.4', 'viewBox="0 0 99999'),
    "too large": ('viewBox="0 0 518.4 2', 'viewBox="0 0 9999.4 9992'),
    "a size of no number": ('viewBox="0 0 518.4', 'viewBox="0 0 wide'),
    "letters too large": ("font-size:9px", "font-size:9999px"),
    "an unknown look": ("fill:#ffffff", "filter:blur(9px)"),
    "an unknown colour": ("fill:#ffffff", "fill:url(#a)"),
    "an unknown command": ('d="M', 'd="A1 1M'),
    "too few numbers": ('d="M', 'd="M1M'),
    "a clip of nothing": ('d="M', 'clip-path="url(#none)" d="M'),
    "entities": ("<svg ", '<!DOCTYPE svg [<!ENTITY a "aa">]><svg '),
    "not closed": ("</svg>", ""),
    "an attribute": ('d="M', 'transform="scale(9)" d="M'),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_drawing_is_not_painted(odd):
    """What is not ours is left to matplotlib, and nothing of it stops a page."""
    svg = draw("counts").svg().decode()
    was, now = ODD[odd]
    assert was in svg

    assert as_png(svg.encode(), 72)
    assert as_png(svg.replace(was, now, 1).encode(), 72) is None


def test_a_long_chart_is_painted_too():
    """Five hundred rows."""
    rows = pd.DataFrame({"label": [f"War {n}" for n in range(500)], "group": "Wars"})
    rows = rows.assign(value=0.3, low=0.2, high=0.4, kind="official")
    figure = plots.forest(rows, bands(), title="Five hundred wars", source=SOURCE)

    assert as_png(figure.svg(), 20)


def test_what_is_not_painted_is_drawn_by_matplotlib(monkeypatch):
    """A picture is there whatever a drawing holds; the figure stays as it was."""
    monkeypatch.setattr("analysis.figures.renderer.LARGEST", 0)
    figure = draw("counts")
    before = figure.svg()

    assert figure.png(20).startswith(b"\x89PNG")
    assert figure.svg() == before


@pytest.mark.parametrize("svg", [b"", b"<p>193</p>", b"<svg></svg>", b"\xff\x00"])
def test_what_is_no_drawing_is_not_painted(svg):
    """Whatever it is."""
    assert as_png(svg, 72) is None
    assert as_card(svg, (1200, 630), 30) is None


def test_a_chart_is_drawn_without_what_matplotlib_draws_with():
    """Neither its figures nor its axes are loaded, which take longer than all that is drawn."""
    script = (
        "import sys; sys.path.insert(0, 'tests'); import plot_frames\n"
        "assert plot_frames.draw('counts').html()\n"
        "print(*(name for name in sys.modules if name.startswith('matplotlib.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())

    assert "matplotlib.ft2font" in loaded
    assert not loaded & {f"matplotlib.{name}" for name in ("figure", "axes", "pyplot", "lines")}


def test_letters_that_a_card_makes_smaller_than_a_pixel_are_left_out():
    """A figure as tall as a house still has its card."""
    tall = Sketch(1, 200)
    tall.text(0.5, 0.5, "193 killed")

    assert as_card(tall.svg({"Title": "Said"}).encode(), (1200, 630), 30) is not None
