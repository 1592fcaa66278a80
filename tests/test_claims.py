"""From a raw table to claims and the ledger of rows set aside."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from tiny_claims import INSTITUTE, MINISTRY, claim, raw, readings

from analysis.claims import (
    LEDGER_COLUMNS,
    clean_claims,
    join_flags,
    leave_out_inferred_days,
)
from analysis.data.raw import read_raw
from analysis.paths import RAW
from analysis.settings import RULES_VERSION


def cleaned(words, *rows, read=None):
    return clean_claims(raw(*rows), words, readings() if read is None else read)


def test_the_words_stay_beside_what_was_read_from_them(seed, words):
    """The six figures of 18 March 2023; "several dozen" gives no single value."""
    claims, ledger = clean_claims(seed, words, readings())
    columns = ["claim_id", "reported", "wording", "value", "low", "high"]
    expected = [
        ("c1", "193", "exact", 193, 193, 193),
        ("c2", "199", "exact", 199, 199, 199),
        ("c3", "27", "exact", 27, 27, 27),
        ("c4", "16", "exact", 16, 16, 16),
        ("c5", "352", "exact", 352, 352, 352),
        ("c6", "several dozen", "several_dozen", None, 20, 99),
    ]

    assert_frame_equal(claims[columns], pd.DataFrame(expected, columns=columns), check_dtype=False)
    assert ledger.columns.tolist() == LEDGER_COLUMNS
    assert ledger.empty


def test_zero_range_open_end_and_no_figure_are_four_things(half_known, words):
    """A real zero is a value; a range has no value; "no figure" is set aside, never zero."""
    claims, ledger = clean_claims(half_known, words, readings())
    columns = ["measure", "value", "low", "high", "strict_low", "strict_high"]
    expected = [
        ("killed", 80, 80, 80, 80, 80),
        ("clashes", 0, 0, 0, 0, 0),
        ("wounded", None, 600, 700, 600, 700),
        ("attacks", 300, 300, 399, 300, None),
    ]

    assert_frame_equal(claims[columns], pd.DataFrame(expected, columns=columns), check_dtype=False)
    assert ledger[["claim_id", "measure", "reported"]].values.tolist() == [
        ["c5", "missing", "no figure"]
    ]
    assert ledger["reason"].str.len().gt(10).all()


def test_rows_in_are_rows_out_and_rows_in_the_ledger(collection):
    """Each of the 715 rows is a claim or in the ledger, once, with a reason."""
    raw_ids = read_raw(RAW / "bakhmut-2023" / "claims.csv")["claim_id"]
    kept, left_out = collection.claims["claim_id"], collection.set_aside["claim_id"]

    assert len(raw_ids) == collection.rows_in == 715
    assert sorted([*kept, *left_out]) == sorted(raw_ids)
    assert (collection.set_aside["reason"] != "").all()


def test_a_row_is_set_aside_by_a_reading_with_its_reason(words):
    """A page prints killed twice, 149 and 160; the second is its wounded."""
    read = readings(("c2", "set_aside", "label error on the page", "160 is the wounded figure"))
    claims, ledger = cleaned(words, claim("killed", "149"), claim("killed", "160"), read=read)

    assert claims["claim_id"].tolist() == ["c1"]
    assert ledger.to_dict("records") == [
        {
            "claim_id": "c2",
            "source_id": "page_1",
            "stated_on": pd.Timestamp("2023-03-18"),
            "speaker": "serhii_cherevatyi",
            "measure": "killed",
            "scope": "bakhmut_direction",
            "reported": "160",
            "unit": "persons",
            "reason": "label error on the page: 160 is the wounded figure",
        }
    ]


def test_a_speaker_has_one_key_and_keeps_the_spelling(words):
    """The page's spelling stays beside the key."""
    claims, _ = cleaned(words, claim("killed", "193", speaker="Tscherewatyj"))

    assert claims[["speaker", "speaker_as_written"]].values.tolist() == [
        ["serhii_cherevatyi", "Tscherewatyj"]
    ]


