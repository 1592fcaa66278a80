"""Where the figures of a text hold."""

from __future__ import annotations

from analysis.reading.amounts import Amount
from analysis.reading.speakers import QUOTES, Known, Speakers
from analysis.reading.tokens import UNKNOWN, Ground, Mention, Sentence, Text
from analysis.wording.languages import rules

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

    def scope(
        self, k: int, amounts: list[Amount], n: int, speaker: str, *, total: bool = False
    ) -> Ground:
        """Where a figure holds: in its sentence, pointed back to, before it, or the usual place.

        A total since the war began holds nowhere but where its own sentence says, or as usual.
        """
        s = self.sentences[k]
        places = self._but_seats(k) or self.places[k]
        if found := self._own_place(s, places, amounts, n):
            return self._ground(found)
        if self.text.has("there", s.first, s.last) and (back := self._place_before(k, k)):
            return self._ground(back, unsure=not self._is_only_place(k, back, whole=True))
        if lead := self._leading(s, places, amounts) or self._seat(k):
            return self._ground(lead, unsure=True)
        usual = rules("usual").get(speaker)
        if total and not places:
            return Ground(usual or "", "rule:usual_place" if usual else "", unsure=True)
        if heading := self._heading(k):
            return self._ground(heading)
        carried = self._place_before(k, 5)
        if carried and usual != "front" and not self._holds_as_usual(k, carried, usual):
            return self._ground(carried, unsure=not self._is_only_place(k, carried))
        weak = [m for m in places if m.weak]
        if weak and not carried and usual != "front":  # a region in passing
            near = min(weak, key=lambda m: abs(m.first - amounts[n].core))
            return self._ground(near, unsure=True)
        if usual:
            return Ground(usual, "rule:usual_place", unsure=True)
        return self._any_place(k)

    def _ground(self, m: Mention, *, unsure: bool = False) -> Ground:
        span = self.text.span(m.first, m.last)
        return Ground(m.key, span, m.words, unsure or m.weak or m.key == UNKNOWN)

    # which of the places

    def _own_place(
        self, s: Sentence, places: list[Mention], amounts: list[Amount], n: int
    ) -> Mention | None:
        """The place of its own sentence that a figure holds for, by where they stand."""
        amount = amounts[n]
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
        begin = amounts[n - 1].last if n else s.first
        stop = amounts[n + 1].first if n + 1 < len(amounts) else s.last
        before = [m for m in strong if begin <= m.first < amount.first]
        after = [m for m in strong if amount.last <= m.first < stop]
        close = after and self._is_close(amount, after[0])
        lead = any(m.first < amounts[0].first for m in strong)
        if after and (partial or close):
            return after[0]
        if lead and before:
            return before[-1]
        if after and (not lead or n == len(amounts) - 1):
            return after[0]
        earlier = [m for m in strong if m.first < amount.first]
        return earlier[-1] if earlier else after[0] if after else strong[0]

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

    def _is_close(self, amount: Amount, m: Mention) -> bool:
        gap = self.text.low[amount.last : m.first]
        return len(gap) <= 5 and not {",", ";"} & set(gap)

    def _leading(self, s: Sentence, places: list[Mention], amounts: list[Amount]) -> Mention | None:
        """In the Kharkiv region, two were killed: a region that opens the sentence."""
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
                named = [c[2] for c in text.cues["place"] if c[0] < i and c[2] != THE_CITY]
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
