"""Which day the figures of a text are of."""

from __future__ import annotations

import datetime as dt

from analysis.reading.grounds import Ground
from analysis.reading.pieces import Text
from analysis.reading.speakers import Speakers

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
        """The day on which the same speaker, else anybody, said a sentence near by."""
        reach = range(max(0, k - REACH), min(len(self.sentences), k + REACH + 1))
        near = sorted((j for j in reach if j != k), key=lambda j: abs(j - k))
        mine = self.speakers.key(k)
        same = [j for j in near if self.speakers.said[j] and self.speakers.key(j) == mine]
        for j in (*same, *near):
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
        for i, j, key in text.cues.get("weekday", ()):
            if i not in taken and not self._is_since(i):
                back = (self.published.weekday() - int(key)) % 7
                found.append((i, j, self.published - dt.timedelta(days=back), "weekday"))
        for i, j, key in text.cues.get("day", ()):
            found.append((i, j, self.published + dt.timedelta(days=int(key)), "word"))
        return sorted(found)

    def _dated(self) -> list[tuple[int, int, dt.date, str]]:
        text, found = self.text, []
        for i, kind in enumerate(text.kinds):
            if kind == "date" and (day := date_of(text.low[i])) and not self._is_since(i):
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
