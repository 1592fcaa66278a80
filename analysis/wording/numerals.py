"""From text to number, exact or not at all: digits, unit words, number words and fractions.

A number has its exact value, and how far its figures go. One that two conventions read differently
is settled by what the table declares, or refused; nothing is guessed from its size. A wording is
cut into figures, words and signs, with one kind of dash, quote and digit. The words that figures
are reported in stand in `english.toml`: a word that is in none of its tables is never skipped, the
figure beside it is set aside.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from analysis.errors import AnalysisError, ParameterError

LARGEST = 10**15
"""Above it a float no longer holds every whole number; no claimed figure comes near."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a table writes numbers.

    Parameters
    ----------
    decimal : {".", ",", None}
        The decimal mark; None = not declared, and then "1.100" and "1,100" are refused.
    thousands : str or None
        Every character that may stand between groups of three digits; None = spaces, apostrophes,
        and the point or comma that is not the decimal mark.

    Raises
    ------
    ParameterError
        If the decimal mark is another character, or also separates thousands.
    """

    decimal: str | None = "."
    thousands: str | None = None

    def __post_init__(self) -> None:
        if self.decimal not in (".", ",", None):
            raise ParameterError(f"decimal is “.”, “,” or None, not {self.decimal!r}")
        if self.decimal and self.decimal in (self.thousands or ""):
            raise ParameterError(f"“{self.decimal}” cannot be decimal mark and separator at once")

    def accepts(self, separator: str) -> bool:
        """Whether the character may stand between groups of three digits."""
        return self.thousands is None or separator in self.thousands

    def is_decimal(self, mark: str) -> bool | None:
        """Whether a lone point or comma is the decimal mark; None = the table does not say."""
        if self.decimal is not None:
            return mark == self.decimal
        return False if mark in (self.thousands or "") else None


ENGLISH = NumberFormat(".")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written.

    Parameters
    ----------
    amount : fractions.Fraction
        Its exact value.
    place : int or None
        Power of ten of the last figure given: 2 for 1,500, 0 for 193, -2 for 2.36; None for a
        share such as a third.
    scales : tuple of int
        The unit words it ended with: (1000,) for "20 thousand".
    is_share : bool
        Whether fraction words alone gave it: "half", "a third".
    dozens : fractions.Fraction or None
        How many dozens it was counted in.
    settled : bool
        Whether only the declared decimal mark made it a decimal ("1.100").
    """

    amount: Fraction
    place: int | None
    scales: tuple[int, ...] = ()
    is_share: bool = False
    dozens: Fraction | None = None
    settled: bool = False

    @classmethod
    def of(cls, value: float | Fraction) -> Number:
        """Take a value in its shortest decimal writing.

        >>> Number.of(2.36).place, Number.of(1500).place
        (-2, 2)
        """
        if not math.isfinite(value):
            raise AnalysisError(f"{value} is not a number that can be claimed.")
        amount = value if isinstance(value, Fraction) else Fraction(str(value))
        return cls(amount, _last_place(amount))

    def times(self, scale: int) -> Number:
        """Multiply by a unit word; the last figure given moves with it.

        >>> Number.of(1.5).times(1000).place
        2
        """
        amount = self.amount * scale
        if amount > LARGEST:
            raise AnalysisError("The number is larger than a count can be.")
        zeros = len(str(scale)) - 1
        place = _last_place(amount)
        if scale != 12 and self.place is not None and self.place < 0:
            place = self.place + zeros
        return replace(
            self,
            amount=amount,
            place=zeros - 1 if place is None else place,
            scales=(*self.scales, scale),
            is_share=False,
            dozens=self.amount if scale == 12 and not self.scales else None,
        )


def read_digits(text: str, number_format: NumberFormat = ENGLISH) -> Number:
    """Read one figure in digits, with whatever stands between its groups.

    Parameters
    ----------
    text : str
        Digits 0 to 9 with single marks between them.
    number_format : NumberFormat
        The table's declaration. It is asked only where two readings exist: 1,28 and 1.234.567
        have one each.

    Returns
    -------
    Number

    Raises
    ------
    AnalysisError
        If the groups fit no convention, or two and none was declared; the message is the reason.

    Examples
    --------
    >>> float(read_digits("1,100").amount), float(read_digits("1,28").amount)
    (1100.0, 1.28)
    """
    groups, marks = re.findall(r"\d+", text), re.findall(r"\D", text)
    if not text[0].isdecimal():
        raise AnalysisError(f"“{text[:20]}” begins with a separator.")
    if len("".join(groups)) > 15:
        raise AnalysisError(f"“{text[:20]}…” has more digits than a count can have.")
    has_decimals = marks[-1:] in (["."], [","]) and marks[-1] not in marks[:-1]
    settled = has_decimals and len(groups) == 2 and _is_thousands(groups)
    if settled:
        has_decimals = settled = number_format.is_decimal(marks[0])
    if has_decimals is None:
        head, tail = groups
        raise AnalysisError(
            f"“{head}{marks[0]}{tail}” is {head}{tail} or {head} and {tail} thousandths: the table"
            " declares no decimal mark."
        )
    whole, decimals = (groups[:-1], groups[-1]) if has_decimals else (groups, "")
    between = marks[: len(whole) - 1]
    if between and not (_is_thousands(whole) and len(set(between)) == 1):
        raise AnalysisError(f"“{text}” is not grouped in thousands.")
    if between and not number_format.accepts(between[0]):
        raise AnalysisError(f"“{text}” has a separator that the table does not declare.")
    amount = Fraction(int("".join(whole) + decimals), 10 ** len(decimals))
    place = -len(decimals) if decimals else _last_place(amount)
    return Number(amount, place, settled=settled)


