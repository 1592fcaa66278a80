"""What readers of either side could object to: counts, marks, remarks and doubts on the pages."""

import os
import re
import subprocess
import sys

import pandas as pd
import pytest
from browsing import watched
from mapped_collection import write_mapped
from tiny_claims import claim, claims
from tone import fragments, unplain

from analysis import terms
from analysis.collection.collection import load_collection
from analysis.collection.comparison import brief, select_series
from analysis.collection.labels import sides_of_speakers
from analysis.collection.overview import pages_of
from analysis.collection.totals import totals_of
from analysis.data import places
from analysis.data.names import in_sentence
from analysis.data.vocabulary import read_vocabulary
from analysis.figures.sheet import Heading
from analysis.paths import ROOT
from analysis.publish.page import receipts as cards
from analysis.publish.page.edition import HEADINGS, listed_claims
from analysis.ratios.references import read_references
from analysis.reports import briefing, holdings, pairs, series, totals, wars
from analysis.text import Receipt

OWN_LOSSES = """\
title = "What a spokesman said of two sides"

[[table]]
file = "figures.csv"

[table.fields]
stated_on = { column = "day" }
period = "day"
speaker = "Serhii Cherevatyi"
subject = { column = "about" }
scope = "bakhmut_direction"
measure = { column = "what" }

[[table.figures]]
column = "figure"
"""
DAY = "2023-03-18,{0},killed,20\n2023-03-18,{0},wounded,60\n"


@pytest.fixture(scope="module")
def held():
    return load_collection("bakhmut-2023")


def test_no_count_called_pages_is_larger_than_the_pages(held):
    """What was found again on other pages are repeats, which may be more than the pages."""
    said = str(holdings.origins_found(held)) + str(holdings.in_words(held))
    named = [int(n.replace(",", "")) for n in re.findall(r"([\d,]+)(?: further)? pages", said)]

    assert named and max(named) <= len(pages_of(held))
    assert "found again 476 times" in said
    assert ": 642 separate figures in 705 rows, by" in said


def test_rows_of_the_war_itself_are_of_nobody_in_particular():
    """Some are of speakers of the collection, so they are not called rows of others."""
    rows = wars.reference_rows(read_references(), "Ukraine 2022-")
    own = rows[rows["group"].astype(str).str.startswith("This war")]

    assert set(own["group"]) == {"This war (Ukraine 2022-), in the reference table"}
    assert "the reference table puts this one at" in wars.title(rows)


@pytest.mark.parametrize(
    ("about", "kind"), [("russian_forces", "opponent"), ("ukrainian_forces", "claim")]
)
def test_a_day_has_the_mark_of_who_speaks_about_whom(tmp_path, monkeypatch, about, kind):
    """A figure about the speaker's own side is no claim of the opponent."""
    rows = "day,about,what,figure\n" + DAY.format(about)
    write_mapped(tmp_path, OWN_LOSSES, figures_csv=rows)
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path))
    desk = load_collection("desk")
    key = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction", "subject": about}
    days = select_series(desk, "killed_per_wounded", **key)

    assert series.timeline_rows(days, desk)["kind"].tolist() == [kind]


def test_a_party_is_named_with_the_side_that_it_fights_on_or_supports(held):
    """Figures of the Wagner group are figures of Russia's side, and counted by party."""
    said = str(holdings.shares_of_parties(held))

    assert "By the party of the speaker" in said
    assert "Wagner (on the side of Russia)" in said
    assert "Western governments (supporting Ukraine)" in said


def test_the_press_and_sources_without_a_name_are_a_class_of_their_own(held):
    """Whatever the table calls them: by the party of the speaker, and the page says the rule."""
    rows = held.claims.set_index("claim_id")
    said = str(holdings.shares_of_parties(held))

    assert set(rows.loc[["a0102", "a0136", "a0179", "b0172"], "stance"]) == {"unattributed"}
    assert "press and unnamed sources 1 %" in said
    assert "The press in its own words, and a source that the page does not name" in said


