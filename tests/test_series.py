"""Series over days: ratio of sums, coverage, and what is refused or undefined."""

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import RatioError
from analysis.paths import RAW
from analysis.ratios.noise import counting_noise
from analysis.ratios.references import SpeakerRank, rank_within
from analysis.ratios.series import SeriesRatio, linearised_interval, series_ratio
from analysis.wording.intervals import Interval

VECTORS = RAW / "test-vectors"
ORACLE = json.loads((VECTORS / "ratio_oracle.json").read_text(encoding="utf-8"))
WORKED = {row["name"]: row["value"] for row in ORACLE["ratios"]}
SERIES = [pytest.param(row, id=row["name"]) for row in ORACLE["series"]]
BRIEFINGS = pd.read_csv(VECTORS / "spokesman_12_briefings.csv")
# A day for each label of the vectors that names none; only their order matters.
PLACED = {
    "2023-01 (mid)": "2023-01-15",
    "2023-06": "2023-06-15",
    "2023-06/07 (undated)": "2023-06-30",
}


def placed(label):
    return pd.Timestamp(PLACED.get(label, label[:10]))


def worked_days(row):
    days = pd.DataFrame(row["per_day"])
    return days.assign(stated_on=pd.to_datetime(days["date"].map(placed)))


def series(over, under, first="2023-03-08"):
    """Return consecutive days of two figures; None is a missing one."""
    return pd.DataFrame(
        {
            "stated_on": pd.date_range(first, periods=len(over)),
            "numerator": pd.Series(over, dtype=float),
            "denominator": pd.Series(under, dtype=float),
        }
    )


def ends(interval):
    return [interval.low, interval.high]


@pytest.mark.parametrize("row", SERIES)
def test_sums_and_their_ratio_agree_with_the_worked_ones(row):
    """The ratio is that of the sums, over all paired days."""
    found = series_ratio(worked_days(row), "killed", "wounded")

    assert (found.status, found.reason, found.days_paired) == ("ok", "", row["days"])
    assert (found.numerator_sum, found.denominator_sum) == (row["killed_sum"], row["wounded_sum"])
    assert found.value == pytest.approx(row["ratio_of_sums"], rel=1e-9)


@pytest.mark.parametrize("row", SERIES)
def test_typical_briefings_agree_with_the_worked_ones(row):
    """Median, geometric mean and range of the daily ratios."""
    found = series_ratio(worked_days(row), "killed", "wounded")

    assert found.typical_briefing_median == pytest.approx(row["median_of_ratios"], rel=1e-9)
    assert found.typical_briefing_geometric_mean == pytest.approx(
        row["geometric_mean_of_ratios"], rel=1e-9
    )
    assert ends(found.daily_range) == pytest.approx([row["min_ratio"], row["max_ratio"]], rel=1e-9)


@pytest.mark.parametrize("row", SERIES)
def test_leaving_out_a_day_agrees_with_the_worked_range(row):
    """The range without one day, and the two days that matter most."""
    found = series_ratio(worked_days(row), "killed", "wounded")

    assert ends(found.leave_one_out) == pytest.approx(row["leave_one_day_out_range"], rel=1e-9)
    assert found.lowest_when_dropping == placed(row["influence"]["lowest_when_dropping"])
    assert found.highest_when_dropping == placed(row["influence"]["highest_when_dropping"])


@pytest.mark.parametrize("row", SERIES)
def test_scatter_between_days_agrees_with_the_worked_one(row):
    """The between-day interval, and phi."""
    found = series_ratio(worked_days(row), "killed", "wounded")

    assert ends(found.between_day) == pytest.approx(row["linearised_log_95"], rel=1e-9)
    assert found.between_day_method == "linearised log-ratio"
    assert found.phi == pytest.approx(row["pearson_dispersion_phi"], rel=1e-9)


@pytest.mark.parametrize("row", SERIES)
def test_the_forbidden_pooled_interval_is_narrower_than_the_days_allow(row):
    """The exact interval of the sums, never given for a series, lies inside the honest one."""
    found = series_ratio(worked_days(row), "killed", "wounded")
    pooled = counting_noise(found.numerator_sum, found.denominator_sum)

    assert ends(pooled) == pytest.approx(row["naive_conditional_cp_95"], rel=1e-9)
    assert found.between_day.low < pooled.low < pooled.high < found.between_day.high


