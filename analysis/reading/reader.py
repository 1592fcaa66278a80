"""A text in, its drafts of claims out: each figure with the ground of every field, or refused.

A figure that somebody or something else proposes is taken only where the text says the same. A
proposal is a row of `quote` (words of the text), `occurrence` (which one, from 1), `wording` and
`measure`. Whoever made it supplies no number: it counts only if the quote stands in the text, our
own reader finds the same wording inside it, that is no trap, and the measure is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import ParameterError
from analysis.reading.amounts import Amount, Amounts
from analysis.reading.counts import Counts
from analysis.reading.days import Days, Periods
from analysis.reading.nouns import NO_ACTION, NO_NOUN, Counted, Figure
from analysis.reading.speakers import NOBODY, Known, Speakers, known_in
from analysis.reading.subjects import Places, Sides
from analysis.reading.tokens import UNKNOWN, Ground, Sentence, Text, cut
from analysis.wording.languages import Lexicon, languages

if TYPE_CHECKING:
    import pandas as pd

    from analysis.data.vocabulary import Vocabulary

CLAIM_COLUMNS = (
    *("claim_id", "source_id", "also_in", "claim_group", "stated_on", "date_basis", "period"),
    *("speaker", "organisation", "party", "stance", "measure", "subject", "scope"),
    *("scope_wording", "reported", "unit", "note"),
)
GROUNDED = ("stated_on", "period", "speaker", "stance", "measure", "subject", "scope")
"""Fields that a draft says the ground of."""
DRAFT_COLUMNS = [
    *CLAIM_COLUMNS,
    *("start", "end", "wording", "words", "text_sha256"),
    *(f"{name}_from" for name in GROUNDED),
    *("unsure", "proposed", "speaker_words", "scope_words", "measure_words", "also_at"),
]
"""Columns of `TextReading.drafts`."""


class Refusal(NamedTuple):
    """A figure that is no draft, and why."""

    start: int
    end: int
    words: str
    reason: str


@dataclass(slots=True)
class DraftFigure:
    """One draft, before it is a row.

    Parameters
    ----------
    start, end : int
        Its characters in the text.
    words, wording : str
        The words of the page, and the same in English as `read_wording` reads it.
    fields : dict
        Per name in `GROUNDED`, the answer and its ground.
    """

    start: int
    end: int
    words: str
    wording: str
    unit: str
    date_basis: str
    organisation: str
    party: str
    fields: dict[str, Ground]
    line: int = 0
    proposed: bool = False
    also: list[str] = field(default_factory=list)

    @property
    def measure(self) -> str:
        return self.fields["measure"].key

    @property
    def unsure(self) -> list[str]:
        return [name for name, ground in self.fields.items() if ground.unsure]

    def as_row(self, digest: str) -> dict[str, object]:
        """The cells of `DRAFT_COLUMNS`."""
        row: dict[str, object] = {name: getattr(self, name, "") for name in DRAFT_COLUMNS}
        for name, ground in self.fields.items():
            row |= {name: ground.key, f"{name}_from": ground.basis}
            if name in ("speaker", "scope", "measure") and ground.key == UNKNOWN:
                row[f"{name}_words"] = ground.words
        return row | {
            "reported": self.wording,
            "scope_wording": self.fields["scope"].words,
            "text_sha256": digest,
            "unsure": ";".join(self.unsure),
            "also_at": ";".join(self.also),
        }


@dataclass
class TextReading:
    """What a text says.

    Parameters
    ----------
    text : str
        As given; every span counts its characters.
    language : str
        Two letters; empty if no table fits.
    published : str or None
        ISO day of publication, as given.
    title, url : str
        As given.
    figures : list of DraftFigure
        The drafts, in the order of the text.
    refused : list of Refusal
        The figures that are none, in the order of the text.
    """

    text: str
    language: str = ""
    published: str | None = None
    title: str = ""
    url: str = ""
    figures: list[DraftFigure] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @cached_property
    def sha256(self) -> str:
        """Digest of the text in UTF-8."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def drafts(self) -> pd.DataFrame:
        """A row a draft: `DRAFT_COLUMNS`; text but `start`, `end` (int) and `proposed` (bool)."""
        import pandas as pd

        rows = [figure.as_row(self.sha256) for figure in self.figures]
        types = dict.fromkeys(DRAFT_COLUMNS, "str") | {"start": "int64", "end": "int64"}
        return pd.DataFrame(rows, columns=DRAFT_COLUMNS).astype(types | {"proposed": "bool"})

    @cached_property
    def refusals(self) -> pd.DataFrame:
        """A row a refusal: start, end (int), words, reason."""
        import pandas as pd

        types = {"start": "int64", "end": "int64", "words": "str", "reason": "str"}
        return pd.DataFrame(self.refused, columns=list(types)).astype(types)


