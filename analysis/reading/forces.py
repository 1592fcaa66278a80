"""Which side each word of a text names, "enemy" and "our" resolved."""

from __future__ import annotations

from analysis.reading.amount import Amount
from analysis.reading.known import Known
from analysis.reading.meaning import Meaning
from analysis.reading.pieces import Text
from analysis.reading.speakers import Speakers


class Forces:
    """The sides that a text names."""

    def __init__(self, text: Text, known: Known, speakers: Speakers) -> None:
        self.text, self.known, self.speakers = text, known, speakers
        self.sentences = text.sentences
        self.home = text.lexicon.format.get("home", "")
        self.sides = self._sides()

    def _sides(self) -> list[tuple[int, int, str]]:
        """Sides named in the text, but not inside the name of a speaker."""
        text = self.text
        own = [m for m in self.speakers.own if m and m.last - m.first > 1]
        barred = {x for m in own for x in range(m.first, m.last)}
        for kind in ("speaker", "office"):
            for i, j, _ in text.cues.get(kind, ()):
                if j - i > 1:
                    barred.update(range(i, j))
        named = [c for c in text.cues.get("side", ()) if c[0] not in barred]
        return [c for c in named if not (self._is_place(*c[:2]) or self._is_where(*c[:2]))]

    def _is_where(self, i: int, j: int) -> bool:
        """Drones over Kyiv: the name of a side alone behind a preposition of place is a place."""
        text, low = self.text, self.text.low
        led = any(b == i for _, b, _ in text.between("place_before", i - 3, i))
        ends = j >= len(low) or text.kinds[j] != "word" or j in text.at.get("and", ())
        return led and ends and text.is_capital(i) and not text.has("noun", i, j)

    def _is_place(self, i: int, j: int) -> bool:
        """Over the Moscow region: a capital that names a place, not a side."""
        nouns = self.text.at.get("place_noun", {})
        led = any(x in nouns and nouns[x][0] in (i, i - 1) for x in range(i - 3, i))
        return self.text.is_capital(i) and (j in nouns or led)

    def named(self, first: int, last: int, party: str) -> list[tuple[int, int, str]]:
        """The forces named in [first, last), "enemy" and "our" resolved."""
        found = []
        for i, j, key in self.sides:
            if first <= i < last:
                force = self._force(key, party) or self._foe_of_actor(i, key)
                if force:
                    found.append((i, j, force))
        return found

    def _force(self, key: str, party: str) -> str:
        if key == "@opponent":
            return self.known.opponent(party or self.home)
        if key == "@own":
            return self.known.force_of.get(party or self.home, "")
        return key

    def _foe_of_actor(self, token: int, key: str) -> str:
        """The Ukrainians destroyed 17 tanks of the enemy: the foe of the side before."""
        if key != "@opponent":
            return ""
        before = [c[2] for c in self.sides if token - 25 <= c[0] < token]
        parties = [self.known.forces[force] for force in before if self.known.forces.get(force)]
        return self.known.opponent(parties[-1]) if parties else ""

    def phrase_end(self, amount: Amount, meaning: Meaning, stop: int) -> int:
        end = amount.last
        limit = min(stop, amount.last + 8)
        nouns = self.text.between("noun", amount.last, limit)
        acts = self.text.between("action", amount.last, min(amount.last + 2, limit))
        counted = nouns[0][1] if nouns else acts[0][1] if acts else end
        while end < limit and self.text.low[end] not in (",", ";", ".", "(", ":"):
            if end >= counted and any(end in self.text.at.get(x, ()) for x in ("noun", "action")):
                break
            if end in self.text.at.get("place_before", ()):
                break
            end += 1
        return end
