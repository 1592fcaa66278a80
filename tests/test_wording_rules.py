"""What each kind of wording allows for its number."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError, ParameterError
from analysis.paths import RAW
from analysis.settings import CAP
from analysis.wording.intervals import RULES, Interval, interval_of

ORACLE = json.loads((RAW / "test-vectors" / "ratio_oracle.json").read_text(encoding="utf-8"))[
    "wording_rules"
]

COUNT_KINDS = sorted(set(RULES) - {"percent", "share"})
counts = st.integers(1, 10**9)
measures = st.integers(1, 10**8).map(lambda hundredths: hundredths / 100)
points = st.integers(1, 999).map(lambda tenths: tenths / 10)
caps = st.floats(0, 1)
figures = st.one_of(
    st.tuples(counts.map(float), st.sampled_from(["count", "measured"])),
    st.tuples(measures, st.sampled_from(["count", "measured"])),
    st.tuples(points, st.just("percent")),
)


def ends(interval):
    return [interval.low, interval.high]


@pytest.mark.parametrize("vector", ORACLE["vectors"], ids=lambda v: f"{v['kind']}-{v['value']}")
def test_the_worked_vectors_come_out(vector):
    """The 35 worked intervals of the method, at its cap."""
    interval = interval_of(vector["kind"], vector["value"], vector["mode"], cap=ORACLE["cap"])

    assert ends(interval) == [float(end) for end in vector["interval"]]


def test_there_are_35_vectors_at_the_cap_in_use():
    """So that an emptied file or another cap is noticed."""
    assert (len(ORACLE["vectors"]), ORACLE["cap"]) == (35, CAP)


@pytest.mark.parametrize(
    ("kind", "value", "bounded", "strict"),
    [
        ("less_than", 300, [201, 299], [0, 299]),
        ("less_than", 4, [0, 3], [0, 3]),
        ("up_to", 3, [0, 3], [0, 3]),
        ("about", 225, [222.5, 227.5], [222.5, 227.5]),
        ("about", 1, [0, 2], [0, 2]),
        ("nearly", 4, [3, 3], [3, 3]),
        ("exactly", 300, [300, 300], [300, 300]),
        ("more_than", 0, [1, 4], [1, math.inf]),
        ("up_to", 0, [0, 0], [0, 0]),
    ],
)
def test_counts_beyond_the_vectors(kind, value, bounded, strict):
    """Fewer than mirrors more than; nothing reaches below 0."""
    assert ends(interval_of(kind, [value])) == bounded
    assert ends(interval_of(kind, [value], "strict")) == strict


@pytest.mark.parametrize(
    ("kind", "value", "bounded"),
    [
        ("exact", 2.64, [2.64, 2.64]),
        ("about", 2.36, [2.31, 2.41]),
        ("about", 0.6, [0.5, 0.7]),
        ("more_than", 2.36, [2.36, 2.46]),
        ("less_than", 3, [0, 3]),
        ("less_than", 1, [0, 1]),
        ("more_than", 17, [17, 22]),
        ("nearly", 20, [18, 20]),
        ("at_least", 5, [5, 10]),
    ],
)
def test_measured_ground_has_no_smallest_difference(kind, value, bounded):
    """17.3 square km is more than 17, and 0.6 less than 1; decimals count in their last figure."""
    assert ends(interval_of(kind, [value], scale="measured")) == bounded


@pytest.mark.parametrize(
    ("kind", "value", "bounded", "strict"),
    [
        ("percent", 76.5, [76.45, 76.55], [76.45, 76.55]),
        ("percent", 0, [0, 2.5], [0, 2.5]),
        ("about", 70, [67.5, 72.5], [67.5, 72.5]),
        ("about", 67, [66, 68], [66, 68]),
        ("about", 33.3, [32.3, 34.3], [32.3, 34.3]),
        ("nearly", 50, [47.5, 50], [47.5, 50]),
        ("more_than", 80, [80, 85], [80, 100]),
        ("at_least", 33.3, [33.3, 34.3], [33.3, 100]),
        ("at_least", 100, [100, 100], [100, 100]),
        ("up_to", 6, [5, 6], [0, 6]),
        ("less_than", 1, [0, 1], [0, 1]),
        ("exactly", 70, [70, 70], [70, 70]),
    ],
)
def test_percent_steps_by_its_rounding_unit(kind, value, bounded, strict):
    """Steps of 5, of 1 and of the last decimal; a hedge is never finer than a point."""
    assert ends(interval_of(kind, [value], scale="percent")) == bounded
    assert ends(interval_of(kind, [value], "strict", scale="percent")) == strict


def test_a_share_in_words_is_its_percentage_as_a_part_of_one():
    """Half follows 50 %, a fifth 20 %."""
    assert ends(interval_of("share", [0.5], scale="share")) == [0.475, 0.525]
    assert ends(interval_of("more_than", [0.2], "strict", scale="share")) == [0.2, 1]


@pytest.mark.parametrize(
    ("kind", "values", "scale", "rounded"),
    [
        ("exact", [200], "count", [180, 220]),
        ("exact", [25], "count", [22.5, 27.5]),
        ("exact", [15], "count", [15, 15]),
        ("exact", [2.5], "count", [2.5, 2.5]),
        ("percent", [70], "percent", [65, 75]),
        ("percent", [75], "percent", [72.5, 77.5]),
        ("about", [200], "count", [180, 220]),
        ("several_dozen", [], "count", [36, 84]),
        ("dozens", [], "count", [20, 99]),
        ("range", [600, 700], "count", [600, 700]),
    ],
)
def test_the_sensitivity_reading(kind, values, scale, rounded):
    """Round numbers widen, several dozen narrows, all others stay as drawn."""
    assert ends(interval_of(kind, values, "rounded", scale=scale)) == rounded


def test_a_claimed_share_less_an_assessed_one_reads_to_the_nearest_ten():
    """70 % less 50 % is 15 to 25 points as drawn and 10 to 30 if both are rounded to tens."""
    drawn = [interval_of("percent", [v]) for v in (70, 50)]
    to_tens = [interval_of("percent", [v], "rounded") for v in (70, 50)]

    assert drawn[0] - drawn[1] == Interval(15, 25)
    assert to_tens[0] - to_tens[1] == Interval(10, 30)


@pytest.mark.parametrize(
    ("kind", "values", "bounded"),
    [
        ("a_couple", [], [2, 3]),
        ("a_couple", [100], [200, 300]),
        ("a_dozen", [24], [22, 26]),
        ("a_dozen", [6], [5, 7]),
        ("n_digits", [3], [100, 999]),
        ("thousands", [], [2000, 9999]),
        ("tens_of_thousands", [], [20_000, 99_999]),
    ],
)
def test_words_without_a_number(kind, values, bounded):
    """Bounds of their own, in all modes but the sensitivity of several dozen."""
    assert ends(interval_of(kind, values)) == bounded
    assert ends(interval_of(kind, values, "strict")) == bounded


@given(st.sampled_from(COUNT_KINDS), figures, caps)
def test_what_is_drawn_lies_in_what_the_words_strictly_say(kind, figure, cap):
    """The bounded interval is part of the strict one, for every kind, number and cap."""
    value, scale = figure
    bounded, strict = (
        interval_of(kind, [value], mode, cap=cap, scale=scale) for mode in ("bounded", "strict")
    )

    assert strict.low <= bounded.low <= bounded.high <= strict.high


@given(st.sampled_from(["exact", "exactly", "about", "at_least", "up_to"]), figures, caps)
def test_the_stated_value_lies_in_its_sensitivity_reading(kind, figure, cap):
    """Unless a hedge rules the value out, as in "more than 300"."""
    value, scale = figure

    assert value in interval_of(kind, [value], "rounded", cap=cap, scale=scale)


@given(st.sampled_from(COUNT_KINDS), figures, st.sampled_from(["bounded", "rounded"]), caps, caps)
def test_a_wider_cap_never_narrows(kind, figure, mode, one, other):
    """The interval at the smaller cap is part of that at the larger."""
    value, scale = figure
    small, large = (
        interval_of(kind, [value], mode, cap=cap, scale=scale) for cap in sorted((one, other))
    )

    assert large.low <= small.low <= small.high <= large.high


def test_the_cap_is_the_largest_half_width():
    """300 within 10 % is 270 to 330, within 20 % its own rounding of 50 decides."""
    assert ends(interval_of("about", [300], cap=0.1)) == [270, 330]
    assert ends(interval_of("about", [300], cap=0.2)) == [250, 350]


@pytest.mark.parametrize(
    ("kind", "values", "scale", "reason"),
    [
        ("range", [700, 600], "count", "wrong order"),
        ("nearly", [0], "count", "below 0"),
        ("less_than", [0], "percent", "below 0"),
        ("exact", [-5], "count", "below 0"),
        ("percent", [150], "percent", "100 %"),
        ("more_than", [100], "percent", "100 %"),
        ("range", [90, 150], "percent", "100 %"),
        ("hundreds", [], "percent", "100 %"),
        ("exact", [math.nan], "count", "not a number"),
    ],
)
def test_words_that_cannot_hold_are_refused(kind, values, scale, reason):
    """Nothing is turned round, cut or repaired."""
    with pytest.raises(AnalysisError, match=reason):
        interval_of(kind, values, scale=scale)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "loads"}, "kind 'loads' is none of exact"),
        ({"kind": "exact", "values": [1], "mode": "wide"}, "mode 'wide' is none of bounded"),
        ({"kind": "exact", "values": [1], "scale": "log"}, "scale 'log' is none of count"),
        ({"kind": "exact", "values": [1], "cap": 10}, "cap is a share from 0 to 1, not 10"),
        ({"kind": "range", "values": [1]}, "range does not go with 1 numbers"),
    ],
)
def test_choices_that_do_not_exist_are_named(arguments, message):
    """A typing error in a call is told from words that cannot be read."""
    with pytest.raises(ParameterError, match=message):
        interval_of(**arguments)
