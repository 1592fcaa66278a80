"""The gate: which two figures may be divided, and the sentence that says why others may not."""

import pandas as pd
import pytest
from tiny_claims import INSTITUTE, WORDS, claim, ratios, readings, sides

from analysis.ratios.gate import entry, judge, merged_flags, pair_blocks, rules_of

CITY = {"scope": "bakhmut_city"}
SETTLEMENT = {"scope": "bakhmut_city_and_surroundings"}
SHARE = {"scope": "bakhmut_city", "period": "moment", "subject": "russian_forces"}


def outcomes(ratio, *rows, read=None):
    """Return status and reason of each candidate pair of one ratio."""
    return judge(pairs_of(ratio, *rows, read=read), WORDS).values.tolist()


def pairs_of(ratio, *rows, read=None):
    """Return the candidate pairs of one ratio."""
    return pd.concat(pair_blocks(*sides(ratio, *rows, read=read)), ignore_index=True)


def test_figures_that_agree_in_all_that_must_match_are_divided():
    """193 killed and 199 wounded: one speaker, side, area and day. Nothing is to be said."""
    assert outcomes("killed_per_wounded", claim("killed", "193"), claim("wounded", "199")) == [
        ["ok", ""]
    ]


BLOCKED = {
    "the dead are losses of the side that fired": (
        "killed_per_artillery_strike",
        [claim("killed", "193"), claim("artillery_strikes", "352")],
        "blocked_subject",
        "killed of Russian forces, the side to which the speaker ascribes the artillery strikes",
    ),
    "casualties of the direction, clashes of the city": (
        "casualties_per_clash",
        [claim("killed", "193"), claim("wounded", "199"), claim("clashes", "16", **CITY)],
        "blocked_scope",
        "killed and wounded for the Bakhmut direction, clashes for the city of Bakhmut",
    ),
    "shellings of the settlement, clashes of the city": (
        "shellings_per_clash",
        [claim("shellings", "55", **SETTLEMENT), claim("clashes", "16", **CITY)],
        "blocked_scope",
        "shellings for Bakhmut and its surroundings, clashes for the city of Bakhmut",
    ),
    "outside the settlement, outside the city": (
        "artillery_outside_per_clash_outside",
        [
            claim("artillery_strikes", "352"),
            claim("shellings", "55", **SETTLEMENT),
            claim("clashes", "27"),
            claim("clashes", "16", **CITY),
        ],
        "blocked_scope",
        "artillery strikes for the Bakhmut direction less Bakhmut and its surroundings, "
        "clashes for the Bakhmut direction less the city of Bakhmut",
    ),
    "one speaker's 70 after another's 50": (
        "control_change_points",
        [
            claim("control_share", "50 %", **{**SHARE, **INSTITUTE, "stated_on": "2023-03-08"}),
            claim("control_share", "70 %", **SHARE, speaker="Yevgeny Prigozhin", party="wagner"),
        ],
        "blocked_speaker",
        "control share stated by Yevgeny Prigozhin, "
        "control share by the Institute for the Study of War",
    ),
    "directions of the two armies": (
        "killed_per_clash",
        [claim("killed", "135", scope="donetsk_direction"), claim("clashes", "27")],
        "blocked_scope",
        "killed for the Donetsk direction, clashes for the Bakhmut direction",
    ),
    "an area that no page makes clear": (
        "killed_per_wounded",
        [claim("killed", "193", scope="unclear"), claim("wounded", "199", scope="unclear")],
        "blocked_scope",
        "killed for an area the page does not make clear, "
        "wounded for an area the page does not make clear",
    ),
    "two speakers": (
        "killed_per_wounded",
        [claim("killed", "130"), claim("wounded", "100", speaker="3rd Assault Brigade")],
        "blocked_speaker",
        "killed stated by Serhii Cherevatyi, wounded by the 3rd Assault Brigade",
    ),
    "two sides": (
        "killed_per_wounded",
        [claim("killed", "20000", subject="wagner"), claim("wounded", "60000")],
        "blocked_subject",
        "killed of the Wagner group, wounded of Russian forces",
    ),
    "strikes of two sides": (
        "artillery_per_airstrike",
        [
            claim("artillery_strikes", "352"),
            claim("airstrikes", "4", subject="ukrainian_forces"),
        ],
        "blocked_subject",
        "artillery strikes by Russian forces, airstrikes by Ukrainian forces",
    ),
    "strikes of a side that is not named": (
        "artillery_per_airstrike",
        [
            claim("artillery_strikes", "352", party="independent"),
            claim("airstrikes", "4", subject="russian_forces"),
        ],
        "blocked_subject",
        "artillery strikes by a side that is not named, airstrikes by Russian forces",
    ),
    "a day and a week": (
        "killed_per_wounded",
        [claim("killed", "193"), claim("wounded", "1500", period="week")],
        "blocked_period",
        "killed over one day, wounded over a week",
    ),
    "a period that no page makes clear": (
        "killed_per_wounded",
        [claim("killed", "193", period="unclear"), claim("wounded", "199", period="unclear")],
        "blocked_period",
        "the page does not make clear what time the figures cover",
    ),
    "no day": (
        "killed_per_wounded",
        [
            claim("killed", "107", stated_on="", date_basis="unknown"),
            claim("wounded", "126", stated_on="", date_basis="unknown"),
        ],
        "blocked_period",
        "the page does not allow a day for the two figures",
    ),
    "what a side says of its own, twice by one speaker": (
        "opposing_claim_ratio",
        [
            claim(
                "killed", "50000", subject="ukrainian_forces", speaker="Prigozhin", party="wagner"
            ),
            claim("killed", "20000", subject="wagner", speaker="Prigozhin", party="wagner"),
        ],
        "blocked_speaker",
        "both figures stated by one speaker, Yevgeny Prigozhin",
    ),
}


