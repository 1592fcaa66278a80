"""Whether the people whom a figure counts are civilians."""

from __future__ import annotations

from analysis.reading.amount import Amount
from analysis.reading.forces import Forces
from analysis.reading.meaning import EQUIPMENT, PERSONS, Meaning
from analysis.reading.pieces import Sentence

HUMAN = PERSONS | {"body", "casualty", "refugee", "hostage"}
MOVED = frozenset({"displaced", "evacuated", "hostages"})
"""Measures of people who are civilians unless a side is named."""


class Civilians(Forces):
    """Tells civilians from soldiers: by the noun, or by the words around."""

    def is_civil(self, k: int, amount: Amount, meaning: Meaning, stop: int) -> bool:
        """Whether people counted are civilians: by the noun, or by the words around."""
        if meaning.noun == "civilian":
            return True
        if meaning.noun not in HUMAN - {"soldier", "prisoner"}:
            return False
        if meaning.action in ("lose", "loss"):
            return False
        if meaning.measure in MOVED:
            return True
        text = self.text
        if meaning.noun == "people" and text.has("civil", amount.first, min(stop, amount.last + 8)):
            return True
        if self.named(amount.last, self.phrase_end(amount, meaning, stop), ""):
            return False
        return self._speaks_of_people(k, meaning) or self._is_civil_around(k)

    def _is_civil_around(self, k: int) -> bool:
        """Whether the sentence, those beside it, or the whole text speak of civilians."""
        text, s = self.text, self.sentences[k]
        for j in (k, k - 1, k + 1):
            if (
                not 0 <= j < len(self.sentences)
                or abs(self.sentences[j].paragraph - s.paragraph) > 1
            ):
                continue
            t = self.sentences[j]
            civil = len(text.between("civil", t.first, t.last)) + sum(
                key in ("civilian", "building", "car")
                for _, _, key in text.between("noun", t.first, t.last)
            )
            army = sum(key == "soldier" for _, _, key in text.between("noun", t.first, t.last))
            if civil and not (army and j == k and self._fights(t)):
                return True
            if army or any(key in EQUIPMENT for _, _, key in text.between("noun", t.first, t.last)):
                return False
        whole = text.cues.get("civil", ())
        return len(whole) > 2 * len(text.cues.get("military", ()))

    def _speaks_of_people(self, k: int, meaning: Meaning) -> bool:
        """People killed, wounded or missing where no soldier and no enemy is near: of a town."""
        if meaning.action not in ("kill", "wound", "miss"):
            return False
        text, people = self.text, meaning.noun == "people"
        for j in (k,) if people else (k, k - 1, k + 1):
            if 0 <= j < len(self.sentences):
                t = self.sentences[j]
                nouns = {key for _, _, key in text.between("noun", t.first, t.last)}
                sides = {key for _, _, key in text.between("side", t.first, t.last)}
                if "soldier" in nouns or "@opponent" in sides or "@own" in sides:
                    return False
                if not people and self._tells_of_losses(t):
                    return False
                people = people or (j <= k and bool(nouns & {"people", "civilian"}))
        return people

    def _tells_of_losses(self, t: Sentence) -> bool:
        """Whether a sentence speaks of the losses of a side."""
        acts = self.text.between("action", t.first, t.last)
        lost = any(key in ("lose", "loss") for _, _, key in acts)
        return lost and bool(self.named(t.first, t.last, ""))

    def _fights(self, t: Sentence) -> bool:
        return self.text.has("military", t.first, t.last)

    def civil_span(self, k: int, amount: Amount, meaning: Meaning) -> str:
        if meaning.noun == "civilian" and meaning.span:
            return self.text.span(*meaning.span)
        s = self.sentences[k]
        near = self.text.between("civil", s.first, s.last) or self.text.cues.get("civil", ())[:1]
        return self.text.span(near[0][0], near[0][1]) if near else "rule:civilian_text"
