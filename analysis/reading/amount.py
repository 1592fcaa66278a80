"""One amount of a text, and how it is written again in English."""

from __future__ import annotations

import re
from dataclasses import dataclass

MEASURED = frozenset(
    {"metres", "km", "cm", "square_km", "square_metres", "percent", "points", "tonnes"}
)


@dataclass(slots=True)
class Amount:
    """One amount.

    Parameters
    ----------
    first, last : int
        Its tokens, [first, last), the hedge among them.
    core : int
        The token at which the number itself begins.
    low, high : float or None
        The value, and the other end of a range; None of vague amounts and parts.
    hedge, vague, part, unit : str
        Keys of the tables; empty if there is none.
    refused : str
        Why it is no figure; empty if it may be one.
    worded : bool
        Whether it is written in words.
    """

    first: int
    last: int
    core: int
    low: float | None = None
    high: float | None = None
    hedge: str = ""
    vague: str = ""
    part: str = ""
    unit: str = ""
    refused: str = ""
    worded: bool = False
    dozens: bool = False
    step: bool = False
    same: bool = False

    @property
    def value(self) -> float | None:
        """The value, if it is one plain number."""
        return self.low if self.high is None else None

    @property
    def wording(self) -> str:
        """The amount in English, as `read_wording` reads it; kilometres come as metres."""
        if self.vague:
            return self.vague
        factor = 1000 if self.unit == "km" else 1
        if self.part:
            core = self.part
        elif self.high is not None:
            core = f"{written(self.low * factor)}-{written(self.high * factor)}"
        else:
            core = written(self.low * factor) + " dozen" * self.dozens
        if self.unit in ("percent", "points"):
            core += " %"
        elif self.unit == "ratio":
            core += ":1"
        return core if self.high is not None else f"{self.hedge} {core}".strip()


def written(value: float) -> str:
    """Write a number with no exponent and no needless nought.

    >>> written(1500000.0), written(1.28), written(0.6)
    ('1500000', '1.28', '0.6')
    """
    return f"{value:.0f}" if value == int(value) else f"{value:.6f}".rstrip("0")


def digits_of(word: str, decimal: str) -> tuple[float, float | None]:
    """Read a number written in digits: its value, and the other one that it may have.

    >>> digits_of("1,128", ","), digits_of("3 535", ","), digits_of("76.5", ",")
    ((1.128, 1128.0), (3535.0, None), (76.5, None))
    >>> digits_of("1,128", "."), digits_of("1.100.000", "."), digits_of("09.001.100", ",")
    ((1128.0, None), (1100000.0, None), (9001100.0, None))
    """
    bare = re.sub(r"[ '\u2009]", "", word)
    marks = re.findall(r"[.,]", bare)
    if not marks:
        return float(bare), None
    grouped = re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?", bare)
    if len(marks) == 1 and (grouped is None or bare.startswith("0")):
        return float(bare.replace(",", ".")), None
    if grouped is None or bare.startswith("0"):
        return float(re.sub(r"[.,]", "", bare)), None
    if len(set(marks)) == 2:
        return float(bare.replace(marks[0], "").replace(marks[-1], ".")), None
    whole = float(bare.replace(marks[0], ""))
    if len(marks) == 1 and marks[0] == decimal:
        return float(bare.replace(",", ".")), whole
    return whole, None
