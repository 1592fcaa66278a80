"""Which side each word of a text names, "enemy" and "our" resolved."""

from __future__ import annotations

from analysis.reading.amount import Amount
from analysis.reading.known import Known
from analysis.reading.meaning import Meaning
from analysis.reading.pieces import Text


class Forces:
    """The sides that a text names."""

    def __init__(self, text: Text, known: Known) -> None:
        self.text, self.known = text, known
        self.sentences = text.sentences
        self.home = text.lexicon.format.get("home", "")
        self.sides = self._sides()

    def _sides(self) -> list[tuple[int, int, str]]:
        """Sides named in the text, but not inside the name of a speaker."""
        text = self.text
        barred = set()
        for kind in ("speaker", "office"):
            for i, j, _ in text.cues.get(kind, ()):
                barred.update(range(i, j))
        return [c for c in text.cues.get("side", ()) if c[0] not in barred]

    def named(self, first: int, last: int, party: str) -> list[tuple[int, int, str]]:
        """The forces named in [first, last), "enemy" and "our" resolved."""
        found = []
        for i, j, key in self.sides:
            if first <= i < last:
                force = self._force(key, party)
                if force:
                    found.append((i, j, force))
        return found

    def _force(self, key: str, party: str) -> str:
        if key == "@opponent":
            return self.known.opponent(party or self.home)
        if key == "@own":
            return self.known.force_of.get(party or self.home, "")
        return key

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
