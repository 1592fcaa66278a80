"""The worked page of 18 March 2023: every number worked by hand, from the published table.

What rests on the spokesman's history comes from the vector of twelve briefings. The worked shares,
70 % and 50 %, go through the code as they are worded: the institute's own report says "at least
50 %", which is what the collection's page now takes.
"""

import json
import math

import numpy as np
import pandas as pd
import pytest
from tiny_claims import INSTITUTE, claim, ratios

from analysis.collection.build import build_processed
from analysis.paths import RAW
from analysis.ratios.gate import entry
from analysis.ratios.noise import counting_noise, counting_noise_share, pearson_dispersion
from analysis.ratios.references import rank_within
from analysis.ratios.series import series_ratio
from analysis.wording.intervals import Interval

VECTORS = RAW / "test-vectors"
ORACLE = json.loads((VECTORS / "ratio_oracle.json").read_text(encoding="utf-8"))
WORKED = {row["name"]: row for row in ORACLE["ratios"]}
NAN = math.nan

# Worked name: name in the table, variant, status, value and interval as worked by hand;
# None for the interval of figures that are exact as stated.
PRINTED = {
    "killed_per_wounded": ("killed_per_wounded", "", "ok", 0.9698, None),
    "wounded_per_killed": ("wounded_per_killed", "", "ok", 1.031, None),
    "killed_share_of_reported_casualties": ("killed_share", "", "ok", 0.4923, None),
    "reported_casualties_per_clash": ("casualties_per_clash", "", "ok", 14.52, None),
    "killed_per_clash": ("killed_per_clash", "", "ok", 7.148, None),
    "wounded_per_clash": ("wounded_per_clash", "", "ok", 7.370, None),
    "city_share_of_direction_clashes": ("city_share_of_clashes", "", "ok", 0.5926, None),
    "city_to_elsewhere_clashes": ("city_to_elsewhere_clashes", "", "ok", 1.455, None),
    "artillery_strikes_per_clash": ("artillery_per_clash", "", "ok", 13.04, None),
    "airstrikes_per_clash": ("airstrikes_per_clash", "", "ok", 0.1481, None),
    "clashes_per_airstrike": ("clashes_per_airstrike", "", "ok", 6.750, None),
    "artillery_strikes_per_airstrike": ("artillery_per_airstrike", "", "ok", 88, None),
    "all_strikes_per_clash": ("strikes_per_clash", "", "ok", 13.19, None),
    "settlement_share_of_artillery": (
        *("settlement_share_of_artillery", "", "conditional", 0.15625, None),
    ),
    "attacks_per_airstrike": ("attacks_per_airstrike", "", "qualified", NAN, (5, 24.75)),
    "attacks_per_artillery_strike": (
        *("attacks_per_artillery_strike", "", "qualified", NAN, (0.05682, 0.2812)),
    ),
    "attacks_per_all_strikes": ("attacks_per_strike", "", "qualified", NAN, (0.05618, 0.2781)),
    "attacks_per_clash": ("attacks_per_clash", "", "qualified", NAN, (0.7407, 3.667)),
    "control_gap_points": ("control_gap_points", "", "ok", 20, (15, 25)),
    "control_claim_to_assessment_ratio": ("claim_to_assessment", "", "ok", 1.4, (1.286, 1.526)),
    "killed_per_wounded_over_reference_1:2": (
        *("band_multiple", "killed per wounded over 1:2", "ok", 1.940, None),
    ),
    "killed_per_wounded_over_reference_1:3": (
        *("band_multiple", "killed per wounded over 1:3", "ok", 2.910, None),
    ),
    "killed_per_wounded_over_reference_1:4": (
        *("band_multiple", "killed per wounded over 1:4", "ok", 3.879, None),
    ),
    "wounded_implied_by_1:2_to_1:4_given_killed": (
        *("implied_other_term", "wounded, inner band", "ok", NAN, (386, 772)),
    ),
    "wounded_implied_by_outer_band_2_to_13": (
        *("implied_other_term", "wounded, outer band", "ok", NAN, (386, 2509)),
    ),
    "claimed_wounded_over_implied": (
        *("implied_other_term", "stated wounded over implied, inner band", "ok"),
        *(NAN, (0.2578, 0.5155)),
    ),
    "killed_implied_by_1:2_to_1:4_given_wounded": (
        *("implied_other_term", "killed, inner band", "ok", NAN, (49.75, 99.5)),
    ),
}

