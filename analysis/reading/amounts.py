"""Amounts in a text: digits, number words, ranges, hedges, parts, vague words; and what is none.

Each amount is written again as an English wording that `read_wording` reads. What only looks like
a figure of a report (a date, an age, a calibre) is found too, with the reason for refusing it.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left

from analysis.reading.amount import MEASURED, Amount
from analysis.reading.hedges import Hedges
from analysis.reading.pieces import Sentence, Text

PAIRED = frozenset(
    {"an age", "a date", "a calibre", "the number of a unit", "the number of a thing"}
)
"""Reasons that hold for the second number of a pair too."""
DIGITS = frozenset({"num", "date", "clock", "phone"})
"""Kinds of tokens that are amounts or look like one."""


class Finder(Hedges):
    """Finds the amounts of a text."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.starts = self._starts()

    def _starts(self) -> list[int]:
        """Tokens at which an amount may begin, in order."""
        at = self.text.at
        found = {i for i, kind in enumerate(self.kinds) if kind in DIGITS}
        for kind in ("number", "factor", "part", "vague", "same"):
            found.update(at.get(kind, ()))
        for kind in ("scale", "unit"):
            found.update(
                i
                for i in at.get(kind, ())
                if i in self.before["hedge"] or i in self.before["article"]
            )
        found.update(
            i for i, word in enumerate(self.low) if "-" in word and self.kinds[i] == "word"
        )
        return sorted(found)

    def find(self, sentence: Sentence) -> list[Amount]:
        """Return the amounts of a sentence, in order; those refused have their reason."""
        found: list[Amount] = []
        done = sentence.first
        for i in self.starts[bisect_left(self.starts, sentence.first) :]:
            if i >= sentence.last:
                break
            if i < done or (amount := self.amount_at(i, sentence, found)) is None:
                continue
            amount.refused = amount.refused or self.trap(amount, sentence)
            found.append(amount)
            done = max(amount.last, i + 1)
        if any(amount.refused for amount in found):
            self.join_refused(found)
        return found

    def join_refused(self, found: list[Amount]) -> None:
        """Aged 47, 50 and 60: what is joined to a number that is no figure is none either."""
        pairs = list(itertools.pairwise(found))
        for one, other in [*pairs, *((b, a) for a, b in reversed(pairs))]:
            if one.refused not in PAIRED or other.refused or self.counted(other.last):
                continue
            first, last = sorted((one, other), key=lambda amount: amount.first)
            gap = range(first.last, last.first)
            if gap and all(self.low[x] in ",-" or x in self.text.at.get("and", ()) for x in gap):
                other.refused = one.refused

    def amount_at(self, i: int, sentence: Sentence, found: list[Amount]) -> Amount | None:
        kind = self.kinds[i]
        if kind in ("date", "clock", "phone"):
            reason = {"date": "a date", "clock": "a time of day", "phone": "a telephone number"}
            return Amount(i, i + 1, i, refused=reason[kind])
        if kind == "num":
            return self.number_at(i, sentence)
        if kind != "word":
            return None
        if same := self.text.at.get("same", {}).get(i):
            return self.repeated(i, same[0], found)
        return (
            self.part_at(i, sentence) or self.vague_at(i, sentence) or self.number_at(i, sentence)
        )

    def repeated(self, i: int, last: int, found: list[Amount]) -> Amount | None:
        """The same number of: the amount before, said of something else."""
        model = next((a for a in reversed(found) if not a.refused), None)
        if model is None:
            return None
        return Amount(
            i,
            last,
            i,
            model.low,
            model.high,
            model.hedge,
            model.vague,
            model.part,
            model.unit,
            worded=True,
            dozens=model.dozens,
            same=True,
        )

    def number_at(self, i: int, sentence: Sentence) -> Amount | None:
        read = self.single(i)
        if read is None:
            return self.unread(i) or self.implied(i, sentence)
        value, j, worded, dozens, other = read
        amount = Amount(i, j, i, value, worded=worded, dozens=dozens)
        if glued := self.glued(amount):
            amount.refused = glued
            return amount
        self.ratio(amount)
        self.unit(amount)
        if other is not None and amount.unit not in MEASURED:
            amount.low = other
        self.range(amount, sentence)
        self.hedge(amount, sentence)
        self.late_hedge(amount, sentence)
        amount.step = amount.first > sentence.first and self.low[amount.first - 1] == "+"
        return amount

    def unread(self, i: int) -> Amount | None:
        """A number too long to be one."""
        if self.kinds[i] != "num":
            return None
        return Amount(i, i + 1, i, refused="a number of too many digits")

    def implied(self, i: int, sentence: Sentence) -> Amount | None:
        """More than a kilometre, over a thousand: one, by the hedge and the word alone."""
        hedged = self.before["hedge"].get(i) or (
            self.before["article"].get(i) and self.before["hedge"].get(self.before["article"][i][0])
        )
        if not hedged or hedged[1] == "plain" or hedged[0] < sentence.first:
            return None
        scale = self.text.at.get("scale", {}).get(i)
        unit = self.text.at.get("unit", {}).get(i)
        if scale:
            value, j, _, dozens, _ = self.scaled(1.0, None, i, worded=True)
            amount = Amount(i, j, i, value, worded=True, dozens=dozens)
            self.unit(amount)
        elif unit and unit[1] in ("km", "square_km", "percent"):
            amount = Amount(i, unit[0], i, 1.0, unit=unit[1], worded=True)
        else:
            return None
        self.hedge(amount, sentence)
        return amount if amount.hedge else None

    def part_at(self, i: int, sentence: Sentence) -> Amount | None:
        found = self.text.at.get("part", {}).get(i)
        if found is None or (
            i in self.text.at.get("factor", {}) and found[0] in self.text.at.get("scale", {})
        ):
            return None
        amount = Amount(i, found[0], i, part=found[1], worded=True)
        self.hedge(amount, sentence)
        return amount

    def vague_at(self, i: int, sentence: Sentence) -> Amount | None:
        found = self.text.at.get("vague", {}).get(i)
        if found is None:
            return None
        hedge = self.before["hedge"].get(i)
        if hedge and hedge[1] != "plain" and i in self.text.at.get("scale", {}):
            return None
        return Amount(i, found[0], i, vague=found[1], worded=True)
