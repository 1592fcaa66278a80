"""Texts that are a number, in digits or words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.wording.numerals import ENGLISH, NumberFormat, take_number, tokenise

WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"""
SMALL, TENS = WORDS.split()[:20], WORDS.split()[20:]


def in_words(count):
    """Write a count below 10^9 in English words."""
    for scale, word in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if count >= scale:
            rest = f" {in_words(count % scale)}" if count % scale else ""
            return f"{in_words(count // scale)} {word}{rest}"
    if count < 20:
        return SMALL[count]
    return TENS[count // 10 - 2] + (f"-{SMALL[count % 10]}" if count % 10 else "")


def number_in(text, number_format=ENGLISH):
    """The number that a text is; None if it is none, or anything besides."""
    tokens = tokenise(text)
    number, after = take_number(tokens, 0, number_format) or (None, 0)
    return number if after == len(tokens) else None


@given(st.integers(0, 10**9 - 1))
def test_number_words_read_back(count):
    """Every count below a thousand million can be written in words and read again."""
    assert number_in(in_words(count)).amount == count


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("70 thousand", 70_000),
        ("70 Tsd.", 70_000),
        ("45 тыс.", 45_000),
        ("11 mila", 11_000),
        ("100mila", 100_000),
        ("50k", 50_000),
        ("1.28 million", 1_280_000),
        ("1,28 mln", 1_280_000),
        ("2 млн", 2_000_000),
        ("5 hundred", 500),
        ("2 dozen", 24),
        ("3 and a half thousand", 3500),
    ],
)
def test_unit_words_multiply(text, amount):
    """In the languages of the pages, apart from the figure or written on to it."""
    assert number_in(text).amount == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("three", 3),
        ("fifty", 50),
        ("Fifty-Four", 54),
        ("a hundred", 100),
        ("hundred", 100),
        ("one hundred and fifty-four", 154),
        ("a thousand and one", 1001),
        ("nineteen hundred and five", 1905),
        ("one and a half thousand", 1500),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("half a thousand", 500),
        ("half a million", 500_000),
        ("a quarter of a million", 250_000),
        ("half", Fraction(1, 2)),
        ("a third", Fraction(1, 3)),
        ("one fifth", Fraction(1, 5)),
        ("two thirds", Fraction(2, 3)),
        ("¾", Fraction(3, 4)),
    ],
)
def test_number_words_and_fractions(text, amount):
    """Exact, a third included."""
    assert number_in(text).amount == amount


def test_only_a_bare_fraction_is_a_share():
    """Half is a part of a whole; half a thousand is 500."""
    assert number_in("half").is_share
    assert not number_in("half a thousand").is_share


def test_the_declared_mark_reaches_a_figure_with_a_unit_word():
    """ "1.100 тыс." is 1,100 thousand or 1.1 thousand, as the table says."""
    assert number_in("1.100 тыс.", NumberFormat(",")).amount == 1_100_000
    assert number_in("1.100 тыс.").amount == 1100
    with pytest.raises(AnalysisError, match="declares no decimal mark"):
        number_in("1.100 тыс.", NumberFormat(None))


@pytest.mark.parametrize(
    "text", ["", "third", "50 k", "twenty twenty", "a hundred and two hundred"]
)
def test_what_is_not_one_number_is_refused(text):
    """The whole text has to be the number."""
    assert number_in(text) is None


def test_a_number_beyond_all_counts_is_refused():
    """With the reason."""
    with pytest.raises(AnalysisError) as refusal:
        number_in("million million million")

    assert str(refusal.value) == "The number is larger than a count can be."


def test_a_long_run_of_number_words_is_refused_and_not_followed():
    """Reading goes down only while the unit words get smaller."""
    assert number_in("one thousand " * 3000) is None
