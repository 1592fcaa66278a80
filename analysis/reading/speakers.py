"""Who says the figures of a text."""

from __future__ import annotations

from dataclasses import replace

from analysis.reading.drafts import NOBODY, UNKNOWN, Ground, Mention
from analysis.reading.pieces import Sentence, Text
from analysis.reading.vocabulary import Known
from analysis.wording.languages import fits, rules

QUOTES = frozenset('"“”„«»')
NO_PEOPLE = (
    *("place", "month", "weekday", "side", "office", "noun", "modifier", "speaker"),
    *("say", "place_noun", "filler", "he", "according", "until", "day", "place_before"),
)
"""Kinds of words that are no names of people, though they have a capital."""
FARTHEST = 24
"""Words between a name and the word of saying that it may belong to."""
TITLE = 14
"""Words that a title before a name may have."""
SHORT = 3
"""Letters of the words that a name may have or not: of, in, the."""


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
    said : list of (Mention, str, bool) or None
        Who says each sentence, the characters that tell, and whether that is unsure.
    names : list of Mention
        People whom no table knows.
    parties : set of str
        Of the sides that the text names.
    """

    def __init__(self, text: Text, known: Known) -> None:
        self.text, self.known = text, known
        self.sentences = text.sentences
        self.names: list[Mention] = []
        self.parties = self._parties()
        self.own = [self._attribution(k) for k in range(len(self.sentences))]
        self.said = self._speakers()

    def _parties(self) -> set[str]:
        """The parties of the sides that a text names, those in names of bodies left out."""
        text = self.text
        names = {x for i, j, _ in text.cues.get("speaker", ()) for x in range(i, j)}
        sides = (key for i, _, key in text.cues.get("side", ()) if i not in names)
        return {self.known.forces[key] for key in sides if self.known.forces.get(key)}

    def _says(self, m: Mention, *, unsure: bool = False) -> tuple[Mention, str, bool]:
        return m, self.text.span(m.first, m.last), unsure

    def key(self, k: int) -> str | None:
        """The key of who says a sentence; None where nobody does."""
        found = self.said[k]
        return found[0].key if found else None

    def name(self, k: int) -> str | None:
        """Who says a sentence: a key, or the words of the page; None where nobody does."""
        found = self.said[k]
        if found is None:
            return None
        return found[0].words if found[0].key == UNKNOWN else found[0].key

    def speaker(self, k: int) -> tuple[Ground, str]:
        """Who says the figures of a sentence, and for which party."""
        found = self.said[k]
        if found is None:
            return Ground(NOBODY, "rule:nobody_named", unsure=True), ""
        mention, span, unsure = found
        return Ground(
            mention.key,
            span,
            mention.words if mention.key == UNKNOWN else "",
            unsure or mention.key == UNKNOWN,
        ), mention.party

    def _attribution(self, k: int) -> Mention | None:
        """Who a sentence itself says is speaking."""
        text, s = self.text, self.sentences[k]
        says = text.between("say", s.first, s.last)
        given = text.between("according", s.first, s.last)
        cues = [(i, j) for i, j, _ in says + given]
        found = self._mentions(s, bool(cues))
        if not found:
            return self._saying_side(s, cues)
        if cues:
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
        opens, closes = found[0], found[-1]
        if opens.body and opens.key != UNKNOWN and self._leads(opens, s):
            return opens
        after = text.low[opens.last] if opens.last < s.last else ""
        if after == ":" or (k == 0 and not opens.body):
            return opens
        before = text.low[closes.first - 1] if closes.first > s.first else ""
        tail = s.last - closes.last
        if before == "-" and tail <= 2:
            return closes
        return None

    def _saying_side(self, s: Sentence, cues: list[tuple[int, int]]) -> Mention | None:
        """The side that stands just before a word of saying: "the RSF denied that"."""
        text = self.text
        verbs = [i for i, _ in cues] + [i for i, _, _ in text.between("deny", s.first, s.last)]
        given = [j for _, j, _ in text.between("according", s.first, s.last)]
        for i, j, key in text.between("side", s.first, s.last):
            party = self.known.forces.get(key, "")
            said = [v for v in verbs if 0 <= v - j <= 3 and "," not in text.low[j:v]]
            said += [i for g in given if 0 <= i - g <= 4 and "," not in text.low[g:i]]
            if party and said and not text.between("noun", j, said[0]):
                known = self._body_named(i, party, key)
                return Mention(i, j, known, text.words(i, j), party, True)
        return self._saying_letters(s, verbs)

    def _saying_letters(self, s: Sentence, verbs: list[int]) -> Mention | None:
        """The M23 said: a name in capitals alone that opens a sentence, before its verb."""
        text = self.text
        for i in range(s.first, min(s.first + 3, s.last - 1)):
            number = text.kinds[i + 1] == "num" and text.touches(i + 1)
            name = text.words(i, i + 1 + number)
            stop = i + 1 + number
            said = any(0 <= v - stop <= 2 and "," not in text.low[stop:v] for v in verbs)
            if text.kinds[i] == "word" and len(name) > 1 and name.isupper() and said:
                return Mention(i, stop, UNKNOWN, name, body=True)
        return None

    def _leads(self, m: Mention, s: Sentence) -> bool:
        """Whether a body opens a sentence as the one that tells, and does nothing itself."""
        text = self.text
        opens = m.first - s.first <= 1 and text.low[m.last : m.last + 1] != [","]
        return opens and not text.has("action", m.last, m.last + 4)

    def _of_body(self, best: Mention, found: list[Mention], cues: list[tuple[int, int]]) -> Mention:
        """N., spokesman of the army; the minister of defence, N.: the person, not the body."""
        if not best.body:
            return best
        low = self.text.low

        def beside(first: int, last: int) -> bool:
            apart = any(first <= i < last for i, _ in cues)
            return 0 <= last - first <= TITLE and not apart and "," in low[first:last]

        people = [m for m in found if not m.body]
        before = [m for m in people if beside(m.last, best.first)]
        after = [m for m in people if beside(best.last, m.first) and low[m.first - 1] == ","]
        near = [m for m in people if 0 <= m.first - best.last <= 8]
        after = after or [m for m in near if "," not in low[best.last : m.first]]
        person = before[-1] if before else after[0] if after else None
        if person is None:
            return best
        return person if person.key != UNKNOWN else replace(person, party=best.party)

    def _head_of(
        self, found: list[Mention], best: Mention, s: Sentence, cues: list[tuple[int, int]]
    ) -> Mention:
        """The coalition supporting the government said: the body that opens the clause."""
        first = found[0]
        verb = min(i for i, _ in cues)
        clause = self.text.low[first.last : verb]
        opens = first.first - s.first <= 2 and first.last <= verb <= first.last + 8
        beside = best.last <= verb or verb <= first.last + 4
        alike = best.body and first.body and first is not best
        return first if alike and opens and beside and "," not in clause else best

    def _gap(self, m: Mention, cues: list[tuple[int, int]], given: list) -> float:
        def far(i: int, j: int) -> int:
            return m.first - j if m.first >= j else i - m.last if m.last <= i else 0

        near = min(abs(far(i, j)) for i, j in cues)
        led = any(0 <= m.first - j <= 6 or 0 <= i - m.last <= 1 for i, j, _ in given)
        return near + 5 * m.body + 2 * (m.key == UNKNOWN) - 6 * led

    def _is_pronoun(self, s: Sentence, cues: list[tuple[int, int]], best: Mention) -> bool:
        """Whether "he" or "the ministry" stands beside a word of saying, outside the name."""
        low = self.text.low
        return any(
            (i == b or abs(a - j) <= 2) and "," not in low[min(j, b) : max(i, a)]
            for i, j, _ in self.text.between("he", s.first, s.last)
            for a, b in cues
            if not (i < best.last and best.first < j) and not self._is_title(j, s, best)
        )

    def _is_title(self, after: int, s: Sentence, best: Mention) -> bool:
        """The commander of the group of forces Syrskyi: a title before a name is no pronoun."""
        text = self.text
        led = 0 <= best.first - after <= TITLE and not best.body
        said = text.has("say", after, best.first) or not text.has("say", after - 5, after)
        plain = "," not in text.low[after : best.first - 1]
        return (led and (plain or not said)) or (after < s.last and text.is_capital(after))

    def _mentions(self, s: Sentence, says: bool) -> list[Mention]:
        """Names of speakers in a sentence: those of the tables, bodies, and unknown people."""
        text = self.text
        found = [self._named(i, j, key) for i, j, key in text.between("speaker", s.first, s.last)]
        taken = {x for m in found for x in range(m.first, m.last)}
        if says:
            for i, j, party in text.between("office", s.first, s.last):
                if i not in taken:
                    found.append(self._body(i, self.body_end(i, j, s), party))
            taken |= {x for m in found for x in range(m.first, m.last)}
            found += [m for m in self._people(s) if m.first not in taken]
            taken |= {x for m in found for x in range(m.first, m.last)}
            found += [m for m in self._given(s) if m.first not in taken]
        return sorted(found, key=lambda m: m.first)

    def _body(self, i: int, last: int, party: str) -> Mention:
        """A body that no table knows; a side named right behind says whose it is."""
        text = self.text
        side = text.between("side", last, last + 2)[:1]
        theirs = self.known.forces.get(side[0][2], "") if side else ""
        itself = text.key("side", i) or ""
        if last - i == 1 and (own := self.known.forces.get(itself, "")):
            known = self._body_named(i, own, itself)
            return Mention(i, last, known, text.words(i, last), own, True)
        if theirs and not party:
            last = side[0][1]
            known = self._body_named(side[0][0], theirs)
            return Mention(i, last, known, text.words(i, last), theirs, True)
        if seated := self._seated(i, last):
            return Mention(i, last, seated, text.words(i, last), self.known.party(seated), True)
        return Mention(i, last, UNKNOWN, text.words(i, last), party, True)

    def _body_named(self, i: int, party: str, force: str = "") -> str:
        """The body that stands for a side; unknown for one of several groups of a force."""
        if i in self.text.at.get("several", ()):
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

    def _named(self, i: int, j: int, key: str) -> Mention:
        """A speaker of the tables, unless the body is one of another war than the text's."""
        text, party = self.text, self.known.party(key)
        body = not self.known.is_person(key)
        if body and self.known.opponent(party):
            beside = [c for c in text.between("side", j, j + 1) if self._is_foreign(c[2], party)]
            if beside:
                theirs = self.known.forces[beside[0][2]]
                return Mention(i, beside[0][1], UNKNOWN, text.words(i, beside[0][1]), theirs, True)
            war = self.known.war_of(party)
            named = any(x in text.at.get("side", ()) for x in range(i - 1, j + 1))
            if self.parties and not self.parties & war:
                return Mention(i, j, UNKNOWN, text.words(i, j), "", True)
            if not self.parties and not named and not self._is_there(war):
                return Mention(i, j, UNKNOWN, text.words(i, j), "", True)
        return Mention(i, j, key, text.words(i, j), party, body)

    def _is_there(self, war: set[str]) -> bool:
        """Whether the language, a person or a place of the text is of a war."""
        text, known = self.text, self.known
        named = [key for _, _, key in text.cues.get("speaker", ()) if known.is_person(key)]
        people = {known.party(key) for key in named}
        places = {x for _, _, key in text.cues.get("place", ()) for x in (key, *known.around(key))}
        return bool(({text.lexicon.format.get("home", "")} | people | places) & war)

    def _is_foreign(self, force: str, party: str) -> bool:
        """Whether a force is of a party of another war."""
        theirs = self.known.forces.get(force, "")
        return bool(theirs) and theirs not in self.known.war_of(party)

    def body_end(self, i: int, j: int, s: Sentence) -> int:
        """Where the name of a body ends: with the capitals that belong to it."""
        text, last = self.text, j
        for k in range(j, min(j + 6, s.last)):
            at = text.at
            if text.kinds[k] != "word" or any(
                k in at.get(kind, ()) for kind in ("say", "weekday", "month", "day", "period", "he")
            ):
                break
            if text.is_capital(k):
                last = k + 1
            elif k in at.get("noun", ()):
                break
        return last

    def _people(self, s: Sentence) -> list[Mention]:
        """Capitalised names that no table knows: two to four words in a row."""
        text, at = self.text, self.text.at
        found, k = [], s.first
        passed_on = {x for i, j, _ in text.between("relay", s.first, s.last) for x in range(i, j)}
        while k < s.last:
            if not text.is_capital(k) or k in passed_on:
                k += 1
                continue
            end = self._name_end(k, s, passed_on)
            if end in at.get("speaker", ()) and end > k:
                k = at["speaker"][end][0]
                continue
            known = [any(x in at.get(kind, ()) for kind in NO_PEOPLE) for x in range(k, end)]
            while known and known[0]:
                known.pop(0)
                k += 1
            while known and known[-1]:
                known.pop()
                end -= 1
            known = self._behind_title(known)
            k = end - len(known)
            if len(known) >= 2 and not any(known):
                mention = Mention(k, end, UNKNOWN, text.words(k, end))
                if not text.low[end - 1].endswith("'s"):
                    found.append(mention)
                    self.names.append(mention)
            elif len(known) == 1 and (earlier := self._same_name(k)):
                found.append(Mention(k, k + 1, UNKNOWN, earlier.words))
            k = max(end, k) + 1
        return found

    def _given(self, s: Sentence) -> list[Mention]:
        """According to Airwars: one capital word alone behind "according to" is who says it."""
        text, at, found = self.text, self.text.at, []
        if text.lexicon.format.get("capitals") == "nouns":
            return found
        for _, j, _ in text.between("according", s.first, s.last):
            k = j
            while k < min(j + 2, s.last) and not text.is_capital(k) and len(text.low[k]) <= SHORT:
                k += 1
            known = any(k in at.get(kind, ()) for kind in NO_PEOPLE)
            ends = k + 1 >= s.last or not text.is_capital(k + 1)
            if k < s.last and text.is_capital(k) and ends and not known:
                found.append(Mention(k, k + 1, UNKNOWN, text.words(k, k + 1)))
        return found

    @staticmethod
    def _behind_title(known: list[bool]) -> list[bool]:
        """Commandant, Kyiv, a name: of a row of capitals the name behind the word that is known."""
        if any(known[:-2]) and not any(known[-2:]):
            known = known[len(known) - known[::-1].index(True) :]
        return known[-3:] if len(known) > 4 else known

    def _name_end(self, k: int, s: Sentence, passed_on: set[int]) -> int:
        """Where a row of capitalised words ends: before a speaker whom a table knows."""
        text, end = self.text, k
        known = text.at.get("speaker", {})
        while end < s.last and text.is_capital(end) and end - k < 8 and end not in passed_on:
            if end in known:
                break
            end += 1
        return end

    def _same_name(self, k: int) -> Mention | None:
        """A surname alone: the full name that stood before."""
        stem = self.text.low[k][:5]
        if len(stem) < 4:
            return None
        return next(
            (m for m in reversed(self.names) if self.text.low[m.last - 1].startswith(stem)), None
        )

    def _speakers(self) -> list[tuple[Mention, str, bool] | None]:
        """Give each sentence a speaker: its own, the one after it, or the one before."""
        text, n = self.text, len(self.sentences)
        said: list[tuple[Mention, str, bool] | None] = [None] * n
        current: Mention | None = None
        inside = self._inside_quotes()
        for k, s in enumerate(self.sentences):
            own = self.own[k]
            if own and current and self._is_bare_body(own, current):
                said[k] = self._says(current)
                continue
            if own:
                current = own
                said[k] = self._says(current)
                continue
            after = next((j for j in range(k + 1, min(n, k + 5)) if self.own[j]), None)
            quoted = any(text.low[x] in QUOTES for x in range(s.first, s.last))
            pronoun = (
                current and text.has("he", s.first, s.last) and text.has("say", s.first, s.last)
            )
            same = after is not None and self.sentences[after].paragraph == s.paragraph
            near = same or after == k + 1 or current is None
            if (same and (inside[after] or quoted) and not pronoun) or (
                after is not None and near and self._points_back(after)
            ):
                named = self.own[after]
                named = current if current and self._is_bare_body(named, current) else named
                said[k] = self._says(named)
            elif current:
                said[k] = self._says(self._meant(k) or current)
            elif alone := self._body_alone(s):
                current = alone
                said[k] = self._says(alone)
            else:
                said[k] = self._later(k)
        return said if any(said) else self._only_name(n)

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

    def _later(self, k: int) -> tuple[Mention, str, bool] | None:
        """Who speaks after a sentence before which nobody does, unless far below."""
        later = next((j for j in range(k + 1, len(self.sentences)) if self.own[j]), None)
        if later is None:
            return None
        if self._is_signature(later):
            return self._says(self.own[later])
        down = self.sentences[later].paragraph - self.sentences[k].paragraph
        return (
            None
            if down > 1 and later - k > 2
            else self._says(self.own[later], unsure=later - k > 2)
        )

    def _is_signature(self, k: int) -> bool:
        """Whether a text ends with a name alone: whoever signs says what stands above."""
        s, own = self.sentences[k], self.own[k]
        return k == len(self.sentences) - 1 and s.last - s.first <= own.last - own.first + 2

    def _only_name(self, n: int) -> list[tuple[Mention, str, bool] | None]:
        """Where no sentence says who is speaking: the first speaker named, unsure."""
        for i, j, key in self.text.cues.get("speaker", ())[:1]:
            mention = self._named(i, j, key)
            if mention.key != UNKNOWN:
                return [self._says(mention, unsure=True)] * n
        return [None] * n

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
        if self._is_name(m):
            return False
        alone = m.last - m.first == 1 or before.words.lower().startswith(m.words.lower())
        return m.body and m.key == UNKNOWN and alone and not m.words.isupper()

    def _is_name(self, m: Mention) -> bool:
        """Whether one word alone has a capital inside of a sentence: a name, not "the army"."""
        text = self.text
        inner = m.first > 0 and text.kinds[m.first - 1] == "word"
        inner = inner and m.first not in text.at.get("side", ())
        plain = text.lexicon.format.get("capitals") != "nouns"
        return m.last - m.first == 1 and inner and plain and text.is_capital(m.first)

    def _points_back(self, k: int) -> bool:
        """Whether a sentence says who said what stands before it: "this was reported by"."""
        first = self.sentences[k].first
        return self.text.has("back", first, first + 3)

    def _inside_quotes(self) -> list[bool]:
        depth, inside = 0, []
        for s in self.sentences:
            inside.append(bool(depth))
            for x in range(s.first, s.last):
                sign = self.text.low[x]
                if sign in QUOTES:
                    depth = {"“": 1, "„": 1, "«": 1, "”": 0, "»": 0}.get(sign, 1 - depth)
        return inside