SHARES = ("control_gap_points", "claim_to_assessment")

# Worked name: name in the table, areas of the two figures, status and the sentence that says why.
REFUSED = {
    "settlement_shellings_per_city_clash": (
        "shellings_per_clash",
        ("bakhmut_city_and_surroundings", "bakhmut_city"),
        "blocked_scope",
        "shellings for Bakhmut and its surroundings, clashes for the city of Bakhmut",
    ),
    "artillery_per_clash_outside_settlement": (
        "artillery_outside_per_clash_outside",
        (
            "bakhmut_direction less bakhmut_city_and_surroundings",
            "bakhmut_direction less bakhmut_city",
        ),
        "blocked_scope",
        "artillery strikes for the Bakhmut direction less Bakhmut and its surroundings, "
        "clashes for the Bakhmut direction less the city of Bakhmut",
    ),
    "killed_per_artillery_strike": (
        "killed_per_artillery_strike",
        ("bakhmut_direction", "bakhmut_direction"),
        "blocked_subject",
        "killed of Russian forces, the side to which the speaker ascribes the artillery strikes",
    ),
    "casualties_per_city_clash": (
        "casualties_per_clash",
        ("bakhmut_direction", "bakhmut_city"),
        "blocked_scope",
        "killed and wounded for the Bakhmut direction, clashes for the city of Bakhmut",
    ),
}

