"""Who says a figure, where it holds, for how long, of which day, and whose it is.

Each answer comes with its ground: the characters it stands on, the name of a rule, or nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import NamedTuple

from analysis.reading.amounts import Amount
from analysis.reading.known import CIVILIANS, NOBODY, NONE, Known
from analysis.reading.meaning import EQUIPMENT, PERSONS, Meaning
from analysis.reading.pieces import Sentence, Text
from analysis.wording.forms import rules, war_starts

UNKNOWN = "?"
THE_CITY = "@city"
"""The key of "in the city itself"."""
STATES = frozenset(
    (
        *("control_share", "control_part", "area_left", "area_held", "area_width", "area_depth"),
        *("personnel_present", "troops_deployed", "tanks_deployed", "apc_deployed"),
        *("guns_deployed", "mlrs_deployed", "buildings_held", "hostages", "distance"),
    )
)
"""Measures of a moment, not of a stretch of time."""
GROUND = frozenset(
    (
        *("advance", "area_gained", "area_held", "area_width", "area_depth", "control_share"),
        *("control_part", "positions_captured", "settlements_captured", "buildings_held"),
        *("distance", "personnel_present"),
    )
)
"""Measures of what somebody does or has: the subject of the verb is counted."""
TOTALS = frozenset({"start", "to_date"})
"""Periods of what follows them, not of what stands before."""
NO_PLACES = ("month", "weekday", "side", "speaker", "period")
"""Kinds of capitalised words that are no places."""
HUMAN = PERSONS | {"body", "casualty", "refugee", "hostage"}
MOVED = frozenset({"displaced", "evacuated", "hostages"})
"""Measures of people who are civilians unless a side is named."""
DONE_TO_OTHERS = frozenset({"kill", "wound", "capture", "destroy", "shoot_down", "hit"})
NOBODYS = frozenset({"buildings_damaged", "vehicles_damaged"})
REACH = 40
"""Sentences before and after a figure in which its day is looked for."""
FAR = 20
"""Days before its publication that a text may speak of as the day of a figure."""
QUOTES = frozenset('"“”„«»')


class Ground(NamedTuple):
    """An answer and what it rests on."""

    key: str
    basis: str = ""
    words: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: tokens [first, last), its key and its words."""

    first: int
    last: int
    key: str
    words: str
    party: str = ""
    body: bool = False
    weak: bool = False
    part: bool = False


