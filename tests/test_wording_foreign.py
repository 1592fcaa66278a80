"""Figures in the words of the page: read by the tables of words, by the rules of English."""

import pandas as pd
import pytest

from analysis.wording.reading import in_english, read_wording, read_wordings

PAIRS = [
    ("майже 200", "almost 200"),
    ("почти 200", "almost 200"),
    ("до 90", "up to 90"),
    ("понад 1 100", "more than 1100"),
    ("свыше 1 100", "more than 1100"),
    ("не менше п'яти", "at least 5"),
    ("кілька десятків", "several dozen"),
    ("несколько десятков", "several dozen"),
    ("від 200 до 300 метрів", "200 to 300 metres"),
    ("двадцять п'ять", "25"),
    ("півтори тисячі", "1.5 thousand"),
    ("два десятки", "20"),
    ("свыше тысячи", "more than a thousand"),
    ("більше половини", "more than half"),
    ("31 окупант", "31"),
    ("майже 70 %", "almost 70 %"),
]


@pytest.mark.parametrize(("theirs", "ours"), PAIRS)
def test_words_in_cyrillic_allow_what_their_english_allows(theirs, ours):
    """Hedges, ranges, number words, vague amounts, shares; no language has to be named."""
    unit = "percent" if "%" in ours else ""
    found, expected = read_wording(theirs, unit), read_wording(ours, unit)

    assert found.text == theirs
    assert (found.wording, found.strict) == (expected.wording, expected.strict)
    assert found.strict is not None


@pytest.mark.parametrize(
    ("words", "language", "ours"),
    [
        ("mehr als 200", "de", "more than 200"),
        ("ponad 200", "pl", "more than 200"),
        ("cerca de 300", "es", "about 300"),
        ("cerca de un millar", "es", "about a thousand"),
        ("casi 300", "es", "almost 300"),
        ("annähernd 300", "de", "about 300"),
        ("knapp 300", "de", "almost 300"),
        ("près de 300", "fr", "almost 300"),
        ("blisko 300", "pl", "almost 300"),
        ("vicino a 300", "it", "almost 300"),
    ],
)
def test_words_in_latin_letters_are_read_once_their_language_is_named(words, language, ours):
    """Without it they could be English, and are set aside as before."""
    assert read_wording(words, language=language).strict == read_wording(ours).strict
    assert read_wording(words).strict is None


@pytest.mark.parametrize("words", ["майже двісті слонів", "200 - чи 300?", "невідомо скільки", "ї"])
def test_words_that_no_table_has_leave_the_figure_unread(words):
    """Never skipped; the reason is that of the English rules."""
    found = read_wording(words)

    assert found.strict is None
    assert found.reason


def test_a_column_may_hold_figures_in_several_languages():
    """Each is read by itself."""
    rows = read_wordings(pd.Series(["almost 200", "майже 200", "почти 200"]))

    assert rows["low"].tolist() == [180, 180, 180]
    assert rows["high"].tolist() == [199, 199, 199]


def test_a_table_of_words_is_asked_only_for_words_it_has():
    """An unknown word stops the translation."""
    assert in_english("майже 200", "uk") == "nearly 200"
    assert in_english("майже 200", "ru") is None
