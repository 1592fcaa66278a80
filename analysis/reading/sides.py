"""Whose people, ground or equipment the figures of a text count.

Which side each word of a text names, "enemy" and "our" resolved.

Whether the people whom a figure counts are civilians.
"""

from __future__ import annotations

from analysis.reading.amounts import Amount
from analysis.reading.nouns import EQUIPMENT, IN_THE_AIR, LAUNCHED, PERSONS, Counted
from analysis.reading.speakers import Speakers
from analysis.reading.tokens import UNKNOWN, Ground, Sentence, Text
from analysis.reading.vocabulary import CIVILIANS, NONE, Known
from analysis.wording.languages import rules


class Forces:
    """The sides that a text names."""

    def __init__(self, text: Text, known: Known, speakers: Speakers) -> None:
        self.text, self.known, self.speakers = text, known, speakers
        self.sentences = text.sentences
        self.home = text.lexicon.format.get("home", "")
        self.sides = self._sides()

    def _sides(self) -> list[tuple[int, int, str]]:
        """Sides named in the text, but not inside the name of a speaker."""
        text = self.text
        own = [m for m in self.speakers.own if m and m.last - m.first > 1]
        barred = {x for m in own for x in range(m.first, m.last)}
        for kind in ("speaker", "office"):
            for i, j, _ in text.cues[kind]:
                if j - i > 1:
                    barred.update(range(i, j))
        named = [c for c in text.cues["side"] if c[0] not in barred]
        return [c for c in named if not (self._is_place(*c[:2]) or self._is_where(*c[:2]))]

    def _is_where(self, i: int, j: int) -> bool:
        """Drones over Kyiv: the name of a side alone behind a preposition of place is a place."""
        text, low = self.text, self.text.low
        led = any(b == i for _, b, _ in text.between("place_before", i - 3, i))
        ends = j >= len(low) or text.kinds[j] != "word" or j in text.at["and"]
        return led and ends and text.is_capital(i) and not text.has("noun", i, j)

    def _is_place(self, i: int, j: int) -> bool:
        """Over the Moscow region: a capital that names a place, not a side."""
        nouns = self.text.at["place_noun"]
        led = any(x in nouns and nouns[x][0] in (i, i - 1) for x in range(i - 3, i))
        return self.text.is_capital(i) and (j in nouns or led)

    def named(self, first: int, last: int, party: str) -> list[tuple[int, int, str]]:
        """The forces named in [first, last), "enemy" and "our" resolved."""
        found = []
        for i, j, key in self.sides:
            if first <= i < last:
                force = self._force(key, party) or self._foe_of_actor(i, key)
                if force:
                    found.append((i, j, force))
        return found

    def _force(self, key: str, party: str) -> str:
        if key == "@opponent":
            return self.known.opponent(party or self.home)
        if key == "@own":
            return self.known.force_of.get(party or self.home, "")
        return key

    def _foe_of_actor(self, token: int, key: str) -> str:
        """The Ukrainians destroyed 17 tanks of the enemy: the foe of the side before."""
        if key != "@opponent":
            return ""
        before = [c[2] for c in self.sides if token - 25 <= c[0] < token]
        parties = [self.known.forces[force] for force in before if self.known.forces.get(force)]
        return self.known.opponent(parties[-1]) if parties else ""

    def phrase_end(self, amount: Amount, meaning: Counted, stop: int) -> int:
        end = amount.last
        limit = min(stop, amount.last + 8)
        nouns = self.text.between("noun", amount.last, limit)
        acts = self.text.between("action", amount.last, min(amount.last + 2, limit))
        counted = nouns[0][1] if nouns else acts[0][1] if acts else end
        while end < limit and self.text.low[end] not in (",", ";", ".", "(", ":"):
            if end >= counted and any(end in self.text.at[x] for x in ("noun", "action")):
                break
            if end in self.text.at["place_before"]:
                break
            end += 1
        return end


HUMAN = PERSONS | {"body", "casualty", "refugee", "hostage"}
MOVED = frozenset({"displaced", "evacuated", "hostages"})
"""Measures of people who are civilians unless a side is named."""


