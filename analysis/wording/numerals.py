"""From text to number: digits, unit words, number words and fractions, exact or not at all.

The words that figures are reported in, as tables: numbers, hedges, vague amounts, units.

A word that is in none of these tables is never skipped: the figure beside it is set aside.
"""

from __future__ import annotations

from fractions import Fraction

from analysis.errors import AnalysisError
from analysis.wording.amounts import (
    ENGLISH,
    UNDECLARED,
    Number,
    NumberFormat,
    Token,
    read_digits,
    tokenise,
)


def _words(text: str) -> list[str]:
    return text.split()


def _phrases(table: dict[str, str]) -> dict[tuple[str, ...], str]:
    """Turn {kind: "phrase | phrase"} round: {("up", "to"): "up_to"}."""
    return {
        tuple(phrase.split()): kind
        for kind, phrases in table.items()
        for phrase in phrases.split("|")
    }


_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_PARTS = "third quarter fifth sixth seventh eighth ninth tenth"
_SCALES = {
    12: "dozen dozens",
    100: "hundred hundreds",
    10**3: """k thousand thousands tsd tausend mila mille тыс тысяч тысячи тысяча тисяч тисячі
    тисяча tys tysięcy tysiące""",
    10**6: """million millions mln mio mn millionen milioni millones млн миллион миллиона миллионов
    мільйон мільйони мільйонів""",
    10**9: "billion bn mrd mld milliarden miliardi млрд",
}
_FILLERS = """a an the of in on at per day daily city area direction front town russian ukrainian
wagner enemy and were was have been are"""

ONES = {word: value for value, word in enumerate(_words(_ONES))}
TENS = {word: 10 * value for value, word in enumerate(_words(_TENS), start=2)}
FRACTIONS = {word: Fraction(1, value) for value, word in enumerate(_words(_PARTS), start=3)}
FRACTIONS |= {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}
FRACTION_PLURALS = {f"{word}s": part for word, part in FRACTIONS.items() if word != "half"}
VULGAR = dict(
    zip("½⅓⅔¼¾⅕", [Fraction(text) for text in _words("1/2 1/3 2/3 1/4 3/4 1/5")], strict=True)
)

SCALES = {word: scale for scale, words in _SCALES.items() for word in _words(words)}
"""Unit words by what they multiply, in the languages of the pages collected so far."""

SINGULAR_SCALES = frozenset({"dozen", "hundred", "thousand", "million", "billion"})
"""Unit words that may stand without a figure, or after "a" or "half a"."""

HEDGES = _phrases(
    {
        "about": "about | around | some | approximately | approx | roughly | circa | ca"
        " | an estimated | estimated | on the order of | ~ | ≈",
        "nearly": "nearly | almost | close to | just under | approaching | just short of",
        "more_than": "more than | over | above | exceeding | in excess of | upwards of"
        " | greater than | well over | well above | just over | just above | slightly over"
        " | slightly more than | a little over | a little more than | >",
        "at_least": "at least | at the least | at the very least | no fewer than | no less than"
        " | not less than | not fewer than | minimum | minimum of | a minimum of | min | ≥",
        "up_to": "up to | as many as | as much as | no more than | not more than | not over"
        " | at most | at the most | maximum | maximum of | a maximum of | max | ≤",
        "less_than": "less than | fewer than | under | below | <",
        "exactly": "exactly | precisely",
        "plain": "only | just | a total of | total of | in total | in all | the",
    }
)
"""Words before a figure. `exactly` takes away the rounding, `plain` changes nothing."""

TRAILING_HEDGES = _phrases(
    {
        "about": "or so | approximately | approx | roughly | or thereabouts",
        "at_least": "or more | and more | or over | or above | and over | at least"
        " | at the least | at the very least | minimum | +",
        "up_to": "or less | or fewer | or under | at most | at the most | maximum | max",
        "plain": "in total | in all | altogether",
    }
)
"""Words after a figure that say how far it may be off."""

VAGUE = _phrases(
    {
        "a_couple": "a couple | couple | a couple of | couple of",
        "a_few": "a few",
        "several": "several",
        "dozens": "dozens",
        "tens": "tens",
        "several_dozen": "several dozen | several dozens | a few dozen | a few dozens"
        " | several tens | a few tens | some dozens | some tens",
        "hundreds": "hundreds",
        "several_hundred": "several hundred | several hundreds | a few hundred | a few hundreds"
        " | some hundreds",
        "thousands": "thousands",
        "several_thousand": "several thousand | several thousands | a few thousand"
        " | a few thousands | some thousands",
        "tens_of_thousands": "tens of thousands | dozens of thousands"
        " | several tens of thousands | several dozen thousand",
        "hundreds_of_thousands": "hundreds of thousands",
        "several_hundred_thousand": "several hundred thousand | a few hundred thousand"
        " | several hundreds of thousands",
        "millions": "millions",
    }
)
"""Amounts without a number. "A few dozen" and "several dozen" render one East-Slavic phrase."""

DIGIT_NUMBERS = _phrases(
    {
        "1": "single - digit | one - digit | 1 - digit | single digit",
        "2": "two - digit | 2 - digit | double - digit | double digit | double digits",
        "3": "three - digit | 3 - digit | triple - digit | triple digit | triple digits",
        "4": "four - digit | 4 - digit",
        "5": "five - digit | 5 - digit",
        "6": "six - digit | 6 - digit",
    }
)
"""How many digits "a three-digit number" has."""

UNITS = _phrases(
    {
        "percent": "% | percent | per cent | pct | процент | процента | процентов | prozent",
        "percentage_points": "percentage points | percentage point | pp | p p | % points"
        " | percent points",
        "metres": "m | metre | metres | meter | meters | metri | м | метров | метра",
        "km": "km | kilometre | kilometres | kilometer | kilometers | км",
        "cm": "cm | centimetre | centimetres | centimeter | centimeters",
        "square_km": "square km | sq km | sqkm | km² | square kilometre | square kilometres"
        " | square kilometer | square kilometers",
        "square_metres": "square metres | square meters | square metre | square meter | sq m | m²",
        "tonnes": "tonne | tonnes | ton | tons",
        "ratio": "times",
        "shells": "shell | shells",
        "events": "clash | clashes | attack | attacks | assault | assaults | strike | strikes"
        " | airstrike | airstrikes | air strikes | artillery strikes | shelling | shellings"
        " | engagements | firefights | events",
        "persons": "person | persons | people | man | men | soldier | soldiers | troops"
        " | fighters | servicemen | militants | mercenaries | prisoners | defenders | convicts"
        " | casualties | losses | killed | wounded | injured | dead | deaths | captured"
        " | missing | lives",
        "items": "tank | tanks | vehicles | guns | drones | howitzers | helicopters | aircraft"
        " | depots | buildings | battalions | units",
    }
)
"""Words after a figure that say what it counts, by the unit they stand for."""

FILLERS = frozenset(_words(_FILLERS))
"""Words around a unit that change no figure."""

COUNTED_WHOLE = frozenset({"persons", "events", "items", "shells"})
"""Units of things that come whole: 1.1 of them is a sign of a misread separator."""

EXTENTS = frozenset({"metres", "km", "cm", "square_km", "square_metres", "tonnes"})
"""Units of which there can be half a one."""

MEASURED = frozenset({"square_km", "km", "ratio"})
"""Units so coarse that figures in them have decimals: "more than 17" does not start at 18."""

COUNTABLE = frozenset(
    words[0] for words, unit in UNITS.items() if unit in COUNTED_WHOLE and len(words) == 1
)
"""Things of which "no ..." is a stated zero; "no figure" and "no doubt" are not."""


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
