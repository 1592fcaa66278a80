"""What an amount counts by its own words: the noun after it, its unit, or the event it tells of.

Here stand the kinds of nouns and verbs, the words that belong to one amount, the noun that two
amounts share, extents and ratios, and clashes, attacks and strikes of each kind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from analysis.reading.amounts import MEASURED, Amount
from analysis.reading.tokens import SKIPPED, Cue, Text
from analysis.wording.languages import frames

PERSONS = frozenset({"soldier", "people", "civilian", "prisoner", "person"})
KINDS_OF_STRIKE = frozenset(
    {"strike", "airstrike", "missile_strike", "artillery_strike", "mlrs_strike", "drone_strike"}
)
EVENTS = KINDS_OF_STRIKE | {"clash", "attack", "shelling", "sortie", "fire_mission", "times"}
EQUIPMENT = frozenset(
    {
        *("tank", "afv", "gun", "mlrs", "air_defence", "aircraft", "drone", "missile", "vehicle"),
        *("ship", "depot", "ew", "equipment", "command_post", "bomb", "shell"),
    }
)
STRIKES = {
    "air": "airstrikes",
    "missile": "missile_strikes",
    "artillery": "artillery_strikes",
    "mlrs": "mlrs_strikes",
    "drone": "drone_strikes",
}
"""Kinds of strike by the word that says what struck."""
WEAPONS = {"mlrs": "mlrs", "gun": "artillery", "aircraft": "air", "drone": "drone"}
"""The kind of strike that a weapon stands for."""
LAUNCHED = frozenset({"drone", "missile"})
IN_THE_AIR = frozenset({"shoot_down", "radar"})
"""What happens to drones and missiles alone: "another 22 were shot down"."""
LOST = frozenset({"lose", "loss", "destroy", "kill", "shoot_down", "hit"})
"""Actions that a list of equipment in the next sentence goes on with."""
BODILY = frozenset({"kill", "wound", "casualties", "surrender", "miss", "capture"})
"""Actions done to people: they need no noun."""
EXTENTS = {
    "percent": "percent",
    "points": "percent",
    "metres": "length",
    "km": "length",
    "square_km": "square",
    "square_metres": "square",
}
"""What stands for the noun of an amount with a unit of its own."""
NO_NOUN = "nothing says what it counts"
NO_ACTION = "nothing says what became of them"
A_CHANGE = "a change, not a count"
THE_ONE = "the one side of a ratio"
BETWEEN = (
    *("filler", "side", "counter", "plain", "military", "civil", "place", "hedge", "day"),
    *("period", "there", "each"),
)
"""Kinds of words that may stand between a number and what it counts."""
HYPHENS = SKIPPED - frozenset("()[]")
"""Signs that may stand inside of a compound."""
PHRASE_ENDS = ("place_before", "and", "say", "including", "range", "while")
QUIET = ("modifier", "side", "filler", "hedge", "article")
"""Kinds of words that may stand between two amounts of one noun, beside what joins them."""


@dataclass(frozen=True, slots=True)
class Counted:
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
    is_part : bool
        Whether its own words say that it is a part of the figure before: "16 of them".
    """

    measure: str = ""
    noun: str = ""
    action: str = ""
    span: tuple[int, int] | None = None
    refused: str = ""
    basis: str = ""
    period: str = ""
    is_part: bool = False


NOTHING = Counted(refused=NO_NOUN)


@dataclass(slots=True)
class Head:
    """The counted noun after an amount."""

    noun: str = ""
    first: int = -1
    last: int = -1
    open: bool = True
    participle: Cue | None = None
    modifiers: tuple[str, ...] = ()


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


