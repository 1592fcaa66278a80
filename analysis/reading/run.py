"""One text read: amounts, what they count, and what stands around them."""

from __future__ import annotations

import datetime as dt

from analysis.reading.amount import Amount
from analysis.reading.amounts import Finder
from analysis.reading.context import Context
from analysis.reading.counting import Reader
from analysis.reading.drafts import Figure, Reading, Refusal, merged
from analysis.reading.grounds import UNKNOWN, Ground
from analysis.reading.known import Known
from analysis.reading.meaning import Meaning
from analysis.reading.pieces import Sentence, Text

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
        self, context: Context, k: int, amounts: list[Amount], n: int, meaning: Meaning
    ) -> Figure:
        text, amount = self.text, amounts[n]
        sentence = text.sentences[k]
        begin = amounts[n - 1].last if n else sentence.first
        stop = amounts[n + 1].first if n + 1 < len(amounts) else sentence.last
        speaker, party = context.speakers.speaker(k)
        subject = context.sides.whose(k, amount, meaning, begin, stop, party)
        stated_on, basis = context.days.day(k)
        measure = self.measure(meaning)
        fields = {
            "stated_on": stated_on,
            "period": context.periods.covered(k, amount, meaning, subject.key, speaker.key, party),
            "speaker": speaker,
            "stance": context.stance(k, begin, stop, party, speaker.key),
            "measure": measure,
            "subject": subject,
            "scope": context.places.scope(k, amounts, n, speaker.key),
        }
        start, end = text.starts[amount.first], text.ends[amount.last - 1]
        organisation = self.names.speakers.get(speaker.key, ("", "", ""))[1]
        return Figure(
            start, end, text.raw[start:end], amount.wording, self.unit(meaning.measure, amount),
            basis, organisation, party, fields, sentence.paragraph,
        )  # fmt: skip

    def measure(self, meaning: Meaning) -> Ground:
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
