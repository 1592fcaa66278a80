"""One ratio under other choices: each choice does what it says, and ours is what reports give."""

import math
from pathlib import Path

import pandas as pd
import pytest
from judged_wars import sweeps_apart
from tiny_claims import claim, raw, readings
from tiny_collection import SOURCES, write_collection

from analysis.collection.collection import load_collection
from analysis.collection.comparison import select_series, summarise
from analysis.collection.specification import (
    CHOICES,
    WORDS,
    cap_of,
    combinations,
    one_at_a_time,
    ours,
    read_as,
)
from analysis.data import places
from analysis.errors import RatioError

KEY = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
DAYS = ("2023-03-10", "2023-03-12", "2023-03-15")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three days: 10/20; 30/30 on an inferred day; 60/40, for which another page has 90/40.

    The area of the third day is inferred, and the 20 wounded of the first are "about 20".
    """
    home = write_collection(tmp_path_factory.mktemp("raw"))
    said = [("10", "about 20", "stated"), ("30", "30", "inferred"), ("60", "40", "stated")]
    rows = [
        claim(measure, figure, stated_on=day, date_basis=basis)
        for day, (killed, wounded, basis) in zip(DAYS, said, strict=True)
        for measure, figure in (("killed", killed), ("wounded", wounded))
    ]
    rows.append(claim("killed", "90", stated_on=DAYS[2], source_id="page_2"))
    raw(*rows).to_csv(home / "claims.csv", index=False)
    (home / "sources.csv").write_text(SOURCES + "page_2,,Elsewhere,,2023-03-19,en\n")
    read = readings(("c5", "inferred", "scope", "the sentence before names it"))
    read.to_csv(home / "readings.csv", index=False)
    return home.parent


def combined_in(folder: Path) -> pd.DataFrame:
    """Combine the figures of the collection `tiny` of a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.COLLECTIONS, str(folder))
        return combinations("tiny", "killed_per_wounded", **KEY)


@pytest.fixture(scope="module")
def table(folder) -> pd.DataFrame:
    """Killed per wounded under every combination."""
    return combined_in(folder)


def under(table: pd.DataFrame, **chosen: str) -> pd.Series:
    """Return the combination that takes these alternatives, and ours elsewhere."""
    wanted = {name: choice.ours for name, choice in CHOICES.items()} | chosen
    return table[(table[list(wanted)] == pd.Series(wanted)).all(axis=1)].iloc[0]


def test_every_combination_stands_there_once_and_ours_first(table):
    """Two, two, two, two, three and three alternatives."""
    assert len(table) == len(table.drop_duplicates(list(CHOICES))) == 2 * 2 * 2 * 2 * 3 * 3
    assert ours(table)[list(CHOICES)].to_dict() == {n: c.ours for n, c in CHOICES.items()}


@pytest.mark.parametrize(
    ("chosen", "value", "days"),
    [
        ({}, 100 / 90, 3),
        ({"days": "firm"}, 70 / 60, 2),
        ({"areas": "stated"}, 40 / 50, 2),
        ({"pairs": "plain"}, 100 / 90, 3),
        ({"versions": "greatest"}, 130 / 90, 3),
        ({"versions": "least"}, 100 / 90, 3),
        ({"joined": "median"}, 1.0, 3),
        ({"joined": "geometric"}, (0.5 * 1.0 * 1.5) ** (1 / 3), 3),
        ({"days": "firm", "areas": "stated"}, 0.5, 1),
        ({"days": "firm", "versions": "greatest", "joined": "median"}, (0.5 + 2.25) / 2, 2),
    ],
)
def test_a_choice_does_what_it_says(table, chosen, value, days):
    """Ten over 20, 30 over 30, 60 (or 90) over 40, worked out by hand."""
    found = under(table, **chosen)

    assert found["value"] == pytest.approx(value)
    assert found["days_paired"] == days


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("drawn", 100 / 92, 100 / 88),
        ("strict", 100 / 92, 100 / 88),
        ("wide", 100 / 94, 100 / 86),
        ("rounded", (9 + 27 + 55) / (22 + 33 + 44), (11 + 33 + 65) / (18 + 27 + 36)),
    ],
)
def test_a_reading_moves_the_ends_and_not_the_value(table, words, low, high):
    """ "About 20" is 18 to 22, under the wider cap 16 to 24."""
    found = ours(table)

    assert found["value"] == pytest.approx(100 / 90)
    assert (found[f"{words}_low"], found[f"{words}_high"]) == pytest.approx((low, high))


