"""The first screen: five rows where there is a ratio, and nothing in their place where not."""

import json
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from analysis import brief, check_choices, load_collection, plots, read_references
from analysis.execute.parameters import Colophon
from analysis.publish.page.downloads import card_of
from analysis.publish.page.drawing import glance_of
from analysis.publish.page.edition import list_pages
from analysis.publish.page.exporter import Citation
from analysis.publish.page.markup import tree_of
from analysis.reports import briefing

COMMON = {"scope": "bakhmut_direction", "speaker": "serhii_cherevatyi", "subject": ""}
OPENING = (
    '<p>18 March.</p><p>He said <button popovertarget="c-3">193</button>'
    '<a href="#r-a3" data-n="3"></a>.</p>'
    '<figure id="figure-lead"><svg class="drawing"><a href="#r-a4"><path></path></a></svg>'
    '<figcaption>So.<span class="downloads">SVG</span></figcaption></figure><p>Other wars.</p>'
    "<p>Own days.</p>"
)


@pytest.fixture(scope="module")
def held():
    return load_collection("bakhmut-2023")


def day_of(held, stated_on: str):
    return brief(held, **check_choices(held, stated_on=stated_on, **COMMON))


def test_the_lead_has_the_day_its_other_days_and_the_ends_of_the_best_documented_wars(held):
    """Chosen by a rule that the caption tells, whichever table of wars it is."""
    rows, rule = briefing.lead_rows(day_of(held, "2023-03-18"), read_references())
    every = briefing.wars_rows(day_of(held, "2023-03-18"), read_references())
    best = every[every["group"] == "Other wars, high reliability"]["value"]

    assert len(rows) == 4
    assert rows["value"].tolist()[2:] == [best.min(), best.max()]
    assert f"of the {len(best)} " in rule


def test_a_war_that_gives_a_range_alone_is_no_end_of_the_lead_and_the_caption_says_so(held):
    """The most of the best documented wars may be a range; the wars shown have a value."""
    table = read_references()
    best = table["in_land_set"] & (table["reliability"] == "high")
    most = table["value"] == table.loc[best, "value"].max()
    table.loc[best & most, ["value", "low", "high"]] = [float("nan"), 0.3, 0.9]

    rows, rule = briefing.lead_rows(day_of(held, "2023-03-18"), table)

    assert rows["value"].notna().all()
    assert f"of the {(best & ~most).sum()} with a single value that are documented best" in rule


def test_without_a_ratio_nothing_stands_in_its_place(held):
    """No sentence, no empty frame."""
    own = (held.claims["speaker"] == COMMON["speaker"]) & (held.claims["scope"] == COMMON["scope"])
    days = held.claims[own]["stated_on"].dropna().unique()
    found = (day_of(held, f"{day:%Y-%m-%d}") for day in sorted(days))
    bare = next(day for day in found if day.ratio("killed_per_wounded") is None)

    assert briefing.lead_figure(bare) is None


def test_without_bands_the_figure_has_no_row_of_them(held):
    """The review is left out, and so is its source."""
    rows, _ = briefing.lead_rows(day_of(held, "2023-03-18"), read_references())
    figure = plots.lead(rows.iloc[:1], rows.iloc[:0], title="T", source="S")

    assert b"review" not in figure.svg()
    assert "review" not in str(figure.caption)


def test_the_index_takes_the_first_screen_and_every_number_leads_to_its_page():
    """Up to the first figure; nothing that needs a card of the page stays."""
    glance = glance_of(OPENING, {"figure-lead": {"f000001": "fill:#222222"}}, "briefing.html")
    tree = tree_of(str(glance.html))

    assert [p.text() for p in tree.css("p")] == ["18 March.", "He said 193."]
    leads = [link.attributes["href"] for link in tree.css("a")]
    assert leads == ["briefing.html#r-a3", "briefing.html#r-a4"]
    assert not tree.css("button, [data-n], .downloads")
    assert ".f000001" in glance.looks
    assert not glance_of("<p>193 were killed.</p>", {}, "a.html").html