class Civilians(Forces):
    """Tells civilians from soldiers: by the noun, or by the words around."""

    def is_civil(self, k: int, amount: Amount, meaning: Counted, stop: int) -> bool:
        """Whether people counted are civilians: by the noun, or by the words around."""
        if meaning.noun == "civilian":
            return True
        if meaning.noun not in HUMAN - {"soldier", "prisoner"}:
            return False
        if meaning.action in ("lose", "loss"):
            return False
        text = self.text
        if text.has("armed", amount.first, min(stop, amount.last + 3)):
            return False
        if meaning.measure in MOVED:
            return True
        if meaning.noun == "people" and text.has("civil", amount.first, min(stop, amount.last + 8)):
            return True
        if self.named(amount.last, self.phrase_end(amount, meaning, stop), ""):
            return False
        return self._speaks_of_people(k, amount, meaning) or self._is_civil_around(k)

    def _is_civil_around(self, k: int) -> bool:
        """Whether the sentence, those beside it, or the whole text speak of civilians."""
        text, s = self.text, self.sentences[k]
        for j in (k, k - 1, k + 1):
            if (
                not 0 <= j < len(self.sentences)
                or abs(self.sentences[j].paragraph - s.paragraph) > 1
            ):
                continue
            t = self.sentences[j]
            civil = len(text.between("civil", t.first, t.last)) + sum(
                key in ("civilian", "building", "car")
                for _, _, key in text.between("noun", t.first, t.last)
            )
            army = sum(key == "soldier" for _, _, key in text.between("noun", t.first, t.last))
            if civil and not (army and j == k and self._fights(t)):
                return True
            if army or any(key in EQUIPMENT for _, _, key in text.between("noun", t.first, t.last)):
                return False
        whole = text.cues["civil"]
        return len(whole) > 2 * len(text.cues["military"])

    def _speaks_of_people(self, k: int, amount: Amount, meaning: Counted) -> bool:
        """People killed, wounded or missing where no soldier and no enemy is near: of a town."""
        if meaning.action not in ("kill", "wound", "miss"):
            return False
        text, people = self.text, meaning.noun == "people"
        if self._are_losses(k, amount):
            return False
        for j in (k,) if people else (k, k - 1, k + 1):
            if 0 <= j < len(self.sentences):
                t = self.sentences[j]
                nouns = {key for _, _, key in text.between("noun", t.first, t.last)}
                sides = {key for _, _, key in text.between("side", t.first, t.last)}
                if "soldier" in nouns or "@opponent" in sides or "@own" in sides:
                    return False
                if not people and self._tells_of_losses(t):
                    return False
                people = people or (j <= k and bool(nouns & {"people", "civilian"}))
        return people

    def _are_losses(self, k: int, amount: Amount) -> bool:
        """Whether "losses" or "lost" stands before a figure: an army loses, a town does not."""
        acts = self.text.between("action", self.sentences[k].first, amount.first)
        return any(key in ("lose", "loss") for _, _, key in acts)

    def _tells_of_losses(self, t: Sentence) -> bool:
        """Whether a sentence speaks of the losses of a side."""
        acts = self.text.between("action", t.first, t.last)
        lost = any(key in ("lose", "loss") for _, _, key in acts)
        return lost and bool(self.named(t.first, t.last, ""))

    def _fights(self, t: Sentence) -> bool:
        return self.text.has("military", t.first, t.last)

    def civil_span(self, k: int, amount: Amount, meaning: Counted) -> str:
        if meaning.noun == "civilian" and meaning.span:
            return self.text.span(*meaning.span)
        s = self.sentences[k]
        near = self.text.between("civil", s.first, s.last) or self.text.cues["civil"][:1]
        return self.text.span(near[0][0], near[0][1]) if near else "rule:civilian_text"


GROUND = frozenset(
    (
        *("advance", "area_gained", "area_held", "area_width", "area_depth", "control_share"),
        *("control_part", "positions_captured", "settlements_captured", "buildings_held"),
        *("distance", "personnel_present"),
    )
)
"""Measures of what somebody does or has: the subject of the verb is counted."""
DONE_TO_OTHERS = frozenset({"kill", "wound", "capture", "destroy", "shoot_down", "hit"})
NAMED = ("side", "place", "speaker", "office", "month", "weekday", "military", "modifier")
"""Kinds of words with a capital that say nothing of a people without a row."""
NOBODYS = frozenset({"buildings_damaged", "vehicles_damaged"})