@pytest.mark.parametrize("name", BLOCKED)
def test_a_refused_pair_has_a_status_and_a_sentence_that_names_what_differs(name):
    """The refusals of step 7 of docs/method.md, and those met in the collection."""
    ratio, rows, status, reason = BLOCKED[name]

    assert outcomes(ratio, *rows) == [[status, reason]]


def test_the_city_is_no_part_of_the_other_army_s_direction():
    """The Russian ministry's Donetsk direction is not declared to hold Bakhmut."""
    rows = [claim("clashes", "16", **CITY), claim("clashes", "40", scope="donetsk_direction")]

    assert outcomes("city_share_of_clashes", *rows)[0] == [
        "blocked_scope",
        "clashes for the city of Bakhmut, clashes for the Donetsk direction",
    ]


def test_figures_in_two_units_are_no_part_and_whole():
    """Percent and persons; checks let no such table pass, and the gate does not rely on it."""
    pairs = pairs_of("killed_share", claim("killed", "193"), claim("wounded", "199"))
    found = judge(pairs.assign(unit_d="percent"), WORDS)

    assert found.values.tolist() == [
        ["blocked_unit", "killed in persons, wounded in percent"],
    ]


def test_morning_and_evening_are_not_one_statement():
    """Summaries of one date cover different hours."""
    read = readings(("c1", "part", "morning summary", ""), ("c2", "part", "evening summary", ""))
    (found,) = outcomes(
        "attacks_per_clash", claim("attacks", "58"), claim("clashes", "45"), read=read
    )

    assert found[0] == "blocked_scope"


