"""A drawing in its page: text and links of it stay, and nothing that could run or reach out."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest
from plot_frames import FRAMES, draw
from test_exporter import page_of, shown

from analysis.figures.figure import Figure
from analysis.publish.page.drawing import css_of, placed
from analysis.publish.page.markup import receipt_address, tree_of
from analysis.publish.reader import read_page
from analysis.text import Receipt

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
REFUSED = [
    "<script>go()</script>",
    "<foreignObject><p>x</p></foreignObject>",
    '<image href="https://example.org/a.png"/>',
    '<a href="javascript:go()"><text>1</text></a>',
    '<text onclick="go()">1</text>',
    '<use href="https://example.org/a.svg#b"/>',
    '<animate attributeName="x"/>',
    "<style>text{background:url(https://example.org)}</style>",
    "<style>.f0a0a0a{fill:url(https://example.org)}</style>",
    '<path style="fill:url(https://example.org)"/>',
    '<path d="M0 0&quot; onload=go()"/>',
    '<text class="card">1</text>',
    "<g><title><b>x</b></title></g>",
    "<iframe src='https://example.org'></iframe>",
    "</svg><p>391</p>",
]


def drawn(name: str, rows: pd.DataFrame) -> Figure:
    """Draw a figure whose rows have receipts."""
    made = [Receipt(("row", str(n)), ()) for n in range(len(rows))]
    return FRAMES[name][1](rows.assign(receipt=made), title="T", source="S")


@pytest.mark.parametrize("inner", REFUSED)
def test_a_drawing_with_anything_not_listed_stays_a_picture(inner):
    """In an `img` nothing of it runs, reaches out, or takes the page's own classes."""
    assert placed(f"{HEAD}{inner}</svg>".encode(), "wide", "f1", "x", {}) is None


@pytest.mark.parametrize("name", ["forest", "counts", "timeline", "multiples", "gap", "calendar"])
def test_each_word_and_each_receipt_of_a_figure_stands_in_the_page(name):
    """As text, the marks as links that say their value; no id stands twice."""
    rows = FRAMES[name][0]()
    figure = drawn(name, rows)
    places: dict[str, int] = {}
    found = [
        placed(figure.svg(narrow=form == "narrow"), form, "f1", figure.alt, places)
        for form in ("wide", "narrow")
    ]
    for one, svg in zip(found, (figure.svg(), figure.svg(narrow=True)), strict=True):
        page, file = tree_of(one.markup), tree_of(svg.decode())
        texts = [[node.text() for node in tree.css("text")] for tree in (page, file)]
        ids = Counter(re.findall(r'\bid="([^"]*)"', one.markup))

        assert texts[0] == texts[1]
        assert max(ids.values()) == 1
        assert set(re.findall(r"url\(#([^)]*)\)", one.markup)) <= set(ids)
        for link in page.css("a"):
            assert re.search(r": .*\d", link.css_first("title").text())
            assert link.attributes["href"][1:] in set(map(receipt_address, places))
    if name != "calendar":
        assert len(places) == len(rows)


def test_after_dark_each_colour_has_another_and_paper_is_the_page_s():
    """In a rule for dark screens alone: paper keeps the colours of the file."""
    rules = css_of({"f000001": "fill:#ffffff;stroke:#222222", "f000002": "opacity:0"})
    light, dark = rules.split("@media screen and (prefers-color-scheme:dark)")

    assert light == ".f000001{fill:#ffffff;stroke:#222222}.f000002{opacity:0}"
    assert dark == "{.f000001{fill:var(--paper);stroke:#e0e0e0}}"


def test_a_page_holds_its_figures_as_drawings_without_a_picture():
    """Both forms, their looks once in the head, and the words that tell them once."""
    figure = draw("forest")
    html = page_of(shown({"text/html": figure.html()})).html
    tree = tree_of(html)

    assert not tree.css("img, picture")
    forms = [node.attributes["class"] for node in tree.css("figure svg")]
    assert forms == ["drawing wide", "drawing narrow"]
    assert [node.text() for node in tree.css("desc")] == [figure.alt]
    classes = {node.attributes.get("class") for node in tree.css("svg text, svg path")}
    assert all(f".{name}{{" in html.split("</head>")[0] for name in classes)


@pytest.mark.parametrize(
    ("was", "now", "moves"),
    [
        (">193<", ">391<", True),
        ('d="M1 1H5', 'd="M1 1H8', True),
        ('href="#r-a1"', 'href="#r-a2"', False),
    ],
)
def test_a_drawing_is_read_by_what_it_shows(was, now, moves):
    """A text or a mark that moved moves the figure; where receipts stand does not."""
    html = (
        '<h2>A</h2><figure><svg class="drawing wide" id="a"><desc>It is 4.</desc>'
        '<a href="#r-a1"><path d="M1 1H5"></path></a><text>193</text></svg></figure>'
    )
    assert was in html
    assert (read_page(html) != read_page(html.replace(was, now))) == moves
    assert next(figure.value for figure in read_page(html).figures) == "4"


def test_lines_of_one_look_that_follow_each_other_are_one():
    """Filled shapes, lines of another look and see-through ones stay apart."""
    rules = ".f0a0a0a{fill:none;stroke:#222222}.f0b0b0b{fill:#222222}"
    shape = '<path d="M1 {}V3" class="{}"/>'
    row = ["f0a0a0a", "f0a0a0a", "f0b0b0b", "f0b0b0b", "f0a0a0a"]
    shapes = "".join(shape.format(n, look) for n, look in enumerate(row))
    svg = f'<svg viewBox="0 0 9 9"><style>{rules}</style><g>{shapes}</g></svg>'

    markup = placed(svg.encode(), "wide", "x", "five shapes", {}).markup

    assert markup.count("<path ") == 4
    assert '<path d="M1 0V3M1 1V3" class="fCgoK">' in markup


def test_a_short_name_is_that_of_one_look_alone():
    """Each of its signs may stand in a name, and a rule of the page has the same one."""
    names = ["f000000", "f000001", "f00003e", "f00003f", "ffbefbe", "ffffffe", "fffffff"]
    rules = "".join(f".{name}{{opacity:0.{n}}}" for n, name in enumerate(names, start=1))
    shapes = "".join(f'<path d="M1 {n}V3" class="{name}"/>' for n, name in enumerate(names))
    svg = f'<svg viewBox="0 0 9 9"><style>{rules}</style>{shapes}</svg>'

    found = placed(svg.encode(), "wide", "x", "seven shapes", {})
    used = re.findall(r'<path d="[^"]*" class="(f[\w-]{4})"', found.markup)

    assert used == list(found.looks)
    assert list(found.looks.values()) == [f"opacity:0.{n}" for n in range(1, len(names) + 1)]
