"""Signs in a text that no reader sees, or takes for others, and that change what is seen.

A value is looked at as decoded: what stands as an escape in JSON, TOML or YAML, or in a binary
table, misleads as much as what stands there plainly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

MOST_NAMED = 10
"""Faults of one kind in one file that are named; more would hide the rest."""

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Control characters but tab and line ends, signs that turn the direction of writing, halves of
a sign, signs that are none, and the invisible tags."""

ZERO_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\u0300-\u036f\u20d0-\u20f0\u2800\U000e0100-\U000e01ef"
)
"""Signs without width: letters of many scripts need them, a figure never does.

Strokes and accents over a sign, the empty pattern of Braille and variants of signs among them."""
BETWEEN = ".,'\u2019\u02bc \u00a0\u2007\u2009\u202f"
"""What may stand between the digits of one figure."""
ANY_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
INSIDE = re.compile(rf"\d[{BETWEEN}]*([{ZERO_WIDTH}])[{BETWEEN}{ZERO_WIDTH}]*\d")
FIGURE = re.compile(r"\d(?:[.,'\u2019\u02bc]?\d|[ \u00a0\u2007\u2009\u202f]\d{3}(?!\d))*")

TURNING = re.compile("[\u061c\u200f]")
"""Signs without width that make what stands beside them run from right to left."""
PIECE = re.compile(r"[^\n\t,;|]+")
"""A cell, or a part of one."""
TURNS = "a sign that turns figures round, where nothing is written from right to left; remove it"
SHOWN = "\ufffd"
NOT_SEEN = "a sign that cannot be seen and may mislead; remove it"
WITHIN = "a sign without width inside a figure; remove it"


def misleading_signs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the place of each sign in a text that misleads, and what it is, in words.

    Examples
    --------
    >>> list(misleading_signs("1\\u200b93"))
    [(1, 'U+200B, a sign without width inside a figure; remove it')]
    >>> list(misleading_signs("19\\u0663"))
    [(0, "'19٣', a figure with digits of two scripts; write it in one")]
    >>> [what[:29] for _, what in misleading_signs("\u200f100 – 200")]
    ['U+200F, a sign that turns fig']
    """
    if text.isascii() and text.isprintable():
        return
    for found in UNSEEN.finditer(text):
        yield found.start(), f"U+{ord(found.group()):04X}, {NOT_SEEN}"
    if text.isascii():
        return
    for found in INSIDE.finditer(text):
        yield found.start(1), f"U+{ord(found[1]):04X}, {WITHIN}"
    for place in _turning(text) if TURNING.search(text) else ():
        yield place, f"U+{ord(text[place]):04X}, {TURNS}"
    if not any(sign.isdecimal() and not sign.isascii() for sign in set(text)):
        return
    for found in FIGURE.finditer(text):
        if len({_zero(sign) for sign in found.group() if sign.isdecimal()}) > 1:
            shown = found.group()[:40]
            yield found.start(), f"{shown!r}, a figure with digits of two scripts; write it in one"


def without_misleading(text: str) -> str:
    """Show a sign in place of each that misleads, and in place of a figure in two scripts.

    >>> without_misleading("1\u200b93 of 19\u0663, \u202e391") == "1\ufffd93 of \ufffd, \ufffd391"
    True
    """
    shown = UNSEEN.sub(SHOWN, text)
    if any(True for _ in misleading_signs(shown)):
        shown = ANY_ZERO_WIDTH.sub(SHOWN, shown)
        shown = FIGURE.sub(lambda f: SHOWN if [*misleading_signs(f.group())] else f.group(), shown)
    return shown


def may_mislead(text: str) -> bool:
    """Say whether a text of any length may hold such a sign; quick, and never no for one that does.

    >>> may_mislead("193 killed"), may_mislead("1\\u200b93")
    (False, True)
    """
    if UNSEEN.search(text):
        return True
    if text.isascii():
        return False
    return bool(ANY_ZERO_WIDTH.search(text)) or any(
        sign.isdecimal() and not sign.isascii() for sign in set(text)
    )


def _turning(text: str) -> Iterator[int]:
    """Yield the places of signs that turn figures round which belong to letters beside them."""
    for piece in PIECE.finditer(text):
        found = TURNING.search(piece.group())
        if not found or len(FIGURE.findall(piece.group())) < 2:
            continue
        letters = filter(str.isalpha, piece.group())
        if not any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in letters):
            yield piece.start() + found.start()


def _zero(digit: str) -> int:
    """Return the nought of the script that a digit belongs to."""
    return ord(digit) - unicodedata.decimal(digit)


def faults_of_text(text: str, name: str, *, before: int = 0) -> list[str]:
    """Name the misleading signs of a text by file and line.

    Parameters
    ----------
    text : str
    name : str
        Of the file.
    before : int
        Lines of the file that stand before the text.

    Examples
    --------
    >>> faults_of_text("killed\\n\\u202e391", "claims.csv")
    ['claims.csv line 2: U+202E, a sign that cannot be seen and may mislead; remove it']
    """
    return [
        f"{name} line {before + text.count(chr(10), 0, place) + 1}: {what}"
        for place, what in islice(misleading_signs(text), MOST_NAMED)
    ]


def faults_of_values(values: Iterable[tuple[str, str]]) -> list[str]:
    """Name the misleading signs of decoded values.

    Parameters
    ----------
    values : iterable of (str, str)
        Where each stands, and the value.

    Examples
    --------
    >>> faults_of_values([("a.json line 1, column n", "\\u202e391")])
    ['a.json line 1, column n: U+202E, a sign that cannot be seen and may mislead; remove it']
    """
    found = (f"{where}: {what}" for where, text in values for _, what in misleading_signs(text))
    return list(islice(found, MOST_NAMED))


def shown(value: object, most: int = 60) -> str:
    """Write a value for a message: quoted, cut, and with each sign that cannot be seen escaped.

    >>> shown("a" * 100, most=5), shown("\\u202e391"), shown(True)
    ("'aaaaa…'", "'\\\\u202e391'", 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= most + 2 else f"{text[: most + 1]}…{text[-1]}"