NO_WAR = "nothing in the text speaks of a war"
PEACEFUL = "the sentence speaks of something else than the war"
ACTS_OF_WAR = frozenset({"hold", "gain", "advance", "retreat", "destroy", "capture", "repel"})
"""What a side named in the text does in a war."""
NOUNS_OF_WAR = frozenset(
    (
        *("clash", "shelling", "airstrike", "missile_strike", "artillery_strike", "mlrs_strike"),
        *("drone_strike", "sortie", "fire_mission", "soldier", "prisoner", "tank", "afv", "gun"),
        *("mlrs", "air_defence", "drone", "missile", "bomb", "shell", "command_post"),
    )
)
NOT_THERE = "proposed: the quote does not stand in the text"
NO_NUMBER = "proposed: the quote holds no number"
NO_MEASURE = "proposed: no measure is called"
OPEN = frozenset({NO_NOUN, NO_ACTION})
"""Refusals that a proposal may answer; any other reason stands."""


class Reader:
    """One reading of one text; what stands around its figures is looked up with the first."""

    def __init__(
        self, text: Text, known: Known, published: dt.date | None, reading: TextReading
    ) -> None:
        self.text, self.known, self.published, self.reading = text, known, published, reading
        self.amounts = Amounts(text)

    @cached_property
    def lookups(self) -> tuple[Speakers, Sides, Days, Periods, Places]:
        """What says the fields of a figure."""
        text, known, published = self.text, self.known, self.published
        speakers = Speakers(text, known)
        days = Days(text, published, speakers)
        periods = Periods(text, known, published, days)
        return speakers, Sides(text, known, speakers), days, periods, Places(text, known, speakers)

    def read(self) -> None:
        """Find the figures of the text, and refuse what is none."""
        text, counts = self.text, Counts(self.text)
        warlike = self.is_of_war(0, len(text.low))
        for k, sentence in enumerate(text.sentences):
            amounts = self.amounts.of(sentence)
            for amount in amounts:
                if amount.refused:
                    self.refuse(amount, amount.refused)
            live = [amount for amount in amounts if not amount.refused]
            if not live:
                counts.pass_over(sentence)
            elif why := self.barred(sentence, warlike):
                for amount in live:
                    self.refuse(amount, why)
            else:
                for n, meaning in enumerate(counts.of(k, live)):
                    if meaning.measure:
                        self.reading.figures.append(self.figure(k, live, n, meaning))
                    else:
                        self.refuse(live[n], meaning.refused)
        self.reading.figures = merged(self.reading.figures)
        self.reading.refused.sort()

    def barred(self, sentence: Sentence, warlike: bool) -> str:
        """Why no figure of a sentence is one of the war; empty if they may be."""
        if not warlike:
            return NO_WAR
        first, last = sentence.first, sentence.last
        peace = self.text.has("peace", first, last) and not self.is_of_war(first, last)
        return PEACEFUL if peace else ""

    def is_of_war(self, first: int, last: int) -> bool:
        """Whether a word of the tokens [first, last) shows that they are about a war."""
        text = self.text
        if text.has("war", first, last) or text.has("military", first, last):
            return True
        acts = ACTS_OF_WAR.intersection(text.keys("action", first, last))
        if acts and text.has("side", first, last):
            return True
        told = NOUNS_OF_WAR - {"clash"} if text.has("peace", first, last) else NOUNS_OF_WAR
        return not told.isdisjoint(text.keys("noun", first, last))

    def place(self, amount: Amount) -> tuple[int, int]:
        """The characters of an amount."""
        return self.text.starts[amount.first], self.text.ends[amount.last - 1]

    def refuse(self, amount: Amount, reason: str) -> None:
        start, end = self.place(amount)
        self.reading.refused.append(Refusal(start, end, self.text.raw[start:end], reason))

    def figure(self, k: int, amounts: list[Amount], n: int, meaning: Counted) -> DraftFigure:
        """The draft of one amount of a sentence, with the ground of each field."""
        speakers, sides, days, periods, places = self.lookups
        f = Figure(self.text, k, amounts, n, meaning)
        speaker, party = speakers.speaker(k)
        f.speaker, f.party = speaker.key, party
        subject = sides.whose(f)
        stated_on, basis = days.day(k)
        period = periods.covered(f, subject.key)
        total = period.key.startswith("since") and not period.unsure
        fields = {
            "stated_on": stated_on,
            "period": period,
            "speaker": speaker,
            "stance": self.stance(k, party),
            "measure": self.measure(meaning),
            "subject": subject,
            "scope": places.scope(f, total=total),
        }
        start, end = self.place(f.amount)
        organisation = self.known.speakers.get(speaker.key, {}).get("role", "")
        return DraftFigure(
            start, end, self.text.raw[start:end], f.amount.wording,
            self.unit(meaning.measure, f.amount),
            basis, organisation, party, fields, f.sentence.paragraph,
        )  # fmt: skip

    def stance(self, k: int, party: str) -> Ground:
        """Whether a sentence denies its figures, and whether its speaker has an interest."""
        s = self.text.sentences[k]
        if denied := self.text.between("deny", s.first, s.last):
            return Ground("denial", self.text.span(*denied[0][:2]))
        if party and not self.known.is_interested(party):
            return Ground("assessment", "rule:party_without_interest")
        return Ground("claim", "rule:interested_party" if party else "")

    def measure(self, meaning: Counted) -> Ground:
        """What is counted; not sure of what stands before a figure, or in the list it goes on."""
        span, unknown = meaning.span, meaning.measure == UNKNOWN
        rule = "rule:part_of_the_figure_before" if meaning.is_part else "rule:list"
        words = self.text.words(*span) if span and unknown else ""
        far = meaning.basis in ("list", "shared", "before") and not meaning.is_part
        basis = self.text.span(*span) if span else rule
        return Ground(meaning.measure, basis, words, far or unknown)

    def unit(self, measure: str, amount: Amount) -> str:
        """The unit that a figure is written in, of those that its measure may have."""
        row = self.known.measures.get(measure, {})
        unit, others = row.get("unit", ""), row.get("also_in", "").split(";")
        written = amount.unit in ("square_metres", "square_km", "tonnes", "percent")
        if written and amount.unit in (unit, *others):
            return amount.unit
        return "metres" if amount.unit in ("metres", "km") and "metres" in others else unit

    def propose(self, proposals: Iterable[Mapping[str, object]]) -> None:
        """Add what is grounded in the text to a reading, marked as proposed; refuse the rest."""
        reading = self.reading
        found = [(k, self.amounts.of(s)) for k, s in enumerate(self.text.sentences)]
        for row in proposals:
            start, end = self.quoted(row)
            hit = None if start < 0 else self.inside(found, start, end, str(row.get("wording", "")))
            why = NOT_THERE if start < 0 else self.objection(row, hit)
            if why or hit is None:
                quote = str(row.get("quote", ""))[:200]
                reading.refused.append(Refusal(max(start, 0), max(end, 0), quote, why))
                continue
            k, amounts, n = hit
            spot = self.place(amounts[n])
            if any((f.start, f.end) == spot for f in reading.figures):
                continue
            meaning = Counted(str(row["measure"]), "", "", basis="proposed")
            figure = self.figure(k, amounts, n, meaning)
            figure.proposed = True
            figure.fields["measure"] = Ground(meaning.measure, "rule:proposed", unsure=True)
            reading.figures.append(figure)
            reading.refused = [r for r in reading.refused if (r.start, r.end) != spot]
        reading.figures.sort(key=lambda figure: figure.start)
        reading.refused.sort()

    def quoted(self, row: Mapping[str, object]) -> tuple[int, int]:
        """The characters of a quote; (-1, -1) if it does not stand in the text that often."""
        quote, at = str(row.get("quote") or ""), -1
        for _ in range(int(row.get("occurrence") or 1)):
            at = self.text.raw.find(quote, at + 1) if quote else -1
            if at < 0:
                return -1, -1
        return at, at + len(quote)

    def inside(
        self, found: list[tuple[int, list[Amount]]], start: int, end: int, wording: str
    ) -> tuple[int, list[Amount], int] | None:
        """The amount inside a quote that reads like the proposal, or the first one there is."""
        first = None
        for k, amounts in found:
            live = [amount for amount in amounts if not amount.refused]
            for amount in amounts:
                begins, ends = self.place(amount)
                if start <= begins and ends <= end:
                    if not amount.refused and _allow_the_same(amount, wording):
                        return k, live, live.index(amount)
                    first = first or (k, [amount], 0)
        return first

    def objection(
        self, row: Mapping[str, object], hit: tuple[int, list[Amount], int] | None
    ) -> str:
        """Why a proposal is not taken; empty if it is."""
        if hit is None:
            return NO_NUMBER
        amount = hit[1][hit[2]]
        if amount.refused:
            return f"proposed: {amount.refused}"
        if not _allow_the_same(amount, str(row.get("wording", ""))):
            return f"proposed: the quote says “{amount.wording}”"
        if str(row.get("measure", "")) not in self.known.measures:
            return f"{NO_MEASURE} {row.get('measure')!r}"
        start, _ = self.place(amount)
        reasons = [r.reason for r in self.reading.refused if r.start == start]
        return f"proposed: {reasons[0]}" if reasons and reasons[0] not in OPEN else ""


