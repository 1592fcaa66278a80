"""The text, title, day, address and language of a saved page."""

import pytest

from analysis.errors import AnalysisError
from analysis.review.texts import page_text
from tests.payloads import CORPUS

LINKED = '<script type="application/ld+json">{}</script>'
PAGE = """<!doctype html><html lang="uk-UA"><head>
<title>Сайт | Новини</title><meta property="og:title" content="Зведення дня">
<link rel="canonical" href="https://example.invalid/day">
<meta property="article:published_time" content="2023-03-18T09:00:00+02:00">
<style>p { color: red }</style></head><body>
<nav><a href="/">17 новин</a></nav>
<article><h1>Зведення дня</h1><p>За добу 27 боєзіткнень,<br>сказав Череватий.</p>
<script>var n = 400</script><figure><figcaption>Фото 12</figcaption></figure>
<p>Ліквідовано 31&nbsp;окупанта.</p></article>
<footer>2 min read, 14:05</footer></body></html>"""


def test_the_article_is_taken_and_nothing_around_it():
    """Headline and paragraphs, a line each; no menus, scripts, captions or footers."""
    page = page_text(PAGE)

    assert page.text.split("\n") == [
        "Зведення дня",
        "За добу 27 боєзіткнень,",
        "сказав Череватий.",
        "Ліквідовано 31 окупанта.",
    ]


def test_the_head_tells_title_day_address_and_language():
    """As the page gives them."""
    page = page_text(PAGE)

    assert page.title == "Зведення дня"
    assert (page.day, page.url, page.language) == (
        "2023-03-18",
        "https://example.invalid/day",
        "uk",
    )


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (
            '<script type="application/ld+json">{"datePublished": "2023-05-01"}</script>',
            "2023-05-01",
        ),
        (LINKED.format('[{"@graph": [{"datePublished": "2023-05-02T1"}]}]'), "2023-05-02"),
        (LINKED.format("{broken"), None),
        ('<meta name="date" content="2023-05-03">', "2023-05-03"),
        ('<meta name="date" content="3 May">', None),
    ],
)
def test_the_day_is_found_where_pages_keep_it(head, day):
    """In the head, or in linked data; what is no day is none."""
    assert page_text(f"<html><head>{head}</head><body><p>x</p></body></html>").day == day


def test_a_time_element_tells_the_day_where_the_head_does_not():
    """The first one on the page."""
    html = "<body><time datetime='2023-03-20'>20 March</time><p>12 clashes</p></body>"

    assert page_text(html).day == "2023-03-20"


def test_what_is_no_html_comes_back_as_it_is():
    """A text with signs of comparison is no page."""
    text = "12 clashes, 3 < 4\nand 5 > 2"

    assert page_text(text).text == text


def test_a_tag_that_never_ends_makes_no_page():
    """What a parser takes for words is words, whatever it begins like."""
    text = "12 clashes <b and\nno end"

    assert page_text(text).text == text


@pytest.mark.parametrize("mark", ["<!-- day 1 -->", "<!doctype html>", "</p>", "<br>"])
def test_any_mark_makes_a_page(mark):
    """A comment, a declaration, an end without a beginning."""
    assert page_text(f"12\n clashes {mark}").text == "12 clashes"


@pytest.mark.parametrize("payload", CORPUS, ids=range(len(CORPUS)))
def test_hostile_pages_are_read_without_harm(payload):
    """The text before them is kept."""
    assert "12 clashes" in page_text(f"<body><p>12 clashes</p>{payload}").text


def test_unclosed_elements_end():
    """A thousand open elements, and closings of nothing."""
    page = page_text("<div>" * 1_000 + "12 clashes" + "</p>" * 10_000)

    assert page.text == "12 clashes"


def test_elements_deeper_than_any_page_has_are_refused():
    """In words, as everywhere that a page is read."""
    with pytest.raises(AnalysisError, match="more than 2,000 elements stand within each other"):
        page_text("<div>" * 10_000 + "12 clashes")