def test_casualties_per_clash_do_not_follow_the_day_with_seven_clashes():
    """Ratio of sums 9.102; the mean of ratios, 11.40, follows one day."""
    named = BRIEFINGS.assign(
        stated_on=pd.date_range("2023-01-01", periods=12),
        casualties=BRIEFINGS["killed"] + BRIEFINGS["wounded"],
    )
    found = series_ratio(named, "casualties", "clashes")
    mean = (named["casualties"] / named["clashes"]).mean()

    assert (found.numerator_sum, found.denominator_sum) == (4032, 443)
    assert found.value == pytest.approx(WORKED["series_casualties_per_clash_ratio_of_sums"])
    assert mean == pytest.approx(WORKED["series_casualties_per_clash_mean_of_ratios"])


def test_a_short_series_is_described_whole():
    """Four days: the ratio, its coverage and its days, and no between-day interval."""
    days = series([10, 2, 0, 5, 7, None], [20, 1, 4, 0, None, None])

    assert series_ratio(days, calendar=pd.date_range("2023-03-01", "2023-03-31")) == SeriesRatio(
        status="ok",
        reason="",
        numerator_sum=17.0,
        denominator_sum=25.0,
        value=0.68,
        wording=Interval(0.68, 0.68),
        days_paired=4,
        days_one_only=1,
        days_in_period=31,
        leave_one_out=Interval(0.48, 1.4),
        lowest_when_dropping=pd.Timestamp("2023-03-11"),
        highest_when_dropping=pd.Timestamp("2023-03-08"),
        between_day=None,
        between_day_method="",
        between_day_note="fewer than 5 paired days (4): no between-day interval",
        typical_briefing_median=1.25,
        typical_briefing_geometric_mean=None,
        daily_range=Interval(0, math.inf),
        # scipy.stats.chi2_contingency([[10, 2, 0, 5], [20, 1, 4, 0]]).statistic  ->  11.562353
        phi=pytest.approx(11.562353 / 3),
        days_over_zero=1,
        numerator_words=Interval(17.0, 17.0),
        denominator_words=Interval(25.0, 25.0),
    )


def test_zero_and_missing_give_different_answers():
    """A day of 5 killed and 0 wounded counts; a day of 5 killed and no word of wounded does not."""
    zero = series_ratio(series([10, 2, 0, 5], [20, 1, 4, 0]))
    missing = series_ratio(series([10, 2, 0, 5], [20, 1, 4, None]))

    assert (zero.value, zero.days_paired, zero.days_one_only) == (17 / 25, 4, 0)
    assert (missing.value, missing.days_paired, missing.days_one_only) == (12 / 25, 3, 1)
    assert zero.value == WORKED["toy_ratio_of_sums_all_days"]
    assert missing.value == WORKED["toy_ratio_of_sums_paired_only_after_missing"]


@pytest.mark.parametrize(
    ("over", "under", "status", "value"),
    [
        ([0, 0], [5, 5], "ok", 0.0),
        ([5, 1], [0, 0], "infinite_zero_denominator", math.inf),
        ([0, 0], [0, 0], "undefined_zero_zero", None),
        ([5, None], [None, 5], "missing", None),
        ([], [], "missing", None),
    ],
)
def test_sums_of_zero_and_absent_days_have_their_own_status(over, under, status, value):
    """0 below is infinite, 0 over 0 undefined, no paired day missing: three different things."""
    found = series_ratio(series(over, under))

    assert (found.status, found.value) == (status, value)
    assert bool(found.reason) == (status != "ok")


def test_a_series_without_paired_days_has_no_sums():
    """No figure is not a sum of 0."""
    found = series_ratio(series([5, None], [None, 5]))

    assert (found.numerator_sum, found.denominator_sum) == (None, None)
    assert (found.days_paired, found.days_one_only, found.days_in_period) == (0, 2, None)
    assert (found.leave_one_out, found.daily_range, found.phi) == (None, None, None)


def test_leaving_out_the_only_day_leaves_nothing():
    """One paired day has no leave-one-out range and no dispersion."""
    found = series_ratio(series([193], [199]))

    assert (found.value, found.leave_one_out, found.phi) == (193 / 199, None, None)
    assert (found.lowest_when_dropping, found.highest_when_dropping) == (None, None)


