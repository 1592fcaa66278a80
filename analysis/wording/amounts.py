"""A number as it was written: its exact value, and how far its figures go.

A figure that two conventions read differently is settled by what the table declares, or refused.
Nothing is guessed from its size.

A wording cut into figures, words and signs, with one kind of dash, quote and digit.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
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
UNDECLARED = NumberFormat(None)


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
    has_decimals = _has_decimals(groups, marks, number_format)
    whole, decimals = (groups[:-1], groups[-1]) if has_decimals else (groups, "")
    if len(whole) > 1:
        _check_groups(text, whole, marks[: len(whole) - 1], number_format)
    amount = Fraction(int("".join(whole) + decimals), 10 ** len(decimals))
    place = -len(decimals) if decimals else _last_place(amount)
    return Number(amount, place, settled=has_decimals and _has_two_readings(groups))


def _has_decimals(groups: list[str], marks: list[str], declared: NumberFormat) -> bool:
    if not marks or marks[-1] not in ".,":
        return False
    if len(marks) > 1:
        return marks[-1] not in marks[:-1]
    if not _has_two_readings(groups):
        return True
    is_decimal = declared.is_decimal(marks[0])
    if is_decimal is None:
        head, tail = groups
        raise AnalysisError(
            f"“{head}{marks[0]}{tail}” is {head}{tail} or {head} and {tail} thousandths: the table"
            " declares no decimal mark."
        )
    return is_decimal


def _has_two_readings(groups: list[str]) -> bool:
    if len(groups) != 2 or groups[0][0] == "0":
        return False
    return len(groups[0]) <= 3 and len(groups[1]) == 3


def _check_groups(text: str, groups: list[str], marks: list[str], declared: NumberFormat) -> None:
    regular = len(groups[0]) <= 3 and groups[0][0] != "0" and len(set(marks)) == 1
    if not regular or any(len(group) != 3 for group in groups[1:]):
        raise AnalysisError(f"“{text}” is not grouped in thousands.")
    if not declared.accepts(marks[0]):
        raise AnalysisError(f"“{text}” has a separator that the table does not declare.")


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
    plain = "".join(_plain_character(character) for character in plain.translate(_PLAIN))
    plain = plain.replace(">=", "≥").replace("=>", "≥").replace("<=", "≤").replace("=<", "≤")
    tokens, end = [], -1
    for piece in _TOKEN.finditer(plain):
        if piece.group() not in _IDLE:
            tokens.append(Token(str(piece.lastgroup), piece.group(), piece.start() == end))
        end = piece.end()
    return tokens


def _plain_character(character: str) -> str:
    """Write any script's digit as 0 to 9, and drop marks that are not seen."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) == "Cf" else character
