"""Amounts in a text, and what is none: digits, number words, ranges, hedges, parts, vague words.

Each amount is written again as an English wording that `read_wording` reads. What only looks like
a figure of a report (a date, an age, a calibre, a hidden mark) is found too, with the reason for
refusing it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from analysis.reading.pieces import SKIPPED, Sentence, Text

MEASURED = frozenset(
    {"metres", "km", "cm", "square_km", "square_metres", "percent", "points", "tonnes"}
)


@dataclass(slots=True)
class Amount:
    """One amount.

    Parameters
    ----------
    first, last : int
        Its tokens, [first, last), the hedge among them.
    core : int
        The token at which the number itself begins.
    low, high : float or None
        The value, and the other end of a range; None of vague amounts and parts.
    hedge, vague, part, unit : str
        Keys of the tables; empty if there is none.
    refused : str
        Why it is no figure; empty if it may be one.
    worded : bool
        Whether it is written in words.
    """

    first: int
    last: int
    core: int
    low: float | None = None
    high: float | None = None
    hedge: str = ""
    vague: str = ""
    part: str = ""
    unit: str = ""
    refused: str = ""
    worded: bool = False
    dozens: bool = False
    step: bool = False
    same: bool = False

    @property
    def value(self) -> float | None:
        """The value, if it is one plain number."""
        return self.low if self.high is None else None

    @property
    def wording(self) -> str:
        """The amount in English, as `read_wording` reads it; kilometres come as metres."""
        if self.vague:
            return self.vague
        factor = 1000 if self.unit == "km" else 1
        if self.part:
            core = self.part
        elif self.high is not None:
            core = f"{written(self.low * factor)}-{written(self.high * factor)}"
        else:
            core = written(self.low * factor) + " dozen" * self.dozens
        if self.unit in ("percent", "points"):
            core += " %"
        elif self.unit == "ratio":
            core += ":1"
        return core if self.high is not None else f"{self.hedge} {core}".strip()


def written(value: float) -> str:
    """Write a number with no exponent and no needless nought.

    >>> written(1500000.0), written(1.28), written(0.6)
    ('1500000', '1.28', '0.6')
    """
    return f"{value:.0f}" if value == int(value) else f"{value:.6f}".rstrip("0")


def digits_of(word: str, decimal: str) -> tuple[float, float | None]:
    """Read a number written in digits: its value, and the other one that it may have.

    >>> digits_of("1,128", ","), digits_of("3 535", ","), digits_of("76.5", ",")
    ((1.128, 1128.0), (3535.0, None), (76.5, None))
    >>> digits_of("1,128", "."), digits_of("1.100.000", "."), digits_of("09.001.100", ",")
    ((1128.0, None), (1100000.0, None), (9001100.0, None))
    """
    bare = re.sub(r"[ '\u2009]", "", word)
    marks = re.findall(r"[.,]", bare)
    if not marks:
        return float(bare), None
    grouped = re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?", bare)
    if len(marks) == 1 and (grouped is None or bare.startswith("0")):
        return float(bare.replace(",", ".")), None
    if grouped is None or bare.startswith("0"):
        return float(re.sub(r"[.,]", "", bare)), None
    if len(set(marks)) == 2:
        return float(bare.replace(marks[0], "").replace(marks[-1], ".")), None
    whole = float(bare.replace(marks[0], ""))
    if len(marks) == 1 and marks[0] == decimal:
        return float(bare.replace(",", ".")), whole
    return whole, None


LONGEST = 12
"""Digits that a figure of a report may have."""


class Numerals:
    """Reads the numbers of a text."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.low = text.low
        self.kinds = text.kinds
        self.n = len(text.low)
        self.decimal = text.lexicon.format.get("decimal", ".")
        self.before = {
            kind: {j: (i, key) for i, j, key in text.cues.get(kind, ())}
            for kind in ("hedge", "trap_before", "range_open", "link", "article")
        }

    def single(self, i: int) -> tuple[float, int, bool, bool, float | None] | None:
        """Read one number: value, token after, in words, in dozens, its other value."""
        if i >= self.n:
            return None
        if self.kinds[i] == "num":
            if len(self.low[i]) > 2 * LONGEST:
                return None
            value, other = digits_of(self.low[i], self.decimal)
            return self.scaled(value, other, i + 1, worded=False)
        if self.kinds[i] != "word":
            return None
        factor = self.text.at.get("factor", {}).get(i)
        if factor and (scale := self.text.at.get("scale", {}).get(factor[0])):
            return self.scaled(float(factor[1]), None, factor[0], worded=True) if scale else None
        if (found := self.worded(i)) is not None:
            return self.scaled(found[0], None, found[1], worded=True)
        if "scale" in self.text.at and i in self.text.at["scale"] and i in self.before["article"]:
            return self.scaled(1.0, None, i, worded=True)
        return None

    def worded(self, i: int) -> tuple[float, int] | None:
        """Number words in a row: "двадцять п'ять", "one hundred and five"."""
        numbers, joints = self.text.at.get("number", {}), self.text.at.get("joint", {})
        found = numbers.get(i)
        if found is None:
            return self.compound(i)
        j, total = found[0], float(found[1])
        room = _room(total)
        while True:
            k = j
            if (
                k < self.n
                and self.low[k] == "-"
                and self.text.touches(k)
                and self.text.touches(k + 1)
            ):
                k += 1
            if k in joints and total >= 100:
                k = joints[k][0]
            nxt = numbers.get(k)
            if nxt is None or not 0 < float(nxt[1]) < room:
                return total, j
            total, j = total + float(nxt[1]), nxt[0]
            room = _room(float(nxt[1]))

    def compound(self, i: int) -> tuple[float, int] | None:
        """A hyphenated number word: "twenty-five", "one-hundred-and-five"."""
        parts = self.low[i].split("-") if i < self.n else []
        if len(parts) < 2:
            return None
        total = 0.0
        for part in parts:
            keys = {form.kind: form.key for form in self.text.lexicon.of(part) if not form.rest}
            if "number" in keys:
                total += float(keys["number"])
            elif "scale" in keys and total:
                total *= float(keys["scale"])
            elif "joint" not in keys:
                return None
        return total, i + 1

    def scaled(
        self, value: float, other: float | None, j: int, *, worded: bool
    ) -> tuple[float, int, bool, bool, float | None]:
        scales, joints = self.text.at.get("scale", {}), self.text.at.get("joint", {})
        dozens = False
        while j < self.n and (step := self._scale(scales, j)):
            end, factor = step
            dozens = factor == 12
            value, other = value * (1 if dozens else factor), None
            j = end
            if j < self.n and self.low[j] == "." and j - 1 in self.text.at.get("abbreviation", {}):
                j += 1
            if half := self.text.at.get("and_half", {}).get(j):
                return value + factor / 2, half[0], worded, dozens, None
            if not worded and factor >= 1000 and self._is_rest(j):
                return value + float(self.low[j]), j + 1, worded, dozens, None
            k = joints[j][0] if worded and j in joints else j
            if worded and not dozens and (rest := self.worded(k)) and rest[0] < factor:
                value, j = value + rest[0], rest[1]
        return value, j, worded, dozens, other

    def _is_rest(self, j: int) -> bool:
        """Eight thousand 815: three digits after the word for a thousand belong to it."""
        return (
            j < self.n
            and self.kinds[j] == "num"
            and len(self.low[j]) == 3
            and self.low[j].isdigit()
        )

    def _scale(self, scales: dict, j: int) -> tuple[int, float] | None:
        if self.low[j] == "-" and self.text.touches(j) and self.text.touches(j + 1):
            j += 1
        found = scales.get(j)
        if found is None or (len(self.low[j]) == 1 and not self.text.touches(j)):
            return None
        return found[0], float(found[1])


