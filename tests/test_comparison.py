"""Claims side by side: days of one speaker, both sides on one day, claim beside assessment."""

import pandas as pd
import pytest
from tiny_claims import INSTITUTE, MINISTRY, WORDS, claim, points, ratios

from analysis.collection.comparison import (
    control_shares,
    day_states,
    days_of_series,
    opposing_days,
    series_found,
    summarise,
)
from analysis.errors import RatioError
from analysis.ratios.references import has_both

SPOKESMAN = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
DAYS = pd.date_range("2023-03-10", "2023-03-13", unit="s")
OF_CITY = {"scope": "bakhmut_city", "period": "moment"}


def of_day(day, measure, figure, **fields):
    """Return a claim of one day in March, on a page of its own."""
    return claim(measure, figure, stated_on=f"2023-03-{day}", source_id=f"page_{day}", **fields)


@pytest.fixture
def four_days():
    """Both figures on the 10th and 11th, a figure alone on the 12th, a zero below on the 13th."""
    return ratios(
        "killed_per_clash",
        *(of_day(10, "killed", "191"), of_day(10, "clashes", "30")),
        *(of_day(11, "killed", "221"), of_day(11, "clashes", "53")),
        of_day(12, "killed", "239"),
        *(of_day(13, "killed", "80"), of_day(13, "clashes", "0")),
    )


def test_a_series_is_one_row_a_day_in_time_order(four_days):
    """Missing and infinite days stay in it."""
    days = days_of_series(four_days[::-1], "killed_per_clash", **SPOKESMAN)

    assert days["stated_on"].dt.day.tolist() == [10, 11, 12, 13]
    assert days["status"].tolist() == ["ok", "ok", "missing", "infinite_zero_denominator"]


def test_refused_pairs_and_longer_periods_are_no_part_of_a_series():
    """The wounded of another area are no figure of the day, nor is a week a day."""
    rows = ratios(
        "killed_per_wounded",
        *(of_day(10, "killed", "191"), of_day(10, "wounded", "319")),
        of_day(10, "wounded", "20", scope="soledar"),
        *(of_day(11, "killed", "900", period="week"), of_day(11, "wounded", "950", period="week")),
    )
    days = days_of_series(rows, "killed_per_wounded", **SPOKESMAN)

    assert days[["numerator", "denominator"]].values.tolist() == [[191, 319]]


def test_a_day_with_two_values_is_refused_unless_a_side_is_chosen():
    """The speaker spoke of Wagner and of all Russian forces on one day."""
    rows = ratios(
        "killed_per_wounded",
        *(of_day(10, "killed", "191"), of_day(10, "wounded", "319")),
        *(
            of_day(10, "killed", "50", subject="wagner"),
            of_day(10, "wounded", "60", subject="wagner"),
        ),
    )

    with pytest.raises(
        RatioError, match=r"several values on 2023-03-10 \(subjects: russian_forces, wagner\)"
    ):
        days_of_series(rows, "killed_per_wounded", **SPOKESMAN)
    chosen = days_of_series(rows, "killed_per_wounded", **SPOKESMAN, subject="wagner")

    assert chosen["numerator"].tolist() == [50]


def test_a_ratio_that_is_not_in_the_catalogue_has_no_series(four_days):
    """The nearest is named."""
    with pytest.raises(RatioError, match="no ratio 'killed_per_clas'; nearest: killed_per_clash"):
        days_of_series(four_days, "killed_per_clas", **SPOKESMAN)


def test_a_series_is_summed_over_its_paired_days(four_days):
    """(191 + 221 + 80) / (30 + 53 + 0); the day without clashes stays in, the lone figure not."""
    days = days_of_series(four_days, "killed_per_clash", **SPOKESMAN)
    found = summarise(days, DAYS)

    assert found.value == pytest.approx(492 / 83)
    assert (found.days_paired, found.days_one_only, found.days_in_period) == (3, 1, 4)


def test_days_outside_the_calendar_are_not_summed(four_days):
    """A later recall lies outside the period that the collection set out to cover."""
    days = days_of_series(four_days, "killed_per_clash", **SPOKESMAN)

    assert summarise(days, DAYS[:1]).value == pytest.approx(191 / 30)


