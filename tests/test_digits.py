"""Figures in digits, by the decimal mark that a table declares."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError, ParameterError
from analysis.wording.numerals import ENGLISH, Number, NumberFormat, read_digits

CONTINENTAL = NumberFormat(",")
SEPARATORS = [" ", "\u00a0", "\u2007", "\u2009", "\u202f", "'", "’", "ʼ"]


@given(st.integers(0, 10**15 - 1), st.sampled_from([",", *SEPARATORS]))
def test_a_grouped_figure_reads_back_under_a_decimal_point(count, separator):
    """Writing a count with any separator and reading it gives the count."""
    written = f"{count:,}".replace(",", separator)

    assert read_digits(written, ENGLISH).amount == count


@given(
    st.integers(0, 10**9),
    st.text("0123456789", min_size=1, max_size=5),
    st.sampled_from([".", *SEPARATORS]),
)
def test_a_grouped_figure_with_a_decimal_comma_reads_back(whole, decimals, separator):
    """The last figure given sets the place, also if it is 0."""
    written = f"{whole:,}".replace(",", separator) + "," + decimals

    number = read_digits(written, CONTINENTAL)

    assert number.amount == Fraction(f"{whole}.{decimals}")
    assert number.place == -len(decimals)


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1.100", Fraction("1.1"), 1100),
        ("1,100", 1100, Fraction("1.1")),
        ("999.000", 999, 999_000),
    ],
)
def test_a_lone_group_of_three_is_settled_by_the_declared_mark(text, point, comma):
    """Point or comma before three digits has two readings; without a declaration it has none."""
    assert read_digits(text, ENGLISH).amount == point
    assert read_digits(text, CONTINENTAL).amount == comma
    with pytest.raises(AnalysisError, match="declares no decimal mark"):
        read_digits(text, NumberFormat(None))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,28", "1.28"),
        ("1.28", "1.28"),
        ("0,100", "0.1"),
        ("1234,567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 100", "1100"),
        ("12'000.25", "12000.25"),
    ],
)
@pytest.mark.parametrize("declared", [ENGLISH, CONTINENTAL, NumberFormat(None)])
def test_a_figure_with_one_reading_needs_no_declaration(text, value, declared):
    """Two decimals, two groups or two marks leave one reading under any convention."""
    assert read_digits(text, declared).amount == Fraction(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12,34,567", "“12,34,567” is not grouped in thousands."),
        ("1,100 200", "“1,100 200” is not grouped in thousands."),
        ("0 100", "“0 100” is not grouped in thousands."),
        ("18.03.2023", "“18.03.2023” is not grouped in thousands."),
        (".5", "“.5” begins with a separator."),
        ("1" * 16, "“1111111111111111…” has more digits than a count can have."),
    ],
)
def test_a_figure_that_fits_no_convention_is_refused(text, reason):
    """Nothing is repaired."""
    with pytest.raises(AnalysisError) as refusal:
        read_digits(text)

    assert str(refusal.value) == reason


def test_a_table_may_name_its_separators():
    """A declared set of separators refuses the others, and settles what it holds."""
    spaced = NumberFormat(",", thousands=" ")

    assert read_digits("1 100", spaced).amount == 1100
    with pytest.raises(AnalysisError, match="a separator that the table does not declare"):
        read_digits("1.100", spaced)
    assert read_digits("1.100", NumberFormat(None, thousands=".")).amount == 1100


@pytest.mark.parametrize("decimal", ["'", "", "dot"])
def test_a_decimal_mark_is_a_point_or_a_comma(decimal):
    """Other marks are refused when the format is declared, not when it is used."""
    with pytest.raises(ParameterError, match="decimal is"):
        NumberFormat(decimal)


def test_one_character_cannot_be_both_marks():
    """A format that contradicts itself is refused."""
    with pytest.raises(ParameterError, match="decimal mark and separator at once"):
        NumberFormat(".", thousands=".")


@pytest.mark.parametrize(
    ("number", "place"),
    [
        (Number.of(0), 0),
        (Number.of(193), 0),
        (Number.of(1500), 2),
        (Number.of(2.36), -2),
        (Number.of(1.28).times(10**6), 4),
        (read_digits("2.0").times(10**6), 5),
        (Number.of(15).times(1000), 3),
        (Number.of(Fraction(1, 3)), None),
        (Number.of(Fraction(1, 3)).times(10**6), 5),
    ],
)
def test_the_place_is_that_of_the_last_figure_given(number, place):
    """Idle zeros of a whole number are not given; decimals are, also zeros."""
    assert number.place == place


def test_numbers_beyond_any_count_are_refused():
    """A float would no longer hold them exactly."""
    with pytest.raises(AnalysisError, match="larger than a count can be"):
        Number.of(10**10).times(10**9)
    with pytest.raises(AnalysisError, match="inf is not a number"):
        Number.of(float("inf"))