def _allow_the_same(amount: Amount, wording: str) -> bool:
    """Whether an amount and a proposed wording allow the same values."""
    from analysis.wording.reading import read_wording

    if amount.wording == wording:
        return True
    unit = "percent" if amount.unit in ("percent", "points") else ""
    mine, theirs = read_wording(amount.wording, unit), read_wording(wording, unit)
    return mine.strict is not None and mine.strict == theirs.strict


def merged(figures: list[DraftFigure]) -> list[DraftFigure]:
    """Join what headline and body both give: the body stays, the headline's span is told.

    A figure said twice in the body of one place, side and speaker is one draft as well.
    """
    seen: dict[tuple, DraftFigure] = {}
    kept: list[DraftFigure] = []
    for figure in figures:
        key = (figure.wording, figure.measure)
        before = seen.get(key)
        if before is None or before.line == figure.line == 0 or not _is_repeat(before, figure):
            kept.append(figure)
            seen.setdefault(key, figure)
            continue
        if before.line == 0:
            kept.remove(before)
            figure.also = [*before.also, f"{before.start}-{before.end}"]
            kept.append(figure)
            seen[key] = figure
        else:
            before.also.append(f"{figure.start}-{figure.end}")
    return sorted(kept, key=lambda figure: figure.start)


def _is_repeat(first: DraftFigure, later: DraftFigure) -> bool:
    """Whether two figures of one wording and measure say the same thing.

    One of the first line is a headline's, if nobody else says the other and nobody denies one.
    """
    said = [{name: ground.key for name, ground in f.fields.items()} for f in (first, later)]
    voices = {fields["speaker"] for fields in said} - {NOBODY, UNKNOWN}
    stances = {fields["stance"] == "denial" for fields in said}
    if first.line == 0 and len(voices) < 2 and len(stances) == 1:
        return True
    names = ("subject", "scope", "period", "speaker", "stance")
    return first.line != later.line and all(said[0][name] == said[1][name] for name in names)


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
    known = known_in(words)
    tokens = cut(text, _lexicons(known.names))
    reading = TextReading(text, tokens.language, published, title, url)
    reader = Reader(tokens, known, day, reading)
    reader.read()
    if proposals:
        reader.propose(proposals)
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

    def __init__(self, names: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__(dict.fromkeys(languages()))
        self.names = names

    def __getitem__(self, language: str) -> Lexicon:
        found = super().__getitem__(language)
        if found is None:
            found = self[language] = Lexicon(language, self.names)
        return found


_lexicons = lru_cache(maxsize=4)(_Lexicons)
"""The lexicons of the names of a vocabulary; those of the last few are kept."""
