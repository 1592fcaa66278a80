"""Last digits of stated figures against worked counts and indices."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import RatioError
from analysis.paths import RAW
from analysis.ratios.digits import LastDigits, last_digits, speaker_digits

VECTORS = RAW / "test-vectors"
ORACLE = json.loads((VECTORS / "ratio_oracle.json").read_text(encoding="utf-8"))
TOY, SPOKESMAN = ORACLE["digits"]
BRIEFINGS = pd.read_csv(VECTORS / "spokesman_12_briefings.csv")


def ending_in(counts):
    """Return figures of three digits with so many ending in 0, 1, … 9."""
    return [100 + digit for digit, count in enumerate(counts) for _ in range(count)]


def test_fifty_heaped_figures_give_the_worked_indices_and_test():
    """18 of 50 end in 0 and 12 in 5: Whipple-like 300, Myers-like 40, chi-square 54.4."""
    found = last_digits(ending_in(TOY["counts"]), unit="persons")

    assert found.counts == tuple(TOY["counts"])
    assert (found.n, found.left_out, found.reason) == (50, 0, "")
    assert found.whipple_like == pytest.approx(TOY["whipple_like_0_5"])
    assert found.excess_share == pytest.approx(TOY["excess_share_0_5"])
    assert found.myers_like == pytest.approx(TOY["myers_like"])
    assert found.chi_square == pytest.approx(TOY["chi2"])
    assert found.p_value == pytest.approx(TOY["p_value"], rel=1e-9)


def test_the_spokesmans_24_figures_are_counted_and_not_tested():
    """His killed and wounded of 12 briefings show no rounding, and are too few to test."""
    found = last_digits(pd.concat([BRIEFINGS["killed"], BRIEFINGS["wounded"]]), unit="persons")

    assert found.counts == tuple(SPOKESMAN["counts"])
    assert (found.n, found.whipple_like) == (SPOKESMAN["n"], SPOKESMAN["whipple_like_0_5"])
    assert (found.chi_square, found.p_value) == (None, None)
    assert found.reason == "24 figures: fewer than 50, so counts and no test"
    # What the refused test would have said: the counts are those of the worked example.
    assert stats.chisquare(found.counts).statistic == pytest.approx(SPOKESMAN["chi2"])


def test_49_figures_are_too_few_and_50_are_enough():
    """Fewer than 5 expected figures a digit allow no chi-square."""
    assert last_digits(ending_in([5] * 9 + [4]), unit="persons").chi_square is None
    assert last_digits(ending_in([5] * 10), unit="persons").chi_square == 0


def test_even_digits_show_no_heaping():
    """Five of each digit give the base values of both indices."""
    found = last_digits(ending_in([5] * 10), unit="persons")

    assert found.whipple_like == pytest.approx(100)
    assert (found.excess_share, found.myers_like) == pytest.approx((0, 0))


def test_figures_of_one_digit_and_missing_ones_are_left_out():
    """4 air strikes, 0 clashes and an empty cell have no last digit among several."""
    assert last_digits([10, 27, 4, 0, math.nan], unit="clashes") == LastDigits(
        counts=(1, 0, 0, 0, 0, 0, 0, 1, 0, 0),
        n=2,
        left_out=3,
        whipple_like=250.0,
        excess_share=0.3,
        myers_like=80.0,
        chi_square=None,
        p_value=None,
        reason="2 figures: fewer than 50, so counts and no test",
    )


def test_no_figures_have_no_indices():
    """Nothing counted is not even digits."""
    found = last_digits([], unit="persons")

    assert (found.n, found.counts) == (0, (0,) * 10)
    assert (found.whipple_like, found.excess_share, found.myers_like) == (None, None, None)


def test_the_order_of_figures_does_not_matter():
    """Digits are counted, not followed."""
    figures = ending_in(TOY["counts"])

    assert last_digits(figures[::-1], unit="persons") == last_digits(figures, unit="persons")


@pytest.mark.parametrize("unit", ["percent", "Percentage points", "% of the city"])
def test_percentages_are_refused(unit):
    """A percentage is rounded by custom."""
    with pytest.raises(RatioError, match="rounded by custom"):
        last_digits([70, 50], unit=unit)


@pytest.mark.parametrize(
    ("figure", "words"),
    [(67.5, "67.5 is none"), (-10, "-10 is none"), (math.inf, "inf is none"), ("dozens", "dozens")],
)
def test_what_is_no_whole_count_is_refused(figure, words):
    """Broken, negative, open and unread figures have no last digit."""
    with pytest.raises(RatioError, match=words):
        last_digits([10, figure], unit="persons")


def claims(**columns):
    table = {"speaker": "cherevatyi", "role": "point", "unit": "persons", "value": [193, np.nan]}
    return pd.DataFrame(table | columns)


def test_claims_of_one_speaker_are_counted():
    """A wording without a point is left out, the other figure ends in 3."""
    found = speaker_digits(claims())

    assert (found.counts, found.left_out) == ((0, 0, 0, 1, 0, 0, 0, 0, 0, 0), 1)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"speaker": ["cherevatyi", "syrskyi"]}, "one speaker at a time, not 2"),
        ({"role": ["point", "version"]}, "1 of 2 claims repeat another"),
        ({"unit": ["persons", "percent"]}, "persons, percent are not counted"),
    ],
)
def test_pooled_speakers_echoes_and_percentages_are_refused(columns, words):
    """Each of them would make digits of something else."""
    with pytest.raises(RatioError, match=words):
        speaker_digits(claims(**columns))


def test_no_claims_have_no_speaker():
    """An empty selection is a mistake to be told."""
    with pytest.raises(RatioError, match="one speaker at a time, not 0"):
        speaker_digits(claims().iloc[:0])
