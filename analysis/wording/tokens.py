"""A wording cut into figures, words and signs, with one kind of dash, quote and digit."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from analysis.errors import AnalysisError

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