def _is_thousands(groups: list[str]) -> bool:
    """Whether groups of digits are those of a number parted by thousands."""
    head, *tail = groups
    return len(head) <= 3 and head[0] != "0" and all(len(group) == 3 for group in tail)


def _last_place(amount: Fraction) -> int | None:
    """Power of ten of the last digit that is not an idle zero; None if the decimals never end."""
    if amount.denominator == 1:
        digits = str(amount.numerator)
        return len(digits) - len(digits.rstrip("0")) if amount else 0
    for decimals in range(1, 16):
        if (amount * 10**decimals).denominator == 1:
            return -decimals
    return None


SPACES = " \u00a0\u2007\u2009\u202f"
APOSTROPHES = "'\u2019\u02bc"

SLANG = re.compile(
    r"(?<!\d)[2-5]00[\W_]{0,2}(?:s|х|ых|е|ые)(?!\w)"
    r"|(?:cargo|gruz|груз)\W{0,2}[2-5]00"
    r"|(?:двухсот|двохсот|трехсот|трёхсот|трьохсот)\w+"
)
SLANG_REASON = (
    "The wording uses soldiers' code (“200s” for dead, “300s” for wounded), which is a word and"
    " not a count."
)

_ALIKE = "oоοlіӏз"
LOOKS_ALIKE = re.compile(rf"\d[.,]?[{_ALIKE}](?!\w)|(?<!\w)[{_ALIKE}][.,]?\d")
"""A figure that ends or begins with a letter which looks like a digit: 0, 1 or 3."""
LOOKS_ALIKE_REASON = (
    "A letter that looks like a digit is written to the figure, so it is seen as another."
)

_SAME = {
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d",
    "~": "\u223c\u301c\uff5e",
    "≥": "⩾",
    "≤": "⩽",
    " ": '"“”„«»()[]‘`',
}
_PLAIN = {ord(character): sign for sign, others in _SAME.items() for character in others}
_IDLE = {".", ",", ";", "!"}
_TOKEN = re.compile(
    rf"(?P<digits>[.,]?\d+(?:[.,{APOSTROPHES}]\d+|[{SPACES}]\d{{3}}(?!\d))*)"
    r"|(?P<word>[^\W\d_]+)|(?P<symbol>\S)"
)


class Token(NamedTuple):
    """A piece of a wording.

    Parameters
    ----------
    kind : {"digits", "word", "symbol"}
    text : str
        In lower case.
    glued : bool
        Whether it follows the piece before it without a space, as in "100mila".
    """

    kind: str
    text: str
    glued: bool


