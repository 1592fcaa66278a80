"""Numbers in digits and in words: "3 535", "двадцять п'ять", "one hundred and five".

One amount of a text, and how it is written again in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.reading.pieces import Text

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


LONGEST = 12
"""Digits that a figure of a report may have."""


class Numerals:
    """Reads the numbers of a text."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.low = text.low
        self.kinds = text.kinds
        self.n = len(text.low)
        self.decimal = text.lexicon.format.get("decimal", ".")
        self.before = {
            kind: {j: (i, key) for i, j, key in text.cues.get(kind, ())}
            for kind in ("hedge", "trap_before", "range_open", "link", "article")
        }

    def single(self, i: int) -> tuple[float, int, bool, bool, float | None] | None:
        """Read one number: value, token after, in words, in dozens, its other value."""
        if i >= self.n:
            return None
        if self.kinds[i] == "num":
            if len(self.low[i]) > 2 * LONGEST:
                return None
            value, other = digits_of(self.low[i], self.decimal)
            return self.scaled(value, other, i + 1, worded=False)
        if self.kinds[i] != "word":
            return None
        factor = self.text.at.get("factor", {}).get(i)
        if factor and (scale := self.text.at.get("scale", {}).get(factor[0])):
            return self.scaled(float(factor[1]), None, factor[0], worded=True) if scale else None
        if (found := self.worded(i)) is not None:
            return self.scaled(found[0], None, found[1], worded=True)
        if "scale" in self.text.at and i in self.text.at["scale"] and i in self.before["article"]:
            return self.scaled(1.0, None, i, worded=True)
        return None

    def worded(self, i: int) -> tuple[float, int] | None:
        """Number words in a row: "двадцять п'ять", "one hundred and five"."""
        numbers, joints = self.text.at.get("number", {}), self.text.at.get("joint", {})
        found = numbers.get(i)
        if found is None:
            return self.compound(i)
        j, total = found[0], float(found[1])
        room = _room(total)
        while True:
            k = j
            if (
                k < self.n
                and self.low[k] == "-"
                and self.text.touches(k)
                and self.text.touches(k + 1)
            ):
                k += 1
            if k in joints and total >= 100:
                k = joints[k][0]
            nxt = numbers.get(k)
            if nxt is None or not 0 < float(nxt[1]) < room:
                return total, j
            total, j = total + float(nxt[1]), nxt[0]
            room = _room(float(nxt[1]))

    def compound(self, i: int) -> tuple[float, int] | None:
        """A hyphenated number word: "twenty-five", "one-hundred-and-five"."""
        parts = self.low[i].split("-")
        if len(parts) < 2:
            return None
        total = 0.0
        for part in parts:
            keys = {form.kind: form.key for form in self.text.lexicon.of(part) if not form.rest}
            if "number" in keys:
                total += float(keys["number"])
            elif "scale" in keys and total:
                total *= float(keys["scale"])
            elif "joint" not in keys:
                return None
        return total, i + 1

    def scaled(
        self, value: float, other: float | None, j: int, *, worded: bool
    ) -> tuple[float, int, bool, bool, float | None]:
        scales, joints = self.text.at.get("scale", {}), self.text.at.get("joint", {})
        dozens = False
        while j < self.n and (step := self._scale(scales, j)):
            end, factor = step
            dozens = factor == 12
            value, other = value * (1 if dozens else factor), None
            j = end
            if j < self.n and self.low[j] == "." and j - 1 in self.text.at.get("abbreviation", {}):
                j += 1
            if half := self.text.at.get("and_half", {}).get(j):
                return value + factor / 2, half[0], worded, dozens, None
            if not worded and factor >= 1000 and self._is_rest(j):
                return value + float(self.low[j]), j + 1, worded, dozens, None
            k = joints[j][0] if worded and j in joints else j
            if worded and not dozens and (rest := self.worded(k)) and rest[0] < factor:
                value, j = value + rest[0], rest[1]
        return value, j, worded, dozens, other

    def _is_rest(self, j: int) -> bool:
        """Eight thousand 815: three digits after the word for a thousand belong to it."""
        return (
            j < self.n
            and self.kinds[j] == "num"
            and len(self.low[j]) == 3
            and self.low[j].isdigit()
        )

    def _scale(self, scales: dict, j: int) -> tuple[int, float] | None:
        if self.low[j] == "-" and self.text.touches(j) and self.text.touches(j + 1):
            j += 1
        found = scales.get(j)
        if found is None or (len(self.low[j]) == 1 and not self.text.touches(j)):
            return None
        return found[0], float(found[1])


def _room(value: float) -> float:
    """What may follow a number word of this value: 20 takes less than 10, 100 less than 100.

    >>> _room(20), _room(300), _room(5)
    (10.0, 100.0, 0.0)
    """
    room = 1.0
    while value and value % (room * 10) == 0:
        room *= 10
    return room if room > 1 and value >= 20 else 0.0
