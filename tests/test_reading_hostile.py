"""Texts that mean harm, or are broken, are read without harm and told of."""

import time

import pytest

from analysis.errors import ParameterError
from analysis.reading.amounts import OTHER_DIGITS, SHOWN_OTHERWISE, UNSEEN_MARK
from analysis.reading.reader import read_text
from tests.payloads import CORPUS

BRIEFING = "Over the past day {} occupiers were killed, Cherevaty said."


def reasons(text):
    return [refusal.reason for refusal in read_text(text).refused]


def test_marks_that_turn_digits_round_are_refused_and_told():
    """A right-to-left override shows 193 where 391 is stored."""
    text = BRIEFING.format("\u202e391\u202c")

    assert read_text(text).figures == []
    assert reasons(text) == [SHOWN_OTHERWISE]


@pytest.mark.parametrize("mark", ["\u200b", "\u200f", "\u00ad", "\u2060", "\ufeff"])
def test_unseen_marks_in_a_number_are_refused_and_told(mark):
    """They split or join what is seen as one number."""
    text = BRIEFING.format(f"39{mark}1")

    assert read_text(text).figures == []
    assert UNSEEN_MARK in reasons(text)


@pytest.mark.parametrize("digits", ["٣٩١", "３９１", "𝟑𝟗𝟏", "३९१"])
def test_look_alike_digits_are_refused_and_told(digits):
    """Only 0 to 9 are read as digits."""
    text = BRIEFING.format(digits)

    assert read_text(text).figures == []
    assert OTHER_DIGITS in reasons(text)


@pytest.mark.parametrize("number", ["1O1", "l01", "10l"])
def test_letters_among_digits_are_no_number(number):
    """An O for a nought is a model's name at best."""
    assert read_text(BRIEFING.format(number)).figures == []


def test_look_alike_letters_are_read_as_what_they_look_like():
    """A Latin i within a Ukrainian word."""
    reading = read_text("За добу лiквiдовано 31 окупанта, сказав Череватий.")

    assert [(f.wording, f.measure) for f in reading.figures] == [("31", "killed")]


@pytest.mark.parametrize(
    "text",
    [
        "7" * 1_000_000,
        " " * 60_000 + "12 clashes" + " " * 60_000,
        "\n" * 60_000 + "12 clashes",
        "12 " * 20_000,
        "killed and " * 20_000,
        "(" * 30_000 + "12" + ")" * 30_000,
        "1,1" * 30_000,
        "“" * 30_000 + "said",
        "A" * 200_000,
        "від до " * 20_000,
    ],
    ids=range(10),
)
def test_large_and_endless_texts_are_read_quickly(text):
    """Nothing in the reader grows faster than the text."""
    began = time.process_time()
    reading = read_text(text)

    assert time.process_time() - began < 8
    assert len(reading.figures) < 3


def test_a_sentence_without_end_is_read_as_fast_as_its_parts():
    """Four thousand figures between commas, with no stop: time grows with the length alone."""
    began = time.process_time()
    reading = read_text("killed 12 soldiers, " * 4000)

    assert len(reading.figures) == 4000
    assert time.process_time() - began < 12


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_page_has_is_refused(published):
    """Days of the week are counted back from it: before the calendar there are none."""
    with pytest.raises(ParameterError, match="published is no day of a page"):
        read_text("On Monday 12 soldiers were killed.", published=published)


def test_a_number_without_end_is_refused():
    """Told with its reason."""
    assert reasons("Over the past day " + "7" * 5000 + " occupiers were killed.") == [
        "a number of too many digits"
    ]


@pytest.mark.parametrize("payload", CORPUS, ids=range(len(CORPUS)))
def test_payloads_are_words_like_any_other(payload):
    """They come back as they are, and add no figure to a briefing."""
    reading = read_text(f"{BRIEFING.format(12)}\n{payload}")

    assert [(f.wording, f.measure) for f in reading.figures][:1] == [("12", "killed")]
    assert reading.text.endswith(payload)


def test_lone_surrogates_have_a_digest():
    """A text that UTF-8 cannot write is still read."""
    assert len(read_text("12 clashes \ud800").sha256) == 64
