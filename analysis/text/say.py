"""Sentences said by code: no number in prose is typed, and each keeps the recipe it was made by.

>>> from analysis.reports.receipts.recipes import recipe
>>> say("{who} said that {killed} were killed.", who="The spokesman",
...     killed=quantity(193, recipe("claim", "a0214")))
The spokesman said that 193 were killed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from analysis.data.isolates import isolated
from analysis.errors import AnalysisError
from analysis.offers import Offering
from analysis.text.marking import Quantity
from analysis.text.readable import day as day_words
from analysis.text.readable import number
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
    """A sentence or a paragraph, as plain text and as markup."""

    text: str
    markup: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": f'<p class="said">{self.markup}</p>', "text/plain": self.text}

    def __add__(self, other: Said) -> Said:
        return Said(f"{self.text} {other.text}", f"{self.markup} {other.markup}")


def say(template: str, /, **values: object) -> Said:
    """Fill a sentence with quantities and words.

    Parameters
    ----------
    template : str
        With `{name}` for each value; holds no digit of its own.
    **values
        Quantities, days and citations keep their markup, also in a list; everything else is
        taken as text, and escaped.

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
    plain = {name: _joined(value, _plain) for name, value in values.items()}
    marked = {name: _joined(value, _markup) for name, value in values.items()}
    text = template.format(**plain)
    markup = escape(template, quote=False).format(**marked)
    # A sentence may begin with a name, and names of others begin as they like.
    if template.startswith("{") and template.endswith((".", ":")):
        text, markup = (part[:1].upper() + part[1:] for part in (text, markup))
    return Said(text, markup)


def _joined(value: object, write) -> str:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return listed(map(write, value)) if is_list else write(value)


def _plain(value: object) -> str:
    return value.text if isinstance(value, Said) else isolated(str(value))


def _markup(value: object) -> str:
    if isinstance(value, Said):
        return value.markup
    return value.html() if hasattr(value, "html") else escape(isolated(str(value)))


def quantity(value: float, receipt: str, *, digits: int = 3) -> Quantity:
    """Write a number for running text: counts in full, anything else to three digits."""
    return Quantity(number(value, digits), receipt)


def counted(count: float, noun: str, receipt: str, *, plural: str = "") -> Said:
    """Write a count with what is counted, one or several.

    >>> made = '["count", "holdings"]'
    >>> counted(1, "page", made), counted(2, "row was", made, plural="rows were")
    (1 page, 2 rows were)
    """
    words = noun if count == 1 else plural or f"{noun}s"
    return say("{n} {words}", n=quantity(count, receipt), words=words)


def percent(part: float, whole: float, receipt: str) -> Quantity:
    """Write a share of rows or days in whole per cent.

    >>> from analysis.reports.receipts.recipes import recipe
    >>> str(percent(1, 3, recipe("count", "holdings")))
    '33 %'
    """
    return Quantity(f"{100 * part / whole:.0f} %", receipt)


def span(interval: Interval | None, receipt: str, *, digits: int = 3) -> Quantity | str:
    """Write an interval in words: "0.45 to 1.34", "exactly 0.97", "at least 301".

    >>> from analysis.reports.receipts.recipes import recipe
    >>> made = recipe("claim", "a0218")
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