@pytest.mark.parametrize(
    ("ratio", "second", "value"),
    [
        ("killed_share", "wounded", (191 + 221) / (191 + 221 + 319 + 314)),
        ("killed_per_wounded", "wounded", (191 + 221) / (319 + 314)),
    ],
)
def test_a_share_is_summed_over_the_sum_of_both_figures(ratio, second, value):
    """Killed among killed and wounded, not over wounded."""
    rows = ratios(
        ratio,
        *(of_day(10, "killed", "191"), of_day(10, second, "319")),
        *(of_day(11, "killed", "221"), of_day(11, second, "314")),
    )

    assert summarise(days_of_series(rows, ratio, **SPOKESMAN)).value == pytest.approx(value)


def test_odds_are_summed_over_the_rest():
    """(16 + 23) in the city over (11 + 30) elsewhere."""
    city = {"scope": "bakhmut_city"}
    rows = ratios(
        "city_to_elsewhere_clashes",
        *(of_day(10, "clashes", "16", **city), of_day(10, "clashes", "27")),
        *(of_day(11, "clashes", "23", **city), of_day(11, "clashes", "53")),
    )
    days = days_of_series(
        rows, "city_to_elsewhere_clashes", speaker=SPOKESMAN["speaker"], scope="bakhmut_city"
    )

    assert summarise(days).value == pytest.approx(39 / 41)


def test_shares_of_an_area_are_never_summed():
    """Nor is anything else that is no count."""
    days = pd.DataFrame({"ratio": ["control_gap_points"]})

    with pytest.raises(RatioError, match="control_gap_points is never summed over days or speak"):
        summarise(days)


def test_each_day_of_the_calendar_has_a_state(four_days):
    """Both figures, one of them, neither: a day without clashes has both."""
    days = days_of_series(four_days, "killed_per_clash", **SPOKESMAN)
    calendar = pd.date_range("2023-03-09", "2023-03-13", unit="s")

    assert day_states(days, calendar)["state"].tolist() == ["none", "both", "both", "one", "both"]
    assert day_states(days, calendar)["day"].tolist() == calendar.tolist()


def test_series_are_counted_with_the_days_that_have_one_figure_only(four_days):
    """A lone figure counts for the series that it would have joined, also clashes alone."""
    alone = ratios(
        "killed_per_clash",
        *(of_day(10, "killed", "191"), of_day(10, "clashes", "30")),
        *(of_day(11, "clashes", "25"), of_day(12, "killed", "200")),
    )
    columns = ["ratio", "subject", "days_paired", "days_one_only"]

    assert series_found(four_days)[columns].values.tolist() == [
        ["killed_per_clash", "russian_forces", 3, 1]
    ]
    assert series_found(alone)[columns].values.tolist() == [
        ["killed_per_clash", "russian_forces", 1, 2]
    ]


def test_every_series_of_the_collection_can_be_selected_and_summed(collection):
    """No day stands twice; a day on which a figure is a range is located, and not summed."""
    for row in series_found(collection.ratios).itertuples():
        days = days_of_series(
            collection.ratios, row.ratio, speaker=row.speaker, scope=row.scope, subject=row.subject
        )
        found = summarise(days, collection.calendar)

        assert found.days_with_both == row.days_paired
        assert found.days_one_only == row.days_one_only
        assert found.days_without_point == days["value"].isna()[has_both(days)].sum()


def test_both_sides_are_set_side_by_side_on_the_days_that_have_both(words):
    """The strict comparison of methods: never divided, each with its own area."""
    found = opposing_days(
        points(
            *(of_day(10, "killed", "191"), of_day(10, "wounded", "319")),
            of_day(10, "lost_unspecified", "about 330", **MINISTRY, subject="ukrainian_forces"),
            of_day(11, "killed", "221"),
            of_day(12, "lost_unspecified", "over 220", **MINISTRY, subject="ukrainian_forces"),
        ),
        words,
    )

    assert found[["claim_id", "party", "subject"]].values.tolist() == [
        ["c1", "ukraine", "russian_forces"],
        ["c2", "ukraine", "russian_forces"],
        ["c3", "russia", "ukrainian_forces"],
    ]


