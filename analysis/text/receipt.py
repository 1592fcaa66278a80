"""A receipt, and what all kinds of receipts take from claims and ratios."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from analysis.text.readable import number

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
    numbers : dict
        Name to number: all that a text made by the recipe may print; missing ones are left out.
    steps : tuple of str
        What was done, a sentence each.
    claims : tuple of str
        Ids of the claims it rests on, in order; empty for a count of rows.
    """

    numbers: dict[str, float]
    steps: tuple[str, ...]
    claims: tuple[str, ...] = ()

    def gives(self, text: str) -> bool:
        """Say whether each numeral of a text is one of the numbers, as texts and tables print it.

        >>> Receipt({"value": 0.96985}, ()).gives("0.97"), Receipt({"value": 193}, ()).gives("9999")
        (True, False)
        """
        numerals = (numeral.replace(",", "") for numeral in NUMERAL.findall(text))
        return all(self._prints(numeral) for numeral in numerals)

    def _prints(self, numeral: str) -> bool:
        said = float(numeral)
        near = (abs(n) for n in self.numbers.values() if abs(abs(n) - said) <= NEAR * said + NEAR)
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
