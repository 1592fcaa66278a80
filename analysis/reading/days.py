"""Which day the figures of a text are of, and for how long they count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from analysis.reading.amounts import Amount
from analysis.reading.nouns import Figure
from analysis.reading.speakers import Known, Speakers
from analysis.reading.tokens import Cue, Ground, Sentence, Text
from analysis.wording.languages import rules, war_starts

REACH = 40
"""Sentences before and after a figure in which its day is looked for."""
FAR = 20
"""Days before its publication that a text surely speaks of as the day of a figure."""
LEAP_YEARS = 8
"""The most years from one 29 February to the next."""
LATELY = 3
"""Days before its publication of the one date that a text names for all its figures."""
KINDS = ("date", "weekday", "word")
"""How a text names a day, the plainest first."""


class NamedDay(NamedTuple):
    """A day that a text names: its tokens, and one of `KINDS`."""

    first: int
    last: int
    day: dt.date
    kind: str


class Days:
    """The days that a text names, and which of them a figure is of."""

    def __init__(self, text: Text, published: dt.date | None, speakers: Speakers) -> None:
        self.text, self.published, self.speakers = text, published, speakers
        self.sentences = text.sentences
        self.unused: set[int] = set()
        """Tokens of days that no figure takes: an end, a day of no year or of no calendar."""
        self.named = self._named()
        self._day_of: dict[int, tuple[Ground, str]] = {}

    def day(self, k: int) -> tuple[Ground, str]:
        """The day of the figures of a sentence, and how it is known (a key of DATE_BASES)."""
        if k not in self._day_of:
            self._day_of[k] = self._find_day(k)
        return self._day_of[k]

    def of(self, s: Sentence) -> list[NamedDay]:
        """The days that a sentence names."""
        return [d for d in self.named if s.first <= d.first < s.last]

    def _find_day(self, k: int) -> tuple[Ground, str]:
        own = sorted(self.of(self.sentences[k]), key=lambda d: KINDS.index(d.kind))
        near = [d for d in own if self._is_near(d.day)]
        if near:
            return self._stated(near[0], unsure=near[0] is not own[0])
        if past := [d for d in own if self._is_past(d.day)]:
            return self._stated(past[0], unsure=True)
        passed_over = self._passes_over(k)
        if found := self._heading(k) or self._told_near(k):
            return self._stated(found, unsure=passed_over or not self._is_near(found.day))
        # the one date that the sentences before name, if it is of the last days
        dates = [d for d in self.named if d.kind == "date" and d.first < self.sentences[k].first]
        if len({d.day for d in dates}) == 1 and self.is_late(dates[0].day):
            return self._stated(dates[0], unsure=True)
        if self.published:
            unsure = passed_over or self._is_beside_another(k, self.published)
            day = self.published.isoformat()
            return Ground(day, "rule:publication_day", unsure=unsure), "announced"
        if self.named:
            unsure = passed_over or len({d.day for d in self.named}) > 1
            return self._stated(self.named[0], unsure=unsure)
        return Ground("", "", unsure=True), "unknown"

    def _is_beside_another(self, k: int, day: dt.date) -> bool:
        """Whether a sentence before, or any of the paragraph, names another day than this."""
        paragraph, first = self.sentences[k].paragraph, self.sentences[k].first
        return any(
            d.first < first or self.sentences[self.text.sentence_of(d.first)].paragraph == paragraph
            for d in self.named
            if d.day != day
        )

    def _passes_over(self, k: int) -> bool:
        """Whether a sentence names a day that its figures do not take."""
        s = self.sentences[k]
        return bool(self.of(s)) or any(s.first <= token < s.last for token in self.unused)

    def _stated(self, day: NamedDay, *, unsure: bool = False) -> tuple[Ground, str]:
        ground = Ground(day.day.isoformat(), self.text.span(day.first, day.last), unsure=unsure)
        return ground, "stated" if day.kind == "date" else "inferred"

    def _heading(self, k: int) -> NamedDay | None:
        """The date of the last line before that is little more than a date."""
        for t in reversed(self.sentences[:k]):
            size = t.last - t.first
            if size <= 6 and t.paragraph < self.sentences[k].paragraph:
                dates = [d for d in self.of(t) if d.kind == "date" and d.last - d.first >= size - 3]
                if dates and (self._is_near(dates[0].day) or self._is_past(dates[0].day)):
                    return dates[0]
        return None

    def _told_near(self, k: int) -> NamedDay | None:
        """The day on which the same speaker, or nobody who is named, said a sentence near by."""
        speakers = self.speakers
        reach = range(max(0, k - REACH), min(len(self.sentences), k + REACH + 1))
        near = sorted((j for j in reach if j != k), key=lambda j: abs(j - k))
        mine = speakers.name(k)
        same = [j for j in near if speakers.said[j] and speakers.name(j) == mine]
        others = [j for j in near if mine is None or speakers.name(j) is None]
        for j in (*same, *others):
            t = self.sentences[j]
            if speakers.own[j] or self.text.has("say", t.first, t.last):
                named = [d for d in self.of(t) if d.kind != "word"]
                if named and self.published and 0 <= (self.published - named[0].day).days <= 7:
                    return named[0]
        return None

    def is_late(self, day: dt.date) -> bool:
        """Whether a day is the one of publication or of those just before."""
        return self.published is not None and 0 <= (self.published - day).days <= LATELY

    def _is_near(self, day: dt.date) -> bool:
        return self.published is None or -1 <= (self.published - day).days <= FAR

    def _is_past(self, day: dt.date) -> bool:
        return self.published is None or day <= self.published

    # the days that a text names

    def _named(self) -> list[NamedDay]:
        """The days that the text names, in order; words and weekdays against its publication."""
        found = sorted(self._dates())
        if self.published is None:
            return found
        taken = {x for d in found for x in range(d.first, d.last)}
        for i, j, key in self.text.cues["weekday"]:
            bound = self._is_bound("since", i) or self._is_bound("until", i)
            if i not in taken and not bound:
                back = (self.published.weekday() - int(key)) % 7
                found.append(NamedDay(i, j, self.published - dt.timedelta(days=back), "weekday"))
        for i, j, key in self.text.cues["day"]:
            found.append(NamedDay(i, j, self.published + dt.timedelta(days=int(key)), "word"))
        return sorted(found)

    def _dates(self) -> list[NamedDay]:
        """The dates of a text that are neither a beginning nor an end."""
        found = []
        for first, last, day in self._written():
            if self._is_bound("since", first):
                continue
            if day and not self._is_bound("until", first):
                found.append(NamedDay(first, last, day, "date"))
            elif day is None or day != self.published:
                self.unused.add(first)
        return found

    def _written(self) -> Iterator[tuple[int, int, dt.date | None]]:
        """The dates of a text, in digits or with the name of a month, and which days they are."""
        text, low, kinds, n = self.text, self.text.low, self.text.kinds, len(self.text.low)
        for i, kind in enumerate(kinds):
            if kind == "date":
                yield i, i + 1, date_of(low[i])
        for i, j, key in text.cues["month"]:
            before = i - 1
            while before >= 0 and (
                low[before] in (".", ",", "of", "-")
                or (kinds[before] == "word" and len(low[before]) <= 2)
            ):
                before -= 1
            if before >= 0 and i - before <= 3 and kinds[before] == "num" and len(low[before]) < 3:
                number, first, last = low[before], before, j
                joints = low[before + 1 : i]
            elif j < n and kinds[j] == "num" and len(low[j]) < 3 and "." not in low[j]:
                number, first, last, joints = low[j], i, j + 1, []
            else:
                continue
            year, last = self.year_after(last, joints)
            yield first, last, self._resolved(int(number), int(key), year)

    def year_after(self, j: int, joints: Sequence[str] = ()) -> tuple[int | None, int]:
        """The year at a token, and the token after it.

        A comma may stand before it, or what joins its day and month: "de" in "18 de abril de 2022".
        """
        low, kinds = self.text.low, self.text.kinds
        k = j + (j < len(low) and low[j] in {",", *joints})
        if k < len(low) and kinds[k] == "num" and len(low[k]) == 4 and low[k].isdigit():
            return int(low[k]), k + 1
        return None, j

    def _resolved(self, day: int, month: int, year: int | None) -> dt.date | None:
        """A day; without a year the last such day before the publication, or the day after it."""
        if year is not None:
            years, latest = [year], dt.date.max
        elif self.published is not None:
            latest = self.published + dt.timedelta(days=1)
            years = [latest.year - back for back in range(LEAP_YEARS + 1)]
        else:
            return None
        for each in years:
            with suppress(ValueError):  # a year without 29 February
                if (found := dt.date(each, month, day)) <= latest:
                    return found
        return None

    def _is_bound(self, kind: str, i: int) -> bool:
        """Whether the words before a day make it a beginning ("since") or an end ("until")."""
        return any(j >= i - 1 for _, j, _ in self.text.between(kind, max(0, i - 3), i))

    def is_day_number(self, k: int) -> bool:
        """Whether a token is a number that may be the day of a month."""
        low, kinds = self.text.low, self.text.kinds
        return 0 <= k < len(low) and kinds[k] == "num" and len(low[k]) < 3 and low[k].isascii()


def date_of(word: str) -> dt.date | None:
    """Read a date in digits: day first, or year first; nothing where it is neither.

    >>> date_of("17.03.2023"), date_of("2023-03-17"), date_of("17.13.2023")
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