# Read off rows above, read another way, or no figures of this page; each has its test below.
OTHERS = {
    *("control_claim_to_assessment_log_ratio", "control_log2_ratio"),
    *("uncontrolled_remainder_ratio", "control_gap_points_nearest10_sensitivity"),
    *("settlement_share_of_artillery_rounding_sensitivity", "claimed_distance_m"),
    *("zelensky_week_killed_per_wounded", "zelensky_week_strict", "up_to_in_denominator"),
    *("zero_numerator", "zero_denominator", "both_zero", "small_counts", "one_over_one"),
    "series_casualties_per_clash_ratio_of_sums",
    "series_casualties_per_clash_mean_of_ratios",
    *("toy_ratio_of_sums_all_days", "toy_mean_of_defined_ratios"),
    "toy_ratio_of_sums_paired_only_after_missing",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The rows of 18 March 2023 in ratios.csv, as anyone reads them."""
    folder = tmp_path_factory.mktemp("processed")
    build_processed("bakhmut-2023", folder)
    table = pd.read_csv(folder / "ratios.csv", keep_default_na=False)
    numbers = table.columns[table.columns.str.contains("value|low|high|erator$|inator$")]
    table[numbers] = table[numbers].apply(pd.to_numeric, errors="coerce")
    return table[table["stated_on"] == "2023-03-18"]


@pytest.fixture(scope="module")
def worded():
    """The rows of the worked shares: 70 % as of 18 March, and 50 % as of 8 March."""
    bloggers = {"speaker": "Russian sources (per ISW)", "party": "russia"}
    share = {"subject": "russian_forces", "scope": "bakhmut_city", "period": "moment"}
    claimed = claim("control_share", "70 %", **bloggers, **share)
    assessed = claim("control_share", "50 %", **share | INSTITUTE | {"stated_on": "2023-03-08"})
    return pd.concat([ratios(name, claimed, assessed) for name in SHARES], ignore_index=True)


def row_of(page, ratio, variant="", scopes=None):
    """Return the only row of a ratio for the Bakhmut direction, or for the two named areas."""
    rows = page[(page["ratio"] == ratio) & (page["variant"] == variant)]
    rows = rows[rows["status"] != "missing"]
    if scopes:
        rows = rows[(rows["scope"] == scopes[0]) & (rows["denominator_scope"] == scopes[1])]
    elif entry(ratio).is_pairing and len(rows) > 1:
        rows = rows[rows["denominator_scope"] == rows["scope"]]
    assert len(rows) == 1, (ratio, len(rows))
    return rows.iloc[0]


def close(found, expected, rel=1e-9):
    return found == pytest.approx(expected, rel=rel, nan_ok=True)


@pytest.mark.parametrize("name", PRINTED)
def test_the_table_holds_what_is_printed(page, worded, name):
    """Value, interval and status, to the four digits worked by hand."""
    ratio, variant, status, value, interval = PRINTED[name]
    row = row_of(worded if ratio in SHARES else page, ratio, variant)
    ends = [row["low"], row["high"]]

    assert row["status"] == status
    assert close(row["value"], value, rel=5e-4)
    assert close(ends, list(interval or (value, value)), rel=5e-4)


@pytest.mark.parametrize("name", PRINTED)
def test_the_table_holds_the_worked_numbers(page, worded, name):
    """Value and interval to ten digits."""
    ratio, variant, *_ = PRINTED[name]
    row = row_of(worded if ratio in SHARES else page, ratio, variant)
    worked = WORKED[name]
    value = NAN if worked["value"] is None else worked["value"]

    assert close(row["value"], value)
    assert close([row["low"], row["high"]], worked["interval"] or [value, value])


@pytest.mark.parametrize("name", [name for name in PRINTED if "counting_noise_95" in WORKED[name]])
def test_the_figures_of_the_table_give_the_worked_yardstick(page, name):
    """Limits if both figures were independent counts, from the counts in the row."""
    row = row_of(page, *PRINTED[name][:2])
    limits = WORKED[name]["counting_noise_95"]
    is_share = "clopper_pearson" in limits
    expected = limits["clopper_pearson" if is_share else "clopper_pearson_conditional"]
    noise = counting_noise_share if is_share else counting_noise
    found = noise(row["numerator"], row["denominator"])

    assert close([found.low, found.high], expected)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_pair_is_in_the_table_without_a_value(page, name):
    """Its two figures would give the worked number, its status and sentence say why they do not."""
    ratio, scopes, status, reason = REFUSED[name]
    row = row_of(page, ratio, scopes=scopes)

    assert close(row["numerator"] / row["denominator"], WORKED[name]["value"])
    assert (row["status"], row["reason"]) == (status, reason)
    assert row[["value", "low", "high", "strict_low", "rounded_high", "versions_low"]].isna().all()


def test_70_after_50_is_no_change_of_one_speaker(page):
    """The share of 18 March follows the institute's; it is not the same speaker's."""
    row = row_of(page, "control_change_points")

    assert row[["numerator", "denominator", "status", "reason"]].tolist() == [
        *(70, 50, "blocked_speaker"),
        "control share stated by Russian sources, "
        "control share by the Institute for the Study of War",
    ]
    assert math.isnan(row["value"])


def test_every_worked_ratio_is_looked_up_or_has_its_reason():
    """None is passed over."""
    assert {*PRINTED, *REFUSED, *OTHERS} == set(WORKED)
    assert len(PRINTED) + len(REFUSED) + len(OTHERS) == len(WORKED)


def test_every_ratio_names_its_claims(page):
    """The ids behind the two figures of a few rows, to be looked up in claims.csv."""
    found = {
        ratio: row_of(page, ratio)[["numerator_claims", "denominator_claims"]].tolist()
        for ratio in ("killed_share", "strikes_per_clash", "city_to_elsewhere_clashes")
    }

    assert found == {
        "killed_share": ["a0214", "a0214;a0215"],
        "strikes_per_clash": ["a0211;a0209", "a0212"],
        "city_to_elsewhere_clashes": ["a0207", "a0212;a0207"],
    }


def test_what_is_inferred_is_flagged_beside_the_value(page):
    """The place of the losses; place and period of the attacks; the as-of days of the shares."""
    flags = {
        ratio: set(row_of(page, ratio)["flags"].split(";"))
        for ratio in ("killed_per_wounded", "attacks_per_clash", "control_gap_points")
    }

    assert flags["killed_per_wounded"] == {"day_inferred", "scope_inferred"}
    assert {"scope_inferred", "period_inferred", "day_apart"} <= flags["attacks_per_clash"]
    assert {"as_of_apart", "contradicted"} <= flags["control_gap_points"]


def test_the_narrow_reading_of_several_dozen_stands_beside_the_wide_one(page):
    """36 to 84 in place of 20 to 99; a sensitivity, not the headline."""
    for name in (
        "attacks_per_airstrike",
        "attacks_per_artillery_strike",
        "attacks_per_all_strikes",
    ):
        row = row_of(page, PRINTED[name][0])

        assert close(
            row[["rounded_low", "rounded_high"]].tolist(), WORKED[name]["narrow_sensitivity"]
        )


def test_55_read_as_rounded_widens_the_share(page):
    """0.1491 to 0.1634."""
    row = row_of(page, "settlement_share_of_artillery")
    worked = WORKED["settlement_share_of_artillery_rounding_sensitivity"]["interval"]

    assert close(row[["rounded_low", "rounded_high"]].tolist(), worked)


@pytest.mark.parametrize(
    ("name", "log"),
    [("control_log2_ratio", np.log2), ("control_claim_to_assessment_log_ratio", np.log)],
)
def test_the_logarithm_of_claim_over_assessment_is_the_worked_one(worded, name, log):
    """0.4854 on the scale of the figure, from 0.3626 to 0.6101."""
    row = row_of(worded, "claim_to_assessment")
    worked = [WORKED[name]["value"], *WORKED[name]["interval"]]

    assert close(log(row[["value", "low", "high"]].astype(float)).tolist(), worked, rel=1e-8)


def test_a_ratio_of_shares_depends_on_the_side_that_is_counted(worded):
    """70 over 50 is 1.4, and 50 over 30 of the rest is 1.667."""
    row = row_of(worded, "claim_to_assessment")
    claimed = Interval(row["numerator_low"], row["numerator_high"])
    assessed = Interval(row["denominator_low"], row["denominator_high"])
    rest = (Interval(100, 100) - assessed) / (Interval(100, 100) - claimed)
    worked = WORKED["uncontrolled_remainder_ratio"]

    assert close((100 - row["denominator"]) / (100 - row["numerator"]), worked["value"])
    assert close([rest.low, rest.high], worked["interval"])


def test_the_page_takes_the_institutes_own_at_least_50(page):
    """20 points still; 12.5 to 22.5 by its own words, 12.5 to 25 over the words of all pages."""
    row = row_of(page, "control_gap_points")
    ends = row[["low", "high", "versions_low", "versions_high"]].tolist()

    assert (row["value"], row["denominator_claims"]) == (20, "a0128")
    assert ends == [12.5, 22.5, 12.5, 25]


def test_shares_read_to_the_nearest_ten_leave_ten_to_thirty_points(page):
    """Twice the width of the reading to the nearest five."""
    row = row_of(page, "control_gap_points")
    claimed, assessed = (
        Interval(row[side] - 5, row[side] + 5) for side in ("numerator", "denominator")
    )
    gap = claimed - assessed

    assert [gap.low, gap.high] == WORKED["control_gap_points_nearest10_sensitivity"]["interval"]


def test_the_assessment_is_ten_days_older_than_the_claim(page):
    """As of 8 March against 18 March."""
    row = row_of(page, "assessment_age_days")

    assert row[["value", "as_of"]].tolist() == [10, "2023-03-08"]


def test_the_claimed_distance_has_an_interval_and_nothing_to_be_compared_with(collection):
    """600 to 700 m, uncorroborated; the institute only relays it."""
    rows = collection.claims[collection.claims["measure"] == "distance"].set_index("claim_id")
    row = rows.loc["a0216"]
    used = collection.ratios[["numerator_claims", "denominator_claims"]].to_numpy().ravel()

    assert [row["low"], row["high"]] == WORKED["claimed_distance_m"]["interval"]
    assert math.isnan(row["value"])
    assert row["verification"] == "uncorroborated"
    assert not any("a0216" in cell.split(";") for cell in used)


EXAMPLES = {
    "zelensky_week_killed_per_wounded": ("more than 1,100", "some 1,500", ""),
    "zelensky_week_strict": ("more than 1,100", "at least 1,500", "strict_"),
    "up_to_in_denominator": ("10", "up to 40", "strict_"),
    "zero_numerator": ("0", "10", ""),
    "small_counts": ("4", "27", ""),
    "one_over_one": ("1", "1", ""),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_worded_examples_give_the_worked_interval(name):
    """A week of the president's figures, an upper bound below, zero above, small counts."""
    killed, wounded, reading = EXAMPLES[name]
    row = ratios("killed_per_wounded", claim("killed", killed), claim("wounded", wounded)).iloc[0]
    low, high = row[f"{reading}low"], row[f"{reading}high"]
    worked = WORKED[name]["interval"] or [WORKED[name]["value"]] * 2

    assert row["status"] == ("no_point" if killed.startswith("more than") else "ok")
    assert close(low, worked[0])
    assert math.isnan(high) if worked[1] == "inf" else close(high, worked[1])


@pytest.mark.parametrize(
    ("name", "figures", "status", "value"),
    [
        ("zero_denominator", ("10", "0"), "infinite_zero_denominator", math.inf),
        ("both_zero", ("0", "0"), "undefined_zero_zero", NAN),
    ],
)
def test_zeros_below_have_a_status_of_their_own(name, figures, status, value):
    """10 over 0 and 0 over 0, with the limits that counting noise leaves."""
    killed, wounded = (
        claim(*figure) for figure in zip(("killed", "wounded"), figures, strict=True)
    )
    row = ratios("killed_per_wounded", killed, wounded).iloc[0]

    assert row["status"] == status
    assert close(row["value"], value)
    assert WORKED[name]["value"] in (None, "inf")


@pytest.fixture(scope="module")
def briefings():
    """Twelve briefings of the spokesman; days of which only the month is known keep their order."""
    table = pd.read_csv(VECTORS / "spokesman_12_briefings.csv")
    return table.assign(stated_on=pd.date_range("2023-01-01", periods=len(table), unit="s"))


def test_the_ratio_of_the_page_is_the_4th_highest_of_12(page, briefings):
    """Among the briefings of the vector; the collection has more days, and another rank."""
    value = row_of(page, "killed_per_wounded")["value"]
    others = briefings[briefings["killed"] != 193]
    rank = rank_within(value, others["killed"] / others["wounded"])

    assert str(rank) == "4th highest of 12"
    assert rank.rank == ORACLE["between_day"]["rank_of_seed_from_highest"]
    assert row_of(page, "within_speaker_rank", "killed per wounded, from the highest")[
        ["value", "denominator"]
    ].tolist() == [6, 36]


def test_the_other_eleven_scatter_as_worked(briefings):
    """phi = 6.953: seven times as far as chance counts would."""
    others = briefings[briefings["killed"] != 193]
    phi = pearson_dispersion(others["killed"], others["wounded"])

    assert close(phi, ORACLE["between_day"]["phi_without_seed"])


def test_casualties_per_clash_are_summed_over_the_twelve_briefings(briefings):
    """9.102 as ratio of sums, 11.40 as mean of ratios, which one day of 7 clashes drives."""
    days = briefings.assign(
        numerator=briefings["killed"] + briefings["wounded"], denominator=briefings["clashes"]
    )
    mean = (days["numerator"] / days["denominator"]).mean()

    assert close(
        series_ratio(days).value, WORKED["series_casualties_per_clash_ratio_of_sums"]["value"]
    )
    assert close(mean, WORKED["series_casualties_per_clash_mean_of_ratios"]["value"])


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("toy_ratio_of_sums_all_days", 0.0),
        ("toy_ratio_of_sums_paired_only_after_missing", NAN),
    ],
)
def test_a_zero_and_a_missing_figure_give_different_sums(name, last):
    """17 over 25 with a day of 5 over 0, 12 over 25 with a day of 5 over nothing."""
    days = pd.DataFrame(
        {
            "stated_on": pd.date_range("2023-03-01", periods=4, unit="s"),
            "numerator": [10.0, 2, 0, 5],
            "denominator": [20, 1, 4, last],
        }
    )
    found = series_ratio(days)
    ratios_of_days = days["numerator"] / days["denominator"]
    mean = ratios_of_days[np.isfinite(ratios_of_days)].mean()

    assert close(found.value, WORKED[name]["value"])
    assert close(mean, WORKED["toy_mean_of_defined_ratios"]["value"])
