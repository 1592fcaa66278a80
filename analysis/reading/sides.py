"""Whose people, ground or equipment the figures of a text count."""

from __future__ import annotations

from analysis.reading.amount import Amount
from analysis.reading.civilians import HUMAN, Civilians
from analysis.reading.grounds import UNKNOWN, Ground
from analysis.reading.known import CIVILIANS, NONE, Known
from analysis.reading.meaning import PERSONS, Meaning
from analysis.reading.pieces import Sentence, Text
from analysis.reading.speakers import Speakers
from analysis.wording.forms import rules

GROUND = frozenset(
    (
        *("advance", "area_gained", "area_held", "area_width", "area_depth", "control_share"),
        *("control_part", "positions_captured", "settlements_captured", "buildings_held"),
        *("distance", "personnel_present"),
    )
)
"""Measures of what somebody does or has: the subject of the verb is counted."""
DONE_TO_OTHERS = frozenset({"kill", "wound", "capture", "destroy", "shoot_down", "hit"})
NOBODYS = frozenset({"buildings_damaged", "vehicles_damaged"})


class Sides(Civilians):
    """The sides that a text names, and which of them a figure counts."""

    def __init__(self, text: Text, known: Known, speakers: Speakers) -> None:
        super().__init__(text, known, speakers)
        self._last: tuple[int, Meaning, Ground] | None = None

    def whose(
        self, k: int, amount: Amount, meaning: Meaning, begin: int, stop: int, party: str
    ) -> Ground:
        """The subject of a figure; one of a list that names none has that of the one before."""
        found = self.subject(k, amount, meaning, begin, stop, party)
        before, self._last = self._last, (k, meaning, found)
        if before is None:
            return found
        if amount.step and before[1].measure == meaning.measure:
            return before[2]
        other = self._is_other(before, k, meaning, found)
        if not (other or found.basis.startswith("rule:opponent")):
            return found
        near = before[0] == k or meaning.basis in ("table", "list")
        people = (before[1].noun in PERSONS) == (meaning.noun in PERSONS)
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
        self, before: tuple[int, Meaning, Ground], k: int, meaning: Meaning, found: Ground
    ) -> bool:
        """Five soldiers were killed and seven wounded: the seven are of those five's side."""
        people = meaning.noun == "person" and before[1].noun in PERSONS
        return before[0] == k and people and (found.unsure or found.basis.startswith("rule:"))

    def subject(
        self, k: int, amount: Amount, meaning: Meaning, begin: int, stop: int, party: str
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
        if measure in GROUND or meaning.action in ("advance", "gain"):
            return self._holder(k, amount, near, own, party)
        if measure == "area_left":
            return Ground(other or UNKNOWN, "rule:opponent", unsure=True)
        if near or inner:
            return self._side(self._army(near or inner, meaning))
        return self._fitting(k, amount, self._farther(k, amount, meaning, begin, party))

    def _farther(self, k: int, amount: Amount, meaning: Meaning, begin: int, party: str) -> Ground:
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
        last = min(amount.last + 4, self.sentences[k].last)
        if found.key not in rules("irregular") or not self.text.has("regular", amount.first, last):
            return found
        forces = {c[2] for c in self.text.cues.get("side", ())}
        foes = {f for f in forces if self.known.opponent(self.known.forces.get(f, "")) == found.key}
        return Ground(foes.pop() if len(foes) == 1 else UNKNOWN, found.basis, unsure=True)

    def _army(self, named: list[tuple[int, int, str]], meaning: Meaning) -> tuple[int, int, str]:
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
        self, k: int, amount: Amount, meaning: Meaning, begin: int, party: str
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

    def _is_lost(self, s: Sentence, amount: Amount, meaning: Meaning, begin: int) -> bool:
        """Whether somebody is said to have lost what is counted."""
        if meaning.action in ("lose", "loss"):
            return True
        if not self.text.has("action", begin, amount.first):
            return False
        acts = self.text.between("action", max(s.first, begin - 6), amount.first)
        if meaning.action in DONE_TO_OTHERS and acts and acts[-1][2] == meaning.action:
            return False
        return any(key == "lose" for _, _, key in acts)

    def _side_of_text(self, k: int, amount: Amount, meaning: Meaning, party: str) -> Ground:
        """Of a speaker without a known party: the sides that the text names, always unsure."""
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
        named = self.named(0, len(self.text.low), party)
        return self._side(named[0], unsure=True) if named else Ground(UNKNOWN, "", unsure=True)

    def _opponent(
        self,
        s: Sentence,
        amount: Amount,
        meaning: Meaning,
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
        foes = [c for c in named if c[2] not in (own, CIVILIANS)]
        foes = foes or self._only_foe(own, other)
        another = foes and other not in {c[2] for c in foes} and self.known.forces.get(foes[0][2])
        if another and meaning.noun in PERSONS:
            return self._side(foes[0], unsure=True)
        return Ground(other, "rule:opponent")

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
            for c in self.text.cues.get("side", ())
            if self.known.opponent(self.known.forces.get(c[2], "")) == own
        ]
        forces = {c[2] for c in foes}
        return foes[:1] if len(forces) == 1 and other not in forces else []

    def _actor(
        self, s: Sentence, amount: Amount, meaning: Meaning, sides: list[tuple[int, int, str]]
    ) -> tuple[int, int, str] | None:
        """Who killed or destroyed what is counted: a side, then the verb, then the figure."""
        if meaning.action not in DONE_TO_OTHERS:
            return None
        acts = self.text.between("action", s.first, amount.first)
        done = [i for i, _, key in acts if key == meaning.action]
        return next((c for c in sides if done and c[1] <= done[-1]), None)

    def _side(self, cue: tuple[int, int, str], *, unsure: bool = False) -> Ground:
        return Ground(cue[2], self.text.span(cue[0], cue[1]), unsure=unsure or cue[2] == UNKNOWN)
