"""A point lies in its own interval: what the words exclude is no value, at every level."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_claims import INSTITUTE, claim, claims, ratios

from analysis.collection.collection import load_collection
from analysis.collection.comparison import select_series, series_found, summarise
from analysis.collection.specification import combinations
from analysis.ratios.gate import BOTH_BOUNDS, READINGS
from analysis.ratios.noise import yardstick
from analysis.ratios.references import read_references
from analysis.ratios.series import series_ratio
from analysis.settings import CAP_WIDE
from analysis.wording.reading import read_wording

HEDGES = ["", "about ", "almost ", "more than ", "at least ", "up to ", "less than "]
NUMBERS = st.integers(2, 9999)
WORDS = st.one_of(
    st.builds(lambda hedge, number: f"{hedge}{number}", st.sampled_from(HEDGES), NUMBERS),
    st.builds(lambda a, b: f"{min(a, b)}-{max(a, b)}", NUMBERS, NUMBERS),
    st.sampled_from(["dozens", "several dozen", "hundreds", "a few", "0"]),
)


def outside(table: pd.DataFrame, prefix: str = "") -> pd.DataFrame:
    """Return the rows whose value lies outside of the ends of one reading."""
    value = table["value"].where(np.isfinite(table["value"]))
    low, high = table[f"{prefix}low"], table[f"{prefix}high"]
    # Sums and quotients are rounded each in its own order, so that a bound can miss by a hair.
    slack = 1e-9 * value.abs()
    return table[(value < low - slack) | (value > high + slack)]


@pytest.mark.parametrize(
    "options", [{}, {"cap": CAP_WIDE}, {"inferred_days": False}, {"as_of": "2023-03-31"}]
)
def test_every_published_value_lies_in_its_interval(options):
    """Claims and ratios, as drawn, strictly, as rounded and over all pages, in every mode."""
    held = load_collection("bakhmut-2023", **options)
    found = [outside(held.ratios, prefix) for prefix in READINGS if prefix != "versions_"]
    found += [outside(held.claims, prefix) for prefix in ("", "strict_", "rounded_")]

    assert [len(rows) for rows in found] == [0] * 6


def test_every_ratio_over_days_lies_in_what_its_words_allow():
    """One for each speaker, area, subject and ratio of the collection."""
    held = load_collection("bakhmut-2023")
    for row in series_found(held.ratios).itertuples():
        days = select_series(
            held, row.ratio, speaker=row.speaker, scope=row.scope, subject=row.subject
        )
        found = summarise(days, held.calendar)
        if found.value is not None and math.isfinite(found.value):
            assert found.wording.low - 1e-9 <= found.value <= found.wording.high + 1e-9, row


@pytest.mark.slow
def test_every_combination_of_choices_lies_in_what_its_words_allow():
    """Under each reading of the words."""
    table = combinations(
        "bakhmut-2023",
        "shellings_per_clash",
        speaker="serhii_cherevatyi",
        scope="bakhmut_direction",
    )

    assert [len(outside(table, f"{words}_")) for words in ("drawn", "strict", "wide")] == [0] * 3


def test_every_reference_value_lies_in_the_range_of_its_source():
    """Where the source gives one, or words that leave one."""
    table = read_references()
    low, high = (table[end].fillna(table["value"]) for end in ("low", "high"))

    assert outside(table.assign(low=np.fmin(low, high), high=high)).empty


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(WORDS, WORDS)
def test_no_words_give_a_ratio_outside_of_its_interval(killed, wounded):
    """Whatever two figures are worded like, in either direction and as a share."""
    rows = [claim("killed", killed), claim("wounded", wounded)]
    tables = [ratios(name, *rows) for name in ("killed_per_wounded", "killed_share")]

    assert sum(len(outside(table, prefix)) for table in tables for prefix in ("", "strict_")) == 0
    assert outside(claims(*rows)).empty


def test_two_bounds_give_a_range_and_say_so():
    """ "At least 50" over "up to 100" has no value; its reason is a sentence."""
    row = ratios(
        "killed_per_wounded", claim("killed", "at least 50"), claim("wounded", "up to 100")
    )

    assert row["value"].isna().all()
    assert row[["status", "reason"]].values.tolist() == [["no_point", BOTH_BOUNDS]]


ALONE = "the wording of {} gives a range and no single value"


@pytest.mark.parametrize(
    ("shellings", "clashes", "side", "low", "high"),
    [
        ("more than 300", "60", "shellings", 301 / 60, 399 / 60),
        ("more than 40", "about 90", "shellings", 41 / 95, 49 / 85),
        ("nearly 1200", "2400", "shellings", 1150 / 2400, 1199 / 2400),
        ("45", "almost 90", "clashes", 45 / 89, 45 / 85),
        ("about 10", "less than 20", "clashes", 9 / 19, 11 / 11),
    ],
)
def test_a_figure_whose_words_exclude_its_number_gives_a_range(shellings, clashes, side, low, high):
    """More than 40 is no 40, however wide the words of the figure beside it are."""
    row = ratios("shellings_per_clash", claim("shellings", shellings), claim("clashes", clashes))

    assert row["value"].isna().all()
    assert row[["status", "reason"]].values.tolist() == [["no_point", ALONE.format(side)]]
    assert row[["low", "high"]].iloc[0].tolist() == pytest.approx([low, high])


def test_a_range_has_no_yardstick():
    """Limits around 10 over 50 would say that the words name a ratio."""
    bounds = claim("killed", "up to 10"), claim("wounded", "at least 50")
    [alone], [plain] = (
        [yardstick(row) for row in ratios("killed_per_wounded", *rows).itertuples()]
        for rows in (bounds, [claim("killed", "10"), claim("wounded", "50")])
    )

    assert alone is None
    assert plain.low < 0.2 < plain.high


def test_a_pair_with_a_remark_has_no_value_that_its_words_exclude():
    """Neither page says since when the figures count, and "more than" excludes its number."""
    row = ratios(
        "killed_per_wounded",
        claim("killed", "more than 40", period="to_date"),
        claim("wounded", "about 90", period="to_date"),
    )

    assert row["status"].tolist() == ["qualified"]
    assert row["value"].isna().all()


@pytest.mark.parametrize("unit", ["persons", "square_km", "percent"])
@pytest.mark.parametrize("words", ["less than 30", "more than 40", "almost 50"])
def test_less_than_30_names_30_and_has_no_value(words, unit):
    """The number stays beside the words, of people as of measured ground; the value is missing."""
    reading = read_wording(words, unit)
    row = claims(claim("killed", words)).iloc[0]

    assert (reading.value, reading.point) == (float(words.split()[-1]), None)
    assert (row["named"], math.isnan(row["value"])) == (reading.value, True)


@pytest.mark.parametrize(
    ("claimed", "assessed"),
    [
        ("more than 80 %", "at least 76.5 %"),
        ("almost 90 %", "at least 76.5 %"),
        ("at least 95 %", "at least 76.5 %"),
    ],
)
def test_two_bounds_give_a_range_also_of_shares(claimed, assessed):
    """Shares end at the whole: none of their bounds is open to infinity, and some end with it."""
    row = ratios(
        "control_gap_points",
        claim("control_share", claimed, period="moment"),
        claim("control_share", assessed, period="moment", **INSTITUTE),
    )

    assert row["value"].isna().all()
    assert row[["status", "reason"]].values.tolist() == [["no_point", BOTH_BOUNDS]]


def test_a_ratio_of_sums_carries_the_words_of_its_days():
    """50 to 59 and 23 over 1 to 100 and 41 to 49: from 0.49 to 1.95, and 73 over 141 in it."""
    days = pd.DataFrame(
        {
            "stated_on": pd.to_datetime(["2023-05-18", "2023-05-20"]),
            **{"numerator": [50, 23], "numerator_low": [50, 23], "numerator_high": [59, 23]},
            **{"denominator": [100, 41], "denominator_low": [1, 41], "denominator_high": [100, 49]},
        }
    )
    found = series_ratio(days)
    excluded = series_ratio(days.assign(denominator=[100, 40]))

    assert [found.wording.low, found.wording.high] == pytest.approx([73 / 149, 82 / 42])
    assert found.value == pytest.approx(73 / 141)
    assert (excluded.status, excluded.value) == ("no_point", None)


def test_the_words_of_one_day_allow_for_a_part_what_they_allow_over_days():
    """About 20 killed and about 100 wounded: who counts as killed is in the sum too."""
    rows = ratios("killed_share", claim("killed", "about 20"), claim("wounded", "about 100"))
    found = summarise(rows)

    assert [found.wording.low, found.wording.high] == pytest.approx(
        rows[["low", "high"]].iloc[0].tolist()
    )
    assert found.wording.high == pytest.approx(22 / 112)


def test_days_without_a_point_give_their_range_together():
    """The brigade's two days: no value on either, so none over both."""
    held = load_collection("bakhmut-2023")
    key = {"speaker": "third_assault_brigade", "scope": "bakhmut_direction"}
    found = summarise(select_series(held, "killed_per_wounded", **key), held.calendar)

    assert (found.value, found.days_without_point) == (None, 2)
    assert [found.wording.low, found.wording.high] == pytest.approx([73 / 149, 82 / 42])


@pytest.mark.parametrize(
    ("days", "status", "sums"),
    [
        ([(260, 261, 269, 0), (5, 5, 5, 0)], "infinite_zero_denominator", (None, 0)),
        ([(260, 261, 269, 0), (10, 10, 10, 20)], "no_point", (None, 20)),
        ([(260, 250, 270, 0), (5, 5, 5, 0)], "infinite_zero_denominator", (265, 0)),
        ([(260, 261, 269, 0), (50, 40, 60, 10)], "no_point", (None, 10)),
    ],
    ids=["more than", "more than, beside a day with wounded", "about", "more than and about"],
)
def test_a_sum_keeps_the_words_of_its_days(days, status, sums):
    """More than 260 and 5 are at least 266, and no sum of 265; over nought as over 20."""
    columns = ["numerator", "numerator_low", "numerator_high", "denominator"]
    rows = pd.DataFrame(days, columns=columns).assign(
        stated_on=pd.to_datetime(["2023-05-18", "2023-05-20"])
    )
    found = series_ratio(rows)

    assert found.status == status
    assert (found.numerator_sum, found.denominator_sum) == sums
    assert found.numerator_words.low == rows["numerator_low"].sum()