def test_leaving_out_the_only_denominator_is_infinite():
    """Without the one day that has a denominator, the rest has no upper end."""
    assert series_ratio(series([5, 5], [0, 4])).leave_one_out == Interval(1.25, math.inf)


def test_the_geometric_mean_needs_ratios_above_zero():
    """A day at 0 has no logarithm; the median does not mind."""
    found = series_ratio(series([0, 1, 4], [2, 2, 2]))

    assert (found.typical_briefing_geometric_mean, found.typical_briefing_median) == (None, 0.5)


def test_thirty_consecutive_days_are_taken_as_dependent():
    """From 30 mostly consecutive days the interval is Newey–West's, with 3 lags."""
    step = np.arange(30)
    over, under = 100 + (37 * step) % 61, 150 + (53 * step) % 83
    days = series(over, under)
    found = series_ratio(days.iloc[::-1])

    assert found.between_day_method == "Newey–West"
    assert found.between_day == linearised_interval(over, under, day=days["stated_on"], lags=3)
    assert "still too narrow" in found.between_day_note


def test_the_interval_of_a_share_is_that_of_its_odds():
    """Killed of all casualties and killed per wounded tell one story: p = ratio / (1 + ratio)."""
    march = worked_days(ORACLE["series"][1])
    odds = series_ratio(march, "killed", "wounded")
    all_casualties = march.assign(casualties=march["killed"] + march["wounded"])
    share = series_ratio(all_casualties, "killed", "casualties", form="share")

    assert share.value == pytest.approx(895 / 2033)
    assert ends(share.between_day) == pytest.approx(
        [end / (1 + end) for end in ends(odds.between_day)]
    )
    assert share.phi == pytest.approx(odds.phi)


def test_the_interval_of_a_share_stays_below_one():
    """Where nearly all clashes lie in the city, no limit passes all of them."""
    days = series([9, 9, 4, 9, 9], [10, 9, 9, 9, 9])
    share, ratio = series_ratio(days, form="share"), series_ratio(days)

    assert share.value == ratio.value == 40 / 46
    assert share.between_day.high < 1 < ratio.between_day.high


def test_a_part_larger_than_its_whole_is_no_share():
    """28 clashes of the city are no part of the direction's 27."""
    with pytest.raises(RatioError, match="city exceeds direction on some day"):
        series_ratio(
            series([28], [27]).set_axis(["stated_on", "city", "direction"], axis=1),
            "city",
            "direction",
            form="share",
        )


def test_undated_days_count_but_cannot_be_placed():
    """A briefing of unknown day stays in the sums, and in no calendar."""
    days = series([10, 2], [20, 1])
    days.loc[1, "stated_on"] = pd.NaT

    assert series_ratio(days).value == 12 / 21
    assert series_ratio(days).lowest_when_dropping is pd.NaT
    with pytest.raises(RatioError, match=r"not in the period .*: NaT"):
        series_ratio(days, calendar=pd.date_range("2023-03-01", "2023-03-31"))


def test_a_day_outside_the_calendar_is_refused():
    """Coverage is a share of the period, so every day must lie in it."""
    with pytest.raises(RatioError, match=r"not in the period .*: 2023-03-08"):
        series_ratio(series([1], [2]), calendar=pd.date_range("2023-04-01", "2023-04-30"))


def test_a_day_given_twice_is_refused():
    """An echo must not be added to its origin, at whatever hour it was printed."""
    days = series([10, 10], [20, 20])
    days["stated_on"] = pd.to_datetime(["2023-03-08 09:00", "2023-03-08 18:30"])

    with pytest.raises(RatioError, match="2023-03-08 is given twice: settle echoes"):
        series_ratio(days)


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("numerator", [-1.0, 2.0], "column 'numerator' holds -1: no figure for a day"),
        ("denominator", [1.0, math.inf], "column 'denominator' holds inf: no figure for a day"),
        ("numerator", ["193", "199"], "column 'numerator' holds str, not numbers"),
        ("stated_on", ["2023-03-08", "2023-03-09"], "stated_on holds str, not dates"),
    ],
)
def test_what_is_no_figure_of_a_day_is_refused(column, values, words):
    """Negative, open and unread figures and unread dates are told by column."""
    with pytest.raises(RatioError, match=words):
        series_ratio(series([1, 1], [1, 1]).assign(**{column: values}))


