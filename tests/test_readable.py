"""Numbers and days as a reader reads them: no digit that was not said, no habit of a machine."""

import math

import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.text import cell, day, number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (193 / 199, "0.97"),
        (0.0769, "0.0769"),
        (14.5185, "14.5"),
        (88.0, "88"),
        (0.00012345, "0.000123"),
        (851117, "851,117"),
        (1234.56, "1,230"),
        (999.9, "1,000"),
        (0, "0"),
        (-2.5, "−2.5"),
        (math.inf, "infinite"),
    ],
)
def test_numbers_have_three_digits_and_counts_are_whole(value, text):
    """Ratios never show more than three digits, counts stand as stated."""
    assert number(value) == text


def test_tables_may_have_a_fourth_digit():
    """Methods 5.2 allows four in tables."""
    assert number(193 / 199, 4) == "0.9698"


def test_a_missing_number_is_refused():
    """Missing is not a number and not zero; the caller says what is missing."""
    with pytest.raises(AnalysisError, match="say in words what is missing"):
        number(math.nan)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("open", "open"),
        (True, "yes"),
        (pd.Timestamp("2023-03-08"), "8 March 2023"),
        (pd.NaT, ""),
        (None, ""),
        (0.5, "0.5"),
    ],
)
def test_cells_are_written_for_readers(value, text):
    """A table says yes, a day and a number as the text around it does."""
    assert cell(value) == text


def test_days_do_not_depend_on_the_language_of_the_machine():
    """Month names are the page's, not the machine's."""
    assert day(pd.Timestamp("2023-05-01")) == "1 May 2023"
