"""Rows of tables, and nouns that stand before their amount."""

from __future__ import annotations

from analysis.reading.meaning import BODILY, EQUIPMENT, EVENTS, Meaning, measure_of
from analysis.reading.stretches import Stretch
from analysis.reading.things import Things


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
