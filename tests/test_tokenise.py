"""Wordings cut into pieces."""

import pytest

from analysis.errors import AnalysisError
from analysis.wording.numerals import LOOKS_ALIKE_REASON, SLANG_REASON, Token, tokenise


def texts(wording):
    return [token.text for token in tokenise(wording)]


@pytest.mark.parametrize("dash", "-‐‑‒–—―−﹣－")
def test_every_dash_is_one_dash(dash):
    """Hyphens, dashes and the minus sign between two figures mean a range."""
    assert texts(f"600{dash}700") == ["600", "-", "700"]


@pytest.mark.parametrize("space", " \u00a0\u2007\u2009\u202f")
def test_a_space_joins_only_groups_of_three(space):
    """30 000 is one figure, 12 000 000 too; 30 00 and 30 0000 are two."""
    assert texts(f"30{space}000") == [f"30{space}000"]
    assert texts(f"12{space}000{space}000") == [f"12{space}000{space}000"]
    assert texts(f"30{space}00") == ["30", "00"]
    assert texts(f"30{space}0000") == ["30", "0000"]


def test_a_word_knows_whether_it_is_written_on_to_the_figure():
    """ "100mila" and "100 mila" differ in one mark."""
    assert tokenise("100mila")[1] == Token("word", "mila", True)
    assert tokenise("100 mila")[1] == Token("word", "mila", False)


def test_quotes_brackets_and_idle_punctuation_are_left_out():
    """Only what bears on the figure stays."""
    assert texts("(«about»  “70” тыс., killed!)") == ["about", "70", "тыс", "killed"]


def test_digits_of_any_script_are_digits_and_superscripts_are_not():
    """Arabic-Indic 34 is 34; 10² is not 102."""
    assert texts("٣٤") == ["34"]
    assert texts("10²") == ["10", "²"]


@pytest.mark.parametrize(
    "wording",
    [
        "200s",
        "300's",
        "at least 50 “200s”",
        "50 '200's",
        "up to a hundred 300s",
        "200-х",
        "груз 200",
        "Cargo-200",
        "двухсотых",
    ],
)
def test_soldiers_code_is_refused_wherever_it_stands(wording):
    """200 and 300 in it are words for dead and wounded; no count may come of them."""
    with pytest.raises(AnalysisError) as refusal:
        tokenise(wording)

    assert str(refusal.value) == SLANG_REASON


@pytest.mark.parametrize("wording", ["200", "300 shells", "more than 200", "200-300"])
def test_plain_200_and_300_are_figures(wording):
    """Only the plural and "cargo" make a code of them."""
    assert texts(wording)[-1] in {"200", "300", "shells"}


@pytest.mark.parametrize("text", ["19З", "1900О", "9О", "О9", "з19", "190 до 20О", "l93"])
def test_a_letter_that_is_seen_as_a_digit_is_no_word_beside_the_figure(text):
    """19 followed by the Cyrillic letter Ze was read as 19, and looks like 193."""
    with pytest.raises(AnalysisError) as refusal:
        tokenise(text)
    assert str(refusal.value) == LOOKS_ALIKE_REASON


@pytest.mark.parametrize("text", ["19 з 20", "19-го", "о 5 убитых", "3 з них", "5 тыс", "2х"])
def test_words_of_one_letter_stay_words(text):
    """Where a space parts them from the figure, or they look like no digit."""
    assert tokenise(text)
