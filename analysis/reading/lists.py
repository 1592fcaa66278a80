"""Amounts without a noun: their verb, the bracket they stand in, the list they go on with."""

from __future__ import annotations

from dataclasses import replace

from analysis.reading.meaning import (
    BODILY,
    EQUIPMENT,
    EVENTS,
    LAUNCHED,
    NONE,
    Head,
    Meaning,
    measure_of,
)
from analysis.reading.pieces import SKIPPED, Text
from analysis.reading.rows import Rows
from analysis.reading.stretches import Stretch

SENT = {"missile_strike": "missile", "drone_strike": "drone"}
"""What a strike sends, which can be shot down."""
IN_THE_AIR = frozenset({"shoot_down", "radar"})
"""What happens to drones and missiles alone: "another 22 were shot down"."""
IN_BRACKETS = "part of the figure before it"


class Lists(Rows):
    """Says what an amount without a noun counts."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.totals = -1
        """The sentence whose brackets hold totals."""
        self.before: Meaning | None = None
        """What the last figure of the sentence before counts."""

    def bare(self, s: Stretch, head: Head, carry: Meaning | None, found: list[Meaning]) -> Meaning:
        if self._is_inner(s) and not head.participle and not s.actions_before():
            return self._inner(s, found) or self._placed(s, carry)
        if head.open and (meaning := self.part_of(s, head, carry, found)):
            return meaning
        if carry and carry.noun in LAUNCHED and self._is_whole(s):
            return Meaning(LAUNCHED[carry.noun], carry.noun, "launch", carry.span, basis="list")
        head.open = head.open and (head.participle is not None or not self._is_people(s))
        if meaning := self._done(s, head, carry):
            return meaning
        if not head.open:
            return NONE
        if meaning := self.noun_before(s, found):
            return meaning
        if carry and carry.measure not in ("", "?") and self._continues(s):
            return replace(carry, span=None, basis="list", period="")
        return NONE

    def _done(self, s: Stretch, head: Head, carry: Meaning | None) -> Meaning | None:
        """What a verb beside the amount says of people, or of the noun that is carried on."""
        for first, last, key in self._bare_actions(s, head):
            noun = self._carried_noun(s, carry, key)
            if noun == "person" and key not in BODILY and last <= s.amount.first:
                noun = self._thing_between(last, s.amount.first) or noun
            measure = measure_of(noun, key)
            if measure:
                return Meaning(measure, noun, key, (first, last), basis="action")
        return None

    def _is_inner(self, s: Stretch) -> bool:
        """Whether the amount stands in brackets."""
        low, amount = self.text.low, s.amount
        before = [x for x in low[s.sentence.first : amount.first] if x in "()"]
        after = [x for x in low[amount.last : s.sentence.last] if x in "()"]
        return before[-1:] == ["("] and after[:1] == [")"]

    def _placed(self, s: Stretch, carry: Meaning | None) -> Meaning:
        """Clashes (48 near Pokrovsk): a number with a place goes on; another is a part."""
        if carry and carry.noun in EVENTS and s.amount.last in self.at.get("place_before", ()):
            return replace(carry, span=None, basis="list")
        return Meaning(refused=IN_BRACKETS)

    def _inner(self, s: Stretch, found: list[Meaning]) -> Meaning | None:
        """Of 17 tanks (4,965 since the start): the figure before, for the time in the bracket."""
        text, amount = self.text, s.amount
        before = found[-1] if found and found[-1].measure else None
        closing = next(
            (
                x
                for x in range(amount.last, min(amount.last + 6, s.sentence.last))
                if text.low[x] == ")"
            ),
            -1,
        )
        if before is None or closing < 0:
            return None
        told = {key for _, _, key in text.between("period", s.begin, closing)}
        alone = closing == amount.last and text.low[amount.first - 1] == "("
        if "day" in told:
            return replace(before, span=None, basis="list", period="day")
        if told & {"start", "to_date"} or (alone and self.totals == s.sentence.first):
            self.totals = s.sentence.first
            return replace(before, span=None, basis="list", period="start")
        if alone and before.basis in ("before", "list") and before.noun in EVENTS:
            return replace(before, span=None, basis="list")
        return None

    def part_of(
        self, s: Stretch, head: Head, carry: Meaning | None, found: list[Meaning]
    ) -> Meaning | None:
        """Sixteen of them in the city: a part of what the figure before counts."""
        amount = s.amount
        if not s.is_part() or carry is None or carry.measure == "?":
            return None
        acts = [
            a
            for a in ([head.participle] if head.participle else [])
            + self.actions.between(amount.last, min(s.stop, amount.last + 8))
        ]
        for first, last, key in acts:
            weapon = SENT.get(carry.noun, "") if key in IN_THE_AIR else ""
            measure = measure_of(weapon or carry.noun or "person", key)
            if measure and measure != measure_of(carry.noun, ""):
                return Meaning(measure, weapon or carry.noun, key, (first, last), basis="action")
        return replace(carry, span=None, basis="list", period="", is_part=bool(found))

    def _bare_actions(self, s: Stretch, head: Head) -> list[tuple[int, int, str]]:
        text, amount = self.text, s.amount
        part = [head.participle] if head.participle else []
        after = [a for a in self.actions.between(amount.last, min(s.end, amount.last + 7))]
        comma = next((x for x in range(amount.last + 1, s.end) if text.low[x] == ","), s.end)
        after = [a for a in after if a[0] < comma]
        before = [
            a
            for a in s.actions_before()
            if amount.first - a[1] <= (6 if head.open else 3) and a[:2] != self.used
        ]
        every = (
            [*part, *after, *before]
            if not (
                before and before[0][2] in BODILY and amount.first - before[0][1] <= 2 and not part
            )
            else [*before, *after]
        )
        return (
            every
            if head.open
            else [a for a in every if a[2] in BODILY and (a in part or a[1] <= amount.first)]
        )

    def _thing_between(self, first: int, last: int) -> str:
        """Destroyed a home and damaged ten more: a thing named before, of which there are more."""
        first = max(0, first - 10)
        found = [key for _, _, key in self.text.between("noun", first, last)]
        return next((key for key in reversed(found) if key in (*EQUIPMENT, "building", "car")), "")

    def _carried_noun(self, s: Stretch, carry: Meaning | None, action: str) -> str:
        """What a verb without a noun is said of: the noun of the list, or of the figure before."""
        if action in BODILY and self._is_people(s):
            return "person"
        if (
            carry
            and carry.noun in (*EQUIPMENT, "settlement", "building", "car")
            and measure_of(carry.noun, action)
        ):
            return carry.noun
        if carry is None and self.before and self.before.noun in EQUIPMENT and action in IN_THE_AIR:
            return self.before.noun
        if carry and carry.noun == "attack" and action == "repel":
            return "attack"
        return "person"

    def _is_people(self, s: Stretch) -> bool:
        """A hundred Houthis: people who are named by their side alone."""
        k = s.amount.last
        while k < s.stop and self.text.low[k] in SKIPPED:
            k += 1
        return k in self.at.get("side", ())

    def _continues(self, s: Stretch) -> bool:
        """Whether a bare amount stands where a list goes on: after a joint, before a place."""
        text, amount, at = self.text, s.amount, self.at
        k = amount.last
        while k < s.end and text.low[k] in SKIPPED and text.low[k] != "(":
            k += 1
        ends = (
            k >= s.end
            or text.low[k] in ",.;:"
            or any(
                k in at.get(kind, ())
                for kind in (
                    "place_before",
                    "and",
                    "each",
                    "including",
                    "there",
                    "place",
                    "place_noun",
                    "filler",
                    "day",
                    "period",
                )
            )
        )
        near = range(max(s.begin, amount.first - 12), amount.first)
        return (
            ends
            and s.previous is not None
            and any(text.low[x] in (",", "-", ":", ";") or x in at.get("and", ()) for x in near)
        )