STATES = frozenset(
    (
        *("control_share", "control_part", "area_left", "area_held", "area_width", "area_depth"),
        *("personnel_present", "troops_deployed", "tanks_deployed", "apc_deployed"),
        *("guns_deployed", "mlrs_deployed", "buildings_held", "hostages", "distance"),
    )
)
"""Measures of a moment, not of a stretch of time."""
WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}
"""Small numbers as periods are written."""


def is_total(period: str) -> bool:
    """Whether a period begins at a start: one of what follows it, not of what stands before."""
    return period in ("start", "to_date") or period.startswith("since")


class Periods:
    """The stretches of time that a text names, and which of them a figure covers."""

    def __init__(self, text: Text, known: Known, published: dt.date | None, days: Days) -> None:
        self.text, self.known, self.published, self.days = text, known, published, days
        self.sentences = text.sentences
        self._given: dict[int, Ground] = {}
        """The period of the first figure of the sentences before."""
        self._local: set[int] = set()
        """Beginnings that hold in their own sentence alone."""
        self._said: dict[int, str] = {}
        """Who gave the figures of the sentences before."""
        self.named = self._named()
        self.carried = [c for c in self.named if not is_total(c.key)] or self.named

    def covered(self, f: Figure, subject: str) -> Ground:
        """How long a figure covers; kept for the list that the next sentence may go on with."""
        self._said[f.k] = f.speaker
        found = self._period(f, subject)
        if f.meaning.period != "day":
            self._given.setdefault(f.k, found)
        return found

    def _period(self, f: Figure, subject: str) -> Ground:
        """The period told in its sentence, beside it, or by a rule."""
        k, s, amount, meaning, party = f.k, f.sentence, f.amount, f.meaning, f.party
        if meaning.measure in STATES:
            return Ground("moment", "rule:a_state")
        if meaning.period == "day":
            return Ground("day", "rule:step_of_a_running_total")
        if meaning.period == "start":
            told = [c for c in self.named if c.key.startswith("since") and c.first < amount.first]
            if told:
                return self._ground(told[-1], subject, party)
            return Ground(self._start(subject, party), "rule:running_total")
        if cue := self._own(s, amount):
            return self._ground(self._since_told(cue), subject, party)
        given = [j for j in self._given if j < k]
        # among the dead are 3,000 children: a sentence that opens with a part of the last
        goes_on = meaning.basis == "list" or self.text.has("including", s.first, s.first + 2)
        if goes_on and given:
            return self._given[given[-1]]._replace(unsure=True)
        if meaning.period == "total":
            return Ground(self._start(subject, party), "rule:what_a_total_reached", unsure=True)
        if near := self._near(k):
            return self._ground(self._since_told(near[0]), subject, party, unsure=near[1])
        if f.speaker in rules("daily"):
            return Ground(rules("daily")[f.speaker], "rule:daily_speaker", unsure=True)
        return self._carried(k, subject, party)

    def _ground(self, cue: Cue, subject: str, party: str, *, unsure: bool = False) -> Ground:
        key = self._start(subject, party) if cue.key == "start" else cue.key
        return Ground(key, self.text.span(cue.first, cue.last), unsure=unsure)

    def _start(self, subject: str, party: str) -> str:
        """Since the start of the war of a side, of its speaker, or of the sides of the text."""
        starts, sides = war_starts(), (key for _, _, key in self.text.cues["side"])
        forces = (subject, self.known.force_of.get(party, ""), *sides)
        day = next((starts[force] for force in forces if force in starts), "")
        return f"since {day}" if day else "to_date"

    def _carried(self, k: int, subject: str, party: str) -> Ground:
        """The first period of the text that may hold here, else the day of the report."""
        for cue in self.carried:
            before = cue.first < self.sentences[k].last or not is_total(cue.key)
            if before and cue.first not in self._local and not self._is_anothers_total(cue, k):
                return self._ground(cue, subject, party, unsure=True)
        if self.days.named:
            return Ground("day", self.text.span(*self.days.named[0][:2]), unsure=True)
        if self.published:
            return Ground("day", "rule:report_of_the_day", unsure=True)
        return Ground("unclear", "", unsure=True)

    def _is_anothers(self, j: int, k: int) -> bool:
        """Whether the figures of two sentences are said by two speakers."""
        return self._said.get(j, self._said.get(k)) != self._said.get(k)

    def _is_anothers_total(self, cue: Cue, k: int) -> bool:
        """Since the start, says one; what another speaker counts is no total for it."""
        return is_total(cue.key) and self._is_anothers(self.text.sentence_of(cue.first), k)

    def _own(self, s: Sentence, amount: Amount) -> Cue | None:
        """The nearest period of the sentence that is not said of a part."""
        brackets = (-1, self._bracket(amount.core, s))

        def far(cue: Cue) -> tuple[int, int]:
            """Tokens between; what stands after another figure counts double."""
            first, last, _ = cue
            return amount.first - last if first < amount.first else 2 * (first - amount.last), first

        own = [c for c in self.named if s.first <= c.first < s.last]
        own = [c for c in own if self._bracket(c.first, s) in brackets]
        own = [c for c in own if not self.text.has("including", amount.last, c.first)]
        return min(own, key=far, default=None)

    def _since_told(self, cue: Cue) -> Cue:
        """So far, after a sentence that says since when: since then."""
        if cue.key != "to_date":
            return cue
        k = self.text.sentence_of(cue.first)
        first, last = self.sentences[max(0, k - 3)].first, self.sentences[k].last
        near = [c for c in self.named if first <= c.first < last]
        told = [c for c in near if is_total(c.key) and c.key != "to_date"]
        return told[-1] if told else cue

    def _near(self, k: int) -> tuple[Cue, bool] | None:
        """A period of a sentence near by, and whether that is unsure: far off, or another's."""
        for reach in (1, 2, 3, 4):
            for j in (k - reach, k - reach - 1, k + reach):
                near = self._periods_of(j, before=j < k) if 0 <= j < len(self.sentences) else []
                near = [c for c in near if not self._is_anothers_total(c, k)]
                if near:
                    only = len({key for _, _, key in self.named}) == 1
                    far = abs(j - k) > 1 and not only
                    return near[-1 if j < k else 0], far or self._is_anothers(j, k)
        return None

    def _periods_of(self, j: int, *, before: bool) -> list[Cue]:
        """Periods of a sentence that may hold for a figure of another one."""
        t = self.sentences[j]
        near = [c for c in self.named if t.first <= c.first < t.last and c.first not in self._local]
        near = [c for c in near if before or not is_total(c.key)]
        near = [c for c in near if self._bracket(c.first, t) < 0]
        return [c for c in near if not self.text.has("including", t.first, c.first)]

    def _bracket(self, token: int, s: Sentence) -> int:
        """The bracket that a token stands in; -1 outside of any."""
        opened = -1
        for k in range(s.first, token):
            sign = self.text.low[k]
            opened = k if sign == "(" else -1 if sign == ")" else opened
        return opened

    # the periods that a text names

    def _named(self) -> list[Cue]:
        """Cues of periods over the text: (first token, token after, key)."""
        text = self.text
        found = [c for c in text.cues["period"] if not self._is_told(*c)]
        found += self._counted_units()
        for i, j, _ in text.cues["since"]:
            if j < len(text.low) and text.kinds[j] == "date":
                if day := date_of(text.low[j]):
                    found.append(Cue(i, j + 1, f"since {day.isoformat()}"))
            elif weekday := text.at["weekday"].get(j):
                found += self._since_weekday(i, *weekday)
            elif (m := self._month_after(j)) >= 0:
                past = (end for _, end, _ in text.between("past_year", m + 1, m + 4))
                last = max([text.at["month"][m][0], *past])
                found = [c for c in found if not i <= c.first < last]
                found.append(Cue(i, last, self._since_month(m)))
        return sorted(found + self._late_days(found))

    def _since_weekday(self, i: int, last: int, weekday: str) -> list[Cue]:
        """Since Friday: the last one before the page came out; since the day before is a day."""
        if self.published is None:
            return []
        back = (self.published.weekday() - int(weekday)) % 7 or 7
        self._local.add(i)
        since = f"since {self.published - dt.timedelta(days=back)}"
        return [Cue(i, last, "day" if back == 1 else since)]

    def _late_days(self, found: list[Cue]) -> list[Cue]:
        """On Saturday there were 126 clashes: the day of a sentence that names no period."""
        text, days = self.text, []
        for s in self.sentences:
            named = any(s.first <= c.first < s.last for c in found)
            if named or text.has("say", s.first, s.last) or text.has("according", s.first, s.last):
                continue
            late = (d for d in self.days.of(s) if d.kind != "word" and self.days.is_late(d.day))
            days += [Cue(d.first, d.last, "day") for d in late]
        return days

    def _is_told(self, i: int, j: int, key: str) -> bool:
        """Said on Wednesday, told reporters last week: the time of the telling."""
        text = self.text
        before = text.between("say", max(0, i - 3), i)
        told = bool(before) and "," not in text.low[before[-1][0] : i]
        if key in ("week", "month", "year"):
            return told
        named = text.has("weekday", i, j) or text.has("day", i, j)
        return key == "day" and named and (told or text.has("say", j, j + 2))

    def _counted_units(self) -> list[Cue]:
        """In the past four days, within three weeks: a number of days or weeks."""
        text, found = self.text, []
        for i, j, unit in text.cues["time"]:
            past = text.between("past", max(0, i - 5), j)
            first = next((a for a, b, _ in past if i - 3 < b < i or a >= i), None)
            named = text.key("number", i - 1) or ""
            digits = text.low[i - 1] if self.days.is_day_number(i - 1) else named
            number = int(digits) if digits.isdigit() else 0
            if number and (first is not None or text.has("past", j, j + 2)):
                start = i - 1 if first is None else min(first, i - 1)
                found.append(Cue(start, j, f"{WORDS.get(number, number)} {unit}"))
        return found

    def _month_after(self, first: int) -> int:
        """The month of "since March", or of a whole date some words after; -1 if there is none."""
        text, months = self.text, self.text.at["month"]
        for m in range(first, min(first + 18, len(text.low))):
            stop = text.low[m] in (",", ";", ".", "\n") and not self.days.is_day_number(m - 1)
            if (stop and not self._goes_on(m)) or m in text.at["until"]:
                break
            near = m == first or (m < first + 3 and text.kinds[first] in ("num", "word"))
            if m in months and (near or self._day_before(m) >= 0):
                return m
        return -1

    def _goes_on(self, comma: int) -> bool:
        """Since the truce, on 10 October: a date right after the comma."""
        days = [x for x in range(comma + 1, comma + 4) if self.days.is_day_number(x)]
        near = any(self.text.has("month", day + 1, day + 3) for day in days)
        return near and self.text.low[comma] == ","

    def _day_before(self, month: int) -> int:
        """The token of the day before a month, a preposition between or not; -1 without one."""
        for k in (month - 1, month - 2):
            if self.days.is_day_number(k):
                return k
            if self.text.kinds[k] not in ("word", "sign") or len(self.text.low[k]) > 2:
                break
        return -1

    def _since_month(self, m: int) -> str:
        """Write "since 6 March" as a period; the year is the last that it can be."""
        text = self.text
        end, key = text.at["month"][m]
        days = [x for x in (self._day_before(m), end) if self.days.is_day_number(x)]
        after = days[-1] + 1 if days and days[-1] >= end else end
        year, _ = self.days.year_after(after)
        if year is None:
            if self.published is None:
                return "to_date"
            past = int(key) > self.published.month or text.has("past_year", after, after + 3)
            year = self.published.year - past
        return f"since {year}-{int(key):02d}" + (f"-{int(text.low[days[-1]]):02d}" if days else "")
