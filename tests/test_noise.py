"""Counting-noise yardsticks against worked numbers, identities and zeros."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import RatioError
from analysis.paths import RAW
from analysis.ratios.noise import METHODS, counting_noise, counting_noise_share, pearson_dispersion
from analysis.wording.intervals import Interval

ORACLE = json.loads((RAW / "test-vectors" / "ratio_oracle.json").read_text(encoding="utf-8"))
OF_A_RATIO = {
    "clopper_pearson_conditional": "clopper_pearson",
    "midp_conditional": "midp",
    "jeffreys_conditional": "jeffreys",
    "score_wilson_conditional": "score",
    "statsmodels_score_poisson_2indep": "score",
    "wald_log": "wald_log",
}
OF_A_SHARE = {
    "clopper_pearson": "clopper_pearson",
    "midp": "midp",
    "jeffreys": "jeffreys",
    "wilson": "score",
}
COUNTS = st.integers(0, 10**6)


def worked(names):
    """Return one parameter a worked pair of limits: figures, method, limits."""
    return [
        pytest.param(
            row["numerator"],
            row["denominator"],
            names[block],
            [float(end) for end in limits],
            id=f"{row['name']}-{block}",
        )
        for row in ORACLE["ratios"]
        for block, limits in row.get("counting_noise_95", {}).items()
        if block in names
    ]


def ends(interval):
    return [interval.low, interval.high]


@pytest.mark.parametrize(("over", "under", "method", "limits"), worked(OF_A_RATIO))
def test_limits_of_a_ratio_agree_with_the_worked_ones(over, under, method, limits):
    """Each method gives the worked limits, and statsmodels 0.15.0 gives those of the score."""
    # statsmodels solves for its limits to about eight digits, the others are printed with ten.
    assert ends(counting_noise(over, under, method=method)) == pytest.approx(limits, rel=3e-8)


@pytest.mark.parametrize(("part", "whole", "method", "limits"), worked(OF_A_SHARE))
def test_limits_of_a_share_agree_with_the_worked_ones(part, whole, method, limits):
    """Each method for one proportion gives the worked limits (statsmodels 0.15.0, scipy 1.17.1)."""
    share = counting_noise_share(part, whole, method=method)

    assert ends(share) == pytest.approx(limits, rel=1e-9)


def test_every_worked_block_is_compared():
    """No block of worked limits is passed over."""
    blocks = sum(len(row.get("counting_noise_95", {})) for row in ORACLE["ratios"])

    assert len(worked(OF_A_RATIO)) + len(worked(OF_A_SHARE)) == blocks == 105


@pytest.mark.parametrize("method", ["clopper_pearson", "midp", "jeffreys", "score"])
def test_zeros_open_the_ratio_on_their_side(method):
    """0/10 begins at 0, 10/0 has no upper end, 0/0 leaves everything open."""
    none_above = counting_noise(0, 10, method=method)
    none_below = counting_noise(10, 0, method=method)

    assert none_above.low == 0 and 0 < none_above.high < 1
    assert none_below.high == math.inf and 1 < none_below.low < math.inf
    assert counting_noise(0, 0, method=method) == Interval(0, math.inf)


def test_shares_at_the_edges_keep_their_edge():
    """None of ten begins at 0, ten of ten ends at 1, none of none is anything."""
    # R: binom.test(0, 10)$conf.int is 0.0000000 0.3084971
    assert ends(counting_noise_share(0, 10)) == pytest.approx([0, 0.3084971], rel=1e-6)
    assert ends(counting_noise_share(10, 10)) == pytest.approx([0.6915029, 1], rel=1e-6)
    assert counting_noise_share(0, 0) == Interval(0, 1)


@pytest.mark.parametrize(("over", "under"), [(0, 10), (10, 0), (0, 0)])
def test_the_log_method_refuses_a_zero_and_names_another(over, under):
    """A zero has no logarithm."""
    with pytest.raises(RatioError, match=r"wald_log has no limits .* use clopper_pearson"):
        counting_noise(over, under, method="wald_log")


def test_the_exact_method_is_the_default():
    """Without a method named, limits are those that are defined at zero."""
    assert counting_noise(4, 27) == counting_noise(4, 27, method="clopper_pearson")
    assert next(iter(METHODS)) == "clopper_pearson"


@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
@pytest.mark.parametrize(("over", "under"), [(193, 199), (4, 27), (1, 1), (0, 10)])
def test_exact_limits_are_those_of_the_binomial_test(over, under, level):
    """scipy's exact limits for p, turned into odds, are the conditional limits at any level."""
    exact = stats.binomtest(over, over + under).proportion_ci(level, method="exact")
    odds = [exact.low / (1 - exact.low), exact.high / (1 - exact.high)]

    assert ends(counting_noise(over, under, level=level)) == pytest.approx(odds, rel=1e-9)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_score_limits_solve_the_score_equation_of_two_poisson_counts(over, under):
    """Wilson's limits, turned into odds, solve (a - ratio b)^2 = z^2 ratio (a + b)."""
    z2 = stats.norm.ppf(0.975) ** 2
    half = over * under + z2 * (over + under) / 2
    root = math.sqrt(half**2 - (over * under) ** 2)
    solved = [over**2 / (half + root), (half + root) / under**2]

    assert ends(counting_noise(over, under, method="score")) == pytest.approx(solved, rel=1e-7)