def test_no_independent_body_lacks_a_name_or_is_the_press():
    """What a row of the vocabulary says of a speaker decides its class."""
    words = read_vocabulary()
    roles = words.speakers["role"][words.speakers["party"] == "independent"]
    weak = r"(?i)unnamed|not named|no body|newspaper|news site|tv|radio|website|channel"

    assert roles[roles.str.contains(weak)].tolist() == []
    assert words.standing_of["unattributed"] == "unnamed"


@pytest.mark.parametrize(
    ("name", "party", "stance"),
    [
        ("unattributed", "independent", "unattributed"),
        ("ISW", "independent", "assessment"),
        ("a Ukrainian company commander", "ukraine", "claim"),
    ],
)
def test_a_source_without_a_name_assesses_nothing(name, party, stance):
    """A side that the page gives it stays its side."""
    row = claims(claim("killed", "100", stance="assessment", speaker=name, party=party)).iloc[0]

    assert row["stance"] == stance
    assert (row["party"] == "unattributed") == (stance == "unattributed")


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("General Staff of Ukraine", "the General Staff of Ukraine"),
        ("Ministry of Health in Gaza", "the Ministry of Health in Gaza"),
        ("Northern Command", "the Northern Command"),
        ("3rd Assault Brigade", "the 3rd Assault Brigade"),
        ("Daniel Hagari", "Daniel Hagari"),
        ("Russian sources", "Russian sources"),
        ("an unnamed source", "an unnamed source"),
        ("Sudan's army", "Sudan's army"),
        ("Person of the Ministry", "Person of the Ministry"),
    ],
)
def test_bodies_have_an_article_in_sentences(label, said):
    """One rule for any vocabulary; a label that has an article keeps it."""
    assert in_sentence(label) == said


def test_sentences_name_bodies_with_their_article(held):
    """Running totals, gaps and refusals, as in the index that quotes them."""
    total = totals.in_words(
        totals_of(held), speaker="general_staff_ukraine", measure="killed", scope="front"
    )
    chosen = {"scope": "bakhmut_direction", "speaker": "serhii_cherevatyi"}
    day = brief(held, stated_on="2023-03-18", **chosen)

    assert str(total).startswith("The General Staff of Ukraine put")
    assert "; the Institute for the Study of War rejected this" in str(pairs.gap_in_words(day))
    assert "wounded by the 3rd Assault Brigade" in set(held.ratios["reason"].str[-34:])


def test_remarks_tell_the_reason_and_all_that_is_flagged(held):
    """A gap that is a range is contradicted all the same, and by whom."""
    remarks = pairs.gaps_table(held, "bakhmut_city").frame.set_index("claimed")["remarks"]

    assert "worded as bounds" in remarks["more than 80 %"]
    assert "contradicted by the other side" in remarks["more than 80 %"]
    assert "contradicted by an independent body" in remarks["70 %"]


def test_the_shares_in_the_drawing_keep_the_hedges_of_their_pages(held):
    """Whoever states them: an institute's "at least" as an official's "almost"."""
    drawn = pairs.shares_figure(held, "bakhmut_city").svg().decode()

    assert "at least 76.5" in drawn
    assert "almost 90" in drawn


def test_doubts_stand_where_the_figures_stand(held):
    """In the sentence of a running total and in the table of both sides' figures."""
    said = totals.in_words(
        totals_of(held), speaker="general_staff_ukraine", measure="killed", scope="front"
    )
    table = pairs.sides_table(held).frame.set_index(["speaker", "as reported"])

    assert "by 22 March 2023; the compilers of the table doubt 7 of the totals" in str(said)
    assert (
        "killed and wounded" in table.loc[("General Staff of Ukraine", "880"), "doubted, because"]
    )
    assert table.loc[("Serhii Cherevatyi", "193"), "doubted, because"] == ""


@pytest.mark.parametrize(("day", "doubted"), [("2023-03-24", True), ("2023-03-18", False)])
def test_the_sentence_of_doubted_figures_says_who_doubts_them(held, day, doubted):
    """In the sentence itself, which lists and feeds quote alone."""
    chosen = {"scope": "bakhmut_direction", "speaker": "serhii_cherevatyi"}
    said = str(briefing.headline(brief(held, stated_on=day, **chosen)))

    assert ("for each killed (figures that the compilers of the table doubt)." in said) == doubted


