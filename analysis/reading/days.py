"""Which day the figures of a text are of.

For how long the figures of a text count.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from analysis.reading.amounts import Amount
from analysis.reading.nouns import Counted
from analysis.reading.speakers import Speakers
from analysis.reading.tokens import Ground, Sentence, Text
from analysis.reading.vocabulary import Known
from analysis.wording.languages import rules, war_starts

REACH = 40
"""Sentences before and after a figure in which its day is looked for."""
FAR = 20
"""Days before its publication that a text may speak of as the day of a figure."""
LATELY = 3
"""Days before its publication of the one date that a text names for all its figures."""


class Days:
    """The days that a text names, and which of them a figure is of."""

    def __init__(self, text: Text, published: dt.date | None, speakers: Speakers) -> None:
        self.text, self.published, self.speakers = text, published, speakers
        self.sentences = text.sentences
        self.named = self._days()
        self._day_of: dict[int, tuple[Ground, str]] = {}

    def day(self, k: int) -> tuple[Ground, str]:
        """The day of the figures of a sentence, and how it is known (a key of DATE_BASES)."""
        if k not in self._day_of:
            self._day_of[k] = self._find_day(k)
        return self._day_of[k]

    def _find_day(self, k: int) -> tuple[Ground, str]:
        s = self.sentences[k]
        own = [d for d in self.named if s.first <= d[0] < s.last and self._is_near(d[2])]
        own.sort(key=lambda d: ("date", "weekday", "word").index(d[3]))
        if own:
            return self._day(own[0])
        if head := self._heading(k):
            return self._day(head)
        if told := self._told_near(k):
            return self._day(told)
        if lead := self._lead(k):
            ground, basis = self._day(lead)
            return ground._replace(unsure=True), basis
        if self.published:
            return Ground(self.published.isoformat(), "rule:publication_day"), "announced"
        if self.named:
            return self._day(self.named[0])
        return Ground("", "", unsure=True), "unknown"

    def _heading(self, k: int) -> tuple[int, int, dt.date, str] | None:
        """The date of the last line before that is little more than a date."""
        for j in range(k - 1, -1, -1):
            t = self.sentences[j]
            if t.last - t.first <= 6 and t.paragraph < self.sentences[k].paragraph:
                head = [
                    d
                    for d in self.named
                    if t.first <= d[0] < t.last
                    and d[3] == "date"
                    and d[1] - d[0] >= t.last - t.first - 3
                ]
                if head and self._is_near(head[0][2]):
                    return head[0]
        return None

    def _told_near(self, k: int) -> tuple[int, int, dt.date, str] | None:
        """The day on which the same speaker, or nobody who is named, said a sentence near by."""
        reach = range(max(0, k - REACH), min(len(self.sentences), k + REACH + 1))
        near = sorted((j for j in reach if j != k), key=lambda j: abs(j - k))
        mine = self.speakers.name(k)
        same = [j for j in near if self.speakers.said[j] and self.speakers.name(j) == mine]
        others = [j for j in near if mine is None or self.speakers.name(j) is None]
        for j in (*same, *others):
            t = self.sentences[j]
            if self.speakers.own[j] or self.text.has("say", t.first, t.last):
                named = [d for d in self.named if t.first <= d[0] < t.last and d[3] != "word"]
                if named and self.published and 0 <= (self.published - named[0][2]).days <= 7:
                    return named[0]
        return None

    def _lead(self, k: int) -> tuple[int, int, dt.date, str] | None:
        """The one date that the sentences before name, if it is of the last days."""
        before = [d for d in self.named if d[0] < self.sentences[k].first and d[3] == "date"]
        if self.published is None or len({d[2] for d in before}) != 1:
            return None
        return before[0] if self.is_late(before[0][2]) else None

    def is_late(self, day: dt.date) -> bool:
        """Whether a day is the one of publication or of those just before."""
        return self.published is not None and 0 <= (self.published - day).days <= LATELY

    def _day(self, day: tuple[int, int, dt.date, str]) -> tuple[Ground, str]:
        return Ground(day[2].isoformat(), self.text.span(day[0], day[1])), "stated" if day[
            3
        ] == "date" else "inferred"

    def _is_near(self, day: dt.date) -> bool:
        return self.published is None or -1 <= (self.published - day).days <= FAR

    def _days(self) -> list[tuple[int, int, dt.date, str]]:
        """Days that the text names: (first token, token after, day, how)."""
        text = self.text
        if self.published is None:
            return self._dated()
        found = self._dated()
        taken = {x for i, j, _, _ in found for x in range(i, j)}
        for i, j, key in text.cues["weekday"]:
            if i not in taken and not self._is_since(i):
                back = (self.published.weekday() - int(key)) % 7
                found.append((i, j, self.published - dt.timedelta(days=back), "weekday"))
        for i, j, key in text.cues["day"]:
            found.append((i, j, self.published + dt.timedelta(days=int(key)), "word"))
        return sorted(found)

    def _dated(self) -> list[tuple[int, int, dt.date, str]]:
        text, found = self.text, []
        for i, kind in enumerate(text.kinds):
            if kind == "date" and (day := date_of(text.low[i])) and not self._is_since(i):
                found.append((i, i + 1, day, "date"))
        low, kinds, n = text.low, text.kinds, len(text.low)
        for i, j, key in text.cues["month"]:
            before = i - 1
            while before >= 0 and (
                low[before] in (".", ",", "of", "-")
                or (kinds[before] == "word" and len(low[before]) <= 2)
            ):
                before -= 1
            if before >= 0 and i - before <= 3 and kinds[before] == "num" and len(low[before]) < 3:
                day, first, last = int(low[before]), before, j
                year, last = self.year_after(j, last)
            elif j < n and kinds[j] == "num" and len(low[j]) < 3 and "." not in low[j]:
                day, first = int(low[j]), i
                year, last = self.year_after(j + 1, j + 1)
            else:
                continue
            if self._is_since(first):
                continue
            if (whole := self._resolve(day, int(key), year)) is not None:
                found.append((first, last, whole, "date"))
        return sorted(found)

    def year_after(self, j: int, last: int) -> tuple[int | None, int]:
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

    def is_day_number(self, k: int) -> bool:
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
TOTALS = frozenset({"start", "to_date"})
"""Periods of what follows them, not of what stands before."""


class Periods:
    """The stretches of time that a text names, and which of them a figure covers."""

    def __init__(self, text: Text, known: Known, published: dt.date | None, days: Days) -> None:
        self.text, self.known, self.published, self.days = text, known, published, days
        self.sentences = text.sentences
        self._given: dict[int, Ground] = {}
        self._local: set[int] = set()
        """Beginnings that hold in their own sentence alone."""
        self._said: dict[int, str] = {}
        """Who gave the figures of the sentences before."""
        self.named = self._periods()
        flows = [c for c in self.named if c[2] not in ("start", "to_date") and "since" not in c[2]]
        self.carried = flows or self.named

    def covered(
        self, k: int, amount: Amount, meaning: Counted, subject: str, speaker: str, party: str
    ) -> Ground:
        """As `period`; kept for the list that the next sentence may go on with."""
        self._said[k] = speaker
        found = self.period(k, amount, meaning, subject, speaker, party)
        if meaning.period != "day":
            self._given.setdefault(k, found)
        return found

    def period(
        self, k: int, amount: Amount, meaning: Counted, subject: str, speaker: str, party: str
    ) -> Ground:
        """How long a figure covers: told in its sentence, beside it, or by a rule."""
        if meaning.measure in STATES:
            return Ground("moment", "rule:a_state")
        if meaning.period in ("day", "start"):
            return self._of_row(amount, meaning, subject, party)
        if cue := self._own_period(k, amount):
            return self._period(self._whole(cue), subject, party)
        goes_on = meaning.basis == "list" or self._is_part(k)
        if goes_on and (given := self._given_before(k)):
            return given._replace(unsure=True)
        if meaning.period == "total":
            return Ground(self._start(subject, party), "rule:what_a_total_reached", unsure=True)
        if near := self._near_period(k):
            return self._period(self._whole(near[0]), subject, party, unsure=near[1])
        if speaker in rules("daily"):
            return Ground(rules("daily")[speaker], "rule:daily_speaker", unsure=True)
        return self._carried(k, subject, party)

    def _of_row(self, amount: Amount, meaning: Counted, subject: str, party: str) -> Ground:
        """The total or the day's step of a running table."""
        if meaning.period == "day":
            return Ground("day", "rule:step_of_a_running_total")
        told = [c for c in self.named if c[2].startswith("since") and c[0] < amount.first]
        if told:
            return self._period(told[-1], subject, party)
        return Ground(self._start(subject, party), "rule:running_total")

    def _is_part(self, k: int) -> bool:
        """Among the dead are 3,000 children: a sentence that opens with a part of the last."""
        s = self.sentences[k]
        return self.text.has("including", s.first, s.first + 2)

    def _carried(self, k: int, subject: str, party: str) -> Ground:
        """The first period of the text that may hold here, else the day of the report."""
        held = [
            c
            for c in self.carried
            if c[0] not in self._local
            and (c[0] < self.sentences[k].last or not self._is_total(c[2]))
            and not self._is_anothers_total(c, k)
        ]
        if held:
            return self._period(held[0], subject, party, unsure=True)
        return self._usual_period()

    def _is_total(self, key: str) -> bool:
        return key in TOTALS or key.startswith("since")

    def _is_anothers(self, j: int, k: int) -> bool:
        """Whether the figures of two sentences are said by two speakers."""
        return self._said.get(j, self._said.get(k)) != self._said.get(k)

    def _is_anothers_total(self, cue: tuple[int, int, str], k: int) -> bool:
        """Since the start, says one; what another speaker counts is no total for it."""
        j = bisect_right(self.sentences, cue[0], key=lambda s: s.first) - 1
        return self._is_total(cue[2]) and self._is_anothers(j, k)

    def _usual_period(self) -> Ground:
        """Of a text that names no period: the day that it names, or the one of the report."""
        if self.days.named:
            return Ground("day", self.text.span(*self.days.named[0][:2]), unsure=True)
        if self.published:
            return Ground("day", "rule:report_of_the_day", unsure=True)
        return Ground("unclear", "", unsure=True)

    def _given_before(self, k: int) -> Ground | None:
        """The period of the first figure of the sentence with figures before."""
        before = [j for j in self._given if j < k]
        return self._given[before[-1]] if before else None

    def _own_period(self, k: int, amount: Amount) -> tuple[int, int, str] | None:
        """The nearest period of the sentence that is not said of a part."""
        s = self.sentences[k]
        own = [
            c
            for c in self.named
            if s.first <= c[0] < s.last
            and self._bracket(c[0], s) in (-1, self._bracket(amount.core, s))
            and not self.text.has("including", amount.last, c[0])
        ]
        return min(own, key=lambda c: (self._far(c, amount), c[0])) if own else None

    def _whole(self, cue: tuple[int, int, str]) -> tuple[int, int, str]:
        """So far, after a sentence that says since when: since then."""
        if cue[2] != "to_date":
            return cue
        k = next(k for k, s in enumerate(self.sentences) if s.first <= cue[0] < s.last)
        near = self.sentences[max(0, k - 3)]
        told = [
            c
            for c in self.named
            if near.first <= c[0] < self.sentences[k].last
            and (c[2] == "start" or c[2].startswith("since"))
        ]
        return told[-1] if told else cue

    def _near_period(self, k: int) -> tuple[tuple[int, int, str], bool] | None:
        """A period of a sentence near by, and whether that is unsure: far off, or another's."""
        for reach in (1, 2, 3, 4):
            for j in (k - reach, k - reach - 1, k + reach):
                near = self._periods_of(j, before=j < k) if 0 <= j < len(self.sentences) else []
                near = [c for c in near if not self._is_anothers_total(c, k)]
                if near:
                    far = abs(j - k) > 1 and not self._is_only_period()
                    return near[-1 if j < k else 0], far or self._is_anothers(j, k)
        return None

    def _is_only_period(self) -> bool:
        """Whether a text names one period and no other."""
        return len({key for _, _, key in self.named}) == 1

    def _periods_of(self, j: int, *, before: bool) -> list[tuple[int, int, str]]:
        """Periods of a sentence that may hold for a figure of another one."""
        t = self.sentences[j]
        return [
            c
            for c in self.named
            if t.first <= c[0] < t.last
            and self._bracket(c[0], t) < 0
            and c[0] not in self._local
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
        return Ground(key, self.text.span(cue[0], cue[1]), unsure=unsure)

    def _start(self, subject: str, party: str) -> str:
        starts = war_starts()
        forces = (
            subject,
            self.known.force_of.get(party, ""),
            *(key for _, _, key in self.text.cues["side"]),
        )
        day = next((starts[force] for force in forces if force in starts), "")
        return f"since {day}" if day else "to_date"

    def _periods(self) -> list[tuple[int, int, str]]:
        """Cues of periods over the text: (first token, token after, key)."""
        text = self.text
        found = []
        for i, j, key in text.cues["period"]:
            if not self._is_told(i, j, key):
                found.append((i, j, key))
        found += self._counted_units()
        months = text.at["month"]
        for i, j, _ in text.cues["since"]:
            if j < len(text.low) and text.kinds[j] == "date":
                if day := date_of(text.low[j]):
                    found.append((i, j + 1, f"since {day.isoformat()}"))
                continue
            if weekday := text.at["weekday"].get(j):
                found += self._since_weekday(i, *weekday)
                continue
            if (m := self._month_after(j, months)) >= 0:
                last = max(
                    [months[m][0]] + [end for _, end, _ in text.between("past_year", m + 1, m + 4)]
                )
                found = [c for c in found if not i <= c[0] < last]
                found.append((i, last, self._since(m, months[m])))
        return sorted(found + self._weekdays(found))

    def _since_weekday(self, i: int, last: int, weekday: str) -> list[tuple[int, int, str]]:
        """Since Friday: the last one before the page came out; since the day before is a day."""
        if self.published is None:
            return []
        back = (self.published.weekday() - int(weekday)) % 7 or 7
        self._local.add(i)
        if back == 1:
            return [(i, last, "day")]
        return [(i, last, f"since {self.published - dt.timedelta(days=back)}")]

    def _weekdays(self, found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """On Saturday there were 126 clashes: the day of a sentence that names no period."""
        text, days = self.text, []
        for s in self.sentences:
            named = any(s.first <= c[0] < s.last for c in found)
            if named or text.has("say", s.first, s.last) or text.has("according", s.first, s.last):
                continue
            own = [d for d in self.days.named if s.first <= d[0] < s.last and d[3] != "word"]
            own = [d for d in own if self.days.is_late(d[2])]
            days += [(d[0], d[1], "day") for d in own]
        return days

    def _is_told(self, i: int, j: int, key: str) -> bool:
        """Said on Wednesday, told reporters last week: the time of the telling."""
        text = self.text
        before = text.between("say", max(0, i - 3), i)
        if before and "," in text.low[before[-1][0] : i]:
            before = []
        if key in ("week", "month", "year"):
            return bool(before)
        if key != "day" or not any(text.has(kind, i, j) for kind in ("weekday", "day")):
            return False
        after = text.between("say", j, j + 2)
        return bool(before or after)

    def _counted_units(self) -> list[tuple[int, int, str]]:
        """In the past four days, within three weeks: a number of days or weeks."""
        text, found = self.text, []
        for i, j, unit in text.cues["time"]:
            first = next(
                (
                    a
                    for a, b, _ in text.between("past", max(0, i - 5), j)
                    if i - 3 < b < i or a >= i
                ),
                None,
            )
            number = self._count(i - 1)
            if number and (first is not None or text.has("past", j, j + 2)):
                start = i - 1 if first is None else min(first, i - 1)
                found.append((start, j, f"{WORDS.get(number, number)} {unit}"))
        return found

    def _count(self, token: int) -> int:
        """The whole number of one token; 0 if it is none."""
        if token < 0:
            return 0
        if self.days.is_day_number(token):
            return int(self.text.low[token])
        named = self.text.key("number", token)
        return int(named) if named and named.isdigit() else 0

    def _month_after(self, first: int, months: dict) -> int:
        """The month of "since March", or of a whole date some words after; -1 if there is none."""
        text = self.text
        for m in range(first, min(first + 18, len(text.low))):
            stop = text.low[m] in (",", ";", ".", "\n") and not self.days.is_day_number(m - 1)
            if stop and not self._goes_on(m, months):
                break
            if m in text.at["until"]:
                break
            near = m == first or (m < first + 3 and text.kinds[first] in ("num", "word"))
            if m in months and (near or self._day_before(m) >= 0):
                return m
        return -1

    def _goes_on(self, comma: int, months: dict) -> bool:
        """Since the truce, on 10 October: a date right after the comma."""
        text = self.text
        days = [x for x in range(comma + 1, comma + 4) if self.days.is_day_number(x)]
        return text.low[comma] == "," and any(
            x in months for day in days for x in range(day + 1, day + 3)
        )

    def _day_before(self, month: int) -> int:
        """The token of the day before a month, a preposition between or not; -1 without one."""
        for k in (month - 1, month - 2):
            if self.days.is_day_number(k):
                return k
            if self.text.kinds[k] not in ("word", "sign") or len(self.text.low[k]) > 2:
                break
        return -1

    def _since(self, m: int, month: tuple[int, str]) -> str:
        """Write "since 6 March" as a period; the year is the last that it can be."""
        text, number = self.text, int(month[1])
        days = [x for x in (self._day_before(m), month[0]) if self.days.is_day_number(x)]
        after = days[-1] + 1 if days and days[-1] >= month[0] else month[0]
        year, _ = self.days.year_after(after, after)
        if year is None:
            if self.published is None:
                return "to_date"
            past = number > self.published.month or text.has("past_year", after, after + 3)
            year = self.published.year - past
        return f"since {year}-{number:02d}" + (f"-{int(text.low[days[-1]]):02d}" if days else "")
