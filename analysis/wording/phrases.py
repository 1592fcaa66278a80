"""The grammar of a reported figure: [hedge] number or range or vague words [unit] [hedge].

It says which kind of wording a text is and which numbers stand in it; what they allow is for
`wording_rules`. Whatever does not fit is refused with a sentence that says why.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from analysis.errors import AnalysisError
from analysis.wording.numerals import (
    COUNTABLE,
    DIGIT_NUMBERS,
    ENGLISH,
    EXTENTS,
    FILLERS,
    HEDGES,
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a text says, before any rule.

    Parameters
    ----------
    kind : str
        Kind of wording, one of `wording_rules.KINDS`.
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
    for opening in (["not", "a", "single"], ["not", "one"], ["no"]):
        if words[: len(opening)] == opening:
            things = words[len(opening) :]
            return bool(things) and things[0] in COUNTABLE and _all_known(things)
    return words[0] in {"none", "nil", "nobody"} and _all_known(words[1:])


def _all_known(words: list[str]) -> bool:
    return all(word in COUNTABLE | FILLERS | {"or", "no"} for word in words)


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
        return replace(phrase, kind=hedge or _unhedged_kind(phrase))
    if hedge in {"", "about"}:
        return phrase
    raise AnalysisError(HEDGED_RANGE if len(phrase.numbers) > 1 else HEDGED_VAGUE)


def _unhedged_kind(phrase: Phrase) -> str:
    if phrase.unit in {"percent", "percentage_points"}:
        return "percent"
    if phrase.unit == "share":
        return "share"
    return "exact" if phrase.numbers[0].dozens is None else "a_dozen"


def _unknown(where: str, words: list[str]) -> str:
    text = " ".join(words)
    return f"The rules do not know the words {where}: “{text[:40]}{'…' * (len(text) > 40)}”."
