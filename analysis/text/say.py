"""Sentences said by code: no number in prose is typed, and each carries its receipt.

>>> made = Receipt(("claim", "a0214"), ("As reported: “193”.",), ("a0214",))
>>> say("{who} said that {killed} were killed.", who="The spokesman", killed=quantity(193, made))
The spokesman said that 193 were killed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from string import Formatter

import pandas as pd

from analysis.data.names import isolated
from analysis.errors import AnalysisError, Offering
from analysis.text.readable import day as day_words
from analysis.text.readable import number
from analysis.text.receipt import Cited, Quantity, Receipt, bundle
from analysis.wording.intervals import Interval


@dataclass(frozen=True)
class Day:
    """A day, which is a date and not a figure."""

    moment: pd.Timestamp

    def __str__(self) -> str:
        return day_words(self.moment)

    def html(self) -> str:
        """Return it as a marked date; a day that is not known has no mark."""
        if pd.isna(self.moment):
            return str(self)
        return f'<time datetime="{self.moment:%Y-%m-%d}">{self}</time>'


@dataclass(frozen=True, repr=False)
class Said(Offering):
    """A sentence or a paragraph.

    Parameters
    ----------
    parts : tuple
        Words, and between them quantities, days and citations.
    """

    parts: tuple[str | Quantity | Day | Cited, ...]

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """It as plain text."""
        return "".join(
            part if isinstance(part, str) else isolated(str(part)) for part in self.parts
        )

    @property
    def markup(self) -> str:
        """It as markup, in which each number names its receipt."""
        return "".join(
            escape(part, quote=False) if isinstance(part, str) else part.html()
            for part in self.parts
        )

    @property
    def receipts(self) -> list[Receipt]:
        """What stands behind its numbers."""
        found = (part.receipt for part in self.parts if isinstance(part, Quantity))
        return [receipt for receipt in found if receipt is not None]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        shown = f'<p class="said">{self.markup}</p>' if self.parts else ""
        return bundle(shown, self.text, self.receipts)

    def __add__(self, other: Said) -> Said:
        return Said((*self.parts, " ", *other.parts))


@dataclass(frozen=True, repr=False)
class Points(Offering):
    """Sentences without a number, under each other."""

    sentences: tuple[str, ...]

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """They as plain text."""
        return " ".join(self.sentences)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        items = "".join(f"<li>{escape(words)}</li>" for words in self.sentences)
        return bundle(f"<ul>{items}</ul>", self.text, ())


def say(template: str, /, **values: object) -> Said:
    """Fill a sentence with quantities and words.

    Parameters
    ----------
    template : str
        With `{name}` for each value; holds no digit of its own.
    **values
        Quantities, days, citations and sentences stay what they are, also in a list; everything
        else is taken as text.

    Raises
    ------
    AnalysisError
        If a number is typed into the template.

    Examples
    --------
    >>> say("On {day}.", day=Day(pd.Timestamp("2023-03-18"))).markup
    'On <time datetime="2023-03-18">18 March 2023</time>.'
    """
    if any(sign.isdigit() for sign in template):
        raise AnalysisError(f"a number is typed into the sentence {template!r}: pass it in")
    parts: list[str | Quantity | Day | Cited] = []
    # A sentence may begin with a name, and names of others begin as they like.
    begins = template.endswith((".", ":"))
    for words, name, _, _ in Formatter().parse(template):
        parts += [words] if words else []
        begins = words.endswith(". ") if words else begins
        filled = [] if name is None else _parts(values[name])
        parts += [_capital(filled[0]), *filled[1:]] if begins and filled else filled
        begins = False
    return Said(tuple(parts))


def _capital(part: str | Quantity | Day | Cited) -> str | Quantity | Day | Cited:
    """Begin a sentence with a word of ours: a name, or "no" and "none" for a nought."""
    if isinstance(part, Quantity):
        return replace(part, text=part.text[:1].upper() + part.text[1:])
    return part[:1].upper() + part[1:] if isinstance(part, str) else part


def _parts(value: object) -> list[str | Quantity | Day | Cited]:
    """Return what a value adds to a sentence."""
    if isinstance(value, Said):
        return list(value.parts)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _listed([_parts(item) for item in value])
    return [value if isinstance(value, Quantity | Day | Cited) else isolated(str(value))]


def _listed(items: Sequence[list]) -> list[str | Quantity | Day | Cited]:
    """Join what several values add, as a sentence does."""
    parts = list(items[0]) if items else []
    for place, item in enumerate(items[1:], start=2):
        parts += [" and " if place == len(items) else ", ", *item]
    return parts


def quantity(value: float, receipt: Receipt, *, digits: int = 3) -> Quantity:
    """Write a number for running text: counts in full, anything else to three digits."""
    return Quantity(number(value, digits), receipt)


def how_many(count: float, receipt: Receipt) -> Quantity:
    """Write a count that stands alone in a sentence: "none" where there is none.

    >>> made = Receipt(("count", "holdings"), ())
    >>> str(how_many(0, made)), str(how_many(3, made))
    ('none', '3')
    """
    return quantity(count, receipt) if count else Quantity("none", receipt)


def counted(count: float, noun: str, receipt: Receipt, *, plural: str = "") -> Said:
    """Write a count with what is counted: none, one or several.

    >>> made = Receipt(("count", "holdings"), ())
    >>> counted(1, "page", made), counted(2, "row was", made, plural="rows were")
    (1 page, 2 rows were)
    >>> counted(0, "row was", made, plural="rows were")
    no row was
    """
    words = noun if count in (0, 1) else plural or f"{noun}s"
    n = quantity(count, receipt) if count else Quantity("no", receipt)
    return say("{n} {words}", n=n, words=words)


def of_them(count: float, verb: str, receipt: Receipt, *, plural: str) -> Said:
    """Write how many of those just named do something: none, one or several.

    >>> made = Receipt(("count", "holdings"), ())
    >>> of_them(0, "gives", made, plural="give"), of_them(2, "gives", made, plural="give")
    (none gives, 2 give)
    """
    return say("{n} {verb}", n=how_many(count, receipt), verb=verb if count in (0, 1) else plural)


def percent(part: float, whole: float, receipt: Receipt) -> Quantity:
    """Write a share of rows or days in whole per cent.

    >>> str(percent(1, 3, Receipt(("count", "holdings"), ())))
    '33 %'
    """
    return Quantity(f"{100 * part / whole:.0f} %", receipt)


def span(interval: Interval | None, receipt: Receipt, *, digits: int = 3) -> Quantity | str:
    """Write an interval in words: "0.45 to 1.34", "exactly 0.97", "at least 301".

    >>> made = Receipt(("claim", "a0218"), ())
    >>> str(span(Interval(5.0, 24.75), made)), str(span(Interval(301, float("inf")), made))
    ('5 to 24.8', 'at least 301')
    """
    if interval is None:
        return "not given"
    low, high = number(interval.low, digits), number(interval.high, digits)
    if interval.is_point:
        return Quantity(f"exactly {low}", receipt)
    if interval.high == float("inf"):
        return Quantity(f"at least {low}", receipt)
    return Quantity(f"{low} to {high}", receipt)


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["killed", "wounded", "clashes"])
    'killed, wounded and clashes'
    """
    items = list(words)
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