@pytest.mark.parametrize(
    "second",
    [
        {"period": "since 2022-02-24"},
        {"stance": "denial"},
        {"party": "western", "speaker": "UK MoD"},
        {"stated_on": ""},
        {"measure": "captured"},
        {"speaker": "Hanna Maliar", "party": "ukraine"},
    ],
    ids=["longer", "denied", "outsider", "undated", "no losses", "own losses"],
)
def test_only_interested_claims_about_the_other_side_s_losses_of_a_day_are_opposed(words, second):
    """The second row would be of the other side, but for one thing."""
    other = {**MINISTRY, "subject": "ukrainian_forces"}
    row = {**of_day(10, "killed", "330", **other), **second}

    assert opposing_days(points(of_day(10, "killed", "191"), row), words).empty


def test_the_days_with_both_sides_losses_are_those_noted_while_collecting(collection):
    """Eleven days; from 26 March on the five that were counted by hand, and 19 June."""
    found = opposing_days(collection.points, collection.words)
    days = found["stated_on"].dt.strftime("%m-%d").drop_duplicates().tolist()

    assert days == [
        *("02-16", "03-10", "03-11", "03-12", "03-18", "03-23"),
        *("03-28", "04-15", "05-15", "05-19", "06-19", "06-25"),
    ]


def test_a_share_of_the_ukrainian_side_is_turned_and_marked():
    """About a third held is about two thirds not held, with the ends exchanged."""
    shares = control_shares(
        points(
            claim("control_share", "about 33.3 %", subject="ukrainian_forces", **OF_CITY),
            claim("control_share", "50 %", **{**OF_CITY, **INSTITUTE, "stated_on": "2023-03-08"}),
            claim("control_share", "70 %", **OF_CITY, stance="denial"),
            claim("control_share", "90 %", **{**OF_CITY, "scope": "soledar"}),
            claim("control_share", "80 %", **{**OF_CITY, "stated_on": ""}),
        ),
        "bakhmut_city",
        WORDS,
    )

    assert shares[["claim_id", "kind", "complement"]].values.tolist() == [
        ["c2", "assessment", False],
        ["c1", "claim", True],
    ]
    assert shares[["value", "low", "high"]].values.ravel().tolist() == pytest.approx(
        [50, 47.5, 52.5, 66.7, 65.7, 67.7]
    )


def test_a_share_that_a_named_body_calls_untrue_is_marked(collection):
    """The 70 % of 18 March; the institute's own at least 50 % and about 65 % are assessments."""
    shares = control_shares(collection.points, "bakhmut_city", collection.words).set_index(
        "claim_id"
    )

    denied = shares["contradicted"][shares["contradicted"] != ""]
    assert denied.to_dict() == {"a0204": "independent", "b0052": "opponent"}
    assert shares.loc[["a0128", "b0015"], "kind"].tolist() == ["assessment", "assessment"]
    assert shares.loc["b0017", "value"] == pytest.approx(66.7)
    assert shares["as_of"].is_monotonic_increasing


def test_swapping_the_parties_changes_names_only():
    """The same words from both sides get the same statuses, values and intervals."""
    ukrainian = [claim("killed", "about 190"), claim("wounded", "several dozen")]
    swap = {"subject": "ukrainian_forces", "speaker": "Russian MoD", "party": "russia"}
    russian = [{**row, **swap} for row in ukrainian]
    tables = [
        ratios("killed_per_wounded", *rows).drop(columns=["speaker", "denominator_speaker"])
        for rows in (ukrainian, russian)
    ]
    ours, theirs = (table.drop(columns=["party", "subject"]) for table in tables)

    pd.testing.assert_frame_equal(ours, theirs)


def test_figures_about_the_own_side_alone_oppose_nobody(words):
    """A table without a row stays without one."""
    own = of_day(10, "killed", "191", subject="ukrainian_forces")

    assert opposing_days(points(own), words).empty
