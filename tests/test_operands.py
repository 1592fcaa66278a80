"""The two sides of a ratio, made from claims."""

import math

import pandas as pd
import pytest
from tiny_claims import INSTITUTE, MINISTRY, claim, points, readings

from analysis.ratios.gate import RatioSide, entry, figures_of, operands, sides_of, union


def made(words, side, *rows, read=None):
    """Return the operands of one side."""
    return operands(figures_of(points(*rows, read=read), words), side, words)


def values(found, *columns):
    return found[list(columns)].values.tolist()


def test_the_sides_of_an_entry_carry_its_demands():
    """Casualties are added up; a claim meets an assessment; the outside is a difference."""
    assert sides_of(entry("casualties_per_clash")) == (
        RatioSide(("killed", "wounded")),
        RatioSide(("clashes",)),
    )
    assert sides_of(entry("control_gap_points")) == (
        RatioSide(("control_share",), stance="claim"),
        RatioSide(("control_share",), stance="assessment"),
    )
    assert sides_of(entry("opposing_claim_ratio")) == (
        RatioSide(("killed",), of_subject="other"),
        RatioSide(("killed",), of_subject="own"),
    )
    assert sides_of(entry("artillery_outside_per_clash_outside")) == (
        RatioSide(("artillery_strikes",), less="shellings"),
        RatioSide(("clashes",), less="clashes"),
    )


def test_a_side_is_called_by_its_measures():
    """For sentences."""
    assert RatioSide(("killed", "wounded")).label == "killed and wounded"
    assert RatioSide(("artillery_strikes",)).label == "artillery strikes"


def test_a_figure_keeps_its_claim_its_pages_and_what_it_is_joined_on(words):
    """One claim on two pages, whole."""
    figure = figures_of(points(claim("killed", "more than 300", also_in="page_2")), words)
    columns = ["measure", "day", "period_key", "of_subject", "claims", "pages"]

    assert values(figure, *columns) == [
        ["killed", "2023-03-18", "day 2023-03-17 2023-03-18", "other", "c1", "page_1;page_2"]
    ]
    assert values(figure, "value", "low", "high", "strict_low", "strict_high") == [
        [300, 301, 399, 301, math.inf]
    ]
    assert values(figure, "excluded", "bound") == [[True, True]]


def test_an_undated_figure_has_the_day_of_its_page_only(words):
    """Two undated figures may meet on one page and nowhere else."""
    figures = figures_of(points(claim("killed", "107", stated_on="", date_basis="unknown")), words)

    assert values(figures, "day", "period_key") == [["undated, page page_1", "day ? ?"]]


def test_a_denial_is_no_figure(words):
    """A share that is quoted in order to be rejected is nobody's claim."""
    rows = [claim("control_share", "70 %", stance="denial"), claim("control_share", "50 %")]

    assert figures_of(points(*rows), words)["claims"].tolist() == ["c2"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (claim("killed", "193"), "other"),
        (claim("killed", "193", subject="ukrainian_forces"), "own"),
        (claim("killed", "135", subject="ukrainian_forces", **MINISTRY), "other"),
    ],
)
def test_losses_are_of_the_speaker_s_own_side_or_of_another(words, row, expected):
    """Who is counted is held against who speaks."""
    assert figures_of(points(row), words)["of_subject"].tolist() == [expected]


def test_killed_and_wounded_of_one_statement_add_up(words):
    """193 + about 199, in points and in intervals; both claims stay behind the sum."""
    casualties = RatioSide(("killed", "wounded"))
    found = made(words, casualties, claim("killed", "193"), claim("wounded", "about 199"))

    assert values(found, "claims", "value", "low", "high") == [["c1;c2", 392, 387, 397]]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stated_on", "2023-03-19"),
        ("speaker", "Hanna Maliar"),
        ("subject", "wagner"),
        ("scope", "bakhmut_city"),
        ("period", "week"),
    ],
)
def test_figures_of_two_statements_never_add_up(words, column, value):
    """Day, speaker, side, area and period must all be shared."""
    wounded = {**claim("wounded", "199"), column: value}

    assert made(words, RatioSide(("killed", "wounded")), claim("killed", "193"), wounded).empty


def test_a_sum_of_a_range_has_no_single_value(words):
    """193 + 600-700 lies between 793 and 893."""
    found = made(
        words, RatioSide(("killed", "wounded")), claim("killed", "193"), claim("wounded", "600-700")
    )

    assert values(found, "low", "high") == [[793, 893]]
    assert math.isnan(found["value"].iloc[0])


def test_an_open_end_stays_open_in_a_sum(words):
    """More than 300, read strictly, has no upper end."""
    found = made(
        words,
        RatioSide(("killed", "wounded")),
        claim("killed", "193"),
        claim("wounded", "more than 300"),
    )

    assert values(found, "strict_low", "strict_high") == [[494, math.inf]]


def test_a_part_for_a_nested_area_is_taken_off(words):
    """27 clashes of the direction less 16 of the city; ends of the part cross over."""
    outside = RatioSide(("clashes",), less="clashes")
    city = {"scope": "bakhmut_city"}
    found = made(words, outside, claim("clashes", "27"), claim("clashes", "about 16", **city))

    assert values(found, "scope", "claims", "value", "low", "high") == [
        ["bakhmut_direction less bakhmut_city", "c1;c2", 11, 10, 12]
    ]


def test_nothing_is_taken_off_an_area_that_does_not_hold_the_part(words):
    """The Ukrainian Bakhmut direction does not lie in the Russian ministry's."""
    outside = RatioSide(("clashes",), less="clashes")
    rows = [
        claim("clashes", "27", scope="donetsk_direction"),
        claim("clashes", "16", scope="bakhmut_city"),
    ]

    assert made(words, outside, *rows).empty


def test_the_stance_and_the_side_choose_the_claims(words):
    """Only an independent body's assessments; only what is said of the own losses."""
    shares = [
        claim("control_share", "70 %"),
        claim("control_share", "50 %", **INSTITUTE),
    ]
    losses = [
        claim("killed", "more than 1,100"),
        claim("killed", "20", subject="ukrainian_forces"),
    ]

    assessed = made(words, RatioSide(("control_share",), stance="assessment"), *shares)
    own = made(words, RatioSide(("killed",), of_subject="own"), *losses)

    assert assessed["claims"].tolist() == ["c2"]
    assert own["claims"].tolist() == ["c2"]


def test_flags_of_both_figures_stay_with_the_sum(words):
    """Each once, the first figure's first."""
    read = readings(("c2", "inferred", "scope", "no place of its own"))
    rows = [claim("killed", "193", date_basis="inferred"), claim("wounded", "199")]
    rows[1]["date_basis"] = "inferred"
    found = made(words, RatioSide(("killed", "wounded")), *rows, read=read)

    assert found["flags"].tolist() == ["day_inferred;scope_inferred"]


def test_words_are_joined_once_and_in_order():
    """Empty cells add nothing."""
    left, right = pd.Series(["a;b", "", "c"]), pd.Series(["b;a;d", "", ""])

    assert union(left, right).tolist() == ["a;b;d", "", "c"]
