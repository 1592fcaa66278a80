"""Counted nouns: what became of the people and things that an amount counts.

Rows of tables, and nouns that stand before their amount.
"""

from __future__ import annotations

from analysis.reading.drafts import (
    BODILY,
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
from analysis.reading.nouns import Events, Stretch
from analysis.reading.pieces import Sentence, Text

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

    def _follows_whole(self, s: Stretch) -> bool:
        """Shot down 23 of 23 drones launched and five missiles: launched are the 23 alone."""
        if len(s.before) < 2:
            return False
        part, whole = s.before[-2:]
        return self.text.has("out_of", part.last, whole.first)

    def candidates(
        self, s: Stretch, head: Head, carry: Meaning | None
    ) -> list[tuple[int, int, str]]:
        """Verbs that may say what became of a noun, the likeliest first."""
        text, amount = self.text, s.amount
        before = [a for a in s.actions_before() if a[:2] != self.used]
        if self._follows_whole(s):
            before = [a for a in before if a[2] != "launch"]
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


class Rows(Things):
    """Reads rows such as "tanks - 3,535 (+7)", and nouns before their amount."""

    def row(self, s: Stretch, carry: Meaning | None) -> Meaning | None:
        text, amount = self.text, s.amount
        k = amount.first - 1
        if k > s.sentence.first and text.low[k] in "([" and k > s.begin:
            k -= 1
            sign = k
            bracket = True
        else:
            bracket = False
            if s.next is not None and s.next.step and k > s.sentence.first:
                return self._stepped_row(s, carry)
            if k <= s.sentence.first or text.low[k] not in ("-", ":", "="):
                return None
            if (
                text.low[k] == "-"
                and text.touches(k)
                and text.touches(k + 1)
                and text.kinds[k - 1] == "num"
            ):
                return None
            sign = k - 1
        first = self._row_start(s, sign)
        nouns = text.between("noun", first, sign + 1)
        acts = self.actions.between(first, sign + 1)
        if bracket:
            counted = s.previous is not None and s.previous.last > first
            return None if counted else self._in_bracket(s, nouns, acts)
        if not nouns and not acts:
            return None
        head = self.head(s, amount.last, s.end)
        if head.noun and (head.noun != "people" or not nouns):
            return None
        if head.participle and head.participle[2] in BODILY:
            return None
        return self._row_meaning(s, nouns, acts, carry)

    def _stepped_row(self, s: Stretch, carry: Meaning | None) -> Meaning | None:
        """Tanks 5,448 (+8): the bracket behind makes a row of it, with no dash."""
        text, amount = self.text, s.amount
        if text.low[amount.first - 1] in ("-", ":", "="):
            first = self._row_start(s, amount.first - 2)
        else:
            first = self._row_start(s, amount.first - 1)
        nouns = text.between("noun", first, amount.first)
        acts = self.actions.between(first, amount.first)
        return self._row_meaning(s, nouns, acts, carry) if nouns or acts else None

    def _row_start(self, s: Stretch, last: int) -> int:
        """The first token of the row that ends at a token."""
        first = last
        while first >= s.begin and self.text.low[first] not in (",", ";", ":", ".", "•"):
            first -= 1
        return first + 1

    def _in_bracket(self, s: Stretch, nouns: list, acts: list) -> Meaning | None:
        """Personnel (31), clashes (38): a lone number in brackets after its noun."""
        text, amount = self.text, s.amount
        closed = amount.last < s.sentence.last and text.low[amount.last] in ")]"
        if not closed or amount.step:
            return None
        if nouns and not acts and nouns[-1][2] in EQUIPMENT:
            acts = self.actions.between(s.sentence.first, amount.first)
            if not acts and (inherited := self._inherited(s.sentence, nouns[-1][2])):
                return inherited
        if nouns and (measure := self._measure_with(nouns[-1][2], acts, s)):
            return Meaning(
                measure, nouns[-1][2], acts[-1][2] if acts else "", nouns[-1][:2], basis="before"
            )
        return None

    def _row_meaning(
        self, s: Stretch, nouns: list, acts: list, carry: Meaning | None
    ) -> Meaning | None:
        stepped = s.next is not None and s.next.step
        if nouns and not (
            acts and acts[-1][0] > nouns[-1][0] and nouns[-1][2] in ("loss", "people")
        ):
            first, last, noun = nouns[0] if not self.head_last or len(nouns) == 1 else nouns[-1]
            if noun in EVENTS and acts and acts[-1][2] == "repel" and noun == "attack":
                return Meaning("attacks_repelled", noun, "repel", (first, last), basis="table")
            if noun in ("strike", "attack", "shelling"):
                measure = self.struck(noun, self._modifiers(first - 4, last + 8, s), ())
            elif acts and (got := measure_of(noun, acts[-1][2])):
                measure = got
            elif noun in ("soldier", "people", "loss", "personnel"):
                act = carry.action if carry and carry.action in BODILY else "lose"
                later = self.actions.between(s.amount.last, s.end)
                act = (
                    later[0][2]
                    if later
                    and later[0][2] in BODILY
                    and later[0][0] - s.amount.last < 4
                    and not stepped
                    else act
                )
                measure = measure_of("soldier", act)
            elif noun in EQUIPMENT or noun in ("position", "battalion", "company", "brigade"):
                act = carry.action if carry and measure_of(noun, carry.action) else "destroy"
                known = stepped or carry or self.actions.between(0, s.amount.first)
                measure = measure_of(noun, act) if known or s.begin == s.sentence.first else ""
            else:
                measure = measure_of(noun, "")
            if measure:
                return Meaning(
                    measure,
                    noun,
                    acts[-1][2] if acts else "destroy",
                    (first, last),
                    basis="table",
                    period="start" if stepped else "",
                )
        if (
            acts
            and (measure := measure_of("soldier", acts[-1][2]))
            and not self.head(s, s.amount.last, s.end).noun
        ):
            return Meaning(
                measure,
                "soldier",
                acts[-1][2],
                acts[-1][:2],
                basis="table",
                period="start" if stepped else "",
            )
        return None

    def noun_before(self, s: Stretch, found: list[Meaning]) -> Meaning | None:
        """The number of clashes rose to 38: the noun stands before."""
        amount = s.amount
        if meaning := self._level(s):
            return meaning
        taken = found[-1].span if found and found[-1].span else (-1, -1)
        for first, last, noun in self.text.between(
            "noun", max(s.begin, amount.first - 9), amount.first
        )[::-1]:
            if first <= taken[0] < last:
                return None
            acts = self.actions.between(s.begin, amount.first) or self.actions.between(
                amount.last, s.comma()
            )
            if measure := self._measure_with(noun, acts, s):
                return Meaning(
                    measure, noun, acts[-1][2] if acts else "", (first, last), basis="before"
                )
        return None

    def _level(self, s: Stretch) -> Meaning | None:
        """The total of those killed since October rose to 38: what rose leads its clause."""
        text, amount = self.text, s.amount
        rose = text.between("reach", max(s.begin, amount.first - 4), amount.first)
        late = text.between("reach", amount.last, min(amount.last + 2, s.sentence.last))
        if not rose and not late:
            return None
        stop = rose[0][0] if rose else amount.first
        first = max(s.begin, amount.first - 24)
        acts = self.actions.between(first, stop)
        done = next((a for a in acts if a[2] in BODILY), None)
        nouns = [
            n for n in text.between("noun", first, stop) if n[2] in ("loss", "casualty", "body")
        ]
        if done and (not nouns or done[0] < nouns[0][0]):
            measure = measure_of("person", done[2])
            return Meaning(measure, "person", done[2], done[:2], basis="before", period="total")
        if nouns:
            i, j, noun = nouns[0]
            both = next((a for a in acts if a[2] == "casualties"), None)
            if both:
                return Meaning("casualties", noun, both[2], both[:2], basis="before")
            return Meaning(measure_of(noun, ""), noun, "", (i, j), basis="before", period="total")
        return None

    def _measure_with(self, noun: str, acts: list, s: Stretch) -> str:
        if noun in ("strike", "shelling", "attack"):
            if noun == "attack" and self._repelled(acts):
                return "attacks_repelled"
            return (
                self.struck(noun, self._modifiers(s.begin, s.amount.first, s))
                if noun != "attack"
                else "attacks"
            )
        if noun == "times":
            return ""
        for _, _, key in reversed(acts):
            if measure := measure_of(noun, key):
                return measure
        return measure_of(noun, "")
