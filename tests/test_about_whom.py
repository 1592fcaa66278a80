"""Sentences about all statements of a speaker who spoke of two groups of people."""

import pandas as pd
import pytest
from mapped_collection import write_mapped

from analysis.collection.collection import load_collection
from analysis.collection.comparison import brief, select_series, summarise
from analysis.publish.page.edition import listed_claims
from analysis.publish.page.receipts import one_receipt
from analysis.reports.briefing import headline, lead_figure, ratios_title, wars_figure
from analysis.reports.holdings import origins_found
from analysis.reports.receipts import about_others
from analysis.reports.sensitivity import in_words, sweep_receipt
from analysis.reports.series import place_of_day, ratio_of_sums, ratios_table
from analysis.text import Receipt

MAPPING = """\
title = "A war that nobody knows"

[[table]]
file = "said.csv"

[table.fields]
stated_on = { column = "day" }
period = { column = "over" }
speaker = "Russian MoD"
subject = { column = "whose" }
scope = "front"

[[table.figures]]
column = "killed"
measure = "killed"

[[table.figures]]
column = "wounded"
measure = "wounded"
"""
ROWS = """\
day,over,whose,killed,wounded
2023-03-01,day,ukrainian_forces,5,10
2023-03-02,day,ukrainian_forces,8,10
2023-03-02,day,russian_forces,4,11
2023-03-03,since 2023-02-01,russian_forces,1250,
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """One speaker about both sides, and a running total."""
    folder = tmp_path_factory.mktemp("raw")
    write_mapped(folder, MAPPING, said_csv=ROWS)
    return load_collection("desk", folder=folder)


def briefed(held, day, subject):
    """The day of one group of people."""
    return brief(held, stated_on=day, scope="front", speaker="russian_mod", subject=subject)


def test_other_statements_are_those_about_the_same_people(held):
    """Three other statements have both figures; only one of them is about these people."""
    told = str(place_of_day(briefed(held, "2023-03-01", "ukrainian_forces")))
    alone = str(place_of_day(briefed(held, "2023-03-02", "russian_forces")))

    assert told.startswith(
        "In the one other statement of the Russian Ministry of Defence about Ukrainian forces that"
    )
    assert alone == (
        "No other located statement of this speaker about Russian forces has both figures for the "
        "area."
    )


def test_sums_over_days_say_of_whom_they_are(held):
    """The speaker stated 25 killed and wounded more, of others."""
    keys = {"speaker": "russian_mod", "scope": "front", "subject": "ukrainian_forces"}
    days = select_series(held, "killed_per_wounded", **keys)
    told = str(ratio_of_sums(held, days, summarise(days, held.calendar)))

    assert "Ministry of Defence stated about Ukrainian forces 13 killed and 20 wounded" in told


def test_choices_are_told_with_whom_the_figures_are_about(held):
    """Under each of all combinations the ratio is that of one of two groups."""
    keys = {"speaker": "russian_mod", "scope": "front", "subject": "ukrainian_forces"}
    table = pd.DataFrame({"value": [0.65, 0.65]})
    made = sweep_receipt(held, "killed_per_wounded", **keys)
    told = str(in_words(table, "X", ("killed", "wounded"), made, about_others(held, **keys)))

    assert "X's figures about Ukrainian forces give" in told


def test_the_title_of_a_figure_and_the_words_told_in_its_place_say_about_whom(held):
    """Half a killed for each wounded is that of one of two groups, with nothing else beside it."""
    day = briefed(held, "2023-03-01", "ukrainian_forces")

    for drawn in (lead_figure(day), wars_figure(day)):
        assert "figures about Ukrainian forces give 0.5 killed per wounded" in drawn.title
        assert "Ministry of Defence about Ukrainian forces, 1 March 2023 (0.5)" in drawn.alt


def test_the_title_of_ratios_and_the_caption_of_those_over_days_say_about_whom(held, tmp_path):
    """Of a day of one group; where rows are of several, a column of the table says it."""
    day = briefed(held, "2023-03-01", "ukrainian_forces")
    assert "figures about Ukrainian forces of 1 March 2023 give" in ratios_title(day)

    chosen = {"speaker": "russian_mod", "scope": "front", "subject": "ukrainian_forces"}
    assert "about" in ratios_table(held, **chosen).frame
    alone = "".join(line for line in ROWS.splitlines(True) if ",day,russian" not in line)
    write_mapped(tmp_path, MAPPING, said_csv=alone)
    listed = ratios_table(load_collection("desk", folder=tmp_path), **chosen)
    assert "about" not in listed.frame
    assert "figures about Ukrainian forces for the whole front over days" in listed.caption


def test_nothing_is_said_of_a_row_that_is_not_there(held):
    """It said "and no gives a figure"."""
    assert "and none gives a figure only in a form" in str(origins_found(held))


def test_a_speaker_of_one_group_is_told_shortly(tmp_path):
    """Nothing else could be meant."""
    rows = "".join(line for line in ROWS.splitlines(True) if ",russian" not in line)
    write_mapped(tmp_path, MAPPING, said_csv=rows)
    held = load_collection("desk", folder=tmp_path)
    told = str(place_of_day(briefed(held, "2023-03-01", "ukrainian_forces")))

    assert told.startswith("In the one other statement of the Russian Ministry of Defence that was")
    assert "about" not in lead_figure(briefed(held, "2023-03-01", "ukrainian_forces")).title


def test_a_total_is_no_figure_of_the_day_it_is_listed_under(held):
    """1,250 since February do not stand beside the killed of a day as if they were such."""
    listed = listed_claims(held).set_index("reported")["time"]

    assert listed["1250"] == "over the time since 1 February 2023"
    assert set(listed.drop("1250")) == {""}
    assert "stated 1250 for killed of Russian forces" in str(
        headline(briefed(held, "2023-03-03", "russian_forces"))
    )


def test_a_card_says_whose_losses_where_the_speaker_named_two_groups_and_over_what_time(held):
    """Two groups' figures would look like versions of one, and a total like a figure of its day."""
    cards = one_receipt(Receipt(("sum",), (), tuple(held.claims["claim_id"])), held)

    for words in (
        "2 March 2023: killed, Ukrainian forces, ",
        "2 March 2023: killed, Russian forces, ",
        "3 March 2023: killed, Russian forces, over the time since 1 February 2023, ",
    ):
        assert words in cards
    alone = held.claims.loc[held.claims["subject"] == "ukrainian_forces", "claim_id"]
    assert "forces" not in one_receipt(Receipt(("sum",), (), tuple(alone)), held)
