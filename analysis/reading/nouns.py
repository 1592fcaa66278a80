"""The counted noun of an amount: after it, or shared with the amount that follows.

The words that belong to one amount, and the verbs of a text.

Extents and ratios: metres, square kilometres, shares, so many for each.

Events: clashes, attacks, strikes of each kind, and what was done so many times.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from analysis.reading.amounts import MEASURED, Amount
from analysis.reading.drafts import (
    BODILY,
    EVENTS,
    KINDS_OF_STRIKE,
    NO_ACTION,
    NONE,
    STRIKES,
    Counted,
    Head,
    measure_of,
)
from analysis.reading.pieces import SKIPPED, Sentence, Text


class Actions:
    """The verbs of a text, with "killed and wounded" as one."""

    def __init__(self, text: Text) -> None:
        self.text = text
        found: list[tuple[int, int, str]] = []
        inner = {x for i, j, _ in text.cues.get("noun", ()) for x in range(i + 1, j)}
        self._pairs: set[int] = set()
        self.series: set[int] = set()
        """Where "killed, wounded or captured" begins."""
        for first, last, key in text.cues.get("action", ()):
            if first in inner:
                continue
            if key in ("capture", "miss") and self._ends_series(found, first):
                found[-1] = (found[-1][0], last, "lose")
                self.series.add(found[-1][0])
                continue
            if found and {found[-1][2], key} in ({"kill", "wound"}, {"casualties", "wound"}):
                between = range(found[-1][1], first)
                joints = [k for k in between if k in text.at.get("and", ()) or text.low[k] == "/"]
                fillers = text.at.get("filler", {})
                if joints and all(
                    k in joints or k in fillers or text.low[k] in SKIPPED for k in between
                ):
                    self._pairs.update(joints)
                    found[-1] = (found[-1][0], last, "casualties")
                    continue
            found.append((first, last, key))
        self.all = found
        self._starts = [action[0] for action in found]

    def _ends_series(self, found: list[tuple[int, int, str]], first: int) -> bool:
        """Killed, wounded or captured: the three together are losses of no one kind."""
        if len(found) < 2 or found[-1][2] != "wound" or found[-2][2] != "kill":
            return False
        low, at = self.text.low, self.text.at
        apart = low[found[-2][1] : found[-1][0]] == [","]
        gap = range(found[-1][1], first)
        joined = bool(gap) and all(k in at.get("and", ()) or low[k] == "," for k in gap)
        if apart and joined:
            self._pairs.update((found[-2][1], *gap))
            del found[-1]
        return apart and joined

    def between(self, first: int, last: int) -> list[tuple[int, int, str]]:
        return self.all[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    def is_pair(self, joint: int) -> bool:
        return joint in self._pairs


class Stretch:
    """The tokens of one amount: from the amount before it to the one after it."""

    def __init__(
        self, text: Text, sentence: Sentence, amounts: list[Amount], k: int, actions: Actions
    ) -> None:
        self.text, self.sentence, self.actions = text, sentence, actions
        self.amount = amounts[k]
        self.before = amounts[:k]
        self.previous = amounts[k - 1] if k else None
        self.next = amounts[k + 1] if k + 1 < len(amounts) else None
        self.begin = self.previous.last if self.previous else sentence.first
        self.stop = self.next.first if self.next else sentence.last
        self.end = self._cut()

    def _cut(self) -> int:
        """Leave the verb of the next amount to it: "killed 31 and wounded [40]"."""
        text, stop = self.text, self.stop
        for k in range(self.amount.last, stop):
            if (
                text.low[k] in (";", ":")
                or k in text.at.get("including", ())
                or k in text.at.get("while", ())
            ):
                return k
        if self.next is None:
            return stop
        for k in range(stop - 1, max(self.amount.last, stop - 8) - 1, -1):
            joint = (
                text.low[k] == ","
                or k in text.at.get("and", ())
                or (text.low[k] == "-" and not text.touches(k))
            )
            if joint:
                return (
                    k if self.actions.between(k + 1, stop) and not self.actions.is_pair(k) else stop
                )
        return stop

    def is_part(self) -> bool:
        """Among them 3; 3 of them: not the whole of which more is told behind a comma."""
        text, amount = self.text, self.amount
        apart = text.low[amount.last : amount.last + 1] in ([","], ["("], ["-"])
        stop = amount.last if apart else min(amount.last + 2, self.sentence.last)
        return text.has("including", max(self.begin, amount.first - 4), stop)

    def closing(self) -> int:
        """Where the brackets end that the amount stands in."""
        low, inside = self.text.low, False
        for k in range(self.sentence.first, self.amount.first):
            inside = low[k] == "(" or (inside and low[k] != ")")
        if inside:
            for k in range(self.amount.last, self.stop):
                if low[k] == ")":
                    return k
        return self.stop

    def actions_before(self) -> list[tuple[int, int, str]]:
        return self.actions.between(self.begin, self.amount.first)[::-1]

    def comma(self) -> int:
        """The first comma after the amount, outside brackets."""
        for k in range(self.amount.last, self.end):
            if self.text.low[k] == ",":
                return k
        return self.end


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

    def for_every(self, s: Stretch) -> Counted | None:
        """Five for every one: the five is a ratio, the one is nothing."""
        amount, sentence = s.amount, s.sentence
        if amount.value is None or amount.unit:
            return None
        if per := self.per_distance(s):
            return per
        if amount.value > 60:
            return None
        if amount.last in self.at.get("times_more", ()):
            return self._ratio(s, (amount.first, amount.last)) or Counted(refused=A_CHANGE)
        for i, j, _ in self.text.between("for_every", sentence.first, sentence.last):
            inner = self.text.has("number", i, j)
            if (
                amount.value == 1
                or i <= amount.core < j
                or (not inner and amount.value == 1 and 0 <= amount.core - j <= 1)
            ):
                return Counted(refused=THE_ONE)
            if amount.last <= i < s.stop + 2 or s.begin - 4 <= i < amount.first:
                return self._ratio(s, (i, j))
        return None

    def per_distance(self, s: Stretch) -> Counted | None:
        """Eight hundred for each kilometre: people per distance."""
        for i, j, _ in self.text.between("for_every", s.amount.last, s.stop + 1):
            unit = self.text.key("unit", j)
            if unit == "km" and self.actions.between(s.begin, s.end):
                return Counted("casualties_per_km", "ratio", span=(i, j), basis="extent")
        return None

    def _ratio(self, s: Stretch, span: tuple[int, int]) -> Counted | None:
        """A ratio of losses, where the sentence speaks of losses or of soldiers."""
        first, last = s.sentence.first, s.sentence.last
        lossy = (*BODILY, "lose", "loss", "destroy")
        if any(key in lossy for _, _, key in self.actions.between(first, last)) or any(
            key in ("loss", "soldier", "casualty", "ratio")
            for _, _, key in self.text.between("noun", first, last)
        ):
            return Counted("loss_ratio", "ratio", span=span, basis="extent")
        return None

    def extent(self, s: Stretch, carry: Counted | None) -> Counted:
        """Metres, square kilometres, per cent: the verb decides, inside the commas first."""
        unit = s.amount.unit
        noun = {"percent": "percent", "points": "percent", "metres": "length", "km": "length"}.get(
            unit, ""
        )
        noun = noun or ("square" if unit.startswith("square") else "part" if s.amount.part else "")
        if unit == "cm":
            return self.per_loss(s)
        if noun == "length" and self.is_bearing(s):
            return Counted(refused="a bearing: how far from a place something is")
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
                    return Counted(measure, noun, key, (first, last), basis="extent")
        if carry and carry.noun == noun:
            return replace(carry, span=None, basis="list")
        return NONE

    def per_loss(self, s: Stretch) -> Counted:
        """For every 48 cm one killed: ground per person."""
        every = self.text.between(
            "for_every", max(s.sentence.first, s.amount.first - 4), s.stop + 2
        )
        acts = self.actions.between(s.sentence.first, s.sentence.last)
        found = next((a for a in acts if a[2] in ("kill", "casualties", "wound", "lose")), None)
        if not every or found is None:
            return NONE
        measure = "distance_per_death" if found[2] == "kill" else "distance_per_casualty"
        return Counted(measure, "length", found[2], found[:2], basis="extent")

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


WEAPONS = {"mlrs": "mlrs", "gun": "artillery", "aircraft": "air", "drone": "drone"}
"""The kind of strike that a weapon stands for."""


class Events(Extents):
    """Says which kind of event a noun stands for, by the words around it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.strike = ""

    def event(self, s: Stretch, head: Head, carry: Counted | None) -> Counted:
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
            return Counted(refused=NO_ACTION)
        action = "repel" if measure == "attacks_repelled" else ""
        return Counted(measure, noun, action, span, basis="noun")

    def kind_of(self, s: Stretch, head: Head, carry: Counted) -> Counted | None:
        """Of 400 shellings 132 from rocket launchers: the noun says what with, not what."""
        if carry.noun not in ("shelling", "strike", "attack") or head.noun not in WEAPONS:
            return None
        if not self.text.has("including", max(s.begin, s.amount.first - 4), s.amount.last + 2):
            return None
        kinds = self._modifiers(s.amount.last, min(s.end, head.last + 4), s) or (
            WEAPONS[head.noun],
        )
        measure = self.struck("shelling" if carry.noun == "shelling" else "strike", kinds)
        return Counted(measure, carry.noun, "", (head.first, head.last), basis="noun")

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

    def attack(self, s: Stretch, head: Head, carry: Counted | None) -> str:
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
