"""Rows that are events of their own: added up with their ids, never versions of one another."""

import pytest
from mapped_collection import write_mapped

from analysis.collection.collection import load_collection
from analysis.collection.comparison import brief
from analysis.collection.labels import numbers_of
from analysis.collection.overview import check_up
from analysis.ratios.gate import BOTH_BOUNDS
from analysis.reports.briefing import headline, wording_interval
from analysis.reports.receipts import of_claim

DAYS = ("2023-03-01", "2023-03-02")

EVENTS = """\
title = "A table of events"

[[table]]
file = "events.csv"
rows = "events"

[table.fields]
claim_id = { column = "id" }
stated_on = { column = "day" }
period = "day"
speaker = "Russian MoD"
measure = { column = "what" }
subject = "ukrainian_forces"
scope = "front"

[[table.figures]]
column = "n"
"""
ROWS = """\
id,day,what,n
e1,2023-03-01,killed,5
e2,2023-03-01,killed,5
e3,2023-03-01,killed,8
e4,2023-03-01,killed,1
e5,2023-03-01,wounded,10
e6,2023-03-01,wounded,more than 30
e7,2023-03-02,killed,2
"""


@pytest.fixture
def held(tmp_path):
    """A table of seven events."""
    return held_in(tmp_path)


def held_in(folder, rows=ROWS):
    """The collection of a table of events, written to a folder."""
    write_mapped(folder, EVENTS, events_csv=rows)
    return load_collection("desk", folder=folder)


def test_events_of_one_day_place_and_measure_are_added(held):
    """Equal figures of two events too; what is open in one is open in the sum."""
    points = held.points.set_index(["stated_on", "measure"])["reported"]

    assert points.loc["2023-03-01", "killed"] == "19 in 4 rows"
    assert points.loc["2023-03-02", "killed"] == "2"
    assert points.loc["2023-03-01", "wounded"] == "41 to 49 in 2 rows"


def test_every_event_stays_a_claim_and_none_is_a_version(held):
    """As many claims as rows, each speaking for itself."""
    assert held.claims["role"].tolist() == ["point"] * 7
    assert held.claims["point_rule"].eq("").all()


def test_a_ratio_of_sums_names_every_event_behind_it(held):
    """And its receipt gives the sum again."""
    [row] = held.rows_of("killed_per_wounded").query("status == 'no_point'").itertuples()
    receipt = of_claim(held, row.numerator_claims)

    assert row.numerator_claims == "e1;e2;e3;e4"
    assert (row.low, row.high) == (pytest.approx(19 / 49), pytest.approx(19 / 41))
    assert receipt.claims == ("e1", "e2", "e3", "e4")
    assert numbers_of(held, *receipt.made)["sum of value"] == 19
    made = ("ratio", "killed_per_wounded", "", "e1;e2;e3;e4", "e5;e6")
    assert {19.0, 4.0}.issubset(numbers_of(held, *made).values())


def test_a_ratio_divides_the_sums_and_not_the_first_events(tmp_path):
    """Of 3 and 5 killed, 4 and 8 wounded: 8 over 12; a sum with dozens in it is no nought."""
    rows = """\
id,day,what,n
e1,2023-03-01,killed,3
e2,2023-03-01,killed,5
e3,2023-03-01,wounded,4
e4,2023-03-01,wounded,8
e5,2023-03-02,killed,0
e6,2023-03-02,killed,dozens
e7,2023-03-02,wounded,4
"""
    held = held_in(tmp_path, rows)
    first, second = held.rows_of("killed_per_wounded").itertuples()
    inverse = held.rows_of("wounded_per_killed")

    assert (first.status, first.numerator, first.denominator) == ("ok", 8, 12)
    assert first.value == pytest.approx(8 / 12)
    assert (second.status, second.low, second.high) == ("no_point", 20 / 4, 99 / 4)
    assert inverse["status"].tolist() == ["ok", "no_point"]