def _room(value: float) -> float:
    """What may follow a number word of this value: 20 takes less than 10, 100 less than 100.

    >>> _room(20), _room(300), _room(5)
    (10.0, 100.0, 0.0)
    """
    room = 1.0
    while value and value % (room * 10) == 0:
        room *= 10
    return room if room > 1 and value >= 20 else 0.0


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


JOINTS = frozenset({"to", "to_free", "ratio", "ratio_only"})
"""Joints of the two sides of a ratio; the last is never one of a range."""


class Hedges(Traps):
    """Joins to a number what belongs to it."""

    def ratio(self, amount: Amount) -> None:
        """Seven to one: written with a colon, or with the word of the tables."""
        j = amount.last
        if j + 1 >= self.n or amount.low is None or amount.low > 60:
            return
        joint = self.low[j] == ":" or self.text.key("range", j) in JOINTS
        other = self.single(j + 1) if joint else None
        if other is None:
            return
        tight = self.low[j] == ":" and self.text.touches(j) and self.text.touches(j + 1)
        if not tight and self.low[j] == ":":
            return
        if {amount.low, other[0]} >= {1.0} or tight:
            big, small = max(amount.low, other[0]), min(amount.low, other[0])
            if small == 1 and big > 1 and (tight or self.has_ratio_word(amount)):
                amount.low, amount.last, amount.unit = big, other[1], "ratio"

    def has_ratio_word(self, amount: Amount) -> bool:
        """Whether a ratio is told; of losses, where the joint alone tells that it is one."""
        first, last = max(0, amount.core - 14), amount.last + 8
        words = {key for _, _, key in self.text.between("noun", first, last)}
        only = self.text.key("range", amount.last) == "ratio_only"
        lost = [key for _, _, key in self.text.between("action", first, last) if key == "loss"]
        return "ratio" in words or (only and bool(lost or words & {"loss", "casualty"}))

    def unit(self, amount: Amount) -> None:
        if amount.unit:
            return
        j = amount.last
        if j < self.n and self.low[j] == "-" and self.text.touches(j):
            j += 1
        found = self.text.at.get("unit", {}).get(j)
        if found:
            amount.unit, amount.last = found[1], found[0]

    def range(self, amount: Amount, sentence: Sentence) -> None:
        """Join the second end of a range, if one follows."""
        j = amount.last
        if j + 1 >= sentence.last or amount.unit == "ratio" or amount.low is None:
            return
        if any(
            end == amount.core
            for _, end, _ in self.text.between("month", amount.core - 2, amount.core)
        ):
            return
        opener = self.before["range_open"].get(amount.core)
        joint = "dash" if self.low[j] == "-" else self.text.key("range", j)
        after = j + 1 if joint == "dash" else self.text.at["range"][j][0] if joint else j
        if joint in (None, "", "ratio_only") or (joint in ("to", "and") and opener is None):
            return
        if (
            joint == "dash"
            and not self.text.touches(j)
            and not self.text.touches(j + 1)
            and self.kinds[amount.core] != "num"
        ):
            return
        hedge = self.text.at.get("hedge", {}).get(after)
        second = self.single(hedge[0] if hedge and hedge[1] in ("up to?", "up to") else after)
        if second is None:
            return
        other = Amount(after, second[1], after, second[0])
        if self.glued(other):
            return
        self.unit(other)
        high = second[4] if second[4] is not None and other.unit not in MEASURED else second[0]
        self.join(amount, other, high, joint, opener)

    def join(
        self, amount: Amount, other: Amount, high: float, joint: str, opener: tuple | None
    ) -> None:
        low, unit = amount.low, amount.unit
        scale = next((s for s in (1000.0, 1e6, 100.0) if high >= s and high / s > low), None)
        if scale and other.last - other.core > 1 and low < 1000 and self._has_scale(other):
            low *= scale
        if unit == "metres" and other.unit == "km":
            high, other.unit = high * 1000, "metres"
        if unit and other.unit and unit != other.unit:
            return
        if high <= low or (joint in ("or", "dash") and high > 20 * low and opener is None):
            return
        if joint == "or" and low < 2:
            return
        amount.low, amount.high, amount.unit = low, high, unit or other.unit
        amount.last = other.last
        if opener:
            amount.first = opener[0]
        third = self.text.key("range", other.last)
        if third in ("to", "to_free"):
            end = self.single(other.last + 1)
            if end and end[0] > high:
                last = Amount(other.last, end[1], other.last, end[0])
                self.unit(last)
                amount.high, amount.last = end[0], last.last
                amount.unit = amount.unit or last.unit

    def _has_scale(self, amount: Amount) -> bool:
        return bool(self.text.between("scale", amount.core, amount.last))

    def hedge(self, amount: Amount, sentence: Sentence) -> None:
        """Take in the hedge that stands before, through a preposition or a quotation mark."""
        first = amount.first
        article = self.before["article"].get(first)
        held = article and article[0] >= sentence.first and first not in self.before["hedge"]
        if held and (amount.worded or article[0] in self.before["hedge"]):
            first = article[0]
        kind = ""
        while first > sentence.first:
            found = self._hedge_before(first, sentence, kind)
            if found is None or (kind and found[1] != "plain"):
                break
            first, key = found
            kind = kind if key == "plain" else key
        if amount.high is None:
            amount.hedge = kind
        if kind or (amount.worded and article and first == article[0] and amount.low == 1):
            amount.first = min(first, amount.first)

    def _hedge_before(self, first: int, sentence: Sentence, kind: str) -> tuple[int, str] | None:
        """The hedge that ends at a token, or before the preposition that does: start and key."""
        hedges = self.before["hedge"]
        found = hedges.get(first)
        if found is None:
            link = self._link(first, sentence)
            if link is None or kind or hedges[link][1] in ("plain", "up to?"):
                return None
            found = hedges[link]
        start, key = found
        if key == "up to?":
            return None if kind or self.is_reached(start, sentence) else (start, "up to")
        return start, key

    def _link(self, first: int, sentence: Sentence) -> int | None:
        """A preposition or quotation mark with a hedge before it."""
        at = first - 1
        if self.low[at] in SKIPPED and at > sentence.first and self.low[at] not in "-)]":
            at = first - 1
        elif first in self.before["link"]:
            at = self.before["link"][first][0]
        else:
            return None
        return at if at in self.before["hedge"] and at > sentence.first else None

    def is_reached(self, start: int, sentence: Sentence) -> bool:
        """Whether "to" follows a verb of reaching, a date or an opened range: no hedge."""
        near = max(sentence.first, start - 5)
        opened = self.text.has("range_open", max(sentence.first, start - 3), start)
        return opened or self.text.has("reach", near, start) or self._goes_on(start, sentence)

    def _goes_on(self, start: int, sentence: Sentence) -> bool:
        """It came to eight in the east and to five in the west: the same verb governs both."""
        text, low = self.text, self.text.low
        earlier = [x for x in range(sentence.first, start) if low[x] == low[start]]
        if not earlier or text.has("action", earlier[-1], start):
            return False
        return text.has("reach", max(sentence.first, earlier[-1] - 5), earlier[-1])

    def late_hedge(self, amount: Amount, sentence: Sentence) -> None:
        if amount.hedge or amount.high is not None:
            return
        j = amount.last
        found = self.text.at.get("hedge_after", {}).get(j)
        if found and found[0] <= sentence.last:
            amount.hedge, amount.last = found[1], found[0]
            if not amount.unit:
                self.unit(amount)
        elif j < sentence.last and self.low[j] == "+" and self.text.touches(j):
            amount.hedge, amount.last = "at least", j + 1


