"""Addresses within a page: of what stands there, once on it, and the same whatever else does."""

import re
from html import escape

import pytest
from page_rules import broken_links
from plot_frames import draw
from test_own_reports import page_of

from analysis import say, table
from analysis.execute.parameters import Colophon
from analysis.publish.page.exporter import Citation
from analysis.publish.page.markup import LONGEST, exact, receipt_address, slug
from analysis.reports.receipts import of_claim
from analysis.text import Quantity


def ids_in(html: str) -> set[str]:
    """The addresses of a page; what only its own drawings and cards name is none."""
    found = set(re.findall(r'id="([^"]+)"', html))
    return {name for name in found if not re.match(r"c-\d|f[0-9a-f]{5}(?![\w])", name)}


def said(collection, claim_id: str):
    """A sentence with one number."""
    made = of_claim(collection, claim_id)
    return say("He said {n}.", n=Quantity(collection.records[claim_id]["reported"], made))


@pytest.fixture
def parts(collection):
    """Two figures of one kind, a table and a number."""
    rows = collection.claims.head(2)
    return [
        draw("counts", title="What the first said").called("counts", "2023-03-18", "first"),
        draw("counts", title="What the second said").called("counts", "2023-03-18", "second"),
        table(rows, {"reported": "as reported"}, caption="Two of them, as reported"),
        said(collection, "a0214"),
    ]


def test_an_address_says_what_stands_there(collection, parts):
    """The kind and its keys, the caption, the claims."""
    page = page_of(collection, *parts)
    found = ids_in(page.html + page.behind.end)

    assert {
        *("figure-counts-2023-03-18-first", "figure-counts-2023-03-18-second"),
        *("figure-counts-2023-03-18-first-values", "table-Two-of-them-as-reported"),
        *("r-a0214", "claim-a0214"),
    } <= found


def test_an_address_stays_when_other_parts_come_or_go(collection, parts):
    """Whatever stands before it or behind it, and in whichever order."""
    whole = page_of(collection, *parts)
    known = ids_in(whole.html + whole.behind.end)
    more = [said(collection, "a0215"), draw("forest"), *parts[::-1]]
    longer = page_of(collection, *more)

    assert known <= ids_in(longer.html + longer.behind.end)
    alone = page_of(collection, parts[1])
    assert ids_in(alone.html) <= known


def test_no_address_stands_twice_and_every_link_leads_somewhere(collection, parts):
    """Two figures of one name too."""
    page = page_of(collection, *parts, parts[0], parts[2])

    assert broken_links(page.html + page.behind.end) == []
    assert "figure-counts-2023-03-18-first-2" in ids_in(page.html)


def test_a_figure_of_ones_own_is_named_by_its_title(collection):
    """Its numbers and its alt text may move."""
    page = page_of(collection, draw("counts", title="Losses, by week: “mine”"))

    assert "figure-Losses-by-week-mine" in ids_in(page.html)


def test_keys_that_differ_have_addresses_that_differ():
    """Also where signs of them are no signs of an address, and where they are long."""
    keys = [("a-b", "c"), ("a", "b-c"), ("a;b", "c"), ("a", "b;c"), ("a b",), ("a/b",), ("a", "b")]
    long = [(f"{'claim' * 40}{n}",) for n in range(9)]
    made = [exact(*parts) for parts in (*keys, *long)]

    assert len(set(made)) == len(made)
    assert all(len(address) <= LONGEST and not re.search(r"[\s;/]", address) for address in made)
    assert receipt_address('["ratio", "a_per_b", "", "x1", "x2"]') == "r-a_per_b-x1-x2"
    assert receipt_address("no key") == f"r-{exact('no key')}"
    assert slug("Убиті, أحمد") == "Убиті-أحمد"


def test_lines_to_embed_name_the_address_and_say_all_that_is_drawn(collection, parts):
    """The words of the figure end where they end, and it fits into a page of any width."""
    [first, *_] = page_of(collection, *parts).drawings
    shown = ((first.node.id, first.alt),)
    made = Colophon("", "reportedly run briefing", "0f3a2c1", "2")
    for url in ("", "https://example.org/a.html"):
        [lines] = Citation("Who?", made, url, "a.html", shown).embeds

        assert "a.html#figure-counts-2023-03-18-first" in lines
        assert "<img style=max-width:100%\nsrc=" in lines
        assert first.alt.endswith(".") and f'alt="{escape(first.alt)}"' in lines