class Context:
    """What stands around the figures of one text."""

    def __init__(self, text: Text, known: Known, published: dt.date | None) -> None:
        self.text, self.known, self.published = text, known, published
        self.home = text.lexicon.format.get("home", "")
        self.sentences = text.sentences
        self._names: list[Mention] = []
        self.own = [self._attribution(k) for k in range(len(self.sentences))]
        self.said = self._speakers()
        self.places = [self._places(s) for s in self.sentences]
        self.days = self._days()
        self._given: dict[int, Ground] = {}
        self._day_of: dict[int, tuple[Ground, str]] = {}
        self.periods = self._periods()
        flows = [
            c for c in self.periods if c[2] not in ("start", "to_date") and "since" not in c[2]
        ]
        self.carried = flows or self.periods
        self.sides = self._sides()
        self._last: tuple[int, Meaning, Ground] | None = None

    # -- who

    def _attribution(self, k: int) -> Mention | None:
        """Who a sentence itself says is speaking."""
        text, s = self.text, self.sentences[k]
        says = text.between("say", s.first, s.last)
        given = text.between("according", s.first, s.last)
        cues = [(i, j) for i, j, _ in says + given]
        found = self._mentions(s, bool(cues))
        if not found:
            return None
        if cues:
            best = min(found, key=lambda m: self._gap(m, cues, given))
            best = self._of_body(best, found, cues)
            if self._is_pronoun(s, cues, best) and self._gap(best, cues, given) > 4:
                return None
            return best
        opens, closes = found[0], found[-1]
        after = text.low[opens.last] if opens.last < s.last else ""
        if after == ":" or (k == 0 and not opens.body):
            return opens
        before = text.low[closes.first - 1] if closes.first > s.first else ""
        tail = s.last - closes.last
        if before == "-" and tail <= 2:
            return closes
        return None

    def _of_body(self, best: Mention, found: list[Mention], cues: list[tuple[int, int]]) -> Mention:
        """N., spokesman of the army, said: the person, not the body that N. speaks for."""
        if not best.body:
            return best
        people = [
            m
            for m in found
            if not m.body
            and m.last <= best.first <= m.last + 14
            and not any(m.last <= i < best.first for i, _ in cues)
            and "," in self.text.low[m.last : best.first]
        ]
        return people[-1] if people else best

    def _gap(self, m: Mention, cues: list[tuple[int, int]], given: list) -> float:
        def far(i: int, j: int) -> int:
            return m.first - j if m.first >= j else i - m.last if m.last <= i else 0

        near = min(abs(far(i, j)) for i, j in cues)
        led = any(0 <= m.first - j <= 6 for _, j, _ in given)
        return near + 5 * m.body + 2 * (m.key == UNKNOWN) - 6 * led

    def _is_pronoun(self, s: Sentence, cues: list[tuple[int, int]], best: Mention) -> bool:
        """Whether "he" or "the ministry" stands beside a word of saying, outside the name."""
        low = self.text.low
        return any(
            min(abs(i - b), abs(a - j)) <= 2 and "," not in low[min(j, b) : max(i, a)]
            for i, j, _ in self.text.between("he", s.first, s.last)
            for a, b in cues
            if not (i < best.last and best.first < j) and not self._is_title(j, s)
        )

    def _is_title(self, after: int, s: Sentence) -> bool:
        """The commander Syrskyi: a title before a name is no pronoun."""
        return after < s.last and self.text.is_capital(after)

    def _mentions(self, s: Sentence, says: bool) -> list[Mention]:
        """Names of speakers in a sentence: those of the tables, bodies, and unknown people."""
        text = self.text
        found = [
            Mention(
                i, j, key, text.words(i, j), self.known.party(key), not self.known.is_person(key)
            )
            for i, j, key in text.between("speaker", s.first, s.last)
        ]
        taken = {x for m in found for x in range(m.first, m.last)}
        if says:
            for i, j, party in text.between("office", s.first, s.last):
                if i not in taken:
                    last = self._body_end(i, j, s)
                    found.append(Mention(i, last, UNKNOWN, text.words(i, last), party, True))
            taken |= {x for m in found for x in range(m.first, m.last)}
            found += [m for m in self._people(s) if m.first not in taken]
        return sorted(found, key=lambda m: m.first)

    def _body_end(self, i: int, j: int, s: Sentence) -> int:
        """Where the name of a body ends: with the capitals that belong to it."""
        text, last = self.text, j
        for k in range(j, min(j + 6, s.last)):
            at = text.at
            if text.kinds[k] != "word" or any(
                k in at.get(kind, ()) for kind in ("say", "weekday", "month", "day", "period")
            ):
                break
            if text.is_capital(k):
                last = k + 1
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
            end = k
            while end < s.last and text.is_capital(end) and end - k < 4 and end not in passed_on:
                end += 1
            known = [
                any(
                    x in at.get(kind, ())
                    for kind in (
                        "place",
                        "month",
                        "weekday",
                        "side",
                        "office",
                        "noun",
                        "modifier",
                        "speaker",
                        "say",
                        "place_noun",
                        "filler",
                        "he",
                        "according",
                        "until",
                        "day",
                        "place_before",
                    )
                )
                for x in range(k, end)
            ]
            while known and known[0]:
                known.pop(0)
                k += 1
            while known and known[-1]:
                known.pop()
                end -= 1
            if len(known) >= 2 and not any(known):
                mention = Mention(k, end, UNKNOWN, text.words(k, end))
                found.append(mention)
                self._names.append(mention)
            elif len(known) == 1 and (earlier := self._same_name(k)):
                found.append(Mention(k, k + 1, UNKNOWN, earlier.words))
            k = max(end, k) + 1
        return found

    def _same_name(self, k: int) -> Mention | None:
        """A surname alone: the full name that stood before."""
        stem = self.text.low[k][:5]
        if len(stem) < 4:
            return None
        return next(
            (m for m in reversed(self._names) if self.text.low[m.last - 1].startswith(stem)), None
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
                said[k] = (current, self._span(current), False)
                continue
            if own:
                current = own
                said[k] = (current, self._span(current), False)
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
                said[k] = (named, self._span(named), False)
            elif current:
                said[k] = (current, self._span(current), False)
            elif (later := next((j for j in range(k + 1, n) if self.own[j]), None)) is not None:
                said[k] = (self.own[later], self._span(self.own[later]), later - k > 2)
        if not any(said):
            first = self.text.cues.get("speaker", ())[:1]
            for i, j, key in first:
                mention = Mention(i, j, key, text.words(i, j), self.known.party(key))
                said = [(mention, self._span(mention), True)] * n
        return said

    def _is_bare_body(self, m: Mention, before: Mention) -> bool:
        """The ministry, the army: words that mean the body named before."""
        alone = m.last - m.first == 1 or before.words.lower().startswith(m.words.lower())
        return m.body and m.key == UNKNOWN and alone

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

    def _span(self, m: Mention) -> str:
        return f"{self.text.starts[m.first]}-{self.text.ends[m.last - 1]}"

    def span(self, first: int, last: int) -> str:
        """The characters of tokens, as `start-end`."""
        return f"{self.text.starts[first]}-{self.text.ends[last - 1]}"

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

    # -- where

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
        return self._narrowest(sorted(found, key=lambda m: m.first))

    def _names_of_speakers(self, s: Sentence) -> set[int]:
        """Tokens of names in which no place is looked for."""
        barred: set[int] = set()
        for kind in ("speaker", "office"):
            for i, j, _ in self.text.between(kind, s.first, s.last):
                barred.update(range(i, self._body_end(i, j, s) if kind == "office" else j))
        for m in self._names:
            if s.first <= m.first < s.last:
                barred.update(range(m.first, m.last))
        return barred

    def _known_places(self, s: Sentence, barred: set[int]) -> list[Mention]:
        """Places that the tables name; with a word for a line beside it, a city is none of them."""
        text, nouns = self.text, self.text.at.get("place_noun", {})
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
        k += k < s.last and k in at.get("filler", {}) and not text.is_capital(k)
        end = k
        while end < s.last and text.is_capital(end) and end not in taken:
            if any(end in at.get(kind, ()) for kind in NO_PLACES):
                break
            end += 1
        return Mention(k, end, UNKNOWN, text.words(k, end), weak=True) if end > k else None

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
        named = [
            key for i, _, key in self.text.cues.get("place", ()) if i < token and key != THE_CITY
        ]
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
                first - 1 in at.get(x, ())
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
        while k < s.last and k - j < 2 and k in at.get("filler", {}):
            k += 1
        end = k
        while end < s.last and text.is_capital(end) and end - k < 3 and end not in taken:
            end += 1
        return (
            Mention(i, end, UNKNOWN, text.words(i, end), weak=kind == "region") if end > k else None
        )

    def scope(self, k: int, amounts: list[Amount], n: int, speaker: str) -> Ground:
        """Where a figure holds: in its sentence, pointed back to, before it, or the usual place."""
        s, places = self.sentences[k], self.places[k]
        if found := self._own_place(s, places, amounts, n):
            return self._place(found)
        if self.text.has("there", s.first, s.last) and (back := self._place_before(k, k)):
            return self._place(back, unsure=True)
        if heading := self._heading(k):
            return self._place(heading, unsure=True)
        usual = rules("usual").get(speaker)
        if usual == "front":
            return Ground("front", "rule:usual_place", unsure=True)
        if carried := self._place_before(k, 5):
            return self._place(carried, unsure=True)
        if weak := [m for m in places if m.weak]:
            near = min(weak, key=lambda m: abs(m.first - amounts[n].core))
            return self._place(near, unsure=True)
        if usual:
            return Ground(usual, "rule:usual_place", unsure=True)
        return self._any_place(k)

    def _place_before(self, k: int, reach: int) -> Mention | None:
        """The place that the sentences before name last; within a paragraph, unless pointed at."""
        for j in range(k - 1, max(-1, k - 1 - reach), -1):
            if reach < k and self.sentences[j].paragraph < self.sentences[k].paragraph - 1:
                return None
            strong = [m for m in self.places[j] if not m.weak and not m.part]
            if strong:
                return strong[-1]
        return None

    def _any_place(self, k: int) -> Ground:
        """The place named nearest, before or after; empty if the text names none."""
        for j in [*range(k - 1, -1, -1), *range(k + 1, len(self.sentences))]:
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
        if beside := self._beside(places, amounts[n]):
            return beside
        strong = [m for m in places if not m.weak] or []
        if not strong:
            return None
        amount = amounts[n]
        begin = amounts[n - 1].last if n else s.first
        stop = amounts[n + 1].first if n + 1 < len(amounts) else s.last
        lead = any(m.first < amounts[0].first for m in strong)
        before = [m for m in strong if begin <= m.first < amount.first]
        after = [m for m in strong if amount.last <= m.first < stop]
        if (
            self.text.has("including", max(s.first, amount.first - 4), min(s.last, amount.last + 3))
            and after
        ):
            return after[0]
        if lead and before:
            return before[-1]
        if after and (not lead or n == len(amounts) - 1 or self._is_close(amount, after[0])):
            return after[0]
        earlier = [m for m in strong if m.first < amount.first]
        return earlier[-1] if earlier else after[0] if after else strong[0]

    def _beside(self, places: list[Mention], amount: Amount) -> Mention | None:
        """A place right after the amount, a region too: "seven over the Kursk region"."""
        low = self.text.low
        for m in places:
            near = 0 <= m.first - amount.last <= 3
            if near and not {",", ";"} & set(low[amount.last : m.first]):
                return m
        return None

    def _is_close(self, amount: Amount, m: Mention) -> bool:
        return m.first - amount.last <= 5 and "," not in self.text.low[amount.last : m.first]

    def _place(self, m: Mention, *, unsure: bool = False) -> Ground:
        return Ground(m.key, self._span(m), m.words, unsure or m.weak or m.key == UNKNOWN)

    # -- for how long

    def _periods(self) -> list[tuple[int, int, str]]:
        """Cues of periods over the text: (first token, token after, key)."""
        text = self.text
        found = []
        for i, j, key in text.cues.get("period", ()):
            said = text.between("say", max(0, i - 3), i)
            told = (
                key in ("week", "month", "year") and said and "," not in text.low[said[-1][0] : i]
            )
            if not told:
                found.append((i, j, key))
        months = text.at.get("month", {})
        for i, j, _ in text.cues.get("since", ()):
            if j < len(text.low) and text.kinds[j] == "date":
                if day := _date_of(text.low[j]):
                    found.append((i, j + 1, f"since {day.isoformat()}"))
                continue
            if (m := self._month_after(j, months)) >= 0:
                last = max(
                    [months[m][0]] + [end for _, end, _ in text.between("past_year", m + 1, m + 4)]
                )
                found = [c for c in found if not i <= c[0] < last]
                found.append((i, last, self._since(m, months[m])))
        return sorted(found)

    def _month_after(self, first: int, months: dict) -> int:
        """The month of "since March", or of a whole date some words after; -1 if there is none."""
        text = self.text
        for m in range(first, min(first + 10, len(text.low))):
            if text.low[m] in (",", ";", ".", "\n") and not self._is_day_number(m - 1):
                break
            near = m == first or (m < first + 3 and text.kinds[first] in ("num", "word"))
            if m in months and (near or self._day_before(m) >= 0):
                return m
        return -1

    def _day_before(self, month: int) -> int:
        """The token of the day before a month, a preposition between or not; -1 without one."""
        for k in (month - 1, month - 2):
            if self._is_day_number(k):
                return k
            if self.text.kinds[k] not in ("word", "sign") or len(self.text.low[k]) > 2:
                break
        return -1

    def _since(self, m: int, month: tuple[int, str]) -> str:
        """Write "since 6 March" as a period; the year is the last that it can be."""
        text, number = self.text, int(month[1])
        days = [x for x in (self._day_before(m), month[0]) if self._is_day_number(x)]
        after = days[-1] + 1 if days and days[-1] >= month[0] else month[0]
        year, _ = self._year(after, after)
        if year is None:
            if self.published is None:
                return "to_date"
            past = number > self.published.month or text.has("past_year", after, after + 3)
            year = self.published.year - past
        return f"since {year}-{number:02d}" + (f"-{int(text.low[days[-1]]):02d}" if days else "")

    def _is_day_number(self, k: int) -> bool:
        low, kinds = self.text.low, self.text.kinds
        return 0 <= k < len(low) and kinds[k] == "num" and len(low[k]) < 3 and low[k].isascii()

    def period(
        self, k: int, amount: Amount, meaning: Meaning, subject: str, speaker: str, party: str
    ) -> Ground:
        """How long a figure covers: told in its sentence, beside it, or by a rule."""
        if meaning.measure in STATES:
            return Ground("moment", "rule:a_state")
        if meaning.period == "day":
            return Ground("day", "rule:step_of_a_running_total")
        if meaning.period == "start":
            told = [c for c in self.periods if c[2].startswith("since") and c[0] < amount.first]
            if told:
                return self._period(told[-1], subject, party)
            return Ground(self._start(subject, party), "rule:running_total")
        if cue := self._own_period(k, amount):
            return self._period(cue, subject, party)
        if meaning.basis == "list" and (given := self._given_before(k)):
            return given._replace(unsure=True)
        if near := self._near_period(k):
            return self._period(near[0], subject, party, unsure=near[1] > 1)
        if speaker in rules("daily"):
            return Ground(rules("daily")[speaker], "rule:daily_speaker", unsure=True)
        if self.carried:
            return self._period(self.carried[0], subject, party, unsure=True)
        return self._usual_period()

    def _usual_period(self) -> Ground:
        """Of a text that names no period: the day that it names, or the one of the report."""
        if self.days:
            return Ground("day", self.span(*self.days[0][:2]), unsure=True)
        if self.published:
            return Ground("day", "rule:report_of_the_day", unsure=True)
        return Ground("unclear", "", unsure=True)

    def covered(
        self, k: int, amount: Amount, meaning: Meaning, subject: str, speaker: str, party: str
    ) -> Ground:
        """As `period`; kept for the list that the next sentence may go on with."""
        found = self.period(k, amount, meaning, subject, speaker, party)
        if meaning.period != "day":
            self._given.setdefault(k, found)
        return found

    def _given_before(self, k: int) -> Ground | None:
        """The period of the first figure of the sentence with figures before."""
        before = [j for j in self._given if j < k]
        return self._given[before[-1]] if before else None

    def _own_period(self, k: int, amount: Amount) -> tuple[int, int, str] | None:
        """The nearest period of the sentence that is not said of a part."""
        s = self.sentences[k]
        own = [
            c
            for c in self.periods
            if s.first <= c[0] < s.last
            and self._bracket(c[0], s) in (-1, self._bracket(amount.core, s))
            and not self.text.has("including", amount.last, c[0])
        ]
        return min(own, key=lambda c: (self._far(c, amount), c[0])) if own else None

    def _near_period(self, k: int) -> tuple[tuple[int, int, str], int] | None:
        """A period of a sentence near by, and how far off it is."""
        for reach in (1, 2, 3, 4):
            for j in (k - reach, k + reach):
                near = self._periods_of(j, before=j < k) if 0 <= j < len(self.sentences) else []
                if near:
                    return near[-1 if j < k else 0], reach
        return None

    def _periods_of(self, j: int, *, before: bool) -> list[tuple[int, int, str]]:
        """Periods of a sentence that may hold for a figure of another one."""
        t = self.sentences[j]
        return [
            c
            for c in self.periods
            if t.first <= c[0] < t.last
            and self._bracket(c[0], t) < 0
            and not self.text.has("including", t.first, c[0])
            and (before or (c[2] not in TOTALS and not c[2].startswith("since")))
        ]

    def _bracket(self, token: int, s: Sentence) -> int:
        """The bracket that a token stands in; -1 outside of any."""
        opened = -1
        for k in range(s.first, token):
            sign = self.text.low[k]
            opened = k if sign == "(" else -1 if sign == ")" else opened
        return opened

    def _far(self, cue: tuple[int, int, str], amount: Amount) -> int:
        """Tokens between; what stands after another figure counts double."""
        return amount.first - cue[1] if cue[0] < amount.first else 2 * (cue[0] - amount.last)

    def _period(
        self, cue: tuple[int, int, str], subject: str, party: str, *, unsure: bool = False
    ) -> Ground:
        key = self._start(subject, party) if cue[2] == "start" else cue[2]
        return Ground(key, self.span(cue[0], cue[1]), unsure=unsure)

    def _start(self, subject: str, party: str) -> str:
        starts = war_starts()
        forces = (
            subject,
            self.known.force_of.get(party, ""),
            *(key for _, _, key in self.text.cues.get("side", ())),
        )
        day = next((starts[force] for force in forces if force in starts), "")
        return f"since {day}" if day else "to_date"

    # -- which day

    def _days(self) -> list[tuple[int, int, dt.date, str]]:
        """Days that the text names: (first token, token after, day, how)."""
        text = self.text
        if self.published is None:
            return self._dated()
        found = self._dated()
        taken = {x for i, j, _, _ in found for x in range(i, j)}
        for i, j, key in text.cues.get("weekday", ()):
            if i not in taken:
                back = (self.published.weekday() - int(key)) % 7
                found.append((i, j, self.published - dt.timedelta(days=back), "weekday"))
        for i, j, key in text.cues.get("day", ()):
            found.append((i, j, self.published + dt.timedelta(days=int(key)), "word"))
        return sorted(found)

    def _dated(self) -> list[tuple[int, int, dt.date, str]]:
        text, found = self.text, []
        for i, kind in enumerate(text.kinds):
            if kind == "date" and (day := _date_of(text.low[i])) and not self._is_since(i):
                found.append((i, i + 1, day, "date"))
        low, kinds, n = text.low, text.kinds, len(text.low)
        for i, j, key in text.cues.get("month", ()):
            before = i - 1
            while before >= 0 and (
                low[before] in (".", ",", "of", "-")
                or (kinds[before] == "word" and len(low[before]) <= 2)
            ):
                before -= 1
            if before >= 0 and i - before <= 3 and kinds[before] == "num" and len(low[before]) < 3:
                day, first, last = int(low[before]), before, j
                year, last = self._year(j, last)
            elif j < n and kinds[j] == "num" and len(low[j]) < 3 and "." not in low[j]:
                day, first = int(low[j]), i
                year, last = self._year(j + 1, j + 1)
            else:
                continue
            if self._is_since(first):
                continue
            if (whole := self._resolve(day, int(key), year)) is not None:
                found.append((first, last, whole, "date"))
        return sorted(found)

    def _year(self, j: int, last: int) -> tuple[int | None, int]:
        text = self.text
        k = j + (j < len(text.low) and text.low[j] == ",")
        if (
            k < len(text.low)
            and text.kinds[k] == "num"
            and len(text.low[k]) == 4
            and text.low[k].isdigit()
        ):
            return int(text.low[k]), k + 1
        return None, last

    def _resolve(self, day: int, month: int, year: int | None) -> dt.date | None:
        try:
            if year is not None:
                return dt.date(year, month, day)
            if self.published is None:
                return None
            found = dt.date(self.published.year, month, day)
        except ValueError:
            return None
        if found > self.published + dt.timedelta(days=1):
            try:
                found = found.replace(year=found.year - 1)
            except ValueError:
                return None
        return found

    def _is_since(self, i: int) -> bool:
        """Whether a date tells a beginning or an end, not the day of a report."""
        text = self.text
        near = max(0, i - 3)
        return any(
            text.between(kind, near, i) and j >= i - 1
            for kind in ("since", "until")
            for _, j, _ in text.between(kind, near, i)
        )

    def day(self, k: int) -> tuple[Ground, str]:
        """The day of the figures of a sentence, and how it is known (a key of DATE_BASES)."""
        if k not in self._day_of:
            self._day_of[k] = self._find_day(k)
        return self._day_of[k]

    def _find_day(self, k: int) -> tuple[Ground, str]:
        s = self.sentences[k]
        own = [d for d in self.days if s.first <= d[0] < s.last and self._is_near(d[2])]
        own.sort(key=lambda d: ("date", "weekday", "word").index(d[3]))
        if own:
            return self._day(own[0])
        for j in range(k - 1, -1, -1):
            t = self.sentences[j]
            if t.last - t.first <= 6 and t.paragraph < s.paragraph:
                head = [
                    d
                    for d in self.days
                    if t.first <= d[0] < t.last
                    and d[3] == "date"
                    and d[1] - d[0] >= t.last - t.first - 3
                ]
                if head and self._is_near(head[0][2]):
                    return self._day(head[0])
        reach = range(max(0, k - REACH), min(len(self.sentences), k + REACH + 1))
        near = sorted((j for j in reach if j != k), key=lambda j: abs(j - k))
        mine = self.said[k][0].key if self.said[k] else None
        same = [j for j in near if self.said[j] and self.said[j][0].key == mine]
        for j in (*same, *near):
            t = self.sentences[j]
            if self.own[j] or self.text.has("say", t.first, t.last):
                named = [d for d in self.days if t.first <= d[0] < t.last and d[3] != "word"]
                if named and self.published and 0 <= (self.published - named[0][2]).days <= 7:
                    return self._day(named[0])
        if self.published:
            return Ground(self.published.isoformat(), "rule:publication_day"), "announced"
        if self.days:
            return self._day(self.days[0])
        return Ground("", "", unsure=True), "unknown"

    def _day(self, day: tuple[int, int, dt.date, str]) -> tuple[Ground, str]:
        return Ground(day[2].isoformat(), self.span(day[0], day[1])), "stated" if day[
            3
        ] == "date" else "inferred"

    def _is_near(self, day: dt.date) -> bool:
        return self.published is None or -1 <= (self.published - day).days <= FAR

    # -- whose

    def _sides(self) -> list[tuple[int, int, str]]:
        """Sides named in the text, but not inside the name of a speaker."""
        text = self.text
        barred = set()
        for kind in ("speaker", "office"):
            for i, j, _ in text.cues.get(kind, ()):
                barred.update(range(i, j))
        return [c for c in text.cues.get("side", ()) if c[0] not in barred]

    def _named(self, first: int, last: int, party: str) -> list[tuple[int, int, str]]:
        """The forces named in [first, last), "enemy" and "our" resolved."""
        found = []
        for i, j, key in self.sides:
            if first <= i < last:
                force = self._force(key, party)
                if force:
                    found.append((i, j, force))
        return found

    def _force(self, key: str, party: str) -> str:
        if key == "@opponent":
            return self.known.opponent(party or self.home)
        if key == "@own":
            return self.known.force_of.get(party or self.home, "")
        return key

    def whose(
        self, k: int, amount: Amount, meaning: Meaning, begin: int, stop: int, party: str
    ) -> Ground:
        """The subject of a figure; one of a list that names none has that of the one before."""
        found = self.subject(k, amount, meaning, begin, stop, party)
        before, self._last = self._last, (k, meaning, found)
        if before is None or not found.basis.startswith("rule:opponent"):
            return found
        near = before[0] == k or meaning.basis in ("table", "list")
        people = (before[1].noun in PERSONS) == (meaning.noun in PERSONS)
        alike = people and meaning.action == before[1].action
        if near and alike and before[2].key not in (NONE, CIVILIANS):
            found = before[2]._replace(unsure=True)
            self._last = (k, meaning, found)
        return found

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
        near = self._named(amount.last, self._phrase_end(amount, meaning, stop), party)
        inner = self._named(max(begin, amount.first - 1), amount.last, party)
        counted = rules("counts").get(self.said[k][0].key) if self.said[k] else None
        if counted and meaning.noun in ("people", "person") and not near and not inner:
            return Ground(counted, "rule:whom_the_speaker_counts", unsure=True)
        if meaning.noun in HUMAN and self.is_civil(k, amount, meaning, stop):
            span = self._civil_span(k, amount, meaning)
            return Ground(CIVILIANS, span, unsure=meaning.noun != "civilian")
        if measure in GROUND or meaning.action in ("advance", "gain"):
            return self._holder(k, amount, near, own, party)
        if measure == "area_left":
            return Ground(other or UNKNOWN, "rule:opponent", unsure=True)
        if near or inner:
            return self._side((near or inner)[0])
        if loser := self._loser(k, amount, meaning, begin, party):
            return loser
        if other and self.known.is_interested(party):
            sentence = self._named(self.sentences[k].first, self.sentences[k].last, party)
            return self._opponent(self.sentences[k], amount, meaning, sentence, own, other)
        return self._side_of_text(k, amount, meaning, party)

    def _holder(
        self, k: int, amount: Amount, near: list[tuple[int, int, str]], own: str, party: str
    ) -> Ground:
        """Who advances, takes or holds: the side before the figure, else the speaker's own."""
        actor = self._named(self.sentences[k].first, amount.first, party)
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
        before = self._named(begin, amount.first, party)
        sentence = self._named(s.first, s.last, party)
        if meaning.basis == "before" and meaning.span:
            beside = self._named(max(s.first, meaning.span[0] - 3), meaning.span[1], party)
            if beside:
                return self._side(beside[-1])
        if self._is_lost(s, amount, meaning, begin) and (before or sentence):
            verb = min(meaning.span[0], amount.first) if meaning.span else 0
            led = [c for c in sentence if c[0] < verb]
            return self._side((before or led or sentence)[-1 if before or led else 0])
        for c in reversed(before):
            if c[1] >= amount.first - 2 and not self.text.has("action", c[1], amount.first):
                return self._side(c)
        return None

    def _is_lost(self, s: Sentence, amount: Amount, meaning: Meaning, begin: int) -> bool:
        """Whether somebody is said to have lost what is counted."""
        if meaning.action in ("lose", "loss"):
            return True
        if not self.text.has("action", begin, amount.first):
            return False
        acts = self.text.between("action", max(s.first, begin - 6), amount.first)
        return any(key == "lose" for _, _, key in acts)

    def _side_of_text(self, k: int, amount: Amount, meaning: Meaning, party: str) -> Ground:
        """Of a speaker without a known party: the sides that the text names, always unsure."""
        s = self.sentences[k]
        sentence = self._named(s.first, s.last, party)
        if meaning.basis == "table" and not party:
            named = self._named(0, amount.first, party)
            if named:
                return self._side(named[-1], unsure=True)
        actor = self._actor(s, amount, meaning, sentence)
        if actor and (foe := self.known.opponent(self.known.forces.get(actor[2], ""))):
            return Ground(foe, self.span(actor[0], actor[1]), unsure=True)
        if sentence:
            return self._side(sentence[0], unsure=True)
        if self.home:
            foe = self.known.opponent(self.home)
            return Ground(foe, "rule:opponent_of_the_home_side", unsure=True)
        named = self._named(0, len(self.text.low), party)
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
        foes = [c for c in named if c[2] not in (own, CIVILIANS)]
        another = foes and other not in {c[2] for c in foes} and self.known.forces.get(foes[0][2])
        if another and meaning.noun in PERSONS:
            return self._side(foes[0], unsure=True)
        return Ground(other, "rule:opponent")

    def _actor(
        self, s: Sentence, amount: Amount, meaning: Meaning, sides: list[tuple[int, int, str]]
    ) -> tuple[int, int, str] | None:
        """Who killed or destroyed what is counted: a side, then the verb, then the figure."""
        if meaning.action not in DONE_TO_OTHERS:
            return None
        acts = self.text.between("action", s.first, amount.first)
        done = [i for i, _, key in acts if key == meaning.action]
        return next((c for c in sides if done and c[1] <= done[-1]), None)

    def _phrase_end(self, amount: Amount, meaning: Meaning, stop: int) -> int:
        end = amount.last
        limit = min(stop, amount.last + 8)
        nouns = self.text.between("noun", amount.last, limit)
        acts = self.text.between("action", amount.last, min(amount.last + 2, limit))
        counted = nouns[0][1] if nouns else acts[0][1] if acts else end
        while end < limit and self.text.low[end] not in (",", ";", ".", "(", ":"):
            if end >= counted and any(end in self.text.at.get(x, ()) for x in ("noun", "action")):
                break
            if end in self.text.at.get("place_before", ()):
                break
            end += 1
        return end

    def _side(self, cue: tuple[int, int, str], *, unsure: bool = False) -> Ground:
        return Ground(cue[2], self.span(cue[0], cue[1]), unsure=unsure or cue[2] == UNKNOWN)

    def is_civil(self, k: int, amount: Amount, meaning: Meaning, stop: int) -> bool:
        """Whether people counted are civilians: by the noun, or by the words around."""
        if meaning.noun == "civilian":
            return True
        if meaning.noun not in HUMAN - {"soldier", "prisoner"}:
            return False
        if meaning.action in ("lose", "loss"):
            return False
        if meaning.measure in MOVED:
            return True
        text = self.text
        if meaning.noun == "people" and text.has("civil", amount.first, min(stop, amount.last + 8)):
            return True
        if self._named(amount.last, self._phrase_end(amount, meaning, stop), ""):
            return False
        return self._speaks_of_people(k, meaning) or self._is_civil_around(k)

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
        whole = text.cues.get("civil", ())
        return len(whole) > 2 * len(text.cues.get("military", ()))

    def _speaks_of_people(self, k: int, meaning: Meaning) -> bool:
        """People killed, wounded or missing where no soldier and no enemy is near: of a town."""
        if meaning.action not in ("kill", "wound", "miss"):
            return False
        text, people = self.text, meaning.noun == "people"
        for j in (k,) if people else (k - 1, k, k + 1):
            if 0 <= j < len(self.sentences):
                t = self.sentences[j]
                nouns = {key for _, _, key in text.between("noun", t.first, t.last)}
                sides = {key for _, _, key in text.between("side", t.first, t.last)}
                if "soldier" in nouns or "@opponent" in sides or "@own" in sides:
                    return False
                people = people or (j <= k and bool(nouns & {"people", "civilian"}))
        return people

    def _fights(self, t: Sentence) -> bool:
        return self.text.has("military", t.first, t.last)

    def _civil_span(self, k: int, amount: Amount, meaning: Meaning) -> str:
        if meaning.noun == "civilian" and meaning.span:
            return self.span(*meaning.span)
        s = self.sentences[k]
        near = self.text.between("civil", s.first, s.last) or self.text.cues.get("civil", ())[:1]
        return self.span(near[0][0], near[0][1]) if near else "rule:civilian_text"

    # -- stance

    def stance(self, k: int, begin: int, stop: int, party: str, speaker: str) -> Ground:
        s = self.sentences[k]
        denied = self.text.between("deny", s.first, s.last)
        if denied:
            return Ground("denial", self.span(denied[0][0], denied[0][1]))
        if party and not self.known.is_interested(party):
            return Ground("assessment", "rule:party_without_interest")
        return Ground("claim", "rule:interested_party" if party else "")


def _date_of(word: str) -> dt.date | None:
    """Read a date in digits: day first, or year first; nothing where it is neither.

    >>> _date_of("17.03.2023"), _date_of("2023-03-17"), _date_of("17.13.2023")
    (datetime.date(2023, 3, 17), datetime.date(2023, 3, 17), None)
    """
    parts = [int(part) for part in word.replace("/", ".").replace("-", ".").split(".")]
    if len(str(parts[0])) == 4:
        year, month, day = parts
    else:
        day, month, year = parts
        year += 2000 * (year < 100)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