def test_where_no_day_is_left_the_value_is_missing(folder):
    """The combination stays in the table: a gap is not a nought."""
    home = folder.parent / "inferred"
    write_collection(home)
    table = combined_in(home)

    assert under(table, days="firm")["days_paired"] == 0
    assert math.isnan(under(table, days="firm")["value"])


def test_one_at_a_time_lists_each_alternative_of_each_choice(table):
    """Ours within each choice first; the readings of the words last, with the value of ours."""
    moved = one_at_a_time(table)
    listed = [(row.choice, row.alternative) for row in moved.itertuples()]

    assert listed == [
        (name, key)
        for name, choice in [*CHOICES.items(), ("words", WORDS)]
        for key in choice.alternatives
    ]
    assert set(moved.loc[moved["choice"] == "words", "value"]) == {ours(table)["value"]}


@pytest.mark.parametrize(
    ("ratio", "scope"),
    [
        ("killed_per_wounded", "bakhmut_direction"),
        ("killed_share", "bakhmut_direction"),
        ("casualties_per_clash", "bakhmut_direction"),
        ("city_share_of_clashes", "bakhmut_city"),
        ("city_to_elsewhere_clashes", "bakhmut_city"),
    ],
)
def test_ours_is_the_ratio_of_sums_that_every_report_gives(collection, ratio, scope):
    """For a plain ratio, a part, a sum of two measures, a share and odds."""
    key = {"speaker": "serhii_cherevatyi", "scope": scope}
    table = combinations("bakhmut-2023", ratio, **key)
    reported = summarise(select_series(collection, ratio, **key), collection.calendar)

    assert ours(table)["value"] == pytest.approx(reported.value)
    assert ours(table)["days_paired"] == reported.days_paired


@pytest.mark.slow
def test_ours_is_what_is_drawn_of_every_series_of_the_collection():
    """The value and its days, or that the words of no day give one."""
    assert sweeps_apart("bakhmut-2023") == []


def test_where_the_words_of_no_day_give_a_value_the_range_of_all_is_swept(collection):
    """The brigade's two days, whose figures are bounds: from 0.49 to 1.95, and no 0.521."""
    key = {"speaker": "third_assault_brigade", "scope": "bakhmut_direction"}
    table = combinations("bakhmut-2023", "killed_per_wounded", **key)
    reported = summarise(select_series(collection, "killed_per_wounded", **key))

    assert table["value"].isna().all()
    assert ours(table)[["drawn_low", "drawn_high"]].tolist() == pytest.approx(
        [reported.wording.low, reported.wording.high]
    )


@pytest.mark.parametrize("ratio", [None, ""])
def test_without_a_ratio_the_error_says_to_name_one_and_which_there_are(ratio):
    """Those that are summed over days, and no others."""
    with pytest.raises(RatioError) as refusal:
        combinations("bakhmut-2023", ratio, speaker="serhii_cherevatyi", scope="bakhmut_direction")

    told = str(refusal.value)
    assert told.startswith("name the ratio to compute; over days are summed: killed_per_wounded, ")
    assert "control_gap_points" not in told


def test_a_ratio_that_is_never_joined_is_refused():
    """A gap between two bodies has no days to join."""
    with pytest.raises(RatioError, match="control_gap_points is never summed"):
        combinations("bakhmut-2023", "control_gap_points", **KEY)


def test_the_wider_cap_is_that_of_one_reading_alone():
    """Twenty per cent, where all others have ten."""
    assert {words: cap_of(words) for words in WORDS.alternatives} == {
        "drawn": 0.1,
        "strict": 0.1,
        "rounded": 0.1,
        "wide": 0.2,
    }


def test_days_are_read_under_another_reading_without_moving_their_values(collection):
    """100 over 97 may be 0.93 if the round figure was meant as rounded."""
    held = load_collection("bakhmut-2023")
    days = select_series(collection, "killed_per_wounded", **KEY)
    day = days["stated_on"] == "2023-03-30"
    rounded = read_as(days, "rounded")[day].iloc[0]

    assert (rounded["value"], rounded["low"]) == pytest.approx((100 / 97, 90 / 97))
    assert load_collection("bakhmut-2023") is held
    with pytest.raises(RatioError, match="no reading 'vague' of words"):
        read_as(days, "vague")
