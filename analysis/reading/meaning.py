"""What an amount counts: the noun after it, the verb beside it, or the list that it continues.

Places are tried in one order: the counted noun after the amount; a verb between them, just before,
after, or earlier in its own stretch; the noun that two amounts share; a noun before it; the list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.reading.amounts import MEASURED, Amount
from analysis.reading.pieces import SKIPPED, Sentence, Text
from analysis.wording.forms import frames

PERSONS = frozenset({"soldier", "people", "civilian", "prisoner", "person"})
EVENTS = frozenset(
    {
        "clash", "attack", "shelling", "strike", "airstrike", "missile_strike", "artillery_strike",
        "mlrs_strike", "drone_strike", "sortie", "fire_mission", "times",
    }
)  # fmt: skip
EQUIPMENT = frozenset(
    {
        "tank", "afv", "gun", "mlrs", "air_defence", "aircraft", "drone", "missile", "vehicle",
        "ship", "depot", "ew", "equipment", "command_post", "bomb", "shell",
    }
)  # fmt: skip
STRIKES = {
    "air": "airstrikes",
    "missile": "missile_strikes",
    "artillery": "artillery_strikes",
    "mlrs": "mlrs_strikes",
    "drone": "drone_strikes",
}
"""Kinds of strike by the word that says what struck."""
KINDS_OF_STRIKE = frozenset(
    {"strike", "airstrike", "missile_strike", "artillery_strike", "mlrs_strike", "drone_strike"}
)
WEAPONS = {"mlrs": "mlrs", "gun": "artillery", "aircraft": "air", "drone": "drone"}
"""The kind of strike that a weapon stands for."""
LAUNCHED = {"drone": "drones_launched", "missile": "missiles_launched"}
WEAK = frozenset({"lose", "loss", "hit", "deploy"})
"""Actions that a more exact one beside the amount overrides."""
LOST = frozenset({"lose", "loss", "destroy", "kill", "shoot_down", "hit"})
"""Actions that a list of equipment in the next sentence goes on with."""
TAKEN = frozenset({"capture", "gain", "release"})
"""What can be done to equipment that no measure counts."""
SENT = {"missile_strike": "missile", "drone_strike": "drone"}
"""What a strike sends, which can be shot down."""
IN_THE_AIR = frozenset({"shoot_down", "radar"})
"""What happens to drones and missiles alone: "another 22 were shot down"."""
BODILY = frozenset({"kill", "wound", "casualties", "surrender", "miss", "capture"})
"""Actions done to people: they need no noun."""
BETWEEN = ("filler", "side", "counter", "plain", "military", "civil", "place", "hedge", "day")
BETWEEN += ("period", "there")
"""Kinds of words that may stand between a number and what it counts."""
PHRASE_ENDS = ("place_before", "and", "say", "including", "range", "while")
NO_NOUN = "nothing says what it counts"
NO_ACTION = "nothing says what became of them"
IN_BRACKETS = "part of the figure before it"
A_CHANGE = "a change, not a count"
PLANNED = "a plan, a wish or a condition"
THE_ONE = "the one side of a ratio"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an amount counts.

    Parameters
    ----------
    measure : str
        A key of measures.csv; `?` where the text counts what no measure fits; empty if refused.
    noun, action : str
        Keys of the tables.
    span : tuple of int
        First and last token of the words that say so; empty if the list before does.
    refused : str
        Why not.
    basis : str
        How it was found: noun, shared, table, before, action, extent, list.
    """

    measure: str = ""
    noun: str = ""
    action: str = ""
    span: tuple[int, int] | None = None
    refused: str = ""
    basis: str = ""
    period: str = ""


NONE = Meaning(refused=NO_NOUN)


@dataclass(slots=True)
class Head:
    """The counted noun after an amount."""

    noun: str = ""
    first: int = -1
    last: int = -1
    open: bool = True
    participle: tuple[int, int, str] | None = None
    modifiers: tuple[str, ...] = ()


class Stretch:
    """The tokens of one amount: from the amount before it to the one after it."""

    def __init__(
        self, text: Text, sentence: Sentence, amounts: list[Amount], k: int, actions: Actions
    ) -> None:
        self.text, self.sentence, self.actions = text, sentence, actions
        self.amount = amounts[k]
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


