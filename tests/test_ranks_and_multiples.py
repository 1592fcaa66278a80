"""What is read off ratios: multiples of a band, implied figures, ranks and coverage."""

import math

import pandas as pd
import pytest
from tiny_claims import claim, ratios

from analysis.ratios.gate import COLUMNS, ENDS
from analysis.ratios.references import (
    band_multiples,
    coverage,
    derived_pieces,
    has_both,
    implied_other_terms,
    ranks,
    rested_on,
)
from analysis.store.columns import decode
from analysis.terms import STATUSES


@pytest.fixture
def one_day():
    """193 killed and 199 wounded."""
    return ratios("killed_per_wounded", claim("killed", "193"), claim("wounded", "199"))


def days(*pairs, **fields):
    """Return the ratios of consecutive days of killed and wounded; None is not reported."""
    rows = [
        claim(measure, figure, stated_on=f"2023-03-{day:02d}", source_id=f"page_{day}", **fields)
        for day, pair in enumerate(pairs, start=10)
        for measure, figure in zip(("killed", "wounded"), pair, strict=True)
        if figure is not None
    ]
    return ratios("killed_per_wounded", *rows)


def test_a_ratio_is_held_against_the_edges_of_the_inner_band_and_the_norm(one_day):
    """0.9698 over 1/2, 1/3 and 1/4: 1.940, 2.910 and 3.879 times."""
    found = pd.concat(band_multiples(one_day))

    assert found["variant"].tolist() == [
        "killed per wounded over 1:2",
        "killed per wounded over 1:3",
        "killed per wounded over 1:4",
    ]
    assert found["value"].tolist() == pytest.approx([1.939698492, 2.909547739, 3.879396985])
    assert found["denominator"].tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 4])
    assert set(found["unit"]) == {"times"}


def test_the_sides_of_a_multiple_are_the_ratio_and_the_edge():
    """Also their ends: a row of the table never mixes people and ratios."""
    rows = ratios("killed_per_wounded", claim("killed", "about 200"), claim("wounded", "199"))
    found = next(band_multiples(rows)).iloc[0]
    sides = [
        f"{side}{end}" for side in ("numerator", "denominator") for end in ("", "_low", "_high")
    ]

    assert found[sides].tolist() == pytest.approx([200 / 199, 180 / 199, 220 / 199, 0.5, 0.5, 0.5])
    assert found[["value", "low", "high"]].tolist() == pytest.approx(
        [400 / 199, 360 / 199, 440 / 199]
    )


def test_a_band_would_imply_the_other_figure(one_day):
    """193 killed imply 386 to 772 wounded; 199 wounded imply 49.75 to 99.5 killed."""
    found = pd.concat(implied_other_terms(one_day)).set_index("variant")[["low", "high", "unit"]]
    expected = {
        "wounded, inner band": (386, 772, "people"),
        "killed, inner band": (49.75, 99.5, "people"),
        "stated wounded over implied, inner band": (0.2577720207, 0.5155440415, "times"),
        "wounded, outer band": (386, 2509, "people"),
        "killed, outer band": (199 / 13, 99.5, "people"),
        "stated wounded over implied, outer band": (199 / 2509, 0.5155440415, "times"),
    }

    assert found.index.tolist() == list(expected)
    assert found["unit"].tolist() == [unit for *_, unit in expected.values()]
    for variant, (low, high, _) in expected.items():
        assert found.loc[variant, ["low", "high"]].tolist() == pytest.approx([low, high])


def test_an_implied_figure_is_no_value(one_day):
    """It is a range that would follow from other wars: "would imply", never "was"."""
    others = [end for end in ENDS if end not in ("low", "high")]

    assert pd.concat(implied_other_terms(one_day))[["value", *others]].isna().all(axis=None)


def test_an_open_figure_implies_open_ends(one_day):
    """At least 193 killed imply at least 386 wounded; 199 of them may be next to none."""
    found = pd.concat(implied_other_terms(one_day.assign(numerator_high=math.nan))).set_index(
        "variant"
    )

    assert found.loc["wounded, inner band", "low"] == 386
    assert math.isnan(found.loc["wounded, inner band", "high"])
    assert found.loc["stated wounded over implied, inner band", "low"] == 0


def test_ratios_are_ranked_from_the_highest_within_one_series():
    """Equal ratios share the better place; a range, a single figure and a refusal have none."""
    found = ranks(
        days(("2", "4"), ("3", "4"), ("1", "4"), ("1", "2"), ("10", "20-30"), ("5", None))
    )

    assert found["numerator_claims"].tolist() == ["c1", "c3", "c5", "c7"]
    assert found["value"].tolist() == [2, 1, 4, 2]
    assert set(found["denominator"]) == {4}
    assert found[["numerator", "numerator_low", "numerator_high"]].T.drop_duplicates().shape[0] == 1
    assert found[ENDS].isna().all(axis=None)


@pytest.mark.parametrize(
    ("column", "value"),
    [("speaker", "hanna_maliar"), ("subject", "wagner"), ("scope", "bakhmut_city")],
)
def test_another_speaker_side_or_area_is_ranked_by_itself(column, value):
    """Two days, then one of another series."""
    rows = days(("1", "4"), ("3", "4"), ("9", "4"))
    rows.loc[2, column] = value
    found = ranks(rows)

    assert found["value"].tolist() == [2, 1, 1]
    assert found["denominator"].tolist() == [2, 2, 1]


def test_a_week_is_not_ranked_among_days():
    """Sums over other stretches are no briefings of a day."""
    assert ranks(days(("1", "4"), period="week")).empty


def test_coverage_counts_days_with_both_figures_zeros_included():
    """Over 181 days: 80/0 is located, 154 alone is not; a week is no day."""
    found = coverage(days(("193", "199"), ("80", "0"), ("154", None)), 181)
    columns = ["variant", "speaker", "subject", "scope", "numerator", "denominator", "value"]

    assert found[columns].values.tolist() == [
        [
            *("killed_per_wounded", "serhii_cherevatyi", "russian_forces", "bakhmut_direction"),
            *(2, 181, 2 / 181),
        ]
    ]
    assert found[["status", "period", "party", "unit"]].values.tolist() == [
        ["ok", "collection", "ukraine", "share of days"]
    ]


def test_coverage_of_nothing_is_no_row():
    """Nor is a series that is never summed over days."""
    assert coverage(days(("193", None)), 181).empty


def test_all_readings_have_the_columns_of_the_ratios(one_day):
    """Three multiples, six implied figures, a rank and a coverage."""
    found = pd.concat(map(decode, derived_pieces(rested_on(one_day), 181)))

    assert found.columns.tolist() == COLUMNS
    assert found["ratio"].value_counts().to_dict() == {
        "implied_other_term": 6,
        "band_multiple": 3,
        "within_speaker_rank": 1,
        "coverage": 1,
    }


def test_only_located_pairs_have_both_figures():
    """A refused pair has two figures that do not belong together."""
    found = has_both(pd.DataFrame({"status": list(STATUSES)}))

    assert {status for status, both in zip(STATUSES, found, strict=True) if both} == {
        *("ok", "conditional", "qualified", "no_point"),
        *("infinite_zero_denominator", "undefined_zero_zero"),
    }
