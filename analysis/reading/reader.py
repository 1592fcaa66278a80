"""A text in, a reading out.

One text read: amounts, what they count, and what stands around them.

Figures that somebody or something else proposes: taken only where the text says the same.

A proposal is a row of `quote` (words of the text), `occurrence` (which one, from 1), `wording` and
`measure`. Whoever made it supplies no number: it counts only if the quote stands in the text, our
own reader finds the same wording inside it, that is no trap, and the measure is known.

Who says a figure, where it holds, for how long, of which day, and whose it is.

Each answer comes with its ground: the characters it stands on, the name of a rule, or nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from analysis.errors import ParameterError
from analysis.reading import vocabulary as vocabularies
from analysis.reading.amounts import Amount, Amounts
from analysis.reading.counts import Counts
from analysis.reading.days import Days, Periods
from analysis.reading.drafts import DraftFigure, Refusal, TextReading, merged
from analysis.reading.nouns import NO_ACTION, NO_NOUN, Counted
from analysis.reading.places import Places
from analysis.reading.sides import Sides
from analysis.reading.speakers import Speakers
from analysis.reading.tokens import UNKNOWN, Ground, Sentence, Text, cut
from analysis.reading.vocabulary import Known
from analysis.wording.languages import Lexicon, languages

if TYPE_CHECKING:
    from analysis.data.vocabulary import Vocabulary


class Context:
    """What stands around the figures of one text."""

    def __init__(self, text: Text, known: Known, published: dt.date | None) -> None:
        self.text, self.known = text, known
        self.sentences = text.sentences
        self.speakers = Speakers(text, known)
        self.places = Places(text, known, self.speakers)
        self.days = Days(text, published, self.speakers)
        self.periods = Periods(text, known, published, self.days)
        self.sides = Sides(text, known, self.speakers)

    def stance(self, k: int, begin: int, stop: int, party: str, speaker: str) -> Ground:
        s = self.sentences[k]
        denied = self.text.between("deny", s.first, s.last)
        if denied:
            return Ground("denial", self.text.span(denied[0][0], denied[0][1]))
        if party and not self.known.is_interested(party):
            return Ground("assessment", "rule:party_without_interest")
        return Ground("claim", "rule:interested_party" if party else "")


NO_WAR = "nothing in the text speaks of a war"
PEACEFUL = "the sentence speaks of something else than the war"
MARKS_OF_WAR = ("war", "military")
ACTS_OF_WAR = frozenset({"hold", "gain", "advance", "retreat", "destroy", "capture", "repel"})
"""What a side named in the text does in a war."""
NOUNS_OF_WAR = frozenset(
    (
        *("clash", "shelling", "airstrike", "missile_strike", "artillery_strike", "mlrs_strike"),
        *("drone_strike", "sortie", "fire_mission", "soldier", "prisoner", "tank", "afv", "gun"),
        *("mlrs", "air_defence", "drone", "missile", "bomb", "shell", "command_post"),
    )
)


class Run:
    """One reading of one text."""

    def __init__(
        self, pieces: Text, names: Known, day: dt.date | None, reading: TextReading
    ) -> None:
        self.text, self.names, self.day, self.reading = pieces, names, day, reading

    def read(self) -> None:
        text = self.text
        finder, reader = Amounts(text), Counts(text)
        context: Context | None = None
        warlike = self.is_of_war(0, len(text.low))
        for k, sentence in enumerate(text.sentences):
            amounts = finder.of(sentence)
            live = [a for a in amounts if not a.refused]
            for amount in amounts:
                if amount.refused:
                    self.refuse(amount, amount.refused)
            if not live:
                reader.pass_over(sentence)
                continue
            if why := self.barred(sentence, warlike):
                for amount in live:
                    self.refuse(amount, why)
                continue
            meanings = reader.of(sentence, live)
            for n, (amount, meaning) in enumerate(zip(live, meanings, strict=True)):
                if not meaning.measure:
                    self.refuse(amount, meaning.refused)
                    continue
                if context is None:
                    context = Context(text, self.names, self.day)
                self.reading.figures.append(self.figure(context, k, live, n, meaning))
        self.reading.figures = merged(self.reading.figures)
        self.reading.refused.sort()

    def barred(self, sentence: Sentence, warlike: bool) -> str:
        """Why no figure of a sentence is one of the war; empty if they may be."""
        if not warlike:
            return NO_WAR
        first, last = sentence.first, sentence.last
        if self.text.has("peace", first, last) and not self.is_of_war(first, last):
            return PEACEFUL
        return ""

    def is_of_war(self, first: int, last: int) -> bool:
        """Whether a word of the tokens [first, last) shows that they are about a war."""
        if any(self.text.has(kind, first, last) for kind in MARKS_OF_WAR):
            return True
        acts = self.text.between("action", first, last)
        if any(key in ACTS_OF_WAR for _, _, key in acts) and self.text.has("side", first, last):
            return True
        told = NOUNS_OF_WAR - {"clash"} if self.text.has("peace", first, last) else NOUNS_OF_WAR
        return any(key in told for _, _, key in self.text.between("noun", first, last))

    def refuse(self, amount: Amount, reason: str) -> None:
        text = self.text
        start, end = text.starts[amount.first], text.ends[amount.last - 1]
        self.reading.refused.append(Refusal(start, end, text.raw[start:end], reason))

    def figure(
        self, context: Context, k: int, amounts: list[Amount], n: int, meaning: Counted
    ) -> DraftFigure:
        text, amount = self.text, amounts[n]
        sentence = text.sentences[k]
        begin = amounts[n - 1].last if n else sentence.first
        stop = amounts[n + 1].first if n + 1 < len(amounts) else sentence.last
        speaker, party = context.speakers.speaker(k)
        subject = context.sides.whose(k, amount, meaning, begin, stop, party)
        stated_on, basis = context.days.day(k)
        measure = self.measure(meaning)
        period = context.periods.covered(k, amount, meaning, subject.key, speaker.key, party)
        total = period.key.startswith("since") and not period.unsure
        fields = {
            "stated_on": stated_on,
            "period": period,
            "speaker": speaker,
            "stance": context.stance(k, begin, stop, party, speaker.key),
            "measure": measure,
            "subject": subject,
            "scope": context.places.scope(k, amounts, n, speaker.key, total=total),
        }
        start, end = text.starts[amount.first], text.ends[amount.last - 1]
        organisation = self.names.speakers.get(speaker.key, ("", "", ""))[1]
        return DraftFigure(
            start, end, text.raw[start:end], amount.wording, self.unit(meaning.measure, amount),
            basis, organisation, party, fields, sentence.paragraph,
        )  # fmt: skip

    def measure(self, meaning: Counted) -> Ground:
        rule = "rule:part_of_the_figure_before" if meaning.is_part else "rule:list"
        span = self.text.span(*meaning.span) if meaning.span else rule
        words = (
            self.text.words(*meaning.span) if meaning.span and meaning.measure == UNKNOWN else ""
        )
        unsure = meaning.basis in ("list", "shared", "before") and not meaning.is_part
        unsure = unsure or meaning.measure == UNKNOWN
        return Ground(meaning.measure, span, words, unsure)

    def unit(self, measure: str, amount: Amount) -> str:
        """The unit that a figure is written in, of those that its measure may have."""
        unit, others = self.names.units.get(measure, ("", ()))
        if amount.unit in ("square_metres", "square_km", "tonnes", "percent") and amount.unit in (
            unit,
            *others,
        ):
            return amount.unit
        return "metres" if amount.unit in ("metres", "km") and "metres" in others else unit


NOT_THERE = "proposed: the quote does not stand in the text"
NO_NUMBER = "proposed: the quote holds no number"
NO_MEASURE = "proposed: no measure is called"
OPEN = frozenset({NO_NOUN, NO_ACTION})
"""Refusals that a proposal may answer; any other reason stands."""


def add_proposals(run: Run, proposals: Iterable[Mapping[str, object]]) -> None:
    """Add what is grounded in the text to a reading, marked as proposed; refuse the rest."""
    reading, text, known = run.reading, run.text, run.names
    finder = Amounts(text)
    found = [(k, finder.of(sentence)) for k, sentence in enumerate(text.sentences)]
    context = Context(text, known, run.day)
    for row in proposals:
        start, end = _place(text.raw, row)
        hit = None if start < 0 else _inside(text, found, start, end, str(row.get("wording", "")))
        why = _why_not(text, known, row, start, hit, reading)
        if why or hit is None:
            place = (max(start, 0), max(end, 0))
            reading.refused.append(Refusal(*place, str(row.get("quote", ""))[:200], why))
            continue
        k, amounts, n = hit
        spot = (text.starts[amounts[n].first], text.ends[amounts[n].last - 1])
        known_figure = [f for f in reading.figures if (f.start, f.end) == spot]
        if known_figure:
            continue
        meaning = Counted(str(row["measure"]), "", "", basis="proposed")
        figure = run.figure(context, k, amounts, n, meaning)
        figure.proposed = True
        figure.fields["measure"] = Ground(meaning.measure, "rule:proposed", unsure=True)
        reading.figures.append(figure)
        reading.refused = [r for r in reading.refused if (r.start, r.end) != spot]
    reading.figures.sort(key=lambda figure: figure.start)
    reading.refused.sort()


def _place(raw: str, row: Mapping[str, object]) -> tuple[int, int]:
    """The characters of a quote; (-1, -1) if it does not stand in the text that often."""
    quote, at = str(row.get("quote") or ""), -1
    for _ in range(int(row.get("occurrence") or 1)):
        at = raw.find(quote, at + 1) if quote else -1
        if at < 0:
            return -1, -1
    return at, at + len(quote)


def _inside(text: Text, found: list, start: int, end: int, wording: str) -> tuple | None:
    """The amount inside a quote that reads like the proposal, or the first one there is."""
    first = None
    for k, amounts in found:
        for _n, amount in enumerate(amounts):
            if start <= text.starts[amount.first] and text.ends[amount.last - 1] <= end:
                if not amount.refused and _same(amount, wording):
                    return (
                        k,
                        [a for a in amounts if not a.refused or a is amount],
                        [a for a in amounts if not a.refused or a is amount].index(amount),
                    )
                first = first or (k, [amount], 0)
    return first


def _same(amount: Amount, wording: str) -> bool:
    """Whether an amount and a proposed wording allow the same values."""
    from analysis.wording.reading import read_wording

    if amount.wording == wording:
        return True
    unit = "percent" if amount.unit in ("percent", "points") else ""
    mine, theirs = read_wording(amount.wording, unit), read_wording(wording, unit)
    return mine.strict is not None and mine.strict == theirs.strict


def _why_not(
    text: Text,
    known: Known,
    row: Mapping[str, object],
    start: int,
    hit: tuple | None,
    reading: TextReading,
) -> str:
    if start < 0:
        return NOT_THERE
    if hit is None:
        return NO_NUMBER
    amount = hit[1][hit[2]]
    if amount.refused:
        return f"proposed: {amount.refused}"
    if not _same(amount, str(row.get("wording", ""))):
        return f"proposed: the quote says “{amount.wording}”"
    if str(row.get("measure", "")) not in known.units:
        return f"{NO_MEASURE} {row.get('measure')!r}"
    spot = text.starts[amount.first]
    reasons = [r.reason for r in reading.refused if r.start == spot]
    if reasons and reasons[0] not in OPEN:
        return f"proposed: {reasons[0]}"
    return ""


FIRST_YEAR, LAST_YEAR = 1000, 3000
"""Years that the day of a page may have."""


def read_text(
    text: str,
    *,
    published: str | None = None,
    title: str = "",
    url: str = "",
    words: Vocabulary | None = None,
    proposals: Iterable[Mapping[str, object]] = (),
) -> TextReading:
    """Read the figures of a text.

    Parameters
    ----------
    text : str
        A briefing, a news text, a running table; any text at all is answered by a reading.
    published : str, optional
        ISO day of publication: days of the week and "yesterday" are resolved against it, and it
        is the day of figures that name none.
    title, url : str
        Kept with the reading.
    words : Vocabulary, optional
        Of a collection: its speakers, places and measures; None for the shared one.
    proposals : iterable of mapping
        Rows of quote, occurrence, wording, measure: see `analysis.reading.reader`.

    Returns
    -------
    TextReading

    Raises
    ------
    ParameterError
        If `published` is no day.

    Examples
    --------
    >>> reading = read_text("Over the past day 12 clashes took place, Cherevaty said.")
    >>> [(figure.wording, figure.measure) for figure in reading.figures]
    [('12', 'clashes')]
    """
    day = _day(published)
    names = vocabularies.of(words)
    pieces = cut(text, _lexicons(names))
    reading = TextReading(text, pieces.language, published, title, url)
    run = Run(pieces, names, day, reading)
    run.read()
    if proposals:
        add_proposals(run, proposals)
    return reading


def _day(published: str | None) -> dt.date | None:
    if not published:
        return None
    try:
        day = dt.date.fromisoformat(published[:10])
    except ValueError as error:
        raise ParameterError(
            f"published is no day: {published!r}; write it as 2023-03-19"
        ) from error
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise ParameterError(f"published is no day of a page: {published!r}; write it in full")
    return day


class _Lexicons(dict):
    """Languages by name, each compiled when it is first asked for."""

    def __init__(self, names: Known) -> None:
        super().__init__(dict.fromkeys(languages()))
        self.names = names

    def __getitem__(self, language: str) -> Lexicon:
        found = super().__getitem__(language)
        if found is None:
            found = self[language] = Lexicon(language, self.names.names)
        return found


_KEPT: dict[tuple, _Lexicons] = {}


def _lexicons(names: Known) -> _Lexicons:
    """The lexicons of a vocabulary; those of the last few are kept."""
    key = names.names
    if key not in _KEPT:
        if len(_KEPT) > 3:
            _KEPT.clear()
        _KEPT[key] = _Lexicons(names)
    return _KEPT[key]
