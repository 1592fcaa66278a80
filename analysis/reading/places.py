"""Where the figures of a text hold."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from analysis.reading.amounts import Amount
from analysis.reading.speakers import QUOTES, Speakers
from analysis.reading.tokens import UNKNOWN, Ground, Mention, Sentence, Text
from analysis.reading.vocabulary import Known
from analysis.wording.languages import rules

THE_CITY = "@city"
"""The key of "in the city itself"."""
SENT = frozenset({"launch", "fire", "drop", "attack"})
"""What is done from a place to another."""
BESIDE = 6
"""Words after a figure within which a region or country is the one that it is told of."""
NO_PLACES = ("month", "weekday", "side", "speaker", "period")
"""Kinds of capitalised words that are no places."""


class Places:
    """The places of a text, and which of them a figure holds for."""

    def __init__(self, text: Text, known: Known, speakers: Speakers) -> None:
        self.text, self.known, self.speakers = text, known, speakers
        self.sentences = text.sentences
        self.places = [self._places(s) for s in self.sentences]

    def scope(
        self, k: int, amounts: list[Amount], n: int, speaker: str, *, total: bool = False
    ) -> Ground:
        """Where a figure holds: in its sentence, pointed back to, before it, or the usual place.

        A total since the war began holds nowhere but where its own sentence says, or as usual.
        """
        s = self.sentences[k]
        places = self._but_seats(s, self.places[k]) or self.places[k]
        if found := self._own_place(s, places, amounts, n):
            return self._place(found)
        if self.text.has("there", s.first, s.last) and (back := self._place_before(k, k)):
            return self._place(back, unsure=not self._is_only_place(k, back, whole=True))
        if lead := self._leading(s, places, amounts) or self._seat(k):
            return self._place(lead, unsure=True)
        usual = rules("usual").get(speaker)
        if total and not places:
            return Ground(usual or "", "rule:usual_place" if usual else "", unsure=True)
        if heading := self._heading(k):
            return self._place(heading)
        if usual == "front":
            return Ground("front", "rule:usual_place", unsure=True)
        if carried := self._place_before(k, 5):
            if usual and self._is_anothers(carried, k):
                return Ground(usual, "rule:usual_place", unsure=True)
            if usual in self.known.around(carried.key) and not self._holds_figures(carried):
                return Ground(usual, "rule:usual_place", unsure=True)
            return self._place(carried, unsure=not self._is_only_place(k, carried))
        return self._far_place(k, places, amounts[n], usual)

    def _seat(self, k: int) -> Mention | None:
        """The governor of Ternopil said: his figures hold there, unless he names a place."""
        text, s, own = self.text, self.sentences[k], self.speakers.own[k]
        if others := self._but_seats(s, self.places[k]):
            return others[0] if text.has("seat", s.first, s.last) else None
        names = {x for i, j, _ in text.between("speaker", s.first, s.last) for x in range(i, j)}
        names |= set(range(own.first, own.last)) if own and not own.body else set()
        for _, j, _ in text.between("seat", s.first, s.last):
            for i in range(j, min(j + 3, s.last)):
                if text.low[i] == "," or i in names or i + 1 in names:
                    break
                if place := text.at["place"].get(i):
                    return Mention(i, place[0], place[1], text.words(i, place[0]))
                if text.is_capital(i):
                    return Mention(i, i + 1, UNKNOWN, text.words(i, i + 1))
        return None

    def _but_seats(self, s: Sentence, places: list[Mention]) -> list[Mention]:
        """The places of a sentence but those behind the word of an office."""
        seats = [j for _, j, _ in self.text.between("seat", s.first, s.last)]
        return [m for m in places if not any(0 <= m.first - j <= 2 for j in seats)]

    def _far_place(
        self, k: int, places: list[Mention], amount: Amount, usual: str | None
    ) -> Ground:
        """A region in passing, the speaker's usual place, or the place that is named nearest."""
        if weak := [m for m in places if m.weak]:
            near = min(weak, key=lambda m: abs(m.first - amount.core))
            return self._place(near, unsure=True)
        if usual:
            return Ground(usual, "rule:usual_place", unsure=True)
        return self._any_place(k)

    def _is_only_place(self, k: int, carried: Mention, *, whole: bool = False) -> bool:
        """Whether the paragraph of a sentence, or the text, names this place before, no other."""
        named = {
            m.words if m.key == UNKNOWN else m.key
            for j in range(k + 1)
            if whole or self.sentences[j].paragraph == self.sentences[k].paragraph
            for m in self.places[j]
            if not m.part
        }
        mine = carried.words if carried.key == UNKNOWN else carried.key
        return named == {mine} and not self._is_anothers(carried, k)

    def _is_anothers(self, m: Mention, k: int) -> bool:
        """Whether another speaker than the one of a sentence names a place."""
        j = bisect_right(self.sentences, m.first, key=lambda s: s.first) - 1
        return self.speakers.key(j) != self.speakers.key(k)

    def _places(self, s: Sentence) -> list[Mention]:
        """Places that the tables name, that a word for a place names, or a preposition."""
        barred = self._names_of_speakers(s)
        found = self._known_places(s, barred)
        taken = {x for m in found for x in range(m.first, m.last)} | barred
        for i, j, kind in self.text.between("place_noun", s.first, s.last):
            if i not in taken and (mention := self._named_place(i, j, kind, s, taken)):
                found.append(mention)
                taken.update(range(mention.first, mention.last))
        for _, j, _ in self.text.between("place_before", s.first, s.last):
            if mention := self._capitals(j, s, taken):
                found.append(mention)
                taken.update(range(mention.first, mention.last))
        found = [m for m in found if not self._is_aside(m, s)]
        return self._narrowest(sorted(found, key=lambda m: m.first))

    def _is_aside(self, m: Mention, s: Sentence) -> bool:
        """A place that something came from, a dateline, a speaker's seat, a paper or a site."""
        text = self.text
        if any(x in text.at["relay"] for x in range(m.first, m.last)):
            return True
        if any(j == m.first for _, j, _ in text.between("origin", m.first - 3, m.first)) and (
            text.has("action", s.first, s.last)
            and any(key in SENT for _, _, key in text.between("action", s.first, s.last))
        ):
            return True
        own = self.speakers.own[self.sentences.index(s)]
        if own and own.body and 0 <= m.first - own.last <= 1:
            return True
        return m.first - s.first <= 2 and self._is_dateline(m, s)

    def _is_dateline(self, m: Mention, s: Sentence) -> bool:
        """KABUL, Aug. 3 (Agency) -: a capital, then a date or an agency, then a dash or stop."""
        text, end = self.text, min(m.last + 10, len(self.text.low))
        if text.low[m.last : m.last + 1] not in ([","], ["("], ["-"]):
            return False
        told = any(text.has(kind, m.last, end) for kind in ("month", "relay"))
        return told and s.paragraph <= 2 and any(x in ("-", "/") for x in text.low[m.last : end])

    def _names_of_speakers(self, s: Sentence) -> set[int]:
        """Tokens of names in which no place is looked for."""
        barred: set[int] = set()
        nouns = self.text.at["place_noun"]
        for kind in ("speaker", "office"):
            for i, j, _ in self.text.between(kind, s.first, s.last):
                if j in nouns and nouns[j][1] == "direction":
                    continue
                barred.update(range(i, self.speakers.body_end(i, j, s) if kind == "office" else j))
        for m in self.speakers.names:
            if s.first <= m.first < s.last:
                barred.update(range(m.first, m.last))
        return barred

    def _known_places(self, s: Sentence, barred: set[int]) -> list[Mention]:
        """Places that the tables name; with a word for a line beside it, a city is none of them."""
        text, nouns = self.text, self.text.at["place_noun"]
        found: list[Mention] = []
        for i, j, named in text.between("place", s.first, s.last):
            key = self._city(i) if named == THE_CITY else named
            if i in barred or not key:
                continue
            wider = j in nouns and nouns[j][1] in ("direction", "region")
            inner = any(x in nouns for x in range(i, j))
            if wider and not inner and not self.known.is_line(key):
                found.append(Mention(i, nouns[j][0], UNKNOWN, text.words(i, nouns[j][0])))
            else:
                found.append(Mention(i, j, key, text.words(i, j), weak=self.known.is_wide(key)))
        return [replace(m, part=self._is_part(m, s)) for m in found]

    def _capitals(self, first: int, s: Sentence, taken: set[int]) -> Mention | None:
        """A capitalised name after a preposition of place."""
        text, at = self.text, self.text.at
        k = first + (first < s.last and text.low[first] in QUOTES)
        k += k < s.last and k in at["filler"] and not text.is_capital(k)
        end = k
        while end < s.last and text.is_capital(end) and end not in taken:
            if any(end in at[kind] for kind in NO_PLACES):
                break
            end += 1
        if end == k + 1 and (line := self._short_line(k, s)):
            return Mention(k, end, line, text.words(k, end))
        return Mention(k, end, UNKNOWN, text.words(k, end), weak=True) if end > k else None

    def _short_line(self, token: int, s: Sentence) -> str:
        """In the Kupiansk direction ..., in the Lyman one: a direction without its noun."""
        text = self.text
        nouns = text.between("place_noun", s.first, token)
        if not any(key == "direction" for _, _, key in nouns):
            return ""
        forms = text.lexicon.of(text.low[token])
        keys = {
            f.key
            for f in forms
            if f.kind == "place" and len(f.rest) == 1 and self.known.is_line(f.key)
        }
        directions = {key for key in keys if key.endswith("_direction")}
        return directions.pop() if len(directions) == 1 else ""

    def _narrowest(self, found: list[Mention]) -> list[Mention]:
        """El Fasher, in Darfur: what only says in what the place before lies is left out."""
        kept: list[Mention] = []
        for m in found:
            beside = kept and m.first - kept[-1].last <= 3
            if not (beside and m.key in self.known.around(kept[-1].key)):
                kept.append(m)
        return kept

    def _city(self, token: int) -> str:
        """In the city itself: the city that lies in the place named last."""
        named = [key for i, _, key in self.text.cues["place"] if i < token and key != THE_CITY]
        return self.known.city_in(named[-1]) if named else ""

    def _is_part(self, m: Mention, s: Sentence) -> bool:
        """Sixteen of them in the city: a place of a part, not of what follows."""
        return self.text.has("including", max(s.first, m.first - 6), m.first)

    def _named_place(
        self, i: int, j: int, kind: str, s: Sentence, taken: set[int]
    ) -> Mention | None:
        """Pokrovsk direction; the direction of Pokrovsk: a name beside the word for a place."""
        text, at = self.text, self.text.at
        first = i
        while (
            first > s.first
            and first - 1 not in taken
            and i - first < 3
            and text.is_capital(first - 1)
            and not any(
                first - 1 in at[x]
                for x in ("month", "weekday", "say", "place_before", "filler", "speaker")
            )
        ):
            first -= 1
        lower = (
            first == i
            and i > s.first
            and kind in ("direction", "region")
            and text.kinds[i - 1] == "word"
            and not text.lexicon.of(text.low[i - 1])
            and not text.is_capital(i - 1)
            and self.text.lexicon.format.get("head") == "first"
        )
        if lower:
            first = i - 1
        if first < i:
            return Mention(first, j, UNKNOWN, text.words(first, j), weak=kind == "region")
        k = j
        while k < s.last and k - j < 2 and k in at["filler"]:
            k += 1
        end = k
        while end < s.last and text.is_capital(end) and end - k < 3 and end not in taken:
            end += 1
        return (
            Mention(i, end, UNKNOWN, text.words(i, end), weak=kind == "region") if end > k else None
        )

    def _leading(self, s: Sentence, places: list[Mention], amounts: list[Amount]) -> Mention | None:
        """In the Kharkiv region, two were killed: a region that opens the sentence."""
        first = [m for m in places if m.first - s.first <= 3 and m.last <= amounts[0].first]
        if not first:
            return None
        seat = self.text.has("say", first[0].last, amounts[0].first)
        return first[0] if first[0].key != UNKNOWN or not seat else None

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

    def _holds_figures(self, m: Mention) -> bool:
        """Whether the sentence of a place tells figures; an aim of a plan is no ground of them."""
        s = next(s for s in self.sentences if s.first <= m.first < s.last)
        return "num" in self.text.kinds[s.first : s.last] or self.text.has(
            "number", s.first, s.last
        )

    def _any_place(self, k: int) -> Ground:
        """The place named nearest: before, or after by the same speaker; empty if there is none."""
        paragraph = self.sentences[k].paragraph
        after = [
            j
            for j in range(k + 1, len(self.sentences))
            if paragraph >= self.sentences[j].paragraph - 1
        ]
        mine = self.speakers.name(k)
        after = [j for j in after if self.speakers.name(j) in (mine, None)]
        for j in [*range(k - 1, -1, -1), *after]:
            if self.places[j]:
                strong = [m for m in self.places[j] if not m.weak] or self.places[j]
                return self._place(strong[-1 if j < k else 0], unsure=True)
        return Ground("", "", unsure=True)

    def _heading(self, k: int) -> Mention | None:
        """The place that a short line of its own names, of the lines that follow it."""
        for j in range(k - 1, max(-1, k - 8), -1):
            t = self.sentences[j]
            alone = t.last - t.first <= 5 and not self.text.has("say", t.first, t.last)
            if alone and t.paragraph < self.sentences[k].paragraph and len(self.places[j]) == 1:
                return self.places[j][0]
        return None

    def _own_place(
        self, s: Sentence, places: list[Mention], amounts: list[Amount], n: int
    ) -> Mention | None:
        near = (max(s.first, amounts[n].first - 4), min(s.last, amounts[n].last + 3))
        partial = self.text.has("including", *near)
        places = [m for m in places if partial or not m.part]
        if beside := self._beside(places, amounts[n]):
            return beside
        strong = [m for m in places if not m.weak] or []
        if not strong:
            return None
        amount = amounts[n]
        begin = amounts[n - 1].last if n else s.first
        stop = amounts[n + 1].first if n + 1 < len(amounts) else s.last
        known = [m for m in strong if m.key != UNKNOWN and m.first < amount.first]
        if known and self.known.is_line(known[-1].key):
            strong = [m for m in strong if m.key != UNKNOWN or m.last <= known[-1].first] or strong
        strong = [m for m in strong if not self._is_far(m, amount, s)] or strong[:1]
        lead = any(m.first < amounts[0].first for m in strong)
        before = [m for m in strong if begin <= m.first < amount.first]
        after = [m for m in strong if amount.last <= m.first < stop]
        if after and (partial or self._is_close(amount, after[0])):
            return after[0]
        if lead and before:
            return before[-1]
        if after and (not lead or n == len(amounts) - 1 or self._is_close(amount, after[0])):
            return after[0]
        earlier = [m for m in strong if m.first < amount.first]
        return earlier[-1] if earlier else after[0] if after else strong[0]

    def _beside(self, places: list[Mention], amount: Amount) -> Mention | None:
        """A place right beside the amount, a region too: "seven over the Kursk region"."""
        low, stops = self.text.low, {",", ";"}
        for m in places:
            gap = low[amount.last : m.first]
            near = 0 <= m.first - amount.last <= BESIDE and not stops & set(gap)
            if near and (len(gap) <= 3 or (m.weak and m.key != UNKNOWN)):
                return m
        for m in reversed(places):
            if (
                m.weak
                and 0 <= amount.first - m.last <= 1
                and not stops & set(low[m.last : amount.first])
            ):
                return m
        return None

    def _is_far(self, m: Mention, amount: Amount, s: Sentence) -> bool:
        """A place behind a comma and many words, in a clause of its own."""
        gap = self.text.low[amount.last : m.first]
        return len(gap) > 10 and "," in gap and not self.text.has("number", amount.last, m.first)

    def _is_close(self, amount: Amount, m: Mention) -> bool:
        gap = self.text.low[amount.last : m.first]
        return len(gap) <= 5 and not {",", ";"} & set(gap)

    def _place(self, m: Mention, *, unsure: bool = False) -> Ground:
        span = self.text.span(m.first, m.last)
        return Ground(m.key, span, m.words, unsure or m.weak or m.key == UNKNOWN)