class Actions:
    """The verbs of a text, with "killed and wounded" as one."""

    def __init__(self, text: Text) -> None:
        found: list[tuple[int, int, str]] = []
        inner = {x for i, j, _ in text.cues.get("noun", ()) for x in range(i + 1, j)}
        self._pairs: set[int] = set()
        for first, last, key in text.cues.get("action", ()):
            if first in inner:
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

    def between(self, first: int, last: int) -> list[tuple[int, int, str]]:
        from bisect import bisect_left

        return self.all[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    def is_pair(self, joint: int) -> bool:
        return joint in self._pairs


def measure_of(noun: str, action: str) -> str:
    """The measure that a noun and an action stand for; empty if none.

    >>> measure_of("drone", "launch"), measure_of("soldier", "kill"), measure_of("clash", "")
    ('drones_launched', 'killed', 'clashes')
    """
    table = frames()
    own = table.get((noun, action))
    if own is None and noun in PERSONS:
        own = table.get(("person", action))
    return own or table.get((noun, "*"), "")


class Reader:
    """Finds what the amounts of a text count, sentence by sentence."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.at = text.at
        self.actions = Actions(text)
        self.head_last = text.lexicon.format.get("head") == "last"
        self.strike = ""
        self.last: Meaning | None = None
        self.stepped = False
        """Whether the text is a running table: totals with steps in brackets."""
        self.used: tuple[int, int] | None = None
        """The verb that the amount before has taken."""
        self.list: Meaning | None = None
        """What the list before a line end or a colon counts."""
        self.totals = -1
        """The sentence whose brackets hold totals."""
        self.before: Meaning | None = None
        """What the last figure of the sentence before counts."""

    def read(
        self, sentence: Sentence, amounts: list[Amount], lead: Sentence | None
    ) -> list[Meaning]:
        """Say of each amount of a sentence what it counts."""
        found: list[Meaning] = []
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
                meaning = Meaning(refused=PLANNED)
            if meaning.measure in STRIKES.values():
                self.strike = meaning.measure
            found.append(meaning)
            if meaning.measure:
                carry = meaning
                self.used = meaning.span
                self.last = meaning
        self._respectively(sentence, amounts, found)
        self._late_verb(amounts, found)
        self._open_list(sentence, carry)
        self.before = next((m for m in reversed(found) if m.measure), None)
        return found

    def _late_verb(self, amounts: list[Amount], found: list[Meaning]) -> None:
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
                found[k] = Meaning(measure, own.noun, later.action, own.span, basis="list")

    def _is_total(self, amounts: list[Amount], k: int) -> bool:
        """Whether an amount is a running total: steps stand in brackets after it or its like."""
        if k + 1 < len(amounts) and amounts[k + 1].step:
            return True
        return k > 0 and any(amount.step for amount in amounts[:k])

    def pass_over(self, sentence: Sentence) -> None:
        """A sentence without amounts: it may head a list."""
        self._open_list(sentence, None)

    # -- lists over lines

    def _is_item(self, sentence: Sentence) -> bool:
        return self.list is not None

    def _open_list(self, sentence: Sentence, carry: Meaning | None) -> None:
        """A line that ends in a colon gives its verb to the lines below."""
        last = self.text.low[sentence.last - 1]
        if last == ":":
            acts = self.actions.between(sentence.first, sentence.last)
            self.list = (
                Meaning("?", "", acts[-1][2], basis="list")
                if acts
                else Meaning("?", "", "", basis="list")
            )
        elif last in (";", ",") or (self.list is not None and self._starts_like_item(sentence)):
            self.list = carry or self.list
        else:
            self.list = None

    def _starts_like_item(self, sentence: Sentence) -> bool:
        first = self.text.low[sentence.first]
        return first in "-*•·▪—–" or self.text.kinds[sentence.first] in ("num", "sign")

    # -- one amount

    def meaning(
        self, s: Stretch, carry: Meaning | None, amounts: list[Amount], k: int, found: list[Meaning]
    ) -> Meaning:
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

    def by_itself(self, s: Stretch, carry: Meaning | None, found: list[Meaning]) -> Meaning | None:
        """What an amount says without a noun after it: a ratio, a step, an extent, a row."""
        amount = s.amount
        if amount.unit == "ratio":
            return Meaning("loss_ratio", "ratio", span=(amount.first, amount.last), basis="extent")
        if ratio := self.for_every(s):
            return ratio
        if amount.step and found and found[-1].measure:
            return replace(found[-1], basis="table", period="day")
        if self.is_change(s):
            return Meaning(refused=A_CHANGE)
        if amount.unit in MEASURED or amount.part:
            return self.extent(s, carry)
        return self.row(s, carry)

    def _beyond_step(self, s: Stretch, amounts: list[Amount], k: int) -> Head | None:
        """Of 12,611 (+29) vehicles: the noun stands after the bracket of the day's step."""
        step = amounts[k + 1]
        if step.first - s.amount.last > 2 or step.last >= s.sentence.last:
            return None
        following = Stretch(self.text, s.sentence, amounts, k + 1, self.actions)
        head = self.head(following, step.last + (self.text.low[step.last] in ")]"), following.end)
        return head if head.noun else None

    def is_unreal(self, s: Stretch) -> bool:
        """A plan or wish in the words just before."""
        first = max(s.begin, s.amount.first - 7)
        found = self.text.between("unreal", first, s.amount.first)
        return bool(found) and not any(
            self.text.low[x] in (",", ";") for x in range(found[-1][1], s.amount.first)
        )

    def is_change(self, s: Stretch) -> bool:
        """Grew by 12: the number after the preposition is no level."""
        first = s.amount.first
        led = any(j == first for _, j, _ in self.text.between("by", first - 2, first))
        if not led or not self.text.has("growth", max(s.begin, first - 6), first):
            return False
        near = self.text.between("noun", max(s.begin, first - 10), first)
        return not any(key in ("loss", "body") for _, _, key in near)

    # -- ratios

    def for_every(self, s: Stretch) -> Meaning | None:
        """Five for every one: the five is a ratio, the one is nothing."""
        amount, sentence = s.amount, s.sentence
        if amount.value is None or amount.unit:
            return None
        if per := self.per_distance(s):
            return per
        if amount.value > 60:
            return None
        if amount.last in self.at.get("times_more", ()):
            return self._ratio(s, (amount.first, amount.last)) or Meaning(refused=A_CHANGE)
        for i, j, _ in self.text.between("for_every", sentence.first, sentence.last):
            inner = self.text.has("number", i, j)
            if (
                amount.value == 1
                or i <= amount.core < j
                or (not inner and amount.value == 1 and 0 <= amount.core - j <= 1)
            ):
                return Meaning(refused=THE_ONE)
            if amount.last <= i < s.stop + 2 or s.begin - 4 <= i < amount.first:
                return self._ratio(s, (i, j))
        return None

    def per_distance(self, s: Stretch) -> Meaning | None:
        """Eight hundred for each kilometre: people per distance."""
        for i, j, _ in self.text.between("for_every", s.amount.last, s.stop + 1):
            unit = self.text.key("unit", j)
            if unit == "km" and self.actions.between(s.begin, s.end):
                return Meaning("casualties_per_km", "ratio", span=(i, j), basis="extent")
        return None

    def _ratio(self, s: Stretch, span: tuple[int, int]) -> Meaning | None:
        """A ratio of losses, where the sentence speaks of losses or of soldiers."""
        first, last = s.sentence.first, s.sentence.last
        lossy = (*BODILY, "lose", "loss", "destroy")
        if any(key in lossy for _, _, key in self.actions.between(first, last)) or any(
            key in ("loss", "soldier", "casualty", "ratio")
            for _, _, key in self.text.between("noun", first, last)
        ):
            return Meaning("loss_ratio", "ratio", span=span, basis="extent")
        return None

    # -- extents: land, distance, shares

    def extent(self, s: Stretch, carry: Meaning | None) -> Meaning:
        """Metres, square kilometres, per cent: the verb decides, inside the commas first."""
        unit = s.amount.unit
        noun = {"percent": "percent", "points": "percent", "metres": "length", "km": "length"}.get(
            unit, ""
        )
        noun = noun or ("square" if unit.startswith("square") else "part" if s.amount.part else "")
        if unit == "cm":
            return self.per_loss(s)
        if noun == "length" and self.is_bearing(s):
            return Meaning(refused="a bearing: how far from a place something is")
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
                    return Meaning(measure, noun, key, (first, last), basis="extent")
        if carry and carry.noun == noun:
            return replace(carry, span=None, basis="list")
        return NONE

    def per_loss(self, s: Stretch) -> Meaning:
        """For every 48 cm one killed: ground per person."""
        every = self.text.between(
            "for_every", max(s.sentence.first, s.amount.first - 4), s.stop + 2
        )
        acts = self.actions.between(s.sentence.first, s.sentence.last)
        found = next((a for a in acts if a[2] in ("kill", "casualties", "wound", "lose")), None)
        if not every or found is None:
            return NONE
        measure = "distance_per_death" if found[2] == "kill" else "distance_per_casualty"
        return Meaning(measure, "length", found[2], found[:2], basis="extent")

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

    # -- rows of tables: noun, dash or colon, amount

    def row(self, s: Stretch, carry: Meaning | None) -> Meaning | None:
        text, amount = self.text, s.amount
        k = amount.first - 1
        if k > s.sentence.first and text.low[k] in "([" and k > s.begin:
            k -= 1
            sign = k
            bracket = True
        else:
            bracket = False
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
        first = sign
        while first >= s.begin and text.low[first] not in (",", ";", ":", ".", "•"):
            first -= 1
        first += 1
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

    # -- the noun after

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

    # -- verbs

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

    def candidates(
        self, s: Stretch, head: Head, carry: Meaning | None
    ) -> list[tuple[int, int, str]]:
        """Verbs that may say what became of a noun, the likeliest first."""
        text, amount = self.text, s.amount
        before = [a for a in s.actions_before() if a[:2] != self.used]
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

    # -- events

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

    # -- amounts without a noun

    def bare(self, s: Stretch, head: Head, carry: Meaning | None, found: list[Meaning]) -> Meaning:
        if self._is_inner(s) and not head.participle and not s.actions_before():
            return self._inner(s, found) or self._placed(s, carry)
        if head.open and (meaning := self.part_of(s, head, carry)):
            return meaning
        if carry and carry.noun in LAUNCHED and self._is_whole(s):
            return Meaning(LAUNCHED[carry.noun], carry.noun, "launch", carry.span, basis="list")
        for first, last, key in self._bare_actions(s, head):
            noun = self._carried_noun(s, carry, key)
            if noun == "person" and key not in BODILY and last <= s.amount.first:
                noun = self._thing_between(last, s.amount.first) or noun
            measure = measure_of(noun, key)
            if measure:
                return Meaning(measure, noun, key, (first, last), basis="action")
        if not head.open:
            return NONE
        if meaning := self.noun_before(s, found):
            return meaning
        if carry and carry.measure not in ("", "?") and self._continues(s):
            return replace(carry, span=None, basis="list", period="")
        return NONE

    def _is_inner(self, s: Stretch) -> bool:
        """Whether the amount stands in brackets."""
        low, amount = self.text.low, s.amount
        before = [x for x in low[s.sentence.first : amount.first] if x in "()"]
        after = [x for x in low[amount.last : s.sentence.last] if x in "()"]
        return before[-1:] == ["("] and after[:1] == [")"]

    def _placed(self, s: Stretch, carry: Meaning | None) -> Meaning:
        """Clashes (48 near Pokrovsk): a number with a place goes on; another is a part."""
        if carry and carry.noun in EVENTS and s.amount.last in self.at.get("place_before", ()):
            return replace(carry, span=None, basis="list")
        return Meaning(refused=IN_BRACKETS)

    def _inner(self, s: Stretch, found: list[Meaning]) -> Meaning | None:
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

    def part_of(self, s: Stretch, head: Head, carry: Meaning | None) -> Meaning | None:
        """Sixteen of them in the city: a part of what the figure before counts."""
        text, amount = self.text, s.amount
        near = text.between(
            "including", max(s.begin, amount.first - 4), min(amount.last + 2, s.sentence.last)
        )
        if not near or carry is None or carry.measure == "?":
            return None
        acts = [
            a
            for a in ([head.participle] if head.participle else [])
            + self.actions.between(amount.last, min(s.stop, amount.last + 8))
        ]
        for first, last, key in acts:
            weapon = SENT.get(carry.noun, "") if key in IN_THE_AIR else ""
            measure = measure_of(weapon or carry.noun or "person", key)
            if measure and measure != measure_of(carry.noun, ""):
                return Meaning(measure, weapon or carry.noun, key, (first, last), basis="action")
        return replace(carry, span=None, basis="list", period="")

    def _bare_actions(self, s: Stretch, head: Head) -> list[tuple[int, int, str]]:
        text, amount = self.text, s.amount
        part = [head.participle] if head.participle else []
        after = [a for a in self.actions.between(amount.last, min(s.end, amount.last + 7))]
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
            else [a for a in every if a[2] in BODILY and (a in part or a[1] <= amount.first)]
        )

    def _thing_between(self, first: int, last: int) -> str:
        """Destroyed a home and damaged ten more: a thing named before, of which there are more."""
        first = max(0, first - 10)
        found = [key for _, _, key in self.text.between("noun", first, last)]
        return next((key for key in reversed(found) if key in (*EQUIPMENT, "building", "car")), "")

    def _carried_noun(self, s: Stretch, carry: Meaning | None, action: str) -> str:
        """What a verb without a noun is said of: the noun of the list, or of the figure before."""
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
            return Meaning(
                measure_of("person", done[2]), "person", done[2], done[:2], basis="before"
            )
        if nouns:
            i, j, noun = nouns[0]
            return Meaning(measure_of(noun, ""), noun, "", (i, j), basis="before")
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

    # -- two lists in one order

    def _respectively(
        self, sentence: Sentence, amounts: list[Amount], found: list[Meaning]
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
                found[k] = Meaning(measure_of("person", key), "person", key, (i, j), basis="action")
        elif len(things) >= size and acts:
            for k, (i, j, key) in enumerate(things[-size:]):
                measure = measure_of(key, acts[-1][2])
                found[k] = Meaning(measure, key, acts[-1][2], (i, j), NO_ACTION, basis="noun")
