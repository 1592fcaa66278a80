"""Counted nouns: what became of the people and things that an amount counts."""

from __future__ import annotations

from analysis.reading.events import Events
from analysis.reading.meaning import (
    EQUIPMENT,
    EVENTS,
    KINDS_OF_STRIKE,
    LAUNCHED,
    LOST,
    NO_ACTION,
    Head,
    Meaning,
    measure_of,
)
from analysis.reading.pieces import Sentence, Text
from analysis.reading.stretches import Stretch

WEAK = frozenset({"lose", "loss", "hit", "deploy"})
"""Actions that a more exact one beside the amount overrides."""
TAKEN = frozenset({"capture", "gain", "release"})
"""What can be done to equipment that no measure counts."""


class Things(Events):
    """Says what became of a counted noun: with its verb, or by itself."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.last: Meaning | None = None
        self.stepped = False
        """Whether the text is a running table: totals with steps in brackets."""
        self.used: tuple[int, int] | None = None
        """The verb that the amount before has taken."""

    def counted(self, s: Stretch, head: Head, carry: Meaning | None) -> Meaning:
        """The measure of a counted noun: with its verb, or by itself."""
        noun, span = head.noun, (head.first, head.last)
        if noun in EVENTS:
            return self.event(s, head, carry)
        if self._is_whole(s) and noun in LAUNCHED:
            return Meaning(LAUNCHED[noun], noun, "launch", span, basis="noun")
        if noun == "vehicle" and self._is_civil_car(s):
            noun = "car"
        if meaning := self._with_verb(s, head, noun, carry):
            return meaning
        plain = measure_of(noun, "")
        if plain:
            return Meaning(plain, noun, "", span, basis="noun")
        if noun in EQUIPMENT and (meaning := self._without_verb(s, head, noun, carry)):
            return meaning
        return Meaning(noun=noun, span=span, refused=NO_ACTION)

    def _with_verb(
        self, s: Stretch, head: Head, noun: str, carry: Meaning | None
    ) -> Meaning | None:
        """The first of the verbs around with which the noun is a measure."""
        own, amount = measure_of(noun, ""), s.amount
        for first, last, key in self.candidates(s, head, carry):
            far = last <= amount.first and amount.first - last > 4
            if own and (first < 0 or far):
                return None
            noun = "car" if noun == "vehicle" and key == "damage" else noun
            measure = measure_of(noun, key)
            if measure and (own != measure or not carry):
                where = (first, last) if first >= 0 else (head.first, head.last)
                return Meaning(measure, noun, key, where, basis="noun")
        return None

    def _without_verb(
        self, s: Stretch, head: Head, noun: str, carry: Meaning | None
    ) -> Meaning | None:
        """Equipment that a list heading, or the sentence before, says to be lost."""
        span = (head.first, head.last)
        headed = carry and carry.measure == "?" and carry.basis == "list" and not carry.action
        if headed:
            return Meaning(measure_of(noun, "destroy"), noun, "destroy", span, basis="list")
        if inherited := self._inherited(s.sentence, noun):
            return inherited
        near = head.participle or next(iter(s.actions_before()), None)
        if near and near[2] in TAKEN and s.amount.first - near[1] <= 2:
            return Meaning("?", noun, near[2], span, basis="noun")
        return None

    def _inherited(self, sentence: Sentence, noun: str) -> Meaning | None:
        """The verb of the sentence before, for a list of equipment that has none of its own."""
        first, last = sentence.first, sentence.last
        if self.last is None or self.last.action not in LOST or self.text.has("owns", first, last):
            return None
        nouns = [key for _, _, key in self.text.between("noun", first, last) if key in EQUIPMENT]
        if not self.stepped and (len(nouns) < 2 or self.actions.between(first, last)):
            return None
        measure = measure_of(noun, self.last.action)
        period = "start" if self.stepped else ""
        return (
            Meaning(measure, noun, self.last.action, basis="list", period=period)
            if measure
            else None
        )

    def _is_civil_car(self, s: Stretch) -> bool:
        """Vehicles beside damaged houses are no army's."""
        first, last = s.sentence.first, s.sentence.last
        if any(key == "soldier" for _, _, key in self.text.between("noun", first, last)):
            return False
        return any(
            key in ("building", "car", "civilian")
            for _, _, key in self.text.between("noun", first, last)
        )

    def _is_whole(self, s: Stretch) -> bool:
        """Whether the amount is the whole of the one before it: "52 of 88"."""
        text = self.text
        if s.previous is None or s.amount.first - s.previous.last > 3:
            return False
        return text.has("out_of", s.previous.last, s.amount.first)

    def candidates(
        self, s: Stretch, head: Head, carry: Meaning | None
    ) -> list[tuple[int, int, str]]:
        """Verbs that may say what became of a noun, the likeliest first."""
        text, amount = self.text, s.amount
        before = [a for a in s.actions_before() if a[:2] != self.used]
        close = [
            a
            for a in before
            if amount.first - a[1] <= 4 and "," not in text.low[a[1] : amount.first]
        ]
        strong = self._struck_with(s, head) + [a for a in close if a[2] not in WEAK]
        part = [head.participle] if head.participle else []
        tail = max(head.last, amount.last)
        comma = s.comma()
        stop = next(
            (x for x in range(tail, min(comma, tail + 12)) if x in self.at.get("say", ())),
            min(comma, tail + 12),
        )
        after = self.actions.between(tail, stop)
        if self._shares_next(s, head):
            after = self.actions.between(head.last, min(s.sentence.last, head.last + 10))
        after = after or self._after_insertion(s, tail)
        listed = [(-1, -1, carry.action)] if carry and carry.action else []
        late = self.actions.between(comma, min(s.end, comma + 14))
        both = [a for a in late if a[2] == "casualties" and a[0] - tail <= 6]
        rest = self.actions.between(s.sentence.first, amount.first)[::-1]
        ahead = self.actions.between(s.end, s.sentence.last)[:1]
        return [*strong, *part, *after, *both, *close, *before, *listed, *late, *ahead, *rest]

    def _struck_with(self, s: Stretch, head: Head) -> list[tuple[int, int, str]]:
        """Strikes with 19 drones: what strikes has been launched."""
        if head.noun not in ("drone", "missile", "bomb", "shell", "area"):
            return []
        first = max(s.begin, s.amount.first - (8 if head.noun == "area" else 3))
        near = self.text.between("noun", first, s.amount.first)
        return [(i, j, "attack") for i, j, key in near if key in ("attack", *KINDS_OF_STRIKE)]

    def _after_insertion(self, s: Stretch, tail: int) -> list[tuple[int, int, str]]:
        """Sixteen people, five women among them, were killed: the verb after what is put in."""
        text = self.text
        commas = [k for k in range(tail, s.sentence.last) if text.low[k] in ",-)"]
        if len(commas) < 2 or not text.has("including", tail, commas[1] + 1):
            return []
        for comma in commas[1:3]:
            if found := self.actions.between(comma, min(comma + 6, s.sentence.last)):
                return found
        return []

    def _shares_next(self, s: Stretch, head: Head) -> bool:
        return s.next is not None and head.first >= s.next.last