class Sides(Civilians):
    """The sides that a text names, and which of them a figure counts."""

    def __init__(self, text: Text, known: Known, speakers: Speakers) -> None:
        super().__init__(text, known, speakers)
        self._last: tuple[int, Counted, Ground] | None = None

    def whose(
        self, k: int, amount: Amount, meaning: Counted, begin: int, stop: int, party: str
    ) -> Ground:
        """The subject of a figure; one of a list that names none has that of the one before."""
        found = self.subject(k, amount, meaning, begin, stop, party)
        before, self._last = self._last, (k, meaning, found)
        if before is None:
            return found
        if amount.step and before[1].measure == meaning.measure:
            return before[2]
        deed = before[0] == k and {before[1].action, meaning.action} <= DONE_TO_OTHERS
        other = self._is_other(before, k, meaning, found) or (deed and found.unsure)
        if not (other or found.basis.startswith("rule:opponent")):
            return found
        rules_alike = found.basis.startswith("rule:") and found.basis == before[2].basis
        if rules_alike and found.key == before[2].key and not found.unsure:
            return found
        near = before[0] == k or meaning.basis in ("table", "list")
        people = deed or (before[1].noun in PERSONS) == (meaning.noun in PERSONS)
        alike = people and (meaning.action == before[1].action or other)
        known = before[2].key not in (NONE, CIVILIANS)
        if near and alike and known and not self._are_fighters(amount, stop):
            told = before[0] == k and self._is_only_side(k, before[2], party)
            found = before[2]._replace(unsure=before[2].unsure or not told)
            self._last = (k, meaning, found)
        return found

    def _is_only_side(self, k: int, found: Ground, party: str) -> bool:
        """Whether a sentence names the side that its list is of, and no other."""
        s = self.sentences[k]
        sides = {key for _, _, key in self.named(s.first, s.last, party)}
        return found.basis[:1].isdigit() and sides == {found.key}

    def _is_other(
        self, before: tuple[int, Counted, Ground], k: int, meaning: Counted, found: Ground
    ) -> bool:
        """Five soldiers were killed and seven wounded: the seven are of those five's side."""
        people = meaning.noun == "person" and before[1].noun in PERSONS
        return before[0] == k and people and (found.unsure or found.basis.startswith("rule:"))

    def subject(
        self, k: int, amount: Amount, meaning: Counted, begin: int, stop: int, party: str
    ) -> Ground:
        """Whose people, ground or equipment a figure counts."""
        measure = meaning.measure
        own, other = self.known.force_of.get(party, ""), self.known.opponent(party)
        role = self.known.roles.get(measure, "subject")
        if measure in NOBODYS or role in ("opponent", "both"):
            return Ground(NONE, "rule:an_event")
        if role == "own":
            return Ground(own or NONE, "rule:own_action")
        near = self.named(amount.last, self.phrase_end(amount, meaning, stop), party)
        inner = self.named(max(begin, amount.first - 1), amount.last, party)
        counted = rules("counts").get(self.speakers.key(k))
        if counted and meaning.noun in ("people", "person") and not near and not inner:
            return Ground(counted, "rule:whom_the_speaker_counts", unsure=True)
        if meaning.noun in HUMAN and self.is_civil(k, amount, meaning, stop):
            span = self.civil_span(k, amount, meaning)
            return Ground(CIVILIANS, span, unsure=meaning.noun != "civilian")
        if not near and not inner and (people := self._strangers(amount, meaning)):
            return people
        if measure in GROUND or meaning.action in ("advance", "gain"):
            return self._holder(k, amount, near, own, party)
        if measure == "area_left":
            return Ground(other or UNKNOWN, "rule:opponent", unsure=True)
        if near or inner:
            return self._side(self._army(near or inner, meaning))
        return self._fitting(k, amount, self._farther(k, amount, meaning, begin, party))

    def _farther(self, k: int, amount: Amount, meaning: Counted, begin: int, party: str) -> Ground:
        """Whose it is where no side stands beside the figure."""
        own, other = self.known.force_of.get(party, ""), self.known.opponent(party)
        if loser := self._loser(k, amount, meaning, begin, party):
            return loser
        if other and self.known.is_interested(party):
            sentence = self.named(self.sentences[k].first, self.sentences[k].last, party)
            return self._opponent(self.sentences[k], amount, meaning, sentence, own, other)
        return self._side_of_text(k, amount, meaning, party)

    def _fitting(self, k: int, amount: Amount, found: Ground) -> Ground:
        """No soldiers of a force that has none: of its foe, if the text names one alone."""
        s = self.sentences[k]
        first, last = max(s.first, amount.first - 8), min(amount.last + 4, s.last)
        if self._are_fighters(amount, s.last):
            return found
        if found.key not in rules("irregular") or not self.text.has("regular", first, last):
            return found
        forces = {c[2] for c in self.text.cues["side"]}
        foes = {f for f in forces if self.known.opponent(self.known.forces.get(f, "")) == found.key}
        return Ground(foes.pop() if len(foes) == 1 else UNKNOWN, found.basis, unsure=True)

    def _army(self, named: list[tuple[int, int, str]], meaning: Counted) -> tuple[int, int, str]:
        """Of the sides beside a figure, for soldiers the first that has a party."""
        if meaning.noun != "soldier":
            return named[0]
        return next((c for c in named if self.known.forces.get(c[2])), named[0])

    def _holder(
        self, k: int, amount: Amount, near: list[tuple[int, int, str]], own: str, party: str
    ) -> Ground:
        """Who advances, takes or holds: the side before the figure, else the speaker's own."""
        actor = self.named(self.sentences[k].first, amount.first, party)
        if actor:
            return self._side(actor[-1])
        if near:
            return self._side(near[0], unsure=True)
        return Ground(own or UNKNOWN, "rule:own_advance" if own else "", unsure=True)

    def _loser(
        self, k: int, amount: Amount, meaning: Counted, begin: int, party: str
    ) -> Ground | None:
        """The side that a noun or a verb of losing before the figure names."""
        s = self.sentences[k]
        before = self.named(begin, amount.first, party)
        sentence = self.named(s.first, s.last, party)
        if meaning.basis == "before" and meaning.span:
            beside = self.named(max(s.first, meaning.span[0] - 3), meaning.span[1], party)
            if beside:
                return self._side(beside[-1])
        if self._is_lost(s, amount, meaning, begin) and (before or sentence):
            verb = min(meaning.span[0], amount.first) if meaning.span else 0
            led = [c for c in sentence if c[0] < verb]
            return self._side((before or led or sentence)[-1 if before or led else 0])
        for c in reversed(before):
            apart = self.text.has("action", c[1], amount.first) or (
                meaning.noun not in ("", "person") and self.text.has("and", c[1], amount.first)
            )
            if c[1] >= amount.first - 2 and not apart:
                return self._side(c)
        return None

    def _strangers(self, amount: Amount, meaning: Counted) -> Ground | None:
        """92 Georgian soldiers: people of a name that no table has are of no side that it has."""
        text = self.text
        nouns = text.between("noun", amount.last, amount.last + 3)
        if meaning.noun not in PERSONS or not nouns or text.is_capital(nouns[0][0]):
            return None
        name = nouns[0][0] - 1
        known = any(name in text.at[kind] for kind in NAMED)
        if name < amount.last or not text.is_capital(name) or known:
            return None
        return Ground(UNKNOWN, text.span(name, name + 1), text.words(name, name + 1), unsure=True)

    def _is_lost(self, s: Sentence, amount: Amount, meaning: Counted, begin: int) -> bool:
        """Whether somebody is said to have lost what is counted."""
        if meaning.action in ("lose", "loss"):
            return True
        if not self.text.has("action", begin, amount.first):
            return False
        acts = self.text.between("action", max(s.first, begin - 6), amount.first)
        if meaning.action in DONE_TO_OTHERS and acts and acts[-1][2] == meaning.action:
            return False
        return any(key == "lose" for _, _, key in acts)

    def _side_of_text(self, k: int, amount: Amount, meaning: Counted, party: str) -> Ground:
        """Of a speaker without a known party: the sides named there or on top, always unsure."""
        s = self.sentences[k]
        if self._are_fighters(amount, s.last):
            return self._foes_of_an_army()
        sentence = [c for c in self.named(s.first, s.last, party) if c[2] != CIVILIANS]
        if meaning.basis == "table" and not party:
            named = self.named(0, amount.first, party)
            if named:
                return self._side(named[-1], unsure=True)
        actor = self._actor(s, amount, meaning, sentence)
        if actor and (foe := self.known.opponent(self.known.forces.get(actor[2], ""))):
            return Ground(foe, self.text.span(actor[0], actor[1]), unsure=True)
        if sentence:
            return self._side(sentence[0], unsure=True)
        if self.home:
            foe = self.known.opponent(self.home)
            return Ground(foe, "rule:opponent_of_the_home_side", unsure=True)
        named = self._named_in(s.paragraph, party) or self._named_in(0, party)
        if meaning.action in ("lose", "loss") and len({c[2] for c in named}) > 1:
            return Ground(UNKNOWN, "", unsure=True)
        return self._side(named[0], unsure=True) if named else Ground(UNKNOWN, "", unsure=True)

    def _named_in(self, paragraph: int, party: str) -> list[tuple[int, int, str]]:
        """The sides that a paragraph names, civilians left out."""
        near = [t for t in self.sentences if t.paragraph == paragraph]
        named = [c for t in near for c in self.named(t.first, t.last, party)]
        return [c for c in named if c[2] != CIVILIANS]

    def _opponent(
        self,
        s: Sentence,
        amount: Amount,
        meaning: Counted,
        named: list[tuple[int, int, str]],
        own: str,
        other: str,
    ) -> Ground:
        """The other side, unless the soldiers are its own or the sentence names another foe."""
        if (
            own
            and other in rules("irregular").values()
            and self.text.has("regular", amount.first, min(amount.last + 4, s.last))
        ):
            return Ground(own, "rule:soldiers_of_an_army", unsure=True)
        if self._are_fighters(amount, s.last):
            return Ground(other, "rule:opponent")
        if sender := self._sender(s, amount, meaning, named):
            return self._side(sender)
        foes = [c for c in named if c[2] not in (own, CIVILIANS)]
        foes = foes or self._only_foe(own, other)
        another = foes and other not in {c[2] for c in foes} and self.known.forces.get(foes[0][2])
        if another and meaning.noun in PERSONS:
            return self._side(foes[0], unsure=True)
        return Ground(other, "rule:opponent")

    def _sender(
        self, s: Sentence, amount: Amount, meaning: Counted, named: list[tuple[int, int, str]]
    ) -> tuple[int, int, str] | None:
        """Hezbollah fired 30 rockets, 18 were shot down: whose they are is who sent them."""
        if meaning.noun not in LAUNCHED or meaning.action not in IN_THE_AIR:
            return None
        acts = self.text.between("action", s.first, amount.first)
        sent = [i for i, _, key in acts if key in ("launch", "fire")]
        return next((c for c in reversed(named) if sent and c[1] <= sent[-1]), None)

    def _are_fighters(self, amount: Amount, stop: int) -> bool:
        """Whether those counted are what an army calls its foes: rebels, terrorists."""
        return self.text.has("fighter", amount.first, min(amount.last + 4, stop))

    def _foes_of_an_army(self) -> Ground:
        """Terrorists, rebels: the irregular foe of the one army that the text names."""
        parties = {self.known.forces.get(key, "") for _, _, key in self.sides}
        foes = {self.known.opponent(party) for party in parties if party} & set(rules("irregular"))
        if len(foes) == 1:
            return Ground(foes.pop(), "rule:foe_of_the_army_named", unsure=True)
        return Ground(UNKNOWN, "", unsure=True)

    def _only_foe(self, own: str, other: str) -> list[tuple[int, int, str]]:
        """The one other side that the text names, where it never names the usual foe."""
        foes = [
            c
            for c in self.text.cues["side"]
            if self.known.opponent(self.known.forces.get(c[2], "")) == own
        ]
        forces = {c[2] for c in foes}
        return foes[:1] if len(forces) == 1 and other not in forces else []

    def _actor(
        self, s: Sentence, amount: Amount, meaning: Counted, sides: list[tuple[int, int, str]]
    ) -> tuple[int, int, str] | None:
        """Who killed or destroyed what is counted: a side, then the verb, then the figure."""
        if meaning.action not in DONE_TO_OTHERS:
            return None
        acts = self.text.between("action", s.first, amount.first)
        done = [i for i, _, key in acts if key == meaning.action]
        return next((c for c in sides if done and c[1] <= done[-1]), None)

    def _side(self, cue: tuple[int, int, str], *, unsure: bool = False) -> Ground:
        return Ground(cue[2], self.text.span(cue[0], cue[1]), unsure=unsure or cue[2] == UNKNOWN)