class Figure:
    """An amount of a sentence, with what is known of it: its tokens run to the amounts beside it.

    Parameters
    ----------
    k : int
        The number of the sentence.
    amounts : list of Amount
        Those of the sentence.
    n : int
        Which of them it is.
    meaning : Counted
        What it counts, once that is known.
    """

    def __init__(
        self, text: Text, k: int, amounts: list[Amount], n: int, meaning: Counted = NOTHING
    ) -> None:
        self.text, self.k, self.sentence = text, k, text.sentences[k]
        self.amounts, self.n, self.amount, self.meaning = amounts, n, amounts[n], meaning
        self.before = amounts[:n]
        self.previous = amounts[n - 1] if n else None
        self.next = amounts[n + 1] if n + 1 < len(amounts) else None
        self.begin = self.previous.last if self.previous else self.sentence.first
        self.stop = self.next.first if self.next else self.sentence.last
        self.head = Head()
        """The noun after it."""
        self.carry: Counted | None = None
        """What the list before it counts."""
        self.found: list[Counted] = []
        """What the amounts before it count."""
        self.speaker = self.party = ""
        """Who says the sentence, and for whom."""

    @cached_property
    def end(self) -> int:
        """Where its words end; the verb of the next amount is left to it: "31 and wounded [40]"."""
        text, at, last, stop = self.text, self.text.at, self.amount.last, self.stop
        for k in range(last, stop):
            if text.low[k] in (";", ":") or k in at["including"] or k in at["while"]:
                return k
        if self.next is None:
            return stop
        for k in range(stop - 1, max(last, stop - 8) - 1, -1):
            dash = text.low[k] == "-" and not text.touches(k)
            if dash or text.low[k] == "," or k in at["and"]:
                return k if text.has("deed", k + 1, stop) and k not in at["joined"] else stop
        return stop

    def following(self) -> Figure:
        """The next amount."""
        return Figure(self.text, self.k, self.amounts, self.n + 1)

    def is_part(self) -> bool:
        """Among them 3; 3 of them: not the whole of which more is told behind a comma."""
        text, amount = self.text, self.amount
        apart = text.low[amount.last : amount.last + 1] in ([","], ["("], ["-"])
        stop = amount.last if apart else min(amount.last + 2, self.sentence.last)
        return text.has("including", max(self.begin, amount.first - 4), stop)

    def actions_before(self) -> list[Cue]:
        return self.text.between("deed", self.begin, self.amount.first)[::-1]

    def comma(self) -> int:
        """The first comma after the amount; its end without one."""
        return self.text.sign(",", self.amount.last, self.end)


def _find_deeds(text: Text) -> None:
    """Find the deeds of a text: its verbs, with "killed and wounded" as one.

    They are cues of the kind `deed`; `joined` are the joints inside of one, and a `series` is
    where "killed, wounded or captured" begins.
    """
    found = text.cues["deed"]
    inner = {x for i, j, _ in text.cues["noun"] for x in range(i + 1, j)}
    for cue in text.cues["action"]:
        if cue.first not in inner and not _is_joined(text, found, cue):
            found.append(cue)


def _is_joined(text: Text, found: list[Cue], cue: Cue) -> bool:
    """Join a verb to the one before, if the two are one loss."""
    low, at, (first, last, key) = text.low, text.at, cue
    if not found:
        return False
    start, end, before = found[-1]
    gap = range(end, first)
    killed = found[-2] if len(found) > 1 and found[-2].key == "kill" else None
    if key in ("capture", "miss") and before == "wound" and killed:
        # killed, wounded or captured: the three together are losses of no one kind
        joined = bool(gap) and all(k in at["and"] or low[k] == "," for k in gap)
        if joined and low[killed.last : start] == [","]:
            at["joined"].update((k, (k + 1, "")) for k in (killed.last, *gap))
            at["series"][killed.first] = (last, "")
            found[-2:] = [Cue(killed.first, last, "lose")]
            return True
    if {before, key} in ({"kill", "wound"}, {"casualties", "wound"}):
        joints = [k for k in gap if k in at["and"] or low[k] == "/"]
        passed = all(k in joints or k in at["filler"] or low[k] in SKIPPED for k in gap)
        if joints and passed:
            at["joined"].update((k, (k + 1, "")) for k in joints)
            found[-1] = Cue(start, last, "casualties")
            return True
    return False


