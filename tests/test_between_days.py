"""Between-day spread against worked numbers, another library and a sum written out."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.paths import RAW
from analysis.ratios.series import (
    BetweenDay,
    between_day,
    linearised_interval,
    linearised_se,
    newey_west_lags,
)
from analysis.wording.intervals import Interval

ORACLE = json.loads((RAW / "test-vectors" / "ratio_oracle.json").read_text(encoding="utf-8"))
SERIES = [pytest.param(row, id=row["name"]) for row in ORACLE["series"]]
FIGURES = st.integers(1, 10**4)
STEP = np.arange(40)
KILLED, WOUNDED = 100 + (37 * STEP) % 61, 150 + (53 * STEP) % 83
CONSECUTIVE = pd.Series(pd.date_range("2023-01-01", periods=40))


def figures(row):
    days = pd.DataFrame(row["per_day"])
    return days["killed"].to_numpy(), days["wounded"].to_numpy()


def ends(interval):
    return [interval.low, interval.high]


@pytest.mark.parametrize("row", SERIES)
def test_linearised_intervals_agree_with_the_worked_ones(row):
    """On the log scale, and on the plain scale of the same standard error."""
    over, under = figures(row)
    reach = stats.t.ppf(0.975, over.size - 1) * linearised_se(over, under)
    ratio = row["ratio_of_sums"]

    assert ends(linearised_interval(over, under)) == pytest.approx(
        row["linearised_log_95"], rel=1e-9
    )
    assert [ratio - reach, ratio + reach] == pytest.approx(row["linearised_95"], rel=1e-9)


def test_newey_west_agrees_with_statsmodels():
    """Over 40 consecutive days and 3 lags the standard error is that of statsmodels 0.15.0."""
    # residuals = KILLED - KILLED.sum() / WOUNDED.sum() * WOUNDED
    # fit = sm.OLS(residuals, np.ones(40)).fit(
    #     cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True})
    # fit.bse * 40 / WOUNDED.sum()  ->  [0.01161177]
    error = linearised_se(KILLED, WOUNDED, day=CONSECUTIVE, lags=newey_west_lags(40))

    assert error == pytest.approx(0.01161177, rel=1e-6)


def test_lags_are_counted_in_calendar_days_across_a_gap():
    """Days either side of a gap are as far apart as the calendar says; the gap adds nothing."""
    day = CONSECUTIVE.where(STEP < 20, CONSECUTIVE + pd.Timedelta(days=2))
    place = (day - day[0]).dt.days.to_numpy()
    residuals = KILLED - KILLED.sum() / WOUNDED.sum() * WOUNDED
    weights = np.clip(1 - np.abs(place[:, None] - place) / 4, 0, None)
    written_out = math.sqrt(residuals @ weights @ residuals * 40 / 39) / WOUNDED.sum()

    assert linearised_se(KILLED, WOUNDED, day=day, lags=3) == pytest.approx(written_out, rel=1e-9)
    assert linearised_se(KILLED, WOUNDED, day=CONSECUTIVE, lags=3) != pytest.approx(written_out)


def test_days_further_apart_than_the_lags_are_independent():
    """Weekly figures with 3 lags have the plain standard error."""
    weekly = pd.Series(pd.date_range("2023-01-01", periods=40, freq="7D"))

    assert linearised_se(KILLED, WOUNDED, day=weekly, lags=3) == pytest.approx(
        linearised_se(KILLED, WOUNDED), rel=1e-12
    )


def test_lags_grow_slowly_with_the_days():
    """floor(4 (days / 100)^(2/9)): 3 lags from 30 days, 4 from 100, 6 from 700."""
    assert [newey_west_lags(days) for days in (30, 99, 100, 700)] == [3, 3, 4, 6]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (4, BetweenDay(None, "", "fewer than 5 paired days (4): no between-day interval")),
        (
            5,
            BetweenDay(
                linearised_interval(KILLED[:5], WOUNDED[:5]),
                "linearised log-ratio",
                "5 paired days, taken as independent of each other",
            ),
        ),
        (
            29,
            BetweenDay(
                linearised_interval(KILLED[:29], WOUNDED[:29]),
                "linearised log-ratio",
                "29 paired days, taken as independent of each other",
            ),
        ),
        (
            30,
            BetweenDay(
                linearised_interval(KILLED[:30], WOUNDED[:30], day=CONSECUTIVE[:30], lags=3),
                "Newey–West",
                "dependence over 3 days is modelled; still too narrow if it is strong",
            ),
        ),
    ],
)
def test_the_number_of_consecutive_days_chooses_the_method(days, expected):
    """None below 5 days, independent days from 5, dependent days from 30."""
    assert between_day(CONSECUTIVE[:days], KILLED[:days], WOUNDED[:days]) == expected


def test_scattered_days_are_taken_as_independent_at_any_number():
    """Forty days, every other one located, have no neighbours whose dependence could be seen."""
    scattered = pd.Series(pd.date_range("2023-01-01", periods=40, freq="2D"))

    assert between_day(scattered, KILLED, WOUNDED) == BetweenDay(
        linearised_interval(KILLED, WOUNDED),
        "linearised log-ratio",
        "most days do not follow each other and are taken as independent",
    )


def test_mostly_consecutive_means_more_than_half_of_the_steps():
    """Of 38 steps, 20 single days are enough and 19 are not."""
    methods = []
    for single in (20, 19):
        steps = np.where(STEP[1:39] <= single, 1, 3).cumsum()
        day = CONSECUTIVE[0] + pd.to_timedelta(np.append(0, steps), unit="D")
        methods.append(between_day(pd.Series(day), KILLED[:39], WOUNDED[:39]).method)

    assert methods == ["Newey–West", "linearised log-ratio"]


def test_one_undated_day_prevents_a_model_of_dependence():
    """Where a day belongs in time is not guessed."""
    day = CONSECUTIVE.where(STEP < 39)

    assert between_day(day, KILLED, WOUNDED) == BetweenDay(
        linearised_interval(KILLED, WOUNDED),
        "linearised log-ratio",
        "some days are not known, so all are taken as independent of each other",
    )


@pytest.mark.parametrize("zero", [0, 1])
def test_a_sum_of_zero_has_no_between_day_interval(zero):
    """A ratio of 0 or infinity has no logarithm."""
    figures = [WOUNDED[:5], WOUNDED[:5]]
    figures[zero] = np.zeros(5)

    assert between_day(CONSECUTIVE[:5], *figures) == BetweenDay(
        None, "", "one sum is 0: a ratio of 0 or infinity has no logarithm"
    )


def test_a_wider_level_gives_a_wider_interval():
    """The level reaches the limits."""
    usual = linearised_interval(KILLED, WOUNDED)
    wider = linearised_interval(KILLED, WOUNDED, level=0.99)

    assert wider.low < usual.low < usual.high < wider.high


@given(st.lists(st.tuples(FIGURES, FIGURES), min_size=2, max_size=12))
def test_turning_the_ratio_over_inverts_the_linearised_interval(pairs):
    """Killed per wounded and wounded per killed scatter alike."""
    over, under = np.array(pairs).T
    forward, back = linearised_interval(over, under), linearised_interval(under, over)

    assert ends(forward) == pytest.approx([1 / back.high, 1 / back.low], rel=1e-6)


def test_days_of_one_ratio_leave_no_spread():
    """Ten days of 1 to 2 move nowhere, whatever their size."""
    killed = np.arange(1, 11)

    assert linearised_interval(killed, 2 * killed) == Interval(0.5, 0.5)
