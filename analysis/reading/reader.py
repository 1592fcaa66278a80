"""A text in, a reading out: drafts with their grounds, and refusals with their reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import ParameterError
from analysis.reading import known as vocabularies
from analysis.reading.amounts import Amount, Finder
from analysis.reading.context import UNKNOWN, Context, Ground
from analysis.reading.known import Known
from analysis.reading.meaning import Meaning, Reader
from analysis.reading.pieces import Text, cut
from analysis.reading.words import Lexicon, languages

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
"""Columns of `Reading.drafts`."""
NO_WAR = "nothing in the text speaks of a war"
PEACEFUL = "the sentence speaks of something else than the war"
NOT_UNDERSTOOD = "no table of words fits the language of the text"
MARKS_OF_WAR = ("war", "military")
NOUNS_OF_WAR = frozenset(
    (
        *("clash", "shelling", "airstrike", "missile_strike", "artillery_strike", "mlrs_strike"),
        *("drone_strike", "sortie", "fire_mission", "soldier", "prisoner", "tank", "afv", "gun"),
        *("mlrs", "air_defence", "drone", "missile", "bomb", "shell", "command_post"),
    )
)


class Refusal(NamedTuple):
    """A figure that is no draft, and why."""

    start: int
    end: int
    words: str
    reason: str


@dataclass(slots=True)
class Figure:
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
        fields = self.fields
        row: dict[str, object] = dict.fromkeys(DRAFT_COLUMNS, "")
        row |= {name: ground.key for name, ground in fields.items()}
        row |= {f"{name}_from": ground.basis for name, ground in fields.items()}
        row |= {
            f"{name}_words": fields[name].words
            for name in ("speaker", "scope", "measure")
            if fields[name].key == UNKNOWN
        }
        return row | {
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "wording": self.wording,
            "reported": self.wording,
            "unit": self.unit,
            "date_basis": self.date_basis,
            "organisation": self.organisation,
            "party": self.party,
            "scope_wording": fields["scope"].words,
            "text_sha256": digest,
            "unsure": ";".join(self.unsure),
            "proposed": self.proposed,
            "also_at": ";".join(self.also),
        }


@dataclass
class Reading:
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
    figures : list of Figure
        The drafts, in the order of the text.
    refused : list of Refusal
        The figures that are none, in the order of the text.
    """

    text: str
    language: str = ""
    published: str | None = None
    title: str = ""
    url: str = ""
    figures: list[Figure] = field(default_factory=list)
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


def read_text(
    text: str,
    *,
    published: str | None = None,
    title: str = "",
    url: str = "",
    words: Vocabulary | None = None,
    proposals: Iterable[Mapping[str, object]] = (),
) -> Reading:
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
        Rows of quote, occurrence, wording, measure: see `analysis.reading.proposals`.

    Returns
    -------
    Reading

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
    reading = Reading(text, pieces.language, published, title, url)
    _Run(pieces, names, day, reading).read()
    if proposals:
        from analysis.reading.proposals import add_proposals

        add_proposals(reading, pieces, proposals, names)
    return reading


def _day(published: str | None) -> dt.date | None:
    if not published:
        return None
    try:
        return dt.date.fromisoformat(published[:10])
    except ValueError as error:
        raise ParameterError(
            f"published is no day: {published!r}; write it as 2023-03-19"
        ) from error


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


class _Run:
    """One reading of one text."""

    def __init__(self, pieces: Text, names: Known, day: dt.date | None, reading: Reading) -> None:
        self.text, self.names, self.day, self.reading = pieces, names, day, reading

    def read(self) -> None:
        text = self.text
        finder, reader = Finder(text), Reader(text)
        context: Context | None = None
        warlike = self.is_of_war(0, len(text.low))
        lead = None
        for k, sentence in enumerate(text.sentences):
            amounts = finder.find(sentence)
            live = [a for a in amounts if not a.refused]
            for amount in amounts:
                if amount.refused:
                    self.refuse(amount, amount.refused)
            if not live:
                reader.pass_over(sentence)
                lead = sentence
                continue
            if why := self.barred(sentence, warlike):
                for amount in live:
                    self.refuse(amount, why)
                continue
            meanings = reader.read(sentence, live, lead)
            for n, (amount, meaning) in enumerate(zip(live, meanings, strict=True)):
                if not meaning.measure:
                    self.refuse(amount, meaning.refused)
                    continue
                if context is None:
                    context = Context(text, self.names, self.day)
                self.reading.figures.append(self.figure(context, k, live, n, meaning))
            lead = sentence
        self.reading.figures = merged(self.reading.figures)
        self.reading.refused.sort()

    def barred(self, sentence, warlike: bool) -> str:
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
        return any(key in NOUNS_OF_WAR for _, _, key in self.text.between("noun", first, last))

    def refuse(self, amount: Amount, reason: str) -> None:
        text = self.text
        start, end = text.starts[amount.first], text.ends[amount.last - 1]
        self.reading.refused.append(Refusal(start, end, text.raw[start:end], reason))

    def figure(
        self, context: Context, k: int, amounts: list[Amount], n: int, meaning: Meaning
    ) -> Figure:
        text, amount = self.text, amounts[n]
        sentence = text.sentences[k]
        begin = amounts[n - 1].last if n else sentence.first
        stop = amounts[n + 1].first if n + 1 < len(amounts) else sentence.last
        speaker, party = context.speaker(k)
        subject = context.subject(k, amount, meaning, begin, stop, party)
        stated_on, basis = context.day(k)
        measure = self.measure(context, meaning)
        fields = {
            "stated_on": stated_on,
            "period": context.period(k, amount, meaning, subject.key, speaker.key, party),
            "speaker": speaker,
            "stance": context.stance(k, begin, stop, party, speaker.key),
            "measure": measure,
            "subject": subject,
            "scope": context.scope(k, amounts, n, speaker.key),
        }
        start, end = text.starts[amount.first], text.ends[amount.last - 1]
        organisation = self.names.speakers.get(speaker.key, ("", "", ""))[1]
        return Figure(
            start, end, text.raw[start:end], amount.wording, self.unit(meaning.measure, amount),
            basis, organisation, party, fields, sentence.paragraph,
        )  # fmt: skip

    def measure(self, context: Context, meaning: Meaning) -> Ground:
        span = context.span(*meaning.span) if meaning.span else "rule:list"
        words = (
            self.text.words(*meaning.span) if meaning.span and meaning.measure == UNKNOWN else ""
        )
        unsure = meaning.basis in ("list", "shared", "before") or meaning.measure == UNKNOWN
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


def merged(figures: list[Figure]) -> list[Figure]:
    """Join what headline and body both give: the body stays, the headline's span is told.

    A figure said twice in the body of one place, side and speaker is one draft as well.
    """
    seen: dict[tuple, Figure] = {}
    kept: list[Figure] = []
    for figure in figures:
        key = (figure.wording, figure.measure)
        before = seen.get(key)
        same = before is not None and (before.line == 0 or _same(before, figure))
        if before is None or not same or before.line == figure.line == 0:
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


def _same(one: Figure, other: Figure) -> bool:
    """Whether two figures of one wording and measure say the same thing."""
    names = ("subject", "scope", "period")
    return (
        all(one.fields[name].key == other.fields[name].key for name in names)
        and one.line != other.line
    )