def test_an_absent_column_is_refused_with_its_nearest_name():
    """A slip of the pen is answered with the name that was meant."""
    with pytest.raises(RatioError, match="no column 'numerater' among the days; there is numer"):
        series_ratio(series([1], [1]), "numerater")


def test_a_ratio_is_ranked_from_the_highest_with_its_n():
    """The spokesman's 193/199 is the 4th highest of his 12 located briefings."""
    days = worked_days(ORACLE["series"][0])
    others = days[days["stated_on"] != "2023-03-19"]
    rank = rank_within(193 / 199, others["killed"] / others["wounded"])

    assert rank == SpeakerRank(rank=4, n=12, ties=0)
    assert rank.rank == ORACLE["between_day"]["rank_of_seed_from_highest"]
    assert str(rank) == "4th highest of 12"


def test_equal_ratios_share_the_better_place():
    """193/199 and 386/398 are the same ratio; an undefined one has no place; infinity is first."""
    others = [386 / 398, 0.5, math.nan, math.inf]

    assert rank_within(193 / 199, others) == SpeakerRank(rank=2, n=4, ties=1)
    assert str(rank_within(193 / 199, others)) == "joint 2nd highest of 4"


def test_a_ratio_without_others_is_the_only_one():
    """The highest of one says by its n how little that is."""
    assert str(rank_within(0.97, [])) == "highest of 1"


def test_an_undefined_ratio_is_not_ranked():
    """There is nothing to place."""
    with pytest.raises(RatioError, match="has no place"):
        rank_within(math.nan, [0.5])


@pytest.mark.parametrize(
    ("rank", "words"),
    [
        *((1, "highest"), (2, "2nd highest"), (3, "3rd highest"), (11, "11th highest")),
        *((12, "12th highest"), (13, "13th highest"), (21, "21st highest")),
    ],
)
def test_ranks_are_written_as_ordinals(rank, words):
    """Eleventh to thirteenth are exceptions, and nobody says the first highest."""
    assert str(SpeakerRank(rank=rank, n=30, ties=0)) == f"{words} of 30"


FIGURES = st.integers(0, 10**5)
DAYS = st.lists(st.tuples(FIGURES, FIGURES), min_size=1, max_size=8).map(
    lambda pairs: series(*zip(*pairs, strict=True))
)
POSITIVE_DAYS = st.lists(
    st.tuples(st.integers(1, 10**5), st.integers(1, 10**5)), min_size=5, max_size=8
).map(lambda pairs: series(*zip(*pairs, strict=True)))


@given(POSITIVE_DAYS)
def test_swapping_over_and_under_inverts_the_series(days):
    """Every part of a series turns over with its ratio."""
    forward = series_ratio(days)
    back = series_ratio(days, "denominator", "numerator")

    assert forward.value == pytest.approx(1 / back.value)
    for one, other in (
        (forward.leave_one_out, back.leave_one_out),
        (forward.between_day, back.between_day),
        (forward.daily_range, back.daily_range),
    ):
        assert ends(one) == pytest.approx([1 / other.high, 1 / other.low], rel=1e-6)
    assert forward.typical_briefing_geometric_mean == pytest.approx(
        1 / back.typical_briefing_geometric_mean
    )


@given(DAYS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(days, random):
    """Days are put in time order before anything is computed."""
    shuffled = days.iloc[random.sample(range(len(days)), len(days))]

    assert series_ratio(shuffled) == series_ratio(days)


@given(DAYS, st.sampled_from([(5.0, None), (None, 5.0), (None, None)]))
def test_a_day_with_a_missing_figure_changes_only_the_coverage(days, figures):
    """Adding a day that lacks a figure moves no number but the count of such days."""
    added = pd.concat([days, series([figures[0]], [figures[1]], first="2023-05-01")])
    one_only = 1 if figures != (None, None) else 0

    assert series_ratio(added) == dataclasses.replace(series_ratio(days), days_one_only=one_only)


@given(POSITIVE_DAYS)
def test_the_ratio_of_sums_lies_between_the_days(days):
    """A ratio of sums is never outside the daily ratios, nor outside its leave-one-out range."""
    found = series_ratio(days)
    nudge = 1e-12

    for span in (found.daily_range, found.leave_one_out):
        assert span.low * (1 - nudge) <= found.value <= span.high * (1 + nudge)
