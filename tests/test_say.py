"""Sentences said by code: no number is typed, and each carries its receipt."""

import math

import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.text import (
    KIND,
    Citation,
    Day,
    Quantity,
    Receipt,
    counted,
    listed,
    marked,
    of_them,
    percent,
    quantity,
    say,
    span,
)
from analysis.wording.intervals import Interval

MADE = Receipt(("claim", "a0214"), ("As reported: “193”.",), ("a0214",))
MARK = 'data-receipt="[&quot;claim&quot;, &quot;a0214&quot;]"'


def test_a_sentence_carries_the_receipt_of_each_number():
    """As text, as markup, and as what a notebook shows."""
    said = say("{who} said {killed} were killed.", who="He", killed=quantity(193, MADE))
    markup = f'He said <data class="n" value="193" {MARK}>193</data> were killed.'

    assert str(said) == "He said 193 were killed."
    assert said._repr_mimebundle_() == {
        "text/html": f'<p class="said">{markup}</p>',
        "text/plain": "He said 193 were killed.",
        KIND: {MADE.key: {"steps": MADE.steps, "claims": "a0214"}},
    }


@pytest.mark.parametrize("template", ["193 were killed", "{n} of 27", "{n} rows in ²"])
def test_a_number_typed_into_a_sentence_is_refused(template):
    """It would stay when the data move."""
    with pytest.raises(AnalysisError, match="a number is typed into the sentence"):
        say(template, n=quantity(3, MADE))


def test_a_name_without_a_value_is_named():
    """With those that were given: one of them may be spelt in another way."""
    with pytest.raises(AnalysisError, match=r"no value for 'median' in .*; given: medain"):
        say("{median}.", medain="some")


def test_words_of_a_source_are_no_markup():
    """Neither the sentence, nor a word, nor a claim id can open a tag."""
    said = say("{who} & co said {n}", who="<b>He</b>", n=Quantity("<1>", Receipt(("<x>",), ())))

    assert said.text == "<b>He</b> & co said <1>"
    assert said.markup == (
        "&lt;b&gt;He&lt;/b&gt; &amp; co said "
        '<data class="n" value="&lt;1&gt;" data-receipt="[&quot;&lt;x&gt;&quot;]">&lt;1&gt;</data>'
    )


def test_two_sentences_are_one_paragraph():
    """With one space between them, in text and in markup."""
    both = say("One.") + say("{n} more.", n=quantity(2, MADE))

    assert both.text == "One. 2 more."
    assert both.markup == f'One. <data class="n" value="2" {MARK}>2</data> more.'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (193, "193"),
        (193.0, "193"),
        (164200, "164,200"),
        (0, "0"),
        (193 / 199, "0.97"),
        (14.5185, "14.5"),
    ],
)
def test_counts_are_written_in_full_and_the_rest_to_three_digits(value, text):
    """Figures as stated, ratios as running text can bear them."""
    assert str(quantity(value, MADE)) == text


def test_a_missing_figure_is_not_written_as_a_number():
    """What is missing is said in words by the caller."""
    with pytest.raises(AnalysisError, match="a missing figure has no digits"):
        quantity(math.nan, MADE)


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(193 / 199, 193 / 199), "exactly 0.97"),
        (Interval(5, 24.75), "5 to 24.8"),
        (Interval(301, math.inf), "at least 301"),
        (None, "not given"),
    ],
)
def test_an_interval_is_written_in_words(interval, text):
    """A point, two ends, an open end, and none."""
    assert str(span(interval, MADE)) == text


def test_an_interval_carries_its_receipt():
    """Whatever its form."""
    for interval in (Interval(1, 1), Interval(1, 2), Interval(1, math.inf)):
        assert span(interval, MADE).receipt == MADE


def test_a_share_is_written_in_whole_per_cent():
    """With the receipt of the count."""
    assert percent(10, 715, MADE) == Quantity("1 %", MADE)


def test_days_and_titles_are_no_figures():
    """A date is marked as a time, the numerals of a name as a citation."""
    said = say("{day}, {who}", day=Day(pd.Timestamp("2023-03-18")), who=Citation("3rd Brigade"))

    assert said.text == "18 March 2023, 3rd Brigade"
    assert said.markup == (
        '<time datetime="2023-03-18">18 March 2023</time>, <cite>3rd Brigade</cite>'
    )


def test_a_list_of_quantities_carries_each_receipt():
    """As words joined by commas, as markup with one mark for each."""
    said = say("{all}", all=[quantity(1, MADE), quantity(2, MADE)])

    assert said.text == "1 and 2"
    assert said.markup.count(MARK) == 2


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("killed", "killed"),
        ("18 March 2023, inferred", "18 March 2023, inferred"),
        ("BMJ 319:407, 1999", "<cite>BMJ 319:407, 1999</cite>"),
    ],
)
def test_a_cell_without_a_receipt_holds_no_figure(text, markup):
    """Words and dates stay, other numerals are a name's or a title's."""
    assert marked(text) == markup


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["killed"], "killed"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_a_sentence_does(words, text):
    """None, one, two and three."""
    assert listed(words) == text


def test_a_nought_is_a_word_and_begins_a_sentence_with_a_capital():
    """No pair was refused; none of them has a value; and each keeps its receipt."""
    said = say(
        "{refused} refused. {kept} kept, {values} a value.",
        refused=counted(0, "pair was", MADE, plural="pairs were"),
        kept=counted(2, "pair was", MADE, plural="pairs were"),
        values=of_them(0, "gives", MADE, plural="give"),
    )

    assert str(said) == "No pair was refused. 2 pairs were kept, none gives a value."
    assert said.receipts == [MADE] * 3
