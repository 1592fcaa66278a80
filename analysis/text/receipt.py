"""A receipt: what stands behind a number, carried with it from where it is computed to the page.

A cell shows markup in which each number names its receipt by a key; the receipts themselves go
beside it, as data of a kind of output of their own.

>>> ratio = Receipt(("ratio", "a1", "a2"), ("First over second.",), ("a1", "a2"))
>>> read_receipts(bundle("<p>0.97</p>", "0.97", [ratio])[KIND]) == {ratio.key: ratio}
True

Marks around numerals: a figure names its receipt, a numeral of a name or title is a citation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape

import pandas as pd

from analysis.data.names import isolated
from analysis.errors import AnalysisError
from analysis.text.readable import number

KIND = "application/vnd.reportedly.receipts+json"
"""The kind of output in which a cell hands over the receipts of the numbers that it shows."""
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
NEAR = 0.01
"""As a share: a printed number lies nearer to the one it was rounded from."""
DIGITS = (3, 4)
"""To which texts and tables round."""
SIDES = ("numerator", "denominator")


@dataclass(frozen=True)
class Receipt:
    """What stands behind a number.

    Parameters
    ----------
    made : tuple of str
        The way in which the number was made and what it was made of, such as `("claim", "a0214")`;
        numbers made in the same way of the same share a receipt.
    steps : tuple of str
        What was done, a sentence each.
    claims : tuple of str
        Ids of the claims it rests on, in order; empty for a count of rows.
    """

    made: tuple[str, ...]
    steps: tuple[str, ...]
    claims: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """What tells it apart from others, as markup names it.

        >>> Receipt(("claim", "a0214"), ()).key
        '["claim", "a0214"]'
        """
        return json.dumps(self.made, ensure_ascii=False)


def bundle(html: str, text: str, receipts: Iterable[Receipt]) -> dict[str, object]:
    """Return what a cell shows, with the receipts of its numbers as data."""
    told = {made.key: {"steps": made.steps, "claims": ";".join(made.claims)} for made in receipts}
    shown: dict[str, object] = {"text/html": html, "text/plain": text}
    return shown | ({KIND: told} if told else {})


def read_receipts(told: object) -> dict[str, Receipt]:
    """Read the receipts that an output carries, by their keys.

    Raises
    ------
    AnalysisError
        If they are not written as `bundle` writes them.
    """
    try:
        return {
            key: Receipt(_words(json.loads(key)), _words(parts["steps"]), named(parts["claims"]))
            for key, parts in told.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise AnalysisError(f"the receipts of an output cannot be read: {fault}") from fault


def _words(part: object) -> tuple[str, ...]:
    if not isinstance(part, list | tuple) or not all(isinstance(word, str) for word in part):
        raise TypeError(f"{part!r} is no list of words")
    return tuple(part)


def prints(numbers: Iterable[float], text: str) -> bool:
    """Say whether each numeral of a text is one of some numbers, as texts and tables print it.

    >>> prints([0.96985], "0.97"), prints([193.0], "9999")
    (True, False)
    """
    known = [n for n in numbers if not pd.isna(n)]
    numerals = (numeral.replace(",", "") for numeral in NUMERAL.findall(text))
    return all(_is_among(numeral, known) for numeral in numerals)


def _is_among(numeral: str, numbers: Iterable[float]) -> bool:
    said = float(numeral)
    near = (abs(n) for n in numbers if abs(abs(n) - said) <= NEAR * said + NEAR)
    return any(
        numeral in (f"{n:g}", *(number(n, digits).replace(",", "") for digits in DIGITS))
        for n in near
    )


def numerals(text: str) -> dict[str, float]:
    """Take the numerals of words as reported, so that they may be printed as they stand."""
    parts = re.findall(r"\d+(?:\.\d+)?", text)
    return {f"reported {place}": float(part) for place, part in enumerate(parts)}


def claims_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the claims of rows of ratios, row by row, each once."""
    sides = (rows["numerator_claims"], rows["denominator_claims"])
    return named(*(ids for row in zip(*sides, strict=True) for ids in row))


def named(*cells: str) -> tuple[str, ...]:
    """Return the claims named in cells such as `a0214;a0215`, each once."""
    return tuple(dict.fromkeys(filter(None, ";".join(cells).split(";"))))


DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b|\b[A-Z][a-z]+ \d{4}\b|\b\d{4}-\d{2}(-\d{2})?\b")
"""Dates as pages write them; a date is not a figure."""


@dataclass(frozen=True)
class Quantity:
    """A number as a reader sees it, with what stands behind it.

    Parameters
    ----------
    text : str
        As printed.
    receipt : Receipt or None
        None for a number of which nothing is known.
    """

    text: str
    receipt: Receipt | None

    def __str__(self) -> str:
        return self.text

    def html(self) -> str:
        """Return it as markup in which the number names its receipt."""
        if self.receipt is None:
            return escape(isolated(self.text))
        return (
            f'<data class="n" value="{escape(self.text)}" '
            f'data-receipt="{escape(self.receipt.key)}">{escape(isolated(self.text))}</data>'
        )


@dataclass(frozen=True)
class Cited:
    """Words of a title, a name or a version, whose numerals are not figures."""

    text: str

    def __str__(self) -> str:
        return self.text

    def html(self) -> str:
        """Return it as a citation."""
        return f"<cite>{escape(isolated(self.text))}</cite>"


def marked(text: str, receipt: Receipt | None = None) -> str:
    """Write a cell: a figure with its receipt, numerals of names and titles as a citation.

    >>> marked("3rd Assault Brigade"), marked("18 March 2023"), marked("killed")
    ('<cite>3rd Assault Brigade</cite>', '18 March 2023', 'killed')
    """
    if not any(sign.isdigit() for sign in DATE.sub("", text)):
        return escape(isolated(text))
    return Quantity(text, receipt).html() if receipt else Cited(text).html()
