"""What looks like a figure of a report and is none: dates, ages, models, calibres, hidden marks."""

from __future__ import annotations

import re
import unicodedata

from analysis.reading.numerals import LONGEST, Amount, Numerals
from analysis.reading.pieces import SKIPPED, Sentence, Text

YEARS = range(1900, 2100)
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that change the order in which characters are shown, up to the end of the line."""
UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u00ad")
COUNTED = ("noun", "action", "place_before", "filler", "range", "same")
"""Kinds of words that end the search for a word that makes a number no figure."""
CLOCK = re.compile(r"[0-2]\d\.[0-5]\d")
CURRENCY = frozenset("$€£₴₽¥₪")
SHOWN_OTHERWISE = "marks in this line change the order in which its digits are shown"
UNSEEN_MARK = "a mark that cannot be seen stands in or beside the number"
OTHER_DIGITS = "digits of another script, or digits that only look like them"


class Traps(Numerals):
    """Says why a number is no figure."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.lines = _turned_lines(text.raw)

    def glued(self, amount: Amount) -> str:
        """What is written on to the digits: an ordinal, a model, a calibre."""
        text, i, j = self.text, amount.core, amount.last
        if self.kinds[i] != "num":
            return ""
        if why := self.glued_before(amount) if i and text.touches(i) else "":
            return why
        sign = self.low[j] if j < self.n else ""
        if sign and sign in CURRENCY:
            return "money"
        if sign and sign in "°º":
            return "a temperature or an angle"
        k = j + (sign == "-" and text.touches(j) and text.touches(j + 1))
        if k >= self.n or not text.touches(k) or self.kinds[k] != "word":
            return ""
        return self.glued_word(amount, j, k)

    def glued_before(self, amount: Amount) -> str:
        """What stands right before the digits, with no space."""
        text, i, j = self.text, amount.core, amount.last
        sign = self.low[i - 1]
        led = sign == "-" and i > 1 and text.touches(i - 1) and self.kinds[i - 2] == "word"
        if led or self.kinds[i - 1] == "word":
            return "the number of a model"
        if sign in CURRENCY:
            return "money"
        if sign in "№#":
            return "the number of a thing"
        closed = j < self.n and self.low[j] in "\"»”'" and text.touches(j)
        if sign in "\"«“„'" and closed and amount.low in (200, 300):
            return "a soldiers' code"
        return ""

    def glued_word(self, amount: Amount, j: int, k: int) -> str:
        text, word = self.text, self.low[k]
        if k in text.at.get("unit", {}) or k in text.at.get("scale", {}):
            return ""
        if k in text.at.get("trap", {}):
            return text.at["trap"][k][1]
        endings = {form.kind for form in text.lexicon.of(word) if not form.rest}
        if "cardinal" in endings and ("ordinal" not in endings or self.is_many(k + 1)):
            amount.last = k + 1
            return ""
        if "ordinal" in endings:
            return "an ordinal number"
        if k > j:
            return self._hyphened(word)
        return "the number of a model"

    def is_many(self, first: int) -> bool:
        """Whether things follow that are counted, not the name of a unit or a day."""
        near = self.text.between("noun", first, first + 3)
        return bool(near) and near[0][2] not in ("brigade", "battalion", "company")

    def _hyphened(self, word: str) -> str:
        """Read "24-hour", "47-year-old": the first part of the word tells."""
        for part in (word, word.split("-")[0]):
            for form in self.text.lexicon.of(part):
                if form.kind == "trap" and not form.rest:
                    return form.key
                if form.kind in ("noun", "unit", "action", "counter"):
                    return ""
        return "part of a compound word"

    def trap(self, amount: Amount, sentence: Sentence) -> str:
        """Say why an amount is no figure of a report; empty if it may be one."""
        text = self.text
        i, j = amount.core, amount.last
        if reason := self.hostile(amount):
            return reason
        if amount.worded and amount.value == 1 and j in text.at.get("out_of", ()) and i == j - 1:
            return "one of a number"
        before = self.before["trap_before"].get(amount.first) or self.before["trap_before"].get(i)
        if before and not amount.unit and not amount.worded:
            return before[1]
        if reason := self.date(amount, sentence):
            return reason
        if i > sentence.first and self.low[i - 1] == "[" and j < self.n and self.low[j] == "]":
            return "a footnote"
        if (
            i == sentence.first
            and j < sentence.last
            and self.low[j] in (".", ")")
            and amount.value is not None
            and not amount.worded
            and amount.low < 100
        ):
            return "the number of a list"
        if i > sentence.first and self.low[i - 1] in "/\\" and text.touches(i):
            return "part of a sign"
        if j < sentence.last and self.low[j] == "/" and text.touches(j):
            return "part of a sign"
        if self.is_age(amount, sentence):
            return "an age"
        return self.trap_after(amount, sentence)

    def is_age(self, amount: Amount, sentence: Sentence) -> bool:
        """Jean Marcus, 25, whose house: a number between commas behind a name of two words."""
        i, j, text = amount.core, amount.last, self.text
        if amount.worded or amount.hedge or amount.low is None or not 1 <= amount.low <= 110:
            return False
        if i - 3 < sentence.first or j >= sentence.last or self.low[i - 1] != ",":
            return False
        named = text.is_capital(i - 2) and text.is_capital(i - 3)
        place = any(x in text.at.get("place", ()) for x in (i - 2, i - 3))
        return named and not place and self.low[j] == "," and amount.low == int(amount.low)

    def trap_after(self, amount: Amount, sentence: Sentence) -> str:
        """A word after the number that makes it a duration, an age, a unit's number."""
        traps, j = self.text.at.get("trap", {}), amount.last
        words = 0
        for k in range(j, min(j + 8, sentence.last)):
            noun = self.text.at.get("noun", {}).get(k)
            if k in traps and not (noun and noun[0] > traps[k][0]):
                return traps[k][1]
            if self.low[k] in SKIPPED and self.low[k] not in "()":
                continue
            if self.kinds[k] != "word" or words == 2:
                return ""
            at = self.text.at
            if any(k in at.get(kind, ()) for kind in COUNTED):
                return ""
            words += k not in at.get("counter", ())
        return ""

    def date(self, amount: Amount, sentence: Sentence) -> str:
        text, i, j = self.text, amount.core, amount.last
        months = text.at.get("month", {})
        if amount.low is None or amount.worded:
            return ""
        k = j + (j < self.n and self.low[j] in (".", ",") and amount.low <= 31)
        if amount.low <= 31 and (j in months or k in months) and amount.high is None:
            return "a date"
        of = text.at.get("out_of", {}).get(j)
        if of and of[0] in months and amount.low <= 31 and not amount.hedge:
            return "a date"
        if amount.high is not None and amount.high <= 31 and j in months:
            return "a date"
        if self.after_month(amount, sentence):
            return "a date"
        if self.is_clock(i, sentence):
            return "a time of day"
        plain = len(self.low[i]) == 4 and self.kinds[i] == "num" and amount.low in YEARS
        listed = i > sentence.first and self.low[i - 1] in ("-", ":", "=") and not text.touches(i)
        if plain and not (amount.unit or amount.hedge or listed or self.counted(j)):
            return "a year"
        return ""

    def is_clock(self, i: int, sentence: Sentence) -> bool:
        """As of 09.00: hours and minutes with a stop between."""
        if not CLOCK.fullmatch(self.low[i]):
            return False
        asof = any(j == i for _, j, _ in self.text.between("until", i - 3, i))
        return self.low[i].startswith("0") or asof

    def after_month(self, amount: Amount, sentence: Sentence) -> bool:
        """Whether a number is the day or year of a month that stands before: "October 7, 2023"."""
        text, i = self.text, amount.core
        joints = text.at.get("range", {})
        for start, end, _ in text.between("month", max(sentence.first, i - 3), i):
            gap = range(end, i)
            day = any(self.kinds[x] == "num" for x in gap)
            near = all(self.low[x] in ",.-" or self.kinds[x] == "num" or x in joints for x in gap)
            if not near or amount.unit:
                continue
            if amount.low in YEARS and (day or not self.counted(amount.last)):
                return True
            first = text.lexicon.format.get("date") == "month_first" and not gap
            first = first and not (start and self.kinds[start - 1] == "num")
            if amount.low <= 31 and (first or not self.counted(amount.last)):
                return True
        return False

    def counted(self, j: int) -> bool:
        return any(j in self.text.at.get(kind, ()) for kind in ("noun", "counter"))

    def hostile(self, amount: Amount) -> str:
        text = self.text
        start, end = text.starts[amount.first], text.ends[amount.last - 1]
        if self.lines and any(a <= start < b for a, b in self.lines):
            return SHOWN_OTHERWISE
        around = text.raw[max(0, start - 1) : end + 1]
        if not UNSEEN.isdisjoint(around):
            return UNSEEN_MARK
        inner = text.raw[start:end]
        if not inner.isascii() and any(
            unicodedata.category(c) in ("Nd", "No", "Nl") and not c.isascii() and c not in "²³"
            for c in inner
        ):
            return OTHER_DIGITS
        if (
            self.kinds[amount.core] == "num"
            and sum(map(str.isdigit, self.low[amount.core])) > LONGEST
        ):
            return "a number of too many digits"
        return ""


def _turned_lines(raw: str) -> list[tuple[int, int]]:
    """Stretches of a text whose characters are not shown in their order."""
    found = []
    for mark in TURNING.finditer(raw):
        end = raw.find("\n", mark.start())
        found.append((raw.rfind("\n", 0, mark.start()) + 1, len(raw) if end < 0 else end))
    return sorted(set(found))
