"""The word tables agree with each other and with the rules."""

from analysis.wording import numerals
from analysis.wording.intervals import KINDS


def test_every_hedge_and_vague_word_has_a_rule():
    """No table names a kind of wording that no rule knows; `plain` stands for no hedge."""
    kinds = {
        *numerals.HEDGES.values(),
        *numerals.TRAILING_HEDGES.values(),
        *numerals.VAGUE.values(),
    }

    assert kinds - {"plain"} - set(KINDS) == set()


def test_no_word_is_both_a_unit_and_a_filler():
    """A word that names what is counted is never passed over."""
    units = {phrase[0] for phrase in numerals.UNITS if len(phrase) == 1}

    assert units & numerals.FILLERS == set()


def test_no_word_after_a_figure_is_a_number_or_a_multiplier():
    """What may follow a figure cannot change its size."""
    numbers = {*numerals.ONES, *numerals.TENS, *numerals.SCALES, *numerals.FRACTIONS}
    after = {word for phrase in numerals.UNITS for word in phrase} | numerals.FILLERS

    assert numbers & after == set()


def test_fractions_have_their_values():
    """A third to a tenth, with quarter for four."""
    assert {word: part.denominator for word, part in numerals.FRACTIONS.items()} == {
        "third": 3,
        "quarter": 4,
        "fifth": 5,
        "sixth": 6,
        "seventh": 7,
        "eighth": 8,
        "ninth": 9,
        "tenth": 10,
        "half": 2,
    }
