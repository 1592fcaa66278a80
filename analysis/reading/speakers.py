"""Who says the figures of a text, and what the vocabulary knows of speakers, sides and places.

The shared vocabulary is read from `data/raw` with nothing but the standard library, so that a
text can be read before pandas is loaded; a collection's own is taken from its `Vocabulary`.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.paths import RAW
from analysis.reading.tokens import UNKNOWN, Cue, Ground, Mention, Sentence, Text
from analysis.wording.languages import fits, rules

if TYPE_CHECKING:
    from analysis.data.vocabulary import Vocabulary

CIVILIANS = "civilians"
NONE = "none"
NOBODY = "unattributed"
"""The speaker of a text that names none."""
TABLES = {"speakers": "speaker", "parties": "party", "forces": "force", "measures": "measure"}
TABLES |= {"scopes": "scope"}
"""The tables of a vocabulary, and the column that is their key."""


class Known:
    """What a vocabulary knows.

    Parameters
    ----------
    tables : dict
        Its tables by name, those of `TABLES` and the names as written, as rows of text.

    Attributes
    ----------
    speakers, parties, measures, scopes : dict
        The rows by key.
    forces : dict
        The party of each force.
    names : tuple of (kind, key, form)
        Names as written, as forms of the tables of words.
    """

    def __init__(self, tables: dict[str, list[dict[str, str]]]) -> None:
        keyed = {name: {row[key]: row for row in tables[name]} for name, key in TABLES.items()}
        self.speakers, self.parties, forces, self.measures, self.scopes = keyed.values()
        self.forces = {force: row["party"] for force, row in forces.items()}
        named = [
            (row["kind"].replace("scope", "place"), row["key"], row["written"])
            for row in tables["aliases"]
        ]
        named += [("speaker", key, row["label"]) for key, row in self.speakers.items()]
        forms = ((kind, key, _form(written)) for kind, key, written in named if key != NOBODY)
        self.names = tuple(name for name in forms if name[2])

    def party(self, speaker: str) -> str:
        """The party of a speaker; empty if not known."""
        return self.speakers.get(speaker, NO_ROW)["party"]

    @cached_property
    def force_of(self) -> dict[str, str]:
        """The first force of each party."""
        return {party: force for force, party in reversed(self.forces.items()) if party}

    def opponent(self, party: str) -> str:
        """The force that fights against a party; empty if not known."""
        return self.parties.get(party, NO_ROW)["opponent"]

    def war_of(self, party: str) -> set[str]:
        """The parties of the war that a party fights in, itself among them."""
        both = {party, self.forces.get(self.opponent(party), "")} - {""}
        foes = {other: self.forces.get(row["opponent"], "") for other, row in self.parties.items()}
        return both | {other for other, foe in foes.items() if foe in both}

    def body_of(self, party: str, force: str = "") -> str:
        """The speaker that stands for a party, if but one body does, or one has its force's name.

        Empty otherwise.
        """
        every = self.speakers.items()
        bodies = [key for key, row in every if row["party"] == party and not self.is_person(key)]
        named = [key for key in bodies if force and key.startswith(force)]
        found = bodies if len(bodies) == 1 else named
        return found[0] if len(found) == 1 else ""

    def is_interested(self, party: str) -> bool:
        return self.parties.get(party, NO_ROW)["interested"] == "yes"

    def is_wide(self, scope: str) -> bool:
        """Whether a place is a country or a region: named in passing more often than meant."""
        return self.scopes.get(scope, NO_ROW)["level"] == "country" or scope.endswith("region")

    def is_line(self, scope: str) -> bool:
        """Whether a place is itself a direction or a part of a front."""
        return self.scopes.get(scope, NO_ROW)["level"] in ("direction", "segment")

    def around(self, scope: str) -> set[str]:
        """The places that a place lies in."""
        found: set[str] = set()
        while (scope := self.scopes.get(scope, NO_ROW)["parent"]) and scope not in found:
            found.add(scope)
        return found

    def city_in(self, scope: str) -> str:
        """The first city that is a place or lies in it; empty if none is known."""
        cities = (key for key, row in self.scopes.items() if row["level"] == "city")
        return next((key for key in cities if key == scope or scope in self.around(key)), "")

    def is_person(self, speaker: str) -> bool:
        """Whether a speaker is named by first name and surname."""
        words = self.speakers.get(speaker, NO_ROW)["label"].split()
        return len(words) == 2 and all(word.istitle() for word in words)


NO_ROW = dict.fromkeys(("party", "opponent", "level", "parent", "label", "role"), "")
NO_ROW["interested"] = "yes"
"""What is known of a key that no table has."""


@lru_cache(maxsize=1)
def shared_vocabulary() -> Known:
    """The project's own tables."""
    tables = {}
    for name in (*TABLES, "aliases"):
        with (RAW / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            tables[name] = list(csv.DictReader(lines))
    return Known(tables)


def known_in(words: Vocabulary | None) -> Known:
    """The tables of a collection; of None the shared ones."""
    if words is None:
        return shared_vocabulary()
    tables = {
        name: getattr(words, name).rename_axis(key).reset_index().to_dict("records")
        for name, key in TABLES.items()
    }
    return Known(tables | {"aliases": words.aliases.to_dict("records")})


def _form(written: str) -> str:
    """A name as a form: lower case, no brackets, no signs."""
    plain = written.lower().translate(str.maketrans("ё’/*", "е'  ")).split("(")[0]
    return " ".join(word.strip(',.«»"') for word in plain.split())


QUOTES = {"“": True, "„": True, "«": True, "”": False, "»": False, '"': None}
"""Quotation marks: whether they open; None if they open and close."""
NO_PEOPLE = (
    *("place", "month", "weekday", "side", "office", "noun", "modifier", "speaker"),
    *("say", "place_noun", "filler", "he", "according", "until", "day", "place_before"),
)
"""Kinds of words that are no names of people, though they have a capital."""
BEHIND_BODY = ("say", "weekday", "month", "day", "period", "he")
"""Kinds of words that end the name of a body."""
FARTHEST = 24
"""Words between a name and the word of saying that it may belong to."""
TITLE = 14
"""Words that a title before a name may have."""
SHORT = 3
"""Letters of the words that a name may have or not: of, in, the."""


class Saying(NamedTuple):
    """Who says a sentence, and whether that is unsure."""

    who: Mention
    unsure: bool = False


class Speakers:
    """The speakers of a text, sentence by sentence.

    Parameters
    ----------
    text : Text
    known : Known

    Attributes
    ----------
    own : list of Mention or None
        Whom each sentence names itself.
    said : list of Saying or None
        Who says each sentence.
    names : list of Mention
        People whom no table knows.
    parties : set of str
        Of the sides that the text names, those in names of bodies left out.
    """

    def __init__(self, text: Text, known: Known) -> None:
        self.text, self.known = text, known
        self.sentences = text.sentences
        self.names: list[Mention] = []
        names = {x for i, j, _ in text.cues["speaker"] for x in range(i, j)}
        sides = (key for i, _, key in text.cues["side"] if i not in names)
        self.parties = {known.forces[key] for key in sides if known.forces.get(key)}
        self.own = [self._attribution(k) for k in range(len(self.sentences))]
        self.said = self._said()

    def key(self, k: int) -> str | None:
        """The key of who says a sentence; None where nobody does."""
        return self.said[k] and self.said[k].who.key

    def name(self, k: int) -> str | None:
        """Who says a sentence: a key, or the words of the page; None where nobody does."""
        key = self.key(k)
        return self.said[k].who.words if key == UNKNOWN else key

    def speaker(self, k: int) -> tuple[Ground, str]:
        """Who says the figures of a sentence, and for which party."""
        found = self.said[k]
        if found is None:
            return Ground(NOBODY, "rule:nobody_named", unsure=True), ""
        who, unknown = found.who, found.who.key == UNKNOWN
        span, words = self.text.span(who.first, who.last), who.words if unknown else ""
        return Ground(who.key, span, words, found.unsure or unknown), who.party

    # whom a sentence names

    def _attribution(self, k: int) -> Mention | None:
        """Who a sentence itself says is speaking."""
        text, s = self.text, self.sentences[k]
        given = text.between("according", s.first, s.last)
        cues = text.between("say", s.first, s.last) + given
        found = self._mentions(s, says=bool(cues))
        if not found:
            return self._saying_side(s, cues)
        if not cues:
            return self._unsaid(k, found)
        best = min(found, key=lambda m: self._gap(m, cues, given))
        best = self._head_of(found, best, s, cues)
        if self._gap(best, cues, given) > FARTHEST:
            return None
        best = self._of_body(best, found, cues)
        side = self._saying_side(s, cues) if best.key == UNKNOWN else None
        if side and not best.first - 3 <= side.first < best.last + 3:
            best = side
        if self._is_pronoun(s, cues, best) and self._gap(best, cues, given) > 4:
            return None
        return best

    def _unsaid(self, k: int, found: list[Mention]) -> Mention | None:
        """Who speaks in a sentence without a word of saying: a body that leads it, a signature."""
        text, s, opens, closes = self.text, self.sentences[k], found[0], found[-1]
        after = text.low[opens.last] if opens.last < s.last else ""
        leads = opens.first - s.first <= 1 and text.low[opens.last : opens.last + 1] != [","]
        acts = text.has("action", opens.last, opens.last + 4)
        if opens.body and opens.key != UNKNOWN and leads and not acts:
            return opens
        if after == ":" or (k == 0 and not opens.body):
            return opens
        signed = closes.first > s.first and text.low[closes.first - 1] == "-"
        return closes if signed and s.last - closes.last <= 2 else None

    def _gap(self, m: Mention, cues: list[Cue], given: list[Cue]) -> float:
        """How far a name is from a word of saying; bodies and unknown names count as farther."""
        far = (m.first - j if m.first >= j else max(i - m.last, 0) for i, j, _ in cues)
        led = any(0 <= m.first - j <= 6 or 0 <= i - m.last <= 1 for i, j, _ in given)
        return min(far) + 5 * m.body + 2 * (m.key == UNKNOWN) - 6 * led

    def _head_of(
        self, found: list[Mention], best: Mention, s: Sentence, cues: list[Cue]
    ) -> Mention:
        """The coalition supporting the government said: the body that opens the clause."""
        first = found[0]
        verb = min(i for i, _, _ in cues)
        opens = first.first - s.first <= 2 and first.last <= verb <= first.last + 8
        beside = best.last <= verb or verb <= first.last + 4
        bodies = best.body and first.body and opens and beside
        return first if bodies and "," not in self.text.low[first.last : verb] else best

    def _of_body(self, best: Mention, found: list[Mention], cues: list[Cue]) -> Mention:
        """N., spokesman of the army; the minister of defence, N.: the person, not the body."""
        if not best.body:
            return best
        low = self.text.low

        def beside(first: int, last: int) -> bool:
            apart = any(first <= i < last for i, _, _ in cues)
            return 0 <= last - first <= TITLE and not apart and "," in low[first:last]

        people = [m for m in found if not m.body]
        before = [m for m in people if beside(m.last, best.first)]
        after = [m for m in people if beside(best.last, m.first) and low[m.first - 1] == ","]
        near = [m for m in people if 0 <= m.first - best.last <= 8]
        after = after or [m for m in near if "," not in low[best.last : m.first]]
        person = [*before[-1:], *after, best][0]
        return replace(person, party=best.party) if person.key == UNKNOWN else person

    def _saying_side(self, s: Sentence, cues: list[Cue]) -> Mention | None:
        """The side that stands just before a word of saying: "the RSF denied that"."""
        text, low = self.text, self.text.low
        verbs = [i for i, _, _ in cues + text.between("deny", s.first, s.last)]
        given = [j for _, j, _ in text.between("according", s.first, s.last)]
        for i, j, key in text.between("side", s.first, s.last):
            party = self.known.forces.get(key, "")
            said = [v for v in verbs if 0 <= v - j <= 3 and "," not in low[j:v]]
            said += [i for g in given if 0 <= i - g <= 4 and "," not in low[g:i]]
            if party and said and not text.between("noun", j, said[0]):
                known = self._body_named(i, party, key)
                return Mention(i, j, known, text.words(i, j), party, True)
        # the M23 said: a name in capitals alone that opens a sentence, before its verb
        for i in range(s.first, min(s.first + 3, s.last - 1)):
            stop = i + 1 + (text.kinds[i + 1] == "num" and text.touches(i + 1))
            name = text.words(i, stop)
            said = any(0 <= v - stop <= 2 and "," not in low[stop:v] for v in verbs)
            if text.kinds[i] == "word" and len(name) > 1 and name.isupper() and said:
                return Mention(i, stop, UNKNOWN, name, body=True)
        return None

    def _is_pronoun(self, s: Sentence, cues: list[Cue], best: Mention) -> bool:
        """Whether "he" or "the ministry" stands beside a word of saying, outside the name."""
        low = self.text.low
        return any(
            (i == b or abs(a - j) <= 2) and "," not in low[min(j, b) : max(i, a)]
            for i, j, _ in self.text.between("he", s.first, s.last)
            for a, b, _ in cues
            if not (i < best.last and best.first < j) and not self._is_title(j, s, best)
        )

    def _is_title(self, after: int, s: Sentence, best: Mention) -> bool:
        """The commander of the group of forces Syrskyi: a title before a name is no pronoun."""
        text = self.text
        led = 0 <= best.first - after <= TITLE and not best.body
        said = text.has("say", after, best.first) or not text.has("say", after - 5, after)
        plain = "," not in text.low[after : best.first - 1]
        return (led and (plain or not said)) or (after < s.last and text.is_capital(after))

    # names

    def _mentions(self, s: Sentence, *, says: bool) -> list[Mention]:
        """Names of speakers in a sentence: those of the tables, bodies, and unknown people."""
        text = self.text
        found = [self._named(i, j, key) for i, j, key in text.between("speaker", s.first, s.last)]
        taken = {x for m in found for x in range(m.first, m.last)}
        if says:
            for i, j, party in text.between("office", s.first, s.last):
                if i not in taken:
                    found.append(self._body(i, self.body_end(i, j, s), party))
            for names in (self._people, self._given):
                taken |= {x for m in found for x in range(m.first, m.last)}
                found += [m for m in names(s) if m.first not in taken]
        return sorted(found, key=lambda m: m.first)

    def _named(self, i: int, j: int, key: str) -> Mention:
        """A speaker of the tables, unless the body is one of another war than the text's."""
        text, known, party = self.text, self.known, self.known.party(key)
        body = not known.is_person(key)
        if body and known.opponent(party):
            war = known.war_of(party)
            for _, last, force in text.between("side", j, j + 1):
                theirs = known.forces.get(force, "")
                if theirs and theirs not in war:
                    return Mention(i, last, UNKNOWN, text.words(i, last), theirs, True)
            named = any(x in text.at["side"] for x in range(i - 1, j + 1))
            of_war = self.parties & war if self.parties else named or self._is_there(war)
            if not of_war:
                return Mention(i, j, UNKNOWN, text.words(i, j), "", True)
        return Mention(i, j, key, text.words(i, j), party, body)

    def _is_there(self, war: set[str]) -> bool:
        """Whether the language, a person or a place of the text is of a war."""
        text, known = self.text, self.known
        people = {known.party(key) for _, _, key in text.cues["speaker"] if known.is_person(key)}
        places = {x for _, _, key in text.cues["place"] for x in (key, *known.around(key))}
        return bool(({text.lexicon.format.get("home", "")} | people | places) & war)

    def _body(self, i: int, last: int, party: str) -> Mention:
        """A body that no table knows; a side named right behind says whose it is."""
        text, forces = self.text, self.known.forces
        side = text.between("side", last, last + 2)[:1]
        theirs = forces.get(side[0].key, "") if side else ""
        itself = text.key("side", i) or ""
        key = UNKNOWN
        if last - i == 1 and (own := forces.get(itself, "")):
            key, party = self._body_named(i, own, itself), own
        elif theirs and not party:
            first, last, _ = side[0]
            key, party = self._body_named(first, theirs), theirs
        elif seated := self._seated(i, last):
            key, party = seated, self.known.party(seated)
        return Mention(i, last, key, text.words(i, last), party, True)

    def _body_named(self, i: int, party: str, force: str = "") -> str:
        """The body that stands for a side; unknown for one of several groups of a force."""
        if i in self.text.at["several"]:
            return UNKNOWN
        return self.known.body_of(party, force) or UNKNOWN

    def _seated(self, i: int, last: int) -> str:
        """In Gaza, the health ministry said: the speaker with that body and place in its name."""
        text = self.text
        comma = next((x for x in range(i - 1, max(i - 4, 1), -1) if text.low[x] == ","), 0)
        seat = comma - 1
        led = text.has("place_before", seat - 1, seat + 1)
        if seat < 1 or not led or not text.is_capital(seat):
            return ""
        body = [word for word in text.low[i:last] if len(word) > SHORT]
        for words in ([text.low[seat], *body], [*body, text.low[seat]]):
            for form in text.lexicon.of(words[0]):
                rest = [part for part in form.rest if len(part) > SHORT]
                named = form.kind == "speaker" and len(rest) == len(words) - 1
                if named and all(map(fits, rest, words[1:])):
                    return form.key
        return ""

    def body_end(self, i: int, j: int, s: Sentence) -> int:
        """Where the name of a body ends: with the capitals that belong to it."""
        text, last = self.text, j
        for k in range(j, min(j + 6, s.last)):
            if text.kinds[k] != "word" or text.begins(BEHIND_BODY, k):
                break
            if text.is_capital(k):
                last = k + 1
            elif k in text.at["noun"]:
                break
        return last

    def _people(self, s: Sentence) -> list[Mention]:
        """Capitalised names that no table knows: two to four words in a row."""
        text, speakers = self.text, self.text.at["speaker"]
        found, k = [], s.first
        passed_on = {x for i, j, _ in text.between("relay", s.first, s.last) for x in range(i, j)}
        while k < s.last:
            if not text.is_capital(k) or k in passed_on:
                k += 1
                continue
            end = k
            while end < s.last and text.is_capital(end) and end - k < 8 and end not in passed_on:
                if end in speakers:
                    break
                end += 1
            if end in speakers and end > k:
                k = speakers[end][0]
                continue
            first, last = self._bare_name(k, end)
            if last - first >= 2 and not any(text.begins(NO_PEOPLE, x) for x in range(first, last)):
                if not text.low[last - 1].endswith("'s"):
                    found.append(Mention(first, last, UNKNOWN, text.words(first, last)))
                    self.names.append(found[-1])
            elif last - first == 1 and (earlier := self._same_name(first)):
                found.append(Mention(first, last, UNKNOWN, earlier.words))
            k = max(last, first) + 1
        return found

    def _bare_name(self, first: int, last: int) -> tuple[int, int]:
        """Commandant, Kyiv, a name: a row of capitals without the known words around the name."""
        known = [self.text.begins(NO_PEOPLE, x) for x in range(first, last)]
        while known and known[-1]:
            known.pop()
            last -= 1
        known = known[known.index(False) :] if known else known
        if any(known[:-2]) and not any(known[-2:]):
            known = known[len(known) - known[::-1].index(True) :]
        return last - min(len(known), 3 if len(known) > 4 else 4), last

    def _same_name(self, k: int) -> Mention | None:
        """A surname alone: the full name that stood before."""
        stem = self.text.low[k][:5]
        alike = (m for m in reversed(self.names) if self.text.low[m.last - 1].startswith(stem))
        return next(alike, None) if len(stem) >= 4 else None

    def _given(self, s: Sentence) -> list[Mention]:
        """According to Airwars: one capital word alone behind "according to" is who says it."""
        text, found = self.text, []
        if text.lexicon.format.get("capitals") == "nouns":
            return found
        for _, j, _ in text.between("according", s.first, s.last):
            k = j
            while k < min(j + 2, s.last) and not text.is_capital(k) and len(text.low[k]) <= SHORT:
                k += 1
            ends = k + 1 >= s.last or not text.is_capital(k + 1)
            if k < s.last and text.is_capital(k) and ends and not text.begins(NO_PEOPLE, k):
                found.append(Mention(k, k + 1, UNKNOWN, text.words(k, k + 1)))
        return found

    # from sentence to sentence

    def _said(self) -> list[Saying | None]:
        """Give each sentence a speaker: its own, the one after it, or the one before."""
        said: list[Saying | None] = []
        current: Mention | None = None
        inside = self._inside_quotes()
        for k, s in enumerate(self.sentences):
            own = self.own[k]
            if who := own or self._after(k, current, inside):
                who = current if current and self._is_bare_body(who, current) else who
                current = who if own else current
                said.append(Saying(who))
            elif current:
                said.append(Saying(self._meant(k) or current))
            elif current := self._body_alone(s):
                said.append(Saying(current))
            else:
                said.append(self._later(k))
        if any(said):
            return said
        # where no sentence says who is speaking: the first speaker named, unsure
        first = [self._named(*cue) for cue in self.text.cues["speaker"][:1]]
        only = Saying(first[0], True) if first and first[0].key != UNKNOWN else None
        return [only] * len(said)

    def _after(self, k: int, current: Mention | None, inside: list[bool]) -> Mention | None:
        """Who is named soon after a sentence as the one that says it too; None if nobody is."""
        text, s = self.text, self.sentences[k]
        after = next((j for j in range(k + 1, min(len(self.own), k + 5)) if self.own[j]), None)
        if after is None:
            return None
        same = self.sentences[after].paragraph == s.paragraph
        quoted = any(text.low[x] in QUOTES for x in range(s.first, s.last))
        pronoun = current and text.has("he", s.first, s.last) and text.has("say", s.first, s.last)
        if same and (inside[after] or quoted) and not pronoun:
            return self.own[after]
        near = same or after == k + 1 or current is None
        first = self.sentences[after].first  # "this was reported by": who said what stands before
        return self.own[after] if near and text.has("back", first, first + 3) else None

    def _meant(self, k: int) -> Mention | None:
        """The military said: the body named before that has this word in its name."""
        text, s = self.text, self.sentences[k]
        for i, j, _ in text.between("he", s.first, s.last):
            near = max(s.first, i - 3), min(s.last, j + 3)
            if not (text.has("say", *near) or text.has("according", *near)):
                continue
            word = max(text.low[i:j], key=len)
            before = (m for m in reversed(self.own[:k]) if m and m.body)
            alike = (m for m in before if len(word) > 3 and word in m.words.lower().split())
            if found := next(alike, None):
                return found
        return None

    def _later(self, k: int) -> Saying | None:
        """Who speaks after a sentence before which nobody does, unless far below.

        A name alone at the end of a text is a signature: whoever signs says what stands above.
        """
        later = next((j for j in range(k + 1, len(self.sentences)) if self.own[j]), None)
        if later is None:
            return None
        s, own = self.sentences[later], self.own[later]
        if later == len(self.sentences) - 1 and s.last - s.first <= own.last - own.first + 2:
            return Saying(own)
        below = later - k > 2
        if below and s.paragraph - self.sentences[k].paragraph > 1:
            return None
        return Saying(own, below)

    def _body_alone(self, s: Sentence) -> Mention | None:
        """The army said, where nobody was named before: found as it is written."""
        text = self.text
        if not text.has("say", s.first, s.last) and not text.has("according", s.first, s.last):
            return None
        for i, j, _ in text.between("he", s.first, s.last):
            if j - i > 1 or "'" in text.low[i]:
                return self._body(i, j, "")
        return None

    def _is_bare_body(self, m: Mention, before: Mention) -> bool:
        """The ministry, the army: words that mean the body named before."""
        if m.key in rules("general") and m.party == before.party and before.key != UNKNOWN:
            return True
        if not m.body or m.key != UNKNOWN or m.words.isupper() or self._is_name(m):
            return False
        return m.last - m.first == 1 or before.words.lower().startswith(m.words.lower())

    def _is_name(self, m: Mention) -> bool:
        """Whether one word alone has a capital inside of a sentence: a name, not "the army"."""
        text = self.text
        inner = m.first > 0 and text.kinds[m.first - 1] == "word"
        inner = inner and m.first not in text.at["side"]
        plain = text.lexicon.format.get("capitals") != "nouns"
        return m.last - m.first == 1 and inner and plain and text.is_capital(m.first)

    def _inside_quotes(self) -> list[bool]:
        """Whether each sentence begins inside of a quotation."""
        opened, inside = False, []
        for s in self.sentences:
            inside.append(opened)
            for sign in self.text.low[s.first : s.last]:
                if sign in QUOTES:
                    opened = not opened if QUOTES[sign] is None else QUOTES[sign]
        return inside
