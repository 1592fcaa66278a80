"""HTML as a tree: the one that browsers build, of whatever it is given, and in linear time."""

import gc
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.publish.page.markup import DEEPEST, VOID, line, steps, tree_of
from analysis.publish.reader import read_page

PIECES = """
<p> </p> <table> <td> <tr> </table> <b> </b> <svg> <template> <!-- --> <![CDATA[ ]]> <select>
&#x0; &amp <button popovertarget="c-1"> 193 1,,, <li id="receipt-1"> </body> <math>
<img src="data:image/png;base64,AAA">
"""
MARKUP = st.lists(st.sampled_from([*PIECES.split(), "\0", "\ud800", "\ufeff", " "]), max_size=40)
"""Pieces of markup, whole and broken."""


def test_a_walk_meets_each_part_once_in_the_order_of_the_page():
    """An element begins before and ends after what it holds."""
    walk = [
        (kind, node.tag if kind in ("begin", "end") else line(node.html))
        for kind, node in steps(tree_of("<p>a<br><!--b--><i>c</i></p>").body)
    ]

    assert walk == [
        ("begin", "body"),
        ("begin", "p"),
        ("text", "a"),
        ("begin", "br"),
        ("end", "br"),
        ("comment", "<!--b-->"),
        ("begin", "i"),
        ("text", "c"),
        ("end", "i"),
        ("end", "p"),
        ("end", "body"),
    ]
    assert "br" in VOID


@given(MARKUP)
def test_any_markup_is_read_or_refused_in_words(pieces):
    """Never another error, and what begins ends."""
    html = "".join(pieces)
    try:
        walk = [kind for kind, _ in steps(tree_of(html).root)]
        read_page(html)
    except AnalysisError:
        assert "\ud800" in html
    else:
        assert walk.count("begin") == walk.count("end")


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("a\ud800b", r"U\+D800 is half a sign"),
        *(
            (start + piece * (DEEPEST + 1), "more than 2,000 elements stand within each other")
            for start in ("", "<svg><title>", "<svg></svg>", "<svg><p>")
            for piece in ("<div>", "<path/>", '<path d=">/>">')
        ),
    ],
)
def test_what_no_parser_should_be_given_is_refused(html, fault):
    """In words."""
    with pytest.raises(AnalysisError, match=fault):
        tree_of(html)


def test_a_drawing_of_many_shapes_is_read():
    """Each ends where it begins, so they stand beside each other."""
    shape = '<path d="M 0 0" aria-label="a > b"/>'
    shapes = f"<g>{shape}</g>" * 30 + shape * (DEEPEST + 1)

    tree = tree_of(f"<svg><title>claims</title><defs>{shape}</defs><g>{shapes}</g></svg>")

    assert len(tree.css("path")) == DEEPEST + 32


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [" ", "<b> </b>", "1 ", "1,", "a. ", "<b>1</b> ", "</p>", "<!--", "<p>1</p>"],
)
def test_a_page_is_read_in_a_time_that_grows_with_its_length(unit):
    """Sixty thousand spaces in a paragraph once took a minute."""
    short, long = (f"<p>a{unit * times}b 1.</p>" for times in (6_000, 48_000))

    assert seconds_of(long) < 40 * max(seconds_of(short), 0.002)


def seconds_of(html: str) -> float:
    """CPU seconds to read a page, the least of two; garbage of other tests is left where it is."""
    took = []
    gc.disable()
    for _ in range(2):
        began = process_time()
        read_page(html)
        took.append(process_time() - began)
    gc.enable()
    return min(took)
