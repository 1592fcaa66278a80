"""What an amount counts: the noun after it, the verb beside it, or the list that it continues.

Places are tried in one order: the counted noun after the amount; a verb between them, just before,
after, or earlier in its own stretch; the noun that two amounts share; a noun before it; the list.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.reading.amount import MEASURED, Amount
from analysis.reading.extents import A_CHANGE
from analysis.reading.lists import Lists
from analysis.reading.meaning import (
    BODILY,
    EQUIPMENT,
    NO_ACTION,
    STRIKES,
    Head,
    Meaning,
    measure_of,
)
from analysis.reading.pieces import Sentence, Text
from analysis.reading.stretches import Stretch

PLANNED = "a plan, a wish or a condition"


class Reader(Lists):
    """Finds what the amounts of a text count, sentence by sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.list: Meaning | None = None
        """What the list before a line end or a colon counts."""

    def read(
        self, sentence: Sentence, amounts: list[Amount], lead: Sentence | None
    ) -> list[Meaning]:
        """Say of each amount of a sentence what it counts."""
        found: list[Meaning] = []
        carry = self.list if self._is_item(sentence) else None
        if carry is None and self.text.has("including", sentence.first, sentence.first + 3):
            carry = self.last
        self.used = None
        self.stepped = self.stepped or any(amount.step for amount in amounts)
        for k in range(len(amounts)):
            stretch = Stretch(self.text, sentence, amounts, k, self.actions)
            meaning = self.meaning(stretch, carry, amounts, k, found)
            tabled = self.stepped and meaning.basis == "table" and meaning.noun in EQUIPMENT
            total = tabled or self._is_total(amounts, k)
            if meaning.measure and not meaning.period and total:
                meaning = replace(meaning, period="start")
            if meaning.measure and self.is_unreal(stretch):
                meaning = Meaning(refused=PLANNED)
            if meaning.measure in STRIKES.values():
                self.strike = meaning.measure
            found.append(meaning)
            if meaning.measure:
                carry = meaning
                self.used = meaning.span
                self.last = meaning
        self._respectively(sentence, amounts, found)
        self._late_verb(amounts, found)
        self._open_list(sentence, carry)
        self.before = next((m for m in reversed(found) if m.measure), None)
        return found

    def _late_verb(self, amounts: list[Amount], found: list[Meaning]) -> None:
        """Give a list whose verb stands at its end that verb: "4 tanks, 2 guns destroyed"."""
        for k in range(len(found) - 2, -1, -1):
            own, later = found[k], found[k + 1]
            listed = own.refused == NO_ACTION and own.noun and later.action and later.span
            if not listed or later.basis not in ("noun", "list"):
                continue
            head = own.span[1] if own.span else amounts[k].last
            if self.actions.between(head, amounts[k + 1].first):
                continue
            if measure := measure_of(own.noun, later.action):
                found[k] = Meaning(measure, own.noun, later.action, own.span, basis="list")

    def _is_total(self, amounts: list[Amount], k: int) -> bool:
        """Whether an amount is a running total: steps stand in brackets after it or its like."""
        if k + 1 < len(amounts) and amounts[k + 1].step:
            return True
        return k > 0 and any(amount.step for amount in amounts[:k])

    def pass_over(self, sentence: Sentence) -> None:
        """A sentence without amounts: it may head a list."""
        self._open_list(sentence, None)

    def _is_item(self, sentence: Sentence) -> bool:
        return self.list is not None

    def _open_list(self, sentence: Sentence, carry: Meaning | None) -> None:
        """A line that ends in a colon gives its verb to the lines below."""
        last = self.text.low[sentence.last - 1]
        if last == ":":
            acts = self.actions.between(sentence.first, sentence.last)
            self.list = (
                Meaning("?", "", acts[-1][2], basis="list")
                if acts
                else Meaning("?", "", "", basis="list")
            )
        elif last in (";", ",") or (self.list is not None and self._starts_like_item(sentence)):
            self.list = carry or self.list
        else:
            self.list = None

    def _starts_like_item(self, sentence: Sentence) -> bool:
        first = self.text.low[sentence.first]
        return first in "-*•·▪—–" or self.text.kinds[sentence.first] in ("num", "sign")

    def meaning(
        self, s: Stretch, carry: Meaning | None, amounts: list[Amount], k: int, found: list[Meaning]
    ) -> Meaning:
        if meaning := self.by_itself(s, carry, found):
            return meaning
        head = self.head(s, s.amount.last, s.end)
        if head.participle and head.participle[0] > s.closing():
            head.participle = None
        if not head.noun and s.next is not None and s.next.step:
            head = self._beyond_step(s, amounts, k) or head
        alone = not head.noun and (head.open or head.modifiers)
        if alone or head.first in self.at.get("modifier", ()):
            head = self.shared(s, amounts, k, head)
        if self.text.key("noun", s.amount.core) == "times":
            head = Head("times", s.amount.core, s.amount.last)
        if carry and head.noun and (kind := self.kind_of(s, head, carry)):
            return kind
        return self.counted(s, head, carry) if head.noun else self.bare(s, head, carry, found)

    def by_itself(self, s: Stretch, carry: Meaning | None, found: list[Meaning]) -> Meaning | None:
        """What an amount says without a noun after it: a ratio, a step, an extent, a row."""
        amount = s.amount
        if amount.unit == "ratio":
            return Meaning("loss_ratio", "ratio", span=(amount.first, amount.last), basis="extent")
        if ratio := self.for_every(s):
            return ratio
        if amount.step and found and found[-1].measure:
            return replace(found[-1], basis="table", period="day")
        if self.is_change(s):
            return Meaning(refused=A_CHANGE)
        if amount.unit in MEASURED or amount.part:
            return self.extent(s, carry)
        return self.row(s, carry)

    def is_unreal(self, s: Stretch) -> bool:
        """A plan or wish in the words just before."""
        first = max(s.begin, s.amount.first - 7)
        found = self.text.between("unreal", first, s.amount.first)
        return bool(found) and not any(
            self.text.low[x] in (",", ";") for x in range(found[-1][1], s.amount.first)
        )

    def _respectively(
        self, sentence: Sentence, amounts: list[Amount], found: list[Meaning]
    ) -> None:
        """Killed and wounded were 31 and 40 respectively: the lists go side by side."""
        text, first, size = self.text, amounts[0].first, len(amounts)
        if size < 2 or not text.has("respectively", sentence.first, sentence.last):
            return
        verbs = [a for a in text.between("action", sentence.first, first) if a[2] in BODILY]
        things = [n for n in text.between("noun", sentence.first, first) if n[2] in EQUIPMENT]
        acts = self.actions.between(sentence.first, sentence.last)
        if len(verbs) >= size and len({key for *_, key in verbs[-size:]}) == size:
            for k, (i, j, key) in enumerate(verbs[-size:]):
                found[k] = Meaning(measure_of("person", key), "person", key, (i, j), basis="action")
        elif len(things) >= size and acts:
            for k, (i, j, key) in enumerate(things[-size:]):
                measure = measure_of(key, acts[-1][2])
                found[k] = Meaning(measure, key, acts[-1][2], (i, j), NO_ACTION, basis="noun")