def test_the_list_of_all_claims_tells_who_contradicts_and_what_a_page_changed(held):
    """The same for whoever speaks: a reader of the list alone misses no remark."""
    remarks = listed_claims(held).set_index("claim_id")["remarks"]

    assert remarks["a0204"] == "contradicted by an independent body"
    assert remarks["b0052"] == "contradicted by the other side"
    assert remarks["a0216"] == "uncorroborated"
    assert remarks["a0236"] == "doubted"
    assert remarks["a0214"] == ""
    assert "as some page changed it" in set(remarks)


def test_a_title_begins_with_a_capital_whatever_the_speaker_is_called():
    """Speakers without a name are called by what they are, in small letters."""
    assert Heading("a blogger stated these figures", "", "Data").title.startswith("A blogger")


def test_every_code_that_a_page_prints_has_words():
    """Statuses and the columns of our readings."""
    assert set(terms.STATUS_WORDS) == set(terms.STATUSES)
    assert set(HEADINGS) == set(terms.READING_COLUMNS)


def test_a_table_of_weak_rows_alone_says_that_nothing_is_left():
    """Where each row of other wars is unverified, no median is printed."""
    references = read_references().assign(reliability="unverified")

    said = str(wars.land_set_without_weak_rows(references, "russia_ukraine"))
    assert "No land force of another war stands in the table then." in said


def test_ranges_of_land_forces_are_counted_in_bands_and_not_in_quartiles():
    """A range counts where the whole of it lies: of these in the outer band, and in the inner."""
    rows = read_references().query("in_land_set").head(4)
    rows = rows.assign(value=[0.3, 0.4, None, None], low=[None, None, 0.26, 0.1])
    rows = rows.assign(high=[None, None, 0.4, 0.3])

    said = str(wars.land_set_in_words(rows))

    assert "Of 4 land forces in other wars, 4 had 2 to 13" in said and "and 3 had 2 to 4" in said
    assert "Half of the 2 with a single value had at most 0.35 killed" in said
    assert "2 rows give a range and no single value" in said


@pytest.mark.slow
def test_every_page_of_the_suite_can_be_read_aloud(site):
    """Articles, one and several, stops, brackets, capitals; no codes; headings are questions."""
    pages = {path.name: path.read_text(encoding="utf-8") for path in sorted(site.glob("*.html"))}
    asked = {name: fragments(html) for name, html in pages.items() if name != "days.html"}

    assert len(pages) >= 15
    assert {name: found for name, found in asked.items() if found} == {}
    assert [fault for name, html in pages.items() for fault in unplain(html)] == []


