"""From the words of a claim to what they allow: a value, if any, and intervals.

A reported figure is [hedge] number or range or vague words [unit] [hedge]: the grammar says which
kind of wording a text is and which numbers stand in it, the rules what they allow. Missing words,
words without a number and ambiguous ones give no interval; whatever does not fit is refused with a
sentence that says why.

A figure in another language is written again in English words, by the tables of
`data/raw/reading`; the rules stay those of the English grammar. A word that no table of the
language has leaves the wording unread.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError, ParameterError
from analysis.settings import CAP, RULES_VERSION
from analysis.store.columns import decode, distinct_rows
from analysis.wording.intervals import EXCLUDING, MODES, NO_POINT, Interval, check_cap, interval_of
from analysis.wording.languages import (
    GAP,
    NOTHING,
    OURS,
    SCALES,
    Lexicon,
    WordForm,
    fits,
    forms_of,
    languages,
    lexicon_of,
    tokens_of,
)
from analysis.wording.numerals import (
    COUNTABLE,
    COUNTED_WHOLE,
    DIGIT_NUMBERS,
    ENGLISH,
    EXTENTS,
    FILLERS,
    HEDGES,
    MEASURED,
    SINGULAR_SCALES,
    TRAILING_HEDGES,
    UNITS,
    VAGUE,
    Found,
    Number,
    NumberFormat,
    Token,
    take_number,
    tokenise,
)

NO_WORDING = "The claim has no wording."
NO_NUMBER = "The wording holds no number."
TOO_LONG = "The wording is longer than a figure can be; it may hold several claims."
TWO_NUMBERS = "The wording holds several numbers that are no range."
TWO_HEDGES = "The wording holds two hedges, and the rules know one."
HEDGED_VAGUE = "A hedge stands before words that are no number."
HEDGED_RANGE = "A hedge stands before a range."
TWO_SCALES = "It is not clear whether the unit word belongs to both ends of the range."
MIXED_RANGE = "The ends of the range are not of one unit."
UNSURE = {
    "mil": "“mil” is a thousand in some languages and a million in others.",
    "m": "“m” written on to a figure may mean metres or million.",
}
LONGEST = 40
"""Pieces of a wording; the longest of a collected figure has five."""
LONGEST_PHRASE = max(
    len(phrase)
    for table in (DIGIT_NUMBERS, HEDGES, TRAILING_HEDGES, UNITS, VAGUE)
    for phrase in table
)


UNITS_IN_ENGLISH = {"percent": "%", "points": "percentage points", "square_km": "square km"}
UNITS_IN_ENGLISH |= {"square_metres": "square metres"}
JOINTS_IN_ENGLISH = {"to": "to", "to_free": "to", "and": "to", "or": "or"}
SILENT = ("range_open", "filler", "noun", "counter", "link", "article", "side", "abbreviation")
"""Kinds of words that change no figure."""
AMOUNTS = ("vague", "part", "hedge", "hedge_after", "number", "factor", "scale", "unit", "range")
AFTER_A_NUMBER = ("range", "scale", "unit", "hedge_after", "number", "part", "hedge")
AFTER_A_HEDGE = ("number", "factor", "scale", "unit", "part")
"""Which kind goes first where a word may be several."""
CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)
FIGURE = re.compile(r"[\d.]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a text says, before any rule.

    Parameters
    ----------
    kind : str
        Kind of wording, one of `intervals.KINDS`.
    numbers : tuple of Number
        Two for a range, three for an estimate with its ends, none for words without a number.
    unit : str or None
        Unit that the words after the figure stand for; "share" for a fraction in words.
    """

    kind: str
    numbers: tuple[Number, ...] = ()
    unit: str | None = None


def read_phrase(text: str, number_format: NumberFormat = ENGLISH) -> Phrase:
    """Say which kind of wording a text is.

    Parameters
    ----------
    text : str
        One figure as reported.
    number_format : NumberFormat
        What the table declares.

    Returns
    -------
    Phrase

    Raises
    ------
    AnalysisError
        If the text holds no figure, several, or words that no table knows; the message is the
        reason, in one sentence.

    Examples
    --------
    >>> phrase = read_phrase("more than 15 thousand soldiers")
    >>> phrase.kind, float(phrase.numbers[0].amount), phrase.unit
    ('more_than', 15000.0, 'persons')
    """
    reader = _Reader(tokenise(text), number_format)
    if not reader.words:
        raise AnalysisError(NO_WORDING)
    if len(reader.words) > LONGEST:
        raise AnalysisError(TOO_LONG)
    if _is_stated_zero(reader.words):
        return Phrase("none")
    hedge, start = reader.hedge()
    phrase, after = reader.amount(start)
    unit, late = reader.tail(after, phrase)
    if hedge and late:
        raise AnalysisError(TWO_HEDGES)
    return _hedged(_with_unit(phrase, unit), hedge or late)