ALLOWED = {
    "no beginning": (
        [
            claim("killed", "20000", period="to_date"),
            claim("wounded", "100000", period="to_date"),
        ],
        ["qualified", "neither page says since when the figures count"],
    ),
    "an average day": (
        [
            claim("killed", "100", period="day_average"),
            claim("wounded", "100", period="day_average"),
        ],
        ["qualified", "neither page says since when the figures count"],
    ),
    "several days": (
        [
            claim("killed", "100", period="several days"),
            claim("wounded", "100", period="several days"),
        ],
        ["qualified", "neither page says since when the figures count"],
    ),
    "a range": (
        [claim("killed", "20000"), claim("wounded", "50000-70000")],
        ["no_point", "the wording of wounded gives a range and no single value"],
    ),
    "since a stated day": (
        [
            claim("killed", "1000", period="since 2023-03-06"),
            claim("wounded", "1500", period="since 2023-03-06"),
        ],
        ["ok", ""],
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_not_stated_is_said_beside_the_ratio(name):
    """Such pairs are divided, with a word of warning where there is reason for one."""
    rows, expected = ALLOWED[name]

    assert outcomes("killed_per_wounded", *rows) == [expected]


def test_an_inferred_period_qualifies_a_ratio():
    """The sentence on attacks has no period of its own."""
    read = readings(("c1", "inferred", "scope;period", "from the sentence before"))
    rows = [claim("attacks", "32"), claim("clashes", "26")]

    assert outcomes("attacks_per_clash", *rows, read=read) == [
        ["qualified", "the period of a figure is inferred from the text around it"]
    ]


def test_an_assumption_is_printed_with_the_ratio():
    """That 55 shellings are among 352 strikes is not stated."""
    rows = [claim("shellings", "55", **SETTLEMENT), claim("artillery_strikes", "352")]

    assert outcomes("settlement_share_of_artillery", *rows) == [
        ["conditional", "assumes " + entry("settlement_share_of_artillery").assumption]
    ]


def test_a_refusal_comes_before_a_warning():
    """No point, no beginning and another area: the area decides."""
    rows = [
        claim("killed", "several dozen", period="to_date"),
        claim("wounded", "199", period="to_date", scope="bakhmut_city"),
    ]

    assert outcomes("killed_per_wounded", *rows)[0][0] == "blocked_scope"


def test_pairs_that_differ_in_two_things_tempt_nobody():
    """Another speaker about another area is not even listed as refused."""
    other = {"speaker": "3rd Assault Brigade", **CITY}

    assert (
        outcomes("killed_per_wounded", claim("killed", "1"), claim("wounded", "2", **other)) == []
    )


def test_a_figure_is_never_divided_by_itself():
    """Clashes meet clashes only as part and whole."""
    assert pairs_of("city_share_of_clashes", claim("clashes", "16", **CITY)).empty


def test_every_pair_is_found_once():
    """Two figures and their partners for two areas: two that agree, two that differ in one."""
    pairs = pairs_of(
        "killed_per_wounded",
        *(claim("killed", "225"), claim("wounded", "306")),
        claim("killed", "54", scope="lyman_kupiansk_direction"),
        claim("wounded", "96", scope="lyman_kupiansk_direction"),
    )

    assert sorted(zip(pairs["claims_n"], pairs["claims_d"], strict=True)) == [
        *(("c1", "c2"), ("c1", "c4"), ("c3", "c2"), ("c3", "c4"))
    ]


@pytest.mark.parametrize(
    ("attacks", "expected"),
    [
        ({"stated_on": "2023-03-19", "also_in": "page_1"}, ["c1 c2"]),
        ({"stated_on": "2023-03-17", "also_in": "page_1"}, ["c1 c2"]),
        ({"stated_on": "2023-03-19"}, []),
        ({"stated_on": "2023-03-20", "also_in": "page_1"}, []),
        ({"stated_on": "2023-03-19", "also_in": "page_1", "period": "week"}, []),
        ({"stated_on": "2023-03-19", "also_in": "page_1", **CITY}, []),
    ],
    ids=["day after", "day before", "no common page", "two days", "period", "area"],
)
def test_figures_of_one_page_may_be_dated_a_day_apart_elsewhere(attacks, expected):
    """The attacks of the 18th stand under the 19th on another page."""
    rows = [claim("attacks", "32", source_id="page_9", **attacks), claim("clashes", "27")]
    pairs = pairs_of("attacks_per_clash", *rows)

    assert (pairs["claims_n"] + " " + pairs["claims_d"]).tolist() == expected
    assert pairs["day_apart"].all()


def test_a_day_apart_is_told_with_both_days():
    """Such a ratio is qualified, and flagged."""
    rows = [
        claim("attacks", "several dozen", stated_on="2023-03-19", also_in="page_2"),
        claim("clashes", "27", source_id="page_2"),
    ]
    found = ratios("attacks_per_clash", *rows).iloc[0]

    assert found["status"] == "qualified"
    assert found["reason"] == (
        "the two figures stand on one page; other pages date them a day apart, "
        "19 March 2023 and 18 March 2023"
    )
    assert "day_apart" in found["flags"]
    assert found["stated_on"] == pd.Timestamp("2023-03-18")


def test_a_figure_with_a_partner_of_its_own_day_does_not_look_further():
    """Else the clashes of two days would each be divided into one figure."""
    pairs = pairs_of(
        "attacks_per_clash",
        *(claim("attacks", "42"), claim("clashes", "27")),
        claim("clashes", "25", stated_on="2023-03-19"),
    )

    assert pairs["claims_d"].tolist() == ["c2"]


def test_a_claim_meets_the_last_assessment_of_the_area_up_to_its_day():
    """Not one made later, nor one of another area, nor an earlier one."""
    row = {**SHARE, **INSTITUTE}
    pairs = pairs_of(
        "control_gap_points",
        claim("control_share", "70 %", **SHARE),
        claim("control_share", "45 %", **{**row, "stated_on": "2023-03-01"}),
        claim("control_share", "50 %", **{**row, "stated_on": "2023-03-08"}),
        claim("control_share", "60 %", **{**row, "stated_on": "2023-03-21"}),
        claim("control_share", "90 %", **{**row, "scope": "soledar"}),
    )

    assert pairs[["claims_n", "claims_d"]].values.tolist() == [["c1", "c3"]]


def test_an_assessment_of_the_same_day_meets_the_claim_of_that_day():
    """80 % claimed and 76.5 % assessed on 11 April."""
    pairs = pairs_of(
        "control_gap_points",
        claim("control_share", "more than 80 %", **SHARE),
        claim("control_share", "76.5 %", **{**SHARE, **INSTITUTE}),
    )

    assert pairs[["claims_n", "claims_d"]].values.tolist() == [["c1", "c2"]]


def test_an_assessment_of_the_same_side_comes_before_a_later_one_of_the_other():
    """A share of the one side is not set beside a share of the other, if it need not be."""
    row = {**SHARE, **INSTITUTE}
    rows = [
        claim("control_share", "70 %", **SHARE),
        claim("control_share", "50 %", **{**row, "stated_on": "2023-03-08"}),
        claim(
            *("control_share", "40 %"),
            **{**row, "stated_on": "2023-03-15", "subject": "ukrainian_forces"},
        ),
    ]

    assert pairs_of("control_gap_points", *rows)["claims_d"].tolist() == ["c2"]
    assert outcomes("control_gap_points", rows[0], rows[2]) == [
        [
            "blocked_subject",
            "control share of Russian forces, control share of Ukrainian forces",
        ]
    ]


def test_a_change_meets_the_last_statement_before_it_whoever_made_it():
    """One speaker's change is that from the last statement only if it was the same speaker's."""
    row = {**SHARE, "speaker": "Yan Gagin", "party": "russia"}
    first, second = (
        claim("control_share", share, **row, stated_on=day)
        for share, day in (("about 50 %", "2023-03-07"), ("about 90 %", "2023-04-18"))
    )
    between = claim("control_share", "76.5 %", **{**SHARE, **INSTITUTE, "stated_on": "2023-04-11"})

    assert outcomes("control_change_points", first, second) == [["ok", ""]]
    assert [status for status, _ in outcomes("control_change_points", first, between, second)] == [
        *("blocked_speaker", "blocked_speaker")
    ]


@pytest.mark.parametrize(("day", "is_flagged"), [("2023-03-15", False), ("2023-03-14", True)])
def test_as_of_days_more_than_three_days_apart_are_flagged(day, is_flagged):
    """The size of the gap depends on the as-of day; three days are the tolerance."""
    found = ratios(
        "control_gap_points",
        claim("control_share", "70 %", **SHARE),
        claim("control_share", "50 %", **{**SHARE, **INSTITUTE, "stated_on": day}),
    )
    assert found["flags"].tolist() == (["as_of_apart"] if is_flagged else [""])


def test_only_an_agreeing_pair_needs_no_words(collection):
    """Every other row of the published ratios says in a sentence why."""
    found = collection.ratios
    read_off = ["band_multiple", "implied_other_term", "within_speaker_rank", "coverage"]
    pairs = found[~found["ratio"].isin(read_off)]

    assert ((pairs["status"] == "ok") == (pairs["reason"] == "")).all()


def test_the_rules_of_a_ratio_lie_beside_its_name():
    """By name, whatever the index."""
    rules = rules_of(pd.Series(["killed_share", "control_gap_points"], index=[5, 2]))

    assert rules.index.tolist() == [5, 2]
    assert rules[["form", "speaker", "across_days", "n_label", "d_label"]].values.tolist() == [
        ["part", "same", False, "killed", "wounded"],
        ["gap", "different", True, "control share", "control share"],
    ]


def test_flags_of_two_sides_and_of_the_pair_stand_once_each():
    """The numerator's first, then the denominator's, then the pair's."""
    pairs = pd.DataFrame({"flags_n": ["a;b", ""], "flags_d": ["b;c", ""]})
    found = merged_flags(pairs, {"d": pd.Series([True, False]), "a": pd.Series([True, True])})

    assert found.tolist() == ["a;b;c;d", "a"]
