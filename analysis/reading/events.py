"""Events: clashes, attacks, strikes of each kind, and what was done so many times."""

from __future__ import annotations

from analysis.reading.extents import Extents
from analysis.reading.meaning import KINDS_OF_STRIKE, NO_ACTION, STRIKES, Head, Meaning, measure_of
from analysis.reading.pieces import Text
from analysis.reading.stretches import Stretch

WEAPONS = {"mlrs": "mlrs", "gun": "artillery", "aircraft": "air", "drone": "drone"}
"""The kind of strike that a weapon stands for."""


class Events(Extents):
    """Says which kind of event a noun stands for, by the words around it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.strike = ""

    def event(self, s: Stretch, head: Head, carry: Meaning | None) -> Meaning:
        amount, noun = s.amount, head.noun
        span = (head.first, head.last)
        tail = max(head.last, amount.last)
        after = self._modifiers(tail, min(s.end, tail + 10, max(s.comma(), tail)), s)
        before = self._modifiers(max(s.begin, amount.first - 8), amount.first, s)
        if noun in ("strike", "shelling"):
            measure = self.struck(noun, head.modifiers, after, before)
            if measure == "airstrikes" and not (head.modifiers or after or before or self.strike):
                measure = self._strike_named(amount.first)
        elif noun == "attack":
            measure = self.attack(s, head, carry)
        elif noun == "times":
            measure = self.times(s, head, after, before)
        else:
            measure = measure_of(noun, "")
        if not measure:
            return Meaning(refused=NO_ACTION)
        action = "repel" if measure == "attacks_repelled" else ""
        return Meaning(measure, noun, action, span, basis="noun")

    def kind_of(self, s: Stretch, head: Head, carry: Meaning) -> Meaning | None:
        """Of 400 shellings 132 from rocket launchers: the noun says what with, not what."""
        if carry.noun not in ("shelling", "strike", "attack") or head.noun not in WEAPONS:
            return None
        if not self.text.has("including", max(s.begin, s.amount.first - 4), s.amount.last + 2):
            return None
        kinds = self._modifiers(s.amount.last, min(s.end, head.last + 4), s) or (
            WEAPONS[head.noun],
        )
        measure = self.struck("shelling" if carry.noun == "shelling" else "strike", kinds)
        return Meaning(measure, carry.noun, "", (head.first, head.last), basis="noun")

    def _modifiers(self, first: int, last: int, s: Stretch) -> tuple[str, ...]:
        return tuple(
            key for _, _, key in self.text.between("modifier", max(first, s.sentence.first), last)
        )

    def _strike_named(self, token: int) -> str:
        """The kind of strike that the text named last before a bare "strikes"."""
        for _, _, key in reversed(self.text.between("noun", 0, token)):
            if key != "strike" and key in KINDS_OF_STRIKE:
                return measure_of(key, "")
        return "airstrikes"

    def struck(self, noun: str, *groups: tuple[str, ...]) -> str:
        """The kind of a strike, by the first words near it that tell."""
        for group in groups:
            kinds = [key for key in group if key in STRIKES]
            if not kinds:
                continue
            if noun == "shelling":
                if set(kinds) == {"mlrs"}:
                    return "mlrs_strikes"
                continue
            return STRIKES["artillery"] if "artillery" in kinds else STRIKES[kinds[0]]
        if noun == "shelling":
            return "shellings"
        return self.strike or "airstrikes"

    def attack(self, s: Stretch, head: Head, carry: Meaning | None) -> str:
        near = head.modifiers or self._modifiers(head.last, min(s.comma(), head.last + 6), s)
        kinds = [key for key in near if key in STRIKES]
        if kinds and "ground" not in near:
            return (
                {"artillery": "shellings"}.get(kinds[0], STRIKES[kinds[0]])
                if "artillery" not in kinds
                else "shellings"
            )
        own = self.actions.between(s.begin, s.amount.first)[::-1] + self.actions.between(
            s.amount.last, min(s.comma(), s.end)
        )
        if self._repelled(own) or (head.participle and head.participle[2] == "repel"):
            return "attacks_repelled"
        own = own or self.actions.between(s.amount.last, s.end)[:1]
        happened = self.text.has("happened", s.begin, s.amount.first)
        if happened:
            return "attacks"
        if carry and carry.measure == "attacks_repelled" and not own:
            return "attacks_repelled"
        lead = self.actions.between(s.sentence.first, s.amount.first)
        if lead and lead[-1][2] == "repel":
            return "attacks_repelled"
        return "attacks"

    def _repelled(self, near: list[tuple[int, int, str]]) -> bool:
        return any(key == "repel" for _, _, key in near[:3])

    def times(self, s: Stretch, head: Head, after: tuple[str, ...], before: tuple[str, ...]) -> str:
        """Shelled 40 times, attacked nine times: the verb beside it."""
        near = (
            self.actions.between(head.last, s.comma())
            + s.actions_before()
            + self.actions.between(s.sentence.first, s.sentence.last)
        )
        for _, _, key in near:
            if key == "fire":
                kinds = set(after or before)
                return (
                    "mlrs_strikes"
                    if kinds == {"mlrs"}
                    else "airstrikes"
                    if kinds == {"air"}
                    else "shellings"
                )
            if key == "attack":
                kinds = [x for x in (*after, *before) if x in STRIKES]
                return (
                    {"artillery": "shellings"}.get(kinds[0], STRIKES[kinds[0]])
                    if kinds
                    else "attacks"
                )
            if key == "hit":
                return self.struck("strike", after, before)
            if key == "clash":
                return "clashes"
        nouns = self.text.between("noun", s.begin, s.end)
        for _, _, key in nouns:
            if key in ("shelling", "strike"):
                return self.struck(key, after, before)
            if key == "attack":
                return "attacks"
        return ""
