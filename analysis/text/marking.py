"""Marks around numerals: a figure names its receipt, a numeral of a name or title is a citation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from analysis.data.isolates import isolated
from analysis.text.receipt import Receipt

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
