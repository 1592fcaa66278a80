"""What an amount counts: the noun after it, the verb beside it, or the list that it continues.

Places are tried in one order: the counted noun after the amount; a verb between them, just before,
after, or earlier in its own stretch; the noun that two amounts share; a noun before it; the list.
An amount without any noun has its verb, the bracket it stands in, or the list it goes on with.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.reading.amounts import MEASURED, Amount
from analysis.reading.drafts import (
    BODILY,
    EQUIPMENT,
    EVENTS,
    IN_THE_AIR,
    KINDS_OF_STRIKE,
    LAUNCHED,
    LOST,
    NO_ACTION,
    NONE,
    PERSONS,
    STRIKES,
    Counted,
    Head,
    measure_of,
)
from analysis.reading.nouns import A_CHANGE, Events, Stretch
from analysis.reading.pieces import SKIPPED, Sentence, Text

WEAK = frozenset({"lose", "loss", "hit", "deploy"})
"""Actions that a more exact one beside the amount overrides."""
TAKEN = frozenset({"capture", "gain", "release"})
"""What can be done to equipment that no measure counts."""


class Things(Events):
    """Says what became of a counted noun: with its verb, or by itself."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.last: Counted | None = None
        self.stepped = False
        """Whether the text is a running table: totals with steps in brackets."""
        self.used: tuple[int, int] | None = None
        """The verb that the amount before has taken."""

    def counted(self, s: Stretch, head: Head, carry: Counted | None) -> Counted:
        """The measure of a counted noun: with its verb, or by itself."""
        noun, span = head.noun, (head.first, head.last)
        if noun in EVENTS:
            return self.event(s, head, carry)
        if self._is_whole(s) and noun in LAUNCHED:
            return Counted(LAUNCHED[noun], noun, "launch", span, basis="noun")
        if noun == "vehicle" and self._is_civil_car(s):
            noun = "car"
        if meaning := self._with_verb(s, head, noun, carry):
            return meaning
        plain = measure_of(noun, "")
        if plain:
            return Counted(plain, noun, "", span, basis="noun")
        if noun in EQUIPMENT and (meaning := self._without_verb(s, head, noun, carry)):
            return meaning
        return Counted(noun=noun, span=span, refused=NO_ACTION)

    def _with_verb(
        self, s: Stretch, head: Head, noun: str, carry: Counted | None
    ) -> Counted | None:
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
                return Counted(measure, noun, key, where, basis="noun")
        return None

    def _without_verb(
        self, s: Stretch, head: Head, noun: str, carry: Counted | None
    ) -> Counted | None:
        """Equipment that a list heading, or the sentence before, says to be lost."""
        span = (head.first, head.last)
        headed = carry and carry.measure == "?" and carry.basis == "list" and not carry.action
        if headed:
            return Counted(measure_of(noun, "destroy"), noun, "destroy", span, basis="list")
        if inherited := self._inherited(s.sentence, noun):
            return inherited
        near = head.participle or next(iter(s.actions_before()), None)
        if near and near[2] in TAKEN and s.amount.first - near[1] <= 2:
            return Counted("?", noun, near[2], span, basis="noun")
        return None

    def _inherited(self, sentence: Sentence, noun: str) -> Counted | None:
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
            Counted(measure, noun, self.last.action, basis="list", period=period)
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
        self, s: Stretch, head: Head, carry: Counted | None
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

    def row(self, s: Stretch, carry: Counted | None) -> Counted | None:
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

    def _stepped_row(self, s: Stretch, carry: Counted | None) -> Counted | None:
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

    def _in_bracket(self, s: Stretch, nouns: list, acts: list) -> Counted | None:
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
            return Counted(
                measure, nouns[-1][2], acts[-1][2] if acts else "", nouns[-1][:2], basis="before"
            )
        return None

    def _row_meaning(
        self, s: Stretch, nouns: list, acts: list, carry: Counted | None
    ) -> Counted | None:
        stepped = s.next is not None and s.next.step
        if nouns and not (
            acts and acts[-1][0] > nouns[-1][0] and nouns[-1][2] in ("loss", "people")
        ):
            first, last, noun = nouns[0] if not self.head_last or len(nouns) == 1 else nouns[-1]
            if noun in EVENTS and acts and acts[-1][2] == "repel" and noun == "attack":
                return Counted("attacks_repelled", noun, "repel", (first, last), basis="table")
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
                return Counted(
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
            return Counted(
                measure,
                "soldier",
                acts[-1][2],
                acts[-1][:2],
                basis="table",
                period="start" if stepped else "",
            )
        return None

    def noun_before(self, s: Stretch, found: list[Counted]) -> Counted | None:
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
                return Counted(
                    measure, noun, acts[-1][2] if acts else "", (first, last), basis="before"
                )
        return None

    def _level(self, s: Stretch) -> Counted | None:
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
            return Counted(measure, "person", done[2], done[:2], basis="before", period="total")
        if nouns:
            i, j, noun = nouns[0]
            both = next((a for a in acts if a[2] == "casualties"), None)
            if both:
                return Counted("casualties", noun, both[2], both[:2], basis="before")
            return Counted(measure_of(noun, ""), noun, "", (i, j), basis="before", period="total")
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


SENT = {"missile_strike": "missile", "drone_strike": "drone"}
"""What a strike sends, which can be shot down."""
LINE = 6
"""Words of a direction that opens a line, up to its number."""
IN_BRACKETS = "part of the figure before it"


class Lists(Rows):
    """Says what an amount without a noun counts."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.totals = -1
        """The sentence whose brackets hold totals."""
        self.before: Counted | None = None
        """What the last figure of the sentence before counts."""
        self.lead: Counted | None = None
        """What the list of the sentence before is told for."""

    def bare(self, s: Stretch, head: Head, carry: Counted | None, found: list[Counted]) -> Counted:
        if self._is_inner(s) and not head.participle and not s.actions_before():
            return self._inner(s, found) or self._placed(s, carry)
        if head.open and (meaning := self.part_of(s, head, carry, found)):
            return meaning
        if carry and carry.noun in LAUNCHED and self._is_whole(s):
            return Counted(LAUNCHED[carry.noun], carry.noun, "launch", carry.span, basis="list")
        head.open = head.open and (head.participle is not None or not self._is_people(s))
        if meaning := self._done(s, head, carry):
            return meaning
        if not head.open:
            return NONE
        if meaning := self.noun_before(s, found):
            return meaning
        if carry is None and not found and self.lead and self._opens_line(s):
            return replace(self.lead, span=None, basis="list", period="")
        if not found and self.lead and self.last and self._answers(s):
            return replace(self.last, span=None, basis="list", period="")
        if carry and carry.measure not in ("", "?") and self._continues(s):
            model = self._of_line(s, found) or carry
            return replace(model, span=None, basis="list", period="")
        return NONE

    def _opens_line(self, s: Stretch) -> bool:
        """On the Lyman direction - up to 70: a place and a number, and no verb."""
        text, amount = self.text, s.amount
        led = text.has("place_before", s.begin, s.begin + 2)
        apart = text.low[amount.first - 1] == "-" and amount.first - s.begin <= LINE
        return led and apart and amount.last < s.sentence.last and text.low[amount.last] in ",;."

    def _answers(self, s: Stretch) -> bool:
        """..., while the observatory counted 44: another's number for what was counted last."""
        text, amount, first = self.text, s.amount, s.sentence.first
        inside = first > 0 and text.low[first - 1] == "," and text.has("while", first, first + 1)
        told = text.has("say", first, amount.first)
        return inside and told and text.low[amount.last : amount.last + 1] in ([","], ["."], [";"])

    def _of_line(self, s: Stretch, found: list[Counted]) -> Counted | None:
        """A further direction behind the list of another: that list's people, or its first."""
        if not self.text.has("place_before", s.begin, s.amount.first):
            return None
        told = [(a, m) for a, m in zip(s.before, found, strict=True) if m.measure]
        alike = [m for a, m in told if a.hedge and a.hedge == s.amount.hedge]
        return self._chief(alike or [m for _, m in told])

    @staticmethod
    def _chief(list_: list[Counted]) -> Counted | None:
        """What a list is told for: its people, else what it begins with."""
        people = (m for m in list_ if m.noun in PERSONS)
        return next(people, list_[0] if list_ else None)

    def _done(self, s: Stretch, head: Head, carry: Counted | None) -> Counted | None:
        """What a verb beside the amount says of people, or of the noun that is carried on."""
        for first, last, key in self._bare_actions(s, head):
            noun = self._carried_noun(s, carry, key)
            if noun == "person" and key not in BODILY and last <= s.amount.first:
                noun = self._thing_between(last, s.amount.first) or noun
            measure = measure_of(noun, key)
            if measure:
                return Counted(measure, noun, key, (first, last), basis="action")
        return None

    def _is_inner(self, s: Stretch) -> bool:
        """Whether the amount stands in brackets."""
        low, amount = self.text.low, s.amount
        before = [x for x in low[s.sentence.first : amount.first] if x in "()"]
        after = [x for x in low[amount.last : s.sentence.last] if x in "()"]
        return before[-1:] == ["("] and after[:1] == [")"]

    def _placed(self, s: Stretch, carry: Counted | None) -> Counted:
        """Clashes (48 near Pokrovsk): a number with a place goes on; another is a part."""
        if carry and carry.noun in EVENTS and s.amount.last in self.at.get("place_before", ()):
            return replace(carry, span=None, basis="list")
        return Counted(refused=IN_BRACKETS)

    def _inner(self, s: Stretch, found: list[Counted]) -> Counted | None:
        """Of 17 tanks (4,965 since the start): the figure before, for the time in the bracket."""
        text, amount = self.text, s.amount
        before = found[-1] if found and found[-1].measure else None
        closing = next(
            (
                x
                for x in range(amount.last, min(amount.last + 6, s.sentence.last))
                if text.low[x] == ")"
            ),
            -1,
        )
        if before is None or closing < 0:
            return None
        told = {key for _, _, key in text.between("period", s.begin, closing)}
        alone = closing == amount.last and text.low[amount.first - 1] == "("
        if "day" in told:
            return replace(before, span=None, basis="list", period="day")
        if told & {"start", "to_date"} or (alone and self.totals == s.sentence.first):
            self.totals = s.sentence.first
            return replace(before, span=None, basis="list", period="start")
        if alone and before.basis in ("before", "list") and before.noun in EVENTS:
            return replace(before, span=None, basis="list")
        return None

    def part_of(
        self, s: Stretch, head: Head, carry: Counted | None, found: list[Counted]
    ) -> Counted | None:
        """Sixteen of them in the city: a part of what the figure before counts."""
        amount = s.amount
        if not s.is_part() or carry is None or carry.measure == "?":
            return None
        noun = "attack" if carry.measure == "attacks" else carry.noun
        part = [head.participle] if head.participle else []
        acts = part + self.actions.between(amount.last, min(s.stop, amount.last + 8))
        for first, last, key in acts:
            weapon = SENT.get(noun, "") if key in IN_THE_AIR else ""
            measure = measure_of(weapon or noun or "person", key)
            if measure and measure != measure_of(noun, ""):
                return Counted(measure, weapon or noun, key, (first, last), basis="action")
        return replace(carry, span=None, basis="list", period="", is_part=bool(found))

    def _bare_actions(self, s: Stretch, head: Head) -> list[tuple[int, int, str]]:
        text, amount = self.text, s.amount
        part = [head.participle] if head.participle else []
        after = self.actions.between(amount.last, min(s.end, amount.last + 7))
        comma = next((x for x in range(amount.last + 1, s.end) if text.low[x] == ","), s.end)
        after = [a for a in after if a[0] < comma]
        before = [
            a
            for a in s.actions_before()
            if amount.first - a[1] <= (6 if head.open else 3) and a[:2] != self.used
        ]
        every = (
            [*part, *after, *before]
            if not (
                before and before[0][2] in BODILY and amount.first - before[0][1] <= 2 and not part
            )
            else [*before, *after]
        )
        return (
            every
            if head.open
            else [a for a in every if self._is_bodily(a) and (a in part or a[1] <= amount.first)]
        )

    def _is_bodily(self, action: tuple[int, int, str]) -> bool:
        """Whether a verb is said of people alone."""
        return action[2] in BODILY or action[0] in self.actions.series

    def _thing_between(self, first: int, last: int) -> str:
        """Destroyed a home and damaged ten more: a thing named before, of which there are more."""
        first = max(0, first - 10)
        found = [key for _, _, key in self.text.between("noun", first, last)]
        return next((key for key in reversed(found) if key in (*EQUIPMENT, "building", "car")), "")

    def _carried_noun(self, s: Stretch, carry: Counted | None, action: str) -> str:
        """What a verb without a noun is said of: the noun of the list, or of the figure before."""
        if action in BODILY and self._is_people(s):
            return "person"
        if (
            carry
            and carry.noun in (*EQUIPMENT, "settlement", "building", "car")
            and measure_of(carry.noun, action)
        ):
            return carry.noun
        if carry is None and self.before and self.before.noun in EQUIPMENT and action in IN_THE_AIR:
            return self.before.noun
        if carry and carry.noun == "attack" and action == "repel":
            return "attack"
        return "person"

    def _is_people(self, s: Stretch) -> bool:
        """A hundred Houthis: people who are named by their side alone."""
        k = s.amount.last
        while k < s.stop and self.text.low[k] in SKIPPED:
            k += 1
        return k in self.at.get("side", ())

    def _continues(self, s: Stretch) -> bool:
        """Whether a bare amount stands where a list goes on: after a joint, before a place."""
        text, amount, at = self.text, s.amount, self.at
        k = amount.last
        while k < s.end and text.low[k] in SKIPPED and text.low[k] != "(":
            k += 1
        ends = (
            k >= s.end
            or text.low[k] in ",.;:"
            or any(
                k in at.get(kind, ())
                for kind in (
                    "place_before",
                    "and",
                    "each",
                    "including",
                    "there",
                    "place",
                    "place_noun",
                    "filler",
                    "day",
                    "period",
                )
            )
        )
        near = range(max(s.begin, amount.first - 12), amount.first)
        return (
            ends
            and s.previous is not None
            and any(text.low[x] in (",", "-", ":", ";") or x in at.get("and", ()) for x in near)
        )


PLANNED = "a plan, a wish or a condition"


class Reader(Lists):
    """Finds what the amounts of a text count, sentence by sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.list: Counted | None = None
        """What the list before a line end or a colon counts."""

    def read(
        self, sentence: Sentence, amounts: list[Amount], lead: Sentence | None
    ) -> list[Counted]:
        """Say of each amount of a sentence what it counts."""
        found: list[Counted] = []
        carry = self.list if self._is_item(sentence) else None
        if carry is None and self.text.has("including", sentence.first, sentence.first + 3):
            carry = self.last
        self.used = None
        self.stepped = self.stepped or any(amount.step for amount in amounts)
        for k in range(len(amounts)):
            stretch = Stretch(self.text, sentence, amounts, k, self.actions)
            meaning = self.meaning(stretch, carry, amounts, k, found)
            tabled = self.stepped and meaning.basis == "table" and meaning.noun in EQUIPMENT
            total = tabled or self._is_total(amounts, k)
            if meaning.measure and not meaning.period and total:
                meaning = replace(meaning, period="start")
            if meaning.measure and self.is_unreal(stretch):
                meaning = Counted(refused=PLANNED)
            if meaning.measure in STRIKES.values():
                self.strike = meaning.measure
            found.append(meaning)
            if meaning.measure:
                whole = carry is not None and self._is_whole(stretch)
                carry = carry if whole else meaning
                self.used = meaning.span
                self.last = meaning
        self._respectively(sentence, amounts, found)
        self._late_verb(amounts, found)
        self._open_list(sentence, carry)
        self.before = next((m for m in reversed(found) if m.measure), None)
        self.lead = self._chief([m for m in found if m.measure])
        return found

    def _late_verb(self, amounts: list[Amount], found: list[Counted]) -> None:
        """Give a list whose verb stands at its end that verb: "4 tanks, 2 guns destroyed"."""
        for k in range(len(found) - 2, -1, -1):
            own, later = found[k], found[k + 1]
            listed = own.refused == NO_ACTION and own.noun and later.action and later.span
            if not listed or later.basis not in ("noun", "list"):
                continue
            head = own.span[1] if own.span else amounts[k].last
            if self.actions.between(head, amounts[k + 1].first):
                continue
            if measure := measure_of(own.noun, later.action):
                found[k] = Counted(measure, own.noun, later.action, own.span, basis="list")

    def _is_total(self, amounts: list[Amount], k: int) -> bool:
        """Whether an amount is a running total: steps stand in brackets after it or its like."""
        if k + 1 < len(amounts) and amounts[k + 1].step:
            return True
        return k > 0 and any(amount.step for amount in amounts[:k])

    def pass_over(self, sentence: Sentence) -> None:
        """A sentence without amounts: it may head a list."""
        self.lead = None
        self._open_list(sentence, None)

    def _is_item(self, sentence: Sentence) -> bool:
        return self.list is not None

    def _open_list(self, sentence: Sentence, carry: Counted | None) -> None:
        """A line that ends in a colon gives its verb to the lines below."""
        last = self.text.low[sentence.last - 1]
        if last == ":":
            acts = self.actions.between(sentence.first, sentence.last)
            self.list = (
                Counted("?", "", acts[-1][2], basis="list")
                if acts
                else Counted("?", "", "", basis="list")
            )
        elif last in (";", ",") or (self.list is not None and self._starts_like_item(sentence)):
            self.list = carry or self.list
        else:
            self.list = None

    def _starts_like_item(self, sentence: Sentence) -> bool:
        first = self.text.low[sentence.first]
        return first in "-*•·▪—–" or self.text.kinds[sentence.first] in ("num", "sign")

    def meaning(
        self, s: Stretch, carry: Counted | None, amounts: list[Amount], k: int, found: list[Counted]
    ) -> Counted:
        if meaning := self.by_itself(s, carry, found):
            return meaning
        head = self.head(s, s.amount.last, s.end)
        if head.participle and head.participle[0] > s.closing():
            head.participle = None
        if not head.noun and s.next is not None and s.next.step:
            head = self._beyond_step(s, amounts, k) or head
        alone = not head.noun and (head.open or head.modifiers)
        if alone or head.first in self.at.get("modifier", ()):
            head = self.shared(s, amounts, k, head)
        if self.text.key("noun", s.amount.core) == "times":
            head = Head("times", s.amount.core, s.amount.last)
        if carry and head.noun and (kind := self.kind_of(s, head, carry)):
            return kind
        return self.counted(s, head, carry) if head.noun else self.bare(s, head, carry, found)

    def by_itself(self, s: Stretch, carry: Counted | None, found: list[Counted]) -> Counted | None:
        """What an amount says without a noun after it: a ratio, a step, an extent, a row."""
        amount = s.amount
        if amount.unit == "ratio":
            return Counted("loss_ratio", "ratio", span=(amount.first, amount.last), basis="extent")
        if ratio := self.for_every(s):
            return ratio
        if amount.step and found and found[-1].measure:
            return replace(found[-1], basis="table", period="day")
        if self.is_change(s):
            return Counted(refused=A_CHANGE)
        if amount.unit in MEASURED or amount.part:
            return self.extent(s, carry)
        return self.row(s, carry)

    def is_unreal(self, s: Stretch) -> bool:
        """A plan or wish in the words just before."""
        first = max(s.begin, s.amount.first - 7)
        found = self.text.between("unreal", first, s.amount.first)
        return bool(found) and not any(
            self.text.low[x] in (",", ";") for x in range(found[-1][1], s.amount.first)
        )

    def _respectively(
        self, sentence: Sentence, amounts: list[Amount], found: list[Counted]
    ) -> None:
        """Killed and wounded were 31 and 40 respectively: the lists go side by side."""
        text, first, size = self.text, amounts[0].first, len(amounts)
        if size < 2 or not text.has("respectively", sentence.first, sentence.last):
            return
        verbs = [a for a in text.between("action", sentence.first, first) if a[2] in BODILY]
        things = [n for n in text.between("noun", sentence.first, first) if n[2] in EQUIPMENT]
        acts = self.actions.between(sentence.first, sentence.last)
        if len(verbs) >= size and len({key for *_, key in verbs[-size:]}) == size:
            for k, (i, j, key) in enumerate(verbs[-size:]):
                found[k] = Counted(measure_of("person", key), "person", key, (i, j), basis="action")
        elif len(things) >= size and acts:
            for k, (i, j, key) in enumerate(things[-size:]):
                measure = measure_of(key, acts[-1][2])
                found[k] = Counted(measure, key, acts[-1][2], (i, j), NO_ACTION, basis="noun")