class _Reader:
    """Reads a list of tokens; a method takes an index and returns what it read and where to."""

    def __init__(self, tokens: list[Token], number_format: NumberFormat) -> None:
        self.tokens = tokens
        self.words = [token.text for token in tokens]
        self.number_format = number_format

    def at(self, start: int, *words: str) -> bool:
        return self.words[start : start + len(words)] == list(words)

    def longest(self, table: Container[tuple[str, ...]], start: int) -> tuple[str, ...]:
        """Return the longest phrase of a table that begins here; empty if none does."""
        here = tuple(self.words[start : start + LONGEST_PHRASE])
        return next((here[:end] for end in range(len(here), 0, -1) if here[:end] in table), ())

    def number(self, start: int, end: int | None = None) -> Found:
        return take_number(self.tokens[:end], start, self.number_format)

    def hedge(self) -> tuple[str, int]:
        """Read the words before the figure; vague amounts like "some dozens" come first."""
        hedge, start = "", 0
        while not self.longest(VAGUE, start) and (found := self.longest(HEDGES, start)):
            if HEDGES[found] != "plain":
                if hedge:
                    raise AnalysisError(TWO_HEDGES)
                hedge = HEDGES[found]
            start += len(found)
        return hedge, start

    def amount(self, start: int) -> tuple[Phrase, int]:
        article = start + self.at(start, "a")
        if digits := self.longest(DIGIT_NUMBERS, article):
            after = article + len(digits)
            after += self.at(after, "number") or self.at(after, "figure")
            return Phrase("n_digits", (Number.of(int(DIGIT_NUMBERS[digits])),)), after
        if vague := self.longest(VAGUE, start):
            return self.vague(VAGUE[vague], start + len(vague))
        if self.at(start, "between"):
            return self.between(start + 1)
        found = self.number(start + self.at(start, "from"))
        if found is None:
            raise AnalysisError(self.why_no_number(start))
        phrase, after = self.range_or_number(*found)
        if self.at(start, "from") and phrase.kind != "range":
            raise AnalysisError("A range that begins with “from” has no second end.")
        return phrase, after

    def vague(self, kind: str, after: int) -> tuple[Phrase, int]:
        """Only a couple may multiply the unit word that follows."""
        if kind != "a_couple" or not SINGULAR_SCALES.intersection(self.words[after : after + 1]):
            return Phrase(kind), after
        number, after = self.number(after) or (Number.of(1), after)
        return Phrase(kind, (number,)), after

    def between(self, start: int) -> tuple[Phrase, int]:
        """Tell the "and" between two numbers from one inside a number word."""
        joints = [i for i in range(len(self.words) - 1, start, -1) if self.at(i, "and")]
        for joint in joints:
            low, high = self.number(start, joint), self.number(joint + 1)
            if low and high and low[1] + len(self.longest(UNITS, low[1])) == joint:
                return _range(low[0], high[0]), high[1]
        raise AnalysisError("“Between” is not followed by two numbers joined by “and”.")

    def range_or_number(self, number: Number, after: int) -> tuple[Phrase, int]:
        if number.amount > 1 and any(self.at(after, *to) for to in _TO_ONE):
            return Phrase("exact", (number,), "ratio"), after + 2
        if self.at(after, "between"):
            ends, end = self.between(after + 1)
            return Phrase("estimate", (number, *ends.numbers)), end
        low_unit = self.longest(UNITS, after)
        joint = after + len(low_unit)
        high = (
            self.number(joint + 1) if {"-", "~", "to", "or"} & {*self.words[joint:][:1]} else None
        )
        if high is None:
            return Phrase("exact", (number,)), after
        high_unit = self.longest(UNITS, high[1])
        if low_unit and high_unit and UNITS[low_unit] != UNITS[high_unit]:
            raise AnalysisError(MIXED_RANGE)
        return replace(_range(number, high[0]), unit=UNITS.get(low_unit)), high[1]

    def tail(self, start: int, phrase: Phrase) -> tuple[str | None, str]:
        """Read the words after the figure: what it counts, and a hedge that comes late."""
        unit, hedge, i = phrase.unit, "", start
        if phrase.numbers and phrase.numbers[-1].is_share:
            self.check_share(start)
        while i < len(self.words):
            if found := self.longest(TRAILING_HEDGES, i):
                late = TRAILING_HEDGES[found].replace("plain", "")
                if hedge and late:
                    raise AnalysisError(TWO_HEDGES)
                hedge = hedge or late
            elif (found := self.longest(UNITS, i)) and self.tokens[i][1:] != ("m", True):
                unit = unit or UNITS[found]
            elif self.words[i] in FILLERS:
                found = (self.words[i],)
            else:
                raise AnalysisError(self.why_unknown_tail(i))
            i += len(found)
        return unit, hedge

    def check_share(self, start: int) -> None:
        """A third of the city is a share; a third attack is an ordinal."""
        known = not self.words[start:] or self.words[start] in {"of", "the", "a", "an"}
        unit = UNITS.get(self.longest(UNITS, start))
        if not known and unit not in EXTENTS and not self.longest(TRAILING_HEDGES, start):
            raise AnalysisError(self.why_unknown_tail(start))

    def why_no_number(self, start: int) -> str:
        for i in range(start, len(self.words)):
            if self.number(i) or self.longest(VAGUE, i):
                return _unknown("before the number", self.words[start:i])
        return NO_NUMBER

    def why_unknown_tail(self, start: int) -> str:
        if self.words[start] in UNSURE:
            return UNSURE[self.words[start]]
        several = any(token.kind == "digits" for token in self.tokens[start:])
        return TWO_NUMBERS if several else _unknown("after the number", self.words[start:])


