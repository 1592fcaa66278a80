"""Pairs of claims become ratios: values, wording intervals, zeros and what is missing."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from tiny_claims import INSTITUTE, claim, ratios, readings

from analysis.ratios.division import compute_ratios, divide, divide_ends
from analysis.ratios.gate import COLUMNS
from analysis.settings import RULES_VERSION
from analysis.wording.intervals import Interval, ratio_bounds

NAN, INF = math.nan, math.inf
CITY = {"scope": "bakhmut_city"}

COUNTS = st.integers(0, 2000).map(float)
ENDS = st.tuples(COUNTS, COUNTS | st.just(INF)).map(sorted)
FINITE = st.tuples(st.integers(1, 2000), st.integers(1, 2000)).map(sorted)
FORMS = st.sampled_from(["ratio", "share", "part", "odds", "gap", "change"])


def same(found, expected):
    """Say whether numbers agree, missing ones with missing ones."""
    return np.testing.assert_allclose(np.asarray(found, float), expected, rtol=1e-9) is None


def row(ratio, *rows, read=None):
    """Return the only row of a ratio."""
    found = ratios(ratio, *rows, read=read)
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize(
    ("form", "over", "under", "value"),
    [
        ("ratio", 193, 199, 0.9698492462),
        ("ratio", 0, 10, 0),
        ("ratio", 10, 0, INF),
        ("ratio", 0, 0, NAN),
        ("ratio", NAN, 10, NAN),
        ("ratio", 10, NAN, NAN),
        ("part", 193, 199, 0.4923469388),
        ("part", 5, 0, 1),
        ("part", 0, 0, NAN),
        ("share", 16, 27, 0.5925925926),
        ("share", 0, 0, NAN),
        ("odds", 16, 27, 1.454545455),
        ("odds", 16, 16, INF),
        ("odds", 0, 0, NAN),
        ("gap", 70, 50, 20),
        ("gap", 0, 0, 0),
        ("change", 50, 65, -15),
        ("change", NAN, 65, NAN),
    ],
)
def test_each_form_has_its_value_and_its_edges(form, over, under, value):
    """Zero below, zero over zero, and missing; the first of each form is a worked one."""
    assert same(divide(over, under, form), value)


@pytest.mark.parametrize(
    ("form", "over", "under", "ends"),
    [
        ("ratio", (20, 99), (4, 4), (5, 24.75)),
        ("ratio", (1101, 1199), (1450, 1550), (0.7103225806, 0.8268965517)),
        ("ratio", (1101, INF), (1500, INF), (0, INF)),
        ("ratio", (10, 10), (0, 40), (0.25, INF)),
        ("ratio", (67.5, 72.5), (47.5, 52.5), (1.285714286, 1.526315789)),
        ("ratio", (0, 0), (10, 10), (0, 0)),
        ("ratio", (0, 0), (0, 40), (0, INF)),
        ("ratio", (10, 10), (0, 0), (NAN, NAN)),
        ("ratio", (NAN, NAN), (4, 4), (NAN, NAN)),
        ("ratio", (4, 4), (NAN, NAN), (NAN, NAN)),
        ("share", (52.5, 57.5), (352, 352), (0.1491477273, 0.1633522727)),
        ("part", (180, 199), (199, 199), (180 / 379, 0.5)),
        ("part", (301, INF), (199, 199), (0.602, 1)),
        ("part", (193, 193), (100, INF), (0, 193 / 293)),
        ("part", (5, 9), (0, 0), (1, 1)),
        ("part", (0, 0), (0, 5), (0, 1)),
        ("part", (0, 5), (0, 0), (0, 1)),
        ("share", (27, 33), (27, 30), (0.9, 1)),
        ("share", (20, INF), (30, 30), (2 / 3, 1)),
        ("part", (0, 0), (0, 0), (NAN, NAN)),
        ("odds", (16, 16), (27, 27), (1.454545455, 1.454545455)),
        ("odds", (15, 17), (25, 29), (15 / 14, 17 / 8)),
        ("odds", (15, 17), (17, 29), (15 / 14, INF)),
        ("gap", (67.5, 72.5), (47.5, 52.5), (15, 25)),
        ("gap", (0, 2.5), (0, 0), (0, 2.5)),
    ],
)
def test_each_form_has_its_ends(form, over, under, ends):
    """Worked intervals, open ends, and zeros; no quotient exists over exactly zero."""
    assert same(divide_ends(over, under, form), ends)


def test_whole_columns_of_several_forms_are_computed_at_once():
    """A form a row."""
    over, under = ([16, 16, 16], [16, 16, 16]), ([27, 27, 27], [27, 27, 27])
    low, high = divide_ends(over, under, ["share", "odds", "gap"])

    assert same(low, [16 / 27, 16 / 11, -11])
    assert same(high, [16 / 27, 16 / 11, -11])


@given(ENDS, ENDS)
def test_ends_are_those_of_interval_arithmetic(over, under):
    """Columns and single intervals are computed in two places, to one result."""
    assume(under[1] > 0)
    found = Interval(*(float(end) for end in divide_ends(over, under, "ratio")))
    expected = ratio_bounds(Interval(*over), Interval(*under))

    assert same([found.low, found.high], [expected.low, expected.high])


@given(ENDS, ENDS, st.lists(COUNTS, min_size=4, max_size=4), FORMS)
def test_widening_a_claim_never_narrows_a_ratio(over, under, more, form):
    """Less certain words allow at least what more certain ones did."""
    wider = [
        (max(low - less, 0), high + extra)
        for (low, high), less, extra in zip([over, under], more[:2], more[2:], strict=True)
    ]
    narrow, wide = divide_ends(over, under, form), divide_ends(*wider, form)
    assume(not np.isnan(narrow).any())
    assume(form != "odds" or over[0] < under[1])

    assert wide[0] <= narrow[0] + 1e-9
    assert wide[1] >= narrow[1] - 1e-9


@given(ENDS, ENDS, FORMS, st.floats(0, 1), st.floats(0, 1))
def test_every_value_that_the_words_allow_lies_between_the_ends(over, under, form, one, other):
    """Whatever two figures within the two wordings are divided."""
    figures = [
        low + share * (min(high, 5000) - low)
        for (low, high), share in ((over, one), (under, other))
    ]
    assume(form not in ("share", "odds") or figures[0] <= figures[1])
    value = float(divide(*figures, form))
    assume(not math.isnan(value))
    low, high = divide_ends(over, under, form)

    assert math.isinf(value) or low - 1e-9 <= value <= high + 1e-9 * max(1, abs(high))


@given(FINITE, FINITE)
def test_swapping_the_figures_inverts_a_ratio(over, under):
    """The ends change places and turn over."""
    low, high = divide_ends(over, under, "ratio")
    swapped = divide_ends(under, over, "ratio")

    assert same([low * swapped[1], high * swapped[0]], [1, 1])


def test_an_open_end_turns_into_zero_when_a_ratio_is_turned_over():
    """At least 1,101 over 1,500 has no upper end; turned over it has zero below."""
    over, under = (1101, INF), (1500, 1500)

    assert same(divide_ends(over, under, "ratio"), (1101 / 1500, INF))
    assert same(divide_ends(under, over, "ratio"), (0, 1500 / 1101))


@given(ENDS, ENDS)
def test_swapping_the_figures_gives_the_other_part_of_the_sum(over, under):
    """Killed among killed and wounded, and wounded among them, make up one."""
    assume(over[0] + under[0] > 0)
    low, high = divide_ends(over, under, "part")
    other = divide_ends(under, over, "part")

    assert same([low + other[1], high + other[0]], [1, 1])


def test_a_ratio_row_is_whole():
    """193 killed and 199 wounded on 18 March 2023, every column."""
    found = row("killed_per_wounded", claim("killed", "193"), claim("wounded", "199"))
    value = 193 / 199
    ends = {
        f"{reading}{end}": value
        for reading in ("", "strict_", "rounded_", "versions_")
        for end in ("low", "high")
    }

    assert found.drop("as_of").to_dict() == {
        **dict.fromkeys(("variant", "reason", "flags"), ""),
        **dict.fromkeys(("speaker", "denominator_speaker"), "serhii_cherevatyi"),
        **dict.fromkeys(("scope", "denominator_scope"), "bakhmut_direction"),
        **dict.fromkeys(("period", "period_kind"), "day"),
        **dict.fromkeys(("numerator", "numerator_low", "numerator_high"), 193),
        **dict.fromkeys(("denominator", "denominator_low", "denominator_high"), 199),
        **ends,
        "ratio": "killed_per_wounded",
        "status": "ok",
        "stated_on": pd.Timestamp("2023-03-18"),
        "date_basis": "stated",
        "party": "ukraine",
        "subject": "russian_forces",
        "value": value,
        "unit": "killed per wounded",
        "numerator_claims": "c1",
        "denominator_claims": "c2",
        "rule_version": RULES_VERSION,
    }
    assert list(found.index) == COLUMNS
    assert pd.isna(found["as_of"])


def test_each_reading_of_the_words_has_its_own_ends():
    """55 as stated and as rounded; more than 300 as drawn and as strictly allowed; 149 or 159."""
    rounded = row(
        "settlement_share_of_artillery",
        claim("shellings", "55", scope="bakhmut_city_and_surroundings"),
        claim("artillery_strikes", "352"),
    )
    strict = row("killed_per_clash", claim("killed", "more than 300"), claim("clashes", "30"))
    versions = row(
        "killed_per_wounded",
        *(claim("killed", "149"), claim("killed", "159"), claim("wounded", "160")),
        read=readings(("c2", "directness", "retold", "one page against the others")),
    )

    assert same(rounded[["low", "high"]], [0.15625, 0.15625])
    assert same(rounded[["rounded_low", "rounded_high"]], [0.1491477273, 0.1633522727])
    assert same(strict[["low", "high"]], [301 / 30, 399 / 30])
    assert same(strict[["strict_low", "strict_high"]], [301 / 30, NAN])
    assert same(versions[["value", "low", "high"]], [149 / 160] * 3)
    assert same(versions[["versions_low", "versions_high"]], [149 / 160, 159 / 160])
    assert versions["flags"] == "values_differ"


ZEROS = {
    "zero over zero": ("0", "0", "undefined_zero_zero", [NAN, NAN, NAN]),
    "over zero": ("80", "0", "infinite_zero_denominator", [INF, NAN, NAN]),
    "zero over ten": ("0", "10", "ok", [0, 0, 0]),
    "several over zero": ("several dozen", "0", "infinite_zero_denominator", [INF, NAN, NAN]),
    "over fewer than one": ("10", "fewer than 1", "infinite_zero_denominator", [INF, NAN, NAN]),
    "zero over fewer than one": ("0", "fewer than 1", "undefined_zero_zero", [NAN, NAN, NAN]),
    "fewer than one over ten": ("fewer than 1", "10", "no_point", [NAN, 0, 0]),
    "over at least zero": ("10", "at least 0", "no_point", [NAN, 2.5, NAN]),
    "over about zero": ("10", "about 0", "no_point", [NAN, 10, NAN]),
    "over more than zero": ("10", "more than 0", "no_point", [NAN, 2.5, 10]),
    "over zero to five": ("10-20", "0-5", "no_point", [NAN, 2, NAN]),
    "about zero twice": ("about 0", "about 0", "no_point", [NAN, 0, NAN]),
    "zero over zero to five": ("0", "0-5", "no_point", [NAN, 0, NAN]),
}


@pytest.mark.parametrize("name", ZEROS)
def test_zero_infinite_and_undefined_are_three_things(name):
    """A day without clashes is real; a zero above is a ratio like another."""
    killed, clashes, status, values = ZEROS[name]
    found = row("killed_per_clash", claim("killed", killed), claim("clashes", clashes))

    assert found["status"] == status
    assert same(found[["value", "low", "high"]], values)


def test_the_day_without_clashes_is_infinite_and_not_missing(collection):
    """30 May 2023: 80 killed, 119 wounded, 0 clashes."""
    found = collection.ratios[collection.ratios["denominator_claims"] == "b0341"]
    found = found[found["ratio"].isin(["killed_per_clash", "wounded_per_clash"])]

    assert found["status"].tolist() == ["infinite_zero_denominator"] * 2
    assert found["reason"].tolist() == ["the denominator is zero"] * 2
    assert found[["numerator", "denominator", "value"]].values.tolist() == [
        [80, 0, INF],
        [119, 0, INF],
    ]


def test_a_figure_that_was_not_located_is_missing_and_neither_zero_nor_infinite():
    """Both figures on the 18th, no wounded on the 19th, and a speaker who never gives both."""
    found = ratios(
        "killed_per_wounded",
        *(claim("killed", "193"), claim("wounded", "199")),
        claim("killed", "154", stated_on="2023-03-19"),
        claim("killed", "880", speaker="General Staff", scope="front"),
    )
    columns = ["status", "reason", "numerator_claims", "denominator_claims", "numerator"]

    assert found[columns].values.tolist() == [
        ["ok", "", "c1", "c2", 193],
        ["missing", "no figure for wounded was located beside it", "c3", "", 154],
    ]
    assert found.loc[1, ["denominator", "value", "low", "high"]].isna().all()


def test_a_figure_of_no_side_is_alone_in_the_series_that_it_would_have_joined():
    """Clashes have no side: alone, they belong to the casualties that the speaker gives."""
    found = ratios(
        "killed_per_clash",
        *(claim("killed", "193"), claim("clashes", "27")),
        claim("clashes", "25", stated_on="2023-03-19"),
    )

    assert found[["status", "subject", "denominator"]].values.tolist() == [
        ["ok", "russian_forces", 27],
        ["missing", "russian_forces", 25],
    ]


def test_shares_are_at_most_one(collection):
    """Of the published ratios, every part lies within its whole."""
    shares = collection.ratios[collection.ratios["unit"] == "share"]
    shares = shares[shares["status"].isin(["ok", "conditional"]) & shares["value"].notna()]

    assert len(shares) > 45
    assert (shares["value"] <= 1).all()


@pytest.mark.parametrize("part", ["30", "about 30"], ids=["outside", "overlapping"])
@pytest.mark.parametrize("ratio", ["city_share_of_clashes", "city_to_elsewhere_clashes"])
def test_a_part_larger_than_its_whole_is_refused(ratio, part):
    """30 clashes in the city and 27 in the direction that holds it; about 30 is refused too."""
    found = row(ratio, claim("clashes", "27"), claim("clashes", part, **CITY))

    assert found["status"] == "blocked_scope"
    assert found["reason"] == "the part is larger than the whole it is declared to lie in"
    assert found["flags"] == "above_whole"
    assert same(found[["value", "low", "high"]], [NAN, NAN, NAN])


@pytest.mark.parametrize(
    ("ratio", "status", "values"),
    [
        ("city_share_of_clashes", "ok", [1, 0.9, 1]),
        ("city_to_elsewhere_clashes", "no_point", [NAN, 9, NAN]),
    ],
)
def test_a_hedged_part_is_no_more_than_its_whole_and_may_leave_a_rest(ratio, status, values):
    """About 27 of 27 clashes are 24.3 to 27, so that up to 2.7 lie elsewhere."""
    found = row(ratio, claim("clashes", "27"), claim("clashes", "about 27", **CITY))

    assert found["status"] == status
    assert same(found[["value", "low", "high"]], values)
    assert found["denominator_low"] >= 0


def test_only_the_levels_that_a_share_names_are_paired():
    """The surroundings are neither the city nor the direction."""
    found = ratios(
        "city_share_of_clashes",
        *(claim("clashes", "27"), claim("clashes", "16", **CITY)),
        claim("clashes", "20", scope="bakhmut_city_and_surroundings"),
    )

    assert found[["scope", "denominator_scope", "value"]].values.tolist() == [
        ["bakhmut_city", "bakhmut_direction", 16 / 27]
    ]


def test_a_refused_pair_keeps_its_figures_and_has_no_value():
    """24.5 casualties per city clash are nowhere to be read."""
    found = row(
        "casualties_per_clash",
        *(claim("killed", "193"), claim("wounded", "199"), claim("clashes", "16", **CITY)),
    )

    assert found["status"] == "blocked_scope"
    assert found[["numerator", "denominator"]].tolist() == [392, 16]
    assert found[["value", "low", "high", "strict_low", "versions_high"]].isna().all()


def test_claims_of_casualties_never_stand_over_wounded():
    """ "Casualties" may be killed and wounded together; they are no figure of killed."""
    assert ratios("killed_per_wounded", claim("casualties", "535"), claim("wounded", "314")).empty


def test_a_claim_beside_an_assessment_keeps_both_days():
    """70 % on 18 March, 50 % as of 8 March: gap, times as much, and age."""
    share = {**CITY, "period": "moment", "subject": "russian_forces"}
    rows = [
        claim("control_share", "70 %", **share, speaker="Russian sources (per ISW)"),
        claim("control_share", "50 %", **{**share, **INSTITUTE, "stated_on": "2023-03-08"}),
    ]
    found = pd.DataFrame(
        [
            row(name, *rows)
            for name in ("control_gap_points", "claim_to_assessment", "assessment_age_days")
        ]
    )

    assert same(found[["value", "low", "high"]], [[20, 15, 25], [1.4, 9 / 7, 29 / 19], [10] * 3])
    assert found["stated_on"].tolist() == [pd.Timestamp("2023-03-18")] * 3
    assert found["as_of"].tolist() == [pd.Timestamp("2023-03-08")] * 3
    assert found["denominator_speaker"].tolist() == ["isw"] * 3
    assert found["flags"].tolist() == ["as_of_apart"] * 3


def test_events_are_about_the_side_that_acted():
    """Airstrikes have no losses to be about: the column names who is said to have struck."""
    found = row(
        "artillery_per_airstrike", claim("artillery_strikes", "352"), claim("airstrikes", "4")
    )

    assert found["subject"] == "russian_forces"
    assert found["value"] == 88


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("killed_per_wounded", "wounded_per_killed"),
        ("airstrikes_per_clash", "clashes_per_airstrike"),
    ],
)
def test_reciprocal_ratios_have_reciprocal_intervals(collection, one, other):
    """Every published pair, both ways: same status, turned over."""
    ends = ["value", "low", "high", "versions_low", "versions_high"]
    keys = ["numerator_claims", "denominator_claims"]
    published = collection.ratios[collection.ratios["status"].isin(["ok", "qualified", "no_point"])]
    rows, turned = (published[published["ratio"] == name].set_index(keys) for name in (one, other))
    turned = turned.swaplevel().rename_axis(keys).reindex(rows.index)

    assert len(rows) > 15
    assert rows["status"].tolist() == turned["status"].tolist()
    assert same(rows["value"] * turned["value"], np.where(rows["value"].isna(), NAN, 1))
    for low, high in (("low", "high"), ("versions_low", "versions_high")):
        assert same(rows[low] * turned[high], 1)
        assert same(rows[high] * turned[low], 1)
    assert set(ends) <= set(rows)


@pytest.mark.parametrize("seed", [18, 19])
def test_the_order_of_the_claims_never_matters(collection, words, seed):
    """All published claims, shuffled twice."""
    expected = compute_ratios(collection.points, words)
    shuffled = compute_ratios(collection.points.sample(frac=1, random_state=seed), words)

    assert_frame_equal(shuffled, expected)


def test_no_pair_stands_twice(collection):
    """One row a ratio, variant and pair of claims."""
    key = ["ratio", "variant", "subject", "scope", "speaker", "numerator_claims"]

    assert not collection.ratios.duplicated([*key, "denominator_claims"]).any()


def test_a_collection_without_pairs_has_no_ratios(words):
    """A claim alone meets nothing, and nothing fails."""
    found = ratios("killed_per_wounded", claim("killed", "193"))

    assert found.empty
    assert found.columns.tolist() == COLUMNS