@given(st.integers(0, 10**5), st.integers(1, 10**5))
def test_score_limits_of_a_share_are_wilsons(part, rest):
    """scipy's Wilson interval is the score interval of a share."""
    wilson = stats.binomtest(part, part + rest).proportion_ci(0.95, method="wilson")
    share = counting_noise_share(part, part + rest, method="score")

    assert ends(share) == pytest.approx([wilson.low, wilson.high], rel=1e-7, abs=1e-12)


@pytest.mark.parametrize(("over", "under"), [(193, 199), (4, 27), (352, 4), (1, 1)])
def test_half_of_the_figure_itself_counts_at_mid_p_limits(over, under):
    """At the upper limit the mid-P of so few is 0.025, at the lower limit that of so many."""
    limits = counting_noise(over, under, method="midp")
    low, high = (stats.binom(over + under, odds / (1 + odds)) for odds in ends(limits))

    assert low.sf(over) + low.pmf(over) / 2 == pytest.approx(0.025, rel=1e-9)
    assert high.cdf(over) - high.pmf(over) / 2 == pytest.approx(0.025, rel=1e-9)


def test_two_sided_mid_p_by_likelihood_is_another_test():
    """At our upper limit statsmodels' two-sided cond-midp gives 0.0510, its one-sided 0.025."""
    # test_poisson_2indep(193, 1, 199, 1, value=<our upper limit>, method="cond-midp"), 0.15.0
    quoted = ORACLE["checks"]["statsmodels_cond_midp_two_sided_p_at_our_upper_limit"]
    high = counting_noise(193, 199, method="midp").high
    p = high / (1 + high)
    two_sided = stats.binomtest(193, 392, p).pvalue - stats.binom.pmf(193, 392, p) / 2

    assert two_sided == pytest.approx(quoted, rel=1e-8)


@pytest.mark.parametrize("method", METHODS)
@given(over=st.integers(1, 10**6), under=st.integers(1, 10**6))
def test_swapping_the_counts_inverts_the_limits(method, over, under):
    """Limits of killed per wounded are the reciprocals of those of wounded per killed."""
    forward = counting_noise(over, under, method=method)
    back = counting_noise(under, over, method=method)

    assert ends(forward) == pytest.approx([1 / back.high, 1 / back.low], rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
@given(over=st.integers(1, 10**6), under=st.integers(1, 10**6))
def test_the_ratio_lies_inside_its_limits(method, over, under):
    """No method shuts out the ratio that was reported."""
    assert over / under in counting_noise(over, under, method=method)


@given(COUNTS, COUNTS)
def test_mid_p_limits_lie_inside_the_exact_ones(over, under):
    """Counting half of the figure itself can only narrow."""
    exact, midp = counting_noise(over, under), counting_noise(over, under, method="midp")

    assert exact.low <= midp.low <= midp.high <= exact.high


@pytest.mark.parametrize("figure", [-1, 2.5, math.nan, math.inf, "several dozen", None])
def test_what_is_no_whole_count_is_refused_in_words(figure):
    """Counting noise is that of counts: nothing negative, broken, missing or in words."""
    for over, under in ((figure, 10), (10, figure)):
        with pytest.raises(RatioError, match="whole counts of 0 or more, not"):
            counting_noise(over, under)


def test_whole_counts_of_any_number_type_are_the_same():
    """A count read from a table as 193.0 is 193."""
    assert counting_noise(193.0, np.int64(199)) == counting_noise(193, 199)


def test_a_part_larger_than_its_whole_is_no_share():
    """28 of 27 clashes cannot lie in the city."""
    with pytest.raises(RatioError, match="a part of 28 does not lie in a whole of 27"):
        counting_noise_share(28, 27)


def test_an_unknown_method_is_refused_with_the_known_ones():
    """The message lists what there is."""
    with pytest.raises(RatioError, match=r"no method 'exact' .* clopper_pearson, midp"):
        counting_noise(1, 1, method="exact")


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_outside_zero_to_one_is_refused(level):
    """95 is not a level, 0.95 is."""
    with pytest.raises(RatioError, match=f"not at {level}"):
        counting_noise(1, 1, level=level)


def test_dispersion_is_pearsons_chi_square_by_degrees_of_freedom():
    """scipy's contingency table of the same two days has the same chi-square."""
    chi_square = stats.chi2_contingency([[10, 30], [20, 10]], correction=False).statistic

    assert pearson_dispersion([10, 30], [20, 10]) == pytest.approx(chi_square, rel=1e-12)


def test_days_with_the_same_share_have_no_dispersion():
    """Figures in one proportion do not scatter at all."""
    assert pearson_dispersion([1, 2, 3], [2, 4, 6]) == pytest.approx(0, abs=1e-12)


def test_a_day_without_any_count_leaves_the_dispersion_alone():
    """A day of 0 and 0 says nothing about the share."""
    assert pearson_dispersion([10, 0, 30], [20, 0, 10]) == pearson_dispersion([10, 30], [20, 10])


@pytest.mark.parametrize(
    ("over", "under"), [([], []), ([5], [5]), ([5, 0], [5, 0]), ([0, 0], [1, 2]), ([1, 2], [0, 0])]
)
def test_dispersion_is_refused_without_two_days_of_both_figures(over, under):
    """There is no scatter to speak of."""
    with pytest.raises(RatioError, match="a dispersion needs two days or more"):
        pearson_dispersion(over, under)
