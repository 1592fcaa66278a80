"""Amounts in a text: digits, number words, ranges, hedges, parts, vague words; and what is none.

Each amount is written again as an English wording that `read_wording` reads. What only looks like
a figure of a report (a date, an age, a calibre) is found too, with the reason for refusing it.

Ranges, ratios, units and hedges: what belongs to a number and stands around it.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left

from analysis.reading.numerals import MEASURED, Amount
from analysis.reading.pieces import SKIPPED, Sentence, Text
from analysis.reading.traps import Traps

JOINTS = frozenset({"to", "to_free", "ratio", "ratio_only"})
"""Joints of the two sides of a ratio; the last is never one of a range."""


class Hedges(Traps):
    """Joins to a number what belongs to it."""

    def ratio(self, amount: Amount) -> None:
        """Seven to one: written with a colon, or with the word of the tables."""
        j = amount.last
        if j + 1 >= self.n or amount.low is None or amount.low > 60:
            return
        joint = self.low[j] == ":" or self.text.key("range", j) in JOINTS
        other = self.single(j + 1) if joint else None
        if other is None:
            return
        tight = self.low[j] == ":" and self.text.touches(j) and self.text.touches(j + 1)
        if not tight and self.low[j] == ":":
            return
        if {amount.low, other[0]} >= {1.0} or tight:
            big, small = max(amount.low, other[0]), min(amount.low, other[0])
            if small == 1 and big > 1 and (tight or self.has_ratio_word(amount)):
                amount.low, amount.last, amount.unit = big, other[1], "ratio"

    def has_ratio_word(self, amount: Amount) -> bool:
        """Whether a ratio is told; of losses, where the joint alone tells that it is one."""
        first, last = max(0, amount.core - 14), amount.last + 8
        words = {key for _, _, key in self.text.between("noun", first, last)}
        only = self.text.key("range", amount.last) == "ratio_only"
        lost = [key for _, _, key in self.text.between("action", first, last) if key == "loss"]
        return "ratio" in words or (only and bool(lost or words & {"loss", "casualty"}))

    def unit(self, amount: Amount) -> None:
        if amount.unit:
            return
        j = amount.last
        if j < self.n and self.low[j] == "-" and self.text.touches(j):
            j += 1
        found = self.text.at.get("unit", {}).get(j)
        if found:
            amount.unit, amount.last = found[1], found[0]

    def range(self, amount: Amount, sentence: Sentence) -> None:
        """Join the second end of a range, if one follows."""
        j = amount.last
        if j + 1 >= sentence.last or amount.unit == "ratio" or amount.low is None:
            return
        if any(
            end == amount.core
            for _, end, _ in self.text.between("month", amount.core - 2, amount.core)
        ):
            return
        opener = self.before["range_open"].get(amount.core)
        joint = "dash" if self.low[j] == "-" else self.text.key("range", j)
        after = j + 1 if joint == "dash" else self.text.at["range"][j][0] if joint else j
        if joint in (None, "", "ratio_only") or (joint in ("to", "and") and opener is None):
            return
        if (
            joint == "dash"
            and not self.text.touches(j)
            and not self.text.touches(j + 1)
            and self.kinds[amount.core] != "num"
        ):
            return
        hedge = self.text.at.get("hedge", {}).get(after)
        second = self.single(hedge[0] if hedge and hedge[1] in ("up to?", "up to") else after)
        if second is None:
            return
        other = Amount(after, second[1], after, second[0])
        if self.glued(other):
            return
        self.unit(other)
        high = second[4] if second[4] is not None and other.unit not in MEASURED else second[0]
        self.join(amount, other, high, joint, opener)

    def join(
        self, amount: Amount, other: Amount, high: float, joint: str, opener: tuple | None
    ) -> None:
        low, unit = amount.low, amount.unit
        scale = next((s for s in (1000.0, 1e6, 100.0) if high >= s and high / s > low), None)
        if scale and other.last - other.core > 1 and low < 1000 and self._has_scale(other):
            low *= scale
        if unit == "metres" and other.unit == "km":
            high, other.unit = high * 1000, "metres"
        if unit and other.unit and unit != other.unit:
            return
        if high <= low or (joint in ("or", "dash") and high > 20 * low and opener is None):
            return
        if joint == "or" and low < 2:
            return
        amount.low, amount.high, amount.unit = low, high, unit or other.unit
        amount.last = other.last
        if opener:
            amount.first = opener[0]
        third = self.text.key("range", other.last)
        if third in ("to", "to_free"):
            end = self.single(other.last + 1)
            if end and end[0] > high:
                last = Amount(other.last, end[1], other.last, end[0])
                self.unit(last)
                amount.high, amount.last = end[0], last.last
                amount.unit = amount.unit or last.unit

    def _has_scale(self, amount: Amount) -> bool:
        return bool(self.text.between("scale", amount.core, amount.last))

    def hedge(self, amount: Amount, sentence: Sentence) -> None:
        """Take in the hedge that stands before, through a preposition or a quotation mark."""
        first = amount.first
        article = self.before["article"].get(first)
        held = article and article[0] >= sentence.first and first not in self.before["hedge"]
        if held and (amount.worded or article[0] in self.before["hedge"]):
            first = article[0]
        kind = ""
        while first > sentence.first:
            found = self._hedge_before(first, sentence, kind)
            if found is None or (kind and found[1] != "plain"):
                break
            first, key = found
            kind = kind if key == "plain" else key
        if amount.high is None:
            amount.hedge = kind
        if kind or (amount.worded and article and first == article[0] and amount.low == 1):
            amount.first = min(first, amount.first)

    def _hedge_before(self, first: int, sentence: Sentence, kind: str) -> tuple[int, str] | None:
        """The hedge that ends at a token, or before the preposition that does: start and key."""
        hedges = self.before["hedge"]
        found = hedges.get(first)
        if found is None:
            link = self._link(first, sentence)
            if link is None or kind or hedges[link][1] in ("plain", "up to?"):
                return None
            found = hedges[link]
        start, key = found
        if key == "up to?":
            return None if kind or self.is_reached(start, sentence) else (start, "up to")
        return start, key

    def _link(self, first: int, sentence: Sentence) -> int | None:
        """A preposition or quotation mark with a hedge before it."""
        at = first - 1
        if self.low[at] in SKIPPED and at > sentence.first and self.low[at] not in "-)]":
            at = first - 1
        elif first in self.before["link"]:
            at = self.before["link"][first][0]
        else:
            return None
        return at if at in self.before["hedge"] and at > sentence.first else None

    def is_reached(self, start: int, sentence: Sentence) -> bool:
        """Whether "to" follows a verb of reaching, a date or an opened range: no hedge."""
        near = max(sentence.first, start - 5)
        opened = self.text.has("range_open", max(sentence.first, start - 3), start)
        return opened or self.text.has("reach", near, start) or self._goes_on(start, sentence)

    def _goes_on(self, start: int, sentence: Sentence) -> bool:
        """It came to eight in the east and to five in the west: the same verb governs both."""
        text, low = self.text, self.text.low
        earlier = [x for x in range(sentence.first, start) if low[x] == low[start]]
        if not earlier or text.has("action", earlier[-1], start):
            return False
        return text.has("reach", max(sentence.first, earlier[-1] - 5), earlier[-1])

    def late_hedge(self, amount: Amount, sentence: Sentence) -> None:
        if amount.hedge or amount.high is not None:
            return
        j = amount.last
        found = self.text.at.get("hedge_after", {}).get(j)
        if found and found[0] <= sentence.last:
            amount.hedge, amount.last = found[1], found[0]
            if not amount.unit:
                self.unit(amount)
        elif j < sentence.last and self.low[j] == "+" and self.text.touches(j):
            amount.hedge, amount.last = "at least", j + 1


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