def test_a_page_is_cited_in_words_that_its_makers_tools_read():
    """The year is that of the data, also without an address; signs are written as TeX wants."""
    made = Colophon("", "reportedly run briefing -p scope=a_b", "0f3a2c1", "2")
    told, day = "dated by the latest day in its data, 1 November 2026", date(2026, 11, 1)
    url = "https://example.org/briefing.html"
    cited = Citation("What did 50 % & {more} say?", made, url, dated=day)
    [item] = json.loads(cited.csl)

    assert cited.line.endswith(f"data version 0f3a2c1, rules 2, {told}, {url}.")
    assert "year = {2026}" in cited.bibtex and told in cited.bibtex and told in item["note"]
    assert item["issued"] == {"date-parts": [[2026, 11, 1]]}
    assert "year = {2026}" in Citation("A", made, dated=day).bibtex
    assert "year" not in Citation("A", made).bibtex
    assert "{What did 50 \\% \\& \\{more\\} say?}" in cited.bibtex
    assert cited.bibtex.startswith(f"@misc{{{item['id']},")
    assert (item["title"], item["URL"]) == (cited.title, cited.url)
    assert "URL" not in json.loads(Citation("A", made).csl)[0]


def test_a_figure_is_shown_elsewhere_without_script_and_leads_to_its_page():
    """The picture stands beside its page; who says so and which data stay with it."""
    made = Colophon("", "reportedly run briefing", "0f3a2c1", "2")
    cited = Citation(
        "Who <said>?", made, "https://example.org/a.html", "a.html", (("figure-b", "Dots of “7”"),)
    )
    tree = tree_of(*cited.embeds)

    assert tree.css_first("a").attributes["href"] == "https://example.org/a.html#figure-b"
    assert tree.css_first("img").attributes == {
        "src": "https://example.org/a/figure-b.svg",
        "alt": "Dots of “7”",
        "style": "max-width:100%",
    }
    assert tree.css_first("figcaption").text().startswith("Reportedly: “Who <said>?”, data version")
    assert not tree.css("script, iframe")


def test_a_card_has_one_size_and_the_whole_picture():
    """Whatever the form of the figure, nothing of it is cut off."""
    for size in ((1036, 497), (300, 900)):
        stream = BytesIO()
        Image.new("RGB", size, "black").save(stream, "PNG")
        with Image.open(BytesIO(card_of(stream.getvalue()))) as card:
            box = card.convert("L").point(lambda light: 255 * (light < 128)).getbbox()

        assert card.size == (1200, 630)
        wide, tall = box[2] - box[0], box[3] - box[1]
        assert abs(wide / tall - size[0] / size[1]) < 0.01


def test_a_list_is_cut_down_to_one_kind_by_a_link(held):
    """By rules alone: each entry has the class of its side, and each side a link to itself."""
    html = list_pages(held, "reportedly publish")["speakers.html"]
    tree = tree_of(html)
    kinds = [link.attributes["id"] for link in tree.css(".only a[id]")]
    entries = tree.css("section.entry")

    assert kinds == [f"only-{n}" for n in range(1, len(kinds) + 1)]
    assert len(kinds) > 1
    assert all("kind-" in entry.attributes["class"] for entry in entries)
    assert all(f"main:has(#{kind}:target)" in html.split("</style>")[0] for kind in kinds)


def test_a_day_without_a_ratio_of_whole_counts_has_no_yardsticks(held):
    """Nothing is divided in the city on 12 March; the reader is told so, as of any empty table."""
    day = brief(held, stated_on="2023-03-12", scope="bakhmut_city", speaker=COMMON["speaker"])

    assert str(briefing.yardsticks_table(day, shown=True)).startswith("No ratio of the day is")
