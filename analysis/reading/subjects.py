"""Of whom the figures of a text are, and where they hold: subject and scope.

Which side each word of a text names, "enemy" and "our" resolved, whether the people whom a figure
counts are civilians, and which of the places named a figure holds for.
"""

from __future__ import annotations

from analysis.reading.amounts import Amount
from analysis.reading.nouns import EQUIPMENT, IN_THE_AIR, LAUNCHED, PERSONS, Counted, Figure
from analysis.reading.speakers import CIVILIANS, NONE, QUOTES, Known, Speakers
from analysis.reading.tokens import UNKNOWN, Cue, Ground, Mention, Sentence, Text
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
LOSING = frozenset({"lose", "loss"})
OURS_THEIRS = frozenset({"@own", "@opponent"})
"""The keys of "our" and "enemy"."""


class Sides:
    """The sides that a text names, and which of them a figure counts."""

    def __init__(self, text: Text, known: Known, speakers: Speakers) -> None:
        self.text, self.known, self.speakers = text, known, speakers
        self.sentences = text.sentences
        self.home = text.lexicon.format.get("home", "")
        self.sides = self._sides()
        self._last: tuple[int, Counted, Ground] | None = None
        """The figure before: its sentence, what it counts, and whose."""

    def whose(self, f: Figure) -> Ground:
        """The subject of a figure; one of a list that names none has that of the one before."""
        k, meaning, found = f.k, f.meaning, self._subject(f)
        last, self._last = self._last, (k, meaning, found)
        if last is None:
            return found
        j, model, before = last
        if f.amount.step and model.measure == meaning.measure:
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
        if near and alike and known and not self._are_fighters(f.amount, f.stop):
            sides = {key for _, _, key in self.named_with(f)}
            only = j == k and before.basis[:1].isdigit() and sides == {before.key}
            found = before._replace(unsure=before.unsure or not only)
            self._last = (k, meaning, found)
        return found

    def _subject(self, f: Figure) -> Ground:
        """Whose people, ground or equipment a figure counts by itself."""
        amount, meaning, measure, party = f.amount, f.meaning, f.meaning.measure, f.party
        own, other = self.known.force_of.get(party, ""), self.known.opponent(party)
        role = self.known.measures.get(measure, {}).get("role", "subject")
        if measure in NOBODYS or role in ("opponent", "both"):
            return Ground(NONE, "rule:an_event")
        if role == "own":
            return Ground(own or NONE, "rule:own_action")
        near = self.named(amount.last, self._phrase_end(f), party)
        inner = self.named(max(f.begin, amount.first - 1), amount.last, party)
        beside = near or inner
        counted = rules("counts").get(self.speakers.key(f.k))
        if counted and meaning.noun in ("people", "person") and not beside:
            return Ground(counted, "rule:whom_the_speaker_counts", unsure=True)
        if meaning.noun in HUMAN and self._is_civil(f):
            return Ground(CIVILIANS, self._civil_span(f), unsure=meaning.noun != "civilian")
        if not beside and (people := self._strangers(f)):
            return people
        if measure in GROUND or meaning.action in ("advance", "gain"):
            return self._holder(f, near)
        if measure == "area_left":
            return Ground(other or UNKNOWN, "rule:opponent", unsure=True)
        if beside:  # for soldiers the first that has a party
            armies = [c for c in beside if self.known.forces.get(c.key)]
            return self._side(armies[0] if armies and meaning.noun == "soldier" else beside[0])
        return self._fitting(f, self._farther(f))

    def _holder(self, f: Figure, near: list[Cue]) -> Ground:
        """Who advances, takes or holds: the side before the figure, else the speaker's own."""
        if actor := self.named(f.sentence.first, f.amount.first, f.party):
            return self._side(actor[-1])
        if near:
            return self._side(near[0], unsure=True)
        own = self.known.force_of.get(f.party, "")
        return Ground(own or UNKNOWN, "rule:own_advance" if own else "", unsure=True)

    def _side(self, cue: Cue, *, unsure: bool = False) -> Ground:
        span = self.text.span(cue.first, cue.last)
        return Ground(cue.key, span, unsure=unsure or cue.key == UNKNOWN)

    # the sides that a text names

    def _sides(self) -> list[Cue]:
        """Sides named in the text, but not inside the name of a speaker, nor as places."""
        text = self.text
        own = [m for m in self.speakers.own if m and m.last - m.first > 1]
        barred = {x for m in own for x in range(m.first, m.last)}
        for i, j, _ in text.cues["speaker"] + text.cues["office"]:
            barred.update(range(i, j) if j - i > 1 else ())
        named = [c for c in text.cues["side"] if c.first not in barred]
        return [c for c in named if not (text.is_capital(c.first) and self._is_place(*c[:2]))]

    def _is_place(self, i: int, j: int) -> bool:
        """Over the Moscow region; drones over Kyiv: a capital that names a place, not a side."""
        text, nouns = self.text, self.text.at["place_noun"]
        if j in nouns or any(x in nouns and nouns[x][0] in (i, i - 1) for x in range(i - 3, i)):
            return True
        led = text.ends_at("place_before", i, 3)
        ends = j >= len(text.low) or text.kinds[j] != "word" or j in text.at["and"]
        return led and ends and not text.has("noun", i, j)

    def named_with(self, f: Figure) -> list[Cue]:
        """The forces named in the sentence of a figure."""
        return self.named(f.sentence.first, f.sentence.last, f.party)

    def named(self, first: int, last: int, party: str) -> list[Cue]:
        """The forces named in [first, last), "enemy" and "our" resolved."""
        found = []
        for i, j, key in self.sides:
            if first <= i < last and (force := self._force(i, key, party)):
                found.append(Cue(i, j, force))
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
        before = [c.key for c in self.sides if token - 25 <= c.first < token]
        parties = [self.known.forces[force] for force in before if self.known.forces.get(force)]
        return self.known.opponent(parties[-1]) if parties else ""

    def _phrase_end(self, f: Figure) -> int:
        """Where the words end that say what an amount counts, and of whom."""
        text, last = self.text, f.amount.last
        limit = min(f.stop, last + 8)
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

    def _is_civil(self, f: Figure) -> bool:
        """Whether people counted are civilians: by the noun, or by the words around."""
        text, amount, noun, stop = self.text, f.amount, f.meaning.noun, f.stop
        if noun == "civilian":
            return True
        if noun in ("soldier", "prisoner") or f.meaning.action in LOSING:
            return False
        if text.has("armed", amount.first, min(stop, amount.last + 3)):
            return False
        if f.meaning.measure in MOVED:
            return True
        if noun == "people" and text.has("civil", amount.first, min(stop, amount.last + 8)):
            return True
        if self.named(amount.last, self._phrase_end(f), ""):
            return False
        return self._speaks_of_people(f) or self._is_civil_around(f)

    def _speaks_of_people(self, f: Figure) -> bool:
        """People killed, wounded or missing where no soldier and no enemy is near: of a town."""
        text, people = self.text, f.meaning.noun == "people"
        if f.meaning.action not in ("kill", "wound", "miss"):
            return False
        if self._loses(f.sentence.first, f.amount.first):
            return False
        for j in (f.k,) if people else self._beside(f):
            t = self.sentences[j]
            nouns = set(text.keys("noun", t.first, t.last))
            if "soldier" in nouns or not OURS_THEIRS.isdisjoint(text.keys("side", t.first, t.last)):
                return False
            lost = not people and self._loses(t.first, t.last)
            if lost and self.named(t.first, t.last, ""):
                return False
            people = people or (j <= f.k and bool(nouns & {"people", "civilian"}))
        return people

    def _beside(self, f: Figure) -> list[int]:
        """The sentence of a figure, the one before it and the one after it."""
        return [j for j in (f.k, f.k - 1, f.k + 1) if 0 <= j < len(self.sentences)]

    def _loses(self, first: int, last: int) -> bool:
        """Whether "losses" or "lost" stands in [first, last): an army loses, a town does not."""
        return not LOSING.isdisjoint(self.text.keys("action", first, last))

    def _is_civil_around(self, f: Figure) -> bool:
        """Whether the sentence, those beside it, or the whole text speak of civilians."""
        text = self.text
        for j in self._beside(f):
            t = self.sentences[j]
            if abs(t.paragraph - f.sentence.paragraph) > 1:
                continue
            nouns = set(text.keys("noun", t.first, t.last))
            civil = text.has("civil", t.first, t.last) or nouns & {"civilian", "building", "car"}
            army = "soldier" in nouns
            fights = army and j == f.k and text.has("military", t.first, t.last)
            if civil and not fights:
                return True
            if army or nouns & EQUIPMENT:
                return False
        return len(text.cues["civil"]) > 2 * len(text.cues["military"])

    def _civil_span(self, f: Figure) -> str:
        """The word that says that people are civilians."""
        s = f.sentence
        if f.meaning.noun == "civilian" and f.meaning.span:
            return self.text.span(*f.meaning.span)
        near = self.text.between("civil", s.first, s.last) or self.text.cues["civil"]
        return self.text.span(*near[0][:2]) if near else "rule:civilian_text"

    # whose a figure is, where no side stands beside it

    def _farther(self, f: Figure) -> Ground:
        """Who loses, the other side of an interested speaker, or a side of the text."""
        if loser := self._loser(f):
            return self._side(loser)
        if self.known.opponent(f.party) and self.known.is_interested(f.party):
            return self._opponent(f)
        return self._side_of_text(f)

    def _fitting(self, f: Figure, found: Ground) -> Ground:
        """No soldiers of a force that has none: of its foe, if the text names one alone."""
        s, amount = f.sentence, f.amount
        first, last = max(s.first, amount.first - 8), min(amount.last + 4, s.last)
        if self._are_fighters(amount, s.last):
            return found
        if found.key not in rules("irregular") or not self.text.has("regular", first, last):
            return found
        foes = {c.key for c in self.text.cues["side"] if self._foe_of(c) == found.key}
        return Ground(foes.pop() if len(foes) == 1 else UNKNOWN, found.basis, unsure=True)

    def _foe_of(self, cue: Cue) -> str:
        """The opponent of the party of a side that is named."""
        return self.known.opponent(self.known.forces.get(cue.key, ""))

    def _loser(self, f: Figure) -> Cue | None:
        """The side that a noun or a verb of losing before the figure names."""
        amount, meaning, span = f.amount, f.meaning, f.meaning.span
        before, sentence = self.named(f.begin, amount.first, f.party), self.named_with(f)
        if span and meaning.basis == "before":
            first = max(f.sentence.first, span[0] - 3)
            if named := self.named(first, span[1], f.party):
                return named[-1]
        if sentence and self._is_lost(f):
            verb = min(span[0], amount.first) if span else 0
            led = before or [c for c in sentence if c.first < verb]
            return led[-1] if led else sentence[0]
        for c in reversed(before):
            apart = self.text.has("action", c.last, amount.first)
            thing = meaning.noun not in ("", "person")
            apart = apart or (thing and self.text.has("and", c.last, amount.first))
            if c.last >= amount.first - 2 and not apart:
                return c
        return None

    def _is_lost(self, f: Figure) -> bool:
        """Whether somebody is said to have lost what is counted."""
        text, deed, first = self.text, f.meaning.action, f.amount.first
        if deed in LOSING or not text.has("action", f.begin, first):
            return deed in LOSING
        acts = text.keys("action", max(f.sentence.first, f.begin - 6), first)
        return "lose" in acts and not (deed in DONE_TO_OTHERS and acts[-1] == deed)

    def _strangers(self, f: Figure) -> Ground | None:
        """92 Georgian soldiers: people of a name that no table has are of no side that it has."""
        text, amount = self.text, f.amount
        nouns = text.between("noun", amount.last, amount.last + 3)
        if f.meaning.noun not in PERSONS or not nouns or text.is_capital(nouns[0][0]):
            return None
        name = nouns[0][0] - 1
        if name < amount.last or not text.is_capital(name) or text.begins(NAMED, name):
            return None
        return Ground(UNKNOWN, text.span(name, name + 1), text.words(name, name + 1), unsure=True)

    def _opponent(self, f: Figure) -> Ground:
        """The other side, unless the soldiers are its own or the sentence names another foe."""
        s, amount, meaning = f.sentence, f.amount, f.meaning
        own, other = self.known.force_of.get(f.party, ""), self.known.opponent(f.party)
        regular = self.text.has("regular", amount.first, min(amount.last + 4, s.last))
        if own and regular and other in rules("irregular").values():
            return Ground(own, "rule:soldiers_of_an_army", unsure=True)
        if self._are_fighters(amount, s.last):
            return Ground(other, "rule:opponent")
        named = self.named_with(f)
        # Hezbollah fired 30 rockets, 18 were shot down: whose they are is who sent them
        shot_down = meaning.noun in LAUNCHED and meaning.action in IN_THE_AIR
        if shot_down and (sender := self._actor(f, named, ("launch", "fire"))):
            return self._side(sender)
        foes = [c for c in named if c.key not in (own, CIVILIANS)] or self._only_foe(own, other)
        another = foes and other not in {c.key for c in foes} and self.known.forces.get(foes[0].key)
        if another and meaning.noun in PERSONS:
            return self._side(foes[0], unsure=True)
        return Ground(other, "rule:opponent")

    def _only_foe(self, own: str, other: str) -> list[Cue]:
        """The one other side that the text names, where it never names the usual foe."""
        foes = [c for c in self.text.cues["side"] if self._foe_of(c) == own]
        forces = {c.key for c in foes}
        return foes[:1] if len(forces) == 1 and other not in forces else []

    def _actor(self, f: Figure, sides: list[Cue], deeds: tuple[str, ...]) -> Cue | None:
        """Who did what is counted: of some sides the last before the last verb of these deeds."""
        acts = self.text.between("action", f.sentence.first, f.amount.first)
        done = [i for i, _, key in acts if key in deeds]
        return next((c for c in reversed(sides) if done and c.last <= done[-1]), None)

    def _side_of_text(self, f: Figure) -> Ground:
        """Of a speaker without a known party: the sides named there or on top, always unsure."""
        s, meaning, party = f.sentence, f.meaning, f.party
        if self._are_fighters(f.amount, s.last):  # the irregular foe of the one army named
            parties = {self.known.forces.get(key, "") for _, _, key in self.sides} - {""}
            foes = {self.known.opponent(name) for name in parties} & set(rules("irregular"))
            if len(foes) == 1:
                return Ground(foes.pop(), "rule:foe_of_the_army_named", unsure=True)
            return Ground(UNKNOWN, "", unsure=True)
        sides = [c for c in self.named_with(f) if c.key != CIVILIANS]
        tabled = meaning.basis == "table" and not party
        if tabled and (named := self.named(0, f.amount.first, party)):
            return self._side(named[-1], unsure=True)
        # a side, then the verb, then the figure: its foe's
        deeds = (meaning.action,) if meaning.action in DONE_TO_OTHERS else ()
        actor = self._actor(f, sides[::-1], deeds)
        if actor and (foe := self._foe_of(actor)):
            return Ground(foe, self.text.span(actor[0], actor[1]), unsure=True)
        if sides:
            return self._side(sides[0], unsure=True)
        if self.home:
            foe = self.known.opponent(self.home)
            return Ground(foe, "rule:opponent_of_the_home_side", unsure=True)
        named = self._named_in(s.paragraph, party) or self._named_in(0, party)
        lost = meaning.action in LOSING and len({c.key for c in named}) > 1
        if lost or not named:
            return Ground(UNKNOWN, "", unsure=True)
        return self._side(named[0], unsure=True)

    def _named_in(self, paragraph: int, party: str) -> list[Cue]:
        """The sides that a paragraph names, civilians left out."""
        near = [t for t in self.sentences if t.paragraph == paragraph]
        named = [c for t in near for c in self.named(t.first, t.last, party)]
        return [c for c in named if c.key != CIVILIANS]

    def _are_fighters(self, amount: Amount, stop: int) -> bool:
        """Whether those counted are what an army calls its foes: rebels, terrorists."""
        return self.text.has("fighter", amount.first, min(amount.last + 4, stop))


