"""Extents and ratios: metres, square kilometres, shares, so many for each."""

from __future__ import annotations

from dataclasses import replace

from analysis.reading.meaning import BODILY, NONE, Meaning, measure_of
from analysis.reading.nouns import Nouns
from analysis.reading.stretches import Stretch

A_CHANGE = "a change, not a count"
THE_ONE = "the one side of a ratio"


class Extents(Nouns):
    """Says what an amount with a unit of its own measures; the verb beside it decides."""

    def is_change(self, s: Stretch) -> bool:
        """Grew by 12: the number after the preposition is no level."""
        first = s.amount.first
        led = any(j == first for _, j, _ in self.text.between("by", first - 2, first))
        if not led or not self.text.has("growth", max(s.begin, first - 6), first):
            return False
        near = self.text.between("noun", max(s.begin, first - 10), first)
        return not any(key in ("loss", "body") for _, _, key in near)

    def for_every(self, s: Stretch) -> Meaning | None:
        """Five for every one: the five is a ratio, the one is nothing."""
        amount, sentence = s.amount, s.sentence
        if amount.value is None or amount.unit:
            return None
        if per := self.per_distance(s):
            return per
        if amount.value > 60:
            return None
        if amount.last in self.at.get("times_more", ()):
            return self._ratio(s, (amount.first, amount.last)) or Meaning(refused=A_CHANGE)
        for i, j, _ in self.text.between("for_every", sentence.first, sentence.last):
            inner = self.text.has("number", i, j)
            if (
                amount.value == 1
                or i <= amount.core < j
                or (not inner and amount.value == 1 and 0 <= amount.core - j <= 1)
            ):
                return Meaning(refused=THE_ONE)
            if amount.last <= i < s.stop + 2 or s.begin - 4 <= i < amount.first:
                return self._ratio(s, (i, j))
        return None

    def per_distance(self, s: Stretch) -> Meaning | None:
        """Eight hundred for each kilometre: people per distance."""
        for i, j, _ in self.text.between("for_every", s.amount.last, s.stop + 1):
            unit = self.text.key("unit", j)
            if unit == "km" and self.actions.between(s.begin, s.end):
                return Meaning("casualties_per_km", "ratio", span=(i, j), basis="extent")
        return None

    def _ratio(self, s: Stretch, span: tuple[int, int]) -> Meaning | None:
        """A ratio of losses, where the sentence speaks of losses or of soldiers."""
        first, last = s.sentence.first, s.sentence.last
        lossy = (*BODILY, "lose", "loss", "destroy")
        if any(key in lossy for _, _, key in self.actions.between(first, last)) or any(
            key in ("loss", "soldier", "casualty", "ratio")
            for _, _, key in self.text.between("noun", first, last)
        ):
            return Meaning("loss_ratio", "ratio", span=span, basis="extent")
        return None

    def extent(self, s: Stretch, carry: Meaning | None) -> Meaning:
        """Metres, square kilometres, per cent: the verb decides, inside the commas first."""
        unit = s.amount.unit
        noun = {"percent": "percent", "points": "percent", "metres": "length", "km": "length"}.get(
            unit, ""
        )
        noun = noun or ("square" if unit.startswith("square") else "part" if s.amount.part else "")
        if unit == "cm":
            return self.per_loss(s)
        if noun == "length" and self.is_bearing(s):
            return Meaning(refused="a bearing: how far from a place something is")
        text, commas = self.text, s.comma()
        left = next(
            (
                k + 1
                for k in range(s.amount.first - 1, s.begin - 1, -1)
                if text.low[k] in (",", ";")
            ),
            s.begin,
        )
        after, before = (
            self.actions.between(s.amount.last, commas),
            self.actions.between(left, s.amount.first)[::-1],
        )
        wide = self.actions.between(s.begin, s.amount.first)[::-1] + self.actions.between(
            s.amount.last, s.end
        )
        whole = self.actions.between(s.sentence.first, s.sentence.last)
        for near in (self._ordered(noun, after, before), wide, whole):
            for first, last, key in near:
                if measure := self._extent_measure(noun, key, s):
                    return Meaning(measure, noun, key, (first, last), basis="extent")
        if carry and carry.noun == noun:
            return replace(carry, span=None, basis="list")
        return NONE

    def per_loss(self, s: Stretch) -> Meaning:
        """For every 48 cm one killed: ground per person."""
        every = self.text.between(
            "for_every", max(s.sentence.first, s.amount.first - 4), s.stop + 2
        )
        acts = self.actions.between(s.sentence.first, s.sentence.last)
        found = next((a for a in acts if a[2] in ("kill", "casualties", "wound", "lose")), None)
        if not every or found is None:
            return NONE
        measure = "distance_per_death" if found[2] == "kill" else "distance_per_casualty"
        return Meaning(measure, "length", found[2], found[:2], basis="extent")

    def _ordered(self, noun: str, after: list, before: list) -> list:
        return after + before if noun in ("percent", "part", "square") else before + after

    def _extent_measure(self, noun: str, action: str, s: Stretch) -> str:
        measure = measure_of(noun, action)
        if s.amount.unit == "points" and measure == "control_share":
            measure = "control_share_change"
        if measure in ("loss_share", "killed_share") or noun not in ("percent", "part"):
            return measure
        ground = self.text.between(
            "ground", s.sentence.first, s.sentence.last
        ) or self.text.between("place", s.sentence.first, s.sentence.last)
        return measure if measure and ground else ""

    def is_bearing(self, s: Stretch) -> bool:
        """Two kilometres west of a town say where, not how far somebody got."""
        text, amount = self.text, s.amount
        near = text.between("bearing", amount.last, min(amount.last + 4, s.sentence.last))
        if not near:
            return False
        return not any(
            key in ("advance", "retreat", "distance", "depth", "width")
            for _, _, key in self.actions.between(max(s.begin, amount.first - 4), amount.first)
        )
