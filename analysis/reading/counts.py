"""What the amounts of a text count, each by the words around it.

Places are tried in one order: the counted noun after the amount; a verb between them, just before,
after, or earlier in its own stretch; the noun that two amounts share; a noun before it; the list.
An amount without any noun has its verb, the bracket it stands in, or the list it goes on with.
"""

from __future__ import annotations

from collections.abc import Iterator
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
            f = Figure(self.text, k, amounts, n)
            f.carry, f.found = carry, found
            meaning = self._meaning(f)
            # a running total: steps stand in brackets after it or its like
            total = (f.next and f.next.step) or any(amount.step for amount in f.before)
            total = total or (
                self.stepped and meaning.basis == "table" and meaning.noun in EQUIPMENT
            )
            if meaning.measure and not meaning.period and total:
                meaning = replace(meaning, period="start")
            if meaning.measure and self._is_unreal(f):
                meaning = Counted(refused=PLANNED)
            if meaning.measure in STRIKES.values():
                self.strike = meaning.measure
            found.append(meaning)
            if meaning.measure:
                carry = carry if carry and self._is_whole(f) else meaning
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
            self.list = Counted(UNKNOWN, "", acts[-1].key if acts else "", basis="list")
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
        verbs = [a for a in text.between("action", sentence.first, first) if a.key in BODILY]
        things = [n for n in text.between("noun", sentence.first, first) if n.key in EQUIPMENT]
        acts = self.acts(sentence.first, sentence.last)
        if len(verbs) >= size and len({key for *_, key in verbs[-size:]}) == size:
            for k, (i, j, key) in enumerate(verbs[-size:]):
                found[k] = Counted(measure_of("person", key), "person", key, (i, j), basis="action")
        elif len(things) >= size and acts:
            for k, (i, j, key) in enumerate(things[-size:]):
                measure = measure_of(key, acts[-1].key)
                found[k] = Counted(measure, key, acts[-1].key, (i, j), NO_ACTION, basis="noun")

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

    def _is_unreal(self, f: Figure) -> bool:
        """A plan or wish in the words just before."""
        first = f.amount.first
        found = self.text.between("unreal", max(f.begin, first - 7), first)
        return bool(found) and self.text.sign(",;", found[-1].last, first) == first

    def _meaning(self, f: Figure) -> Counted:
        """What one amount counts, those before it known."""
        if meaning := self._by_itself(f):
            return meaning
        head = self.head(f, f.amount.last, f.end)
        if head.participle and head.participle.first > self._closing(f):
            head.participle = None
        if not head.noun and f.next is not None and f.next.step:
            head = self.beyond_step(f, head)
        alone = not head.noun and (head.open or head.modifiers)
        if alone or head.first in self.at["modifier"]:
            head = self.shared(f, head)
        if self.text.key("noun", f.amount.core) == "times":
            head = Head("times", f.amount.core, f.amount.last)
        f.head = head
        if f.carry and head.noun and (kind := self.kind_of(f)):
            return kind
        return self._counted(f) if head.noun else self._bare(f)

    def _closing(self, f: Figure) -> int:
        """Where the brackets end that the amount stands in."""
        low, inside = self.text.low, False
        for k in range(f.sentence.first, f.amount.first):
            inside = low[k] == "(" or (inside and low[k] != ")")
        return self.text.sign(")", f.amount.last, f.stop) if inside else f.stop

    def _by_itself(self, f: Figure) -> Counted | None:
        """What an amount says without a noun after it: a ratio, a step, an extent, a row."""
        amount = f.amount
        if amount.unit == "ratio":
            return Counted("loss_ratio", "ratio", span=(amount.first, amount.last), basis="extent")
        if ratio := self.for_every(f):
            return ratio
        if amount.step and f.found and f.found[-1].measure:
            return replace(f.found[-1], basis="table", period="day")
        if self.is_change(f):
            return Counted(refused=A_CHANGE)
        if amount.unit in MEASURED or amount.part:
            return self.extent(f)
        return self._row(f)

    # a noun behind the amount

    def _counted(self, f: Figure) -> Counted:
        """The measure of a counted noun: with its verb, or by itself."""
        noun, span = f.head.noun, (f.head.first, f.head.last)
        if noun in EVENTS:
            return self.event(f)
        if noun in LAUNCHED and self._is_whole(f):
            return Counted(measure_of(noun, "launch"), noun, "launch", span, basis="noun")
        if noun == "vehicle":  # beside damaged houses it is no army's
            near = set(self.text.keys("noun", f.sentence.first, f.sentence.last))
            if "soldier" not in near and near & {"building", "car", "civilian"}:
                noun = "car"
        if meaning := self._with_verb(f, noun):
            return meaning
        if plain := measure_of(noun, ""):
            return Counted(plain, noun, "", span, basis="noun")
        if noun in EQUIPMENT and (meaning := self._without_verb(f, noun)):
            return meaning
        return Counted(noun=noun, span=span, refused=NO_ACTION)

    def _with_verb(self, f: Figure, noun: str) -> Counted | None:
        """The first of the verbs around with which the noun is a measure."""
        own, amount = measure_of(noun, ""), f.amount
        for first, last, key in self._candidates(f):
            far = last <= amount.first and amount.first - last > 4
            if own and (first < 0 or far):
                return None
            noun = "car" if noun == "vehicle" and key == "damage" else noun
            measure = measure_of(noun, key)
            if measure and (own != measure or not f.carry):
                where = (first, last) if first >= 0 else (f.head.first, f.head.last)
                return Counted(measure, noun, key, where, basis="noun")
        return None

    def _without_verb(self, f: Figure, noun: str) -> Counted | None:
        """Equipment that a list heading, or the sentence before, says to be lost."""
        span = (f.head.first, f.head.last)
        if f.carry and (f.carry.measure, f.carry.basis, f.carry.action) == (UNKNOWN, "list", ""):
            return Counted(measure_of(noun, "destroy"), noun, "destroy", span, basis="list")
        if inherited := self._inherited(f.sentence, noun):
            return inherited
        near = f.head.participle or next(iter(f.actions_before()), None)
        if near and near.key in TAKEN and f.amount.first - near.last <= 2:
            return Counted(UNKNOWN, noun, near.key, span, basis="noun")
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

    def _is_whole(self, f: Figure) -> bool:
        """Whether the amount is the whole of the one before it: "52 of 88"."""
        if f.previous is None or f.amount.first - f.previous.last > 3:
            return False
        return self.text.has("out_of", f.previous.last, f.amount.first)

    def _candidates(self, f: Figure) -> Iterator[Cue]:
        """Verbs that may say what became of a noun, the likeliest first."""
        low, amount, sentence = self.text.low, f.amount, f.sentence
        tail, comma = max(f.head.last, amount.last), f.comma()
        before = self._verbs_before(f)
        close = [verb for verb in before if amount.first - verb.last <= 4]
        close = [verb for verb in close if "," not in low[verb.last : amount.first]]
        late = self.acts(comma, min(f.end, comma + 14))
        yield from self._struck_with(f)
        yield from (verb for verb in close if verb.key not in WEAK)
        if f.head.participle:
            yield f.head.participle
        yield from self._verbs_after(f, tail) or self._after_insertion(f, tail)
        yield from (v for v in late if v.key == "casualties" and v.first - tail <= 6)
        yield from close
        yield from before
        if f.carry and f.carry.action:
            yield Cue(-1, -1, f.carry.action)
        yield from late
        yield from self.acts(f.end, sentence.last)[:1]
        yield from self.acts(sentence.first, amount.first)[::-1]

    def _verbs_before(self, f: Figure) -> list[Cue]:
        """The verbs since the amount before, the nearest first, without the one that is used."""
        verbs = [verb for verb in f.actions_before() if verb[:2] != self.used]
        amounts = f.before[-2:]
        if len(amounts) == 2 and self.text.has("out_of", amounts[0].last, amounts[1].first):
            # shot down 23 of 23 drones launched and five missiles: launched are the 23 alone
            return [verb for verb in verbs if verb.key != "launch"]
        return verbs

    def _verbs_after(self, f: Figure, tail: int) -> list[Cue]:
        """The verbs after the noun, up to a comma or who says it."""
        if f.next is not None and f.head.first >= f.next.last:  # the noun is shared with the next
            return self.acts(f.head.last, min(f.sentence.last, f.head.last + 10))
        stop = min(f.comma(), tail + 12)
        return self.acts(tail, next((k for k in range(tail, stop) if k in self.at["say"]), stop))

    def _struck_with(self, f: Figure) -> list[Cue]:
        """Strikes with 19 drones: what strikes has been launched."""
        if f.head.noun not in ("drone", "missile", "bomb", "shell", "area"):
            return []
        first = max(f.begin, f.amount.first - (8 if f.head.noun == "area" else 3))
        near = self.text.between("noun", first, f.amount.first)
        return [Cue(i, j, "attack") for i, j, key in near if key in ("attack", *KINDS_OF_STRIKE)]

    def _after_insertion(self, f: Figure, tail: int) -> list[Cue]:
        """Sixteen people, five women among them, were killed: the verb after what is put in."""
        commas = [k for k in range(tail, f.sentence.last) if self.text.low[k] in ",-)"]
        if len(commas) < 2 or not self.text.has("including", tail, commas[1] + 1):
            return []
        behind = (self.acts(comma, min(comma + 6, f.sentence.last)) for comma in commas[1:3])
        return next(filter(None, behind), [])

    # a noun before the amount

    def _row(self, f: Figure) -> Counted | None:
        """A row such as "tanks - 3,535 (+7)", "Tanks 5,448 (+8)" or "personnel (31)"."""
        text, low, sentence = self.text, self.text.low, f.sentence
        sign = f.amount.first - 1
        bracket = sign > max(sentence.first, f.begin) and low[sign] in "(["
        stepped = not bracket and f.next is not None and f.next.step
        parted = low[sign] in ("-", ":", "=")
        if sign <= sentence.first or not (bracket or stepped or parted):
            return None
        within = low[sign] == "-" and text.touches(sign) and text.touches(sign + 1)
        if within and not stepped and text.kinds[sign - 1] == "num":
            return None
        first = end = sign if bracket or parted else f.amount.first
        while first > f.begin and low[first - 1] not in (",", ";", ":", ".", "•"):
            first -= 1
        nouns, acts = text.between("noun", first, end), self.acts(first, end)
        if bracket:
            counted = f.previous is not None and f.previous.last > first
            return None if counted else self._in_bracket(f, nouns, acts)
        if not nouns and not acts:
            return None
        if not stepped:
            head = self.head(f, f.amount.last, f.end)
            done = head.participle and head.participle.key in BODILY
            if done or (head.noun and (head.noun != "people" or not nouns)):
                return None
        return self._meaning_of_row(f, nouns, acts)

    def _in_bracket(self, f: Figure, nouns: list[Cue], acts: list[Cue]) -> Counted | None:
        """Personnel (31), clashes (38): a lone number in brackets after its noun."""
        amount, sentence = f.amount, f.sentence
        closed = amount.last < sentence.last and self.text.low[amount.last] in ")]"
        if not closed or amount.step or not nouns:
            return None
        first, last, noun = nouns[-1]
        if not acts and noun in EQUIPMENT:
            acts = self.acts(sentence.first, amount.first)
            if not acts and (inherited := self._inherited(sentence, noun)):
                return inherited
        return self._before(f, Cue(first, last, noun), acts)

    def _meaning_of_row(self, f: Figure, nouns: list[Cue], acts: list[Cue]) -> Counted | None:
        """What the nouns and verbs before the sign of a row make of its number."""
        stepped = f.next is not None and f.next.step
        period, action = "start" if stepped else "", acts[-1].key if acts else ""
        plain = (
            nouns
            and acts
            and acts[-1].first > nouns[-1].first
            and nouns[-1].key in ("loss", "people")
        )
        if nouns and not plain:
            first, last, noun = nouns[-1] if self.head_last else nouns[0]
            if (noun, action) == ("attack", "repel"):
                return Counted("attacks_repelled", noun, action, (first, last), basis="table")
            if noun in ("strike", "attack", "shelling"):
                measure = self.struck(noun, self._modifiers(first - 4, last + 8, f))
            else:
                measure = measure_of(noun, action) if acts else ""
                measure = measure or self._measure_in_row(f, noun, stepped=stepped)
            if measure:
                span, action = (first, last), action or "destroy"
                return Counted(measure, noun, action, span, basis="table", period=period)
        measure = measure_of("soldier", action) if acts else ""
        if not measure or self.head(f, f.amount.last, f.end).noun:
            return None
        return Counted(measure, "soldier", action, acts[-1][:2], basis="table", period=period)

    def _measure_in_row(self, f: Figure, noun: str, *, stepped: bool) -> str:
        """The measure of the noun of a row whose own verb makes none of it."""
        amount = f.amount
        if noun in ("soldier", "people", "loss", "personnel"):
            later = [] if stepped else self.acts(amount.last, f.end)[:1]
            if later and later[0].first - amount.last < 4 and later[0].key in BODILY:
                return measure_of("soldier", later[0].key)
            return measure_of(
                "soldier", f.carry.action if f.carry and f.carry.action in BODILY else "lose"
            )
        if noun in EQUIPMENT or noun in ("position", "battalion", "company", "brigade"):
            known = stepped or f.carry or f.begin == f.sentence.first or self.acts(0, amount.first)
            action = f.carry.action if f.carry and measure_of(noun, f.carry.action) else "destroy"
            return measure_of(noun, action) if known else ""
        return measure_of(noun, "")

    def _before(self, f: Figure, named: Cue, acts: list[Cue]) -> Counted | None:
        """What a noun before the amount says with the verbs near it; None if it is no measure."""
        first, last, noun = named
        if noun == "attack":
            measure = "attacks_repelled" if is_repelled(acts) else "attacks"
        elif noun in ("strike", "shelling"):
            measure = self.struck(noun, self._modifiers(f.begin, f.amount.first, f))
        elif noun == "times":
            measure = ""
        else:
            measures = (measure_of(noun, key) for _, _, key in reversed(acts))
            measure = next(filter(None, measures), "") or measure_of(noun, "")
        action = acts[-1].key if acts else ""
        return Counted(measure, noun, action, (first, last), basis="before") if measure else None

    def _noun_before(self, f: Figure) -> Counted | None:
        """The number of clashes rose to 38: the noun stands before."""
        amount = f.amount
        if meaning := self._level(f):
            return meaning
        taken = f.found[-1].span if f.found and f.found[-1].span else (-1, -1)
        near = self.text.between("noun", max(f.begin, amount.first - 9), amount.first)
        acts = f.actions_before()[::-1] or self.acts(amount.last, f.comma())
        for noun in reversed(near):
            if noun.first <= taken[0] < noun.last:
                return None
            if meaning := self._before(f, noun, acts):
                return meaning
        return None

    def _level(self, f: Figure) -> Counted | None:
        """The total of those killed since October rose to 38: what rose leads its clause."""
        text, amount = self.text, f.amount
        rose = text.between("reach", max(f.begin, amount.first - 4), amount.first)
        late = text.has("reach", amount.last, min(amount.last + 2, f.sentence.last))
        if not rose and not late:
            return None
        first, stop = max(f.begin, amount.first - 24), rose[0].first if rose else amount.first
        acts = self.acts(first, stop)
        done = next((a for a in acts if a.key in BODILY), None)
        nouns = text.between("noun", first, stop)
        named = next((n for n in nouns if n.key in ("loss", "casualty", "body")), None)
        if done and (not named or done.first < named.first):
            measure = measure_of("person", done.key)
            return Counted(measure, "person", done.key, done[:2], basis="before", period="total")
        if not named:
            return None
        i, j, noun = named
        if both := next((a for a in acts if a.key == "casualties"), None):
            return Counted("casualties", noun, both.key, both[:2], basis="before")
        return Counted(measure_of(noun, ""), noun, "", (i, j), basis="before", period="total")

    # no noun at all

    def _bare(self, f: Figure) -> Counted:
        """What an amount without a noun counts: by its verb, its bracket or its list."""
        if self._is_inner(f) and not f.head.participle and not f.actions_before():
            return self._inner(f) or self._placed(f)
        if f.head.open and (meaning := self._part_of(f)):
            return meaning
        if f.carry and f.carry.noun in LAUNCHED and self._is_whole(f):
            launched = measure_of(f.carry.noun, "launch")
            return Counted(launched, f.carry.noun, "launch", f.carry.span, basis="list")
        f.head.open = f.head.open and (f.head.participle is not None or not self._is_people(f))
        if meaning := self._done(f):
            return meaning
        if not f.head.open:
            return NOTHING
        if meaning := self._noun_before(f):
            return meaning
        if f.carry is None and not f.found and self.lead and self._opens_line(f):
            return _listed(self.lead, period="")
        if not f.found and self.lead and self.last and self._answers(f):
            return _listed(self.last, period="")
        if f.carry and f.carry.measure not in ("", UNKNOWN) and self._continues(f):
            return _listed(self._of_line(f) or f.carry, period="")
        return NOTHING

    def _is_inner(self, f: Figure) -> bool:
        """Whether the amount stands in brackets."""
        low, amount = self.text.low, f.amount
        before = [x for x in low[f.sentence.first : amount.first] if x in "()"]
        after = [x for x in low[amount.last : f.sentence.last] if x in "()"]
        return before[-1:] == ["("] and after[:1] == [")"]

    def _inner(self, f: Figure) -> Counted | None:
        """Of 17 tanks (4,965 since the start): the figure before, for the time in the bracket."""
        text, amount = self.text, f.amount
        before = f.found[-1] if f.found and f.found[-1].measure else None
        stop = min(amount.last + 6, f.sentence.last)
        closing = text.sign(")", amount.last, stop)
        if before is None or closing == stop:
            return None
        told = set(text.keys("period", f.begin, closing))
        alone = closing == amount.last and text.low[amount.first - 1] == "("
        if "day" in told:
            return _listed(before, period="day")
        if told & {"start", "to_date"} or (alone and self.totals == f.sentence.first):
            self.totals = f.sentence.first
            return _listed(before, period="start")
        if alone and before.basis in ("before", "list") and before.noun in EVENTS:
            return _listed(before)
        return None

    def _placed(self, f: Figure) -> Counted:
        """Clashes (48 near Pokrovsk): a number with a place goes on; another is a part."""
        if f.carry and f.carry.noun in EVENTS and f.amount.last in self.at["place_before"]:
            return _listed(f.carry)
        return Counted(refused=IN_BRACKETS)

    def _part_of(self, f: Figure) -> Counted | None:
        """Sixteen of them in the city: a part of what the figure before counts."""
        amount = f.amount
        if not f.is_part() or f.carry is None or f.carry.measure == UNKNOWN:
            return None
        noun = "attack" if f.carry.measure == "attacks" else f.carry.noun
        part = [f.head.participle] if f.head.participle else []
        for first, last, key in part + self.acts(amount.last, min(f.stop, amount.last + 8)):
            thing = (SENT.get(noun, "") if key in IN_THE_AIR else "") or noun
            measure = measure_of(thing or "person", key)
            if measure and measure != measure_of(noun, ""):
                return Counted(measure, thing, key, (first, last), basis="action")
        return _listed(f.carry, period="", is_part=bool(f.found))

    def _done(self, f: Figure) -> Counted | None:
        """What a verb beside the amount says of people, or of the noun that is carried on."""
        for first, last, key in self._bare_actions(f):
            noun = self._carried_noun(f, key)
            if noun == "person" and key not in BODILY and last <= f.amount.first:
                # destroyed a home and damaged ten more: a thing named before
                near = self.text.keys("noun", max(0, last - 10), f.amount.first)
                things = [x for x in near if x in EQUIPMENT or x in ("building", "car")]
                noun = things[-1] if things else noun
            if measure := measure_of(noun, key):
                return Counted(measure, noun, key, (first, last), basis="action")
        return None

    def _bare_actions(self, f: Figure) -> list[Cue]:
        """The verbs beside an amount without a noun, the likeliest first."""
        amount, reach = f.amount, 6 if f.head.open else 3
        part = [f.head.participle] if f.head.participle else []
        comma = self.text.sign(",", amount.last + 1, f.end)
        after = self.acts(amount.last, min(f.end, amount.last + 7, comma))
        before = [a for a in f.actions_before() if amount.first - a.last <= reach]
        before = [a for a in before if a[:2] != self.used]
        led = before and before[0].key in BODILY and amount.first - before[0].last <= 2
        every = [*before, *after] if led and not part else [*part, *after, *before]
        if f.head.open:
            return every
        bodily = [a for a in every if a.key in BODILY or a.first in self.at["series"]]
        return [a for a in bodily if a in part or a.last <= amount.first]

    def _carried_noun(self, f: Figure, action: str) -> str:
        """What a verb without a noun is said of: the noun of the list, or of the figure before."""
        if action in BODILY and self._is_people(f):
            return "person"
        things = (*EQUIPMENT, "settlement", "building", "car")
        if f.carry and f.carry.noun in things and measure_of(f.carry.noun, action):
            return f.carry.noun
        before = self.before.noun if self.before and not f.carry else ""
        if before in EQUIPMENT and action in IN_THE_AIR:
            return before
        return "attack" if f.carry and (f.carry.noun, action) == ("attack", "repel") else "person"

    def _is_people(self, f: Figure) -> bool:
        """A hundred Houthis: people who are named by their side alone."""
        k = f.amount.last
        while k < f.stop and self.text.low[k] in SKIPPED:
            k += 1
        return k in self.at["side"]

    def _opens_line(self, f: Figure) -> bool:
        """On the Lyman direction - up to 70: a place and a number, and no verb."""
        low, amount = self.text.low, f.amount
        led = self.text.has("place_before", f.begin, f.begin + 2)
        apart = low[amount.first - 1] == "-" and amount.first - f.begin <= LINE
        return led and apart and amount.last < f.sentence.last and low[amount.last] in ",;."

    def _answers(self, f: Figure) -> bool:
        """..., while the observatory counted 44: another's number for what was counted last."""
        text, amount, first = self.text, f.amount, f.sentence.first
        inside = first > 0 and text.low[first - 1] == "," and text.has("while", first, first + 1)
        told = text.has("say", first, amount.first)
        return inside and told and text.low[amount.last : amount.last + 1] in ([","], ["."], [";"])

    def _continues(self, f: Figure) -> bool:
        """Whether a bare amount stands where a list goes on: after a joint, before a place."""
        text, amount = self.text, f.amount
        k = amount.last
        while k < f.end and text.low[k] in SKIPPED and text.low[k] != "(":
            k += 1
        if f.previous is None or not (
            k >= f.end or text.low[k] in ",.;:" or text.begins(GOES_ON, k)
        ):
            return False
        near = range(max(f.begin, amount.first - 12), amount.first)
        return any(text.low[x] in (",", "-", ":", ";") or x in self.at["and"] for x in near)

    def _of_line(self, f: Figure) -> Counted | None:
        """A further direction behind the list of another: that list's people, or its first."""
        if not self.text.has("place_before", f.begin, f.amount.first):
            return None
        told = [(a, m) for a, m in zip(f.before, f.found, strict=True) if m.measure]
        alike = [m for a, m in told if a.hedge and a.hedge == f.amount.hedge]
        return _chief(alike or [m for _, m in told])


def _listed(model: Counted, **more: object) -> Counted:
    """What an amount counts that goes on with a list."""
    return replace(model, span=None, basis="list", **more)


def _chief(told: list[Counted]) -> Counted | None:
    """What a list is told for: its people, else what it begins with."""
    people = (m for m in told if m.noun in PERSONS)
    return next(people, told[0] if told else None)