THE_CITY = "@city"
"""The key of "in the city itself"."""
SENT = frozenset({"launch", "fire", "drop", "attack"})
"""What is done from a place to another."""
BESIDE = 6
"""Words after a figure within which a region or country is the one that it is told of."""
NO_PLACES = ("month", "weekday", "side", "speaker", "period")
"""Kinds of capitalised words that are no places."""
NO_NAMES = ("month", "weekday", "say", "place_before", "filler", "speaker")
"""Kinds of capitalised words that are no names of a direction or a region."""


class Places:
    """The places of a text, and which of them a figure holds for."""

    def __init__(self, text: Text, known: Known, speakers: Speakers) -> None:
        self.text, self.known, self.speakers = text, known, speakers
        self.sentences = text.sentences
        self.places = [self._named_in(k) for k in range(len(self.sentences))]

    def scope(self, f: Figure, *, total: bool = False) -> Ground:
        """Where a figure holds: in its sentence, pointed back to, before it, or the usual place.

        A total since the war began holds nowhere but where its own sentence says, or as usual.
        """
        k, s = f.k, f.sentence
        places = self._but_seats(k) or self.places[k]
        if found := self._own_place(f, places):
            return self._ground(found)
        if self.text.has("there", s.first, s.last) and (back := self._place_before(k, k)):
            return self._ground(back, unsure=not self._is_only_place(k, back, whole=True))
        if lead := self._leading(f, places) or self._seat(k):
            return self._ground(lead, unsure=True)
        usual = rules("usual").get(f.speaker)
        if total and not places:
            return Ground(usual or "", "rule:usual_place" if usual else "", unsure=True)
        if heading := self._heading(k):
            return self._ground(heading)
        carried = self._place_before(k, 5)
        if carried and usual != "front" and not self._holds_as_usual(k, carried, usual):
            return self._ground(carried, unsure=not self._is_only_place(k, carried))
        weak = [m for m in places if m.weak]
        if weak and not carried and usual != "front":  # a region in passing
            near = min(weak, key=lambda m: abs(m.first - f.amount.core))
            return self._ground(near, unsure=True)
        if usual:
            return Ground(usual, "rule:usual_place", unsure=True)
        return self._any_place(k)

    def _ground(self, m: Mention, *, unsure: bool = False) -> Ground:
        span = self.text.span(m.first, m.last)
        return Ground(m.key, span, m.words, unsure or m.weak or m.key == UNKNOWN)

    # which of the places

    def _own_place(self, f: Figure, places: list[Mention]) -> Mention | None:
        """The place of its own sentence that a figure holds for, by where they stand."""
        s, amount, amounts = f.sentence, f.amount, f.amounts
        near = (max(s.first, amount.first - 4), min(s.last, amount.last + 3))
        partial = self.text.has("including", *near)
        places = [m for m in places if partial or not m.part]
        if beside := self._beside(places, amount):
            return beside
        strong = [m for m in places if not m.weak]
        if not strong:
            return None
        known = [m for m in strong if m.key != UNKNOWN and m.first < amount.first]
        if known and self.known.is_line(known[-1].key):
            strong = [m for m in strong if m.key != UNKNOWN or m.last <= known[-1].first] or strong
        strong = [m for m in strong if not self._is_far(m, amount)] or strong[:1]
        before = [m for m in strong if f.begin <= m.first < amount.first]
        after = [m for m in strong if amount.last <= m.first < f.stop]
        gap = self.text.low[amount.last : after[0].first] if after else ()
        close = after and len(gap) <= 5 and not {",", ";"} & {*gap}
        lead = any(m.first < amounts[0].first for m in strong)
        if after and (partial or close):
            return after[0]
        if lead and before:
            return before[-1]
        if after and (not lead or amount is amounts[-1]):
            return after[0]
        if earlier := [m for m in strong if m.first < amount.first]:
            return earlier[-1]
        return (after or strong)[0]

    def _beside(self, places: list[Mention], amount: Amount) -> Mention | None:
        """A place right beside the amount, a region too: "seven over the Kursk region"."""
        low, stops = self.text.low, {",", ";"}
        for m in places:
            gap = low[amount.last : m.first]
            near = 0 <= m.first - amount.last <= BESIDE and stops.isdisjoint(gap)
            if near and (len(gap) <= 3 or (m.weak and m.key != UNKNOWN)):
                return m
        for m in reversed(places):
            led = 0 <= amount.first - m.last <= 1
            if m.weak and led and stops.isdisjoint(low[m.last : amount.first]):
                return m
        return None

    def _is_far(self, m: Mention, amount: Amount) -> bool:
        """A place behind a comma and many words, in a clause of its own."""
        gap = self.text.low[amount.last : m.first]
        return len(gap) > 10 and "," in gap and not self.text.has("number", amount.last, m.first)

    def _leading(self, f: Figure, places: list[Mention]) -> Mention | None:
        """In the Kharkiv region, two were killed: a region that opens the sentence."""
        s, amounts = f.sentence, f.amounts
        first = [m for m in places if m.first - s.first <= 3 and m.last <= amounts[0].first]
        if not first:
            return None
        seat = self.text.has("say", first[0].last, amounts[0].first)
        return first[0] if first[0].key != UNKNOWN or not seat else None

    def _but_seats(self, k: int) -> list[Mention]:
        """The places of a sentence but those behind the word of an office."""
        s, places = self.sentences[k], self.places[k]
        seats = [j for _, j, _ in self.text.between("seat", s.first, s.last)]
        return [m for m in places if not any(0 <= m.first - j <= 2 for j in seats)]

    def _seat(self, k: int) -> Mention | None:
        """The governor of Ternopil said: his figures hold there, unless he names a place."""
        text, s, own = self.text, self.sentences[k], self.speakers.own[k]
        seats = text.between("seat", s.first, s.last)
        if others := self._but_seats(k):
            return others[0] if seats else None
        names = {x for i, j, _ in text.between("speaker", s.first, s.last) for x in range(i, j)}
        names |= set(range(own.first, own.last)) if own and not own.body else set()
        for _, j, _ in seats:
            for i in range(j, min(j + 3, s.last)):
                if text.low[i] == "," or i in names or i + 1 in names:
                    break
                if place := text.at["place"].get(i):
                    return Mention(i, *place, text.words(i, place[0]))
                if text.is_capital(i):
                    return Mention(i, i + 1, UNKNOWN, text.words(i, i + 1))
        return None

    def _place_before(self, k: int, reach: int) -> Mention | None:
        """The place that the sentences before name last; within a paragraph, unless pointed at."""
        for j in range(k - 1, max(-1, k - 1 - reach), -1):
            if reach < k and self.sentences[j].paragraph < self.sentences[k].paragraph - 1:
                return None
            strong = [m for m in self.places[j] if not m.weak and not m.part]
            lines = [m for m in strong if self.known.is_line(m.key)]
            if strong:
                return lines[-1] if lines and strong[-1].key == UNKNOWN else strong[-1]
        return None

    def _is_only_place(self, k: int, carried: Mention, *, whole: bool = False) -> bool:
        """Whether the paragraph of a sentence, or the text, names this place before, no other."""
        paragraph = self.sentences[k].paragraph
        before = [j for j in range(k + 1) if whole or self.sentences[j].paragraph == paragraph]
        places = [m for j in before for m in self.places[j] if not m.part]
        mine, *others = (m.words if m.key == UNKNOWN else m.key for m in (carried, *places))
        return {mine} == set(others) and not self._is_anothers(carried, k)

    def _is_anothers(self, m: Mention, k: int) -> bool:
        """Whether another speaker than the one of a sentence names a place."""
        return self.speakers.key(self.text.sentence_of(m.first)) != self.speakers.key(k)

    def _holds_as_usual(self, k: int, carried: Mention, usual: str | None) -> bool:
        """Whether a place before is another's, or an aim of a plan in the speaker's usual place."""
        if usual and self._is_anothers(carried, k):
            return True
        s = self.sentences[self.text.sentence_of(carried.first)]
        figures = "num" in self.text.kinds[s.first : s.last]
        figures = figures or self.text.has("number", s.first, s.last)
        return usual in self.known.around(carried.key) and not figures

    def _heading(self, k: int) -> Mention | None:
        """The place that a short line of its own names, of the lines that follow it."""
        for j in range(k - 1, max(-1, k - 8), -1):
            t = self.sentences[j]
            alone = t.last - t.first <= 5 and not self.text.has("say", t.first, t.last)
            if alone and t.paragraph < self.sentences[k].paragraph and len(self.places[j]) == 1:
                return self.places[j][0]
        return None

    def _any_place(self, k: int) -> Ground:
        """The place named nearest: before, or after by the same speaker; empty if there is none."""
        paragraph, mine = self.sentences[k].paragraph, self.speakers.name(k)
        after = [
            j
            for j in range(k + 1, len(self.sentences))
            if paragraph >= self.sentences[j].paragraph - 1
            and self.speakers.name(j) in (mine, None)
        ]
        for j in [*range(k - 1, -1, -1), *after]:
            if self.places[j]:
                strong = [m for m in self.places[j] if not m.weak] or self.places[j]
                return self._ground(strong[-1 if j < k else 0], unsure=True)
        return Ground("", "", unsure=True)

    # the places of a sentence

    def _named_in(self, k: int) -> list[Mention]:
        """Places that the tables name, that a word for a place names, or a preposition."""
        text, s = self.text, self.sentences[k]
        barred = self._names_of_speakers(s)
        found = self._known_places(s, barred)
        taken = {x for m in found for x in range(m.first, m.last)} | barred
        for i, j, kind in text.between("place_noun", s.first, s.last):
            if i not in taken and (mention := self._beside_noun(i, j, kind, s, taken)):
                found.append(mention)
                taken.update(range(mention.first, mention.last))
        for _, j, _ in text.between("place_before", s.first, s.last):
            if mention := self._capitals(j, s, taken):
                found.append(mention)
                taken.update(range(mention.first, mention.last))
        kept: list[Mention] = []
        for m in sorted(found, key=lambda m: m.first):
            # El Fasher, in Darfur: what only says in what the place before lies is left out
            beside = kept and m.first - kept[-1].last <= 3
            wider = beside and m.key in self.known.around(kept[-1].key)
            if not wider and not self._is_aside(m, k):
                kept.append(m)
        return kept

    def _names_of_speakers(self, s: Sentence) -> set[int]:
        """Tokens of names in which no place is looked for."""
        text, barred = self.text, set()
        names = [m for m in self.speakers.names if s.first <= m.first < s.last]
        spans = [(m.first, m.last) for m in names]
        for kind in ("speaker", "office"):
            for i, j, _ in text.between(kind, s.first, s.last):
                end = self.speakers.body_end(i, j, s) if kind == "office" else j
                spans.append((i, end if text.key("place_noun", j) != "direction" else i))
        for i, j in spans:
            barred.update(range(i, j))
        return barred

    def _known_places(self, s: Sentence, barred: set[int]) -> list[Mention]:
        """Places that the tables name; with a word for a line beside it, a city is none of them."""
        text, nouns = self.text, self.text.at["place_noun"]
        found: list[Mention] = []
        for i, j, key in text.between("place", s.first, s.last):
            if key == THE_CITY:  # in the city itself: the one that lies in the place named last
                named = [c.key for c in text.cues["place"] if c.first < i and c.key != THE_CITY]
                key = self.known.city_in(named[-1]) if named else ""
            if i in barred or not key:
                continue
            part = text.has("including", max(s.first, i - 6), i)  # sixteen of them in the city
            wider = text.key("place_noun", j) in ("direction", "region")
            inner = any(x in nouns for x in range(i, j))
            if wider and not inner and not self.known.is_line(key):
                words = text.words(i, nouns[j][0])
                found.append(Mention(i, nouns[j][0], UNKNOWN, words, part=part))
            else:
                weak = self.known.is_wide(key)
                found.append(Mention(i, j, key, text.words(i, j), weak=weak, part=part))
        return found

    def _beside_noun(
        self, i: int, j: int, kind: str, s: Sentence, taken: set[int]
    ) -> Mention | None:
        """Pokrovsk direction; the direction of Pokrovsk: a name beside the word for a place."""
        text = self.text
        weak, first = kind == "region", i
        while first > s.first and i - first < 3 and text.is_capital(first - 1):
            if first - 1 in taken or text.begins(NO_NAMES, first - 1):
                break
            first -= 1
        if first == i > s.first and kind in ("direction", "region") and self._is_adjective(i - 1):
            first = i - 1
        if first < i:
            return Mention(first, j, UNKNOWN, text.words(first, j), weak=weak)
        k = j
        while k < s.last and k - j < 2 and k in text.at["filler"]:
            k += 1
        end = k
        while end < s.last and text.is_capital(end) and end - k < 3 and end not in taken:
            end += 1
        return Mention(i, end, UNKNOWN, text.words(i, end), weak=weak) if end > k else None

    def _is_adjective(self, token: int) -> bool:
        """Whether an unknown word may be a name, in a language that writes such names small."""
        text = self.text
        unknown = text.kinds[token] == "word" and not text.lexicon.of(text.low[token])
        small = unknown and not text.is_capital(token)
        return small and text.lexicon.format.get("head") == "first"

    def _capitals(self, first: int, s: Sentence, taken: set[int]) -> Mention | None:
        """A capitalised name after a preposition of place."""
        text = self.text
        k = first + (first < s.last and text.low[first] in QUOTES)
        k += k < s.last and k in text.at["filler"] and not text.is_capital(k)
        end = k
        while end < s.last and text.is_capital(end) and end not in taken:
            if text.begins(NO_PLACES, end):
                break
            end += 1
        if end == k + 1 and (line := self._short_line(k, s)):
            return Mention(k, end, line, text.words(k, end))
        return Mention(k, end, UNKNOWN, text.words(k, end), weak=True) if end > k else None

    def _short_line(self, token: int, s: Sentence) -> str:
        """In the Kupiansk direction ..., in the Lyman one: a direction without its noun."""
        text = self.text
        if "direction" not in text.keys("place_noun", s.first, token):
            return ""
        forms = (f for f in text.lexicon.of(text.low[token]) if f.kind == "place")
        lines = {f.key for f in forms if len(f.rest) == 1 and self.known.is_line(f.key)}
        directions = {key for key in lines if key.endswith("_direction")}
        return directions.pop() if len(directions) == 1 else ""

    def _is_aside(self, m: Mention, k: int) -> bool:
        """A place that something came from, a dateline, a speaker's seat, a paper or a site."""
        text, s, own = self.text, self.sentences[k], self.speakers.own[k]
        if any(x in text.at["relay"] for x in range(m.first, m.last)):
            return True
        sent = SENT.intersection(text.keys("action", s.first, s.last))
        if sent and text.ends_at("origin", m.first, 3):
            return True
        if own and own.body and 0 <= m.first - own.last <= 1:
            return True
        # KABUL, Aug. 3 (Agency) -: a capital, then a date or an agency, then a dash or stop
        end = min(m.last + 10, len(text.low))
        parted = text.low[m.last : m.last + 1] in ([","], ["("], ["-"])
        if not parted or m.first - s.first > 2 or s.paragraph > 2:
            return False
        told = text.has("month", m.last, end) or text.has("relay", m.last, end)
        return told and text.sign("-/", m.last, end) < end
