"""What the amounts of a text count, each by the words around it.

Places are tried in one order: the counted noun after the amount; a verb between them, just before,
after, or earlier in its own stretch; the noun that two amounts share; a noun before it; the list.
An amount without any noun has its verb, the bracket it stands in, or the list it goes on with.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.reading.amounts import MEASURED, Amount
from analysis.reading.nouns import (
    A_CHANGE,
    BODILY,
    EQUIPMENT,
    EVENTS,
    IN_THE_AIR,
    KINDS_OF_STRIKE,
    LAUNCHED,
    LOST,
    NO_ACTION,
    NOTHING,
    PERSONS,
    STRIKES,
    Counted,
    Figure,
    Head,
    Nouns,
    is_repelled,
    measure_of,
)
from analysis.reading.tokens import SKIPPED, UNKNOWN, Cue, Sentence, Text

WEAK = frozenset({"lose", "loss", "hit", "deploy"})
"""Actions that a more exact one beside the amount overrides."""
TAKEN = frozenset({"capture", "gain", "release"})
"""What can be done to equipment that no measure counts."""
SENT = {"missile_strike": "missile", "drone_strike": "drone"}
"""What a strike sends, which can be shot down."""
LINE = 6
"""Words of a direction that opens a line, up to its number."""
IN_BRACKETS = "part of the figure before it"
PLANNED = "a plan, a wish or a condition"
GOES_ON = (
    *("place_before", "and", "each", "including", "there", "place", "place_noun", "filler"),
    *("day", "period"),
)
"""Kinds of words that may follow a bare number of a list."""


class Counts(Nouns):
    """What the amounts of a text count, sentence by sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.stepped = False
        """Whether the text is a running table: totals with steps in brackets."""
        self.totals = -1
        """The sentence whose brackets hold totals."""
        self.used: tuple[int, int] | None = None
        """The verb that the amount before has taken."""
        self.last: Counted | None = None
        """What the last figure counts."""
        self.before: Counted | None = None
        """What the last figure of the sentence before counts."""
        self.lead: Counted | None = None
        """What the list of the sentence before is told for."""
        self.list: Counted | None = None
        """What the list before a line end or a colon counts."""

    def of(self, k: int, amounts: list[Amount]) -> list[Counted]:
        """Say of each amount of the sentence of a number what it counts."""
        sentence = self.text.sentences[k]
        found: list[Counted] = []
        carry = self.list
        if carry is None and self.text.has("including", sentence.first, sentence.first + 3):
            carry = self.last
        self.used = None
        self.stepped = self.stepped or any(amount.step for amount in amounts)
        for n in range(len(amounts)):
            s = Figure(self.text, k, amounts, n)
            s.carry, s.found = carry, found
            meaning = self._meaning(s)
            # a running total: steps stand in brackets after it or its like
            total = (s.next and s.next.step) or any(amount.step for amount in s.before)
            total = total or (
                self.stepped and meaning.basis == "table" and meaning.noun in EQUIPMENT
            )
            if meaning.measure and not meaning.period and total:
                meaning = replace(meaning, period="start")
            if meaning.measure and self._is_unreal(s):
                meaning = Counted(refused=PLANNED)
            if meaning.measure in STRIKES.values():
                self.strike = meaning.measure
            found.append(meaning)
            if meaning.measure:
                carry = carry if carry and self._is_whole(s) else meaning
                self.used, self.last = meaning.span, meaning
        self._respectively(sentence, amounts, found)
        self._late_verb(amounts, found)
        self._open_list(sentence, carry)
        told = [meaning for meaning in found if meaning.measure]
        self.before, self.lead = told[-1] if told else None, _chief(told)
        return found

    def pass_over(self, sentence: Sentence) -> None:
        """A sentence without amounts: it may head a list."""
        self.lead = None
        self._open_list(sentence, None)

    def _open_list(self, sentence: Sentence, carry: Counted | None) -> None:
        """A line that ends in a colon gives its verb to the lines below."""
        low, kinds = self.text.low, self.text.kinds
        last, first = low[sentence.last - 1], sentence.first
        if last == ":":
            acts = self.acts(first, sentence.last)
            self.list = Counted(UNKNOWN, "", acts[-1][2] if acts else "", basis="list")
            return
        item = low[first] in "-*•·▪—–" or kinds[first] in ("num", "sign")
        goes_on = last in (";", ",") or (self.list is not None and item)
        self.list = (carry or self.list) if goes_on else None

    def _respectively(
        self, sentence: Sentence, amounts: list[Amount], found: list[Counted]
    ) -> None:
        """Killed and wounded were 31 and 40 respectively: the lists go side by side."""
        text, first, size = self.text, amounts[0].first, len(amounts)
        if size < 2 or not text.has("respectively", sentence.first, sentence.last):
            return
        verbs = [a for a in text.between("action", sentence.first, first) if a[2] in BODILY]
        things = [n for n in text.between("noun", sentence.first, first) if n[2] in EQUIPMENT]
        acts = self.acts(sentence.first, sentence.last)
        if len(verbs) >= size and len({key for *_, key in verbs[-size:]}) == size:
            for k, (i, j, key) in enumerate(verbs[-size:]):
                found[k] = Counted(measure_of("person", key), "person", key, (i, j), basis="action")
        elif len(things) >= size and acts:
            for k, (i, j, key) in enumerate(things[-size:]):
                measure = measure_of(key, acts[-1][2])
                found[k] = Counted(measure, key, acts[-1][2], (i, j), NO_ACTION, basis="noun")

    def _late_verb(self, amounts: list[Amount], found: list[Counted]) -> None:
        """Give a list whose verb stands at its end that verb: "4 tanks, 2 guns destroyed"."""
        for k in range(len(found) - 2, -1, -1):
            own, later = found[k], found[k + 1]
            listed = own.refused == NO_ACTION and own.noun and later.action and later.span
            if not listed or later.basis not in ("noun", "list"):
                continue
            head = own.span[1] if own.span else amounts[k].last
            measure = measure_of(own.noun, later.action)
            if measure and not self.acts(head, amounts[k + 1].first):
                found[k] = Counted(measure, own.noun, later.action, own.span, basis="list")

    def _is_unreal(self, s: Figure) -> bool:
        """A plan or wish in the words just before."""
        first = s.amount.first
        found = self.text.between("unreal", max(s.begin, first - 7), first)
        return bool(found) and self.text.sign(",;", found[-1][1], first) == first

    def _meaning(self, s: Figure) -> Counted:
        """What one amount counts, those before it known."""
        if meaning := self._by_itself(s):
            return meaning
        head = self.head(s, s.amount.last, s.end)
        if head.participle and head.participle[0] > self._closing(s):
            head.participle = None
        if not head.noun and s.next is not None and s.next.step:
            head = self.beyond_step(s, head)
        alone = not head.noun and (head.open or head.modifiers)
        if alone or head.first in self.at["modifier"]:
            head = self.shared(s, head)
        if self.text.key("noun", s.amount.core) == "times":
            head = Head("times", s.amount.core, s.amount.last)
        s.head = head
        if s.carry and head.noun and (kind := self.kind_of(s)):
            return kind
        return self._counted(s) if head.noun else self._bare(s)

    def _closing(self, s: Figure) -> int:
        """Where the brackets end that the amount stands in."""
        low, inside = self.text.low, False
        for k in range(s.sentence.first, s.amount.first):
            inside = low[k] == "(" or (inside and low[k] != ")")
        return self.text.sign(")", s.amount.last, s.stop) if inside else s.stop

    def _by_itself(self, s: Figure) -> Counted | None:
        """What an amount says without a noun after it: a ratio, a step, an extent, a row."""
        amount = s.amount
        if amount.unit == "ratio":
            return Counted("loss_ratio", "ratio", span=(amount.first, amount.last), basis="extent")
        if ratio := self.for_every(s):
            return ratio
        if amount.step and s.found and s.found[-1].measure:
            return replace(s.found[-1], basis="table", period="day")
        if self.is_change(s):
            return Counted(refused=A_CHANGE)
        if amount.unit in MEASURED or amount.part:
            return self.extent(s)
        return self._row(s)

    # a noun behind the amount

    def _counted(self, s: Figure) -> Counted:
        """The measure of a counted noun: with its verb, or by itself."""
        noun, span = s.head.noun, (s.head.first, s.head.last)
        if noun in EVENTS:
            return self.event(s)
        if noun in LAUNCHED and self._is_whole(s):
            return Counted(measure_of(noun, "launch"), noun, "launch", span, basis="noun")
        if noun == "vehicle":  # beside damaged houses it is no army's
            near = set(self.text.keys("noun", s.sentence.first, s.sentence.last))
            if "soldier" not in near and near & {"building", "car", "civilian"}:
                noun = "car"
        if meaning := self._with_verb(s, noun):
            return meaning
        if plain := measure_of(noun, ""):
            return Counted(plain, noun, "", span, basis="noun")
        if noun in EQUIPMENT and (meaning := self._without_verb(s, noun)):
            return meaning
        return Counted(noun=noun, span=span, refused=NO_ACTION)

    def _with_verb(self, s: Figure, noun: str) -> Counted | None:
        """The first of the verbs around with which the noun is a measure."""
        own, amount = measure_of(noun, ""), s.amount
        for first, last, key in self._candidates(s):
            far = last <= amount.first and amount.first - last > 4
            if own and (first < 0 or far):
                return None
            noun = "car" if noun == "vehicle" and key == "damage" else noun
            measure = measure_of(noun, key)
            if measure and (own != measure or not s.carry):
                where = (first, last) if first >= 0 else (s.head.first, s.head.last)
                return Counted(measure, noun, key, where, basis="noun")
        return None

    def _without_verb(self, s: Figure, noun: str) -> Counted | None:
        """Equipment that a list heading, or the sentence before, says to be lost."""
        span = (s.head.first, s.head.last)
        if s.carry and (s.carry.measure, s.carry.basis, s.carry.action) == (UNKNOWN, "list", ""):
            return Counted(measure_of(noun, "destroy"), noun, "destroy", span, basis="list")
        if inherited := self._inherited(s.sentence, noun):
            return inherited
        near = s.head.participle or next(iter(s.actions_before()), None)
        if near and near[2] in TAKEN and s.amount.first - near[1] <= 2:
            return Counted(UNKNOWN, noun, near[2], span, basis="noun")
        return None

    def _inherited(self, sentence: Sentence, noun: str) -> Counted | None:
        """The verb of the sentence before, for a list of equipment that has none of its own."""
        first, last = sentence.first, sentence.last
        if self.last is None or self.last.action not in LOST or self.text.has("owns", first, last):
            return None
        nouns = [key for key in self.text.keys("noun", first, last) if key in EQUIPMENT]
        if not self.stepped and (len(nouns) < 2 or self.acts(first, last)):
            return None
        measure, period = measure_of(noun, self.last.action), "start" if self.stepped else ""
        if not measure:
            return None
        return Counted(measure, noun, self.last.action, basis="list", period=period)

    def _is_whole(self, s: Figure) -> bool:
        """Whether the amount is the whole of the one before it: "52 of 88"."""
        if s.previous is None or s.amount.first - s.previous.last > 3:
            return False
        return self.text.has("out_of", s.previous.last, s.amount.first)

    def _candidates(self, s: Figure) -> list[Cue]:
        """Verbs that may say what became of a noun, the likeliest first."""
        text, amount, sentence = self.text, s.amount, s.sentence
        before = [a for a in s.actions_before() if a[:2] != self.used]
        if len(s.before) > 1 and text.has("out_of", s.before[-2].last, s.before[-1].first):
            # shot down 23 of 23 drones launched and five missiles: launched are the 23 alone
            before = [a for a in before if a[2] != "launch"]
        close = [a for a in before if amount.first - a[1] <= 4]
        close = [a for a in close if "," not in text.low[a[1] : amount.first]]
        strong = self._struck_with(s) + [a for a in close if a[2] not in WEAK]
        part = [s.head.participle] if s.head.participle else []
        tail, comma = max(s.head.last, amount.last), s.comma()
        stop = min(comma, tail + 12)
        stop = next((x for x in range(tail, stop) if x in self.at["say"]), stop)
        after = self.acts(tail, stop)
        if s.next is not None and s.head.first >= s.next.last:  # the noun is shared with the next
            after = self.acts(s.head.last, min(sentence.last, s.head.last + 10))
        after = after or self._after_insertion(s, tail)
        listed = [(-1, -1, s.carry.action)] if s.carry and s.carry.action else []
        late = self.acts(comma, min(s.end, comma + 14))
        both = [a for a in late if a[2] == "casualties" and a[0] - tail <= 6]
        rest = self.acts(sentence.first, amount.first)[::-1]
        ahead = self.acts(s.end, sentence.last)[:1]
        return [*strong, *part, *after, *both, *close, *before, *listed, *late, *ahead, *rest]

    def _struck_with(self, s: Figure) -> list[Cue]:
        """Strikes with 19 drones: what strikes has been launched."""
        if s.head.noun not in ("drone", "missile", "bomb", "shell", "area"):
            return []
        first = max(s.begin, s.amount.first - (8 if s.head.noun == "area" else 3))
        near = self.text.between("noun", first, s.amount.first)
        return [(i, j, "attack") for i, j, key in near if key in ("attack", *KINDS_OF_STRIKE)]

    def _after_insertion(self, s: Figure, tail: int) -> list[Cue]:
        """Sixteen people, five women among them, were killed: the verb after what is put in."""
        commas = [k for k in range(tail, s.sentence.last) if self.text.low[k] in ",-)"]
        if len(commas) < 2 or not self.text.has("including", tail, commas[1] + 1):
            return []
        behind = (self.acts(comma, min(comma + 6, s.sentence.last)) for comma in commas[1:3])
        return next(filter(None, behind), [])

    # a noun before the amount

    def _row(self, s: Figure) -> Counted | None:
        """A row such as "tanks - 3,535 (+7)", "Tanks 5,448 (+8)" or "personnel (31)"."""
        text, low, sentence = self.text, self.text.low, s.sentence
        sign = s.amount.first - 1
        bracket = sign > max(sentence.first, s.begin) and low[sign] in "(["
        stepped = not bracket and s.next is not None and s.next.step
        parted = low[sign] in ("-", ":", "=")
        if sign <= sentence.first or not (bracket or stepped or parted):
            return None
        within = low[sign] == "-" and text.touches(sign) and text.touches(sign + 1)
        if within and not stepped and text.kinds[sign - 1] == "num":
            return None
        first = end = sign if bracket or parted else s.amount.first
        while first > s.begin and low[first - 1] not in (",", ";", ":", ".", "•"):
            first -= 1
        nouns, acts = text.between("noun", first, end), self.acts(first, end)
        if bracket:
            counted = s.previous is not None and s.previous.last > first
            return None if counted else self._in_bracket(s, nouns, acts)
        if not nouns and not acts:
            return None
        if not stepped:
            head = self.head(s, s.amount.last, s.end)
            done = head.participle and head.participle[2] in BODILY
            if done or (head.noun and (head.noun != "people" or not nouns)):
                return None
        return self._meaning_of_row(s, nouns, acts)

    def _in_bracket(self, s: Figure, nouns: list[Cue], acts: list[Cue]) -> Counted | None:
        """Personnel (31), clashes (38): a lone number in brackets after its noun."""
        amount, sentence = s.amount, s.sentence
        closed = amount.last < sentence.last and self.text.low[amount.last] in ")]"
        if not closed or amount.step or not nouns:
            return None
        first, last, noun = nouns[-1]
        if not acts and noun in EQUIPMENT:
            acts = self.acts(sentence.first, amount.first)
            if not acts and (inherited := self._inherited(sentence, noun)):
                return inherited
        return self._before(s, (first, last, noun), acts)

    def _meaning_of_row(self, s: Figure, nouns: list[Cue], acts: list[Cue]) -> Counted | None:
        """What the nouns and verbs before the sign of a row make of its number."""
        stepped = s.next is not None and s.next.step
        period, action = "start" if stepped else "", acts[-1][2] if acts else ""
        plain = nouns and acts and acts[-1][0] > nouns[-1][0] and nouns[-1][2] in ("loss", "people")
        if nouns and not plain:
            first, last, noun = nouns[-1] if self.head_last else nouns[0]
            if (noun, action) == ("attack", "repel"):
                return Counted("attacks_repelled", noun, action, (first, last), basis="table")
            if noun in ("strike", "attack", "shelling"):
                measure = self.struck(noun, self._modifiers(first - 4, last + 8, s))
            else:
                measure = measure_of(noun, action) if acts else ""
                measure = measure or self._measure_in_row(s, noun, stepped=stepped)
            if measure:
                span, action = (first, last), action or "destroy"
                return Counted(measure, noun, action, span, basis="table", period=period)
        measure = measure_of("soldier", action) if acts else ""
        if not measure or self.head(s, s.amount.last, s.end).noun:
            return None
        return Counted(measure, "soldier", action, acts[-1][:2], basis="table", period=period)

    def _measure_in_row(self, s: Figure, noun: str, *, stepped: bool) -> str:
        """The measure of the noun of a row whose own verb makes none of it."""
        amount = s.amount
        if noun in ("soldier", "people", "loss", "personnel"):
            later = self.acts(amount.last, s.end)[:1]
            if later and not stepped and later[0][0] - amount.last < 4 and later[0][2] in BODILY:
                return measure_of("soldier", later[0][2])
            return measure_of(
                "soldier", s.carry.action if s.carry and s.carry.action in BODILY else "lose"
            )
        if noun in EQUIPMENT or noun in ("position", "battalion", "company", "brigade"):
            known = stepped or s.carry or s.begin == s.sentence.first or self.acts(0, amount.first)
            action = s.carry.action if s.carry and measure_of(noun, s.carry.action) else "destroy"
            return measure_of(noun, action) if known else ""
        return measure_of(noun, "")

    def _before(self, s: Figure, named: Cue, acts: list[Cue]) -> Counted | None:
        """What a noun before the amount says with the verbs near it; None if it is no measure."""
        first, last, noun = named
        if noun == "attack":
            measure = "attacks_repelled" if is_repelled(acts) else "attacks"
        elif noun in ("strike", "shelling"):
            measure = self.struck(noun, self._modifiers(s.begin, s.amount.first, s))
        elif noun == "times":
            measure = ""
        else:
            measures = (measure_of(noun, key) for _, _, key in reversed(acts))
            measure = next(filter(None, measures), "") or measure_of(noun, "")
        action = acts[-1][2] if acts else ""
        return Counted(measure, noun, action, (first, last), basis="before") if measure else None

    def _noun_before(self, s: Figure) -> Counted | None:
        """The number of clashes rose to 38: the noun stands before."""
        amount = s.amount
        if meaning := self._level(s):
            return meaning
        taken = s.found[-1].span if s.found and s.found[-1].span else (-1, -1)
        near = self.text.between("noun", max(s.begin, amount.first - 9), amount.first)
        acts = s.actions_before()[::-1] or self.acts(amount.last, s.comma())
        for noun in reversed(near):
            if noun[0] <= taken[0] < noun[1]:
                return None
            if meaning := self._before(s, noun, acts):
                return meaning
        return None

    def _level(self, s: Figure) -> Counted | None:
        """The total of those killed since October rose to 38: what rose leads its clause."""
        text, amount = self.text, s.amount
        rose = text.between("reach", max(s.begin, amount.first - 4), amount.first)
        late = text.has("reach", amount.last, min(amount.last + 2, s.sentence.last))
        if not rose and not late:
            return None
        first, stop = max(s.begin, amount.first - 24), rose[0][0] if rose else amount.first
        acts = self.acts(first, stop)
        done = next((a for a in acts if a[2] in BODILY), None)
        nouns = text.between("noun", first, stop)
        named = next((n for n in nouns if n[2] in ("loss", "casualty", "body")), None)
        if done and (not named or done[0] < named[0]):
            measure = measure_of("person", done[2])
            return Counted(measure, "person", done[2], done[:2], basis="before", period="total")
        if not named:
            return None
        i, j, noun = named
        if both := next((a for a in acts if a[2] == "casualties"), None):
            return Counted("casualties", noun, both[2], both[:2], basis="before")
        return Counted(measure_of(noun, ""), noun, "", (i, j), basis="before", period="total")

    # no noun at all

    def _bare(self, s: Figure) -> Counted:
        """What an amount without a noun counts: by its verb, its bracket or its list."""
        if self._is_inner(s) and not s.head.participle and not s.actions_before():
            return self._inner(s) or self._placed(s)
        if s.head.open and (meaning := self._part_of(s)):
            return meaning
        if s.carry and s.carry.noun in LAUNCHED and self._is_whole(s):
            launched = measure_of(s.carry.noun, "launch")
            return Counted(launched, s.carry.noun, "launch", s.carry.span, basis="list")
        s.head.open = s.head.open and (s.head.participle is not None or not self._is_people(s))
        if meaning := self._done(s):
            return meaning
        if not s.head.open:
            return NOTHING
        if meaning := self._noun_before(s):
            return meaning
        if s.carry is None and not s.found and self.lead and self._opens_line(s):
            return _listed(self.lead, period="")
        if not s.found and self.lead and self.last and self._answers(s):
            return _listed(self.last, period="")
        if s.carry and s.carry.measure not in ("", UNKNOWN) and self._continues(s):
            return _listed(self._of_line(s) or s.carry, period="")
        return NOTHING

    def _is_inner(self, s: Figure) -> bool:
        """Whether the amount stands in brackets."""
        low, amount = self.text.low, s.amount
        before = [x for x in low[s.sentence.first : amount.first] if x in "()"]
        after = [x for x in low[amount.last : s.sentence.last] if x in "()"]
        return before[-1:] == ["("] and after[:1] == [")"]

    def _inner(self, s: Figure) -> Counted | None:
        """Of 17 tanks (4,965 since the start): the figure before, for the time in the bracket."""
        text, amount = self.text, s.amount
        before = s.found[-1] if s.found and s.found[-1].measure else None
        stop = min(amount.last + 6, s.sentence.last)
        closing = text.sign(")", amount.last, stop)
        if before is None or closing == stop:
            return None
        told = set(text.keys("period", s.begin, closing))
        alone = closing == amount.last and text.low[amount.first - 1] == "("
        if "day" in told:
            return _listed(before, period="day")
        if told & {"start", "to_date"} or (alone and self.totals == s.sentence.first):
            self.totals = s.sentence.first
            return _listed(before, period="start")
        if alone and before.basis in ("before", "list") and before.noun in EVENTS:
            return _listed(before)
        return None

    def _placed(self, s: Figure) -> Counted:
        """Clashes (48 near Pokrovsk): a number with a place goes on; another is a part."""
        if s.carry and s.carry.noun in EVENTS and s.amount.last in self.at["place_before"]:
            return _listed(s.carry)
        return Counted(refused=IN_BRACKETS)

    def _part_of(self, s: Figure) -> Counted | None:
        """Sixteen of them in the city: a part of what the figure before counts."""
        amount = s.amount
        if not s.is_part() or s.carry is None or s.carry.measure == UNKNOWN:
            return None
        noun = "attack" if s.carry.measure == "attacks" else s.carry.noun
        part = [s.head.participle] if s.head.participle else []
        for first, last, key in part + self.acts(amount.last, min(s.stop, amount.last + 8)):
            thing = (SENT.get(noun, "") if key in IN_THE_AIR else "") or noun
            measure = measure_of(thing or "person", key)
            if measure and measure != measure_of(noun, ""):
                return Counted(measure, thing, key, (first, last), basis="action")
        return _listed(s.carry, period="", is_part=bool(s.found))

    def _done(self, s: Figure) -> Counted | None:
        """What a verb beside the amount says of people, or of the noun that is carried on."""
        for first, last, key in self._bare_actions(s):
            noun = self._carried_noun(s, key)
            if noun == "person" and key not in BODILY and last <= s.amount.first:
                # destroyed a home and damaged ten more: a thing named before
                near = self.text.keys("noun", max(0, last - 10), s.amount.first)
                things = [x for x in near if x in EQUIPMENT or x in ("building", "car")]
                noun = things[-1] if things else noun
            if measure := measure_of(noun, key):
                return Counted(measure, noun, key, (first, last), basis="action")
        return None

    def _bare_actions(self, s: Figure) -> list[Cue]:
        """The verbs beside an amount without a noun, the likeliest first."""
        amount, reach = s.amount, 6 if s.head.open else 3
        part = [s.head.participle] if s.head.participle else []
        comma = self.text.sign(",", amount.last + 1, s.end)
        after = self.acts(amount.last, min(s.end, amount.last + 7, comma))
        before = [a for a in s.actions_before() if amount.first - a[1] <= reach]
        before = [a for a in before if a[:2] != self.used]
        led = before and before[0][2] in BODILY and amount.first - before[0][1] <= 2
        every = [*before, *after] if led and not part else [*part, *after, *before]
        if s.head.open:
            return every
        bodily = [a for a in every if a[2] in BODILY or a[0] in self.at["series"]]
        return [a for a in bodily if a in part or a[1] <= amount.first]

    def _carried_noun(self, s: Figure, action: str) -> str:
        """What a verb without a noun is said of: the noun of the list, or of the figure before."""
        if action in BODILY and self._is_people(s):
            return "person"
        things = (*EQUIPMENT, "settlement", "building", "car")
        if s.carry and s.carry.noun in things and measure_of(s.carry.noun, action):
            return s.carry.noun
        before = self.before.noun if self.before and not s.carry else ""
        if before in EQUIPMENT and action in IN_THE_AIR:
            return before
        return "attack" if s.carry and (s.carry.noun, action) == ("attack", "repel") else "person"

    def _is_people(self, s: Figure) -> bool:
        """A hundred Houthis: people who are named by their side alone."""
        k = s.amount.last
        while k < s.stop and self.text.low[k] in SKIPPED:
            k += 1
        return k in self.at["side"]

    def _opens_line(self, s: Figure) -> bool:
        """On the Lyman direction - up to 70: a place and a number, and no verb."""
        low, amount = self.text.low, s.amount
        led = self.text.has("place_before", s.begin, s.begin + 2)
        apart = low[amount.first - 1] == "-" and amount.first - s.begin <= LINE
        return led and apart and amount.last < s.sentence.last and low[amount.last] in ",;."

    def _answers(self, s: Figure) -> bool:
        """..., while the observatory counted 44: another's number for what was counted last."""
        text, amount, first = self.text, s.amount, s.sentence.first
        inside = first > 0 and text.low[first - 1] == "," and text.has("while", first, first + 1)
        told = text.has("say", first, amount.first)
        return inside and told and text.low[amount.last : amount.last + 1] in ([","], ["."], [";"])

    def _continues(self, s: Figure) -> bool:
        """Whether a bare amount stands where a list goes on: after a joint, before a place."""
        text, amount = self.text, s.amount
        k = amount.last
        while k < s.end and text.low[k] in SKIPPED and text.low[k] != "(":
            k += 1
        if s.previous is None or not (
            k >= s.end or text.low[k] in ",.;:" or text.begins(GOES_ON, k)
        ):
            return False
        near = range(max(s.begin, amount.first - 12), amount.first)
        return any(text.low[x] in (",", "-", ":", ";") or x in self.at["and"] for x in near)

    def _of_line(self, s: Figure) -> Counted | None:
        """A further direction behind the list of another: that list's people, or its first."""
        if not self.text.has("place_before", s.begin, s.amount.first):
            return None
        told = [(a, m) for a, m in zip(s.before, s.found, strict=True) if m.measure]
        alike = [m for a, m in told if a.hedge and a.hedge == s.amount.hedge]
        return _chief(alike or [m for _, m in told])


def _listed(model: Counted, **more: object) -> Counted:
    """What an amount counts that goes on with a list."""
    return replace(model, span=None, basis="list", **more)


def _chief(told: list[Counted]) -> Counted | None:
    """What a list is told for: its people, else what it begins with."""
    people = (m for m in told if m.noun in PERSONS)
    return next(people, told[0] if told else None)
