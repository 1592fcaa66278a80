"""Wordings of claims, one and many."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.errors import ParameterError
from analysis.paths import RAW
from analysis.settings import RULES_VERSION
from analysis.wording.intervals import Interval, interval_of
from analysis.wording.numerals import SLANG_REASON, NumberFormat
from analysis.wording.reading import COLUMNS, Reading, read_wording, read_wordings

CLAIMS = pd.read_csv(
    RAW / "bakhmut-2023" / "claims.csv", dtype=str, keep_default_na=False, encoding="utf-8"
)
PIECES = """about|more than|up to|between|and|from|to|half|a|third|dozen|several|hundreds|no|none|or
|%|-|–|:|1|5|0|193|1,100|1.100|1 100|1.28|,5|thousand|тыс.|m|200s|of|killed|percent|points|+|<|²"""
JOINED = st.lists(st.sampled_from(PIECES.split("|")), max_size=9)


def test_a_reading_holds_all_that_the_words_say():
    """One wording, whole."""
    assert read_wording("more than 1,100 killed", "persons") == Reading(
        text="more than 1,100 killed",
        wording="more_than",
        value=1100.0,
        bounded=Interval(1101, 1199),
        strict=Interval(1101, math.inf),
        rounded=Interval(1101, 1199),
        unit_hint="persons",
        rule_version=RULES_VERSION,
        reason="",
    )


def test_a_wording_set_aside_has_a_reason_and_no_number():
    """No figure is not zero."""
    assert read_wording("no figure") == Reading("no figure", reason="The wording holds no number.")
    assert read_wording("").reason == "The claim has no wording."


@pytest.mark.parametrize("text", ["none", "no clashes", "0", "zero"])
def test_a_stated_zero_is_a_value(text):
    """Missing and zero stay apart."""
    reading = read_wording(text, "events")

    assert (reading.value, reading.bounded, reading.reason) == (0.0, Interval(0, 0), "")


def test_more_than_1100_killed_and_some_1500_wounded():
    """A week of March 2023: bounded 0.71 to 0.83, and nothing at all by the strict rule."""
    killed, wounded = read_wording("more than 1,100"), read_wording("some 1,500")
    ratio = killed.bounded / wounded.bounded

    assert (ratio.low, ratio.high) == pytest.approx((0.7103225806, 0.8268965517), abs=1e-10)
    assert killed.value / wounded.value == pytest.approx(0.7333333333)
    assert killed.strict / read_wording("1,500 or more").strict == Interval(0, math.inf)


@pytest.mark.parametrize("text", ["600-700 m", "several dozen", "hundreds", "a dozen", "a few"])
def test_ranges_and_vague_words_have_no_point(text):
    """Several dozen is not 36, nor is 600-700 m 650."""
    assert read_wording(text).value is None


@pytest.mark.parametrize("text", ["200s", 'at least 50 "200s"', "up to a hundred 300s"])
def test_soldiers_code_never_becomes_a_count(text):
    """The reason says what the words are."""
    assert read_wording(text, "persons") == Reading(text, reason=SLANG_REASON)


@pytest.mark.parametrize(
    ("text", "unit", "value", "low", "high"),
    [
        ("less than 1", "square_km", 1, 0, 1),
        ("less than 1", "persons", 1, 0, 0),
        ("more than 17", "square_km", 17, 17, 22),
        ("up to 1200", "metres", 1200, 1101, 1200),
        ("about 70", "percent", 70, 67.5, 72.5),
        ("70", "percent", 70, 67.5, 72.5),
        ("70 %", "", 70, 67.5, 72.5),
        ("half", "percent", 50, 47.5, 52.5),
        ("half", "", 0.5, 0.475, 0.525),
        ("5 percentage points", "percent", 5, 2.5, 7.5),
        ("at least 2000", "persons_per_100m", 2000, 2000, 2999),
    ],
)
def test_the_unit_of_the_table_is_heeded(text, unit, value, low, high):
    """People come whole, square kilometres do not; a part in words follows the unit."""
    reading = read_wording(text, unit)

    assert (reading.value, reading.bounded, reading.reason) == (value, Interval(low, high), "")


def test_a_third_is_a_third():
    """In percent where the table counts percent, and a part of one elsewhere."""
    assert read_wording("a third", "percent").value == pytest.approx(100 / 3)
    assert read_wording("a third").value == 1 / 3
    assert read_wording("a third").bounded.low == pytest.approx(0.32833333)


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("70 %", "persons", "The words give percent, and the table persons."),
        ("half", "persons_per_km", "The words give share, and the table persons_per_km."),
        ("1.2 km", "metres", "The words give km, and the table metres."),
    ],
)
def test_words_that_contradict_the_unit_are_set_aside(text, unit, reason):
    """No unit is converted in passing."""
    assert read_wording(text, unit).reason == reason


def test_the_declared_decimal_mark_settles_a_lone_group_of_three():
    """1.100 is 1,100 with a decimal comma, and set aside without a declaration."""
    assert read_wording("1.100", number_format=NumberFormat(",")).value == 1100
    assert read_wording("about 1,100", number_format=NumberFormat(None)).reason == (
        "“1,100” is 1100 or 1 and 100 thousandths: the table declares no decimal mark."
    )


def test_people_in_thousandths_are_set_aside():
    """A declared decimal point makes 1.1 of "1.100"; persons come whole, square km do not."""
    assert read_wording("1.100", "persons").reason == (
        "By the decimal mark of its table the figure has thousandths, and its unit comes whole."
    )
    assert read_wording("1.100", "square_km").value == 1.1


def test_the_sensitivity_reading_can_be_drawn():
    """Then 300 is 270 to 330 and several dozen 36 to 84, inside what is strictly said."""
    reading = read_wording("300", as_rounded=True)
    assert reading.bounded == reading.strict == reading.rounded == Interval(270, 330)

    vague = read_wording("several dozen", as_rounded=True)
    assert (vague.bounded, vague.strict) == (Interval(36, 84), Interval(20, 99))


def test_the_cap_reaches_every_reading():
    """At 20 % about 300 is 250 to 350."""
    assert read_wording("about 300", cap=0.2).bounded == Interval(250, 350)
    with pytest.raises(ParameterError, match="cap is a share"):
        read_wording("almost all", cap=20)


@given(st.text() | JOINED.map(" ".join) | JOINED.map("".join))
def test_any_text_is_answered_by_a_reading(text):
    """Either a reason and nothing else, or three intervals, the drawn inside the strict."""
    reading = read_wording(text)

    assert reading.text == text
    if reading.reason:
        assert reading == Reading(text, reason=reading.reason)
    else:
        assert reading.wording
        assert reading.strict.low <= reading.bounded.low
        assert reading.bounded.high <= reading.strict.high


@given(
    st.integers(1, 10**12),
    st.sampled_from([",", " ", "\u00a0", "\u2009", "\u202f", "'", "’"]),
    st.sampled_from(["", "about ", "more than ", "up to "]),
)
def test_a_separator_changes_nothing(count, separator, hedge):
    """A count reads alike with any thousands separator and with none."""
    grouped = read_wording(hedge + f"{count:,}".replace(",", separator))
    plain = read_wording(f"{hedge}{count}")

    assert plain.value == count
    assert (grouped.value, grouped.bounded) == (plain.value, plain.bounded)


def test_a_column_is_read_in_its_own_order_and_index():
    """Open ends, missing points and what is set aside are empty, each in its own columns."""
    texts = pd.Series(["at least 300", "600-700", None, "at least 300"], index=[7, 3, 5, 1])

    found = read_wordings(texts, pd.Series("persons", index=texts.index))

    nan = math.nan
    at_least = ("at_least", 300.0, 300.0, 300.0, 399.0, 300.0, nan, 300.0, 399.0, "")
    expected = pd.DataFrame(
        [
            at_least,
            ("range", nan, nan, 600.0, 700.0, 600.0, 700.0, 600.0, 700.0, ""),
            ("", nan, nan, nan, nan, nan, nan, nan, nan, "The claim has no wording."),
            at_least,
        ],
        columns=COLUMNS,
        index=texts.index,
    )
    assert_frame_equal(found, expected)


def test_equal_words_in_two_units_are_two_readings():
    """ "less than 1" is no person, and up to a square kilometre."""
    texts = pd.Series(["less than 1", "less than 1"])

    found = read_wordings(texts, pd.Series(["persons", "square_km"]))

    assert found["high"].tolist() == [0, 1]


def test_an_empty_column_gives_an_empty_frame():
    """With the columns of any other."""
    found = read_wordings(pd.Series([], dtype="str"))

    assert (list(found.columns), len(found)) == (COLUMNS, 0)


def test_each_distinct_wording_is_read_once(monkeypatch):
    """A column of 1,000 claims in two wordings costs two readings."""
    seen = []

    def count(text, unit, **choices):
        seen.append(text)
        return read_wording(text, unit, **choices)

    monkeypatch.setattr("analysis.wording.reading.read_wording", count)
    found = read_wordings(pd.Series(["193", "199"] * 500))

    assert seen == ["193", "199"]
    assert found["value"].tolist() == [193.0, 199.0] * 500


def test_units_must_be_indexed_like_the_texts():
    """Two columns of different rows are refused, not aligned."""
    with pytest.raises(ParameterError, match="not indexed alike"):
        read_wordings(pd.Series(["193"], index=[0]), pd.Series(["persons"], index=[1]))


def test_every_wording_of_the_collection_is_read_or_holds_no_number():
    """Of 715 claims only those without a number are set aside, and no interval is turned round."""
    found = read_wordings(CLAIMS["reported"], CLAIMS["unit"])
    set_aside = CLAIMS["reported"][found["set_aside_reason"] != ""]

    assert len(CLAIMS) == 715
    assert sorted(set(set_aside)) == [
        "almost all",
        "an undercount",
        "fewer",
        "in line",
        "no figure",
    ]
    assert set(found["set_aside_reason"]) == {"", "The wording holds no number."}
    assert found["low"].isna().sum() == len(set_aside)
    assert (found["low"].dropna() <= found["high"].dropna()).all()
    assert found["high"].isna().sum() == len(set_aside)


def test_the_kinds_of_the_collection_are_counted_by_their_first_words():
    """The hedge of every claim is the one it begins with."""
    kinds = read_wordings(CLAIMS["reported"], CLAIMS["unit"])["wording"]
    first = {
        "about": "about ",
        "nearly": "almost ",
        "more_than": "more than ",
        "at_least": "at least ",
        "up_to": "up to ",
        "less_than": "less than ",
    }
    for kind, words in first.items():
        hedged = CLAIMS["reported"].str.startswith(words) & (CLAIMS["reported"] != "almost all")
        assert (kinds == kind).sum() == hedged.sum() > 0


def test_a_plain_figure_of_the_collection_is_itself():
    """An unhedged number is exact as stated: value and both ends."""
    found = read_wordings(CLAIMS["reported"], CLAIMS["unit"])
    plain = found[CLAIMS["reported"].str.fullmatch(r"[\d.]+")]
    stated = CLAIMS["reported"][plain.index].astype(float)

    for column in ("value", "low", "high", "strict_low", "strict_high"):
        assert (plain[column] == stated).all()


def test_intervals_by_kind_are_at_hand():
    """The rules can be asked without a text."""
    assert interval_of("up_to", [40], "strict") == Interval(0, 40)
