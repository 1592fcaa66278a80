"""Amounts in a text, and what is none: digits, number words, ranges, hedges, parts, vague words.

Each amount is written again as an English wording that `read_wording` reads. What only looks like
a figure of a report (a date, an age, a calibre, a hidden mark) is found too, with the reason for
refusing it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.reading.tokens import SKIPPED, Sentence, Text

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
    step : bool
        Whether it is what a running total gained: (+7).
    other : float or None
        The other value that its digits may have: 1,128 is 1.128 or 1128.
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
    other: float | None = None

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
TOO_MANY_DIGITS = "a number of too many digits"
JOINTS = frozenset({"to", "to_free", "ratio", "ratio_only"})
"""Joints of the two sides of a ratio; the last is never one of a range."""
PAIRED = frozenset(
    {"an age", "a date", "a calibre", "the number of a unit", "the number of a thing"}
)
"""Reasons that hold for the second number of a pair too."""
DIGITS = {"date": "a date", "clock": "a time of day", "phone": "a telephone number"}
"""Why a token of digits is no amount, by its kind."""


class Amounts:
    """The amounts of a text, found sentence by sentence."""

    def __init__(self, text: Text) -> None:
        self.text, self.low, self.kinds = text, text.low, text.kinds
        self.n = len(text.low)
        self.decimal = text.lexicon.format.get("decimal", ".")
        self.before = {
            kind: {j: (i, key) for i, j, key in text.cues[kind]}
            for kind in ("hedge", "trap_before", "range_open", "link", "article")
        }
        self.turned = _turned_lines(text.raw)
        found = {i for i, kind in enumerate(self.kinds) if kind == "num" or kind in DIGITS}
        found |= {i for i, word in enumerate(self.low) if "-" in word and self.kinds[i] == "word"}
        for kind in ("number", "factor", "part", "vague", "same"):
            found.update(text.at[kind])
        led = self.before["hedge"].keys() | self.before["article"].keys()
        for kind in ("scale", "unit"):
            found |= led & text.at[kind].keys()
        self.starts = sorted(found)
        """Tokens at which an amount may begin."""

    def of(self, sentence: Sentence) -> list[Amount]:
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
            self.refuse_joined(found)
        return found

    def refuse_joined(self, found: list[Amount]) -> None:
        """Aged 47, 50 and 60: what is joined to a number that is no figure is none either."""
        pairs = list(pairwise(found))
        for one, other in [*pairs, *((b, a) for a, b in reversed(pairs))]:
            if one.refused not in PAIRED or other.refused or self.counts(other.last):
                continue
            first, last = sorted((one, other), key=lambda amount: amount.first)
            gap = range(first.last, last.first)
            if gap and all(self.low[x] in ",-" or x in self.text.at["and"] for x in gap):
                other.refused = one.refused

    def amount_at(self, i: int, sentence: Sentence, found: list[Amount]) -> Amount | None:
        """The amount that begins at a token, of whatever kind; None if none does."""
        kind, at = self.kinds[i], self.text.at
        if kind in DIGITS:
            return Amount(i, i + 1, i, refused=DIGITS[kind])
        if kind == "num":
            return self.number_at(i, sentence)
        if kind != "word":
            return None
        if i in at["same"]:  # the same number of: the amount before, said of something else
            model = next((a for a in reversed(found) if not a.refused), None)
            last = at["same"][i][0]
            return model and replace(model, first=i, last=last, core=i, worded=True, step=False)
        amount = self.part_or_vague(i)
        if amount and amount.part:
            self.hedge(amount, sentence)
        return amount or self.number_at(i, sentence)

    def part_or_vague(self, i: int) -> Amount | None:
        """A third; hundreds: an amount without a number of its own."""
        at = self.text.at
        part, vague = at["part"].get(i), at["vague"].get(i)
        if part and not (i in at["factor"] and part[0] in at["scale"]):
            return Amount(i, part[0], i, part=part[1], worded=True)
        hedge = self.before["hedge"].get(i)
        if vague and not (hedge and hedge[1] != "plain" and i in at["scale"]):
            return Amount(i, vague[0], i, vague=vague[1], worded=True)
        return None

    def number_at(self, i: int, sentence: Sentence) -> Amount | None:
        """A number with its unit, its other end and its hedges; None if none begins here."""
        amount = self.number(i)
        if amount is None:
            if self.kinds[i] == "num":
                return Amount(i, i + 1, i, refused=TOO_MANY_DIGITS)
            return self.implied(i, sentence)
        amount.refused = self.glued(amount)
        if amount.refused:
            return amount
        self.ratio(amount)
        self.unit(amount)
        if amount.other is not None and amount.unit not in MEASURED:
            amount.low = amount.other
        self.range(amount, sentence)
        self.hedge(amount, sentence)
        self.late_hedge(amount, sentence)
        amount.step = amount.first > sentence.first and self.low[amount.first - 1] == "+"
        return amount

    def implied(self, i: int, sentence: Sentence) -> Amount | None:
        """More than a kilometre, over a thousand: one, by the hedge and the word alone."""
        article = self.before["article"].get(i)
        hedged = self.before["hedge"].get(i) or (article and self.before["hedge"].get(article[0]))
        if not hedged or hedged[1] == "plain" or hedged[0] < sentence.first:
            return None
        unit = self.text.at["unit"].get(i)
        if i in self.text.at["scale"]:
            amount = self.scaled(Amount(i, i, i, 1.0, worded=True))
            self.unit(amount)
        elif unit and unit[1] in ("km", "square_km", "percent"):
            amount = Amount(i, unit[0], i, 1.0, unit=unit[1], worded=True)
        else:
            return None
        self.hedge(amount, sentence)
        return amount if amount.hedge else None

    # numbers

    def number(self, i: int) -> Amount | None:
        """Read one number, in digits or words, with the scales behind it."""
        at = self.text.at
        if i >= self.n:
            return None
        if self.kinds[i] == "num":
            if len(self.low[i]) > 2 * LONGEST:
                return None
            value, other = digits_of(self.low[i], self.decimal)
            return self.scaled(Amount(i, i + 1, i, value, other=other))
        if self.kinds[i] != "word":
            return None
        if (factor := at["factor"].get(i)) and factor[0] in at["scale"]:
            return self.scaled(Amount(i, factor[0], i, float(factor[1]), worded=True))
        if found := self.in_words(i):
            return self.scaled(Amount(i, found[1], i, found[0], worded=True))
        if i in at["scale"] and i in self.before["article"]:
            return self.scaled(Amount(i, i, i, 1.0, worded=True))
        return None

    def in_words(self, i: int) -> tuple[float, int] | None:
        """Number words in a row, and the token after: "двадцять п'ять", "one hundred and five"."""
        numbers, joints = self.text.at["number"], self.text.at["joint"]
        if i not in numbers:
            return self.compound(i)
        j, total = numbers[i][0], float(numbers[i][1])
        room = _room(total)
        while True:
            k = self.past_hyphen(j)
            if total >= 100 and k in joints:
                k = joints[k][0]
            word = numbers.get(k)
            if word is None or not 0 < float(word[1]) < room:
                return total, j
            total, j, room = total + float(word[1]), word[0], _room(float(word[1]))

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

    def past_hyphen(self, j: int) -> int:
        """The token after a hyphen written on to both sides; the token itself if it is none."""
        hyphen = j < self.n and self.low[j] == "-" and self.text.touches(j)
        return j + 1 if hyphen and self.text.touches(j + 1) else j

    def scaled(self, amount: Amount) -> Amount:
        """Multiply a number by what follows: thousand, dozen, two million and a half."""
        at, low = self.text.at, self.low
        while amount.last < self.n:
            j = self.past_hyphen(amount.last)
            scale = at["scale"].get(j)
            if scale is None or (len(low[j]) == 1 and not self.text.touches(j)):
                break
            j, factor = scale[0], float(scale[1])
            amount.dozens, amount.other = factor == 12, None
            amount.low *= 1 if amount.dozens else factor
            j += j < self.n and low[j] == "." and j - 1 in at["abbreviation"]
            amount.last = j
            if half := at["and_half"].get(j):
                amount.low, amount.last = amount.low + factor / 2, half[0]
                break
            if not amount.worded:
                # eight thousand 815: three digits after the word for a thousand belong to it
                digits = low[j] if factor >= 1000 and j < self.n and self.kinds[j] == "num" else ""
                if len(digits) == 3 and digits.isdigit():
                    amount.low, amount.last = amount.low + float(digits), j + 1
                    break
                continue
            rest = None if amount.dozens else self.in_words(at["joint"].get(j, (j,))[0])
            if rest and rest[0] < factor:
                amount.low, amount.last = amount.low + rest[0], rest[1]
        return amount

    # what belongs to a number

    def ratio(self, amount: Amount) -> None:
        """Seven to one: written with a colon, or with the word of the tables."""
        j, text = amount.last, self.text
        if j + 1 >= self.n or amount.low > 60:
            return
        tight = self.low[j] == ":" and text.touches(j) and text.touches(j + 1)
        joint = tight if self.low[j] == ":" else text.key("range", j) in JOINTS
        other = self.number(j + 1) if joint else None
        if other is None:
            return
        big, small = max(amount.low, other.low), min(amount.low, other.low)
        if small == 1 < big and (tight or self.is_told_as_ratio(amount)):
            amount.low, amount.last, amount.unit = big, other.last, "ratio"

    def is_told_as_ratio(self, amount: Amount) -> bool:
        """Whether a ratio is told; of losses, where the joint alone tells that it is one."""
        first, last = max(0, amount.core - 14), amount.last + 8
        nouns = self.text.keys("noun", first, last)
        lost = "loss" in nouns or "casualty" in nouns
        lost = lost or "loss" in self.text.keys("action", first, last)
        only = self.text.key("range", amount.last) == "ratio_only"
        return "ratio" in nouns or (only and lost)

    def unit(self, amount: Amount) -> None:
        """Take in the unit that follows, a hyphen between or not."""
        if amount.unit:
            return
        j = amount.last
        j += j < self.n and self.low[j] == "-" and self.text.touches(j)
        if found := self.text.at["unit"].get(j):
            amount.last, amount.unit = found

    def range(self, amount: Amount, sentence: Sentence) -> None:
        """Join the second end of a range, if one follows."""
        text, j = self.text, amount.last
        if j + 1 >= sentence.last or amount.unit == "ratio":
            return
        if text.ends_at("month", amount.core, 2):
            return
        opener = self.before["range_open"].get(amount.core)
        joint = "dash" if self.low[j] == "-" else text.key("range", j)
        if joint in (None, "", "ratio_only") or (joint in ("to", "and") and opener is None):
            return
        apart = not text.touches(j) and not text.touches(j + 1)
        if joint == "dash" and apart and self.kinds[amount.core] != "num":
            return
        after = j + 1 if joint == "dash" else text.at["range"][j][0]
        hedge = text.at["hedge"].get(after)
        other = self.number(hedge[0] if hedge and hedge[1] in ("up to?", "up to") else after)
        if other is None:
            return
        other.core = after
        if self.glued(other):
            return
        self.unit(other)
        if other.other is not None and other.unit not in MEASURED:
            other.low = other.other
        self.join(amount, other, joint, opener)

    def join(self, amount: Amount, other: Amount, joint: str, opener: tuple | None) -> None:
        """Make a range of two numbers, unless they cannot be its ends."""
        low, high, unit = amount.low, other.low, amount.unit
        scale = next((s for s in (1000.0, 1e6, 100.0) if high >= s and high / s > low), None)
        scaled = other.last - other.core > 1 and self.text.has("scale", other.core, other.last)
        if scale and low < 1000 and scaled:
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
        if self.text.key("range", other.last) in ("to", "to_free"):
            end = self.number(other.last + 1)
            if end and end.low > high:
                self.unit(end)
                amount.high, amount.last, amount.unit = end.low, end.last, amount.unit or end.unit

    def hedge(self, amount: Amount, sentence: Sentence) -> None:
        """Take in the hedge that stands before, through a preposition or a quotation mark."""
        first = amount.first
        article = self.before["article"].get(first)
        held = article and article[0] >= sentence.first and first not in self.before["hedge"]
        if held and (amount.worded or article[0] in self.before["hedge"]):
            first = article[0]
        kind = ""
        while first > sentence.first:
            found = self.hedge_before(first, sentence, kind)
            if found is None or (kind and found[1] != "plain"):
                break
            first, key = found
            kind = kind if key == "plain" else key
        if amount.high is None:
            amount.hedge = kind
        if kind or (amount.worded and article and first == article[0] and amount.low == 1):
            amount.first = min(first, amount.first)

    def hedge_before(self, first: int, sentence: Sentence, kind: str) -> tuple[int, str] | None:
        """The hedge that ends at a token, or before a preposition or quote: start and key."""
        hedges, at = self.before["hedge"], first
        if at not in hedges:
            sign = self.low[first - 1]
            if sign in SKIPPED and sign not in "-)]" and first - 1 > sentence.first:
                at = first - 1
            else:
                at = self.before["link"].get(first, (-1,))[0]
            passed = at in hedges and at > sentence.first
            if kind or not passed or hedges[at][1] in ("plain", "up to?"):
                return None
        start, key = hedges[at]
        if key == "up to?":
            return None if kind or self.is_reached(start, sentence) else (start, "up to")
        return start, key

    def is_reached(self, start: int, sentence: Sentence) -> bool:
        """Whether "to" follows a verb of reaching, a date or an opened range: no hedge.

        It came to eight in the east and to five in the west: the same verb governs both.
        """
        text, low = self.text, self.low
        opened = text.has("range_open", max(sentence.first, start - 3), start)
        if opened or text.has("reach", max(sentence.first, start - 5), start):
            return True
        earlier = [x for x in range(sentence.first, start) if low[x] == low[start]]
        if not earlier or text.has("action", earlier[-1], start):
            return False
        return text.has("reach", max(sentence.first, earlier[-1] - 5), earlier[-1])

    def late_hedge(self, amount: Amount, sentence: Sentence) -> None:
        """Take in the hedge that stands after: "50 or more", "50+"."""
        if amount.hedge or amount.high is not None:
            return
        j = amount.last
        found = self.text.at["hedge_after"].get(j)
        if found and found[0] <= sentence.last:
            amount.last, amount.hedge = found
            self.unit(amount)
        elif j < sentence.last and self.low[j] == "+" and self.text.touches(j):
            amount.hedge, amount.last = "at least", j + 1

    # why a number is no figure

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
        k = self.past_hyphen(j)
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
        """What a word makes of the digits that it is written on to, by a hyphen or without."""
        text, word = self.text, self.low[k]
        if text.begins(("unit", "scale"), k):
            return ""
        if trap := text.key("trap", k):
            return trap
        endings = {form.kind for form in text.lexicon.of(word) if not form.rest}
        things = text.keys("noun", k + 1, k + 4)[:1]
        many = things and things[0] not in ("brigade", "battalion", "company")
        if "cardinal" in endings and ("ordinal" not in endings or many):
            amount.last = k + 1
            return ""
        if "ordinal" in endings:
            return "an ordinal number"
        if k == j:
            return "the number of a model"
        for part in (word, word.split("-")[0]):  # 24-hour, 47-year-old: its first part tells
            for form in text.lexicon.of(part):
                if form.kind == "trap" and not form.rest:
                    return form.key
                if form.kind in ("noun", "unit", "action", "counter"):
                    return ""
        return "part of a compound word"

    def trap(self, amount: Amount, sentence: Sentence) -> str:
        """Say why an amount is no figure of a report; empty if it may be one."""
        text, low, i, j = self.text, self.low, amount.core, amount.last
        if reason := self.hostile(amount):
            return reason
        if amount.worded and amount.value == 1 and j in text.at["out_of"] and i == j - 1:
            return "one of a number"
        before = self.before["trap_before"].get(amount.first) or self.before["trap_before"].get(i)
        if before and not amount.unit and not amount.worded:
            return before[1]
        if reason := self.date(amount, sentence):
            return reason
        led, sign = low[i - 1] if i > sentence.first else "", low[j] if j < self.n else ""
        if led == "[" and sign == "]":
            return "a footnote"
        plain = not amount.worded and amount.value is not None and amount.low < 100
        if i == sentence.first and j < sentence.last and sign in (".", ")") and plain:
            return "the number of a list"
        if led in ("/", "\\") and text.touches(i):
            return "part of a sign"
        if j < sentence.last and sign == "/" and text.touches(j):
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
        place = i - 2 in text.at["place"] or i - 3 in text.at["place"]
        return named and not place and self.low[j] == "," and amount.low == int(amount.low)

    def trap_after(self, amount: Amount, sentence: Sentence) -> str:
        """A word after the number that makes it a duration, an age, a unit's number."""
        at, traps, words = self.text.at, self.text.at["trap"], 0
        for k in range(amount.last, min(amount.last + 8, sentence.last)):
            noun = at["noun"].get(k)
            if k in traps and not (noun and noun[0] > traps[k][0]):
                return traps[k][1]
            if self.low[k] in SKIPPED and self.low[k] not in "()":
                continue
            if self.kinds[k] != "word" or words == 2 or self.text.begins(COUNTED, k):
                return ""
            words += k not in at["counter"]
        return ""

    def date(self, amount: Amount, sentence: Sentence) -> str:
        """Whether digits are a day, a time or a year, in words; empty if they are none."""
        text, i, j = self.text, amount.core, amount.last
        months = text.at["month"]
        if amount.low is None or amount.worded:
            return ""
        day = amount.low <= 31
        k = j + (j < self.n and self.low[j] in (".", ",") and day)
        if day and amount.high is None and (j in months or k in months):
            return "a date"
        of = text.at["out_of"].get(j)
        if of and of[0] in months and day and not amount.hedge:
            return "a date"
        if amount.high is not None and amount.high <= 31 and j in months:
            return "a date"
        if self.is_after_month(amount, sentence):
            return "a date"
        # as of 09.00: hours and minutes with a stop between
        if CLOCK.fullmatch(self.low[i]) and (self.low[i][0] == "0" or text.ends_at("until", i, 3)):
            return "a time of day"
        plain = len(self.low[i]) == 4 and self.kinds[i] == "num" and amount.low in YEARS
        listed = i > sentence.first and self.low[i - 1] in ("-", ":", "=") and not text.touches(i)
        if plain and not (amount.unit or amount.hedge or listed or self.counts(j)):
            return "a year"
        return ""

    def is_after_month(self, amount: Amount, sentence: Sentence) -> bool:
        """Whether a number is the day or year of a month that stands before: "October 7, 2023"."""
        text, i = self.text, amount.core
        bare = not self.counts(amount.last)
        for start, end, _ in text.between("month", max(sentence.first, i - 3), i):
            gap = range(end, i)
            digits = [x for x in gap if self.kinds[x] == "num"]
            near = all(self.low[x] in ",.-" or x in digits or x in text.at["range"] for x in gap)
            if not near or amount.unit:
                continue
            if amount.low in YEARS and (digits or bare):
                return True
            first = text.lexicon.format.get("date") == "month_first" and not gap
            first = first and not (start and self.kinds[start - 1] == "num")
            if amount.low <= 31 and (first or bare):
                return True
        return False

    def counts(self, j: int) -> bool:
        """Whether a number before a token counts what the token names."""
        return j in self.text.at["noun"] or j in self.text.at["counter"]

    def hostile(self, amount: Amount) -> str:
        """What may be seen otherwise than it is written, in words; empty if nothing may."""
        text = self.text
        start, end = text.starts[amount.first], text.ends[amount.last - 1]
        if any(a <= start < b for a, b in self.turned):
            return SHOWN_OTHERWISE
        if not UNSEEN.isdisjoint(text.raw[max(0, start - 1) : end + 1]):
            return UNSEEN_MARK
        inner = text.raw[start:end]
        if not inner.isascii() and any(
            unicodedata.category(c) in ("Nd", "No", "Nl") and not c.isascii() and c not in "²³"
            for c in inner
        ):
            return OTHER_DIGITS
        digits = self.low[amount.core] if self.kinds[amount.core] == "num" else ""
        return TOO_MANY_DIGITS if sum(map(str.isdigit, digits)) > LONGEST else ""


def _room(value: float) -> float:
    """What may follow a number word of this value: 20 takes less than 10, 100 less than 100.

    >>> _room(20), _room(300), _room(5)
    (10.0, 100.0, 0.0)
    """
    room = 1.0
    while value and value % (room * 10) == 0:
        room *= 10
    return room if room > 1 and value >= 20 else 0.0


def _turned_lines(raw: str) -> list[tuple[int, int]]:
    """Stretches of a text whose characters are not shown in their order."""
    found = set()
    for mark in TURNING.finditer(raw):
        end = raw.find("\n", mark.start())
        found.add((raw.rfind("\n", 0, mark.start()) + 1, len(raw) if end < 0 else end))
    return sorted(found)
