"""Intervals of what a wording allows, and their arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import RatioError
from analysis.wording.intervals import Interval, ratio_bounds

ENDS = st.floats(min_value=1e-3, max_value=1e9)
CLOSED = st.tuples(ENDS, ENDS).map(lambda ends: Interval(min(ends), max(ends)))
OPEN_ABOVE = ENDS.map(lambda low: Interval(low, math.inf))
FROM_ZERO = ENDS.map(lambda high: Interval(0.0, high))
CLAIMS = CLOSED | OPEN_ABOVE | FROM_ZERO


@pytest.mark.parametrize(
    ("over", "under", "expected"),
    [
        (Interval(193, 193), Interval(199, 199), Interval(193 / 199, 193 / 199)),
        (Interval(1101, 1199), Interval(1450, 1550), Interval(1101 / 1550, 1199 / 1450)),
        (Interval(0, 0), Interval(10, 10), Interval(0, 0)),
        (Interval(10, 10), Interval(0, 40), Interval(0.25, math.inf)),
        (Interval(0, 5), Interval(0, 40), Interval(0, math.inf)),
        (Interval(301, math.inf), Interval(100, 100), Interval(3.01, math.inf)),
        (Interval(100, 100), Interval(301, math.inf), Interval(0, 100 / 301)),
        (Interval(1101, math.inf), Interval(1500, math.inf), Interval(0, math.inf)),
    ],
    ids=[
        "point over point",
        "range over range",
        "zero above",
        "zero within the denominator",
        "zero within both",
        "numerator open above",
        "denominator open above",
        "both open above",
    ],
)
def test_a_ratio_is_bounded_by_the_crosswise_ends(over, under, expected):
    """The low end is least over most, the high end most over least; open stays open."""
    assert ratio_bounds(over, under) == expected


@pytest.mark.parametrize("over", [Interval(0, 0), Interval(10, 10), Interval(0, math.inf)])
def test_a_denominator_of_exactly_zero_gives_no_ratio(over):
    """Zero over zero and a number over zero are both refused, not clamped."""
    with pytest.raises(RatioError, match="is zero: no ratio exists"):
        ratio_bounds(over, Interval(0, 0))


@pytest.mark.parametrize(
    ("over", "under"),
    [(Interval(-1, 5), Interval(1, 2)), (Interval(1, 2), Interval(-1, 5))],
)
def test_a_negative_figure_is_refused_on_either_side(over, under):
    """No claimed figure is negative."""
    with pytest.raises(RatioError, match="not negative"):
        ratio_bounds(over, under)


@pytest.mark.parametrize(("low", "high"), [(math.nan, 5), (5, math.nan), (math.nan, math.nan)])
def test_a_missing_end_makes_no_interval(low, high):
    """Missing is neither zero nor open."""
    with pytest.raises(RatioError, match="needs two numbers"):
        Interval(low, high)


def test_ends_in_the_wrong_order_are_refused():
    """A reversed range is an error of the table and is not repaired."""
    with pytest.raises(RatioError, match="cannot run from 700 down to 600"):
        Interval(700, 600)


def test_a_gap_between_two_shares_runs_from_least_to_most():
    """70 % and 50 %, each to the nearest 5, lie 15 to 25 points apart."""
    assert Interval(67.5, 72.5) - Interval(47.5, 52.5) == Interval(15, 25)


def test_a_number_is_a_point_interval_in_arithmetic():
    """Adding, subtracting and dividing take a plain number as exact."""
    several_dozen = Interval(20, 99)

    assert several_dozen + 1 == Interval(21, 100)
    assert several_dozen - 1 == Interval(19, 98)
    assert several_dozen / 4 == Interval(5, 24.75)


def test_an_open_end_stays_open_in_sums_and_differences():
    """What has no upper end has none after another figure is added or taken away."""
    assert Interval(301, math.inf) + Interval(1, 2) == Interval(302, math.inf)
    assert Interval(301, math.inf) - Interval(1, 2) == Interval(299, math.inf)
    assert Interval(1, 2) - Interval(301, math.inf) == Interval(-math.inf, -299)


def test_only_ends_that_agree_make_a_point():
    """A point has width 0; an open interval has no finite width."""
    assert (Interval(193, 193).is_point, Interval(193, 193).width) == (True, 0)
    assert (Interval(600, 700).is_point, Interval(600, 700).width) == (False, 100)
    assert Interval(301, math.inf).width == math.inf


def test_both_ends_belong_to_the_interval():
    """The interval is closed."""
    assert [value in Interval(600, 700) for value in (599, 600, 650, 700, 701)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_hull_holds_both_and_what_lies_between():
    """87 in a headline and 97 in the quotation leave all of 87 to 97 open."""
    assert Interval(87, 87).hull(Interval(97, 97)) == Interval(87, 97)


@given(CLAIMS, CLAIMS)
def test_swapping_over_and_under_inverts_the_bounds(over, under):
    """Killed per wounded and wounded per killed bound the same thing from both ends."""
    forward, back = ratio_bounds(over, under), ratio_bounds(under, over)

    assert forward.low == pytest.approx(_inverse(back.high), rel=1e-12)
    assert forward.high == pytest.approx(_inverse(back.low), rel=1e-12)


@given(CLAIMS, CLAIMS, CLAIMS)
def test_widening_a_claim_never_narrows_the_ratio(over, under, other):
    """Whatever was possible before a wording is read more widely is possible after."""
    ratio = ratio_bounds(over, under)
    wider_over = ratio_bounds(over.hull(other), under)
    wider_under = ratio_bounds(over, under.hull(other))

    assert wider_over.low <= ratio.low <= ratio.high <= wider_over.high
    assert wider_under.low <= ratio.low <= ratio.high <= wider_under.high


@given(CLOSED, CLOSED, st.floats(0, 1), st.floats(0, 1))
def test_every_pair_of_possible_figures_divides_into_the_bounds(over, under, along, across):
    """No choice of two figures inside their claims gives a ratio outside the bounds."""
    ratio = ratio_bounds(over, under)
    chosen = (over.low + along * over.width) / (under.low + across * under.width)

    assert ratio.low * (1 - 1e-12) <= chosen <= ratio.high * (1 + 1e-12)


def _inverse(end):
    return math.inf if end == 0 else 1 / end
