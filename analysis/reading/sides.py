"""Whose people, ground or equipment the figures of a text count.

Which side each word of a text names, "enemy" and "our" resolved, and whether the people whom a
figure counts are civilians.
"""

from __future__ import annotations

from analysis.reading.amounts import Amount
from analysis.reading.nouns import EQUIPMENT, IN_THE_AIR, LAUNCHED, PERSONS, Counted
from analysis.reading.speakers import CIVILIANS, NONE, Known, Speakers
from analysis.reading.tokens import UNKNOWN, Cue, Ground, Sentence, Text
from analysis.wording.languages import rules

HUMAN = PERSONS | {"body", "casualty", "refugee", "hostage"}
MOVED = frozenset({"displaced", "evacuated", "hostages"})
"""Measures of people who are civilians unless a side is named."""
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


class Sides:
    """The sides that a text names, and which of them a figure counts."""

    def __init__(self, text: Text, known: Known, speakers: Speakers) -> None:
        self.text, self.known, self.speakers = text, known, speakers
        self.sentences = text.sentences
        self.home = text.lexicon.format.get("home", "")
        self.sides = self._sides()
        self._last: tuple[int, Counted, Ground] | None = None
        """The figure before: its sentence, what it counts, and whose."""

    def whose(
        self, k: int, amount: Amount, meaning: Counted, begin: int, stop: int, party: str
    ) -> Ground:
        """The subject of a figure; one of a list that names none has that of the one before."""
        found = self._subject(k, amount, meaning, begin, stop, party)
        last, self._last = self._last, (k, meaning, found)
        if last is None:
            return found
        j, model, before = last
        if amount.step and model.measure == meaning.measure:
            return before
        ruled = found.basis.startswith("rule:")
        deed = j == k and {model.action, meaning.action} <= DONE_TO_OTHERS
        # five soldiers were killed and seven wounded: the seven are of those five's side
        people = j == k and meaning.noun == "person" and model.noun in PERSONS
        other = (people and (found.unsure or ruled)) or (deed and found.unsure)
        if not (other or found.basis.startswith("rule:opponent")):
            return found
        if ruled and found[:2] == before[:2] and not found.unsure:
            return found
        near = j == k or meaning.basis in ("table", "list")
        alike = deed or (model.noun in PERSONS) == (meaning.noun in PERSONS)
        alike = alike and (meaning.action == model.action or other)
        known = before.key not in (NONE, CIVILIANS)
        if near and alike and known and not self._are_fighters(amount, stop):
            s = self.sentences[k]
            sides = {key for _, _, key in self.named(s.first, s.last, party)}
            only = j == k and before.basis[:1].isdigit() and sides == {before.key}
            found = before._replace(unsure=before.unsure or not only)
            self._last = (k, meaning, found)
        return found

    def _subject(
        self, k: int, amount: Amount, meaning: Counted, begin: int, stop: int, party: str
    ) -> Ground:
        """Whose people, ground or equipment a figure counts by itself."""
        measure = meaning.measure
        own, other = self.known.force_of.get(party, ""), self.known.opponent(party)
        role = self.known.roles.get(measure, "subject")
        if measure in NOBODYS or role in ("opponent", "both"):
            return Ground(NONE, "rule:an_event")
        if role == "own":
            return Ground(own or NONE, "rule:own_action")
        near = self.named(amount.last, self._phrase_end(amount, stop), party)
        inner = self.named(max(begin, amount.first - 1), amount.last, party)
        beside = near or inner
        counted = rules("counts").get(self.speakers.key(k))
        if counted and meaning.noun in ("people", "person") and not beside:
            return Ground(counted, "rule:whom_the_speaker_counts", unsure=True)
        if meaning.noun in HUMAN and self._is_civil(k, amount, meaning, stop):
            return Ground(
                CIVILIANS, self._civil_span(k, meaning), unsure=meaning.noun != "civilian"
            )
        if not beside and (people := self._strangers(amount, meaning)):
            return people
        if measure in GROUND or meaning.action in ("advance", "gain"):
            return self._holder(k, amount, near, party)
        if measure == "area_left":
            return Ground(other or UNKNOWN, "rule:opponent", unsure=True)
        if beside:  # for soldiers the first that has a party
            armies = [c for c in beside if self.known.forces.get(c[2])]
            return self._side(armies[0] if armies and meaning.noun == "soldier" else beside[0])
        return self._fitting(k, amount, self._farther(k, amount, meaning, begin, party))

    def _holder(self, k: int, amount: Amount, near: list[Cue], party: str) -> Ground:
        """Who advances, takes or holds: the side before the figure, else the speaker's own."""
        if actor := self.named(self.sentences[k].first, amount.first, party):
            return self._side(actor[-1])
        if near:
            return self._side(near[0], unsure=True)
        own = self.known.force_of.get(party, "")
        return Ground(own or UNKNOWN, "rule:own_advance" if own else "", unsure=True)

    def _side(self, cue: Cue, *, unsure: bool = False) -> Ground:
        return Ground(cue[2], self.text.span(cue[0], cue[1]), unsure=unsure or cue[2] == UNKNOWN)

    # the sides that a text names

    def _sides(self) -> list[Cue]:
        """Sides named in the text, but not inside the name of a speaker, nor as places."""
        text = self.text
        own = [m for m in self.speakers.own if m and m.last - m.first > 1]
        barred = {x for m in own for x in range(m.first, m.last)}
        for i, j, _ in text.cues["speaker"] + text.cues["office"]:
            barred.update(range(i, j) if j - i > 1 else ())
        named = [c for c in text.cues["side"] if c[0] not in barred]
        return [c for c in named if not (text.is_capital(c[0]) and self._is_place(*c[:2]))]

    def _is_place(self, i: int, j: int) -> bool:
        """Over the Moscow region; drones over Kyiv: a capital that names a place, not a side."""
        text, nouns = self.text, self.text.at["place_noun"]
        if j in nouns or any(x in nouns and nouns[x][0] in (i, i - 1) for x in range(i - 3, i)):
            return True
        led = text.ends_at("place_before", i, 3)
        ends = j >= len(text.low) or text.kinds[j] != "word" or j in text.at["and"]
        return led and ends and not text.has("noun", i, j)

    def named(self, first: int, last: int, party: str) -> list[Cue]:
        """The forces named in [first, last), "enemy" and "our" resolved."""
        found = []
        for i, j, key in self.sides:
            if first <= i < last and (force := self._force(i, key, party)):
                found.append((i, j, force))
        return found

    def _force(self, token: int, key: str, party: str) -> str:
        """The force that a word names, spoken by a party."""
        party = party or self.home
        if key == "@own":
            return self.known.force_of.get(party, "")
        if key != "@opponent":
            return key
        if foe := self.known.opponent(party):
            return foe
        # the Ukrainians destroyed 17 tanks of the enemy: the foe of the side before
        before = [c[2] for c in self.sides if token - 25 <= c[0] < token]
        parties = [self.known.forces[force] for force in before if self.known.forces.get(force)]
        return self.known.opponent(parties[-1]) if parties else ""

    def _phrase_end(self, amount: Amount, stop: int) -> int:
        """Where the words end that say what an amount counts, and of whom."""
        text, last = self.text, amount.last
        limit = min(stop, last + 8)
        nouns = text.between("noun", last, limit)
        acts = text.between("action", last, min(last + 2, limit))
        counted = nouns[0][1] if nouns else acts[0][1] if acts else last
        for end in range(last, limit):
            again = end >= counted and text.begins(("noun", "action"), end)
            if (
                again
                or text.low[end] in (",", ";", ".", "(", ":")
                or end in text.at["place_before"]
            ):
                return end
        return max(last, limit)

    # civilians

    def _is_civil(self, k: int, amount: Amount, meaning: Counted, stop: int) -> bool:
        """Whether people counted are civilians: by the noun, or by the words around."""
        text, noun = self.text, meaning.noun
        if noun == "civilian":
            return True
        if noun in ("soldier", "prisoner") or meaning.action in ("lose", "loss"):
            return False
        if text.has("armed", amount.first, min(stop, amount.last + 3)):
            return False
        if meaning.measure in MOVED:
            return True
        if noun == "people" and text.has("civil", amount.first, min(stop, amount.last + 8)):
            return True
        if self.named(amount.last, self._phrase_end(amount, stop), ""):
            return False
        return self._speaks_of_people(k, amount, meaning) or self._is_civil_around(k)

    def _speaks_of_people(self, k: int, amount: Amount, meaning: Counted) -> bool:
        """People killed, wounded or missing where no soldier and no enemy is near: of a town."""
        if meaning.action not in ("kill", "wound", "miss"):
            return False
        text, people = self.text, meaning.noun == "people"
        if self._loses(self.sentences[k].first, amount.first):
            return False
        for j in (k,) if people else (k, k - 1, k + 1):
            if 0 <= j < len(self.sentences):
                t = self.sentences[j]
                nouns = set(text.keys("noun", t.first, t.last))
                sides = text.keys("side", t.first, t.last)
                if "soldier" in nouns or "@opponent" in sides or "@own" in sides:
                    return False
                lost = not people and self._loses(t.first, t.last)
                if lost and self.named(t.first, t.last, ""):
                    return False
                people = people or (j <= k and bool(nouns & {"people", "civilian"}))
        return people

    def _loses(self, first: int, last: int) -> bool:
        """Whether "losses" or "lost" stands in [first, last): an army loses, a town does not."""
        return any(key in ("lose", "loss") for key in self.text.keys("action", first, last))

    def _is_civil_around(self, k: int) -> bool:
        """Whether the sentence, those beside it, or the whole text speak of civilians."""
        text, s = self.text, self.sentences[k]
        for j in (k, k - 1, k + 1):
            t = self.sentences[j] if 0 <= j < len(self.sentences) else None
            if t is None or abs(t.paragraph - s.paragraph) > 1:
                continue
            nouns = set(text.keys("noun", t.first, t.last))
            civil = text.has("civil", t.first, t.last) or nouns & {"civilian", "building", "car"}
            army = "soldier" in nouns
            fights = army and j == k and text.has("military", t.first, t.last)
            if civil and not fights:
                return True
            if army or nouns & EQUIPMENT:
                return False
        return len(text.cues["civil"]) > 2 * len(text.cues["military"])

    def _civil_span(self, k: int, meaning: Counted) -> str:
        """The word that says that people are civilians."""
        if meaning.noun == "civilian" and meaning.span:
            return self.text.span(*meaning.span)
        s = self.sentences[k]
        near = self.text.between("civil", s.first, s.last) or self.text.cues["civil"]
        return self.text.span(*near[0][:2]) if near else "rule:civilian_text"

    # whose a figure is, where no side stands beside it

    def _farther(self, k: int, amount: Amount, meaning: Counted, begin: int, party: str) -> Ground:
        """Who loses, the other side of an interested speaker, or a side of the text."""
        if loser := self._loser(k, amount, meaning, begin, party):
            return loser
        if self.known.opponent(party) and self.known.is_interested(party):
            return self._opponent(self.sentences[k], amount, meaning, party)
        return self._side_of_text(k, amount, meaning, party)

    def _fitting(self, k: int, amount: Amount, found: Ground) -> Ground:
        """No soldiers of a force that has none: of its foe, if the text names one alone."""
        s = self.sentences[k]
        first, last = max(s.first, amount.first - 8), min(amount.last + 4, s.last)
        if self._are_fighters(amount, s.last):
            return found
        if found.key not in rules("irregular") or not self.text.has("regular", first, last):
            return found
        foes = {c[2] for c in self.text.cues["side"] if self._foe_of(c) == found.key}
        return Ground(foes.pop() if len(foes) == 1 else UNKNOWN, found.basis, unsure=True)

    def _foe_of(self, cue: Cue) -> str:
        """The opponent of the party of a side that is named."""
        return self.known.opponent(self.known.forces.get(cue[2], ""))

    def _loser(
        self, k: int, amount: Amount, meaning: Counted, begin: int, party: str
    ) -> Ground | None:
        """The side that a noun or a verb of losing before the figure names."""
        s, span = self.sentences[k], meaning.span
        before = self.named(begin, amount.first, party)
        sentence = self.named(s.first, s.last, party)
        named = self.named(max(s.first, span[0] - 3), span[1], party) if span else []
        if named and meaning.basis == "before":
            return self._side(named[-1])
        if sentence and self._is_lost(s, amount, meaning, begin):
            verb = min(span[0], amount.first) if span else 0
            led = before or [c for c in sentence if c[0] < verb]
            return self._side(led[-1] if led else sentence[0])
        for c in reversed(before):
            apart = self.text.has("action", c[1], amount.first)
            thing = meaning.noun not in ("", "person")
            apart = apart or (thing and self.text.has("and", c[1], amount.first))
            if c[1] >= amount.first - 2 and not apart:
                return self._side(c)
        return None

    def _is_lost(self, s: Sentence, amount: Amount, meaning: Counted, begin: int) -> bool:
        """Whether somebody is said to have lost what is counted."""
        if meaning.action in ("lose", "loss"):
            return True
        if not self.text.has("action", begin, amount.first):
            return False
        acts = self.text.keys("action", max(s.first, begin - 6), amount.first)
        if meaning.action in DONE_TO_OTHERS and acts and acts[-1] == meaning.action:
            return False
        return "lose" in acts

    def _strangers(self, amount: Amount, meaning: Counted) -> Ground | None:
        """92 Georgian soldiers: people of a name that no table has are of no side that it has."""
        text = self.text
        nouns = text.between("noun", amount.last, amount.last + 3)
        if meaning.noun not in PERSONS or not nouns or text.is_capital(nouns[0][0]):
            return None
        name = nouns[0][0] - 1
        if name < amount.last or not text.is_capital(name) or text.begins(NAMED, name):
            return None
        return Ground(UNKNOWN, text.span(name, name + 1), text.words(name, name + 1), unsure=True)

    def _opponent(self, s: Sentence, amount: Amount, meaning: Counted, party: str) -> Ground:
        """The other side, unless the soldiers are its own or the sentence names another foe."""
        own, other = self.known.force_of.get(party, ""), self.known.opponent(party)
        regular = self.text.has("regular", amount.first, min(amount.last + 4, s.last))
        if own and regular and other in rules("irregular").values():
            return Ground(own, "rule:soldiers_of_an_army", unsure=True)
        if self._are_fighters(amount, s.last):
            return Ground(other, "rule:opponent")
        named = self.named(s.first, s.last, party)
        # Hezbollah fired 30 rockets, 18 were shot down: whose they are is who sent them
        shot_down = meaning.noun in LAUNCHED and meaning.action in IN_THE_AIR
        if shot_down and (sender := self._actor(s, amount, named, ("launch", "fire"))):
            return self._side(sender)
        foes = [c for c in named if c[2] not in (own, CIVILIANS)] or self._only_foe(own, other)
        another = foes and other not in {c[2] for c in foes} and self.known.forces.get(foes[0][2])
        if another and meaning.noun in PERSONS:
            return self._side(foes[0], unsure=True)
        return Ground(other, "rule:opponent")

    def _only_foe(self, own: str, other: str) -> list[Cue]:
        """The one other side that the text names, where it never names the usual foe."""
        foes = [c for c in self.text.cues["side"] if self._foe_of(c) == own]
        forces = {c[2] for c in foes}
        return foes[:1] if len(forces) == 1 and other not in forces else []

    def _actor(
        self, s: Sentence, amount: Amount, sides: list[Cue], deeds: tuple[str, ...]
    ) -> Cue | None:
        """Who did what is counted: of some sides the last before the last verb of these deeds."""
        acts = self.text.between("action", s.first, amount.first)
        done = [i for i, _, key in acts if key in deeds]
        return next((c for c in reversed(sides) if done and c[1] <= done[-1]), None)

    def _side_of_text(self, k: int, amount: Amount, meaning: Counted, party: str) -> Ground:
        """Of a speaker without a known party: the sides named there or on top, always unsure."""
        s = self.sentences[k]
        if self._are_fighters(amount, s.last):  # the irregular foe of the one army named
            parties = {self.known.forces.get(key, "") for _, _, key in self.sides} - {""}
            foes = {self.known.opponent(name) for name in parties} & set(rules("irregular"))
            if len(foes) == 1:
                return Ground(foes.pop(), "rule:foe_of_the_army_named", unsure=True)
            return Ground(UNKNOWN, "", unsure=True)
        sides = [c for c in self.named(s.first, s.last, party) if c[2] != CIVILIANS]
        tabled = meaning.basis == "table" and not party
        if tabled and (named := self.named(0, amount.first, party)):
            return self._side(named[-1], unsure=True)
        # a side, then the verb, then the figure: its foe's
        deeds = (meaning.action,) if meaning.action in DONE_TO_OTHERS else ()
        actor = self._actor(s, amount, sides[::-1], deeds)
        if actor and (foe := self._foe_of(actor)):
            return Ground(foe, self.text.span(actor[0], actor[1]), unsure=True)
        if sides:
            return self._side(sides[0], unsure=True)
        if self.home:
            foe = self.known.opponent(self.home)
            return Ground(foe, "rule:opponent_of_the_home_side", unsure=True)
        named = self._named_in(s.paragraph, party) or self._named_in(0, party)
        lost = meaning.action in ("lose", "loss") and len({c[2] for c in named}) > 1
        if lost or not named:
            return Ground(UNKNOWN, "", unsure=True)
        return self._side(named[0], unsure=True)

    def _named_in(self, paragraph: int, party: str) -> list[Cue]:
        """The sides that a paragraph names, civilians left out."""
        near = [t for t in self.sentences if t.paragraph == paragraph]
        named = [c for t in near for c in self.named(t.first, t.last, party)]
        return [c for c in named if c[2] != CIVILIANS]

    def _are_fighters(self, amount: Amount, stop: int) -> bool:
        """Whether those counted are what an army calls its foes: rebels, terrorists."""
        return self.text.has("fighter", amount.first, min(amount.last + 4, stop))