_TO_ONE = ((":", "1"), ("to", "1"), ("to", "one"))


def _is_stated_zero(words: list[str]) -> bool:
    """No soldiers, not a single tank, none: all words known, the things counted named."""
    known = COUNTABLE | FILLERS | {"or", "no"}
    for opening in (["not", "a", "single"], ["not", "one"], ["no"]):
        if words[: len(opening)] == opening:
            things = words[len(opening) :]
            return bool(things) and things[0] in COUNTABLE and known.issuperset(things)
    return words[0] in {"none", "nil", "nobody"} and known.issuperset(words[1:])


def _range(low: Number, high: Number) -> Phrase:
    """Join two ends; "15-20 thousand" means thousands at both.

    >>> [int(number.amount) for number in _range(Number.of(15), Number.of(20).times(1000)).numbers]
    [15000, 20000]
    """
    if low.is_share != high.is_share:
        raise AnalysisError(MIXED_RANGE)
    if high.scales and not low.scales:
        *others, scale = high.scales
        if others:
            raise AnalysisError(TWO_SCALES)
        # "900 to a thousand": a low end above the other's count cannot share its unit word.
        low = low.times(scale) if low.amount < high.amount / scale else low
    return Phrase("range", (low, high))


def _with_unit(phrase: Phrase, unit: str | None) -> Phrase:
    """Settle whether fraction words are a share of a whole or part of a unit ("half a km")."""
    if not phrase.numbers or not phrase.numbers[-1].is_share:
        return replace(phrase, unit=unit)
    if unit not in EXTENTS:
        return replace(phrase, unit="share")
    return replace(phrase, numbers=tuple(Number.of(n.amount) for n in phrase.numbers), unit=unit)


def _hedged(phrase: Phrase, hedge: str) -> Phrase:
    """Join the kind of the amount with the hedge around it.

    "About" adds nothing to a range or to vague words: they leave room as they stand.
    """
    if phrase.kind == "exact":
        if not hedge and phrase.unit in {*PERCENT, "share"}:
            hedge = "percent" if phrase.unit in PERCENT else "share"
        plain = "exact" if phrase.numbers[0].dozens is None else "a_dozen"
        return replace(phrase, kind=hedge or plain)
    if hedge in {"", "about"}:
        return phrase
    raise AnalysisError(HEDGED_RANGE if len(phrase.numbers) > 1 else HEDGED_VAGUE)