@pytest.mark.parametrize(
    ("row", "actor"),
    [
        (claim("killed", "193"), ""),
        (claim("clashes", "27"), "both_sides"),
        (claim("artillery_strikes", "352"), "russian_forces"),
        (claim("attacks", "10", **{**MINISTRY, "scope": "bakhmut_city"}), "ukrainian_forces"),
        (claim("attacks", "10", subject="wagner"), "wagner"),
        (claim("airstrikes", "4", **INSTITUTE), ""),
        (claim("air_sorties_own", "7", subject="ukrainian_forces"), "ukrainian_forces"),
    ],
    ids=["losses", "clashes", "strikes", "other side", "named", "outsider", "own sorties"],
)
def test_who_acted_is_who_was_named_or_the_speaker_s_opponent(words, row, actor):
    """Losses have no actor, clashes have both sides, and an outsider has no opponent."""
    claims, _ = cleaned(words, row)

    assert claims["actor"].tolist() == [actor]


def test_what_is_inferred_is_flagged_in_a_fixed_order(words):
    """The sentence on attacks has neither place, period, day nor actor of its own."""
    read = readings(("c1", "inferred", "scope;period", "no place of its own"))
    claims, _ = cleaned(
        words,
        claim("attacks", "several dozen", date_basis="inferred"),
        claim("attacks", "32", subject="russian_forces", date_basis="announced"),
        claim("killed", "107", stated_on="", date_basis="unknown"),
        read=read,
    )

    assert claims["flags"].tolist() == [
        "day_inferred;scope_inferred;period_inferred;actor_inferred",
        "",
        "day_inferred",
    ]


def test_uncorroborated_contradicted_and_unverified_are_three_things(words):
    """No visual evidence for the distance; the share is called untrue; most is unverified."""
    read = readings(
        ("c1", "verification", "uncorroborated", "no visual evidence"),
        ("c2", "verification", "contradicted", "said not to be true"),
    )
    claims, _ = cleaned(
        words,
        claim("distance", "600-700"),
        claim("control_share", "70 %", period="moment"),
        claim("killed", "193"),
        claim("control_share", "50 %", period="moment", **INSTITUTE),
        read=read,
    )

    assert claims[["verification", "verified_by", "flags"]].values.tolist() == [
        ["uncorroborated", "no visual evidence", ""],
        ["contradicted", "said not to be true", "contradicted"],
        ["unverified", "", ""],
        ["", "", ""],
    ]


def test_each_claim_knows_its_pages_and_the_rules_it_was_read_by(words):
    """Three pages carry the first figure, one the second."""
    claims, _ = cleaned(
        words, claim("killed", "221", also_in="page_2;page_3"), claim("wounded", "314")
    )

    assert claims["n_pages"].tolist() == [3, 1]
    assert claims["rule_version"].tolist() == [RULES_VERSION, RULES_VERSION]


def test_a_wider_cap_widens_hedged_figures_only(words):
    """ "About 300" under a cap of 10 % and of 20 %."""
    table = raw(claim("killed", "about 300"), claim("wounded", "199"))
    ends = [
        clean_claims(table, words, readings(), cap=cap)[0][["low", "high"]].values.tolist()
        for cap in (0.1, 0.2)
    ]

    assert ends == [[[270, 330], [199, 199]], [[250, 350], [199, 199]]]


def test_inferred_days_can_be_left_out_and_are_counted(words):
    """For strict day-by-day work only stated and announced days stay; the rest is in the ledger."""
    claims, ledger = cleaned(
        words,
        claim("killed", "193", date_basis="inferred"),
        claim("wounded", "199", date_basis="announced"),
        claim("clashes", "27", date_basis="unknown", stated_on=""),
        claim("missing", "none given"),
    )
    firm, more = leave_out_inferred_days(claims, ledger)

    assert firm["claim_id"].tolist() == ["c2"]
    assert more[["claim_id", "reason"]].values.tolist()[1:] == [
        ["c1", "the day is inferred or not known"],
        ["c3", "the day is inferred or not known"],
    ]
    assert len(firm) + len(more) == 4


def test_the_raw_table_is_not_changed(seed, words):
    """The transcription is evidence."""
    before = seed.copy()
    clean_claims(seed, words, readings())

    assert_frame_equal(seed, before)


def test_flags_are_joined_in_the_order_of_the_columns():
    """None, one and two of them."""
    marks = pd.DataFrame({"b": [False, True, True], "a": [False, False, True]}, index=[5, 1, 3])

    assert join_flags(marks).to_dict() == {5: "", 1: "b", 3: "b;a"}