class Nouns:
    """The counted nouns of a text, and what an amount says by its own words."""

    def __init__(self, text: Text) -> None:
        self.text, self.at = text, text.at
        _find_deeds(text)
        self.head_last = text.lexicon.format.get("head") == "last"
        self.strike = ""
        """The measure of the strikes that the text counted last."""

    def acts(self, first: int, last: int) -> list[Cue]:
        """The deeds that begin in [first, last), in order."""
        return self.text.between("deed", first, last)

    def head(self, f: Figure, first: int, end: int) -> Head:
        """The counted noun that follows, within seven words and before any stop."""
        text, at = self.text, self.at
        head, modifiers = Head(), []
        words, k = 0, first
        while k < end and words < 7:
            if text.kinds[k] not in ("word", "num"):
                k = self._past_sign(f, k, end, inside=words > 0)
            elif k in at["noun"]:
                last, noun = at["noun"][k]
                head.noun, head.first, head.last, head.modifiers = noun, k, last, tuple(modifiers)
                if self.head_last or k in at["modifier"]:
                    self._compound(head, end, modifiers)
                return head
            elif action := self.acts(k, k + 1):
                if head.participle is None and action[0].key != "loss":
                    head.participle = action[0]
                k, words = action[0].last, max(words + 1, 5)
            elif k in at["modifier"]:
                modifiers.append(at["modifier"][k][1])
                k, words = at["modifier"][k][0], words + 1
            elif self._ends_phrase(f, head, k):
                break
            else:
                known = head.participle is not None or text.begins(BETWEEN, k)
                head.open = head.open and known
                k, words = at["counter"].get(k, (k + 1,))[0], words + 1
        head.modifiers = tuple(modifiers)
        head.open = head.open and not modifiers
        return head

    def _past_sign(self, f: Figure, k: int, end: int, *, inside: bool) -> int:
        """The token after a sign that may stand inside a noun phrase; `end` if none may."""
        low = self.text.low[k]
        if low in "([" and inside and not (f.next and f.next.first <= k + 2):
            return self.text.sign(")]", k, end) + 1
        dash = low == "-" and not self.text.touches(k) and inside
        return end if low not in SKIPPED or dash else k + 1

    def _ends_phrase(self, f: Figure, head: Head, k: int) -> bool:
        """Whether a word ends the search for the counted noun."""
        if self.text.begins(PHRASE_ENDS, k) or (head.participle and k in self.at["filler"]):
            return True
        return k in self.at["out_of"] and f.next is not None and f.next.core <= k + 3

    def _compound(self, head: Head, end: int, modifiers: list[str]) -> None:
        """Missile strikes, tank attacks: the last noun of a compound counts."""
        text, nouns, adjectives = self.text, self.at["noun"], self.at["modifier"]
        while True:
            k = head.last
            while k < end and text.touches(k) and text.low[k] in HYPHENS:
                k += 1
            if k < end and k not in nouns and k in adjectives:
                k = adjectives[k][0]
            found = nouns.get(k)
            if k >= end or found is None or not (self.head_last or found[1] in EVENTS):
                break
            if head.first in adjectives:
                modifiers.append(adjectives[head.first][1])
            head.noun, head.first, head.last = found[1], k, found[0]
        head.modifiers = tuple(modifiers)

    def shared(self, f: Figure, head: Head) -> Head:
        """Two missile and 30 air strikes; 52 of the 88 drones: the noun comes once."""
        text, at, nxt = self.text, self.at, f.next
        if nxt is None or nxt.unit in MEASURED:
            return head
        gap = range(f.amount.last, nxt.first)
        if not nxt.step:
            kinds = (*QUIET, "action") if f.actions_before() else QUIET
            joints = {
                x
                for kind in ("and", "out_of", "range")
                for i, j, _ in text.between(kind, f.amount.last, nxt.first)
                for x in range(i, j)
            }
            passed = (x in joints or text.low[x] in SKIPPED or text.begins(kinds, x) for x in gap)
            if not joints or not all(passed):
                return head
        following = f.following()
        other = self.head(following, nxt.last, following.end)
        if nxt.step or not other.noun:
            return other if other.noun else head
        modifiers = at["modifier"]
        own = head.modifiers or tuple(modifiers[x][1] for x in gap if x in modifiers)
        struck = own and other.noun in KINDS_OF_STRIKE
        if head.noun and not struck:
            return head
        return Head(
            "strike" if struck else other.noun, other.first, other.last, True, head.participle, own
        )

    def beyond_step(self, f: Figure, head: Head) -> Head:
        """Of 12,611 (+29) vehicles: the noun stands after the bracket of the day's step."""
        step = f.next
        if step.first - f.amount.last > 2 or step.last >= f.sentence.last:
            return head
        following = f.following()
        first = step.last + (self.text.low[step.last] in ")]")
        other = self.head(following, first, following.end)
        return other if other.noun else head

    # extents and ratios

    def is_change(self, f: Figure) -> bool:
        """Grew by 12: the number after the preposition is no level."""
        text, first = self.text, f.amount.first
        led = text.ends_at("by", first, 2)
        if not led or not text.has("growth", max(f.begin, first - 6), first):
            return False
        near = text.keys("noun", max(f.begin, first - 10), first)
        return "loss" not in near and "body" not in near

    def for_every(self, f: Figure) -> Counted | None:
        """Five for every one: the five is a ratio, the one is nothing."""
        text, amount, sentence = self.text, f.amount, f.sentence
        if amount.value is None or amount.unit:
            return None
        for i, j, _ in text.between("for_every", amount.last, f.stop + 1):
            if text.key("unit", j) == "km" and self.acts(f.begin, f.end):
                return Counted("casualties_per_km", "ratio", span=(i, j), basis="extent")
        if amount.value > 60:
            return None
        if amount.last in self.at["times_more"]:
            return self._ratio(f, (amount.first, amount.last)) or Counted(refused=A_CHANGE)
        for i, j, _ in text.between("for_every", sentence.first, sentence.last):
            if amount.value == 1 or i <= amount.core < j:
                return Counted(refused=THE_ONE)
            if amount.last <= i < f.stop + 2 or f.begin - 4 <= i < amount.first:
                return self._ratio(f, (i, j))
        return None

    def _ratio(self, f: Figure, span: tuple[int, int]) -> Counted | None:
        """A ratio of losses, where the sentence speaks of losses or of soldiers."""
        first, last = f.sentence.first, f.sentence.last
        deeds = {key for _, _, key in self.acts(first, last)}
        nouns = {"loss", "soldier", "casualty", "ratio"} & {*self.text.keys("noun", first, last)}
        if nouns or deeds & {*BODILY, "lose", "loss", "destroy"}:
            return Counted("loss_ratio", "ratio", span=span, basis="extent")
        return None

    def extent(self, f: Figure) -> Counted:
        """Metres, square kilometres, per cent: the verb decides, inside the commas first."""
        text, amount = self.text, f.amount
        noun = EXTENTS.get(amount.unit) or ("part" if amount.part else "")
        if amount.unit == "cm":
            return self._per_loss(f)
        if noun == "length" and self._is_bearing(f):
            return Counted(refused="a bearing: how far from a place something is")
        left = amount.first
        while left > f.begin and text.low[left - 1] not in (",", ";"):
            left -= 1
        after, before = self.acts(amount.last, f.comma()), self.acts(left, amount.first)[::-1]
        near = before + after if noun in ("length", "") else after + before
        wide = f.actions_before() + self.acts(amount.last, f.end)
        whole = self.acts(f.sentence.first, f.sentence.last)
        for first, last, key in (*near, *wide, *whole):
            if measure := self._measure_of_extent(noun, key, f):
                return Counted(measure, noun, key, (first, last), basis="extent")
        if f.carry and f.carry.noun == noun:
            return replace(f.carry, span=None, basis="list")
        return NOTHING

    def _per_loss(self, f: Figure) -> Counted:
        """For every 48 cm one killed: ground per person."""
        first = max(f.sentence.first, f.amount.first - 4)
        deeds = ("kill", "casualties", "wound", "lose")
        acts = [a for a in self.acts(f.sentence.first, f.sentence.last) if a.key in deeds]
        if not acts or not self.text.has("for_every", first, f.stop + 2):
            return NOTHING
        i, j, deed = acts[0]
        measure = "distance_per_death" if deed == "kill" else "distance_per_casualty"
        return Counted(measure, "length", deed, (i, j), basis="extent")

    def _measure_of_extent(self, noun: str, action: str, f: Figure) -> str:
        """The measure of an extent with a verb; a share of ground needs ground to be named."""
        measure, first, last = measure_of(noun, action), f.sentence.first, f.sentence.last
        if f.amount.unit == "points" and measure == "control_share":
            measure = "control_share_change"
        if noun not in ("percent", "part") or measure in ("", "loss_share", "killed_share"):
            return measure
        ground = self.text.has("ground", first, last) or self.text.has("place", first, last)
        return measure if ground else ""

    def _is_bearing(self, f: Figure) -> bool:
        """Two kilometres west of a town say where, not how far somebody got."""
        amount = f.amount
        if not self.text.has("bearing", amount.last, min(amount.last + 4, f.sentence.last)):
            return False
        got = {"advance", "retreat", "distance", "depth", "width"}
        acts = self.acts(max(f.begin, amount.first - 4), amount.first)
        return not any(key in got for _, _, key in acts)

    # events

    def event(self, f: Figure) -> Counted:
        """Which kind of event a noun stands for, by the words around it."""
        amount, noun = f.amount, f.head.noun
        tail = max(f.head.last, amount.last)
        after = self._modifiers(tail, min(f.end, tail + 10, max(f.comma(), tail)), f)
        before = self._modifiers(max(f.begin, amount.first - 8), amount.first, f)
        if noun in ("strike", "shelling"):
            measure = self.struck(noun, f.head.modifiers, after, before)
            if measure == "airstrikes" and not (f.head.modifiers or after or before or self.strike):
                measure = self._strike_named(amount.first)
        elif noun == "attack":
            measure = self._attack(f)
        elif noun == "times":
            measure = self._times(f, after, before)
        else:
            measure = measure_of(noun, "")
        if not measure:
            return Counted(refused=NO_ACTION)
        action = "repel" if measure == "attacks_repelled" else ""
        return Counted(measure, noun, action, (f.head.first, f.head.last), basis="noun")

    def kind_of(self, f: Figure) -> Counted | None:
        """Of 400 shellings 132 from rocket launchers: the noun says what with, not what."""
        amount = f.amount
        if f.carry.noun not in ("shelling", "strike", "attack") or f.head.noun not in WEAPONS:
            return None
        if not self.text.has("including", max(f.begin, amount.first - 4), amount.last + 2):
            return None
        kinds = self._modifiers(amount.last, min(f.end, f.head.last + 4), f)
        noun = "shelling" if f.carry.noun == "shelling" else "strike"
        measure = self.struck(noun, kinds or (WEAPONS[f.head.noun],))
        return Counted(measure, f.carry.noun, "", (f.head.first, f.head.last), basis="noun")

    def _modifiers(self, first: int, last: int, f: Figure) -> tuple[str, ...]:
        return tuple(self.text.keys("modifier", max(first, f.sentence.first), last))

    def _strike_named(self, token: int) -> str:
        """The kind of strike that the text named last before a bare "strikes"."""
        for key in reversed(self.text.keys("noun", 0, token)):
            if key != "strike" and key in KINDS_OF_STRIKE:
                return measure_of(key, "")
        return "airstrikes"

    def struck(self, noun: str, *groups: tuple[str, ...]) -> str:
        """The kind of a strike, by the first words near it that tell."""
        for group in groups:
            kinds = [key for key in group if key in STRIKES]
            if kinds and noun != "shelling":
                return STRIKES["artillery" if "artillery" in kinds else kinds[0]]
            if set(kinds) == {"mlrs"}:
                return "mlrs_strikes"
        return "shellings" if noun == "shelling" else self.strike or "airstrikes"

    def _attack(self, f: Figure) -> str:
        """Attacks: by a weapon, repelled, or neither."""
        near = f.head.modifiers or self._modifiers(f.head.last, min(f.comma(), f.head.last + 6), f)
        kinds = [key for key in near if key in STRIKES]
        if kinds and "ground" not in near:
            return "shellings" if "artillery" in kinds else STRIKES[kinds[0]]
        own = f.actions_before() + self.acts(f.amount.last, min(f.comma(), f.end))
        if is_repelled(own) or (f.head.participle and f.head.participle.key == "repel"):
            return "attacks_repelled"
        if self.text.has("happened", f.begin, f.amount.first):
            return "attacks"
        own = own or self.acts(f.amount.last, f.end)
        if f.carry and f.carry.measure == "attacks_repelled" and not own:
            return "attacks_repelled"
        lead = self.acts(f.sentence.first, f.amount.first)
        return "attacks_repelled" if lead and lead[-1].key == "repel" else "attacks"

    def _times(self, f: Figure, after: tuple[str, ...], before: tuple[str, ...]) -> str:
        """Shelled 40 times, attacked nine times: the verb beside it."""
        near = self.acts(f.head.last, f.comma()) + f.actions_before()
        for _, _, key in near + self.acts(f.sentence.first, f.sentence.last):
            if key == "fire":
                kinds = set(after or before)
                return STRIKES[kinds.pop()] if kinds in ({"mlrs"}, {"air"}) else "shellings"
            if key == "attack":
                kinds = [x for x in (*after, *before) if x in STRIKES]
                if kinds:
                    return "shellings" if kinds[0] == "artillery" else STRIKES[kinds[0]]
                return "attacks"
            if key == "hit":
                return self.struck("strike", after, before)
            if key == "clash":
                return "clashes"
        for key in self.text.keys("noun", f.begin, f.end):
            if key in ("shelling", "strike"):
                return self.struck(key, after, before)
            if key == "attack":
                return "attacks"
        return ""


def is_repelled(near: list[Cue]) -> bool:
    """Whether one of the first verbs beside an attack says that it was repelled."""
    return any(key == "repel" for _, _, key in near[:3])
