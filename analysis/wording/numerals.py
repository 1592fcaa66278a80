"""From text to number: digits, unit words, number words and fractions, exact or not at all."""

from __future__ import annotations

from fractions import Fraction

from analysis.errors import AnalysisError
from analysis.wording.amounts import ENGLISH, UNDECLARED, Number, NumberFormat, read_digits
from analysis.wording.lexicon import (
    FRACTION_PLURALS,
    FRACTIONS,
    ONES,
    SCALES,
    SINGULAR_SCALES,
    TENS,
    VULGAR,
)
from analysis.wording.tokens import Token, tokenise

__all__ = ["ENGLISH", "UNDECLARED", "Number", "NumberFormat", "parse_number", "take_number"]

Found = tuple[Number, int] | None
"""A number and the index of the token after it; None if no number begins there."""


def parse_number(text: str, number_format: NumberFormat = ENGLISH) -> Number:
    """Read a text that is a number and nothing else.

    Parameters
    ----------
    text : str
        Digits with any separators, unit words, number words or fractions.
    number_format : NumberFormat
        What the table declares.

    Returns
    -------
    Number

    Raises
    ------
    AnalysisError
        If it is no number, more than one, or ambiguous; the message is the reason.

    Examples
    --------
    >>> float(parse_number("1.28 million").amount), float(parse_number("45 тыс.").amount)
    (1280000.0, 45000.0)
    >>> parse_number("half a thousand").amount, parse_number("a third").amount
    (Fraction(500, 1), Fraction(1, 3))
    >>> parse_number("1.100", NumberFormat(",")).amount
    Fraction(1100, 1)
    """
    tokens = tokenise(text)
    found = take_number(tokens, 0, number_format)
    if found is None:
        raise AnalysisError("The wording holds no number.")
    number, after = found
    if after != len(tokens):
        rest = " ".join(token.text for token in tokens[after:])
        raise AnalysisError(f"The rules do not know the words after the number: “{rest}”.")
    return number


def take_number(tokens: list[Token], start: int, number_format: NumberFormat = ENGLISH) -> Found:
    """Read the number that begins at a token.

    Parameters
    ----------
    tokens : list of Token
    start : int
        Index of its first token.
    number_format : NumberFormat

    Returns
    -------
    tuple of (Number, int), or None
        The number and the index of the token after it; None if no number begins here.

    Raises
    ------
    AnalysisError
        If its digits are ambiguous or malformed.
    """
    # "50k" is fifty thousand; a "k" apart from its figure may be anything.
    words = ["" if token[1:] == ("k", False) else token.text for token in tokens]
    share = _fraction(words, start)
    if share is not None:
        return _scaled_share(words, *share)
    if start < len(tokens) and tokens[start].kind == "digits":
        return _scaled(
            words, *_with_half(words, read_digits(words[start], number_format), start + 1)
        )
    return _whole(words, start)


def _word(words: list[str], index: int) -> str:
    return words[index] if index < len(words) else ""


def _fraction(words: list[str], start: int) -> Found:
    """Half, a third, two thirds, ¾. A bare "third" is an ordinal and no share."""
    first, second = _word(words, start), _word(words, start + 1)
    if first == "half" or first in VULGAR:
        return Number(VULGAR.get(first, Fraction(1, 2)), None, is_share=True), start + 1
    if first in {"a", "one"} and second in FRACTIONS:
        return Number(FRACTIONS[second], None, is_share=True), start + 2
    if ONES.get(first, 0) > 1 and second in FRACTION_PLURALS:
        return Number(ONES[first] * FRACTION_PLURALS[second], None, is_share=True), start + 2
    return None


def _scaled_share(words: list[str], share: Number, after: int) -> Found:
    """Half a thousand, a quarter of a million; else the share itself."""
    scale = after + (_word(words, after) == "of")
    scale += _word(words, scale) in {"a", "one"}
    return (
        _scaled(words, share, scale) if _word(words, scale) in SINGULAR_SCALES else (share, after)
    )


def _with_half(words: list[str], number: Number, after: int) -> tuple[Number, int]:
    if words[after : after + 3] == ["and", "a", "half"]:
        return Number.of(number.amount + Fraction(1, 2)), after + 3
    return number, after


def _scaled(words: list[str], number: Number, after: int) -> tuple[Number, int]:
    """Multiply by the unit words that follow."""
    while _word(words, after) in SCALES:
        number, after = number.times(SCALES[words[after]]), after + 1
    return number, after


def _whole(words: list[str], start: int, below: int = 10**16) -> Found:
    """Fifty-four; a hundred and fifty; two million three hundred thousand."""
    found = _below_thousand(words, start)
    if found is None:
        return None
    number, after = _scaled(words, *_with_half(words, *found))
    if number.amount >= below:
        return None
    if not number.scales or number.scales[-1] < 1000:
        return number, after
    rest = _whole(words, after + (_word(words, after) == "and"), number.scales[-1])
    if rest is None or rest[0].amount == 0:
        return number, after
    return Number.of(number.amount + rest[0].amount), rest[1]


def _below_thousand(words: list[str], start: int) -> Found:
    """Read what stands before a unit word; "a" and a bare "hundred" count as one."""
    bare = start + (_word(words, start) == "a")
    head = (1, bare) if _word(words, bare) in SINGULAR_SCALES else _below_hundred(words, start)
    if head is None:
        return None
    count, after = head
    if _word(words, after) != "hundred":
        return Number.of(count), after
    tail = _below_hundred(words, after + 1 + (_word(words, after + 1) == "and"))
    if tail is None or tail[0] == 0 or SCALES.get(_word(words, tail[1]), 1000) < 1000:
        return Number.of(count).times(100), after + 1
    return Number.of(count * 100 + tail[0]), tail[1]


def _below_hundred(words: list[str], start: int) -> tuple[int, int] | None:
    word = _word(words, start)
    if word in ONES:
        return ONES[word], start + 1
    if word not in TENS:
        return None
    after = start + 1 + (_word(words, start + 1) == "-")
    unit = ONES.get(_word(words, after), 0)
    return (TENS[word] + unit, after + 1) if 0 < unit < 10 else (TENS[word], start + 1)