@pytest.mark.slow
@pytest.mark.parametrize("screen", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("page", ["index", "briefing"])
def test_the_first_screen_says_what_other_wars_had_and_what_it_means(browser, site, page, screen):
    """The range of wounded for each killed, and that a figure outside of it proves nothing."""
    width, height = screen
    with watched(browser, viewport={"width": width, "height": height}) as seen:
        seen.tab.goto((site / f"{page}.html").as_uri())
        said = seen.tab.locator("p", has_text="is a reason to ask").first
        box, words = said.bounding_box(), said.inner_text()

    assert box["y"] + box["height"] < height
    assert "2 to 13 surviving wounded for each killed" in words
    assert "is a reason to ask, no proof" in words


ANOTHER_WAR = """\
title = "Figures reported about the fighting at El Fasher"

[[table]]
file = "figures.csv"

[table.fields]
stated_on = { column = "day" }
period = "day"
speaker = { column = "who" }
subject = { column = "about" }
scope = "el_fasher"
measure = { column = "what" }

[[table.figures]]
column = "figure"
"""
FIGURES = """\
day,about,who,what,figure
2025-09-01,Rapid Support Forces,Sudan's army,killed,1
2025-09-01,Rapid Support Forces,Sudan's army,wounded,3
2025-09-02,Rapid Support Forces,Sudan's army,killed,80
2025-09-02,Rapid Support Forces,Sudan's army,wounded,200
2025-09-02,Sudanese Armed Forces,RSF command,killed,more than 260
2025-09-02,Sudanese Armed Forces,RSF command,wounded,0
2025-09-03,Rapid Support Forces,Sudan Doctors Network,killed,7
"""


@pytest.mark.slow
def test_the_pages_of_another_war_and_of_a_sweep_can_be_read_aloud(tmp_path):
    """Few figures, one of a kind, a nought, no licence: each makes sentences of its own."""
    write_mapped(tmp_path / "war", ANOTHER_WAR, figures_csv=FIGURES)
    site, homes_of = tmp_path / "site", {places.COLLECTIONS: str(tmp_path / "war")}
    order = ["publish", "briefing", "--each", "stated_on=all", "--each", "speaker=all"]
    order += ["--collection", "desk", "--to", str(site)]
    done = subprocess.run(
        [sys.executable, "-m", "analysis", *order],
        env=os.environ | homes_of,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    pages = {path.name: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    briefing_of_rsf = next(page for name, page in pages.items() if "rsf" in name)

    assert done.returncode == 0, done.stderr
    assert [fault for page in pages.values() for fault in unplain(page)] == []
    assert "The RSF command said that" in briefing_of_rsf
    assert "statements by the named speaker about the Sudanese Armed Forces" in briefing_of_rsf


def test_every_speaker_whose_figures_may_be_divided_has_a_row(held):
    """Of either side: the sentence says so of the rows that the figure shows."""
    shown = " ".join(wars.speakers_figure(held).table["row"])

    assert "no such pair is left out" in str(wars.speakers_divided(held))
    assert all(name in shown for name in ("Yevgeny Prigozhin", "Volodymyr Zelensky"))


@pytest.mark.parametrize("turn", [1, -1])
def test_of_very_many_rows_each_side_has_as_many_whatever_they_give(held, monkeypatch, turn):
    """Those of most days; of a side with fewer rows all, and every other war is there."""
    rows = wars.beside_wars(held, read_references())
    claims = rows["group"] == "Claims"
    rows.loc[claims, ["value", "low", "high"]] **= turn
    rows.loc[claims, "side"] = [("one", "other")[n % 2] for n in range(claims.sum())]
    rows.loc[claims, "n"] = range(claims.sum())
    assert wars.drawn_of(rows).equals(rows)
    monkeypatch.setattr(wars, "MOST_DRAWN", 4)

    drawn = wars.drawn_of(rows)

    assert drawn.equals(rows.drop(range(claims.sum() - 4)).reset_index(drop=True))


def test_rows_that_are_not_drawn_are_counted_and_said_to_stand_in_the_tables(held, monkeypatch):
    """The only row of a side is drawn; the title is that of all rows."""
    title = wars.speakers_figure(held).title
    monkeypatch.setattr(wars, "MOST_DRAWN", 4)

    figure, said = wars.speakers_figure(held), str(wars.speakers_divided(held))

    about = [row for row in figure.table["row"] if " about " in row]
    assert len(about) == 4 and any("Yevgeny Prigozhin" in row for row in about)
    assert "48 pairs stand in 10 rows, and no such pair is left out." in said
    assert said.endswith("6 more rows are in the tables of the collection.")
    assert figure.title == title


def test_headlines_count_pairs_and_what_is_derived_apart(held):
    """Multiples, ranks and implied figures were found nowhere, and the page says so."""
    said = str(pairs.in_numbers(held))

    assert said.startswith(
        "389 ratios of two figures can be given (one pair may have several): 356"
    )
    assert "537 rows more, and none of them was found anywhere" in said
    assert "speakers of Ukraine gave" in str(pairs.whose(held))


def test_sums_stand_in_brackets_and_people_come_whole(held):
    """As a reader would type them, and as people are counted."""
    chosen = {"scope": "bakhmut_direction", "speaker": "serhii_cherevatyi"}
    day = brief(held, stated_on="2023-03-18", **chosen)

    assert "(193 / (193 + 199))" in briefing.ratios_figure(day).alt
    assert "about 50 to 100 killed" in str(briefing.implied(day))


def test_what_is_inferred_is_said_in_the_sentence_of_the_figures(held):
    """Day and place of the seed are; lists and feeds quote the sentence alone."""
    chosen = {"scope": "bakhmut_direction", "speaker": "serhii_cherevatyi"}
    said = str(briefing.headline(brief(held, stated_on="2023-03-18", **chosen)))

    assert "in the Bakhmut direction (place inferred) over one day" in said
    assert "(announced on 18 March 2023, day inferred)" in said


def test_a_place_has_one_name_and_the_word_of_the_page_stands_in_the_receipt(held):
    """Artyomovsk is Bakhmut in every label, and stays what the ministry's page said."""
    labels, spelled = held.scopes["label"], pd.read_csv(ROOT / "data" / "raw" / "aliases.csv")
    others = [
        row.written
        for row in spelled[spelled["kind"] == "scope"].itertuples()
        if row.written not in labels[row.key]
    ]
    receipt = Receipt(("claim", "b0267"), (), ("b0267",))
    told = cards._Register(held, [receipt]).html()

    assert [label for label in labels if any(name in label for name in others)] == []
    assert "the Bakhmut tactical direction" in told
    assert "The area on the page: <q>Artyomovsk tactical direction</q>" in told


def test_an_assessed_share_has_one_day_wherever_it_stands(held):
    """The institute's 50 % is of 8 March, its 65 % of 29 March."""
    shares = pairs.share_rows(held, "bakhmut_city")
    days = shares[shares["speaker"] == "isw"].set_index("value")["as_of"].dt.strftime("%d %B")

    assert days.to_dict() == {50: "08 March", 65: "29 March", 76.5: "11 April"}


def test_what_a_reference_row_rests_on_decides_how_reliable_it_is():
    """Equal grounds, equal grade: whoever's losses they are."""
    grounds = ["counted_by", "read_on", "stated_as"]

    assert read_references().groupby(grounds)["reliability"].nunique().max() == 1


def test_twelve_claims_are_forbidden_and_every_test_named_in_the_table_exists():
    """The page for readers of either side names a test for each of its lines."""
    method = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    forbidden = method.partition("## What must not be claimed?")[2].partition("\n## ")[0]
    page = (ROOT / "docs" / "even-handed.md").read_text(encoding="utf-8")
    files = (ROOT / "tests").glob("test_*.py")
    known = {
        name for file in files for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))
    }
    rows = [line for line in page.splitlines() if re.match(r"\| [^-w]", line)]

    assert forbidden.count("\n- ") == 12
    assert [row for row in rows if not re.search(r"`test_\w+`", row)] == []
    assert set(re.findall(r"`(test_\w+)`", page)) - known == set()


def test_a_side_has_one_colour_in_every_figure():
    """Whoever speaks for a side is in its colour, whoever is on no side in ink; the key says it."""
    held = load_collection("bakhmut-2023")
    speakers = pd.Series(["serhii_cherevatyi", "yevgeny_prigozhin", "russian_mod", "isw"])
    ukraine, *russia, nobody = sides_of_speakers(speakers, held)
    shares, paired = (
        pairs.share_rows(held, "bakhmut_city"),
        pairs.paired_rows(held, *pairs.most_shared_days(held)),
    )
    of = dict(zip(shares["speaker"], shares["side"], strict=True))

    assert russia[0] == russia[1] != ukraine
    assert nobody is None
    assert of["yevgeny_prigozhin"] == russia[0] == paired["right_side"].iloc[0]
    assert of["serhii_cherevatyi"] == ukraine == paired["left_side"].iloc[0]
    drawing = pairs.shares_figure(held, "bakhmut_city").svg().decode()
    assert {"side of Ukraine", "side of Russia"} <= set(re.findall(r"side of \w+", drawing))
