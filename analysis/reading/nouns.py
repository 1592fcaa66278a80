"""The counted noun of an amount: after it, or shared with the amount that follows."""

from __future__ import annotations

from analysis.reading.amount import MEASURED, Amount
from analysis.reading.meaning import EVENTS, KINDS_OF_STRIKE, Head
from analysis.reading.pieces import SKIPPED, Text
from analysis.reading.stretches import Actions, Stretch

BETWEEN = ("filler", "side", "counter", "plain", "military", "civil", "place", "hedge", "day")
BETWEEN += ("period", "there", "each")
"""Kinds of words that may stand between a number and what it counts."""
PHRASE_ENDS = ("place_before", "and", "say", "including", "range", "while")


class Nouns:
    """Finds the counted nouns of a text."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.at = text.at
        self.actions = Actions(text)
        self.head_last = text.lexicon.format.get("head") == "last"

    def head(self, s: Stretch, first: int, end: int) -> Head:
        """The counted noun that follows, within seven words and before any stop."""
        text, at = self.text, self.at
        head, modifiers = Head(), []
        words, k = 0, first
        while k < end and words < 7:
            if text.kinds[k] not in ("word", "num"):
                k = self._past_sign(s, k, end, inside=words > 0)
            elif k in at.get("noun", {}):
                last, noun = at["noun"][k]
                head.noun, head.first, head.last, head.modifiers = noun, k, last, tuple(modifiers)
                if self.head_last or k in at.get("modifier", {}):
                    self._compound(head, end, modifiers)
                return head
            elif action := self._action_at(k):
                if head.participle is None and action[2] != "loss":
                    head.participle = action
                k, words = action[1], max(words + 1, 5)
            elif k in at.get("modifier", {}):
                modifiers.append(at["modifier"][k][1])
                k, words = at["modifier"][k][0], words + 1
            elif self._ends_phrase(s, head, k):
                break
            else:
                known = any(k in at.get(kind, ()) for kind in BETWEEN)
                head.open = head.open and (known or head.participle is not None)
                k, words = at.get("counter", {}).get(k, (k + 1,))[0], words + 1
        head.modifiers = tuple(modifiers)
        head.open = head.open and not modifiers
        return head

    def _past_sign(self, s: Stretch, k: int, end: int, *, inside: bool) -> int:
        """The token after a sign that may stand inside a noun phrase; `end` if none may."""
        low = self.text.low[k]
        if low in "([" and inside and not (s.next and s.next.first <= k + 2):
            return self._closing(k, end)
        dash = low == "-" and not self.text.touches(k) and inside
        return end if low not in SKIPPED or dash else k + 1

    def _ends_phrase(self, s: Stretch, head: Head, k: int) -> bool:
        """Whether a word ends the search for the counted noun."""
        at = self.at
        if any(k in at.get(kind, ()) for kind in PHRASE_ENDS):
            return True
        if head.participle and k in at.get("filler", ()):
            return True
        return k in at.get("out_of", ()) and s.next is not None and s.next.core <= k + 3

    def _compound(self, head: Head, end: int, modifiers: list[str]) -> None:
        """Missile strikes, tank attacks: the last noun of a compound counts."""
        text, at = self.text, self.at
        while True:
            k = head.last
            while (
                k < end and text.low[k] in SKIPPED and text.low[k] not in "()[]" and text.touches(k)
            ):
                k += 1
            if k < end and k not in at.get("noun", {}) and k in at.get("modifier", {}):
                k = at["modifier"][k][0]
            found = at.get("noun", {}).get(k)
            if k >= end or found is None or not (self.head_last or found[1] in EVENTS):
                break
            if head.first in at.get("modifier", {}):
                modifiers.append(at["modifier"][head.first][1])
            head.noun, head.first, head.last = found[1], k, found[0]
        head.modifiers = tuple(modifiers)

    def _closing(self, k: int, end: int) -> int:
        while k < end and self.text.low[k] not in ")]":
            k += 1
        return k + 1

    def _action_at(self, k: int) -> tuple[int, int, str] | None:
        found = self.actions.between(k, k + 1)
        return found[0] if found else None

    def shared(self, s: Stretch, amounts: list[Amount], k: int, head: Head) -> Head:
        """Two missile and 30 air strikes; 52 of the 88 drones: the noun comes once."""
        nxt = s.next
        if nxt is None or nxt.unit in MEASURED:
            return head
        if nxt.step:
            following = Stretch(self.text, s.sentence, amounts, k + 1, self.actions)
            other = self.head(following, nxt.last, following.end)
            return other if other.noun else head
        text, at = self.text, self.at
        gap = range(s.amount.last, nxt.first)
        joints = {"and", "out_of", "range"}
        own_verb = bool(s.actions_before())
        joined = [x for x in gap if any(x in at.get(kind, ()) for kind in joints)]
        quiet = all(
            x in joined
            or x in at.get("modifier", ())
            or x in at.get("side", ())
            or x in at.get("filler", ())
            or x in at.get("hedge", ())
            or x in at.get("article", ())
            or (own_verb and x in at.get("action", ()))
            or text.low[x] in SKIPPED
            or any(
                x in range(i, j)
                for kind in joints
                for i, j, _ in text.between(kind, s.amount.last, nxt.first)
            )
            for x in gap
        )
        if not joined or not quiet:
            return head
        following = Stretch(text, s.sentence, amounts, k + 1, self.actions)
        other = self.head(following, nxt.last, following.end)
        if not other.noun:
            return head
        own = head.modifiers or tuple(
            at["modifier"][x][1] for x in gap if x in at.get("modifier", {})
        )
        noun = other.noun
        if own and noun in KINDS_OF_STRIKE:
            noun = "strike"
        elif head.noun:
            return head
        return Head(noun, other.first, other.last, True, head.participle, own)

    def _beyond_step(self, s: Stretch, amounts: list[Amount], k: int) -> Head | None:
        """Of 12,611 (+29) vehicles: the noun stands after the bracket of the day's step."""
        step = amounts[k + 1]
        if step.first - s.amount.last > 2 or step.last >= s.sentence.last:
            return None
        following = Stretch(self.text, s.sentence, amounts, k + 1, self.actions)
        head = self.head(following, step.last + (self.text.low[step.last] in ")]"), following.end)
        return head if head.noun else None