def tokenise(text: str) -> list[Token]:
    """Cut a wording into pieces; quotes, brackets and idle punctuation are left out.

    Raises
    ------
    AnalysisError
        If it holds soldiers' code in place of a word ("50 200s"), or a letter that is seen as a
        digit of the figure beside it ("19З").

    Examples
    --------
    >>> [token.text for token in tokenise("15–20 тыс.")]
    ['15', '-', '20', 'тыс']
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    if SLANG.search(plain):
        raise AnalysisError(SLANG_REASON)
    if LOOKS_ALIKE.search(plain):
        raise AnalysisError(LOOKS_ALIKE_REASON)
    # Any script's digit becomes 0 to 9, and marks that are not seen go.
    seen = [c for c in plain.translate(_PLAIN) if unicodedata.category(c) != "Cf"]
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in seen)
    plain = plain.replace(">=", "≥").replace("=>", "≥").replace("<=", "≤").replace("=<", "≤")
    tokens, end = [], -1
    for piece in _TOKEN.finditer(plain):
        if piece.group() not in _IDLE:
            tokens.append(Token(str(piece.lastgroup), piece.group(), piece.start() == end))
        end = piece.end()
    return tokens


_WORDS = tomllib.loads(Path(__file__).with_name("english.toml").read_text(encoding="utf-8"))


def _phrases(table: str) -> dict[tuple[str, ...], str]:
    """Turn a table of `english.toml` round, from phrase to kind: {("up", "to"): "up_to"}."""
    kinds = _WORDS[table].items()
    return {tuple(phrase.split()): kind for kind, text in kinds for phrase in text.split("|")}


ONES = {word: value for value, word in enumerate(_WORDS["numbers"]["ones"].split())}
TENS = {word: 10 * value for value, word in enumerate(_WORDS["numbers"]["tens"].split(), start=2)}
_THIRD_ON = enumerate(_WORDS["numbers"]["parts"].split(), start=3)
FRACTIONS = {word: Fraction(1, value) for value, word in _THIRD_ON}
FRACTIONS |= {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}
FRACTION_PLURALS = {f"{word}s": part for word, part in FRACTIONS.items() if word != "half"}
ALONE = {"half": "1/2", "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5"}
"""Parts that need no number before them."""

SCALES = {word: int(scale) for scale, words in _WORDS["scales"].items() for word in words.split()}
"""Unit words by what they multiply, in the languages of the pages collected so far."""

SINGULAR_SCALES = frozenset({"dozen", "hundred", "thousand", "million", "billion"})
"""Unit words that may stand without a figure, or after "a" or "half a"."""

HEDGES = _phrases("hedges")
TRAILING_HEDGES = _phrases("trailing_hedges")
VAGUE = _phrases("vague")
DIGIT_NUMBERS = _phrases("digit_numbers")
UNITS = _phrases("units")
FILLERS = frozenset(_WORDS["fillers"].split())

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


Found = tuple[Number, int] | None
"""A number and the index of the token after it; None if no number begins there."""


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
    words += [""] * 4  # so that whoever looks ahead need not ask where the words end
    if share := _share(words, start):
        return share
    if start < len(tokens) and tokens[start].kind == "digits":
        return _scaled(words, read_digits(words[start], number_format), start + 1)
    return _whole(words, start)


def _share(words: list[str], start: int) -> Found:
    """Half, two thirds, ¾, a quarter of a million. A bare "third" is an ordinal and no share."""
    first, second = words[start : start + 2]
    if first in ALONE:
        part, after = Fraction(ALONE[first]), start + 1
    elif first in {"a", "one"} and second in FRACTIONS:
        part, after = FRACTIONS[second], start + 2
    elif ONES.get(first, 0) > 1 and second in FRACTION_PLURALS:
        part, after = ONES[first] * FRACTION_PLURALS[second], start + 2
    else:
        return None
    share = Number(part, None, is_share=True)
    scale = after + (words[after] == "of")
    scale += words[scale] in {"a", "one"}
    return _scaled(words, share, scale) if words[scale] in SINGULAR_SCALES else (share, after)


def _scaled(words: list[str], number: Number, after: int) -> tuple[Number, int]:
    """Take in "and a half", and multiply by the unit words that follow."""
    if words[after : after + 3] == ["and", "a", "half"]:
        number, after = Number.of(number.amount + Fraction(1, 2)), after + 3
    while words[after] in SCALES:
        number, after = number.times(SCALES[words[after]]), after + 1
    return number, after


def _whole(words: list[str], start: int, below: int = 10**16) -> Found:
    """Fifty-four; a hundred and fifty; two million three hundred thousand."""
    found = _below_thousand(words, start)
    if found is None:
        return None
    number, after = _scaled(words, *found)
    if number.amount >= below:
        return None
    if not number.scales or number.scales[-1] < 1000:
        return number, after
    rest = _whole(words, after + (words[after] == "and"), number.scales[-1])
    if rest is None or rest[0].amount == 0:
        return number, after
    return Number.of(number.amount + rest[0].amount), rest[1]


def _below_thousand(words: list[str], start: int) -> Found:
    """Read what stands before a unit word; "a" and a bare "hundred" count as one."""
    bare = start + (words[start] == "a")
    head = (1, bare) if words[bare] in SINGULAR_SCALES else _below_hundred(words, start)
    if head is None:
        return None
    count, after = head
    if words[after] != "hundred":
        return Number.of(count), after
    tail = _below_hundred(words, after + 1 + (words[after + 1] == "and"))
    if tail is None or tail[0] == 0 or SCALES.get(words[tail[1]], 1000) < 1000:
        return Number.of(count).times(100), after + 1
    return Number.of(count * 100 + tail[0]), tail[1]


def _below_hundred(words: list[str], start: int) -> tuple[int, int] | None:
    word = words[start]
    if word in ONES:
        return ONES[word], start + 1
    if word not in TENS:
        return None
    after = start + 1 + (words[start + 1] == "-")
    unit = ONES.get(words[after], 0)
    return (TENS[word] + unit, after + 1) if 0 < unit < 10 else (TENS[word], start + 1)