PAIRED = frozenset(
    {"an age", "a date", "a calibre", "the number of a unit", "the number of a thing"}
)
"""Reasons that hold for the second number of a pair too."""
DIGITS = frozenset({"num", "date", "clock", "phone"})
"""Kinds of tokens that are amounts or look like one."""


class Finder(Hedges):
    """Finds the amounts of a text."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.starts = self._starts()

    def _starts(self) -> list[int]:
        """Tokens at which an amount may begin, in order."""
        at = self.text.at
        found = {i for i, kind in enumerate(self.kinds) if kind in DIGITS}
        for kind in ("number", "factor", "part", "vague", "same"):
            found.update(at.get(kind, ()))
        for kind in ("scale", "unit"):
            found.update(
                i
                for i in at.get(kind, ())
                if i in self.before["hedge"] or i in self.before["article"]
            )
        found.update(
            i for i, word in enumerate(self.low) if "-" in word and self.kinds[i] == "word"
        )
        return sorted(found)

    def find(self, sentence: Sentence) -> list[Amount]:
        """Return the amounts of a sentence, in order; those refused have their reason."""
        found: list[Amount] = []
        done = sentence.first
        for i in self.starts[bisect_left(self.starts, sentence.first) :]:
            if i >= sentence.last:
                break
            if i < done or (amount := self.amount_at(i, sentence, found)) is None:
                continue
            amount.refused = amount.refused or self.trap(amount, sentence)
            found.append(amount)
            done = max(amount.last, i + 1)
        if any(amount.refused for amount in found):
            self.join_refused(found)
        return found

    def join_refused(self, found: list[Amount]) -> None:
        """Aged 47, 50 and 60: what is joined to a number that is no figure is none either."""
        pairs = list(itertools.pairwise(found))
        for one, other in [*pairs, *((b, a) for a, b in reversed(pairs))]:
            if one.refused not in PAIRED or other.refused or self.counted(other.last):
                continue
            first, last = sorted((one, other), key=lambda amount: amount.first)
            gap = range(first.last, last.first)
            if gap and all(self.low[x] in ",-" or x in self.text.at.get("and", ()) for x in gap):
                other.refused = one.refused

    def amount_at(self, i: int, sentence: Sentence, found: list[Amount]) -> Amount | None:
        kind = self.kinds[i]
        if kind in ("date", "clock", "phone"):
            reason = {"date": "a date", "clock": "a time of day", "phone": "a telephone number"}
            return Amount(i, i + 1, i, refused=reason[kind])
        if kind == "num":
            return self.number_at(i, sentence)
        if kind != "word":
            return None
        if same := self.text.at.get("same", {}).get(i):
            return self.repeated(i, same[0], found)
        return (
            self.part_at(i, sentence) or self.vague_at(i, sentence) or self.number_at(i, sentence)
        )

    def repeated(self, i: int, last: int, found: list[Amount]) -> Amount | None:
        """The same number of: the amount before, said of something else."""
        model = next((a for a in reversed(found) if not a.refused), None)
        if model is None:
            return None
        return Amount(
            i,
            last,
            i,
            model.low,
            model.high,
            model.hedge,
            model.vague,
            model.part,
            model.unit,
            worded=True,
            dozens=model.dozens,
            same=True,
        )

    def number_at(self, i: int, sentence: Sentence) -> Amount | None:
        read = self.single(i)
        if read is None:
            return self.unread(i) or self.implied(i, sentence)
        value, j, worded, dozens, other = read
        amount = Amount(i, j, i, value, worded=worded, dozens=dozens)
        if glued := self.glued(amount):
            amount.refused = glued
            return amount
        self.ratio(amount)
        self.unit(amount)
        if other is not None and amount.unit not in MEASURED:
            amount.low = other
        self.range(amount, sentence)
        self.hedge(amount, sentence)
        self.late_hedge(amount, sentence)
        amount.step = amount.first > sentence.first and self.low[amount.first - 1] == "+"
        return amount

    def unread(self, i: int) -> Amount | None:
        """A number too long to be one."""
        if self.kinds[i] != "num":
            return None
        return Amount(i, i + 1, i, refused="a number of too many digits")

    def implied(self, i: int, sentence: Sentence) -> Amount | None:
        """More than a kilometre, over a thousand: one, by the hedge and the word alone."""
        hedged = self.before["hedge"].get(i) or (
            self.before["article"].get(i) and self.before["hedge"].get(self.before["article"][i][0])
        )
        if not hedged or hedged[1] == "plain" or hedged[0] < sentence.first:
            return None
        scale = self.text.at.get("scale", {}).get(i)
        unit = self.text.at.get("unit", {}).get(i)
        if scale:
            value, j, _, dozens, _ = self.scaled(1.0, None, i, worded=True)
            amount = Amount(i, j, i, value, worded=True, dozens=dozens)
            self.unit(amount)
        elif unit and unit[1] in ("km", "square_km", "percent"):
            amount = Amount(i, unit[0], i, 1.0, unit=unit[1], worded=True)
        else:
            return None
        self.hedge(amount, sentence)
        return amount if amount.hedge else None

    def part_at(self, i: int, sentence: Sentence) -> Amount | None:
        found = self.text.at.get("part", {}).get(i)
        if found is None or (
            i in self.text.at.get("factor", {}) and found[0] in self.text.at.get("scale", {})
        ):
            return None
        amount = Amount(i, found[0], i, part=found[1], worded=True)
        self.hedge(amount, sentence)
        return amount

    def vague_at(self, i: int, sentence: Sentence) -> Amount | None:
        found = self.text.at.get("vague", {}).get(i)
        if found is None:
            return None
        hedge = self.before["hedge"].get(i)
        if hedge and hedge[1] != "plain" and i in self.text.at.get("scale", {}):
            return None
        return Amount(i, found[0], i, vague=found[1], worded=True)