def _unknown(where: str, words: list[str]) -> str:
    text = " ".join(words)
    return f"The rules do not know the words {where}: “{text[:40]}{'…' * (len(text) > 40)}”."


COLUMNS = ["wording", "named", "value", "low", "high", "strict_low", "strict_high", "rounded_low"]
COLUMNS += ["rounded_high", "set_aside_reason"]
"""What `read_wordings` returns."""

BRACKETED = re.compile(r"[-+]?\s*[(\[{]\s*[-+]?\d[\d.,'\u2019\s]*[)\]}]")
"""A number that stands in brackets, and nothing beside them."""

PERCENT = {"percent", "percentage_points"}
NO_UNIT = {"", "none"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one wording says.

    Parameters
    ----------
    text : str
        The words, untouched.
    wording : str
        Kind of wording, one of `intervals.KINDS`; empty if set aside.
    value : float or None
        The number as stated, also where a hedge puts it outside the interval ("more than 300" has
        300); None for ranges and vague words, and if set aside.
    bounded, strict, rounded : Interval or None
        What is drawn, what the words strictly say (`high` may be infinite), and the sensitivity
        reading; None if set aside.
    unit_hint : str or None
        Unit that the words name: percent, percentage_points, share, metres, ...
    rule_version : str
        Version of the rules.
    reason : str
        Why it is set aside, one sentence; empty if it was read.
    """

    text: str
    wording: str = ""
    value: float | None = None
    bounded: Interval | None = None
    strict: Interval | None = None
    rounded: Interval | None = None
    unit_hint: str | None = None
    rule_version: str = RULES_VERSION
    reason: str = ""

    @property
    def point(self) -> float | None:
        """The number as stated, if its own words allow it: "more than 300" excludes 300."""
        if self.value is None or self.bounded is None or self.wording in EXCLUDING:
            return None
        if self.value not in self.bounded:
            return None
        return self.value

    def as_rounded(self) -> Reading:
        """Draw the sensitivity reading in place of the headline one."""
        if self.bounded is None or self.strict is None or self.rounded is None:
            return self
        return replace(self, bounded=self.rounded, strict=self.strict.hull(self.rounded))


def read_wording(
    text: str,
    unit: str = "",
    *,
    cap: float = CAP,
    number_format: NumberFormat = ENGLISH,
    as_rounded: bool = False,
    language: str = "",
) -> Reading:
    """Read one wording: its kind by its words, and its intervals by the rule of that kind.

    Parameters
    ----------
    text : str
        One figure as reported; any text at all is answered by a reading.
    unit : str
        Unit the table gives for the figure; empty = not known. It decides what is percent, what
        has decimals, and whether the words contradict it. A part in words ("a third") is given in
        percent if the unit is, else as a part of 1.
    cap : float
        Largest half-width of a rounded or hedged figure, as a share of it.
    number_format : NumberFormat
        How the table writes numbers.
    as_rounded : bool
        Whether to draw the sensitivity reading.
    language : str
        Of the words, two letters of a table of `data/raw/reading`. Empty = English, and what
        English cannot read and has Cyrillic letters by the tables whose letters they are.

    Returns
    -------
    Reading

    Raises
    ------
    ParameterError
        If the cap is no share.

    Examples
    --------
    >>> read_wording("almost 200").bounded
    Interval(low=180.0, high=199.0)
    >>> read_wording("almost all").reason
    'The wording holds no number.'
    >>> read_wording("майже 200").bounded
    Interval(low=180.0, high=199.0)
    """
    check_cap(cap)
    try:
        reading = _read(text, unit, cap, number_format)
    except AnalysisError as refusal:
        foreign = _read_foreign(text, unit, cap, language)
        if foreign is None:
            return Reading(text, reason=str(refusal))
        reading = foreign
    return reading.as_rounded() if as_rounded else reading


def _read_foreign(text: str, unit: str, cap: float, language: str) -> Reading | None:
    """Read words of another language by its tables; None if they do not, or do not agree."""
    found = []
    # Latin letters may be English, so that they tell no language.
    told = _cyrillic_languages() if CYRILLIC.search(text) else []
    for name in [language] if language else told:
        english = in_english(text, name)
        if english is None:
            continue
        try:
            found.append(replace(_read(english, unit, cap, ENGLISH), text=text))
        except AnalysisError:
            continue
    return found[0] if found and all(reading == found[0] for reading in found) else None


def _read(text: str, unit: str, cap: float, number_format: NumberFormat) -> Reading:
    if BRACKETED.fullmatch(text.strip()):
        raise AnalysisError("A number in brackets may be a loss, a note or a correction.")
    phrase = _in_unit(read_phrase(text, number_format), unit)
    units = {phrase.unit, unit}
    scale = "share" if phrase.unit == "share" else "measured" if units & MEASURED else "count"
    scale = "percent" if units & PERCENT else scale
    bounded, strict, rounded = (
        interval_of(phrase.kind, phrase.numbers, mode, cap=cap, scale=scale) for mode in MODES
    )
    value = float(phrase.numbers[0].amount) if phrase.numbers else 0.0
    value = None if phrase.kind in NO_POINT else value
    return Reading(text, phrase.kind, value, bounded, strict, rounded, phrase.unit)


def _in_unit(phrase: Phrase, unit: str) -> Phrase:
    """Bring the words into the table's unit, or refuse where the two contradict each other."""
    if phrase.unit == "share" and unit == "percent":
        numbers = tuple(Number(number.amount * 100, None) for number in phrase.numbers)
        return replace(phrase, numbers=numbers, unit="percent")
    hint = phrase.unit
    alike = hint is None or hint == unit or {hint, unit} == PERCENT
    # A unit that no wording has says nothing against words, unless they name a part.
    if (
        unit not in NO_UNIT
        and not alike
        and (unit in UNITS.values() or hint in {*PERCENT, "share"})
    ):
        raise AnalysisError(f"The words give {phrase.unit}, and the table {unit}.")
    if phrase.kind == "exact" and unit in PERCENT:
        phrase = replace(phrase, kind="percent")
    for number in phrase.numbers:
        if unit in COUNTED_WHOLE and number.amount.denominator > 1:
            told = "The figure has decimals"
            if number.settled:
                told = "By the decimal mark of its table the figure has thousandths"
            raise AnalysisError(f"{told}, and its unit comes whole.")
    return phrase


def in_english(text: str, language: str, decimal: str = "") -> str | None:
    """Write a figure again in English words.

    Parameters
    ----------
    text : str
        One figure as reported.
    language : str
        Two letters of a table.
    decimal : str
        The decimal mark of its numbers; empty = that of the language.

    Returns
    -------
    str or None
        None if the table does not have every word.

    Examples
    --------
    >>> in_english("майже 1 200", "uk"), in_english("кілька десятків", "uk")
    ('nearly 1200', 'several dozen')
    >>> in_english("двадцять п'ять", "uk"), in_english("майже двісті слонів", "uk")
    ('25', None)
    """
    if language == OURS:
        return text
    words = tokens_of(text)
    if len(words) > 20:
        return None
    lexicon = lexicon_of(language)
    mark = decimal or lexicon.format.get("decimal", ".")
    english: list[str] = []
    i, opened = 0, False
    while i < len(words):
        if words[i][0].isdigit():
            english.append(_digits(words[i], mark))
            i += 1
        elif words[i] in "-%~+.":
            english += [words[i]] if words[i] != "." else []
            i += 1
        elif found := _longest(lexicon, words, i):
            first = AFTER_A_HEDGE if english else ("range_open", "vague", "part", "hedge")
            if english and FIGURE.fullmatch(english[-1]):
                first = AFTER_A_NUMBER if opened else AFTER_A_NUMBER[1:]
            form = next(found[kind] for kind in (*first, *AMOUNTS, *SILENT) if kind in found)
            i += 1 + len(form.rest)
            opened = opened or form.kind == "range_open"
            _say(form, english)
        else:
            return None
    return " ".join(english)


@lru_cache(maxsize=1)
def _cyrillic_languages() -> list[str]:
    return [name for name in languages() if CYRILLIC.search(" ".join(forms_of("number", name)))]


def _longest(lexicon: Lexicon, words: list[str], i: int) -> dict[str, WordForm]:
    """The longest form that begins at a word, of each kind that a figure may have."""
    found: dict[str, WordForm] = {}
    for form in lexicon.of(words[i]):
        rest = words[i + 1 : i + 1 + len(form.rest)]
        known = form.kind in AMOUNTS or form.kind in SILENT
        if not known or form.kind in found or form.key == NOTHING or GAP in form.rest:
            continue
        if len(rest) == len(form.rest) and all(map(fits, form.rest, rest)):
            found[form.kind] = form
    return found


def _say(form: WordForm, english: list[str]) -> None:
    """Add what a form means to the English words."""
    kind, key = form.kind, form.key
    before = english[-1] if english else ""
    if kind == "number":  # twenty and five are twenty-five
        value = float(key)
        if before.isdigit() and value < 100 and int(before) % (10 if value < 10 else 100) == 0:
            value += int(english.pop())
        english.append(f"{value:.0f}")
    elif kind == "scale":  # it multiplies what stands before; alone, it means one of them
        counted = FIGURE.fullmatch(before)
        if key == "10":
            english.append(f"{10 * float(english.pop()):.0f}" if counted else "10")
        else:
            english += [SCALES[key]] if counted else ["a", SCALES[key]]
    elif kind == "unit":
        english.append(UNITS_IN_ENGLISH.get(key, key))
    elif kind == "range" and key in JOINTS_IN_ENGLISH:
        english.append(JOINTS_IN_ENGLISH[key])
    elif kind in ("hedge", "hedge_after") and key != "plain":
        english.append(key.rstrip("?"))
    elif kind in ("factor", "vague", "part"):
        english.append(key)


def _digits(word: str, decimal: str) -> str:
    """Digits with the separators of English.

    >>> _digits("1 100", ","), _digits("1.100", ","), _digits("76,5", ",")
    ('1100', '1100', '76.5')
    """
    bare = re.sub(r"\s", "", word)
    other = "," if decimal == "." else "."
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", bare):
        return bare.replace(other, "")
    return bare.replace(",", ".")


def read_wordings(
    texts: pd.Series,
    unit: pd.Series | None = None,
    *,
    cap: float = CAP,
    number_format: NumberFormat = ENGLISH,
    as_rounded: bool = False,
) -> pd.DataFrame:
    """Read a column of wordings, each distinct pair of wording and unit once.

    Parameters
    ----------
    texts : pandas.Series of str
        Figures as reported; missing = set aside.
    unit : pandas.Series of str, optional
        Their units, with the same index; missing = not known.
    cap, number_format, as_rounded
        As for `read_wording`.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, indexed and ordered as `texts`. Numbers in the unit of the claim. `named` is
        the number in the words, missing where there is none; `value` is the same number where
        the words allow it, and missing where they exclude it, as "more than 300" does. `high` and
        `strict_high` are missing where the words set no upper end (the `Interval` has infinity
        there). A row that is set aside has a sentence in `set_aside_reason`, no kind and no
        number; else the reason is empty.

    Raises
    ------
    ParameterError
        If the units are not indexed like the texts, or the cap is no share.

    Examples
    --------
    >>> read_wordings(pd.Series(["at least 300", "600-700"]))[["value", "low", "high"]]
       value    low   high
    0  300.0  300.0  399.0
    1    NaN  600.0  700.0
    """
    check_cap(cap)
    units = pd.Series("", index=texts.index) if unit is None else unit
    if not units.index.equals(texts.index):
        raise ParameterError("texts and units are not indexed alike")
    rows = pd.DataFrame({"text": texts, "unit": units}, copy=False).astype("str").fillna("")
    found = distinct_rows(rows)
    readings = [
        read_wording(text, unit, cap=cap, number_format=number_format, as_rounded=as_rounded)
        for text, unit in zip(found.rows["text"], found.rows["unit"], strict=True)
    ]
    read = [
        (
            r.wording,
            r.value,
            r.point,
            *_ends(r.bounded),
            *_ends(r.strict),
            *_ends(r.rounded),
            r.reason,
        )
        for r in readings
    ]
    types = dict.fromkeys(COLUMNS, "float64") | {"wording": "str", "set_aside_reason": "str"}
    frame = pd.DataFrame(read, columns=COLUMNS).astype(types)
    return decode(found.spread(frame, texts.index))


def _ends(interval: Interval | None) -> tuple[float, float]:
    if interval is None:
        return np.nan, np.nan
    return interval.low, interval.high if np.isfinite(interval.high) else np.nan