@pytest.mark.parametrize("rows", [["at least 50", "20"], ["up to 4", "up to 3"]])
def test_a_sum_with_a_bound_is_a_bound(rows, tmp_path):
    """Also where what is drawn begins at nought, as what the words strictly say does."""
    said = [("killed", "up to 30"), *(("wounded", words) for words in rows)]
    figures = [f"e{n},2023-03-01,{what},{words}\n" for n, (what, words) in enumerate(said)]
    held = held_in(tmp_path, "".join(["id,day,what,n\n", *figures]))
    row = held.ratios.set_index("ratio").loc["killed_per_wounded"]

    assert (row["status"], row["reason"]) == ("no_point", BOTH_BOUNDS)
    assert row[["value", "low"]].isna().tolist() == [True, False]


def test_a_sum_of_events_is_not_put_into_the_mouth_of_the_speaker(tmp_path):
    """Nobody stated it: figures add up to it. A day of one row a figure is told as stated."""
    rows = """\
id,day,what,n
e1,2023-03-01,killed,3
e2,2023-03-01,killed,5
e3,2023-03-01,wounded,12
e4,2023-03-02,killed,2
e5,2023-03-02,wounded,4
"""
    held = held_in(tmp_path, rows)
    speaker = held.points["speaker"].iloc[0]
    days = [brief(held, stated_on=day, scope="front", speaker=speaker) for day in DAYS]
    added, single = map(str, map(headline, days))

    assert "that add up to 8 in 2 rows for killed and 12 for wounded in" in added
    assert "that is 0.667 killed for each wounded" in added
    assert "said that 2 Ukrainian soldiers were killed and 4 wounded in" in single
    exact = [str(wording_interval(day)) for day in days]
    assert exact[0].startswith("The figures that are added up are stated without a hedge, so")
    assert exact[1].startswith("Both figures are stated without a hedge, so the words allow")


def test_a_day_without_a_ratio_says_that_its_figures_are_sums(held):
    """Of a day with one figure a row nothing is said to add up."""
    speaker = held.points["speaker"].iloc[0]
    added, single = (
        str(headline(brief(held, stated_on=day, scope="front", speaker=speaker))) for day in DAYS
    )

    assert "that add up to" in added
    assert "stated 2 for killed of Ukrainian forces, in" in single


def test_shares_of_two_events_are_not_added(tmp_path):
    """Two of one day are versions, of which one speaks; killed beside them are added."""
    rows = """\
id,day,what,n
e1,2023-03-01,control_share,40
e2,2023-03-01,control_share,50
e3,2023-03-01,killed,3
e4,2023-03-01,killed,5
"""
    points = held_in(tmp_path, rows).points.set_index("measure")["reported"]

    assert points.to_dict() == {"control_share": "40", "killed": "8 in 2 rows"}


def test_the_order_of_events_decides_nothing(tmp_path, held):
    """The sums name the same claims."""
    heading, *rows = ROWS.splitlines()
    again = held_in(tmp_path / "again", "\n".join([heading, *rows[::-1], ""]))

    assert set(again.points["claim_id"]) == set(held.points["claim_id"])


def test_many_unequal_rows_of_one_key_and_day_are_a_fault_unless_they_are_events(tmp_path):
    """It says what to write; three versions of a statement are none."""
    plain = EVENTS.replace('rows = "events"\n', "")
    write_mapped(tmp_path, plain, events_csv=ROWS)
    write_mapped(tmp_path / "more", plain, events_csv=ROWS + "e8,2023-03-01,killed,77\n")

    assert check_up("desk", tmp_path).faults == ()
    assert check_up("desk", tmp_path / "more").faults == (
        "events.csv line 2, column n: 4 unequal figures for killed of Russian MoD on 2023-03-01; "
        'if each row is an event of its own, say rows = "events" in its [[table]]; '
        "if many speakers stand under one name, versions = 4",
    )
